use std::ops::Range;

use super::{Text, per_million, real};
use crate::count::partition::Row;
use crate::report::{Cells, Column, Kind, Report};

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
    /// By rank, the spellings of a word and how often each occurs, if they are wanted.
    pub variants: Option<Vec<Vec<(String, u64)>>>,
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

impl Report for Freq<'_> {
    fn columns(&self) -> Vec<Column> {
        let variants = self.variants.as_ref().map(|_| Column::new("variants", Kind::Arabic));
        Self::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into_iter().chain(variants).collect()
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
        cells.int(row.frequency);
        cells.float(per_million(row.frequency, self.tokens));
        cells.int(row.documents.into());
        cells.float(f64::from(row.documents) / real(self.documents));
        if let Some(variants) = &self.variants {
            let of = variants[row.key[0] as usize].iter().map(|(spelling, count)| format!("{spelling} {count}"));
            cells.text(&of.collect::<Vec<_>>().join(", "));
        }
    }
}
