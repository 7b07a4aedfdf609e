//! How evenly a word is spread over the parts of a corpus.
//!
//! Part i has s tokens, v of them are the word; S is the size of the corpus, F the frequency of the word and n the number of
//! parts. w = s/S is the share of the part, t = v/F that of the word's uses, and p = v/s the relative frequency in the part.
//!
//! Most words are in few of many parts, so only those are given, and the others are a term for all of them together. What
//! vanishes for an even spread is computed of v S - s F, which is exact.

use std::f64::consts::LN_2;

use super::Measure;
use super::exact::{difference, product, real};
use super::special::deviance;

/// The parts of a corpus, without those that have no tokens.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Parts {
    /// How many, n.
    pub count: u64,
    /// The size of all together, S.
    pub size: u64,
    /// The size of the smallest.
    pub smallest: u64,
    /// The size of the largest.
    pub largest: u64,
}

impl FromIterator<u64> for Parts {
    /// Of the sizes of the parts.
    fn from_iter<I: IntoIterator<Item = u64>>(sizes: I) -> Self {
        let mut parts = Self { smallest: u64::MAX, ..Self::default() };
        for size in sizes.into_iter().filter(|&size| size > 0) {
            parts.count += 1;
            parts.size += size;
            parts.smallest = parts.smallest.min(size);
            parts.largest = parts.largest.max(size);
        }
        parts
    }
}

/// A part that a word is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Uses {
    /// How often the word is in the part, v; at least once.
    pub frequency: u64,
    /// The size of the part, s.
    pub size: u64,
}

/// A word in the parts of a corpus.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Spread {
    uses: Vec<Uses>,
    parts: Parts,
    frequency: u64,
    /// The size of the parts that the word is in.
    covered: u64,
}

impl Spread {
    /// A word that is in these of the parts.
    #[must_use]
    pub fn new(uses: Vec<Uses>, parts: Parts) -> Self {
        let frequency = uses.iter().map(|part| part.frequency).sum();
        let covered = uses.iter().map(|part| part.size).sum();
        Self { uses, parts, frequency, covered }
    }

    /// F, where there is a use.
    fn some_frequency(&self) -> Option<f64> {
        (self.frequency > 0).then(|| real(self.frequency))
    }

    /// The number of parts that the word is in.
    #[must_use]
    pub fn range(&self) -> u64 {
        self.uses.len() as u64
    }

    fn absences(&self) -> f64 {
        real(self.parts.count.saturating_sub(self.range()))
    }

    /// The share of the parts that the word is not in.
    fn uncovered(&self) -> f64 {
        real(self.parts.size.saturating_sub(self.covered)) / real(self.parts.size)
    }

    /// v S - s F of each part that the word is in; divided by S it is how often it is there above expectation.
    fn excesses(&self) -> impl Iterator<Item = (f64, &Uses)> {
        let excess =
            |part: &Uses| difference(product(part.frequency, self.parts.size), product(part.size, self.frequency));
        self.uses.iter().map(move |part| (excess(part), part))
    }

    /// Do the parts differ by no more than a token? Otherwise bare frequencies mean nothing.
    fn has_equal_parts(&self) -> bool {
        self.parts.largest.saturating_sub(self.parts.smallest) <= 1
    }
}

/// Every measure of dispersion over parts, in the order of the documentation.
#[rustfmt::skip]
pub static DISPERSION: &[Measure<Spread>] = &[
    Measure::new("range", "range", "number of parts with v > 0",
        "0..n", "parts", "Gries 2008", range),
    Measure::new("range_pct", "relative range", "range / n",
        "0..1", "share of the parts", "Gries 2008", range_pct),
    Measure::new("vc_relfreq", "variation coefficient of relative frequencies", "sd(p) / mean(p)",
        "0..sqrt(n-1)", "none", "Gries 2008", vc_relfreq),
    Measure::new("juilland_d_relfreq", "Juilland's D", "1 - vc_relfreq / sqrt(n - 1)",
        "0..1", "none, 1 is even", "Juilland & Chang-Rodríguez 1964; Gries 2008", juilland_d_relfreq),
    Measure::new("juilland_u_relfreq", "Juilland's U", "F juilland_d_relfreq",
        "0..F", "tokens", "Juilland & Chang-Rodríguez 1964", juilland_u_relfreq),
    Measure::new("juilland_d_rawfreq_equalparts", "Juilland's D of bare frequencies", "1 - sd(v) / mean(v) / sqrt(n - 1), of parts of equal size",
        "0..1", "none, 1 is even", "Juilland & Chang-Rodríguez 1964", juilland_d_rawfreq_equalparts),
    Measure::new("juilland_u_raw_clamped", "Juilland's U of bare frequencies", "F max(0, juilland_d_rawfreq_equalparts)",
        "0..F", "tokens", "Wordless 3", juilland_u_raw_clamped),
    Measure::new("carroll_d2_relfreq", "Carroll's D2 of relative frequencies", "entropy of p / sum p over log2 n",
        "0..1", "none, 1 is even", "Carroll 1970; Gries 2008", carroll_d2_relfreq),
    Measure::new("carroll_d2_rawfreq", "Carroll's D2 of bare frequencies", "entropy of t over log2 n",
        "0..1", "none, 1 is even", "Carroll 1970", carroll_d2_rawfreq),
    Measure::new("carroll_um_raw", "Carroll's Um", "F D2 + (1 - D2) F/n, D2 = carroll_d2_rawfreq",
        "0..F", "tokens", "Carroll 1970", carroll_um_raw),
    Measure::new("rosengren_s", "Rosengren's S", "(sum sqrt(w v))^2 / F",
        "0..1", "none, 1 is even", "Rosengren 1971", rosengren_s),
    Measure::new("rosengren_kf", "Rosengren's KF", "F rosengren_s",
        "0..F", "tokens", "Rosengren 1971", rosengren_kf),
    Measure::new("dp", "deviation of proportions", "sum |t - w| / 2",
        "0..1", "none, 0 is even", "Gries 2008", dp),
    Measure::new("dp_norm", "normalised deviation of proportions", "dp / (1 - min w)",
        "0..1", "none, 0 is even", "Lijffijt & Gries 2012", dp_norm),
    Measure::new("dp_norm_egbert", "deviation of proportions, normalised by parts with the word", "dp / (1 - min w of parts with v > 0)",
        "0..1", "none, 0 is even", "Egbert, Burch & Biber 2020", dp_norm_egbert),
    Measure::new("kld_bits", "Kullback-Leibler divergence", "sum t log2(t/w)",
        "0..inf", "bits, 0 is even", "Gries 2021", kld_bits),
    Measure::new("dkl_o2p", "divergence as a dispersion, odds to probability", "1 - kld_bits / (1 + kld_bits)",
        "0..1", "none, 1 is even", "tlda 0.1 (Sönning)", dkl_o2p),
    Measure::new("dkl_base_e", "divergence as a dispersion, base e", "exp(-kld_bits)",
        "0..1", "none, 1 is even", "Gries 2021; tlda 0.1 (Sönning)", dkl_base_e),
    Measure::new("dkl_base_2", "divergence as a dispersion, base 2", "2^-kld_bits",
        "0..1", "none, 1 is even", "tlda 0.1 (Sönning)", dkl_base_2),
    Measure::new("da", "mean difference of parts", "1 - mean over pairs of |p - p'| / (2 mean(p))",
        "0..1", "none, 1 is even", "Burch, Egbert & Biber 2017", da),
    Measure::new("engwall_fm", "Engwall's FM", "F range / n",
        "0..F", "tokens", "Engwall 1974", engwall_fm),
    Measure::new("chi2_parts", "chi-squared over the parts", "sum (v - w F)^2 / (w F)",
        "0..inf", "chi-squared, n - 1 degrees of freedom", "Gries 2008", chi2_parts),
    Measure::new("lyne_d3", "Lyne's D3", "max(0, 1 - sum (v - F/n)^2 / (F/n) / (4 F)), of parts of equal size",
        "0..1", "none, 1 is even", "Lyne 1985", lyne_d3),
    Measure::new("idf_log2", "inverse document frequency", "log2(n / range)",
        "0..log2(n)", "bits, 0 is even", "Spärck Jones 1972", idf_log2),
];

fn range(word: &Spread) -> Option<f64> {
    Some(real(word.range()))
}

fn range_pct(word: &Spread) -> Option<f64> {
    (word.parts.count > 0).then(|| real(word.range()) / real(word.parts.count))
}

fn vc_relfreq(word: &Spread) -> Option<f64> {
    variation(word, &deviations(word)?)
}

fn juilland_d_relfreq(word: &Spread) -> Option<f64> {
    juilland_d(word, &deviations(word)?)
}

fn juilland_u_relfreq(word: &Spread) -> Option<f64> {
    Some(juilland_d_relfreq(word)? * real(word.frequency))
}

fn juilland_d_rawfreq_equalparts(word: &Spread) -> Option<f64> {
    juilland_d(word, &raw_deviations(word)?)
}

fn juilland_u_raw_clamped(word: &Spread) -> Option<f64> {
    Some(juilland_d_rawfreq_equalparts(word)?.max(0.0) * real(word.frequency))
}

/// p relative to F/S, less 1.
fn deviations(word: &Spread) -> Option<Vec<f64>> {
    let f = word.some_frequency()?;
    Some(word.excesses().map(|(excess, part)| excess / real(part.size) / f).collect())
}

/// v relative to F/n, less 1; of parts of equal size.
fn raw_deviations(word: &Spread) -> Option<Vec<f64>> {
    let f = word.some_frequency().filter(|_| word.has_equal_parts())?;
    let excess = |part: &Uses| difference(product(part.frequency, word.parts.count), word.frequency.into());
    Some(word.uses.iter().map(|part| excess(part) / f).collect())
}

/// The standard deviation over the mean of some x + 1, where those of parts without the word are 0.
fn variation(word: &Spread, x: &[f64]) -> Option<f64> {
    let n = real(word.parts.count);
    let mean = (x.iter().sum::<f64>() - word.absences()) / n;
    let squares = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() + word.absences() * (1.0 + mean).powi(2);
    (n > 0.0).then(|| (squares / n).sqrt() / (1.0 + mean))
}

/// 1 less the variation over sqrt(n - 1), its maximum; none for a single part.
fn juilland_d(word: &Spread, x: &[f64]) -> Option<f64> {
    let n = real(word.parts.count);
    let (variation, most) = (variation(word, x)?, (n - 1.0).sqrt());
    if variation < most / 2.0 {
        return Some(1.0 - variation / most);
    }
    // Near the maximum by n - 1 - variation^2, which is 0 where a single part has the word, and n sum r (1 - r) of its shares.
    let sum: f64 = x.iter().map(|x| 1.0 + x).sum();
    let unlike: f64 = x.iter().map(|x| (1.0 + x) / sum).map(|share| share * (1.0 - share)).sum();
    (n > 1.0).then(|| n * unlike / (most * (most + variation)))
}

fn carroll_d2_relfreq(word: &Spread) -> Option<f64> {
    evenness(word, |part| real(part.frequency) / real(part.size))
}

fn carroll_d2_rawfreq(word: &Spread) -> Option<f64> {
    evenness(word, |part| real(part.frequency))
}

/// Entropy over its maximum.
fn evenness(word: &Spread, of: impl Fn(&Uses) -> f64) -> Option<f64> {
    word.some_frequency()?;
    let total: f64 = word.uses.iter().map(&of).sum();
    let entropy: f64 = word.uses.iter().map(|part| of(part) / total).map(|share| share * (1.0 / share).log2()).sum();
    (word.parts.count > 1).then(|| entropy / real(word.parts.count).log2())
}

fn carroll_um_raw(word: &Spread) -> Option<f64> {
    let d2 = carroll_d2_rawfreq(word)?;
    let f = real(word.frequency);
    Some(f * d2 + (1.0 - d2) * f / real(word.parts.count))
}

fn rosengren_s(word: &Spread) -> Option<f64> {
    let f = word.some_frequency()?;
    let root = |part: &Uses| (real(part.size) / real(word.parts.size) * real(part.frequency)).sqrt();
    Some(word.uses.iter().map(root).sum::<f64>().powi(2) / f)
}

fn rosengren_kf(word: &Spread) -> Option<f64> {
    Some(rosengren_s(word)? * real(word.frequency))
}

fn dp(word: &Spread) -> Option<f64> {
    let f = word.some_frequency()?;
    let covered = word.excesses().map(|(excess, _)| excess.abs()).sum::<f64>() / f / real(word.parts.size);
    Some((covered + word.uncovered()) / 2.0)
}

fn dp_norm(word: &Spread) -> Option<f64> {
    normalised(word, word.parts.smallest)
}

fn dp_norm_egbert(word: &Spread) -> Option<f64> {
    normalised(word, word.uses.iter().map(|part| part.size).min()?)
}

/// dp over what it is for a word that is only in a part of this size.
fn normalised(word: &Spread, size: u64) -> Option<f64> {
    let rest = word.parts.size.checked_sub(size).filter(|&rest| rest > 0)?;
    Some(dp(word)? / (real(rest) / real(word.parts.size)))
}

/// As sum t ln(t/w) - (t - w), no term of which is negative: the t and the w both sum to 1.
fn kld_bits(word: &Spread) -> Option<f64> {
    let f = word.some_frequency()?;
    let size = real(word.parts.size);
    let part = |(excess, part): (f64, &Uses)| deviance(real(part.frequency), real(part.size) / size * f, excess / size);
    Some((word.excesses().map(part).sum::<f64>() / f + word.uncovered()) / LN_2)
}

fn dkl_o2p(word: &Spread) -> Option<f64> {
    kld_bits(word).map(|k| 1.0 / (1.0 + k))
}

fn dkl_base_e(word: &Spread) -> Option<f64> {
    kld_bits(word).map(|k| (-k).exp())
}

fn dkl_base_2(word: &Spread) -> Option<f64> {
    kld_bits(word).map(|k| (-k).exp2())
}

/// As 2 sum r (i - 1) / (n - 1), r being the shares of p in falling order (Sönning's form, without the sum over pairs).
fn da(word: &Spread) -> Option<f64> {
    word.some_frequency().filter(|_| word.parts.count > 1)?;
    let mut p: Vec<f64> = word.uses.iter().map(|part| real(part.frequency) / real(part.size)).collect();
    p.sort_unstable_by(|a, b| b.total_cmp(a));
    let ranked = p.iter().zip(0..).map(|(p, rank)| p * real(rank)).sum::<f64>();
    Some(2.0 * ranked / p.iter().sum::<f64>() / real(word.parts.count - 1))
}

fn engwall_fm(word: &Spread) -> Option<f64> {
    Some(word.some_frequency()? * real(word.range()) / real(word.parts.count))
}

fn chi2_parts(word: &Spread) -> Option<f64> {
    let f = word.some_frequency()?;
    let part = |(excess, part): (f64, &Uses)| excess / real(part.size) * (excess / real(word.parts.size));
    Some(word.excesses().map(part).sum::<f64>() / f + word.uncovered() * f)
}

fn lyne_d3(word: &Spread) -> Option<f64> {
    // A part without the word deviates by its whole expectation.
    let squares = raw_deviations(word)?.iter().map(|x| x * x).sum::<f64>() + word.absences();
    Some((1.0 - squares / real(word.parts.count) / 4.0).max(0.0))
}

fn idf_log2(word: &Spread) -> Option<f64> {
    word.some_frequency()?;
    Some((real(word.parts.count) / real(word.range())).log2())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every measure of a word with these frequencies in parts of these sizes.
    fn values(frequencies: &[u64], sizes: &[u64]) -> Vec<(&'static str, Option<f64>)> {
        let all = frequencies.iter().zip(sizes).map(|(&frequency, &size)| Uses { frequency, size });
        let uses = all.filter(|part| part.frequency > 0).collect();
        let word = Spread::new(uses, sizes.iter().copied().collect());
        DISPERSION.iter().map(|m| (m.id, (m.of)(&word))).collect()
    }

    #[test]
    fn parts_without_tokens_are_no_parts() {
        assert_eq!(values(&[3, 0, 1], &[10, 0, 5]), values(&[3, 1], &[10, 5]));
    }

    #[test]
    fn a_spread_in_proportion_is_perfect() {
        let perfect = |id: &str| match id {
            "juilland_d_relfreq" | "carroll_d2_relfreq" | "rosengren_s" | "dkl_o2p" | "dkl_base_e" | "dkl_base_2"
            | "da" => Some(1.0),
            "dp" | "dp_norm" | "dp_norm_egbert" | "kld_bits" | "vc_relfreq" | "chi2_parts" | "idf_log2" => Some(0.0),
            _ => None,
        };
        for (id, value) in values(&[3, 6, 30], &[100, 200, 1000]) {
            if let Some(wanted) = perfect(id) {
                assert!((value.unwrap() - wanted).abs() < 1e-15, "{id}: {value:?}");
            }
        }
    }

    #[test]
    fn a_word_of_one_part_is_as_uneven_as_can_be() {
        for n in 2..60 {
            let mut frequencies = vec![0; n];
            frequencies[n / 2] = 7;
            let values = values(&frequencies, &vec![1000; n]);
            let value = |id: &str| values.iter().find(|(known, _)| *known == id).unwrap().1;
            for id in ["juilland_d_relfreq", "juilland_d_rawfreq_equalparts", "carroll_d2_relfreq", "da"] {
                assert_eq!(value(id), Some(0.0), "{id} {n}");
            }
            assert_eq!(value("dp_norm"), Some(1.0), "{n}");
        }
    }

    #[test]
    fn a_word_without_uses_has_a_range_and_nothing_else() {
        let defined: Vec<_> = values(&[0, 0], &[10, 20]).into_iter().filter(|(_, value)| value.is_some()).collect();
        assert_eq!(defined, [("range", Some(0.0)), ("range_pct", Some(0.0))]);
    }

    proptest! {
        #[test]
        fn values_stay_in_their_range(parts in prop::collection::vec((0..50u64, 50..5000u64), 1..20)) {
            let (frequencies, sizes): (Vec<u64>, Vec<u64>) = parts.into_iter().unzip();
            for (id, value) in values(&frequencies, &sizes) {
                let Some(value) = value else { continue };
                prop_assert!(value >= -1e-12, "{}: {}", id, value);
                if matches!(super::super::find(DISPERSION, id).unwrap().range, "0..1") {
                    prop_assert!(value <= 1.0 + 1e-12, "{}: {}", id, value);
                }
            }
        }

        #[test]
        fn the_order_of_the_parts_does_not_matter(parts in prop::collection::vec((0..50u64, 50..5000u64), 1..20)) {
            let (frequencies, sizes): (Vec<u64>, Vec<u64>) = parts.iter().copied().unzip();
            let (backward, backward_sizes): (Vec<u64>, Vec<u64>) = parts.iter().rev().copied().unzip();
            for ((id, x), (_, y)) in values(&frequencies, &sizes).into_iter().zip(values(&backward, &backward_sizes)) {
                match (x, y) {
                    (Some(x), Some(y)) => prop_assert!((x - y).abs() <= 1e-12 * x.abs().max(1e-3), "{}: {} {}", id, x, y),
                    (x, y) => prop_assert_eq!(x, y),
                }
            }
        }
    }
}
