//! How many sentences have a counted token; a stop word is one.

use crate::encode::stream::{PERHAPS, SENTENCE, State, is_counted};

/// The sentences of a piece of a document: those inside, and what the first and the last of them need to be joined to others.
#[derive(Clone, Copy, Default, Debug)]
pub struct Sentences {
    /// Is anything counted before the doubtful beginning of a sentence, if there is one?
    lead: bool,
    perhaps: bool,
    /// Is anything counted behind it, up to the first end?
    head: bool,
    /// Is there an end at all?
    closed: bool,
    /// Sentences with a counted token between the first end and the last.
    inside: u64,
    /// Is anything counted behind the last end?
    tail: bool,
}

impl Sentences {
    /// Of a stream.
    #[must_use]
    pub fn of(codes: &[u32]) -> Self {
        let mut this = Self::default();
        let mut any = false;
        for &code in codes {
            match code {
                PERHAPS => {
                    this.lead = any;
                    this.perhaps = true;
                    any = false;
                }
                SENTENCE if this.closed => {
                    this.inside += u64::from(any);
                    any = false;
                }
                SENTENCE => {
                    this.head = any;
                    this.closed = true;
                    any = false;
                }
                _ => any |= is_counted(code),
            }
        }
        if this.closed {
            this.tail = any;
        } else {
            this.head = any;
        }
        this
    }
}

/// Joins the pieces of a document, in order.
#[derive(Default, Debug)]
pub struct SentenceCount {
    open: bool,
    count: u64,
}

impl SentenceCount {
    /// The next piece. `before`: where the reader of the piece before stood, if the piece begins in the middle of a line.
    pub fn join(&mut self, piece: &Sentences, before: Option<State>) {
        if before.is_none() {
            self.close();
        }
        self.open |= piece.lead;
        if piece.perhaps && before == Some(State::After) {
            self.close();
        }
        self.open |= piece.head;
        if piece.closed {
            self.close();
            self.count += piece.inside;
            self.open = piece.tail;
        }
    }

    /// How many there are when no piece follows.
    #[must_use]
    pub fn finish(mut self) -> u64 {
        self.close();
        self.count
    }

    fn close(&mut self) {
        self.count += u64::from(self.open);
        self.open = false;
    }
}
