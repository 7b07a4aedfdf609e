//! Open addressing for packed surfaces, and the batches in which they are looked up.

#![expect(clippy::cast_possible_truncation, reason = "usize has 64 bits: see lib.rs")]

use super::hash::Hasher;
use super::memory::{prefetch, roomy};
use crate::text::tokenize::low_half;

/// From so many slots on a table only doubles.
const LARGE: usize = 1 << 18;
/// How many words are gathered before they are looked up.
pub(super) const BATCH: usize = 32;

/// Words that wait for their look-up, each with its place in the stream.
pub(super) struct Batch<K> {
    pub(super) keys: [K; BATCH],
    pub(super) places: [u32; BATCH],
    pub(super) length: usize,
}

/// A key of an open-addressing table; the default one is the empty slot.
pub(super) trait Key: Copy + Eq + Default {
    fn hash(self, hasher: Hasher) -> u64;
}

impl Key for u64 {
    #[inline]
    fn hash(self, hasher: Hasher) -> u64 {
        hasher.one(self)
    }
}

/// A u128 in two halves, because its alignment would cost eight bytes a slot.
pub(super) type Halves = [u64; 2];

impl Key for Halves {
    #[inline]
    fn hash(self, hasher: Hasher) -> u64 {
        hasher.two(whole(self))
    }
}

pub(super) fn whole(halves: Halves) -> u128 {
    u128::from(halves[0]) | u128::from(halves[1]) << 64
}

pub(super) fn halves(codes: u128) -> Halves {
    [low_half(codes), low_half(codes >> 64)]
}

#[derive(Clone, Copy, Default)]
pub(super) struct Slot<K> {
    pub(super) key: K,
    pub(super) number: u32,
    /// Is the number that of another surface, as which this one counts?
    pub(super) is_alias: bool,
}

/// Open addressing with linear probing, at most half full.
pub(super) struct Table<K> {
    pub(super) slots: Vec<Slot<K>>,
    shift: u32,
    filled: usize,
}

impl<K: Key> Table<K> {
    pub(super) fn new() -> Self {
        let bits = 12;
        Self { slots: vec![Slot::default(); 1 << bits], shift: 64 - bits, filled: 0 }
    }

    #[inline]
    pub(super) fn home(&self, key: K, hasher: Hasher) -> usize {
        (key.hash(hasher) >> self.shift) as usize
    }

    /// Has the slot of the key on its way from memory by the time it is looked up.
    #[inline]
    pub(super) fn approach(&self, key: K, hasher: Hasher) {
        prefetch(&self.slots[self.home(key, hasher)]);
    }

    /// The slot of the key, or the empty one where it belongs.
    #[inline]
    pub(super) fn find(&self, key: K, hasher: Hasher) -> usize {
        let mask = self.slots.len() - 1;
        let mut i = self.home(key, hasher);
        while self.slots[i].key != key && self.slots[i].key != K::default() {
            i = (i + 1) & mask;
        }
        i
    }

    /// What it takes in memory.
    pub(super) fn bytes(&self) -> usize {
        self.slots.len() * size_of::<Slot<K>>()
    }

    /// Puts a slot where its key belongs, in place of the one that was there.
    pub(super) fn insert(&mut self, slot: Slot<K>, hasher: Hasher) {
        if 2 * (self.filled + 1) > self.slots.len() {
            self.grow(hasher);
        }
        let i = self.find(slot.key, hasher);
        self.filled += usize::from(self.slots[i].key == K::default());
        self.slots[i] = slot;
    }

    fn grow(&mut self, hasher: Hasher) {
        // A small one soon fills again; a large one would take memory that is never filled.
        let bits = if self.slots.len() < LARGE { 2 } else { 1 };
        let mut larger = roomy(self.slots.len() << bits);
        larger.resize(self.slots.len() << bits, Slot::default());
        let old = std::mem::replace(&mut self.slots, larger);
        self.shift -= bits;
        for slot in old {
            if slot.key != K::default() {
                let i = self.find(slot.key, hasher);
                self.slots[i] = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far from its home a key lies on average.
    fn probes(keys: &[u64]) -> f64 {
        let hasher = Hasher::random();
        let mut table = Table::<u64>::new();
        keys.iter().zip(1u32..).for_each(|(&key, number)| table.insert(Slot { key, number, is_alias: false }, hasher));
        let mask = table.slots.len() - 1;
        let far = |&key: &u64| table.find(key, hasher).wrapping_sub(table.home(key, hasher)) & mask;
        keys.iter().map(far).sum::<usize>() as f64 / keys.len() as f64
    }

    /// Words that share what a hash without a secret key would look at.
    #[test]
    fn no_words_can_be_made_to_collide() {
        const KEYS: u64 = 50_000;
        // The inverse of a usual multiplier: products with it run through small numbers.
        let inverse =
            (0..6).fold(1u64, |x, _| x.wrapping_mul(2u64.wrapping_sub(0x9E37_79B9_7F4A_7C15u64.wrapping_mul(x))));
        let spread = |i: u64| (0..16).map(|bit| (i >> bit & 1) << (4 * bit)).sum::<u64>() | 1 << 63;
        let family = |key: &dyn Fn(u64) -> u64| (1..=KEYS).map(key).collect();
        let families: [(&str, Vec<u64>); 5] = [
            ("equal low halves", family(&|i| i << 32 | 1)),
            ("equal high halves", family(&|i| 1 << 63 | i)),
            ("every fourth bit", family(&spread)),
            ("small products", family(&|i| i.wrapping_mul(inverse) | 1)),
            ("large steps", family(&|i| i.rotate_left(47) | 1 << 46)),
        ];
        for (name, mut keys) in families {
            keys.sort_unstable();
            keys.dedup();
            assert!(keys.len() > 10_000, "{name}");
            // Half full, a table of random hashes has half a probe on average.
            let probes = probes(&keys);
            assert!(probes < 2.0, "{name}: {probes}");
        }
    }
}
