//! The quick way through ASCII and Arabic letters, all out of one table: by vectors if the processor has them, or by fours.

#[cfg(target_arch = "x86_64")]
mod avx512;
mod plain;
#[cfg(target_arch = "x86_64")]
mod ssse3;

use std::iter;

use super::super::alphabet::{BASE_BLOCK, GENERAL_PUNCTUATION};
use super::super::profile::{Action, Profile};
use super::{Decoded, LONGEST_CHAR, decode, is_continuation};
#[cfg(target_arch = "x86_64")]
use avx512::Wide;
use plain::Plain;
#[cfg(target_arch = "x86_64")]
use ssse3::Vectors;

/// What becomes of ASCII, of the two-byte letters with the lead bytes D8 to DB, of Latin-1, and of the first of General Punctuation.
///
/// A slot is the length in bits of what is written, then flags, then what is written, from bit 8 on.
#[derive(Clone, Debug)]
pub(super) struct Letters {
    profile: Profile,
    slots: Box<[u32; Self::SLOTS]>,
    /// Is ASCII all kept, but for CR?
    keeps_ascii: bool,
    /// Pairs of which the first goes, if it would stay before others.
    merged: Vec<Merged>,
    quick: Quick,
}

/// A pair of code points, and what it becomes.
#[derive(Clone, Debug)]
struct Merged {
    pair: String,
    second: char,
    both: String,
}

impl Merged {
    /// Where the second code point starts.
    fn middle(&self) -> usize {
        self.pair.len() - self.second.len_utf8()
    }
}

/// What goes through usual text without cutting it into letters.
#[derive(Clone, Debug)]
enum Quick {
    /// Text of letters that become no longer.
    #[cfg(target_arch = "x86_64")]
    Wide(Box<Wide>),
    /// Text of letters that stay or become another of two bytes.
    #[cfg(target_arch = "x86_64")]
    Vectors(Vectors),
    /// Text that stays.
    Plain(Plain),
    /// Nothing: not even ASCII stays.
    No,
}

impl Quick {
    /// All that the processor can do, the best first. None is made before it is asked for.
    #[cfg_attr(not(target_arch = "x86_64"), expect(unused_variables, reason = "for vectors"))]
    fn all(profile: &Profile, slots: &[u32; Letters::SLOTS], merged: &[Merged]) -> impl Iterator<Item = Self> {
        #[cfg(target_arch = "x86_64")]
        let vectors = iter::once_with(|| Wide::new(slots, merged).map(|wide| Self::Wide(Box::new(wide))))
            .chain(iter::once_with(|| Vectors::new(profile).map(Self::Vectors)))
            .flatten();
        #[cfg(not(target_arch = "x86_64"))]
        let vectors = iter::empty();
        let plain = || if keeps_ascii(profile) { Self::Plain(Plain::new(profile)) } else { Self::No };
        vectors.chain(iter::once_with(plain))
    }

    /// Writes what becomes of the text from `at` on, and tells where it is not usual any more, or too short.
    /// A single letter in between is left to `letters`.
    fn run(&self, letters: &Letters, bytes: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Wide(wide) => wide.run(letters, bytes, at, out),
            #[cfg(target_arch = "x86_64")]
            Self::Vectors(vectors) => vectors.run(letters, bytes, at, out),
            Self::Plain(plain) => {
                let len = plain.len(&bytes[at..]);
                out.extend_from_slice(&bytes[at..at + len]);
                at + len
            }
            Self::No => at,
        }
    }
}

/// Is ASCII all kept, but for CR?
fn keeps_ascii(profile: &Profile) -> bool {
    (0..0x80).all(|byte: u8| profile.action(char::from(byte)) == Action::Keep)
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
    const SLOTS: usize = 704;
    /// Where the slots of two-byte letters start.
    const TWO_BYTES: usize = 256;
    /// Where the slots of Latin-1 start.
    const LATIN: usize = 512;
    /// Where the slots of General Punctuation start, of which each letter has three bytes.
    const LONG: usize = 640;
    /// The letter asks for more than its slot.
    const NO_ANSWER: u32 = 0x80;
    /// It stays after any letter that lets it.
    const STANDS: u32 = 0x40;
    /// It lets such letters stay.
    const LETS: u32 = 0x20;

    pub(super) fn new(profile: &Profile) -> Self {
        let slots = Self::slots(profile);
        let merged = profile.merged().filter(|&(first, _)| profile.action(first) == Action::Keep);
        let merged = merged.map(|(first, second)| {
            let pair = String::from_iter([first, second]);
            Merged { both: profile.fold(&pair), pair, second }
        });
        let merged: Vec<_> = merged.collect();
        let quick = Quick::all(profile, &slots, &merged).next().unwrap_or(Quick::No);
        Self { profile: profile.clone(), slots, keeps_ascii: keeps_ascii(profile), merged, quick }
    }

    /// The same as on lesser processors, the best first.
    #[cfg(test)]
    pub(super) fn all(profile: &Profile) -> impl Iterator<Item = Self> + use<> {
        let this = Self::new(profile);
        let ways: Vec<_> = Quick::all(profile, &this.slots, &this.merged).collect();
        ways.into_iter().map(move |quick| Self { quick, ..this.clone() })
    }

    /// The table.
    fn slots(profile: &Profile) -> Box<[u32; Self::SLOTS]> {
        let mut slots = Box::new([Self::NO_ANSWER; Self::SLOTS]);
        for at in (0..0x80).chain(Self::TWO_BYTES..Self::SLOTS) {
            if let Some(c) = Self::char_of(at).filter(|&c| c != '\r') {
                slots[at] = Self::slot(profile, c, if at < Self::LONG { 2 } else { 3 });
            }
        }
        slots
    }

    /// The code point a slot is for.
    fn char_of(at: usize) -> Option<char> {
        let (first, slots) = match at {
            0..Self::TWO_BYTES => (0, 0),
            Self::TWO_BYTES..Self::LATIN => (BASE_BLOCK, Self::TWO_BYTES),
            Self::LATIN..Self::LONG => (0x80, Self::LATIN),
            _ => (GENERAL_PUNCTUATION, Self::LONG),
        };
        u32::try_from(at - slots).ok().and_then(|code| char::from_u32(first + code))
    }

    /// The slot of a code point, with room for so many bytes.
    fn slot(profile: &Profile, c: char, room: usize) -> u32 {
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
        if text.len() > room {
            return Self::NO_ANSWER;
        }
        Self::text(text) | if profile.lets_stand(c) { Self::LETS } else { 0 }
    }

    /// The slot of what is written.
    fn text(text: &[u8]) -> u32 {
        match *text {
            [] => 0,
            [one] => u32::from(one) << 8 | 8,
            [one, two] => u32::from(two) << 16 | u32::from(one) << 8 | 16,
            [one, two, three] => u32::from_le_bytes([24, one, two, three]),
            _ => Self::NO_ANSWER,
        }
    }

    /// Writes what becomes of the letters from `at` on and tells where they end.
    pub(super) fn run(&self, bytes: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
        let mut stride = 0;
        loop {
            let start = at;
            at = self.quick.run(self, bytes, at, out);
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
            at = self.single(bytes, at, out);
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

    /// The same one letter at a time, up to some place or the one that asks for its neighbours.
    fn singly(&self, bytes: &[u8], mut at: usize, upto: usize, out: &mut Vec<u8>) -> usize {
        while at < upto {
            let letter = at;
            at = self.single(bytes, at, out);
            if at == letter {
                break;
            }
        }
        at
    }

    /// The same of one letter: a few instructions for any in the table.
    #[inline]
    fn single(&self, bytes: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
        match self.slot_at(bytes, at) {
            Some((slot, len))
                if slot & Self::NO_ANSWER == 0 || slot & Self::STANDS != 0 && self.lets_stand(&bytes[..at]) =>
            {
                Self::write(slot, out);
                at + len
            }
            Some((slot, _)) if slot & Self::STANDS != 0 => self.merge(bytes, at, out).unwrap_or(at),
            _ => self.other(bytes, at, out),
        }
    }

    /// The same of one that is not in the table.
    #[inline(never)]
    fn other(&self, bytes: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
        let Decoded::Char(c) = decode(&bytes[at..]) else {
            return at;
        };
        let next = at + c.len_utf8();
        match self.profile.action(c) {
            // A CR ends a line, whatever the profile does.
            _ if c == '\r' => return at,
            Action::Keep => out.extend_from_slice(&bytes[at..next]),
            Action::Replace(by) => out.extend_from_slice(by.as_bytes()),
            Action::Delete => {}
            Action::Context => return self.merge(bytes, at, out).unwrap_or(at),
        }
        next
    }

    /// Merges the code point at a place with the one before it, if that would stay before others and what is after has nothing to do
    /// with them, and tells where that is.
    fn merge(&self, bytes: &[u8], at: usize, out: &mut Vec<u8>) -> Option<usize> {
        let is_here = |merged: &Merged| {
            at.checked_sub(merged.middle()).is_some_and(|first| bytes[first..].starts_with(merged.pair.as_bytes()))
        };
        let merged = self.merged.iter().find(|merged| is_here(merged))?;
        let next = at + merged.second.len_utf8();
        if !self.cuts(merged.second, bytes, next) {
            return None;
        }
        out.truncate(out.len() - merged.middle());
        out.extend_from_slice(merged.both.as_bytes());
        Some(next)
    }

    /// Is there a safe cut at a place, after this code point?
    fn cuts(&self, before: char, bytes: &[u8], at: usize) -> bool {
        match self.slot_at(bytes, at) {
            Some((slot, _)) if slot & Self::NO_ANSWER == 0 => slot & 0x18 != 0,
            _ => matches!(decode(&bytes[at..]), Decoded::Char(c) if self.profile.cuts(Some(before), c)),
        }
    }

    /// Always three bytes, and what is too much is taken back: a branch on their number would often be guessed wrong.
    #[inline(always)]
    fn write(slot: u32, out: &mut Vec<u8>) {
        let [_, text @ ..] = slot.to_le_bytes();
        let end = out.len() + (slot & 0x18) as usize / 8;
        out.extend_from_slice(&text);
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
            [one @ 0xC2..=0xC3, two, ..] if is_continuation(two) => {
                let index = Self::LATIN | usize::from(one & 1) << 6 | usize::from(two & 0x3F);
                Some((self.slots[index], 2))
            }
            [0xE2, 0x80, three, ..] if is_continuation(three) => {
                Some((self.slots[Self::LONG | usize::from(three & 0x3F)], 3))
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
