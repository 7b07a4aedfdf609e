//! Plain text whose records are its lines, its paragraphs, or the stretches between certain lines.

use std::ops::Range;
use std::sync::Arc;

use regex::bytes::Regex;

use super::{Batch, Chunk, Lines, Opened, Reader, Record, is_blank, replacements, without_end};
use crate::corpus::{Document, Problem};

/// Where a text is split into documents. One that is blank is none.
#[derive(Clone, Debug)]
pub enum Split {
    /// At blank lines.
    Blank,
    /// At the end of every line. A document's number is that of its line.
    Line,
    /// At lines in which this is found. They belong to no document.
    Regex(Regex),
}

/// Makes documents of a text.
#[must_use]
pub fn open(opened: Opened, split: Split) -> Box<dyn Reader> {
    let lines = Lines::new(opened.source);
    Box::new(Splitter { file: opened.file, lines, split, begun: Vec::new(), number: 0 })
}

struct Splitter {
    file: Arc<Document>,
    lines: Lines,
    split: Split,
    /// The beginning of a document whose end has not come.
    begun: Vec<u8>,
    /// That of the last document.
    number: u64,
}

impl Reader for Splitter {
    fn next(&mut self, length: usize) -> Option<Chunk> {
        loop {
            let (block, error, last) = match self.lines.next(length) {
                Some((block, error)) => (block, error.as_ref().map(|e| self.problem(e)), error.is_some()),
                None if self.begun.is_empty() => return None,
                None => (Vec::new(), None, true),
            };
            let from = self.begun.len();
            let mut text = std::mem::take(&mut self.begun);
            text.extend_from_slice(&block);
            let (records, end) = self.records(&text, from, last);
            self.begun = text.split_off(end);
            if !records.is_empty() || error.is_some() {
                return Some(Box::new(move |batch: &mut Batch| push(batch, &text, records, error)));
            }
        }
    }
}

fn push(batch: &mut Batch, text: &[u8], records: Vec<Record>, problem: Option<Problem>) {
    for record in records {
        let range = record.text.clone();
        batch.push(record, &text[range]);
    }
    batch.problems.extend(problem);
}

impl Splitter {
    fn problem(&self, error: &std::io::Error) -> Problem {
        Problem::io(self.file.number, &self.file.path, error)
    }

    /// The documents of a text that was looked at up to `from`, and where the one begins that goes on behind it.
    fn records(&mut self, text: &[u8], from: usize, last: bool) -> (Vec<Record>, usize) {
        let (mut records, mut start, mut at) = (Vec::new(), 0, from);
        while at < text.len() {
            let end = memchr::memchr(b'\n', &text[at..]).map_or(text.len(), |end| at + end + 1);
            if let Some(stretch) = self.ends(&text[at..end], start..at, end) {
                records.extend(self.record(text, stretch));
                start = end;
            }
            at = end;
        }
        if last {
            records.extend(self.record(text, start..text.len()));
            start = text.len();
        }
        (records, start)
    }

    /// The stretch that this line ends, if it ends one: that before it, or in a split into lines the line itself.
    fn ends(&self, line: &[u8], before: Range<usize>, end: usize) -> Option<Range<usize>> {
        let separates = match &self.split {
            Split::Line => return Some(before.end..end),
            Split::Blank => is_blank(line),
            Split::Regex(regex) => regex.is_match(without_end(line).0),
        };
        separates.then_some(before)
    }

    fn record(&mut self, text: &[u8], range: Range<usize>) -> Option<Record> {
        let blank = is_blank(&text[range.clone()]);
        // A blank line has its number too, so that a document's number leads to its line.
        if !blank || (matches!(self.split, Split::Line) && !range.is_empty()) {
            self.number += 1;
        }
        let text = &text[range.clone()];
        (!blank).then(|| Record {
            number: self.number,
            bytes: range.len() as u64,
            replacements: replacements(self.lines.source(), text),
            text: range,
            ..Record::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::corpus::charset::Charset;
    use proptest::prelude::*;

    use super::super::testing::{opened, read, texts};
    use super::*;
    use crate::corpus::Input;

    fn numbered(text: &str, split: &Split) -> Vec<(u64, String)> {
        let (records, problems) = read(open(opened(text.as_bytes(), Input::default()), split.clone()), 4);
        assert!(problems.is_empty());
        records.into_iter().map(|(record, text)| (record.number, text)).collect()
    }

    fn regex(pattern: &str) -> Split {
        Split::Regex(Regex::new(pattern).unwrap())
    }

    #[test]
    fn blank_lines_separate_paragraphs() {
        let found = numbered("\n\nأول\nثان\n\n \u{A0}\r\nثالث\r\n\r\nرابع", &Split::Blank);
        let expected = [(1, "أول\nثان\n"), (2, "ثالث\r\n"), (3, "رابع")];
        assert_eq!(found, expected.map(|(number, text)| (number, text.to_owned())));
    }

    #[test]
    fn a_line_keeps_its_number() {
        let found = numbered("أول\n\nثالث\n \nخامس", &Split::Line);
        let expected = [(1, "أول\n"), (3, "ثالث\n"), (5, "خامس")];
        assert_eq!(found, expected.map(|(number, text)| (number, text.to_owned())));
    }

    #[test]
    fn lines_that_match_separate_and_are_left_out() {
        let text = "=====\r\nأول\n\nثان\n=====\n \n=====\nثالث ===== باق\n";
        let found = numbered(text, &regex("^=====$"));
        let expected = [(1, "أول\n\nثان\n"), (2, "ثالث ===== باق\n")];
        assert_eq!(found, expected.map(|(number, text)| (number, text.to_owned())));
        assert_eq!(numbered("أول\nباب 1\nثان", &regex("باب [0-9]+")).len(), 2);
    }

    #[test]
    fn nothing_makes_no_document() {
        for split in [Split::Blank, Split::Line, regex("x")] {
            assert!(numbered("", &split).is_empty());
            assert!(numbered("\n \n", &split).is_empty());
        }
    }

    #[test]
    fn replacements_are_those_of_their_document() {
        let input = Input { charset: Charset::Named(encoding_rs::EUC_JP), ..Input::default() };
        let (records, _) = read(open(opened(b"a\xFF\xFF\nb\n", input), Split::Line), 100);
        assert_eq!(records.iter().map(|(record, _)| record.replacements).collect::<Vec<_>>(), [2, 0]);
    }

    proptest! {
        #[test]
        fn the_length_of_chunks_does_not_matter(
            parts in prop::collection::vec(prop::sample::select(vec!["\n", "\n\n", "\r\n", " ", "كلمة", "==", "\u{A0}"]), 0..40),
            length in 1..60usize,
        ) {
            let text = parts.concat();
            for split in [Split::Blank, Split::Line, regex("==")] {
                let of = |length| texts(open(opened(text.as_bytes(), Input::default()), split.clone()), length);
                prop_assert_eq!(of(length), of(1 << 20));
            }
        }
    }
}
