//! Which rows a report keeps, and in which order: decided after the last merge, so that no count depends on it.

use std::cmp::Ordering;

use rayon::prelude::*;

use super::partition::{Row, Scatter};

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
    /// The rows of what was scattered. `named` gives a row its ranks for its term ids.
    #[must_use]
    pub fn count(&self, threads: Vec<Scatter>, named: impl Fn(Row<N>) -> Row<N> + Sync + Send) -> Vec<Row<N>> {
        match self.sort {
            Sort::Frequency => self.gather(threads, &named, |row| row),
            Sort::By(key) => {
                let keyed = |row| {
                    let row = named(row);
                    Keyed { key: key(&row), row }
                };
                self.gather(threads, keyed, |keyed| keyed.row)
            }
        }
    }

    /// The chosen of these rows, which have their ranks.
    #[must_use]
    pub fn of(&self, rows: impl Iterator<Item = Row<N>>) -> Vec<Row<N>> {
        let admitted = rows.filter(|row| self.thresholds.admit(row.frequency, row.documents));
        match self.sort {
            Sort::Frequency => self.best(admitted),
            Sort::By(key) => {
                self.best(admitted.map(|row| Keyed { key: key(&row), row })).into_iter().map(|k| k.row).collect()
            }
        }
    }

    fn best<R: Ranked>(&self, rows: impl Iterator<Item = R>) -> Vec<R> {
        let mut best = Best::new(self.top);
        best.extend(rows, &R::order);
        best.sorted(&R::order)
    }

    fn gather<R: Ranked>(
        &self,
        threads: Vec<Scatter>,
        rank: impl Fn(Row<N>) -> R + Sync + Send,
        row: impl Fn(R) -> Row<N> + Sync + Send,
    ) -> Vec<Row<N>> {
        let best = Scatter::count(
            threads,
            || Best::new(self.top),
            |mut best, rows: Vec<Row<N>>| {
                let admitted = rows.into_iter().filter(|row| self.thresholds.admit(row.frequency, row.documents));
                best.extend(admitted.map(&rank), &R::order);
                best
            },
            |a, b| a.merge(b, &R::order),
        );
        best.sorted(&R::order).into_par_iter().map(row).collect()
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

impl<R: Send> Best<R> {
    /// None yet.
    fn new(top: Option<usize>) -> Self {
        Self { rows: Vec::new(), top }
    }

    /// Takes more rows; what can no longer be printed is dropped now and then.
    fn extend(&mut self, rows: impl IntoIterator<Item = R>, order: &impl Fn(&R, &R) -> Ordering) {
        let Some(top) = self.top else {
            self.rows.extend(rows);
            return;
        };
        for row in rows {
            self.rows.push(row);
            if self.rows.len() >= 2 * top.max(1024) {
                self.prune(top, order);
            }
        }
    }

    fn prune(&mut self, top: usize, order: &impl Fn(&R, &R) -> Ordering) {
        if self.rows.len() > top {
            if top > 0 {
                self.rows.select_nth_unstable_by(top - 1, order);
            }
            self.rows.truncate(top);
        }
    }

    /// Those of both.
    fn merge(mut self, other: Self, order: &impl Fn(&R, &R) -> Ordering) -> Self {
        if self.rows.len() < other.rows.len() {
            return other.merge(self, order);
        }
        self.extend(other.rows, order);
        self
    }

    /// The rows in order.
    fn sorted(mut self, order: &(impl Fn(&R, &R) -> Ordering + Sync)) -> Vec<R> {
        if let Some(top) = self.top {
            self.prune(top, order);
        }
        self.rows.par_sort_unstable_by(order);
        self.rows
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

    #[test]
    fn best_is_the_head_of_the_sorted_rows() {
        let rows: Vec<u32> = (0..10_000u32).map(|i| i.wrapping_mul(2_654_435_761) >> 7).collect();
        let order = |a: &u32, b: &u32| b.cmp(a);
        let mut sorted = rows.clone();
        sorted.sort_unstable_by(order);
        for top in [0, 1, 7, 3000, 20_000] {
            let (left, right) = rows.split_at(3333);
            let mut a = Best::new(Some(top));
            a.extend(left.iter().copied(), &order);
            let mut b = Best::new(Some(top));
            b.extend(right.iter().copied(), &order);
            assert_eq!(a.merge(b, &order).sorted(&order), sorted[..top.min(rows.len())]);
        }
    }

    #[test]
    fn floats_keep_their_order_as_integers() {
        let values = [None, Some(f64::NEG_INFINITY), Some(-1.5), Some(-0.0), Some(0.1), Some(7.0), Some(f64::INFINITY)];
        assert!(values.windows(2).all(|w| sortable(w[0]) < sortable(w[1])));
        assert_eq!(sortable(Some(-0.0)), sortable(Some(0.0)));
    }
}
