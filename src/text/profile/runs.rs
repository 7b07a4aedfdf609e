//! Letters written long: three or more of the same become one. Done on folded text, where each such letter has two bytes.

use crate::text::alphabet::{LENGTHENED, within};

/// Of so many equal letters one is meant.
const LONG: usize = 3;
/// Bytes of a letter.
const LETTER: usize = 2;
/// Bytes that are looked at together.
const CHUNK: usize = 32;

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

/// May a run start in the chunk? The compiler makes vector instructions of it.
#[inline]
fn may_hold(chunk: &[u8; CHUNK + LONG * LETTER - 1]) -> bool {
    let mut found = 0;
    for at in 0..CHUNK {
        let [a, b, c, d, e, f] = [0, 1, 2, 3, 4, 5].map(|later| chunk[at + later]);
        found |= u8::from((a >= 0xC0) & (a == c) & (c == e) & (b == d) & (d == f));
    }
    found != 0
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
