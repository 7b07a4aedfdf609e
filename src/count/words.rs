//! How often each term occurs, in how many documents, and how it was spelled.

use rayon::prelude::*;

use super::partition::Row;
use crate::encode::terms::Terms;
use crate::encode::vocabulary::{NO_DOCUMENT, Vocabulary};

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
    /// Those of all threads together.
    #[must_use]
    pub fn merge(vocabularies: &[Vocabulary<'_>], terms: &Terms) -> Self {
        let by_thread: Vec<Self> = (0..vocabularies.len())
            .into_par_iter()
            .map(|thread| Self::of_thread(&vocabularies[thread], terms.of_thread(thread), terms.len()))
            .collect();
        let mut this = by_thread.into_iter().reduce(Self::plus).unwrap_or_else(|| Self::none(terms.len()));
        for &rank in terms.stop_words() {
            this.is_stop_word[rank as usize] = true;
        }
        let mut split: Vec<(u32, usize, &[u32])> = Vec::new();
        for (thread, vocabulary) in vocabularies.iter().enumerate() {
            split.extend(vocabulary.split_documents().iter().map(|(document, met)| (*document, thread, &met[..])));
        }
        this.add_split_documents(split, terms);
        this
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

    /// A document in several pieces counts once for a term, however many threads met the term in it.
    fn add_split_documents(&mut self, mut split: Vec<(u32, usize, &[u32])>, terms: &Terms) {
        split.sort_unstable_by_key(|&(document, thread, _)| (document, thread));
        let mut last = vec![NO_DOCUMENT; if split.is_empty() { 0 } else { terms.len() }];
        for (document, thread, met) in split {
            for &term in met {
                let rank = terms.of_thread(thread)[term as usize] as usize;
                if last[rank] != document {
                    last[rank] = document;
                    self.documents[rank] += 1;
                }
            }
        }
    }

    /// The words that occur and are no stop words.
    pub fn rows(&self) -> impl Iterator<Item = Row<1>> {
        let counts = self.frequency.iter().zip(&self.documents).zip(&self.is_stop_word);
        let rows = (0u32..).zip(counts).filter(|(_, ((frequency, _), stop))| **frequency > 0 && !**stop);
        rows.map(|(rank, ((&frequency, &documents), _))| Row { key: [rank], frequency, documents })
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
