//! Correction of p-values for the number of tests: among many words some look significant by chance.
//!
//! m is the number of tests, which is the number of defined p-values; one that is undefined stays so.

use super::Measure;
use super::exact::real;

/// A correction: takes the p-values of all tests, and gives theirs.
pub type Correction = Measure<[Option<f64>], Vec<Option<f64>>>;

/// Every correction, in the order of the documentation.
#[rustfmt::skip]
pub static CORRECTION: &[Correction] = &[
    Measure::new("p_bonferroni", "Bonferroni's correction", "min(1, m p)",
        "0..1", "probability", "Bonferroni 1936; Dunn 1961", p_bonferroni),
    Measure::new("p_bh", "false discovery rate", "min of m p(j) / j over the j-th smallest p from p on, at most 1",
        "0..1", "probability", "Benjamini & Hochberg 1995", p_bh),
];

/// Each p-value times the number of tests: the chance of one false alarm in all of them.
#[must_use]
pub fn p_bonferroni(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let tests = real(p.iter().flatten().count() as u64);
    p.iter().map(|p| p.map(|p| (p * tests).min(1.0))).collect()
}

/// The share of false alarms among the tests with a p-value up to each.
#[must_use]
pub fn p_bh(p: &[Option<f64>]) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> = p.iter().enumerate().filter_map(|(i, p)| Some((i, (*p)?))).collect();
    order.sort_unstable_by(|a, b| b.1.total_cmp(&a.1));
    let tests = order.len() as u64;
    let mut corrected = vec![None; p.len()];
    let mut least = 1f64;
    for ((i, p), rank) in order.into_iter().zip((1..=tests).rev()) {
        least = least.min(p * (real(tests) / real(rank)));
        corrected[i] = Some(least);
    }
    corrected
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_example_of_the_paper() {
        // Benjamini & Hochberg 1995, table 1, as R's p.adjust has it.
        let p = [
            0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
            0.7590, 1.0,
        ];
        let bh = [
            0.0015,
            0.003,
            0.0095,
            0.035625,
            0.0603,
            0.063_857_142_857_142_86,
            0.063_857_142_857_142_86,
            0.0645,
            0.0765,
            0.486,
            0.581_181_818_181_818_2,
            0.714_875,
            0.753_230_769_230_769_2,
            0.813_214_285_714_285_7,
            1.0,
        ];
        let near = |got: Option<f64>, wanted: f64| (got.unwrap() - wanted).abs() <= 1e-12 * wanted;
        let given = p.map(Some);
        assert!(p_bh(&given).iter().zip(bh).all(|(&got, wanted)| near(got, wanted)), "{:?}", p_bh(&given));
        assert!(p_bonferroni(&given).iter().zip(p).all(|(&got, p)| near(got, (15.0 * p).min(1.0))));
    }

    #[test]
    fn what_is_undefined_is_no_test() {
        assert_eq!(p_bonferroni(&[Some(0.25), None, Some(0.5)]), [Some(0.5), None, Some(1.0)]);
        assert_eq!(p_bh(&[Some(0.25), None, Some(0.5)]), [Some(0.5), None, Some(0.5)]);
        assert_eq!(p_bh(&[]), []);
    }

    proptest! {
        #[test]
        fn corrections_raise_p_and_keep_the_order(p in prop::collection::vec(0.0..=1.0f64, 1..40)) {
            let given: Vec<_> = p.iter().copied().map(Some).collect();
            let (bh, bonferroni) = (p_bh(&given), p_bonferroni(&given));
            for i in 0..p.len() {
                prop_assert!(given[i] <= bh[i] && bh[i] <= bonferroni[i] && bonferroni[i] <= Some(1.0));
                for j in 0..p.len() {
                    prop_assert!(p[i] > p[j] || (bh[i] <= bh[j] && bonferroni[i] <= bonferroni[j]));
                }
            }
        }
    }
}
