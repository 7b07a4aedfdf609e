//! From integers to reals, rounded once: differences of products that nearly cancel.

/// A count as a real number. Exact up to 2^53.
#[inline]
pub(super) fn real(count: u64) -> f64 {
    /// 2^52: what is added to it fills its lowest digits as an integer does.
    const BASE: f64 = 4_503_599_627_370_496.0;
    // The conversions of the instruction set wait for whatever their register last held, or for both halves of it.
    #[cold]
    #[inline(never)]
    #[expect(clippy::cast_precision_loss, reason = "the one place where counts are rounded")]
    fn large(count: u64) -> f64 {
        count as f64
    }
    if count < 1 << 52 { f64::from_bits(BASE.to_bits() | count) - BASE } else { large(count) }
}

/// The product of two counts, which need not fit in a u64.
pub(super) fn product(a: u64, b: u64) -> u128 {
    u128::from(a) * u128::from(b)
}

/// A large count as a real number.
pub(super) fn rounded(count: u128) -> f64 {
    // The conversion from 128 bits is slow, and hardly ever needed. In line the compiler would make one of the two.
    #[cold]
    #[inline(never)]
    #[expect(clippy::cast_precision_loss, reason = "the one place where products are rounded")]
    fn wide(count: u128) -> f64 {
        count as f64
    }
    u64::try_from(count).map_or_else(|_| wide(count), real)
}

/// a - b, rounded once.
pub(super) fn difference(a: u128, b: u128) -> f64 {
    let magnitude = rounded(a.abs_diff(b));
    if a < b { -magnitude } else { magnitude }
}

/// The product of up to four counts, lowest limb first.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Wide([u64; 4]);

impl Wide {
    /// Multiplies.
    pub(super) fn product<const K: usize>(factors: [u64; K]) -> Self {
        const { assert!(K <= 4, "five counts need more limbs") };
        let mut limbs = [1, 0, 0, 0];
        for factor in factors {
            let mut carry = 0;
            for limb in &mut limbs {
                let sum = product(*limb, factor) + carry;
                *limb = low(sum);
                carry = sum >> 64;
            }
        }
        Self(limbs)
    }

    /// Rounded, to an ulp or two.
    pub(super) fn real(self) -> f64 {
        const BASE: f64 = 18_446_744_073_709_551_616.0;
        self.0.iter().rev().fold(0.0, |sum, &limb| sum * BASE + real(limb))
    }

    /// self - other, rounded to an ulp or two.
    pub(super) fn minus(self, other: Self) -> f64 {
        if self.0.iter().rev().lt(other.0.iter().rev()) {
            return -other.minus(self);
        }
        let mut limbs = [0; 4];
        let mut borrow = false;
        for ((limb, a), b) in limbs.iter_mut().zip(self.0).zip(other.0) {
            let (without, under) = a.overflowing_sub(b);
            let (rest, under_borrow) = without.overflowing_sub(u64::from(borrow));
            (*limb, borrow) = (rest, under || under_borrow);
        }
        Self(limbs).real()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the lower half is wanted")]
fn low(sum: u128) -> u64 {
    sum as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_is_the_nearest_real_number() {
        let powers = (0..64).map(|bits| 1u64 << bits);
        for count in powers.flat_map(|power| [power - 1, power, power + 1]).chain([u64::MAX]) {
            assert_eq!(real(count), count as f64);
        }
    }

    #[test]
    fn a_difference_of_products_keeps_what_rounded_products_have_lost() {
        let n = 1 << 60;
        assert_eq!(difference(product(n + 1, n - 1), product(n, n)), -1.0);
        assert_eq!(
            Wide::product([n + 1, n - 1, 3, 1 << 40]).minus(Wide::product([n, n, 3, 1 << 40])),
            -3.0 * (1u64 << 40) as f64
        );
        assert_eq!(Wide::product([u64::MAX; 4]).real(), 2f64.powi(256));
        assert_eq!(
            Wide::product([u64::MAX; 3]).minus(Wide::product([u64::MAX, u64::MAX, u64::MAX - 1])),
            2f64.powi(128)
        );
        assert_eq!(Wide::product([7, 0]).minus(Wide::product([1])), -1.0);
    }
}
