//! The table of a pair under the model of the expected frequency that was asked for.

use crate::count::pairs::{MarginsByRank, Window};
use crate::count::words::Words;
use crate::encode::memory::prefetch;
use crate::measure::association::Pair;
use crate::measure::expected::{Counts, Model};

/// The margins of every pair.
pub struct Expectation {
    /// By rank of the first word.
    f1: Vec<u64>,
    /// By rank of the second; none if the two are the same.
    f2: Option<Vec<u64>>,
    n: u64,
}

impl Expectation {
    /// Of the pairs in a window.
    pub fn new(model: Model, pairs: &MarginsByRank, window: Window, words: &Words) -> Self {
        let (before, after) = window.sides();
        let counted = words.tokens() - words.stop_word_tokens();
        // f1 is a matter of the first word alone and f2 of the second, so those of one rank say both.
        let margins = |(rank, &frequency): (u32, &u64)| {
            let counts = Counts {
                row: pairs.first(rank),
                column: pairs.second(rank),
                pairs: pairs.sum,
                first: frequency,
                second: frequency,
                words: counted,
                width: (before + after) as u64,
            };
            model.margins(&counts).expect("a thousandth of 2^64 words is more than there are")
        };
        let each = || (0u32..).zip(&words.frequency).map(margins);
        let f1: Vec<u64> = each().map(|m| m.f1).collect();
        let f2: Vec<u64> = each().map(|m| m.f2).collect();
        let n = each().next().map_or(0, |m| m.n);
        Self { f2: (f1 != f2).then_some(f2), f1, n }
    }

    /// The table of two words that were seen together so often.
    pub fn pair(&self, observed: u64, words: [u32; 2]) -> Pair {
        let [o, f1, f2, n] = self.counts(observed, words);
        Pair::new(o, f1, f2, n)
    }

    /// O, f1, f2 and N of that.
    pub fn counts(&self, observed: u64, [first, second]: [u32; 2]) -> [u64; 4] {
        let f2 = self.f2.as_ref().unwrap_or(&self.f1);
        [observed, self.f1[first as usize], f2[second as usize], self.n]
    }

    /// Has the margins on their way from memory by the time they are asked for.
    pub fn approach(&self, [first, second]: [u32; 2]) {
        prefetch(&self.f1[first as usize]);
        prefetch(&self.f2.as_ref().unwrap_or(&self.f1)[second as usize]);
    }
}
