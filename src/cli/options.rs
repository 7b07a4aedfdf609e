//! Options that several subcommands share, and what they resolve to. They mean the same everywhere.

mod count;
mod fold;
mod input;
pub mod words;

use std::fmt::{Display, Formatter};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::Failure;
use super::sorting::Column;
use super::words::Show;
use crate::corpus::STDIN;
use crate::count::choice::{Choice, Key, Sort, Thresholds};
use crate::count::spill::TempFolder;
use crate::encode::lexicon::{Folding, fold};
use crate::encode::stream::Within;
use crate::engine::Plan;
use crate::engine::memory::Memory;
use crate::report::{Format, Layout, Target};
use crate::text::profile::Profile;
pub use count::CountOptions;
pub use fold::FoldOptions;
pub use input::{GroupOptions, InputHow, InputOptions, read, read_from};
pub use words::WordOptions;

/// Where the report goes, and how it looks.
#[derive(Args, Clone)]
#[command(next_help_heading = "Output")]
pub struct OutputOptions {
    /// Write to FILE instead of standard output; the file is complete or not there at all
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    layout: LayoutOptions,
}

/// How a report looks.
#[derive(Args, Clone)]
#[command(next_help_heading = "Output")]
pub struct LayoutOptions {
    /// csv, tsv, jsonl (a JSON object a line), or table (for eyes)
    #[arg(long, value_name = "FORMAT", default_value = "csv")]
    format: Format,
    /// Put this character between the cells of csv, e.g. ';' for spreadsheets that expect it
    #[arg(long, value_name = "CHAR")]
    delimiter: Option<char>,
    /// Write csv or tsv for Excel: a byte order mark, CRLF, and a ' before text that would run as a formula
    #[arg(long)]
    excel: bool,
}

impl OutputOptions {
    /// Where it goes.
    pub fn target(&self) -> Target {
        target(self.output.as_deref())
    }

    /// How it looks.
    pub fn layout(&self) -> Result<Layout, Failure> {
        let layout = self.layout.resolve()?;
        let for_eyes = self.output.is_none() && std::io::stdout().is_terminal();
        Ok(if for_eyes { layout.with_bidi_marks() } else { layout })
    }
}

impl LayoutOptions {
    /// How it looks in a file.
    pub fn resolve(&self) -> Result<Layout, Failure> {
        let usage = |e: crate::report::LayoutError| Failure::Usage(e.to_string());
        let mut layout = Layout::new(self.format);
        if let Some(delimiter) = self.delimiter {
            layout = layout.with_delimiter(delimiter).map_err(usage)?;
        }
        if self.excel {
            layout = layout.for_excel().map_err(usage)?;
        }
        Ok(layout)
    }
}

/// A file, or stdout.
pub fn target(output: Option<&Path>) -> Target {
    match output {
        Some(path) if path != Path::new(STDIN) => Target::File(path.to_owned()),
        _ => Target::Stdout,
    }
}

/// The folded words of a file.
fn word_list(path: &Path, profile: &Profile) -> Result<Vec<String>, Failure> {
    let bytes = read(path)?;
    let (text, _, broken) = encoding_rs::UTF_8.decode(&bytes);
    if broken {
        let what = "is no UTF-8: save the list as UTF-8";
        return Err(Failure::Error(format!("{}: {what}", path.display())));
    }
    Ok(text.lines().flat_map(|line| fold(profile, Folding::Words, line)).collect())
}

/// What every report of counts takes.
#[derive(Args, Clone)]
pub struct ReportOptions {
    #[command(flatten)]
    pub count: CountOptions,
    #[command(flatten)]
    pub output: OutputOptions,
    #[command(flatten)]
    pub manners: MannerOptions,
    #[command(flatten)]
    pub resources: ResourceOptions,
}

/// How far n-grams and windows go.
#[derive(Args, Clone)]
#[command(next_help_heading = "Counting")]
pub struct UnitOptions {
    /// What n-grams and windows do not cross: sentence, phrase (ends at any punctuation), line, or document
    #[arg(long, value_name = "UNIT", default_value = "sentence")]
    within: UnitName,
    /// Only counted tokens take a position, so that words become neighbours over a number, a URL or a stop word
    #[arg(long)]
    close_gaps: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum UnitName {
    Sentence,
    Phrase,
    Line,
    Document,
}

impl UnitOptions {
    /// Has n-grams and windows go as far.
    pub fn limit(&self, plan: &mut Plan) {
        plan.close_gaps = self.close_gaps;
        plan.within = match self.within {
            UnitName::Sentence => Within::Sentence,
            UnitName::Phrase => Within::Phrase,
            UnitName::Line => Within::Line,
            UnitName::Document => Within::Document,
        };
    }
}

/// Which rows are printed.
#[derive(Args, Clone)]
#[command(next_help_heading = "Choice of rows")]
pub struct ChoiceOptions {
    /// Print only the first N rows
    #[arg(long, value_name = "N")]
    top: Option<usize>,
    /// Leave out what occurs fewer than N times
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_freq: u64,
    /// Leave out what occurs in fewer than N documents
    #[arg(long, value_name = "N", default_value_t = 1)]
    min_docs: u64,
    /// Sort by this column: numbers from the largest down, words from the first up; ties by word
    #[arg(long, value_name = "COLUMN")]
    pub sort: Option<String>,
    /// Print each word as counted (folded, stemmed), in its most frequent original spelling, or as counted and in Latin signs
    #[arg(long, value_name = "FORM", default_value = "folded", value_parser = Show::parser())]
    pub show: Show,
}

impl ChoiceOptions {
    /// Are original spellings wanted?
    pub fn shows_original(&self) -> bool {
        self.show == Show::Original
    }

    /// The chosen rows, in the order of a column; `key` says what a row is sorted by if that is not the frequency.
    pub fn by<'k, const N: usize>(&self, sort: Column, key: &'k dyn Key<N>) -> Choice<'k, N> {
        let thresholds = self.thresholds();
        let sort = if sort.is_frequency() { Sort::Frequency } else { Sort::By(key) };
        Choice { thresholds, top: self.top, sort }
    }

    /// What is rarer is left out.
    pub fn thresholds(&self) -> Thresholds {
        Thresholds { frequency: self.min_freq, documents: self.min_docs }
    }

    /// How many of the rows are printed, if not all.
    pub fn top(&self) -> Option<usize> {
        self.top
    }
}

/// How the program behaves.
#[derive(Args, Clone)]
#[command(next_help_heading = "Manners")]
pub struct MannerOptions {
    /// Threads to use [default: as many as there are cores]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub threads: Option<u16>,
    /// Say nothing but errors
    #[arg(short, long)]
    pub quiet: bool,
    /// Say what was read, and how fast
    #[arg(short, long, conflicts_with = "quiet")]
    pub verbose: bool,
    /// Show progress on stderr: auto (if it is a terminal), always, or never
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub progress: When,
}

/// What the program may take.
#[derive(Args, Clone)]
#[command(next_help_heading = "Manners")]
pub struct ResourceOptions {
    /// Memory for the whole process, e.g. 512M or 2GiB; what does not fit goes to temporary files, and the result is the
    /// same [default: half of what the machine or its container has]
    #[arg(long, value_name = "SIZE")]
    memory: Option<Size>,
    /// Make temporary files in FOLDER [default: that of the system]
    #[arg(long, value_name = "FOLDER")]
    temp_dir: Option<PathBuf>,
}

impl ResourceOptions {
    /// The ceiling, and the folder.
    pub fn resolve(&self) -> Result<Memory, Failure> {
        let mut memory = Memory::default();
        if let Some(Size(bytes)) = self.memory {
            memory.ceiling = bytes;
        }
        if let Some(folder) = &self.temp_dir {
            if !folder.is_dir() {
                return Err(Failure::Usage(format!("--temp-dir {}: is no folder: make it first", folder.display())));
            }
            memory.folder = TempFolder::new(folder.clone());
        }
        Ok(memory)
    }
}

/// A number of bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Size(pub u64);

impl FromStr for Size {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let wrong = || format!("{text:?} is no size: write e.g. 512M or 2GiB");
        let digits = text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (number, unit) = text.split_at(digits);
        let unit = unit.trim().to_ascii_lowercase();
        let (base, power) = match unit.strip_suffix("ib").or(unit.strip_suffix('b')).unwrap_or(&unit) {
            "" if unit.len() < 2 => (1, 0),
            prefix => {
                let powers = [("k", 1), ("m", 2), ("g", 3), ("t", 4)];
                let (_, power) = powers.into_iter().find(|(p, _)| *p == prefix).ok_or_else(wrong)?;
                (if unit.ends_with('b') && !unit.ends_with("ib") { 1000u64 } else { 1024 }, power)
            }
        };
        let number: u64 = number.parse().map_err(|_| wrong())?;
        number.checked_mul(base.pow(power)).map(Self).ok_or_else(wrong)
    }
}

impl Display for Size {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            bytes if bytes >= 10 << 30 => write!(f, "{}G", bytes.div_ceil(1 << 30)),
            bytes if bytes >= 1 << 20 => write!(f, "{}M", bytes.div_ceil(1 << 20)),
            bytes => write!(f, "{bytes}"),
        }
    }
}

/// When progress is shown.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// If stderr is a terminal.
    Auto,
    /// Also if it is not.
    Always,
    /// Not at all.
    Never,
}

/// A list of numbers such as `2`, `1-5`, `1..5` or `2,3`, both ends included.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Numbers(pub Vec<usize>);

impl FromStr for Numbers {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let number =
            |s: &str| s.trim().parse::<usize>().map_err(|_| format!("{s:?} is no number: write 2, 1-5, 1..5 or 2,3"));
        let mut numbers = Vec::new();
        for part in text.split(',') {
            let ends = part.split_once("..").or_else(|| part.split_once('-'));
            let (from, to) = match ends {
                Some((from, to)) => (number(from)?, number(to)?),
                None => (number(part)?, number(part)?),
            };
            if from > to {
                return Err(format!("{part:?} runs backwards: write the smaller number first"));
            }
            if to > 1000 {
                return Err(format!("{to} is too large"));
            }
            numbers.extend(from..=to);
        }
        numbers.sort_unstable();
        numbers.dedup();
        Ok(Self(numbers))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_have_units() {
        for (text, bytes) in
            [("0", 0), ("300", 300), ("512M", 512 << 20), ("2GiB", 2 << 30), ("1 k", 1024), ("5MB", 5_000_000)]
        {
            assert_eq!(text.parse(), Ok(Size(bytes)), "{text}");
        }
        for text in ["", "M", "1.5G", "-1", "1X", "99999999999T", "1iB"] {
            assert!(text.parse::<Size>().is_err(), "{text}");
        }
        assert_eq!(
            [3 << 20, 1 << 30, 20 << 30, 100].map(|bytes| Size(bytes).to_string()),
            ["3M", "1024M", "20G", "100"]
        );
    }

    #[test]
    fn numbers_are_lists_and_ranges() {
        for (text, expected) in [
            ("2", vec![2]),
            ("1-3", vec![1, 2, 3]),
            ("1..3", vec![1, 2, 3]),
            ("3,2", vec![2, 3]),
            ("1,2-4", vec![1, 2, 3, 4]),
        ] {
            assert_eq!(text.parse(), Ok(Numbers(expected)), "{text}");
        }
        for text in ["", "x", "3-1", "1-", "-1", "1...3", "99999"] {
            assert!(text.parse::<Numbers>().is_err(), "{text}");
        }
    }
}
