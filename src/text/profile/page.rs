//! The actions of a profile, compiled: each code point when it is first asked for, since a text has few of a page.

use std::iter;
use std::sync::{Arc, OnceLock};

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

/// The actions of all code points. Clones share them.
#[derive(Clone, Debug)]
pub(super) struct Pages(Arc<[OnceLock<Page>]>);

/// The actions of successive code points.
type Page = Box<[OnceLock<Slot>; PAGE]>;

/// Code points of a page.
const PAGE: usize = 256;

/// An action as it is stored. `may_go`: if a hamza follows, nothing becomes of both.
#[derive(Debug)]
pub(super) enum Slot {
    Keep {
        may_go: bool,
    },
    Delete,
    Replace {
        by: Box<str>,
        may_go: bool,
    },
    /// `fixed`: no step changes it, only composition may. `merges`: only what is just before can go because of it.
    Context {
        fixed: bool,
        merges: bool,
    },
}

impl Pages {
    /// None is known yet.
    pub(super) fn new() -> Self {
        Self(iter::repeat_with(OnceLock::new).take(char::MAX as usize / PAGE + 1).collect())
    }

    /// What is stored for a code point, given the profile.
    #[inline]
    pub(super) fn slot(&self, c: char, profile: &Profile) -> &Slot {
        let code = u32::from(c) as usize;
        let page = self.0[code / PAGE].get_or_init(|| Box::new([const { OnceLock::new() }; PAGE]));
        page[code % PAGE].get_or_init(|| Slot::new(c, profile))
    }
}

impl Slot {
    /// What becomes of a code point.
    #[cold]
    fn new(c: char, profile: &Profile) -> Self {
        let may_go = profile.goes_with_hamza(c);
        match profile.alone(c) {
            Alone::Nothing => Self::Delete,
            Alone::Becomes(text) if text.chars().eq([c]) => Self::Keep { may_go },
            Alone::Becomes(text) => Self::Replace { by: text.into(), may_go },
            Alone::Unknown { merges } => Self::Context { fixed: profile.is_fixed(c), merges },
        }
    }

    /// Does no step change the code point?
    pub(super) fn stays(&self) -> bool {
        matches!(self, Self::Keep { .. } | Self::Context { fixed: true, .. })
    }

    /// Is the code point itself what becomes of it, though one that is just before may go?
    pub(super) fn only_merges(&self) -> bool {
        matches!(self, Self::Context { fixed: true, merges: true })
    }

    /// Does the code point stay alone, but go if a hamza follows?
    pub(super) fn may_go(&self) -> bool {
        matches!(self, Self::Keep { may_go: true } | Self::Replace { may_go: true, .. })
    }

    #[inline]
    pub(super) fn action(&self) -> Action<'_> {
        match self {
            Self::Keep { .. } => Action::Keep,
            Self::Delete => Action::Delete,
            Self::Replace { by, .. } => Action::Replace(by),
            Self::Context { .. } => Action::Context,
        }
    }
}
