//! How tokens become terms: folded by the profile and, if wanted, stemmed.

use std::collections::HashMap;

use super::lexicon::{Folding, fold_each, pack};
use crate::text::profile::Profile;
use crate::text::stem::Stemmer;
use crate::text::tokenize::{PACKED, unpack_bytes};

/// What makes one term of several spellings.
pub struct Conflation {
    profile: Profile,
    stems: Option<Stems>,
}

impl Conflation {
    /// By the profile, then by the stemmer, if there is one.
    #[must_use]
    pub fn new(profile: Profile, stems: Option<Stems>) -> Self {
        Self { profile, stems }
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The term of a word that is folded and packed, if it can be packed too.
    pub(super) fn stem_packed(&self, folded: u128) -> Option<u128> {
        let Some(stems) = &self.stems else { return Some(folded) };
        let mut bytes = [0; 2 * PACKED];
        let length = unpack_bytes(folded, &mut bytes);
        let word = std::str::from_utf8(&bytes[..length]).unwrap_or_default();
        if !stems.keeps(word)
            && let Some(stem) = stems.stemmer.stem_packed(folded)
        {
            return Some(stem);
        }
        pack(stems.term(word, &mut String::with_capacity(length)))
    }

    /// The terms of a token, one by one; `folded` is a buffer that serves again.
    pub fn each(&self, folding: Folding, text: &str, folded: &mut String, mut term: impl FnMut(&str)) {
        match &self.stems {
            Some(stems) if folding == Folding::Words => {
                let mut stem = String::new();
                fold_each(&self.profile, folding, text, folded, |word| term(stems.term(word, &mut stem)));
            }
            _ => fold_each(&self.profile, folding, text, folded, term),
        }
    }

    /// The term of a folded stop word. Where words are stemmed it has a space behind it, so that it is no word's stem: only what
    /// is written as the stop word is one.
    pub(super) fn stop_word(&mut self, word: &str) -> String {
        let Some(stems) = &mut self.stems else { return word.to_owned() };
        let term = format!("{word} ");
        stems.kept.insert(word.to_owned(), term.clone());
        term
    }
}

impl From<Profile> for Conflation {
    fn from(profile: Profile) -> Self {
        Self::new(profile, None)
    }
}

/// A stemmer, with the words that it is not asked for.
pub struct Stems {
    stemmer: Stemmer,
    /// Folded words, and what each counts as instead.
    kept: HashMap<String, String>,
}

impl Stems {
    /// With words that are not stemmed, folded by the same profile.
    #[must_use]
    pub fn new(stemmer: Stemmer, except: Vec<String>) -> Self {
        Self { stemmer, kept: except.into_iter().map(|word| (word.clone(), word)).collect() }
    }

    fn keeps(&self, word: &str) -> bool {
        self.kept.contains_key(word)
    }

    fn term<'a>(&'a self, word: &str, stem: &'a mut String) -> &'a str {
        if let Some(term) = self.kept.get(word) {
            return term;
        }
        stem.clear();
        self.stemmer.stem(word, stem);
        stem
    }
}
