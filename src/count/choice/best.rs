//! The first rows of an order.

use rayon::prelude::*;

use super::gather::Gather;
use super::rows::Keyed;
use super::{Peak, Row, Sort};
use crate::count::runs::{Record, Runs};
use crate::count::spill::SpillError;

/// Keeps the first `top` rows of an order, or all.
pub(super) struct Best<'k, const N: usize, P> {
    sort: Sort<'k, N, P>,
    rows: Vec<Keyed<N, P>>,
    top: Option<usize>,
    /// What has less is not among the first.
    least: u64,
}

impl<'k, const N: usize, P: Peak> Best<'k, N, P> {
    pub(super) fn new(sort: Sort<'k, N, P>, top: Option<usize>) -> Self {
        Self { sort, rows: Vec::new(), top, least: 0 }
    }

    /// Takes one more; what can no longer be printed is dropped now and then.
    fn add(&mut self, keyed: Keyed<N, P>) {
        if keyed.key < self.least {
            return;
        }
        self.rows.push(keyed);
        if let Some(top) = self.top
            && self.rows.len() >= top.max(1024).saturating_mul(2)
        {
            self.prune(top);
        }
    }

    fn prune(&mut self, top: usize) {
        if self.rows.len() > top {
            if top > 0 {
                self.least = self.rows.select_nth_unstable_by(top - 1, Keyed::order).1.key;
            }
            self.rows.truncate(top);
        }
    }

    fn merge(self, other: Self) -> Self {
        let (mut more, fewer) = if self.rows.len() < other.rows.len() { (other, self) } else { (self, other) };
        fewer.rows.into_iter().for_each(|row| more.add(row));
        more
    }

    fn in_order(&mut self) -> &[Keyed<N, P>] {
        if let Some(top) = self.top {
            self.prune(top);
        }
        self.rows.par_sort_unstable_by(Keyed::order);
        &self.rows
    }
}

impl<const N: usize, P: Peak> Gather<N, P> for Best<'_, N, P> {
    fn push(&mut self, row: Row<N, P>) {
        let key = match self.sort {
            Sort::Frequency => row.frequency,
            Sort::By(key) if self.least > 0 && key.at_most(&row) < self.least => return,
            Sort::By(key) => key.of(&row),
        };
        self.add(Keyed { key, row });
    }

    fn bytes(&self) -> usize {
        self.rows.len() * size_of::<Keyed<N, P>>()
    }

    fn write(&mut self, run: &mut Runs<Keyed<N, P>>) -> Result<usize, SpillError> {
        let rows = self.in_order();
        rows.iter().try_for_each(|keyed| run.push(keyed))?;
        let count = rows.len();
        self.rows = Vec::new();
        Ok(count)
    }

    fn sorted(threads: Vec<Self>) -> Vec<Row<N, P>> {
        let best = threads.into_iter().reduce(Self::merge);
        best.map_or_else(Vec::new, |mut best| best.in_order().iter().map(|keyed| keyed.row).collect())
    }
}
