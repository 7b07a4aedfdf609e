//! csv and tsv: RFC 4180 with quotes only where they are needed.

use super::number::{LastFloat, push_int};
use super::{Cells, Column, Layout};

/// What Excel knows UTF-8 by.
const BYTE_ORDER_MARK: &str = "\u{FEFF}";

/// Measures that become text together.
const TOGETHER: usize = 8;

/// Rows of csv or tsv.
#[derive(Clone)]
pub(super) struct Encoder {
    columns: Vec<Column>,
    delimiter: u8,
    excel: bool,
    out: Vec<u8>,
    /// Where the current row began.
    row: usize,
    /// The cell that is next.
    column: usize,
    floats: Vec<LastFloat>,
}

impl Encoder {
    pub(super) fn new(columns: Vec<Column>, layout: &Layout) -> Self {
        Self {
            floats: vec![LastFloat::default(); columns.len()],
            columns,
            delimiter: layout.delimiter(),
            excel: layout.excel(),
            out: Vec::new(),
            row: 0,
            column: 0,
        }
    }

    fn end_cell(&mut self) {
        self.out.push(self.delimiter);
        self.column += 1;
    }

    /// Would a reader take one of the bytes for the end of a cell, or for a quote?
    fn needs_quotes(&self, cell: &[u8]) -> bool {
        // Without an early exit this is a handful of vector instructions.
        let special = |b: u8| (b == self.delimiter) | (b == b'"') | (b == b'\n') | (b == b'\r');
        cell.iter().fold(false, |found, &b| found | special(b))
    }

    /// Ends the text cell that began at `begin`, quoted and guarded if need be.
    fn end_text(&mut self, begin: usize) {
        let cell = &self.out[begin..];
        let guarded = self.excel && runs_as_formula(cell);
        if guarded || self.needs_quotes(cell) {
            self.escape(begin, guarded);
        }
        self.end_cell();
    }

    #[cold]
    fn escape(&mut self, begin: usize, guarded: bool) {
        let cell = self.out.split_off(begin);
        let guard: &[u8] = if guarded { b"'" } else { b"" };
        if !self.needs_quotes(&cell) {
            self.out.extend_from_slice(guard);
            self.out.extend_from_slice(&cell);
            return;
        }
        self.out.push(b'"');
        self.out.extend_from_slice(guard);
        for part in cell.split_inclusive(|&b| b == b'"') {
            self.out.extend_from_slice(part);
            if part.ends_with(b"\"") {
                self.out.push(b'"');
            }
        }
        self.out.push(b'"');
    }

    /// Adds up to [`TOGETHER`] measures, and says how many there were.
    fn some_measures(&mut self, values: impl Iterator<Item = Option<f64>>) -> usize {
        // Text that was written a moment ago has yet to arrive in memory: the first is copied when the last is written.
        let mut buffers: [_; TOGETHER] = std::array::from_fn(|_| zmij::Buffer::new());
        let mut numbers = [None; TOGETHER];
        let count = numbers.iter_mut().zip(values).map(|(number, value)| *number = value).count();
        let mut texts = [None; TOGETHER];
        let floats = &mut self.floats[self.column..];
        for (((text, buffer), float), number) in texts.iter_mut().zip(&mut buffers).zip(floats).zip(&numbers[..count]) {
            *text = number.map(|value| float.format(value, buffer));
        }
        for text in &texts[..count] {
            if let Some(text) = text {
                self.floats[self.column].add(&mut self.out, *text);
            }
            self.end_cell();
        }
        count
    }
}

/// Would a spreadsheet run the text as a formula?
fn runs_as_formula(cell: &[u8]) -> bool {
    matches!(cell.first(), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
}

impl Cells for Encoder {
    fn int(&mut self, value: u64) {
        push_int(&mut self.out, value);
        self.end_cell();
    }

    fn float(&mut self, value: f64) {
        self.floats[self.column].push(&mut self.out, value);
        self.end_cell();
    }

    fn text(&mut self, value: &str) {
        let begin = self.out.len();
        self.out.extend_from_slice(value.as_bytes());
        self.end_text(begin);
    }

    fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) {
        let begin = self.out.len();
        for (i, word) in words.into_iter().enumerate() {
            if i > 0 {
                self.out.push(b' ');
            }
            self.out.extend_from_slice(word.as_bytes());
        }
        self.end_text(begin);
    }

    fn empty(&mut self) {
        self.end_cell();
    }

    fn measures(&mut self, values: impl IntoIterator<Item = Option<f64>>) {
        let mut values = values.into_iter();
        while self.some_measures(&mut values) == TOGETHER {}
    }
}

impl super::Encoder for Encoder {
    fn header(&mut self) {
        if self.excel {
            self.out.extend_from_slice(BYTE_ORDER_MARK.as_bytes());
            self.row = self.out.len();
        }
        let columns = std::mem::take(&mut self.columns);
        for column in &columns {
            self.text(&column.name);
        }
        self.columns = columns;
        self.end_row();
    }

    fn end_row(&mut self) {
        debug_assert_eq!(self.column, self.columns.len(), "a row has a cell for each column");
        self.out.pop();
        if self.out.len() == self.row {
            // One empty cell: without quotes the line would be blank, and no row to a reader.
            self.out.extend_from_slice(b"\"\"");
        }
        self.out.extend_from_slice(if self.excel { b"\r\n" } else { b"\n" });
        self.row = self.out.len();
        self.column = 0;
    }

    fn bytes(&self) -> &[u8] {
        &self.out
    }

    fn clear(&mut self) {
        self.out.clear();
        self.floats.fill(LastFloat::default());
        self.row = 0;
    }
}
