//! What repeats in a corpus: documents and lines with the same folded tokens, found in a reading for that alone.
//!
//! Texts are compared by a print of 128 bits (BLAKE3) of their tokens as the profile folds them, each with a separator behind
//! it. What has no token is like nothing.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use rayon::prelude::*;

use super::memory::{Memory, Stopped};
use super::progress::Progress;
use crate::corpus::left_out::{LeftOut, Repeats, ends_line, lines};
use crate::corpus::piece::Piece;
use crate::corpus::readers::SEPARATOR;
use crate::corpus::stream;
use crate::corpus::{Input, Problem};
use crate::encode::conflation::Conflation;
use crate::encode::lexicon::Folding;
use crate::text::profile::Profile;
use crate::text::sentence::Role;
use crate::text::tokenize::{PADDING, Scanner, Sink};
use crate::text::{Class, given};

/// What stands for the tokens of a text.
pub type Print = u128;

/// Prints are as good as hashes.
#[derive(Default)]
pub struct AsItIs(u64);

impl Hasher for AsItIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, _: &[u8]) {
        unreachable!("only prints are hashed")
    }

    fn write_u128(&mut self, print: u128) {
        let bytes = print.to_le_bytes();
        self.0 = u64::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7]]);
    }
}

/// By print.
pub type ByPrint = BuildHasherDefault<AsItIs>;

/// A line of a piece.
pub struct Line {
    /// Its place among the lines of the piece, from 0.
    pub number: u32,
    /// Where it is in the buffer.
    pub text: Range<usize>,
    /// What its tokens are, if it has any and is whole.
    pub print: Option<Print>,
    /// Where they are in the folded text.
    folded: Range<usize>,
}

/// A piece with its tokens folded.
pub struct Folded {
    /// The piece.
    pub piece: Piece,
    /// Its text.
    pub buffer: Vec<u8>,
    /// Its lines.
    pub lines: Vec<Line>,
    tokens: Vec<u8>,
}

/// Bytes that are folded at a time, by thread.
const WINDOW: usize = 4 << 20;

/// Shows all pieces in corpus order, folded by all threads. What cannot be read comes back.
///
/// # Errors
/// What `see` fails with.
pub fn each_folded(
    input: &Arc<Input>,
    profile: &Profile,
    progress: &Progress,
    mut see: impl FnMut(Folded) -> Result<(), Stopped>,
) -> Result<Vec<Problem>, Stopped> {
    let conflation = Conflation::from(profile.clone());
    let room = WINDOW * rayon::current_num_threads();
    let (mut waiting, mut bytes, mut problems) = (Vec::new(), 0, Vec::new());
    let mut pass_on = |waiting: &mut Vec<(Piece, Vec<u8>)>| -> Result<(), Stopped> {
        let fold = |scanner: &mut Scanner, (piece, buffer)| Folded::new(scanner, &conflation, piece, buffer);
        let folded: Vec<Folded> = std::mem::take(waiting).into_par_iter().map_init(Scanner::default, fold).collect();
        folded.into_iter().try_for_each(&mut see)
    };
    let length = input.step();
    let read = stream::each_piece(
        input,
        length,
        |bytes| progress.add(bytes),
        |piece| {
            let (piece, buffer) = match piece {
                Ok(piece) => piece,
                Err(problem) => {
                    problems.push(problem);
                    return ControlFlow::Continue(());
                }
            };
            let text = buffer[piece.text.start..piece.text.end + PADDING].to_vec();
            bytes += text.len();
            waiting.push((Piece { text: 0..text.len() - PADDING, ..piece }, text));
            if bytes < room {
                return ControlFlow::Continue(());
            }
            bytes = 0;
            match pass_on(&mut waiting) {
                Ok(()) => ControlFlow::Continue(()),
                Err(stopped) => ControlFlow::Break(stopped),
            }
        },
    );
    match read {
        ControlFlow::Break(stopped) => Err(stopped),
        ControlFlow::Continue(()) => pass_on(&mut waiting).map(|()| problems),
    }
}

/// The print of a line by itself.
#[must_use]
pub fn print_of(profile: &Profile, line: &str) -> Option<Print> {
    let mut buffer = line.replace(['\n', '\r'], " ").into_bytes();
    let text = 0..buffer.len();
    buffer.extend_from_slice(&[b' '; PADDING]);
    let piece = Piece { last: true, text, ..Piece::default() };
    let folded = Folded::new(&mut Scanner::default(), &Conflation::from(profile.clone()), piece, buffer);
    folded.lines.first().and_then(|line| line.print)
}

/// Finds what is to be left out: lines with these prints, and what repeats. The first in corpus order stays. What cannot be read
/// is told by the reading that counts.
///
/// # Errors
/// If there is not enough memory for the prints of all that differs.
pub fn find(
    input: &Arc<Input>,
    profile: &Profile,
    excluded: &HashSet<Print, ByPrint>,
    repeats: Option<Repeats>,
    memory: &Memory,
    progress: &Progress,
) -> Result<LeftOut, Stopped> {
    let mut left_out = LeftOut::default();
    let mut seen: HashSet<Print, ByPrint> = HashSet::default();
    let mut document = blake3::Hasher::new();
    each_folded(input, profile, progress, |folded| {
        let place = folded.piece.document.place();
        let is_left_out = |line: &Line, seen: &mut HashSet<Print, ByPrint>| {
            line.print.is_some_and(|p| excluded.contains(&p) || repeats == Some(Repeats::Lines) && !seen.insert(p))
        };
        let mut numbers = Vec::new();
        for line in &folded.lines {
            if is_left_out(line, &mut seen) {
                numbers.push(line.number);
            } else if repeats == Some(Repeats::Documents) {
                document.update(&folded.tokens[line.folded.clone()]);
            }
        }
        if !numbers.is_empty() {
            left_out.lines.insert((place, folded.piece.index), numbers);
        }
        if folded.piece.last && repeats == Some(Repeats::Documents) {
            let has_tokens = document.count() > 0;
            if has_tokens && !seen.insert(print(&document.finalize())) {
                left_out.documents.insert(place);
            }
            document.reset();
        }
        /// What a print takes in a set.
        const PRINT: usize = size_of::<Print>() + 1;
        memory.admit((seen.capacity() * PRINT) as u64)
    })?;
    Ok(left_out)
}

fn print(hash: &blake3::Hash) -> Print {
    let (first, _) = hash.as_bytes().split_first_chunk().expect("a hash has 32 bytes");
    u128::from_le_bytes(*first)
}

impl Folded {
    fn new(scanner: &mut Scanner, conflation: &Conflation, piece: Piece, buffer: Vec<u8>) -> Self {
        let (mut tokens, mut all) = (Vec::new(), Vec::new());
        let ends = |line: &Range<usize>| ends_line(&buffer[line.clone()]);
        for (number, text) in (0u32..).zip(lines(&buffer, piece.text.clone())) {
            let start = tokens.len();
            let mut sink = Tokens { conflation, folded: String::new(), out: &mut tokens };
            if piece.given {
                given::scan(scanner, SEPARATOR, &buffer, text.clone(), &mut sink);
            } else {
                scanner.scan(&buffer, text.clone(), &mut sink);
            }
            let folded = start..tokens.len();
            // A line that was cut is not told apart.
            let is_whole = (number > 0 || !piece.mid_line) && (ends(&text) || piece.last);
            let print = (is_whole && !folded.is_empty()).then(|| print(&blake3::hash(&tokens[folded.clone()])));
            all.push(Line { number, text, print, folded });
        }
        Self { piece, buffer, lines: all, tokens }
    }
}

/// Writes folded tokens.
struct Tokens<'t> {
    conflation: &'t Conflation,
    folded: String,
    out: &'t mut Vec<u8>,
}

impl Sink for Tokens<'_> {
    fn token(&mut self, class: Class, _: Role, text: &[u8], _: Range<usize>) {
        let text = std::str::from_utf8(text).unwrap_or_default();
        let out = &mut *self.out;
        self.conflation.each(Folding::from(class), text, &mut self.folded, |term| {
            out.extend_from_slice(term.as_bytes());
            out.push(SEPARATOR);
        });
    }

    fn line(&mut self) {}

    fn replaced(&mut self, _: u64) {}
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::profile::Folds;

    #[test]
    fn prints_are_those_of_folded_tokens() {
        let profile = Profile::new("search", &Folds::default()).unwrap();
        let print = |line: &str| print_of(&profile, line);
        assert_eq!(print("إِقرأ  أيضًا:"), print(" اقرا ايضا :\r\n"));
        assert_ne!(print("اقرأ أيضا"), print("اقرأأيضا"));
        assert_ne!(print("اقرأ"), print("اقرأ!"));
        assert_eq!([print(""), print(" \u{200F}")], [None, None]);
    }
}
