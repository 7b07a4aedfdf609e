//! A thread's own table of the surfaces it has met: how often, in how many documents, and what each counts as.
//!
//! Surfaces of the base block are integers: a u64 up to eight code points, a u128 up to sixteen. They are looked up some thirty
//! at a time, so that the memory of one is on its way while the others are asked for. All others go to an arena.
//!
//! A term is the surface that has its text, met or not, so one numbering serves both. It is the thread's own; `terms` unites
//! those of all threads. Unless spellings are to be known, a surface that counts as one other has no number of its own: what is
//! found for it is its term, so that the profile costs nothing after the first meeting.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

mod behind;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use super::arena::{Arena, Place};
use super::hash::Hasher;
use super::lexicon::{Folding, Lexicon};
use super::stream::{FIRST_SPECIAL, HOLE, STOP_WORD, is_term};
use super::table::{BATCH, Batch, Halves, Slot, Table, halves, whole};
use crate::text::tokenize::unpack;
use behind::Behind;

/// What is known of a surface, by its number in the order of first meeting.
#[derive(Clone, Copy)]
struct Surface {
    /// Occurrences, less what is in `carried`.
    count: u32,
    /// The last document that had it, or as a term had another surface of it.
    document: u32,
    /// What it is in the stream: the number of its term, a hole, a stop word, or `SEVERAL`.
    code: u32,
    /// As a term: how many documents have it.
    documents: u32,
}

/// The code of a surface that counts as several terms; it does not stay in a stream.
const SEVERAL: u32 = FIRST_SPECIAL + 2;
/// No document.
pub const NO_DOCUMENT: u32 = u32::MAX;
/// A bit in the number of a document that several threads read. They meet such documents in the order of their numbers.
pub const SHARED: u32 = 1 << 31;

/// Where the text of a surface is: it is this, if it is short. Otherwise the lowest byte, with which a short one begins, is 0, the
/// next one tells whether it is long or in the arena, and the rest is its place there.
#[derive(Clone, Copy)]
pub struct Whereabouts(u64);

/// In the arena.
const IN_ARENA: u64 = 1 << 8;

/// A text that can go from thread to thread.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Text<'v> {
    /// Up to sixteen code points of the base block.
    Packed(u128),
    /// Any other.
    Other(&'v str),
}

impl Text<'_> {
    /// As a string.
    #[must_use]
    pub fn to_text(&self) -> String {
        match self {
            Self::Packed(codes) => unpack(*codes),
            Self::Other(text) => (*text).to_owned(),
        }
    }
}

/// What is to be known of words beside how often they occur.
#[derive(Clone, Copy, Default, Debug)]
pub struct Known {
    /// The letters and digits of each term.
    pub letters: bool,
    /// How each term was spelled, and how often so.
    pub spellings: bool,
}

/// The document that is being read.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Its number, which no other has.
    pub document: u32,
    /// Does it come in several pieces, perhaps of several threads?
    pub split: bool,
}

/// The table.
pub struct Vocabulary<'l> {
    lexicon: &'l Lexicon,
    hasher: Hasher,
    short: Table<u64>,
    long: Table<Halves>,
    waiting_short: Batch<u64>,
    waiting_long: Batch<Halves>,
    arena: Arena,
    surfaces: Vec<Surface>,
    /// By surface, a hash of its text that is the same in all threads.
    hashes: Vec<u32>,
    /// By surface.
    whereabouts: Vec<Whereabouts>,
    long_keys: Vec<Halves>,
    places: Vec<Place>,
    /// The terms of surfaces whose code is not simply one.
    behind: Behind,
    /// Of terms that as surfaces count as something else: the last document that had them, and how many.
    odd: HashMap<u32, (u32, u32)>,
    /// How often the count of a surface has passed 2^32.
    carried: HashMap<u32, u64>,
    reading: Reading,
    /// Places in the stream whose surfaces count as several terms, with their numbers.
    several: Vec<(u32, u32)>,
    /// The terms this thread has newly met in the document, if it is split: other threads may have met them in other pieces.
    met: Vec<u32>,
    /// By term, if asked for: its letters and digits.
    letters: Option<Vec<u32>>,
    spellings: bool,
}

impl<'l> Vocabulary<'l> {
    /// One with the fixed terms.
    ///
    /// # Panics
    /// If the lexicon has a fixed term twice, which it has not.
    #[must_use]
    pub fn new(lexicon: &'l Lexicon, known: Known) -> Self {
        let mut this = Self {
            lexicon,
            hasher: lexicon.hasher(),
            short: Table::new(),
            long: Table::new(),
            waiting_short: Batch { keys: [0; BATCH], places: [0; BATCH], length: 0 },
            waiting_long: Batch { keys: [[0; 2]; BATCH], places: [0; BATCH], length: 0 },
            arena: Arena::new(lexicon.hasher()),
            surfaces: Vec::new(),
            hashes: Vec::new(),
            whereabouts: Vec::new(),
            long_keys: Vec::new(),
            places: Vec::new(),
            behind: Behind::default(),
            odd: HashMap::new(),
            carried: HashMap::new(),
            reading: Reading { document: NO_DOCUMENT, split: false },
            several: Vec::new(),
            met: Vec::new(),
            letters: known.letters.then(Vec::new),
            spellings: known.spellings,
        };
        for (term, number) in lexicon.fixed().iter().zip(0u32..) {
            let fixed = this.enter(Folding::Words, term);
            assert_eq!(fixed, number, "fixed terms are entered first, once each");
        }
        for number in 0..this.len() {
            this.resolve(number, Folding::Words);
        }
        this
    }

    /// How many surfaces and terms there are.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.surfaces.len() as u32
    }

    /// None yet?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.surfaces.is_empty()
    }

    /// Begins a document or a piece of one. Nothing may wait.
    pub fn begin(&mut self, reading: Reading) {
        self.reading = reading;
    }

    /// A word of up to eight code points; its code goes to `codes[place]`, soon.
    #[inline]
    pub fn short(&mut self, key: u64, place: usize, codes: &mut [u32]) {
        let n = self.waiting_short.length;
        self.short.approach(key, self.hasher);
        self.waiting_short.keys[n] = key;
        self.waiting_short.places[n] = place as u32;
        self.waiting_short.length = n + 1;
        if n + 1 == BATCH {
            self.look_up_short(codes);
        }
    }

    /// The same of up to sixteen.
    #[inline]
    pub fn long(&mut self, codes_of_word: u128, place: usize, codes: &mut [u32]) {
        let n = self.waiting_long.length;
        let key = halves(codes_of_word);
        self.long.approach(key, self.hasher);
        self.waiting_long.keys[n] = key;
        self.waiting_long.places[n] = place as u32;
        self.waiting_long.length = n + 1;
        if n + 1 == BATCH {
            self.look_up_long(codes);
        }
    }

    /// Any other surface, at once: a code for each of its terms.
    pub fn other(&mut self, text: &str, folding: Folding, codes: &mut Vec<u32>) {
        let number = self.arena.find(folding, text).unwrap_or_else(|| self.new_other(folding, text));
        match self.count(number) {
            SEVERAL => self.push_terms(number, codes),
            code => codes.push(code),
        }
    }

    fn push_terms(&self, number: u32, codes: &mut Vec<u32>) {
        let terms = self.behind.of(number).iter();
        codes.extend(terms.map(|&term| if self.lexicon.is_stop_word(term) { STOP_WORD } else { term }));
    }

    /// Puts the terms of what counts as several in its place.
    fn spread_several(&mut self, codes: &mut Vec<u32>) {
        let mut several = std::mem::take(&mut self.several);
        several.sort_unstable();
        let narrow = std::mem::take(codes);
        let mut from = 0;
        for &(place, number) in &several {
            codes.extend_from_slice(&narrow[from..place as usize]);
            self.push_terms(number, codes);
            from = place as usize + 1;
        }
        codes.extend_from_slice(&narrow[from..]);
        several.clear();
        self.several = several;
    }

    /// As how many words the profile sees the text of a word token.
    #[must_use]
    pub fn words_in(&self, text: &[u8]) -> u64 {
        self.lexicon.fold(Folding::Words, &String::from_utf8_lossy(text)).len().max(1) as u64
    }

    /// Looks up everything that waits.
    pub fn flush(&mut self, codes: &mut Vec<u32>) {
        self.look_up_short(codes);
        self.look_up_long(codes);
        if !self.several.is_empty() {
            self.spread_several(codes);
        }
    }

    /// By number, a hash of the text that is the same in all threads.
    #[must_use]
    pub fn hashes(&self) -> &[u32] {
        &self.hashes
    }

    /// By number, where the text is.
    #[must_use]
    pub fn whereabouts(&self) -> &[Whereabouts] {
        &self.whereabouts
    }

    /// Letters and digits of a term, if they were asked for.
    #[must_use]
    pub fn letters(&self, term: u32) -> u64 {
        self.letters.as_ref().map_or(0, |letters| letters[term as usize].into())
    }

    /// The text of a surface or term.
    ///
    /// # Panics
    /// If no surface has the number.
    #[must_use]
    pub fn text(&self, number: u32) -> Text<'_> {
        self.text_at(self.whereabouts[number as usize])
    }

    /// The text that is there.
    ///
    /// # Panics
    /// If no surface of this vocabulary is.
    #[must_use]
    pub fn text_at(&self, Whereabouts(key): Whereabouts) -> Text<'_> {
        if key & 0xFF != 0 {
            return Text::Packed(key.into());
        }
        let place = (key >> 16) as usize;
        if key & IN_ARENA == 0 {
            return Text::Packed(whole(self.long_keys[place]));
        }
        Text::Other(self.arena.text(self.places[place]))
    }

    /// The number of a term that another thread has met.
    pub fn adopt(&mut self, text: &Text<'_>) -> u32 {
        match text {
            Text::Packed(codes) => self.term_packed(*codes),
            Text::Other(text) => self.term(text),
        }
    }

    /// Every surface's number, count and terms.
    pub fn counts(&self) -> impl Iterator<Item = (u32, u64, &[u32])> {
        self.surfaces.iter().zip(0u32..).map(|(surface, number)| {
            let terms = match surface.code {
                code if is_term(code) => std::slice::from_ref(&surface.code),
                _ => self.behind.of(number),
            };
            let carried = if self.carried.is_empty() { 0 } else { self.carried.get(&number).copied().unwrap_or(0) };
            (number, u64::from(surface.count) + (carried << 32), terms)
        })
    }

    /// By number, in how many documents the term was met that no other thread has read.
    pub fn documents(&self) -> impl Iterator<Item = u32> {
        let mut odd: Vec<(u32, u32)> = self.odd.iter().map(|(&number, &(_, documents))| (number, documents)).collect();
        odd.sort_unstable();
        let mut odd = odd.into_iter().peekable();
        self.surfaces
            .iter()
            .zip(0u32..)
            .map(move |(s, number)| s.documents + odd.next_if(|odd| odd.0 == number).map_or(0, |odd| odd.1))
    }

    /// Takes the terms that were met for the first time in this document, if it is split.
    pub fn met(&mut self) -> std::vec::Drain<'_, u32> {
        self.met.drain(..)
    }

    /// What it takes in memory, nearly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        /// A surface in `hashes`, `whereabouts` and `surfaces`.
        const SURFACE: usize = size_of::<u32>() + size_of::<Whereabouts>() + size_of::<Surface>();
        /// One in `odd`, nearly.
        const ODD: usize = 48;
        self.short.bytes()
            + self.long.bytes()
            + self.surfaces.capacity() * SURFACE
            + self.long_keys.capacity() * size_of::<Halves>()
            + self.places.capacity() * size_of::<Place>()
            + self.arena.bytes()
            + self.behind.bytes()
            + self.odd.capacity() * ODD
            + self.letters.as_ref().map_or(0, |letters| letters.capacity() * size_of::<u32>())
    }

    fn look_up_short(&mut self, codes: &mut [u32]) {
        let n = std::mem::take(&mut self.waiting_short.length);
        let keys = self.waiting_short.keys;
        let mut found = [Slot::default(); BATCH];
        for (slot, &key) in found.iter_mut().zip(&keys[..n]) {
            *slot = self.short.slots[self.short.home(key, self.hasher)];
        }
        for i in 0..n {
            if found[i].key != keys[i] {
                found[i].number = self.find_short(keys[i]);
            }
        }
        // All at once, for the same reason: what `count` needs is then at hand.
        let mut surfaces = [0; BATCH];
        for (code, slot) in surfaces.iter_mut().zip(&found[..n]) {
            *code = self.surfaces[slot.number as usize].code;
        }
        let places = self.waiting_short.places;
        for i in 0..n {
            self.count(found[i].number);
            if let Some(place) = codes.get_mut(places[i] as usize) {
                *place = surfaces[i];
                if surfaces[i] == SEVERAL {
                    self.several.push((places[i], found[i].number));
                }
            }
        }
    }

    #[inline(never)]
    fn find_short(&mut self, key: u64) -> u32 {
        let slot = self.short.slots[self.short.find(key, self.hasher)];
        if slot.key == key { slot.number } else { self.new_packed(key.into()) }
    }

    fn look_up_long(&mut self, codes: &mut [u32]) {
        let n = std::mem::take(&mut self.waiting_long.length);
        for i in 0..n {
            let key = self.waiting_long.keys[i];
            let slot = self.long.slots[self.long.find(key, self.hasher)];
            let number = if slot.key == key { slot.number } else { self.new_packed(whole(key)) };
            let code = self.count(number);
            if let Some(place) = codes.get_mut(self.waiting_long.places[i] as usize) {
                *place = code;
                if code == SEVERAL {
                    self.several.push((self.waiting_long.places[i], number));
                }
            }
        }
    }

    #[inline(always)]
    fn count(&mut self, number: u32) -> u32 {
        let surface = &mut self.surfaces[number as usize];
        let code = surface.code;
        surface.count = surface.count.wrapping_add(1);
        if surface.count == 0 {
            self.carry(number);
        }
        let surface = &mut self.surfaces[number as usize];
        if surface.document != self.reading.document {
            if code == number && !self.reading.split {
                surface.document = self.reading.document;
                surface.documents += 1;
            } else {
                self.first_in_document(number);
            }
        }
        code
    }

    /// The count of a surface has passed 2^32.
    #[cold]
    fn carry(&mut self, number: u32) {
        *self.carried.entry(number).or_default() += 1;
    }

    /// The surface is new to the document; its terms perhaps.
    #[inline(never)]
    fn first_in_document(&mut self, number: u32) {
        let code = self.surfaces[number as usize].code;
        if code != number {
            self.surfaces[number as usize].document = self.reading.document;
        }
        match code {
            HOLE | STOP_WORD => {}
            SEVERAL => {
                for place in self.behind.places(number) {
                    self.term_in_document(self.behind.terms[place]);
                }
            }
            term => self.term_in_document(term),
        }
    }

    fn term_in_document(&mut self, term: u32) {
        let surface = &mut self.surfaces[term as usize];
        // Where the profile is not idempotent, a term as a surface counts as another: its stamp is not free.
        let (last, documents) = if surface.code == term {
            (&mut surface.document, &mut surface.documents)
        } else {
            let (last, documents) = self.odd.entry(term).or_insert((NO_DOCUMENT, 0));
            (last, documents)
        };
        if *last == self.reading.document {
            return;
        }
        *last = self.reading.document;
        if self.reading.split {
            self.met.push(term);
        } else {
            *documents += 1;
        }
    }
}
