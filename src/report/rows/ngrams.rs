use std::io;
use std::ops::Range;

use super::{Text, per_million};
use crate::count::choice::Rows;
use crate::count::partition::Row;
use crate::measure::Measure;
use crate::report::{Cells, Column, Kind, Pages, Report, Visitor};

/// The rows of one n, whatever that is.
pub trait NgramRows {
    /// Shows them, some at a time, with how many came before.
    ///
    /// # Errors
    /// What `see` fails with, or if they cannot be read back.
    fn pages(&self, see: &mut dyn FnMut(usize, &dyn NgramPage) -> io::Result<()>) -> io::Result<()>;
}

/// Some rows.
pub trait NgramPage: Sync {
    /// How many.
    fn count(&self) -> usize;
    /// Words, frequency and documents of row `i`.
    fn get(&self, i: usize) -> (&[u32], u64, u32);
}

impl<const N: usize> NgramRows for Rows<N> {
    fn pages(&self, see: &mut dyn FnMut(usize, &dyn NgramPage) -> io::Result<()>) -> io::Result<()> {
        Rows::pages(self, |first, rows| see(first, rows))
    }
}

impl<const N: usize> NgramPage for Vec<Row<N>> {
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

impl Pages for Ngrams<'_> {
    fn columns(&self) -> Vec<Column> {
        Self::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn each(&self, visitor: &mut impl Visitor) -> io::Result<()> {
        self.tables.iter().try_for_each(|table| {
            table.rows.pages(&mut |first, rows| {
                visitor.page(&Page { n: table.n, total: table.total, first, rows, text: self.text })
            })
        })
    }
}

struct Page<'p, 't> {
    n: usize,
    total: u64,
    /// Rows before this page.
    first: usize,
    rows: &'p dyn NgramPage,
    text: Text<'t>,
}

impl Report for Page<'_, '_> {
    fn columns(&self) -> Vec<Column> {
        Ngrams::COLUMNS.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn len(&self) -> usize {
        self.rows.count()
    }

    fn approach(&self, rows: Range<usize>) {
        rows.flat_map(|i| self.rows.get(i).0).for_each(|&word| self.text.approach(word));
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let (words, frequency, documents) = self.rows.get(i);
        cells.int((self.first + i) as u64 + 1);
        cells.int(self.n as u64);
        cells.words(words.iter().map(|&word| self.text.text(word)));
        cells.int(frequency);
        cells.float(per_million(frequency, self.total));
        cells.int(documents.into());
    }
}

/// N-grams of one n, with what their tables mean.
pub struct ScoredNgrams<'t, T: 'static, const N: usize> {
    /// In order.
    pub rows: Rows<N>,
    /// Their words.
    pub text: Text<'t>,
    /// All n-grams of this n, before any threshold.
    pub total: u64,
    /// The table behind a row.
    pub table: &'t (dyn Fn(&Row<N>) -> T + Sync),
    /// A column each.
    pub measures: Vec<&'static Measure<T>>,
}

impl<T, const N: usize> Pages for ScoredNgrams<'_, T, N> {
    fn columns(&self) -> Vec<Column> {
        let measures = self.measures.iter().map(|m| (m.id, Kind::Float));
        Ngrams::COLUMNS.into_iter().chain(measures).map(|(name, kind)| Column::new(name, kind)).collect()
    }

    fn each(&self, visitor: &mut impl Visitor) -> io::Result<()> {
        self.rows.pages(|first, rows| {
            let counts = Page { n: N, total: self.total, first, rows, text: self.text };
            visitor.page(&ScoredPage { report: self, counts, rows })
        })
    }
}

struct ScoredPage<'p, 't, T: 'static, const N: usize> {
    report: &'p ScoredNgrams<'t, T, N>,
    counts: Page<'p, 't>,
    rows: &'p [Row<N>],
}

impl<T, const N: usize> Report for ScoredPage<'_, '_, T, N> {
    fn columns(&self) -> Vec<Column> {
        Pages::columns(self.report)
    }

    fn len(&self) -> usize {
        self.counts.len()
    }

    fn approach(&self, rows: Range<usize>) {
        self.counts.approach(rows);
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        self.counts.row(i, cells);
        let table = (self.report.table)(&self.rows[i]);
        cells.measures(self.report.measures.iter().map(|m| (m.of)(&table)));
    }
}
