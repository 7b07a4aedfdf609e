//! The corpus as a list of tokens, in order, for whoever wants to see each of them.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use super::progress::Progress;
use crate::corpus::decode::Source;
use crate::corpus::piece::Cutter;
use crate::corpus::walk::Walk;
use crate::corpus::{Document, Input, Problem, Severity};
use crate::encode::conflation::Conflation;
use crate::encode::lexicon::Folding;
use crate::text::Class;
use crate::text::sentence::{Before, Role, State};
use crate::text::tokenize::{PACKED, PADDING, Scanner, Sink, replacements, unpack_bytes};

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
pub fn visit(
    input: &Input,
    conflation: &Conflation,
    strict: bool,
    progress: &Progress,
    visit: &mut impl FnMut(&Token<'_>) -> io::Result<()>,
) -> io::Result<Seen> {
    let mut reader =
        Reader { conflation, piece: input.piece, scanner: Scanner::default(), progress, seen: Seen::default() };
    for document in Walk::new(input.clone()) {
        let read = document.and_then(|document| Ok((Source::open(&document, input)?, document)));
        match read {
            Ok((source, document)) => reader.read(source, document, visit)?,
            Err(problem) => reader.seen.problems.push(problem),
        }
        if strict && reader.seen.problems.iter().any(|p| p.severity == Severity::Unreadable) {
            break;
        }
    }
    Ok(reader.seen)
}

/// Reads one document after the other.
struct Reader<'r> {
    conflation: &'r Conflation,
    piece: u64,
    scanner: Scanner,
    progress: &'r Progress,
    seen: Seen,
}

impl Reader<'_> {
    fn read(
        &mut self,
        mut source: Source,
        document: Document,
        visit: &mut impl FnMut(&Token<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let name = document.name();
        let document = Arc::new(document);
        let mut cutter = Cutter::new(Arc::clone(&document));
        let mut sink = Tokens {
            conflation: self.conflation,
            visit,
            number: document.number,
            name: &name,
            base: 0,
            line: 1,
            sentence: 0,
            position: 0,
            folded: String::new(),
            state: State::Between,
            failed: Ok(()),
        };
        let mut problem = None;
        let mut bytes = 0;
        loop {
            let more = source.read(cutter.rest()).unwrap_or_else(|error| {
                problem = Some(Problem::io(document.number, &document.path, &error));
                false
            });
            self.progress.add(source.bytes - bytes);
            bytes = source.bytes;
            if more && (cutter.rest().len() as u64) < self.piece {
                continue;
            }
            let Some((cut, buffer)) = cutter.cut(!more) else { continue };
            // Byte ranges are those of the decoded text, so broken bytes are replaced before it is cut.
            let decoded = String::from_utf8_lossy(&buffer);
            self.seen.replacements += replacements(&buffer, &decoded);
            sink.scan(&mut self.scanner, decoded.as_bytes(), 0..decoded.len() - PADDING)?;
            if cut.last {
                break;
            }
        }
        self.seen.replacements += source.replacements();
        self.seen.bytes += bytes;
        self.seen.documents += u64::from(bytes > 0 || problem.is_none());
        self.seen.problems.extend(problem);
        Ok(())
    }
}

struct Tokens<'t, V> {
    conflation: &'t Conflation,
    visit: &'t mut V,
    number: u32,
    name: &'t str,
    /// Where the buffer begins in the text.
    base: u64,
    line: u64,
    sentence: u64,
    position: u64,
    /// Serves every token.
    folded: String,
    state: State,
    failed: io::Result<()>,
}

impl<V: FnMut(&Token<'_>) -> io::Result<()>> Tokens<'_, V> {
    fn scan(&mut self, scanner: &mut Scanner, text: &[u8], range: Range<usize>) -> io::Result<()> {
        let length = range.len() as u64;
        scanner.scan(text, range, self);
        self.base += length;
        std::mem::replace(&mut self.failed, Ok(()))
    }
}

impl<V: FnMut(&Token<'_>) -> io::Result<()>> Sink for Tokens<'_, V> {
    fn short(&mut self, codes: u64, at: Range<usize>) {
        self.long(u128::from(codes), at);
    }

    fn long(&mut self, codes: u128, at: Range<usize>) {
        let mut bytes = [0; 2 * PACKED];
        let length = unpack_bytes(codes, &mut bytes);
        self.token(Class::Word, Role::Opens, &bytes[..length], at);
    }

    fn token(&mut self, class: Class, role: Role, text: &[u8], at: Range<usize>) {
        if self.state.token(role) == Before::Beginning {
            self.sentence += 1;
            self.position = 0;
        }
        let text = std::str::from_utf8(text).unwrap_or_default();
        let takes_position = u64::from(class != Class::Punctuation);
        let before = self.position;
        let mut folded = std::mem::take(&mut self.folded);
        self.conflation.each(Folding::from(class), text, &mut folded, |term| {
            self.position += takes_position;
            let token = Token {
                number: self.number,
                document: self.name,
                line: self.line,
                sentence: self.sentence,
                position: (takes_position > 0).then_some(self.position),
                term,
                class,
                bytes: (self.base + at.start as u64, self.base + at.end as u64),
            };
            if self.failed.is_ok() {
                self.failed = (self.visit)(&token);
            }
        });
        self.folded = folded;
        // What folds to nothing keeps its place.
        if self.position == before {
            self.position += takes_position;
        }
    }

    fn line(&mut self) {
        self.line += 1;
        self.state = State::Between;
    }

    fn replaced(&mut self, _: u64) {}
}
