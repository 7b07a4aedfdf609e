//! Normalization profiles: what a word counts as.
//!
//! A profile is a row of [`PROFILES`]: passes of steps, each step looking at one code point, some passes closed by composition (NFC).
//! [`Profile`] compiles a row and the user's single folds into actions, one for each code point, found when it is first asked for.
//! Where the action is not known without the neighbours (a mark that may compose, a joiner that may hold an
//! emoji together) the stretch between two safe cuts takes the route of the passes, which is the definition. Letters
//! written long are shortened last, in what has been folded.

mod folds;
mod page;
mod rules;
pub(super) mod runs;
#[cfg(test)]
pub(super) mod samples;
mod table;
#[cfg(test)]
mod tests;

use icu_properties::CodePointSetData;
use icu_properties::props::{EmojiModifier, ExtendedPictographic};
use thiserror::Error;
use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::alphabet::{EMOJI_PRESENTATION, HAMZA_ABOVE, Pairs, ZERO_WIDTH_JOINER};
#[cfg(test)]
use super::alphabet::{LENGTHENED, within};
use super::transliteration::Scheme;
pub use folds::{DaggerAlef, Fold, Folds, Hamza};
use page::{Alone, Pages, Slot};
pub use rules::Rule;
use table::Made;
pub use table::{Entry, PROFILES, Pass, Step, Table};

/// Why there is no such profile.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ProfileError {
    /// No profile has the name.
    #[error("{0}: no such profile; there are {names}", names = Profile::names().collect::<Vec<_>>().join(", "))]
    Unknown(String),
    /// The profile copies another program exactly, so that nothing can be switched.
    #[error("{option}: not with --profile {profile}, which does exactly what {copy_of} does: choose among {own}", own = Profile::own().collect::<Vec<_>>().join(", "))]
    Exact {
        /// The switch that was set.
        option: &'static str,
        /// The profile.
        profile: &'static str,
        /// What it copies.
        copy_of: &'static str,
    },
}

/// What becomes of a code point.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action<'a> {
    /// It stays if nothing around it asks for context.
    Keep,
    /// It goes.
    Delete,
    /// Something else takes its place if nothing around it asks for context.
    Replace(&'a str),
    /// That depends on its neighbours: the route decides.
    Context,
}

/// A profile with its single folds, compiled.
#[derive(Clone, Debug)]
pub struct Profile {
    passes: Vec<Route>,
    /// Are letters written long shortened?
    shortens: bool,
    /// Does a letter go with the hamza it carries?
    drops: bool,
    pages: Pages,
}

/// A pass as it is taken.
#[derive(Clone, Default, Debug)]
struct Route {
    steps: Vec<Table>,
    /// Does the joiner inside an emoji stay, whatever the steps say?
    spares_joiners: bool,
    /// Of these pairs the first goes, once the steps are taken.
    merged: Pairs,
    composed: bool,
}

impl Profile {
    /// The row of a name.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] if no profile has the name.
    pub fn named(name: &str) -> Result<&'static Entry, ProfileError> {
        let entry = PROFILES.iter().find(|entry| entry.name == name);
        entry.ok_or_else(|| ProfileError::Unknown(name.to_owned()))
    }

    /// The names, in the order of help texts.
    pub fn names() -> impl Iterator<Item = &'static str> {
        PROFILES.iter().map(|entry| entry.name)
    }

    /// The names of those that are our own.
    fn own() -> impl Iterator<Item = &'static str> {
        PROFILES.iter().filter(|entry| entry.copy_of.is_none()).map(|entry| entry.name)
    }

    /// The profile of that name, with single folds on top.
    ///
    /// # Errors
    ///
    /// [`ProfileError`] if no profile has the name, or if it takes no folds.
    pub fn new(name: &str, folds: &Folds) -> Result<Self, ProfileError> {
        let entry = Self::named(name)?;
        if let (Some(copy_of), Some(option)) = (entry.copy_of, folds.first_set()) {
            return Err(ProfileError::Exact { option, profile: entry.name, copy_of });
        }
        let is_taken = |step: &Step| folds.wants(*step).unwrap_or_else(|| entry.takes(*step));
        let taken = |pass: &Pass| (pass.steps.iter().copied().filter(is_taken).collect(), pass.composed);
        Ok(Self::of(entry.passes.iter().map(taken)))
    }

    /// Writes Arabic in Latin signs.
    #[must_use]
    pub fn to_latin(scheme: Scheme) -> Self {
        Self::of([(vec![Step::ToLatin(scheme)], false)])
    }

    /// Reads Latin signs as Arabic.
    #[must_use]
    pub fn from_latin(scheme: Scheme) -> Self {
        Self::of([(vec![Step::FromLatin(scheme)], false)])
    }

    /// The profile that takes these steps, pass by pass, composing after some.
    fn of(passes: impl IntoIterator<Item = (Vec<Step>, bool)>) -> Self {
        let mut profile = Self { passes: Vec::new(), shortens: false, drops: false, pages: Pages::new() };
        for (steps, composed) in passes {
            let mut route = Route { composed, ..Route::default() };
            for step in steps {
                route.spares_joiners |= step == Step::Controls;
                profile.drops |= step == Step::HamzaDrop;
                match step.table() {
                    Table::Runs(_) => profile.shortens = true,
                    Table::Before(pairs) => route.merged = pairs,
                    table => route.steps.push(table),
                }
            }
            if !route.steps.is_empty() {
                profile.passes.push(route);
            }
        }
        profile
    }

    /// Does the profile leave every text as it is?
    #[must_use]
    pub fn is_identity(&self) -> bool {
        self.passes.is_empty() && !self.shortens
    }

    /// Are letters written long shortened, in what the actions write?
    #[must_use]
    pub fn shortens(&self) -> bool {
        self.shortens
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
        let start = out.len();
        self.act_on(text, out);
        if self.shortens {
            let mut folded = out.split_off(start).into_bytes();
            runs::shorten(&mut folded, 0);
            out.push_str(&String::from_utf8_lossy(&folded));
        }
    }

    /// Appends what the actions make of `text`.
    fn act_on(&self, text: &str, out: &mut String) {
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
        let mut written = 0;
        for (at, c) in before.char_indices().rev() {
            let as_text = match self.action(c) {
                Action::Keep => c.len_utf8(),
                Action::Replace(by) => by.len(),
                Action::Delete | Action::Context => continue,
            };
            written += as_text;
            if !self.may_go(c) {
                return (at, written);
            }
        }
        (0, written)
    }

    /// The first safe cut after the code point in need of context with which `text` starts.
    fn safe_end(&self, text: &str) -> usize {
        let mut before = None;
        text.char_indices().find(|&(_, c)| self.cuts(before.replace(c), c)).map_or(text.len(), |(at, _)| at)
    }

    /// Is there a safe cut between these two, of which the first, if any, is in a stretch that needs context?
    pub(super) fn cuts(&self, before: Option<char>, c: char) -> bool {
        match self.action(c) {
            Action::Keep | Action::Replace(_) => {
                let joined = before == Some(ZERO_WIDTH_JOINER) && is_pictograph(c);
                !joined && !self.may_go(c)
            }
            Action::Delete | Action::Context => false,
        }
    }

    /// Does the code point go if a hamza follows, though it stays alone?
    /// Before it there is a safe cut only if there is one just after it.
    pub(super) fn may_go(&self, c: char) -> bool {
        self.slot(c).may_go()
    }

    /// Does the code point stay, though its neighbours have to be known: does it only make some that are just before it go?
    #[must_use]
    pub fn only_merges(&self, c: char) -> bool {
        self.slot(c).only_merges()
    }

    /// Does the code point, written by its own action, let any of these after it stay, without going itself?
    #[must_use]
    pub fn lets_stand(&self, c: char) -> bool {
        let settled = matches!(self.action(c), Action::Keep | Action::Replace(_));
        let Some(last) = self.passes.iter().rposition(|route| !route.merged.is_empty()) else {
            return settled;
        };
        let goes = |route: &Route, c: char| route.merged.iter().any(|pair| pair.0 == c);
        let mut now = vec![c];
        settled
            && !self.passes[..=last].iter().any(|route| {
                let mut next = Vec::new();
                now.iter().for_each(|&c| apply_all(&route.steps, c, &mut next));
                route.close(&mut next, &mut now);
                now.last().is_some_and(|&c| goes(route, c))
            })
    }

    /// Of these pairs the first goes.
    pub(super) fn merged(&self) -> impl Iterator<Item = (char, char)> {
        self.passes.iter().flat_map(|route| route.merged.iter().copied())
    }

    /// What becomes of a code point.
    #[inline]
    #[must_use]
    pub fn action(&self, c: char) -> Action<'_> {
        self.slot(c).action()
    }

    /// What is stored for a code point.
    #[inline]
    fn slot(&self, c: char) -> &Slot {
        self.pages.slot(c, self)
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
        let merges = |route: &Route| text.chars().zip(text.chars().skip(1)).any(|pair| route.merged.contains(&pair));
        text.chars().all(|c| self.slot(c).stays())
            && !self.passes.iter().any(merges)
            && (!self.passes.iter().any(|route| route.composed) || is_nfc_quick(text.chars()) == IsNormalized::Yes)
    }

    /// Does no step change the code point?
    fn is_fixed(&self, c: char) -> bool {
        let mut made = Vec::new();
        self.passes.iter().all(|route| {
            made.clear();
            apply_all(&route.steps, c, &mut made);
            made == [c]
        })
    }

    /// Does nothing become of the code point and a hamza on it?
    fn goes_with_hamza(&self, c: char) -> bool {
        if !self.drops {
            return false;
        }
        let mut out = String::new();
        self.route(&String::from_iter([c, HAMZA_ABOVE]), &mut out);
        out.is_empty()
    }

    /// Appends what `text` counts as, by definition.
    #[cfg(test)]
    pub(super) fn define(&self, text: &str, out: &mut String) {
        let mut routed = String::new();
        self.route(text, &mut routed);
        let letters: Vec<char> = routed.chars().collect();
        for run in letters.chunk_by(|a, b| a == b) {
            let long = self.shortens && run.len() >= 3 && within(LENGTHENED, run[0]);
            out.extend(if long { &run[..1] } else { run });
        }
    }

    /// Appends what the passes, one after the other, make of `text`: the slow path.
    fn route(&self, text: &str, out: &mut String) {
        let mut now: Vec<char> = text.chars().collect();
        let mut next = Vec::with_capacity(now.len());
        for route in &self.passes {
            next.clear();
            for (at, &c) in now.iter().enumerate() {
                if route.spares_joiners && c == ZERO_WIDTH_JOINER && holds_emoji(&now, at) {
                    next.push(c);
                } else {
                    apply_all(&route.steps, c, &mut next);
                }
            }
            route.close(&mut next, &mut now);
        }
        out.extend(now);
    }

    /// What the passes make of a single code point, if that holds whatever its neighbours are.
    fn alone(&self, c: char) -> Alone {
        if c == ZERO_WIDTH_JOINER && self.passes.iter().any(|route| route.spares_joiners) {
            return Alone::Unknown { merges: false };
        }
        let mut now = vec![c];
        let mut next = Vec::new();
        let mut was_mark = false;
        for route in &self.passes {
            next.clear();
            for &c in &now {
                apply_all(&route.steps, c, &mut next);
            }
            let [first, ..] = next[..] else {
                return Alone::Nothing;
            };
            if route.merged.iter().any(|&(_, c)| c == first) {
                return Alone::Unknown { merges: !was_mark };
            }
            if route.composed && !starts_unit(first) {
                if !next.iter().all(|&c| is_inert_mark(c)) {
                    return Alone::Unknown { merges: false };
                }
                was_mark = true;
            }
            if next.len() == 1 {
                std::mem::swap(&mut now, &mut next); // there is nothing to merge or to compose it with
            } else {
                route.close(&mut next, &mut now);
            }
        }
        if was_mark { Alone::Unknown { merges: false } } else { Alone::Becomes(now.into_iter().collect()) }
    }
}

impl Route {
    /// Does what is done when the steps are taken on `text`, and puts that in `out`.
    fn close(&self, text: &mut Vec<char>, out: &mut Vec<char>) {
        if !self.merged.is_empty() {
            let goes: Vec<bool> = text.windows(2).map(|pair| self.merged.contains(&(pair[0], pair[1]))).collect();
            let mut goes = goes.into_iter();
            text.retain(|_| !goes.next().unwrap_or(false));
        }
        out.clear();
        if self.composed {
            out.extend(text.iter().copied().nfc());
        } else {
            out.extend_from_slice(text);
        }
    }
}

/// Appends what the steps, one after the other, make of a code point.
fn apply_all(steps: &[Table], mut c: char, out: &mut Vec<char>) {
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
