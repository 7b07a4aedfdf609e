//! The quick way through ASCII and Arabic letters: usual text by vectors, other letters by fours out of one table.

mod plain;
#[cfg(target_arch = "x86_64")]
mod vectors;

use super::super::alphabet::BASE_BLOCK;
use super::super::profile::{Action, Profile};
use super::{LONGEST_CHAR, is_continuation};
use plain::Plain;
#[cfg(target_arch = "x86_64")]
use vectors::Vectors;

/// What becomes of ASCII and of the two-byte letters with the lead bytes D8 to DB.
///
/// A slot is the length in bits of what is written, then flags, then what is written, from bit 8 on.
#[derive(Clone, Debug)]
pub(super) struct Letters {
    slots: Box<[u32; Self::SLOTS]>,
    /// Is ASCII all kept, but for CR?
    keeps_ascii: bool,
    quick: Quick,
}

/// What goes through usual text without cutting it into letters.
#[derive(Clone, Debug)]
enum Quick {
    /// Text of letters that stay or become another of two bytes.
    #[cfg(target_arch = "x86_64")]
    Vectors(Vectors),
    /// Text that stays.
    Plain(Plain),
    /// Nothing: not even ASCII stays.
    No,
}

impl Quick {
    fn new(profile: &Profile, keeps_ascii: bool) -> Self {
        #[cfg(target_arch = "x86_64")]
        if let Some(vectors) = Vectors::new(profile) {
            return Self::Vectors(vectors);
        }
        Self::without_vectors(profile, keeps_ascii)
    }

    fn without_vectors(profile: &Profile, keeps_ascii: bool) -> Self {
        if keeps_ascii { Self::Plain(Plain::new(profile)) } else { Self::No }
    }

    /// Writes what becomes of the text from `at` on and tells where it is not usual any more, or too short. `single` is
    /// tried on a single letter in between.
    fn run(&self, bytes: &[u8], at: usize, out: &mut Vec<u8>, single: impl Fn(usize, &mut Vec<u8>) -> usize) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Vectors(vectors) => vectors.run(bytes, at, out, single),
            Self::Plain(plain) => {
                let len = plain.len(&bytes[at..]);
                out.extend_from_slice(&bytes[at..at + len]);
                at + len
            }
            Self::No => at,
        }
    }
}

/// The lowest bit of each byte of a word.
const LOW: u64 = u64::MAX / 0xFF;
/// The top bit of each byte of a word.
const HIGH: u64 = LOW * 0x80;
/// Bytes of a word.
const WORD: usize = 8;
/// Bytes that are written before they are handed on: on the stack their number stays in a register.
const BUFFER: usize = 256;

impl Letters {
    const SLOTS: usize = 512;
    /// Where the slots of two-byte letters start.
    const TWO_BYTES: usize = 256;
    /// The letter asks for more than its slot.
    const NO_ANSWER: u32 = 0x80;
    /// It stays after any letter that lets it.
    const STANDS: u32 = 0x40;
    /// It lets such letters stay.
    const LETS: u32 = 0x20;

    pub(super) fn new(profile: &Profile) -> Self {
        let mut slots = Box::new([Self::NO_ANSWER; Self::SLOTS]);
        for at in (0..0x80).chain(Self::TWO_BYTES..Self::SLOTS) {
            if let Some(c) = Self::char_of(at).filter(|&c| c != '\r') {
                slots[at] = Self::slot(profile, c);
            }
        }
        let kept = |byte: u8| profile.action(char::from(byte)) == Action::Keep;
        let keeps_ascii = (0..0x80).all(kept);
        Self { slots, keeps_ascii, quick: Quick::new(profile, keeps_ascii) }
    }

    /// The same as on a processor without vectors.
    #[cfg(test)]
    pub(super) fn without_vectors(self, profile: &Profile) -> Self {
        Self { quick: Quick::without_vectors(profile, self.keeps_ascii), ..self }
    }

    /// The code point a slot is for.
    fn char_of(at: usize) -> Option<char> {
        let first = if at < Self::TWO_BYTES { 0 } else { BASE_BLOCK };
        u32::try_from(at % Self::TWO_BYTES).ok().and_then(|code| char::from_u32(first + code))
    }

    /// The slot of a code point.
    fn slot(profile: &Profile, c: char) -> u32 {
        let mut own = [0; LONGEST_CHAR];
        let text: &[u8] = match profile.action(c) {
            Action::Keep => c.encode_utf8(&mut own).as_bytes(),
            Action::Delete => &[],
            Action::Replace(by) => by.as_bytes(),
            Action::Context if profile.only_merges(c) => {
                return Self::NO_ANSWER | Self::STANDS | Self::text(c.encode_utf8(&mut own).as_bytes());
            }
            Action::Context => return Self::NO_ANSWER,
        };
        Self::text(text) | if profile.lets_stand(c) { Self::LETS } else { 0 }
    }

    /// The slot of what is written.
    fn text(text: &[u8]) -> u32 {
        match *text {
            [] => 0,
            [one] => u32::from(one) << 8 | 8,
            [one, two] => u32::from(two) << 16 | u32::from(one) << 8 | 16,
            _ => Self::NO_ANSWER,
        }
    }

    /// Writes what becomes of the letters from `at` on and tells where they end.
    pub(super) fn run(&self, bytes: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
        let single = |at, out: &mut Vec<u8>| self.single(bytes, at, out);
        let mut stride = 0;
        loop {
            let start = at;
            at = self.quick.run(bytes, at, out, single);
            // Where usual text is short, looking for it is a waste: do it less often.
            stride = if at - start < WORTH_A_LOOK { LONG_STRIDE.min(2 * stride + WORD) } else { 0 };
            let upto = at + stride;
            at = self.translate(bytes, at, upto, out);
            while at < upto {
                let end = upto.min(at + WORD);
                at = self.singly(bytes, at, end, out);
                if at < end {
                    return at;
                }
                at = self.translate(bytes, at, upto, out);
            }
            let unusual = at;
            at = single(at, out);
            if at == unusual {
                return at;
            }
        }
    }

    /// Writes what becomes of the letters from `at` on, by fours, up to some place or the word that has something else in it.
    fn translate(&self, bytes: &[u8], mut at: usize, upto: usize, out: &mut Vec<u8>) -> usize {
        if at >= upto {
            return at;
        }
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

    /// The same of one letter: a few instructions for any but a few.
    #[inline(always)]
    fn single(&self, bytes: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
        match self.slot_at(bytes, at) {
            Some((slot, len)) if slot & Self::NO_ANSWER == 0 => {
                Self::write(slot, out);
                at + len
            }
            _ => self.singly(bytes, at, at + 1, out),
        }
    }

    /// The same one letter at a time, up to some place or the letter that the table does not know.
    fn singly(&self, bytes: &[u8], mut at: usize, upto: usize, out: &mut Vec<u8>) -> usize {
        while at < upto
            && let Some((slot, len)) = self.slot_at(bytes, at)
            && (slot & Self::NO_ANSWER == 0 || slot & Self::STANDS != 0 && self.lets_stand(&bytes[..at]))
        {
            Self::write(slot, out);
            at += len;
        }
        at
    }

    /// Always two bytes, and what is too much is taken back: a branch on their number would often be guessed wrong.
    #[inline(always)]
    fn write(slot: u32, out: &mut Vec<u8>) {
        let [_, one, two, _] = slot.to_le_bytes();
        let end = out.len() + (slot & 0x18) as usize / 8;
        out.extend_from_slice(&[one, two]);
        out.truncate(end);
    }

    /// The slot of the letter at a place, and the letter's length.
    #[inline]
    fn slot_at(&self, bytes: &[u8], at: usize) -> Option<(u32, usize)> {
        match bytes[at..] {
            [one @ 0..0x80, ..] => Some((self.slots[usize::from(one)], 1)),
            [one @ 0xD8..=0xDB, two, ..] if is_continuation(two) => {
                let index = Self::TWO_BYTES | usize::from(one & 3) << 6 | usize::from(two & 0x3F);
                Some((self.slots[index], 2))
            }
            _ => None,
        }
    }

    /// Is the last letter one that lets others stand?
    fn lets_stand(&self, before: &[u8]) -> bool {
        let back = 1 + usize::from(before.last().is_some_and(|&byte| is_continuation(byte)));
        let last = before.len().checked_sub(back).and_then(|at| self.slot_at(before, at));
        last.is_some_and(|(slot, _)| slot & Self::LETS != 0)
    }
}

/// Usual text shorter than this is not worth looking for.
const WORTH_A_LOOK: usize = 12;
/// The most that is translated before the next look.
const LONG_STRIDE: usize = 4096;

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
