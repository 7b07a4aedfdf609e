//! The table of a pair under the model of the expected frequency that was asked for.

use crate::count::pairs::{MarginsByRank, Window};
use crate::count::words::Words;
use crate::encode::terms::Terms;
use crate::encode::vocabulary::Vocabulary;
use crate::measure::association::Pair;
use crate::measure::expected::{Counts, Margins, Model};

/// What the model needs to know of every pair.
pub struct Expectation {
    model: Model,
    pairs: MarginsByRank,
    /// Empty for a model that looks at pairs only.
    frequencies: Vec<u64>,
    words: u64,
    width: u64,
}

impl Expectation {
    /// Of the pairs in a window.
    pub fn new(
        model: Model,
        pairs: MarginsByRank,
        window: Window,
        vocabularies: &[Vocabulary<'_>],
        terms: &Terms,
    ) -> Self {
        let (before, after) = window.sides();
        let width = (before + after) as u64;
        if model == Model::Pair {
            return Self { model, pairs, frequencies: Vec::new(), words: 0, width };
        }
        let words = Words::merge(vocabularies, terms);
        let counted = words.tokens() - words.stop_word_tokens();
        Self { model, pairs, frequencies: words.frequency, words: counted, width }
    }

    /// The table of two words that were seen together so often.
    pub fn pair(&self, observed: u64, [first, second]: [u32; 2]) -> Pair {
        let frequency = |rank: u32| self.frequencies.get(rank as usize).copied().unwrap_or_default();
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
