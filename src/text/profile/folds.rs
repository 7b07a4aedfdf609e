//! What the user can switch on top of a profile.

use std::fmt;
use std::str::FromStr;

use super::table::Step;

/// What a switch does with the difference it is named after.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fold {
    /// The difference stays.
    Keep,
    /// The difference goes.
    Fold,
}

/// What becomes of hamza outside of alef.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Hamza {
    /// It stays.
    Keep,
    /// On waw and yeh it goes, and they stay.
    Seat,
    /// On waw and yeh it stands alone, without them.
    Bare,
    /// It goes, with waw and yeh under it.
    Drop,
}

/// What becomes of the superscript alef.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DaggerAlef {
    /// It goes.
    Remove,
    /// It becomes a letter.
    Alef,
}

/// A type whose values have names on the command line.
macro_rules! named {
    ($type:ident, $wrong:literal, $($value:ident = $name:literal),+) => {
        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(match self { $(Self::$value => $name),+ })
            }
        }

        impl FromStr for $type {
            type Err = String;

            fn from_str(s: &str) -> Result<Self, String> {
                match s {
                    $($name => Ok(Self::$value),)+
                    _ => Err($wrong.to_owned()),
                }
            }
        }
    };
}

named!(Fold, "neither keep nor fold", Keep = "keep", Fold = "fold");
named!(Hamza, "none of keep, seat, bare, drop", Keep = "keep", Seat = "seat", Bare = "bare", Drop = "drop");
named!(DaggerAlef, "neither remove nor alef", Remove = "remove", Alef = "alef");

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
    /// A letter written three times or more is written once.
    pub elongation: Option<Fold>,
    /// Hamza outside of alef.
    pub hamza: Option<Hamza>,
    /// The superscript alef, which otherwise goes with the marks.
    pub dagger_alef: Option<DaggerAlef>,
}

impl Folds {
    /// Does the user want the step, or not, or leave it to the profile?
    pub(super) fn wants(&self, step: Step) -> Option<bool> {
        let folds = |switch: Option<Fold>| switch.map(|to| to == Fold::Fold);
        let hamza = |to| self.hamza.map(|hamza| hamza == to);
        let dagger_alef = |to| self.dagger_alef.map(|alef| alef == to);
        match step {
            Step::Tatweel => folds(self.tatweel),
            Step::Marks => folds(self.marks),
            Step::Lookalikes => folds(self.lookalikes),
            Step::Digits => folds(self.digits),
            Step::Alef => folds(self.alef),
            Step::Yeh => folds(self.yeh),
            Step::TehMarbuta => folds(self.teh_marbuta),
            Step::Case => folds(self.case),
            Step::Elongation => folds(self.elongation),
            Step::HamzaSeat => hamza(Hamza::Seat),
            Step::HamzaBare => hamza(Hamza::Bare),
            Step::HamzaDrop => hamza(Hamza::Drop),
            // Only a profile can ask for it: any choice of the user's is another one.
            Step::LoneHamza => self.hamza.map(|_| false),
            Step::DaggerAlefGone => dagger_alef(DaggerAlef::Remove),
            Step::DaggerAlefSpelled => dagger_alef(DaggerAlef::Alef),
            _ => None,
        }
    }

    /// The option of a switch that is set, if any is.
    pub(super) fn first_set(&self) -> Option<&'static str> {
        Step::WITH_OPTION.iter().find(|step| self.wants(**step).is_some()).and_then(|step| step.option())
    }
}
