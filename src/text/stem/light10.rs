//! The stemmer of Larkey, Ballesteros and Connell ("Light Stemming for Arabic Information Retrieval", 2007), as Lucene has it.

use super::length;
use crate::text::alphabet::affixes::{LIGHT10_ARTICLES, LIGHT10_CONJUNCTION, LIGHT10_SUFFIXES};

/// What must be left of a word.
const SHORTEST: usize = 2;

/// One prefix goes, the first that fits; then each suffix that fits, in turn.
pub fn stem(word: &str) -> &str {
    let rest = |prefix: &str, shortest| word.strip_prefix(prefix).filter(|rest| length(rest) >= shortest);
    let mut rest = LIGHT10_ARTICLES
        .iter()
        .find_map(|article| rest(article, SHORTEST))
        .or_else(|| rest(LIGHT10_CONJUNCTION, SHORTEST + 1))
        .unwrap_or(word);
    for suffix in LIGHT10_SUFFIXES {
        rest = rest.strip_suffix(suffix).filter(|rest| length(rest) >= SHORTEST).unwrap_or(rest);
    }
    rest
}
