use std::io;
use std::ops::Range;

use super::{Text, per_million, real};
use crate::count::partition::Row;
use crate::count::vast::{VastRow, VastRows};
use crate::report::{Cells, Column, Kind, Pages, Report, Visitor};

/// Word frequencies.
pub struct Freq<'t> {
    /// In order.
    pub rows: Vec<Row<1>>,
    /// Their words.
    pub text: Text<'t>,
    /// All counted tokens, those of stop words too.
    pub tokens: u64,
    /// All documents read.
    pub documents: u64,
}

impl Freq<'_> {
    /// Its columns.
    pub const COLUMNS: [(&'static str, Kind); 6] = [
        ("rank", Kind::Int),
        ("word", Kind::Arabic),
        ("frequency", Kind::Int),
        ("per_million", Kind::Float),
        ("documents", Kind::Int),
        ("document_share", Kind::Float),
    ];
}

/// Word frequencies that did not fit into memory.
pub struct VastFreq {
    /// In order.
    pub rows: VastRows,
    /// All documents read.
    pub documents: u64,
}

impl Pages for VastFreq {
    fn columns(&self) -> Vec<Column> {
        Freq::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn each(&self, visitor: &mut impl Visitor) -> io::Result<()> {
        let (tokens, documents) = (self.rows.tokens, self.documents);
        self.rows.pages(|first, rows| visitor.page(&VastPage { rows, first, tokens, documents }))
    }
}

struct VastPage<'p> {
    rows: &'p [VastRow],
    /// Rows before this page.
    first: usize,
    tokens: u64,
    documents: u64,
}

impl Report for VastPage<'_> {
    fn columns(&self) -> Vec<Column> {
        Freq::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let row = &self.rows[i];
        let text = if row.spelling.is_empty() { &row.text } else { &row.spelling };
        cells.int((self.first + i) as u64 + 1);
        cells.text(text);
        counts(row.frequency, row.documents, self.tokens, self.documents, cells);
    }
}

/// The cells behind the word.
fn counts<C: Cells>(frequency: u64, documents: u32, tokens: u64, all_documents: u64, cells: &mut C) {
    cells.int(frequency);
    cells.float(per_million(frequency, tokens));
    cells.int(documents.into());
    cells.float(f64::from(documents) / real(all_documents));
}

impl Report for Freq<'_> {
    fn columns(&self) -> Vec<Column> {
        Self::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn approach(&self, rows: Range<usize>) -> usize {
        self.rows[rows].iter().map(|row| (self.text)(row.key[0]).len()).sum()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let row = &self.rows[i];
        cells.int(i as u64 + 1);
        cells.text((self.text)(row.key[0]));
        counts(row.frequency, row.documents, self.tokens, self.documents, cells);
    }
}
