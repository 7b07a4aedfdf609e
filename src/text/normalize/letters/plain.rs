//! Thirty-two bytes at a time that stay as they are: what any processor can do.

use super::super::{Decoded, decode, is_continuation};
use crate::text::profile::{Action, Profile};

/// What tells text that stays as it is without cutting it into letters: the compiler makes vector instructions of it.
#[derive(Clone, Debug)]
pub(super) struct Plain {
    /// For the two lead bytes of the Arabic block's core, the second bytes of letters that do not stay.
    changed: [[Span; Self::SPANS]; 2],
}

/// So many bytes from the first one on.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: u8,
    len: u8,
}

impl Plain {
    const LEADS: [u8; 2] = [0xD8, 0xD9];
    const SPANS: usize = 3;
    /// Bytes that are looked at together.
    const CHUNK: usize = 32;

    pub(super) fn new(profile: &Profile) -> Self {
        let stays = |lead, second| match decode(&[lead, second]) {
            Decoded::Char(c) => profile.action(c) == Action::Keep,
            _ => false,
        };
        Self { changed: Self::LEADS.map(|lead| spans((0x80..0xC0).filter(|&second| !stays(lead, second)))) }
    }

    /// The length of the plain text at the start of `bytes`, which is the start of a code point, in whole chunks.
    pub(super) fn len(&self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while let Some(chunk) = bytes[at..].first_chunk()
            && !is_continuation(chunk[0])
            && self.is_plain(chunk)
        {
            // A letter that goes on in the next chunk belongs to that.
            at += Self::CHUNK - usize::from(chunk[Self::CHUNK - 1] >= 0xC0);
        }
        at
    }

    /// Is each byte of the chunk, with the one after it, ASCII or part of a letter that stays?
    #[inline]
    fn is_plain(&self, chunk: &[u8; Self::CHUNK + 1]) -> bool {
        let [first, second] = Self::LEADS;
        let mut wrong = 0;
        for at in 0..Self::CHUNK {
            let (byte, next) = (chunk[at], chunk[at + 1]);
            let (is_first, is_second) = (byte == first, byte == second);
            let is_other = (byte >= 0xC0) & !is_first & !is_second;
            let is_broken = (byte >= 0xC0) != is_continuation(next);
            let is_changed =
                is_first & any_holds(&self.changed[0], next) | is_second & any_holds(&self.changed[1], next);
            wrong |= u8::from(is_other | is_broken | is_changed | (byte == b'\r'));
        }
        wrong == 0
    }
}

/// Is the byte in one of the spans?
#[inline]
fn any_holds(spans: &[Span; Plain::SPANS], byte: u8) -> bool {
    spans.iter().fold(false, |held, span| held | (byte.wrapping_sub(span.first) < span.len))
}

/// The bytes as spans, sorted. What is too many for that goes into the last span, with all that lies between.
fn spans(bytes: impl Iterator<Item = u8>) -> [Span; Plain::SPANS] {
    let mut spans = [Span { first: 0, len: 0 }; Plain::SPANS];
    let mut last = 0;
    for byte in bytes {
        let span = &mut spans[last];
        let gap = span.len > 0 && byte - span.first > span.len;
        if gap && last + 1 < Plain::SPANS {
            last += 1;
        }
        let span = &mut spans[last];
        if span.len == 0 {
            span.first = byte;
        }
        span.len = byte - span.first + 1;
    }
    spans
}
