//! Whether a word is more frequent in one corpus than in another.
//!
//! a and b are the word's frequencies in the target and in the reference, c and d the sizes of the two in tokens;
//! e1 = c (a + b) / (c + d) and e2 = d (a + b) / (c + d) are what would be expected if it were equally frequent in both.
//! Logarithms near 1 and differences of shares are taken of a d - b c, which is exact.

use std::f64::consts::LOG2_E;

use super::Measure;
use super::association::{self, Pair, smoothed_log_odds};
use super::exact::{difference, product, real};
use super::special::{chi2_tail, deviance, ln_of, ln_ratio, log2_ratio, signed};

/// A word in two corpora.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Contrast {
    /// Its frequency in the target, a.
    pub target: u64,
    /// Its frequency in the reference, b.
    pub reference: u64,
    /// The size of the target, c.
    pub target_size: u64,
    /// The size of the reference, d.
    pub reference_size: u64,
    /// The table of the word and others, in the target and in the reference.
    table: Pair,
    /// a d - b c.
    determinant: f64,
}

impl Contrast {
    /// A word seen as often in a target and in a reference of these sizes; none if they are more than 64 bits together.
    ///
    /// A word absent from one side is a word like another. One seen more often than its corpus has tokens has no measure
    /// of the four cells.
    #[must_use]
    pub fn new(target: u64, reference: u64, target_size: u64, reference_size: u64) -> Option<Self> {
        let both = target.checked_add(reference)?;
        let table = Pair::new(target, target_size, both, target_size.checked_add(reference_size)?);
        let determinant = difference(product(target, reference_size), product(reference, target_size));
        Some(Self { target, reference, target_size, reference_size, table, determinant })
    }

    fn both(&self) -> u64 {
        self.table.f2
    }

    fn size(&self) -> u64 {
        self.table.n
    }

    fn a(&self) -> f64 {
        real(self.target)
    }

    fn b(&self) -> f64 {
        real(self.reference)
    }

    fn c(&self) -> f64 {
        real(self.target_size)
    }

    fn d(&self) -> f64 {
        real(self.reference_size)
    }

    /// e1, e2 and a - e1, which is e2 - b; undefined for two empty corpora.
    fn expectation(&self) -> Option<(f64, f64, f64)> {
        let n = real(self.size());
        let share = real(self.both()) / n;
        (self.size() > 0).then(|| (self.c() * share, self.d() * share, self.determinant / n))
    }

    /// a d and b c, unless both are 0 or a corpus is empty.
    fn shares(&self) -> Option<(f64, f64)> {
        let defined = self.target_size > 0 && self.reference_size > 0 && self.both() > 0;
        defined.then(|| (self.a() * self.d(), self.b() * self.c()))
    }
}

/// Every measure of keyness, in the order of the documentation.
#[rustfmt::skip]
pub static KEYNESS: &[Measure<Contrast>] = &[
    Measure::new("expected_target", "expected frequency in the target", "e1 = c (a + b) / (c + d)",
        "0..a+b", "tokens", "Rayson & Garside 2000", expected_target),
    Measure::new("expected_ref", "expected frequency in the reference", "e2 = d (a + b) / (c + d)",
        "0..a+b", "tokens", "Rayson & Garside 2000", expected_ref),
    Measure::new("per_million_target", "relative frequency in the target", "a/c 1e6",
        "0..1e6", "per million tokens", "Biber et al. 1998", per_million_target),
    Measure::new("per_million_ref", "relative frequency in the reference", "b/d 1e6",
        "0..1e6", "per million tokens", "Biber et al. 1998", per_million_ref),
    Measure::new("ll_2cell_rayson", "log-likelihood of the two cells of the word", "2 (a ln(a/e1) + b ln(b/e2))",
        "0..inf", "chi-squared, 1 degree of freedom", "Rayson & Garside 2000", ll_2cell),
    Measure::new("ll_2cell_rayson_signed", "the same, negative for words of the reference", "sign(a/c - b/d) ll_2cell_rayson",
        "-inf..inf", "chi-squared, 1 degree of freedom", "Rayson & Garside 2000", ll_2cell_signed),
    Measure::new("ll_2cell_pvalue", "p-value of the log-likelihood of two cells", "erfc(sqrt(ll_2cell_rayson / 2))",
        "0..1", "probability", "Wilks 1938", ll_2cell_pvalue),
    Measure::new("ll_4cell", "log-likelihood of the four cells", "2 sum Oij ln(Oij/Eij) of a, b, c - a, d - b",
        "0..inf", "chi-squared, 1 degree of freedom", "Dunning 1993", ll_4cell),
    Measure::new("ll_4cell_signed", "the same, negative for words of the reference", "sign(a/c - b/d) ll_4cell",
        "-inf..inf", "chi-squared, 1 degree of freedom", "Dunning 1993; corpora 0.6 (Evert)", ll_4cell_signed),
    Measure::new("ll_4cell_pvalue", "p-value of the log-likelihood of four cells", "erfc(sqrt(ll_4cell / 2))",
        "0..1", "probability", "Wilks 1938", ll_4cell_pvalue),
    Measure::new("bic", "Bayes factor by BIC, two cells", "ll_2cell_rayson - ln(c + d)",
        "-inf..inf", "twice the natural logarithm of a Bayes factor", "Wilson 2013", bic),
    Measure::new("bic_ll4", "Bayes factor by BIC, four cells", "ll_4cell - ln(c + d)",
        "-inf..inf", "twice the natural logarithm of a Bayes factor", "Wilson 2013", bic_ll4),
    Measure::new("ell", "effect size of the log-likelihood", "ll_2cell_rayson / ((c + d) ln min(e1, e2))",
        "-inf..inf", "none", "Johnston, Berry & Mielke 2006", ell),
    Measure::new("pct_diff", "difference in per cent", "100 (a/c - b/d) / (b/d)",
        "-100..inf", "per cent", "Gabrielatos & Marchi 2011", pct_diff),
    Measure::new("pct_diff_zero_rule", "difference in per cent, absent words as rare ones", "the same with 1e-18 for b/d = 0",
        "-100..1e22", "per cent", "Gabrielatos & Marchi 2011", pct_diff_zero_rule),
    Measure::new("log_ratio_raw", "binary logarithm of the ratio of relative frequencies", "log2((a/c) / (b/d))",
        "-inf..inf", "bits", "Hardie 2014", log_ratio_raw),
    Measure::new("log_ratio_hardie", "Log Ratio", "the same with 0.5 for a frequency of 0",
        "-inf..inf", "bits", "Hardie 2014; CQPweb", log_ratio_hardie),
    Measure::new("log_ratio_walter", "Log Ratio with Walter's correction", "log2((a + 0.5)/(c + 0.5)) - log2((b + 0.5)/(d + 0.5))",
        "-inf..inf", "bits", "Walter 1975; corpora 0.6 (Evert)", log_ratio_walter),
    Measure::new("simple_maths_1", "simple maths, for rare words", "(a/c 1e6 + 1) / (b/d 1e6 + 1)",
        "0..1e6+1", "none", "Kilgarriff 2009", simple_maths::<1>),
    Measure::new("simple_maths_10", "simple maths", "(a/c 1e6 + 10) / (b/d 1e6 + 10)",
        "0..1e5+1", "none", "Kilgarriff 2009", simple_maths::<10>),
    Measure::new("simple_maths_100", "simple maths, for common words", "(a/c 1e6 + 100) / (b/d 1e6 + 100)",
        "0..1e4+1", "none", "Kilgarriff 2009", simple_maths::<100>),
    Measure::new("simple_maths_1000", "simple maths, for the commonest words", "(a/c 1e6 + 1000) / (b/d 1e6 + 1000)",
        "0..1e3+1", "none", "Kilgarriff 2009", simple_maths::<1000>),
    Measure::new("relative_risk", "ratio of relative frequencies", "(a/c) / (b/d)",
        "0..inf", "none", "Evert 2004", relative_risk),
    Measure::new("odds_ratio", "odds ratio", "a (d - b) / (b (c - a))",
        "0..inf", "none", "Cornfield 1951; Evert 2004", odds_ratio),
    Measure::new("diff_coeff", "difference coefficient", "(a/c - b/d) / (a/c + b/d)",
        "-1..1", "none", "Hofland & Johansson 1982", diff_coeff),
    Measure::new("chi2_2cell_kilgarriff", "chi-squared of the two cells of the word", "(a - e1)^2 / e1 + (b - e2)^2 / e2",
        "0..inf", "chi-squared, 1 degree of freedom", "Kilgarriff 2001", chi2_2cell),
    Measure::new("chi2_4cell", "Pearson's chi-squared of the four cells", "sum (Oij - Eij)^2 / Eij of a, b, c - a, d - b",
        "0..c+d", "chi-squared, 1 degree of freedom", "Pearson 1900", chi2_4cell),
    Measure::new("chi2_4cell_yates", "chi-squared of the four cells with Yates's correction", "sum max(0, |Oij - Eij| - 0.5)^2 / Eij",
        "0..c+d", "chi-squared, 1 degree of freedom", "Yates 1934", chi2_4cell_yates),
    Measure::new("pmi_ln", "pointwise mutual information of word and target", "ln(a/e1)",
        "-inf..inf", "nats", "Church & Hanks 1990; quanteda", pmi_ln),
];

/// The measure of keyness with this id.
#[must_use]
pub fn named(id: &str) -> Option<&'static Measure<Contrast>> {
    super::find(KEYNESS, id)
}

fn expected_target(word: &Contrast) -> Option<f64> {
    word.expectation().map(|(e1, _, _)| e1)
}

fn expected_ref(word: &Contrast) -> Option<f64> {
    word.expectation().map(|(_, e2, _)| e2)
}

fn per_million_target(word: &Contrast) -> Option<f64> {
    (word.target_size > 0).then(|| word.a() * 1e6 / word.c())
}

fn per_million_ref(word: &Contrast) -> Option<f64> {
    (word.reference_size > 0).then(|| word.b() * 1e6 / word.d())
}

/// a + b = e1 + e2, so the deviances of the two cells make half of it, and neither is negative.
fn ll_2cell(word: &Contrast) -> Option<f64> {
    let (e1, e2, excess) = word.expectation()?;
    let defined = (e1 > 0.0 || word.target == 0) && (e2 > 0.0 || word.reference == 0);
    defined.then(|| 2.0 * (deviance(word.a(), e1, excess) + deviance(word.b(), e2, -excess)))
}

fn ll_2cell_signed(word: &Contrast) -> Option<f64> {
    Some(signed(ll_2cell(word)?, word.determinant))
}

fn ll_2cell_pvalue(word: &Contrast) -> Option<f64> {
    ll_2cell(word).map(chi2_tail)
}

fn ll_4cell(word: &Contrast) -> Option<f64> {
    association::g2(&word.table)
}

fn ll_4cell_signed(word: &Contrast) -> Option<f64> {
    Some(signed(ll_4cell(word)?, word.determinant))
}

fn ll_4cell_pvalue(word: &Contrast) -> Option<f64> {
    ll_4cell(word).map(chi2_tail)
}

fn bic(word: &Contrast) -> Option<f64> {
    Some(ll_2cell(word)? - real(word.size()).ln())
}

fn bic_ll4(word: &Contrast) -> Option<f64> {
    Some(ll_4cell(word)? - real(word.size()).ln())
}

fn ell(word: &Contrast) -> Option<f64> {
    let smaller = word.target_size.min(word.reference_size);
    // ln 1, which would be divided by, is 0 only where the quotient is exactly 1.
    let log = ln_of([smaller, word.both()], [word.size()]);
    let ll = ll_2cell(word)?;
    (log != 0.0 && log.is_finite()).then(|| ll / (real(word.size()) * log))
}

fn pct_diff(word: &Contrast) -> Option<f64> {
    word.shares().map(|(_, in_reference)| 100.0 * word.determinant / in_reference)
}

fn pct_diff_zero_rule(word: &Contrast) -> Option<f64> {
    const ABSENT: f64 = 1e-18;
    word.shares()?;
    if word.reference > 0 { pct_diff(word) } else { Some(100.0 * (word.a() / word.c() - ABSENT) / ABSENT) }
}

fn log_ratio_raw(word: &Contrast) -> Option<f64> {
    word.shares().map(|(target, reference)| log2_ratio(target, reference, word.determinant))
}

fn log_ratio_hardie(word: &Contrast) -> Option<f64> {
    let half_if_none = |count: f64| if count == 0.0 { 0.5 } else { count };
    let raw = log_ratio_raw(word)?;
    if raw.is_finite() {
        return Some(raw);
    }
    Some((half_if_none(word.a()) * word.d() / (half_if_none(word.b()) * word.c())).log2())
}

fn log_ratio_walter(word: &Contrast) -> Option<f64> {
    let cells = [word.target, word.target_size, word.reference, word.reference_size];
    (word.size() > 0).then(|| smoothed_log_odds(cells) * LOG2_E)
}

fn simple_maths<const K: u16>(word: &Contrast) -> Option<f64> {
    let (target, reference) = (per_million_target(word)?, per_million_ref(word)?);
    Some((target + f64::from(K)) / (reference + f64::from(K)))
}

fn relative_risk(word: &Contrast) -> Option<f64> {
    word.shares().map(|(target, reference)| target / reference)
}

fn odds_ratio(word: &Contrast) -> Option<f64> {
    let others = word.target_size.checked_sub(word.target).zip(word.reference_size.checked_sub(word.reference));
    let (target_others, reference_others) = others?;
    let (target, reference) = (word.a() * real(reference_others), word.b() * real(target_others));
    (target > 0.0 || reference > 0.0).then(|| target / reference)
}

fn diff_coeff(word: &Contrast) -> Option<f64> {
    word.shares().map(|(target, reference)| word.determinant / (target + reference))
}

fn chi2_2cell(word: &Contrast) -> Option<f64> {
    let (e1, e2, excess) = word.expectation()?;
    (e1 > 0.0 && e2 > 0.0).then(|| excess / e1 * excess + excess / e2 * excess)
}

fn chi2_4cell(word: &Contrast) -> Option<f64> {
    association::chi2(&word.table)
}

fn chi2_4cell_yates(word: &Contrast) -> Option<f64> {
    association::chi2_yates(&word.table)
}

fn pmi_ln(word: &Contrast) -> Option<f64> {
    let (e1, _, excess) = word.expectation()?;
    (e1 > 0.0).then(|| ln_ratio(word.a(), e1, excess))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_word_absent_from_one_side_has_a_score_of_that_side() {
        let value = |id: &str, a, b| (named(id).unwrap().of)(&Contrast::new(a, b, 1000, 2000).unwrap());
        assert_eq!(value("log_ratio_raw", 5, 0), Some(f64::INFINITY));
        assert_eq!(value("log_ratio_raw", 0, 5), Some(f64::NEG_INFINITY));
        assert!(value("ll_4cell_signed", 5, 0) > Some(0.0) && value("ll_4cell_signed", 0, 5) < Some(0.0));
        assert!(value("log_ratio_hardie", 5, 0) > Some(0.0) && value("log_ratio_hardie", 0, 5) < Some(0.0));
    }

    #[test]
    fn sizes_that_do_not_fit_are_refused() {
        assert_eq!(Contrast::new(1, 1, u64::MAX, 1), None);
        assert_eq!(Contrast::new(u64::MAX, 1, 1, 1), None);
    }

    proptest! {
        #[test]
        fn no_count_gives_nan(a: u32, b: u32, c: u32, d: u32, bits: [u8; 4]) {
            let [a, b, c, d] = [(a, bits[0]), (b, bits[1]), (c, bits[2]), (d, bits[3])].map(|(x, bits)| u64::from(x >> (bits % 32)));
            let word = Contrast::new(a, b, c, d).unwrap();
            for m in KEYNESS {
                prop_assert!((m.of)(&word).is_none_or(|v| !v.is_nan()), "{}", m.id);
            }
        }

        #[test]
        fn signed_measures_change_sign_with_the_sides(a in 0..1000u64, b in 0..1000u64, c in 1000..100_000u64, d in 1000..100_000u64) {
            let (here, there) = (Contrast::new(a, b, c, d).unwrap(), Contrast::new(b, a, d, c).unwrap());
            for id in ["ll_2cell_rayson_signed", "ll_4cell_signed", "log_ratio_raw", "log_ratio_hardie", "log_ratio_walter", "diff_coeff"] {
                let of = named(id).unwrap().of;
                match (of(&here), of(&there)) {
                    (Some(x), Some(y)) => prop_assert!(x == -y || (x + y).abs() <= 1e-12 * x.abs(), "{}: {x} {y}", id),
                    (x, y) => prop_assert_eq!(x, y),
                }
            }
        }

        #[test]
        fn keywords_of_the_target_are_positive(a in 0..1000u64, b in 0..1000u64, c in 1000..100_000u64, d in 1000..100_000u64) {
            let word = Contrast::new(a, b, c, d).unwrap();
            let direction = (a * d).cmp(&(b * c));
            for id in ["ll_2cell_rayson_signed", "ll_4cell_signed", "log_ratio_raw", "diff_coeff", "pct_diff"] {
                if let Some(value) = (named(id).unwrap().of)(&word) {
                    prop_assert_eq!(value.partial_cmp(&0.0), Some(direction), "{}: {}", id, value);
                }
            }
        }

        #[test]
        fn two_cells_never_outweigh_four(a in 0..1000u64, b in 0..1000u64, c in 1000..100_000u64, d in 1000..100_000u64) {
            let word = Contrast::new(a, b, c, d).unwrap();
            let (two, four) = (ll_2cell(&word).unwrap(), ll_4cell(&word).unwrap());
            prop_assert!(two >= 0.0 && two <= four * (1.0 + 1e-12));
            prop_assert!(ll_4cell_pvalue(&word) <= ll_2cell_pvalue(&word).map(|p| p * (1.0 + 1e-9)));
        }
    }
}
