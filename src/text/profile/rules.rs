//! The tables of steps, line by line, for those who want to read them.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use super::table::{Made, Table};
use crate::text::alphabet as ab;
use crate::text::alphabet::Ranges;

/// A line of a table: what becomes of some code points.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Rule {
    /// In a word or a few.
    pub how: Cow<'static, str>,
    /// The code points, all of them if none are named.
    pub from: Option<RangeInclusive<char>>,
    /// What takes their place, where that is the same for each.
    pub to: String,
}

impl Rule {
    fn new(how: &'static str, from: RangeInclusive<char>, to: impl Into<String>) -> Self {
        Self { how: how.into(), from: Some(from), to: to.into() }
    }

    fn of_all(how: &'static str) -> Self {
        Self { how: how.into(), from: None, to: String::new() }
    }
}

impl Table {
    /// What it does, line by line.
    #[must_use]
    pub fn rules(self) -> Vec<Rule> {
        let replaced = |from: char, to: String| Rule::new("replace", from..=from, to);
        match self {
            Self::All(set, "") => ranges(set).map(|range| Rule::new("delete", range, "")).collect(),
            Self::All(set, text) => ranges(set).map(|range| Rule::new("replace", range, text)).collect(),
            Self::Replaced(pairs) => pairs.iter().map(|&(from, to)| replaced(from, to.into())).collect(),
            Self::Spelled(spellings) => {
                let rules = spellings.iter().filter_map(|(set, text)| Some((range(set)?, *text)));
                rules.map(|(range, text)| Rule::new("replace", range, text)).collect()
            }
            Self::Only(kept, spellings) => {
                let kept = ranges(kept).map(|range| Rule::new("keep", range, ""));
                kept.chain(Self::Spelled(spellings).rules()).chain([Rule::of_all("delete all others")]).collect()
            }
            Self::Digits => self.changes(ab::DIGITS),
            Self::Forms => self.changes(ab::PRESENTATION_FORMS),
            Self::Compatibility => vec![Rule::of_all("replace by compatibility form (NFKC)")],
            Self::Lowercase => vec![Rule::of_all("replace by small letter")],
            Self::ToLatin(scheme) => {
                ab::TRANSLITERATION.iter().map(|&(c, _)| replaced(c, scheme.to_latin(c).into())).collect()
            }
            Self::FromLatin(scheme) => {
                ab::TRANSLITERATION.iter().map(|&(c, _)| replaced(scheme.to_latin(c), c.into())).collect()
            }
            Self::Before(pairs) => {
                let how = |next: char| Cow::Owned(format!("delete before U+{:04X}", u32::from(next)));
                let rule = |&(c, next): &(char, char)| Rule { how: how(next), ..Rule::new("", c..=c, "") };
                pairs.iter().map(rule).collect()
            }
            Self::Runs(set) => ranges(set).map(|range| Rule::new("write once if three or more", range, "")).collect(),
        }
    }

    /// A line for each code point of the set that changes.
    fn changes(self, set: Ranges) -> Vec<Rule> {
        let change = |c: char| match self.apply(c) {
            Made::Nothing => Some(Rule::new("delete", c..=c, "")),
            Made::One(same) if same == c => None,
            Made::One(other) => Some(Rule::new("replace", c..=c, other)),
            Made::Several(text) => Some(Rule::new("replace", c..=c, text)),
        };
        ranges(set).flatten().filter_map(change).collect()
    }
}

fn ranges(set: Ranges) -> impl Iterator<Item = RangeInclusive<char>> {
    set.iter().filter_map(range)
}

fn range(codes: &RangeInclusive<u32>) -> Option<RangeInclusive<char>> {
    Some(char::from_u32(*codes.start())?..=char::from_u32(*codes.end())?)
}
