//! All rows by frequency.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::ops::Range;

use rayon::prelude::*;

use super::gather::Gather;
use super::rows::{Keyed, compare};
use super::{Peak, Row};
use crate::count::runs::Runs;
use crate::count::spill::SpillError;

/// From this frequency on rows are few, and share a bucket.
const FREQUENT: u64 = 16;
/// Into how many buckets, as a power of two, the rows of a frequency below that go, by their first word: most rows occur once.
const SPLIT: [u32; FREQUENT as usize] = [0, 9, 7, 6, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4];

/// A row whose bucket tells its frequency.
#[derive(Clone, Copy)]
struct Rare<const N: usize, P> {
    key: [u32; N],
    documents: u32,
    peak: P,
}

/// All rows, on their way into the order by frequency: each goes to a bucket, and a bucket fits the cache when it is sorted.
pub(super) struct Buckets<const N: usize, P> {
    frequent: Vec<Row<N, P>>,
    /// By frequency, then by first word.
    rare: Vec<Vec<Rare<N, P>>>,
    /// By frequency, its first bucket, and what is shifted out of the first word.
    places: [(usize, u32); FREQUENT as usize],
    /// Bytes there are for rows.
    capacity: usize,
}

impl<const N: usize, P: Peak> Buckets<N, P> {
    /// For ranks below `terms`.
    pub(super) fn new(terms: usize) -> Self {
        let bits = usize::BITS - terms.leading_zeros();
        let mut places = [(0, 0); FREQUENT as usize];
        let mut next = 0;
        for (place, split) in places.iter_mut().zip(SPLIT).skip(1) {
            *place = (next, bits.saturating_sub(split));
            next += 1 << split;
        }
        Self { frequent: Vec::new(), rare: (0..next).map(|_| Vec::new()).collect(), places, capacity: 0 }
    }

    /// The frequencies of rare rows from the largest down, with their buckets in order.
    fn in_order() -> impl Iterator<Item = (u64, Range<usize>)> {
        let mut end = SPLIT[1..].iter().map(|split| 1 << split).sum();
        (1..FREQUENT).rev().map(move |frequency| {
            let range = end - (1 << SPLIT[frequency as usize])..end;
            end = range.start;
            (frequency, range)
        })
    }
}

impl<const N: usize, P: Peak> Rare<N, P> {
    fn with(self, frequency: u64) -> Row<N, P> {
        let Self { key, documents, peak } = self;
        Row { key, frequency, documents, peak }
    }
}

/// Adds to a vector, and tells how many bytes it has grown.
fn push<T>(rows: &mut Vec<T>, row: T) -> usize {
    let before = rows.capacity();
    rows.push(row);
    (rows.capacity() - before) * size_of::<T>()
}

impl<const N: usize, P: Peak> Gather<N, P> for Buckets<N, P> {
    fn push(&mut self, row: Row<N, P>) {
        let Row { key, frequency, documents, peak } = row;
        self.capacity += match self.places.get(frequency as usize) {
            Some(&(first, shift)) => {
                let bucket = first + (u64::from(key[0]) >> shift) as usize;
                push(&mut self.rare[bucket], Rare { key, documents, peak })
            }
            None => push(&mut self.frequent, row),
        };
    }

    fn bytes(&self) -> usize {
        self.capacity
    }

    fn write(&mut self, run: &mut Runs<Keyed<N, P>>) -> Result<usize, SpillError> {
        let mut frequent = std::mem::take(&mut self.frequent);
        frequent.sort_unstable_by(Row::order);
        frequent.iter().try_for_each(|&row| run.push(&Keyed { key: row.frequency, row }))?;
        let mut count = frequent.len();
        for (frequency, buckets) in Self::in_order() {
            for bucket in &mut self.rare[buckets] {
                let mut rows = std::mem::take(bucket);
                rows.sort_unstable_by(|a, b| compare(&a.key, &b.key));
                rows.iter().try_for_each(|row| run.push(&Keyed { key: frequency, row: row.with(frequency) }))?;
                count += rows.len();
            }
        }
        self.capacity = 0;
        Ok(count)
    }

    fn sorted(mut threads: Vec<Self>) -> Vec<Row<N, P>> {
        let mut frequent: Vec<_> = threads.iter_mut().flat_map(|thread| std::mem::take(&mut thread.frequent)).collect();
        let mut buckets: Vec<Vec<Vec<Rare<N, P>>>> = Vec::new();
        for thread in threads {
            buckets.resize_with(thread.rare.len(), Vec::new);
            buckets.iter_mut().zip(thread.rare).for_each(|(all, rows)| all.push(rows));
        }
        let lengths: Vec<usize> = buckets.iter().map(|rows| rows.iter().map(Vec::len).sum()).collect();
        // Memory that is first touched where it is filled, by all threads.
        let mut sorted = bytemuck::zeroed_vec(frequent.len() + lengths.iter().sum::<usize>());
        let (first, mut rest) = sorted.split_at_mut(frequent.len());
        let mut work = Vec::with_capacity(buckets.len());
        for (frequency, range) in Self::in_order() {
            for bucket in range {
                let (place, behind) = std::mem::take(&mut rest).split_at_mut(lengths.get(bucket).copied().unwrap_or(0));
                rest = behind;
                work.push((frequency, place, buckets.get_mut(bucket).map(std::mem::take).unwrap_or_default()));
            }
        }
        let sort = || {
            frequent.par_sort_unstable_by(Row::order);
            first.copy_from_slice(&frequent);
        };
        let sort_rare = |frequency: u64, place: &mut [Row<N, P>], rows: Vec<Vec<Rare<N, P>>>| {
            let mut rows = rows.concat();
            rows.sort_unstable_by(|a, b| compare(&a.key, &b.key));
            place.iter_mut().zip(rows).for_each(|(place, row)| *place = row.with(frequency));
        };
        rayon::join(sort, || {
            work.into_par_iter().for_each(|(frequency, place, rows)| sort_rare(frequency, place, rows));
        });
        sorted
    }
}
