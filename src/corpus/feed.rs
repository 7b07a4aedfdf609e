//! Hands out work: small files in batches, large ones in parts, streams in blocks, always in corpus order.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{Read, Seek};
use std::sync::Arc;

use encoding_rs::UTF_8;

use super::piece::{Part, Piece};
use super::stream::{self, Recognised, Records, Step, Stream};
use super::walk::Walk;
use super::{Document, Input, Problem};

/// What a thread does next.
pub enum Work {
    /// Reads these small files whole.
    Files(Vec<Arc<Document>>),
    /// Reads a part of a large file.
    Part(Part),
    /// Reads all of a large file that cannot be read in parts.
    Stream(Box<Stream>),
    /// Takes what was read already, of so many bytes of the file.
    Piece(Piece, Vec<u8>, u64),
    /// Takes records that were read already, of so many bytes of the file.
    Records(Records, u64),
    /// Notes what could not be read.
    Problem(Problem),
}

/// Files in a batch.
const BATCH: usize = 256;
/// Files of so many pieces and more are not read at once.
const LARGE: u64 = 2;

/// The corpus as work.
pub struct Feed {
    input: Arc<Input>,
    walk: Walk,
    /// Files that come next; as many as there are threads, if there are so many.
    ahead: VecDeque<Result<Document, Problem>>,
    threads: usize,
    open: Option<Open>,
    /// Documents that several threads read, so far.
    shared: u32,
}

enum Open {
    Parts { next: u32, count: u32, document: Arc<Document>, file: Arc<File>, size: u64, mark: u64, shared: u32 },
    Stream(Box<Stream>),
}

impl Feed {
    /// From the first document on, for so many threads.
    #[must_use]
    pub fn new(input: &Arc<Input>, threads: usize) -> Self {
        let walk = Walk::new((**input).clone());
        Self { input: Arc::clone(input), walk, ahead: VecDeque::new(), threads, open: None, shared: 0 }
    }

    fn look_ahead(&mut self) {
        while self.ahead.len() < self.threads.max(1) {
            let Some(item) = self.walk.next() else { return };
            self.ahead.push_back(item);
        }
    }

    /// A batch of small files, or the first piece of something larger.
    fn begin(&mut self) -> Option<Work> {
        let mut batch = Vec::new();
        let mut bytes = 0;
        let piece = self.input.piece;
        while batch.len() < BATCH && bytes < piece {
            self.look_ahead();
            let is_small = |document: &mut Document| document.size.is_some_and(|size| size < LARGE * piece);
            let small = self.ahead.pop_front_if(|item| item.as_mut().is_ok_and(is_small));
            let Some(Ok(document)) = small else { break };
            bytes += document.size.unwrap_or(0);
            batch.push(Arc::new(document));
        }
        if !batch.is_empty() {
            return Some(Work::Files(batch));
        }
        let opened = self.ahead.pop_front()?.and_then(|document| self.open(Arc::new(document)));
        match opened {
            Ok(Open::Parts { document, .. }) if !self.input.admits(&document) => self.begin(),
            // While there is enough to do for all, each thread has a stream for itself.
            Ok(Open::Stream(stream)) if self.ahead.len() + 1 >= self.threads => Some(Work::Stream(stream)),
            Ok(open) => {
                self.open = Some(open);
                self.next()
            }
            Err(problem) => Some(Work::Problem(problem)),
        }
    }

    fn open(&mut self, document: Arc<Document>) -> Result<Open, Problem> {
        let Some(size) = document.size else {
            return Stream::open(&document, &self.input).map(|s| Open::Stream(s.into()));
        };
        let io = |error| Problem::io(document.number, &document.path, &error);
        let mut file = stream::open(&document)?;
        let wanted = self.input.head();
        let mut head = Vec::with_capacity(wanted);
        Read::by_ref(&mut file).take(wanted as u64).read_to_end(&mut head).map_err(io)?;
        let is_wrapped = stream::is_wrapped(&head);
        let what = if is_wrapped { None } else { Some(Recognised::of(&head, false, &document, &self.input)?) };
        if let Some(what) = what
            && what.is_plain(&self.input)
            && what.encoding == UTF_8
        {
            let count = u32::try_from(size.div_ceil(self.input.piece)).expect("a file of less than 4 PiB");
            let (file, shared, mark) = (Arc::new(file), self.next_shared(), what.mark as u64);
            return Ok(Open::Parts { next: 0, count, document, file, size, mark, shared });
        }
        file.rewind().map_err(io)?;
        Ok(Open::Stream(Stream::of(&document, &self.input, Box::new(file))?.into()))
    }

    fn next_shared(&mut self) -> u32 {
        self.shared += 1;
        self.shared
    }
}

impl Iterator for Feed {
    type Item = Work;

    fn next(&mut self) -> Option<Work> {
        match &mut self.open {
            None => self.begin(),
            Some(Open::Parts { next, count, document, file, size, mark, shared }) => {
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
                    shared: *shared,
                    piece: self.input.piece,
                };
                if last {
                    self.open = None;
                }
                Some(Work::Part(part))
            }
            Some(Open::Stream(stream)) => {
                let Some(step) = stream.next(self.input.step()) else {
                    self.open = None;
                    return self.begin();
                };
                let consumed = stream.consumed();
                Some(match step {
                    Step::Problem(problem) => Work::Problem(problem),
                    Step::Records(records) => Work::Records(records, consumed),
                    Step::Piece(mut piece, buffer) => {
                        if !piece.is_whole() {
                            self.shared += u32::from(piece.index == 0);
                            piece.shared = Some(self.shared);
                        }
                        Work::Piece(piece, buffer, consumed)
                    }
                })
            }
        }
    }
}
