//! How the vocabulary grows with the text: types and hapax legomena at a hundred points, and the line through them (Heaps
//! 1978, Herdan 1960). It depends on the order of the documents.

use super::Measure;
use super::exact::{product, real};
use super::line::Line;

/// How far the vocabulary has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Point {
    /// After so many words.
    pub tokens: u64,
    /// So many different ones.
    pub types: u64,
    /// And so many that came once.
    pub hapax: u64,
}

/// The growth of a vocabulary, gathered word by word.
#[derive(Clone, Debug)]
pub struct Growth {
    words: u64,
    /// By word: never, once, or more often.
    seen: Vec<u8>,
    now: Point,
    points: Vec<Point>,
}

impl Growth {
    /// How many points there are.
    pub const POINTS: u64 = 100;

    /// Of a text of so many words.
    #[must_use]
    pub fn new(words: u64) -> Self {
        let mut growth =
            Self { words, seen: Vec::new(), now: Point { tokens: 0, types: 0, hapax: 0 }, points: Vec::new() };
        growth.mark();
        growth
    }

    /// The next word, a number dense from 0 on.
    pub fn push(&mut self, word: u32) {
        let word = word as usize;
        if word >= self.seen.len() {
            self.seen.resize(word + 1, 0);
        }
        let seen = &mut self.seen[word];
        match *seen {
            0 => {
                self.now.types += 1;
                self.now.hapax += 1;
            }
            1 => self.now.hapax -= 1,
            _ => {}
        }
        *seen = seen.saturating_add(1);
        self.now.tokens += 1;
        self.mark();
    }

    /// Keeps the points that are here.
    fn mark(&mut self) {
        let next = |points: &[Point]| product(points.len() as u64 + 1, self.words) / u128::from(Self::POINTS);
        while (self.points.len() as u64) < Self::POINTS && next(&self.points) == u128::from(self.now.tokens) {
            self.points.push(self.now);
        }
    }

    /// The points so far, after floor(i N / 100) words for i = 1..100. In a text of fewer than 100 words some are the same.
    #[must_use]
    pub fn points(&self) -> &[Point] {
        &self.points
    }
}

/// The line through log10 V over log10 N, at points that have words.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Heaps(Option<Line>);

impl From<&[Point]> for Heaps {
    fn from(points: &[Point]) -> Self {
        let some = points.iter().filter(|point| point.tokens > 0);
        Self(Line::fit(some.map(|point| (real(point.tokens).log10(), real(point.types).log10()))))
    }
}

/// Every measure of growth, in the order of the documentation.
#[rustfmt::skip]
pub static HEAPS: &[Measure<Heaps>] = &[
    Measure::new("heaps_beta", "exponent of vocabulary growth", "slope of log10 V over log10 N at the points of the growth curve",
        "0..1", "none", "Herdan 1960; Heaps 1978", |fit| fit.0.map(|line| line.slope)),
    Measure::new("heaps_k", "factor of vocabulary growth", "10^intercept of that line",
        "0..inf", "types", "Heaps 1978", |fit| fit.0.map(|line| 10f64.powf(line.intercept))),
    Measure::new("heaps_beta_se", "standard error of the exponent", "sqrt(sum of squared residuals / (points - 2) / sum of squares of log10 N)",
        "0..inf", "none", "R 4.2, lm", |fit| fit.0?.slope_error()),
    Measure::new("heaps_r2", "share of variance explained by the line", "1 - sum of squared residuals / sum of squares of log10 V",
        "0..1", "none", "R 4.2, lm", |fit| fit.0?.r2()),
    Measure::new("heaps_beta_ci_lo", "lower end of the 95 % interval of the exponent", "heaps_beta - t(0.975, points - 2) heaps_beta_se",
        "-inf..inf", "none", "R 4.2, confint", |fit| Some(fit.0?.slope - fit.0?.margin()?)),
    Measure::new("heaps_beta_ci_hi", "upper end of the 95 % interval of the exponent", "heaps_beta + t(0.975, points - 2) heaps_beta_se",
        "-inf..inf", "none", "R 4.2, confint", |fit| Some(fit.0?.slope + fit.0?.margin()?)),
];

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn points_are_counts_of_beginnings(words in prop::collection::vec(0..40u32, 0..450)) {
            let mut growth = Growth::new(words.len() as u64);
            words.iter().for_each(|&word| growth.push(word));
            let plain = (1..=100).map(|i| {
                let mut counts: HashMap<u32, u64> = HashMap::new();
                let beginning = &words[..i * words.len() / 100];
                beginning.iter().for_each(|&word| *counts.entry(word).or_default() += 1);
                let hapax = counts.values().filter(|&&count| count == 1).count();
                Point { tokens: beginning.len() as u64, types: counts.len() as u64, hapax: hapax as u64 }
            });
            prop_assert!(plain.eq(growth.points().iter().copied()));
        }
    }

    #[test]
    fn a_vocabulary_that_grows_as_a_power_has_that_power() {
        let points: Vec<Point> = (1..=100).map(|i| Point { tokens: i * i, types: 7 * i, hapax: 0 }).collect();
        let fit = Heaps::from(points.as_slice());
        let value = |id: &str| (super::super::find(HEAPS, id).unwrap().of)(&fit).unwrap();
        assert!((value("heaps_beta") - 0.5).abs() < 1e-14 && (value("heaps_k") - 7.0).abs() < 1e-13);
    }
}
