//! What is done with a surface that is met for the first time: it gets a number, or is found by that of its term.

use super::{IN_ARENA, NO_DOCUMENT, SEVERAL, Surface, Text, Vocabulary, Whereabouts};
use crate::encode::lexicon::{Folding, pack};
use crate::encode::stream::{FIRST_SPECIAL, HOLE, STOP_WORD, is_term};
use crate::encode::table::{Halves, Key, Slot, halves};
use crate::text::letters_of;
use crate::text::tokenize::unpack;

impl Vocabulary<'_> {
    /// Packed code points that are met for the first time: what is counted for them.
    pub(super) fn new_packed(&mut self, codes: u128) -> u32 {
        let folded = self.lexicon.fold_packed(codes);
        if let Some(folded) = folded.filter(|&folded| !self.spellings && folded != codes && folded != 0) {
            let term = self.term_packed(folded);
            if self.is_itself(term) {
                match halves(codes) {
                    [key, 0] => self.short.insert(Slot { key, number: term, is_alias: true }, self.hasher),
                    key => self.long.insert(Slot { key, number: term, is_alias: true }, self.hasher),
                }
                return term;
            }
        }
        let known = self.len();
        let number = self.enter_packed(codes);
        if number >= known {
            self.resolve_folded(number, codes, folded);
        }
        number
    }

    /// The same of any other surface.
    pub(super) fn new_other(&mut self, folding: Folding, text: &str) -> u32 {
        let folded = self.lexicon.fold(folding, text);
        if let [term] = &folded[..]
            && !self.spellings
            && (folding, &term[..]) != (Folding::Words, text)
        {
            let term = self.term(term);
            if self.is_itself(term) {
                self.arena.keep(folding, text, term);
                return term;
            }
        }
        let known = self.len();
        let number = self.enter_other(folding, text);
        if number >= known {
            self.resolve_terms(number, &folded);
        }
        number
    }

    /// As a surface, does the term count as itself? It does not everywhere, where the profile is not idempotent.
    fn is_itself(&self, term: u32) -> bool {
        match self.surfaces[term as usize].code {
            STOP_WORD => self.behind.of(term) == [term],
            code => code == term,
        }
    }

    /// The surface that has the text, entered now if there is none.
    pub(super) fn enter(&mut self, folding: Folding, text: &str) -> u32 {
        match pack(text) {
            Some(codes) if folding == Folding::Words => self.enter_packed(codes),
            _ => self.enter_other(folding, text),
        }
    }

    fn enter_packed(&mut self, codes: u128) -> u32 {
        let key = halves(codes);
        if key[1] == 0 {
            let slot = self.short.slots[self.short.find(key[0], self.hasher)];
            return if slot.key == key[0] && !slot.is_alias { slot.number } else { self.new_short(key[0]) };
        }
        let slot = self.long.slots[self.long.find(key, self.hasher)];
        if slot.key == key && !slot.is_alias { slot.number } else { self.new_long(key) }
    }

    fn enter_other(&mut self, folding: Folding, text: &str) -> u32 {
        let found = self.arena.find(folding, text);
        if let Some(number) = found.filter(|&number| self.text(number) == Text::Other(text)) {
            return number;
        }
        let place = self.places.len() as u64;
        let number = self.new_number(self.arena.hash(text), place << 16 | IN_ARENA);
        self.places.push(self.arena.keep(folding, text, number));
        number
    }

    fn new_short(&mut self, key: u64) -> u32 {
        let number = self.new_number(key.hash(self.hasher), key);
        self.short.insert(Slot { key, number, is_alias: false }, self.hasher);
        number
    }

    fn new_long(&mut self, key: Halves) -> u32 {
        let number = self.new_number(key.hash(self.hasher), (self.long_keys.len() as u64) << 16);
        self.long.insert(Slot { key, number, is_alias: false }, self.hasher);
        self.long_keys.push(key);
        number
    }

    fn new_number(&mut self, hash: u64, whereabouts: u64) -> u32 {
        let number = self.len();
        assert!(number < FIRST_SPECIAL - 1, "fewer than 2^32 distinct words a thread");
        self.surfaces.push(Surface { count: 0, document: NO_DOCUMENT, code: number, documents: 0 });
        self.hashes.push((hash >> 32) as u32);
        self.whereabouts.push(Whereabouts(whereabouts));
        number
    }

    /// Decides what a new surface counts as.
    pub(super) fn resolve(&mut self, number: u32, folding: Folding) {
        match self.text(number) {
            Text::Packed(codes) => self.resolve_packed(number, codes),
            Text::Other(text) => {
                let text = text.to_owned();
                self.resolve_text(number, folding, &text);
            }
        }
    }

    fn resolve_packed(&mut self, number: u32, codes: u128) {
        self.resolve_folded(number, codes, self.lexicon.fold_packed(codes));
    }

    fn resolve_folded(&mut self, number: u32, codes: u128, folded: Option<u128>) {
        match folded {
            Some(folded) if codes == folded => self.settle(number, &[number]),
            Some(0) => self.settle(number, &[]),
            Some(folded) => {
                let term = self.term_packed(folded);
                self.settle(number, &[term]);
            }
            None => self.resolve_text(number, Folding::Words, &unpack(codes)),
        }
    }

    fn resolve_text(&mut self, number: u32, folding: Folding, text: &str) {
        self.resolve_terms(number, &self.lexicon.fold(folding, text));
    }

    fn resolve_terms(&mut self, number: u32, terms: &[String]) {
        let terms: Vec<u32> = terms.iter().map(|term| self.term(term)).collect();
        self.settle(number, &terms);
    }

    fn settle(&mut self, number: u32, terms: &[u32]) {
        let code = match *terms {
            [] => HOLE,
            [term] if self.lexicon.is_stop_word(term) => STOP_WORD,
            [term] => term,
            _ => SEVERAL,
        };
        self.surfaces[number as usize].code = code;
        self.know_letters(terms);
        if !is_term(code) && !terms.is_empty() {
            self.behind.insert(number, terms);
        }
    }

    /// The number of a term.
    pub(super) fn term(&mut self, text: &str) -> u32 {
        let known = self.len();
        let number = self.enter(Folding::Words, text);
        self.resolve_if_new(number, known)
    }

    pub(super) fn term_packed(&mut self, codes: u128) -> u32 {
        let known = self.len();
        let number = self.enter_packed(codes);
        if number >= known {
            self.resolve_packed(number, codes);
        }
        number
    }

    /// A term is a surface that may be met: by then it is known what it counts as. (Itself, if the profile is idempotent.)
    fn resolve_if_new(&mut self, number: u32, known: u32) -> u32 {
        if number >= known {
            self.resolve(number, Folding::Words);
        }
        number
    }

    fn know_letters(&mut self, terms: &[u32]) {
        if self.letters.is_none() {
            return;
        }
        for &term in terms {
            let letters = u32::try_from(letters_of(&self.text(term).to_text())).unwrap_or(u32::MAX);
            if let Some(known) = &mut self.letters {
                known.resize(self.surfaces.len(), 0);
                known[term as usize] = letters;
            }
        }
    }
}
