//! How rich a vocabulary is, whatever the order of words.
//!
//! N is the number of tokens, V that of types, f the frequency of a type and p = f/N; sums are over types. Nearly all of
//! these depend on N: compare texts of one length, or take a measure of [`sequence`](super::sequence).

use std::collections::BTreeMap;
use std::f64::consts::LN_10;

use super::Measure;
use super::exact::{difference, product, real, rounded};
use super::special::ln_of;

/// How many types have each frequency.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spectrum {
    /// From the lowest frequency up, with the number of its types.
    classes: Vec<(u64, u64)>,
    tokens: u64,
    types: u64,
}

impl FromIterator<u64> for Spectrum {
    /// Of the frequencies of the types.
    fn from_iter<I: IntoIterator<Item = u64>>(frequencies: I) -> Self {
        let mut classes: BTreeMap<u64, u64> = BTreeMap::new();
        for frequency in frequencies.into_iter().filter(|&frequency| frequency > 0) {
            *classes.entry(frequency).or_default() += 1;
        }
        classes.into_iter().collect()
    }
}

impl FromIterator<(u64, u64)> for Spectrum {
    /// Of frequencies, each once, with how many types have it.
    fn from_iter<I: IntoIterator<Item = (u64, u64)>>(classes: I) -> Self {
        let mut classes: Vec<(u64, u64)> = classes.into_iter().filter(|&(frequency, _)| frequency > 0).collect();
        classes.sort_unstable();
        let tokens = classes.iter().map(|(frequency, types)| frequency * types).sum();
        let types = classes.iter().map(|(_, types)| types).sum();
        Self { classes, tokens, types }
    }
}

impl Spectrum {
    /// N.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.tokens
    }

    /// V.
    #[must_use]
    pub fn types(&self) -> u64 {
        self.types
    }

    /// How many types have this frequency.
    #[must_use]
    pub fn types_of(&self, frequency: u64) -> u64 {
        let found = self.classes.binary_search_by_key(&frequency, |&(frequency, _)| frequency);
        found.map_or(0, |i| self.classes[i].1)
    }

    /// Each frequency with the number of its types, from the lowest up.
    pub(super) fn classes(&self) -> impl DoubleEndedIterator<Item = (u64, u64)> + Clone {
        self.classes.iter().copied()
    }

    /// The sum of f^2.
    fn squares(&self) -> u128 {
        self.classes().map(|(frequency, types)| product(frequency, frequency) * u128::from(types)).sum()
    }

    /// ln(N/V).
    fn ln_tokens_per_type(&self) -> f64 {
        ln_of([self.tokens], [self.types])
    }

    fn n(&self) -> f64 {
        real(self.tokens)
    }

    fn v(&self) -> f64 {
        real(self.types)
    }

    /// Itself, where there are tokens.
    fn some(&self) -> Option<&Self> {
        (self.tokens > 0).then_some(self)
    }
}

/// Every measure of diversity that needs no order, in the order of the documentation.
#[rustfmt::skip]
pub static DIVERSITY: &[Measure<Spectrum>] = &[
    Measure::new("counted_tokens", "tokens", "N",
        "0..inf", "tokens", "Baayen 2001", counted_tokens),
    Measure::new("types", "types", "V",
        "0..N", "types", "Baayen 2001", types),
    Measure::new("hapax", "hapax legomena", "types with f = 1",
        "0..V", "types", "Baayen 2001", hapax),
    Measure::new("dis", "dis legomena", "types with f = 2",
        "0..V", "types", "Baayen 2001", dis),
    Measure::new("ttr", "type/token ratio", "V/N",
        "0..1", "types per token", "Johnson 1944", ttr),
    Measure::new("guiraud_r", "Guiraud's R", "V / sqrt(N)",
        "1..inf", "none", "Guiraud 1954", guiraud_r),
    Measure::new("cttr", "corrected type/token ratio", "V / sqrt(2 N)",
        "0.7..inf", "none", "Carroll 1964", cttr),
    Measure::new("herdan_c", "Herdan's C", "ln V / ln N",
        "0..1", "none", "Herdan 1960", herdan_c),
    Measure::new("dugast_u_ln", "Dugast's U, natural logarithms", "(ln N)^2 / (ln N - ln V)",
        "0..inf", "none", "Dugast 1978", dugast_u_ln),
    Measure::new("dugast_u_log10", "Dugast's U, decimal logarithms", "(log10 N)^2 / (log10 N - log10 V)",
        "0..inf", "none", "Dugast 1978; quanteda, U", dugast_u_log10),
    Measure::new("maas_a2_ln", "Maas's a squared, natural logarithms", "(ln N - ln V) / (ln N)^2",
        "0..inf", "none", "Maas 1972", maas_a2_ln),
    Measure::new("maas_a2_log10", "Maas's a squared, decimal logarithms", "(log10 N - log10 V) / (log10 N)^2",
        "0..inf", "none", "Maas 1972", maas_a2_log10),
    Measure::new("maas_a_log10", "Maas's a, decimal logarithms", "sqrt((log10 N - log10 V) / (log10 N)^2)",
        "0..inf", "none", "Maas 1972; quanteda, Maas", maas_a_log10),
    Measure::new("yule_k", "Yule's K", "10^4 (sum f^2 - N) / N^2",
        "0..10^4", "none", "Yule 1944", yule_k),
    Measure::new("yule_i", "Yule's I", "V^2 / (sum f^2 - V)",
        "0..inf", "none", "Yule 1944", yule_i),
    Measure::new("simpson_d", "Simpson's D", "sum f (f - 1) / (N (N - 1))",
        "0..1", "probability", "Simpson 1949", simpson_d),
    Measure::new("herdan_vm", "Herdan's Vm", "sqrt(sum f^2 / N^2 - 1/V)",
        "0..1", "none", "Herdan 1955", herdan_vm),
    Measure::new("entropy_bits", "entropy", "-sum p log2 p",
        "0..log2(V)", "bits", "Shannon 1948", entropy_bits),
    Measure::new("hdd_42", "hypergeometric distribution diversity, samples of 42", "sum (1 - P(type not in the sample)) / 42",
        "0..1", "types per token", "McCarthy & Jarvis 2007", hdd_42),
];

fn counted_tokens(words: &Spectrum) -> Option<f64> {
    Some(words.n())
}

fn types(words: &Spectrum) -> Option<f64> {
    Some(words.v())
}

fn hapax(words: &Spectrum) -> Option<f64> {
    Some(real(words.types_of(1)))
}

fn dis(words: &Spectrum) -> Option<f64> {
    Some(real(words.types_of(2)))
}

fn ttr(words: &Spectrum) -> Option<f64> {
    words.some().map(|words| words.v() / words.n())
}

fn guiraud_r(words: &Spectrum) -> Option<f64> {
    words.some().map(|words| words.v() / words.n().sqrt())
}

fn cttr(words: &Spectrum) -> Option<f64> {
    words.some().map(|words| words.v() / (2.0 * words.n()).sqrt())
}

fn herdan_c(words: &Spectrum) -> Option<f64> {
    (words.tokens > 1).then(|| words.v().ln() / words.n().ln())
}

fn dugast_u_ln(words: &Spectrum) -> Option<f64> {
    (words.types < words.tokens).then(|| words.n().ln().powi(2) / words.ln_tokens_per_type())
}

fn dugast_u_log10(words: &Spectrum) -> Option<f64> {
    dugast_u_ln(words).map(|u| u / LN_10)
}

fn maas_a2_ln(words: &Spectrum) -> Option<f64> {
    (words.tokens > 1).then(|| words.ln_tokens_per_type() / words.n().ln().powi(2))
}

fn maas_a2_log10(words: &Spectrum) -> Option<f64> {
    maas_a2_ln(words).map(|a2| a2 * LN_10)
}

fn maas_a_log10(words: &Spectrum) -> Option<f64> {
    maas_a2_log10(words).map(f64::sqrt)
}

fn yule_k(words: &Spectrum) -> Option<f64> {
    let words = words.some()?;
    Some(1e4 * (difference(words.squares(), words.tokens.into()) / words.n() / words.n()))
}

fn yule_i(words: &Spectrum) -> Option<f64> {
    let rest = difference(words.squares(), words.types.into());
    (rest > 0.0).then(|| words.v() * words.v() / rest)
}

fn simpson_d(words: &Spectrum) -> Option<f64> {
    let pairs = difference(words.squares(), words.tokens.into());
    (words.tokens > 1).then(|| pairs / words.n() / real(words.tokens - 1))
}

fn herdan_vm(words: &Spectrum) -> Option<f64> {
    let words = words.some()?;
    let (squares, n) = (words.squares(), product(words.tokens, words.tokens));
    // sum f^2 V - N^2 is exact, and 0 where all types are equally frequent.
    let exact = squares.checked_mul(words.types.into()).map(|squares| difference(squares, n));
    let rest = exact.unwrap_or_else(|| rounded(squares) * words.v() - rounded(n));
    Some((rest.max(0.0) / words.v()).sqrt() / words.n())
}

fn entropy_bits(words: &Spectrum) -> Option<f64> {
    let words = words.some()?;
    let part = |(f, types): (u64, u64)| real(types) * (real(f) / words.n()) * (words.n() / real(f)).log2();
    Some(words.classes().map(part).sum())
}

fn hdd_42(words: &Spectrum) -> Option<f64> {
    const SAMPLE: u64 = 42;
    let n = words.tokens;
    // The chance that a sample has the type: 1 less the product of 1 - f/(N - j), j being how many are drawn already.
    let seen = |f: u64| {
        if f > n - SAMPLE {
            return 1.0;
        }
        -(0..SAMPLE).map(|drawn| (-real(f) / real(n - drawn)).ln_1p()).sum::<f64>().exp_m1()
    };
    let expected = || words.classes().map(|(f, types)| real(types) * seen(f)).sum::<f64>();
    (n >= SAMPLE).then(|| expected() / real(SAMPLE))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn no_words_have_counts_only() {
        let none = Spectrum::default();
        let defined: Vec<_> = DIVERSITY.iter().filter(|m| (m.of)(&none).is_some()).map(|m| m.id).collect();
        assert_eq!(defined, ["counted_tokens", "types", "hapax", "dis"]);
    }

    proptest! {
        #[test]
        fn shares_stay_between_0_and_1(frequencies in prop::collection::vec(1..300u64, 1..200)) {
            let words: Spectrum = frequencies.into_iter().collect();
            for m in DIVERSITY.iter().filter(|m| m.range == "0..1") {
                prop_assert!((m.of)(&words).is_none_or(|v| (-1e-12..=1.0 + 1e-12).contains(&v)), "{}", m.id);
            }
        }

        #[test]
        fn equally_frequent_types_have_no_vm_and_all_entropy(types in 1..500u64, frequency in 1..1000u64) {
            let words: Spectrum = (0..types).map(|_| frequency).collect();
            prop_assert_eq!(herdan_vm(&words), Some(0.0));
            prop_assert!((entropy_bits(&words).unwrap() - real(types).log2()).abs() < 1e-12);
        }
    }
}
