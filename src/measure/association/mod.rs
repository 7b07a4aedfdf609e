//! How strongly two words attract each other: measures of the 2x2 table of a pair.
//!
//! O is the observed frequency of the pair, E the expected one, f1 and f2 the frequencies of its words and N the size of
//! what they were counted in. The four cells are O11 = O, O12 = f1 - O, O21 = f2 - O and O22 = N - f1 - f2 + O; the margins
//! R1 = f1, R2 = N - f1, C1 = f2 and C2 = N - f2.
//!
//! Near independence O - E is a small difference of large products, and so is every measure that vanishes there. The
//! difference is therefore taken of the exact integers, once, and logarithms near 1 are taken of it.

mod ceiling;
mod formulas;
mod table;

pub use ceiling::{Ceiling, ceiling};
pub(super) use formulas::{chi2, chi2_yates, g2};
pub use table::ASSOCIATION;

use super::Measure;
use super::exact::{difference, product, real, rounded};
use super::special::ln_ratio;

/// The table of a pair, and what several measures need of it.
///
/// Some models of the expected frequency give tables with a negative cell, as where a window sees more pairs than the
/// words have tokens. Measures of the cells are undefined there; those of O, E and N are not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Pair {
    /// How often the pair was seen, O.
    pub frequency: u64,
    /// The frequency of the first word.
    pub f1: u64,
    /// The frequency of the second word.
    pub f2: u64,
    /// The size of the sample, N.
    pub n: u64,
    expected: f64,
    /// O11 O22 - O12 O21, which is O N - f1 f2, which is N (O - E).
    determinant: f64,
    /// There is a sample, and no cell is negative.
    possible: bool,
}

/// The cells and margins of a table that can exist.
#[derive(Clone, Copy, Debug)]
struct Cells {
    o11: u64,
    o12: u64,
    o21: u64,
    o22: u64,
    r1: u64,
    r2: u64,
    c1: u64,
    c2: u64,
}

impl Pair {
    /// The table of a pair seen `frequency` times, of words seen `f1` and `f2` times, among `n`.
    #[must_use]
    pub fn new(frequency: u64, f1: u64, f2: u64, n: u64) -> Self {
        let within = frequency <= f1 && frequency <= f2 && f2 <= n;
        Self {
            frequency,
            f1,
            f2,
            n,
            expected: real(f1) * real(f2) / real(n),
            determinant: difference(product(frequency, n), product(f1, f2)),
            possible: n > 0 && within && f1 - frequency <= n - f2,
        }
    }

    /// The expected frequency, E; undefined for an empty sample.
    #[must_use]
    pub fn expected(&self) -> Option<f64> {
        (self.n > 0).then_some(self.expected)
    }

    /// E, where it is not 0.
    fn some_expected(&self) -> Option<f64> {
        self.expected().filter(|&e| e > 0.0)
    }

    /// The cells and margins, unless one is negative.
    fn cells(&self) -> Option<Cells> {
        let &Self { frequency: o11, f1: r1, f2: c1, n, possible, .. } = self;
        possible.then(|| {
            let c2 = n - c1;
            Cells { o11, o12: r1 - o11, o21: c1 - o11, o22: c2 - (r1 - o11), r1, r2: n - r1, c1, c2 }
        })
    }

    fn observed(&self) -> f64 {
        real(self.frequency)
    }

    /// O - E.
    fn excess(&self) -> f64 {
        self.determinant / real(self.n)
    }

    /// |O11 O22 - O12 O21| - N/2, rounded once; what Yates's correction leaves.
    fn corrected(&self) -> f64 {
        let magnitude = product(self.frequency, self.n).abs_diff(product(self.f1, self.f2));
        let half = u128::from(self.n / 2);
        match (self.n % 2, magnitude >= half) {
            (0, _) => difference(magnitude, half),
            (_, true) => rounded(magnitude - half) - 0.5,
            (_, false) => -rounded(half - magnitude) - 0.5,
        }
    }
}

/// The association measure with this id.
#[must_use]
pub fn named(id: &str) -> Option<&'static Measure<Pair>> {
    super::find(ASSOCIATION, id)
}

/// ln of (a + 0.5)(d + 0.5) / ((b + 0.5)(c + 0.5)).
pub(super) fn smoothed_log_odds([a, b, c, d]: [u64; 4]) -> f64 {
    let odd = |x: u64, y: u64| (u128::from(x) * 2 + 1).checked_mul(u128::from(y) * 2 + 1);
    let plain = |x: u64, y: u64| (real(x) + 0.5) * (real(y) + 0.5);
    match (odd(a, d), odd(b, c)) {
        (Some(above), Some(below)) => ln_ratio(rounded(above), rounded(below), difference(above, below)),
        _ => (plain(a, d) / plain(b, c)).ln(),
    }
}

#[cfg(test)]
mod tests;
