use std::path::PathBuf;

use clap::Arg;
use rayon::prelude::*;

use super::contrast::{self, Both, Side, What};
use super::options::{ChoiceOptions, GroupOptions, InputHow, ReportOptions, UnitOptions};
use super::run::{self, Session};
use super::task::Page;
use super::{DONE, Failure, measures};
use crate::count::choice::sortable;
use crate::count::ngrams::{self, LONGEST};
use crate::engine::Plan;
use crate::measure::Measure;
use crate::measure::correction::{CORRECTION, Correction};
use crate::measure::keyness::{Contrast, KEYNESS, named};
use crate::report::Group;
use crate::report::rows::{Keyword, KeywordColumn, Keywords, SIDES};
use crate::text::segment::OCCURRENCES;

/// Keywords: which words a corpus has more often, or less often, than a reference corpus
///
/// All words that either corpus has are compared, also those that only one has. Rows are in the order of the signed
/// log-likelihood (ll_4cell, Dunning 1993): first what is typical of the target, last what is typical of the reference. Columns:
/// rank, word (with -n 2 or more: ngram), frequency, per_million and documents on each side, and the two sizes: all counted
/// tokens, stop words too, or all n-grams. --files-from lists more of the target. --min-freq and --min-docs look at both sides together.
///
/// A p-value says how surprising a difference would be if words were drawn one by one. They are not: a word comes in bursts, so
/// a text or two can make a keyword. See max_document_share and documents, and correct for the number of tests (p_bh). With large
/// corpora nearly all differences are significant: log_ratio_hardie says how large they are.
///
/// Example: kalim keywords --target sports/ --reference news/ --min-freq 5 --top 100
#[derive(clap::Args)]
#[command(mut_args(for_ngrams))]
pub struct Args {
    /// The corpus whose words are asked about: files, folders, or - for standard input
    #[arg(long, value_name = "PATH", num_args = 1.., required = true, help_heading = "Input")]
    target: Vec<PathBuf>,
    /// The corpus that it is compared with
    #[arg(long, value_name = "PATH", num_args = 1.., required_unless_present = "reference_counts", help_heading = "Input")]
    reference: Vec<PathBuf>,
    /// Instead of it, a table of its counts: a CSV with the columns word (or ngram) and frequency, as freq or ngrams writes it
    ///
    /// Its words are taken as they stand there: count them under the same profile. The size of the reference is the sum of the
    /// frequencies, so let the table be complete. The documents are not known then.
    #[arg(long, value_name = "FILE", conflicts_with = "reference", help_heading = "Input")]
    reference_counts: Option<PathBuf>,
    #[command(flatten)]
    how: InputHow,
    /// Compare n-grams of N words
    #[arg(short, long = "n", value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u8).range(1..=LONGEST as i64), help_heading = "Counting")]
    n: u8,
    /// Measures, a column each: a list of names, or all
    #[arg(long, value_name = "LIST", default_value = "ll_4cell,log_ratio_hardie,bic_ll4", help_heading = "Measures", long_help = long_help())]
    measures: String,
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    choice: ChoiceOptions,
    #[command(flatten)]
    groups: GroupOptions,
    #[command(flatten)]
    report: ReportOptions,
}

/// Words stand in no unit.
fn for_ngrams(arg: Arg) -> Arg {
    match arg.get_id().as_str() {
        "within" | "close_gaps" => arg.requires("n"),
        _ => arg,
    }
}

/// What may be asked for.
#[derive(Clone, Copy)]
enum Asked {
    Measure(&'static Measure<Contrast>),
    Tests,
    Correction(&'static Correction),
    MaxDocumentShare(usize),
}

const SHARES: [&str; 2] = ["max_document_share_target", "max_document_share_ref"];
/// They have columns of their own.
const ALWAYS: [&str; 2] = ["per_million_target", "per_million_ref"];

fn known() -> Vec<(&'static str, Asked)> {
    let measures = KEYNESS.iter().filter(|m| !ALWAYS.contains(&m.id)).map(|m| (m.id, Asked::Measure(m)));
    let corrections = CORRECTION.iter().map(|c| (c.id, Asked::Correction(c)));
    let shares = SHARES.into_iter().zip(0..).map(|(name, side)| (name, Asked::MaxDocumentShare(side)));
    measures.chain([("tests", Asked::Tests)]).chain(corrections).chain(shares).collect()
}

fn long_help() -> String {
    format!(
        "Measures, a column each: a list of names, or all.\n{}  tests: how many words are compared, before any threshold\n{}  \
         {}, {}: the largest part of a word's occurrences that one document has\nThe corrections are of \
         ll_4cell_pvalue. A cell is empty where a measure is undefined.",
        measures::lines(KEYNESS),
        measures::lines(CORRECTION),
        SHARES[0],
        SHARES[1],
    )
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let n = usize::from(args.n);
    let asked = measures::pick(&known(), &args.measures)?;
    let by_document = asked.iter().any(|a| matches!(a, Asked::MaxDocumentShare(_)));
    let layout = args.report.output.layout()?;
    let memory = args.report.resources.resolve()?;
    let mut plan = Plan::words(args.report.count.counted());
    args.units.limit(&mut plan);
    plan.holds_words = true;
    // Those of n-grams are counted with them.
    plan.peaks = by_document && n == 1;
    plan.spellings = args.choice.shows_original();
    if n > 1 {
        plan.ngrams = vec![ngrams::Plan { n, skip: 0, contains: Vec::new() }];
    }
    let (manners, strict) = (&args.report.manners, args.how.strict);
    let by = args.groups.by.as_ref();
    let mut target = Session::new(args.how.resolve(&args.target, by)?, strict, manners, memory.clone());
    let output = args.report.output.target();
    let mut reference = match &args.reference_counts {
        Some(table) => {
            run::spare(std::slice::from_ref(table), &output)?;
            None
        }
        None => {
            let input = args.how.without_list().resolve(&args.reference, None)?;
            run::spare(&input.paths, &output)?;
            Some(Session::new(input, strict, manners, memory.clone()))
        }
    };
    let what = What { n, peaks: by_document, show: args.choice.show };
    let sort = sort_of(args.choice.sort.as_deref(), n, &asked)?;
    let output = target.open(&output)?;
    target.on_threads(|target| {
        for session in [Some(&mut *target), reference.as_mut()].into_iter().flatten() {
            if args.report.count.reads_again() || by.is_some() {
                session.spool_stdin()?;
            }
            session.leave_out(&args.report.count.profile()?)?;
        }
        // What is a clitic is the same on both sides.
        let lexicon = args.report.count.lexicon(|profile| {
            let Some(reference) = &reference else { return target.attested(profile, OCCURRENCES) };
            // What is too rare in each may be often enough in both.
            let mut frequencies = target.attested(profile, 1)?;
            for (word, frequency) in reference.attested(profile, 1)? {
                *frequencies.entry(word).or_default() += frequency;
            }
            Ok(frequencies)
        })?;
        let listed =
            args.reference_counts.as_ref().map(|table| contrast::listed(table, n, &lexicon, what.show)).transpose()?;
        let mut reference_side = listed.map(|side| (side, DONE));
        let (mut page, mut code) = (Page::new(output, &layout), DONE);
        for (i, groups) in target.groups(by)?.iter().enumerate() {
            target.hold(reference_side.as_ref().map_or(0, |(side, _)| side.bytes()));
            let counted = target.read(groups, &lexicon, &plan)?;
            if i == 0 {
                code = target.judge_counted(&counted)?;
            }
            let side = |counted| Side::counted(counted, what, lexicon.hasher());
            let ours = counted.into_iter().map(side).collect::<Result<Vec<Side>, Failure>>()?;
            let held = ours.iter().map(Side::bytes).sum();
            let (theirs, _) = match (&mut reference_side, &mut reference) {
                (Some(counted), _) => counted,
                (none, Some(session)) => {
                    session.hold(held);
                    let (counted, code) = session.count(&lexicon, &plan)?;
                    none.insert((side(counted)?, code))
                }
                (None, None) => unreachable!("one of the two is required"),
            };
            for (value, ours) in groups.values.iter().zip(&ours) {
                memory.admit(held + theirs.bytes() + Both::bytes(ours, theirs))?;
                page.group = by.map(|field| Group { name: field.to_string(), value: value.clone() });
                args.compare([ours, theirs], &asked, &sort, &mut page)?;
            }
        }
        page.output.finish()?;
        Ok(code.max(reference_side.map_or(DONE, |(_, code)| code)))
    })
}

impl Args {
    /// Prints the keywords of one side against the other.
    fn compare(&self, sides: [&Side; 2], asked: &[Asked], sort: &Order, page: &mut Page<'_>) -> Result<(), Failure> {
        let n = usize::from(self.n);
        let both = Both::new(sides, n);
        let sizes = both.sizes();
        sizes[0].checked_add(sizes[1]).ok_or_else(|| {
            Failure::Error("the two corpora have more tokens than fit in 64 bits: check the table".to_owned())
        })?;
        let columns = columns(asked, &both.rows, sizes);
        let thresholds = self.choice.thresholds();
        let passes = |row: &&Keyword| {
            let sum = |of: [u64; 2]| of[0].saturating_add(of[1]);
            sum(row.frequencies) >= thresholds.frequency && sum(row.documents) >= thresholds.documents
        };
        let key = |row: &Keyword| sort.key(row, sizes, &columns);
        let mut rows: Vec<(u64, Keyword)> = both.rows.par_iter().filter(passes).map(|row| (key(row), *row)).collect();
        rows.par_sort_unstable_by_key(|(key, row)| (std::cmp::Reverse(*key), row.number));
        rows.truncate(self.choice.top().unwrap_or(usize::MAX));
        let rows = rows.into_iter().map(|(_, row)| row).collect();
        let has_documents = both.has_documents();
        page.print(&Keywords { rows, n, words: &both.words, text: &both, sizes, has_documents, columns })
    }
}

/// The columns behind the counts; what needs all rows is computed here.
fn columns(asked: &[Asked], rows: &[Keyword], sizes: [u64; 2]) -> Vec<(&'static str, KeywordColumn)> {
    let p_value = named("ll_4cell_pvalue").expect("a measure of ours");
    let needs_p = asked.iter().any(|a| matches!(a, Asked::Correction(_)));
    let p = || rows.par_iter().map(|row| (p_value.of)(&row.contrast(sizes))).collect();
    let p: Vec<Option<f64>> = if needs_p { p() } else { Vec::new() };
    let column = |asked: &Asked| match asked {
        Asked::Measure(measure) => (measure.id, KeywordColumn::Measure(measure)),
        Asked::Tests => ("tests", KeywordColumn::Tests(rows.len() as u64)),
        Asked::Correction(correction) => (correction.id, KeywordColumn::Corrected((correction.of)(&p))),
        Asked::MaxDocumentShare(side) => (SHARES[*side], KeywordColumn::MaxDocumentShare(*side)),
    };
    asked.iter().map(column).collect()
}

/// What rows are sorted by.
enum Order {
    Words,
    Frequency(usize),
    Documents(usize),
    /// One of the columns behind the counts, by its place.
    Column(usize),
    Signed,
}

impl Order {
    fn key(&self, row: &Keyword, sizes: [u64; 2], columns: &[(&'static str, KeywordColumn)]) -> u64 {
        match self {
            Self::Words => 0,
            Self::Frequency(side) => row.frequencies[*side],
            Self::Documents(side) => row.documents[*side],
            Self::Column(i) => sortable(columns[*i].1.value(row, sizes)),
            Self::Signed => {
                let signed = named("ll_4cell_signed").expect("a measure of ours");
                sortable((signed.of)(&row.contrast(sizes)))
            }
        }
    }
}

fn sort_of(name: Option<&str>, n: usize, asked: &[Asked]) -> Result<Order, Failure> {
    let Some(name) = name else { return Ok(Order::Signed) };
    let id = |asked: &Asked| match asked {
        Asked::Measure(measure) => measure.id,
        Asked::Tests => "tests",
        Asked::Correction(correction) => correction.id,
        Asked::MaxDocumentShare(side) => SHARES[*side],
    };
    let columns = Keywords::columns_for(n).map(|c| c.0);
    if let Some(i) = asked.iter().position(|asked| id(asked) == name) {
        return Ok(Order::Column(i));
    }
    let side = |what: &str| (0..2).find(|&i| name == format!("{what}_{}", SIDES[i]));
    let order = if let Some(side) = side("frequency").or(side("per_million")) {
        Some(Order::Frequency(side))
    } else if let Some(side) = side("documents") {
        Some(Order::Documents(side))
    } else {
        (name == columns[1] || side("size").is_some()).then_some(Order::Words)
    };
    order.ok_or_else(|| {
        let all: Vec<&str> = columns.into_iter().skip(1).chain(asked.iter().map(id)).collect();
        Failure::Usage(format!("--sort {name}: keywords has no such column to sort by; it has {}", all.join(", ")))
    })
}
