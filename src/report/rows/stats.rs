use crate::report::{Cells, Column, Kind, Report};

/// A number of `stats`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// A count.
    Count(u64),
    /// A measure, where it is defined.
    Measure(Option<f64>),
}

impl Value {
    fn give<C: Cells>(self, cells: &mut C) {
        match self {
            Self::Count(count) => cells.int(count),
            Self::Measure(value) => cells.measure(value),
        }
    }
}

/// What a corpus is like: a row a number.
pub struct Stats {
    /// Names and numbers.
    pub values: Vec<(String, Value)>,
}

impl Report for Stats {
    fn columns(&self) -> Vec<Column> {
        vec![Column::new("measure", Kind::Text), Column::new("value", Kind::Float)]
    }

    fn len(&self) -> usize {
        self.values.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let (name, value) = &self.values[i];
        cells.text(name);
        value.give(cells);
    }
}

/// What its documents are like: a row each.
pub struct DocumentStats {
    /// The names of the numbers.
    pub names: Vec<String>,
    /// A document's name and numbers.
    pub documents: Vec<(String, Vec<Value>)>,
}

impl Report for DocumentStats {
    fn columns(&self) -> Vec<Column> {
        let numbers = self.names.iter().map(|name| Column::new(name.clone(), Kind::Float));
        std::iter::once(Column::new("document", Kind::Text)).chain(numbers).collect()
    }

    fn len(&self) -> usize {
        self.documents.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let (name, values) = &self.documents[i];
        cells.text(name);
        values.iter().for_each(|value| value.give(cells));
    }
}
