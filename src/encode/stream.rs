//! The encoded corpus: term ids, places taken by something else, and the marks where units end.

pub use crate::text::sentence::State;

/// The first code that is no term id.
pub const FIRST_SPECIAL: u32 = 0xFFFF_FFF0;
/// A position taken by a token that is not counted.
pub const HOLE: u32 = FIRST_SPECIAL;
/// The same of a stop word: it is known to be there, and is nobody's neighbour.
pub const STOP_WORD: u32 = FIRST_SPECIAL + 1;
/// Codes from here on are marks and take no position.
pub const FIRST_MARK: u32 = 0xFFFF_FFF8;
/// The end of a phrase.
pub const PHRASE: u32 = FIRST_MARK;
/// The end of a sentence.
pub const SENTENCE: u32 = 0xFFFF_FFF9;
/// The end of a sentence if one had ended where this piece of its line began.
pub const PERHAPS: u32 = 0xFFFF_FFFA;
/// The end of a line.
pub const LINE: u32 = 0xFFFF_FFFB;

/// Is the code a term that is no stop word?
#[inline]
#[must_use]
pub fn is_term(code: u32) -> bool {
    code < FIRST_SPECIAL
}

/// Is the code a token of a counted class, a stop word or not?
#[inline]
#[must_use]
pub fn is_counted(code: u32) -> bool {
    is_term(code) || code == STOP_WORD
}

/// Is the code a mark?
#[inline]
#[must_use]
pub fn is_mark(code: u32) -> bool {
    code >= FIRST_MARK
}

/// The limit of n-grams and windows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Within {
    /// They stay in a sentence.
    #[default]
    Sentence,
    /// They also end at every punctuation token.
    Phrase,
    /// They stay in a line.
    Line,
    /// They cross everything but the end of the document.
    Document,
}

/// Which marks a stream needs.
#[derive(Clone, Copy, Debug)]
pub struct Marks {
    /// Sentence ends.
    pub sentence: bool,
    /// Phrase ends.
    pub phrase: bool,
    /// Line ends.
    pub line: bool,
}

impl Marks {
    /// The marks for units, and for counting sentences if that is wanted.
    #[must_use]
    pub fn new(within: Within, count_sentences: bool) -> Self {
        Self {
            sentence: count_sentences || matches!(within, Within::Sentence | Within::Phrase),
            phrase: within == Within::Phrase,
            line: within == Within::Line,
        }
    }
}

impl Within {
    /// Does this mark end a unit?
    #[inline]
    #[must_use]
    pub fn ends_at(self, code: u32) -> bool {
        match self {
            Self::Sentence => code == SENTENCE || code == PERHAPS,
            Self::Phrase => is_mark(code),
            Self::Line => code == LINE,
            Self::Document => false,
        }
    }

    /// Does a unit go on over the end of a line?
    #[must_use]
    pub fn crosses_lines(self) -> bool {
        self == Self::Document
    }
}

/// Drops the marks that end no unit, and the holes if gaps are closed.
pub fn compact(codes: &mut Vec<u32>, within: Within, close_gaps: bool) {
    codes.retain(|&code| if is_mark(code) { within.ends_at(code) } else { !close_gaps || is_term(code) });
}
