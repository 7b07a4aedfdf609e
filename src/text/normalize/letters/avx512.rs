//! Sixty-four bytes at a time: ASCII and Arabic letters, each to what the table of letters has for it, if that is not longer.
//!
//! A letter that becomes one of a byte, or goes, leaves bytes of zero, and the others are pushed together. So all profiles take the
//! same instructions, whatever they change.

use std::arch::x86_64::{
    __m512i, _mm512_cmpeq_epi8_mask, _mm512_cmplt_epi8_mask, _mm512_mask_permutexvar_epi8, _mm512_maskz_compress_epi8,
    _mm512_movepi8_mask, _mm512_permutex2var_epi8, _mm512_permutexvar_epi8, _mm512_set1_epi8, _mm512_test_epi8_mask,
};

use super::Letters;

/// Bytes of a vector.
const BYTES: usize = 64;
/// The first bytes of usual letters, and where in the table these are.
const USUAL: [(u8, usize); 3] = [(0xD8, Letters::TWO_BYTES), (0xD9, Letters::TWO_BYTES + 0x40), (0xC2, Letters::LATIN)];
/// The same of others.
const OTHERS: [(u8, usize); 3] =
    [(0xC3, Letters::LATIN + 0x40), (0xDA, Letters::TWO_BYTES + 0x80), (0xDB, Letters::TWO_BYTES + 0xC0)];
/// From here on bytes begin letters of several.
const FIRST_LEAD: u8 = 0xC0;
/// Stands for no byte.
const GONE: u8 = 0;
/// Stands for what is not known here. No letter ends like this.
const UNKNOWN: u8 = 0xFF;

/// What becomes of letters.
#[derive(Clone, Debug)]
pub(super) struct Wide {
    /// By the byte.
    ascii: [__m512i; 2],
    usual: [Lead; USUAL.len()],
    others: [Lead; OTHERS.len()],
    standing: Option<Standing>,
}

/// Letters that stay after any but some.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// Their last byte, everywhere: all are compared with it.
    last: __m512i,
    /// By the low bits of the last byte of what a letter becomes: the top bit, unless they surely stay after it.
    lets_not: __m512i,
}

/// What becomes of the bytes of a vector.
#[derive(Clone, Copy, Debug)]
struct Seen {
    /// In their places.
    changed: __m512i,
    /// Which of these do not go.
    kept: u64,
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
    pub(super) fn new(slots: &[u32; Letters::SLOTS]) -> Option<Self> {
        let able = is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512vbmi")
            && is_x86_feature_detected!("avx512vbmi2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("popcnt");
        if !able {
            return None;
        }
        let standing = Standing::new(slots);
        let at = |slot: usize| both(slots[slot], standing.is_some());
        let ascii = [0, BYTES].map(|first| bytemuck::cast(array(|low| one(at(first + low)))));
        let leads = |leads: [(u8, usize); USUAL.len()]| {
            leads.map(|(lead, slot)| {
                let [first, second] = [0, 1].map(|byte| bytemuck::cast(array(|low| at(slot + low)[byte])));
                Lead { lead: everywhere(lead), first, second }
            })
        };
        Some(Self { ascii, usual: leads(USUAL), others: leads(OTHERS), standing })
    }

    /// Writes what becomes of the text from `at` on, about up to `upto`, and tells where a letter is that neither this nor `letters` knows.
    pub(super) fn run(&self, letters: &Letters, bytes: &[u8], at: usize, upto: usize, out: &mut Vec<u8>) -> usize {
        // SAFETY: there is no Wide unless the processor has the instructions.
        unsafe { self.run_vectors(letters, bytes, at, upto, out) }
    }

    #[target_feature(enable = "avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
    fn run_vectors(&self, letters: &Letters, bytes: &[u8], mut at: usize, upto: usize, out: &mut Vec<u8>) -> usize {
        loop {
            out.reserve(bytes.len() - at + BYTES);
            let (usual, seen) = self.usual(bytes, at, upto, out);
            at = usual;
            let Some(Seen { changed, kept, stops, whole }) = seen else {
                return at;
            };
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

    /// The same up to a vector in which a letter is not known, or to the end of what `out` has room for. Without a call, so that the
    /// tables stay in registers.
    #[inline(never)]
    #[target_feature(enable = "avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
    fn usual(&self, bytes: &[u8], mut at: usize, upto: usize, out: &mut Vec<u8>) -> (usize, Option<Seen>) {
        while at < upto
            && let Some(chunk) = bytes[at..].first_chunk::<{ BYTES + 1 }>()
            && out.capacity() - out.len() >= BYTES
        {
            let (text, next) = (vector(&chunk[..BYTES]), vector(&chunk[1..]));
            let is_ascii = !_mm512_movepi8_mask(text);
            let mut changed = _mm512_permutex2var_epi8(self.ascii[0], text, self.ascii[1]);
            let mut firsts = 0;
            for lead in &self.usual {
                firsts |= lead.put(text, next, &mut changed);
            }
            let mut stray = !(is_ascii | firsts | firsts << 1);
            if stray != 0 {
                for lead in &self.others {
                    firsts |= lead.put(text, next, &mut changed);
                }
                stray &= !(firsts | firsts << 1);
            }

            let seconds = firsts << 1;
            let cut = seconds & !_mm512_cmplt_epi8_mask(text, all(FIRST_LEAD));
            let unknown = _mm512_cmpeq_epi8_mask(changed, all(UNKNOWN)) & !firsts;
            let kept = _mm512_test_epi8_mask(changed, changed);
            // What is wrong at a second byte is wrong at its lead.
            let mut stops = unknown & is_ascii | stray | (unknown & seconds | cut) >> 1;
            if let Some(Standing { last, lets_not }) = self.standing {
                let lets_not = _mm512_movepi8_mask(_mm512_permutexvar_epi8(changed, lets_not)) | stray;
                // What is before the vector is not known.
                stops |= (_mm512_cmpeq_epi8_mask(text, last) & seconds) >> 1 & (lets_not << 1 | 1);
            }
            // A letter that goes on in the next vector belongs to that. Where the next one begins is told by one byte, so that it
            // need not wait for all that is above.
            let whole = BYTES - usize::from(chunk[BYTES - 1] >= FIRST_LEAD);
            let here = u64::MAX >> (BYTES - whole);
            if stops & here != 0 {
                return (at, Some(Seen { changed, kept, stops, whole }));
            }
            append(_mm512_maskz_compress_epi8(kept, changed), kept & here, out);
            at += whole;
        }
        (at, None)
    }
}

impl Standing {
    /// `None` if there are no such letters, or if they are more than this can tell.
    fn new(slots: &[u32; Letters::SLOTS]) -> Option<Self> {
        let mut stands: Vec<u8> =
            slots.iter().filter(|&slot| slot & Letters::STANDS != 0).map(|&slot| both(slot, true)[1]).collect();
        stands.dedup();
        let &[last] = &stands[..] else {
            return None;
        };
        let mut lets_not = [0u8; BYTES];
        for &slot in slots.iter().filter(|&slot| slot & Letters::LETS == 0) {
            lets_not[usize::from(both(slot, true)[1]) % BYTES] = 0x80;
        }
        Some(Self { last: everywhere(last), lets_not: bytemuck::cast(lets_not) })
    }
}

impl Lead {
    /// Puts what becomes of the letters with this lead in their places, given the bytes after those of the text, and tells where they start.
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn put(&self, text: __m512i, next: __m512i, changed: &mut __m512i) -> u64 {
        let leads = _mm512_cmpeq_epi8_mask(text, self.lead);
        *changed = _mm512_mask_permutexvar_epi8(*changed, leads, next, self.first);
        *changed = _mm512_mask_permutexvar_epi8(*changed, leads << 1, text, self.second);
        leads
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
