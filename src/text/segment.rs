//! Clitics: a word cut into its conjunction, preposition, article, the word itself, and a pronoun, where a corpus bears that out.
//!
//! Letters alone do not tell: والد (father) begins as والكتاب (and the book) does. So a cut is made only where what is left is
//! itself a word, by the frequencies of a corpus.

use std::fmt;

use super::alphabet::affixes::{
    ARTICLE, CLITIC_CONJUNCTIONS, CLITIC_PREPOSITIONS, CLITIC_PRONOUNS, FUTURE, PREPOSITION_BEFORE_ARTICLE, PRESENT,
    RESTORED_BEFORE_PRONOUN,
};

/// What the rest of a word must have, and how often it must occur: fewer, and chance begins to find words in words.
const LETTERS: usize = 3;
/// How often the rest of a cut word must occur.
pub const OCCURRENCES: u64 = 10;

/// Which clitics are cut.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// و ف
    D1,
    /// The same, and ب ك ل س.
    D2,
    /// The same, and ال and pronouns.
    D3,
    /// As D3, but for ال: the cuts of the Penn Arabic Treebank.
    Atb,
}

impl Scheme {
    /// Every one, in the order of help texts.
    pub const ALL: [Self; 4] = [Self::D1, Self::D2, Self::D3, Self::Atb];

    /// The name in flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::D1 => "d1",
            Self::D2 => "d2",
            Self::D3 => "d3",
            Self::Atb => "atb",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }
}

impl fmt::Display for Scheme {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A word in parts. It prints them with a space between, and a + where they were joined: و+ ال+ كتاب +هم.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Parts {
    /// In order.
    pub prefixes: Vec<&'static str>,
    /// The word, as it is written alone.
    pub rest: String,
    /// The pronoun.
    pub pronoun: Option<&'static str>,
}

impl Parts {
    fn whole(word: &str) -> Self {
        Self { prefixes: Vec::new(), rest: word.to_owned(), pronoun: None }
    }

    /// Each with the mark of its joint.
    pub fn marked(&self) -> impl Iterator<Item = String> {
        let prefixes = self.prefixes.iter().map(|prefix| format!("{prefix}+"));
        let pronoun = self.pronoun.iter().map(|pronoun| format!("+{pronoun}"));
        prefixes.chain([self.rest.clone()]).chain(pronoun)
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.prefixes.iter().try_for_each(|prefix| write!(f, "{prefix}+ "))?;
        f.write_str(&self.rest)?;
        self.pronoun.iter().try_for_each(|pronoun| write!(f, " +{pronoun}"))
    }
}

/// Cuts a word. `frequency` says how often a word stands alone in the corpus: 0 for what is none.
///
/// Of all cuts that leave a word of at least three letters, that occurs at least ten times and as often as the whole, the one with
/// the most frequent rest is taken; of equals the one with the longest, then the one with the fewest parts. If there is none, the
/// word stays whole.
pub fn segment(word: &str, scheme: Scheme, frequency: impl Fn(&str) -> u64) -> Parts {
    let least = frequency(word).max(OCCURRENCES);
    let mut best: Option<((u64, usize), Parts)> = None;
    for parts in cuts(word, scheme) {
        let letters = parts.rest.chars().count();
        if letters < LETTERS {
            continue;
        }
        let rank = (frequency(&parts.rest), letters);
        if rank.0 >= least && best.as_ref().is_none_or(|(of_best, _)| rank > *of_best) {
            best = Some((rank, parts));
        }
    }
    best.map_or_else(|| Parts::whole(word), |(_, parts)| parts)
}

/// Every way to cut a word, those into few parts first.
fn cuts(word: &str, scheme: Scheme) -> Vec<Parts> {
    let mut cuts = vec![Parts::whole(word)];
    let mut add = |step: fn(&Parts) -> Vec<Parts>| {
        let more: Vec<Parts> = cuts.iter().flat_map(step).collect();
        cuts.extend(more);
    };
    add(without_conjunction);
    if scheme != Scheme::D1 {
        add(without_preposition);
    }
    if scheme == Scheme::D3 {
        add(without_article);
    }
    if matches!(scheme, Scheme::D3 | Scheme::Atb) {
        add(without_pronoun);
    }
    cuts.remove(0);
    cuts
}

impl Parts {
    /// With one more prefix and this rest.
    fn behind(&self, prefix: &'static str, rest: String) -> Self {
        let prefixes = self.prefixes.iter().copied().chain([prefix]).collect();
        Self { prefixes, rest, pronoun: self.pronoun }
    }
}

fn without_conjunction(of: &Parts) -> Vec<Parts> {
    let cut = |prefix: &&'static str| of.rest.strip_prefix(*prefix).map(|rest| of.behind(prefix, rest.to_owned()));
    CLITIC_CONJUNCTIONS.iter().filter_map(cut).collect()
}

fn without_preposition(of: &Parts) -> Vec<Parts> {
    let mut cuts = Vec::new();
    for &prefix in CLITIC_PREPOSITIONS {
        let Some(rest) = of.rest.strip_prefix(prefix) else { continue };
        if prefix == FUTURE && !rest.starts_with(PRESENT) {
            continue;
        }
        cuts.push(of.behind(prefix, rest.to_owned()));
        // The article loses its alef behind ل, and its lam too where the noun begins with one: للبيت, لليل.
        if prefix == PREPOSITION_BEFORE_ARTICLE
            && let Some(noun) = rest.strip_prefix(prefix)
        {
            cuts.push(of.behind(prefix, format!("{ARTICLE}{noun}")));
            cuts.push(of.behind(prefix, format!("{ARTICLE}{rest}")));
        }
    }
    cuts
}

fn without_article(of: &Parts) -> Vec<Parts> {
    of.rest.strip_prefix(ARTICLE).map(|rest| of.behind(ARTICLE, rest.to_owned())).into_iter().collect()
}

fn without_pronoun(of: &Parts) -> Vec<Parts> {
    let mut cuts = Vec::new();
    for &pronoun in CLITIC_PRONOUNS {
        let Some(rest) = of.rest.strip_suffix(pronoun) else { continue };
        let mut cut = |rest| cuts.push(Parts { rest, pronoun: Some(pronoun), ..of.clone() });
        cut(rest.to_owned());
        for (joined, alone) in RESTORED_BEFORE_PRONOUN {
            if let Some(rest) = rest.strip_suffix(joined) {
                cut(format!("{rest}{alone}"));
            }
        }
    }
    cuts
}

#[cfg(test)]
mod tests;
