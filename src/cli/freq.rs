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
/// documents read). Words are folded by the profile; the order is by frequency, then by code point. With --variants, a last
/// column has the spellings that were counted as the word, each with its frequency.
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
    #[command(flatten)]
    options: FreqOptions,
}

/// What is shown of the words.
#[derive(clap::Args)]
pub struct FreqOptions {
    /// Add a column with the original spellings of each word and how often each occurs: إذا 812, اذا 301
    #[arg(long, help_heading = "Output")]
    variants: bool,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    run::alone(Freq::new(&args.options, &args.choice)?, &args.input.paths, &args.input.how, &args.report)
}

/// The report.
pub struct Freq<'a> {
    options: &'a FreqOptions,
    choice: &'a ChoiceOptions,
    sort: sorting::Column,
}

impl<'a> Freq<'a> {
    /// With these rows.
    pub fn new(options: &'a FreqOptions, choice: &'a ChoiceOptions) -> Result<Self, Failure> {
        let columns = rows::Freq::COLUMNS.map(|c| c.0);
        let sort = sorting::Column::parse(choice.sort.as_deref(), "freq", &columns, &[])?;
        Ok(Self { options, choice, sort })
    }
}

impl Task for Freq<'_> {
    fn plan(&mut self, plan: &mut Plan, _: &mut Lexicon) -> Result<(), Failure> {
        // Words are counted in any case.
        plan.spellings |= self.choice.shows_original();
        plan.variants |= self.options.variants;
        Ok(())
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let (terms, words) = (&corpus.counted.terms, &corpus.counted.words);
        let shown = Shown::new(&corpus.counted, self.choice.show);
        let key = |row: &Row<1>| self.sort.of_row(row);
        if let Some(vast) = &corpus.counted.vast {
            let rows = vast.choose(&self.choice.by(self.sort, &key), &corpus.counted.room(0))?;
            let latin = self.choice.show.latin();
            let fold = |text: &str| latin.as_ref().map_or_else(|| text.to_owned(), |latin| latin.fold(text));
            let show = latin.is_some().then_some(&fold as rows::Show<'_>);
            return page.print(&rows::VastFreq { rows, show, documents: corpus.counted.totals.documents });
        }
        page.print(&rows::Freq {
            rows: self.choice.by(self.sort, &key).of(words.rows(), terms.len()),
            text: &|rank| shown.text(rank),
            tokens: words.tokens(),
            documents: corpus.counted.totals.documents,
            variants: corpus.counted.variants.as_deref().filter(|_| self.options.variants),
        })
    }
}
