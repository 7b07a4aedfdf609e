//! The rows of a group: those of a report, with a column more that says which group it is.

use std::io;
use std::ops::Range;

use super::{Cells, Column, Kind, Pages, Report, Visitor};

/// A group of documents.
#[derive(Clone, Debug)]
pub struct Group {
    /// The name of its column.
    pub name: String,
    /// What its documents have there, if anything.
    pub value: Option<String>,
}

/// A report of a group.
pub struct Grouped<'g, R> {
    pub(super) group: &'g Group,
    pub(super) report: &'g R,
}

impl Group {
    fn before(&self, columns: Vec<Column>) -> Vec<Column> {
        std::iter::once(Column::new(self.name.clone(), Kind::Text)).chain(columns).collect()
    }
}

impl<R: Pages> Pages for Grouped<'_, R> {
    fn columns(&self) -> Vec<Column> {
        self.group.before(self.report.columns())
    }

    fn each(&self, visitor: &mut impl Visitor) -> io::Result<()> {
        self.report.each(&mut Before { group: self.group, visitor })
    }
}

struct Before<'g, V> {
    group: &'g Group,
    visitor: &'g mut V,
}

impl<V: Visitor> Visitor for Before<'_, V> {
    fn page(&mut self, page: &impl Report) -> io::Result<()> {
        self.visitor.page(&GroupedPage { group: self.group, page })
    }
}

struct GroupedPage<'g, R> {
    group: &'g Group,
    page: &'g R,
}

impl<R: Report> Report for GroupedPage<'_, R> {
    fn columns(&self) -> Vec<Column> {
        self.group.before(self.page.columns())
    }

    fn len(&self) -> usize {
        self.page.len()
    }

    fn approach(&self, rows: Range<usize>) {
        self.page.approach(rows);
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        match &self.group.value {
            Some(value) => cells.text(value),
            None => cells.empty(),
        }
        self.page.row(i, cells);
    }
}
