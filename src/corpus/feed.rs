//! Hands out work: small files in batches, large ones in parts, streams in blocks, always in corpus order.

use std::fs::File;
use std::io::Read;
use std::iter::Peekable;
use std::sync::Arc;

use super::decode::{self, HEAD, Source};
use super::piece::{Cutter, Part, Piece};
use super::walk::Walk;
use super::{Document, Input, Problem};

/// What a thread does next.
pub enum Work {
    /// Reads these files whole.
    Files(Vec<Arc<Document>>),
    /// Reads a part of a large file.
    Part(Part),
    /// Takes a piece that was read already.
    Block(Piece, Vec<u8>),
    /// Notes what could not be read.
    Problem(Problem),
}

/// Files in a batch.
const BATCH: usize = 256;
/// Files of so many pieces and more are read in parts.
const LARGE: u64 = 2;

/// The corpus as work.
pub struct Feed {
    input: Input,
    walk: Peekable<Walk>,
    open: Option<Open>,
    pending: Option<Problem>,
}

enum Open {
    Parts { next: u32, count: u32, document: Arc<Document>, file: Arc<File>, size: u64, mark: u64 },
    Stream(Box<Stream>),
}

struct Stream {
    document: Arc<Document>,
    source: Source,
    cutter: Cutter,
    /// What earlier pieces have accounted for.
    bytes: u64,
    replacements: u64,
}

impl Feed {
    /// From the first document on.
    #[must_use]
    pub fn new(input: Input) -> Self {
        Self { walk: Walk::new(input.clone()).peekable(), input, open: None, pending: None }
    }

    /// A batch of small files, or the first piece of something larger.
    fn begin(&mut self) -> Option<Work> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        let piece = self.input.piece;
        let small = |item: &Result<Document, Problem>| matches!(item, Ok(Document { size: Some(size), .. }) if *size < LARGE * piece);
        while batch.len() < BATCH && bytes < piece {
            let Some(Ok(document)) = self.walk.next_if(small) else { break };
            bytes += document.size.unwrap_or(0);
            batch.push(Arc::new(document));
        }
        if !batch.is_empty() {
            return Some(Work::Files(batch));
        }
        let opened = self.walk.next()?.and_then(|document| self.open(document));
        match opened {
            Ok(open) => {
                self.open = Some(open);
                self.next()
            }
            Err(problem) => Some(Work::Problem(problem)),
        }
    }

    fn open(&self, document: Document) -> Result<Open, Problem> {
        if let Some(size) = document.size {
            let io = |error| Problem::io(document.number, &document.path, &error);
            let mut file = File::open(&document.path).map_err(io)?;
            let mut head = Vec::with_capacity(HEAD);
            Read::by_ref(&mut file).take(HEAD as u64).read_to_end(&mut head).map_err(io)?;
            if decode::is_binary(&head, &document, &self.input) {
                return Err(decode::binary(&document));
            }
            let recognised = decode::recognise(&head, self.input.encoding);
            if recognised.encoding == encoding_rs::UTF_8 {
                let count = u32::try_from(size.div_ceil(self.input.piece)).expect("a file of less than 4 PiB");
                let (document, file) = (Arc::new(document), Arc::new(file));
                return Ok(Open::Parts { next: 0, count, document, file, size, mark: recognised.mark as u64 });
            }
        }
        let source = Source::open(&document, &self.input)?;
        let document = Arc::new(document);
        let cutter = Cutter::new(Arc::clone(&document));
        Ok(Open::Stream(Box::new(Stream { document, source, cutter, bytes: 0, replacements: 0 })))
    }
}

impl Iterator for Feed {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        if let Some(problem) = self.pending.take() {
            return Some(Work::Problem(problem));
        }
        match &mut self.open {
            None => self.begin(),
            Some(Open::Parts { next, count, document, file, size, mark }) => {
                let index = *next;
                *next += 1;
                let last = *next == *count;
                let part = Part {
                    document: Arc::clone(document),
                    index,
                    last,
                    file: Arc::clone(file),
                    size: *size,
                    mark: *mark,
                    piece: self.input.piece,
                };
                if last {
                    self.open = None;
                }
                Some(Work::Part(part))
            }
            Some(Open::Stream(stream)) => {
                let (piece, buffer, problem) = stream.next(self.input.piece);
                if piece.last {
                    self.open = None;
                }
                let nothing = piece.index == 0 && piece.text.is_empty();
                match problem {
                    Some(problem) if nothing => return Some(Work::Problem(problem)),
                    problem => self.pending = problem,
                }
                Some(Work::Block(piece, buffer))
            }
        }
    }
}

impl Stream {
    /// The next piece. What fails ends the document: what was read of it counts.
    fn next(&mut self, length: u64) -> (Piece, Vec<u8>, Option<Problem>) {
        let mut problem = None;
        loop {
            let more = self.source.read(self.cutter.rest()).unwrap_or_else(|error| {
                problem = Some(Problem::io(self.document.number, &self.document.path, &error));
                false
            });
            if more && (self.cutter.rest().len() as u64) < length {
                continue;
            }
            if let Some((mut piece, buffer)) = self.cutter.cut(!more) {
                piece.bytes = self.source.bytes - self.bytes;
                piece.replacements = self.source.replacements() - self.replacements;
                self.bytes = self.source.bytes;
                self.replacements = self.source.replacements();
                return (piece, buffer, problem);
            }
        }
    }
}
