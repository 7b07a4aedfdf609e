//! How the rows of a thread are gathered, and where they go when they have no room.

use super::rows::Keyed;
use crate::count::partition::{Peak, Room, Row};
use crate::count::runs::Runs;
use crate::count::spill::SpillError;

/// Gathers the rows of a thread, and gives them in order.
pub(super) trait Gather<const N: usize, P>: Send + Sized {
    fn push(&mut self, row: Row<N, P>);
    /// What it takes in memory.
    fn bytes(&self) -> usize;
    /// Writes all rows in order, and is empty; says how many.
    fn write(&mut self, run: &mut Runs<Keyed<N, P>>) -> Result<usize, SpillError>;
    /// The rows of all threads, in order.
    fn sorted(threads: Vec<Self>) -> Vec<Row<N, P>>;
}

/// Rows that go to a file when they have no room.
pub(super) struct Gatherer<'r, G, const N: usize, P> {
    pub(super) gather: G,
    room: &'r Room,
    pub(super) runs: Option<Runs<Keyed<N, P>>>,
    /// How many are in the file.
    pub(super) rows: usize,
}

impl<'r, G: Gather<N, P>, const N: usize, P: Peak> Gatherer<'r, G, N, P> {
    pub(super) fn new(gather: G, room: &'r Room) -> Self {
        Self { gather, room, runs: None, rows: 0 }
    }

    pub(super) fn push(&mut self, row: Row<N, P>) -> Result<(), SpillError> {
        self.gather.push(row);
        if self.gather.bytes() > self.room.rows { self.spill() } else { Ok(()) }
    }

    pub(super) fn spill(&mut self) -> Result<(), SpillError> {
        let runs = match &mut self.runs {
            Some(runs) => runs,
            none => none.insert(Runs::new(&self.room.folder)?),
        };
        runs.begin();
        self.rows += self.gather.write(runs)?;
        runs.end()
    }
}
