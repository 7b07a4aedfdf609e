//! Clitics: a word cut into its conjunction, preposition, article, the word itself, and a pronoun, where a corpus bears that out.
//!
//! Letters alone do not tell: والد (father) begins as والكتاب (and the book) does. So a cut is made only where what is left is
//! itself a word, by the frequencies of a corpus.

use std::borrow::Cow;
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
pub struct Parts<'w> {
    prefixes: Prefixes,
    /// The word, as it is written alone.
    pub rest: Cow<'w, str>,
    /// The pronoun.
    pub pronoun: Option<&'static str>,
}

/// Each empty if there is none.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
struct Prefixes {
    conjunction: &'static str,
    preposition: &'static str,
    article: &'static str,
}

impl<'w> Parts<'w> {
    fn whole(word: &'w str) -> Self {
        Self { prefixes: Prefixes::default(), rest: Cow::Borrowed(word), pronoun: None }
    }

    /// What stands before the rest, in order.
    pub fn prefixes(&self) -> impl Iterator<Item = &'static str> {
        let Prefixes { conjunction, preposition, article } = self.prefixes;
        [conjunction, preposition, article].into_iter().filter(|prefix| !prefix.is_empty())
    }

    /// Each with the mark of its joint.
    pub fn marked(&self) -> impl Iterator<Item = String> {
        let prefixes = self.prefixes().map(|prefix| format!("{prefix}+"));
        let pronoun = self.pronoun.iter().map(|pronoun| format!("+{pronoun}"));
        prefixes.chain([self.rest.to_string()]).chain(pronoun)
    }

    /// Behind these prefixes, with this rest.
    fn behind(&self, prefixes: Prefixes, rest: Cow<'w, str>) -> Self {
        Self { prefixes, rest, pronoun: self.pronoun }
    }

    /// What is left of the rest.
    fn less(&self, strip: impl for<'a> Fn(&'a str) -> Option<&'a str>) -> Option<Cow<'w, str>> {
        match &self.rest {
            Cow::Borrowed(rest) => strip(rest).map(Cow::Borrowed),
            Cow::Owned(rest) => strip(rest).map(|rest| Cow::Owned(rest.to_owned())),
        }
    }
}

impl fmt::Display for Parts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.prefixes().try_for_each(|prefix| write!(f, "{prefix}+ "))?;
        f.write_str(&self.rest)?;
        self.pronoun.iter().try_for_each(|pronoun| write!(f, " +{pronoun}"))
    }
}

/// Cuts a word. `frequency` says how often a word stands alone in the corpus: 0 for what is none.
///
/// Of all cuts that leave a word of at least three letters, that occurs at least ten times and as often as the whole, the one with
/// the most frequent rest is taken; of equals the one with the longest, then the one with the fewest parts. If there is none, the
/// word stays whole.
pub fn segment(word: &str, scheme: Scheme, frequency: impl Fn(&str) -> u64) -> Parts<'_> {
    let cuts = cuts(word, scheme);
    if cuts.is_empty() {
        return Parts::whole(word);
    }
    let least = frequency(word).max(OCCURRENCES);
    let mut best: Option<((u64, usize), Parts<'_>)> = None;
    for parts in cuts {
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
fn cuts<'w>(word: &'w str, scheme: Scheme) -> Vec<Parts<'w>> {
    let whole = Parts::whole(word);
    let mut cuts = Vec::new();
    let mut add = |step: fn(&Parts<'w>, &mut Vec<Parts<'w>>)| {
        let known = cuts.len();
        step(&whole, &mut cuts);
        for at in 0..known {
            let of = cuts[at].clone();
            step(&of, &mut cuts);
        }
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
    cuts
}

fn without_conjunction<'w>(of: &Parts<'w>, cuts: &mut Vec<Parts<'w>>) {
    for &conjunction in CLITIC_CONJUNCTIONS {
        let rest = of.less(|rest| rest.strip_prefix(conjunction));
        cuts.extend(rest.map(|rest| of.behind(Prefixes { conjunction, ..of.prefixes }, rest)));
    }
}

fn without_preposition<'w>(of: &Parts<'w>, cuts: &mut Vec<Parts<'w>>) {
    for &preposition in CLITIC_PREPOSITIONS {
        let Some(rest) = of.less(|rest| rest.strip_prefix(preposition)) else { continue };
        if preposition == FUTURE && !rest.starts_with(PRESENT) {
            continue;
        }
        let mut cut = |rest| cuts.push(of.behind(Prefixes { preposition, ..of.prefixes }, rest));
        cut(rest.clone());
        // The article loses its alef behind ل, and its lam too where the noun begins with one: للبيت, لليل.
        if preposition == PREPOSITION_BEFORE_ARTICLE
            && let Some(noun) = rest.strip_prefix(preposition)
        {
            cut(Cow::Owned(format!("{ARTICLE}{noun}")));
            cut(Cow::Owned(format!("{ARTICLE}{rest}")));
        }
    }
}

fn without_article<'w>(of: &Parts<'w>, cuts: &mut Vec<Parts<'w>>) {
    let rest = of.less(|rest| rest.strip_prefix(ARTICLE));
    cuts.extend(rest.map(|rest| of.behind(Prefixes { article: ARTICLE, ..of.prefixes }, rest)));
}

fn without_pronoun<'w>(of: &Parts<'w>, cuts: &mut Vec<Parts<'w>>) {
    for &pronoun in CLITIC_PRONOUNS {
        let Some(rest) = of.less(|rest| rest.strip_suffix(pronoun)) else { continue };
        let mut cut = |rest| cuts.push(Parts { prefixes: of.prefixes, rest, pronoun: Some(pronoun) });
        cut(rest.clone());
        for (joined, alone) in RESTORED_BEFORE_PRONOUN {
            if let Some(rest) = rest.strip_suffix(joined) {
                cut(Cow::Owned(format!("{rest}{alone}")));
            }
        }
    }
}

#[cfg(test)]
mod tests;
