//! Rows to bytes: what a report is, in which formats it is written, and where it goes.
//!
//! A report gives its cells one by one to a [`Cells`], which is a row of some format. Reports whose rows can be asked for
//! in any order are a [`Report`] and written in parallel by [`write()`]; others hand their rows to a [`RowWriter`].

mod blocks;
mod csv;
mod folder;
mod group;
mod jsonl;
mod layout;
mod number;
pub mod output;
pub mod rows;
mod stream;
mod table;
pub mod unfinished;

use std::borrow::Cow;
use std::io;
use std::ops::Range;

use group::Grouped;

pub use folder::Folder;
pub use group::Group;
pub use layout::{Format, Layout, LayoutError};
pub use output::{Output, OutputError, Target};
pub use stream::{RowCells, RowWriter};

/// What a column holds, as far as its place in a table for eyes depends on it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// Whole numbers.
    Int,
    /// Numbers with a fraction.
    Float,
    /// Text that runs from left to right.
    Text,
    /// Text in Arabic script.
    Arabic,
}

/// A column: its name in the header, and what it holds.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column {
    /// The name, ASCII in `snake_case`.
    pub name: Cow<'static, str>,
    /// What it holds.
    pub kind: Kind,
}

impl Column {
    /// A column of this name.
    pub fn new(name: impl Into<Cow<'static, str>>, kind: Kind) -> Self {
        Self { name: name.into(), kind }
    }
}

/// Takes one row: a call for each column, in the order of the columns.
pub trait Cells {
    /// A whole number.
    fn int(&mut self, value: u64);
    /// A number, or an infinity; never NaN.
    fn float(&mut self, value: f64);
    /// Text as it is.
    fn text(&mut self, value: &str);
    /// Words with a space between each two.
    fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>);
    /// What is undefined.
    fn empty(&mut self);

    /// A measure: a number where it is defined.
    fn measure(&mut self, value: Option<f64>) {
        match value {
            Some(v) => self.float(v),
            None => self.empty(),
        }
    }

    /// Several measures; a format may make text of them together.
    fn measures(&mut self, values: impl IntoIterator<Item = Option<f64>>) {
        values.into_iter().for_each(|value| self.measure(value));
    }
}

/// A report whose rows can be asked for in any order, by several threads.
pub trait Report: Sync {
    /// The columns, in order.
    fn columns(&self) -> Vec<Column>;
    /// How many rows there are.
    fn len(&self) -> usize;
    /// Gives the cells of row `i`.
    fn row<C: Cells>(&self, i: usize, cells: &mut C);

    /// Has what these rows will need on its way from memory, so that it is not waited for row by row.
    fn approach(&self, _rows: Range<usize>) {}

    /// Has it no rows?
    fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A report that may be larger than memory: it comes in pages. Every [`Report`] is one of one page.
pub trait Pages {
    /// The columns, in order.
    fn columns(&self) -> Vec<Column>;
    /// Shows every page, in order.
    ///
    /// # Errors
    /// What the visitor fails with, or if a page cannot be read back.
    fn each(&self, visitor: &mut impl Visitor) -> io::Result<()>;
}

/// Sees the pages of a report.
pub trait Visitor {
    /// Sees one.
    ///
    /// # Errors
    /// What the visitor does with it may fail.
    fn page(&mut self, page: &impl Report) -> io::Result<()>;
}

impl<R: Report> Pages for R {
    fn columns(&self) -> Vec<Column> {
        Report::columns(self)
    }

    fn each(&self, visitor: &mut impl Visitor) -> io::Result<()> {
        visitor.page(self)
    }
}

/// A format: takes cells, and keeps the bytes they become until they are fetched.
trait Encoder: Cells {
    /// Adds what stands before the first row.
    fn header(&mut self);
    /// Ends a row.
    fn end_row(&mut self);
    /// The bytes of the rows since they were last cleared.
    fn bytes(&self) -> &[u8];
    /// Forgets the bytes, keeps their memory.
    fn clear(&mut self);

    /// Writes the bytes, and clears them.
    fn write_out(&mut self, out: &mut impl io::Write) -> io::Result<()> {
        out.write_all(self.bytes())?;
        self.clear();
        Ok(())
    }
}

/// Writes a report, its rows formatted by the threads of the current rayon pool. The bytes do not depend on their number.
///
/// # Errors
/// What `out` fails with, or if a page cannot be read back.
pub fn write(report: &impl Pages, layout: &Layout, out: &mut impl io::Write) -> io::Result<()> {
    write_headed(report, layout, true, out)
}

/// Writes the report of a group: one column more, the first. The groups of a report follow each other under one header, but
/// each table for eyes has its own.
///
/// # Errors
/// As [`write()`].
pub fn write_group(
    report: &impl Pages,
    group: &Group,
    first: bool,
    layout: &Layout,
    out: &mut impl io::Write,
) -> io::Result<()> {
    write_headed(&Grouped { group, report }, layout, first || layout.format() == Format::Table, out)
}

fn write_headed(report: &impl Pages, layout: &Layout, headed: bool, out: &mut impl io::Write) -> io::Result<()> {
    let columns = report.columns();
    match layout.format() {
        Format::Csv | Format::Tsv => blocks::write(report, csv::Encoder::new(columns, layout), headed, out),
        Format::Jsonl => blocks::write(report, jsonl::Encoder::new(&columns), headed, out),
        Format::Table => {
            let widths = blocks::widths(report, &columns)?;
            blocks::write(report, table::Encoder::new(columns, layout, widths), headed, out)
        }
    }
}

/// Adds the words to the text, with a space between each two.
fn join<'a>(text: &mut String, words: impl IntoIterator<Item = &'a str>) {
    let mut words = words.into_iter();
    text.extend(words.next());
    for word in words {
        text.push(' ');
        text.push_str(word);
    }
}

#[cfg(test)]
mod tests;
