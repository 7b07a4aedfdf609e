//! Stemmers: the word that a folded word is counted as, without its prefixes and suffixes.
//!
//! A stemmer looks at one word and knows no dictionary, so it errs both ways: light10 makes والد (father) the same as الد, and
//! leaves كتاب and مكتبة apart, as it should, but also كتاب and كتب.

mod arlstem;
mod letters;
mod light10;
mod snowball;

use std::fmt;

use letters::Letters;

/// What takes prefixes and suffixes off a word.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stemmer {
    /// That of Lucene (Larkey, Ballesteros and Connell 2007): after Lucene's normalization, Lucene's own stems.
    Light10,
    /// That of the Snowball project.
    Snowball,
    /// The same, with a conjunction before the article stripped first, which Snowball overlooks: والكتاب.
    SnowballWaw,
    /// ARLSTem (Abainia, Ouamour and Sayoud 2017), the best of these against lemmas.
    Arlstem,
}

/// Longer words are none of the language, and the time that a stemmer takes may grow with the square of the length.
const LONGEST: usize = 1024;

impl Stemmer {
    /// Every one, in the order of help texts.
    pub const ALL: [Self; 4] = [Self::Light10, Self::Snowball, Self::SnowballWaw, Self::Arlstem];

    /// The name in flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Light10 => "light10",
            Self::Snowball => "snowball",
            Self::SnowballWaw => "snowball-waw",
            Self::Arlstem => "arlstem",
        }
    }

    /// The one of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|stemmer| stemmer.name() == name)
    }

    /// Appends the stem of a word: never nothing, unless the word is.
    pub fn stem(self, word: &str, stem: &mut String) {
        let start = stem.len();
        if word.len() <= LONGEST {
            match self {
                Self::Light10 => stem.push_str(light10::stem(word)),
                Self::Snowball => snowball::stem(word, stem),
                Self::SnowballWaw => snowball::stem(snowball::without_conjunction(word), stem),
                Self::Arlstem => arlstem::stem(word, stem),
            }
        }
        // The word is too long, or nothing but marks.
        if stem.len() == start {
            stem.push_str(word);
        }
    }

    /// The stem of packed code points of the base block, if there is a quick way to it; the same as `stem`.
    #[must_use]
    pub fn stem_packed(self, word: u128) -> Option<u128> {
        let word = match self {
            Self::Snowball => Letters::packed(word)?,
            Self::SnowballWaw => snowball::without_conjunction_plain(Letters::packed(word)?),
            Self::Light10 | Self::Arlstem => return None,
        };
        Some(snowball::stem_plain(word).pack())
    }
}

impl fmt::Display for Stemmer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// How many code points a word has.
fn length(word: &str) -> usize {
    word.chars().count()
}

#[cfg(test)]
mod tests;
