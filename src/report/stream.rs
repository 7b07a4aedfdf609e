//! Rows one at a time, for reports that do not know their length.

use std::io;

use super::table::{self, Sheet};
use super::{Cells, Column, Encoder, Format, Layout, csv, jsonl};

/// Bytes that are gathered before they are written.
const CHUNK: usize = 1 << 16;

/// Writes rows as they come. A table waits for the last of them, because its widths depend on all.
pub struct RowWriter<W: io::Write> {
    out: W,
    columns: Vec<Column>,
    layout: Layout,
    cells: RowCells,
}

/// The cells of the row that is being written.
pub struct RowCells(Rows);

enum Rows {
    Csv(csv::Encoder),
    Jsonl(jsonl::Encoder),
    Table(Sheet),
}

impl<W: io::Write> RowWriter<W> {
    /// A writer of rows with these columns.
    #[must_use]
    pub fn new(columns: Vec<Column>, layout: &Layout, out: W) -> Self {
        let cells = RowCells(Rows::new(&columns, layout));
        Self { out, columns, layout: *layout, cells }
    }

    /// Writes the row that `fill` gives the cells of.
    ///
    /// # Errors
    /// What the output fails with.
    pub fn row(&mut self, fill: impl FnOnce(&mut RowCells)) -> io::Result<()> {
        fill(&mut self.cells);
        match &mut self.cells.0 {
            Rows::Csv(rows) => end_row(rows, &mut self.out),
            Rows::Jsonl(rows) => end_row(rows, &mut self.out),
            Rows::Table(_) => Ok(()),
        }
    }

    /// Writes what is still held back, and gives the output back.
    ///
    /// # Errors
    /// What the output fails with.
    pub fn finish(mut self) -> io::Result<W> {
        match &mut self.cells.0 {
            Rows::Csv(rows) => rows.write_out(&mut self.out)?,
            Rows::Jsonl(rows) => rows.write_out(&mut self.out)?,
            Rows::Table(sheet) => table::write(sheet, &self.columns, &self.layout, &mut self.out)?,
        }
        Ok(self.out)
    }
}

fn end_row(rows: &mut impl Encoder, out: &mut impl io::Write) -> io::Result<()> {
    rows.end_row();
    if rows.bytes().len() < CHUNK { Ok(()) } else { rows.write_out(out) }
}

impl Rows {
    fn new(columns: &[Column], layout: &Layout) -> Self {
        match layout.format() {
            Format::Csv | Format::Tsv => Self::Csv(headed(csv::Encoder::new(columns.to_vec(), layout))),
            Format::Jsonl => Self::Jsonl(headed(jsonl::Encoder::new(columns))),
            Format::Table => Self::Table(Sheet::default()),
        }
    }
}

fn headed<E: Encoder>(mut encoder: E) -> E {
    encoder.header();
    encoder
}

impl Cells for RowCells {
    fn int(&mut self, value: u64) {
        match &mut self.0 {
            Rows::Csv(rows) => rows.int(value),
            Rows::Jsonl(rows) => rows.int(value),
            Rows::Table(rows) => rows.int(value),
        }
    }

    fn float(&mut self, value: f64) {
        match &mut self.0 {
            Rows::Csv(rows) => rows.float(value),
            Rows::Jsonl(rows) => rows.float(value),
            Rows::Table(rows) => rows.float(value),
        }
    }

    fn text(&mut self, value: &str) {
        match &mut self.0 {
            Rows::Csv(rows) => rows.text(value),
            Rows::Jsonl(rows) => rows.text(value),
            Rows::Table(rows) => rows.text(value),
        }
    }

    fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) {
        match &mut self.0 {
            Rows::Csv(rows) => rows.words(words),
            Rows::Jsonl(rows) => rows.words(words),
            Rows::Table(rows) => rows.words(words),
        }
    }

    fn empty(&mut self) {
        match &mut self.0 {
            Rows::Csv(rows) => rows.empty(),
            Rows::Jsonl(rows) => rows.empty(),
            Rows::Table(rows) => rows.empty(),
        }
    }

    fn measures(&mut self, values: impl IntoIterator<Item = Option<f64>>) {
        match &mut self.0 {
            Rows::Csv(rows) => rows.measures(values),
            Rows::Jsonl(rows) => rows.measures(values),
            Rows::Table(rows) => rows.measures(values),
        }
    }
}
