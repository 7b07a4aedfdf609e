//! A thread's own table of the surfaces it has met: how often, and what each counts as.
//!
//! Surfaces of the base block are integers: a u64 up to eight code points, a u128 up to sixteen. They are looked up some thirty
//! at a time, so that the memory of one is on its way while the others are asked for. All others go to an arena.

use hashbrown::HashTable;

use super::hash::Hasher;
use super::lexicon::{Folding, Lexicon, Meaning, fold};
use super::stream::{HOLE, is_term};
use crate::text::letters_of;
use crate::text::tokenize::{unpack, unpack_into};

/// What is known of a surface, by its number in the order of first meeting.
#[derive(Clone, Copy)]
pub struct Surface {
    /// Occurrences.
    pub count: u64,
    /// The last document that had it.
    pub document: u32,
    /// What it is in the stream: a term id, or a hole, or `SEVERAL`.
    pub code: u32,
}

/// The code of a surface that counts as several terms; it is never in a stream.
pub const SEVERAL: u32 = 0xFFFF_FFF7;
/// No document.
pub const NO_DOCUMENT: u32 = u32::MAX;

/// How many words are gathered before they are looked up.
pub const BATCH: usize = 32;

/// Words that wait for their look-up, each with its place in the stream.
struct Batch<K> {
    keys: [K; BATCH],
    places: [u32; BATCH],
    length: usize,
}

/// A key of an open-addressing table; the default one is the empty slot.
trait Key: Copy + Eq + Default {
    fn hash(self, hasher: Hasher) -> u64;
}

impl Key for u64 {
    #[inline]
    fn hash(self, hasher: Hasher) -> u64 {
        hasher.one(self)
    }
}

/// A u128 in two halves, because its alignment would cost eight bytes a slot.
impl Key for [u64; 2] {
    #[inline]
    fn hash(self, hasher: Hasher) -> u64 {
        hasher.two(u128::from(self[0]) | u128::from(self[1]) << 64)
    }
}

#[derive(Clone, Copy, Default)]
struct Slot<K> {
    key: K,
    number: u32,
}

/// Open addressing with linear probing, at most half full.
struct Table<K> {
    slots: Vec<Slot<K>>,
    shift: u32,
    filled: usize,
}

impl<K: Key> Table<K> {
    fn new() -> Self {
        let bits = 12;
        Self { slots: vec![Slot::default(); 1 << bits], shift: 64 - bits, filled: 0 }
    }

    #[inline]
    fn home(&self, key: K, hasher: Hasher) -> usize {
        (key.hash(hasher) >> self.shift) as usize
    }

    /// The slot of the key, or the empty one where it belongs.
    #[inline]
    fn find(&self, key: K, hasher: Hasher) -> usize {
        let mask = self.slots.len() - 1;
        let mut i = self.home(key, hasher);
        while self.slots[i].key != key && self.slots[i].key != K::default() {
            i = (i + 1) & mask;
        }
        i
    }

    fn insert(&mut self, key: K, number: u32, hasher: Hasher) {
        if 2 * (self.filled + 1) > self.slots.len() {
            self.grow(hasher);
        }
        let i = self.find(key, hasher);
        self.slots[i] = Slot { key, number };
        self.filled += 1;
    }

    fn grow(&mut self, hasher: Hasher) {
        let larger = vec![Slot::default(); 2 * self.slots.len()];
        let old = std::mem::replace(&mut self.slots, larger);
        self.shift -= 1;
        for slot in old {
            if slot.key != K::default() {
                let i = self.find(slot.key, hasher);
                self.slots[i] = slot;
            }
        }
    }
}

struct Other {
    start: usize,
    length: u32,
    number: u32,
}

/// A term's documents, as far as this thread has seen them.
#[derive(Clone, Copy)]
pub struct Spread {
    /// How many.
    pub documents: u32,
    last: u32,
}

/// The document that is being read.
#[derive(Clone, Copy)]
pub struct Reading {
    /// Its number in corpus order.
    pub document: u32,
    /// Do other threads read other pieces of it?
    pub split: bool,
}

/// The table.
pub struct Vocabulary<'l> {
    lexicon: &'l Lexicon,
    hasher: Hasher,
    short: Table<u64>,
    long: Table<[u64; 2]>,
    waiting_short: Batch<u64>,
    waiting_long: Batch<[u64; 2]>,
    others: HashTable<Other>,
    arena: Vec<u8>,
    surfaces: Vec<Surface>,
    /// By surface: the term, stop words too; `SEVERAL` or `HOLE` otherwise.
    terms: Vec<u32>,
    several: Vec<(u32, Box<[u32]>)>,
    spread: Vec<Spread>,
    reading: Reading,
    /// Terms whose surface is new to this document.
    met: Vec<u32>,
    /// Terms first met here in the piece of a split document: somebody else may have met them in another piece.
    fresh: Vec<u32>,
    /// By term, if asked for: its letters and digits.
    letters: Option<Vec<u64>>,
}

impl<'l> Vocabulary<'l> {
    /// An empty table. `letters`: are those of each term to be known?
    #[must_use]
    pub fn new(lexicon: &'l Lexicon, letters: bool) -> Self {
        Self {
            lexicon,
            hasher: lexicon.hasher(),
            short: Table::new(),
            long: Table::new(),
            waiting_short: Batch { keys: [0; BATCH], places: [0; BATCH], length: 0 },
            waiting_long: Batch { keys: [[0; 2]; BATCH], places: [0; BATCH], length: 0 },
            others: HashTable::new(),
            arena: Vec::new(),
            surfaces: Vec::new(),
            terms: Vec::new(),
            several: Vec::new(),
            spread: Vec::new(),
            reading: Reading { document: NO_DOCUMENT, split: false },
            met: Vec::new(),
            fresh: Vec::new(),
            letters: letters.then(Vec::new),
        }
    }

    /// Letters and digits of a term, if they were asked for.
    #[must_use]
    pub fn letters(&self, term: u32) -> u64 {
        self.letters.as_ref().map_or(0, |l| l[term as usize])
    }

    /// Begins a document or a piece of one. Nothing may wait.
    pub fn begin(&mut self, reading: Reading) {
        self.reading = reading;
    }

    /// A word of up to eight code points; its code goes to `codes[place]`, soon.
    #[inline]
    pub fn short(&mut self, key: u64, place: usize, codes: &mut [u32]) {
        let n = self.waiting_short.length;
        self.waiting_short.keys[n] = key;
        self.waiting_short.places[n] = place as u32;
        self.waiting_short.length = n + 1;
        if n + 1 == BATCH {
            self.look_up_short(codes);
        }
    }

    /// The same of up to sixteen.
    #[inline]
    pub fn long(&mut self, key: u128, place: usize, codes: &mut [u32]) {
        let n = self.waiting_long.length;
        #[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
        let halves = [key as u64, (key >> 64) as u64];
        self.waiting_long.keys[n] = halves;
        self.waiting_long.places[n] = place as u32;
        self.waiting_long.length = n + 1;
        if n + 1 == BATCH {
            self.look_up_long(codes);
        }
    }

    /// Any other surface, at once: a code for each of its terms.
    pub fn other(&mut self, text: &str, folding: Folding, codes: &mut Vec<u32>) {
        let kind = folding as u8;
        let hash = self.hasher.bytes(text.as_bytes()) ^ u64::from(kind);
        let arena = &self.arena;
        let same = |o: &Other| {
            let stored = &arena[o.start..o.start + o.length as usize];
            stored[0] == kind && &stored[1..] == text.as_bytes()
        };
        let number = match self.others.find(hash, same) {
            Some(other) => other.number,
            None => self.meet_other(text, folding, hash),
        };
        let code = self.count(number);
        if code == SEVERAL {
            let terms = several_of(&self.several, number).iter();
            codes.extend(terms.map(|&term| if self.lexicon.is_hole(term) { HOLE } else { term }));
        } else {
            codes.push(code);
        }
    }

    /// As how many words the profile sees the text of a word token.
    #[must_use]
    pub fn words_in(&self, text: &[u8]) -> u64 {
        fold(self.lexicon.profile(), Folding::Words, &String::from_utf8_lossy(text)).len().max(1) as u64
    }

    /// Looks up everything that waits.
    pub fn flush(&mut self, codes: &mut [u32]) {
        self.look_up_short(codes);
        self.look_up_long(codes);
        self.spread_met();
    }

    /// The terms first met here in this piece of a split document.
    pub fn take_fresh(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.fresh)
    }

    /// These terms were new to their split document.
    pub fn add_documents(&mut self, terms: impl Iterator<Item = u32>) {
        for term in terms {
            self.spread[term as usize].documents += 1;
        }
    }

    /// By term, how many documents this thread counted.
    #[must_use]
    pub fn spread(&self) -> &[Spread] {
        &self.spread
    }

    /// Every surface's number, count and terms.
    pub fn counts(&self) -> impl Iterator<Item = (u32, u64, &[u32])> {
        self.surfaces.iter().zip(&self.terms).zip(0u32..).map(|((surface, term), number)| {
            let terms = match *term {
                SEVERAL => several_of(&self.several, number),
                HOLE => &[],
                _ => std::slice::from_ref(term),
            };
            (number, surface.count, terms)
        })
    }

    /// The texts of the surfaces, by number.
    #[must_use]
    pub fn texts(&self) -> Vec<String> {
        let mut texts = vec![String::new(); self.surfaces.len()];
        for slot in self.short.slots.iter().filter(|s| s.key != 0) {
            unpack_into(u128::from(slot.key), &mut texts[slot.number as usize]);
        }
        for slot in self.long.slots.iter().filter(|s| s.key != [0; 2]) {
            let key = u128::from(slot.key[0]) | u128::from(slot.key[1]) << 64;
            unpack_into(key, &mut texts[slot.number as usize]);
        }
        for other in &self.others {
            let stored = &self.arena[other.start + 1..other.start + other.length as usize];
            texts[other.number as usize] = String::from_utf8_lossy(stored).into_owned();
        }
        texts
    }

    fn look_up_short(&mut self, codes: &mut [u32]) {
        let n = std::mem::take(&mut self.waiting_short.length);
        let keys = self.waiting_short.keys;
        let mut found = [Slot::default(); BATCH];
        for (slot, &key) in found.iter_mut().zip(&keys[..n]) {
            *slot = self.short.slots[self.short.home(key, self.hasher)];
        }
        for i in 0..n {
            let number = if found[i].key == keys[i] { found[i].number } else { self.find_short(keys[i]) };
            found[i].number = number;
        }
        let places = self.waiting_short.places;
        for i in 0..n {
            let code = self.count(found[i].number);
            if let Some(place) = codes.get_mut(places[i] as usize) {
                *place = code;
            }
        }
        if self.met.len() >= BATCH {
            self.spread_met();
        }
    }

    #[inline(never)]
    fn find_short(&mut self, key: u64) -> u32 {
        let slot = self.short.slots[self.short.find(key, self.hasher)];
        if slot.key == key {
            return slot.number;
        }
        let meaning = self.lexicon.packed(u128::from(key));
        let number = self.meet(meaning, Folding::Words, || unpack(u128::from(key)));
        self.short.insert(key, number, self.hasher);
        number
    }

    fn look_up_long(&mut self, codes: &mut [u32]) {
        let n = std::mem::take(&mut self.waiting_long.length);
        for i in 0..n {
            let key = self.waiting_long.keys[i];
            let slot = self.long.slots[self.long.find(key, self.hasher)];
            let number = if slot.key == key { slot.number } else { self.meet_long(key) };
            let code = self.count(number);
            if let Some(place) = codes.get_mut(self.waiting_long.places[i] as usize) {
                *place = code;
            }
        }
    }

    #[inline(never)]
    fn meet_long(&mut self, key: [u64; 2]) -> u32 {
        let codes = u128::from(key[0]) | u128::from(key[1]) << 64;
        let number = self.meet(self.lexicon.packed(codes), Folding::Words, || unpack(codes));
        self.long.insert(key, number, self.hasher);
        number
    }

    fn meet_other(&mut self, text: &str, folding: Folding, hash: u64) -> u32 {
        let number = self.meet(self.lexicon.text(text, folding), folding, || text.to_owned());
        let start = self.arena.len();
        self.arena.push(folding as u8);
        self.arena.extend_from_slice(text.as_bytes());
        let length = u32::try_from(self.arena.len() - start).unwrap_or(u32::MAX);
        let (arena, hasher) = (&self.arena, self.hasher);
        let rehash = |o: &Other| {
            let stored = &arena[o.start..o.start + o.length as usize];
            hasher.bytes(&stored[1..]) ^ u64::from(stored[0])
        };
        self.others.insert_unique(hash, Other { start, length, number }, rehash);
        number
    }

    /// Gives a new surface its number.
    fn meet(&mut self, meaning: Meaning, folding: Folding, text: impl Fn() -> String) -> u32 {
        let number = u32::try_from(self.surfaces.len()).expect("fewer than 2^32 distinct surfaces a thread");
        let (term, largest) = match meaning {
            Meaning::Nothing => (HOLE, None),
            Meaning::One(term) => (term, Some(term)),
            Meaning::Several(terms) => {
                let largest = terms.iter().copied().max();
                self.several.push((number, terms));
                (SEVERAL, largest)
            }
        };
        let code = if self.lexicon.is_hole(term) { HOLE } else { term };
        self.surfaces.push(Surface { count: 0, document: NO_DOCUMENT, code });
        self.terms.push(term);
        if let Some(largest) = largest {
            let needed = largest as usize + 1;
            if self.spread.len() < needed {
                self.spread.resize(needed, Spread { documents: 0, last: NO_DOCUMENT });
            }
            if let Some(letters) = &mut self.letters {
                letters.resize(self.spread.len(), 0);
                let of = if term == SEVERAL { several_of(&self.several, number) } else { std::slice::from_ref(&term) };
                for (&term, word) in of.iter().zip(fold(self.lexicon.profile(), folding, &text())) {
                    letters[term as usize] = letters_of(&word);
                }
            }
        }
        number
    }

    #[inline]
    fn count(&mut self, number: u32) -> u32 {
        let surface = &mut self.surfaces[number as usize];
        surface.count += 1;
        let code = surface.code;
        if surface.document != self.reading.document {
            surface.document = self.reading.document;
            if is_term(code) {
                self.met.push(code);
            } else {
                self.meet_again(number);
            }
        }
        code
    }

    /// The terms behind a surface that is not simply one: they too are met in this document.
    #[inline(never)]
    fn meet_again(&mut self, number: u32) {
        match self.terms[number as usize] {
            SEVERAL => self.met.extend_from_slice(several_of(&self.several, number)),
            HOLE => {}
            term => self.met.push(term),
        }
    }

    /// Counts the document for the terms met in it since the last time. Many at once, so that one miss hides another.
    fn spread_met(&mut self) {
        for term in self.met.drain(..) {
            let spread = &mut self.spread[term as usize];
            if spread.last != self.reading.document {
                spread.last = self.reading.document;
                if self.reading.split {
                    self.fresh.push(term);
                } else {
                    spread.documents += 1;
                }
            }
        }
    }
}

fn several_of(several: &[(u32, Box<[u32]>)], number: u32) -> &[u32] {
    several.binary_search_by_key(&number, |(n, _)| *n).map_or(&[], |i| &several[i].1)
}
