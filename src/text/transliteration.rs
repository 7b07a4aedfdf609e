//! Arabic in Latin signs and back, code point by code point; what has no sign stays.

use super::alphabet::{Signs, TRANSLITERATION};

/// A set of signs.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Scheme {
    /// Tim Buckwalter's, all ASCII.
    Buckwalter,
    /// The same, with letters only where others give a sign a meaning.
    SafeBuckwalter,
    /// The same, with no sign that XML gives a meaning.
    XmlBuckwalter,
    /// Habash, Soudi and Buckwalter's, for readers.
    Hsb,
}

impl Scheme {
    /// Every scheme, in the order of their signs in the table.
    pub const ALL: [Self; 4] = [Self::Buckwalter, Self::SafeBuckwalter, Self::XmlBuckwalter, Self::Hsb];

    /// The scheme of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|scheme| scheme.name() == name)
    }

    /// What the user calls it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Buckwalter => "buckwalter",
            Self::SafeBuckwalter => "safe-bw",
            Self::XmlBuckwalter => "xml-bw",
            Self::Hsb => "hsb",
        }
    }

    /// What it is good for, in a line.
    #[must_use]
    pub fn description(self) -> &'static str {
        match self {
            Self::Buckwalter => "ASCII, one sign a letter: Al$ms",
            Self::SafeBuckwalter => "ASCII letters where Buckwalter has signs that programs give a meaning: Alcms",
            Self::XmlBuckwalter => "Buckwalter without < > &",
            Self::Hsb => "Habash-Soudi-Buckwalter, for reading: Alšms",
        }
    }

    /// The sign of an Arabic letter or mark, or the code point itself.
    #[must_use]
    pub fn to_latin(self, c: char) -> char {
        TRANSLITERATION.iter().find(|(arabic, _)| *arabic == c).map_or(c, |row| self.sign(row))
    }

    /// The Arabic letter or mark of a sign, or the code point itself.
    #[must_use]
    pub fn from_latin(self, c: char) -> char {
        TRANSLITERATION.iter().find(|row| self.sign(row) == c).map_or(c, |(arabic, _)| *arabic)
    }

    fn sign(self, (_, signs): &Signs) -> char {
        signs[self as usize]
    }
}
