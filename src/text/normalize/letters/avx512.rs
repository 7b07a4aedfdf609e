//! Sixty-four bytes at a time: ASCII and Arabic letters, each to what the table of letters has for it, if that is not longer.
//!
//! A letter that becomes one of a byte, or goes, leaves bytes of zero, and the others are pushed together. So all profiles take the
//! same instructions, whatever they change. What no known letter was put over is not known, and is found by one comparison: a byte
//! that goes on from nothing, a lead with nothing behind it, a letter that asks for context.

use std::arch::x86_64::{
    __m512i, _mm512_and_si512, _mm512_cmpeq_epi8_mask, _mm512_cmpge_epu8_mask, _mm512_cmplt_epi8_mask,
    _mm512_mask_cmpeq_epi8_mask, _mm512_mask_cmpneq_epi8_mask, _mm512_mask_mov_epi8, _mm512_mask_permutexvar_epi8,
    _mm512_maskz_compress_epi8, _mm512_maskz_mov_epi8, _mm512_min_epu8, _mm512_movepi8_mask, _mm512_permutex2var_epi8,
    _mm512_permutexvar_epi8, _mm512_set1_epi8, _mm512_slli_epi16, _mm512_ternarylogic_epi64, _mm512_test_epi8_mask,
};
use std::hint::black_box;

use super::{Letters, Merged};
use crate::text::FIRST_LEAD;

/// Bytes of a letter that is not ASCII.
const LETTER: usize = 2;
/// Bytes of a vector.
const BYTES: usize = 64;
/// The first bytes of usual letters, which differ in the lowest bit, and where in the table these are.
const PAIR: [(u8, usize); 2] = [(0xD8, Letters::TWO_BYTES), (0xD9, Letters::TWO_BYTES + 0x40)];
/// The same of the next most usual.
const LATIN: (u8, usize) = (0xC2, Letters::LATIN);
/// The same of others.
const OTHERS: [(u8, usize); 3] =
    [(0xC3, Letters::LATIN + 0x40), (0xDA, Letters::TWO_BYTES + 0x80), (0xDB, Letters::TWO_BYTES + 0xC0)];
/// The first bytes of dashes and quotation marks, which have three.
const LONG: [u8; 2] = [0xE2, 0x80];
/// The last of ASCII. What is not ASCII is looked up like it.
const LAST_ASCII: u8 = 0x7F;
/// The bits of a byte that tell letters with the same first byte apart.
const LOW: u8 = 0x3F;
/// Stands for no byte.
const GONE: u8 = 0;
/// Stands for what is not known here. No letter has such a byte.
const UNKNOWN: u8 = 0xFF;
/// Stands for the first byte of a letter that may not stay here. It has all bits but the one in which the first bytes of usual letters differ.
const ASKED: u8 = 0xFE;

/// What becomes of letters.
#[derive(Clone, Debug)]
pub(super) struct Wide {
    /// By the byte, or `LAST_ASCII`.
    ascii: [__m512i; 2],
    /// The first byte of what usual letters become, by the lead and the low bits of the second.
    first: [__m512i; PAIR.len()],
    second: [__m512i; PAIR.len()],
    latin: Lead,
    others: [Lead; OTHERS.len()],
    /// What becomes of dashes and quotation marks, by the low bits of the last byte.
    long: [__m512i; LONG.len() + 1],
    /// The place before each, to move bytes one further.
    before: __m512i,
    /// Where a CR may go before a LF: everywhere, or nowhere.
    returns_go: u64,
    /// Is there a letter that stays after any but some?
    stands: bool,
    standing: Standing,
}

/// A letter that stays after any but some.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// Its bytes, each everywhere.
    letter: [__m512i; LETTER],
    /// By the low bits of the last byte before a letter: what makes `ASKED` the first byte of this one, or all bits unless it surely stays.
    lets: __m512i,
    /// The bytes of the letter that goes if it is just before this one, and one that stays is behind: each everywhere.
    goes: [__m512i; LETTER],
}

/// What becomes of the bytes of a vector.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// In their places.
    changed: __m512i,
    /// Where letters start that are not known.
    stops: u64,
    /// Bytes of whole letters.
    whole: usize,
}

/// What becomes of the letters with a first byte, and of that byte, by the low bits of the second.
#[derive(Clone, Copy, Debug)]
struct Lead {
    lead: __m512i,
    first: __m512i,
    second: __m512i,
}

impl Wide {
    /// For a table; `None` if the processor cannot do it.
    pub(super) fn new(slots: &[u32; Letters::SLOTS], merged: &[Merged]) -> Option<Self> {
        let able = is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        if !able {
            return None;
        }
        let standing = Standing::new(slots, merged);
        let stands = standing.is_some();
        let at = |slot: usize| both(slots[slot], stands);
        let usual = |slot: usize| match at(slot) {
            [_, second] if stands && slots[slot] & Letters::STANDS != 0 => [ASKED, second],
            both => both,
        };
        let lead = |(lead, slot): (u8, usize)| {
            let [first, second] = [0, 1].map(|byte| bytemuck::cast(array(|low| at(slot + low)[byte])));
            Lead { lead: everywhere(lead), first, second }
        };
        let [first, second] =
            [0, 1].map(|byte| PAIR.map(|(_, slot)| bytemuck::cast(array(|low| usual(slot + low)[byte]))));
        let of_ascii = |slot: usize| if slot == usize::from(LAST_ASCII) { UNKNOWN } else { one(at(slot)) };
        let keeps_line_feeds = one(at(b'\n'.into())) == b'\n';
        Some(Self {
            ascii: [0, BYTES].map(|first| bytemuck::cast(array(|low| of_ascii(first + low)))),
            first,
            second,
            latin: lead(LATIN),
            others: OTHERS.map(lead),
            long: [0, 1, 2].map(|byte| bytemuck::cast(array(|low| three(slots[Letters::LONG + low])[byte]))),
            before: bytemuck::cast(array(|at| u8::try_from(at.saturating_sub(1)).unwrap_or_default())),
            returns_go: if keeps_line_feeds { u64::MAX } else { 0 },
            stands,
            standing: standing.unwrap_or_else(Standing::none),
        })
    }

    /// Writes what becomes of the text from `at` on, and tells where a letter is that neither this nor `letters` knows.
    pub(super) fn run(&self, letters: &Letters, bytes: &[u8], at: usize, out: &mut Vec<u8>) -> usize {
        // SAFETY: there is no Wide unless the processor has the instructions.
        unsafe { self.run_vectors(letters, bytes, at, out) }
    }

    #[target_feature(enable = "avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
    fn run_vectors(&self, letters: &Letters, bytes: &[u8], mut at: usize, out: &mut Vec<u8>) -> usize {
        loop {
            // The loop looks at what is before, but only at the last byte.
            while at == 0 || self.is_doubtful(letters, bytes, at) {
                let end = letters.single(bytes, at, out);
                if end == at {
                    return at;
                }
                at = end;
            }
            out.reserve(bytes.len() - at + BYTES);
            let (usual, seen) =
                if self.stands { self.usual::<true>(bytes, at, out) } else { self.usual::<false>(bytes, at, out) };
            at = usual;
            let Some(Seen { changed, stops, whole }) = seen else {
                return at;
            };
            let kept = _mm512_test_epi8_mask(changed, changed);
            let mut here = u64::MAX >> (BYTES - whole);
            loop {
                let good = (stops & here).trailing_zeros() as usize;
                let before = if good < BYTES { here & !(u64::MAX << good) } else { here };
                append(_mm512_maskz_compress_epi8(kept & before, changed), kept & before, out);
                if good >= whole {
                    at += whole;
                    break;
                }
                let end = letters.single(bytes, at + good, out) - at;
                if end == good {
                    return at + good;
                }
                if end >= whole {
                    at += end;
                    break;
                }
                here &= u64::MAX << end;
            }
        }
    }

    /// Is a letter at a place that may not stay there?
    fn is_doubtful(&self, letters: &Letters, bytes: &[u8], at: usize) -> bool {
        let is_standing = matches!(letters.slot_at(bytes, at), Some((slot, _)) if slot & Letters::STANDS != 0);
        is_standing && !letters.lets_stand(&bytes[..at])
    }

    /// The same from a place that is not the first up to a vector in which a letter is not known, or to the end of what `out` has room
    /// for. Without a call, so that the tables stay in registers; what is seldom asked for is hidden, so that it takes none of them.
    /// Each instruction on vectors counts, and those that move a mask to a general register twice.
    #[inline(never)]
    #[target_feature(enable = "avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
    fn usual<const STANDING: bool>(&self, bytes: &[u8], mut at: usize, out: &mut Vec<u8>) -> (usize, Option<Seen>) {
        while let Some(chunk) = bytes[at - 1..].first_chunk::<{ BYTES + 3 }>()
            && out.capacity() - out.len() >= BYTES
        {
            // A letter that goes on in the next vector belongs to that. Where the next one begins is told by one byte: read before it
            // is in a vector, and by sums, so that it need not wait for any vector.
            let cut_off = (usize::from(chunk[BYTES]) + usize::from(FIRST_LEAD.wrapping_neg())) >> 8;
            let whole = BYTES - cut_off;
            let here = u64::MAX >> cut_off;
            let [text, next] = [vector(&chunk[1..=BYTES]), vector(&chunk[2..BYTES + 2])];
            // Where a letter starts stands what becomes of it: the second byte moves to its place when it is put there.
            let usual = index(next, text);
            let mut first = look_up(self.first, usual);
            if STANDING {
                first = _mm512_and_si512(first, _mm512_permutexvar_epi8(vector(&chunk[..BYTES]), self.standing.lets));
            }
            let second = look_up(self.second, usual);
            let mut changed = look_up(self.ascii, _mm512_min_epu8(text, all(LAST_ASCII)));
            let followed = _mm512_cmplt_epi8_mask(next, all(FIRST_LEAD));
            self.latin.put(followed, text, next, &mut changed);
            let [(lead, _), _] = PAIR;
            let leads = _mm512_mask_cmpeq_epi8_mask(followed, _mm512_and_si512(text, all(!1)), all(lead));
            changed = _mm512_mask_mov_epi8(changed, leads, first);
            changed = _mm512_mask_permutexvar_epi8(changed, leads << 1, self.before, second);
            if _mm512_cmpge_epu8_mask(changed, all(ASKED)) != 0 {
                let this = black_box(self);
                // Most of what is asked for stands beside nothing that is not known.
                if !STANDING || _mm512_cmpeq_epi8_mask(changed, all(UNKNOWN)) != 0 {
                    this.put_others(followed, [text, next, vector(&chunk[3..])], &mut changed);
                }
                if _mm512_cmpge_epu8_mask(changed, all(ASKED)) != 0 {
                    let unknown = _mm512_cmpeq_epi8_mask(changed, all(UNKNOWN));
                    let mut stops = unknown;
                    if STANDING {
                        let standing = &this.standing;
                        let asked = _mm512_cmpeq_epi8_mask(changed, all(ASKED));
                        changed = _mm512_mask_mov_epi8(changed, asked, standing.letter[0]);
                        let stops_here = asked | pairs(text, next, standing.letter) & unknown << 1;
                        let is_ascii = !_mm512_movepi8_mask(text);
                        let leads = _mm512_cmpge_epu8_mask(text, all(FIRST_LEAD));
                        let known = _mm512_test_epi8_mask(changed, changed) & !unknown;
                        let stay = is_ascii & known | leads & known >> 1;
                        let merged = stops_here & pairs(text, next, standing.goes) << LETTER & stay >> LETTER;
                        changed = _mm512_maskz_mov_epi8(!(merged >> 1 | merged >> LETTER), changed);
                        // The first byte of what is not known lost bits where it was asked what is before.
                        stops |= leads & unknown >> 1 | stops_here & !merged;
                    }
                    if stops & here != 0 {
                        return (at, Some(Seen { changed, stops, whole }));
                    }
                }
            }
            let kept = _mm512_test_epi8_mask(changed, changed);
            append(_mm512_maskz_compress_epi8(kept, changed), kept & here, out);
            at += whole;
        }
        (at, None)
    }

    /// Puts what becomes of less usual letters, of dashes and quotation marks and of CR LF in their places.
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn put_others(&self, followed: u64, texts: [__m512i; 3], changed: &mut __m512i) {
        let [text, next, _] = texts;
        for lead in &self.others {
            lead.put(followed, text, next, changed);
        }
        self.put_long(texts, changed);
        let returns = pairs(text, next, [all(b'\r'), all(b'\n')]) & self.returns_go;
        *changed = _mm512_mask_mov_epi8(*changed, returns, all(GONE));
    }

    /// Puts what becomes of dashes and quotation marks in their places.
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn put_long(&self, [text, next, after_next]: [__m512i; 3], changed: &mut __m512i) {
        let [first, second] = LONG;
        let lasts = pairs(text, next, [all(first), all(second)]) << 2 & _mm512_cmplt_epi8_mask(text, all(FIRST_LEAD));
        let [first, second, last] = self.long;
        let last = _mm512_permutexvar_epi8(text, last);
        let known = _mm512_mask_cmpneq_epi8_mask(lasts, last, all(UNKNOWN));
        *changed = _mm512_mask_permutexvar_epi8(*changed, known >> 2, after_next, first);
        *changed = _mm512_mask_permutexvar_epi8(*changed, known >> 1, next, second);
        *changed = _mm512_mask_mov_epi8(*changed, known, last);
    }
}

impl Standing {
    /// Is not asked.
    fn none() -> Self {
        let [letter, goes] = [[everywhere(GONE); LETTER]; 2];
        Self { letter, lets: everywhere(GONE), goes }
    }

    /// `None` if there is no such letter, or if there are more, or others, than this can tell.
    fn new(slots: &[u32; Letters::SLOTS], merged: &[Merged]) -> Option<Self> {
        let usual = Letters::TWO_BYTES..Letters::TWO_BYTES + PAIR.len() * BYTES;
        let mut stands = (0..slots.len()).filter(|&at| slots[at] & Letters::STANDS != 0);
        let at = stands.next().filter(|at| usual.contains(at) && stands.next().is_none())?;
        let letter @ [first, _] = both(slots[at], true);
        let mask = first | !ASKED;
        let unharmed = |&slot: &u32| matches!(both(slot, true), [byte, _] if byte & mask == byte || byte == UNKNOWN);
        if mask & ASKED != first || !slots[usual].iter().all(unharmed) {
            return None;
        }
        let mut lets = [mask; BYTES];
        for (at, &slot) in slots.iter().enumerate() {
            if slot & (Letters::LETS | Letters::NO_ANSWER) == 0 {
                lets[at % BYTES] = u8::MAX;
            }
        }
        let goes = match merged {
            [Merged { pair, second, both }] if both.chars().eq([*second]) => pair.as_bytes().first_chunk(),
            _ => None,
        };
        let goes = goes.unwrap_or(&[UNKNOWN; LETTER]).map(everywhere);
        Some(Self { letter: letter.map(everywhere), lets: bytemuck::cast(lets), goes })
    }
}

impl Lead {
    /// Puts what becomes of the letters with this lead in their places, given where a letter may go on next, and the bytes after those
    /// of the text.
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn put(&self, followed: u64, text: __m512i, next: __m512i, changed: &mut __m512i) {
        let leads = _mm512_mask_cmpeq_epi8_mask(followed, text, self.lead);
        *changed = _mm512_mask_permutexvar_epi8(*changed, leads, next, self.first);
        *changed = _mm512_mask_permutexvar_epi8(*changed, leads << 1, text, self.second);
    }
}

/// The byte in all places of a vector.
fn everywhere(byte: u8) -> __m512i {
    bytemuck::cast([byte; BYTES])
}

/// A byte for each place.
fn array(of: impl FnMut(usize) -> u8) -> [u8; BYTES] {
    std::array::from_fn(of)
}

/// The bytes that are written for a slot, last of all. Are letters known that stay after some others?
fn both(slot: u32, standing: bool) -> [u8; 2] {
    let [_, one, two, _] = slot.to_le_bytes();
    match slot & 0x18 {
        _ if slot & Letters::NO_ANSWER != 0 && !(standing && slot & Letters::STANDS != 0) => [UNKNOWN; 2],
        0 => [GONE; 2],
        8 if one != GONE => [GONE, one],
        16 => [one, two],
        _ => [UNKNOWN; 2],
    }
}

/// The same of letters of three bytes.
fn three(slot: u32) -> [u8; 3] {
    let [_, one, two, last] = slot.to_le_bytes();
    match both(slot, false) {
        _ if slot & (Letters::NO_ANSWER | 0x18) == 0x18 => [one, two, last],
        [one, two] => [GONE, one, two],
    }
}

/// The same of ASCII, which has room for one.
fn one([first, last]: [u8; 2]) -> u8 {
    if first == GONE { last } else { UNKNOWN }
}

/// Appends as many bytes as there are bits. A vector is copied, whatever their number: that takes two instructions.
#[inline]
#[target_feature(enable = "avx512bw,popcnt")]
fn append(bytes: __m512i, bits: u64, out: &mut Vec<u8>) {
    let length = out.len();
    out.extend_from_slice(&bytemuck::cast::<_, [u8; BYTES]>(bytes));
    out.truncate(length + bits.count_ones() as usize);
}

/// Where in the tables of two leads a letter is, given its second byte and its lead.
#[inline]
#[target_feature(enable = "avx512bw")]
fn index(second: __m512i, lead: __m512i) -> __m512i {
    // Of the lead only the lowest bit is used, in the place of the first bit that the second has no use for: `LOW ? second : lead`.
    _mm512_ternarylogic_epi64::<0xCA>(all(LOW), second, _mm512_slli_epi16::<6>(lead))
}

/// The bytes of two tables in one.
#[inline]
#[target_feature(enable = "avx512vbmi")]
fn look_up([low, high]: [__m512i; 2], index: __m512i) -> __m512i {
    _mm512_permutex2var_epi8(low, index, high)
}

/// Where these two bytes are, given the bytes after those of the text.
#[inline]
#[target_feature(enable = "avx512bw")]
fn pairs(text: __m512i, next: __m512i, [first, second]: [__m512i; 2]) -> u64 {
    _mm512_cmpeq_epi8_mask(text, first) & _mm512_cmpeq_epi8_mask(next, second)
}

/// The byte everywhere.
#[inline]
#[target_feature(enable = "avx512bw")]
fn all(byte: u8) -> __m512i {
    _mm512_set1_epi8(byte.cast_signed())
}

/// As one load, which a copy of the bytes is not where one of them is looked at.
#[inline]
fn vector(bytes: &[u8]) -> __m512i {
    bytemuck::pod_read_unaligned(bytes)
}
