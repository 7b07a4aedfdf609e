//! How strongly two words attract each other: measures of the 2x2 table of a pair.
//!
//! O is the observed frequency of the pair, E the expected one, f1 and f2 the frequencies of its words and N the size of
//! what they were counted in. The four cells are O11 = O, O12 = f1 - O, O21 = f2 - O and O22 = N - f1 - f2 + O.
//!
//! Near independence O - E is a small difference of large products, and so is every measure that vanishes there. The
//! difference is therefore taken of the exact integers, once, and logarithms near 1 are taken of it.

use std::f64::consts::LOG2_E;

use super::Measure;

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
    /// No cell is negative.
    possible: bool,
}

impl Pair {
    /// The table of a pair seen `frequency` times, of words seen `f1` and `f2` times, among `n`.
    #[must_use]
    pub fn new(frequency: u64, f1: u64, f2: u64, n: u64) -> Self {
        Self {
            frequency,
            f1,
            f2,
            n,
            expected: real(f1) * real(f2) / real(n),
            determinant: difference(product(frequency, n), product(f1, f2)),
            possible: frequency <= f1 && frequency <= f2 && f2 <= n && f1 - frequency <= n - f2,
        }
    }

    /// The expected frequency, E; undefined for an empty sample.
    #[must_use]
    pub fn expected(&self) -> Option<f64> {
        expected(self)
    }

    fn observed(&self) -> f64 {
        real(self.frequency)
    }

    /// O - E.
    fn excess(&self) -> f64 {
        self.determinant / real(self.n)
    }
}

/// Every measure of a pair, in the order of the documentation.
pub static ASSOCIATION: &[Measure<Pair>] = &[
    Measure {
        id: "expected",
        name: "expected frequency",
        formula: "E = f1 f2 / N",
        range: "0..N",
        units: "pairs",
        source: "Evert 2004",
        of: expected,
    },
    Measure {
        id: "g2",
        name: "log-likelihood ratio",
        formula: "2 sum Oij ln(Oij/Eij)",
        range: "0..inf",
        units: "chi-squared, 1 degree of freedom",
        source: "Dunning 1993",
        of: g2,
    },
    Measure {
        id: "pmi",
        name: "pointwise mutual information",
        formula: "log2(O/E)",
        range: "-inf..inf",
        units: "bits",
        source: "Church & Hanks 1990",
        of: pmi,
    },
    Measure {
        id: "npmi",
        name: "normalised pointwise mutual information",
        formula: "log2(O/E) / -log2(O/N)",
        range: "-1..1",
        units: "none",
        source: "Bouma 2009",
        of: npmi,
    },
    Measure {
        id: "t_score",
        name: "t-score",
        formula: "(O - E) / sqrt(O)",
        range: "-inf..inf",
        units: "standard errors",
        source: "Church et al. 1991",
        of: t_score,
    },
    Measure {
        id: "dice",
        name: "Dice coefficient",
        formula: "2 O / (f1 + f2)",
        range: "0..1",
        units: "none",
        source: "Dice 1945",
        of: dice,
    },
    Measure {
        id: "log_dice",
        name: "logDice",
        formula: "14 + log2(2 O / (f1 + f2))",
        range: "-inf..14",
        units: "bits",
        source: "Rychlý 2008",
        of: log_dice,
    },
    Measure {
        id: "chi2",
        name: "Pearson's chi-squared",
        formula: "N (O11 O22 - O12 O21)^2 / (f1 (N - f1) f2 (N - f2))",
        range: "0..N",
        units: "chi-squared, 1 degree of freedom",
        source: "Pearson 1900",
        of: chi2,
    },
];

/// The association measure with this id.
#[must_use]
pub fn named(id: &str) -> Option<&'static Measure<Pair>> {
    super::find(ASSOCIATION, id)
}

/// The frequency that independence of the two words makes expected (Evert 2004).
fn expected(pair: &Pair) -> Option<f64> {
    (pair.n > 0).then_some(pair.expected)
}

/// The log-likelihood ratio (Dunning 1993), as the sum of the deviances of the cells: no term is negative, so none cancels.
fn g2(pair: &Pair) -> Option<f64> {
    if !pair.possible || pair.n == 0 {
        return None;
    }
    let &Pair { frequency: o11, f1: r1, f2: c1, n, .. } = pair;
    let (r2, c2) = (n - r1, n - c1);
    let (r1_share, r2_share) = (real(r1) / real(n), real(r2) / real(n));
    let excess = pair.excess();
    let half = deviance(o11, pair.expected, excess)
        + deviance(r1 - o11, r1_share * real(c2), -excess)
        + deviance(c1 - o11, r2_share * real(c1), -excess)
        + deviance(c2 - (r1 - o11), r2_share * real(c2), excess);
    Some(2.0 * half)
}

/// Pointwise mutual information (Church & Hanks 1990).
fn pmi(pair: &Pair) -> Option<f64> {
    (pair.expected > 0.0).then(|| log2_ratio(pair.observed(), pair.expected, pair.excess()))
}

/// Pointwise mutual information as a share of the most it can be (Bouma 2009): -1 never together, 1 only together.
fn npmi(pair: &Pair) -> Option<f64> {
    let pmi = pmi(pair)?;
    if pair.frequency == 0 {
        return Some(-1.0);
    }
    let above = pair.n.checked_sub(pair.frequency).filter(|&above| above > 0)?;
    Some(pmi / log2_ratio(real(pair.n), pair.observed(), real(above)))
}

/// The t-score (Church, Gale, Hanks & Hindle 1991).
fn t_score(pair: &Pair) -> Option<f64> {
    if pair.n == 0 || pair.frequency == 0 && pair.expected == 0.0 {
        return None;
    }
    Some(if pair.frequency == 0 { f64::NEG_INFINITY } else { pair.excess() / pair.observed().sqrt() })
}

/// The Dice coefficient (Dice 1945).
fn dice(pair: &Pair) -> Option<f64> {
    let margins = real(pair.f1) + real(pair.f2);
    (pair.possible && margins > 0.0).then(|| 2.0 * pair.observed() / margins)
}

/// logDice (Rychlý 2008).
fn log_dice(pair: &Pair) -> Option<f64> {
    const FOURTEEN: f64 = 16384.0;
    let margins = real(pair.f1) + real(pair.f2);
    // 14 inside the logarithm: added to it, it would cost digits where the sum is near 0.
    let joint = FOURTEEN * 2.0 * pair.observed();
    (pair.possible && margins > 0.0).then(|| log2_ratio(joint, margins, joint - margins))
}

/// Pearson's chi-squared without correction (Pearson 1900).
fn chi2(pair: &Pair) -> Option<f64> {
    let &Pair { f1: r1, f2: c1, n, .. } = pair;
    if !pair.possible || r1 == 0 || c1 == 0 || r1 == n || c1 == n {
        return None;
    }
    let rows = real(r1) * real(n - r1);
    let columns = real(c1) * real(n - c1);
    Some(real(n) * (pair.determinant / rows) * (pair.determinant / columns))
}

/// O ln(O/E) - (O - E), given O - E: what a cell adds to half of G2. Never negative.
fn deviance(observed: u64, expected: f64, excess: f64) -> f64 {
    if observed == 0 {
        return -excess;
    }
    let o = real(observed);
    let v = excess / (o + expected);
    if v.abs() < 0.1 {
        // Loader 2000, bd0: 2 O (v + v^3/3 + v^5/5 + ..) is O ln(O/E), and its first term but for (O - E) v is O - E.
        excess * v + 2.0 * o * v * atanh_tail(v * v)
    } else {
        o * (o / expected).ln() - excess
    }
}

/// atanh(v)/v - 1 = w/3 + w^2/5 + w^3/7 + .. of w = v^2, to f64's last digit for w < 0.01.
fn atanh_tail(w: f64) -> f64 {
    let divisors = [17.0, 15.0, 13.0, 11.0, 9.0, 7.0, 5.0, 3.0];
    w * divisors.iter().fold(0.0, |sum, divisor| sum * w + 1.0 / divisor)
}

/// log2(a/b), given a - b: near 1 the quotient has lost what the difference still has.
fn log2_ratio(a: f64, b: f64, difference: f64) -> f64 {
    let x = difference / b;
    if x.abs() < 0.5 { x.ln_1p() * LOG2_E } else { (a / b).log2() }
}

/// A count as a real number. Exact up to 2^53.
fn real(count: u64) -> f64 {
    count as f64
}

/// The product of two counts, which need not fit in a u64.
fn product(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

/// a - b, rounded once.
fn difference(a: u128, b: u128) -> f64 {
    let magnitude = a.abs_diff(b);
    // The conversion from 128 bits is slow, and hardly ever needed.
    let rounded = u64::try_from(magnitude).map_or_else(|_| magnitude as f64, real);
    if a < b { -rounded } else { rounded }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Is the value the wanted one, where an empty string or `nan` stands for undefined?
    fn agrees(got: Option<f64>, wanted: &str, relative: f64, absolute: f64) -> bool {
        let wanted = Some(wanted).filter(|w| !matches!(*w, "" | "nan")).map(|w| w.parse::<f64>().unwrap());
        match (got, wanted) {
            (Some(g), Some(w)) => g == w || (g - w).abs() <= absolute.max(relative * w.abs()),
            (g, w) => g == w,
        }
    }

    fn counts(cells: &[&str]) -> Pair {
        let [frequency, f1, f2, n] = [0, 1, 2, 3].map(|i| cells[i].parse().unwrap());
        Pair::new(frequency, f1, f2, n)
    }

    #[test]
    fn golden_values() {
        let mut rows = 0;
        for line in include_str!("../../tests/golden/assoc.tsv").lines().skip(1) {
            let row: Vec<&str> = line.split('\t').collect();
            let pair = counts(&[row[7], row[5], row[6], row[8]]);
            let id = if row[9] == "e11" { "expected" } else { row[9] };
            let got = (named(id).unwrap().of)(&pair);
            // Golden writes the rounding of a 0 to 60 digits as what it is, 1e-60.
            let absolute = if id == "g2" { 1e-10 } else { 1e-50 };
            assert!(agrees(got, row[10], 1e-10, absolute), "{} {id}: {got:?}, not {}", row[0], row[10]);
            rows += 1;
        }
        assert_eq!(rows, 65 * ASSOCIATION.len());
    }

    #[test]
    fn extreme_margins_keep_their_digits() {
        let mut lines = include_str!("../../tests/golden/assoc_extreme.tsv").lines();
        let ids: Vec<&str> = lines.next().unwrap().split('\t').skip(4).collect();
        for line in lines {
            let row: Vec<&str> = line.split('\t').collect();
            let pair = counts(&row);
            for (id, wanted) in ids.iter().zip(&row[4..]) {
                let got = (named(id).unwrap().of)(&pair);
                assert!(agrees(got, wanted, 1e-12, 0.0), "{:?} {id}: {got:?}, not {wanted}", &row[..4]);
            }
        }
    }

    #[test]
    fn a_table_with_a_negative_cell_has_only_what_needs_no_cells() {
        let pair = Pair::new(12, 10, 20, 1000);
        let defined: Vec<_> = ASSOCIATION.iter().filter(|m| (m.of)(&pair).is_some()).map(|m| m.id).collect();
        assert_eq!(defined, ["expected", "pmi", "npmi", "t_score"]);
    }

    #[test]
    fn an_empty_sample_has_no_measures() {
        assert!(ASSOCIATION.iter().all(|m| (m.of)(&Pair::new(0, 0, 0, 0)).is_none()));
    }

    #[test]
    fn ids_are_distinct() {
        for m in ASSOCIATION {
            assert_eq!(ASSOCIATION.iter().filter(|other| other.id == m.id).count(), 1);
        }
        assert!(named("no_such_measure").is_none());
    }

    proptest! {
        #[test]
        fn no_count_gives_nan(o: u64, f1: u64, f2: u64, n: u64, bits in 0..64u32) {
            let pair = Pair::new(o >> bits, f1 >> bits, f2 >> bits, n >> bits);
            for m in ASSOCIATION {
                prop_assert!((m.of)(&pair).is_none_or(|v| !v.is_nan()), "{}", m.id);
            }
        }

        #[test]
        fn words_change_places_without_changing_the_value(o in 0..50u64, a in 0..1000u64, b in 0..1000u64, d in 0..10_000_000u64) {
            let (here, there) = (Pair::new(o, o + a, o + b, o + a + b + d), Pair::new(o, o + b, o + a, o + a + b + d));
            for m in ASSOCIATION {
                match ((m.of)(&here), (m.of)(&there)) {
                    (Some(x), Some(y)) => prop_assert!(x == y || (x - y).abs() <= 1e-13 * x.abs(), "{}: {x} {y}", m.id),
                    (x, y) => prop_assert_eq!(x, y),
                }
            }
        }

        #[test]
        fn g2_is_never_negative(o in 0..50u64, a in 0..100_000u64, b in 0..100_000u64, d in 0..1_000_000_000_000u64) {
            prop_assert!(g2(&Pair::new(o, o + a, o + b, o + a + b + d)).is_none_or(|v| v >= 0.0));
        }
    }
}
