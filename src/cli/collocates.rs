use std::collections::HashMap;

use super::expected::Expectation;
use super::options::{ChoiceOptions, GroupOptions, InputHow, ReportOptions, UnitOptions};
use super::sorting::{self, Side};
use super::task::{Corpus, Page, Task};
use super::words::{self, Named, Shown};
use super::{Failure, measures, run};
use crate::count::pairs::{MarginsByRank, Window};
use crate::count::partition::{Room, Row, Scatter};
use crate::count::spill::SpillError;
use crate::encode::hash::Hasher;
use crate::encode::lexicon::Lexicon;
use crate::encode::terms::Terms;
use crate::engine::{CollocatesPlan, Plan};
use crate::measure::Measure;
use crate::measure::association::Pair;
use crate::report::rows::{self, Collocate};

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
    /// A column for each position: before5 ... before1, after1 ... after5
    #[arg(long, help_heading = "Counting")]
    positions: bool,
    #[command(flatten)]
    how: InputHow,
    #[command(flatten)]
    measures: measures::Options,
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    choice: ChoiceOptions,
    #[command(flatten)]
    groups: GroupOptions,
    #[command(flatten)]
    report: ReportOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    run::alone(Collocates::new(args)?, args.groups.by.as_ref(), &args.paths, &args.how, &args.report)
}

/// The report.
struct Collocates<'a> {
    args: &'a Args,
    before: usize,
    after: usize,
    measures: Vec<&'static Measure<Pair>>,
    sort: sorting::Column,
    /// The nodes, as typed.
    named: Vec<Named>,
    /// Their terms, each once.
    nodes: Vec<u32>,
}

impl<'a> Collocates<'a> {
    fn new(args: &'a Args) -> Result<Self, Failure> {
        if args.before == 0 && args.after == 0 {
            return Err(Failure::Usage("--before 0 --after 0: a window of no positions has no collocates".to_owned()));
        }
        let measures = args.measures.resolve()?;
        let columns = rows::Collocates::COLUMNS.map(|c| c.0);
        let sort = sorting::Column::parse(args.choice.sort.as_deref(), "collocates", &columns, &measures)?;
        let side = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
        let (before, after) = (side(args.before), side(args.after));
        Ok(Self { args, before, after, measures, sort, named: Vec::new(), nodes: Vec::new() })
    }
}

impl Collocates<'_> {
    /// The names of the positions, if they are wanted.
    fn positions(&self) -> Vec<String> {
        let before = (1..=self.before).rev().map(|i| format!("before{i}"));
        let names = before.chain((1..=self.after).map(|i| format!("after{i}")));
        if self.args.positions { names.collect() } else { Vec::new() }
    }
}

impl Task for Collocates<'_> {
    fn plan(&mut self, plan: &mut Plan, lexicon: &mut Lexicon) -> Result<(), Failure> {
        let typed: Vec<String> = std::iter::once(&self.args.node).chain(&self.args.nodes).cloned().collect();
        self.named = words::named(lexicon, &typed)?;
        for &term in self.named.iter().flat_map(|word| &word.terms) {
            if !self.nodes.contains(&term) {
                self.nodes.push(term);
            }
        }
        let (nodes, before, after) = (self.nodes.clone(), self.before, self.after);
        plan.collocates = Some(CollocatesPlan { nodes, before, after });
        plan.spellings |= self.args.choice.shows_original();
        self.args.units.limit(plan);
        Ok(())
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let threads = std::mem::take(&mut corpus.counted.collocates);
        let (terms, hasher) = (&corpus.counted.terms, corpus.hasher);
        words::check(&self.named, corpus)?;
        let (before, after) = (self.before, self.after);
        let shown = Shown::new(&corpus.counted, self.args.choice.show);
        let window = Window::Directed { before, after };
        let expectation = {
            let margins = MarginsByRank::new(threads.iter().map(|t| &t.margins), window, terms);
            Expectation::new(self.args.measures.expected, &margins, window, &corpus.counted.words)
        };
        let (scatters, places): (Vec<_>, Vec<_>) = threads.into_iter().map(|t| (t.scatter, t.places)).unzip();
        let room = corpus.counted.room(0);
        let places = by_place(places, hasher, &room, terms, before + after)?;
        let none = vec![0; before + after];
        let collocate = |row: &Row<2>| {
            let [node, collocate] = row.key;
            let places = places.get(&row.key).unwrap_or(&none);
            let (before, after) = places.split_at(before);
            let (before, after) = (before.iter().sum(), after.iter().sum());
            let positions = if self.args.positions { places.clone() } else { Vec::new() };
            let pair = expectation.pair(row.frequency, row.key);
            Collocate { rank: 0, node, collocate, before, after, positions, documents: row.documents, pair }
        };
        let key = |row: &Row<2>| {
            let of = collocate(row);
            match self.sort {
                sorting::Column::Side(Side::Before) => of.before,
                sorting::Column::Side(Side::After) => of.after,
                _ => self.sort.of_pair(row, &of.pair),
            }
        };
        let united = |thread, key: [u32; 2]| {
            let ranks = terms.of_thread(thread);
            key.map(|term| ranks[term as usize])
        };
        let all = Scatter::rows(scatters, hasher, &room, united)?;
        let choice = self.args.choice.by(self.sort, &key);
        let mut rows = Vec::new();
        for node in self.nodes.iter().map(|&term| terms.of_fixed(term)) {
            let chosen = choice.of(all.iter().copied().filter(|row| row.key[0] == node), terms.len());
            rows.extend(chosen.iter().zip(1..).map(|(row, rank)| Collocate { rank, ..collocate(row) }));
        }
        let positions = self.positions();
        page.print(&rows::Collocates { rows, text: &shown, positions, measures: self.measures.clone() })
    }
}

/// By node and collocate: how often the collocate stands in each place, from the farthest before the node on.
fn by_place(
    scatters: Vec<Scatter>,
    hasher: Hasher,
    room: &Room,
    terms: &Terms,
    width: usize,
) -> Result<HashMap<[u32; 2], Vec<u64>>, SpillError> {
    let united = |thread, [node, collocate, place]: [u32; 3]| {
        let ranks = terms.of_thread(thread);
        [ranks[node as usize], ranks[collocate as usize], place]
    };
    let mut places: HashMap<[u32; 2], Vec<u64>> = HashMap::new();
    for Row { key: [node, collocate, place], frequency, .. } in Scatter::rows(scatters, hasher, room, united)? {
        places.entry([node, collocate]).or_insert_with(|| vec![0; width])[place as usize] += frequency;
    }
    Ok(places)
}
