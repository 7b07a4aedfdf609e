//! How evenly a word is spread over a corpus, from the distances between its uses: no parts are needed.
//!
//! d are the distances from each use to the next in the stream of counted words, the last one around the end to the first;
//! there are F of them, and they sum to N. They depend on the order of the documents.

use super::Measure;
use super::exact::{product, real, rounded};

/// The distances between the uses of a word, gathered use by use.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Gaps {
    frequency: u64,
    words: u64,
    seen: u64,
    first: u64,
    last: u64,
    /// The sum of min(d F, N).
    reduced: u128,
    squares: u128,
    /// The sum of d ln d.
    weighted_logs: f64,
}

impl Gaps {
    /// Of a word of this frequency in a stream of so many words.
    #[must_use]
    pub fn new(frequency: u64, words: u64) -> Self {
        Self { frequency, words, seen: 0, first: 0, last: 0, reduced: 0, squares: 0, weighted_logs: 0.0 }
    }

    /// The next use, by its position from 0 on; positions rise.
    pub fn push(&mut self, position: u64) {
        if self.seen == 0 {
            self.first = position;
        } else {
            self.add(position - self.last);
        }
        self.last = position;
        self.seen += 1;
    }

    fn add(&mut self, distance: u64) {
        self.reduced += product(distance, self.frequency).min(self.words.into());
        self.squares += product(distance, distance);
        self.weighted_logs += real(distance) * real(distance).ln();
    }

    /// With the distance around the end; none unless all uses of the word were given.
    fn closed(mut self) -> Option<Self> {
        if self.seen == 0 || self.seen != self.frequency || self.last >= self.words {
            return None;
        }
        self.add(self.first + (self.words - self.last));
        Some(self)
    }
}

/// Every measure of dispersion from positions, in the order of the documentation.
#[rustfmt::skip]
pub static POSITIONS: &[Measure<Gaps>] = &[
    Measure::new("arf", "average reduced frequency", "sum min(d, N/F) / (N/F)",
        "0..F", "tokens", "Savický & Hlaváčová 2002", arf),
    Measure::new("awt", "average waiting time", "(1 + sum d^2 / N) / 2",
        "1..(N+1)/2", "tokens", "Savický & Hlaváčová 2002", awt),
    Measure::new("ald", "average logarithmic distance", "sum d log10 d / N",
        "0..log10 N", "decimal digits", "Savický & Hlaváčová 2002", ald),
    Measure::new("fawt", "frequency by average waiting time", "N^2 / sum d^2",
        "1..F", "tokens", "Wordless 3", fawt),
    Measure::new("fawt_savicky", "frequency by average waiting time, as defined", "(N + 1) / (2 awt)",
        "1..F", "tokens", "Savický & Hlaváčová 2002", fawt_savicky),
    Measure::new("fald", "frequency by average logarithmic distance", "exp(-sum d/N ln(d/N))",
        "1..F", "tokens", "Savický & Hlaváčová 2002", fald),
];

/// 0 for a word without a use.
fn arf(gaps: &Gaps) -> Option<f64> {
    if gaps.frequency == 0 {
        return Some(0.0);
    }
    gaps.closed().map(|gaps| rounded(gaps.reduced) / real(gaps.words))
}

fn awt(gaps: &Gaps) -> Option<f64> {
    gaps.closed().map(|gaps| f64::midpoint(1.0, rounded(gaps.squares) / real(gaps.words)))
}

fn ald(gaps: &Gaps) -> Option<f64> {
    gaps.closed().map(|gaps| gaps.weighted_logs / real(gaps.words) / std::f64::consts::LN_10)
}

fn fawt(gaps: &Gaps) -> Option<f64> {
    gaps.closed().map(|gaps| real(gaps.words) / rounded(gaps.squares) * real(gaps.words))
}

fn fawt_savicky(gaps: &Gaps) -> Option<f64> {
    Some((real(gaps.words) + 1.0) / (2.0 * awt(gaps)?))
}

/// The distances sum to N, so sum d/N ln(d/N) is sum d ln d / N - ln N.
fn fald(gaps: &Gaps) -> Option<f64> {
    gaps.closed().map(|gaps| (real(gaps.words).ln() - gaps.weighted_logs / real(gaps.words)).exp())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn gaps(positions: &[u64], words: u64) -> Gaps {
        let mut gaps = Gaps::new(positions.len() as u64, words);
        positions.iter().for_each(|&position| gaps.push(position));
        gaps
    }

    #[test]
    fn uses_at_equal_distances_keep_their_frequency() {
        let even = gaps(&(0..50).map(|i| 7 + 20 * i).collect::<Vec<_>>(), 1000);
        for m in POSITIONS.iter().filter(|m| !matches!(m.id, "awt" | "ald")) {
            let wanted = if m.id == "fawt_savicky" { 1001.0 / 21.0 } else { 50.0 };
            assert!(((m.of)(&even).unwrap() - wanted).abs() < 1e-12, "{}", m.id);
        }
    }

    #[test]
    fn uses_that_are_missing_or_outside_give_nothing() {
        let mut missing = Gaps::new(3, 10);
        missing.push(2);
        let outside = gaps(&[3, 10], 10);
        assert!(POSITIONS.iter().all(|m| (m.of)(&missing).is_none() && (m.of)(&outside).is_none()));
        let none = gaps(&[], 10);
        assert!(POSITIONS.iter().all(|m| (m.of)(&none) == (m.id == "arf").then_some(0.0)));
    }

    proptest! {
        #[test]
        fn turning_the_stream_changes_nothing(
            positions in prop::collection::btree_set(0..500u64, 1..60), turn in 0..500u64, backward: bool,
        ) {
            let words = 500;
            let here = gaps(&positions.iter().copied().collect::<Vec<_>>(), words);
            let mut turned: Vec<u64> = positions.iter().map(|p| (p + turn) % words).map(|p| if backward { words - 1 - p } else { p }).collect();
            turned.sort_unstable();
            let there = gaps(&turned, words);
            for m in POSITIONS {
                let (x, y) = ((m.of)(&here).unwrap(), (m.of)(&there).unwrap());
                prop_assert!((x - y).abs() <= 1e-12 * x, "{}: {} {}", m.id, x, y);
                prop_assert!(!m.id.contains('f') || m.id == "fawt_savicky" || x <= positions.len() as f64 * (1.0 + 1e-12), "{}: {}", m.id, x);
            }
        }
    }
}
