use std::io;
use std::ops::Range;

use super::{Text, Value, per_million, real};
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
    /// The names of the measures.
    pub names: Vec<&'static str>,
    /// By row, the measures, if there are any.
    pub measures: Vec<Vec<Value>>,
    /// By rank, the spellings of a word and how often each occurs, if they are wanted.
    pub variants: Option<&'t [Vec<(String, u64)>]>,
}

impl Freq<'_> {
    /// Its columns, before that of the variants.
    pub const COLUMNS: [(&'static str, Kind); 6] = [
        ("rank", Kind::Int),
        ("word", Kind::Arabic),
        ("frequency", Kind::Int),
        ("per_million", Kind::Float),
        ("documents", Kind::Int),
        ("document_share", Kind::Float),
    ];
}

/// What is shown for a term.
pub type Show<'t> = &'t (dyn Fn(&str) -> String + Sync);

/// Word frequencies that did not fit into memory.
pub struct VastFreq<'t> {
    /// In order.
    pub rows: VastRows,
    /// How a term is shown, if not as it is or is spelled.
    pub show: Option<Show<'t>>,
    /// All documents read.
    pub documents: u64,
}

impl Pages for VastFreq<'_> {
    fn columns(&self) -> Vec<Column> {
        Freq::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn each(&self, visitor: &mut impl Visitor) -> io::Result<()> {
        let (tokens, documents) = (self.rows.tokens, self.documents);
        self.rows.pages(|first, rows| visitor.page(&VastPage { rows, show: self.show, first, tokens, documents }))
    }
}

struct VastPage<'p> {
    rows: &'p [VastRow],
    show: Option<Show<'p>>,
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
        cells.int((self.first + i) as u64 + 1);
        match self.show {
            Some(show) => cells.text(&show(&row.text)),
            None if row.spelling.is_empty() => cells.text(&row.text),
            None => cells.text(&row.spelling),
        }
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
        let variants = self.variants.map(|_| Column::new("variants", Kind::Arabic));
        let measures = self.names.iter().map(|&name| Column::new(name, Kind::Float));
        Self::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into_iter().chain(measures).chain(variants).collect()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn approach(&self, rows: Range<usize>) {
        self.rows[rows].iter().for_each(|row| self.text.approach(row.key[0]));
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let row = &self.rows[i];
        cells.int(i as u64 + 1);
        cells.text(self.text.text(row.key[0]));
        counts(row.frequency, row.documents, self.tokens, self.documents, cells);
        self.measures.get(i).into_iter().flatten().for_each(|&value| value.give(cells));
        if let Some(variants) = &self.variants {
            let of = variants[row.key[0] as usize].iter().map(|(spelling, count)| format!("{spelling} {count}"));
            cells.text(&of.collect::<Vec<_>>().join(", "));
        }
    }
}
