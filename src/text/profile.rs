//! Normalization profiles: what a word counts as.
//!
//! A profile is a row of [`PROFILES`]: passes of steps, each step looking at one code point, each pass closed by composition (NFC).
//! [`Profile`] compiles a row and the user's single folds into pages of [`Action`]s, one for each code point, filled when first needed.
//! Where the action is not known without the neighbours ([`Action::Context`]: a mark that may compose, a joiner that may hold an
//! emoji together) the stretch between two safe cuts takes the route of the passes, which is the definition.

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;

use icu_properties::CodePointSetData;
use icu_properties::props::{EmojiModifier, ExtendedPictographic};
use thiserror::Error;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::alphabet::{
    ALEFS, BRACKETS, CONTROLS, EMOJI_PRESENTATION, LOOKALIKES, MARKS, PRESENTATION_FORMS, SPACES, SPELLINGS, TATWEEL,
    TEH_MARBUTAS, YEHS, ZERO_WIDTH_JOINER, digit_value, replaced, within,
};

/// What a switch does with the difference it is named after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// The difference stays.
    Keep,
    /// The difference goes.
    Fold,
}

impl fmt::Display for Fold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "keep",
            Self::Fold => "fold",
        })
    }
}

impl FromStr for Fold {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        match s {
            "keep" => Ok(Self::Keep),
            "fold" => Ok(Self::Fold),
            _ => Err("neither keep nor fold".to_owned()),
        }
    }
}

/// Single folds on top of a profile; `None` leaves it as the profile has it.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Folds {
    /// Alef with madda or hamza counts as the bare alef.
    pub alef: Option<Fold>,
    /// Alef maksura counts as yeh.
    pub yeh: Option<Fold>,
    /// Teh marbuta counts as heh.
    pub teh_marbuta: Option<Fold>,
    /// Vowels and other combining signs of Arabic go.
    pub marks: Option<Fold>,
    /// The lengthening stroke goes.
    pub tatweel: Option<Fold>,
    /// Arabic digits become those of ASCII.
    pub digits: Option<Fold>,
    /// Letters of other orthographies become the Arabic letter they look like.
    pub lookalikes: Option<Fold>,
    /// Capitals become small letters.
    pub case: Option<Fold>,
}

impl Folds {
    /// The switch of a step, if the user set it.
    fn switch(&self, step: Step) -> Option<Fold> {
        match step {
            Step::Controls | Step::PresentationForms | Step::Spaces => None,
            Step::Tatweel => self.tatweel,
            Step::Marks => self.marks,
            Step::Lookalikes => self.lookalikes,
            Step::Digits => self.digits,
            Step::Alef => self.alef,
            Step::Yeh => self.yeh,
            Step::TehMarbuta => self.teh_marbuta,
            Step::Case => self.case,
        }
    }
}

/// One change to one code point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    Controls,
    Tatweel,
    PresentationForms,
    Spaces,
    Marks,
    Lookalikes,
    Digits,
    Alef,
    Yeh,
    TehMarbuta,
    Case,
}

impl Step {
    /// Appends what the step makes of a code point, which may be nothing.
    fn apply(self, c: char, out: &mut Vec<char>) {
        match self {
            Self::Controls => out.extend(Some(c).filter(|&c| !within(CONTROLS, c))),
            Self::Tatweel => out.extend(Some(c).filter(|&c| c != TATWEEL)),
            Self::PresentationForms => spell_out(c, out),
            Self::Spaces => out.push(if within(SPACES, c) { ' ' } else { c }),
            Self::Marks => out.extend(Some(c).filter(|&c| !within(MARKS, c))),
            Self::Lookalikes => out.push(replaced(LOOKALIKES, c)),
            Self::Digits => out.push(digit_value(c).and_then(|value| char::from_digit(value, 10)).unwrap_or(c)),
            Self::Alef => out.push(replaced(ALEFS, c)),
            Self::Yeh => out.push(replaced(YEHS, c)),
            Self::TehMarbuta => out.push(replaced(TEH_MARBUTAS, c)),
            Self::Case => out.extend(c.to_lowercase()),
        }
    }
}

/// Appends the letters of a presentation form. A space or stroke that only carries marks goes.
fn spell_out(c: char, out: &mut Vec<char>) {
    if !within(PRESENTATION_FORMS, c) || within(BRACKETS, c) {
        out.push(c);
    } else if let Some((_, spelling)) = SPELLINGS.iter().find(|(form, _)| *form == c) {
        out.extend(spelling.chars());
    } else {
        let from = out.len();
        out.extend(c.nfkc());
        if let [' ' | TATWEEL, marks @ ..] = &out[from..]
            && !marks.is_empty()
            && marks.iter().all(|&mark| canonical_combining_class(mark) != 0)
        {
            out.remove(from);
        }
    }
}

/// A row of the table of profiles.
#[derive(Debug)]
pub struct Entry {
    /// What the user calls it.
    pub name: &'static str,
    /// What it does, in a line.
    pub description: &'static str,
    /// All steps it can take, in order; a step with a switch is taken if it is on.
    passes: &'static [&'static [Step]],
    /// The switches that are on unless the user says otherwise.
    on: &'static [Step],
    /// Is each pass followed by composition (NFC)?
    composed: bool,
}

/// Presentation forms before composition, deletions after it: hamza written as a mark must become part of its letter first.
const CLEANED: &[&[Step]] = &[
    &[Step::Controls, Step::Tatweel, Step::PresentationForms],
    &[Step::Spaces, Step::Marks, Step::Lookalikes, Step::Digits],
    &[Step::Alef, Step::Yeh, Step::TehMarbuta, Step::Case],
];

/// Only the steps that have a switch.
const AS_IT_STANDS: &[&[Step]] = &[&[
    Step::Tatweel,
    Step::Marks,
    Step::Lookalikes,
    Step::Digits,
    Step::Alef,
    Step::Yeh,
    Step::TehMarbuta,
    Step::Case,
]];

/// Every profile there is.
pub const PROFILES: &[Entry] = &[
    Entry { name: "none", description: "the text as it stands", passes: AS_IT_STANDS, on: &[], composed: false },
    Entry {
        name: "light",
        description: "marks, tatweel, invisible controls, presentation forms, digits and look-alike letters folded; letters kept apart",
        passes: CLEANED,
        on: &[Step::Tatweel, Step::Marks, Step::Lookalikes, Step::Digits],
        composed: true,
    },
    Entry {
        name: "search",
        description: "light, and alef with hamza as alef, alef maksura as yeh, teh marbuta as heh, capitals as small letters",
        passes: CLEANED,
        on: &[
            Step::Tatweel,
            Step::Marks,
            Step::Lookalikes,
            Step::Digits,
            Step::Alef,
            Step::Yeh,
            Step::TehMarbuta,
            Step::Case,
        ],
        composed: true,
    },
];

/// A name that no profile has.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{name}: no such profile; there are {}", Profile::names().collect::<Vec<_>>().join(", "))]
pub struct UnknownProfile {
    /// The name that was asked for.
    pub name: String,
}

/// What becomes of a code point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Action<'a> {
    /// It stays, and the text may be cut before it.
    Keep,
    /// It goes.
    Delete,
    /// Something else takes its place, and the text may be cut before it.
    Replace(&'a str),
    /// That depends on its neighbours: the route decides.
    Context,
}

/// A profile with its single folds, compiled.
#[derive(Clone, Debug)]
pub struct Profile {
    passes: Vec<Vec<Step>>,
    composed: bool,
    pages: Vec<OnceLock<Box<Page>>>,
}

impl Profile {
    /// The row of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Entry> {
        PROFILES.iter().find(|entry| entry.name == name)
    }

    /// The names, in the order of help texts.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PROFILES.iter().map(|entry| entry.name)
    }

    /// The profile of that name, with single folds on top.
    ///
    /// # Errors
    ///
    /// [`UnknownProfile`] if no profile has the name.
    pub fn new(name: &str, folds: &Folds) -> Result<Self, UnknownProfile> {
        let entry = Self::named(name).ok_or_else(|| UnknownProfile { name: name.to_owned() })?;
        Ok(Self {
            passes: entry.passes_with(folds),
            composed: entry.composed,
            pages: vec![OnceLock::new(); Page::COUNT],
        })
    }

    /// Does the profile leave every text as it is?
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.passes.is_empty() && !self.composed
    }

    /// What `text` counts as.
    #[must_use]
    pub fn fold(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        self.fold_into(text, &mut out);
        out
    }

    /// Appends what `text` counts as.
    pub fn fold_into(&self, text: &str, out: &mut String) {
        let mut kept = 0; // where the run of unchanged code points starts
        let mut at = 0;
        while let Some(c) = text[at..].chars().next() {
            let end = at + c.len_utf8();
            match self.action(c) {
                Action::Keep => {}
                Action::Delete => {
                    out.push_str(&text[kept..at]);
                    kept = end;
                }
                Action::Replace(by) => {
                    out.push_str(&text[kept..at]);
                    out.push_str(by);
                    kept = end;
                }
                Action::Context => {
                    out.push_str(&text[kept..at]);
                    let (start, written) = self.safe_start(&text[..at]);
                    out.truncate(out.len() - written);
                    kept = at + self.safe_end(&text[at..]);
                    self.route(&text[start..kept], out);
                    at = kept;
                    continue;
                }
            }
            at = end;
        }
        out.push_str(&text[kept..]);
    }

    /// The last safe cut in what comes before a code point in need of context, and how many bytes what follows the cut was written as.
    fn safe_start(&self, before: &str) -> (usize, usize) {
        for (at, c) in before.char_indices().rev() {
            match self.action(c) {
                Action::Keep => return (at, c.len_utf8()),
                Action::Replace(by) => return (at, by.len()),
                Action::Delete | Action::Context => {}
            }
        }
        (0, 0)
    }

    /// The first safe cut after the code point in need of context with which `text` starts.
    fn safe_end(&self, text: &str) -> usize {
        let mut before = None;
        text.char_indices().find(|&(_, c)| self.cuts(before.replace(c), c)).map_or(text.len(), |(at, _)| at)
    }

    /// Is there a safe cut between these two, of which the first, if any, is in a stretch that needs context?
    pub(super) fn cuts(&self, before: Option<char>, c: char) -> bool {
        match self.action(c) {
            Action::Keep | Action::Replace(_) => before != Some(ZERO_WIDTH_JOINER) || !is_pictograph(c),
            Action::Delete | Action::Context => false,
        }
    }

    /// What becomes of a code point.
    #[inline]
    pub(super) fn action(&self, c: char) -> Action<'_> {
        let [low, middle, high, _] = u32::from(c).to_le_bytes();
        let page = self.pages[usize::from(high) << 8 | usize::from(middle)].get_or_init(|| Page::new(self, c));
        page.action(low)
    }

    /// Appends what the passes, one after the other, make of `text`: the definition, and the slow path.
    pub(super) fn route(&self, text: &str, out: &mut String) {
        let mut now: Vec<char> = text.chars().collect();
        let mut next = Vec::with_capacity(now.len());
        for steps in &self.passes {
            next.clear();
            for (at, &c) in now.iter().enumerate() {
                if c == ZERO_WIDTH_JOINER && holds_emoji(&now, at) {
                    next.push(c);
                } else {
                    apply_all(steps, c, &mut next);
                }
            }
            self.compose(&next, &mut now);
        }
        out.extend(now);
    }

    /// Puts the composition of `text` in `out`, or the text itself if the profile does not compose.
    fn compose(&self, text: &[char], out: &mut Vec<char>) {
        out.clear();
        if self.composed {
            out.extend(text.iter().copied().nfc());
        } else {
            out.extend_from_slice(text);
        }
    }

    /// What the passes make of a single code point, if that holds whatever its neighbours are.
    fn alone(&self, c: char) -> Alone {
        if c == ZERO_WIDTH_JOINER && self.passes.iter().any(|steps| steps.contains(&Step::Controls)) {
            return Alone::Unknown;
        }
        let mut now = vec![c];
        let mut was_mark = false;
        for steps in &self.passes {
            let mut next = Vec::new();
            for &c in &now {
                apply_all(steps, c, &mut next);
            }
            let [first, ..] = next[..] else {
                return Alone::Nothing;
            };
            if self.composed && !starts_unit(first) {
                if !next.iter().all(|&c| is_inert_mark(c)) {
                    return Alone::Unknown;
                }
                was_mark = true;
            }
            self.compose(&next, &mut now);
        }
        if was_mark { Alone::Unknown } else { Alone::Becomes(now.into_iter().collect()) }
    }
}

impl Entry {
    /// The steps that are taken, pass by pass.
    fn passes_with(&self, folds: &Folds) -> Vec<Vec<Step>> {
        let taken = |step: &Step| match folds.switch(*step) {
            Some(fold) => fold == Fold::Fold,
            None => self.on.contains(step) || !step.has_switch(),
        };
        let passes = self.passes.iter().map(|steps| steps.iter().copied().filter(taken).collect());
        passes.filter(|steps: &Vec<_>| !steps.is_empty()).collect()
    }
}

impl Step {
    /// Can the user turn the step on and off?
    fn has_switch(self) -> bool {
        !matches!(self, Self::Controls | Self::PresentationForms | Self::Spaces)
    }
}

/// Appends what the steps, one after the other, make of a code point.
fn apply_all(steps: &[Step], c: char, out: &mut Vec<char>) {
    let Some((first, rest)) = steps.split_first() else {
        return out.push(c);
    };
    let mut made = Vec::new();
    first.apply(c, &mut made);
    for c in made {
        apply_all(rest, c, out);
    }
}

/// Is the joiner at that place between two emoji?
fn holds_emoji(text: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|at| text.get(at));
    let joins =
        |&c: &char| is_pictograph(c) || c == EMOJI_PRESENTATION || CodePointSetData::new::<EmojiModifier>().contains(c);
    before.is_some_and(joins) && text.get(at + 1).is_some_and(|&c| is_pictograph(c))
}

/// Can an emoji start with the code point?
fn is_pictograph(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

/// Does composition never reach across the place before the code point?
fn starts_unit(c: char) -> bool {
    canonical_combining_class(c) == 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// Is it a mark that composes with nothing?
fn is_inert_mark(c: char) -> bool {
    canonical_combining_class(c) != 0 && is_nfc_quick(std::iter::once(c)) == IsNormalized::Yes
}

/// What becomes of a code point whatever its neighbours are.
enum Alone {
    Nothing,
    Becomes(String),
    Unknown,
}

/// The actions of 256 successive code points.
#[derive(Clone, Debug)]
struct Page {
    slots: [Slot; 256],
    /// What the page's replacements say, one after the other.
    replacements: String,
}

/// An action as it is stored: replacements by where they are.
#[derive(Clone, Copy, Debug)]
enum Slot {
    Keep,
    Delete,
    Replace { start: u16, len: u8 },
    Context,
}

impl Page {
    /// Pages of all code points.
    const COUNT: usize = (char::MAX as usize >> 8) + 1;

    /// The page on which a code point is.
    fn new(profile: &Profile, c: char) -> Box<Self> {
        let mut page = Box::new(Self { slots: [Slot::Keep; 256], replacements: String::new() });
        let first = u32::from(c) & !0xFF;
        for (code, at) in (first..).zip(0..256) {
            if let Some(c) = char::from_u32(code) {
                page.slots[at] = page.slot(c, profile.alone(c));
            }
        }
        page
    }

    /// Stores what becomes of a code point.
    fn slot(&mut self, c: char, alone: Alone) -> Slot {
        match alone {
            Alone::Nothing => Slot::Delete,
            Alone::Becomes(text) if text.chars().eq([c]) => Slot::Keep,
            Alone::Becomes(text) => match (u16::try_from(self.replacements.len()), u8::try_from(text.len())) {
                (Ok(start), Ok(len)) => {
                    self.replacements.push_str(&text);
                    Slot::Replace { start, len }
                }
                _ => Slot::Context,
            },
            Alone::Unknown => Slot::Context,
        }
    }

    #[inline]
    fn action(&self, low: u8) -> Action<'_> {
        match self.slots[usize::from(low)] {
            Slot::Keep => Action::Keep,
            Slot::Delete => Action::Delete,
            Slot::Replace { start, len } => {
                let start = usize::from(start);
                Action::Replace(&self.replacements[start..start + usize::from(len)])
            }
            Slot::Context => Action::Context,
        }
    }
}
