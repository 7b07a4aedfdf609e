use super::options::{InputOptions, ReportOptions};
use super::run::{Session, write};
use super::words::Shown;
use super::{Failure, sorting};
use crate::count::partition::Row;
use crate::count::words::Words;
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
    report: ReportOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let layout = args.report.output.layout()?;
    let lexicon = args.report.lexicon()?;
    let sort = sorting::Column::parse(args.report.choice.sort.as_deref(), &Freq::COLUMNS.map(|c| c.0), &[])?;
    let session = Session::new(args.input.resolve()?, args.input.how.strict, &args.report.manners);
    let output = session.open(&args.report.output.target())?;
    session.on_threads(|| {
        let (counted, code) = session.count(&lexicon, &Plan::words(args.report.counted()))?;
        let terms = &counted.terms;
        let words = Words::merge(&counted.vocabularies, terms);
        let shown = Shown::new(terms, &counted.vocabularies, args.report.choice.show);
        let key = |row: &Row<1>| sort.of_row(row);
        let choice = args.report.choice(sort, &key);
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
