use super::Text;
use super::cooccur::margins;
use crate::measure::Measure;
use crate::measure::association::Pair;
use crate::report::{Cells, Column, Kind, Report};

/// A collocate of a node.
#[derive(Clone, Debug)]
pub struct Collocate {
    /// Its place among the collocates of its node.
    pub rank: u64,
    /// The node.
    pub node: u32,
    /// The collocate.
    pub collocate: u32,
    /// How often it stands before the node.
    pub before: u64,
    /// How often it stands after it.
    pub after: u64,
    /// How often in each position, if that is wanted, from the farthest before the node on.
    pub positions: Vec<u64>,
    /// In how many documents they meet.
    pub documents: u32,
    /// The table of the two.
    pub pair: Pair,
}

/// The collocates of some nodes, node by node.
pub struct Collocates<'t> {
    /// In order.
    pub rows: Vec<Collocate>,
    /// Their words.
    pub text: Text<'t>,
    /// The names of the positions, if they are wanted.
    pub positions: Vec<String>,
    /// A column each.
    pub measures: Vec<&'static Measure<Pair>>,
}

impl Collocates<'_> {
    /// The columns before the measures.
    pub const COLUMNS: [(&'static str, Kind); 11] = [
        ("rank", Kind::Int),
        ("node", Kind::Arabic),
        ("collocate", Kind::Arabic),
        ("frequency", Kind::Int),
        ("before", Kind::Int),
        ("after", Kind::Int),
        ("documents", Kind::Int),
        ("f1", Kind::Int),
        ("f2", Kind::Int),
        ("n", Kind::Int),
        ("expected", Kind::Float),
    ];
}

impl Report for Collocates<'_> {
    fn columns(&self) -> Vec<Column> {
        let measures = self.measures.iter().map(|m| Column::new(m.id, Kind::Float));
        let (counts, rest) = Self::COLUMNS.split_at(6);
        let fixed = |columns: &[(&'static str, Kind)]| {
            columns.iter().map(|&(name, kind)| Column::new(name, kind)).collect::<Vec<_>>()
        };
        let positions = self.positions.iter().map(|name| Column::new(name.clone(), Kind::Int));
        fixed(counts).into_iter().chain(positions).chain(fixed(rest)).chain(measures).collect()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let row = &self.rows[i];
        cells.int(row.rank);
        cells.text(self.text.text(row.node));
        cells.text(self.text.text(row.collocate));
        cells.int(row.before + row.after);
        cells.int(row.before);
        cells.int(row.after);
        row.positions.iter().for_each(|&count| cells.int(count));
        cells.int(row.documents.into());
        margins(&row.pair, &self.measures, cells);
    }
}
