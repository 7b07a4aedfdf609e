//! Letters written long: three or more of the same become one. Done on folded text, where each such letter has two bytes.

#[cfg(target_arch = "x86_64")]
use crate::text::FIRST_LEAD;
use crate::text::alphabet::{LENGTHENED, within};
#[cfg(not(target_arch = "x86_64"))]
use crate::text::is_continuation;

/// Of so many equal letters one is meant.
const LONG: usize = 3;
/// Bytes of a letter.
const LETTER: usize = 2;
/// Bytes that are compared together with those a letter further on.
const LOOK: usize = 64;
/// What takes part in that.
const SEEN: usize = LOOK + LETTER;
/// Bytes at which the first letter of a run ends that is found by that.
const CHUNK: usize = LOOK - 2 * LETTER;
/// Chunks before the next branch.
const CHUNKS: usize = 4;
/// What these take.
const STRIDE: usize = CHUNKS * CHUNK;

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
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx512bw") && is_x86_feature_detected!("avx512vbmi") {
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

/// The same, given what finds bytes that end a letter and are as those a letter further on: a bit for each of a chunk and of the
/// letter behind it.
#[inline(always)]
fn find_by(text: &[u8], repeated: impl Fn(&[u8; SEEN]) -> u64) -> Option<usize> {
    // Where three letters are the same, so are the bytes that end them, and there are few other such places.
    let ends = |bytes: &[u8; SEEN]| {
        let same = repeated(bytes);
        same & same >> LETTER
    };
    let mut at = 0;
    while let Some(bytes) = text[at..].first_chunk::<{ STRIDE + SEEN - CHUNK }>() {
        let places: [u64; CHUNKS] = std::array::from_fn(|chunk| bytes[chunk * CHUNK..].first_chunk().map_or(0, ends));
        if places.iter().fold(0, |any, places| any | places) != 0
            && let Some(found) = first(text, at, places)
        {
            return Some(found);
        }
        at += STRIDE;
    }
    while let Some(rest) = text.get(at..).filter(|rest| rest.len() > (LONG - 1) * LETTER) {
        let places = rest.first_chunk().map_or_else(|| ends(&padded(rest)), ends);
        if places != 0
            && let Some(found) = first(text, at, [places])
        {
            return Some(found);
        }
        at += CHUNK;
    }
    None
}

/// With zeros behind it.
fn padded(text: &[u8]) -> [u8; SEEN] {
    let mut padded = [0; SEEN];
    padded[..text.len()].copy_from_slice(text);
    padded
}

/// The first run of which the first letter ends at one of the places, a bit for each byte of a chunk from `at` on.
#[cold]
#[inline(never)]
fn first<const N: usize>(text: &[u8], at: usize, places: [u64; N]) -> Option<usize> {
    for (chunk, mut left) in places.into_iter().enumerate() {
        while left != 0 {
            let end = at + chunk * CHUNK + left.trailing_zeros() as usize;
            if let Some(start) = end.checked_sub(1)
                && run_at(&text[start..]) >= LONG
            {
                return Some(start);
            }
            left &= left - 1;
        }
    }
    None
}

/// One vector is loaded where two would do: those that cross a line of the cache are slow.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx512bw,avx512vbmi")]
fn find_avx512(text: &[u8]) -> Option<usize> {
    use std::arch::x86_64::{
        __m512i, _mm512_cmpeq_epi8_mask, _mm512_min_epi8, _mm512_permutexvar_epi8, _mm512_set1_epi8,
    };

    let mut further = [0; LOOK];
    for (further, at) in further.iter_mut().zip(2u8..) {
        *further = at;
    }
    // The last two have no letter further on, and take the byte before them, which is seldom the same.
    further[LOOK - LETTER..].copy_from_slice(&[61, 62]);
    let further: __m512i = bytemuck::cast(further);
    find_by(text, |bytes| {
        let here: __m512i = bytemuck::pod_read_unaligned(&bytes[..LOOK]);
        // A mask less: what does not go on is taken for the last byte that does, and where that is a mistake no run is found.
        let last = _mm512_set1_epi8(FIRST_LEAD.cast_signed() - 1);
        _mm512_cmpeq_epi8_mask(here, _mm512_min_epi8(_mm512_permutexvar_epi8(further, here), last))
    })
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "sse2")]
fn find_sse2(text: &[u8]) -> Option<usize> {
    use std::arch::x86_64::{__m128i, _mm_and_si128, _mm_cmpeq_epi8, _mm_cmplt_epi8, _mm_movemask_epi8, _mm_set1_epi8};

    find_by(text, |bytes| {
        let vector = |at: usize| -> __m128i { bytemuck::pod_read_unaligned(&bytes[at..at + size_of::<__m128i>()]) };
        [0, 16, 32, 48].into_iter().fold(0, |bits, at| {
            let goes_on = _mm_cmplt_epi8(vector(at), _mm_set1_epi8(FIRST_LEAD.cast_signed()));
            let same = _mm_and_si128(_mm_cmpeq_epi8(vector(at), vector(at + LETTER)), goes_on);
            bits | u64::from(_mm_movemask_epi8(same).cast_unsigned()) << at
        })
    })
}

#[cfg(not(target_arch = "x86_64"))]
fn repeated(bytes: &[u8; SEEN]) -> u64 {
    let is_same = |at: usize| is_continuation(bytes[at]) & (bytes[at] == bytes[at + LETTER]);
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
