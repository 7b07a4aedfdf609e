//! What a surface counts as: its terms.

use std::collections::HashMap;

use super::conflation::Conflation;
use super::hash::Hasher;
use crate::text::Class;
use crate::text::alphabet as ab;
use crate::text::profile::{Action, Profile};
use crate::text::tokenize::PACKED;

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

/// What a token is folded to by a profile: several words, if it has spaces then.
#[must_use]
pub fn fold(profile: &Profile, folding: Folding, text: &str) -> Vec<String> {
    let mut folded = String::new();
    let mut terms = Vec::new();
    fold_each(profile, folding, text, &mut folded, |term| terms.push(term.to_owned()));
    terms
}

/// The same one by one, in a buffer that serves again.
pub fn fold_each(profile: &Profile, folding: Folding, text: &str, folded: &mut String, mut term: impl FnMut(&str)) {
    folded.clear();
    match folding {
        Folding::Nothing => folded.push_str(text),
        Folding::Words | Folding::Whole => profile.fold_into(text, folded),
    }
    match folding {
        Folding::Words => folded.split_whitespace().for_each(term),
        Folding::Whole | Folding::Nothing if folded.is_empty() => {}
        Folding::Whole | Folding::Nothing => term(folded),
    }
}

/// What the profile does to one code point of the base block among others of it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// Becomes this one.
    Becomes(u8),
    Deleted,
    /// Stays after one that lets it.
    Stands,
    /// Depends on its neighbours, or leaves the block.
    Depends,
}

/// How surfaces become terms, and the terms that have the same number in every thread: stop words first, then words that the
/// user named.
pub struct Lexicon {
    conflation: Conflation,
    steps: [Step; 256],
    /// Do code points that stand stay after this one?
    lets_stand: [bool; 256],
    hasher: Hasher,
    fixed: Vec<String>,
    numbers: HashMap<String, u32>,
    stop_words: u32,
}

impl Lexicon {
    /// With these stop words, folded by the same profile. They are known before anything is stemmed.
    ///
    /// # Panics
    /// With 2^32 stop words.
    #[must_use]
    pub fn new(conflation: impl Into<Conflation>, stop_words: &[String]) -> Self {
        let conflation = conflation.into();
        let mut lexicon = Self {
            steps: steps(conflation.profile()),
            lets_stand: base_block(|c| conflation.profile().lets_stand(c)),
            conflation,
            hasher: Hasher::random(),
            fixed: Vec::new(),
            numbers: HashMap::new(),
            stop_words: 0,
        };
        for word in stop_words {
            let term = lexicon.conflation.stop_word(word);
            lexicon.fix(term);
        }
        lexicon.stop_words = u32::try_from(lexicon.fixed.len()).expect("fewer than 2^32 stop words");
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
        self.conflation.profile()
    }

    /// How tokens become terms.
    #[must_use]
    pub fn conflation(&self) -> &Conflation {
        &self.conflation
    }

    /// The fixed terms, by number.
    #[must_use]
    pub fn fixed(&self) -> &[String] {
        &self.fixed
    }

    /// How many of them, from the first on, are stop words.
    #[must_use]
    pub fn stop_words(&self) -> u32 {
        self.stop_words
    }

    /// Is the term a stop word?
    #[must_use]
    pub fn is_stop_word(&self, term: u32) -> bool {
        term < self.stop_words
    }

    /// Fixes the terms of a word that the user named. Before anything is read.
    pub fn name(&mut self, word: &str) -> Vec<u32> {
        self.fold(Folding::Words, word).into_iter().map(|term| self.fix(term)).collect()
    }

    fn fix(&mut self, term: String) -> u32 {
        let next = u32::try_from(self.fixed.len()).expect("fewer than 2^32 fixed terms");
        *self.numbers.entry(term).or_insert_with_key(|term| {
            self.fixed.push(term.clone());
            next
        })
    }

    /// What packed code points count as, if that can be said code point by code point; 0 if nothing is left.
    #[must_use]
    pub fn fold_packed(&self, codes: u128) -> Option<u128> {
        let (mut folded, mut length) = (0u128, 0);
        let mut before = None;
        for code in codes.to_le_bytes().into_iter().take_while(|&c| c != 0) {
            let stands = || before.is_none_or(|before: u8| self.lets_stand[usize::from(before)]);
            let becomes = match self.steps[usize::from(code)] {
                Step::Becomes(other) => Some(other),
                Step::Stands if stands() => Some(code),
                Step::Deleted => None,
                Step::Stands | Step::Depends => return None,
            };
            if let Some(code) = becomes {
                folded |= u128::from(code) << (8 * length);
                length += 1;
            }
            before = Some(code);
        }
        if self.profile().shortens() && has_run(folded) {
            return None;
        }
        self.conflation.stem_packed(folded)
    }

    /// The terms of any surface.
    #[must_use]
    pub fn fold(&self, folding: Folding, text: &str) -> Vec<String> {
        let mut terms = Vec::new();
        self.conflation.each(folding, text, &mut String::new(), |term| terms.push(term.to_owned()));
        terms
    }
}

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
    base_block(|c| {
        let mut own = [0; 4];
        let text = match profile.action(c) {
            Action::Keep => c.encode_utf8(&mut own),
            Action::Replace(by) => by,
            Action::Delete => "",
            Action::Context if profile.only_merges(c) => return Step::Stands,
            Action::Context => return Step::Depends,
        };
        match pack(text).map(u128::to_le_bytes) {
            Some([0, ..]) => Step::Deleted,
            Some([code, 0, ..]) => Step::Becomes(code),
            _ => Step::Depends,
        }
    })
}

/// What holds of each code point of the base block.
fn base_block<T>(of: impl Fn(char) -> T) -> [T; 256] {
    let first = char::from_u32(ab::BASE_BLOCK).expect("a code point");
    let mut chars = first..;
    std::array::from_fn(|_| of(chars.next().expect("a block of code points")))
}

/// Is a code three times in a row among these, so that it may be a letter written long?
fn has_run(codes: u128) -> bool {
    const LOW: u128 = u128::MAX / 0xFF;
    const REST: u128 = LOW * 0x7F;
    // The top bit of each byte that is not 0.
    let some = |bytes: u128| (((bytes & REST) + REST) | bytes) & !REST;
    // A byte is 0 where a code is the same as the two before it.
    let differs = (codes ^ codes << 8) | (codes ^ codes << 16);
    some(codes) & !some(differs) != 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::conflation::Stems;
    use crate::text::profile::Folds;
    use crate::text::stem::Stemmer;
    use crate::text::tokenize::unpack;
    use proptest::prelude::*;

    /// Codes of any kind, and the letters that neighbours have a say on.
    fn codes() -> impl Strategy<Value = Vec<u8>> {
        let letters = prop::sample::select("ءئؤيىاأههه".chars().collect::<Vec<_>>());
        let code = prop_oneof![1 => 1u8..=255, 1 => letters.prop_map(|c| u32::from(c).to_le_bytes()[0])];
        prop::collection::vec(code, 1..16)
    }

    proptest! {
        #[test]
        fn a_run_is_three_of_a_kind(codes in prop::collection::vec(prop::sample::select(vec![1, 2, 0x80, 0xFFu8]), 0..=16)) {
            let packed = codes.iter().rev().fold(0, |sum, &code| sum << 8 | u128::from(code));
            prop_assert_eq!(has_run(packed), codes.windows(3).any(|w| w[0] == w[1] && w[0] == w[2]));
        }

        /// What is said of packed code points is what is said of their text.
        #[test]
        fn packed_folding_is_folding(
            codes in codes(),
            profile in prop::sample::select(Profile::names().collect::<Vec<_>>()),
            stemmer in prop::option::of(prop::sample::select(Stemmer::ALL.to_vec())),
        ) {
            let packed = codes.iter().rev().fold(0u128, |sum, &code| sum << 8 | u128::from(code));
            let profile = Profile::new(profile, &Folds::default()).unwrap();
            let stop_words = fold(&profile, Folding::Words, &unpack(packed >> 8));
            let stems = stemmer.map(|stemmer| Stems::new(stemmer, fold(&profile, Folding::Words, &unpack(packed >> 16))));
            let lexicon = Lexicon::new(Conflation::new(profile, stems), &stop_words);
            for word in [packed, packed >> 8, packed >> 16] {
                if let Some(folded) = lexicon.fold_packed(word) {
                    let terms = if folded == 0 { Vec::new() } else { vec![unpack(folded)] };
                    prop_assert_eq!(terms, lexicon.fold(Folding::Words, &unpack(word)));
                }
            }
        }
    }
}
