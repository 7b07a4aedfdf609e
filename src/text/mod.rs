//! What text is made of: code points, profiles, tokens, sentences. Knows nothing of files, counts or threads.

pub mod alphabet;
pub mod given;
pub mod normalize;
pub mod profile;
pub mod rules;
pub mod segment;
pub mod sentence;
pub mod stem;
pub mod stopwords;
pub mod tokenize;
pub mod transliteration;

use std::fmt;
use std::str::FromStr;

use icu_properties::CodePointMapData;
use icu_properties::props::{GeneralCategory, GeneralCategoryGroup};

/// The class of a token, decided by the rule that cut it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the field's own")]
pub enum Class {
    Word,
    Number,
    Url,
    Email,
    Mention,
    Hashtag,
    Emoji,
    Punctuation,
    Symbol,
}

impl Class {
    /// Every class, in the order in which reports list them.
    pub const ALL: [Self; 9] = [
        Self::Word,
        Self::Number,
        Self::Url,
        Self::Email,
        Self::Mention,
        Self::Hashtag,
        Self::Emoji,
        Self::Punctuation,
        Self::Symbol,
    ];

    /// The name in reports and flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Number => "number",
            Self::Url => "url",
            Self::Email => "email",
            Self::Mention => "mention",
            Self::Hashtag => "hashtag",
            Self::Emoji => "emoji",
            Self::Punctuation => "punctuation",
            Self::Symbol => "symbol",
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Class {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|c| c.name() == s).ok_or_else(|| {
            let names: Vec<_> = Self::ALL.iter().map(|c| c.name()).collect();
            format!("no such class; there are {}", names.join(", "))
        })
    }
}

/// From here on bytes begin code points of several.
#[cfg(target_arch = "x86_64")]
const FIRST_LEAD: u8 = 0xC0;

/// Is it a byte within a code point?
#[inline]
fn is_continuation(byte: u8) -> bool {
    byte & 0xC0 == 0x80
}

/// How many letters and digits a word has; marks do not count.
#[must_use]
pub fn letters_of(word: &str) -> u64 {
    let categories = CodePointMapData::<GeneralCategory>::new();
    let group = GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Number);
    word.chars().filter(|&c| group.contains(categories.get(c))).count() as u64
}
