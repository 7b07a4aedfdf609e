use std::collections::HashMap;

use super::options::{CountOptions, GroupOptions, InputOptions, ReportOptions};
use super::task::{Corpus, Page, Sequence, Task};
use super::{Failure, measures, run};
use crate::corpus::Severity;
use crate::corpus::left_out::Repeats;
use crate::corpus::selection::Field;
use crate::encode::lexicon::Lexicon;
use crate::engine::{DocumentTotals, Grouping, Plan, Totals};
use crate::measure::Measure;
use crate::measure::diversity::{DIVERSITY, Spectrum};
use crate::measure::growth::{Growth, HEAPS, Heaps};
use crate::measure::sequence::SEQUENCE;
use crate::measure::zipf::{ZIPF, Zipf};
use crate::report::rows::{self, DocumentStats, Value};
use crate::text::{Class, letters_of};

/// What a corpus is like: documents, lines, sentences, tokens by class, types, hapaxes, lengths
///
/// All classes of tokens are shown, whatever is counted, so nothing vanishes unseen. Sentences are those with a counted token.
/// counted_tokens are the tokens of the counted classes (--classes), stop words included; types, hapax (occurring once), dis
/// (twice), ttr (types / counted tokens) and the mean lengths (letters and digits a word, counted tokens a sentence) are of
/// these; with --stem, of their stems. With --stopwords, stop_word_tokens says
/// how many of them the list takes. files_skipped are files left out or unreadable; replacements are U+FFFD written for broken bytes.
///
/// With --by, a row for each document or group instead, a column for each number.
///
/// Example: kalim stats --by document corpus/
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    groups: GroupOptions,
    /// Measures of diversity, a row each: a list of names, or all [default: none]
    #[arg(long, value_name = "LIST", help_heading = "Measures", long_help = long_help())]
    measures: Option<String>,
    /// Instead of all that, how the vocabulary grows: tokens, types and hapaxes at a hundred points of the corpus
    ///
    /// The points are floor(i N / 100) of the N counted tokens. The curve depends on the order of the documents, which is that of
    /// the arguments and of the names in a folder. The corpus is read twice.
    #[arg(long, conflicts_with = "measures", help_heading = "Measures")]
    growth: bool,
    #[command(flatten)]
    report: ReportOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let by = args.groups.by.as_ref();
    if args.growth {
        return run::alone(GrowthCurve, by, &args.input.paths, &args.input.how, &args.report);
    }
    let stats = Stats::new(by, args.measures.as_deref(), &args.report.count)?;
    // Documents are told apart in any case.
    let by = by.filter(|by| **by != Field::Document);
    run::alone(stats, by, &args.input.paths, &args.input.how, &args.report)
}

fn long_help() -> String {
    format!(
        "Measures of diversity, a row each: a list of names, or all. Of the counted tokens, stop words too.\nOf frequencies; \
         nearly all depend on the length of a corpus, so compare corpora of one length:\n{}{}Of the words in their order, for \
         which the corpus is read twice:\n{}{}A value is empty where a measure is undefined.",
        measures::lines(DIVERSITY),
        measures::lines(ZIPF),
        measures::lines(SEQUENCE),
        measures::lines(HEAPS),
    )
}

/// A measure of any kind.
#[derive(Clone, Copy)]
enum Statistic {
    Diversity(&'static Measure<Spectrum>),
    Zipf(&'static Measure<Zipf>),
    Sequence(&'static Measure<[u32]>),
    Heaps(&'static Measure<Heaps>),
}

impl Statistic {
    fn known() -> Vec<(&'static str, Self)> {
        let diversity = DIVERSITY.iter().map(|m| (m.id, Self::Diversity(m)));
        let sequence = SEQUENCE.iter().map(|m| (m.id, Self::Sequence(m)));
        let zipf = ZIPF.iter().map(|m| (m.id, Self::Zipf(m)));
        let heaps = HEAPS.iter().map(|m| (m.id, Self::Heaps(m)));
        diversity.chain(sequence).chain(zipf).chain(heaps).collect()
    }

    fn needs_order(self) -> bool {
        matches!(self, Self::Sequence(_) | Self::Heaps(_))
    }
}

/// The report.
pub struct Stats {
    grouping: Grouping,
    has_stop_words: bool,
    statistics: Vec<Statistic>,
}

impl Stats {
    /// Of what these tokens make, with a list of measures if one was given.
    pub fn new(by: Option<&Field>, measures: Option<&str>, count: &CountOptions) -> Result<Self, Failure> {
        let statistics = measures::pick(&Statistic::known(), measures.unwrap_or_default())?;
        let grouping = if by == Some(&Field::Document) { Grouping::Document } else { Grouping::Corpus };
        let has_stop_words = count.has_stop_words();
        if grouping == Grouping::Document && has_stop_words {
            return Err(Failure::Usage(
                "--stopwords tells how many tokens of the corpus are stop words: not with --by document".to_owned(),
            ));
        }
        if grouping == Grouping::Document && !statistics.is_empty() {
            return Err(Failure::Usage("--measures are of a corpus or a group: not with --by document".to_owned()));
        }
        Ok(Self { grouping, has_stop_words, statistics })
    }
}

impl Task for Stats {
    fn plan(&mut self, plan: &mut Plan, _: &mut Lexicon) -> Result<(), Failure> {
        plan.sentences = Some(self.grouping);
        Ok(())
    }

    fn reads_again(&self) -> bool {
        self.statistics.iter().any(|statistic| statistic.needs_order())
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        match self.grouping {
            Grouping::Corpus if corpus.is_group => page.print(&rows::GroupStats { values: self.of_corpus(corpus)? }),
            Grouping::Corpus => page.print(&rows::Stats { values: self.of_corpus(corpus)? }),
            Grouping::Document => page.print(&by_document(&corpus.counted.documents)),
        }
    }
}

impl Stats {
    fn of_corpus(&self, corpus: &Corpus<'_>) -> Result<Vec<(String, Value)>, Failure> {
        let counted = &corpus.counted;
        let (mut summary, mut stop_word_tokens, mut classes) = (Summary::default(), 0, HashMap::new());
        let mut add = |text: &str, frequency: u64, is_stop_word: bool| {
            summary.add(text, frequency);
            *classes.entry(frequency).or_default() += 1;
            stop_word_tokens += if is_stop_word { frequency } else { 0 };
        };
        match &counted.vast {
            Some(vast) => vast.each(|word| {
                add(word.text, word.frequency, word.is_stop_word);
                Ok(())
            })?,
            None => {
                let words = counted.words.frequency.iter().zip(&counted.words.is_stop_word);
                let occurring = (0u32..).zip(words).filter(|(_, (frequency, _))| **frequency > 0);
                occurring.for_each(|(rank, (&frequency, &stop))| add(counted.terms.text(rank), frequency, stop));
            }
        }
        let count = |name: &str, value| (name.to_owned(), Value::Count(value));
        let totals = &counted.totals;
        let skipped =
            counted.problems.iter().filter(|p| matches!(p.severity, Severity::Skipped | Severity::Unreadable)).count();
        let mut values = vec![count("documents", totals.documents)];
        values.extend(seen(totals));
        values.extend(summary.values(totals.sentences));
        values.extend(self.measures(corpus, &classes.into_iter().collect(), &values)?);
        if self.has_stop_words {
            values.push(count("stop_word_tokens", stop_word_tokens));
        }
        values.push(count("files_skipped", skipped as u64));
        values.push(count("documents_with_replacements", totals.documents_with_replacements));
        values.push(count("replacements", totals.replacements));
        values.push(count("entities", totals.entities));
        let Sequence { input, .. } = &corpus.sequence;
        if input.repeats == Some(Repeats::Documents) {
            values.push(count("documents_left_out", input.left_out.documents.len() as u64));
        }
        if input.repeats == Some(Repeats::Lines) || !input.excluded.is_empty() {
            values.push(count("lines_left_out", input.left_out.line_count()));
        }
        // A column of each group must be there in all, so these are rows of the whole alone.
        if !corpus.is_group {
            let of = |(name, documents): (&&str, &u64)| count(&format!("encoding_{}", name.to_lowercase()), *documents);
            values.extend(counted.encodings.iter().map(of));
        }
        Ok(values)
    }

    /// The measures asked for that are not among the values already.
    fn measures(
        &self,
        corpus: &Corpus<'_>,
        frequencies: &Spectrum,
        values: &[(String, Value)],
    ) -> Result<Vec<(String, Value)>, Failure> {
        let zipf = Zipf::from(frequencies);
        let words = if self.reads_again() { in_order(corpus, frequencies.tokens())? } else { Vec::new() };
        let heaps = Heaps::from(growth(&words).points());
        let value = |statistic: &Statistic| match statistic {
            Statistic::Diversity(measure) => (measure.id, (measure.of)(frequencies)),
            Statistic::Zipf(measure) => (measure.id, (measure.of)(&zipf)),
            Statistic::Sequence(measure) => (measure.id, (measure.of)(&words)),
            Statistic::Heaps(measure) => (measure.id, (measure.of)(&heaps)),
        };
        let asked = self.statistics.iter().map(value).filter(|(id, _)| values.iter().all(|(name, _)| name != id));
        Ok(asked.map(|(id, value)| (id.to_owned(), Value::Measure(value))).collect())
    }
}

/// The counted words in their order, as numbers from 0 on.
fn in_order(corpus: &Corpus<'_>, words: u64) -> Result<Vec<u32>, Failure> {
    corpus.counted.admit(words * size_of::<u32>() as u64)?;
    let (mut numbers, mut sequence) = (HashMap::<Box<str>, u32>::new(), Vec::new());
    corpus.sequence.each(words, |_, word| {
        let next = u32::try_from(numbers.len()).expect("fewer than 2^32 different words");
        let number = numbers.get(word).copied().unwrap_or_else(|| {
            numbers.insert(word.into(), next);
            next
        });
        sequence.push(number);
    })?;
    Ok(sequence)
}

fn growth(words: &[u32]) -> Growth {
    let mut growth = Growth::new(words.len() as u64);
    words.iter().for_each(|&word| growth.push(word));
    growth
}

/// The growth of the vocabulary.
struct GrowthCurve;

impl Task for GrowthCurve {
    fn plan(&mut self, plan: &mut Plan, _: &mut Lexicon) -> Result<(), Failure> {
        plan.holds_words = true;
        Ok(())
    }

    fn reads_again(&self) -> bool {
        true
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let words = in_order(corpus, corpus.counted.words.tokens())?;
        page.print(&rows::Growth { points: growth(&words).points().to_vec() })
    }
}

fn by_document(documents: &[DocumentTotals]) -> DocumentStats {
    let rows: Vec<Vec<(String, Value)>> = documents
        .iter()
        .map(|document| {
            let totals = &document.totals;
            let summary = Summary {
                counted: totals.counted,
                types: document.types,
                hapax: document.hapax,
                dis: document.dis,
                letters: totals.letters,
            };
            let mut values = seen(totals);
            values.extend(summary.values(totals.sentences));
            values.push(("replacements".to_owned(), Value::Count(totals.replacements)));
            values.push(("entities".to_owned(), Value::Count(totals.entities)));
            values.push(("encoding".to_owned(), Value::Name(document.encoding)));
            values
        })
        .collect();
    let names = rows.first().map(|row| row.iter().map(|(name, _)| name.clone()).collect()).unwrap_or_default();
    let numbers = rows.into_iter().map(|row| row.into_iter().map(|(_, value)| value).collect());
    DocumentStats { names, documents: documents.iter().map(|d| d.name.clone()).zip(numbers).collect() }
}

/// What was seen, counted or not.
fn seen(totals: &Totals) -> Vec<(String, Value)> {
    let count = |name: &str, value| (name.to_owned(), Value::Count(value));
    let mut values = vec![
        count("bytes", totals.bytes),
        count("lines", totals.lines),
        count("sentences", totals.sentences),
        count("tokens", totals.tokens()),
    ];
    values.extend(Class::ALL.iter().map(|class| count(&format!("class_{class}"), totals.classes[*class as usize])));
    values
}

/// What the counted tokens are like.
#[derive(Default)]
struct Summary {
    counted: u64,
    types: u64,
    hapax: u64,
    dis: u64,
    letters: u64,
}

impl Summary {
    fn add(&mut self, text: &str, frequency: u64) {
        self.counted += frequency;
        self.types += 1;
        self.hapax += u64::from(frequency == 1);
        self.dis += u64::from(frequency == 2);
        self.letters += letters_of(text) * frequency;
    }

    fn values(&self, sentences: u64) -> Vec<(String, Value)> {
        let count = |name: &str, value| (name.to_owned(), Value::Count(value));
        let ratio = |name: &str, a, b| (name.to_owned(), Value::Measure(ratio(a, b)));
        vec![
            count("counted_tokens", self.counted),
            count("types", self.types),
            count("hapax", self.hapax),
            count("dis", self.dis),
            ratio("ttr", self.types, self.counted),
            ratio("mean_word_length", self.letters, self.counted),
            ratio("mean_sentence_length", self.counted, sentences),
        ]
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts below 2^53 are exact")]
fn ratio(a: u64, b: u64) -> Option<f64> {
    (b > 0).then(|| a as f64 / b as f64)
}
