//! What a surface counts as: its terms under the profile.

use std::collections::HashMap;

use super::hash::Hasher;
use crate::text::Class;
use crate::text::alphabet as ab;
use crate::text::profile::Profile;
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

/// What a token counts as under a profile, as text.
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
    /// Depends on its neighbours, or leaves the block.
    Depends,
}

/// How surfaces become terms, and the terms that have the same number in every thread: stop words first, then words that the
/// user named.
pub struct Lexicon {
    profile: Profile,
    steps: [Step; 256],
    hasher: Hasher,
    fixed: Vec<String>,
    numbers: HashMap<String, u32>,
    stop_words: u32,
}

impl Lexicon {
    /// With these stop words, folded by the same profile.
    ///
    /// # Panics
    /// With 2^32 stop words.
    #[must_use]
    pub fn new(profile: Profile, stop_words: &[String]) -> Self {
        let mut lexicon = Self {
            steps: steps(&profile),
            profile,
            hasher: Hasher::random(),
            fixed: Vec::new(),
            numbers: HashMap::new(),
            stop_words: 0,
        };
        for word in stop_words {
            lexicon.fix(word.clone());
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
        &self.profile
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
        fold(&self.profile, Folding::Words, word).into_iter().map(|term| self.fix(term)).collect()
    }

    fn fix(&mut self, term: String) -> u32 {
        let next = u32::try_from(self.fixed.len()).expect("fewer than 2^32 fixed terms");
        *self.numbers.entry(term).or_insert_with_key(|term| {
            self.fixed.push(term.clone());
            next
        })
    }

    /// What packed code points fold to, if that can be said code point by code point; 0 if nothing is left.
    #[must_use]
    pub fn fold_packed(&self, codes: u128) -> Option<u128> {
        let (mut folded, mut length) = (0u128, 0);
        for code in codes.to_le_bytes().into_iter().take_while(|&c| c != 0) {
            match self.steps[usize::from(code)] {
                Step::Becomes(code) => {
                    folded |= u128::from(code) << (8 * length);
                    length += 1;
                }
                Step::Deleted => {}
                Step::Depends => return None,
            }
        }
        Some(folded)
    }

    /// The terms of any surface.
    #[must_use]
    pub fn fold(&self, folding: Folding, text: &str) -> Vec<String> {
        fold(&self.profile, folding, text)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::profile::Folds;
    use crate::text::tokenize::unpack;
    use proptest::prelude::*;

    proptest! {
        /// The table of steps, where it answers, says what the profile says.
        #[test]
        fn packed_folding_is_folding(codes in prop::collection::vec(1u8..=255, 1..16), profile in prop::sample::select(vec!["none", "light", "search"])) {
            let packed = codes.iter().rev().fold(0u128, |sum, &code| sum << 8 | u128::from(code));
            let lexicon = Lexicon::new(Profile::new(profile, &Folds::default()).unwrap(), &[]);
            if let Some(folded) = lexicon.fold_packed(packed) {
                prop_assert_eq!(unpack(folded), lexicon.profile().fold(&unpack(packed)));
            }
        }
    }
}
