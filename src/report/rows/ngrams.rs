use std::ops::Range;

use super::{Text, per_million};
use crate::count::partition::Row;
use crate::measure::Measure;
use crate::report::{Cells, Column, Kind, Report};

/// The rows of one n, whatever that is.
pub trait NgramRows: Send + Sync {
    /// How many.
    fn count(&self) -> usize;
    /// Words, frequency and documents of row `i`.
    fn get(&self, i: usize) -> (&[u32], u64, u32);
}

impl<const N: usize> NgramRows for Vec<Row<N>> {
    fn count(&self) -> usize {
        self.len()
    }

    fn get(&self, i: usize) -> (&[u32], u64, u32) {
        let row = &self[i];
        (&row.key, row.frequency, row.documents)
    }
}

/// The n-grams of one n.
pub struct NgramsOfN {
    /// Words in each.
    pub n: usize,
    /// In order.
    pub rows: Box<dyn NgramRows>,
    /// All n-grams of this n, before any threshold.
    pub total: u64,
}

/// N-grams, one n after the other.
pub struct Ngrams<'t> {
    /// By n.
    pub tables: Vec<NgramsOfN>,
    /// Their words.
    pub text: Text<'t>,
}

impl Ngrams<'_> {
    /// The table of row `i`, and the place of the row in it.
    fn locate(&self, mut i: usize) -> Option<(&NgramsOfN, usize)> {
        self.tables.iter().find_map(|table| {
            let length = table.rows.count();
            let here = (i < length).then_some((table, i));
            i = i.wrapping_sub(length);
            here
        })
    }

    /// Its columns.
    pub const COLUMNS: [(&'static str, Kind); 6] = [
        ("rank", Kind::Int),
        ("n", Kind::Int),
        ("ngram", Kind::Arabic),
        ("frequency", Kind::Int),
        ("per_million", Kind::Float),
        ("documents", Kind::Int),
    ];
}

impl Report for Ngrams<'_> {
    fn columns(&self) -> Vec<Column> {
        Self::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn len(&self) -> usize {
        self.tables.iter().map(|t| t.rows.count()).sum()
    }

    fn approach(&self, rows: Range<usize>) -> usize {
        let words = rows.filter_map(|i| self.locate(i)).flat_map(|(table, i)| table.rows.get(i).0);
        words.map(|&word| (self.text)(word).len()).sum()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let Some((table, i)) = self.locate(i) else { return };
        let (words, frequency, documents) = table.rows.get(i);
        cells.int(i as u64 + 1);
        cells.int(table.n as u64);
        cells.words(words.iter().map(|&word| (self.text)(word)));
        cells.int(frequency);
        cells.float(per_million(frequency, table.total));
        cells.int(documents.into());
    }
}

/// N-grams of one n, with what their tables mean.
pub struct ScoredNgrams<'t, T: 'static, const N: usize> {
    /// In order.
    pub rows: Vec<Row<N>>,
    /// Their words.
    pub text: Text<'t>,
    /// All n-grams of this n, before any threshold.
    pub total: u64,
    /// The table behind a row.
    pub table: &'t (dyn Fn(&Row<N>) -> T + Sync),
    /// A column each.
    pub measures: Vec<&'static Measure<T>>,
}

impl<T, const N: usize> Report for ScoredNgrams<'_, T, N> {
    fn columns(&self) -> Vec<Column> {
        let measures = self.measures.iter().map(|m| (m.id, Kind::Float));
        Ngrams::COLUMNS.into_iter().chain(measures).map(|(name, kind)| Column::new(name, kind)).collect()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let row = &self.rows[i];
        cells.int(i as u64 + 1);
        cells.int(N as u64);
        cells.words(row.key.iter().map(|&word| (self.text)(word)));
        cells.int(row.frequency);
        cells.float(per_million(row.frequency, self.total));
        cells.int(row.documents.into());
        let table = (self.table)(row);
        self.measures.iter().for_each(|m| cells.measure((m.of)(&table)));
    }
}
