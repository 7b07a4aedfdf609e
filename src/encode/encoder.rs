//! From tokens to codes: the sink of the scanner.

use std::ops::Range;

use super::lexicon::{Folding, Lexicon, pack};
use super::stream::{HOLE, LINE, Marks, PERHAPS, PHRASE, SENTENCE};
use super::vocabulary::{Known, Reading, Vocabulary};
use crate::text::Class;
use crate::text::alphabet::{PHRASES, within};
use crate::text::sentence::{Before, Role, State};
use crate::text::tokenize::{Sink, low_half};

/// What the stream holds.
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// By class: is it counted?
    pub counted: [bool; Class::ALL.len()],
    /// Do only counted tokens take a position?
    pub close_gaps: bool,
    /// Which marks; none: there is no stream at all, only the vocabulary.
    pub marks: Option<Marks>,
}

/// What was seen, whatever was counted.
#[derive(Clone, Copy, Default, Debug)]
pub struct Tally {
    /// Tokens by class.
    pub classes: [u64; Class::ALL.len()],
    /// Line ends.
    pub lines: u64,
    /// Replacement characters from broken bytes.
    pub replacements: u64,
}

/// The encoder of a thread.
pub struct Encoder<'l> {
    encoding: Encoding,
    /// What the thread has met.
    pub vocabulary: Vocabulary<'l>,
    /// The stream of the piece that is being read.
    pub codes: Vec<u32>,
    /// What was seen in the piece.
    pub tally: Tally,
    state: State,
}

impl<'l> Encoder<'l> {
    /// One for a thread.
    #[must_use]
    pub fn new(lexicon: &'l Lexicon, encoding: Encoding, known: Known) -> Self {
        Self {
            encoding,
            vocabulary: Vocabulary::new(lexicon, known),
            codes: Vec::new(),
            tally: Tally::default(),
            state: State::default(),
        }
    }

    /// Begins a piece of a document, in the middle of a line or not.
    pub fn begin(&mut self, reading: Reading, mid_line: bool) {
        self.vocabulary.begin(reading);
        self.codes.clear();
        self.tally = Tally::default();
        self.state = if mid_line { State::Unknown } else { State::Between };
    }

    /// Ends the piece: everything is looked up. Returns where the reader stands.
    pub fn end(&mut self) -> State {
        self.vocabulary.flush(&mut self.codes);
        self.state
    }

    /// Puts the mark before a token, if there is one.
    #[inline]
    fn before(&mut self, role: Role) {
        if !self.encoding.marks.is_some_and(|m| m.sentence) {
            return;
        }
        match self.state.token(role) {
            Before::Nothing => {}
            Before::Perhaps => self.codes.push(PERHAPS),
            Before::Beginning if self.codes.last() == Some(&SENTENCE) => {}
            Before::Beginning => self.codes.push(SENTENCE),
        }
    }

    /// A place in the stream that the vocabulary fills in later.
    #[inline]
    fn place(&mut self) -> usize {
        let place = self.codes.len();
        if self.encoding.marks.is_some() {
            self.codes.push(HOLE);
        }
        place
    }

    #[inline]
    fn is_counted(&self, class: Class) -> bool {
        self.encoding.counted[class as usize]
    }

    /// As how many words a token is seen: one, but for phrases such as ﷺ.
    fn words_in(&self, class: Class, text: &[u8]) -> u64 {
        let phrase = || std::str::from_utf8(text).is_ok_and(|t| t.chars().any(|c| within(PHRASES, c)));
        if class == Class::Word && phrase() { self.vocabulary.words_in(text) } else { 1 }
    }

    fn hole(&mut self) {
        if self.encoding.marks.is_some() && !self.encoding.close_gaps {
            self.codes.push(HOLE);
        }
    }

    fn counted(&mut self, class: Class, text: &[u8]) {
        let text = std::str::from_utf8(text).unwrap_or_default();
        match pack(text) {
            Some(codes) if class == Class::Word => {
                let place = self.place();
                self.packed(codes, place);
            }
            _ => {
                let before = self.codes.len();
                self.vocabulary.other(text, Folding::from(class), &mut self.codes);
                if self.encoding.marks.is_none() {
                    self.codes.truncate(before);
                }
            }
        }
    }

    fn packed(&mut self, codes: u128, place: usize) {
        if codes >> 64 == 0 {
            self.vocabulary.short(low_half(codes), place, &mut self.codes);
        } else {
            self.vocabulary.long(codes, place, &mut self.codes);
        }
    }
}

impl Sink for Encoder<'_> {
    #[inline]
    fn short(&mut self, codes: u64, _: Range<usize>) {
        self.before(Role::Opens);
        self.tally.classes[Class::Word as usize] += 1;
        if self.is_counted(Class::Word) {
            let place = self.place();
            self.vocabulary.short(codes, place, &mut self.codes);
        } else {
            self.hole();
        }
    }

    #[inline]
    fn long(&mut self, codes: u128, _: Range<usize>) {
        self.before(Role::Opens);
        self.tally.classes[Class::Word as usize] += 1;
        if self.is_counted(Class::Word) {
            let place = self.place();
            self.packed(codes, place);
        } else {
            self.hole();
        }
    }

    fn token(&mut self, class: Class, role: Role, text: &[u8], _: Range<usize>) {
        self.before(role);
        self.tally.classes[class as usize] += self.words_in(class, text);
        if class == Class::Punctuation && self.encoding.marks.is_some_and(|m| m.phrase) {
            self.codes.push(PHRASE);
        }
        if self.is_counted(class) {
            self.counted(class, text);
        } else if class != Class::Punctuation {
            self.hole();
        }
    }

    fn line(&mut self) {
        self.tally.lines += 1;
        self.state = State::Between;
        if let Some(marks) = self.encoding.marks {
            if marks.sentence && self.codes.last() != Some(&SENTENCE) {
                self.codes.push(SENTENCE);
            }
            if marks.line {
                self.codes.push(LINE);
            }
        }
    }

    fn replaced(&mut self, count: u64) {
        self.tally.replacements += count;
    }
}
