//! The tables of n-grams of two and three words: how often each word, and each two words, stand in their slots.

use std::collections::HashMap;

use crate::count::partition::Row;
use crate::measure::Measure;
use crate::measure::association::{ASSOCIATION, Pair};
use crate::measure::trigram::{Counts, TRIGRAM, Triple};

/// N-grams that have measures.
pub trait Scored<const N: usize>: Sized {
    /// The table of one.
    type Table: 'static;
    /// What there is to say about it.
    const MEASURES: &'static [Measure<Self::Table>];

    /// The sums behind the tables of these n-grams of all.
    fn of(chosen: &[Row<N>], all: &[Row<N>], terms: usize) -> Self;

    /// The table of one of them.
    fn table(&self, row: &Row<N>) -> Self::Table;
}

/// How often each word is in each slot, and how many n-grams there are.
struct Slots<const N: usize> {
    words: [Vec<u64>; N],
    total: u64,
}

impl<const N: usize> Slots<N> {
    fn of(all: &[Row<N>], terms: usize) -> Self {
        let mut slots = Self { words: std::array::from_fn(|_| vec![0; terms]), total: 0 };
        for row in all {
            slots.total += row.frequency;
            for (words, &word) in slots.words.iter_mut().zip(&row.key) {
                words[word as usize] += row.frequency;
            }
        }
        slots
    }

    fn of_each(&self, key: [u32; N]) -> [u64; N] {
        std::array::from_fn(|slot| self.words[slot][key[slot] as usize])
    }
}

/// Of bigrams.
pub struct Bigrams(Slots<2>);

impl Scored<2> for Bigrams {
    type Table = Pair;
    const MEASURES: &'static [Measure<Pair>] = ASSOCIATION;

    fn of(_: &[Row<2>], all: &[Row<2>], terms: usize) -> Self {
        Self(Slots::of(all, terms))
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

    fn of(chosen: &[Row<3>], all: &[Row<3>], terms: usize) -> Self {
        let mut pairs: [HashMap<[u32; 2], u64>; 3] = Default::default();
        for row in chosen {
            pairs.iter_mut().zip(pairs_of(row.key)).for_each(|(sums, pair)| *sums.entry(pair).or_default() = 0);
        }
        for row in all {
            for (sums, pair) in pairs.iter_mut().zip(pairs_of(row.key)) {
                if let Some(sum) = sums.get_mut(&pair) {
                    *sum += row.frequency;
                }
            }
        }
        Self { slots: Slots::of(all, terms), pairs }
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
