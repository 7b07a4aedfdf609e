//! Surfaces that are not packed: their texts, one behind the other, found by hash.

use hashbrown::HashTable;

use super::hash::Hasher;
use super::lexicon::Folding;

/// Texts, each with how it is folded and the number that is found for it.
pub(super) struct Arena {
    hasher: Hasher,
    table: HashTable<Entry>,
    /// Of each one a byte for its folding, then its text.
    texts: String,
}

struct Entry {
    place: Place,
    number: u32,
}

/// Where a text is: its beginning and its bytes.
#[derive(Clone, Copy)]
pub(super) struct Place {
    start: usize,
    length: u32,
}

impl Place {
    fn of(self, texts: &str) -> &str {
        &texts[self.start..self.start + self.length as usize]
    }

    fn has(self, texts: &str, folding: Folding, text: &str) -> bool {
        self.of(texts) == text && texts.as_bytes()[self.start - 1] == folding as u8
    }
}

impl Arena {
    pub(super) fn new(hasher: Hasher) -> Self {
        Self { hasher, table: HashTable::new(), texts: String::new() }
    }

    pub(super) fn hash(&self, text: &str) -> u64 {
        self.hasher.bytes(text.as_bytes())
    }

    /// The number that was kept for the text.
    pub(super) fn find(&self, folding: Folding, text: &str) -> Option<u32> {
        self.table.find(self.hash(text), |entry| entry.place.has(&self.texts, folding, text)).map(|entry| entry.number)
    }

    /// Keeps a number for the text, in place of the one that was there; says where the text is.
    pub(super) fn keep(&mut self, folding: Folding, text: &str, number: u32) -> Place {
        let hash = self.hash(text);
        if let Some(entry) = self.table.find_mut(hash, |entry| entry.place.has(&self.texts, folding, text)) {
            entry.number = number;
            return entry.place;
        }
        self.texts.push(char::from(folding as u8));
        let place = Place {
            start: self.texts.len(),
            length: u32::try_from(text.len()).expect("a token is shorter than 4 GiB"),
        };
        self.texts.push_str(text);
        let (texts, hasher) = (&self.texts, self.hasher);
        self.table.insert_unique(hash, Entry { place, number }, |entry| hasher.bytes(entry.place.of(texts).as_bytes()));
        place
    }

    /// The text that is there.
    pub(super) fn text(&self, place: Place) -> &str {
        place.of(&self.texts)
    }

    /// What it takes in memory, nearly.
    pub(super) fn bytes(&self) -> usize {
        self.table.capacity() * (size_of::<Entry>() + 1) + self.texts.capacity()
    }
}
