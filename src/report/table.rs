//! table: aligned columns, for eyes. Numbers stand first, because Arabic text would draw them to its other side.

use std::io;
use std::ops::RangeInclusive;

use unicode_width::UnicodeWidthChar;

use super::number::{LastFloat, push_int};
use super::{Cells, Column, Kind, Layout, join};

/// Between two columns.
const GAP: usize = 2;
/// Left-to-right mark: what follows keeps its place after Arabic.
const LEFT_TO_RIGHT: &[u8] = "\u{200E}".as_bytes();
/// Right-to-left mark: punctuation at the edge of Arabic stays with it.
const RIGHT_TO_LEFT: &[u8] = "\u{200F}".as_bytes();

/// Line and paragraph separators with the bidi embeddings and overrides, and the isolates: they act beyond their cell.
const LINE_CONTROLS: [RangeInclusive<char>; 2] = ['\u{2028}'..='\u{202E}', '\u{2066}'..='\u{2069}'];

/// Cells as they are shown, and how wide each is.
#[derive(Clone, Default)]
pub(super) struct Sheet {
    text: Vec<u8>,
    cells: Vec<Cell>,
    last: LastFloat,
    joined: String,
}

/// Where the text of a cell ends, and the terminal columns it fills.
#[derive(Clone, Copy)]
struct Cell {
    end: usize,
    width: usize,
}

impl Sheet {
    /// The width that each of the columns needs.
    pub(super) fn widths(&self, columns: usize) -> Vec<usize> {
        let mut widths = vec![0; columns];
        for row in self.cells.chunks_exact(columns.max(1)) {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = cell.width.max(*width);
            }
        }
        widths
    }

    /// Forgets the cells, keeps the memory.
    pub(super) fn clear(&mut self) {
        self.text.clear();
        self.cells.clear();
        self.last = LastFloat::default();
    }

    fn end_cell(&mut self, width: usize) {
        self.cells.push(Cell { end: self.text.len(), width });
    }

    /// Ends a cell that holds nothing but ASCII.
    fn end_number(&mut self) {
        let begin = self.cells.last().map_or(0, |before| before.end);
        self.end_cell(self.text.len() - begin);
    }

    fn span(&self, cell: usize) -> &[u8] {
        let begin = cell.checked_sub(1).map_or(0, |before| self.cells[before].end);
        &self.text[begin..self.cells[cell].end]
    }
}

/// What a table shows for a character: a control would move the cursor or turn the columns around.
fn shown(c: char) -> char {
    if c.is_control() || LINE_CONTROLS.iter().any(|set| set.contains(&c)) { char::REPLACEMENT_CHARACTER } else { c }
}

/// The columns of a terminal that a character fills.
fn width(c: char) -> usize {
    // The width of a string would count lam-alef as one; terminals draw two.
    c.width().unwrap_or(0)
}

impl Cells for Sheet {
    fn int(&mut self, value: u64) {
        push_int(&mut self.text, value);
        self.end_number();
    }

    fn float(&mut self, value: f64) {
        self.last.push(&mut self.text, for_eyes(value));
        self.end_number();
    }

    fn text(&mut self, value: &str) {
        let filled = value.chars().map(|c| width(shown(c))).sum();
        if value.chars().all(|c| shown(c) == c) {
            self.text.extend_from_slice(value.as_bytes());
        } else {
            let replaced: String = value.chars().map(shown).collect();
            self.text.extend_from_slice(replaced.as_bytes());
        }
        self.end_cell(filled);
    }

    fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) {
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        join(&mut joined, words);
        self.text(&joined);
        self.joined = joined;
    }

    fn empty(&mut self) {
        self.end_cell(0);
    }
}

/// What a line of a table is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Line {
    Header,
    Row,
}

/// The columns as they stand in the table.
#[derive(Clone)]
struct Grid {
    /// Which column of the report stands where.
    order: Vec<usize>,
    kinds: Vec<Kind>,
    widths: Vec<usize>,
    bidi_marks: bool,
}

impl Grid {
    fn new(columns: &[Column], layout: &Layout, widths: Vec<usize>) -> Self {
        let mut order: Vec<usize> = (0..columns.len()).collect();
        order.sort_by_key(|&i| (!is_number(columns[i].kind), columns[i].kind == Kind::Arabic));
        Self { order, kinds: columns.iter().map(|c| c.kind).collect(), widths, bidi_marks: layout.bidi_marks() }
    }

    /// Draws the row of the sheet that begins with cell `first`.
    fn draw(&self, sheet: &Sheet, first: usize, line: Line, out: &mut Vec<u8>) {
        // Spaces are written only before text, so that none trails.
        let mut spaces = 0;
        for &column in &self.order {
            let kind = self.kinds[column];
            let padding = self.widths[column] - sheet.cells[first + column].width;
            let (before, after) = if is_number(kind) { (padding, 0) } else { (0, padding) };
            let text = sheet.span(first + column);
            spaces += before;
            if !text.is_empty() {
                out.resize(out.len() + spaces, b' ');
                spaces = 0;
                if self.bidi_marks && kind == Kind::Arabic && line == Line::Row {
                    push_marked(text, out);
                } else {
                    out.extend_from_slice(text);
                }
            }
            spaces += after + GAP;
        }
        out.push(b'\n');
    }
}

/// As many digits as eyes can use; the other formats have all of them.
fn for_eyes(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

fn is_number(kind: Kind) -> bool {
    matches!(kind, Kind::Int | Kind::Float)
}

fn push_marked(text: &[u8], out: &mut Vec<u8>) {
    for part in [LEFT_TO_RIGHT, RIGHT_TO_LEFT, text, RIGHT_TO_LEFT, LEFT_TO_RIGHT] {
        out.extend_from_slice(part);
    }
}

/// Writes the rows that a sheet has gathered, as a whole table.
pub(super) fn write(sheet: &Sheet, columns: &[Column], layout: &Layout, out: &mut impl io::Write) -> io::Result<()> {
    const CHUNK: usize = 1 << 16;
    let names = names(columns);
    let grid = Grid::new(columns, layout, wider(names.widths(columns.len()), &sheet.widths(columns.len())));
    let mut bytes = Vec::with_capacity(CHUNK);
    grid.draw(&names, 0, Line::Header, &mut bytes);
    for first in (0..sheet.cells.len()).step_by(columns.len().max(1)) {
        grid.draw(sheet, first, Line::Row, &mut bytes);
        if bytes.len() >= CHUNK {
            out.write_all(&bytes)?;
            bytes.clear();
        }
    }
    out.write_all(&bytes)
}

/// The names of the columns as a sheet of one row.
pub(super) fn names(columns: &[Column]) -> Sheet {
    let mut sheet = Sheet::default();
    for column in columns {
        sheet.text(&column.name);
    }
    sheet
}

/// For each column the larger of two widths.
pub(super) fn wider(a: Vec<usize>, b: &[usize]) -> Vec<usize> {
    a.into_iter().zip(b).map(|(a, &b)| a.max(b)).collect()
}

/// Rows of a table whose widths are known.
#[derive(Clone)]
pub(super) struct Encoder {
    columns: Vec<Column>,
    grid: Grid,
    row: Sheet,
    out: Vec<u8>,
}

impl Encoder {
    pub(super) fn new(columns: Vec<Column>, layout: &Layout, widths: Vec<usize>) -> Self {
        let grid = Grid::new(&columns, layout, widths);
        Self { columns, grid, row: Sheet::default(), out: Vec::new() }
    }
}

impl Cells for Encoder {
    fn int(&mut self, value: u64) {
        self.row.int(value);
    }

    fn float(&mut self, value: f64) {
        self.row.float(value);
    }

    fn text(&mut self, value: &str) {
        self.row.text(value);
    }

    fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) {
        self.row.words(words);
    }

    fn empty(&mut self) {
        self.row.empty();
    }
}

impl super::Encoder for Encoder {
    fn header(&mut self) {
        self.grid.draw(&names(&self.columns), 0, Line::Header, &mut self.out);
    }

    fn end_row(&mut self) {
        debug_assert_eq!(self.row.cells.len(), self.columns.len(), "a row has a cell for each column");
        self.grid.draw(&self.row, 0, Line::Row, &mut self.out);
        self.row.clear();
    }

    fn bytes(&self) -> &[u8] {
        &self.out
    }

    fn clear(&mut self) {
        self.out.clear();
    }
}
