//! The formats in which documents come, one file each, behind one trait.
//!
//! A reader works in two steps, so that threads share one file: under a lock it takes chunks of whole records off its source,
//! and outside of it each chunk is made into documents.

pub mod clean;
pub mod conllu;
pub mod csv;
pub mod faults;
pub mod fields;
pub mod html;
pub mod jsonl;
pub mod openiti;
#[cfg(feature = "parquet")]
pub mod parquet;
pub mod split;
pub mod wet;

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use super::decode::Source;
use super::piece::PADDING;
use super::{Document, Input, Problem, stream};

/// A file that was opened and recognised.
pub struct Opened {
    /// The file, or the member of an archive.
    pub file: Arc<Document>,
    /// Its bytes: decompressed, decoded to UTF-8, without a byte order mark. Broken UTF-8 is still in it.
    pub source: Source,
    /// How it is to be read.
    pub input: Arc<Input>,
    /// Are these the very bytes of the file at its path?
    pub is_file: bool,
}

impl Opened {
    /// As a file in which one can go about: the file itself, or a temporary one.
    ///
    /// # Errors
    /// If it cannot be opened, read or written.
    pub fn into_file(self) -> Result<File, Problem> {
        if self.is_file {
            return stream::open(&self.file);
        }
        let io = |error| Problem::io(self.file.number, &self.file.path, &error);
        self.input.spool(self.source.into_bytes()).map_err(io)
    }
}

/// Takes records off a source.
pub trait Reader: Send {
    /// The next chunk of whole records, of about so many bytes; nothing at the end. An error of the source becomes a problem
    /// in the last chunk, behind what could be read.
    fn next(&mut self, length: usize) -> Option<Chunk>;

    /// Are its texts cut into tokens already, by `SEPARATOR`?
    fn is_cut(&self) -> bool {
        false
    }

    /// Are there no entities and wrapped lines in its texts, because it has seen to that?
    fn is_clean(&self) -> bool {
        false
    }
}

/// Changes text as it comes, line for line.
pub trait Cleaner: Send {
    /// Appends what more text becomes; after the last text, all that was held back. Broken UTF-8 passes as it is.
    fn push(&mut self, text: &[u8], last: bool, out: &mut Vec<u8>);
}

/// Stands between tokens that a file gives.
pub const SEPARATOR: u8 = 0x1F;

/// What makes documents of a part of a file, on any thread.
pub type Chunk = Box<dyn FnOnce(&mut Batch) + Send>;

/// Documents in memory, in the order of the file.
#[derive(Default)]
pub struct Batch {
    /// Their texts, each followed by `PADDING`. They may hold broken UTF-8.
    pub text: Vec<u8>,
    /// The documents.
    pub records: Vec<Record>,
    /// What could not be read.
    pub problems: Vec<Problem>,
}

/// A document in a batch.
#[derive(Default, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its place among the records of the file, from 1.
    pub number: u64,
    /// What it is called, if it says so.
    pub id: Option<String>,
    /// Those of the wanted fields (`Input::records.fields`) that it has, by name.
    pub fields: Vec<(String, String)>,
    /// Where its text is in the batch.
    pub text: Range<usize>,
    /// Bytes of the decompressed file that it stands for.
    pub bytes: u64,
    /// Replacement characters that decoding put into it.
    pub replacements: u64,
}

impl Batch {
    /// Empties it, for use again.
    pub fn clear(&mut self) {
        self.text.clear();
        self.records.clear();
        self.problems.clear();
    }

    /// Adds a document: a record whose `text` is not set yet, and its text.
    pub fn push(&mut self, record: Record, text: &[u8]) {
        let start = self.text.len();
        self.text.extend_from_slice(text);
        let end = self.text.len();
        self.text.extend_from_slice(&PADDING);
        self.records.push(Record { text: start..end, ..record });
    }
}

/// Takes whole lines off a source.
pub struct Lines {
    source: Source,
    rest: Vec<u8>,
    /// What is longer loses its rest.
    longest: usize,
    ended: bool,
}

impl Lines {
    /// From the beginning of a source.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self { source, rest: Vec::new(), longest: usize::MAX, ended: false }
    }

    /// The same, but of a line no more than so many bytes are kept.
    #[must_use]
    pub fn no_longer_than(self, longest: usize) -> Self {
        Self { longest, ..self }
    }

    /// Whole lines of about so many bytes, the last one of the source perhaps without its end, and the error that ended
    /// the source; nothing at the end.
    pub fn next(&mut self, length: usize) -> Option<(Vec<u8>, Option<io::Error>)> {
        let mut error = None;
        // Where no line end was found before.
        let mut seen = 0;
        while !self.ended {
            if self.rest.len() >= length.max(1) {
                if let Some(at) = memchr::memrchr(b'\n', &self.rest[seen..]) {
                    let left = self.rest.split_off(seen + at + 1);
                    return Some((std::mem::replace(&mut self.rest, left), None));
                }
                seen = self.rest.len();
            }
            let read = if seen > self.longest { self.skip_line() } else { self.source.read(&mut self.rest) };
            match read {
                Ok(more) => self.ended = !more,
                Err(e) => (self.ended, error) = (true, Some(e)),
            }
        }
        let rest = std::mem::take(&mut self.rest);
        (!rest.is_empty() || error.is_some()).then_some((rest, error))
    }

    /// Passes over the rest of the line that is being read.
    fn skip_line(&mut self) -> io::Result<bool> {
        let mut more = Vec::new();
        while self.source.read(&mut more)? {
            if let Some(at) = memchr::memchr(b'\n', &more) {
                self.rest.extend_from_slice(&more[at..]);
                return Ok(true);
            }
            more.clear();
        }
        Ok(false)
    }

    /// The source.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }
}

/// A line of which only the beginning has come.
#[derive(Default)]
struct Begun(Vec<u8>);

impl Begun {
    /// Hands on whole lines with their ends, the last one of all perhaps without.
    fn lines(&mut self, mut text: &[u8], last: bool, mut each: impl FnMut(&[u8])) {
        while let Some(at) = memchr::memchr(b'\n', text) {
            let (line, rest) = text.split_at(at + 1);
            text = rest;
            if self.0.is_empty() {
                each(line);
            } else {
                self.0.extend_from_slice(line);
                each(&self.0);
                self.0.clear();
            }
        }
        self.0.extend_from_slice(text);
        if last && !self.0.is_empty() {
            each(&std::mem::take(&mut self.0));
        }
    }
}

/// A line without its end, and whether it had one.
fn without_end(line: &[u8]) -> (&[u8], bool) {
    match line.strip_suffix(b"\n") {
        Some(line) => (line.strip_suffix(b"\r").unwrap_or(line), true),
        None => (line, false),
    }
}

/// Is there nothing but white space?
fn is_blank(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    // No white space of Unicode has another first byte, and hardly a line of Arabic has one of these.
    line.first().is_none_or(|first| matches!(first, 0xC2 | 0xE1..=0xE3))
        && std::str::from_utf8(line).is_ok_and(|line| line.trim().is_empty())
}

/// Replacement characters in a text, if decoding put any into its file.
fn replacements(source: &Source, text: &[u8]) -> u64 {
    if source.replacements() == 0 {
        return 0;
    }
    fields::replaced(text)
}

/// The fields that are wanted, by the names under which they were asked for.
fn wanted<'f>(input: &Input, get: impl Fn(&str) -> Option<&'f str>) -> Vec<(String, String)> {
    let field = |name: &String| Some((name.clone(), get(name)?.to_owned()));
    input.records.fields.iter().filter_map(field).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_of_a_long_line_is_passed_over() {
        let text = format!("a\n{}\nb\nc", "x".repeat(1 << 20));
        let source = Source::new(Box::new(io::Cursor::new(text)), Vec::new(), None);
        let mut lines = Lines::new(source).no_longer_than(1000);
        let mut all = Vec::new();
        while let Some((bytes, error)) = lines.next(10) {
            assert!(error.is_none());
            all.extend(bytes);
        }
        let all = String::from_utf8(all).unwrap();
        let lengths: Vec<usize> = all.lines().map(str::len).collect();
        assert!(lengths.len() == 4 && lengths[1] > 1000 && lengths[1] < 600_000, "{lengths:?}");
        assert!(all.starts_with("a\n") && all.ends_with("\nb\nc"));
    }
}

#[cfg(test)]
mod testing {
    use std::path::Path;

    use super::*;
    use crate::corpus::charset::Charset;

    /// What a cleaner makes of a text that comes in parts.
    pub fn cleaned(mut cleaner: impl Cleaner, text: &[u8], cuts: &[usize]) -> String {
        let mut out = Vec::new();
        let mut cuts: Vec<usize> = cuts.iter().map(|cut| cut % (text.len() + 1)).collect();
        cuts.sort_unstable();
        let mut from = 0;
        for cut in cuts {
            cleaner.push(&text[from..cut], false, &mut out);
            from = cut;
        }
        cleaner.push(&text[from..], true, &mut out);
        String::from_utf8_lossy(&out).into_owned()
    }

    /// A file of these bytes.
    pub fn opened(bytes: &[u8], input: Input) -> Opened {
        let file = Arc::new(Document { path: Arc::from(Path::new("file")), ..Document::default() });
        let encoding = match input.charset {
            Charset::Named(encoding) => Some(encoding),
            _ => None,
        };
        let source = Source::new(Box::new(io::Cursor::new(bytes.to_vec())), Vec::new(), encoding);
        Opened { file, source, input: Arc::new(input), is_file: false }
    }

    /// The records of a file with their texts, and what was told.
    pub fn read(mut reader: Box<dyn Reader>, length: usize) -> (Vec<(Record, String)>, Vec<String>) {
        let (mut records, mut problems) = (Vec::new(), Vec::new());
        while let Some(chunk) = reader.next(length) {
            let mut batch = Batch::default();
            chunk(&mut batch);
            let text = |range: &Range<usize>| String::from_utf8_lossy(&batch.text[range.clone()]).into_owned();
            records.extend(batch.records.into_iter().map(|record| {
                let text = text(&record.text);
                (Record { text: 0..0, ..record }, text)
            }));
            problems.extend(batch.problems.into_iter().map(|problem| problem.message));
        }
        (records, problems)
    }

    /// The texts alone.
    pub fn texts(reader: Box<dyn Reader>, length: usize) -> Vec<String> {
        read(reader, length).0.into_iter().map(|(_, text)| text).collect()
    }
}
