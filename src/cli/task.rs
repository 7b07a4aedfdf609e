//! A report of counts: what it needs counted, and how it is printed. One that is asked for alone and one among several are the same.

use super::Failure;
use crate::count::spill::SpillError;
use crate::encode::hash::Hasher;
use crate::encode::lexicon::Lexicon;
use crate::engine::{Counted, Plan};
use crate::report::{Layout, Output, Pages};

/// A report of counts, its options resolved.
pub trait Task: Send {
    /// Adds what it needs to what is counted, and fixes the words that its options name.
    fn plan(&mut self, plan: &mut Plan, lexicon: &mut Lexicon) -> Result<(), Failure>;

    /// Prints what was counted. What no other report needs it takes.
    fn print(&self, corpus: &mut Corpus, page: &mut Page<'_>) -> Result<(), Failure>;
}

impl<T: Task + ?Sized> Task for Box<T> {
    fn plan(&mut self, plan: &mut Plan, lexicon: &mut Lexicon) -> Result<(), Failure> {
        (**self).plan(plan, lexicon)
    }

    fn print(&self, corpus: &mut Corpus, page: &mut Page<'_>) -> Result<(), Failure> {
        (**self).print(corpus, page)
    }
}

/// What was counted.
pub struct Corpus {
    /// What was counted.
    pub counted: Counted,
    /// The keys of its hashes.
    pub hasher: Hasher,
    /// Are only errors told?
    pub quiet: bool,
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
    pub fn print(&mut self, report: &impl Pages) -> Result<(), Failure> {
        let written = crate::report::write(report, self.layout, &mut self.output);
        written.map_err(|e| match e.downcast::<SpillError>() {
            Ok(spill) => spill.into(),
            Err(e) => self.output.error(e).into(),
        })
    }
}
