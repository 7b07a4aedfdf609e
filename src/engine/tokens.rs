//! The corpus as a list of tokens, in order, for whoever wants to see each of them.

use std::io;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use super::progress::Progress;
use crate::corpus::readers::SEPARATOR;
use crate::corpus::stream;
use crate::corpus::{Input, Problem, Severity};
use crate::encode::conflation::Conflation;
use crate::encode::lexicon::Folding;
use crate::text::sentence::{Before, Role, State};
use crate::text::tokenize::{PADDING, Scanner, Sink, replacements};
use crate::text::{Class, given};

/// A token, or one of the words that it counts as.
#[derive(Clone, Copy, Debug)]
pub struct Token<'t> {
    /// Its document's number in corpus order.
    pub number: u32,
    /// The name of its document.
    pub document: &'t str,
    /// From 1, in the document.
    pub line: u64,
    /// From 1, in the document.
    pub sentence: u64,
    /// From 1, in the sentence; punctuation has none.
    pub position: Option<u64>,
    /// What it counts as.
    pub term: &'t str,
    /// Its class.
    pub class: Class,
    /// Where it is in the decoded text without its byte order mark.
    pub bytes: (u64, u64),
}

/// What reading the corpus came to.
#[derive(Default, Debug)]
pub struct Seen {
    /// Documents read.
    pub documents: u64,
    /// Bytes of their files.
    pub bytes: u64,
    /// Replacement characters for broken bytes.
    pub replacements: u64,
    /// What was not read.
    pub problems: Vec<Problem>,
}

/// Visits every token in corpus order.
///
/// # Errors
/// What `visit` returns. What cannot be read is among the problems instead.
///
/// # Panics
/// If there are 2^32 documents.
pub fn visit(
    input: &Input,
    conflation: &Conflation,
    strict: bool,
    progress: &Progress,
    visit: &mut impl FnMut(&Token<'_>) -> io::Result<()>,
) -> io::Result<Seen> {
    let input = Arc::new(input.clone());
    let length = input.step();
    let (mut scanner, mut place, mut seen) = (Scanner::default(), Place::default(), Seen::default());
    let read = stream::each_piece(
        &input,
        length,
        |bytes| progress.add(bytes),
        |piece| {
            match piece {
                Ok((piece, buffer)) => {
                    if piece.index == 0 {
                        let number = u32::try_from(seen.documents).expect("fewer than 2^32 documents");
                        place = Place { number, name: piece.document.name(), ..Place::default() };
                        seen.documents += 1;
                    }
                    seen.bytes += piece.bytes;
                    // Byte ranges are those of the decoded text, so broken bytes are replaced before it is cut.
                    let decoded = String::from_utf8_lossy(&buffer[piece.text.start..piece.text.end + PADDING]);
                    let lost = replacements(&buffer[piece.text], &decoded[..decoded.len() - PADDING]);
                    seen.replacements += piece.replacements + lost;
                    let mut sink =
                        Tokens { conflation, visit, place: &mut place, folded: String::new(), failed: Ok(()) };
                    let range = 0..decoded.len() - PADDING;
                    if let Err(error) = sink.scan(&mut scanner, decoded.as_bytes(), range, piece.given) {
                        return ControlFlow::Break(Err(error));
                    }
                }
                Err(problem) => {
                    let stop = strict && problem.severity == Severity::Unreadable;
                    seen.problems.push(problem);
                    if stop {
                        return ControlFlow::Break(Ok(()));
                    }
                }
            }
            ControlFlow::Continue(())
        },
    );
    match read {
        ControlFlow::Break(Err(error)) => Err(error),
        _ => Ok(seen),
    }
}

/// Where a reader stands in a document.
struct Place {
    number: u32,
    name: String,
    /// Where the buffer begins in the text.
    base: u64,
    line: u64,
    sentence: u64,
    position: u64,
    state: State,
}

impl Default for Place {
    fn default() -> Self {
        Self { number: 0, name: String::new(), base: 0, line: 1, sentence: 0, position: 0, state: State::Between }
    }
}

struct Tokens<'t, V> {
    conflation: &'t Conflation,
    visit: &'t mut V,
    place: &'t mut Place,
    /// Serves every token.
    folded: String,
    failed: io::Result<()>,
}

impl<V: FnMut(&Token<'_>) -> io::Result<()>> Tokens<'_, V> {
    fn scan(&mut self, scanner: &mut Scanner, text: &[u8], range: Range<usize>, given: bool) -> io::Result<()> {
        let length = range.len() as u64;
        if given {
            given::scan(scanner, SEPARATOR, text, range, self);
        } else {
            scanner.scan(text, range, self);
        }
        self.place.base += length;
        std::mem::replace(&mut self.failed, Ok(()))
    }
}

impl<V: FnMut(&Token<'_>) -> io::Result<()>> Sink for Tokens<'_, V> {
    fn token(&mut self, class: Class, role: Role, text: &[u8], at: Range<usize>) {
        if self.place.state.token(role) == Before::Beginning {
            self.place.sentence += 1;
            self.place.position = 0;
        }
        let text = std::str::from_utf8(text).unwrap_or_default();
        let takes_position = u64::from(class != Class::Punctuation);
        let before = self.place.position;
        let mut folded = std::mem::take(&mut self.folded);
        self.conflation.each(Folding::from(class), text, &mut folded, |term| {
            self.place.position += takes_position;
            let token = Token {
                number: self.place.number,
                document: &self.place.name,
                line: self.place.line,
                sentence: self.place.sentence,
                position: (takes_position > 0).then_some(self.place.position),
                term,
                class,
                bytes: (self.place.base + at.start as u64, self.place.base + at.end as u64),
            };
            if self.failed.is_ok() {
                self.failed = (self.visit)(&token);
            }
        });
        self.folded = folded;
        // What folds to nothing keeps its place.
        if self.place.position == before {
            self.place.position += takes_position;
        }
    }

    fn line(&mut self) {
        self.place.line += 1;
        self.place.state = State::Between;
    }

    fn replaced(&mut self, _: u64) {}
}
