//! What a thread counts: pieces are cut, encoded, counted, and joined to documents.

use std::collections::{BTreeMap, HashMap};
use std::sync::PoisonError;

use super::joint::{Edge, Position};
use super::{DocumentTotals, Grouping, Harvest, Plan, Shared, Totals};
use crate::corpus::piece::Piece;
use crate::corpus::readers::SEPARATOR;
use crate::corpus::readers::clean::entities;
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
use crate::encode::vocabulary::{Known, Reading, Vocabulary};
use crate::text::given;
use crate::text::tokenize::Scanner;

/// Keys are scattered into 2^`PARTITION_BITS` partitions: some ten thousand distinct keys each on a corpus of 100 MB, a table
/// of which fits a core's cache.
const PARTITION_BITS: u32 = 9;
/// Where a corpus falls into groups, these are smaller, and each has its partitions.
const PARTITION_BITS_OF_GROUPS: u32 = 5;

pub(super) struct Worker<'l> {
    thread: usize,
    within: Within,
    close_gaps: bool,
    grouping: Option<Grouping>,
    by_document: bool,
    /// If they are wanted.
    peaks: Option<Peaks>,
    encoder: Encoder<'l>,
    counters: Counters,
    met: Met,
    /// What it had to forget of its words.
    word_runs: Option<WordRuns>,
    known: Known,
    lexicon: &'l Lexicon,
    totals: Totals,
    encodings: BTreeMap<&'static str, u64>,
    documents: Vec<DocumentTotals>,
    frequencies: HashMap<u32, u64>,
}

/// What the thread counts in units.
struct Counters {
    ngrams: Vec<Ngrams>,
    pairs: Option<Pairs>,
    collocates: Option<Collocates>,
    reach: usize,
}

impl Counters {
    fn new(plan: &Plan, bits: u32) -> Self {
        let ngrams: Vec<_> = plan.ngrams.iter().map(|p| Ngrams::new(p, bits)).collect();
        let pairs = plan.pairs.map(|window| Pairs::new(window, bits));
        let collocates = plan.collocates.as_ref().map(|p| Collocates::new(&p.nodes, p.before, p.after, bits));
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
    /// For a thread, and one of so many groups.
    pub(super) fn new(thread: usize, lexicon: &'l Lexicon, plan: &Plan, groups: usize) -> Self {
        let bits = if groups > 1 { PARTITION_BITS_OF_GROUPS } else { PARTITION_BITS };
        Self {
            thread,
            within: plan.within,
            close_gaps: plan.close_gaps,
            grouping: plan.sentences,
            by_document: plan.by_document(),
            peaks: plan.peaks.then(Peaks::default),
            encoder: Encoder::new(lexicon, plan.encoding(), plan.known()),
            counters: Counters::new(plan, bits),
            met: Met::default(),
            word_runs: None,
            known: plan.known(),
            lexicon,
            totals: Totals::default(),
            encodings: BTreeMap::new(),
            documents: Vec::new(),
            frequencies: HashMap::new(),
        }
    }

    /// What words take in memory.
    pub(super) fn words(&mut self) -> usize {
        let margins: usize = self.counters.each().map(|observer| observer.bytes()).sum();
        self.encoder.vocabulary.bytes() + margins
    }

    /// What keys take in memory.
    pub(super) fn keys(&mut self) -> usize {
        self.counters.keys() + self.met.bytes()
    }

    /// Puts keys into a file.
    pub(super) fn spill(&mut self, folder: &TempFolder) -> Result<(), SpillError> {
        self.counters.spill(folder)?;
        self.met.spill(folder)
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
        runs.write(&self.encoder.vocabulary, met, self.lexicon.stop_words(), self.known.spellings)?;
        self.encoder.vocabulary = Vocabulary::new(self.lexicon, self.known);
        Ok(())
    }

    /// Takes a piece of the document of this number.
    pub(super) fn piece(
        &mut self,
        shared: &Shared<'_>,
        scanner: &mut Scanner,
        document: u32,
        piece: &Piece,
        buffer: &[u8],
    ) {
        let reading = Reading { document, split: !piece.is_whole() };
        self.encoder.begin(reading, piece.mid_line);
        if piece.given {
            given::scan(scanner, SEPARATOR, buffer, piece.text.clone(), &mut self.encoder);
        } else {
            scanner.scan(buffer, piece.text.clone(), &mut self.encoder);
        }
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
            entities: piece.entities,
            ..Totals::default()
        };
        if self.grouping.is_some() && !shared.input.decode_entities {
            totals.entities += entities(&buffer[piece.text.clone()]);
        }
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
            self.document(piece, &totals, frequencies);
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
            self.document(piece, &totals, frequencies);
        }
    }

    /// A document is done.
    fn document(&mut self, piece: &Piece, totals: &Totals, frequencies: ByThread) {
        self.totals.add(totals);
        let encoding = piece.encoding.name();
        *self.encodings.entry(encoding).or_default() += 1;
        if let Some(peaks) = &mut self.peaks {
            peaks.take(self.thread, &frequencies);
        }
        if self.grouping == Some(Grouping::Document) {
            self.documents.push(DocumentTotals::new(&piece.document, encoding, *totals, frequencies));
        }
    }

    pub(super) fn finish(self, harvest: &mut Harvest<'l>) {
        harvest.totals.add(&self.totals);
        for (encoding, documents) in self.encodings {
            *harvest.encodings.entry(encoding).or_default() += documents;
        }
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
