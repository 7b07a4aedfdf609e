//! Which rows a report keeps, and in which order: decided after the last merge, so that no count depends on it.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::cmp::Ordering;
use std::ops::Range;

use rayon::prelude::*;

use super::partition::{FEW, Peak, Room, Row, Scatter};
use super::runs::{Merge, Record, Runs};
use super::spill::{SpillError, push_number, take_number};
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

/// Rows in order, in memory or in a file.
pub struct Rows<const N: usize, P = ()>(Place<N, P>);

enum Place<const N: usize, P> {
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

/// Gathers the rows of a thread, and gives them in order.
trait Gather<const N: usize, P>: Send + Sized {
    fn push(&mut self, row: Row<N, P>);
    /// What it takes in memory.
    fn bytes(&self) -> usize;
    /// Writes all rows in order, and is empty; says how many.
    fn write(&mut self, run: &mut Runs<Keyed<N, P>>) -> Result<usize, SpillError>;
    /// The rows of all threads, in order.
    fn sorted(threads: Vec<Self>) -> Vec<Row<N, P>>;
}

/// Rows that go to a file when they have no room.
struct Gatherer<'r, G, const N: usize, P> {
    gather: G,
    room: &'r Room,
    runs: Option<Runs<Keyed<N, P>>>,
    /// How many are in the file.
    rows: usize,
}

impl<'r, G: Gather<N, P>, const N: usize, P: Peak> Gatherer<'r, G, N, P> {
    fn new(gather: G, room: &'r Room) -> Self {
        Self { gather, room, runs: None, rows: 0 }
    }

    fn push(&mut self, row: Row<N, P>) -> Result<(), SpillError> {
        self.gather.push(row);
        if self.gather.bytes() > self.room.rows { self.spill() } else { Ok(()) }
    }

    fn spill(&mut self) -> Result<(), SpillError> {
        let runs = match &mut self.runs {
            Some(runs) => runs,
            none => none.insert(Runs::new(&self.room.folder)?),
        };
        runs.begin();
        self.rows += self.gather.write(runs)?;
        runs.end()
    }
}

/// A row with what it is sorted by.
#[derive(Clone, Copy)]
struct Keyed<const N: usize, P> {
    key: u64,
    row: Row<N, P>,
}

impl<const N: usize, P: Peak> Row<N, P> {
    const NONE: Self = Self { key: [0; N], frequency: 0, documents: 0, peak: P::NONE };

    fn order(a: &Self, b: &Self) -> Ordering {
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

/// Keeps the first `top` rows of an order, or all.
struct Best<'k, const N: usize, P> {
    sort: Sort<'k, N, P>,
    rows: Vec<Keyed<N, P>>,
    top: Option<usize>,
    /// What has less is not among the first.
    least: u64,
}

impl<'k, const N: usize, P: Peak> Best<'k, N, P> {
    fn new(sort: Sort<'k, N, P>, top: Option<usize>) -> Self {
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
struct Buckets<const N: usize, P> {
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
    fn new(terms: usize) -> Self {
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

/// The order of two keys: of up to four ids as of one number, which needs no branch.
#[inline]
fn compare<const N: usize>(a: &[u32; N], b: &[u32; N]) -> Ordering {
    let number = |key: &[u32; N]| key.iter().take(4).fold(0, |number, &id| number << 32 | u128::from(id));
    number(a).cmp(&number(b)).then_with(|| a[N.min(4)..].cmp(&b[N.min(4)..]))
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
    use crate::count::spill::TempFolder;
    use std::sync::Arc;
    use std::sync::atomic::{self, AtomicUsize};

    fn rows() -> Vec<Row<2>> {
        let random = |i: u32, salt: u32| i.wrapping_mul(2_654_435_761).wrapping_add(salt).wrapping_mul(40_503) >> 15;
        let row = |i| Row {
            key: [random(i, 1) % 700, i],
            frequency: u64::from(random(i, 2) % 40 * (random(i, 3) % 2) + 1),
            documents: 1,
            peak: (),
        };
        (0..10_000u32).map(row).collect()
    }

    #[test]
    fn best_is_the_head_of_the_sorted_rows() {
        let mut sorted = rows();
        sorted.sort_unstable_by(Row::order);
        for top in [0, 1, 7, 3000, 20_000, usize::MAX] {
            let mut halves = vec![Best::new(Sort::Frequency, Some(top)), Best::new(Sort::Frequency, Some(top))];
            rows().into_iter().enumerate().for_each(|(i, row)| halves[i % 2].push(row));
            assert_eq!(Best::sorted(halves), sorted[..top.min(sorted.len())]);
        }
    }

    #[test]
    fn what_cannot_be_among_the_first_is_not_asked_for_its_number() {
        struct Ceiling(AtomicUsize);
        impl Key<2> for Ceiling {
            fn of(&self, row: &Row<2>) -> u64 {
                self.0.fetch_add(1, atomic::Ordering::Relaxed);
                row.frequency * 1000 + u64::from(row.key[0])
            }

            fn at_most(&self, row: &Row<2>) -> u64 {
                row.frequency * 1000 + 999
            }
        }
        let key = Ceiling(AtomicUsize::new(0));
        let best = |sort| {
            let mut best = Best::new(sort, Some(50));
            rows().into_iter().for_each(|row| best.push(row));
            Best::sorted(vec![best])
        };
        let number = |row: &Row<2>| row.frequency * 1000 + u64::from(row.key[0]);
        assert_eq!(best(Sort::By(&key)), best(Sort::By(&number)));
        assert!(key.0.into_inner() < rows().len());
    }

    #[test]
    fn buckets_are_the_sorted_rows() {
        let mut sorted = rows();
        sorted.sort_unstable_by(Row::order);
        let mut threads = vec![Buckets::new(700), Buckets::new(700), Buckets::new(700)];
        rows().into_iter().enumerate().for_each(|(i, row)| threads[i % 3].push(row));
        assert_eq!(Buckets::sorted(threads), sorted);
    }

    #[test]
    fn rows_that_have_no_room_come_back_in_order() {
        let mut sorted = rows();
        sorted.sort_unstable_by(Row::order);
        let by_document = |row: &Row<2>| u64::from(row.key[1] % 10);
        for (top, sort) in [(None, Sort::Frequency), (Some(5000), Sort::Frequency), (None, Sort::By(&by_document))] {
            let choice = Choice { thresholds: Thresholds { frequency: 2, documents: 0 }, top, sort };
            let room = Room { table: 0, rows: 20_000, folder: TempFolder::default(), merged: Arc::default() };
            let mut expected: Vec<Row<2>> = sorted.iter().copied().filter(|row| row.frequency > 1).collect();
            if let Sort::By(key) = sort {
                expected.sort_unstable_by_key(|row| (std::cmp::Reverse(key.of(row)), row.key));
            }
            expected.truncate(top.unwrap_or(usize::MAX));
            let chosen = if choice.is_plain() {
                let mut threads =
                    vec![Gatherer::new(Buckets::new(700), &room), Gatherer::new(Buckets::new(700), &room)];
                rows().into_iter().enumerate().for_each(|(i, row)| choice.take(&mut threads[i % 2], &[row]).unwrap());
                choice.finish(threads).unwrap()
            } else {
                let mut threads =
                    vec![Gatherer::new(Best::new(sort, top), &room), Gatherer::new(Best::new(sort, top), &room)];
                rows().into_iter().enumerate().for_each(|(i, row)| choice.take(&mut threads[i % 2], &[row]).unwrap());
                choice.finish(threads).unwrap()
            };
            assert!(matches!(chosen.0, Place::Spilled { .. }));
            assert_eq!(chosen.len(), expected.len());
            let mut back = Vec::new();
            let see = |first: usize, page: &Vec<Row<2>>| -> Result<(), SpillError> {
                assert_eq!(first, back.len());
                back.extend_from_slice(page);
                Ok(())
            };
            chosen.pages(see).unwrap();
            assert_eq!(back, expected);
        }
    }

    #[test]
    fn floats_keep_their_order_as_integers() {
        let values = [None, Some(f64::NEG_INFINITY), Some(-1.5), Some(-0.0), Some(0.1), Some(7.0), Some(f64::INFINITY)];
        assert!(values.windows(2).all(|w| sortable(w[0]) < sortable(w[1])));
        assert_eq!(sortable(Some(-0.0)), sortable(Some(0.0)));
    }
}
