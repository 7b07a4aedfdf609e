use super::dispersion::{self, Statistic};
use super::options::{ChoiceOptions, GroupOptions, InputOptions, ReportOptions};
use super::task::{Corpus, Page, Task};
use super::words::Shown;
use super::{Failure, measures, run, sorting};
use crate::count::partition::Row;
use crate::encode::lexicon::Lexicon;
use crate::engine::Plan;
use crate::report::rows::{self, Value};

/// Word frequencies: how often each word occurs, and in how many documents
///
/// Columns: rank, word, frequency, per_million (of all counted tokens, stop words too), documents, document_share (of all
/// documents read). Words are folded by the profile; the order is by frequency, then by code point. With --measures, a column for
/// each of these follows (kalim dispersion says what they mean), and with --variants a last
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
    groups: GroupOptions,
    #[command(flatten)]
    report: ReportOptions,
    /// Dispersion measures, a column each: a list of names, or all; the corpus is then read twice
    #[arg(long, value_name = "LIST", help_heading = "Measures", long_help = dispersion::long_help())]
    measures: Option<String>,
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
    let freq = Freq::new(&args.options, args.measures.as_deref(), &args.choice)?;
    run::alone(freq, args.groups.by.as_ref(), &args.input.paths, &args.input.how, &args.report)
}

/// The report.
pub struct Freq<'a> {
    options: &'a FreqOptions,
    choice: &'a ChoiceOptions,
    statistics: Vec<Statistic>,
    /// The measure to sort by, or else the column.
    by_measure: Option<usize>,
    sort: sorting::Column,
}

impl<'a> Freq<'a> {
    /// With these rows.
    pub fn new(options: &'a FreqOptions, measures: Option<&str>, choice: &'a ChoiceOptions) -> Result<Self, Failure> {
        let known = Statistic::known();
        let statistics = measures.map_or(Ok(Vec::new()), |list| measures::pick(&known, list))?;
        let by = choice.sort.as_deref();
        let by_measure = statistics.iter().position(|statistic| Some(statistic.id()) == by);
        let columns: Vec<&str> =
            rows::Freq::COLUMNS.iter().map(|c| c.0).chain(statistics.iter().map(|s| s.id())).collect();
        let sort = match by_measure {
            Some(_) => sorting::Column::Words,
            None => sorting::Column::parse(by, "freq", &columns, &[])?,
        };
        Ok(Self { options, choice, statistics, by_measure, sort })
    }

    /// The chosen rows, with their measures.
    fn rows(&self, corpus: &Corpus<'_>) -> Result<(Vec<Row<1>>, Vec<Vec<Value>>), Failure> {
        let (terms, words) = (&corpus.counted.terms, &corpus.counted.words);
        let key = |row: &Row<1>| self.sort.of_row(row);
        let mut choice = self.choice.by(self.sort, &key);
        if self.by_measure.is_some() {
            choice.top = None;
        }
        let rows = choice.of(words.rows(), terms.len());
        if self.statistics.is_empty() {
            return Ok((rows, Vec::new()));
        }
        let (values, _) = dispersion::measure(corpus, &rows, &self.statistics, None)?;
        let Some(by) = self.by_measure else { return Ok((rows, values)) };
        let mut measured: Vec<_> = rows.into_iter().zip(values).collect();
        measured.sort_by_key(|(_, values)| std::cmp::Reverse(values[by].sortable()));
        measured.truncate(self.choice.top().unwrap_or(usize::MAX));
        Ok(measured.into_iter().unzip())
    }
}

impl Task for Freq<'_> {
    fn plan(&mut self, plan: &mut Plan, _: &mut Lexicon) -> Result<(), Failure> {
        // Words are counted in any case.
        plan.spellings |= self.choice.shows_original();
        plan.variants |= self.options.variants;
        plan.holds_words |= self.reads_again();
        Ok(())
    }

    fn reads_again(&self) -> bool {
        !self.statistics.is_empty()
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let shown = Shown::new(&corpus.counted, self.choice.show);
        let key = |row: &Row<1>| self.sort.of_row(row);
        if let Some(vast) = &corpus.counted.vast {
            let rows = vast.choose(&self.choice.by(self.sort, &key), &corpus.counted.room(0))?;
            let latin = self.choice.show.latin();
            let fold = |text: &str| latin.as_ref().map_or_else(|| text.to_owned(), |latin| latin.fold(text));
            let show = latin.is_some().then_some(&fold as rows::Show<'_>);
            return page.print(&rows::VastFreq { rows, show, documents: corpus.counted.totals.documents });
        }
        let (rows, measures) = self.rows(corpus)?;
        page.print(&rows::Freq {
            rows,
            names: self.statistics.iter().map(|statistic| statistic.id()).collect(),
            measures,
            text: &shown,
            tokens: corpus.counted.words.tokens(),
            documents: corpus.counted.totals.documents,
            variants: corpus.counted.variants.as_deref().filter(|_| self.options.variants),
        })
    }
}
