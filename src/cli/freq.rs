use super::options::{ChoiceOptions, CountOptions, FoldOptions, InputOptions, MannerOptions, OutputOptions};
use super::run::{Session, write};
use super::words::Shown;
use super::{Failure, sorting};
use crate::count::choice::{Choice, Sort};
use crate::count::partition::Row;
use crate::count::words::Words;
use crate::encode::lexicon::Lexicon;
use crate::engine::Plan;
use crate::report::rows::Freq;

/// Word frequencies: how often each word occurs, and in how many documents
///
/// Columns: rank, word, frequency, per_million (of all counted tokens, stop words too), documents, document_share (of all
/// documents read). Words are folded by the profile; the order is by frequency, then by code point.
///
/// Example: kalim freq --top 20 --min-docs 2 corpus/
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    count: CountOptions,
    #[command(flatten)]
    folds: FoldOptions,
    #[command(flatten)]
    choice: ChoiceOptions,
    #[command(flatten)]
    output: OutputOptions,
    #[command(flatten)]
    manners: MannerOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let layout = args.output.layout()?;
    let profile = args.folds.resolve()?;
    let stop_words = args.count.stop_words(&profile)?;
    let sort = sorting::Column::parse(args.choice.sort.as_deref(), &Freq::COLUMNS.map(|c| c.0), &[])?;
    let session = Session::new(args.input.resolve()?, args.input.how.strict, &args.manners);
    let output = session.open(&args.output.target())?;
    session.on_threads(|| {
        let lexicon = Lexicon::new(profile, &stop_words, true);
        let (counted, code) = session.count(&lexicon, &Plan::words(args.count.counted()))?;
        let terms = &counted.terms;
        let words = Words::merge(&counted.vocabularies, terms);
        let shown = Shown::new(terms, &counted.vocabularies, args.choice.shows_original());
        let key = |row: &Row<1>| sort.of_row(row);
        let choice = Choice {
            thresholds: args.choice.thresholds(),
            top: args.choice.top,
            sort: if sort.is_frequency() { Sort::Frequency } else { Sort::By(&key) },
        };
        let report = Freq {
            rows: choice.of(words.rows(), terms.len()),
            text: &|rank| shown.text(rank),
            tokens: words.tokens(),
            documents: counted.totals.documents,
        };
        write(&report, &layout, output)?;
        Ok(code)
    })
}
