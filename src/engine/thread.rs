//! A thread: takes work, and has each piece counted in the group of its document.

use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::memory::Stopped;
use super::worker::Worker;
use super::{Groups, Plan, Shared};
use crate::corpus::Document;
use crate::corpus::feed::Work;
use crate::corpus::piece::{self, Loaded, Part, Piece};
use crate::corpus::readers::Batch;
use crate::corpus::stream::{Records, Step, Stream};
use crate::encode::lexicon::Lexicon;
use crate::encode::vocabulary::SHARED;
use crate::text::tokenize::Scanner;

pub(super) struct Thread<'l> {
    thread: usize,
    lexicon: &'l Lexicon,
    scanner: Scanner,
    buffer: Vec<u8>,
    batch: Batch,
    /// By group, once it was met.
    workers: Vec<Option<Worker<'l>>>,
    /// Bytes of keys when the last piece was done.
    keys: usize,
    /// The number of the document that it reads by itself, and the step to the next: no other thread has the same.
    own: u32,
    step: u32,
}

impl<'l> Thread<'l> {
    pub(super) fn new(thread: usize, lexicon: &'l Lexicon, groups: &Groups) -> Self {
        let number = |n: usize| u32::try_from(n).expect("fewer than 2^32 threads");
        Self {
            thread,
            lexicon,
            scanner: Scanner::default(),
            buffer: Vec::new(),
            batch: Batch::default(),
            workers: groups.values.iter().map(|_| None).collect(),
            keys: 0,
            own: number(thread),
            step: number(rayon::current_num_threads()),
        }
    }

    fn each(&mut self) -> impl Iterator<Item = &mut Worker<'l>> {
        self.workers.iter_mut().flatten()
    }

    /// What it counted, by group.
    pub(super) fn finish(self, plan: &Plan) -> impl Iterator<Item = Worker<'l>> {
        let groups = self.workers.len();
        let new = move || Worker::new(self.thread, self.lexicon, plan, groups);
        self.workers.into_iter().map(move |worker| worker.unwrap_or_else(&new))
    }

    /// Works until nothing is left.
    pub(super) fn run(&mut self, shared: &Shared<'_>) {
        while !shared.stop.load(Ordering::Relaxed) {
            let work = shared.feed.lock().unwrap_or_else(PoisonError::into_inner).next();
            let mut buffer = std::mem::take(&mut self.buffer);
            match work {
                None => return,
                Some(Work::Problem(problem)) => shared.note(problem),
                Some(Work::Files(documents)) => documents.iter().for_each(|d| self.file(shared, d, &mut buffer)),
                Some(Work::Stream(stream)) => self.stream(shared, *stream),
                Some(Work::Piece(piece, block, consumed)) => {
                    shared.progress.add(consumed);
                    self.piece(shared, &piece, &block);
                }
                Some(Work::Records(records, consumed)) => {
                    shared.progress.add(consumed);
                    self.records(shared, records);
                }
                Some(Work::Part(part)) => match part.load(&mut buffer) {
                    Ok((piece, problem)) => {
                        problem.into_iter().for_each(|p| shared.note(p));
                        shared.progress.add(piece.bytes);
                        self.piece(shared, &piece, &buffer);
                    }
                    Err(problem) => {
                        shared.note(problem);
                        self.missing(shared, &part);
                    }
                },
            }
            self.buffer = buffer;
            self.make_room(shared);
        }
    }

    fn make_room(&mut self, shared: &Shared<'_>) {
        if let Err(why) = self.keep_within(shared) {
            shared.fail(why);
        }
    }

    /// Puts keys into a file if there is no more room for them.
    fn keep_within(&mut self, shared: &Shared<'_>) -> Result<(), Stopped> {
        let (memory, ledger) = (shared.memory, &shared.ledger);
        let forgets_words = shared.plan.forgets_words();
        let words = |this: &mut Self| this.each().map(Worker::words).sum();
        let held = words(self);
        ledger.set_words(self.thread, held);
        if forgets_words && !ledger.holds_words_of(self.thread) {
            self.each().try_for_each(|worker| worker.write_words(&memory.folder))?;
            let held = words(self);
            ledger.set_words(self.thread, held);
        }
        let holds_words = ledger.holds_words() || forgets_words;
        let room = ledger.room_for_keys().filter(|_| holds_words).ok_or_else(|| Stopped::Memory {
            ceiling: memory.ceiling,
            needed: ledger.needed(shared.progress.bytes(), shared.input.length()),
        })?;
        let keys: usize = self.each().map(Worker::keys).sum();
        // The next piece may bring as many as this one.
        if (2 * keys - self.keys.min(keys)) as u64 > room {
            self.each().try_for_each(|worker| worker.spill(&memory.folder))?;
        }
        self.keys = self.each().map(Worker::keys).sum();
        Ok(())
    }

    fn file(&mut self, shared: &Shared<'_>, document: &Arc<Document>, buffer: &mut Vec<u8>) {
        match piece::load(document, shared.input, buffer) {
            Ok(Loaded::Text(piece, problem)) => {
                problem.into_iter().for_each(|p| shared.note(p));
                shared.progress.add(piece.bytes);
                self.piece(shared, &piece, buffer);
            }
            Ok(Loaded::Nothing) => {}
            Ok(Loaded::Stream(stream)) => self.stream(shared, stream),
            Err(problem) => shared.note(problem),
        }
    }

    /// Reads all of a stream.
    fn stream(&mut self, shared: &Shared<'_>, mut stream: Stream) {
        let length = shared.input.step();
        while !shared.stop.load(Ordering::Relaxed) {
            let step = stream.next(length);
            shared.progress.add(stream.consumed());
            match step {
                None => return,
                Some(Step::Piece(piece, buffer)) => self.piece(shared, &piece, &buffer),
                Some(Step::Records(records)) => self.records(shared, records),
                Some(Step::Problem(problem)) => shared.note(problem),
            }
            self.make_room(shared);
        }
    }

    fn records(&mut self, shared: &Shared<'_>, records: Records) {
        let mut batch = std::mem::take(&mut self.batch);
        let _: ControlFlow<()> = records.each(shared.input, &mut batch, |record| {
            match record {
                Ok((piece, buffer)) => self.piece(shared, &piece, buffer),
                Err(problem) => shared.note(problem),
            }
            ControlFlow::Continue(())
        });
        self.batch = batch;
    }

    /// A part that could not be read still joins its neighbours: as nothing.
    fn missing(&mut self, shared: &Shared<'_>, part: &Part) {
        let document = Arc::clone(&part.document);
        let piece =
            Piece { document, index: part.index, last: part.last, shared: Some(part.shared), ..Piece::default() };
        self.piece(shared, &piece, &piece::PADDING);
    }

    fn piece(&mut self, shared: &Shared<'_>, piece: &Piece, buffer: &[u8]) {
        let Some(group) = shared.groups.of(&piece.document, shared.input) else { return };
        let document = match piece.shared {
            Some(number) => SHARED | number,
            None if piece.index > 0 => self.own,
            None => {
                self.own = self.own.checked_add(self.step).filter(|own| own & SHARED == 0).expect("2^31 documents");
                self.own
            }
        };
        let groups = self.workers.len();
        let new = || Worker::new(self.thread, self.lexicon, shared.plan, groups);
        let worker = self.workers[group].get_or_insert_with(new);
        worker.piece(shared, &mut self.scanner, document, piece, buffer);
    }
}
