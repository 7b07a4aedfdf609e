//! Reads the corpus once, cuts and encodes it on all threads, and hands the units to whatever is counted.

pub mod joint;
pub mod progress;
pub mod tokens;
mod worker;

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use crate::corpus::feed::Feed;
use crate::corpus::{Input, Problem, Severity};
use crate::count::ngrams::{self, Ngrams};
use crate::count::pairs::{Collocates, Pairs, Window};
use crate::encode::encoder::Encoding;
use crate::encode::lexicon::Lexicon;
use crate::encode::stream::{Marks, Within};
use crate::encode::terms::Terms;
use crate::encode::vocabulary::Vocabulary;
use crate::text::Class;
use progress::Progress;
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
        }
    }

    fn needs_units(&self) -> bool {
        !self.ngrams.is_empty() || self.pairs.is_some() || self.collocates.is_some()
    }

    fn encoding(&self) -> Encoding {
        let marks =
            (self.needs_units() || self.sentences.is_some()).then(|| Marks::new(self.within, self.sentences.is_some()));
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
        self.counted += other.counted;
        self.letters += other.letters;
    }
}

/// What was seen of a document.
#[derive(Clone, Debug)]
pub struct DocumentTotals {
    /// Its number in corpus order.
    pub number: u32,
    /// Its name.
    pub name: String,
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
    fn new(number: u32, name: String, totals: Totals, frequencies: Vec<(usize, HashMap<u32, u64>)>) -> Self {
        let mut this = Self { number, name, totals, types: 0, hapax: 0, dis: 0, apart: Vec::new() };
        match &frequencies[..] {
            [] => {}
            [(_, frequencies)] => this.summarise(frequencies),
            _ => this.apart = frequencies,
        }
        this
    }

    fn unite(&mut self, terms: &Terms) {
        let mut united: HashMap<u32, u64> = HashMap::new();
        for (thread, frequencies) in std::mem::take(&mut self.apart) {
            for (term, frequency) in frequencies {
                *united.entry(terms.of_thread(thread)[term as usize]).or_default() += frequency;
            }
        }
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

/// What the threads counted, not merged yet.
pub struct Counted<'l> {
    /// What was seen.
    pub totals: Totals,
    /// By document, if asked for, in corpus order.
    pub documents: Vec<DocumentTotals>,
    /// A thread's words each.
    pub vocabularies: Vec<Vocabulary<'l>>,
    /// Their terms, united.
    pub terms: Terms,
    /// By plan, then by thread.
    pub ngrams: Vec<Vec<Ngrams>>,
    /// By thread.
    pub pairs: Vec<Pairs>,
    /// By thread.
    pub collocates: Vec<Collocates>,
    /// What was not read, in corpus order.
    pub problems: Vec<Problem>,
}

/// Shared by the threads.
struct Shared<'r> {
    input: &'r Input,
    feed: Mutex<Feed>,
    joints: joint::Joints,
    problems: Mutex<Vec<Problem>>,
    strict: bool,
    stop: AtomicBool,
    progress: &'r Progress,
}

impl Shared<'_> {
    fn note(&self, problem: Problem) {
        if self.strict && problem.severity == Severity::Unreadable {
            self.stop.store(true, Ordering::Relaxed);
        }
        self.problems.lock().unwrap_or_else(PoisonError::into_inner).push(problem);
    }
}

/// Counts, on all threads of the current rayon pool. `strict`: stops at the first document that cannot be read.
#[must_use]
pub fn run<'l>(input: &Input, lexicon: &'l Lexicon, plan: &Plan, strict: bool, progress: &Progress) -> Counted<'l> {
    let shared = Shared {
        input,
        feed: Mutex::new(Feed::new(input.clone())),
        joints: joint::Joints::default(),
        problems: Mutex::default(),
        strict,
        stop: AtomicBool::new(false),
        progress,
    };
    let mut workers: Vec<Worker<'l>> =
        (0..rayon::current_num_threads()).map(|thread| Worker::new(thread, lexicon, plan)).collect();
    workers.par_iter_mut().with_max_len(1).for_each(|worker| worker.run(&shared));
    let mut counted = Counted {
        totals: Totals::default(),
        documents: Vec::new(),
        vocabularies: Vec::new(),
        terms: Terms::unite(&[], lexicon),
        ngrams: plan.ngrams.iter().map(|_| Vec::new()).collect(),
        pairs: Vec::new(),
        collocates: Vec::new(),
        problems: shared.problems.into_inner().unwrap_or_else(PoisonError::into_inner),
    };
    for worker in workers {
        worker.finish(&mut counted);
    }
    counted.terms = Terms::unite(&counted.vocabularies, lexicon);
    counted.documents.par_iter_mut().for_each(|document| document.unite(&counted.terms));
    counted.documents.sort_unstable_by_key(|d| d.number);
    counted.problems.sort_by_key(|p| p.document);
    counted
}

#[cfg(test)]
mod tests;
