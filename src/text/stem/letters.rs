//! Words of plain letters in one integer, so that an affix is found in two instructions.

use crate::text::alphabet::{BASE_BLOCK, PLAIN_LETTERS, Pairs, TATWEEL};
use crate::text::tokenize::PACKED;

/// Up to sixteen plain letters: their codes in the base block, the first in the lowest byte.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Letters {
    codes: u128,
    length: usize,
}

/// The place of a letter in the base block.
const fn code(c: char) -> u8 {
    (c as u32 - BASE_BLOCK).to_le_bytes()[0]
}

/// The bits of so many codes.
fn mask(length: usize) -> u128 {
    if length < PACKED { (1 << (8 * length)) - 1 } else { u128::MAX }
}

impl Letters {
    /// Those of an affix: at most sixteen letters of the base block.
    pub const fn of(affix: &str) -> Self {
        let bytes = affix.as_bytes();
        let length = bytes.len() / 2;
        let (mut codes, mut i) = (0, 0);
        while i < length {
            // The payload of a lead byte and of the byte behind it.
            let code = (bytes[2 * i] & 0x03) << 6 | bytes[2 * i + 1] & 0x3F;
            codes |= (code as u128) << (8 * i);
            i += 1;
        }
        Self { codes, length }
    }

    /// The word of these codes, if it has none but plain letters.
    pub fn packed(codes: u128) -> Option<Self> {
        let letters = code(*PLAIN_LETTERS.start())..=code(*PLAIN_LETTERS.end());
        let word = Self { codes, length: PACKED - codes.leading_zeros() as usize / 8 };
        word.codes().all(|c| letters.contains(&c) && c != code(TATWEEL)).then_some(word)
    }

    /// The codes in one integer.
    pub fn pack(self) -> u128 {
        self.codes
    }

    fn codes(self) -> impl Iterator<Item = u8> {
        self.codes.to_le_bytes().into_iter().take(self.length)
    }

    /// How many.
    pub fn len(self) -> usize {
        self.length
    }

    /// The one at that place.
    pub fn letter(self, at: usize) -> Self {
        Self { codes: self.codes >> (8 * at) & mask(1), length: 1 }
    }

    /// Is the affix at that place?
    pub fn has(self, at: usize, affix: Self) -> bool {
        self.length >= at + affix.length && self.codes >> (8 * at) & mask(affix.length) == affix.codes
    }

    /// Is it at the end?
    pub fn ends_with(self, affix: Self) -> bool {
        self.length >= affix.length && self.has(self.length - affix.length, affix)
    }

    /// Without so many letters at that place.
    pub fn without(self, at: usize, letters: usize) -> Self {
        let end = at + letters;
        let behind = if end < PACKED { self.codes >> (8 * end) } else { 0 };
        Self { codes: self.codes & mask(at) | behind << (8 * at), length: self.length - letters }
    }

    /// With another letter at that place.
    pub fn with(self, at: usize, letter: Self) -> Self {
        Self { codes: self.codes & !(mask(1) << (8 * at)) | letter.codes << (8 * at), ..self }
    }

    /// With what takes the place of each letter.
    pub fn map(self, pairs: Pairs) -> Self {
        let mut mapped = self;
        for (at, letter) in self.codes().enumerate() {
            if let Some(&(_, by)) = pairs.iter().find(|(from, _)| code(*from) == letter) {
                mapped = mapped.with(at, Self { codes: code(by).into(), length: 1 });
            }
        }
        mapped
    }
}
