//! Where the pieces of a document meet. Pieces are read by any thread in any order; their edges are joined here, in order,
//! so that n-grams, windows and sentences cross the cuts and a document counts once.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::Totals;
use crate::count::sentences::{SentenceCount, Sentences};
use crate::encode::stream::{PERHAPS, Within, is_mark, is_term};
use crate::encode::vocabulary::{Text, Vocabulary};
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
    first: Vec<Position>,
    last: Vec<Position>,
    /// Are these two the same positions?
    all: bool,
}

/// A position that another thread can read: the text of a term, or nothing for a hole.
pub type Position = Option<Term>;

/// A term without a number.
#[derive(Clone, Debug)]
pub enum Term {
    /// Packed code points.
    Packed(u128),
    /// Any other text.
    Other(Box<str>),
}

impl Term {
    fn of(code: u32, vocabulary: &Vocabulary<'_>) -> Position {
        is_term(code).then(|| match vocabulary.text(code) {
            Text::Packed(codes) => Self::Packed(codes),
            Text::Other(text) => Self::Other(text.into()),
        })
    }

    /// Its number in this thread.
    pub fn number(&self, vocabulary: &mut Vocabulary<'_>) -> u32 {
        vocabulary.adopt(&match self {
            Self::Packed(codes) => Text::Packed(*codes),
            Self::Other(text) => Text::Other(text),
        })
    }
}

impl Outer {
    fn of(codes: &[u32], reach: usize, vocabulary: &Vocabulary<'_>) -> Self {
        let n = codes.len().min(reach);
        let positions = |codes: &[u32]| codes.iter().map(|&code| Term::of(code, vocabulary)).collect();
        Self { first: positions(&codes[..n]), last: positions(&codes[codes.len() - n..]), all: codes.len() <= reach }
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
    pub fn new(
        codes: &[u32],
        vocabulary: &Vocabulary<'_>,
        within: Within,
        reach: usize,
        mid_line: bool,
        last: bool,
    ) -> Self {
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
            let stretch = Outer::of(&codes[start..length.map_or(codes.len(), |l| start + l)], reach, vocabulary);
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
        this.tail = Some(Outer::of(&codes[tail.max(start)..], reach, vocabulary));
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
    open: Vec<Position>,
    state: State,
    sentences: SentenceCount,
    totals: Totals,
    /// By thread, the frequencies of its terms, where they are asked for by document.
    pub frequencies: Vec<(usize, HashMap<u32, u64>)>,
}

impl Joint {
    /// Takes a piece's edge and joins what can be joined: `cross(codes, seam)` is called for every neighbourhood of a cut.
    /// After the last piece, what was seen of the document.
    pub fn join(
        &mut self,
        index: u32,
        edge: Edge,
        reach: usize,
        cross: &mut impl FnMut(&[Position], usize),
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

    fn step(&mut self, edge: &Edge, reach: usize, cross: &mut impl FnMut(&[Position], usize)) -> bool {
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

    fn extend(&mut self, stretch: &Outer, reach: usize, cross: &mut impl FnMut(&[Position], usize)) {
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
