use clap::ValueEnum;

use super::options::{CountOptions, InputOptions, ReportOptions};
use super::task::{Corpus, Page, Task};
use super::{Failure, run};
use crate::corpus::Severity;
use crate::count::spill::SpillError;
use crate::encode::lexicon::Lexicon;
use crate::engine::{DocumentTotals, Grouping, Plan, Totals};
use crate::report::rows::{self, DocumentStats, Value};
use crate::text::{Class, letters_of};

/// What a corpus is like: documents, lines, sentences, tokens by class, types, hapaxes, lengths
///
/// All classes of tokens are shown, whatever is counted, so nothing vanishes unseen. Sentences are those with a counted token.
/// counted_tokens are the tokens of the counted classes (--classes), stop words included; types, hapax (occurring once), dis
/// (twice), ttr (types / counted tokens) and the mean lengths (letters and digits a word, counted tokens a sentence) are of
/// these. With --stopwords, stop_word_tokens says
/// how many of them the list takes. files_skipped are files left out or unreadable; replacements are U+FFFD written for broken bytes.
///
/// Example: kalim stats --by document corpus/
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    options: StatsOptions,
    #[command(flatten)]
    report: ReportOptions,
}

/// Of what.
#[derive(clap::Args)]
pub struct StatsOptions {
    /// A row for each document instead of one list for the corpus
    #[arg(long, value_name = "WHAT", help_heading = "Counting")]
    by: Option<By>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Document,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    run::alone(Stats::new(&args.options, &args.report.count)?, &args.input.paths, &args.input.how, &args.report)
}

/// The report.
pub struct Stats {
    grouping: Grouping,
    has_stop_words: bool,
}

impl Stats {
    /// Of what these tokens make.
    pub fn new(options: &StatsOptions, count: &CountOptions) -> Result<Self, Failure> {
        let grouping = options.by.map_or(Grouping::Corpus, |By::Document| Grouping::Document);
        let has_stop_words = count.has_stop_words();
        if grouping == Grouping::Document && has_stop_words {
            return Err(Failure::Usage(
                "--stopwords tells how many tokens of the corpus are stop words: not with --by document".to_owned(),
            ));
        }
        Ok(Self { grouping, has_stop_words })
    }
}

impl Task for Stats {
    fn plan(&mut self, plan: &mut Plan, _: &mut Lexicon) -> Result<(), Failure> {
        plan.sentences = Some(self.grouping);
        Ok(())
    }

    fn print(&self, corpus: &mut Corpus, page: &mut Page<'_>) -> Result<(), Failure> {
        match self.grouping {
            Grouping::Corpus => page.print(&rows::Stats { values: of_corpus(corpus, self.has_stop_words)? }),
            Grouping::Document => page.print(&by_document(&corpus.counted.documents)),
        }
    }
}

fn of_corpus(corpus: &Corpus, stop_words: bool) -> Result<Vec<(String, Value)>, SpillError> {
    let counted = &corpus.counted;
    let (mut summary, mut stop_word_tokens) = (Summary::default(), 0);
    let mut add = |text: &str, frequency: u64, is_stop_word: bool| {
        summary.add(text, frequency);
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
    if stop_words {
        values.push(count("stop_word_tokens", stop_word_tokens));
    }
    values.push(count("files_skipped", skipped as u64));
    values.push(count("documents_with_replacements", totals.documents_with_replacements));
    values.push(count("replacements", totals.replacements));
    Ok(values)
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
