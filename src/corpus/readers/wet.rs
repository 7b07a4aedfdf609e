//! WET, the plain text of Common Crawl: WARC files whose `conversion` records are the text of pages.
//!
//! Where records end is said in bytes of the file, so it must be UTF-8, as WET is.

use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use super::{Batch, Chunk, Opened, Reader, Record, wanted};
use crate::corpus::decode::Source;
use crate::corpus::{Document, Input, Problem};

const VERSION: &[u8] = b"WARC/";
const NEXT: &[u8] = b"\nWARC/1.";
/// A longer header is none.
const HEADER: usize = 64 << 10;
/// A longer page is none: its header is broken.
const CONTENT: usize = 1 << 30;
/// So much that is no record is held in memory.
const RUBBISH: usize = 1 << 20;

/// Does a file begin as WARC?
#[must_use]
pub fn is(head: &[u8]) -> bool {
    head.starts_with(VERSION)
}

/// Makes a document of each page, called by its address.
#[must_use]
pub fn open(opened: Opened) -> Box<dyn Reader> {
    let Opened { file, source, input, .. } = opened;
    Box::new(Wet {
        file,
        source,
        input,
        rest: Vec::new(),
        offset: 0,
        number: 0,
        failed: None,
        ended: false,
        lost: false,
    })
}

struct Wet {
    file: Arc<Document>,
    source: Source,
    input: Arc<Input>,
    /// What was read and not taken.
    rest: Vec<u8>,
    /// Where it begins in the file.
    offset: u64,
    /// That of the last document.
    number: u64,
    /// The error that ended the source.
    failed: Option<Problem>,
    ended: bool,
    /// Is the next record still being looked for?
    lost: bool,
}

/// What was found in a part of the file.
#[derive(Default)]
struct Found {
    pages: Vec<Page>,
    problems: Vec<Problem>,
}

struct Page {
    number: u64,
    header: Range<usize>,
    content: Range<usize>,
}

/// A record as its header has it.
struct Measured {
    is_page: bool,
    header: usize,
    content: usize,
}

impl Reader for Wet {
    fn next(&mut self, length: usize) -> Option<Chunk> {
        let (mut found, mut at) = (Found::default(), 0);
        while at < length.max(1) && self.fill(at + 1) {
            at = self.record(at, &mut found);
        }
        if at == 0 {
            let problem = self.failed.take()?;
            return Some(Box::new(|batch: &mut Batch| batch.problems.push(problem)));
        }
        self.offset += at as u64;
        let left = self.rest.split_off(at);
        let text = std::mem::replace(&mut self.rest, left);
        let input = Arc::clone(&self.input);
        Some(Box::new(move |batch: &mut Batch| {
            for page in found.pages {
                push(batch, &text, page, &input);
            }
            batch.problems.extend(found.problems);
        }))
    }
}

impl Wet {
    /// Reads until there are so many bytes; false if the source ends before.
    fn fill(&mut self, length: usize) -> bool {
        while self.rest.len() < length && !self.ended {
            match self.source.read(&mut self.rest) {
                Ok(more) => self.ended = !more,
                Err(error) => {
                    self.ended = true;
                    self.failed = Some(Problem::io(self.file.number, &self.file.path, &error));
                }
            }
        }
        self.rest.len() >= length
    }

    /// Takes the record at this place, or what is broken there; where the next one begins.
    fn record(&mut self, at: usize, found: &mut Found) -> usize {
        if std::mem::take(&mut self.lost) {
            return self.resume(at + 1);
        }
        let Some(measured) = self.measure(at) else {
            self.tell(at, "no record of WARC begins here: skipped to the next one; check how the file was made", found);
            return self.resume(at + 1);
        };
        let header = at..at + measured.header;
        let mut end = header.end + measured.content;
        if !self.fill(end) {
            let rest = &self.rest[header.end..];
            let there = &rest[..memmem::find(rest, NEXT).unwrap_or(rest.len())];
            end = header.end + without_line_ends(there).len();
            let what = "the record is shorter than its Content-Length: what there is counts; fetch the file again";
            self.tell(at, what, found);
        }
        if measured.is_page {
            self.number += 1;
            found.pages.push(Page { number: self.number, content: header.end..end, header });
        }
        self.skip_line_ends(end)
    }

    fn tell(&self, at: usize, what: &str, found: &mut Found) {
        let position = format!("byte {}", self.offset + at as u64);
        found.problems.push(Problem::in_file(&self.file, self.number + 1, &position, what));
    }

    /// The record at this place; nothing if none begins there.
    fn measure(&mut self, at: usize) -> Option<Measured> {
        let mut wanted = 1 << 10;
        loop {
            let whole = !self.fill(at + wanted);
            let text = &self.rest[at..self.rest.len().min(at + wanted)];
            if text.len() >= VERSION.len() && !text.starts_with(VERSION) {
                return None;
            }
            if let Some(header) = header(text) {
                return measured(&text[..header]);
            }
            if whole || wanted >= HEADER {
                return None;
            }
            wanted *= 4;
        }
    }

    /// Where a line at or behind this place begins a record, or the end, or after much of the file where to look on.
    fn resume(&mut self, begin: usize) -> usize {
        let mut from = begin - 1;
        loop {
            if let Some(next) = memmem::find(&self.rest[from..], NEXT) {
                return from + next + 1;
            }
            from = from.max((self.rest.len() + 1).saturating_sub(NEXT.len()));
            if !self.fill(self.rest.len() + 1) {
                return self.rest.len();
            }
            if from > begin + RUBBISH {
                self.lost = true;
                return from;
            }
        }
    }

    fn skip_line_ends(&mut self, mut at: usize) -> usize {
        while self.fill(at + 1) && matches!(self.rest[at], b'\r' | b'\n') {
            at += 1;
        }
        at
    }
}

fn without_line_ends(text: &[u8]) -> &[u8] {
    &text[..text.iter().rposition(|b| !matches!(b, b'\r' | b'\n')).map_or(0, |last| last + 1)]
}

/// The length of a header with the blank line behind it.
fn header(text: &[u8]) -> Option<usize> {
    let after = |blank: &[u8]| memmem::find(text, blank).map(|at| at + blank.len());
    let (usual, bare) = (after(b"\r\n\r\n"), after(b"\n\n"));
    usual.into_iter().chain(bare).min()
}

fn measured(header: &[u8]) -> Option<Measured> {
    let text = String::from_utf8_lossy(header);
    let content = fields(&text).find(|(key, _)| key.eq_ignore_ascii_case("Content-Length"))?.1.parse().ok()?;
    let is_page = fields(&text)
        .any(|(key, value)| key.eq_ignore_ascii_case("WARC-Type") && value.eq_ignore_ascii_case("conversion"));
    (content <= CONTENT).then_some(Measured { is_page, header: header.len(), content })
}

fn fields(header: &str) -> impl Iterator<Item = (&str, &str)> {
    header.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(key, value)| (key.trim(), value.trim()))
}

/// A field by its name, also without `WARC-` before it. `id` is the address.
fn field<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let bare = |key: &'h str| key.get(..5).filter(|k| k.eq_ignore_ascii_case("WARC-")).map_or(key, |_| &key[5..]);
    let name = if name == "id" { "Target-URI" } else { name };
    fields(header)
        .find(|(key, _)| key.eq_ignore_ascii_case(name) || bare(key).eq_ignore_ascii_case(name))
        .map(|(_, value)| value)
}

fn push(batch: &mut Batch, text: &[u8], page: Page, input: &Input) {
    let header = String::from_utf8_lossy(&text[page.header.clone()]);
    let get = |name: &str| field(&header, name);
    let record = Record {
        number: page.number,
        id: get(&input.records.id).map(str::to_owned),
        fields: wanted(input, get),
        bytes: (page.content.end - page.header.start) as u64,
        ..Record::default()
    };
    batch.push(record, &text[page.content]);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{opened, read};
    use super::*;
    use crate::corpus::Records;

    fn record(kind: &str, uri: &str, text: &str) -> String {
        let length = text.len();
        format!(
            "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {uri}\r\nWARC-Identified-Content-Language: ara\r\n\
             Content-Length: {length}\r\n\r\n{text}\r\n\r\n"
        )
    }

    /// Addresses, numbers and texts of the pages, and what was told.
    fn pages(text: &[u8], length: usize) -> (Vec<(String, u64, String)>, Vec<String>) {
        let (records, problems) = read(open(opened(text, Input::default())), length);
        (records.into_iter().map(|(r, text)| (r.id.unwrap_or_default(), r.number, text)).collect(), problems)
    }

    fn page(uri: &str, number: u64, text: &str) -> (String, u64, String) {
        (uri.to_owned(), number, text.to_owned())
    }

    #[test]
    fn pages_are_documents_and_other_records_none() {
        let all = ["warcinfo", "conversion", "response", "conversion"].map(|kind| record(kind, kind, "نص\nWARC/1.0\n"));
        for length in [1, 300, 1 << 20] {
            let (found, problems) = pages(all.concat().as_bytes(), length);
            assert_eq!(found, [page("conversion", 1, "نص\nWARC/1.0\n"), page("conversion", 2, "نص\nWARC/1.0\n")]);
            assert!(problems.is_empty());
        }
    }

    #[test]
    fn fields_have_their_names_with_and_without_the_format() {
        let fields = ["warc-type", "identified-content-language", "content-length", "none"].map(str::to_owned);
        let records = Records { fields: fields.into(), ..Records::default() };
        let text = record("conversion", "u", "نص");
        let (found, _) = read(open(opened(text.as_bytes(), Input { records, ..Input::default() })), 1);
        let values: Vec<_> = found[0].0.fields.iter().map(|(_, value)| value.as_str()).collect();
        assert_eq!(values, ["conversion", "ara", "4"]);
        assert_eq!(found[0].0.bytes, text.len() as u64 - 4);
    }

    #[test]
    fn a_broken_record_is_told_and_the_next_one_found() {
        let good = record("conversion", "good", "نص");
        let broken = good.replace("Content-Length: 4", "Content-Length: four");
        let text = [&good[..], &broken, &good, "rubbish\n", &good].concat();
        for length in [1, 1 << 20] {
            let (found, problems) = pages(text.as_bytes(), length);
            assert_eq!(found.iter().map(|page| page.1).collect::<Vec<_>>(), [1, 2, 3]);
            let at = [good.len(), 2 * good.len() + broken.len()];
            assert_eq!(problems.len(), 2);
            for (problem, at) in problems.iter().zip(at) {
                assert!(problem.starts_with(&format!("file: byte {at}: ")), "{problem}");
            }
        }
    }

    #[test]
    fn a_record_that_is_too_short_counts_as_far_as_it_goes() {
        let good = record("conversion", "good", "نص");
        let long = good.replace("Content-Length: 4", "Content-Length: 4000");
        let (found, problems) = pages(&[long.as_bytes(), good.as_bytes()].concat(), 1);
        assert_eq!(found, [page("good", 1, "نص"), page("good", 2, "نص")]);
        assert!(problems[0].starts_with("file: byte 0: the record is shorter"));
        let (found, problems) = pages(&good.as_bytes()[..good.len() - 6], 1);
        assert_eq!((found, problems.len()), (vec![page("good", 1, "\u{646}")], 1));
    }

    #[test]
    fn much_rubbish_is_told_once() {
        let rubbish = "rubbish\n".repeat(600_000);
        let (found, problems) = pages((rubbish + &record("conversion", "good", "نص")).as_bytes(), 1);
        assert_eq!((found, problems.len()), (vec![page("good", 1, "نص")], 1));
    }

    #[test]
    fn half_a_header_is_told() {
        let (found, problems) = pages(b"WARC/1.0\r\nWARC-Type: conv", 1);
        assert_eq!((found.len(), problems.len()), (0, 1));
    }

    proptest! {
        #[test]
        fn the_length_of_chunks_does_not_matter(
            parts in prop::collection::vec(prop::sample::select(vec![
                record("conversion", "a", "كتاب"), record("warcinfo", "", "x"), record("conversion", "b", ""),
                "WARC/1.0\r\n\r\n".to_owned(), "x\n".to_owned(), "\n".to_owned(),
                record("conversion", "c", "WARC/1.0\n\nكتاب").replace("h: 18", "h: 9"),
            ]), 0..12),
            length in 1..2000usize,
        ) {
            let text = parts.concat();
            prop_assert_eq!(pages(text.as_bytes(), length), pages(text.as_bytes(), 1 << 20));
        }
    }
}
