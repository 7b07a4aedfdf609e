use super::{Text, Value};
use crate::count::partition::Row;
use crate::report::{Cells, Column, Kind, Report};

/// How words are spread over a corpus.
pub struct Dispersion<'t> {
    /// Words, in order, each with its measures.
    pub rows: Vec<(Row<1>, Vec<Value>)>,
    /// Their texts.
    pub text: Text<'t>,
    /// Parts of the corpus, without empty ones.
    pub parts: u64,
    /// The names of the measures.
    pub measures: Vec<&'static str>,
}

impl Dispersion<'_> {
    /// The columns before the measures.
    pub const COLUMNS: [(&'static str, Kind); 4] =
        [("rank", Kind::Int), ("word", Kind::Arabic), ("frequency", Kind::Int), ("parts", Kind::Int)];
}

impl Report for Dispersion<'_> {
    fn columns(&self) -> Vec<Column> {
        let measures = self.measures.iter().map(|&name| (name, Kind::Float));
        Self::COLUMNS.into_iter().chain(measures).map(|(name, kind)| Column::new(name, kind)).collect()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let (row, measures) = &self.rows[i];
        cells.int(i as u64 + 1);
        cells.text(self.text.text(row.key[0]));
        cells.int(row.frequency);
        cells.int(self.parts);
        measures.iter().for_each(|&value| value.give(cells));
    }
}
