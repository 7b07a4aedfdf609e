//! Cleaning that the user asks for: entities decoded, hard-wrapped lines joined.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use htmlize::{Context, unescape_bytes_in};

use super::{Begun, Cleaner, is_blank, without_end};
use crate::corpus::Input;

/// Decodes entities once (`&amp;nbsp;` becomes `&nbsp;`), or joins the lines of a paragraph, which a line of white space ends, or
/// both, in this order.
#[derive(Default)]
pub struct Clean {
    decode: bool,
    join: bool,
    begun: Begun,
    /// Is the last line of a paragraph written without its end, since the next line may go on with it?
    open: bool,
    /// Entities met, if they are decoded.
    entities: Arc<AtomicU64>,
}

impl Clean {
    /// What an input asks for, if anything.
    #[must_use]
    pub fn asked(input: &Input) -> Option<Self> {
        let Input { decode_entities, join_lines, .. } = *input;
        (decode_entities || join_lines).then(|| Self { decode: decode_entities, join: join_lines, ..Self::default() })
    }

    /// How many entities were decoded, while that is going on.
    #[must_use]
    pub fn count(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.entities)
    }

    fn append(decode: bool, text: &[u8], out: &mut Vec<u8>) {
        // What the standard says of attributes leaves `?a=1&copy=2` alone, of which plain text has more than of `&copy`.
        if decode && memchr::memchr(b'&', text).is_some() {
            out.extend_from_slice(&unescape_bytes_in(text, Context::Attribute));
        } else {
            out.extend_from_slice(text);
        }
    }
}

impl Cleaner for Clean {
    fn push(&mut self, text: &[u8], last: bool, out: &mut Vec<u8>) {
        let Self { decode, join, begun, open, entities: met } = self;
        begun.lines(text, last, |line| {
            if *decode {
                met.fetch_add(entities(line), Ordering::Relaxed);
            }
            if !*join {
                return Self::append(*decode, line, out);
            }
            let (text, ended) = without_end(line);
            // Behind the end that this line may bring.
            let start = out.len() + usize::from(*open);
            if *open {
                out.push(b' ');
            }
            Self::append(*decode, text, out);
            let blank = is_blank(&out[start..]);
            if blank && *open {
                out[start - 1] = b'\n';
            }
            if blank && ended {
                out.push(b'\n');
            }
            *open = !blank && ended;
        });
        if last && std::mem::take(open) {
            out.push(b'\n');
        }
    }
}

/// How many entities are in a text.
#[must_use]
pub fn entities(text: &[u8]) -> u64 {
    // The longest name has 33 bytes; of a longer number, the first digits tell enough.
    const LONGEST: usize = 64;
    let is = |&at: &usize| {
        let rest = &text[at..text.len().min(at + LONGEST)];
        let end = memchr::memchr(b'&', &rest[1..]).map_or(rest.len(), |next| next + 1);
        *unescape_bytes_in(&rest[..end], Context::Attribute) != rest[..end]
    };
    memchr::memchr_iter(b'&', text).filter(is).count() as u64
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::cleaned;
    use super::*;

    fn decoded(text: &str) -> String {
        cleaned(Clean { decode: true, ..Clean::default() }, text.as_bytes(), &[])
    }

    fn joined(text: &str) -> String {
        cleaned(Clean { join: true, ..Clean::default() }, text.as_bytes(), &[])
    }

    #[test]
    fn entities_are_decoded_once() {
        for (text, expected) in [
            ("a&nbsp;b", "a\u{A0}b"),
            ("&#1603;&#x62A;&#1575;&#1576;", "كتاب"),
            ("&amp;nbsp;", "&nbsp;"),
            ("قال &quot;نعم&quot;", "قال \"نعم\""),
            ("?a=1&copy=2&region=3", "?a=1&copy=2&region=3"),
            ("&nbsp؛ & &; &كتاب; &#; &nosuch;", "\u{A0}؛ & &; &كتاب; &#; &nosuch;"),
            ("&#0;&#x110000;", "\u{FFFD}\u{FFFD}"),
            ("نص\r\n", "نص\r\n"),
        ] {
            assert_eq!(decoded(text), expected, "{text}");
        }
    }

    #[test]
    fn entities_are_counted() {
        assert_eq!(entities("&amp;nbsp; &#1603;&#x62A; & &; ?a&copy=1 &nosuch; &nbsp".as_bytes()), 4);
        assert_eq!(entities(format!("&#{}65;", "0".repeat(100)).as_bytes()), 1);
        assert_eq!(entities("كلام".as_bytes()), 0);
    }

    #[test]
    fn lines_of_a_paragraph_are_joined() {
        assert_eq!(joined("أول\nثان\r\nثالث\n\n \nرابع\n"), "أول ثان ثالث\n\n \nرابع\n");
        assert_eq!(joined("\nأول\nثان"), "\nأول ثان");
        assert_eq!(joined("أول\n\u{A0}"), "أول\n\u{A0}");
        assert_eq!(joined(""), "");
    }

    #[test]
    fn a_line_of_decoded_white_space_ends_a_paragraph() {
        let clean = Clean { decode: true, join: true, ..Clean::default() };
        assert_eq!(cleaned(clean, "أول\n&nbsp;\nثان&amp;\nثالث".as_bytes(), &[]), "أول\n\u{A0}\nثان& ثالث");
    }

    #[test]
    fn nothing_asked_changes_nothing() {
        let text = "أول\r\nثان &amp; \n\nثالث";
        assert_eq!(cleaned(Clean::default(), text.as_bytes(), &[3, 5]), text);
    }

    proptest! {
        #[test]
        fn cuts_do_not_matter(
            parts in prop::collection::vec(prop::sample::select(vec![
                "\n", "\r\n", "\r", " ", "كتاب", "&amp;", "&nbsp;", "&", "#1603;", "\u{A0}", "a",
            ]), 0..30),
            broken in any::<bool>(),
            join in any::<bool>(),
            decode in any::<bool>(),
            cuts in prop::collection::vec(any::<usize>(), 0..8),
        ) {
            let mut text = parts.concat().into_bytes();
            if broken {
                text.insert(text.len() / 2, 0xD9);
            }
            let clean = || Clean { decode, join, ..Clean::default() };
            prop_assert_eq!(cleaned(clean(), &text, &cuts), cleaned(clean(), &text, &[]));
        }
    }
}
