use super::expected::Expectation;
use super::options::{ChoiceOptions, GroupOptions, InputOptions, ReportOptions, UnitOptions};
use super::task::{Corpus, Page, Task};
use super::words::Shown;
use super::{Failure, measures, run, sorting};
use crate::count::choice::{Key, sortable};
use crate::count::pairs::{MarginsByRank, Window};
use crate::count::partition::Row;
use crate::encode::lexicon::Lexicon;
use crate::engine::Plan;
use crate::measure::Measure;
use crate::measure::association::{Ceiling, Pair};
use crate::measure::expected::Model;
use crate::report::rows::{self, PairNames, PairTables};

/// Co-occurrence: which words stand near each other, how often, and how much more than by chance
///
/// Each unordered pair of positions at most WINDOW apart in a sentence (or what --within says) counts once, also a word with
/// itself. f1 and f2 are the row sums of the symmetric table, n its sum (or what --expected says); expected is f1 f2 / n, and the
/// measures compare the table's cell with it (for a word with itself the cell is twice the frequency). All are counted before
/// any threshold.
/// With --directed, each node and each collocate that stands up to --before positions before or --after positions after it.
///
/// Example: kalim cooccur --window 5 --min-freq 5 --sort g2 --top 50 corpus/
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    options: PairOptions,
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    choice: ChoiceOptions,
    #[command(flatten)]
    groups: GroupOptions,
    #[command(flatten)]
    report: ReportOptions,
}

/// Which pairs, and what is said of them.
#[derive(clap::Args)]
pub struct PairOptions {
    /// How many positions apart the words of a pair may be [default: 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1000), help_heading = "Counting")]
    window: Option<u64>,
    /// Pairs of a node and a collocate, instead of unordered pairs
    #[arg(long, conflicts_with = "window", help_heading = "Counting")]
    directed: bool,
    /// Positions before the node [default: 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=1000), help_heading = "Counting")]
    before: Option<u64>,
    /// Positions after the node [default: 5]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(0..=1000), help_heading = "Counting")]
    after: Option<u64>,
    #[command(flatten)]
    measures: measures::Options,
}

impl PairOptions {
    fn window(&self) -> Result<Window, Failure> {
        let or_five = |n: Option<u64>| usize::try_from(n.unwrap_or(5)).unwrap_or(usize::MAX);
        if !self.directed && (self.before.is_some() || self.after.is_some()) {
            return Err(Failure::Usage(
                "--before and --after need --directed: an unordered pair has no node".to_owned(),
            ));
        }
        match (or_five(self.before), or_five(self.after)) {
            _ if !self.directed => Ok(Window::Symmetric(or_five(self.window))),
            (0, 0) => Err(Failure::Usage("--before 0 --after 0: a window of no positions has no pairs".to_owned())),
            (before, after) => Ok(Window::Directed { before, after }),
        }
    }
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let cooccur = Cooccur::new(&args.options, &args.units, &args.choice)?;
    run::alone(cooccur, args.groups.by.as_ref(), &args.input.paths, &args.input.how, &args.report)
}

/// The report.
pub struct Cooccur<'a> {
    window: Window,
    model: Model,
    measures: Vec<&'static Measure<Pair>>,
    units: &'a UnitOptions,
    choice: &'a ChoiceOptions,
    sort: sorting::Column,
}

impl<'a> Cooccur<'a> {
    /// With these pairs and rows.
    pub fn new(options: &PairOptions, units: &'a UnitOptions, choice: &'a ChoiceOptions) -> Result<Self, Failure> {
        let window = options.window()?;
        let measures = options.measures.resolve()?;
        let model = options.measures.expected;
        if !options.directed && model.needs_node() {
            let why = "needs --directed: an unordered pair has no node, whose windows are meant";
            return Err(Failure::Usage(format!("--expected {model}: {why}")));
        }
        let columns: Vec<&str> = rows::Cooccur::columns_for(names(window)).iter().map(|c| c.0).collect();
        let sort = sorting::Column::parse(choice.sort.as_deref(), "cooccur", &columns, &measures)?;
        Ok(Self { window, model, measures, units, choice, sort })
    }
}

/// What the words of its pairs are called.
fn names(window: Window) -> PairNames {
    match window {
        Window::Symmetric(_) => PairNames::Words,
        Window::Directed { .. } => PairNames::Directed,
    }
}

/// The tables of rows.
struct Tables {
    expectation: Expectation,
    directed: bool,
}

/// What pairs are sorted by.
struct OfPair<'t> {
    tables: &'t Tables,
    sort: sorting::Column,
    ceiling: Option<Ceiling>,
}

impl Key<2> for OfPair<'_> {
    fn of(&self, row: &Row<2>) -> u64 {
        self.sort.of_pair(row, &self.tables.pair(row))
    }

    fn at_most(&self, row: &Row<2>) -> u64 {
        self.ceiling.map_or(u64::MAX, |ceiling| sortable(Some(ceiling(self.tables.counts(row)))))
    }

    fn approach(&self, row: &Row<2>) {
        self.tables.approach(row);
    }
}

impl Tables {
    /// O, f1, f2 and N.
    fn counts(&self, row: &Row<2>) -> [u64; 4] {
        self.expectation.counts(self.observed(row), row.key)
    }

    /// The cell of a row: a pair of a word with itself is in it twice.
    fn observed(&self, row: &Row<2>) -> u64 {
        let [first, second] = row.key;
        let twice = first == second && !self.directed;
        row.frequency << u32::from(twice)
    }
}

impl PairTables for Tables {
    fn pair(&self, row: &Row<2>) -> Pair {
        self.expectation.pair(self.observed(row), row.key)
    }

    fn approach(&self, row: &Row<2>) {
        self.expectation.approach(row.key);
    }
}

impl Task for Cooccur<'_> {
    fn plan(&mut self, plan: &mut Plan, _: &mut Lexicon) -> Result<(), Failure> {
        plan.pairs = Some(self.window);
        plan.spellings |= self.choice.shows_original();
        self.units.limit(plan);
        Ok(())
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let threads = std::mem::take(&mut corpus.counted.pairs);
        let terms = &corpus.counted.terms;
        let shown = Shown::new(&corpus.counted, self.choice.show);
        let names = names(self.window);
        let directed = names == PairNames::Directed;
        let expectation = {
            let margins = MarginsByRank::new(threads.iter().map(|t| &t.margins), self.window, terms);
            Expectation::new(self.model, &margins, self.window, &corpus.counted.words)
        };
        let tables = Tables { expectation, directed };
        let united = |thread, key: [u32; 2]| {
            let ranks = terms.of_thread(thread);
            let [a, b] = key.map(|term| ranks[term as usize]);
            if directed { [a, b] } else { [a.min(b), a.max(b)] }
        };
        let key = OfPair { tables: &tables, sort: self.sort, ceiling: self.sort.ceiling() };
        let choice = self.choice.by(self.sort, &key);
        let scatters = threads.into_iter().map(|t| t.scatter).collect();
        let rows = choice.count(scatters, corpus.hasher, terms.len(), &corpus.counted.room(0), united)?;
        let measures = self.measures.clone();
        page.print(&rows::Cooccur { rows, text: &shown, names, tables: &tables, measures })
    }
}
