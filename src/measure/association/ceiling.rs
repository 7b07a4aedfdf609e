//! What a measure of a pair does not exceed, told without a logarithm: where the highest are wanted, that is enough to pass over
//! nearly all pairs.

use std::f64::consts::LN_2;

use crate::measure::exact::real;

/// A number that the measure of a table (O, f1, f2, N) does not exceed, far from it as it may be.
pub type Ceiling = fn([u64; 4]) -> f64;

/// The ceiling of a measure, if there is one that is found faster than its value.
#[must_use]
pub fn ceiling(id: &str) -> Option<Ceiling> {
    Some(match id {
        "g2" | "g2_signed" | "bic_g2" => g2,
        "tmi_bits" => |table| g2(table) / (2.0 * LN_2 * real(table[3])),
        "g2_simple" => |table| (2.0 * real(table[0]) * ln_ratio(table).max(0.0)).max(2.1 * expected(table)),
        "pmi" => log2_ratio,
        "pmi2" => |[o, f1, f2, n]| log2_ceiling(real(o) * real(o) * real(n) / (real(f1) * real(f2))),
        "pmi3" => |[o, f1, f2, n]| log2_ceiling(real(o) * real(o) * real(o) * real(n) / (real(f1) * real(f2))),
        "npmi" => |table| match log2_floor(real(table[3]) / real(table[0])) {
            floor if floor > 0.0 => log2_ratio(table).max(0.0) / floor,
            _ => f64::INFINITY,
        },
        "local_mi" | "poisson_stirling_log2_nltk" => |table| real(table[0]) * log2_ratio(table),
        "poisson_stirling_ln" => |table| real(table[0]) * ln_ratio(table),
        "mi_log_f" => |table| log2_ratio(table).max(0.0) * LN_2 * log2_ceiling(real(table[0]) + 1.0),
        "t_score" => |table| real(table[0]).sqrt() + 1.0,
        "log_dice" => |[o, f1, f2, _]| 14.0 + log2_ceiling(2.0 * real(o) / (real(f1) + real(f2))),
        _ => return None,
    })
}

/// Where both words make up at most half of the sample; of `deviance`, whose sum is half of G2. A cell with less than expected adds at most
/// what it lacks, |O - E|. One with more adds at most (O - E)^2 / E, which again is at most |O - E|: O22 expects N/2 at least, and O12
/// and O21 half of a word's frequency, of which |O - E| is a part. So in attraction the sum is at most O11 ln(O11/E11) + 2 |O - E|, and
/// in repulsion 4 |O - E|.
fn g2(table: [u64; 4]) -> f64 {
    let [o, f1, f2, n] = table;
    if f1.saturating_add(f2) > n / 2 {
        return f64::INFINITY;
    }
    (2.0 * real(o) * (ln_ratio(table).max(0.0) + 2.0)).max(8.0 * expected(table))
}

fn expected([_, f1, f2, n]: [u64; 4]) -> f64 {
    real(f1) * real(f2) / real(n)
}

/// Of O/E.
fn log2_ratio([o, f1, f2, n]: [u64; 4]) -> f64 {
    log2_ceiling(real(o) * real(n) / (real(f1) * real(f2)))
}

fn ln_ratio(table: [u64; 4]) -> f64 {
    LN_2 * log2_ratio(table)
}

/// At least log2(x), and at most 0.09 more.
#[inline]
fn log2_ceiling(x: f64) -> f64 {
    log2_floor(x) + 0.0862
}

/// At most log2(x), and at most 0.0861 less: a float's exponent and digits, read as one number.
#[inline]
fn log2_floor(x: f64) -> f64 {
    /// So that the number is one that `real` makes quickly.
    const DROPPED: u32 = 20;
    const UNIT: f64 = (1u64 << (52 - DROPPED)) as f64;
    const BIAS: f64 = 1023.0;
    real(x.to_bits() >> DROPPED) / UNIT - BIAS
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::measure::association::{ASSOCIATION, Pair};

    #[test]
    fn a_logarithm_is_below_its_ceiling() {
        for i in 0..100_000 {
            let x = 1.000_37f64.powi(i - 50_000);
            let above = log2_ceiling(x) - x.log2();
            assert!((1e-5..0.09).contains(&above), "{x}: {above}");
        }
    }

    proptest! {
        #[test]
        fn no_measure_exceeds_its_ceiling(table in prop::array::uniform4((any::<u64>(), 2..64u32))) {
            let [a, b, c, d] = table.map(|(cell, bits)| cell >> bits);
            // One that can exist, and one that perhaps cannot.
            for table in [[a, a + b, a + c, a + b + c + d], [a, b, c, d]] {
                let [o, f1, f2, n] = table;
                for measure in ASSOCIATION {
                    let Some(ceiling) = ceiling(measure.id).map(|ceiling| ceiling(table)) else { continue };
                    prop_assert!(!ceiling.is_nan(), "{}", measure.id);
                    if let Some(value) = (measure.of)(&Pair::new(o, f1, f2, n)) {
                        prop_assert!(value <= ceiling, "{}: {value} > {ceiling}", measure.id);
                    }
                }
            }
        }
    }
}
