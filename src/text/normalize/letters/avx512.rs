//! Sixty-four bytes at a time: ASCII and Arabic letters, each to what the table of letters has for it, if that is not longer.
//!
//! A letter that becomes one of a byte, or goes, leaves bytes of zero, and the others are pushed together. So all profiles take the
//! same instructions, whatever they change.

use std::arch::x86_64::{
    __m512i, _mm512_and_si512, _mm512_cmpeq_epi8_mask, _mm512_cmplt_epi8_mask, _mm512_mask_cmpneq_epi8_mask,
    _mm512_mask_mov_epi8, _mm512_mask_permutexvar_epi8, _mm512_maskz_compress_epi8, _mm512_maskz_mov_epi8,
    _mm512_movepi8_mask, _mm512_or_si512, _mm512_permutex2var_epi8, _mm512_permutexvar_epi8, _mm512_set1_epi8,
    _mm512_test_epi8_mask,
};
use std::hint::black_box;

use super::{Letters, Merged};
use crate::text::FIRST_LEAD;

/// Bytes of a letter that is not ASCII.
const LETTER: usize = 2;
/// Bytes of a vector.
const BYTES: usize = 64;
/// The first bytes of usual letters, and where in the table these are.
const USUAL: [(u8, usize); 3] = [(0xD8, Letters::TWO_BYTES), (0xD9, Letters::TWO_BYTES + 0x40), (0xC2, Letters::LATIN)];
/// The same of others.
const OTHERS: [(u8, usize); 3] =
    [(0xC3, Letters::LATIN + 0x40), (0xDA, Letters::TWO_BYTES + 0x80), (0xDB, Letters::TWO_BYTES + 0xC0)];
/// The first bytes of dashes and quotation marks, which have three.
const LONG: [u8; 2] = [0xE2, 0x80];
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
    /// What becomes of dashes and quotation marks, by the low bits of the last byte.
    long: [__m512i; LONG.len() + 1],
    /// Where a CR may go before a LF: everywhere, or nowhere.
    returns_go: u64,
    standing: Option<Standing>,
}

/// A letter that stays after any but some.
#[derive(Clone, Copy, Debug)]
struct Standing {
    /// Its bytes, each everywhere.
    letter: [__m512i; LETTER],
    /// By the low bits of its last byte: the bits which that byte has not.
    missing: __m512i,
    /// By the low bits of the last byte of what a letter becomes: all bits, unless it surely stays after it.
    lets_not: __m512i,
    /// For each byte, where that of the letter before is.
    before: __m512i,
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
        let at = |slot: usize| both(slots[slot], standing.is_some());
        let ascii = [0, BYTES].map(|first| bytemuck::cast(array(|low| one(at(first + low)))));
        let leads = |leads: [(u8, usize); USUAL.len()]| {
            leads.map(|(lead, slot)| {
                let [first, second] = [0, 1].map(|byte| bytemuck::cast(array(|low| at(slot + low)[byte])));
                Lead { lead: everywhere(lead), first, second }
            })
        };
        let long = [0, 1, 2].map(|byte| bytemuck::cast(array(|low| three(slots[Letters::LONG + low])[byte])));
        let keeps_line_feeds = one(at(b'\n'.into())) == b'\n';
        let returns_go = if keeps_line_feeds { u64::MAX } else { 0 };
        Some(Self { ascii, usual: leads(USUAL), others: leads(OTHERS), long, returns_go, standing })
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
            let (usual, seen) = match self.standing {
                Some(_) => self.usual::<true>(letters, bytes, at, upto, out),
                None => self.usual::<false>(letters, bytes, at, upto, out),
            };
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

    /// The same up to a vector in which a letter is not known, or to the end of what `out` has room for. Without a call, so that the
    /// tables stay in registers; what is seldom asked for is hidden, so that it takes none of them.
    #[inline(never)]
    #[target_feature(enable = "avx512bw,avx512vbmi,avx512vbmi2,bmi1,bmi2,popcnt")]
    fn usual<const STANDING: bool>(
        &self,
        letters: &Letters,
        bytes: &[u8],
        mut at: usize,
        upto: usize,
        out: &mut Vec<u8>,
    ) -> (usize, Option<Seen>) {
        while at < upto
            && let Some(chunk) = bytes[at..].first_chunk::<{ BYTES + 2 }>()
            && out.capacity() - out.len() >= BYTES
        {
            // A letter that goes on in the next vector belongs to that. Where the next one begins is told by one byte: read before it
            // is in a vector, and by sums, so that it need not wait for any vector.
            let cut_off = (usize::from(chunk[BYTES - 1]) + usize::from(FIRST_LEAD.wrapping_neg())) >> 8;
            let whole = BYTES - cut_off;
            let here = u64::MAX >> cut_off;
            let (text, next) = (vector(&chunk[..BYTES]), vector(&chunk[1..=BYTES]));
            let is_ascii = !_mm512_movepi8_mask(text);
            let goes_on = _mm512_cmplt_epi8_mask(text, all(FIRST_LEAD));
            let mut changed = _mm512_permutex2var_epi8(self.ascii[0], text, self.ascii[1]);
            let (mut leads, mut lasts) = (0, 0);
            for lead in &self.usual {
                leads |= lead.put(text, next, &mut changed);
            }
            if !(is_ascii | goes_on | leads) != 0 {
                let this = black_box(self);
                for lead in &this.others {
                    leads |= lead.put(text, next, &mut changed);
                }
                lasts = this.put_long([text, next, vector(&chunk[2..])], &mut changed);
            }
            let seconds = leads << 1;
            let asked = match self.standing {
                Some(standing) if STANDING => standing.ask(changed, text),
                _ => changed,
            };
            let unknown = _mm512_cmpeq_epi8_mask(asked, all(UNKNOWN));
            // Where letters were found to start and to go on. So it must be by the bytes alone.
            let (starts, ends) = (leads | lasts >> 2, seconds | lasts | lasts >> 1);
            if (unknown | !(is_ascii | goes_on | starts)) & here | ends ^ goes_on != 0 {
                let unknown = _mm512_cmpeq_epi8_mask(changed, all(UNKNOWN));
                let known = _mm512_test_epi8_mask(changed, changed) & !unknown;
                let this = black_box(self);
                let returns = this.returns(text, next);
                let mut gone = returns;
                let cut = seconds & !goes_on;
                let stray = !(is_ascii | starts | ends);
                // What is wrong at a second byte is wrong at its lead.
                let mut stops = unknown & is_ascii & !returns | stray | (unknown & seconds | cut) >> 1;
                if STANDING && let Some(standing) = &this.standing {
                    let lets_not = standing.lets_not(changed) | stray;
                    let before = u64::from(!letters.lets_stand(&bytes[..at]));
                    let stops_here = pairs(text, next, standing.letter) & (lets_not << 1 | before);
                    let stay = is_ascii & known | leads & known >> 1;
                    let merged = stops_here & pairs(text, next, standing.goes) << LETTER & stay >> LETTER;
                    gone |= merged >> 1 | merged >> LETTER;
                    stops |= stops_here & !merged;
                }
                changed = _mm512_maskz_mov_epi8(!gone, changed);
                if stops & here != 0 {
                    return (at, Some(Seen { changed, stops, whole }));
                }
            }
            let kept = _mm512_test_epi8_mask(changed, changed);
            append(_mm512_maskz_compress_epi8(kept, changed), kept & here, out);
            at += whole;
        }
        (at, None)
    }

    /// Puts what becomes of dashes and quotation marks in their places, and tells where these end.
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn put_long(&self, [text, next, after_next]: [__m512i; 3], changed: &mut __m512i) -> u64 {
        let [first, second] = LONG;
        let lasts = pairs(text, next, [all(first), all(second)]) << 2 & _mm512_cmplt_epi8_mask(text, all(FIRST_LEAD));
        let [first, second, last] = self.long;
        let last = _mm512_permutexvar_epi8(text, last);
        let known = _mm512_mask_cmpneq_epi8_mask(lasts, last, all(UNKNOWN));
        *changed = _mm512_mask_permutexvar_epi8(*changed, known >> 2, after_next, first);
        *changed = _mm512_mask_permutexvar_epi8(*changed, known >> 1, next, second);
        *changed = _mm512_mask_mov_epi8(*changed, known, last);
        known
    }

    /// Where there is a CR that belongs to a LF, and goes.
    #[inline]
    #[target_feature(enable = "avx512bw")]
    fn returns(&self, text: __m512i, next: __m512i) -> u64 {
        pairs(text, next, [all(b'\r'), all(b'\n')]) & self.returns_go
    }
}

impl Standing {
    /// `None` if there is no such letter, or if they are more than this can tell.
    fn new(slots: &[u32; Letters::SLOTS], merged: &[Merged]) -> Option<Self> {
        let mut stands: Vec<_> =
            slots.iter().filter(|&slot| slot & Letters::STANDS != 0).map(|&slot| both(slot, true)).collect();
        stands.dedup();
        let &[letter @ [first, last]] = &stands[..] else {
            return None;
        };
        let mut lets_not = [0; BYTES];
        for (at, &slot) in slots.iter().enumerate().filter(|&(_, &slot)| slot & Letters::LETS == 0) {
            let last = if at < Letters::LONG { both(slot, true)[1] } else { three(slot)[2] };
            lets_not[usize::from(last) % BYTES] = u8::MAX;
        }
        // At its start a vector shows nothing of what is before: the first byte of the letter is taken for it.
        lets_not[usize::from(first) % BYTES] = u8::MAX;
        let missing = array(|low| if low == usize::from(last) % BYTES { !last } else { 0 });
        let mut before = [0; BYTES];
        for (at, byte) in (0..).zip(&mut before[LETTER..]) {
            *byte = at;
        }
        let [missing, lets_not, before] = [missing, lets_not, before].map(bytemuck::cast);
        let goes = match merged {
            [Merged { pair, second, both }] if both.chars().eq([*second]) => pair.as_bytes().first_chunk(),
            _ => None,
        };
        let goes = goes.unwrap_or(&[UNKNOWN; LETTER]).map(everywhere);
        Some(Self { letter: letter.map(everywhere), missing, lets_not, before, goes })
    }

    /// What becomes of the bytes of a text, or `UNKNOWN` where this letter ends that may not stay.
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn ask(&self, changed: __m512i, text: __m512i) -> __m512i {
        let missing = _mm512_permutexvar_epi8(text, self.missing);
        let before = _mm512_permutexvar_epi8(self.before, changed);
        _mm512_or_si512(changed, _mm512_and_si512(missing, _mm512_permutexvar_epi8(before, self.lets_not)))
    }

    /// Where something ends after which this letter may not stay.
    #[inline]
    #[target_feature(enable = "avx512bw,avx512vbmi")]
    fn lets_not(&self, changed: __m512i) -> u64 {
        _mm512_movepi8_mask(_mm512_permutexvar_epi8(changed, self.lets_not))
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
