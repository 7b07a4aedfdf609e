//! The tables of n-grams of two and three words: how often each word, and each two words, stand in their slots.

use std::collections::HashMap;

use crate::count::choice::{Rows, Thresholds};
use crate::count::partition::Row;
use crate::count::spill::SpillError;
use crate::measure::Measure;
use crate::measure::association::{ASSOCIATION, Pair};
use crate::measure::trigram::{Counts, TRIGRAM, Triple};

/// N-grams that have measures.
pub trait Scored<const N: usize>: Sized {
    /// The table of one.
    type Table: 'static;
    /// What there is to say about it.
    const MEASURES: &'static [Measure<Self::Table>];

    /// The sums of all n-grams behind the tables of those that pass.
    fn of(all: &Rows<N>, pass: Thresholds, terms: usize) -> Result<Self, SpillError>;

    /// What they take in memory, beside a few counts a word.
    fn bytes(&self) -> usize;

    /// The table of one of them.
    fn table(&self, row: &Row<N>) -> Self::Table;
}

/// How often each word is in each slot, and how many n-grams there are.
struct Slots<const N: usize> {
    words: [Vec<u64>; N],
    total: u64,
}

impl<const N: usize> Slots<N> {
    fn none(terms: usize) -> Self {
        Self { words: std::array::from_fn(|_| vec![0; terms]), total: 0 }
    }

    fn add(&mut self, row: &Row<N>) {
        self.total += row.frequency;
        for (words, &word) in self.words.iter_mut().zip(&row.key) {
            words[word as usize] += row.frequency;
        }
    }

    fn of_each(&self, key: [u32; N]) -> [u64; N] {
        std::array::from_fn(|slot| self.words[slot][key[slot] as usize])
    }
}

fn each<const N: usize>(rows: &Rows<N>, mut see: impl FnMut(&Row<N>)) -> Result<(), SpillError> {
    rows.pages(|_, page| {
        page.iter().for_each(&mut see);
        Ok(())
    })
}

/// Of bigrams.
pub struct Bigrams(Slots<2>);

impl Scored<2> for Bigrams {
    type Table = Pair;
    const MEASURES: &'static [Measure<Pair>] = ASSOCIATION;

    fn of(all: &Rows<2>, _: Thresholds, terms: usize) -> Result<Self, SpillError> {
        let mut slots = Slots::none(terms);
        each(all, |row| slots.add(row))?;
        Ok(Self(slots))
    }

    fn bytes(&self) -> usize {
        0
    }

    fn table(&self, row: &Row<2>) -> Pair {
        let [f1, f2] = self.0.of_each(row.key);
        Pair::new(row.frequency, f1, f2, self.0.total)
    }
}

/// Of trigrams.
pub struct Trigrams {
    slots: Slots<3>,
    /// How often two words are in their slots; of the chosen trigrams only.
    pairs: [HashMap<[u32; 2], u64>; 3],
}

/// First and second, first and third, second and third.
fn pairs_of([a, b, c]: [u32; 3]) -> [[u32; 2]; 3] {
    [[a, b], [a, c], [b, c]]
}

impl Scored<3> for Trigrams {
    type Table = Triple;
    const MEASURES: &'static [Measure<Triple>] = TRIGRAM;

    fn of(all: &Rows<3>, pass: Thresholds, terms: usize) -> Result<Self, SpillError> {
        let mut this = Self { slots: Slots::none(terms), pairs: Default::default() };
        each(all, |row| {
            this.slots.add(row);
            if pass.admit(row.frequency, row.documents) {
                let pairs = this.pairs.iter_mut().zip(pairs_of(row.key));
                pairs.for_each(|(sums, pair)| *sums.entry(pair).or_default() = 0);
            }
        })?;
        each(all, |row| {
            for (sums, pair) in this.pairs.iter_mut().zip(pairs_of(row.key)) {
                if let Some(sum) = sums.get_mut(&pair) {
                    *sum += row.frequency;
                }
            }
        })?;
        Ok(this)
    }

    fn bytes(&self) -> usize {
        /// A pair, its sum, and what a map keeps free.
        const ENTRY: usize = 32;
        self.pairs.iter().map(|pairs| pairs.len() * ENTRY).sum()
    }

    fn table(&self, row: &Row<3>) -> Triple {
        let [ab, ac, bc] = pairs_of(row.key);
        let sum = |slots: usize, pair| self.pairs[slots].get(&pair).copied().unwrap_or_default();
        let counts = Counts {
            all: row.frequency,
            first_second: sum(0, ab),
            first_third: sum(1, ac),
            second_third: sum(2, bc),
            each: self.slots.of_each(row.key),
            n: self.slots.total,
        };
        Triple::from_counts(&counts).expect("sums of one table fit together")
    }
}
