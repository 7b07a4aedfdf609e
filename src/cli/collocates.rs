use std::collections::HashMap;

use super::expected::Expectation;
use super::options::{InputHow, ReportOptions, UnitOptions};
use super::run::{Session, write};
use super::sorting::{self, Side};
use super::words::{self, Shown};
use super::{Failure, measures};
use crate::count::choice::{Choice, Sort, Thresholds};
use crate::count::pairs::{MarginsByRank, Window};
use crate::count::partition::{Row, Scatter};
use crate::count::words::Words;
use crate::encode::hash::Hasher;
use crate::encode::terms::Terms;
use crate::engine::{CollocatesPlan, Plan};
use crate::report::rows::{Collocate, Collocates};

/// Collocates: which words stand near a node, before it and after it, and how much more than by chance
///
/// Each node with each counted word up to --before positions before or --after positions after it, in a sentence (or what
/// --within says). f1 is the row sum of the node, f2 the column sum of the collocate and n the sum of the table of all pairs of
/// the corpus, as `cooccur --directed` has it, unless --expected says otherwise; expected is f1 f2 / n. All are counted before
/// any threshold. The rank restarts with each node. Memory is the vocabulary and the nodes' collocates only.
///
/// Example: kalim collocates الوزير -e الرئيس --before 5 --after 5 --sort g2 corpus/
#[derive(clap::Args)]
pub struct Args {
    /// The word whose collocates are wanted
    #[arg(value_name = "NODE")]
    node: String,
    /// Files, folders, or - for standard input
    #[arg(value_name = "PATH", help_heading = "Input")]
    paths: Vec<std::path::PathBuf>,
    /// A further node (may be repeated)
    #[arg(short = 'e', long = "node", value_name = "NODE", help_heading = "Counting")]
    nodes: Vec<String>,
    /// Positions before the node
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=1000), help_heading = "Counting")]
    before: u64,
    /// Positions after the node
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(0..=1000), help_heading = "Counting")]
    after: u64,
    #[command(flatten)]
    how: InputHow,
    #[command(flatten)]
    measures: measures::Options,
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    report: ReportOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    if args.before == 0 && args.after == 0 {
        return Err(Failure::Usage("--before 0 --after 0: a window of no positions has no collocates".to_owned()));
    }
    let measures = args.measures.resolve()?;
    let layout = args.report.output.layout()?;
    let mut lexicon = args.report.lexicon()?;
    let sort =
        sorting::Column::parse(args.report.choice.sort.as_deref(), &Collocates::COLUMNS.map(|c| c.0), &measures)?;
    let session = Session::new(args.how.resolve(&args.paths)?, args.how.strict, &args.report.manners);
    let output = session.open(&args.report.output.target())?;
    session.on_threads(|| {
        let typed: Vec<String> = std::iter::once(&args.node).chain(&args.nodes).cloned().collect();
        let named = words::named(&mut lexicon, &typed)?;
        let mut nodes: Vec<u32> = Vec::new();
        for &term in named.iter().flat_map(|word| &word.terms) {
            if !nodes.contains(&term) {
                nodes.push(term);
            }
        }
        let side = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let (before, after) = (side(args.before), side(args.after));
        let plan = Plan {
            within: args.units.within(),
            close_gaps: args.units.close_gaps,
            collocates: Some(CollocatesPlan { nodes: nodes.clone(), before, after }),
            ..Plan::words(args.report.counted())
        };
        let (mut counted, code) = session.count(&lexicon, &plan)?;
        let threads = std::mem::take(&mut counted.collocates);
        let terms = &counted.terms;
        words::check(&named, &Words::merge(&counted.vocabularies, terms), terms, session.is_quiet())?;
        let shown = Shown::new(terms, &counted.vocabularies, args.report.choice.shows_original());
        let window = Window::Directed { before, after };
        let margins = MarginsByRank::new(threads.iter().map(|t| &t.margins), window, terms);
        let expectation = Expectation::new(args.measures.expected, margins, window, &counted.vocabularies, terms);
        let (scatters, places): (Vec<_>, Vec<_>) = threads.into_iter().map(|t| (t.scatter, t.places)).unzip();
        let sides = sides(places, lexicon.hasher(), terms, before);
        let collocate = |row: &Row<2>| {
            let [node, collocate] = row.key;
            let (before, after) = sides.get(&row.key).copied().unwrap_or_default();
            let pair = expectation.pair(row.frequency, row.key);
            Collocate { rank: 0, node, collocate, before, after, documents: row.documents, pair }
        };
        let key = |row: &Row<2>| {
            let of = collocate(row);
            match sort {
                sorting::Column::Side(Side::Before) => of.before,
                sorting::Column::Side(Side::After) => of.after,
                _ => sort.of_pair(row, &of.pair),
            }
        };
        let hasher = lexicon.hasher();
        let united = |thread, key: [u32; 2]| {
            let ranks = terms.of_thread(thread);
            key.map(|term| ranks[term as usize])
        };
        let all = everything().count(scatters, hasher, terms.len(), united);
        let choice = args.report.choice(sort, &key);
        let mut rows = Vec::new();
        for node in nodes.iter().map(|&term| terms.of_fixed(term)) {
            let chosen = choice.of(all.iter().copied().filter(|row| row.key[0] == node), terms.len());
            rows.extend(chosen.iter().zip(1..).map(|(row, rank)| Collocate { rank, ..collocate(row) }));
        }
        write(&Collocates { rows, text: &|rank| shown.text(rank), measures }, &layout, output)?;
        Ok(code)
    })
}

/// No row is left out.
pub fn everything<const N: usize>() -> Choice<'static, N> {
    Choice { thresholds: Thresholds { frequency: 0, documents: 0 }, top: None, sort: Sort::Frequency }
}

/// By node and collocate: how often the collocate stands before the node, and how often after it.
fn sides(places: Vec<Scatter>, hasher: Hasher, terms: &Terms, before: usize) -> HashMap<[u32; 2], (u64, u64)> {
    let united = |thread, [node, collocate, place]: [u32; 3]| {
        let ranks = terms.of_thread(thread);
        [ranks[node as usize], ranks[collocate as usize], place]
    };
    let mut sides: HashMap<[u32; 2], (u64, u64)> = HashMap::new();
    for Row { key: [node, collocate, place], frequency, .. } in everything().count(places, hasher, terms.len(), united)
    {
        let sum = sides.entry([node, collocate]).or_default();
        if (place as usize) < before {
            sum.0 += frequency;
        } else {
            sum.1 += frequency;
        }
    }
    sides
}
