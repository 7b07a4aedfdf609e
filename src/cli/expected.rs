//! The table of a pair under the model of the expected frequency that was asked for.

use crate::count::pairs::{MarginsByRank, Window};
use crate::count::words::Words;
use crate::measure::association::Pair;
use crate::measure::expected::{Counts, Margins, Model};

/// What the model needs to know of every pair.
pub struct Expectation<'w> {
    model: Model,
    pairs: MarginsByRank,
    frequencies: &'w [u64],
    words: u64,
    width: u64,
}

impl<'w> Expectation<'w> {
    /// Of the pairs in a window.
    pub fn new(model: Model, pairs: MarginsByRank, window: Window, words: &'w Words) -> Self {
        let (before, after) = window.sides();
        let width = (before + after) as u64;
        let counted = words.tokens() - words.stop_word_tokens();
        Self { model, pairs, frequencies: &words.frequency, words: counted, width }
    }

    /// The table of two words that were seen together so often.
    pub fn pair(&self, observed: u64, [first, second]: [u32; 2]) -> Pair {
        let frequency = |rank: u32| self.frequencies[rank as usize];
        let counts = Counts {
            row: self.pairs.first(first),
            column: self.pairs.second(second),
            pairs: self.pairs.sum,
            first: frequency(first),
            second: frequency(second),
            words: self.words,
            width: self.width,
        };
        let margins = self.model.margins(&counts);
        let Margins { f1, f2, n } = margins.expect("a thousandth of 2^64 words is more than there are");
        Pair::new(observed, f1, f2, n)
    }
}
