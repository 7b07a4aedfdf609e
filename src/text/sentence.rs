//! Where sentences end: after punctuation made of . ! ? ؟ ۔ … only, and at the end of a line.

/// What a token does to the sentence around it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Role {
    /// Words, symbols, opening brackets and quotes: after an end they begin the next sentence.
    Opens,
    /// Other punctuation: after an end it still belongs to the sentence that ended.
    Closes,
    /// Punctuation that ends a sentence.
    Ends,
}

/// Where a reader stands.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum State {
    /// No sentence has begun on this line.
    #[default]
    Between,
    /// In a sentence.
    Within,
    /// After the end of a sentence, on the same line.
    After,
    /// In the middle of a line whose beginning somebody else reads.
    Unknown,
}

/// What stands before a token.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Before {
    /// Nothing: the sentence goes on.
    Nothing,
    /// The beginning of a sentence.
    Beginning,
    /// The beginning of a sentence if one had ended when this piece of the line began.
    Perhaps,
}

impl State {
    /// Takes the next token of the line.
    #[inline]
    pub fn token(&mut self, role: Role) -> Before {
        let before = match (*self, role) {
            (Self::Between, _) | (Self::After, Role::Opens) => Before::Beginning,
            (Self::Unknown, Role::Opens) => Before::Perhaps,
            _ => Before::Nothing,
        };
        *self = match (*self, role) {
            (_, Role::Ends) => Self::After,
            (Self::After | Self::Unknown, Role::Closes) => *self,
            _ => Self::Within,
        };
        before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beginnings(roles: &[Role]) -> Vec<bool> {
        let mut state = State::default();
        roles.iter().map(|&r| state.token(r) == Before::Beginning).collect()
    }

    #[test]
    fn a_closing_quote_belongs_to_the_sentence_that_ended() {
        use Role::{Closes, Ends, Opens};
        assert_eq!(beginnings(&[Opens, Ends, Closes, Opens, Ends]), [true, false, false, true, false]);
        assert_eq!(beginnings(&[Closes, Opens, Ends, Ends, Opens]), [true, false, false, false, true]);
    }

    #[test]
    fn in_the_middle_of_a_line_only_the_first_opener_is_in_doubt() {
        let mut state = State::Unknown;
        assert_eq!(state.token(Role::Closes), Before::Nothing);
        assert_eq!(state.token(Role::Opens), Before::Perhaps);
        assert_eq!(state.token(Role::Opens), Before::Nothing);
        let mut state = State::Unknown;
        assert_eq!(state.token(Role::Ends), Before::Nothing);
        assert_eq!(state.token(Role::Opens), Before::Beginning);
    }
}
