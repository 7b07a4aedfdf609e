//! ARLSTem: Abainia, Ouamour and Sayoud, "A novel robust Arabic light stemmer", Journal of Experimental & Theoretical
//! Artificial Intelligence 29(3), 2017.
//!
//! The rules are those of the authors' own program, the one in NLTK. Two of the published rules never apply there: pronouns written
//! with a shadda, which is gone by then, and the prefixes of order لن لت لي لا, which come after a step that always answers. Nor do they here.

use super::length;
use crate::text::alphabet::affixes::{
    ARLSTEM_CONJUNCTION, ARLSTEM_FEMININE, ARLSTEM_MARKS, ARLSTEM_NOUN_PREFIXES, ARLSTEM_PLURAL, ARLSTEM_PLURALS,
    ARLSTEM_PRONOUNS, ARLSTEM_VERBS, Affixes,
};
use crate::text::alphabet::{ALEFS, YEHS, replaced, within};

/// Appends the stem.
pub fn stem(word: &str, stem: &mut String) {
    let unmarked = word.chars().filter(|&c| !within(ARLSTEM_MARKS, c));
    let normalized: String = unmarked.map(|c| replaced(YEHS, replaced(ALEFS, c))).collect();
    let word = normalized.strip_prefix(ARLSTEM_CONJUNCTION).filter(|rest| length(rest) >= 3).unwrap_or(&normalized);
    let noun = stripped(word, ARLSTEM_NOUN_PREFIXES);
    let bare = noun.unwrap_or(word);
    let bare = stripped(bare, ARLSTEM_PRONOUNS).unwrap_or(bare);
    if let Some(singular) = stripped(bare, ARLSTEM_PLURALS) {
        stem.push_str(singular);
    } else if let Some(parts) = singular_of_broken(bare) {
        stem.extend(parts);
    } else if let Some(masculine) = stripped(bare, ARLSTEM_FEMININE) {
        stem.push_str(masculine);
    } else if noun.is_none() {
        stem.push_str(stripped(bare, ARLSTEM_VERBS).unwrap_or(bare));
    } else {
        stem.push_str(bare);
    }
}

/// What the first rule that fits leaves of a word.
fn stripped<'w>(word: &'w str, rules: &[Affixes]) -> Option<&'w str> {
    let length = length(word);
    rules.iter().filter(|rule| length > rule.longer_than).find_map(|rule| {
        let rest = rule.prefixes.iter().find_map(|prefix| without_prefix(word, prefix))?;
        rule.suffixes.iter().find_map(|suffix| without_suffix(rest, suffix))
    })
}

/// One byte of a letter tells most affixes apart.
fn without_prefix<'w>(word: &'w str, prefix: &str) -> Option<&'w str> {
    match prefix.as_bytes().get(1) {
        None => Some(word),
        byte if byte == word.as_bytes().get(1) => word.strip_prefix(prefix),
        _ => None,
    }
}

fn without_suffix<'w>(word: &'w str, suffix: &str) -> Option<&'w str> {
    match suffix.as_bytes().last() {
        None => Some(word),
        byte if byte == word.as_bytes().last() => word.strip_suffix(suffix),
        _ => None,
    }
}

/// The parts of a singular, if the word begins with alef and has a second one in the third place, or else before the last letter.
fn singular_of_broken(word: &str) -> Option<[&str; 2]> {
    let from_second = word.strip_prefix(ARLSTEM_PLURAL)?;
    let from_third = after_first(from_second);
    let third = from_third.strip_prefix(ARLSTEM_PLURAL).filter(|rest| !rest.is_empty());
    if let Some(rest) = third {
        return Some([&word[..word.len() - from_third.len()], rest]);
    }
    let (last, _) = from_second.char_indices().next_back()?;
    let middle = from_second[..last].strip_suffix(ARLSTEM_PLURAL).filter(|middle| length(middle) >= 2)?;
    Some([middle, &from_second[last..]])
}

/// A text without its first code point.
fn after_first(text: &str) -> &str {
    let mut chars = text.chars();
    chars.next();
    chars.as_str()
}
