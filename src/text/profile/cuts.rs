//! The search for safe cuts around a code point in need of context: between two of them, what is outside makes no difference.

use super::Profile;

/// The search for the last one before it, code point by code point towards the start.
#[derive(Clone, Copy, Default, Debug)]
pub(in crate::text) struct SafeStart {
    /// Was one met that may go with what follows it?
    carried: bool,
}

impl SafeStart {
    /// Is there a safe cut before this code point, which is written by its own action?
    pub fn is_before(&mut self, c: char, profile: &Profile) -> bool {
        std::mem::replace(&mut self.carried, true) || !profile.may_go(c)
    }
}

/// The search for the first one after it, code point by code point.
#[derive(Clone, Copy, Debug)]
pub(in crate::text) struct SafeEnd {
    before: Option<char>,
    /// Where the last code point is, if there is a safe cut before it unless it goes with what follows.
    open: Option<usize>,
    searched: usize,
}

impl SafeEnd {
    /// Starts at a place before which there is no safe cut.
    pub fn from(at: usize) -> Self {
        Self { before: None, open: None, searched: at }
    }

    /// Takes the code point at a place, and tells the cut if it is found.
    pub fn passes(&mut self, at: usize, c: char, profile: &Profile) -> Option<usize> {
        let before = self.before.replace(c);
        let open = self.open.take();
        if before.is_none() || !profile.cuts(before, c) {
            self.searched = at;
            return None;
        }
        if open.is_none() && profile.may_go(c) {
            self.open = Some(at);
            return None;
        }
        Some(open.unwrap_or(at))
    }

    /// Where the search can start again when more is known: before it there is no safe cut.
    pub fn searched(&self) -> usize {
        self.searched
    }
}
