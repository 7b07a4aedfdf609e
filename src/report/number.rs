//! Numbers as text, without the formatting machinery.

/// Adds a whole number.
pub(super) fn push_int(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// The longest text of a float.
const LONGEST: usize = 24;
/// From here on zmij writes an exponent with a plus, which is not for our files.
const LEAST_WITH_PLUS: f64 = 1e16;

/// The last float of a column as text: frequencies, and what is made of them, repeat for thousands of rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastFloat {
    bits: u64,
    text: [u8; LONGEST],
    len: usize,
}

impl Default for LastFloat {
    fn default() -> Self {
        let mut last = Self { bits: 0, text: [0; LONGEST], len: 0 };
        last.keep(0.0);
        last
    }
}

impl LastFloat {
    /// Adds the shortest text that reads back as the value: 1.0, 0.00001, 1e-6, 1e16, inf, -inf.
    pub(super) fn push(&mut self, out: &mut Vec<u8>, value: f64) {
        if value.to_bits() != self.bits {
            self.keep(value);
        }
        // A copy of constant length needs no call.
        let end = out.len() + self.len;
        out.extend_from_slice(&self.text);
        out.truncate(end);
    }

    fn keep(&mut self, value: f64) {
        debug_assert!(!value.is_nan(), "what is undefined is an empty cell");
        let mut buffer = zmij::Buffer::new();
        // zmij's own `format` says inf and -inf too.
        let text = buffer.format(value).as_bytes();
        self.bits = value.to_bits();
        self.len = text.len();
        if let (Some(head), Some(tail)) = (text.first_chunk::<16>(), text.last_chunk::<8>()) {
            // Most are that long, and two copies of constant length need no call.
            self.text[..head.len()].copy_from_slice(head);
            self.text[self.len - tail.len()..self.len].copy_from_slice(tail);
        } else {
            self.text[..self.len].copy_from_slice(text);
        }
        if value.abs() >= LEAST_WITH_PLUS && value.is_finite() {
            self.drop_plus();
        }
    }

    /// 1e+16 is 1e16.
    #[cold]
    fn drop_plus(&mut self) {
        if let Some(plus) = self.text[..self.len].iter().position(|&byte| byte == b'+') {
            self.text.copy_within(plus + 1..self.len, plus);
            self.len -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn floats_are_as_short_as_they_can_be() {
        let mut last = LastFloat::default();
        for (value, text) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.0, "1.0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (0.00001, "0.00001"),
            (0.000001, "1e-6"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e16"),
            (-1.2345678901234568e17, "-1.2345678901234568e17"),
            (-f64::MIN_POSITIVE, "-2.2250738585072014e-308"),
            (f64::MAX, "1.7976931348623157e308"),
            (f64::INFINITY, "inf"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            let mut twice = Vec::new();
            last.push(&mut twice, value);
            last.push(&mut twice, value);
            assert_eq!(twice, text.repeat(2).as_bytes());
        }
    }

    proptest! {
        #[test]
        fn floats_are_what_another_algorithm_writes(bits: u64, numerator: u32, denominator: u32) {
            let mut last = LastFloat::default();
            for value in [f64::from_bits(bits), f64::from(numerator) / f64::from(denominator), f64::from(numerator)] {
                if !value.is_nan() {
                    let mut text = Vec::new();
                    last.push(&mut text, value);
                    let mut other = ryu::Buffer::new();
                    prop_assert_eq!(text, other.format(value).as_bytes());
                }
            }
        }
    }
}
