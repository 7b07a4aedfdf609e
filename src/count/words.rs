//! How often each term occurs, in how many documents, and how it was spelled.

use rayon::prelude::*;

use super::partition::Row;
use crate::encode::lexicon::Terms;
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
    /// Those of all threads together.
    #[must_use]
    pub fn merge(vocabularies: &[Vocabulary<'_>], terms: &Terms) -> Self {
        // By term number first, which is nearly the order in which a thread met the surfaces.
        let mut frequency = vec![0u64; terms.numbers()];
        let mut documents = vec![0u32; terms.numbers()];
        for vocabulary in vocabularies {
            for (_, count, of) in vocabulary.counts() {
                for &term in of {
                    frequency[term as usize] += count;
                }
            }
            for (sum, spread) in documents.iter_mut().zip(vocabulary.spread()) {
                *sum += spread.documents;
            }
        }
        let mut words = Self {
            frequency: vec![0; terms.len()],
            documents: vec![0; terms.len()],
            is_stop_word: vec![false; terms.len()],
        };
        for (term, (frequency, documents)) in (0u32..).zip(frequency.into_iter().zip(documents)) {
            let rank = terms.rank(term) as usize;
            words.frequency[rank] = frequency;
            words.documents[rank] = documents;
            words.is_stop_word[rank] = term < terms.stop_words();
        }
        words
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
    for vocabulary in vocabularies {
        let mut texts = vocabulary.texts();
        for (number, count, of) in vocabulary.counts() {
            if let [term] = *of {
                all.push((terms.rank(term), std::mem::take(&mut texts[number as usize]), count));
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
