//! How frequencies fall with rank (Zipf 1949).
//!
//! By least squares, as nearly everybody fits it: a line through log10 f over log10 rank, of all types. That is biased,
//! because ranks are made of the same frequencies. By maximum likelihood: the exponent of a zeta distribution of f.

use super::Measure;
use super::diversity::Spectrum;
use super::exact::real;
use super::line::Line;

/// What the frequencies of a vocabulary fit.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Zipf {
    line: Option<Line>,
    /// The mean of ln f over types.
    mean_log: Option<f64>,
}

impl From<&Spectrum> for Zipf {
    fn from(words: &Spectrum) -> Self {
        let from_the_top = words.classes().rev().flat_map(|(frequency, types)| (0..types).map(move |_| frequency));
        let points = from_the_top.zip(1..).map(|(frequency, rank)| (real(rank).log10(), real(frequency).log10()));
        let logs = words.classes().map(|(frequency, types)| real(types) * real(frequency).ln()).sum::<f64>();
        let mean_log = (words.types() > 0).then(|| logs / real(words.types()));
        Self { line: Line::fit(points), mean_log }
    }
}

/// Every measure of the fall of frequencies, in the order of the documentation.
#[rustfmt::skip]
pub static ZIPF: &[Measure<Zipf>] = &[
    Measure::new("zipf_slope", "Zipf's slope, least squares", "slope of log10 f over log10 rank",
        "-inf..0", "none", "Zipf 1949", |fit| fit.line.map(|line| line.slope)),
    Measure::new("zipf_intercept", "intercept of that line", "log10 f at rank 1",
        "0..inf", "decimal digits", "Zipf 1949", |fit| fit.line.map(|line| line.intercept)),
    Measure::new("zipf_slope_se", "standard error of the slope", "sqrt(sum of squared residuals / (V - 2) / sum of squares of log10 rank)",
        "0..inf", "none", "R 4.2, lm", |fit| fit.line?.slope_error()),
    Measure::new("zipf_r2", "share of variance explained by the line", "1 - sum of squared residuals / sum of squares of log10 f",
        "0..1", "none", "R 4.2, lm", |fit| fit.line?.r2()),
    Measure::new("zipf_slope_ci_lo", "lower end of the 95 % interval of the slope", "zipf_slope - t(0.975, V - 2) zipf_slope_se",
        "-inf..inf", "none", "R 4.2, confint", |fit| Some(fit.line?.slope - fit.line?.margin()?)),
    Measure::new("zipf_slope_ci_hi", "upper end of the 95 % interval of the slope", "zipf_slope + t(0.975, V - 2) zipf_slope_se",
        "-inf..inf", "none", "R 4.2, confint", |fit| Some(fit.line?.slope + fit.line?.margin()?)),
    Measure::new("zeta_mle_alpha_xmin1", "exponent of frequencies, maximum likelihood", "the a with -zeta'(a)/zeta(a) = mean ln f over types",
        "1..inf", "none", "Clauset, Shalizi & Newman 2009", |fit| fit.mean_log.map(zeta_exponent)),
];

/// The a with -zeta'(a)/zeta(a) = mean; infinite for 0, where all types are hapax legomena.
fn zeta_exponent(mean: f64) -> f64 {
    if mean == 0.0 {
        return f64::INFINITY;
    }
    // The quotient falls from a = 1 on, and is below 1e-20 at 70; ln f of a count is below 45.
    let (mut low, mut high) = (1.0, 70.0);
    loop {
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return middle;
        }
        if mean_log_of_zeta(middle) > mean { low = middle } else { high = middle }
    }
}

/// -zeta'(a)/zeta(a): the mean of ln k if k has the probability k^-a / zeta(a).
fn mean_log_of_zeta(a: f64) -> f64 {
    /// So many terms are added up; the formula of Euler and Maclaurin has the rest.
    const TERMS: u32 = 16;
    /// B(2j) / (2j)!
    const BERNOULLI: [f64; 7] = [
        1.0 / 12.0,
        -1.0 / 720.0,
        1.0 / 30_240.0,
        -1.0 / 1_209_600.0,
        1.0 / 47_900_160.0,
        -691.0 / 1_307_674_368_000.0,
        1.0 / 74_724_249_600.0,
    ];
    let (mut zeta, mut slope) = (0.0, 0.0);
    for k in (1..TERMS).rev().map(f64::from) {
        let power = k.powf(-a);
        zeta += power;
        slope += power * k.ln();
    }
    let n = f64::from(TERMS);
    let (power, log) = (n.powf(-a), n.ln());
    let beyond = power * n / (a - 1.0);
    zeta += beyond + power / 2.0;
    slope += beyond * (log + 1.0 / (a - 1.0)) + power * log / 2.0;
    // a (a + 1) .. (a + 2j - 2) n^(-a - 2j + 1), and how fast its logarithm falls with a.
    let (mut rising, mut fall) = (a * power / n, log - 1.0 / a);
    for (j, coefficient) in (1..).zip(BERNOULLI) {
        zeta += coefficient * rising;
        slope += coefficient * rising * fall;
        let (b, c) = (a + f64::from(2 * j - 1), a + f64::from(2 * j));
        rising *= b * c / (n * n);
        fall -= 1.0 / b + 1.0 / c;
    }
    slope / zeta
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mean_logs_of_the_zeta_distribution() {
        // mpmath, 40 digits.
        for (a, wanted) in [
            (1.02, 49.42651470159637),
            (1.1, 9.441036385284628),
            (1.5, 1.5052353557882678),
            (2.0, 0.5699609930945329),
            (3.25, 0.12784228377801107),
            (10.0, 0.0006963404452840204),
            (40.0, 6.304137786324409e-13),
        ] {
            let got = mean_log_of_zeta(a);
            assert!((got - wanted).abs() <= 4e-15 * wanted, "{a}: {got}");
            assert!((zeta_exponent(wanted) - a).abs() <= 1e-14 * a);
        }
    }

    #[test]
    fn a_vocabulary_of_hapax_legomena_falls_without_end() {
        let hapax: Spectrum = [1; 20].into_iter().collect();
        let fit = Zipf::from(&hapax);
        let value = |id: &str| (super::super::find(ZIPF, id).unwrap().of)(&fit);
        assert_eq!((value("zipf_slope"), value("zeta_mle_alpha_xmin1")), (Some(0.0), Some(f64::INFINITY)));
        assert_eq!(value("zipf_r2"), None);
        let none = Zipf::from(&Spectrum::default());
        assert!(ZIPF.iter().all(|m| (m.of)(&none).is_none()));
    }

    #[test]
    fn frequencies_over_rank_have_a_slope_of_1() {
        let words: Spectrum = (1..=1000u64).map(|rank| 1_000_000_000_000 / rank).collect();
        let slope = (ZIPF[0].of)(&Zipf::from(&words)).unwrap();
        assert!((slope + 1.0).abs() < 1e-9, "{slope}");
    }
}
