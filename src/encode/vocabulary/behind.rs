//! The terms of surfaces that do not simply count as one.

use std::ops::Range;

use hashbrown::HashTable;

use crate::encode::hash::spread;

/// By surface, its terms. Numbers are nobody's choice: they are not hashed with a key.
#[derive(Default)]
pub(super) struct Behind {
    entries: HashTable<Entry>,
    /// Those of one surface behind those of another.
    pub terms: Vec<u32>,
}

struct Entry {
    surface: u32,
    start: u32,
    end: u32,
}

impl Behind {
    /// Keeps the terms of a surface that has none yet.
    ///
    /// # Panics
    /// If there are 2^32 terms in all.
    pub fn insert(&mut self, surface: u32, terms: &[u32]) {
        let place = |place: usize| u32::try_from(place).expect("fewer than 2^32 terms of such surfaces");
        let (start, end) = (place(self.terms.len()), place(self.terms.len() + terms.len()));
        self.terms.extend_from_slice(terms);
        let entry = Entry { surface, start, end };
        self.entries.insert_unique(spread(surface.into()), entry, |entry| spread(entry.surface.into()));
    }

    /// The terms of a surface.
    pub fn of(&self, surface: u32) -> &[u32] {
        &self.terms[self.places(surface)]
    }

    /// Where these are.
    pub fn places(&self, surface: u32) -> Range<usize> {
        let entry = self.entries.find(spread(surface.into()), |entry| entry.surface == surface);
        entry.map_or(0..0, |entry| entry.start as usize..entry.end as usize)
    }

    /// What it takes in memory.
    pub fn bytes(&self) -> usize {
        self.entries.allocation_size() + self.terms.capacity() * size_of::<u32>()
    }
}
