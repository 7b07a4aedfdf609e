use crate::count::choice::sortable;
use crate::measure::growth::Point;
use crate::report::{Cells, Column, Kind, Report};

/// A number of `stats`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Value {
    /// A count.
    Count(u64),
    /// A measure, where it is defined.
    Measure(Option<f64>),
    /// What something is called.
    Name(&'static str),
}

impl Value {
    /// What it is sorted by, from the largest down.
    #[must_use]
    pub fn sortable(self) -> u64 {
        match self {
            Self::Count(count) => count,
            Self::Measure(value) => sortable(value),
            Self::Name(_) => 0,
        }
    }

    pub(super) fn give<C: Cells>(self, cells: &mut C) {
        match self {
            Self::Count(count) => cells.int(count),
            Self::Measure(value) => cells.measure(value),
            Self::Name(name) => cells.text(name),
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

/// What a group of documents is like: a row with a column a number.
pub struct GroupStats {
    /// Names and numbers.
    pub values: Vec<(String, Value)>,
}

impl Report for GroupStats {
    fn columns(&self) -> Vec<Column> {
        self.values.iter().map(|(name, _)| Column::new(name.clone(), Kind::Float)).collect()
    }

    fn len(&self) -> usize {
        1
    }

    fn row<C: Cells>(&self, _: usize, cells: &mut C) {
        self.values.iter().for_each(|(_, value)| value.give(cells));
    }
}

/// How the vocabulary grows with the text.
pub struct Growth {
    /// The points of the curve.
    pub points: Vec<Point>,
}

impl Report for Growth {
    fn columns(&self) -> Vec<Column> {
        ["tokens", "types", "hapax"].map(|name| Column::new(name, Kind::Int)).into()
    }

    fn len(&self) -> usize {
        self.points.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let Point { tokens, types, hapax } = self.points[i];
        [tokens, types, hapax].into_iter().for_each(|count| cells.int(count));
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
