//! A thread: takes work, cuts, encodes, counts.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};

use super::joint::{Edge, Position};
use super::memory::Stopped;
use super::{DocumentTotals, Grouping, Harvest, Plan, Shared, Totals};
use crate::corpus::Document;
use crate::corpus::feed::Work;
use crate::corpus::piece::{self, Loaded, Part, Piece};
use crate::corpus::readers::Batch;
use crate::corpus::stream::{Records, Step, Stream};
use crate::count::ngrams::Ngrams;
use crate::count::pairs::{Collocates, Pairs};
use crate::count::sentences::{SentenceCount, Sentences};
use crate::count::spill::{SpillError, TempFolder};
use crate::count::vast::WordRuns;
use crate::count::words::{ByThread, Met, Peaks};
use crate::count::{Observer, Unit};
use crate::encode::encoder::Encoder;
use crate::encode::lexicon::Lexicon;
use crate::encode::stream::{HOLE, Within, compact, is_term};
use crate::encode::vocabulary::{Reading, SHARED, Vocabulary};
use crate::text::tokenize::Scanner;

/// Keys are scattered into 2^`PARTITION_BITS` partitions: some ten thousand distinct keys each on a corpus of 100 MB, a table
/// of which fits a core's cache.
const PARTITION_BITS: u32 = 9;

pub(super) struct Worker<'l> {
    thread: usize,
    within: Within,
    close_gaps: bool,
    grouping: Option<Grouping>,
    by_document: bool,
    /// If they are wanted.
    peaks: Option<Peaks>,
    scanner: Scanner,
    encoder: Encoder<'l>,
    buffer: Vec<u8>,
    counters: Counters,
    met: Met,
    /// What it had to forget of its words.
    word_runs: Option<WordRuns>,
    /// May it forget words, and does it then keep their spellings?
    forgets_words: bool,
    spellings: bool,
    lexicon: &'l Lexicon,
    /// Bytes of keys when the last piece was done.
    keys: usize,
    /// The number of the document that it reads by itself, and the step to the next: no other thread has the same.
    own: u32,
    step: u32,
    batch: Batch,
    totals: Totals,
    documents: Vec<DocumentTotals>,
    frequencies: HashMap<u32, u64>,
}

fn number(n: usize) -> u32 {
    u32::try_from(n).expect("fewer than 2^32 threads")
}

/// What the thread counts in units.
struct Counters {
    ngrams: Vec<Ngrams>,
    pairs: Option<Pairs>,
    collocates: Option<Collocates>,
    reach: usize,
}

impl Counters {
    fn new(plan: &Plan) -> Self {
        let ngrams: Vec<_> = plan.ngrams.iter().map(|p| Ngrams::new(p, PARTITION_BITS)).collect();
        let pairs = plan.pairs.map(|window| Pairs::new(window, PARTITION_BITS));
        let collocates = plan.collocates.as_ref().map(|p| Collocates::new(&p.nodes, p.before, p.after, PARTITION_BITS));
        let mut this = Self { ngrams, pairs, collocates, reach: 0 };
        this.reach = this.each().map(|o| o.reach()).max().unwrap_or(0);
        this
    }

    fn each(&mut self) -> impl Iterator<Item = &mut dyn Observer> {
        let ngrams = self.ngrams.iter_mut().map(|o| o as &mut dyn Observer);
        let pairs = self.pairs.iter_mut().map(|o| o as &mut dyn Observer);
        let collocates = self.collocates.iter_mut().map(|o| o as &mut dyn Observer);
        ngrams.chain(pairs).chain(collocates)
    }

    /// What the keys take.
    fn keys(&mut self) -> usize {
        self.each().flat_map(Observer::scatters).map(|scatter| scatter.bytes()).sum()
    }

    fn spill(&mut self, folder: &TempFolder) -> Result<(), SpillError> {
        self.each().flat_map(Observer::scatters).try_for_each(|scatter| scatter.spill(folder))
    }

    fn units(&mut self, document: u32, codes: &[u32], hashes: &[u32], within: Within) {
        for observer in self.each() {
            for codes in codes.split(|&code| within.ends_at(code)).filter(|codes| !codes.is_empty()) {
                observer.unit(document, &Unit { codes, hashes, seam: 0 });
            }
        }
    }
}

impl<'l> Worker<'l> {
    pub(super) fn new(thread: usize, lexicon: &'l Lexicon, plan: &Plan) -> Self {
        Self {
            thread,
            within: plan.within,
            close_gaps: plan.close_gaps,
            grouping: plan.sentences,
            by_document: plan.by_document(),
            peaks: plan.peaks.then(Peaks::default),
            scanner: Scanner::default(),
            encoder: Encoder::new(lexicon, plan.encoding(), plan.sentences == Some(Grouping::Document)),
            buffer: Vec::new(),
            counters: Counters::new(plan),
            met: Met::default(),
            word_runs: None,
            forgets_words: plan.forgets_words(),
            spellings: plan.spellings,
            lexicon,
            keys: 0,
            own: number(thread),
            step: number(rayon::current_num_threads()),
            batch: Batch::default(),
            totals: Totals::default(),
            documents: Vec::new(),
            frequencies: HashMap::new(),
        }
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
                    Ok(piece) => {
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
        let margins: usize = self.counters.each().map(|observer| observer.bytes()).sum();
        ledger.set_words(self.thread, self.encoder.vocabulary.bytes() + margins);
        if self.forgets_words && !ledger.holds_words_of(self.thread) {
            self.write_words(&memory.folder)?;
            ledger.set_words(self.thread, self.encoder.vocabulary.bytes());
        }
        let holds_words = ledger.holds_words() || self.forgets_words;
        let room = ledger.room_for_keys().filter(|_| holds_words).ok_or_else(|| Stopped::Memory {
            ceiling: memory.ceiling,
            needed: ledger.needed(shared.progress.bytes(), shared.input.length()),
        })?;
        let keys = self.counters.keys() + self.met.bytes();
        // The next piece may bring as many as this one.
        if (2 * keys - self.keys.min(keys)) as u64 > room {
            self.counters.spill(&memory.folder)?;
            self.met.spill(&memory.folder)?;
        }
        self.keys = self.counters.keys() + self.met.bytes();
        Ok(())
    }

    /// Has it forgotten words?
    pub(super) fn has_word_runs(&self) -> bool {
        self.word_runs.is_some()
    }

    /// Puts the words into a file, and forgets them.
    pub(super) fn write_words(&mut self, folder: &TempFolder) -> Result<(), SpillError> {
        let runs = match &mut self.word_runs {
            Some(runs) => runs,
            none => none.insert(WordRuns::new(folder)?),
        };
        let met = std::mem::take(&mut self.met);
        runs.write(&self.encoder.vocabulary, &met, self.lexicon.stop_words(), self.spellings)?;
        self.encoder.vocabulary = Vocabulary::new(self.lexicon, false);
        Ok(())
    }

    fn file(&mut self, shared: &Shared<'_>, document: &Arc<Document>, buffer: &mut Vec<u8>) {
        match piece::load(document, shared.input, buffer) {
            Ok(Loaded::Text(piece, problem)) => {
                problem.into_iter().for_each(|p| shared.note(p));
                shared.progress.add(piece.bytes);
                self.piece(shared, &piece, buffer);
            }
            Ok(Loaded::Stream(stream)) => self.stream(shared, stream),
            Err(problem) => shared.note(problem),
        }
    }

    /// Reads all of a stream.
    fn stream(&mut self, shared: &Shared<'_>, mut stream: Stream) {
        let length = usize::try_from(shared.input.piece).unwrap_or(usize::MAX);
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
        let document = match piece.shared {
            Some(number) => SHARED | number,
            None if piece.index > 0 => self.own,
            None => {
                self.own = self.own.checked_add(self.step).filter(|own| own & SHARED == 0).expect("2^31 documents");
                self.own
            }
        };
        let reading = Reading { document, split: !piece.is_whole() };
        self.encoder.begin(reading, piece.mid_line);
        self.scanner.scan(buffer, piece.text.clone(), &mut self.encoder);
        let state = self.encoder.end();
        if reading.split {
            self.met.take(document, &mut self.encoder.vocabulary);
        }

        let tally = &self.encoder.tally;
        let mut totals = Totals {
            bytes: piece.bytes,
            lines: tally.lines + u64::from(piece.unterminated),
            classes: tally.classes,
            replacements: tally.replacements + piece.replacements,
            ..Totals::default()
        };
        let codes = &mut self.encoder.codes;
        let sentences = if self.grouping.is_some() { Sentences::of(codes) } else { Sentences::default() };
        if self.close_gaps || self.grouping.is_some() && !matches!(self.within, Within::Sentence | Within::Phrase) {
            compact(codes, self.within, self.close_gaps);
        }
        self.counters.units(document, codes, self.encoder.vocabulary.hashes(), self.within);
        if self.by_document {
            for &code in codes.iter().filter(|&&c| is_term(c)) {
                *self.frequencies.entry(code).or_default() += 1;
                totals.counted += 1;
                totals.letters += self.encoder.vocabulary.letters(code);
            }
        }

        if piece.is_whole() {
            totals.documents = 1;
            totals.documents_with_replacements = u64::from(totals.replacements > 0);
            let mut count = SentenceCount::default();
            count.join(&sentences, None);
            totals.sentences = count.finish();
            let frequencies = vec![(self.thread, std::mem::take(&mut self.frequencies))];
            self.document(&piece.document, &totals, frequencies);
        } else {
            let (vocabulary, reach) = (&self.encoder.vocabulary, self.counters.reach);
            let edge = Edge::new(codes, vocabulary, self.within, reach, piece.mid_line, piece.last);
            self.join(shared, piece, document, edge.with(state, sentences, totals));
        }
    }

    fn join(&mut self, shared: &Shared<'_>, piece: &Piece, document: u32, edge: Edge) {
        let joint = shared.joints.of(document);
        let mut joint = joint.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.frequencies.is_empty() {
            joint.frequencies.push((self.thread, std::mem::take(&mut self.frequencies)));
        }
        let reach = self.counters.reach;
        let (counters, vocabulary) = (&mut self.counters, &mut self.encoder.vocabulary);
        let done = joint.join(piece.index, edge, reach, &mut |positions, seam| {
            let number = |position: &Position| position.as_ref().map_or(HOLE, |term| term.number(vocabulary));
            let codes: Vec<u32> = positions.iter().map(number).collect();
            let unit = Unit { codes: &codes, hashes: vocabulary.hashes(), seam };
            counters.each().for_each(|o| o.unit(document, &unit));
        });
        if let Some(totals) = done {
            let frequencies = std::mem::take(&mut joint.frequencies);
            drop(joint);
            shared.joints.remove(document);
            self.document(&piece.document, &totals, frequencies);
        }
    }

    /// A document is done.
    fn document(&mut self, document: &Document, totals: &Totals, frequencies: ByThread) {
        self.totals.add(totals);
        if let Some(peaks) = &mut self.peaks {
            peaks.take(self.thread, &frequencies);
        }
        if self.grouping == Some(Grouping::Document) {
            let (place, name) = (document.place(), document.name());
            self.documents.push(DocumentTotals::new(place, name, *totals, frequencies));
        }
    }

    pub(super) fn finish(self, harvest: &mut Harvest<'l>) {
        harvest.totals.add(&self.totals);
        harvest.documents.extend(self.documents);
        harvest.vocabularies.push(self.encoder.vocabulary);
        harvest.met.push(self.met);
        harvest.word_runs.extend(self.word_runs);
        harvest.peaks.extend(self.peaks);
        for (all, mine) in harvest.ngrams.iter_mut().zip(self.counters.ngrams) {
            all.push(mine);
        }
        harvest.pairs.extend(self.counters.pairs);
        harvest.collocates.extend(self.counters.collocates);
    }
}
