use super::expected::Expectation;
use super::options::{InputOptions, ReportOptions, UnitOptions};
use super::run::{Session, write};
use super::words::Shown;
use super::{Failure, measures, sorting};
use crate::count::pairs::{MarginsByRank, Window};
use crate::count::partition::Row;
use crate::engine::Plan;
use crate::report::rows::{Cooccur, PairNames};

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
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    report: ReportOptions,
}

impl Args {
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
    let window = args.window()?;
    let names = if args.directed { PairNames::Directed } else { PairNames::Words };
    let measures = args.measures.resolve()?;
    let model = args.measures.expected;
    if !args.directed && model.needs_node() {
        let why = "needs --directed: an unordered pair has no node, whose windows are meant";
        return Err(Failure::Usage(format!("--expected {model}: {why}")));
    }
    let layout = args.report.output.layout()?;
    let lexicon = args.report.lexicon()?;
    let columns: Vec<&str> = Cooccur::columns_for(names).iter().map(|c| c.0).collect();
    let sort = sorting::Column::parse(args.report.choice.sort.as_deref(), &columns, &measures)?;
    let session = Session::new(args.input.resolve()?, args.input.how.strict, &args.report.manners);
    let output = session.open(&args.report.output.target())?;
    session.on_threads(|| {
        let plan = Plan {
            within: args.units.within(),
            close_gaps: args.units.close_gaps,
            pairs: Some(window),
            ..Plan::words(args.report.counted())
        };
        let (mut counted, code) = session.count(&lexicon, &plan)?;
        let threads = std::mem::take(&mut counted.pairs);
        let terms = &counted.terms;
        let shown = Shown::new(terms, &counted.vocabularies, args.report.choice.shows_original());
        let margins = MarginsByRank::new(threads.iter().map(|t| &t.margins), window, terms);
        let expectation = Expectation::new(model, margins, window, &counted.vocabularies, terms);
        let pair = |row: &Row<2>| {
            let [first, second] = row.key;
            let twice = first == second && !args.directed;
            let observed = if twice { 2 * row.frequency } else { row.frequency };
            expectation.pair(observed, row.key)
        };
        let united = |thread, key: [u32; 2]| {
            let ranks = terms.of_thread(thread);
            let [a, b] = key.map(|term| ranks[term as usize]);
            if args.directed { [a, b] } else { [a.min(b), a.max(b)] }
        };
        let key = |row: &Row<2>| sort.of_pair(row, &pair(row));
        let choice = args.report.choice(sort, &key);
        let scatters = threads.into_iter().map(|t| t.scatter).collect();
        let rows = choice.count(scatters, lexicon.hasher(), terms.len(), united);
        write(&Cooccur { rows, text: &|rank| shown.text(rank), names, pair: &pair, measures }, &layout, output)?;
        Ok(code)
    })
}
