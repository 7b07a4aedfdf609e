//! Which rows a report keeps, and in which order: decided after the last merge, so that no count depends on it.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::cmp::Ordering;

use rayon::prelude::*;

use super::partition::{Row, Scatter};
use crate::encode::hash::Hasher;

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
pub enum Sort<'k, const N: usize> {
    /// Frequency.
    Frequency,
    /// Another number, made sortable.
    By(&'k (dyn Fn(&Row<N>) -> u64 + Sync)),
}

/// A choice of rows in an order.
#[derive(Clone, Copy)]
pub struct Choice<'k, const N: usize> {
    /// Which rows are kept.
    pub thresholds: Thresholds,
    /// How many of them, if not all.
    pub top: Option<usize>,
    /// In which order.
    pub sort: Sort<'k, N>,
}

impl<const N: usize> Choice<'_, N> {
    /// The rows of what was scattered; `united` makes a thread's key one of ranks, which are below `terms`.
    #[must_use]
    pub fn count(
        &self,
        threads: Vec<Scatter>,
        hasher: Hasher,
        terms: usize,
        united: impl Fn(usize, [u32; N]) -> [u32; N] + Sync,
    ) -> Vec<Row<N>> {
        let admitted = |row: &Row<N>| self.thresholds.admit(row.frequency, row.documents);
        match (self.sort, self.top) {
            (Sort::Frequency, None) => {
                let push = |buckets: &mut Buckets<N>, row| {
                    if admitted(&row) {
                        buckets.push(row);
                    }
                };
                Buckets::sorted(Scatter::count(threads, hasher, united, || Buckets::new(terms), push))
            }
            (Sort::Frequency, Some(_)) => self.gather(threads, hasher, united, |row| admitted(&row).then_some(row)),
            (Sort::By(key), _) => {
                let keyed = |row| admitted(&row).then(|| Keyed { key: key(&row), row });
                let rows = self.gather(threads, hasher, united, keyed);
                rows.into_par_iter().map(|keyed| keyed.row).collect()
            }
        }
    }

    /// The chosen of these rows, which have their ranks.
    #[must_use]
    pub fn of(&self, rows: impl Iterator<Item = Row<N>>, terms: usize) -> Vec<Row<N>> {
        let mut admitted = rows.filter(|row| self.thresholds.admit(row.frequency, row.documents));
        match (self.sort, self.top) {
            (Sort::Frequency, None) => {
                let mut buckets = Buckets::new(terms);
                admitted.for_each(|row| buckets.push(row));
                Buckets::sorted(vec![buckets])
            }
            (Sort::Frequency, Some(_)) => self.best(&mut admitted),
            (Sort::By(key), _) => {
                self.best(admitted.map(|row| Keyed { key: key(&row), row })).into_iter().map(|k| k.row).collect()
            }
        }
    }

    fn best<R: Ranked>(&self, rows: impl Iterator<Item = R>) -> Vec<R> {
        let mut best = Best::new(self.top);
        rows.for_each(|row| best.push(row));
        best.sorted()
    }

    fn gather<R: Ranked>(
        &self,
        threads: Vec<Scatter>,
        hasher: Hasher,
        united: impl Fn(usize, [u32; N]) -> [u32; N] + Sync,
        ranked: impl Fn(Row<N>) -> Option<R> + Sync,
    ) -> Vec<R> {
        let push = |best: &mut Best<R>, row| {
            if let Some(row) = ranked(row) {
                best.push(row);
            }
        };
        let each = Scatter::count(threads, hasher, united, || Best::new(self.top), push);
        each.into_iter().fold(Best::new(self.top), Best::merge).sorted()
    }
}

/// A row that knows its place.
trait Ranked: Send + Sized {
    fn order(a: &Self, b: &Self) -> Ordering;
}

impl<const N: usize> Ranked for Row<N> {
    fn order(a: &Self, b: &Self) -> Ordering {
        b.frequency.cmp(&a.frequency).then_with(|| a.key.cmp(&b.key))
    }
}

struct Keyed<const N: usize> {
    key: u64,
    row: Row<N>,
}

impl<const N: usize> Ranked for Keyed<N> {
    fn order(a: &Self, b: &Self) -> Ordering {
        b.key.cmp(&a.key).then_with(|| a.row.key.cmp(&b.row.key))
    }
}

/// Keeps the first `top` rows of an order, or all.
struct Best<R> {
    rows: Vec<R>,
    top: Option<usize>,
}

impl<R: Ranked> Best<R> {
    fn new(top: Option<usize>) -> Self {
        Self { rows: Vec::new(), top }
    }

    /// Takes one more; what can no longer be printed is dropped now and then.
    fn push(&mut self, row: R) {
        self.rows.push(row);
        if let Some(top) = self.top
            && self.rows.len() >= 2 * top.max(1024)
        {
            self.prune(top);
        }
    }

    fn prune(&mut self, top: usize) {
        if self.rows.len() > top {
            if top > 0 {
                self.rows.select_nth_unstable_by(top - 1, R::order);
            }
            self.rows.truncate(top);
        }
    }

    fn merge(self, other: Self) -> Self {
        let (mut more, fewer) = if self.rows.len() < other.rows.len() { (other, self) } else { (self, other) };
        fewer.rows.into_iter().for_each(|row| more.push(row));
        more
    }

    fn sorted(mut self) -> Vec<R> {
        if let Some(top) = self.top {
            self.prune(top);
        }
        self.rows.par_sort_unstable_by(R::order);
        self.rows
    }
}

/// From this frequency on rows are few, and share a bucket.
const FREQUENT: u64 = 16;
/// Into how many buckets the rows of a frequency below that go, by their first word: most rows occur once.
const SPLIT: [usize; FREQUENT as usize] = [0, 512, 128, 64, 32, 32, 16, 16, 16, 16, 16, 16, 16, 16, 16, 16];

/// All rows, on their way into the order by frequency: each goes to a bucket, and a bucket fits the cache when it is sorted.
struct Buckets<const N: usize> {
    buckets: Vec<Vec<Row<N>>>,
    /// By frequency, its first bucket.
    first: [usize; FREQUENT as usize],
    terms: u64,
}

impl<const N: usize> Buckets<N> {
    /// For ranks below `terms`.
    fn new(terms: usize) -> Self {
        let mut first = [0; FREQUENT as usize];
        let mut next = 1;
        for frequency in (1..FREQUENT as usize).rev() {
            first[frequency] = next;
            next += SPLIT[frequency];
        }
        Self { buckets: (0..next).map(|_| Vec::new()).collect(), first, terms: terms.max(1) as u64 }
    }

    fn push(&mut self, row: Row<N>) {
        let bucket = if row.frequency < FREQUENT {
            let frequency = row.frequency as usize;
            self.first[frequency] + (u64::from(row.key[0]) * SPLIT[frequency] as u64 / self.terms) as usize
        } else {
            0
        };
        self.buckets[bucket].push(row);
    }

    /// The rows of all threads, in order.
    fn sorted(threads: Vec<Self>) -> Vec<Row<N>> {
        let mut buckets: Vec<Vec<Vec<Row<N>>>> =
            threads.first().map_or_else(Vec::new, |t| t.buckets.iter().map(|_| Vec::new()).collect());
        for thread in threads {
            for (all, rows) in buckets.iter_mut().zip(thread.buckets) {
                all.push(rows);
            }
        }
        let lengths = buckets.iter().map(|rows| rows.iter().map(Vec::len).sum());
        let lengths: Vec<usize> = lengths.collect();
        let mut sorted = vec![Row { key: [0; N], frequency: 0, documents: 0 }; lengths.iter().sum()];
        let mut places = Vec::with_capacity(lengths.len());
        let mut rest = &mut sorted[..];
        for length in lengths {
            let (place, behind) = rest.split_at_mut(length);
            places.push(place);
            rest = behind;
        }
        places.into_par_iter().zip(buckets).for_each(|(place, rows)| {
            let mut start = 0;
            for rows in rows {
                place[start..start + rows.len()].copy_from_slice(&rows);
                start += rows.len();
            }
            place.sort_unstable_by(Ranked::order);
        });
        sorted
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

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Row<2>> {
        let random = |i: u32, salt: u32| i.wrapping_mul(2_654_435_761).wrapping_add(salt).wrapping_mul(40_503) >> 15;
        let row = |i| Row {
            key: [random(i, 1) % 700, i],
            frequency: u64::from(random(i, 2) % 40 * (random(i, 3) % 2) + 1),
            documents: 1,
        };
        (0..10_000u32).map(row).collect()
    }

    #[test]
    fn best_is_the_head_of_the_sorted_rows() {
        let mut sorted = rows();
        sorted.sort_unstable_by(Ranked::order);
        for top in [0, 1, 7, 3000, 20_000] {
            let mut halves = [Best::new(Some(top)), Best::new(Some(top))];
            rows().into_iter().enumerate().for_each(|(i, row)| halves[i % 2].push(row));
            let [a, b] = halves;
            assert_eq!(a.merge(b).sorted(), sorted[..top.min(sorted.len())]);
        }
    }

    #[test]
    fn buckets_are_the_sorted_rows() {
        let mut sorted = rows();
        sorted.sort_unstable_by(Ranked::order);
        let mut threads = vec![Buckets::new(700), Buckets::new(700), Buckets::new(700)];
        rows().into_iter().enumerate().for_each(|(i, row)| threads[i % 3].push(row));
        assert_eq!(Buckets::sorted(threads), sorted);
    }

    #[test]
    fn floats_keep_their_order_as_integers() {
        let values = [None, Some(f64::NEG_INFINITY), Some(-1.5), Some(-0.0), Some(0.1), Some(7.0), Some(f64::INFINITY)];
        assert!(values.windows(2).all(|w| sortable(w[0]) < sortable(w[1])));
        assert_eq!(sortable(Some(-0.0)), sortable(Some(0.0)));
    }
}
