//! How often each term occurs, in how many documents, and how it was spelled.

use std::collections::HashMap;

use rayon::prelude::*;

use super::partition::{Room, Row, Scatter, together};
use super::spill::{SpillError, TempFolder};
use crate::encode::hash::Hasher;
use crate::encode::terms::Terms;
use crate::encode::vocabulary::Vocabulary;

/// Word counts, by rank in code point order. Terms that were only asked for have a frequency of 0.
pub struct Words {
    /// Occurrences, of stop words too.
    pub frequency: Vec<u64>,
    /// Documents.
    pub documents: Vec<u32>,
    /// By rank: is it a stop word?
    pub is_stop_word: Vec<bool>,
}

impl Words {
    /// Those of all threads together, which have met some words in documents that several threads read.
    ///
    /// # Errors
    /// If a temporary file cannot be read.
    pub fn merge(
        vocabularies: &[Vocabulary<'_>],
        terms: &Terms,
        met: Vec<Met>,
        hasher: Hasher,
        room: &Room,
    ) -> Result<Self, SpillError> {
        let by_thread: Vec<Self> = (0..vocabularies.len())
            .into_par_iter()
            .map(|thread| Self::of_thread(&vocabularies[thread], terms.of_thread(thread), terms.len()))
            .collect();
        let mut this = by_thread.into_iter().reduce(Self::plus).unwrap_or_else(|| Self::none(terms.len()));
        for &rank in terms.stop_words() {
            this.is_stop_word[rank as usize] = true;
        }
        let united = |thread, [term]: [u32; 1]| [terms.of_thread(thread)[term as usize]];
        let scatters = met.into_iter().map(|met| met.0).collect();
        for row in Scatter::rows(scatters, hasher, room, united)? {
            this.documents[row.key[0] as usize] += row.documents;
        }
        Ok(this)
    }

    fn none(terms: usize) -> Self {
        Self { frequency: vec![0; terms], documents: vec![0; terms], is_stop_word: vec![false; terms] }
    }

    fn of_thread(vocabulary: &Vocabulary<'_>, ranks: &[u32], terms: usize) -> Self {
        let mut this = Self::none(terms);
        for (_, count, of) in vocabulary.counts() {
            for &term in of {
                this.frequency[ranks[term as usize] as usize] += count;
            }
        }
        for (documents, &rank) in vocabulary.documents().zip(ranks).filter(|(documents, _)| *documents > 0) {
            this.documents[rank as usize] += documents;
        }
        this
    }

    fn plus(mut self, other: Self) -> Self {
        self.frequency.iter_mut().zip(other.frequency).for_each(|(a, b)| *a += b);
        self.documents.iter_mut().zip(other.documents).for_each(|(a, b)| *a += b);
        self
    }

    /// The words that occur and are no stop words.
    pub fn rows(&self) -> impl Iterator<Item = Row<1>> {
        let counts = self.frequency.iter().zip(&self.documents).zip(&self.is_stop_word);
        let rows = (0u32..).zip(counts).filter(|(_, ((frequency, _), stop))| **frequency > 0 && !**stop);
        rows.map(|(rank, ((&frequency, &documents), _))| Row { key: [rank], frequency, documents, peak: () })
    }

    /// All occurrences, stop words included.
    #[must_use]
    pub fn tokens(&self) -> u64 {
        self.frequency.iter().sum()
    }

    /// Occurrences of stop words.
    #[must_use]
    pub fn stop_word_tokens(&self) -> u64 {
        self.frequency.iter().zip(&self.is_stop_word).filter(|(_, stop)| **stop).map(|(f, _)| f).sum()
    }
}

/// The terms a thread has met in documents of several pieces: such a document counts once for a term, however many threads have
/// met it there.
pub struct Met(Scatter, Vec<u32>);

/// Into 2^`MET_BITS` partitions.
const MET_BITS: u32 = 6;

impl Default for Met {
    fn default() -> Self {
        Self(Scatter::new(1, MET_BITS), Vec::new())
    }
}

impl Met {
    /// Takes those that the vocabulary has newly met.
    pub fn take(&mut self, document: u32, vocabulary: &mut Vocabulary<'_>) {
        let mut met = std::mem::take(&mut self.1);
        met.extend(vocabulary.met());
        for &term in &met {
            self.0.push(document, [term], together([vocabulary.hashes()[term as usize]]));
        }
        met.clear();
        self.1 = met;
    }

    /// Shows each term with each document.
    pub(super) fn each(self, mut see: impl FnMut(u32, u32)) -> Result<(), SpillError> {
        self.0.each(|document, [term]: [u32; 1]| see(term, document))
    }

    /// What they take in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.0.bytes()
    }

    /// Puts them into a file.
    ///
    /// # Errors
    /// If it cannot be made or written.
    pub fn spill(&mut self, folder: &TempFolder) -> Result<(), SpillError> {
        self.0.spill(folder)
    }
}

/// The frequencies of terms in a document, from each thread that read a piece of it.
pub type ByThread = Vec<(usize, HashMap<u32, u64>)>;

/// How often a term is in the document that has most of it.
#[derive(Default)]
pub struct Peaks {
    /// By term, in documents that this thread alone has read.
    mine: Vec<u64>,
    /// Documents that several threads have read.
    apart: Vec<ByThread>,
}

impl Peaks {
    /// Takes a document.
    pub fn take(&mut self, thread: usize, frequencies: &ByThread) {
        match &frequencies[..] {
            [(of, frequencies)] if *of == thread => {
                for (&term, &frequency) in frequencies {
                    let term = term as usize;
                    if term >= self.mine.len() {
                        self.mine.resize(term + 1, 0);
                    }
                    self.mine[term] = self.mine[term].max(frequency);
                }
            }
            [] => {}
            _ => self.apart.push(frequencies.clone()),
        }
    }

    /// Those of all threads, by rank.
    #[must_use]
    pub fn merge(threads: Vec<Self>, terms: &Terms) -> Vec<u64> {
        let mut peaks = vec![0; terms.len()];
        let mut raise = |rank: u32, frequency: u64| {
            let peak: &mut u64 = &mut peaks[rank as usize];
            *peak = (*peak).max(frequency);
        };
        for (thread, Self { mine, apart }) in threads.into_iter().enumerate() {
            let seen = mine.into_iter().zip(terms.of_thread(thread)).filter(|(frequency, _)| *frequency > 0);
            seen.for_each(|(frequency, &rank)| raise(rank, frequency));
            for document in apart {
                terms.unite_frequencies(document).into_iter().for_each(|(rank, frequency)| raise(rank, frequency));
            }
        }
        peaks
    }
}

/// By rank, the most frequent spelling of a term; of several, the first by code point. Empty where no surface is that term alone.
#[must_use]
pub fn spellings(vocabularies: &[Vocabulary<'_>], terms: &Terms) -> Vec<String> {
    let mut all: Vec<(u32, String, u64)> = Vec::new();
    for (thread, vocabulary) in vocabularies.iter().enumerate() {
        let ranks = terms.of_thread(thread);
        for (number, count, of) in vocabulary.counts() {
            if let [term] = *of
                && count > 0
            {
                all.push((ranks[term as usize], vocabulary.text(number).to_text(), count));
            }
        }
    }
    all.par_sort_unstable();
    all.dedup_by(|next, kept| {
        let same = next.0 == kept.0 && next.1 == kept.1;
        if same {
            kept.2 += next.2;
        }
        same
    });
    let mut best = vec![(0, String::new()); terms.len()];
    for (rank, text, count) in all {
        let best = &mut best[rank as usize];
        if count > best.0 {
            *best = (count, text);
        }
    }
    best.into_iter().map(|(_, text)| text).collect()
}

/// By rank, every spelling of a term and how often it occurs, the most frequent first, ties by code point. What counts as several
/// terms is a spelling of each of them, so the counts add up to the frequency.
#[must_use]
pub fn variants(vocabularies: &[Vocabulary<'_>], terms: &Terms) -> Vec<Vec<(String, u64)>> {
    let mut variants = vec![Vec::new(); terms.len()];
    for (thread, vocabulary) in vocabularies.iter().enumerate() {
        let ranks = terms.of_thread(thread);
        for (number, count, of) in vocabulary.counts().filter(|&(_, count, _)| count > 0) {
            for &term in of {
                variants[ranks[term as usize] as usize].push((vocabulary.text(number).to_text(), count));
            }
        }
    }
    variants.par_iter_mut().for_each(|of: &mut Vec<(String, u64)>| {
        of.sort_unstable();
        of.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        of.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
    });
    variants
}
