//! The command line: what the user typed, resolved once, and for each subcommand the lines that wire the stages.

mod boilerplate;
mod collocates;
mod contrast;
mod cooccur;
mod count;
mod dispersion;
mod expected;
mod filter;
mod freq;
mod keywords;
mod list;
mod manual;
mod measures;
mod ngrams;
mod normalize;
mod options;
mod progress;
mod run;
mod score;
mod slots;
mod sorting;
mod stats;
mod task;
mod tokenize;
mod transliterate;
mod words;

use std::io::Write;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::count::spill::SpillError;
use crate::engine::memory::Stopped;
use crate::report::OutputError;
use crate::report::output::reason;
use options::Size;

/// Exact, fast statistics of Arabic corpora.
#[derive(Parser)]
#[command(name = "kalim", version = VERSION, about, long_about = LONG, max_term_width = 100, disable_help_subcommand = true, args_override_self = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// With the commit, where the build knew one.
const VERSION: &str = env!("KALIM_VERSION");

const LONG: &str = "Exact, fast statistics of Arabic corpora: word frequencies, n-grams, co-occurrence and collocations, \
as CSV that opens in a spreadsheet and flows through a pipeline.

A PATH is a file or a folder (walked with all below it). A file is a document, unless it holds records (JSON Lines, CSV, \
Parquet, CoNLL-U, WET) or is an archive; it may be compressed, OpenITI or HTML. Without a PATH, or with -, standard input is \
read. The same files give the same bytes, whatever the number of threads.

Exit codes: 0 all was read; 1 an error stopped the run; 2 wrong usage; 3 finished, but some input could not be read.";

#[derive(Subcommand)]
enum Command {
    Normalize(normalize::Args),
    Transliterate(transliterate::Args),
    Tokenize(tokenize::Args),
    Stats(stats::Args),
    Freq(freq::Args),
    Ngrams(ngrams::Args),
    Cooccur(cooccur::Args),
    Collocates(collocates::Args),
    Keywords(keywords::Args),
    Dispersion(dispersion::Args),
    Boilerplate(boilerplate::Args),
    Count(count::Args),
    Score(score::Args),
    List(list::Args),
    Completions(manual::Completions),
    Man(manual::Man),
}

/// Why a run did not finish.
#[derive(Debug)]
enum Failure {
    /// The command line asks for what cannot be.
    Usage(String),
    /// Something went wrong.
    Error(String),
    /// Whoever read the output has left.
    BrokenPipe,
}

impl From<OutputError> for Failure {
    fn from(error: OutputError) -> Self {
        if error.is_broken_pipe() { Self::BrokenPipe } else { Self::Error(error.to_string()) }
    }
}

impl From<SpillError> for Failure {
    fn from(error: SpillError) -> Self {
        let (folder, what) = (error.folder.display(), reason(&error.source));
        Self::Error(format!(
            "{folder}: a temporary file: {what}: make room there, name another folder with --temp-dir, or allow more --memory"
        ))
    }
}

impl From<Stopped> for Failure {
    fn from(stopped: Stopped) -> Self {
        match stopped {
            Stopped::Spill(error) => error.into(),
            Stopped::Memory { ceiling, needed } => Self::Error(format!(
                "--memory {}: too little for the words of this corpus: give it about {}, or fewer --threads",
                Size(ceiling),
                Size(needed)
            )),
        }
    }
}

/// Everything was read.
const DONE: u8 = 0;
/// An error stopped the run.
const FAILED: u8 = 1;
/// Wrong usage.
const MISUSED: u8 = 2;
/// Finished, but some input could not be read.
const INCOMPLETE: u8 = 3;

/// Parses the command line and does what it says.
#[must_use]
pub fn main() -> ExitCode {
    let command = Cli::parse().command;
    #[cfg(feature = "parquet")]
    quieten_expected_panics();
    #[cfg(unix)]
    if let Err(error) = crate::report::unfinished::remove_on_signals() {
        tell(&format!("signals cannot be watched ({error}): an interrupted run may leave a temporary file behind"));
    }
    let result = match command {
        Command::Normalize(args) => normalize::run(&args),
        Command::Transliterate(args) => transliterate::run(&args),
        Command::Tokenize(args) => tokenize::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Freq(args) => freq::run(&args),
        Command::Ngrams(args) => ngrams::run(&args),
        Command::Cooccur(args) => cooccur::run(&args),
        Command::Collocates(args) => collocates::run(&args),
        Command::Keywords(args) => keywords::run(&args),
        Command::Dispersion(args) => dispersion::run(&args),
        Command::Boilerplate(args) => boilerplate::run(&args),
        Command::Count(args) => count::run(&args),
        Command::Score(args) => score::run(&args),
        Command::List(args) => list::run(&args),
        Command::Completions(args) => manual::completions(&args),
        Command::Man(args) => manual::man(&args),
    };
    let (code, message) = match result {
        Ok(code) => (code, None),
        Err(Failure::BrokenPipe) => (DONE, None),
        Err(Failure::Error(message)) => (FAILED, Some(message)),
        Err(Failure::Usage(message)) => (MISUSED, Some(message)),
    };
    if let Some(message) = message {
        tell(&message);
    }
    ExitCode::from(code)
}

/// What the reader of Parquet catches and tells is not told twice.
#[cfg(feature = "parquet")]
fn quieten_expected_panics() {
    let tell_others = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !crate::corpus::readers::parquet::expects_panic() {
            tell_others(panic);
        }
    }));
}

/// A line on stderr; if nobody can read it, so be it.
fn tell(message: &str) {
    let _ = writeln!(std::io::stderr(), "kalim: {message}");
}
