//! Words that the user named, and how terms are shown.

use std::borrow::Cow;
use std::collections::HashSet;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use rayon::prelude::*;

use super::task::Corpus;
use super::{Failure, tell};
use crate::count::words::Words;
use crate::encode::lexicon::Lexicon;
use crate::encode::terms::Terms;
use crate::engine::Counted;
use crate::report::rows::Texts;
use crate::text::profile::{Folds, Profile};
use crate::text::transliteration::Scheme;

/// The profile whose matches are shown where a word was not found.
const FOR_MATCHING: &str = "search";
/// How many of them.
const MATCHES: usize = 5;

/// A word of the command line.
pub struct Named {
    /// As typed.
    pub typed: String,
    /// What it counts as.
    pub terms: Vec<u32>,
}

/// The terms of words, by the lexicon of this run.
pub fn named(lexicon: &mut Lexicon, words: &[String]) -> Result<Vec<Named>, Failure> {
    words
        .iter()
        .map(|typed| match lexicon.name(typed) {
            terms if terms.is_empty() => {
                Err(Failure::Usage(format!("{typed:?} is no word: nothing is left of it when it is folded")))
            }
            terms if terms.len() > 1 && typed.split_whitespace().count() > 1 => {
                Err(Failure::Usage(format!("{typed:?} is several words: name them one by one")))
            }
            terms => Ok(Named { typed: typed.clone(), terms }),
        })
        .collect()
}

/// Tells which of these words the corpus lacks, with what `search` would match; if it lacks all of them, that is the error.
pub fn check(named: &[Named], corpus: &Corpus<'_>) -> Result<(), Failure> {
    if corpus.is_group {
        return Ok(());
    }
    let (words, terms) = (&corpus.counted.words, &corpus.counted.terms);
    let lacks = |word: &&Named| {
        word.terms.iter().any(|&term| {
            let rank = terms.of_fixed(term) as usize;
            words.frequency[rank] == 0 || words.is_stop_word[rank]
        })
    };
    let missing: Vec<String> = named.iter().filter(lacks).map(|word| explain(word, words, terms)).collect();
    if !named.is_empty() && missing.len() == named.len() {
        return Err(Failure::Error(missing.join("; ")));
    }
    if !corpus.quiet {
        missing.iter().for_each(|message| tell(message));
    }
    Ok(())
}

fn explain(word: &Named, words: &Words, terms: &Terms) -> String {
    if word.terms.iter().any(|&term| words.is_stop_word[terms.of_fixed(term) as usize]) {
        return format!(
            "{}: is on the stop list, so it is not counted: take it off, or ask for another word",
            word.typed
        );
    }
    let profile = Profile::new(FOR_MATCHING, &Folds::default()).expect("a profile of our own");
    let wanted: HashSet<String> =
        word.terms.iter().map(|&term| profile.fold(terms.text(terms.of_fixed(term)))).collect();
    let mut found: Vec<(u64, &str)> = (0u32..)
        .zip(&words.frequency)
        .filter(|&(rank, &frequency)| frequency > 0 && wanted.contains(&profile.fold(terms.text(rank))))
        .map(|(rank, &frequency)| (frequency, terms.text(rank)))
        .collect();
    found.sort_by_key(|&(frequency, _)| std::cmp::Reverse(frequency));
    if found.is_empty() {
        return format!(
            "{}: the corpus does not have it, nor would --profile {FOR_MATCHING} match anything",
            word.typed
        );
    }
    let all = found.len();
    let list: Vec<String> =
        found.iter().take(MATCHES).map(|(frequency, text)| format!("{text} ({frequency})")).collect();
    let more = if all > MATCHES { ", ..." } else { "" };
    format!(
        "{}: the corpus does not have it; --profile {FOR_MATCHING} would match {}{more}",
        word.typed,
        list.join(", ")
    )
}

/// In which form words are shown.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Show {
    /// As they were counted.
    Folded,
    /// In their most frequent spelling.
    Original,
    /// As they were counted, in Latin signs.
    Latin(Scheme),
}

impl Show {
    /// What writes terms in Latin signs, if that is wanted.
    pub fn latin(self) -> Option<Profile> {
        match self {
            Self::Latin(scheme) => Some(Profile::to_latin(scheme)),
            Self::Folded | Self::Original => None,
        }
    }

    /// Reads the names, which help texts list.
    pub fn parser() -> impl TypedValueParser<Value = Self> {
        let schemes = Scheme::ALL.map(|scheme| (scheme.name(), Self::Latin(scheme)));
        let forms = [("folded", Self::Folded), ("original", Self::Original)].into_iter().chain(schemes);
        let forms: Vec<_> = forms.collect();
        PossibleValuesParser::new(forms.iter().map(|form| form.0))
            .try_map(move |name| forms.iter().find(|form| form.0 == name).map(|form| form.1).ok_or("no such form"))
    }
}

/// The texts of terms, as they are shown.
pub struct Shown<'t> {
    terms: &'t Terms,
    /// Of each term, if that is not the folded text.
    texts: Option<Cow<'t, [String]>>,
}

impl<'t> Shown<'t> {
    /// In this form.
    pub fn new(counted: &'t Counted, show: Show) -> Self {
        let terms = &counted.terms;
        let texts = match show {
            Show::Folded => None,
            Show::Original => counted.spellings.as_deref().map(Cow::Borrowed),
            Show::Latin(scheme) => {
                let latin = Profile::to_latin(scheme);
                let ranks = 0..u32::try_from(terms.len()).expect("ranks are 32 bits");
                Some(ranks.into_par_iter().map(|rank| latin.fold(terms.text(rank))).collect())
            }
        };
        Self { terms, texts }
    }

    /// By rank, the texts that are not the folded ones; an empty one is.
    pub fn into_texts(self) -> Option<Vec<String>> {
        self.texts.map(Cow::into_owned)
    }
}

impl Texts for Shown<'_> {
    fn text(&self, rank: u32) -> &str {
        let text = self.texts.as_ref().map(|texts| texts[rank as usize].as_str());
        text.filter(|text| !text.is_empty()).unwrap_or_else(|| self.terms.text(rank))
    }

    fn approach(&self, rank: u32) {
        if self.texts.is_none() {
            self.terms.approach(rank);
        }
    }
}
