//! What a word counts as.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{FoldOptions, read, word_list};
use crate::cli::Failure;
use crate::encode::conflation::{Conflation, Segments, Stems};
use crate::encode::lexicon::{Folding, fold};
use crate::text::profile::Profile;
use crate::text::segment::Scheme;
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
    /// Cut clitics off each folded word: none, d1 (و ف), d2 (also ب ك ل س), d3 (also ال and pronouns), atb (as d3, but ال stays)
    ///
    /// A clitic is cut only where the rest of the word is attested: it has at least 3 letters, and
    /// occurs by itself at least 10 times and as often as the whole word. Of several cuts the one
    /// with the most frequent rest is taken. Each part is a term with a position of its own, and
    /// a + shows the joint: و+ ال+ كتاب. The corpus is read twice, first to see which words it
    /// has. Stop words stay whole, and only the rest is stemmed.
    #[arg(long, value_name = "SCHEME", default_value = NO_STEMMER, value_parser = schemes())]
    segment: String,
    /// Cut by the words of FREQ.csv, which kalim freq wrote of another corpus; then this one is read once
    #[arg(long, value_name = "FREQ.csv")]
    lexicon: Option<PathBuf>,
}

fn schemes() -> clap::builder::PossibleValuesParser {
    std::iter::once(NO_STEMMER).chain(Scheme::ALL.map(Scheme::name)).into()
}

/// How often words occur.
pub type Frequencies = HashMap<String, u64>;

/// What --stem and --segment are called where nothing is stemmed or cut.
const NO_STEMMER: &str = "none";

fn stemmers() -> clap::builder::PossibleValuesParser {
    std::iter::once(NO_STEMMER).chain(Stemmer::ALL.map(Stemmer::name)).into()
}

impl WordOptions {
    /// Is the corpus read before it is counted, to know its words?
    pub fn reads_again(&self) -> bool {
        self.segment != NO_STEMMER && self.lexicon.is_none()
    }

    /// The profile with its folds.
    pub fn profile(&self) -> Result<Profile, Failure> {
        self.folds.resolve()
    }

    /// The profile with its folds, the clitics and the stemmer. `attested` counts the words of the corpus by a profile, if they
    /// decide what is a clitic.
    pub fn resolve(
        &self,
        attested: impl FnOnce(&Profile) -> Result<Frequencies, Failure>,
    ) -> Result<Conflation, Failure> {
        let profile = self.folds.resolve()?;
        let stems = match (Stemmer::named(&self.stem), &self.stem_exclude) {
            (Some(stemmer), Some(path)) => Some(Stems::new(stemmer, word_list(path, &profile)?)),
            (Some(stemmer), None) => Some(Stems::new(stemmer, Vec::new())),
            (None, Some(_)) => {
                return Err(Failure::Usage("--stem-exclude: no word is stemmed: choose a --stem too".to_owned()));
            }
            (None, None) => None,
        };
        let frequencies = match (Scheme::named(&self.segment), &self.lexicon) {
            (None, None) => return Ok(Conflation::new(profile, stems)),
            (None, Some(_)) => {
                return Err(Failure::Usage("--lexicon: no clitic is cut: choose a --segment too".to_owned()));
            }
            (Some(scheme), Some(path)) => (scheme, lexicon(path, &profile)?),
            (Some(scheme), None) => (scheme, attested(&profile)?),
        };
        let (scheme, frequencies) = frequencies;
        Ok(Conflation::new(profile, stems).with_segments(Segments::new(scheme, frequencies)))
    }
}

/// The words of a report of `freq`, folded by the profile.
fn lexicon(path: &Path, profile: &Profile) -> Result<Frequencies, Failure> {
    let bad = |what: String| {
        Failure::Error(format!("{}: {what}: give a report that kalim freq wrote as csv", path.display()))
    };
    let bytes = read(path)?;
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes);
    let mut rows = csv::Reader::from_reader(bytes);
    let headers = rows.headers().map_err(|e| bad(e.to_string()))?.clone();
    let column =
        |name: &str| headers.iter().position(|h| h == name).ok_or_else(|| bad(format!("has no column {name}")));
    let (word, frequency) = (column("word")?, column("frequency")?);
    let mut frequencies = Frequencies::new();
    for row in rows.records() {
        let row = row.map_err(|e| bad(e.to_string()))?;
        let line = row.position().map_or(0, csv::Position::line);
        let count = row.get(frequency).unwrap_or_default();
        let count: u64 = count.parse().map_err(|_| bad(format!("line {line}: {count:?} is no frequency")))?;
        for term in fold(profile, Folding::Words, row.get(word).unwrap_or_default()) {
            *frequencies.entry(term).or_default() += count;
        }
    }
    Ok(frequencies)
}
