//! Normalization profiles: what a word counts as.
//!
//! A profile is a row of [`PROFILES`]: passes of steps, each step looking at one code point, each pass closed by composition (NFC).
//! [`Profile`] compiles a row and the user's single folds into pages of actions, one for each code point, filled when first needed.
//! Where the action is not known without the neighbours (a mark that may compose, a joiner that may hold an
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
    /// What the step makes of a code point.
    fn apply(self, c: char) -> Made {
        match self {
            Self::Controls if within(CONTROLS, c) => Made::Nothing,
            Self::Tatweel if c == TATWEEL => Made::Nothing,
            Self::Marks if within(MARKS, c) => Made::Nothing,
            Self::Controls | Self::Tatweel | Self::Marks => Made::One(c),
            Self::PresentationForms => spell_out(c),
            Self::Spaces => Made::One(if within(SPACES, c) { ' ' } else { c }),
            Self::Lookalikes => Made::One(replaced(LOOKALIKES, c)),
            Self::Digits => {
                let digit = digit_value(c).and_then(|value| char::from_digit(value, 10));
                Made::One(digit.unwrap_or(c))
            }
            Self::Alef => Made::One(replaced(ALEFS, c)),
            Self::Yeh => Made::One(replaced(YEHS, c)),
            Self::TehMarbuta => Made::One(replaced(TEH_MARBUTAS, c)),
            Self::Case => {
                let mut small = c.to_lowercase();
                match (small.next(), small.len()) {
                    (Some(only), 0) => Made::One(only),
                    _ => Made::Several(c.to_lowercase().collect()),
                }
            }
        }
    }
}

/// What a step makes of a code point.
enum Made {
    Nothing,
    One(char),
    Several(String),
}

impl Made {
    fn of(text: String) -> Self {
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (None, _) => Self::Nothing,
            (Some(c), None) => Self::One(c),
            _ => Self::Several(text),
        }
    }
}

/// The letters of a presentation form. A space or stroke that only carries marks goes.
fn spell_out(c: char) -> Made {
    if !within(PRESENTATION_FORMS, c) || within(BRACKETS, c) {
        return Made::One(c);
    }
    if let Some((_, spelling)) = SPELLINGS.iter().find(|(form, _)| *form == c) {
        return Made::Several((*spelling).to_owned());
    }
    let spelling: String = c.nfkc().collect();
    let carried = spelling.strip_prefix([' ', TATWEEL]).unwrap_or_default();
    let only_marks = carried.chars().all(|mark| canonical_combining_class(mark) != 0);
    if only_marks && !carried.is_empty() {
        return Made::of(carried.to_owned());
    }
    Made::of(spelling)
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
                    self.fold_stretch(&text[start..kept], out);
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
        self.page(c).action(c)
    }

    /// The page on which a code point is.
    #[inline]
    fn page(&self, c: char) -> &Page {
        self.pages[u32::from(c) as usize >> 8].get_or_init(|| Page::new(self, c))
    }

    /// Appends what a stretch between two safe cuts counts as.
    pub(super) fn fold_stretch(&self, stretch: &str, out: &mut String) {
        if self.stays(stretch) {
            out.push_str(stretch);
        } else {
            self.route(stretch, out);
        }
    }

    /// Does no step change a code point, and is the text composed and in order? Then it stays as it is.
    fn stays(&self, text: &str) -> bool {
        text.chars().all(|c| self.page(c).stays(c))
            && (!self.composed || is_nfc_quick(text.chars()) == IsNormalized::Yes)
    }

    /// Does no step change the code point?
    fn is_fixed(&self, c: char) -> bool {
        let mut made = Vec::new();
        self.passes.iter().all(|steps| {
            made.clear();
            apply_all(steps, c, &mut made);
            made == [c]
        })
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
fn apply_all(steps: &[Step], mut c: char, out: &mut Vec<char>) {
    for (at, step) in steps.iter().enumerate() {
        match step.apply(c) {
            Made::Nothing => return,
            Made::One(made) => c = made,
            Made::Several(text) => {
                return text.chars().for_each(|c| apply_all(&steps[at + 1..], c, out));
            }
        }
    }
    out.push(c);
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
    Replace {
        start: u16,
        len: u8,
    },
    /// `fixed`: no step changes it, only composition may.
    Context {
        fixed: bool,
    },
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
                page.slots[at] = page.slot(c, profile);
            }
        }
        page
    }

    /// Stores what becomes of a code point.
    fn slot(&mut self, c: char, profile: &Profile) -> Slot {
        let context = Slot::Context { fixed: profile.is_fixed(c) };
        match profile.alone(c) {
            Alone::Nothing => Slot::Delete,
            Alone::Becomes(text) if text.chars().eq([c]) => Slot::Keep,
            Alone::Becomes(text) => match (u16::try_from(self.replacements.len()), u8::try_from(text.len())) {
                (Ok(start), Ok(len)) => {
                    self.replacements.push_str(&text);
                    Slot::Replace { start, len }
                }
                _ => context,
            },
            Alone::Unknown => context,
        }
    }

    /// What is stored for a code point of the page.
    #[inline]
    fn stored(&self, c: char) -> Slot {
        let [low, ..] = u32::from(c).to_le_bytes();
        self.slots[usize::from(low)]
    }

    /// Does no step change the code point?
    fn stays(&self, c: char) -> bool {
        matches!(self.stored(c), Slot::Keep | Slot::Context { fixed: true })
    }

    #[inline]
    fn action(&self, c: char) -> Action<'_> {
        match self.stored(c) {
            Slot::Keep => Action::Keep,
            Slot::Delete => Action::Delete,
            Slot::Replace { start, len } => {
                let start = usize::from(start);
                Action::Replace(&self.replacements[start..start + usize::from(len)])
            }
            Slot::Context { .. } => Action::Context,
        }
    }
}

#[cfg(test)]
pub(super) mod samples;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::samples::{any_text, nasty_text};
    use super::*;

    /// `id class operation input expected input_codepoints expected_codepoints reference`, tab-separated.
    const GOLDEN: &str = include_str!("../../tests/golden/normalization.tsv");

    fn profile(name: &str) -> Profile {
        Profile::new(name, &Folds::default()).unwrap()
    }

    fn with(name: &str, folds: Folds) -> Profile {
        Profile::new(name, &folds).unwrap()
    }

    fn from_code_points(field: &str) -> String {
        let codes = field.split_whitespace().map(|hex| u32::from_str_radix(hex, 16).unwrap());
        codes.map(|code| char::from_u32(code).unwrap()).collect()
    }

    fn unescape(field: &str) -> String {
        let mut out = String::new();
        let mut chars = field.chars();
        while let Some(c) = chars.next() {
            out.push(match c {
                '\\' => match chars.next() {
                    Some('n') => '\n',
                    Some('t') => '\t',
                    Some('r') => '\r',
                    other => other.unwrap_or('\\'),
                },
                c => c,
            });
        }
        out
    }

    #[test]
    fn golden_rows_hold() {
        let mut rows = 0;
        for row in GOLDEN.lines().skip(1) {
            let fields: Vec<_> = row.split('\t').collect();
            let [id, _, operation, input, expected, input_codes, expected_codes, _] = fields[..] else {
                panic!("{row}: not eight fields");
            };
            let (input, expected) = (unescape(input), unescape(expected));
            assert_eq!(input, from_code_points(input_codes), "{id}: the input says two things");
            assert_eq!(expected, from_code_points(expected_codes), "{id}: the expected text says two things");
            let name = operation.strip_prefix("profile.").unwrap();
            assert_eq!(profile(name).fold(&input), expected, "{id} {operation} {input}");
            rows += 1;
        }
        assert_eq!(rows, 317);
    }

    #[test]
    fn none_changes_nothing() {
        let text = "\u{FEFF}ﷺ كَتَبَ\u{200F} ـ١٢\r\n👨\u{200D}👩 e\u{301}";
        assert_eq!(profile("none").fold(text), text);
        assert!(profile("none").is_identity());
    }

    #[test]
    fn a_single_fold_on_none_is_all_that_happens() {
        let fold = Some(Fold::Fold);
        let cases = [
            (Folds { alef: fold, ..Folds::default() }, "أإآٱ ا\u{654}", "اااٱ ا\u{654}"),
            (Folds { yeh: fold, ..Folds::default() }, "على ی", "علي ی"),
            (Folds { teh_marbuta: fold, ..Folds::default() }, "مدرسةٌ", "مدرسهٌ"),
            (Folds { marks: fold, ..Folds::default() }, "كَـتَبَ أ", "كـتب أ"),
            (Folds { tatweel: fold, ..Folds::default() }, "كَـتَبَ", "كَتَبَ"),
            (Folds { digits: fold, ..Folds::default() }, "١٢ ۳۴ ٪", "12 34 ٪"),
            (Folds { lookalikes: fold, ..Folds::default() }, "کتابی", "كتابي"),
            (Folds { case: fold, ..Folds::default() }, "BBC İ ΑΣ", "bbc i\u{307} ασ"),
        ];
        for (folds, text, expected) in cases {
            assert_eq!(with("none", folds).fold(text), expected, "{folds:?}");
        }
    }

    #[test]
    fn a_fold_of_the_profile_can_be_kept() {
        let keep = Some(Fold::Keep);
        let cases = [
            (Folds { alef: keep, ..Folds::default() }, "أحمد", "أحمد"),
            (Folds { yeh: keep, ..Folds::default() }, "على", "على"),
            (Folds { teh_marbuta: keep, ..Folds::default() }, "مدرسة", "مدرسة"),
            (Folds { marks: keep, ..Folds::default() }, "كَتَّ ا\u{654}", "كَت\u{64E}\u{651} ا"),
            (Folds { tatweel: keep, ..Folds::default() }, "كـت", "كـت"),
            (Folds { digits: keep, ..Folds::default() }, "١٢", "١٢"),
            (Folds { lookalikes: keep, ..Folds::default() }, "کتابی", "کتابی"),
            (Folds { case: keep, ..Folds::default() }, "BBC", "BBC"),
        ];
        for (folds, text, expected) in cases {
            assert_eq!(with("search", folds).fold(text), expected, "{folds:?}");
        }
    }

    #[test]
    fn a_joiner_stays_between_emoji_only() {
        let light = profile("light");
        assert_eq!(
            light.fold("👨\u{200D}👩 👍🏽\u{200D}👩 ❤\u{FE0F}\u{200D}🔥"),
            "👨\u{200D}👩 👍🏽\u{200D}👩 ❤\u{FE0F}\u{200D}🔥"
        );
        assert_eq!(light.fold("لا\u{200D}👩 👨\u{200D} 👨\u{200D}\u{200D}👩 👨ـ\u{200D}👩"), "لا👩 👨 👨👩 👨👩");
    }

    #[test]
    fn marks_compose_across_what_is_deleted() {
        let light = profile("light");
        assert_eq!(light.fold("يـ\u{654}"), "ئ");
        assert_eq!(light.fold("ا\u{64E}\u{200F}\u{654}"), "أ");
        assert_eq!(light.fold("a\u{610}\u{301}"), "á");
        assert_eq!(light.fold("ا\u{610}\u{654}"), "ا");
    }

    #[test]
    fn an_unknown_profile_is_told_with_those_there_are() {
        let error = Profile::new("heavy", &Folds::default()).unwrap_err();
        assert_eq!(error.to_string(), "heavy: no such profile; there are none, light, search");
        assert_eq!(Profile::named("light").map(|entry| entry.name), Some("light"));
    }

    #[test]
    fn fold_says_what_it_reads() {
        for fold in [Fold::Keep, Fold::Fold] {
            assert_eq!(fold.to_string().parse(), Ok(fold));
        }
        assert!("on".parse::<Fold>().is_err());
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in prop_oneof![any_text(), nasty_text()]) {
            for name in ["none", "light", "search"] {
                let profile = profile(name);
                let once = profile.fold(&text);
                prop_assert_eq!(profile.fold(&once), once);
            }
        }

        #[test]
        fn actions_say_what_the_route_says(text in prop_oneof![any_text(), nasty_text()], switches: [Option<bool>; 8]) {
            let [alef, yeh, teh_marbuta, marks, tatweel, digits, lookalikes, case] =
                switches.map(|on| on.map(|on| if on { Fold::Fold } else { Fold::Keep }));
            let folds = Folds { alef, yeh, teh_marbuta, marks, tatweel, digits, lookalikes, case };
            for name in Profile::names() {
                let profile = with(name, folds);
                let mut routed = String::new();
                profile.route(&text, &mut routed);
                prop_assert_eq!(profile.fold(&text), routed);
            }
        }
    }
}
