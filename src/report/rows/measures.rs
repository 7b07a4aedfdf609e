use crate::measure::About;
use crate::report::{Cells, Column, Kind, Report};

/// What is said about measures: a row each.
pub struct Measures {
    /// In the order of the documentation.
    pub rows: Vec<About>,
}

impl Report for Measures {
    fn columns(&self) -> Vec<Column> {
        let columns = ["id", "family", "name", "formula", "range", "units", "source"];
        columns.into_iter().map(|name| Column::new(name, Kind::Text)).collect()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let About { family, id, name, formula, range, units, source } = self.rows[i];
        [id, family, name, formula, range, units, source].into_iter().for_each(|text| cells.text(text));
    }
}
