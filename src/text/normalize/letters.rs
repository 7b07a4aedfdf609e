//! The quick way through ASCII and Arabic letters: unchanged text by vectors, other letters by fours out of one table.

use super::super::profile::{Action, Profile};
use super::{Decoded, LONGEST_CHAR, decode, is_continuation};

/// What becomes of ASCII and of the two-byte letters with the lead bytes D8 to DB.
///
/// A slot is the length in bits of what is written, then [`Letters::NO_ANSWER`], then what is written, from bit 8 on.
#[derive(Clone, Debug)]
pub(super) struct Letters {
    slots: Box<[u32; Self::SLOTS]>,
    /// Is ASCII all kept, but for CR?
    keeps_ascii: bool,
    plain: Plain,
}

/// The lowest bit of each byte of a word.
const LOW: u64 = u64::MAX / 0xFF;
/// The top bit of each byte of a word.
const HIGH: u64 = LOW * 0x80;
/// The first code point with the lead byte D8.
const FIRST_LETTER: usize = 0x600;
/// Bytes of a word.
const WORD: usize = 8;
/// Bytes that are written before they are handed on: on the stack their number stays in a register.
const BUFFER: usize = 256;

impl Letters {
    const SLOTS: usize = 512;
    /// Where the slots of two-byte letters start.
    const TWO_BYTES: usize = 256;
    const NO_ANSWER: u32 = 0x80;

    pub(super) fn new(profile: &Profile) -> Self {
        let mut slots = Box::new([Self::NO_ANSWER; Self::SLOTS]);
        for at in (0..0x80).chain(Self::TWO_BYTES..Self::SLOTS) {
            if let Some(c) = Self::char_of(at).filter(|&c| c != '\r') {
                slots[at] = Self::slot(profile, c);
            }
        }
        let kept = |byte: u8| profile.action(char::from(byte)) == Action::Keep;
        Self { slots, keeps_ascii: (0..0x80).all(kept), plain: Plain::new(profile) }
    }

    /// The code point a slot is for.
    fn char_of(at: usize) -> Option<char> {
        let code = if at < Self::TWO_BYTES { at } else { at - Self::TWO_BYTES + FIRST_LETTER };
        u32::try_from(code).ok().and_then(char::from_u32)
    }

    /// The slot of a code point.
    fn slot(profile: &Profile, c: char) -> u32 {
        let mut own = [0; LONGEST_CHAR];
        let text: &[u8] = match profile.action(c) {
            Action::Keep => c.encode_utf8(&mut own).as_bytes(),
            Action::Delete => &[],
            Action::Replace(by) => by.as_bytes(),
            Action::Context => return Self::NO_ANSWER,
        };
        match *text {
            [] => 0,
            [one] => u32::from(one) << 8 | 8,
            [one, two] => u32::from(two) << 16 | u32::from(one) << 8 | 16,
            _ => Self::NO_ANSWER,
        }
    }

    /// Writes what becomes of the letters from `at` on and tells where they end.
    pub(super) fn run(&self, bytes: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
        if !self.keeps_ascii {
            at = self.translate(bytes, at, usize::MAX, out);
            return self.singly(bytes, at, out);
        }
        let mut stride = SHORT_STRIDE;
        loop {
            let plain = self.plain.len(&bytes[at..]);
            out.extend_from_slice(&bytes[at..at + plain]);
            at += plain;
            // Where changes are frequent, looking for unchanged text is a waste: do it less often.
            stride = if plain == 0 { LONG_STRIDE.min(2 * stride) } else { SHORT_STRIDE };
            let upto = at + stride;
            at = self.translate(bytes, at, upto, out);
            if at < upto {
                return self.singly(bytes, at, out);
            }
        }
    }

    /// Writes what becomes of the letters from `at` on, by fours, up to some place or the word that has something else in it.
    fn translate(&self, bytes: &[u8], mut at: usize, upto: usize, out: &mut Vec<u8>) -> usize {
        let mut buffer = [0; BUFFER];
        let mut filled = 0;
        while at < upto
            && let Some(word) = bytes[at..].first_chunk().map(|word| u64::from_le_bytes(*word))
        {
            if filled > BUFFER - WORD {
                out.extend_from_slice(&buffer[..filled]);
                filled = 0;
            }
            let Some(space) = buffer[filled..].first_chunk_mut() else {
                break;
            };
            if word & HIGH == 0 && self.keeps_ascii && !has_return(word) {
                *space = word.to_le_bytes();
                filled += WORD;
                at += WORD;
                continue;
            }
            let Some(letters) = Word::new(word) else {
                break;
            };
            let Some((text, written)) = self.first_four(&letters) else {
                break;
            };
            *space = text.to_le_bytes();
            filled += written;
            // A branch, not a choice: the processor goes on with the usual case before it knows.
            if letters.has_fifth() {
                at += letters.fifth();
            } else {
                at += letters.whole();
            }
        }
        out.extend_from_slice(&buffer[..filled]);
        at
    }

    /// What becomes of the first four letters of a word, and how many bytes that is.
    #[inline]
    fn first_four(&self, letters: &Word) -> Option<(u64, usize)> {
        let (mut text, mut written, mut seen) = (0, 0, 0);
        for start in letters.starts {
            let slot = self.slots[letters.index(start)];
            text |= u64::from(slot >> 8) << (written & 63);
            written += slot & 0x18;
            seen |= slot;
        }
        (seen & Self::NO_ANSWER == 0).then_some((text, written as usize / 8))
    }

    /// The same one letter at a time, up to the one that the table does not know.
    fn singly(&self, bytes: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
        loop {
            let (index, len) = match bytes[at..] {
                [one @ 0..0x80, ..] => (usize::from(one), 1),
                [one @ 0xD8..=0xDB, two, ..] if is_continuation(two) => {
                    (Self::TWO_BYTES | usize::from(one & 3) << 6 | usize::from(two & 0x3F), 2)
                }
                _ => return at,
            };
            let slot = self.slots[index];
            if slot & Self::NO_ANSWER != 0 {
                return at;
            }
            let [_, text @ .., _] = slot.to_le_bytes();
            out.extend_from_slice(&text[..(slot & 0x18) as usize / 8]);
            at += len;
        }
    }
}

/// How far letters are translated before the next look for unchanged text.
const SHORT_STRIDE: usize = 32;
const LONG_STRIDE: usize = 4096;

/// What tells text that stays as it is without cutting it into letters: the compiler makes vector instructions of it.
#[derive(Clone, Debug)]
struct Plain {
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

    fn new(profile: &Profile) -> Self {
        let stays = |lead, second| match decode(&[lead, second]) {
            Decoded::Char(c) => profile.action(c) == Action::Keep,
            _ => false,
        };
        Self { changed: Self::LEADS.map(|lead| spans((0x80..0xC0).filter(|&second| !stays(lead, second)))) }
    }

    /// The length of the plain text at the start of `bytes`, which is the start of a code point, in whole chunks.
    fn len(&self, bytes: &[u8]) -> usize {
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

/// Eight bytes that are ASCII and two-byte letters. The second byte of the last letter may be in the next word.
struct Word {
    /// In each byte where a letter starts, the low eight bits of its slot's place.
    places: u64,
    /// The top bit of each byte where a two-byte letter starts.
    leads: u64,
    /// Where the first four letters start, in bits.
    starts: [u32; 4],
    /// The top bit of each byte where a letter after these starts.
    later: u64,
}

impl Word {
    #[inline]
    fn new(word: u64) -> Option<Self> {
        let leads = word & word << 1 & HIGH;
        let continuations = word & !(word << 1) & HIGH;
        let wrong_leads = (word ^ (LOW * 0x18)) & ((leads >> 7) * 0x3C);
        if continuations != leads << 8 || wrong_leads != 0 {
            return None;
        }
        let in_leads = (leads >> 7) * 0xFF;
        let pairs = ((word & (LOW * 3)) << 6) | ((word >> 8) & (LOW * 0x3F));
        let mut later = !continuations & HIGH;
        let starts = [(); 4].map(|()| {
            let start = later.trailing_zeros() & 0x38;
            later &= later.wrapping_sub(1);
            start
        });
        Some(Self { places: pairs & in_leads | word & !in_leads, leads, starts, later })
    }

    /// The place of the slot of the letter that starts at that bit.
    #[inline]
    fn index(&self, start: u32) -> usize {
        let [place, ..] = (self.places >> start).to_le_bytes();
        let [lead, ..] = (self.leads >> start).to_le_bytes();
        usize::from(place) | usize::from(lead & 0x80) << 1
    }

    /// Is there a fifth whole letter?
    #[inline]
    fn has_fifth(&self) -> bool {
        self.later & !(self.leads & 1 << 63) != 0
    }

    /// Where the fifth letter starts, in bytes.
    #[inline]
    fn fifth(&self) -> usize {
        self.later.trailing_zeros() as usize / 8
    }

    /// The length of the word without a letter that goes on in the next, in bytes.
    #[inline]
    fn whole(&self) -> usize {
        WORD - (self.leads >> 63) as usize
    }
}

/// Is one of the bytes of an ASCII word a CR?
#[inline]
fn has_return(word: u64) -> bool {
    (word ^ (LOW * 0x0D)).wrapping_sub(LOW) & HIGH != 0
}
