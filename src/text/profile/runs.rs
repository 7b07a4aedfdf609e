//! Letters written long: three or more of the same become one. Done on folded text, where each such letter has two bytes.

use crate::text::alphabet::{LENGTHENED, within};

/// Of so many equal letters one is meant.
const LONG: usize = 3;
/// Bytes of a letter.
const LETTER: usize = 2;
/// Bytes that are compared together.
const LOOK: usize = 64;
/// Bytes at which a run that starts there is found by that.
const CHUNK: usize = LOOK + LETTER + 1 - LONG * LETTER;

/// Shortens the runs in `text` from `from` on.
pub fn shorten(text: &mut Vec<u8>, from: usize) {
    let (mut read, mut written) = (from, from);
    while let Some(before) = find(&text[read..]) {
        // With the letter of the run that stays.
        text.copy_within(read..read + before + LETTER, written);
        written += before + LETTER;
        read += before;
        read += LETTER * run_at(&text[read..]);
    }
    if read > written {
        text.copy_within(read.., written);
        text.truncate(text.len() - (read - written));
    }
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
    let run = |text: &[u8]| text.windows(LONG * LETTER).position(|window| run_at(window) == LONG);
    let mut at = 0;
    while let Some(chunk) = text[at..].first_chunk() {
        if may_hold(chunk)
            && let Some(found) = run(chunk)
        {
            return Some(at + found);
        }
        at += CHUNK;
    }
    run(&text[at..]).map(|found| at + found)
}

/// May a run start in the chunk? Then four bytes in a row, none of them ASCII, are as those two further on.
#[inline]
fn may_hold(chunk: &[u8; CHUNK + LONG * LETTER - 1]) -> bool {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: all such processors have the instructions.
    let same = unsafe { repeated(chunk) };
    #[cfg(not(target_arch = "x86_64"))]
    let same = repeated(chunk);
    let twice = same & same >> 1;
    twice & twice >> LETTER != 0
}

/// A bit for each byte that is not ASCII and is as the one two further on.
#[cfg(target_arch = "x86_64")]
#[inline]
#[target_feature(enable = "sse2")]
fn repeated(bytes: &[u8; LOOK + LETTER]) -> u64 {
    use std::arch::x86_64::{__m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_movemask_epi8, _mm_set_epi64x};

    #[inline]
    #[target_feature(enable = "sse2")]
    fn vector(bytes: &[u8; LOOK + LETTER], at: usize) -> __m128i {
        let both = bytes[at..].first_chunk().map_or(0, |both| u128::from_le_bytes(*both));
        #[expect(clippy::cast_possible_truncation, reason = "half by half")]
        let (low, high) = (both as u64, (both >> 64) as u64);
        _mm_set_epi64x(high.cast_signed(), low.cast_signed())
    }
    let mut bits = 0;
    for at in [0, 16, 32, 48] {
        let here = vector(bytes, at);
        let same = _mm_and_si128(_mm_cmpeq_epi8(here, vector(bytes, at + LETTER)), here);
        bits |= u64::from(_mm_movemask_epi8(same).cast_unsigned()) << at;
    }
    bits
}

#[cfg(not(target_arch = "x86_64"))]
#[inline]
fn repeated(bytes: &[u8; LOOK + LETTER]) -> u64 {
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
