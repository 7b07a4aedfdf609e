//! What is wrong with the records of a chunk.
//!
//! A file in which every record has the same fault would fill the screen, so each kind is told a few times and then counted.

use super::Batch;
use crate::corpus::{Document, Problem};

/// A kind of fault.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// It cannot be read as a record.
    Broken,
    /// It is a record, but has no text.
    Textless,
}

impl Kind {
    /// How many of a chunk are told one by one.
    fn told(self) -> usize {
        match self {
            Self::Broken => 8,
            Self::Textless => 1,
        }
    }
}

/// Where a record is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Place {
    /// Its place among the records of the file, from 1.
    pub record: u64,
    /// The line or row where it begins, from 1.
    pub line: u64,
}

struct Fault {
    kind: Kind,
    place: Place,
    what: String,
    /// Faults of its kind that are not told.
    more: u64,
}

/// The faults of a chunk, in the order of the file.
pub struct Faults {
    unit: &'static str,
    told: Vec<Fault>,
}

impl Faults {
    /// None yet; places are told as lines or rows.
    #[must_use]
    pub fn new(unit: &'static str) -> Self {
        Self { unit, told: Vec::new() }
    }

    /// Adds one. What it is, is asked only if it will be told.
    pub fn add(&mut self, kind: Kind, place: Place, what: impl FnOnce() -> String) {
        let mut same = self.told.iter_mut().filter(|fault| fault.kind == kind);
        if same.by_ref().take(kind.told() - 1).count() == kind.told() - 1
            && let Some(last) = same.next()
        {
            last.more += 1;
            return;
        }
        self.told.push(Fault { kind, place, what: what(), more: 0 });
    }

    /// Tells them.
    pub fn tell(self, file: &Document, batch: &mut Batch) {
        batch.problems.extend(self.told.iter().map(|fault| {
            let Place { record, line } = fault.place;
            let more = if fault.more > 0 { format!(" and {} more", fault.more) } else { String::new() };
            Problem::in_file(file, record, &format!("{} {line}{more}", self.unit), &fault.what)
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::sample;
    use super::*;

    #[test]
    fn each_kind_is_told_a_few_times_and_then_counted() {
        let mut faults = Faults::new("line");
        for line in 1..=20 {
            let place = Place { record: line, line };
            faults.add(if line % 2 == 0 { Kind::Broken } else { Kind::Textless }, place, || "is wrong".to_owned());
        }
        let mut batch = Batch::default();
        faults.tell(&sample::document(), &mut batch);
        let messages = sample::messages(&batch);
        assert_eq!(messages.len(), 9);
        assert_eq!(messages[..2], ["file: line 1 and 9 more: is wrong", "file: line 2: is wrong"]);
        assert_eq!(messages[8], "file: line 16 and 2 more: is wrong");
        assert_eq!(batch.problems[8].place, (3, 0, 16));
    }
}
