//! What is counted, and how counts are held and merged. Everything here reads the one stream of codes.

pub mod choice;
pub mod ngrams;
pub mod pairs;
pub mod partition;
pub mod sentences;
pub mod words;

/// Counts something in the units of a corpus: one for each thread, merged at the end.
pub trait Observer: Send {
    /// How many positions beyond a cut it needs to see.
    fn reach(&self) -> usize;

    /// Takes a unit, or the neighbourhood of a cut in one. `seam`: count only what has a part before this index and a part
    /// from it on; 0: count everything.
    fn unit(&mut self, document: u32, codes: &[u32], seam: usize);
}
