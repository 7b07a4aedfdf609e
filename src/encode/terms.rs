//! The terms of all threads under one numbering: their rank in the order of code points.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::HashMap;

use hashbrown::HashTable;
use rayon::prelude::*;

use super::hash::spread;
use super::lexicon::Lexicon;
use super::memory::prefetch;
use super::vocabulary::{Text, Vocabulary, Whereabouts};
use crate::text::alphabet as ab;
use crate::text::tokenize::{low_half, unpack_bytes};

/// Every term's text by rank, and the rank of each thread's terms.
pub struct Terms {
    slots: Vec<Slots>,
    terms: usize,
    /// By thread, then by its number; `NO_TERM` for what is none.
    ranks: Vec<Vec<u32>>,
    stop_words: Vec<u32>,
}

/// The rank of a surface that is no term.
const NO_TERM: u32 = u32::MAX;
/// Bytes a term has in the table of texts: two to a cache line, so that a term costs one miss.
const SLOT: usize = 32;
/// Stands in the last byte of a slot for a term that is too long for it; otherwise that is its length.
const LONG: u8 = 0x7F;
/// Terms are united in 2^`SHARD_BITS` parts, by hash: each fits a cache, and each is one thread's work.
const SHARD_BITS: u32 = 6;

/// The terms of a part.
#[derive(Default)]
struct Shard<'v> {
    texts: Vec<Text<'v>>,
    /// By thread, its numbers and their places in `texts`.
    places: Vec<Vec<(u32, u32)>>,
}

impl Terms {
    /// Unites what the threads have met.
    #[must_use]
    pub fn unite(vocabularies: &[Vocabulary<'_>], lexicon: &Lexicon) -> Self {
        let by_thread: Vec<Vec<Vec<Found>>> = vocabularies.par_iter().map(|v| terms_by_shard(v, lexicon)).collect();
        let shards: Vec<Shard<'_>> =
            (0..1 << SHARD_BITS).into_par_iter().map(|shard| Shard::unite(vocabularies, &by_thread, shard)).collect();
        let sortable = |(shard, of): (usize, &Shard<'_>)| -> Vec<Sortable> {
            (0u32..).zip(&of.texts).map(|(place, text)| Sortable::new(text, shard as u16, place)).collect()
        };
        let by_shard: Vec<Vec<Sortable>> = shards.par_iter().enumerate().map(sortable).collect();
        let mut all = by_shard.concat();
        all.par_sort_unstable_by(|a, b| {
            a.order.cmp(&b.order).then_with(|| compare(&a.text(&shards), &b.text(&shards)))
        });

        let mut by_place: Vec<Vec<u32>> = shards.iter().map(|s| vec![0; s.texts.len()]).collect();
        for (rank, term) in (0u32..).zip(&all) {
            by_place[usize::from(term.shard)][term.place as usize] = rank;
        }
        let ranks = (0..vocabularies.len()).into_par_iter().map(|thread| {
            let mut ranks = vec![NO_TERM; vocabularies[thread].len() as usize];
            for (shard, by_place) in shards.iter().zip(&by_place) {
                for &(number, place) in &shard.places[thread] {
                    ranks[number as usize] = by_place[place as usize];
                }
            }
            ranks
        });
        let ranks: Vec<Vec<u32>> = ranks.collect();
        let stop_words = (0..lexicon.stop_words()).filter_map(|n| ranks.first().map(|r| r[n as usize])).collect();
        let slots: Vec<Slots> = all.par_chunks(CHUNK).map(|terms| slots(terms, &shards)).collect();
        Self { slots, terms: all.len(), ranks, stop_words }
    }

    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        self.terms
    }

    /// What they take in memory, nearly.
    #[must_use]
    pub fn bytes(&self) -> usize {
        let long: usize = self.slots.iter().flat_map(|slots| &slots.long).map(|(_, text)| text.len() + 32).sum();
        let ranks: usize = self.ranks.iter().map(Vec::len).sum();
        self.terms * SLOT + long + ranks * size_of::<u32>()
    }

    /// None at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.terms == 0
    }

    /// Has the text on its way from memory by the time it is asked for.
    #[inline]
    pub fn approach(&self, rank: u32) {
        let Slots { text, first, .. } = &self.slots[rank as usize / CHUNK];
        prefetch(&text.as_bytes()[first + rank as usize % CHUNK * SLOT]);
    }

    /// The text of the term with this rank.
    #[inline]
    #[must_use]
    pub fn text(&self, rank: u32) -> &str {
        let Slots { text, first, long } = &self.slots[rank as usize / CHUNK];
        let place = rank as usize % CHUNK;
        let start = first + place * SLOT;
        match text.as_bytes()[start + SLOT - 1] {
            LONG => long.binary_search_by_key(&place, |(p, _)| *p).map_or("", |i| &long[i].1),
            length => &text[start..start + usize::from(length)],
        }
    }

    /// The ranks of a thread's terms, by its numbers.
    #[inline]
    #[must_use]
    pub fn of_thread(&self, thread: usize) -> &[u32] {
        &self.ranks[thread]
    }

    /// By rank, what threads counted by their own numbers.
    #[must_use]
    pub fn unite_frequencies(&self, threads: Vec<(usize, HashMap<u32, u64>)>) -> HashMap<u32, u64> {
        let mut united: HashMap<u32, u64> = HashMap::new();
        for (thread, frequencies) in threads {
            for (term, frequency) in frequencies {
                *united.entry(self.of_thread(thread)[term as usize]).or_default() += frequency;
            }
        }
        united
    }

    /// The rank of a fixed term.
    #[must_use]
    pub fn of_fixed(&self, term: u32) -> u32 {
        self.ranks[0][term as usize]
    }

    /// The ranks of the stop words.
    #[must_use]
    pub fn stop_words(&self) -> &[u32] {
        &self.stop_words
    }
}

/// A term of a thread, on its way to its shard.
struct Found {
    number: u32,
    hash: u32,
    whereabouts: Whereabouts,
}

/// A thread's terms, by shard: those its surfaces count as, and the fixed ones.
fn terms_by_shard(vocabulary: &Vocabulary<'_>, lexicon: &Lexicon) -> Vec<Vec<Found>> {
    let mut is_term = vec![false; vocabulary.len() as usize];
    is_term[..lexicon.fixed().len()].fill(true);
    for (_, _, terms) in vocabulary.counts() {
        terms.iter().for_each(|&term| is_term[term as usize] = true);
    }
    let expected = vocabulary.len() as usize >> SHARD_BITS;
    let mut shards: Vec<Vec<Found>> =
        (0..1 << SHARD_BITS).map(|_| Vec::with_capacity(expected + expected / 8)).collect();
    let keys = vocabulary.hashes().iter().zip(vocabulary.whereabouts());
    for ((number, (&hash, &whereabouts)), _) in (0u32..).zip(keys).zip(is_term).filter(|(_, is_term)| *is_term) {
        shards[(hash >> (32 - SHARD_BITS)) as usize].push(Found { number, hash, whereabouts });
    }
    shards
}

impl<'v> Shard<'v> {
    fn unite(vocabularies: &'v [Vocabulary<'_>], by_thread: &[Vec<Vec<Found>>], shard: usize) -> Self {
        let mut this = Self::default();
        let mut table: HashTable<(u32, u32)> =
            HashTable::with_capacity(by_thread.first().map_or(0, |t| t[shard].len()));
        for (vocabulary, found) in vocabularies.iter().zip(by_thread) {
            let mut places = Vec::with_capacity(found[shard].len());
            for found in &found[shard] {
                let text = vocabulary.text_at(found.whereabouts);
                let same = |&(hash, place): &(u32, u32)| hash == found.hash && this.texts[place as usize] == text;
                // The upper bits chose the shard; the table wants good ones at both ends.
                let place = if let Some(&(_, place)) = table.find(spread(found.hash.into()), same) {
                    place
                } else {
                    let place = u32::try_from(this.texts.len()).expect("fewer than 2^32 terms");
                    table.insert_unique(spread(found.hash.into()), (found.hash, place), |&(hash, _)| {
                        spread(hash.into())
                    });
                    this.texts.push(text);
                    place
                };
                places.push((found.number, place));
            }
            this.places.push(places);
        }
        this
    }
}

/// Terms of which one thread makes the slots at a time.
const CHUNK: usize = 1 << 13;

/// The texts of some terms, in slots.
struct Slots {
    text: String,
    /// Where the first slot begins, so that none lies in two cache lines.
    first: usize,
    /// Those that are too long for a slot, by their place.
    long: Vec<(usize, Box<str>)>,
}

fn slots(terms: &[Sortable], shards: &[Shard<'_>]) -> Slots {
    let (mut slots, mut long) = (Vec::<u8>::with_capacity(terms.len() * SLOT), Vec::new());
    for (place, term) in terms.iter().enumerate() {
        let mut slot = [b' '; SLOT];
        let mut text = String::new();
        let length = match term.text(shards) {
            // Sixteen code points of two bytes would leave no place for the length.
            Text::Packed(codes) if codes >> 120 == 0 => unpack_bytes(codes, &mut slot),
            other => {
                text = other.to_text();
                text.len()
            }
        };
        if length >= SLOT {
            slot[SLOT - 1] = LONG;
            long.push((place, text.into()));
        } else {
            slot[..text.len()].copy_from_slice(text.as_bytes());
            slot[SLOT - 1] = length as u8;
        }
        slots.extend_from_slice(&slot);
    }
    let slots = simdutf8::basic::from_utf8(&slots).expect("terms are UTF-8, and so are spaces and lengths");
    let mut text = String::with_capacity(slots.len() + SLOT);
    let first = text.as_ptr().addr().wrapping_neg() % SLOT;
    text.extend(std::iter::repeat_n(' ', first));
    text.push_str(slots);
    Slots { text, first, long }
}

#[derive(Clone, Copy)]
struct Sortable {
    /// Agrees with the order of code points, but for ties.
    order: u64,
    place: u32,
    shard: u16,
    /// Is `order` the whole text?
    whole: bool,
}

impl Sortable {
    fn new(text: &Text<'_>, shard: u16, place: u32) -> Self {
        let order = order_of(text);
        Self { order, place, shard, whole: *text == Text::Packed(order.swap_bytes().into()) }
    }

    fn text<'v>(&self, shards: &[Shard<'v>]) -> Text<'v> {
        if self.whole {
            Text::Packed(self.order.swap_bytes().into())
        } else {
            shards[usize::from(self.shard)].texts[self.place as usize]
        }
    }
}

fn compare(a: &Text<'_>, b: &Text<'_>) -> Ordering {
    fn text<'t>(text: &'t Text<'_>) -> Cow<'t, str> {
        match text {
            Text::Packed(_) => Cow::Owned(text.to_text()),
            Text::Other(text) => Cow::Borrowed(text),
        }
    }
    match (a, b) {
        (Text::Packed(a), Text::Packed(b)) => a.swap_bytes().cmp(&b.swap_bytes()),
        (a, b) => text(a).cmp(&text(b)),
    }
}

/// Terms of one thread, in the order of code points.
#[must_use]
pub fn by_code_point(vocabulary: &Vocabulary<'_>, terms: Vec<u32>) -> Vec<u32> {
    let mut sortable: Vec<(u64, u32)> =
        terms.into_iter().map(|term| (order_of(&vocabulary.text(term)), term)).collect();
    sortable.sort_unstable_by(|a, b| a.0.cmp(&b.0).then_with(|| compare(&vocabulary.text(a.1), &vocabulary.text(b.1))));
    sortable.into_iter().map(|(_, term)| term).collect()
}

/// Up to eight code points in eight bytes: those of the base block by their code; one before it as 1 and one behind it as 255,
/// and then no more, since such a byte stands for many.
fn order_of(text: &Text<'_>) -> u64 {
    let mut bytes = [0; 8];
    match text {
        Text::Packed(codes) => bytes = low_half(*codes).to_le_bytes(),
        Text::Other(text) => {
            for (byte, c) in bytes.iter_mut().zip(text.chars()) {
                let code =
                    u32::from(c).checked_sub(ab::BASE_BLOCK).map_or(FIRST, |code| u8::try_from(code).unwrap_or(LAST));
                *byte = code.max(FIRST);
            }
        }
    }
    if let Some(many) = bytes.iter().position(|b| matches!(*b, FIRST | LAST)) {
        bytes[many + 1..].fill(0);
    }
    u64::from_be_bytes(bytes)
}

/// Stands for all code points before the base block, and its first two.
const FIRST: u8 = 1;
/// Stands for all code points behind the base block, and its last.
const LAST: u8 = u8::MAX;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::lexicon::pack;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_order_is_that_of_code_points(texts in prop::collection::vec("[ -~\u{600}-\u{6ff}\u{750}-\u{77f}]{1,12}", 2..20)) {
            let as_term = |text: &String| pack(text).map_or_else(|| text.clone(), crate::text::tokenize::unpack);
            let mut sorted: Vec<Text<'_>> = texts.iter().map(|t| pack(t).map_or(Text::Other(t), Text::Packed)).collect();
            sorted.sort_by(|a, b| order_of(a).cmp(&order_of(b)).then_with(|| compare(a, b)));
            let mut expected: Vec<String> = texts.iter().map(as_term).collect();
            expected.sort();
            prop_assert_eq!(sorted.iter().map(Text::to_text).collect::<Vec<_>>(), expected);
        }
    }
}
