//! Reads the corpus once, cuts and encodes it on all threads, and hands the units to whatever is counted.

pub mod joint;
pub mod memory;
pub mod progress;
pub mod repeats;
mod thread;
pub mod tokens;
mod worker;

use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use rayon::prelude::*;

use crate::corpus::feed::Feed;
use crate::corpus::selection::Field;
use crate::corpus::{Document, Input, Problem, Severity};
use crate::count::Observer;
use crate::count::ngrams::{self, Ngrams};
use crate::count::pairs::{Collocates, Pairs, Window};
use crate::count::partition::{Merged, Room, Scatter};
use crate::count::vast::{VastWords, WordRuns};
use crate::count::words::{Met, Peaks, Words, spellings, variants};
use crate::encode::encoder::Encoding;
use crate::encode::lexicon::Lexicon;
use crate::encode::stream::{Marks, Within};
use crate::encode::terms::Terms;
use crate::encode::vocabulary::{Known, Vocabulary};
use crate::text::Class;
use memory::{Ledger, Memory, Stopped};
use progress::Progress;
use thread::Thread;
use worker::Worker;

/// What is to be counted.
#[derive(Clone, Debug)]
pub struct Plan {
    /// By class: is it counted?
    pub counted: [bool; Class::ALL.len()],
    /// The limit of n-grams and windows.
    pub within: Within,
    /// Do only counted tokens take a position?
    pub close_gaps: bool,
    /// N-grams, each n by itself.
    pub ngrams: Vec<ngrams::Plan>,
    /// Pairs of all words.
    pub pairs: Option<Window>,
    /// Pairs of some nodes.
    pub collocates: Option<CollocatesPlan>,
    /// Sentences, for the corpus or by document.
    pub sentences: Option<Grouping>,
    /// How each term is spelled most often.
    pub spellings: bool,
    /// How often a term is in the document that has most of it.
    pub peaks: bool,
    /// Words are wanted in memory, whatever that takes.
    pub holds_words: bool,
    /// All spellings of each term.
    pub variants: bool,
}

/// The pairs of some nodes.
#[derive(Clone, Debug)]
pub struct CollocatesPlan {
    /// Their terms, which are fixed ones.
    pub nodes: Vec<u32>,
    /// Positions before the node.
    pub before: usize,
    /// Positions after it.
    pub after: usize,
}

/// What a row of `stats` is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Grouping {
    /// The whole corpus.
    Corpus,
    /// A document.
    Document,
}

impl Plan {
    /// Words only.
    #[must_use]
    pub fn words(counted: [bool; Class::ALL.len()]) -> Self {
        Self {
            counted,
            within: Within::default(),
            close_gaps: false,
            ngrams: Vec::new(),
            pairs: None,
            collocates: None,
            sentences: None,
            spellings: false,
            peaks: false,
            holds_words: false,
            variants: false,
        }
    }

    fn needs_units(&self) -> bool {
        !self.ngrams.is_empty() || self.pairs.is_some() || self.collocates.is_some()
    }

    /// Can the words be counted bit by bit, because nothing knows them by their numbers?
    fn forgets_words(&self) -> bool {
        !self.needs_units() && !self.variants && !self.by_document() && !self.holds_words
    }

    /// Are words counted in each document?
    fn by_document(&self) -> bool {
        self.peaks || self.sentences == Some(Grouping::Document)
    }

    /// In how many scatters a thread puts its keys.
    fn scatters(&self) -> usize {
        self.ngrams.len() + usize::from(self.pairs.is_some()) + 2 * usize::from(self.collocates.is_some())
    }

    fn known(&self) -> Known {
        let letters = self.sentences == Some(Grouping::Document);
        Known { letters, spellings: self.spellings || self.variants }
    }

    fn encoding(&self) -> Encoding {
        let needs_stream = self.needs_units() || self.sentences.is_some() || self.by_document();
        let marks = needs_stream.then(|| Marks::new(self.within, self.sentences.is_some()));
        Encoding { counted: self.counted, close_gaps: self.close_gaps, marks }
    }
}

/// What was seen of the corpus, or of a document.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Documents read.
    pub documents: u64,
    /// Bytes of their files.
    pub bytes: u64,
    /// Lines, an unfinished last one included.
    pub lines: u64,
    /// Sentences with a counted token, stop words too, if they were asked for.
    pub sentences: u64,
    /// Tokens by class.
    pub classes: [u64; Class::ALL.len()],
    /// Documents with broken bytes.
    pub documents_with_replacements: u64,
    /// Replacement characters for broken bytes.
    pub replacements: u64,
    /// Entities such as `&nbsp;`, decoded or not; only where sentences are counted.
    pub entities: u64,
    /// Counted tokens; only where documents have rows.
    pub counted: u64,
    /// Letters and digits of the counted tokens; only where documents have rows.
    pub letters: u64,
}

impl Totals {
    /// All tokens.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.classes.iter().sum()
    }

    fn add(&mut self, other: &Self) {
        self.documents += other.documents;
        self.bytes += other.bytes;
        self.lines += other.lines;
        self.sentences += other.sentences;
        for (a, b) in self.classes.iter_mut().zip(other.classes) {
            *a += b;
        }
        self.documents_with_replacements += other.documents_with_replacements;
        self.replacements += other.replacements;
        self.entities += other.entities;
        self.counted += other.counted;
        self.letters += other.letters;
    }
}

/// What was seen of a document.
#[derive(Clone, Debug)]
pub struct DocumentTotals {
    /// Its place in the corpus.
    pub place: (u32, u32, u64),
    /// Its name.
    pub name: String,
    /// What it was decoded from.
    pub encoding: &'static str,
    /// What was seen.
    pub totals: Totals,
    /// Distinct terms among the counted tokens.
    pub types: u64,
    /// Terms that occur once.
    pub hapax: u64,
    /// Terms that occur twice.
    pub dis: u64,
    /// What several threads counted, until their terms are united.
    apart: Vec<(usize, HashMap<u32, u64>)>,
}

impl DocumentTotals {
    /// From the frequencies that threads counted, each by its own numbers.
    fn new(
        document: &Document,
        encoding: &'static str,
        totals: Totals,
        frequencies: Vec<(usize, HashMap<u32, u64>)>,
    ) -> Self {
        let (place, name) = (document.place(), document.name());
        let mut this = Self { place, name, encoding, totals, types: 0, hapax: 0, dis: 0, apart: Vec::new() };
        match &frequencies[..] {
            [] => {}
            [(_, frequencies)] => this.summarise(frequencies),
            _ => this.apart = frequencies,
        }
        this
    }

    fn unite(&mut self, terms: &Terms) {
        let united = terms.unite_frequencies(std::mem::take(&mut self.apart));
        if !united.is_empty() {
            self.summarise(&united);
        }
    }

    fn summarise(&mut self, frequencies: &HashMap<u32, u64>) {
        let of = |n: u64| frequencies.values().filter(|&&f| f == n).count() as u64;
        self.types = frequencies.len() as u64;
        self.hapax = of(1);
        self.dis = of(2);
    }
}

/// What was counted: words, and keys that are not merged yet.
pub struct Counted {
    /// What was seen.
    pub totals: Totals,
    /// By encoding, how many documents were in it.
    pub encodings: BTreeMap<&'static str, u64>,
    /// By document, if asked for, in corpus order.
    pub documents: Vec<DocumentTotals>,
    /// The terms of all threads, united.
    pub terms: Terms,
    /// Their counts.
    pub words: Words,
    /// The words, if they did not fit into memory; then there are none in the other two.
    pub vast: Option<VastWords>,
    /// If asked for, by rank: how a term is spelled most often.
    pub spellings: Option<Vec<String>>,
    /// If asked for, by rank: how often a term is in the document that has most of it.
    pub peaks: Vec<u64>,
    /// If asked for, by rank: all spellings of a term and how often each occurs.
    pub variants: Option<Vec<Vec<(String, u64)>>>,
    /// By plan, then by thread.
    pub ngrams: Vec<Vec<Ngrams>>,
    /// By thread.
    pub pairs: Vec<Pairs>,
    /// By thread.
    pub collocates: Vec<Collocates>,
    /// What was not read, in corpus order.
    pub problems: Vec<Problem>,
    memory: Memory,
    merged: Arc<Merged>,
}

impl Counted {
    /// How far merging is.
    #[must_use]
    pub fn merged(&self) -> Arc<Merged> {
        Arc::clone(&self.merged)
    }

    /// May so many bytes more be held?
    ///
    /// # Errors
    /// If not.
    pub fn admit(&self, bytes: u64) -> Result<(), Stopped> {
        self.memory.admit(bytes + self.terms.bytes() as u64)
    }

    /// What merging may take when so many bytes of rows are held.
    #[must_use]
    pub fn room(&self, rows: usize) -> Room {
        /// Of a term: its counts and margins, and a spelling.
        const TERM: usize = 32;
        const SPELLING: usize = 64;
        let term = if self.spellings.is_some() { TERM + SPELLING } else { TERM };
        self.memory.room((self.terms.bytes() + self.terms.len() * term + rows) as u64, &self.merged)
    }
}

/// Shared by the threads.
struct Shared<'r> {
    input: &'r Arc<Input>,
    groups: &'r Groups,
    plan: &'r Plan,
    feed: Mutex<Feed>,
    joints: joint::Joints,
    problems: Mutex<Vec<Problem>>,
    strict: bool,
    stop: AtomicBool,
    stopped: Mutex<Option<Stopped>>,
    memory: &'r Memory,
    ledger: Ledger,
    progress: &'r Progress,
}

impl Shared<'_> {
    fn note(&self, problem: Problem) {
        if self.strict && problem.severity == Severity::Unreadable {
            self.stop.store(true, Ordering::Relaxed);
        }
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }

    fn fail(&self, why: Stopped) {
        self.stop.store(true, Ordering::Relaxed);
        self.stopped.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(why);
    }
}

/// How a corpus is read.
#[derive(Clone, Debug, Default)]
pub struct Manner {
    /// Stop at the first document that cannot be read?
    pub strict: bool,
    /// What the run may take.
    pub memory: Memory,
}

/// What the threads bring back.
#[derive(Default)]
struct Harvest<'l> {
    totals: Totals,
    encodings: BTreeMap<&'static str, u64>,
    documents: Vec<DocumentTotals>,
    vocabularies: Vec<Vocabulary<'l>>,
    met: Vec<Met>,
    word_runs: Vec<WordRuns>,
    peaks: Vec<Peaks>,
    ngrams: Vec<Vec<Ngrams>>,
    pairs: Vec<Pairs>,
    collocates: Vec<Collocates>,
}

impl Harvest<'_> {
    fn scatters(&mut self) -> impl Iterator<Item = &mut Scatter> {
        let ngrams = self.ngrams.iter_mut().flatten().flat_map(Observer::scatters);
        let pairs = self.pairs.iter_mut().flat_map(Observer::scatters);
        let collocates = self.collocates.iter_mut().flat_map(Observer::scatters);
        ngrams.chain(pairs).chain(collocates)
    }
}

/// The groups into which the documents fall: each has its own counts.
#[derive(Clone, Debug)]
pub struct Groups {
    field: Option<Field>,
    /// The values that are counted, in order; documents with another are passed over.
    pub values: Vec<Option<String>>,
}

impl Groups {
    /// Those of a field with these values, in code point order; none is that of documents without one.
    #[must_use]
    pub fn new(field: Field, mut values: Vec<Option<String>>) -> Self {
        values.sort_unstable();
        Self { field: Some(field), values }
    }

    /// All documents as one group.
    #[must_use]
    pub fn one() -> Self {
        Self { field: None, values: vec![None] }
    }

    /// The group of a document.
    fn of(&self, document: &Document, input: &Input) -> Option<usize> {
        let Some(field) = &self.field else { return Some(0) };
        self.values.binary_search(&input.selection.value(field, document)).ok()
    }
}

/// Counts, on all threads of the current rayon pool.
///
/// # Errors
/// If there is not enough memory, or a temporary file cannot be written or read.
pub fn run(
    input: &Input,
    lexicon: &Lexicon,
    plan: &Plan,
    manner: &Manner,
    progress: &Progress,
) -> Result<Counted, Stopped> {
    let mut groups = run_groups(input, &Groups::one(), lexicon, plan, manner, progress)?;
    Ok(groups.remove(0))
}

/// Counts each group for itself, in one reading. What could not be read is told in each.
///
/// # Errors
/// As [`run`].
pub fn run_groups(
    input: &Input,
    groups: &Groups,
    lexicon: &Lexicon,
    plan: &Plan,
    manner: &Manner,
    progress: &Progress,
) -> Result<Vec<Counted>, Stopped> {
    let threads = rayon::current_num_threads();
    let input = Arc::new(input.clone());
    let shared = Shared {
        input: &input,
        groups,
        plan,
        feed: Mutex::new(Feed::new(&input, threads)),
        joints: joint::Joints::default(),
        problems: Mutex::default(),
        strict: manner.strict,
        stop: AtomicBool::new(false),
        stopped: Mutex::default(),
        memory: &manner.memory,
        ledger: Ledger::new(&manner.memory, threads, plan.scatters()),
        progress,
    };
    let mut threads: Vec<Thread<'_>> = (0..threads).map(|thread| Thread::new(thread, lexicon, groups)).collect();
    threads.par_iter_mut().with_max_len(1).for_each(|thread| thread.run(&shared));
    if let Some(stopped) = shared.stopped.into_inner().unwrap_or_else(PoisonError::into_inner) {
        return Err(stopped);
    }
    let mut problems = shared.problems.into_inner().unwrap_or_else(PoisonError::into_inner);
    problems.sort_by_key(|p| p.place);
    let mut workers: Vec<_> = threads.into_iter().map(|thread| thread.finish(plan)).collect();
    let each = groups.values.iter().map(|_| {
        let workers = workers.iter_mut().filter_map(Iterator::next).collect();
        unite(workers, lexicon, plan, manner, &shared.ledger, problems.clone())
    });
    each.collect()
}

/// What the threads counted, together.
fn unite(
    mut workers: Vec<Worker<'_>>,
    lexicon: &Lexicon,
    plan: &Plan,
    manner: &Manner,
    ledger: &Ledger,
    problems: Vec<Problem>,
) -> Result<Counted, Stopped> {
    let mut harvest = Harvest { ngrams: plan.ngrams.iter().map(|_| Vec::new()).collect(), ..Harvest::default() };
    let vast = plan.forgets_words() && (workers.iter().any(Worker::has_word_runs) || !ledger.can_unite_beside(0));
    if vast {
        workers.par_iter_mut().try_for_each(|worker| worker.write_words(&manner.memory.folder))?;
    }
    for worker in workers {
        worker.finish(&mut harvest);
    }
    let keys: usize = harvest.scatters().map(|scatter| scatter.bytes()).sum();
    if !ledger.can_unite_beside(keys as u64) {
        let mut scatters: Vec<&mut Scatter> = harvest.scatters().collect();
        scatters.par_iter_mut().try_for_each(|scatter| scatter.spill(&manner.memory.folder))?;
    }

    let Harvest { totals, encodings, mut documents, vocabularies, met, word_runs, peaks, ngrams, pairs, collocates } =
        harvest;
    let vast = vast.then(|| VastWords::new(word_runs));
    let terms = Terms::unite(&vocabularies, lexicon);
    let merged = Arc::default();
    let room = manner.memory.room((2 * terms.bytes()) as u64, &merged);
    let words = Words::merge(&vocabularies, &terms, met, lexicon.hasher(), &room)?;
    let spellings = plan.spellings.then(|| spellings(&vocabularies, &terms));
    let variants = plan.variants.then(|| variants(&vocabularies, &terms));
    drop(vocabularies);
    let peaks = if plan.peaks { Peaks::merge(peaks, &terms) } else { Vec::new() };
    documents.par_iter_mut().for_each(|document| document.unite(&terms));
    documents.sort_unstable_by_key(|d| d.place);
    let memory = manner.memory.clone();
    let merged = Arc::default();
    Ok(Counted {
        merged,
        totals,
        encodings,
        documents,
        terms,
        words,
        vast,
        spellings,
        peaks,
        variants,
        ngrams,
        pairs,
        collocates,
        problems,
        memory,
    })
}

#[cfg(test)]
mod tests;
