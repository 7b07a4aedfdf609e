//! What counts as the same word.

use clap::Args;
use clap::builder::{PossibleValue, PossibleValuesParser};

use crate::cli::Failure;
use crate::text::profile::{DaggerAlef, Fold, Folds, Hamza, PROFILES, Profile};

/// What a word counts as.
#[derive(Args, Clone)]
#[command(next_help_heading = "Normalization")]
pub struct FoldOptions {
    /// What counts as the same word
    ///
    /// The folds below go on top of our own profiles. The others do exactly what the program
    /// they are named after does, so that numbers can be compared: exactly in normalize; where
    /// tokens are cut, that is done first, by the rules of this program. kalim list profiles NAME
    /// prints the table of a profile.
    #[arg(long, value_name = "NAME", default_value = "light", value_parser = profiles())]
    profile: String,
    /// أ إ آ as ا: keep or fold, whatever the profile does
    #[arg(long, value_name = "keep|fold")]
    alef: Option<Fold>,
    /// ى as ي: keep or fold
    #[arg(long, value_name = "keep|fold")]
    yeh: Option<Fold>,
    /// ة as ه: keep or fold
    #[arg(long, value_name = "keep|fold")]
    teh_marbuta: Option<Fold>,
    /// Vowels and other marks: keep, or fold (take away)
    #[arg(long, value_name = "keep|fold")]
    marks: Option<Fold>,
    /// The lengthening stroke: keep, or fold (take away)
    #[arg(long, value_name = "keep|fold")]
    tatweel: Option<Fold>,
    /// ٠١٢ and ۰۱۲ as 012: keep or fold
    #[arg(long, value_name = "keep|fold")]
    digits: Option<Fold>,
    /// Persian and Urdu letters typed for Arabic ones (ک ی) as those: keep or fold
    #[arg(long, value_name = "keep|fold")]
    lookalikes: Option<Fold>,
    /// Capital letters as small ones: keep or fold
    #[arg(long, value_name = "keep|fold")]
    case: Option<Fold>,
    /// A letter written three times or more (جميييل) as one: keep or fold
    #[arg(long, value_name = "keep|fold")]
    elongation: Option<Fold>,
    /// ؤ ئ ء: keep, seat (ؤ as و, ئ as ي), bare (ؤ ئ as ء), or drop (all three go)
    #[arg(long, value_name = "keep|seat|bare|drop")]
    hamza: Option<Hamza>,
    /// The superscript alef (هٰذا): remove, or alef (as ا), whatever is done with other marks
    #[arg(long, value_name = "remove|alef")]
    dagger_alef: Option<DaggerAlef>,
}

/// The names of profiles, each with what it does.
fn profiles() -> PossibleValuesParser {
    PROFILES.iter().map(|entry| PossibleValue::new(entry.name).help(entry.description)).into()
}

impl FoldOptions {
    /// The profile with its folds.
    pub fn resolve(&self) -> Result<Profile, Failure> {
        let folds = Folds {
            alef: self.alef,
            yeh: self.yeh,
            teh_marbuta: self.teh_marbuta,
            marks: self.marks,
            tatweel: self.tatweel,
            digits: self.digits,
            lookalikes: self.lookalikes,
            case: self.case,
            elongation: self.elongation,
            hamza: self.hamza,
            dagger_alef: self.dagger_alef,
        };
        Profile::new(&self.profile, &folds).map_err(|e| Failure::Usage(e.to_string()))
    }
}
