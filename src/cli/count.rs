use std::path::{Path, PathBuf};

use clap::{Arg, ArgGroup};

use super::Failure;
use super::cooccur::{Cooccur, PairOptions};
use super::freq::{Freq, FreqOptions};
use super::ngrams::{self, NgramOptions};
use super::options::{
    ChoiceOptions, CountOptions, GroupOptions, InputOptions, LayoutOptions, MannerOptions, Numbers, ResourceOptions,
    UnitOptions,
};
use super::run::Session;
use super::stats::Stats;
use super::task::Task;
use crate::corpus::STDIN;
use crate::corpus::selection::Field;
use crate::report::Folder;

/// Several reports from one reading of the corpus: any of freq, ngrams, cooccur and stats
///
/// Writes freq.csv, ngrams.csv, cooccur.csv and stats.csv into FOLDER, those that are asked for, or .tsv, .jsonl, .txt (a table)
/// if --format says so. Each has the bytes that the subcommand of its name would write, and an option means for each report what
/// it means there. The choice of rows (--top, --min-freq, --min-docs, --sort, --show) is for all but stats, which has no rows to
/// choose from; --within and --close-gaps are for ngrams and cooccur. The files appear when all are complete, or none does.
///
/// Example: kalim count -o reports/ --freq --ngrams 1-3 --cooccur --stats --min-freq 2 corpus/
#[derive(clap::Args)]
#[command(group = ArgGroup::new(REPORTS).args(["freq", "ngrams", "cooccur", "stats"]).multiple(true).required(true))]
#[command(group = ArgGroup::new(WITH_ROWS).args(["freq", "ngrams", "cooccur"]).multiple(true))]
#[command(group = ArgGroup::new(WITH_UNITS).args(["ngrams", "cooccur"]).multiple(true))]
#[command(mut_args(for_a_report))]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    /// Word frequencies, as kalim freq
    #[arg(long, help_heading = "Reports")]
    freq: bool,
    /// N-grams, as kalim ngrams -n N: a number, a range (1-5 or 1..5) or a list (2,3)
    #[arg(long, value_name = "N", value_parser = ngrams::lengths, help_heading = "Reports")]
    ngrams: Option<Numbers>,
    /// Co-occurrence, as kalim cooccur
    #[arg(long, help_heading = "Reports")]
    cooccur: bool,
    /// What the corpus is like, as kalim stats
    #[arg(long, help_heading = "Reports")]
    stats: bool,
    /// Measures of dispersion, as kalim freq --measures
    #[arg(long, value_name = "LIST", help_heading = "Measures")]
    freq_measures: Option<String>,
    #[command(flatten)]
    of_freq: FreqOptions,
    #[command(flatten)]
    of_ngrams: NgramOptions,
    /// Measures of n-grams, as kalim ngrams --measures (--measures is that of cooccur)
    #[arg(long, value_name = "LIST", conflicts_with = "contains", help_heading = "Measures")]
    ngram_measures: Option<String>,
    #[command(flatten)]
    of_cooccur: PairOptions,
    #[command(flatten)]
    groups: GroupOptions,
    /// Measures of diversity, as kalim stats --measures
    #[arg(long, value_name = "LIST", help_heading = "Measures")]
    stats_measures: Option<String>,
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    choice: ChoiceOptions,
    #[command(flatten)]
    count: CountOptions,
    /// Write the reports into FOLDER, which is made if it is not there
    #[arg(short, long, value_name = "FOLDER", help_heading = "Output")]
    output: PathBuf,
    #[command(flatten)]
    layout: LayoutOptions,
    #[command(flatten)]
    manners: MannerOptions,
    #[command(flatten)]
    resources: ResourceOptions,
}

/// All reports.
const REPORTS: &str = "reports";
/// Those whose rows can be chosen.
const WITH_ROWS: &str = "reports with rows to choose";
/// Those that stay within units.
const WITH_UNITS: &str = "reports of units";

/// An option that no report asked for would heed is wrong usage.
fn for_a_report(arg: Arg) -> Arg {
    match arg.get_id().as_str() {
        "variants" | "freq_measures" => arg.requires("freq"),
        "skip" | "contains" | "ngram_measures" => arg.requires("ngrams"),
        "window" | "directed" | "before" | "after" | "measures" | "expected" => arg.requires("cooccur"),
        "stats_measures" => arg.requires("stats"),
        "within" | "close_gaps" => arg.requires(WITH_UNITS),
        "top" | "min_freq" | "min_docs" | "sort" | "show" => arg.requires(WITH_ROWS),
        _ => arg,
    }
}

/// A report, and the name of its subcommand and its file.
type NamedTask<'a> = (&'static str, Box<dyn Task + 'a>);

impl Args {
    /// The reports asked for.
    fn reports(&self) -> Result<Vec<NamedTask<'_>>, Failure> {
        let mut reports: Vec<NamedTask<'_>> = Vec::new();
        if self.freq {
            reports.push(("freq", Box::new(Freq::new(&self.of_freq, self.freq_measures.as_deref(), &self.choice)?)));
        }
        if let Some(n) = &self.ngrams {
            let measures = self.ngram_measures.as_deref();
            reports.push(("ngrams", ngrams::task(n, &self.of_ngrams, measures, &self.units, &self.choice)?));
        }
        if self.cooccur {
            reports.push(("cooccur", Box::new(Cooccur::new(&self.of_cooccur, &self.units, &self.choice)?)));
        }
        if self.stats {
            reports.push((
                "stats",
                Box::new(Stats::new(self.groups.by.as_ref(), self.stats_measures.as_deref(), &self.count)?),
            ));
        }
        Ok(reports)
    }
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    if args.output == Path::new(STDIN) {
        return Err(Failure::Usage("-o -: several reports do not go to standard output: name a folder".to_owned()));
    }
    let by = args.groups.by.as_ref();
    let of_documents = by == Some(&Field::Document);
    if of_documents && !args.stats {
        let why = "--by document is for --stats here: ask for it, or for the other reports apart";
        return Err(Failure::Usage(why.to_owned()));
    }
    let reports = args.reports()?;
    let layout = args.layout.resolve()?;
    let session = Session::new(
        args.input.how.resolve(&args.input.paths, by)?,
        args.input.how.strict,
        &args.manners,
        args.resources.resolve()?,
    );
    let folder = Folder::open(&args.output)?;
    let file = |name: &str| folder.file(&format!("{name}.{}", layout.format().extension()));
    let by = by.filter(|_| !of_documents);
    session.report(&args.count, by, &layout, reports.into_iter().map(|(name, task)| (task, file(name))).collect())
}
