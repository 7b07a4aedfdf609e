//! How strongly three words attract each other: measures of the 2x2x2 table of a trigram.
//!
//! O111 is how often all three stand in their slots, O112 how often only the first two do, and so on: 1 is the word in its
//! slot, 2 any other. f1, f2 and f3 are how often each is in its slot, N is how many trigrams there are. E is what
//! independence of all three makes expected.

use std::f64::consts::LN_2;

use super::Measure;
use super::exact::{Wide, real};
use super::special::{deviance, ln_of, ln_ratio, log2_of};

/// The table of three words.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Triple {
    /// O111, O112, O121, O122, O211, O212, O221, O222.
    cells: [u64; 8],
    /// By slot, how often the word is in it, and how often another is.
    slots: [[u64; 2]; 3],
    n: u64,
}

/// How often some words of a trigram stand in their slots, whatever is in the others.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counts {
    /// All three.
    pub all: u64,
    /// The first and the second.
    pub first_second: u64,
    /// The first and the third.
    pub first_third: u64,
    /// The second and the third.
    pub second_third: u64,
    /// Each of the three.
    pub each: [u64; 3],
    /// All trigrams.
    pub n: u64,
}

impl Triple {
    /// The table with these cells, O111, O112, .., O222; none if their sum does not fit in 64 bits.
    #[must_use]
    pub fn new(cells: [u64; 8]) -> Option<Self> {
        let n = cells.iter().try_fold(0u64, |sum, &cell| sum.checked_add(cell))?;
        let in_slot = |bit: usize| (0..8).filter(|i| i & bit == 0).map(|i| cells[i]).sum::<u64>();
        let slots = [4, 2, 1].map(|bit| [in_slot(bit), n - in_slot(bit)]);
        Some(Self { cells, slots, n })
    }

    /// The table of a trigram from what is counted of it; none if a cell would be negative.
    #[must_use]
    pub fn from_counts(counts: &Counts) -> Option<Self> {
        let &Counts { all, first_second, first_third, second_third, each: [f1, f2, f3], n } = counts;
        let [o112, o121, o211] = [first_second, first_third, second_third].map(|two| two.checked_sub(all));
        let (o112, o121, o211) = (o112?, o121?, o211?);
        let o122 = f1.checked_sub(first_second)?.checked_sub(o121)?;
        let o212 = f2.checked_sub(first_second)?.checked_sub(o211)?;
        let o221 = f3.checked_sub(first_third)?.checked_sub(o211)?;
        let seen = [first_second, o121, o122, o211, o212, o221].iter().try_fold(0u64, |sum, &o| sum.checked_add(o))?;
        Self::new([all, o112, o121, o122, o211, o212, o221, n.checked_sub(seen)?])
    }

    fn observed(&self) -> f64 {
        real(self.cells[0])
    }

    /// The margins that a cell lies in.
    fn margins(&self, cell: usize) -> [u64; 3] {
        let [first, second, third] = &self.slots;
        [first[cell >> 2 & 1], second[cell >> 1 & 1], third[cell & 1]]
    }

    /// E of a cell, and O - E.
    fn expectation(&self, cell: usize) -> (f64, f64) {
        let margins = self.margins(cell);
        let [a, b, c] = margins.map(real);
        let n = real(self.n);
        let excess = Wide::product([self.cells[cell], self.n, self.n]).minus(Wide::product(margins));
        (a / n * (b / n) * c, excess / n / n)
    }

    /// E of all three, and O - E, where E is not 0.
    fn some_expectation(&self) -> Option<(f64, f64)> {
        (self.margins(0).into_iter().min()? > 0).then(|| self.expectation(0))
    }
}

/// Every measure of three words, in the order of the documentation.
#[rustfmt::skip]
pub static TRIGRAM: &[Measure<Triple>] = &[
    Measure::new("expected", "expected frequency", "E = f1 f2 f3 / N^2",
        "0..N", "trigrams", "Banerjee & Pedersen 2003", expected),
    Measure::new("g2", "log-likelihood ratio against full independence", "2 sum Oijk ln(Oijk/Eijk)",
        "0..inf", "chi-squared, 4 degrees of freedom", "Dunning 1993; Text::NSP 1.27, ll", g2),
    Measure::new("chi2", "Pearson's chi-squared against full independence", "sum (Oijk - Eijk)^2 / Eijk",
        "0..inf", "chi-squared, 4 degrees of freedom", "Pearson 1900; NLTK 3.10, chi_sq", chi2),
    Measure::new("pmi", "pointwise mutual information", "log2(O111/E)",
        "-inf..inf", "bits", "Text::NSP 1.27, pmi", pmi),
    Measure::new("tmi_bits", "true mutual information", "sum Oijk/N log2(Oijk/Eijk)",
        "0..2", "bits", "Text::NSP 1.27, tmi", tmi_bits),
    Measure::new("t_score", "t-score", "(O111 - E) / sqrt(O111)",
        "-inf..inf", "standard errors", "NLTK 3.10, student_t", t_score),
    Measure::new("poisson_stirling_ln", "Poisson-Stirling", "O111 (ln(O111/E) - 1)",
        "-inf..inf", "nats", "Quasthoff & Wolff 2002; Text::NSP 1.27, ps", poisson_stirling_ln),
    Measure::new("poisson_stirling_log2_nltk", "Poisson-Stirling with a binary logarithm", "O111 (log2(O111/E) - 1)",
        "-inf..inf", "bits", "NLTK 3.10, poisson_stirling", poisson_stirling_log2_nltk),
    Measure::new("jaccard", "Jaccard index", "O111 / (N - O222)",
        "0..1", "none", "NLTK 3.10, jaccard", jaccard),
    Measure::new("dice", "Dice coefficient of three words", "3 O111 / (f1 + f2 + f3)",
        "0..1", "none", "da Silva & Lopes 1999", dice),
    Measure::new("lambda", "lambda of three words", "sum (-1)^(number of absences) ln(Oijk + 0.5)",
        "-inf..inf", "nats", "Blaheta & Johnson 2001; quanteda", lambda),
    Measure::new("lambda_sigma", "standard error of lambda", "sqrt(sum 1 / (Oijk + 0.5))",
        "0..inf", "nats", "Blaheta & Johnson 2001; quanteda", lambda_sigma),
    Measure::new("lambda_z", "z of lambda", "lambda / lambda_sigma",
        "-inf..inf", "standard errors", "Blaheta & Johnson 2001; quanteda", lambda_z),
];

fn expected(triple: &Triple) -> Option<f64> {
    (triple.n > 0).then(|| triple.expectation(0).0)
}

/// The excesses of all cells sum to 0, so their deviances make half of G2, and none cancels.
fn g2(triple: &Triple) -> Option<f64> {
    let part = |cell| {
        let (expected, excess) = triple.expectation(cell);
        deviance(real(triple.cells[cell]), expected, excess)
    };
    (triple.n > 0).then(|| 2.0 * (0..8).map(part).sum::<f64>())
}

fn chi2(triple: &Triple) -> Option<f64> {
    let part = |cell| {
        let (expected, excess) = triple.expectation(cell);
        (expected > 0.0).then(|| excess / expected * excess)
    };
    (0..8).map(part).sum()
}

fn pmi(triple: &Triple) -> Option<f64> {
    triple.some_expectation().map(|_| log2_of([triple.cells[0], triple.n, triple.n], triple.margins(0)))
}

fn tmi_bits(triple: &Triple) -> Option<f64> {
    Some(g2(triple)? / (2.0 * LN_2 * real(triple.n)))
}

fn t_score(triple: &Triple) -> Option<f64> {
    let (_, excess) = triple.some_expectation()?;
    Some(if triple.cells[0] == 0 { f64::NEG_INFINITY } else { excess / triple.observed().sqrt() })
}

fn poisson_stirling_ln(triple: &Triple) -> Option<f64> {
    triple.some_expectation()?;
    let o = triple.cells[0];
    let log = || ln_of([o, triple.n, triple.n], triple.margins(0));
    Some(if o == 0 { 0.0 } else { real(o) * (log() - 1.0) })
}

fn poisson_stirling_log2_nltk(triple: &Triple) -> Option<f64> {
    triple.some_expectation()?;
    let (o, [f1, f2, f3]) = (triple.cells[0], triple.margins(0));
    Some(if o == 0 { 0.0 } else { real(o) * log2_of([o, triple.n, triple.n], [f1, f2, f3, 2]) })
}

fn jaccard(triple: &Triple) -> Option<f64> {
    let any = triple.n - triple.cells[7];
    (any > 0).then(|| triple.observed() / real(any))
}

fn dice(triple: &Triple) -> Option<f64> {
    let sum: f64 = triple.margins(0).map(real).iter().sum();
    (sum > 0.0).then(|| 3.0 * triple.observed() / sum)
}

fn lambda(triple: &Triple) -> Option<f64> {
    /// Where twice a cell and 1 still fits.
    const LARGEST: u64 = u64::MAX / 2;
    if triple.n > LARGEST {
        return None;
    }
    let [o111, o112, o121, o122, o211, o212, o221, o222] = triple.cells.map(|o| 2 * o + 1);
    let (above, below) = (Wide::product([o111, o122, o212, o221]), Wide::product([o112, o121, o211, o222]));
    Some(ln_ratio(above.real(), below.real(), above.minus(below)))
}

fn lambda_sigma(triple: &Triple) -> Option<f64> {
    Some(triple.cells.iter().map(|&o| 1.0 / (real(o) + 0.5)).sum::<f64>().sqrt())
}

fn lambda_z(triple: &Triple) -> Option<f64> {
    Some(lambda(triple)? / lambda_sigma(triple)?)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn counts_make_the_cells() {
        let cells = [3, 1, 4, 1, 5, 9, 2, 6];
        let counts = Counts { all: 3, first_second: 4, first_third: 7, second_third: 8, each: [9, 18, 14], n: 31 };
        assert_eq!(Triple::from_counts(&counts), Triple::new(cells));
        assert_eq!(Triple::from_counts(&Counts { n: 24, ..counts }), None);
        assert_eq!(Triple::from_counts(&Counts { first_third: 2, ..counts }), None);
        assert_eq!(Triple::new([u64::MAX, 1, 0, 0, 0, 0, 0, 0]), None);
    }

    #[test]
    fn no_trigram_has_next_to_nothing() {
        let none = Triple::new([0; 8]).unwrap();
        let defined: Vec<_> = TRIGRAM.iter().filter(|m| (m.of)(&none).is_some()).map(|m| m.id).collect();
        assert_eq!(defined, ["lambda", "lambda_sigma", "lambda_z"]);
    }

    proptest! {
        #[test]
        fn no_count_gives_nan(cells: [u32; 8], bits in 0..32u32) {
            let triple = Triple::new(cells.map(|o| u64::from(o >> bits))).unwrap();
            for m in TRIGRAM {
                prop_assert!((m.of)(&triple).is_none_or(|v| !v.is_nan()), "{}", m.id);
            }
        }

        #[test]
        fn g2_and_chi2_vanish_only_at_independence(cells: [u16; 8]) {
            let triple = Triple::new(cells.map(|o| u64::from(o) + 1)).unwrap();
            let independent = (0..8).all(|cell| triple.expectation(cell).1 == 0.0);
            prop_assert_eq!(g2(&triple).unwrap() > 0.0, !independent);
            prop_assert_eq!(chi2(&triple).unwrap() > 0.0, !independent);
        }

        #[test]
        fn slots_change_places_without_changing_the_value(o: [u16; 8]) {
            let o = o.map(u64::from);
            let here = Triple::new(o).unwrap();
            let there = Triple::new([o[0], o[4], o[2], o[6], o[1], o[5], o[3], o[7]]).unwrap();
            for m in TRIGRAM {
                match ((m.of)(&here), (m.of)(&there)) {
                    (Some(x), Some(y)) => prop_assert!(x == y || (x - y).abs() <= 1e-12 * x.abs(), "{}: {x} {y}", m.id),
                    (x, y) => prop_assert_eq!(x, y),
                }
            }
        }
    }
}
