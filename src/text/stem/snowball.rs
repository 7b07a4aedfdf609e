//! The stemmer of the Snowball project, by a crate that its compiler wrote, and what we repair under a name of our own.

use waken_snowball::Algorithm;

use super::length;
use crate::text::alphabet::affixes::{ARTICLES, CONJUNCTIONS};

/// What must be left behind an article, or والد (father) would lose its first letter.
const SHORTEST: usize = 3;

/// Appends the stem.
pub fn stem(word: &str, stem: &mut String) {
    stem.push_str(&Algorithm::Arabic.stemmer().stem(word));
}

/// The word without a conjunction that stands before an article.
pub fn without_conjunction(word: &str) -> &str {
    let rest = word.strip_prefix(CONJUNCTIONS).unwrap_or(word);
    let has = |article: &&str| rest.strip_prefix(*article).is_some_and(|noun| length(noun) >= SHORTEST);
    if ARTICLES.iter().any(has) { rest } else { word }
}
