//! Many bytes at a time: ASCII and the core of the Arabic block, as they are or each letter in another one's place.
//!
//! All profiles take the same instructions, whatever they change: what becomes of a letter is looked up in registers. It is the
//! difference (xor) between the two bytes of the letter and those of the other.

use std::arch::x86_64::{
    __m128i, _mm_alignr_epi8, _mm_and_si128, _mm_andnot_si128, _mm_cmpeq_epi8, _mm_cmpgt_epi8, _mm_movemask_epi8,
    _mm_or_si128, _mm_set1_epi8, _mm_shuffle_epi8, _mm_slli_si128, _mm_srli_epi16, _mm_srli_si128, _mm_xor_si128,
};

use super::super::{Decoded, decode};
use super::Letters;
use crate::text::FIRST_LEAD;
use crate::text::alphabet::{USUAL_LETTERS, within};
use crate::text::profile::{Action, Profile};

/// Bytes of a vector.
const BYTES: usize = 16;
/// Bytes that are looked at together.
const PAIR: usize = 2 * BYTES;
/// Of a pair, more letters that are not known here than this make it text for the table.
const MANY: usize = 8;

/// What becomes of letters, by the low half of their second byte.
#[derive(Clone, Debug)]
pub(super) struct Vectors {
    /// For each high half of a second byte a bit that is set where the letter is not known here: low bits for the
    /// first lead, high ones for the second. Then the same for ASCII, by the byte itself.
    unknown: [[u8; BYTES]; 3],
    /// For one high half under each lead, the one with the most usual letters that change, the difference that the profile makes.
    changes: [Changes; 2],
}

/// The letters of one high half that become others.
#[derive(Clone, Debug)]
struct Changes {
    high: u8,
    lead: [u8; BYTES],
    second: [u8; BYTES],
}

impl Vectors {
    const LEADS: [u8; 2] = [0xD8, 0xD9];

    /// For a profile; `None` if the processor cannot do it.
    pub(super) fn new(profile: &Profile) -> Option<Self> {
        if !is_x86_feature_detected!("ssse3") {
            return None;
        }
        let becomes = |letter: [u8; 2]| match decode(&letter) {
            Decoded::Char(c) => match profile.action(c) {
                Action::Keep => Some(letter),
                Action::Replace(by) => by.as_bytes().try_into().ok(),
                Action::Delete | Action::Context => None,
            },
            _ => None,
        };
        let changed = |byte: &u8| profile.action(char::from(*byte)) != Action::Keep;
        let mut unknown = [[0; BYTES]; 3];
        let changes = [0, 1].map(|at| {
            let lead = Self::LEADS[at];
            let is_changed = |second: &u8| becomes([lead, *second]).is_some_and(|other| other != [lead, *second]);
            let changed_in = |high: u8| (0..16).map(move |low| high << 4 | low).filter(is_changed);
            let is_usual =
                |second: &u8| matches!(decode(&[lead, *second]), Decoded::Char(c) if within(USUAL_LETTERS, c));
            let high =
                (0x8..0xC).max_by_key(|&high| (changed_in(high).filter(is_usual).count(), changed_in(high).count()));
            let mut changes = Changes { high: high.unwrap_or(0x8), lead: [0; BYTES], second: [0; BYTES] };
            for second in 0x80..0xC0u8 {
                let (high, low) = (second >> 4, usize::from(second & 0xF));
                match becomes([lead, second]) {
                    Some([a, b]) if high == changes.high => {
                        changes.lead[low] = a ^ lead;
                        changes.second[low] = b ^ second;
                    }
                    Some(same) if same == [lead, second] => {}
                    _ => unknown[at][low] |= 1 << (high - 8 + 4 * u8::from(at == 1)),
                }
            }
            changes
        });
        // A CR ends a line, whatever the profile does.
        for byte in (0..0x80).filter(|byte| *byte == b'\r' || changed(byte)) {
            unknown[2][usize::from(byte & 0xF)] |= 1 << (byte >> 4);
        }
        Some(Self { unknown, changes })
    }

    /// Writes what becomes of the text from `at` on, and tells where letters are that are not known here; one of
    /// them in between is left to `letters`.
    pub(super) fn run(&self, letters: &Letters, bytes: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
        // SAFETY: there are no Vectors unless the processor has the instructions.
        unsafe { self.run_vectors(letters, bytes, at, out) }
    }

    #[target_feature(enable = "ssse3")]
    fn run_vectors(&self, letters: &Letters, bytes: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
        let tables = Tables::new(self);
        while let Some(pair) = bytes[at..].first_chunk::<PAIR>() {
            let [text1, text2]: [__m128i; 2] = bytemuck::pod_read_unaligned(pair);
            let (leads1, leads2) = (tables.leads(text1), tables.leads(text2));
            let after1 = leads1.map(|is| _mm_slli_si128::<1>(is));
            let after2 = [0, 1].map(|at| _mm_alignr_epi8::<15>(leads2[at], leads1[at]));
            let (look1, look2) = (tables.look(text1, leads1, after1), tables.look(text2, leads2, after2));

            // What is wrong at a second byte is wrong at its lead, and so are changes of the lead found there.
            let earlier = |one, two| [_mm_alignr_epi8::<1>(two, one), _mm_srli_si128::<1>(two)];
            let [wrong1, wrong2] = earlier(look1.wrong_second, look2.wrong_second);
            let wrong1 = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(look1.wrong, look1.wrong_second), wrong1));
            let wrong2 = _mm_movemask_epi8(_mm_or_si128(_mm_or_si128(look2.wrong, look2.wrong_second), wrong2));
            let stops = (wrong1 | wrong2 << BYTES).cast_unsigned();

            let [lead1, lead2] = earlier(look1.lead, look2.lead);
            let text1 = _mm_xor_si128(text1, _mm_xor_si128(look1.second, lead1));
            let text2 = _mm_xor_si128(text2, _mm_xor_si128(look2.second, lead2));
            let changed: [[u8; BYTES]; 2] = bytemuck::cast([text1, text2]);
            // A letter that goes on in the next pair belongs to that. Where the next pair begins is told by one byte, so that it
            // need not wait for all that is above.
            let whole = PAIR - usize::from(pair[PAIR - 1] >= FIRST_LEAD);
            if stops == 0 {
                append(changed.as_flattened(), whole, out);
                at += whole;
            } else {
                let mut good = (stops.trailing_zeros() as usize).min(whole);
                append(changed.as_flattened(), good, out);
                // What is after a letter that is not known here was looked at with it. With as much again, a pair can be
                // copied from anywhere in it.
                let changed = [changed, [[0; BYTES]; 2]];
                let mut singles = 0;
                while good < whole {
                    let next = letters.single(bytes, at + good, out) - at;
                    singles += 1;
                    if next == good || singles > MANY {
                        return at + next;
                    }
                    if next >= whole {
                        good = next;
                        break;
                    }
                    good = next + (u64::from(stops) >> next | 1 << (whole - next)).trailing_zeros() as usize;
                    append(&changed.as_flattened().as_flattened()[next..], good - next, out);
                }
                at += good;
            }
        }
        at
    }
}

/// Appends the first bytes. A pair is copied, whatever their number: that takes two instructions.
#[inline]
fn append(bytes: &[u8], len: usize, out: &mut Vec<u8>) {
    let length = out.len();
    out.extend_from_slice(&bytes[..PAIR]);
    out.truncate(length + len);
}

/// What is looked up, in registers.
struct Tables {
    leads: [__m128i; 2],
    unknown: [__m128i; 3],
    /// The bit of a high half: of ASCII, or of second bytes among those of the first lead and those of the second.
    bits: __m128i,
    highs: [__m128i; 2],
    lead: [__m128i; 2],
    second: [__m128i; 2],
}

/// What was found in a vector.
struct Look {
    /// Where something is that is not known here.
    wrong: __m128i,
    /// Where the second byte of such a letter is.
    wrong_second: __m128i,
    /// At each second byte, how it and its lead change.
    second: __m128i,
    lead: __m128i,
}

impl Tables {
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn new(vectors: &Vectors) -> Self {
        let [one, two] = &vectors.changes;
        let bits: [u8; BYTES] = std::array::from_fn(|high| match high {
            0..8 => 1 << high,
            8..12 => 0x11 << (high - 8),
            _ => 0,
        });
        Self {
            leads: Vectors::LEADS.map(|lead| all(lead)),
            unknown: bytemuck::cast(vectors.unknown),
            bits: bytemuck::cast(bits),
            highs: [all(one.high), all(two.high)],
            lead: bytemuck::cast([one.lead, two.lead]),
            second: bytemuck::cast([one.second, two.second]),
        }
    }

    /// Where each of the leads is.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn leads(&self, text: __m128i) -> [__m128i; 2] {
        self.leads.map(|lead| _mm_cmpeq_epi8(text, lead))
    }

    /// Looks at a vector, knowing where leads are and what is after each of them.
    #[inline]
    #[target_feature(enable = "ssse3")]
    fn look(&self, text: __m128i, leads: [__m128i; 2], [after1, after2]: [__m128i; 2]) -> Look {
        let after = _mm_or_si128(after1, after2);
        let continues = _mm_cmpgt_epi8(all(0xC0), text);
        let low = _mm_and_si128(text, all(0x0F));
        let high = _mm_and_si128(_mm_srli_epi16::<4>(text), all(0x0F));
        let pick = |tables: [__m128i; 2], here1, here2| {
            let one = _mm_and_si128(_mm_shuffle_epi8(tables[0], low), here1);
            _mm_or_si128(one, _mm_and_si128(_mm_shuffle_epi8(tables[1], low), here2))
        };
        let is_ascii = _mm_cmpgt_epi8(text, all(0xFF));
        let [unknown1, unknown2, ascii] = self.unknown;
        let ascii = _mm_and_si128(_mm_shuffle_epi8(ascii, low), is_ascii);
        let unknown = _mm_or_si128(pick([unknown1, unknown2], after1, after2), ascii);
        let known = _mm_cmpeq_epi8(_mm_and_si128(unknown, _mm_shuffle_epi8(self.bits, high)), all(0));
        let wrong_second = _mm_andnot_si128(_mm_and_si128(known, continues), after);
        let stays = _mm_or_si128(_mm_and_si128(known, is_ascii), after);
        let right = _mm_or_si128(stays, _mm_or_si128(leads[0], leads[1]));

        let here1 = _mm_and_si128(after1, _mm_cmpeq_epi8(high, self.highs[0]));
        let here2 = _mm_and_si128(after2, _mm_cmpeq_epi8(high, self.highs[1]));
        Look {
            wrong: _mm_andnot_si128(right, all(0xFF)),
            wrong_second,
            second: pick(self.second, here1, here2),
            lead: pick(self.lead, here1, here2),
        }
    }
}

/// The byte everywhere.
#[inline]
#[target_feature(enable = "ssse3")]
fn all(byte: u8) -> __m128i {
    _mm_set1_epi8(byte.cast_signed())
}
