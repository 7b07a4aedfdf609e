//! Rows in order, and how they lie in a file.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::cmp::Ordering;

use crate::count::partition::{Peak, Row};
use crate::count::runs::{Merge, Record, Runs};
use crate::count::spill::{SpillError, push_number, take_number};

/// Rows in order, in memory or in a file.
pub struct Rows<const N: usize, P = ()>(pub(super) Place<N, P>);

/// Where they are.
pub(super) enum Place<const N: usize, P> {
    Held(Vec<Row<N, P>>),
    /// In sorted runs, of which so many rows are wanted.
    Spilled {
        runs: Vec<Runs<Keyed<N, P>>>,
        count: usize,
    },
}

impl<const N: usize, P> From<Vec<Row<N, P>>> for Rows<N, P> {
    fn from(rows: Vec<Row<N, P>>) -> Self {
        Self(Place::Held(rows))
    }
}

/// Rows that are read back at a time.
const PAGE: usize = 1 << 16;

impl<const N: usize, P: Peak> Rows<N, P> {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.0 {
            Place::Held(rows) => rows.len(),
            Place::Spilled { count, .. } => *count,
        }
    }

    /// What they take in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        match &self.0 {
            Place::Held(rows) => rows.len() * size_of::<Row<N, P>>(),
            Place::Spilled { .. } => 0,
        }
    }

    /// None at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Shows all rows, some at a time, with how many came before.
    ///
    /// # Errors
    /// What `see` fails with, or if a temporary file cannot be read.
    pub fn pages<E: From<SpillError>>(
        &self,
        mut see: impl FnMut(usize, &Vec<Row<N, P>>) -> Result<(), E>,
    ) -> Result<(), E> {
        let (runs, count) = match &self.0 {
            Place::Held(rows) => return see(0, rows),
            Place::Spilled { runs, count } => (runs, *count),
        };
        let mut merge = Merge::<Keyed<N, P>>::new(runs.iter())?;
        let mut page = Vec::with_capacity(PAGE.min(count));
        for first in (0..count).step_by(PAGE) {
            page.clear();
            while first + page.len() < count.min(first + PAGE)
                && let Some(row) = merge.next(|keyed| keyed.row)?
            {
                page.push(row);
            }
            see(first, &page)?;
        }
        Ok(())
    }
}

/// A row with what it is sorted by.
#[derive(Clone, Copy)]
pub(super) struct Keyed<const N: usize, P> {
    pub(super) key: u64,
    pub(super) row: Row<N, P>,
}

impl<const N: usize, P: Peak> Row<N, P> {
    const NONE: Self = Self { key: [0; N], frequency: 0, documents: 0, peak: P::NONE };

    pub(super) fn order(a: &Self, b: &Self) -> Ordering {
        b.frequency.cmp(&a.frequency).then_with(|| compare(&a.key, &b.key))
    }
}

impl<const N: usize, P: Peak> Default for Keyed<N, P> {
    fn default() -> Self {
        Self { key: 0, row: Row::NONE }
    }
}

impl<const N: usize, P: Peak> Record for Keyed<N, P> {
    fn order(a: &Self, b: &Self) -> Ordering {
        b.key.cmp(&a.key).then_with(|| compare(&a.row.key, &b.row.key))
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        let Row { key, frequency, documents, peak } = self.row;
        [self.key, frequency, documents.into()].into_iter().for_each(|number| push_number(bytes, number));
        key.into_iter().for_each(|id| push_number(bytes, id.into()));
        peak.write(bytes);
    }

    fn read(&mut self, bytes: &mut &[u8]) {
        self.key = take_number(bytes);
        let (frequency, documents) = (take_number(bytes), take_number(bytes) as u32);
        let key = std::array::from_fn(|_| take_number(bytes) as u32);
        self.row = Row { key, frequency, documents, peak: P::read(bytes) };
    }
}

/// The order of two keys: of up to four ids as of one number, which needs no branch.
#[inline]
pub(super) fn compare<const N: usize>(a: &[u32; N], b: &[u32; N]) -> Ordering {
    let number = |key: &[u32; N]| key.iter().take(4).fold(0, |number, &id| number << 32 | u128::from(id));
    number(a).cmp(&number(b)).then_with(|| a[N.min(4)..].cmp(&b[N.min(4)..]))
}
