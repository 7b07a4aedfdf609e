//! The table in which the keys of a partition are counted: open addressing, of a size that fits the cache.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};

use super::{FEW, Peak, Row, Source};
use crate::count::spill::SpillError;
use crate::encode::hash::Hasher;
use crate::encode::memory::prefetch;
use crate::encode::vocabulary::NO_DOCUMENT;

/// A part of all hashes: those that begin with these bits.
#[derive(Clone, Copy)]
pub(super) struct Range {
    bits: u32,
    prefix: u64,
}

impl Range {
    pub(super) const ALL: Self = Self { bits: 0, prefix: 0 };

    pub(super) fn halves(self) -> [Self; 2] {
        [0, 1].map(|bit| Self { bits: self.bits + 1, prefix: self.prefix << 1 | bit })
    }

    #[inline]
    fn has(self, hash: u64) -> bool {
        self.bits == 0 || hash >> (64 - self.bits) == self.prefix
    }
}

/// A slot; a count of 0 is an empty one.
#[derive(Clone, Copy)]
struct Slot<const N: usize, P> {
    key: [u32; N],
    count: u32,
    documents: u32,
    last: u32,
    /// Of the last document.
    here: P,
    peak: P,
}

/// Open addressing with linear probing; its memory serves one partition after the other.
pub(super) struct Table<const N: usize, P> {
    hasher: Hasher,
    slots: Vec<Slot<N, P>>,
    filled: usize,
    /// It may not have more slots.
    most: usize,
    /// What counts were before they passed 2^32.
    carried: HashMap<[u32; N], u64>,
}

/// Keys that are united and hashed before the first of them is looked up.
pub(super) const AHEAD: usize = 32;
/// The slots of a table at first.
const FEWEST: usize = 1 << 10;

impl<const N: usize, P: Peak> Table<N, P> {
    const EMPTY: Slot<N, P> =
        Slot { key: [0; N], count: 0, documents: 0, last: NO_DOCUMENT, here: P::NONE, peak: P::NONE };

    pub(super) fn new(hasher: Hasher, room: usize) -> Self {
        // While it grows, the old one is there too.
        let most = (room / size_of::<Slot<N, P>>() * 2 / 3).max(FEWEST);
        Self { hasher, slots: vec![Self::EMPTY; FEWEST], filled: 0, most, carried: HashMap::new() }
    }

    /// Counts the keys of a partition that are in this range of hashes, all of a document at once. False if there are too many
    /// for a table.
    pub(super) fn count(
        &mut self,
        mut sources: Vec<Source<'_>>,
        range: Range,
        united: &impl Fn(usize, [u32; N]) -> [u32; N],
    ) -> Result<bool, SpillError> {
        self.slots.fill(Self::EMPTY);
        self.filled = 0;
        self.carried.clear();
        let mut next = BinaryHeap::with_capacity(sources.len());
        for (i, source) in sources.iter_mut().enumerate() {
            next.extend(source.next_document(N)?.map(|document| Reverse((document, i))));
        }
        // Documents of one thread have smaller numbers than shared ones, so a shared one waits until all that have it stand there.
        let mut later = Vec::with_capacity(sources.len());
        while let Some(Reverse((document, i))) = next.pop() {
            loop {
                if !sources[i].keys(|keys| self.add_all(document, keys, range, |key| united(i, key))) {
                    return Ok(false);
                }
                match sources[i].next_document(N)? {
                    Some(same) if same == document => {}
                    other => break later.extend(other.map(|document| Reverse((document, i)))),
                }
            }
            if next.peek().is_none_or(|Reverse((following, _))| *following != document) {
                next.extend(later.drain(..));
            }
        }
        Ok(true)
    }

    /// The next rows of at least this frequency, perhaps none, in the slots from `from` on; `None` behind the last slot.
    pub(super) fn rows<'f>(
        &self,
        from: &mut usize,
        least: u64,
        few: &'f mut [Row<N, P>; FEW],
    ) -> Option<&'f [Row<N, P>]> {
        if *from == self.slots.len() {
            return None;
        }
        let none_carried = self.carried.is_empty();
        // Most rows occur once or twice.
        let is_rare = none_carried && least > 2;
        let mut found = 0;
        for slot in &self.slots[*from..] {
            if found == FEW {
                break;
            }
            *from += 1;
            let &Slot { key, count, documents, peak, .. } = slot;
            if is_rare && u64::from(count) < least {
                continue;
            }
            let carried = if none_carried { 0 } else { self.carried.get(&key).copied().unwrap_or(0) };
            let frequency = u64::from(count) + carried;
            // Every slot is written, and what is no row overwritten: whether a slot is filled would often be guessed wrong.
            few[found] = Row { key, frequency, documents, peak };
            found += usize::from((count > 0) & (frequency >= least));
        }
        Some(&few[..found])
    }

    fn add_all(
        &mut self,
        document: u32,
        keys: &[[u32; N]],
        range: Range,
        united: impl Fn([u32; N]) -> [u32; N],
    ) -> bool {
        let mut few = [([0; N], 0); AHEAD];
        keys.chunks(AHEAD).all(|keys| {
            for (place, key) in few.iter_mut().zip(keys) {
                let key = united(*key);
                let hash = self.hasher.ids(&key);
                prefetch(&self.slots[hash as usize & (self.slots.len() - 1)]);
                *place = (key, hash);
            }
            few[..keys.len()].iter().all(|&(key, hash)| !range.has(hash) || self.add(document, key, hash))
        })
    }

    /// False if the key is new and there is no room.
    #[inline]
    fn add(&mut self, document: u32, key: [u32; N], hash: u64) -> bool {
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        loop {
            let slot = &mut self.slots[i];
            if slot.count == 0 {
                let one = P::NONE.plus_one();
                *slot = Slot { key, count: 1, documents: 1, last: document, here: one, peak: one };
                self.filled += 1;
                return 8 * self.filled <= 5 * self.slots.len() || self.grow();
            }
            if slot.key == key {
                if slot.count == u32::MAX {
                    *self.carried.entry(key).or_default() += u64::from(u32::MAX);
                    slot.count = 0;
                }
                slot.count += 1;
                let is_new = slot.last != document;
                slot.documents += u32::from(is_new);
                slot.last = document;
                slot.here = if is_new { P::NONE } else { slot.here }.plus_one();
                slot.peak = slot.peak.max(slot.here);
                return true;
            }
            i = (i + 1) & mask;
        }
    }

    /// False if it may not.
    fn grow(&mut self) -> bool {
        if 2 * self.slots.len() > self.most {
            return false;
        }
        let larger = vec![Self::EMPTY; 2 * self.slots.len()];
        let old = std::mem::replace(&mut self.slots, larger);
        let mask = self.slots.len() - 1;
        for slot in old.into_iter().filter(|s| s.count > 0) {
            let mut i = self.hasher.ids(&slot.key) as usize & mask;
            while self.slots[i].count > 0 {
                i = (i + 1) & mask;
            }
            self.slots[i] = slot;
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use bytemuck::Zeroable;

    use super::*;

    #[test]
    fn a_peak_that_nobody_asks_for_takes_no_room() {
        assert_eq!(size_of::<Slot<2, ()>>(), 5 * size_of::<u32>());
        assert_eq!(size_of::<Row<2>>(), 3 * size_of::<u64>());
    }

    #[test]
    fn a_count_may_pass_32_bits() {
        const WIDE: u64 = u32::MAX as u64;
        let mut table = Table::<1, ()>::new(Hasher::random(), 0);
        for (key, times) in [([7], 3), ([8], 2), ([0], 3)] {
            (0..times).for_each(|_| assert!(table.add(0, key, table.hasher.ids(&key))));
        }
        let full = table.slots.iter_mut().find(|slot| slot.key == [7]).unwrap();
        full.count = u32::MAX;
        (0..2).for_each(|_| assert!(table.add(0, [7], table.hasher.ids(&[7]))));
        // Nor is an empty slot taken for a key of zeros that was carried.
        table.carried.insert([0], WIDE);
        for (least, expected) in [
            (0, &[([0], WIDE + 3), ([7], WIDE + 2), ([8], 2)][..]),
            (3, &[([0], WIDE + 3), ([7], WIDE + 2)]),
            (WIDE + 3, &[([0], WIDE + 3)]),
            (WIDE + 4, &[]),
        ] {
            let (mut from, mut few, mut found) = (0, [Row::zeroed(); FEW], Vec::new());
            while let Some(rows) = table.rows(&mut from, least, &mut few) {
                found.extend(rows.iter().map(|row| (row.key, row.frequency)));
            }
            found.sort_unstable();
            assert_eq!(found, expected, "{least}");
        }
    }
}
