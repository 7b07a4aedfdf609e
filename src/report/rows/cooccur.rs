use std::io;
use std::ops::Range;

use super::Text;
use crate::count::choice::Rows;
use crate::count::partition::Row;
use crate::measure::Measure;
use crate::measure::association::Pair;
use crate::report::{Cells, Column, Kind, Pages, Report, Visitor};

/// What the two words of a pair are called.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PairNames {
    /// In no order: the first by code point comes first.
    Words,
    /// Node and collocate.
    Directed,
}

/// The tables of pairs.
pub trait PairTables: Sync {
    /// That of a row.
    fn pair(&self, row: &Row<2>) -> Pair;

    /// Has it on its way from memory by the time it is asked for.
    fn approach(&self, row: &Row<2>);
}

/// Pairs of words, with the margins of their table and what they mean.
pub struct Cooccur<'t> {
    /// In order.
    pub rows: Rows<2>,
    /// Their words.
    pub text: Text<'t>,
    /// Headers, and whether the table is symmetric.
    pub names: PairNames,
    /// The table behind each row.
    pub tables: &'t dyn PairTables,
    /// A column each.
    pub measures: Vec<&'static Measure<Pair>>,
}

impl Cooccur<'_> {
    /// The columns before the measures.
    #[must_use]
    pub fn columns_for(names: PairNames) -> Vec<(&'static str, Kind)> {
        let (first, second) = match names {
            PairNames::Words => ("word1", "word2"),
            PairNames::Directed => ("node", "collocate"),
        };
        vec![
            ("rank", Kind::Int),
            (first, Kind::Arabic),
            (second, Kind::Arabic),
            ("frequency", Kind::Int),
            ("documents", Kind::Int),
            ("f1", Kind::Int),
            ("f2", Kind::Int),
            ("n", Kind::Int),
            ("expected", Kind::Float),
        ]
    }
}

impl Pages for Cooccur<'_> {
    fn columns(&self) -> Vec<Column> {
        let fixed = Self::columns_for(self.names);
        let measures = self.measures.iter().map(|m| (m.id, Kind::Float));
        fixed.into_iter().chain(measures).map(|(name, kind)| Column::new(name, kind)).collect()
    }

    fn each(&self, visitor: &mut impl Visitor) -> io::Result<()> {
        self.rows.pages(|first, rows| visitor.page(&Page { report: self, first, rows }))
    }
}

struct Page<'p, 't> {
    report: &'p Cooccur<'t>,
    /// Rows before this page.
    first: usize,
    rows: &'p [Row<2>],
}

impl Report for Page<'_, '_> {
    fn columns(&self) -> Vec<Column> {
        Pages::columns(self.report)
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn approach(&self, rows: Range<usize>) {
        for row in &self.rows[rows] {
            row.key.iter().for_each(|&word| self.report.text.approach(word));
            self.report.tables.approach(row);
        }
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let (report, row) = (self.report, &self.rows[i]);
        cells.int((self.first + i) as u64 + 1);
        row.key.iter().for_each(|&word| cells.text(report.text.text(word)));
        cells.int(row.frequency);
        cells.int(row.documents.into());
        margins(&report.tables.pair(row), &report.measures, cells);
    }
}

/// The cells that every table of pairs ends with.
pub(super) fn margins<C: Cells>(pair: &Pair, measures: &[&Measure<Pair>], cells: &mut C) {
    cells.int(pair.f1);
    cells.int(pair.f2);
    cells.int(pair.n);
    cells.measure(pair.expected());
    cells.measures(measures.iter().map(|m| (m.of)(pair)));
}
