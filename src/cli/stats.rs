use clap::ValueEnum;

use super::Failure;
use super::options::{CountOptions, InputOptions, MannerOptions, OutputOptions, WordOptions};
use super::run::{Session, write};
use crate::corpus::Severity;
use crate::count::words::Words;
use crate::encode::lexicon::Lexicon;
use crate::engine::{Counted, DocumentTotals, Grouping, Plan, Totals};
use crate::report::rows::{DocumentStats, Stats, Value};
use crate::text::{Class, letters_of};

/// What a corpus is like: documents, lines, sentences, tokens by class, types, hapaxes, lengths
///
/// All classes of tokens are shown, whatever is counted, so nothing vanishes unseen. Sentences are those with a counted token.
/// counted_tokens are the tokens of the counted classes (--classes), stop words included; types, hapax (occurring once), dis
/// (twice), ttr (types / counted tokens) and the mean lengths (letters and digits a word, counted tokens a sentence) are of
/// these; with --stem, of their stems. With --stopwords, stop_word_tokens says
/// how many of them the list takes. files_skipped are files left out or unreadable; replacements are U+FFFD written for broken bytes.
///
/// Example: kalim stats --by document corpus/
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    /// A row for each document instead of one list for the corpus
    #[arg(long, value_name = "WHAT", help_heading = "Counting")]
    by: Option<By>,
    #[command(flatten)]
    count: CountOptions,
    #[command(flatten)]
    words: WordOptions,
    #[command(flatten)]
    output: OutputOptions,
    #[command(flatten)]
    manners: MannerOptions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum By {
    Document,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let layout = args.output.layout()?;
    let conflation = args.words.resolve()?;
    let stop_words = args.count.stop_words(conflation.profile())?;
    if args.by.is_some() && args.count.has_stop_words() {
        return Err(Failure::Usage(
            "--stopwords tells how many tokens of the corpus are stop words: not with --by document".to_owned(),
        ));
    }
    let session = Session::new(args.input.resolve()?, args.input.how.strict, &args.manners);
    let output = session.open(&args.output.target())?;
    session.on_threads(|| {
        let lexicon = Lexicon::new(conflation, &stop_words, false);
        let grouping = if args.by.is_some() { Grouping::Document } else { Grouping::Corpus };
        let plan = Plan { sentences: Some(grouping), ..Plan::words(args.count.counted()) };
        let (counted, code) = session.count(&lexicon, &plan)?;
        if args.by.is_some() {
            write(&by_document(&counted.documents), &layout, output)?;
        } else {
            let stop_words = args.count.has_stop_words();
            write(&Stats { values: corpus(&counted, stop_words) }, &layout, output)?;
        }
        Ok(code)
    })
}

fn corpus(counted: &Counted<'_>, stop_words: bool) -> Vec<(String, Value)> {
    let terms = &counted.terms;
    let words = Words::merge(&counted.vocabularies, terms);
    let occurring = || words.frequency.iter().filter(|&&f| f > 0);
    let letters =
        (0u32..).zip(&words.frequency).filter(|(_, f)| **f > 0).map(|(rank, f)| letters_of(terms.text(rank)) * f).sum();
    let summary = Summary {
        counted: words.tokens(),
        types: occurring().count() as u64,
        hapax: occurring().filter(|&&f| f == 1).count() as u64,
        dis: occurring().filter(|&&f| f == 2).count() as u64,
        letters,
    };
    let count = |name: &str, value| (name.to_owned(), Value::Count(value));
    let totals = &counted.totals;
    let skipped =
        counted.problems.iter().filter(|p| matches!(p.severity, Severity::Skipped | Severity::Unreadable)).count();
    let mut values = vec![count("documents", totals.documents)];
    values.extend(seen(totals));
    values.extend(summary.values(totals.sentences));
    if stop_words {
        values.push(count("stop_word_tokens", words.stop_word_tokens()));
    }
    values.push(count("files_skipped", skipped as u64));
    values.push(count("documents_with_replacements", totals.documents_with_replacements));
    values.push(count("replacements", totals.replacements));
    values
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
struct Summary {
    counted: u64,
    types: u64,
    hapax: u64,
    dis: u64,
    letters: u64,
}

impl Summary {
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
