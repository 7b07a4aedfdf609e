use super::real;
use crate::report::{Cells, Column, Kind, Report};

/// A line that recurs.
pub struct RecurringLine {
    /// As it is first written.
    pub text: String,
    /// Documents that have it.
    pub documents: u32,
    /// How often it occurs.
    pub frequency: u64,
}

/// Lines that recur in many documents.
pub struct Boilerplate {
    /// In order.
    pub rows: Vec<RecurringLine>,
    /// All documents read.
    pub documents: u64,
}

impl Report for Boilerplate {
    fn columns(&self) -> Vec<Column> {
        let columns = [
            ("rank", Kind::Int),
            ("line", Kind::Arabic),
            ("documents", Kind::Int),
            ("frequency", Kind::Int),
            ("document_share", Kind::Float),
        ];
        columns.map(|(name, kind)| Column::new(name, kind)).into()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let row = &self.rows[i];
        cells.int(i as u64 + 1);
        cells.text(&row.text);
        cells.int(row.documents.into());
        cells.int(row.frequency);
        cells.float(f64::from(row.documents) / real(self.documents));
    }
}
