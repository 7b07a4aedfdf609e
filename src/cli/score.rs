//! Measures of counts that are in a table already.

use std::io::Read;
use std::path::PathBuf;

use clap::Subcommand;
use csv::StringRecord;

use super::options::{OutputOptions, read_from};
use super::{DONE, Failure, measures, run};
use crate::measure::Measure;
use crate::measure::association::{ASSOCIATION, Pair};
use crate::measure::dispersion::{DISPERSION, Parts, Spread, Uses};
use crate::measure::keyness::{Contrast, KEYNESS};
use crate::report::output::reason;
use crate::report::{Cells, Column, Kind, Output, RowCells, RowWriter};

/// Measures of counts in a CSV: of two words, of a word in two corpora, of a word in the parts of a corpus
///
/// The rows of the CSV are printed as they come, with a column a measure added. It needs a header and the columns that the
/// measures are computed from; any others pass through. A column that is called like a measure asked for makes way for it. A cell is
/// empty where a measure is undefined, as those of the four cells are where a cell would be negative.
///
/// Example: kalim score association --measures g2_signed,fisher_right_p pairs.csv
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    family: Family,
}

#[derive(Subcommand)]
enum Family {
    /// Of two words, from the columns frequency, f1, f2 and n
    ///
    /// In a table with the columns word1 and word2, which is what cooccur prints, a word paired with itself counts with twice
    /// its frequency, as it does there. Default measures: g2, pmi, t_score, log_dice.
    ///
    /// Example: kalim cooccur corpus/ | kalim score association --measures all
    Association(Options),
    /// Of a word in two corpora, from the columns frequency_target, frequency_ref, size_target and size_ref
    ///
    /// Default measures: ll_4cell, log_ratio_hardie, bic_ll4.
    ///
    /// Example: kalim score keyness --measures ll_4cell_signed,ll_4cell_pvalue words.csv
    Keyness(Options),
    /// Of a word in the parts of a corpus, from the columns frequencies and sizes: a number for each part, with spaces between
    ///
    /// A part without tokens is no part. Default measures: range, dp, dp_norm, juilland_d_relfreq.
    ///
    /// Example: kalim score dispersion --measures dp,dp_norm,da words.csv
    Dispersion(Options),
}

#[derive(clap::Args)]
struct Options {
    /// The CSV, or - for standard input
    #[arg(value_name = "FILE")]
    file: Option<PathBuf>,
    /// Measures, a column each: a list of names, or all (kalim list measures says what each is)
    #[arg(long, value_name = "LIST", help_heading = "Measures")]
    measures: Option<String>,
    #[command(flatten)]
    output: OutputOptions,
}

/// What a family takes from a row.
struct Input<T, const N: usize> {
    columns: [&'static str; N],
    kind: Kind,
    counts: fn(&Row<N>) -> Result<T, String>,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    match &args.family {
        Family::Association(options) => {
            let columns = ["frequency", "f1", "f2", "n"];
            let input = Input { columns, kind: Kind::Int, counts: pair };
            score(options, ASSOCIATION, "g2,pmi,t_score,log_dice", &input)
        }
        Family::Keyness(options) => {
            let columns = ["frequency_target", "frequency_ref", "size_target", "size_ref"];
            let input = Input { columns, kind: Kind::Int, counts: contrast };
            score(options, KEYNESS, "ll_4cell,log_ratio_hardie,bic_ll4", &input)
        }
        Family::Dispersion(options) => {
            let input = Input { columns: ["frequencies", "sizes"], kind: Kind::Text, counts: spread };
            score(options, DISPERSION, "range,dp,dp_norm,juilland_d_relfreq", &input)
        }
    }
}

fn pair(row: &Row<4>) -> Result<Pair, String> {
    let [frequency, f1, f2, n] = row.counts()?;
    let is_of_itself = row.text("word1").is_some_and(|word| row.text("word2") == Some(word));
    let in_cell = if is_of_itself { frequency.checked_mul(2) } else { Some(frequency) };
    Ok(Pair::new(in_cell.ok_or("the frequency is too large")?, f1, f2, n))
}

fn contrast(row: &Row<4>) -> Result<Contrast, String> {
    let [target, reference, target_size, reference_size] = row.counts()?;
    let contrast = Contrast::new(target, reference, target_size, reference_size);
    contrast.ok_or_else(|| "the two corpora have more tokens than fit in 64 bits".to_owned())
}

fn spread(row: &Row<2>) -> Result<Spread, String> {
    let [frequencies, sizes] = row.lists()?;
    if frequencies.len() != sizes.len() {
        let (frequencies, sizes) = (frequencies.len(), sizes.len());
        return Err(format!("{frequencies} frequencies and {sizes} sizes: write one of each for every part"));
    }
    let parts = frequencies.into_iter().zip(&sizes).map(|(frequency, &size)| Uses { frequency, size });
    let uses: Vec<Uses> = parts.filter(|part| part.frequency > 0).collect();
    if let Some(Uses { frequency, size }) = uses.iter().find(|part| part.frequency > part.size) {
        return Err(format!("a frequency of {frequency} in a part of {size} tokens: check the order of the two lists"));
    }
    let size = sizes.iter().try_fold(0u64, |sum, &size| sum.checked_add(size));
    size.ok_or("the parts have more tokens than fit in 64 bits")?;
    Ok(Spread::new(uses, sizes.into_iter().collect::<Parts>()))
}

fn score<T, const N: usize>(
    options: &Options,
    table: &'static [Measure<T>],
    default: &str,
    input: &Input<T, N>,
) -> Result<u8, Failure> {
    let measures = measures::chosen(table, options.measures.as_deref().unwrap_or(default), None)?;
    let layout = options.output.layout()?;
    let target = options.output.target();
    let paths: Vec<PathBuf> = options.file.iter().cloned().collect();
    run::spare(&paths, &target)?;
    let (name, source) = read_from(options.file.as_deref())?;
    let mut given = Given::open(&name, source, input.columns)?;
    let kept = given.kept(&measures);
    let columns = kept.iter().map(|&i| given.column(i, input.kind));
    let columns = columns.chain(measures.iter().map(|m| Column::new(m.id, Kind::Float))).collect();
    let mut output = Output::open(&target)?;
    let mut rows = RowWriter::new(columns, &layout, &mut output);
    let mut written = Ok(());
    while written.is_ok() && given.advance()? {
        let row = given.row();
        let counts = (input.counts)(&row).map_err(|what| given.wrong(&what))?;
        written = rows.row(|cells| {
            kept.iter().for_each(|&i| row.give(i, input.kind, cells));
            cells.measures(measures.iter().map(|m| (m.of)(&counts)));
        });
    }
    let written = written.and_then(|()| rows.finish().map(drop));
    written.map_err(|error| Failure::from(output.error(error)))?;
    output.finish()?;
    Ok(DONE)
}

/// A CSV that is read row by row.
pub struct Given<const N: usize> {
    name: String,
    reader: csv::Reader<Box<dyn Read>>,
    header: StringRecord,
    /// Where the columns stand that are needed.
    needed: [usize; N],
    record: StringRecord,
}

impl<const N: usize> Given<N> {
    /// One with these columns.
    pub fn open(name: &str, source: Box<dyn Read>, columns: [&str; N]) -> Result<Self, Failure> {
        let mut reader = csv::Reader::from_reader(source);
        let header = reader.headers().map_err(|error| unreadable(name, &error))?.clone();
        let listed = || header.iter().collect::<Vec<_>>().join(", ");
        let mut needed = [0; N];
        for (place, column) in needed.iter_mut().zip(columns) {
            let found = header.iter().position(|name| name == column);
            *place = found.ok_or_else(|| {
                let there = if header.is_empty() { "it is empty".to_owned() } else { format!("it has {}", listed()) };
                Failure::Error(format!("{name}: no column {column}: name it in the first line ({there})"))
            })?;
        }
        Ok(Self { name: name.to_owned(), reader, header, needed, record: StringRecord::new() })
    }

    /// The columns that no measure takes the place of.
    fn kept<T>(&self, measures: &[&Measure<T>]) -> Vec<usize> {
        let is_kept = |&i: &usize| self.needed.contains(&i) || measures.iter().all(|m| m.id != &self.header[i]);
        (0..self.header.len()).filter(is_kept).collect()
    }

    fn column(&self, i: usize, kind_of_needed: Kind) -> Column {
        let name = &self.header[i];
        let kind = match name {
            _ if self.needed.contains(&i) => kind_of_needed,
            "word" | "word1" | "word2" | "node" | "collocate" | "ngram" => Kind::Arabic,
            _ => Kind::Text,
        };
        Column::new(name.to_owned(), kind)
    }

    /// Goes to the next row, if there is one.
    pub fn advance(&mut self) -> Result<bool, Failure> {
        self.reader.read_record(&mut self.record).map_err(|error| unreadable(&self.name, &error))
    }

    /// The row that was read.
    pub fn row(&self) -> Row<'_, N> {
        Row { header: &self.header, needed: self.needed, record: &self.record }
    }

    /// What is wrong with the row that was read.
    pub fn wrong(&self, what: &str) -> Failure {
        let line = self.record.position().map_or(0, csv::Position::line);
        Failure::Error(format!("{}:{line}: {what}", self.name))
    }
}

fn unreadable(name: &str, error: &csv::Error) -> Failure {
    let line = error.position().map_or(1, csv::Position::line);
    Failure::Error(match error.kind() {
        csv::ErrorKind::Io(error) => format!("{name}: {}: check the path", reason(error)),
        csv::ErrorKind::Utf8 { .. } => format!("{name}:{line}: is no UTF-8: save the table as UTF-8"),
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("{name}:{line}: {len} cells under {expected_len} columns: check commas and quotes")
        }
        _ => format!("{name}: {error}"),
    })
}

/// A row of the table.
pub struct Row<'t, const N: usize> {
    header: &'t StringRecord,
    needed: [usize; N],
    record: &'t StringRecord,
}

impl<const N: usize> Row<'_, N> {
    /// The cell of a column, if there is one of that name.
    fn text(&self, column: &str) -> Option<&str> {
        self.header.iter().position(|name| name == column).map(|i| &self.record[i])
    }

    /// A needed cell.
    pub fn cell(&self, i: usize) -> &str {
        &self.record[self.needed[i]]
    }

    /// A needed cell as a count.
    pub fn count(&self, i: usize) -> Result<u64, String> {
        number(&self.header[self.needed[i]], self.cell(i).trim())
    }

    /// The needed cells as counts.
    fn counts(&self) -> Result<[u64; N], String> {
        let mut counts = [0; N];
        for (i, count) in counts.iter_mut().enumerate() {
            *count = self.count(i)?;
        }
        Ok(counts)
    }

    /// The needed cells as lists of counts.
    fn lists(&self) -> Result<[Vec<u64>; N], String> {
        let mut lists = [const { Vec::new() }; N];
        for (list, i) in lists.iter_mut().zip(self.needed) {
            let numbers = self.record[i].split_whitespace();
            *list = numbers.map(|cell| number(&self.header[i], cell)).collect::<Result<_, _>>()?;
        }
        Ok(lists)
    }

    /// Gives a cell on: a count as a count.
    fn give(&self, i: usize, kind_of_needed: Kind, cells: &mut RowCells) {
        let cell = &self.record[i];
        match cell.trim().parse() {
            Ok(count) if kind_of_needed == Kind::Int && self.needed.contains(&i) => cells.int(count),
            _ => cells.text(cell),
        }
    }
}

fn number(column: &str, cell: &str) -> Result<u64, String> {
    cell.parse().map_err(|_| format!("{column} is {cell:?}: write a whole number, without signs or separators"))
}
