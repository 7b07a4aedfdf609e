//! What is counted, and how counts are held and merged. Everything here reads the one stream of codes.

pub mod choice;
pub mod ngrams;
pub mod pairs;
pub mod partition;
mod runs;
pub mod sentences;
pub mod spill;
pub mod vast;
pub mod words;

use partition::Scatter;

/// Positions in which n-grams and windows stay.
#[derive(Clone, Copy)]
pub struct Unit<'u> {
    /// Terms by this thread's numbers, and holes.
    pub codes: &'u [u32],
    /// By term number, a hash that is the same in all threads.
    pub hashes: &'u [u32],
    /// Only what has a part before this index and a part from it on counts; 0: everything does.
    pub seam: usize,
}

impl Unit<'_> {
    /// The hash of a code; of a hole, nothing that matters.
    #[inline]
    fn hash(&self, code: u32) -> u32 {
        self.hashes.get(code as usize).copied().unwrap_or(0)
    }

    /// The hash of each position.
    fn hash_positions(&self, hashes: &mut Vec<u32>) {
        hashes.clear();
        hashes.extend(self.codes.iter().map(|&code| self.hash(code)));
    }
}

/// Counts something in the units of a corpus: one for each thread, merged at the end.
pub trait Observer: Send {
    /// How many positions beyond a cut it needs to see.
    fn reach(&self) -> usize;

    /// Takes a unit, or the neighbourhood of a cut in one.
    fn unit(&mut self, document: u32, unit: &Unit<'_>);

    /// The keys it holds.
    fn scatters(&mut self) -> Vec<&mut Scatter>;

    /// What it holds beside them, in bytes.
    fn bytes(&self) -> usize {
        0
    }
}
