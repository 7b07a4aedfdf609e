//! The formats in which documents come, one file each, behind one trait.
//!
//! A reader works in two steps, so that threads share one file: under a lock it takes chunks of whole records off its source,
//! and outside of it each chunk is made into documents.

pub mod csv;
pub mod faults;
pub mod fields;
pub mod jsonl;
#[cfg(feature = "parquet")]
pub mod parquet;

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
    ended: bool,
}

impl Lines {
    /// From the beginning of a source.
    #[must_use]
    pub fn new(source: Source) -> Self {
        Self { source, rest: Vec::new(), ended: false }
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
            match self.source.read(&mut self.rest) {
                Ok(more) => self.ended = !more,
                Err(e) => (self.ended, error) = (true, Some(e)),
            }
        }
        let rest = std::mem::take(&mut self.rest);
        (!rest.is_empty() || error.is_some()).then_some((rest, error))
    }

    /// The source.
    #[must_use]
    pub fn source(&self) -> &Source {
        &self.source
    }
}
