//! N-grams and skip-grams.

use super::partition::{Scatter, together};
use super::{Observer, Unit};
use crate::encode::stream::is_term;

/// The longest n-gram.
pub const LONGEST: usize = 8;

/// Runs `$body` with the constant `$N` equal to `$n`, which is 1 to `LONGEST`.
#[macro_export]
macro_rules! with_width {
    ($n:expr, $N:ident => $body:expr) => {
        match $n {
            1 => {
                const $N: usize = 1;
                $body
            }
            2 => {
                const $N: usize = 2;
                $body
            }
            3 => {
                const $N: usize = 3;
                $body
            }
            4 => {
                const $N: usize = 4;
                $body
            }
            5 => {
                const $N: usize = 5;
                $body
            }
            6 => {
                const $N: usize = 6;
                $body
            }
            7 => {
                const $N: usize = 7;
                $body
            }
            8 => {
                const $N: usize = 8;
                $body
            }
            _ => unreachable!("n is 1 to {}", $crate::count::ngrams::LONGEST),
        }
    };
}

/// What n-grams are.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Words.
    pub n: usize,
    /// How many positions may be passed over in all.
    pub skip: usize,
    /// If not empty: only n-grams that have all terms of one of these.
    pub contains: Vec<Vec<u32>>,
}

/// Counts the n-grams of one n.
pub struct Ngrams {
    plan: Plan,
    /// All n-grams seen, kept or not.
    pub total: u64,
    /// Those kept.
    pub scatter: Scatter,
    /// The hashes of the unit, by position.
    hashes: Vec<u32>,
}

impl Ngrams {
    /// For a thread.
    #[must_use]
    pub fn new(plan: &Plan, bits: u32) -> Self {
        Self { plan: plan.clone(), total: 0, scatter: Scatter::new(plan.n, bits), hashes: Vec::new() }
    }

    /// The words of an n-gram.
    #[must_use]
    pub fn n(&self) -> usize {
        self.plan.n
    }

    #[inline]
    fn take<const N: usize>(&mut self, document: u32, key: [u32; N], hashes: [u32; N]) {
        self.total += 1;
        let wanted = || self.plan.contains.iter().any(|terms| terms.iter().all(|t| key.contains(t)));
        if self.plan.contains.is_empty() || wanted() {
            self.scatter.push(document, key, together(hashes));
        }
    }

    fn contiguous<const N: usize>(&mut self, document: u32, codes: &[u32], seam: usize) {
        let first = (seam + 1).saturating_sub(N);
        let last = if seam == 0 { usize::MAX } else { seam };
        for (start, key) in codes.array_windows::<N>().enumerate().take(last).skip(first) {
            debug_assert!(seam == 0 || start < seam && start + N > seam);
            if key.iter().all(|&code| is_term(code)) {
                self.take(document, *key, std::array::from_fn(|i| self.hashes[start + i]));
            }
        }
    }

    /// Every choice of N positions, in order, that passes over at most `skip` in all.
    fn skipping<const N: usize>(&mut self, document: u32, codes: &[u32], seam: usize) {
        let last = if seam == 0 { codes.len() } else { seam };
        for start in 0..last {
            let end = codes.len().min(start + N + self.plan.skip);
            if !is_term(codes[start]) || end < start + N {
                continue;
            }
            let mut at: [usize; N] = std::array::from_fn(|i| start + i);
            loop {
                let key = at.map(|i| codes[i]);
                if at[N - 1] >= seam && key.iter().all(|&code| is_term(code)) {
                    self.take(document, key, at.map(|i| self.hashes[i]));
                }
                // The next combination of the positions behind the first.
                let Some(i) = (1..N).rev().find(|&i| at[i] < end - (N - i)) else { break };
                at[i] += 1;
                for j in i + 1..N {
                    at[j] = at[j - 1] + 1;
                }
            }
        }
    }
}

impl Observer for Ngrams {
    fn reach(&self) -> usize {
        self.plan.n - 1 + self.plan.skip
    }

    fn scatters(&mut self) -> Vec<&mut Scatter> {
        vec![&mut self.scatter]
    }

    fn unit(&mut self, document: u32, unit: &Unit<'_>) {
        let Unit { codes, seam, .. } = *unit;
        unit.hash_positions(&mut self.hashes);
        if self.plan.skip == 0 || self.plan.n == 1 {
            with_width!(self.plan.n, N => self.contiguous::<N>(document, codes, seam));
        } else {
            with_width!(self.plan.n, N => self.skipping::<N>(document, codes, seam));
        }
    }
}
