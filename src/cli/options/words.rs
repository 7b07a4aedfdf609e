//! What a word counts as.

use std::path::PathBuf;

use clap::Args;

use super::{FoldOptions, word_list};
use crate::cli::Failure;
use crate::encode::conflation::{Conflation, Stems};
use crate::text::stem::Stemmer;

/// What a word counts as.
#[derive(Args, Clone)]
#[command(next_help_heading = "Normalization")]
pub struct WordOptions {
    #[command(flatten)]
    folds: FoldOptions,
    /// Count the stem of each folded word: none, light10 (as Lucene), snowball, snowball-waw (which also strips و and ف
    /// before ال), arlstem (the nearest to lemmas)
    ///
    /// Prefixes and suffixes are stripped by rule, without a dictionary: many a stem is no
    /// word, and different words may share one. --show original prints the commonest spelling
    /// instead, and freq --variants all of them. Only words are stemmed, and no stop word is.
    #[arg(long, value_name = "STEMMER", default_value = NO_STEMMER, value_parser = stemmers())]
    stem: String,
    /// Do not stem the words of FILE (one or more a line); they are folded by the profile
    #[arg(long, value_name = "FILE")]
    stem_exclude: Option<PathBuf>,
}

/// What --stem is called where nothing is stemmed.
const NO_STEMMER: &str = "none";

fn stemmers() -> clap::builder::PossibleValuesParser {
    std::iter::once(NO_STEMMER).chain(Stemmer::ALL.map(Stemmer::name)).into()
}

impl WordOptions {
    /// The profile with its folds, and the stemmer.
    pub fn resolve(&self) -> Result<Conflation, Failure> {
        let profile = self.folds.resolve()?;
        let stems = match (Stemmer::named(&self.stem), &self.stem_exclude) {
            (Some(stemmer), Some(path)) => Some(Stems::new(stemmer, word_list(path, &profile)?)),
            (Some(stemmer), None) => Some(Stems::new(stemmer, Vec::new())),
            (None, Some(_)) => {
                return Err(Failure::Usage("--stem-exclude: no word is stemmed: choose a --stem too".to_owned()));
            }
            (None, None) => None,
        };
        Ok(Conflation::new(profile, stems))
    }
}
