//! A report of counts: what it needs counted, and how it is printed. One that is asked for alone and one among several are the same.

use std::sync::OnceLock;

use super::Failure;
use crate::count::words::{Words, spellings};
use crate::encode::hash::Hasher;
use crate::encode::lexicon::Lexicon;
use crate::engine::{Counted, Plan};
use crate::report::{Layout, Output, Report};

/// A report of counts, its options resolved.
pub trait Task: Send {
    /// Adds what it needs to what is counted, and fixes the words that its options name.
    fn plan(&mut self, plan: &mut Plan, lexicon: &mut Lexicon) -> Result<(), Failure>;

    /// Prints what was counted. What no other report needs it takes.
    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure>;
}

/// What was counted, and what several reports make of it, made once.
pub struct Corpus<'l> {
    /// What was counted.
    pub counted: Counted<'l>,
    /// The keys of its hashes.
    pub hasher: Hasher,
    /// Are only errors told?
    pub quiet: bool,
    words: OnceLock<Words>,
    spellings: OnceLock<Vec<String>>,
}

impl<'l> Corpus<'l> {
    /// Of what was counted by this lexicon.
    pub fn new(counted: Counted<'l>, lexicon: &Lexicon, quiet: bool) -> Self {
        Self { counted, hasher: lexicon.hasher(), quiet, words: OnceLock::new(), spellings: OnceLock::new() }
    }

    /// The words of all threads.
    pub fn words(&self) -> &Words {
        self.words.get_or_init(|| Words::merge(&self.counted.vocabularies, &self.counted.terms))
    }

    /// By rank, the most frequent spelling of each term.
    pub fn spellings(&self) -> &[String] {
        self.spellings.get_or_init(|| spellings(&self.counted.vocabularies, &self.counted.terms))
    }
}

/// Where a report is printed, and how it looks.
pub struct Page<'p> {
    /// Where it goes.
    pub output: Output,
    /// How it looks.
    pub layout: &'p Layout,
}

impl Page<'_> {
    /// Writes the report; it appears when the output is finished.
    pub fn print(&mut self, report: &impl Report) -> Result<(), Failure> {
        let written = crate::report::write(report, self.layout, &mut self.output);
        written.map_err(|e| self.output.error(e).into())
    }
}
