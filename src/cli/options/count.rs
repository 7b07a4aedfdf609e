//! Which tokens are counted.

use std::path::PathBuf;

use clap::Args;
use clap::builder::{PathBufValueParser, TypedValueParser};

use super::words::Frequencies;
use super::{WordOptions, word_list};
use crate::cli::Failure;
use crate::encode::lexicon::{Folding, Lexicon, fold};
use crate::text::profile::Profile;
use crate::text::{Class, stopwords};

/// Which tokens are counted.
#[derive(Args, Clone)]
#[command(next_help_heading = "Counting")]
pub struct CountOptions {
    /// Classes of tokens to count: word, number, url, email, mention, hashtag, emoji, punctuation, symbol
    #[arg(long, value_name = "LIST", default_value = "word", value_delimiter = ',')]
    classes: Vec<Class>,
    /// Leave words out: none, arabic (a list of particles, pronouns and the like: kalim list stopwords), or those of
    /// FILE (one or more a line; a file named arabic is ./arabic). They are folded by the profile, and keep their place
    #[arg(long, value_name = "none|arabic|FILE", default_value = "none", hide_default_value = true, value_parser = PathBufValueParser::new().map(StopList::from))]
    stopwords: StopList,
    #[command(flatten)]
    words: WordOptions,
}

/// Where stop words come from.
#[derive(Clone)]
enum StopList {
    None,
    Arabic,
    File(PathBuf),
}

impl From<PathBuf> for StopList {
    fn from(typed: PathBuf) -> Self {
        match typed.to_str() {
            Some("none") => Self::None,
            Some("arabic") => Self::Arabic,
            _ => Self::File(typed),
        }
    }
}

impl CountOptions {
    /// By class: is it counted?
    pub fn counted(&self) -> [bool; Class::ALL.len()] {
        Class::ALL.map(|class| self.classes.contains(&class))
    }

    /// Is the corpus read before it is counted, to know its words?
    pub fn reads_again(&self) -> bool {
        self.words.reads_again()
    }

    /// By what words are folded.
    pub fn profile(&self) -> Result<Profile, Failure> {
        self.words.profile()
    }

    /// What words count as, and which are stop words. `attested` counts the words of the corpus, if they decide that.
    pub fn lexicon(&self, attested: impl FnOnce(&Profile) -> Result<Frequencies, Failure>) -> Result<Lexicon, Failure> {
        let conflation = self.words.resolve(attested)?;
        let stop_words = self.stop_words(conflation.profile())?;
        Ok(Lexicon::new(conflation, &stop_words))
    }

    /// The folded stop words.
    fn stop_words(&self, profile: &Profile) -> Result<Vec<String>, Failure> {
        let folded = |words: &str| fold(profile, Folding::Words, words);
        match &self.stopwords {
            StopList::None => Ok(Vec::new()),
            StopList::Arabic => Ok(stopwords::arabic().flat_map(|stop| folded(stop.word)).collect()),
            StopList::File(path) => word_list(path, profile),
        }
    }

    /// Was a stop list given?
    pub fn has_stop_words(&self) -> bool {
        !matches!(self.stopwords, StopList::None)
    }
}
