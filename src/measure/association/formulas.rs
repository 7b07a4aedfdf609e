//! A function for each measure of a pair. The table beside it says what each is called and who defined it.

use std::f64::consts::{LN_2, LN_10};

use super::{Cells, Pair, smoothed_log_odds};
use crate::measure::exact::{difference, product, real};
use crate::measure::hypergeometric::Hypergeometric;
use crate::measure::special::{chi2_tail, deviance, ln_ratio, log2_of, log2_ratio, signed};

pub(super) fn expected(pair: &Pair) -> Option<f64> {
    pair.expected()
}

/// The sum of the deviances of the cells: no term is negative, so none cancels.
pub(in crate::measure) fn g2(pair: &Pair) -> Option<f64> {
    let Cells { o11, o12, o21, o22, r1, r2, c1, c2 } = pair.cells()?;
    let (r1_share, r2_share) = (real(r1) / real(pair.n), real(r2) / real(pair.n));
    let excess = pair.excess();
    let half = deviance(real(o11), pair.expected, excess)
        + deviance(real(o12), r1_share * real(c2), -excess)
        + deviance(real(o21), r2_share * real(c1), -excess)
        + deviance(real(o22), r2_share * real(c2), excess);
    Some(2.0 * half)
}

pub(super) fn g2_signed(pair: &Pair) -> Option<f64> {
    Some(signed(g2(pair)?, pair.determinant))
}

pub(super) fn g2_pvalue(pair: &Pair) -> Option<f64> {
    g2(pair).map(chi2_tail)
}

pub(super) fn g2_simple(pair: &Pair) -> Option<f64> {
    let expected = pair.expected().filter(|&e| e > 0.0 || pair.frequency == 0)?;
    Some(2.0 * deviance(pair.observed(), expected, pair.excess()))
}

pub(super) fn bic_g2(pair: &Pair) -> Option<f64> {
    Some(g2(pair)? - real(pair.n).ln())
}

pub(super) fn pmi(pair: &Pair) -> Option<f64> {
    pair.some_expected().map(|expected| log2_ratio(pair.observed(), expected, pair.excess()))
}

pub(super) fn pmi2(pair: &Pair) -> Option<f64> {
    let o = pair.frequency;
    pair.some_expected().map(|_| log2_of([o, o, pair.n], [pair.f1, pair.f2]))
}

pub(super) fn pmi3(pair: &Pair) -> Option<f64> {
    let o = pair.frequency;
    pair.some_expected().map(|_| log2_of([o, o, o, pair.n], [pair.f1, pair.f2]))
}

/// -1 never together, 1 only together.
pub(super) fn npmi(pair: &Pair) -> Option<f64> {
    let pmi = pmi(pair)?;
    if pair.frequency == 0 {
        return Some(-1.0);
    }
    let above = pair.n.checked_sub(pair.frequency).filter(|&above| above > 0)?;
    Some(pmi / log2_ratio(real(pair.n), pair.observed(), real(above)))
}

pub(super) fn local_mi(pair: &Pair) -> Option<f64> {
    let pmi = pmi(pair)?;
    Some(if pair.frequency == 0 { 0.0 } else { pair.observed() * pmi })
}

/// Minus infinity times 0 where the pair was never seen.
pub(super) fn mi_log_f(pair: &Pair) -> Option<f64> {
    pmi(pair).filter(|_| pair.frequency > 0).map(|pmi| pmi * pair.observed().ln_1p())
}

pub(super) fn tmi_bits(pair: &Pair) -> Option<f64> {
    Some(g2(pair)? / (2.0 * LN_2 * real(pair.n)))
}

pub(super) fn t_score(pair: &Pair) -> Option<f64> {
    if pair.frequency == 0 {
        return pair.some_expected().map(|_| f64::NEG_INFINITY);
    }
    pair.expected().map(|_| pair.excess() / pair.observed().sqrt())
}

pub(super) fn z_score(pair: &Pair) -> Option<f64> {
    pair.some_expected().map(|expected| pair.excess() / expected.sqrt())
}

pub(super) fn z_score_yates_cqpweb(pair: &Pair) -> Option<f64> {
    let expected = pair.some_expected()?;
    let beyond_half = pair.corrected() / real(pair.n);
    let size = if beyond_half > 0.0 { beyond_half } else { pair.excess().abs() / 2.0 };
    Some(signed(size / expected.sqrt(), pair.determinant))
}

pub(super) fn z_score_binom_wordless(pair: &Pair) -> Option<f64> {
    let expected = pair.some_expected()?;
    let rest = difference(product(pair.n, pair.n), product(pair.f1, pair.f2)) / real(pair.n) / real(pair.n);
    (rest > 0.0).then(|| pair.excess() / (expected * rest).sqrt())
}

pub(in crate::measure) fn chi2(pair: &Pair) -> Option<f64> {
    chi2_of(pair, pair.determinant)
}

pub(in crate::measure) fn chi2_yates(pair: &Pair) -> Option<f64> {
    chi2_of(pair, pair.corrected().max(0.0))
}

pub(super) fn chi2_yates_unclamped(pair: &Pair) -> Option<f64> {
    chi2_of(pair, pair.corrected())
}

fn chi2_of(pair: &Pair, determinant: f64) -> Option<f64> {
    let (rows, columns) = margins(pair)?;
    Some(real(pair.n) * (determinant / rows) * (determinant / columns))
}

pub(super) fn phi(pair: &Pair) -> Option<f64> {
    let (rows, columns) = margins(pair)?;
    Some(pair.determinant / rows.sqrt() / columns.sqrt())
}

pub(super) fn phi_squared(pair: &Pair) -> Option<f64> {
    let (rows, columns) = margins(pair)?;
    Some((pair.determinant / rows) * (pair.determinant / columns))
}

/// R1 R2 and C1 C2, where no margin is empty.
fn margins(pair: &Pair) -> Option<(f64, f64)> {
    let Cells { r1, r2, c1, c2, .. } = pair.cells()?;
    let margins = (real(r1) * real(r2), real(c1) * real(c2));
    (margins.0 > 0.0 && margins.1 > 0.0).then_some(margins)
}

pub(super) fn dice(pair: &Pair) -> Option<f64> {
    let sum = real(pair.f1) + real(pair.f2);
    (pair.possible && sum > 0.0).then(|| 2.0 * pair.observed() / sum)
}

pub(super) fn log_dice(pair: &Pair) -> Option<f64> {
    const FOURTEEN: f64 = 16384.0;
    let sum = real(pair.f1) + real(pair.f2);
    // 14 inside the logarithm: added to it, it would cost digits where the sum is near 0.
    let joint = FOURTEEN * 2.0 * pair.observed();
    (pair.possible && sum > 0.0).then(|| log2_ratio(joint, sum, joint - sum))
}

pub(super) fn jaccard(pair: &Pair) -> Option<f64> {
    let Cells { o12, c1, .. } = pair.cells()?;
    let either = real(c1) + real(o12);
    (either > 0.0).then(|| pair.observed() / either)
}

pub(super) fn min_sensitivity(pair: &Pair) -> Option<f64> {
    (pair.possible && pair.f1.min(pair.f2) > 0).then(|| pair.observed() / real(pair.f1.max(pair.f2)))
}

pub(super) fn geometric_mean(pair: &Pair) -> Option<f64> {
    (pair.possible && pair.f1.min(pair.f2) > 0).then(|| pair.observed() / (real(pair.f1) * real(pair.f2)).sqrt())
}

pub(super) fn p_w2_given_w1(pair: &Pair) -> Option<f64> {
    (pair.possible && pair.f1 > 0).then(|| pair.observed() / real(pair.f1))
}

pub(super) fn p_w1_given_w2(pair: &Pair) -> Option<f64> {
    (pair.possible && pair.f2 > 0).then(|| pair.observed() / real(pair.f2))
}

pub(super) fn delta_p_w2_given_w1(pair: &Pair) -> Option<f64> {
    let Cells { r1, r2, .. } = pair.cells()?;
    (r1 > 0 && r2 > 0).then(|| pair.determinant / real(r1) / real(r2))
}

/// Liddell's difference of proportions too.
pub(super) fn delta_p_w1_given_w2(pair: &Pair) -> Option<f64> {
    let Cells { c1, c2, .. } = pair.cells()?;
    (c1 > 0 && c2 > 0).then(|| pair.determinant / real(c1) / real(c2))
}

pub(super) fn odds_ratio(pair: &Pair) -> Option<f64> {
    let (with, without) = odds(pair)?;
    Some(with / without)
}

pub(super) fn log_odds_ratio_ln(pair: &Pair) -> Option<f64> {
    let (with, without) = odds(pair)?;
    Some(ln_ratio(with, without, pair.determinant))
}

/// O11 O22 and O12 O21, unless both are 0.
fn odds(pair: &Pair) -> Option<(f64, f64)> {
    let Cells { o11, o12, o21, o22, .. } = pair.cells()?;
    let odds = (real(o11) * real(o22), real(o12) * real(o21));
    (odds.0 > 0.0 || odds.1 > 0.0).then_some(odds)
}

pub(super) fn lambda(pair: &Pair) -> Option<f64> {
    let Cells { o11, o12, o21, o22, .. } = pair.cells()?;
    Some(smoothed_log_odds([o11, o12, o21, o22]))
}

pub(super) fn lambda_sigma(pair: &Pair) -> Option<f64> {
    let Cells { o11, o12, o21, o22, .. } = pair.cells()?;
    Some([o11, o12, o21, o22].iter().map(|&o| 1.0 / (real(o) + 0.5)).sum::<f64>().sqrt())
}

pub(super) fn lambda_z(pair: &Pair) -> Option<f64> {
    Some(lambda(pair)? / lambda_sigma(pair)?)
}

pub(super) fn relative_risk_log2(pair: &Pair) -> Option<f64> {
    let Cells { o11, o21, r1, r2, c1, .. } = pair.cells()?;
    let defined = r1 > 0 && r2 > 0 && c1 > 0;
    defined.then(|| log2_ratio(real(o11) * real(r2), real(o21) * real(r1), pair.determinant))
}

pub(super) fn poisson_stirling_ln(pair: &Pair) -> Option<f64> {
    let expected = pair.some_expected()?;
    let o = pair.observed();
    Some(if pair.frequency == 0 { 0.0 } else { o * (ln_ratio(o, expected, pair.excess()) - 1.0) })
}

pub(super) fn poisson_stirling_log2_nltk(pair: &Pair) -> Option<f64> {
    let defined = pair.some_expected().is_some();
    let o = pair.frequency;
    defined.then(|| if o == 0 { 0.0 } else { real(o) * log2_of([o, pair.n], [pair.f1, pair.f2, 2]) })
}

pub(super) fn fisher_left_p(pair: &Pair) -> Option<f64> {
    fisher(pair, Hypergeometric::ln_left).map(f64::exp)
}

pub(super) fn fisher_left_neglog10p(pair: &Pair) -> Option<f64> {
    fisher(pair, Hypergeometric::ln_left).map(neglog10)
}

pub(super) fn fisher_right_p(pair: &Pair) -> Option<f64> {
    fisher(pair, Hypergeometric::ln_right).map(f64::exp)
}

pub(super) fn fisher_right_neglog10p(pair: &Pair) -> Option<f64> {
    fisher(pair, Hypergeometric::ln_right).map(neglog10)
}

pub(super) fn fisher_two_sided_p(pair: &Pair) -> Option<f64> {
    fisher(pair, Hypergeometric::ln_two_sided).map(f64::exp)
}

pub(super) fn fisher_two_sided_neglog10p(pair: &Pair) -> Option<f64> {
    fisher(pair, Hypergeometric::ln_two_sided).map(neglog10)
}

fn fisher(pair: &Pair, tail: fn(&Hypergeometric, u64) -> f64) -> Option<f64> {
    let Cells { o11, r1, c1, .. } = pair.cells()?;
    Some(tail(&Hypergeometric::new(r1, c1, pair.n), o11))
}

fn neglog10(ln_p: f64) -> f64 {
    (0.0 - ln_p) / LN_10
}
