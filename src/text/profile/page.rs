//! The actions of a profile, compiled: a page for each 256 code points.

use super::{Action, Profile};

/// What becomes of a code point whatever its neighbours are.
pub(super) enum Alone {
    Nothing,
    Becomes(String),
    /// That depends on its neighbours; `merges`: only on whether one goes that is just before.
    Unknown {
        merges: bool,
    },
}

/// The actions of 256 successive code points.
#[derive(Clone, Debug)]
pub(super) struct Page {
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
    /// `fixed`: no step changes it, only composition may. `merges`: only what is just before can go because of it.
    Context {
        fixed: bool,
        merges: bool,
    },
}

impl Page {
    /// Pages of all code points.
    pub(super) const COUNT: usize = (char::MAX as usize >> 8) + 1;

    /// The page on which a code point is.
    pub(super) fn new(profile: &Profile, c: char) -> Box<Self> {
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
        let context = |merges| Slot::Context { fixed: profile.is_fixed(c), merges };
        match profile.alone(c) {
            Alone::Nothing => Slot::Delete,
            Alone::Becomes(text) if text.chars().eq([c]) => Slot::Keep,
            Alone::Becomes(text) => match (u16::try_from(self.replacements.len()), u8::try_from(text.len())) {
                (Ok(start), Ok(len)) => {
                    self.replacements.push_str(&text);
                    Slot::Replace { start, len }
                }
                _ => context(false),
            },
            Alone::Unknown { merges } => context(merges),
        }
    }

    /// What is stored for a code point of the page.
    #[inline]
    fn stored(&self, c: char) -> Slot {
        let [low, ..] = u32::from(c).to_le_bytes();
        self.slots[usize::from(low)]
    }

    /// Does no step change the code point?
    pub(super) fn stays(&self, c: char) -> bool {
        matches!(self.stored(c), Slot::Keep | Slot::Context { fixed: true, .. })
    }

    /// Is the code point itself what becomes of it, though one that is just before may go?
    pub(super) fn only_merges(&self, c: char) -> bool {
        matches!(self.stored(c), Slot::Context { fixed: true, merges: true })
    }

    #[inline]
    pub(super) fn action(&self, c: char) -> Action<'_> {
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
