use super::options::{ChoiceOptions, InputOptions, ReportOptions};
use super::task::{Corpus, Page, Task};
use super::words::Shown;
use super::{Failure, run, sorting};
use crate::count::partition::Row;
use crate::encode::lexicon::Lexicon;
use crate::engine::Plan;
use crate::report::rows;

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
    choice: ChoiceOptions,
    #[command(flatten)]
    report: ReportOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    run::alone(Freq::new(&args.choice)?, &args.input.paths, &args.input.how, &args.report)
}

/// The report.
pub struct Freq<'a> {
    choice: &'a ChoiceOptions,
    sort: sorting::Column,
}

impl<'a> Freq<'a> {
    /// With these rows.
    pub fn new(choice: &'a ChoiceOptions) -> Result<Self, Failure> {
        let columns = rows::Freq::COLUMNS.map(|c| c.0);
        Ok(Self { choice, sort: sorting::Column::parse(choice.sort.as_deref(), "freq", &columns, &[])? })
    }
}

impl Task for Freq<'_> {
    fn plan(&mut self, plan: &mut Plan, _: &mut Lexicon) -> Result<(), Failure> {
        // Words are counted in any case.
        plan.spellings |= self.choice.shows_original();
        Ok(())
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let (terms, words) = (&corpus.counted.terms, &corpus.counted.words);
        let shown = Shown::new(&corpus.counted);
        let key = |row: &Row<1>| self.sort.of_row(row);
        if let Some(vast) = &corpus.counted.vast {
            let rows = vast.choose(&self.choice.by(self.sort, &key), &corpus.counted.room(0))?;
            return page.print(&rows::VastFreq { rows, documents: corpus.counted.totals.documents });
        }
        page.print(&rows::Freq {
            rows: self.choice.by(self.sort, &key).of(words.rows(), terms.len()),
            text: &|rank| shown.text(rank),
            tokens: words.tokens(),
            documents: corpus.counted.totals.documents,
        })
    }
}
