//! Where the pieces of a document meet. Pieces are read by any thread in any order; their edges are joined here, in order,
//! so that n-grams, windows and sentences cross the cuts and a document counts once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::Totals;
use crate::count::sentences::{SentenceCount, Sentences};
use crate::encode::stream::{PERHAPS, Within, is_mark};
use crate::text::sentence::State;

/// What ends a stretch of positions in a piece.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    /// The end of a unit.
    Unit,
    /// The end of a unit if a sentence had ended where the piece began.
    Perhaps,
    /// The end of the piece.
    Piece,
}

/// The outer positions of a stretch: as many as reach over a cut.
#[derive(Debug)]
struct Outer {
    first: Vec<u32>,
    last: Vec<u32>,
    /// Are these two the same positions?
    all: bool,
}

impl Outer {
    fn of(codes: &[u32], reach: usize) -> Self {
        let n = codes.len().min(reach);
        Self { first: codes[..n].to_vec(), last: codes[codes.len() - n..].to_vec(), all: codes.len() <= reach }
    }
}

/// What a piece shows to its neighbours.
#[derive(Debug)]
pub struct Edge {
    /// Does the first unit go on from the piece before?
    joined: bool,
    /// Does the piece begin in the middle of a line?
    mid_line: bool,
    stretches: Vec<(Outer, End)>,
    /// Behind the last end, if there is one.
    tail: Option<Outer>,
    state: State,
    sentences: Sentences,
    last: bool,
    /// What was seen in the piece.
    totals: Totals,
}

impl Edge {
    /// Of a piece's stream.
    #[must_use]
    pub fn new(codes: &[u32], within: Within, reach: usize, mid_line: bool, last: bool) -> Self {
        let mut this = Self {
            joined: mid_line || within.crosses_lines(),
            mid_line,
            stretches: Vec::new(),
            tail: None,
            state: State::Between,
            sentences: Sentences::default(),
            last,
            totals: Totals::default(),
        };
        let doubtful = codes.iter().position(|&c| c == PERHAPS && within.ends_at(c));
        let mut start = 0;
        // All stretches up to the one behind the doubtful end; then only the last one matters.
        loop {
            let length = codes[start..].iter().position(|&c| is_mark(c) && within.ends_at(c));
            let stretch = Outer::of(&codes[start..length.map_or(codes.len(), |l| start + l)], reach);
            let Some(length) = length else {
                this.stretches.push((stretch, End::Piece));
                return this;
            };
            let end = if codes[start + length] == PERHAPS { End::Perhaps } else { End::Unit };
            this.stretches.push((stretch, end));
            start += length + 1;
            if end == End::Unit && doubtful.is_none_or(|d| d < start) {
                break;
            }
        }
        let tail = codes.iter().rposition(|&c| is_mark(c) && within.ends_at(c)).map_or(start, |at| at + 1);
        this.tail = Some(Outer::of(&codes[tail.max(start)..], reach));
        this
    }

    /// With where its reader stands, and what it has seen.
    #[must_use]
    pub fn with(mut self, state: State, sentences: Sentences, totals: Totals) -> Self {
        self.state = state;
        self.sentences = sentences;
        self.totals = totals;
        self
    }
}

/// The pieces of one document.
#[derive(Default)]
pub struct Joint {
    next: u32,
    waiting: BTreeMap<u32, Edge>,
    open: Vec<u32>,
    state: State,
    sentences: SentenceCount,
    totals: Totals,
    /// By term, a bit: has any piece had it?
    seen: Vec<u64>,
    /// Frequencies, where they are asked for by document.
    pub frequencies: HashMap<u32, u64>,
}

impl Joint {
    /// Which of these terms no other piece has had.
    pub fn first_seen(&mut self, terms: Vec<u32>) -> Vec<u32> {
        let mut new = terms;
        new.retain(|&term| {
            let (word, bit) = (term as usize / 64, 1u64 << (term % 64));
            if word >= self.seen.len() {
                self.seen.resize((word + 1).next_power_of_two(), 0);
            }
            let first = self.seen[word] & bit == 0;
            self.seen[word] |= bit;
            first
        });
        new
    }

    /// Takes a piece's edge and joins what can be joined: `cross(codes, seam)` is called for every neighbourhood of a cut.
    /// After the last piece, what was seen of the document.
    pub fn join(
        &mut self,
        index: u32,
        edge: Edge,
        reach: usize,
        cross: &mut impl FnMut(&[u32], usize),
    ) -> Option<Totals> {
        self.waiting.insert(index, edge);
        while let Some(edge) = self.waiting.remove(&self.next) {
            self.next += 1;
            if self.step(&edge, reach, cross) {
                self.totals.documents = 1;
                self.totals.documents_with_replacements = u64::from(self.totals.replacements > 0);
                self.totals.sentences = std::mem::take(&mut self.sentences).finish();
                return Some(self.totals);
            }
        }
        None
    }

    fn step(&mut self, edge: &Edge, reach: usize, cross: &mut impl FnMut(&[u32], usize)) -> bool {
        self.totals.add(&edge.totals);
        self.sentences.join(&edge.sentences, edge.mid_line.then_some(self.state));
        if !edge.joined {
            self.open.clear();
        }
        for (stretch, end) in &edge.stretches {
            self.extend(stretch, reach, cross);
            match end {
                End::Unit => self.open.clear(),
                End::Perhaps if self.state == State::After => self.open.clear(),
                End::Perhaps | End::Piece => {}
            }
        }
        if let Some(tail) = &edge.tail {
            self.open.clear();
            self.open.extend_from_slice(&tail.last);
        }
        // A piece without an opener leaves the reader where it stood.
        if edge.state != State::Unknown {
            self.state = edge.state;
        }
        edge.last
    }

    fn extend(&mut self, stretch: &Outer, reach: usize, cross: &mut impl FnMut(&[u32], usize)) {
        let seam = self.open.len();
        self.open.extend_from_slice(&stretch.first);
        if seam > 0 && seam < self.open.len() {
            cross(&self.open, seam);
        }
        if stretch.all {
            let surplus = self.open.len().saturating_sub(reach);
            self.open.drain(..surplus);
        } else {
            self.open.clear();
            self.open.extend_from_slice(&stretch.last);
        }
    }
}

/// The documents whose pieces are being read.
#[derive(Default)]
pub struct Joints(Mutex<HashMap<u32, Arc<Mutex<Joint>>>>);

impl Joints {
    /// That of a document.
    #[must_use]
    pub fn of(&self, document: u32) -> Arc<Mutex<Joint>> {
        Arc::clone(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(document).or_default())
    }

    /// The document is done.
    pub fn remove(&self, document: u32) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&document);
    }
}
