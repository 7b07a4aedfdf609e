//! Which rows a report keeps, and in which order: decided after the last merge, so that no count depends on it.

mod best;
mod buckets;
mod gather;
mod rows;
#[cfg(test)]
mod tests;

use rayon::prelude::*;

use super::partition::{FEW, Peak, Room, Row, Scatter};
use super::spill::SpillError;
use crate::encode::hash::Hasher;
use best::Best;
use buckets::Buckets;
use gather::{Gather, Gatherer};
use rows::Place;
pub use rows::Rows;

/// Thresholds.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// Least frequency.
    pub frequency: u64,
    /// Least number of documents.
    pub documents: u64,
}

impl Thresholds {
    /// Does a row pass?
    #[inline]
    #[must_use]
    pub fn admit(self, frequency: u64, documents: u32) -> bool {
        frequency >= self.frequency && u64::from(documents) >= self.documents
    }
}

/// What rows are sorted by, from the largest down; ties are in the order of the terms.
#[derive(Clone, Copy)]
pub enum Sort<'k, const N: usize, P = ()> {
    /// Frequency.
    Frequency,
    /// Another number.
    By(&'k dyn Key<N, P>),
}

/// What rows are sorted by.
pub trait Key<const N: usize, P = ()>: Sync {
    /// The number of a row, made sortable.
    fn of(&self, row: &Row<N, P>) -> u64;

    /// What that does not exceed, if it is found faster.
    fn at_most(&self, _row: &Row<N, P>) -> u64 {
        u64::MAX
    }

    /// Has what that takes on its way from memory.
    fn approach(&self, _row: &Row<N, P>) {}
}

impl<const N: usize, P, F: Fn(&Row<N, P>) -> u64 + Sync> Key<N, P> for F {
    fn of(&self, row: &Row<N, P>) -> u64 {
        self(row)
    }
}

/// A choice of rows in an order.
#[derive(Clone, Copy)]
pub struct Choice<'k, const N: usize, P = ()> {
    /// Which rows are kept.
    pub thresholds: Thresholds,
    /// How many of them, if not all.
    pub top: Option<usize>,
    /// In which order.
    pub sort: Sort<'k, N, P>,
}

impl<const N: usize, P: Peak> Choice<'_, N, P> {
    /// The rows of what was scattered; `united` makes a thread's key one of ranks, which are below `terms`.
    ///
    /// # Errors
    /// If a temporary file cannot be written or read.
    pub fn count(
        &self,
        threads: Vec<Scatter>,
        hasher: Hasher,
        terms: usize,
        room: &Room,
        united: impl Fn(usize, [u32; N]) -> [u32; N] + Sync,
    ) -> Result<Rows<N, P>, SpillError> {
        let least = self.thresholds.frequency;
        if self.is_plain() {
            let start = || Gatherer::new(Buckets::new(terms), room);
            self.finish(Scatter::count(threads, hasher, room, least, united, start, |all, rows| self.take(all, rows))?)
        } else {
            let start = || Gatherer::new(Best::new(self.sort, self.top), room);
            self.finish(Scatter::count(threads, hasher, room, least, united, start, |all, rows| self.take(all, rows))?)
        }
    }

    /// The chosen of these rows, which have their ranks.
    #[must_use]
    pub fn of(&self, rows: impl Iterator<Item = Row<N, P>>, terms: usize) -> Vec<Row<N, P>> {
        let admitted = rows.filter(|row| self.thresholds.admit(row.frequency, row.documents));
        if self.is_plain() {
            let mut buckets = Buckets::new(terms);
            admitted.for_each(|row| buckets.push(row));
            Buckets::sorted(vec![buckets])
        } else {
            let mut best = Best::new(self.sort, self.top);
            admitted.for_each(|row| best.push(row));
            Best::sorted(vec![best])
        }
    }

    /// The chosen of rows by frequency, which may be all there are.
    ///
    /// # Errors
    /// If a temporary file cannot be written or read.
    pub fn again(&self, rows: Rows<N, P>, terms: usize, room: &Room) -> Result<Rows<N, P>, SpillError> {
        match self.is_plain() {
            true if self.thresholds.admit(1, 1) => Ok(rows),
            true => self.gather(&rows, || Gatherer::new(Buckets::new(terms), room)),
            false => self.gather(&rows, || Gatherer::new(Best::new(self.sort, self.top), room)),
        }
    }

    fn gather<'r, G: Gather<N, P>>(
        &self,
        rows: &Rows<N, P>,
        start: impl Fn() -> Gatherer<'r, G, N, P>,
    ) -> Result<Rows<N, P>, SpillError> {
        let mut threads: Vec<_> = (0..rayon::current_num_threads()).map(|_| start()).collect();
        rows.pages(|_, page| {
            let share = page.len().div_ceil(threads.len()).max(1);
            let shares = threads.par_iter_mut().zip(page.par_chunks(share));
            shares.try_for_each(|(all, rows)| rows.chunks(FEW).try_for_each(|rows| self.take(all, rows)))
        })?;
        self.finish(threads)
    }

    /// All rows, by frequency?
    fn is_plain(&self) -> bool {
        matches!(self.sort, Sort::Frequency) && self.top.is_none()
    }

    fn take<G: Gather<N, P>>(&self, all: &mut Gatherer<G, N, P>, rows: &[Row<N, P>]) -> Result<(), SpillError> {
        let mut admitted = rows.iter().filter(|row| self.thresholds.admit(row.frequency, row.documents));
        if let Sort::By(key) = self.sort {
            admitted.clone().for_each(|row| key.approach(row));
        }
        admitted.try_for_each(|&row| all.push(row))
    }

    fn finish<G: Gather<N, P>>(&self, mut threads: Vec<Gatherer<G, N, P>>) -> Result<Rows<N, P>, SpillError> {
        if threads.iter().all(|thread| thread.runs.is_none()) {
            return Ok(G::sorted(threads.into_iter().map(|thread| thread.gather).collect()).into());
        }
        threads.iter_mut().try_for_each(Gatherer::spill)?;
        let count: usize = threads.iter().map(|thread| thread.rows).sum();
        let count = count.min(self.top.unwrap_or(usize::MAX));
        Ok(Rows(Place::Spilled { runs: threads.into_iter().filter_map(|thread| thread.runs).collect(), count }))
    }
}

/// A float as an integer with the same order; what is undefined comes below all.
#[must_use]
pub fn sortable(value: Option<f64>) -> u64 {
    value.map_or(0, |value| {
        let bits = (value + 0.0).to_bits();
        if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
    })
}
