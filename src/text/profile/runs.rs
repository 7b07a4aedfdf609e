//! Letters written long: three or more of the same become one. Done on folded text, where each such letter has two bytes.

use crate::text::alphabet::{LENGTHENED, within};
use crate::text::is_continuation;

/// Of so many equal letters one is meant.
const LONG: usize = 3;
/// Bytes of a letter.
const LETTER: usize = 2;
/// Bytes that are compared together with those a letter further on.
const LOOK: usize = 64;
/// What takes part in that.
const SEEN: usize = LOOK + LETTER;
/// Bytes at which a run that starts there is found by that.
const CHUNK: usize = SEEN + 1 - LONG * LETTER;
/// So much at the end of a text may be taken back: more than any code point becomes.
const UNSETTLED: usize = 256;

/// Shortens the runs in `text` from `from` on.
pub fn shorten(text: &mut Vec<u8>, from: usize) {
    shorten_in(text, from, text.len());
}

/// Shortens the runs in `text` from `from` on but for what may still change, and tells where that starts.
pub fn shorten_settled(text: &mut Vec<u8>, from: usize) -> usize {
    let goes_on = |text: &[u8], at: usize| at >= from + LETTER && text[at - LETTER..at] == text[at..at + LETTER];
    let mut to = text.len().saturating_sub(UNSETTLED).max(from);
    while to > from && is_continuation(text[to]) {
        to -= 1;
    }
    // A run is not cut, or so that what is behind the cut is still long: however long a run is, little of it is looked at.
    let start_of =
        |text: &[u8], at: usize| (0..LONG).fold(at, |at, _| if goes_on(text, at) { at - LETTER } else { at });
    let to = start_of(text, to);
    let settled = shorten_in(text, from, to);
    start_of(text, settled)
}

/// Shortens the runs in a range, and tells where it ends then.
fn shorten_in(text: &mut Vec<u8>, from: usize, to: usize) -> usize {
    let (mut read, mut written) = (from, from);
    while let Some(before) = find(&text[read..to]) {
        // With the letter of the run that stays.
        text.copy_within(read..read + before + LETTER, written);
        written += before + LETTER;
        read += before;
        read += LETTER * run_at(&text[read..to]);
    }
    let gone = read - written;
    if gone > 0 {
        text.copy_within(read.., written);
        text.truncate(text.len() - gone);
    }
    to - gone
}

/// Takes away the letters at the end of `text` from `from` on that more of the same may follow: as many of them as matter.
pub fn take_open(text: &mut Vec<u8>, from: usize) -> Vec<u8> {
    let mut letters = text[from..].rchunks_exact(LETTER);
    let Some(last) = letters.next().filter(|last| run_at(last) > 0) else {
        return Vec::new();
    };
    let run = 1 + letters.take_while(|letter| *letter == last).count();
    let open = last.repeat(run.min(LONG));
    text.truncate(text.len() - run * LETTER);
    open
}

/// Where the first run starts.
fn find(text: &[u8]) -> Option<usize> {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512bw") {
        // SAFETY: the processor has the instructions.
        return unsafe { find_avx512(text) };
    }
    #[cfg(target_arch = "x86_64")]
    // SAFETY: all such processors have the instructions.
    let found = unsafe { find_sse2(text) };
    #[cfg(not(target_arch = "x86_64"))]
    let found = find_by(text, repeated);
    found
}

/// The same, given what finds bytes that are not ASCII and as those a letter further on: a bit for each.
#[inline(always)]
fn find_by(text: &[u8], repeated: impl Fn(&[u8; SEEN]) -> u64) -> Option<usize> {
    // Where three letters are the same, so are four bytes in a row and those a letter further on.
    let may_start = |bytes: &[u8; CHUNK + SEEN]| {
        [0, CHUNK].map(|at| {
            let same = bytes[at..].first_chunk().map_or(0, &repeated);
            let twice = same & same >> 1;
            twice & twice >> LETTER
        })
    };
    let mut at = 0;
    while let Some(bytes) = text[at..].first_chunk() {
        let places = may_start(bytes);
        if places != [0; 2]
            && let Some(found) = first(bytes, places)
        {
            return Some(at + found);
        }
        at += 2 * CHUNK;
    }
    let mut padded = [0; CHUNK + SEEN];
    let (bytes, at) = match text.last_chunk() {
        Some(last) => (last, text.len() - last.len()),
        None => {
            padded[..text.len()].copy_from_slice(text);
            (&padded, 0)
        }
    };
    let places = may_start(bytes);
    if places == [0; 2] { None } else { first(bytes, places).map(|found| at + found) }
}

/// The first of the places at which there is a run.
#[cold]
#[inline(never)]
fn first(bytes: &[u8; CHUNK + SEEN], places: [u64; 2]) -> Option<usize> {
    let [here, next] = places.map(u128::from);
    let mut left = here | next << CHUNK;
    while left != 0 {
        let at = left.trailing_zeros() as usize;
        if run_at(&bytes[at..][..LONG * LETTER]) == LONG {
            return Some(at);
        }
        left &= left - 1;
    }
    None
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512bw")]
fn find_avx512(text: &[u8]) -> Option<usize> {
    use std::arch::x86_64::{__m512i, _mm512_mask_cmpeq_epi8_mask, _mm512_movepi8_mask};

    find_by(text, |bytes| {
        let here: __m512i = bytemuck::pod_read_unaligned(&bytes[..LOOK]);
        _mm512_mask_cmpeq_epi8_mask(_mm512_movepi8_mask(here), here, bytemuck::pod_read_unaligned(&bytes[LETTER..]))
    })
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
fn find_sse2(text: &[u8]) -> Option<usize> {
    use std::arch::x86_64::{__m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_movemask_epi8};

    find_by(text, |bytes| {
        let vector = |at: usize| -> __m128i { bytemuck::pod_read_unaligned(&bytes[at..at + size_of::<__m128i>()]) };
        [0, 16, 32, 48].into_iter().fold(0, |bits, at| {
            let same = _mm_and_si128(_mm_cmpeq_epi8(vector(at), vector(at + LETTER)), vector(at));
            bits | u64::from(_mm_movemask_epi8(same).cast_unsigned()) << at
        })
    })
}

#[cfg(not(target_arch = "x86_64"))]
fn repeated(bytes: &[u8; SEEN]) -> u64 {
    let is_same = |at: usize| !bytes[at].is_ascii() & (bytes[at] == bytes[at + LETTER]);
    (0..LOOK).fold(0, |bits, at| bits | u64::from(is_same(at)) << at)
}

/// How many of the same letter stand at the start of UTF-8; 0 if that is no letter that is ever written long.
fn run_at(text: &[u8]) -> usize {
    let is_letter = |letter: &[u8]| {
        let c = std::str::from_utf8(letter).ok().and_then(|letter| letter.chars().next());
        c.is_some_and(|c| c.len_utf8() == LETTER && within(LENGTHENED, c))
    };
    match text.first_chunk::<LETTER>() {
        Some(letter) if is_letter(letter) => text.chunks_exact(LETTER).take_while(|other| other == letter).count(),
        _ => 0,
    }
}
