//! How tokens become terms: folded by the profile and, if wanted, parted from their clitics and stemmed.

use std::collections::{HashMap, HashSet};

use super::lexicon::{Folding, fold_each, pack};
use crate::text::profile::Profile;
use crate::text::segment::{OCCURRENCES, Parts, Scheme, segment};
use crate::text::stem::Stemmer;
use crate::text::tokenize::{PACKED, unpack_bytes};

/// What makes one term of several spellings.
pub struct Conflation {
    profile: Profile,
    segments: Option<Segments>,
    stems: Option<Stems>,
}

impl Conflation {
    /// By the profile, then by the stemmer, if there is one.
    #[must_use]
    pub fn new(profile: Profile, stems: Option<Stems>) -> Self {
        Self { profile, segments: None, stems }
    }

    /// The same, and clitics are cut between the two.
    #[must_use]
    pub fn with_segments(self, segments: Segments) -> Self {
        Self { segments: Some(segments), ..self }
    }

    /// The profile.
    #[must_use]
    pub fn profile(&self) -> &Profile {
        &self.profile
    }

    /// The term of a word that is folded and packed, if it can be packed too.
    pub(super) fn stem_packed(&self, folded: u128) -> Option<u128> {
        if self.segments.is_some() {
            return None;
        }
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
        if folding != Folding::Words || self.stems.is_none() && self.segments.is_none() {
            return fold_each(&self.profile, folding, text, folded, term);
        }
        let mut buffer = String::new();
        let mut stem = |word: &str, term: &mut dyn FnMut(&str)| match &self.stems {
            Some(stems) => term(stems.term(word, &mut buffer)),
            None => term(word),
        };
        fold_each(&self.profile, folding, text, folded, |word| {
            let Some(segments) = self.segments.as_ref().filter(|segments| !segments.whole.contains(word)) else {
                return stem(word, &mut term);
            };
            let parts = segments.of(word);
            parts.prefixes().for_each(|prefix| term(&format!("{prefix}+")));
            stem(&parts.rest, &mut term);
            parts.pronoun.iter().for_each(|pronoun| term(&format!("+{pronoun}")));
        });
    }

    /// The term of a folded stop word. Where words are stemmed it has a space behind it, so that it is no word's stem: only what
    /// is written as the stop word is one.
    pub(super) fn stop_word(&mut self, word: &str) -> String {
        if let Some(segments) = &mut self.segments {
            segments.whole.insert(word.to_owned());
        }
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

/// Clitics are cut where the rest of a word is attested.
pub struct Segments {
    scheme: Scheme,
    /// Folded words that occur often enough to be a rest.
    frequencies: HashMap<String, u64>,
    /// Stop words: they are known as they stand.
    whole: HashSet<String>,
}

impl Segments {
    /// By a scheme and the words that are attested, folded by the same profile; of rarer ones nothing need be known.
    #[must_use]
    pub fn new(scheme: Scheme, mut frequencies: HashMap<String, u64>) -> Self {
        frequencies.retain(|_, frequency| *frequency >= OCCURRENCES);
        Self { scheme, frequencies, whole: HashSet::new() }
    }

    fn of<'w>(&self, word: &'w str) -> Parts<'w> {
        segment(word, self.scheme, |word| self.frequencies.get(word).copied().unwrap_or(0))
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
