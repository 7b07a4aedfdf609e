//! Pieces of documents: what a thread reads and cuts at a time.
//!
//! A large file is cut at nominal offsets, and each cut moves to behind the next line end, or to behind the next white space
//! where lines are long. Both neighbours find the same place, so they need not speak to each other.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::fs::File;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use encoding_rs::{Encoding, UTF_8};

use super::decode::{self, Transcoder};
use super::left_out::ends_line;
use super::stream::{self, Recognised, Stream};
use super::{Document, Input, Problem};

/// The nominal length of a piece.
pub const PIECE: u64 = 1 << 20;
/// How far a line end may be away before white space must do, as a part of the length of a piece.
const LINE_REACH: u64 = 16;
/// What has no white space for so long is no text.
pub const STRETCH: usize = 16 << 20;
/// Bytes behind the text of every buffer, so that it can be read sixteen at a time.
pub const PADDING: [u8; 16] = [b' '; 16];

/// A piece in a buffer.
#[derive(Clone, Debug)]
pub struct Piece {
    /// Its document.
    pub document: Arc<Document>,
    /// Its place among the pieces of the document.
    pub index: u32,
    /// Is it the last one?
    pub last: bool,
    /// Where its text is in the buffer; sixteen readable bytes follow.
    pub text: Range<usize>,
    /// Does it begin in the middle of a line?
    pub mid_line: bool,
    /// Does the document end here, without a line end?
    pub unterminated: bool,
    /// Bytes of the file that it stands for.
    pub bytes: u64,
    /// Replacement characters that decoding put in.
    pub replacements: u64,
    /// Entities that were decoded.
    pub entities: u64,
    /// What it was decoded from.
    pub encoding: &'static Encoding,
    /// If several threads read the document, its number among such.
    pub shared: Option<u32>,
    /// Is the text cut into tokens already?
    pub given: bool,
}

impl Piece {
    /// All of a document, at this place of a buffer.
    #[must_use]
    pub fn whole(document: Arc<Document>, buffer: &[u8], text: Range<usize>) -> Self {
        let unterminated = !text.is_empty() && !ends_line(&buffer[text.clone()]);
        Self { document, index: 0, last: true, text, unterminated, ..Self::default() }
    }

    /// The only piece of its document?
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.index == 0 && self.last
    }
}

impl Default for Piece {
    fn default() -> Self {
        Self {
            document: Arc::default(),
            index: 0,
            last: false,
            text: 0..0,
            mid_line: false,
            unterminated: false,
            bytes: 0,
            replacements: 0,
            entities: 0,
            encoding: UTF_8,
            shared: None,
            given: false,
        }
    }
}

/// What a small file is.
pub enum Loaded {
    /// Text in the buffer, and perhaps why it is not all.
    Text(Piece, Option<Problem>),
    /// A document that is not wanted.
    Nothing,
    /// Something that is not simply text.
    Stream(Stream),
}

/// Reads a whole file into the buffer.
///
/// # Errors
/// If it cannot be read at all, or should be passed over.
pub fn load(document: &Arc<Document>, input: &Arc<Input>, buffer: &mut Vec<u8>) -> Result<Loaded, Problem> {
    let io = |error: io::Error| Problem::io(document.number, &document.path, &error);
    let mut file = File::open(&document.path).map_err(io)?;
    buffer.clear();
    buffer.reserve(usize::try_from(document.size.unwrap_or(0)).unwrap_or(0) + PADDING.len() + 1);
    let read = io::Read::read_to_end(&mut file, buffer);
    // Of a file that fails half way, what was read counts.
    let problem = match read {
        Err(error) if buffer.is_empty() => return Err(io(error)),
        Err(error) => Some(io(error)),
        Ok(_) => None,
    };
    let is_wrapped = stream::is_wrapped(buffer);
    let what = if is_wrapped { None } else { Some(Recognised::of(buffer, true, document, input)?) };
    let Some(what) = what.filter(|what| what.is_plain(input)) else {
        let bytes = io::Cursor::new(std::mem::take(buffer));
        return Stream::of(document, input, Box::new(bytes)).map(Loaded::Stream);
    };
    if !input.admits(document) {
        return Ok(Loaded::Nothing);
    }
    let bytes = buffer.len() as u64;
    let (mut start, mut replacements) = (what.mark, 0);
    if let Some(mut transcoder) = Transcoder::new(what.encoding) {
        let mut text = Vec::with_capacity(buffer.len() * 2);
        transcoder.push(&buffer[start..], true, &mut text);
        replacements = transcoder.replacements;
        *buffer = text;
        start = 0;
    }
    let text = start..buffer.len();
    let piece = Piece::whole(Arc::clone(document), buffer, text);
    buffer.extend_from_slice(&PADDING);
    Ok(Loaded::Text(Piece { bytes, replacements, encoding: what.encoding, ..piece }, problem))
}

/// A piece of a large file, not read yet.
pub struct Part {
    /// The document.
    pub document: Arc<Document>,
    /// Its place among the parts of the document.
    pub index: u32,
    /// Is it the last one?
    pub last: bool,
    pub(super) file: Arc<File>,
    /// Its number among the documents that several threads read.
    pub shared: u32,
    pub(super) size: u64,
    /// The length of the byte order mark.
    pub(super) mark: u64,
    /// The nominal length of parts.
    pub(super) piece: u64,
}

impl Part {
    /// Reads it into the buffer. If something in it is no text, that is left out, and told.
    ///
    /// # Errors
    /// If the file cannot be read.
    pub fn load(&self, buffer: &mut Vec<u8>) -> Result<(Piece, Option<Problem>), Problem> {
        self.try_load(buffer).map_err(|error| Problem::io(self.document.number, &self.document.path, &error))
    }

    fn try_load(&self, buffer: &mut Vec<u8>) -> io::Result<(Piece, Option<Problem>)> {
        let nominal = |index: u64| (index * self.piece).clamp(self.mark, self.size);
        let from = nominal(u64::from(self.index));
        let to = if self.last { self.size } else { nominal(u64::from(self.index) + 1) };
        buffer.clear();
        let reach = usize::try_from(self.piece / LINE_REACH).unwrap_or(usize::MAX).max(1);
        let mut window = Window { file: &self.file, buffer, from, size: self.size, reach };
        window.extend_to(to)?;
        let start = if self.index == 0 { Some((0, false)) } else { window.boundary(0)? };
        let place = (to - from) as usize;
        let end = if self.last { Some((window.buffer.len(), false)) } else { window.boundary(place)? };
        // The part in which a stretch without white space begins tells of it; those within it are empty.
        let (text, mid_line, problem) = match (start, end) {
            (None, _) => (0..0, true, None),
            (Some((start, mid_line)), Some((end, _))) => (start..end.max(start), mid_line, None),
            (Some((start, mid_line)), None) => {
                let before = &buffer[..place.min(buffer.len())];
                let end = memchr::memrchr3(b' ', b'\t', b'\n', before).map_or(start, |at| (at + 1).max(start));
                (start..end, mid_line, Some(no_text(&self.document, from + end as u64)))
            }
        };
        // The last part's buffer ends where the file does, whatever of it belongs to the part before.
        let unterminated = self.last && !buffer.is_empty() && !ends_line(buffer);
        let mark = if self.index == 0 { self.mark } else { 0 };
        let bytes = text.len() as u64 + mark;
        buffer.extend_from_slice(&PADDING);
        let (document, shared) = (Arc::clone(&self.document), Some(self.shared));
        let (index, last) = (self.index, self.last);
        Ok((Piece { document, index, last, text, mid_line, unterminated, bytes, shared, ..Piece::default() }, problem))
    }
}

/// The problem of something that has no white space for too long.
pub(super) fn no_text(document: &Document, position: u64) -> Problem {
    let what = format!("has no white space for {} MiB and more: left out; is it text?", STRETCH >> 20);
    Problem::in_file(document, document.record, &format!("byte {position}"), &what)
}

/// A part of a file in a buffer that grows as a boundary is sought.
struct Window<'w> {
    file: &'w File,
    buffer: &'w mut Vec<u8>,
    from: u64,
    size: u64,
    /// How far a line end may be away.
    reach: usize,
}

impl Window<'_> {
    /// Reads on to this offset of the file.
    fn extend_to(&mut self, to: u64) -> io::Result<()> {
        let mut at = self.buffer.len();
        let length = usize::try_from(to.min(self.size) - self.from).map_err(io::Error::other)?;
        self.buffer.resize(length.max(at), 0);
        while at < self.buffer.len() {
            let read = decode::retry(|| read_at(self.file, &mut self.buffer[at..], self.from + at as u64))?;
            if read == 0 {
                // The file is shorter than it was.
                self.buffer.truncate(at);
                self.size = self.from + at as u64;
            }
            at += read;
        }
        Ok(())
    }

    /// The boundary at or behind this place of the buffer, and whether it is in the middle of a line; nothing if it is too far.
    fn boundary(&mut self, place: usize) -> io::Result<Option<(usize, bool)>> {
        let mut reach = place + 4096;
        loop {
            self.extend_to(self.from + reach as u64)?;
            let place = place.min(self.buffer.len());
            let ended = self.from + self.buffer.len() as u64 == self.size;
            let near = &self.buffer[place..self.buffer.len().min(place.saturating_add(self.reach))];
            if let Some(at) = memchr::memchr(b'\n', near) {
                return Ok(Some((place + at + 1, false)));
            }
            if near.len() == self.reach || ended {
                // Any of the three, so that the cuts of later parts cannot come before this one.
                if let Some(at) = memchr::memchr3(b' ', b'\t', b'\n', &self.buffer[place..]) {
                    return Ok(Some((place + at + 1, self.buffer[place + at] != b'\n')));
                }
                if reach - place >= STRETCH {
                    return Ok(None);
                }
                if ended {
                    return Ok(Some((self.buffer.len(), true)));
                }
            }
            reach = place + (4 * (reach - place)).min(STRETCH);
        }
    }
}

/// Reads at an offset.
#[cfg(unix)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, buffer, offset)
}

/// Reads at an offset.
#[cfg(windows)]
pub(super) fn read_at(file: &File, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, buffer, offset)
}

/// Cuts a stream of text into pieces.
pub struct Cutter {
    document: Arc<Document>,
    encoding: &'static Encoding,
    index: u32,
    rest: Vec<u8>,
    /// So much of it has no place to cut.
    searched: usize,
    mid_line: bool,
}

impl Cutter {
    /// For a document, decoded from this.
    #[must_use]
    pub fn new(document: Arc<Document>, encoding: &'static Encoding) -> Self {
        Self { document, encoding, index: 0, rest: Vec::new(), searched: 0, mid_line: false }
    }

    /// The text that waits to be cut.
    pub fn rest(&mut self) -> &mut Vec<u8> {
        &mut self.rest
    }

    /// Forgets so many bytes of it.
    pub fn drop(&mut self, length: usize) {
        self.rest.drain(..length);
        self.searched = 0;
    }

    /// Has it no place to cut for so long that it is no text?
    pub fn is_no_text(&self) -> bool {
        self.searched > STRETCH
    }

    /// Cuts a piece off, as long as can be; nothing if no place to cut was found and this is not the end.
    pub fn cut(&mut self, last: bool) -> Option<(Piece, Vec<u8>)> {
        let (end, mid_line) = if last { (self.rest.len(), false) } else { self.boundary()? };
        let left = self.rest.split_off(end);
        let mut buffer = std::mem::replace(&mut self.rest, left);
        let text = 0..buffer.len();
        let unterminated = last && if text.is_empty() { self.mid_line } else { !ends_line(&buffer) };
        buffer.extend_from_slice(&PADDING);
        let piece = Piece {
            document: Arc::clone(&self.document),
            index: self.index,
            last,
            text,
            mid_line: std::mem::replace(&mut self.mid_line, mid_line),
            unterminated,
            encoding: self.encoding,
            ..Piece::default()
        };
        self.index += 1;
        Some((piece, buffer))
    }

    /// The last place to cut, and whether it is in the middle of a line.
    fn boundary(&mut self) -> Option<(usize, bool)> {
        let from = std::mem::replace(&mut self.searched, self.rest.len());
        let new = &self.rest[from..];
        let line = memchr::memrchr(b'\n', new).map(|at| (from + at + 1, false));
        let found = line.or_else(|| memchr::memrchr2(b' ', b'\t', new).map(|at| (from + at + 1, true)));
        self.searched = if found.is_some() { 0 } else { self.searched };
        found
    }
}
