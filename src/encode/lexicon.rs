//! What a surface counts as: its terms under the profile, and the one numbering of terms that all threads share.

use std::borrow::Cow;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use hashbrown::HashTable;
use rayon::prelude::*;

use super::hash::Hasher;
use super::stream::FIRST_SPECIAL;
use crate::text::Class;
use crate::text::alphabet as ab;
use crate::text::profile::Profile;
use crate::text::tokenize::{PACKED, unpack, unpack_into};

/// How the tokens of a class are folded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(u8)]
pub enum Folding {
    /// By the profile, and what has spaces then is several words.
    Words,
    /// By the profile, as one.
    Whole,
    /// Not at all: addresses and emoji stay as they stand.
    Nothing,
}

impl From<Class> for Folding {
    fn from(class: Class) -> Self {
        match class {
            Class::Word => Self::Words,
            Class::Number | Class::Hashtag | Class::Punctuation | Class::Symbol => Self::Whole,
            Class::Url | Class::Email | Class::Mention | Class::Emoji => Self::Nothing,
        }
    }
}

/// The terms of a surface.
pub enum Meaning {
    /// Its folding is empty.
    Nothing,
    /// As nearly always.
    One(u32),
    /// As the ligature ﷺ.
    Several(Box<[u32]>),
}

/// What a token counts as under a profile, as text.
pub fn fold(profile: &Profile, folding: Folding, text: &str) -> Vec<String> {
    let folded = match folding {
        Folding::Nothing => text.to_owned(),
        Folding::Words | Folding::Whole => profile.fold(text),
    };
    match folding {
        Folding::Words => folded.split_whitespace().map(str::to_owned).collect(),
        Folding::Whole | Folding::Nothing => Some(folded).filter(|f| !f.is_empty()).into_iter().collect(),
    }
}

/// What the profile does to one code point of the base block among others of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// Becomes this one.
    Becomes(u8),
    Deleted,
    /// Depends on its neighbours, or leaves the block.
    Depends,
}

/// Terms that one lock guards.
#[derive(Default)]
struct Shard {
    packed: HashTable<([u64; 2], u32)>,
    texts: HashTable<(usize, u32, u32)>,
    arena: String,
}

const SHARD_BITS: u32 = 6;

/// The terms of the corpus and how surfaces become terms.
pub struct Lexicon {
    profile: Profile,
    steps: [Step; 256],
    hasher: Hasher,
    shards: Vec<Mutex<Shard>>,
    next: AtomicU32,
    /// Terms below this number are stop words.
    stop_words: u32,
    stop_words_are_holes: bool,
}

impl Lexicon {
    /// An empty one, but for the stop words (folded by the same profile).
    ///
    /// `stop_words_are_holes`: they take a position and are not counted; otherwise they are counted and only known as such.
    #[must_use]
    pub fn new(profile: Profile, stop_words: &[String], stop_words_are_holes: bool) -> Self {
        let mut lexicon = Self {
            steps: steps(&profile),
            profile,
            hasher: Hasher::random(),
            shards: (0..1 << SHARD_BITS).map(|_| Mutex::default()).collect(),
            next: AtomicU32::new(0),
            stop_words: 0,
            stop_words_are_holes,
        };
        for word in stop_words {
            lexicon.intern(word);
        }
        lexicon.stop_words = *lexicon.next.get_mut();
        lexicon
    }

    /// The keys of this run's hashes.
    #[must_use]
    pub fn hasher(&self) -> Hasher {
        self.hasher
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// Is the term a stop word?
    #[inline]
    #[must_use]
    pub fn is_stop_word(&self, term: u32) -> bool {
        term < self.stop_words
    }

    /// Does the term only hold a place?
    #[inline]
    #[must_use]
    pub fn is_hole(&self, term: u32) -> bool {
        self.stop_words_are_holes && self.is_stop_word(term)
    }

    /// Numbers the terms of a word given by the user.
    pub fn intern(&self, word: &str) -> Vec<u32> {
        match self.text(word, Folding::Words) {
            Meaning::Nothing => Vec::new(),
            Meaning::One(term) => vec![term],
            Meaning::Several(terms) => terms.into_vec(),
        }
    }

    /// What a word of packed code points counts as.
    #[must_use]
    pub fn packed(&self, codes: u128) -> Meaning {
        let (mut folded, mut length) = (0u128, 0);
        for code in codes.to_le_bytes().into_iter().take_while(|&c| c != 0) {
            match self.steps[usize::from(code)] {
                Step::Becomes(code) => {
                    folded |= u128::from(code) << (8 * length);
                    length += 1;
                }
                Step::Deleted => {}
                Step::Depends => return self.text(&unpack(codes), Folding::Words),
            }
        }
        if folded == 0 { Meaning::Nothing } else { Meaning::One(self.packed_term(folded)) }
    }

    /// What any other surface counts as.
    #[must_use]
    pub fn text(&self, text: &str, folding: Folding) -> Meaning {
        let mut terms = fold(&self.profile, folding, text).into_iter().map(|term| match pack(&term) {
            Some(codes) => self.packed_term(codes),
            None => self.text_term(&term),
        });
        match (terms.next(), terms.next()) {
            (None, _) => Meaning::Nothing,
            (Some(term), None) => Meaning::One(term),
            (Some(first), Some(second)) => Meaning::Several([first, second].into_iter().chain(terms).collect()),
        }
    }

    fn packed_term(&self, codes: u128) -> u32 {
        let hash = self.hasher.two(codes);
        #[expect(clippy::cast_possible_truncation, reason = "the halves are meant")]
        let key = [codes as u64, (codes >> 64) as u64];
        let mut shard = self.shard(hash);
        if let Some(&(_, term)) = shard.packed.find(hash, |(k, _)| *k == key) {
            return term;
        }
        let term = self.next_term();
        let rehash = |(k, _): &([u64; 2], u32)| self.hasher.two(u128::from(k[0]) | u128::from(k[1]) << 64);
        shard.packed.insert_unique(hash, (key, term), rehash);
        term
    }

    fn text_term(&self, text: &str) -> u32 {
        let hash = self.hasher.bytes(text.as_bytes());
        let mut shard = self.shard(hash);
        let Shard { texts, arena, .. } = &mut *shard;
        if let Some(&(_, _, term)) =
            texts.find(hash, |&(start, length, _)| &arena[start..start + length as usize] == text)
        {
            return term;
        }
        let term = self.next_term();
        let start = arena.len();
        arena.push_str(text);
        let length = u32::try_from(text.len()).expect("a term is shorter than 4 GiB");
        texts.insert_unique(hash, (start, length, term), |&(start, length, _)| {
            self.hasher.bytes(&arena.as_bytes()[start..start + length as usize])
        });
        term
    }

    fn next_term(&self) -> u32 {
        let term = self.next.fetch_add(1, Ordering::Relaxed);
        assert!(term < FIRST_SPECIAL / 2, "fewer than 2^31 distinct terms");
        term
    }

    fn shard(&self, hash: u64) -> std::sync::MutexGuard<'_, Shard> {
        self.shards[(hash >> (64 - SHARD_BITS)) as usize].lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The terms in the order of their code points, when no more will come.
    #[must_use]
    pub fn terms(&self) -> Terms {
        let shards: Vec<_> = self.shards.iter().map(|s| s.lock().unwrap_or_else(PoisonError::into_inner)).collect();
        let shards: Vec<&Shard> = shards.iter().map(|s| &**s).collect();
        let mut all: Vec<Unsorted<'_>> = shards
            .par_iter()
            .flat_map_iter(|shard| {
                let packed = shard.packed.iter().map(|&([low, high], term)| Unsorted {
                    order: packed_order(low),
                    term,
                    text: Text::Packed(u128::from(low) | u128::from(high) << 64),
                });
                let texts = shard.texts.iter().map(|&(start, length, term)| {
                    let text = &shard.arena[start..start + length as usize];
                    Unsorted { order: order(text), term, text: Text::Other(text) }
                });
                packed.chain(texts)
            })
            .collect();
        all.par_sort_unstable_by(Unsorted::compare);
        let mut ranks = vec![0; self.next.load(Ordering::Relaxed) as usize];
        for (rank, unsorted) in (0u32..).zip(&all) {
            ranks[unsorted.term as usize] = rank;
        }
        let parts: Vec<(String, Vec<_>)> = all.par_chunks(1 << 13).map(slots).collect();
        let mut terms = Terms { slots: String::new(), first: 0, long: Vec::new(), ranks, stop_words: self.stop_words };
        terms.slots.reserve((all.len() + 1) * SLOT);
        while terms.slots.as_ptr().addr().wrapping_add(terms.first) % SLOT != 0 {
            terms.slots.push(' ');
            terms.first += 1;
        }
        for (part, (slots, long)) in (0u32..).zip(parts) {
            terms.slots.push_str(&slots);
            terms.long.extend(long.into_iter().map(|(i, text)| ((part << 13) + i, text)));
        }
        terms
    }
}

/// The slots of some terms, and those that are too long for one, by their place.
fn slots(terms: &[Unsorted<'_>]) -> (String, Vec<(u32, Box<str>)>) {
    let (mut slots, mut long) = (String::with_capacity(terms.len() * SLOT), Vec::new());
    for (i, term) in (0u32..).zip(terms) {
        let start = slots.len();
        match term.text {
            Text::Packed(codes) => unpack_into(codes, &mut slots),
            Text::Other(text) => slots.push_str(text),
        }
        let mut length = slots.len() - start;
        let mut last = u8::try_from(length).unwrap_or(LONG);
        if length >= SLOT {
            long.push((i, slots[start..].into()));
            slots.truncate(start);
            (length, last) = (0, LONG);
        }
        slots.extend(std::iter::repeat_n(' ', SLOT - 1 - length));
        slots.push(char::from(last));
    }
    (slots, long)
}

/// Bytes a term has in the table of texts: two to a cache line, so that a term costs one miss.
const SLOT: usize = 32;
/// Stands in the last byte of a slot for a term that is too long for it; otherwise that is its length.
const LONG: u8 = 0x7F;

/// Every term's text, in the order of code points, by rank in that order.
pub struct Terms {
    slots: String,
    /// Where the first slot begins, so that none lies in two cache lines.
    first: usize,
    long: Vec<(u32, Box<str>)>,
    /// By term number.
    ranks: Vec<u32>,
    stop_words: u32,
}

impl Terms {
    /// How many.
    #[must_use]
    pub fn len(&self) -> usize {
        (self.slots.len() - self.first) / SLOT
    }

    /// None at all?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The text of the term with this rank.
    #[inline]
    #[must_use]
    pub fn text(&self, rank: u32) -> &str {
        let start = self.first + rank as usize * SLOT;
        match self.slots.as_bytes()[start + SLOT - 1] {
            LONG => self.long.binary_search_by_key(&rank, |(r, _)| *r).map_or("", |i| &self.long[i].1),
            length => &self.slots[start..start + usize::from(length)],
        }
    }

    /// One more than the largest term number.
    #[must_use]
    pub fn numbers(&self) -> usize {
        self.ranks.len()
    }

    /// The rank of a term.
    #[inline]
    #[must_use]
    pub fn rank(&self, term: u32) -> u32 {
        self.ranks[term as usize]
    }

    /// How many terms, from the first on, are stop words.
    #[must_use]
    pub fn stop_words(&self) -> u32 {
        self.stop_words
    }
}

enum Text<'s> {
    Packed(u128),
    Other(&'s str),
}

struct Unsorted<'s> {
    /// Agrees with the order of code points, but for ties.
    order: u64,
    term: u32,
    text: Text<'s>,
}

impl Unsorted<'_> {
    fn compare(&self, other: &Self) -> std::cmp::Ordering {
        self.order.cmp(&other.order).then_with(|| match (&self.text, &other.text) {
            (Text::Packed(a), Text::Packed(b)) => a.swap_bytes().cmp(&b.swap_bytes()),
            (a, b) => a.text().cmp(&b.text()),
        })
    }
}

impl Text<'_> {
    fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Packed(codes) => Cow::Owned(unpack(*codes)),
            Self::Other(text) => Cow::Borrowed(text),
        }
    }
}

/// Up to eight code points in eight bytes: those of the base block by their code; one before it as 1 and one behind it as 255,
/// and then no more, since such a byte stands for many.
fn order(text: &str) -> u64 {
    let mut bytes = [0; 8];
    for (byte, c) in bytes.iter_mut().zip(text.chars()) {
        let code = u32::from(c).checked_sub(ab::BASE_BLOCK).map_or(FIRST, |code| u8::try_from(code).unwrap_or(LAST));
        *byte = code.max(FIRST);
        if matches!(*byte, FIRST | LAST) {
            break;
        }
    }
    u64::from_be_bytes(bytes)
}

/// The same of packed code points.
fn packed_order(codes: u64) -> u64 {
    let mut bytes = codes.to_le_bytes();
    if let Some(many) = bytes.iter().position(|b| matches!(*b, FIRST | LAST)) {
        bytes[many + 1..].fill(0);
    }
    u64::from_be_bytes(bytes)
}

/// Stands for all code points before the base block, and its first two.
const FIRST: u8 = 1;
/// Stands for all code points behind the base block, and its last.
const LAST: u8 = u8::MAX;

/// The one-byte codes of a text, if it is short and all in the base block.
#[must_use]
pub fn pack(text: &str) -> Option<u128> {
    if text.len() > 2 * PACKED {
        return None;
    }
    let mut codes = 0u128;
    for (i, c) in text.chars().enumerate() {
        let code = u8::try_from(u32::from(c).checked_sub(ab::BASE_BLOCK)?).ok().filter(|&code| code > 0)?;
        codes |= u128::from(code) << (8 * i);
    }
    Some(codes)
}

fn steps(profile: &Profile) -> [Step; 256] {
    let block: Vec<char> = (ab::BASE_BLOCK..ab::BASE_BLOCK + 256).filter_map(char::from_u32).collect();
    let folded: Vec<String> = block.iter().map(|c| profile.fold(&c.to_string())).collect();
    let mut steps = [Step::Depends; 256];
    for (i, &c) in block.iter().enumerate() {
        let mark = ab::within(ab::BASE_ATTACHED, c) && c != ab::TATWEEL;
        let composes =
            || block.iter().zip(&folded).any(|(l, f)| profile.fold(&format!("{l}{c}")) != format!("{f}{}", folded[i]));
        steps[i] = if mark && (!folded[i].is_empty() || composes()) {
            Step::Depends
        } else if folded[i].is_empty() {
            Step::Deleted
        } else {
            match pack(&folded[i]).map(u128::to_le_bytes) {
                Some([code, 0, ..]) => Step::Becomes(code),
                _ => Step::Depends,
            }
        };
    }
    steps
}
