//! Numbers as text, without the formatting machinery.

/// Adds a whole number.
pub(super) fn push_int(out: &mut Vec<u8>, value: u64) {
    out.extend_from_slice(itoa::Buffer::new().format(value).as_bytes());
}

/// The longest text of a float.
const LONGEST: usize = 24;
/// From here on zmij writes an exponent with a plus, which is not for our files.
const LEAST_WITH_PLUS: f64 = 1e16;

/// Where the last float of a column lies: frequencies, and what is made of them, repeat for thousands of rows.
#[derive(Clone, Copy, Debug)]
pub(super) struct LastFloat {
    bits: u64,
    at: usize,
    len: usize,
}

impl Default for LastFloat {
    /// None yet: no number that is printed is NaN.
    fn default() -> Self {
        Self { bits: f64::NAN.to_bits(), at: 0, len: 0 }
    }
}

impl LastFloat {
    /// Adds the shortest text that reads back as the value: 1.0, 0.00001, 1e-6, 1e16, inf, -inf. What it added before must
    /// still be there.
    pub(super) fn push(&mut self, out: &mut Vec<u8>, value: f64) {
        let mut buffer = zmij::Buffer::new();
        let fresh = self.format(value, &mut buffer);
        self.add(out, fresh);
    }

    /// The text that [`Self::add`] is to add next; none if it is the last one again.
    pub(super) fn format<'b>(&mut self, value: f64, buffer: &'b mut zmij::Buffer) -> Option<&'b str> {
        debug_assert!(!value.is_nan(), "what is undefined is an empty cell");
        let fresh = value.to_bits() != self.bits;
        self.bits = value.to_bits();
        // zmij's own `format` says inf and -inf too.
        fresh.then(|| buffer.format(value))
    }

    /// Adds what `format` gave.
    pub(super) fn add(&mut self, out: &mut Vec<u8>, fresh: Option<&str>) {
        let at = out.len();
        if let Some(text) = fresh {
            push_text(out, text.as_bytes());
            let magnitude = f64::from_bits(self.bits).abs();
            if magnitude >= LEAST_WITH_PLUS && magnitude.is_finite() {
                drop_plus(out, at);
            }
            self.len = out.len() - at;
        } else {
            self.again(out);
        }
        self.at = at;
    }

    fn again(self, out: &mut Vec<u8>) {
        let end = out.len() + self.len;
        match out[self.at..].first_chunk::<LONGEST>().copied() {
            // A copy of constant length needs no call.
            Some(text) => out.extend_from_slice(&text),
            None => out.extend_from_within(self.at..self.at + self.len),
        }
        out.truncate(end);
    }
}

fn push_text(out: &mut Vec<u8>, text: &[u8]) {
    let begin = out.len();
    if let (Some(head), Some(tail)) = (text.first_chunk::<16>(), text.last_chunk::<8>()) {
        // Most are that long, and two copies of constant length need no call.
        out.reserve(LONGEST);
        out.extend_from_slice(head);
        out.truncate(begin + text.len() - tail.len());
        out.extend_from_slice(tail);
    } else {
        out.extend_from_slice(text);
    }
}

/// 1e+16 is 1e16.
#[cold]
fn drop_plus(out: &mut Vec<u8>, begin: usize) {
    if let Some(plus) = out[begin..].iter().position(|&byte| byte == b'+') {
        out.remove(begin + plus);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn floats_are_as_short_as_they_can_be() {
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
            let (mut last, mut thrice) = (LastFloat::default(), Vec::new());
            (0..3).for_each(|_| last.push(&mut thrice, value));
            assert_eq!(thrice, text.repeat(3).as_bytes());
        }
    }

    proptest! {
        #[test]
        fn floats_are_what_another_algorithm_writes(bits: u64, numerator: u32, denominator: u32) {
            for value in [f64::from_bits(bits), f64::from(numerator) / f64::from(denominator), f64::from(numerator)] {
                if !value.is_nan() {
                    let mut text = Vec::new();
                    LastFloat::default().push(&mut text, value);
                    let mut other = ryu::Buffer::new();
                    prop_assert_eq!(text, other.format(value).as_bytes());
                }
            }
        }
    }
}
