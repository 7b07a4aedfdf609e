use std::fmt::Write as _;

use clap::Subcommand;
use unicode_normalization::char::canonical_combining_class;

use super::options::OutputOptions;
use super::task::Page;
use super::{DONE, Failure};
use crate::measure;
use crate::report::rows;
use crate::report::{Cells, Column, Kind, Output, RowCells, RowWriter};
use crate::text::alphabet::{CONTROLS, within};
use crate::text::profile::{Entry, PROFILES, Profile, Rule};
use crate::text::stopwords;

/// The tables that the program works with
///
/// Example: kalim list profiles search
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    Profiles(Profiles),
    Stopwords(Stopwords),
    Measures(Measures),
}

/// Every measure: its column, its family, how it is computed, and who defined it
///
/// Families: association and trigram (of two and three words), keyness (of a word in two corpora), correction (of many
/// p-values), dispersion (over parts), positions (over the stream of words), diversity and sequence (of a vocabulary, and
/// of words in their order), zipf and heaps (of frequencies, and of growth).
///
/// Example: kalim list measures --format table
#[derive(clap::Args)]
struct Measures {
    #[command(flatten)]
    output: OutputOptions,
}

/// The profiles, or the table of one: what becomes of which code points
///
/// Without NAME: name, copy_of (the program that it copies exactly), description. With NAME, the very table that does the work:
/// pass, step, option (what switches it), taken (yes if it is unless you say otherwise), how, from and to (code points), from_text,
/// to_text. Steps are taken in this order on each code point, pass after pass; a line whose from is empty is about the whole text.
///
/// Example: kalim list profiles light
#[derive(clap::Args)]
struct Profiles {
    /// The profile whose table is wanted
    name: Option<String>,
    #[command(flatten)]
    output: OutputOptions,
}

/// The words of --stopwords arabic, each with its class
///
/// Columns: word, class. Closed classes only, with the clitics they usually take.
///
/// Example: kalim list stopwords
#[derive(clap::Args)]
struct Stopwords {
    #[command(flatten)]
    output: OutputOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    match &args.what {
        What::Profiles(Profiles { name: Some(name), output }) => {
            let entry = Profile::named(name).map_err(|e| Failure::Usage(e.to_string()))?;
            let columns = [
                ("pass", Kind::Int),
                ("step", Kind::Text),
                ("option", Kind::Text),
                ("taken", Kind::Text),
                ("how", Kind::Text),
                ("from", Kind::Text),
                ("to", Kind::Text),
                ("from_text", Kind::Arabic),
                ("to_text", Kind::Arabic),
            ];
            write(output, &columns, lines(entry), |line, cells| line.fill(cells))
        }
        What::Profiles(Profiles { name: None, output }) => {
            let columns = [("name", Kind::Text), ("copy_of", Kind::Text), ("description", Kind::Text)];
            write(output, &columns, PROFILES, |entry, cells| {
                cells.text(entry.name);
                cells.text(entry.copy_of.unwrap_or_default());
                cells.text(entry.description);
            })
        }
        What::Measures(Measures { output }) => {
            let layout = output.layout()?;
            let mut page = Page::new(Output::open(&output.target())?, &layout);
            page.print(&rows::Measures { rows: measure::all() })?;
            page.output.finish()?;
            Ok(DONE)
        }
        What::Stopwords(Stopwords { output }) => {
            let columns = [("word", Kind::Arabic), ("class", Kind::Text)];
            write(output, &columns, stopwords::arabic(), |stop, cells| {
                cells.text(stop.word);
                cells.text(stop.class);
            })
        }
    }
}

/// Writes a row for each item.
fn write<T>(
    options: &OutputOptions,
    columns: &[(&'static str, Kind)],
    items: impl IntoIterator<Item = T>,
    fill: impl Fn(T, &mut RowCells),
) -> Result<u8, Failure> {
    let columns = columns.iter().map(|&(name, kind)| Column::new(name, kind)).collect();
    let mut output = Output::open(&options.target())?;
    let mut rows = RowWriter::new(columns, &options.layout()?, &mut output);
    let written = items.into_iter().try_for_each(|item| rows.row(|cells| fill(item, cells)));
    let written = written.and_then(|()| rows.finish().map(|_| ()));
    written.map_err(|e| Failure::from(output.error(e)))?;
    output.finish()?;
    Ok(DONE)
}

/// A line of the table of a profile.
struct Line {
    pass: u64,
    step: &'static str,
    option: &'static str,
    taken: bool,
    rule: Rule,
}

/// The table of a profile: its steps, line by line, and where it composes.
fn lines(entry: &'static Entry) -> Vec<Line> {
    let mut lines = Vec::new();
    for (number, pass) in (1..).zip(entry.passes) {
        for &step in pass.steps {
            let (option, taken) = (step.option().filter(|_| entry.copy_of.is_none()), entry.takes(step));
            let line = |rule| Line { pass: number, step: step.name(), option: option.unwrap_or_default(), taken, rule };
            lines.extend(step.table().rules().into_iter().map(line));
        }
        if pass.composed {
            let rule = Rule { how: "compose (NFC)".into(), from: None, to: String::new() };
            lines.push(Line { pass: number, step: "composition", option: "", taken: true, rule });
        }
    }
    lines
}

impl Line {
    fn fill(&self, cells: &mut RowCells) {
        let Rule { how, from, to } = &self.rule;
        cells.int(self.pass);
        cells.text(self.step);
        cells.text(self.option);
        cells.text(if self.taken { "yes" } else { "no" });
        cells.text(how);
        cells.text(&from.as_ref().map(code_points).unwrap_or_default());
        cells.text(&to.chars().map(|c| format!("U+{:04X}", u32::from(c))).collect::<Vec<_>>().join(" "));
        let one = from.as_ref().filter(|range| range.start() == range.end());
        cells.text(&visible(&one.map(|range| range.start().to_string()).unwrap_or_default()));
        cells.text(&visible(to));
    }
}

/// A code point or a range of them.
fn code_points(range: &std::ops::RangeInclusive<char>) -> String {
    let mut text = format!("U+{:04X}", u32::from(*range.start()));
    if range.end() > range.start() {
        write!(text, "-{:04X}", u32::from(*range.end())).expect("a string takes all");
    }
    text
}

/// The text if it can be shown: marks would sit on the cell before, controls and blanks are not seen.
fn visible(text: &str) -> String {
    let hides = |c: char| canonical_combining_class(c) != 0 || c.is_control() || within(CONTROLS, c);
    if text.contains(hides) || text.trim().is_empty() { String::new() } else { text.to_owned() }
}
