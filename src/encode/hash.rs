//! A keyed hash, so that nobody can write a text whose words collide.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::hash::{BuildHasher, RandomState};

/// Multiply and fold, with two random keys a process.
#[derive(Clone, Copy)]
pub struct Hasher {
    add: u64,
    multiply: u64,
}

impl Hasher {
    /// New random keys.
    #[must_use]
    pub fn random() -> Self {
        let state = RandomState::new();
        Self { add: state.hash_one(1u8), multiply: state.hash_one(2u8) | 1 }
    }

    /// Of eight bytes.
    #[inline]
    #[must_use]
    pub fn one(self, key: u64) -> u64 {
        spread(fold(key ^ self.add, self.multiply))
    }

    /// Of sixteen bytes.
    #[inline]
    #[must_use]
    pub fn two(self, key: u128) -> u64 {
        let high = (key >> 64) as u64;
        let low = key as u64;
        fold(fold(low ^ self.add, self.multiply) ^ high, self.multiply)
    }

    /// Of any bytes.
    #[must_use]
    pub fn bytes(self, bytes: &[u8]) -> u64 {
        let mut state = self.add ^ bytes.len() as u64;
        let mut chunks = bytes.chunks_exact(8);
        for chunk in &mut chunks {
            state = fold(state ^ u64::from_le_bytes(chunk.try_into().unwrap_or_default()), self.multiply);
        }
        let mut last = [0; 8];
        last[..chunks.remainder().len()].copy_from_slice(chunks.remainder());
        fold(state ^ u64::from_le_bytes(last), self.multiply)
    }

    /// Of a few ids.
    #[inline]
    #[must_use]
    pub fn ids<const N: usize>(self, ids: &[u32; N]) -> u64 {
        let mut state = self.add;
        let mut pairs = ids.chunks_exact(2);
        for pair in &mut pairs {
            state = fold(state ^ (u64::from(pair[0]) | u64::from(pair[1]) << 32), self.multiply);
        }
        match pairs.remainder() {
            [last] => spread(fold(state ^ u64::from(*last), self.multiply)),
            _ => spread(state),
        }
    }
}

/// One product keeps equal steps between keys as equal steps between hashes; they would come to lie in clusters.
#[inline]
pub(super) fn spread(hash: u64) -> u64 {
    let product = (hash ^ hash >> 32).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    product ^ product >> 32
}

/// Both halves of the product, so that every bit of the key reaches every bit of the hash.
#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let low = product as u64;
    low ^ (product >> 64) as u64
}
