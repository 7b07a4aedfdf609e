//! A report of counts: what it needs counted, and how it is printed. One that is asked for alone and one among several are the same.

use super::Failure;
use crate::corpus::Input;
use crate::count::spill::SpillError;
use crate::encode::hash::Hasher;
use crate::encode::lexicon::Lexicon;
use crate::engine::progress::Progress;
use crate::engine::{Counted, Plan, tokens};
use crate::report::{Group, Layout, Output, Pages};
use crate::text::Class;

/// A report of counts, its options resolved.
pub trait Task: Send {
    /// Adds what it needs to what is counted, and fixes the words that its options name.
    fn plan(&mut self, plan: &mut Plan, lexicon: &mut Lexicon) -> Result<(), Failure>;

    /// Does it read the corpus a second time, for the order of its words?
    fn reads_again(&self) -> bool {
        false
    }

    /// Prints what was counted. What no other report needs it takes.
    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure>;
}

impl<T: Task + ?Sized> Task for Box<T> {
    fn plan(&mut self, plan: &mut Plan, lexicon: &mut Lexicon) -> Result<(), Failure> {
        (**self).plan(plan, lexicon)
    }

    fn reads_again(&self) -> bool {
        (**self).reads_again()
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        (**self).print(corpus, page)
    }
}

/// What was counted.
pub struct Corpus<'c> {
    /// What was counted.
    pub counted: Counted,
    /// The keys of its hashes.
    pub hasher: Hasher,
    /// Are only errors told?
    pub quiet: bool,
    /// The words in their order.
    pub sequence: Sequence<'c>,
    /// Is it one of several groups of documents?
    pub is_group: bool,
}

/// The counted words of a corpus in their order, for whoever reads it again.
pub struct Sequence<'c> {
    /// What is read.
    pub input: Input,
    /// How words are folded.
    pub lexicon: &'c Lexicon,
    /// By class: is it counted?
    pub counted: [bool; Class::ALL.len()],
    /// How far the reading is.
    pub progress: &'c Progress,
}

impl Sequence<'_> {
    /// Shows each word, stop words too, with the number of its document; there should be so many.
    pub fn each(&self, words: u64, mut see: impl FnMut(u32, &str)) -> Result<(), Failure> {
        let mut seen = 0;
        let read = tokens::visit(&self.input, self.lexicon.conflation(), false, self.progress, &mut |token| {
            if self.counted[token.class as usize] {
                seen += 1;
                if seen <= words {
                    see(token.number, token.term);
                }
            }
            Ok(())
        });
        read.map_err(|e| Failure::Error(format!("the corpus could not be read again: {e}")))?;
        if seen == words {
            return Ok(());
        }
        Err(Failure::Error("the corpus changed while it was read: try again when nothing writes to it".to_owned()))
    }
}

/// Where a report is printed, and how it looks.
pub struct Page<'p> {
    /// Where it goes.
    pub output: Output,
    /// How it looks.
    pub layout: &'p Layout,
    /// If the corpus falls into groups, the one that is printed.
    pub group: Option<Group>,
    /// Was a group printed before?
    pub begun: bool,
}

impl<'p> Page<'p> {
    /// Of a whole corpus.
    pub fn new(output: Output, layout: &'p Layout) -> Self {
        Self { output, layout, group: None, begun: false }
    }

    /// Writes the report; it appears when the output is finished.
    pub fn print(&mut self, report: &impl Pages) -> Result<(), Failure> {
        let first = !std::mem::replace(&mut self.begun, true);
        let written = match &self.group {
            Some(group) => crate::report::write_group(report, group, first, self.layout, &mut self.output),
            None => crate::report::write(report, self.layout, &mut self.output),
        };
        written.map_err(|e| match e.downcast::<SpillError>() {
            Ok(spill) => spill.into(),
            Err(e) => self.output.error(e).into(),
        })
    }
}
