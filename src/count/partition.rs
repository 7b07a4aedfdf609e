//! Keys of a few term ids, scattered by hash into partitions that are then counted one at a time in a table that fits the cache.
//!
//! A partition of a thread is a list of blocks of keys with the documents they came from; a thread meets documents in corpus
//! order. A partition is counted in that order over all threads, so a document that several threads read counts once.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::encode::hash::Hasher;
use crate::encode::vocabulary::NO_DOCUMENT;

/// A key with its counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Row<const N: usize> {
    /// Term ids, or ranks once they are known.
    pub key: [u32; N],
    /// Occurrences.
    pub frequency: u64,
    /// Documents that have it.
    pub documents: u32,
}

/// Keys in a block.
const BLOCK: usize = 1024;

/// A thread's keys, scattered.
pub struct Scatter {
    shift: u32,
    parts: Vec<Part>,
}

#[derive(Default)]
struct Part {
    full: Vec<Vec<u32>>,
    open: Vec<u32>,
    /// Where the keys of a document begin, by number of keys.
    documents: Vec<(u32, u64)>,
    last: Option<u32>,
}

impl Scatter {
    /// Into 2^bits partitions.
    #[must_use]
    pub fn new(bits: u32) -> Self {
        Self { shift: 64 - bits, parts: (0..1 << bits).map(|_| Part::default()).collect() }
    }

    /// Takes a key of this thread's term numbers, and a hash that the same terms have in every thread.
    #[inline]
    pub fn push<const N: usize>(&mut self, document: u32, key: [u32; N], hash: u64) {
        let part = &mut self.parts[(hash >> self.shift) as usize];
        if part.open.len() == part.open.capacity() {
            part.next_block(N);
        }
        if part.last != Some(document) {
            part.next_document(document, N);
        }
        part.open.extend_from_slice(&key);
    }

    /// Counts what the threads scattered, partition by partition on all threads of the pool. `united` makes a thread's key the
    /// same for all. Each thread of the pool begins with a state, and `take` gets every row once.
    pub fn count<const N: usize, T: Send>(
        threads: Vec<Self>,
        hasher: Hasher,
        united: impl Fn(usize, [u32; N]) -> [u32; N] + Sync,
        start: impl Fn() -> T + Sync,
        take: impl Fn(&mut T, Row<N>) + Sync,
    ) -> Vec<T> {
        let Some(first) = threads.first() else { return Vec::new() };
        let mut partitions: Vec<Vec<Part>> = first.parts.iter().map(|_| Vec::with_capacity(threads.len())).collect();
        for thread in threads {
            for (partition, part) in partitions.iter_mut().zip(thread.parts) {
                partition.push(part);
            }
        }
        let left = Mutex::new(partitions);
        let work = |_| {
            let (mut state, mut table) = (start(), Table::<N>::new(hasher));
            loop {
                let next = left.lock().unwrap_or_else(PoisonError::into_inner).pop();
                let Some(parts) = next else { return state };
                table.count(&parts, &united);
                drop(parts);
                table.rows().for_each(|row| take(&mut state, row));
            }
        };
        (0..rayon::current_num_threads()).into_par_iter().with_max_len(1).map(work).collect()
    }
}

/// A hash of several terms from theirs.
#[inline]
#[must_use]
pub fn together<const N: usize>(hashes: [u32; N]) -> u64 {
    hashes.iter().fold(0, |sum, &hash| {
        let product = (sum ^ u64::from(hash)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        product ^ product >> 32
    })
}

impl Part {
    #[cold]
    fn next_block(&mut self, width: usize) {
        let block = std::mem::replace(&mut self.open, Vec::with_capacity(BLOCK * width));
        if !block.is_empty() {
            self.full.push(block);
        }
    }

    #[inline(never)]
    fn next_document(&mut self, document: u32, width: usize) {
        self.documents.push((document, self.keys(width)));
        self.last = Some(document);
    }

    /// How many keys.
    fn keys(&self, width: usize) -> u64 {
        (self.full.len() * BLOCK + self.open.len() / width) as u64
    }

    /// The keys from `from` to `to`, a slice at a time.
    fn slices<const N: usize>(&self, from: u64, to: u64) -> impl Iterator<Item = &[[u32; N]]> {
        let block = BLOCK as u64;
        (from / block..to.div_ceil(block)).map(move |i| {
            let keys = self.full.get(i as usize).unwrap_or(&self.open).as_chunks::<N>().0;
            let start = from.saturating_sub(i * block) as usize;
            let end = (to - i * block).min(block) as usize;
            &keys[start..end]
        })
    }
}

/// A slot; a count of 0 is an empty one. `count` asserts that a partition has fewer than 2^32 keys.
#[derive(Clone, Copy)]
struct Slot<const N: usize> {
    key: [u32; N],
    count: u32,
    documents: u32,
    last: u32,
}

/// Open addressing with linear probing; its memory serves one partition after the other.
struct Table<const N: usize> {
    hasher: Hasher,
    slots: Vec<Slot<N>>,
    filled: usize,
}

/// Keys that are united and hashed before the first of them is looked up.
const AHEAD: usize = 16;

impl<const N: usize> Table<N> {
    const EMPTY: Slot<N> = Slot { key: [0; N], count: 0, documents: 0, last: NO_DOCUMENT };

    fn new(hasher: Hasher) -> Self {
        Self { hasher, slots: vec![Self::EMPTY; 1 << 10], filled: 0 }
    }

    /// Counts a partition: its documents in corpus order, whoever read them.
    fn count(&mut self, parts: &[Part], united: &impl Fn(usize, [u32; N]) -> [u32; N]) {
        let keys: u64 = parts.iter().map(|p| p.keys(N)).sum();
        assert!(keys < u64::from(u32::MAX), "fewer than 2^32 keys in a partition");
        self.slots.fill(Self::EMPTY);
        self.filled = 0;
        let first = |(i, part): (usize, &Part)| part.documents.first().map(|d| Reverse((d.0, i, 0)));
        let mut next: BinaryHeap<_> = parts.iter().enumerate().filter_map(first).collect();
        while let Some(Reverse((document, i, segment))) = next.pop() {
            let part = &parts[i];
            let from = part.documents[segment].1;
            let following = part.documents.get(segment + 1);
            for keys in part.slices::<N>(from, following.map_or_else(|| part.keys(N), |d| d.1)) {
                self.add_all(document, keys, |key| united(i, key));
            }
            next.extend(following.map(|d| Reverse((d.0, i, segment + 1))));
        }
    }

    fn rows(&self) -> impl Iterator<Item = Row<N>> {
        let filled = self.slots.iter().filter(|s| s.count > 0);
        filled.map(|s| Row { key: s.key, frequency: u64::from(s.count), documents: s.documents })
    }

    fn add_all(&mut self, document: u32, keys: &[[u32; N]], united: impl Fn([u32; N]) -> [u32; N]) {
        let mut few = [([0; N], 0); AHEAD];
        for keys in keys.chunks(AHEAD) {
            for (place, key) in few.iter_mut().zip(keys) {
                let key = united(*key);
                *place = (key, self.hasher.ids(&key));
            }
            for &(key, hash) in &few[..keys.len()] {
                self.add(document, key, hash);
            }
        }
    }

    #[inline]
    fn add(&mut self, document: u32, key: [u32; N], hash: u64) {
        let mask = self.slots.len() - 1;
        let mut i = hash as usize & mask;
        loop {
            let slot = &mut self.slots[i];
            if slot.count == 0 {
                *slot = Slot { key, count: 1, documents: 1, last: document };
                self.filled += 1;
                if 8 * self.filled > 5 * self.slots.len() {
                    self.grow();
                }
                return;
            }
            if slot.key == key {
                slot.count += 1;
                slot.documents += u32::from(slot.last != document);
                slot.last = document;
                return;
            }
            i = (i + 1) & mask;
        }
    }

    fn grow(&mut self) {
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
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equal_to_counting_in_a_map(items in prop::collection::vec((0u32..40, 0u32..40, 0u32..6, 0usize..3), 0..4000)) {
            let mut items = items;
            items.sort_by_key(|i| i.2);
            let hasher = Hasher::random();
            let mut threads: Vec<Scatter> = (0..3).map(|_| Scatter::new(3)).collect();
            let mut expected: BTreeMap<[u32; 2], (u64, BTreeSet<u32>)> = BTreeMap::new();
            for &(a, b, document, thread) in &items {
                // Each thread numbers the terms in its own way.
                threads[thread].push(document, [a, b].map(|id| id + thread as u32), together([a, b]));
                let entry = expected.entry([a, b]).or_default();
                entry.0 += 1;
                entry.1.insert(document);
            }
            let mut rows = Scatter::count::<2, Vec<Row<2>>>(threads, hasher, |thread, key| key.map(|id| id - thread as u32), Vec::new, Vec::push).concat();
            rows.sort_by_key(|r| r.key);
            let expected: Vec<Row<2>> = expected
                .into_iter()
                .map(|(key, (frequency, documents))| Row { key, frequency, documents: documents.len() as u32 })
                .collect();
            prop_assert_eq!(rows, expected);
        }
    }
}
