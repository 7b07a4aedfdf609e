//! How rich a vocabulary is, where the order of words matters: mean type/token ratios of stretches of text.
//!
//! Words are numbers, dense from 0 on. Each measure is gathered word by word, so that a corpus need not be in memory; of
//! MTLD, which is read in both directions, this holds for each direction.

use std::collections::VecDeque;

use super::Measure;
use super::exact::real;

/// Every measure of a sequence of words, in the order of the documentation.
#[rustfmt::skip]
pub static SEQUENCE: &[Measure<[u32]>] = &[
    Measure::new("msttr_50", "mean segmental type/token ratio, 50 words", "mean V/50 of consecutive segments, an incomplete last one dropped",
        "0..1", "types per token", "Johnson 1944", |words| gathered(Segments::new(50), words, Segments::push).mean()),
    Measure::new("mattr_50", "moving-average type/token ratio, 50 words", "mean V/50 of all windows",
        "0..1", "types per token", "Covington & McFall 2010", |words| gathered(Windows::new(50), words, Windows::push).mean()),
    Measure::new("mtld_le_0_72", "measure of textual lexical diversity", "N / factors; one closes at TTR <= 0.72; mean of both directions",
        "1..inf", "tokens per factor", "McCarthy & Jarvis 2010; lexicalrichness 0.5", |words| mtld(words, Closing::AtMost)),
    Measure::new("mtld_lt_0_72_min_10", "MTLD with factors of 10 words at least", "N / factors; one closes at TTR < 0.72 after 10 words; mean of both directions",
        "1..inf", "tokens per factor", "McCarthy & Jarvis 2010; lexical-diversity 0.1", |words| mtld(words, Closing::BelowAfterTen)),
    Measure::new("mtld_lt_0_72_min_10_mean", "MTLD as the mean length of factors", "mean length / share of all factors of both directions; one closes at TTR < 0.72 after 10 words",
        "1..inf", "tokens per factor", "taaled 0.32, mtld", mtld_mean_factor),
];

fn gathered<G>(mut gatherer: G, words: &[u32], push: fn(&mut G, u32)) -> G {
    words.iter().for_each(|&word| push(&mut gatherer, word));
    gatherer
}

fn both_directions(words: &[u32], closing: Closing) -> [Factors; 2] {
    let mut passes = [Factors::new(closing), Factors::new(closing)];
    words.iter().for_each(|&word| passes[0].push(word));
    words.iter().rev().for_each(|&word| passes[1].push(word));
    passes
}

fn mtld(words: &[u32], closing: Closing) -> Option<f64> {
    let [forward, backward] = both_directions(words, closing);
    mean_mtld(&forward, &backward)
}

fn mtld_mean_factor(words: &[u32]) -> Option<f64> {
    let [forward, backward] = both_directions(words, Closing::BelowAfterTen);
    mean_factor_length(&forward, &backward)
}

/// Distinct words since some point, for words that are dense numbers.
#[derive(Clone, Debug)]
struct Distinct {
    /// By word, the stretch in which it was last seen, from 1 on.
    stretch: Vec<u64>,
    current: u64,
    types: u64,
}

impl Distinct {
    fn new() -> Self {
        Self { stretch: Vec::new(), current: 1, types: 0 }
    }

    fn begin(&mut self) {
        self.current += 1;
        self.types = 0;
    }

    fn see(&mut self, word: u32) {
        let word = word as usize;
        if word >= self.stretch.len() {
            self.stretch.resize(word + 1, 0);
        }
        if self.stretch[word] != self.current {
            self.stretch[word] = self.current;
            self.types += 1;
        }
    }
}

/// Consecutive segments of some words, and their mean type/token ratio.
#[derive(Clone, Debug)]
pub struct Segments {
    size: u64,
    distinct: Distinct,
    length: u64,
    types: u64,
    segments: u64,
}

impl Segments {
    /// Of this size.
    #[must_use]
    pub fn new(size: u64) -> Self {
        Self { size, distinct: Distinct::new(), length: 0, types: 0, segments: 0 }
    }

    /// The next word.
    pub fn push(&mut self, word: u32) {
        self.distinct.see(word);
        self.length += 1;
        if self.length == self.size {
            self.types += self.distinct.types;
            self.segments += 1;
            self.length = 0;
            self.distinct.begin();
        }
    }

    /// The mean of all complete segments, if there is one.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.segments > 0).then(|| real(self.types) / real(self.size) / real(self.segments))
    }
}

/// All windows of some words, and their mean type/token ratio.
#[derive(Clone, Debug)]
pub struct Windows {
    size: usize,
    inside: VecDeque<u32>,
    /// By word, how many words there were with its last use.
    last: Vec<u64>,
    pushed: u64,
    distinct: u64,
    types: u128,
    windows: u64,
}

impl Windows {
    /// Of this size.
    #[must_use]
    pub fn new(size: usize) -> Self {
        let inside = VecDeque::with_capacity(size);
        Self { size, inside, last: Vec::new(), pushed: 0, distinct: 0, types: 0, windows: 0 }
    }

    /// The next word.
    pub fn push(&mut self, word: u32) {
        let before = self.pushed.saturating_sub(self.size as u64);
        if self.inside.len() == self.size
            && let Some(gone) = self.inside.pop_front()
        {
            self.distinct -= u64::from(self.last[gone as usize] == before + 1);
        }
        self.inside.push_back(word);
        let word = word as usize;
        if word >= self.last.len() {
            self.last.resize(word + 1, 0);
        }
        self.pushed += 1;
        // What was last seen before the window is new in it.
        self.distinct += u64::from(self.last[word] + self.size as u64 <= self.pushed || self.last[word] == 0);
        self.last[word] = self.pushed;
        if self.inside.len() == self.size {
            self.types += u128::from(self.distinct);
            self.windows += 1;
        }
    }

    /// The mean of all windows, if there is one.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.windows > 0).then(|| super::exact::rounded(self.types) / real(self.size as u64) / real(self.windows))
    }
}

/// When a factor of MTLD is complete: implementations disagree.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Closing {
    /// Its type/token ratio is at most 0.72.
    AtMost,
    /// It has 10 words or more, and its type/token ratio is less than 0.72.
    BelowAfterTen,
}

/// One pass over a text that cuts it into factors, the stretches in which the type/token ratio falls to 0.72.
#[derive(Clone, Debug)]
pub struct Factors {
    closing: Closing,
    distinct: Distinct,
    /// Of the factor that is not complete.
    length: u64,
    /// Complete ones.
    factors: u64,
    /// Types and length of the last complete one.
    last: (u64, u64),
    words: u64,
}

impl Factors {
    /// Without words.
    #[must_use]
    pub fn new(closing: Closing) -> Self {
        Self { closing, distinct: Distinct::new(), length: 0, factors: 0, last: (0, 0), words: 0 }
    }

    /// The next word.
    pub fn push(&mut self, word: u32) {
        self.distinct.see(word);
        self.length += 1;
        self.words += 1;
        let types = self.distinct.types;
        let closes = match self.closing {
            Closing::AtMost => 100 * types <= 72 * self.length,
            Closing::BelowAfterTen => self.length >= 10 && 100 * types < 72 * self.length,
        };
        if closes {
            self.factors += 1;
            self.last = (types, self.length);
            self.length = 0;
            self.distinct.begin();
        }
    }

    /// Words by factors; infinite without any.
    fn words_per_factor(&self) -> f64 {
        let rest = if self.length > 0 { share(self.distinct.types, self.length) } else { 0.0 };
        real(self.words) / (real(self.factors) + rest)
    }

    /// The sum of the lengths of factors over their shares, and the number of factors. As taaled has it, where what stands
    /// at the end is no complete factor, even if the last word would close it.
    fn lengths(&self) -> (f64, f64) {
        let (factors, types, length) = if self.length > 0 || self.factors == 0 {
            (self.factors, self.distinct.types, self.length)
        } else {
            (self.factors - 1, self.last.0, self.last.1)
        };
        let complete = real(self.words - length);
        if types == length {
            return (complete, real(factors));
        }
        (complete + real(length) / share(types, length), real(factors) + 1.0)
    }
}

/// How much of a factor these words are.
fn share(types: u64, length: u64) -> f64 {
    real(length - types) / real(length) / 0.28
}

/// MTLD, from a pass forward and one backward; infinite where the type/token ratio never falls.
#[must_use]
pub fn mean_mtld(forward: &Factors, backward: &Factors) -> Option<f64> {
    (forward.words > 0).then(|| f64::midpoint(forward.words_per_factor(), backward.words_per_factor()))
}

/// The mean length of the factors of both passes, each over its share; infinite where the type/token ratio never falls.
#[must_use]
pub fn mean_factor_length(forward: &Factors, backward: &Factors) -> Option<f64> {
    let ((length, factors), (more_length, more_factors)) = (forward.lengths(), backward.lengths());
    let factors = factors + more_factors;
    (forward.words > 0).then(|| if factors > 0.0 { (length + more_length) / factors } else { f64::INFINITY })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    fn plain_ttr(words: &[u32]) -> f64 {
        words.iter().collect::<HashSet<_>>().len() as f64 / words.len() as f64
    }

    fn plain_mean(ratios: impl Iterator<Item = f64>) -> Option<f64> {
        let ratios: Vec<f64> = ratios.collect();
        (!ratios.is_empty()).then(|| ratios.iter().sum::<f64>() / ratios.len() as f64)
    }

    fn agree(a: Option<f64>, b: Option<f64>) -> bool {
        a.zip(b).map_or(a == b, |(a, b)| a == b || (a - b).abs() <= 1e-12 * b.abs())
    }

    #[test]
    fn words_that_never_repeat_have_no_factor() {
        let words: Vec<u32> = (0..100).collect();
        for m in SEQUENCE {
            let wanted = if m.id.starts_with("mtld") { f64::INFINITY } else { 1.0 };
            assert_eq!((m.of)(&words), Some(wanted), "{}", m.id);
            assert_eq!((m.of)(&[]), None, "{}", m.id);
        }
    }

    proptest! {
        #[test]
        fn gatherers_agree_with_the_definition(words in prop::collection::vec(0..20u32, 0..120), size in 1..30usize) {
            let segments = gathered(Segments::new(size as u64), &words, Segments::push);
            prop_assert!(agree(segments.mean(), plain_mean(words.chunks_exact(size).map(plain_ttr))));
            let windows = gathered(Windows::new(size), &words, Windows::push);
            prop_assert!(agree(windows.mean(), plain_mean(words.windows(size).map(plain_ttr))));
        }

        #[test]
        fn mtld_does_not_depend_on_the_direction(words in prop::collection::vec(0..50u32, 1..300)) {
            let backward: Vec<u32> = words.iter().rev().copied().collect();
            for m in SEQUENCE.iter().filter(|m| m.id.starts_with("mtld")) {
                prop_assert!(agree((m.of)(&words), (m.of)(&backward)), "{}", m.id);
            }
        }
    }
}
