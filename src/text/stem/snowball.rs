//! The stemmer of the Snowball project, and what we repair under a name of our own.
//!
//! The definition is the crate, which the project's compiler wrote. Nineteen words in twenty are up to sixteen plain letters, and for
//! these it is said again here, ten times as fast: tests hold the two equal.

use waken_snowball::Algorithm;

use super::length;
use super::letters::Letters;
use crate::text::alphabet::affixes as af;

/// Appends the stem.
pub fn stem(word: &str, stem: &mut String) {
    stem.push_str(&Algorithm::Arabic.stemmer().stem(word));
}

/// The word without a conjunction that stands before an article.
pub fn without_conjunction(word: &str) -> &str {
    let rest = af::SNOWBALL_CONJUNCTIONS.iter().find_map(|(conjunction, _)| word.strip_prefix(conjunction));
    let has = |rest: &str, &(article, least): &(&str, usize)| rest.starts_with(article) && length(word) >= least;
    rest.filter(|rest| af::OVERLOOKED_BEFORE.iter().any(|article| has(rest, article))).unwrap_or(word)
}

/// Affixes, and how many letters a word must have for each. Where one contains another, it comes first.
type Affixes = [(Letters, usize)];

const fn packed<const N: usize>(affixes: af::Least) -> [(Letters, usize); N] {
    let mut packed = [(Letters::of(""), 0); N];
    let mut i = 0;
    while i < N {
        packed[i] = (Letters::of(affixes[i].0), affixes[i].1);
        i += 1;
    }
    packed
}

macro_rules! tables {
    ($($name:ident = $affixes:ident),* $(,)?) => {
        $(const $name: &Affixes = &packed::<{ af::$affixes.len() }>(af::$affixes);)*
    };
}

tables! {
    DEFINITE = SNOWBALL_DEFINITE,
    VERB_PRONOUNS = SNOWBALL_VERB_PRONOUNS,
    VERB_ENDINGS = SNOWBALL_VERB_ENDINGS,
    VERB_PLURALS = SNOWBALL_VERB_PLURALS,
    VERB_JOINED_PLURALS = SNOWBALL_VERB_JOINED_PLURALS,
    NOUN_PRONOUNS = SNOWBALL_NOUN_PRONOUNS,
    LONG_VOWELS = SNOWBALL_LONG_VOWELS,
    FEMININE_PLURAL = SNOWBALL_FEMININE_PLURAL,
    JOINED_FEMININE = SNOWBALL_JOINED_FEMININE,
    FEMININE = SNOWBALL_FEMININE,
    NUNATION = SNOWBALL_NUNATION,
    NISBA = SNOWBALL_NISBA,
    QUESTIONS = SNOWBALL_QUESTIONS,
    CONJUNCTIONS = SNOWBALL_CONJUNCTIONS,
    OVERLOOKED_BEFORE = OVERLOOKED_BEFORE,
    ARTICLES = SNOWBALL_ARTICLES,
    PREPOSITIONS = SNOWBALL_PREPOSITIONS,
    FUTURES = SNOWBALL_FUTURES,
    TENTH_FORMS = SNOWBALL_TENTH_FORMS,
}

const ALEF: Letters = Letters::of(af::ALEF);
const YEH: Letters = Letters::of(af::YEH);
const ALEF_MAKSURA: Letters = Letters::of(af::ALEF_MAKSURA);
const HAMZA: Letters = Letters::of(af::HAMZA);
const HAMZA_ON_ALEF: Letters = Letters::of(af::HAMZA_ON_ALEF);
const HAMZA_ON_WAW: Letters = Letters::of(af::HAMZA_ON_WAW);
const KEPT_PREPOSITION: Letters = Letters::of(af::SNOWBALL_KEPT_PREPOSITION);

/// The same of plain letters.
pub fn without_conjunction_plain(word: Letters) -> Letters {
    let is_overlooked = begins(word, 0, CONJUNCTIONS).is_some() && begins(word, 1, OVERLOOKED_BEFORE).is_some();
    if is_overlooked { word.without(0, 1) } else { word }
}

/// The stem of plain letters. Suffixes go first, then prefixes; hamzas last. What was stripped stays so, even where the step of
/// which it was a part comes to nothing.
pub fn stem_plain(mut word: Letters) -> Letters {
    let is_definite = begins(word, 0, DEFINITE).is_some();
    let done = !is_definite && verb_suffixes(&mut word) || noun_suffixes(&mut word, is_definite);
    if !done && word.ends_with(ALEF_MAKSURA) {
        word = word.with(word.len() - 1, YEH);
    }
    let word = without_prefixes(word, is_definite);
    let mut stem = word.map(af::SNOWBALL_HAMZAS);
    if let Some(last) = word.len().checked_sub(1)
        && !stem.has(last, word.letter(last))
    {
        stem = stem.with(last, HAMZA);
    }
    stem
}

fn verb_suffixes(word: &mut Letters) -> bool {
    let mut has_pronoun = false;
    while strip(word, VERB_PRONOUNS) {
        has_pronoun = true;
    }
    if has_pronoun {
        let _ = strip(word, VERB_ENDINGS) || strip(word, VERB_JOINED_PLURALS);
        return true;
    }
    strip(word, VERB_PLURALS) || strip(word, VERB_ENDINGS)
}

/// Is it an adjective made of a noun? Only then nothing is left to do.
fn noun_suffixes(word: &mut Letters, is_definite: bool) -> bool {
    if strip(word, FEMININE) {
        return strip(word, NISBA);
    }
    if !is_definite && strip(word, NOUN_PRONOUNS) {
        if joined_suffix(word) {
            return strip(word, NISBA);
        }
        // The original has gone past a letter here, and looks for the yeh before it.
        let before_last = word.len() - 2;
        let is_nisba = word.has(before_last, YEH);
        if is_nisba {
            *word = word.without(before_last, 1);
        }
        return is_nisba;
    }
    let _ = strip(word, NUNATION) && joined_suffix(word)
        || !is_definite && strip(word, LONG_VOWELS)
        || strip(word, FEMININE_PLURAL);
    strip(word, NISBA)
}

fn joined_suffix(word: &mut Letters) -> bool {
    strip(word, LONG_VOWELS) || strip(word, FEMININE_PLURAL) || strip(word, JOINED_FEMININE)
}

fn without_prefixes(mut word: Letters, is_definite: bool) -> Letters {
    // Where the next prefix is looked for: behind a letter that was changed.
    let mut at = 0;
    if begins(word, at, QUESTIONS).is_some() {
        let seat = if word.has(1, HAMZA_ON_WAW) { HAMZA_ON_ALEF } else { word.letter(1) };
        word = word.without(0, 1).with(0, seat);
        at = 1;
    }
    if begins(word, at, CONJUNCTIONS).is_some() && !word.has(at + 1, ALEF) {
        word = word.without(at, 1);
    }
    if let Some(article) = begins(word, at, ARTICLES) {
        return word.without(at, article);
    }
    if word.has(at, KEPT_PREPOSITION) {
        return word;
    }
    if begins(word, at, PREPOSITIONS).is_some() {
        return word.without(at, 1);
    }
    if is_definite {
        return word;
    }
    if begins(word, at, FUTURES).is_some() {
        word = word.without(at, 1);
        at += 1;
    }
    if begins(word, at, TENTH_FORMS).is_some() { word.with(at, ALEF) } else { word }
}

/// How long the affix at that place is, if the word has enough letters for it.
fn begins(word: Letters, at: usize, prefixes: &Affixes) -> Option<usize> {
    let &(prefix, least) = prefixes.iter().find(|(prefix, _)| word.has(at, *prefix))?;
    (word.len() >= least).then_some(prefix.len())
}

fn strip(word: &mut Letters, suffixes: &Affixes) -> bool {
    let Some(&(suffix, least)) = suffixes.iter().find(|(suffix, _)| word.ends_with(*suffix)) else { return false };
    let fits = word.len() >= least;
    if fits {
        *word = word.without(word.len() - suffix.len(), suffix.len());
    }
    fits
}
