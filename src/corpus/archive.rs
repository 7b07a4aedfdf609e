//! Archives as folders of documents: .zip and .tar.
//!
//! A tar is a stream, and its members come in its order. A zip has a directory, and its members come by name, as the files of a
//! folder do. Names are only names: nothing is ever written, so a path that leaves the archive does no harm.

use std::fs::File;
use std::io::{self, BufReader, ErrorKind, Read};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::Crc;
use tar::{EntryType, GnuExtSparseHeader, GnuHeader, Header, PaxExtensions};
use zip::{CompressionMethod, ZipArchive};

use super::compression::{self, Compression, Limit};
use super::decode::retry;
use super::piece::read_at;

/// The length of a block of a tar.
const BLOCK: usize = 512;
/// How much of a tar is read ahead.
const AHEAD: usize = 256 << 10;
/// How long the name of a member may be.
const LONGEST_NAME: u64 = 1 << 20;

/// A kind of archive.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Archive {
    /// .zip, read from a file.
    Zip,
    /// .tar, read from a stream, which may come out of a compression.
    Tar,
}

impl Archive {
    /// Its name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Zip => "zip",
            Self::Tar => "tar",
        }
    }
}

/// What kind of archive a file that begins so is, if it is one. A tar needs 262 bytes to be known.
#[must_use]
pub fn of(head: &[u8]) -> Option<Archive> {
    match head {
        // The second is the end of an empty one.
        [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Archive::Zip),
        _ if head.get(257..262) == Some(b"ustar") => Some(Archive::Tar),
        _ => None,
    }
}

/// Is it a zip that holds one document of an office program, or an e-book?
#[must_use]
pub fn is_office(head: &[u8]) -> bool {
    /// Where the name of the first member begins.
    const NAME: usize = 30;
    /// How such files begin.
    const FIRST: [&[u8]; 5] = [b"[Content_Types].xml", b"mimetype", b"_rels/", b"docProps/", b"word/"];
    of(head) == Some(Archive::Zip) && head.get(NAME..).is_some_and(|name| FIRST.iter().any(|f| name.starts_with(f)))
}

/// A file in an archive.
pub struct Member {
    /// Its name with its folders, as the archive has it but without `./` before it.
    pub name: String,
    /// Its length, if the archive says so.
    pub size: Option<u64>,
    /// Its bytes. What is wrong with the member is an error of the reader.
    pub reader: Box<dyn Read + Send>,
}

/// The files in an archive, without folders, links, devices, and hidden ones.
///
/// An error is one of the archive between members, and after it nothing comes.
pub struct Members(Kind);

enum Kind {
    Zip(Box<Zip>),
    Tar(Arc<Mutex<Tape>>),
}

impl Members {
    /// Those of a tar of which nothing was read yet. A member can be read until the next one is asked for.
    #[must_use]
    pub fn tar(reader: Box<dyn Read + Send>) -> Self {
        Self(Kind::Tar(Arc::new(Mutex::new(Tape::new(reader)))))
    }

    /// Those of a zip, by name. Members are independent: they can be read at any time, on any thread.
    ///
    /// # Errors
    /// If the file has no directory of a zip at its end, or one that points twice to the same bytes, as bombs do.
    pub fn zip(file: File, limit: Limit) -> io::Result<Self> {
        Ok(Self(Kind::Zip(Box::new(Zip::open(file, limit)?))))
    }
}

impl Iterator for Members {
    type Item = io::Result<Member>;

    fn next(&mut self) -> Option<io::Result<Member>> {
        match &mut self.0 {
            Kind::Zip(zip) => zip.next().map(Ok),
            Kind::Tar(tape) => {
                let found = lock(tape).next().transpose()?;
                Some(found.map(|entry| entry.member(tape)))
            }
        }
    }
}

/// Is it hidden, or in a hidden folder? As in a walk; what one system puts in beside the files it was given is too.
fn is_hidden(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']);
    name.starts_with("__MACOSX/") || parts.any(|part| part.starts_with('.') && part != "." && part != "..")
}

/// Without the folder in which the archive was made.
fn plain(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = name.strip_prefix("./") {
        name = rest.trim_start_matches('/');
    }
    name
}

fn invalid(text: String) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, text)
}

/// A reader of nothing but an error.
struct Failing(Option<io::Error>);

impl Failing {
    fn boxed(error: io::Error) -> Box<dyn Read + Send> {
        Box::new(Self(Some(error)))
    }
}

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

/// A zip and what of it is still to come.
struct Zip {
    archive: ZipArchive<File>,
    file: Arc<File>,
    limit: Limit,
    /// Names with places in the directory, the first one last.
    left: Vec<(String, usize)>,
}

impl Zip {
    fn open(file: File, limit: Limit) -> io::Result<Self> {
        let shared = Arc::new(file.try_clone()?);
        let mut archive = ZipArchive::new(file).map_err(|error| {
            invalid(format!("the directory at the end of the zip archive cannot be read ({error}): get the whole file"))
        })?;
        if archive.has_overlapping_entries().unwrap_or(false) {
            return Err(invalid(
                "members of the zip archive share their bytes, as in a bomb: pack it again".to_owned(),
            ));
        }
        let mut left = Vec::new();
        for index in 0..archive.len() {
            let entry = archive.by_index_data(index)?;
            let name = entry.name().unwrap_or_else(|_| String::from_utf8_lossy(entry.name_raw()));
            if entry.is_file() && !is_hidden(&name) {
                left.push((plain(&name).to_owned(), index));
            }
        }
        left.sort_unstable_by(|a, b| b.cmp(a));
        Ok(Self { archive, file: shared, limit, left })
    }

    fn next(&mut self) -> Option<Member> {
        let (name, index) = self.left.pop()?;
        let size = self.archive.by_index_data(index).map(|entry| entry.size()).ok();
        let reader = self.reader(index).unwrap_or_else(Failing::boxed);
        Some(Member { name, size, reader })
    }

    fn reader(&mut self, index: usize) -> io::Result<Box<dyn Read + Send>> {
        let entry = self
            .archive
            .by_index_raw(index)
            .map_err(|error| invalid(format!("the header of the member is corrupt ({error}): get a sound copy")))?;
        if entry.encrypted() {
            return Err(invalid("the member is encrypted: unpack it by hand".to_owned()));
        }
        let start = entry.data_start().ok_or_else(|| invalid("the member is nowhere in the archive".to_owned()))?;
        let end = start.saturating_add(entry.compressed_size());
        let section = Box::new(Section { file: Arc::clone(&self.file), start, end });
        let streams = |kind, section| compression::decompress(kind, section, self.limit);
        let reader = match entry.compression() {
            CompressionMethod::STORE => section,
            CompressionMethod::DEFLATE => compression::inflate(section, self.limit)?,
            CompressionMethod::BZIP2 => streams(Compression::Bzip2, section)?,
            CompressionMethod::ZSTD => streams(Compression::Zstd, section)?,
            CompressionMethod::XZ => streams(Compression::Xz, section)?,
            other => {
                return Err(invalid(format!("the member is packed in a way not read ({other}): unpack it by hand")));
            }
        };
        let (length, sum) = (entry.size(), entry.crc32());
        Ok(Box::new(Checked { reader, crc: Crc::new(), length, given: 0, sum, ended: false }))
    }
}

/// A part of a file, which others read too.
struct Section {
    file: Arc<File>,
    start: u64,
    end: u64,
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.end - self.start).unwrap_or(usize::MAX);
        let length = buffer.len().min(left);
        let read = read_at(&self.file, &mut buffer[..length], self.start)?;
        self.start += read as u64;
        Ok(read)
    }
}

/// Bytes that must be as the directory says.
struct Checked {
    reader: Box<dyn Read + Send>,
    crc: Crc,
    given: u64,
    length: u64,
    sum: u32,
    ended: bool,
}

impl Read for Checked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = retry(|| self.reader.read(buffer))?;
        self.crc.update(&buffer[..read]);
        self.given += read as u64;
        if read == 0 && !buffer.is_empty() && !std::mem::replace(&mut self.ended, true) {
            self.check()?;
        }
        Ok(read)
    }
}

impl Checked {
    fn check(&self) -> io::Result<()> {
        let (given, length) = (self.given, self.length);
        if given != length {
            return Err(invalid(format!("the member has {given} bytes instead of {length}: get a sound copy")));
        }
        if self.crc.sum() != self.sum {
            return Err(invalid("the member does not agree with its checksum: get a sound copy".to_owned()));
        }
        Ok(())
    }
}

/// A tar as it is read.
struct Tape {
    reader: BufReader<Box<dyn Read + Send>>,
    /// Bytes of the member that were not read yet.
    left: u64,
    /// Bytes that fill its last block.
    filling: u64,
    /// Which member it is, so that one that was passed over is not read on.
    turn: u64,
    /// Were zeros seen, which end an archive?
    ended: bool,
    /// Can nothing more be found?
    broken: bool,
}

/// A member that was found in a tar.
struct Entry {
    name: String,
    size: u64,
    turn: u64,
    sparse: bool,
}

impl Entry {
    fn member(self, tape: &Arc<Mutex<Tape>>) -> Member {
        let reader: Box<dyn Read + Send> = if self.sparse {
            Failing::boxed(invalid("the member is stored with holes, which is not read: unpack it by hand".to_owned()))
        } else {
            Box::new(OnTape { tape: Arc::clone(tape), turn: self.turn })
        };
        Member { name: self.name, size: (!self.sparse).then_some(self.size), reader }
    }
}

/// What headers before the one of a member say of it.
#[derive(Default)]
struct Said {
    name: Option<Vec<u8>>,
    size: Option<u64>,
    sparse: bool,
}

impl Tape {
    fn new(reader: Box<dyn Read + Send>) -> Self {
        let reader = BufReader::with_capacity(AHEAD, reader);
        Self { reader, left: 0, filling: 0, turn: 0, ended: false, broken: false }
    }

    fn next(&mut self) -> io::Result<Option<Entry>> {
        self.turn += 1;
        if self.broken {
            return Ok(None);
        }
        let found = self.find();
        self.broken = !matches!(found, Ok(Some(_)));
        found
    }

    fn find(&mut self) -> io::Result<Option<Entry>> {
        let mut said = Said::default();
        loop {
            self.skip()?;
            let Some(header) = self.header()? else { return Ok(None) };
            let kind = header.entry_type();
            let own = header.entry_size().map_err(|_| corrupt())?;
            let size = if is_about_next(kind) { own } else { said.size.unwrap_or(own) };
            if kind == EntryType::GNUSparse {
                self.pass_holes(&header)?;
            }
            if has_data(kind) {
                self.left = size;
                self.filling = size.wrapping_neg() % BLOCK as u64;
            }
            match kind {
                EntryType::GNULongName => said.name = Some(until_nul(self.small()?)),
                EntryType::XHeader => said.extend(&self.small()?),
                EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                    let raw = said.name.take().unwrap_or_else(|| header.path_bytes().into_owned());
                    let name = String::from_utf8_lossy(&raw);
                    let sparse = said.sparse || kind == EntryType::GNUSparse;
                    // The oldest tars write folders as files with a slash behind their name.
                    if !name.ends_with('/') && !is_hidden(&name) {
                        let name = plain(&name).to_owned();
                        return Ok(Some(Entry { name, size, turn: self.turn, sparse }));
                    }
                    said = Said::default();
                }
                EntryType::XGlobalHeader | EntryType::GNULongLink => {}
                _ => said = Said::default(),
            }
        }
    }

    /// The next header that is not empty; nothing at the end.
    fn header(&mut self) -> io::Result<Option<Header>> {
        loop {
            let mut header = Header::new_old();
            let block = header.as_mut_bytes();
            let read = fill(&mut self.reader, block)?;
            if read == 0 {
                return Ok(None);
            }
            let zeros = block[..read].iter().all(|&b| b == 0);
            // Padding need not be whole blocks.
            if zeros && (read == BLOCK || self.ended) {
                self.ended = true;
            } else if read == BLOCK && is_sound(&header) {
                self.ended = false;
                return Ok(Some(header));
            } else if self.ended {
                return Err(invalid(
                    "something else follows the tar archive: cut it off, its members were read".to_owned(),
                ));
            } else if read < BLOCK {
                return Err(cut_off());
            } else {
                return Err(corrupt());
            }
        }
    }

    /// Passes over what is left of a member.
    fn skip(&mut self) -> io::Result<()> {
        let length = self.left.saturating_add(self.filling);
        let passed = io::copy(&mut self.reader.by_ref().take(length), &mut io::sink())?;
        // The last blocks may lack what only fills them.
        if passed < self.left {
            return Err(cut_off());
        }
        (self.left, self.filling) = (0, 0);
        Ok(())
    }

    /// Passes over the blocks behind a header that say where more holes are.
    fn pass_holes(&mut self, header: &Header) -> io::Result<()> {
        let mut more = header.as_gnu().is_some_and(GnuHeader::is_extended);
        while more {
            let mut holes = GnuExtSparseHeader::new();
            if fill(&mut self.reader, holes.as_mut_bytes())? < BLOCK {
                return Err(cut_off());
            }
            more = holes.is_extended();
        }
        Ok(())
    }

    /// The data of a header that speaks of the next one.
    fn small(&mut self) -> io::Result<Vec<u8>> {
        if self.left > LONGEST_NAME {
            return Err(invalid("a name in the tar archive is longer than any path: get a sound copy".to_owned()));
        }
        let mut data = vec![0; usize::try_from(self.left).expect("a short name")];
        if fill(&mut self.reader, &mut data)? < data.len() {
            return Err(cut_off());
        }
        self.left = 0;
        Ok(data)
    }

    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        if length == 0 || self.broken {
            return Ok(0);
        }
        let read = retry(|| self.reader.read(&mut buffer[..length])).inspect_err(|_| self.broken = true)?;
        if read == 0 {
            self.broken = true;
            return Err(cut_off());
        }
        self.left -= read as u64;
        Ok(read)
    }
}

impl Said {
    /// Adds what a pax header says.
    fn extend(&mut self, data: &[u8]) {
        for (key, value) in PaxExtensions::new(data).flatten().filter_map(|e| Some((e.key().ok()?, e.value_bytes()))) {
            match key {
                "path" => self.name = Some(value.to_vec()),
                "size" => self.size = str::from_utf8(value).ok().and_then(|text| text.parse().ok()),
                _ => self.sparse |= key.starts_with("GNU.sparse."),
            }
        }
    }
}

/// Does a header of this kind only say something of the next one?
fn is_about_next(kind: EntryType) -> bool {
    matches!(kind, EntryType::GNULongName | EntryType::GNULongLink | EntryType::XHeader | EntryType::XGlobalHeader)
}

/// Is a header of this kind followed by as many bytes as it says? Those of links and folders may say so and are not.
fn has_data(kind: EntryType) -> bool {
    let without =
        [EntryType::Link, EntryType::Symlink, EntryType::Char, EntryType::Block, EntryType::Directory, EntryType::Fifo];
    !without.contains(&kind)
}

/// Is its checksum right?
fn is_sound(header: &Header) -> bool {
    const SUM: std::ops::Range<usize> = 148..156;
    let byte = |(at, &b): (usize, &u8)| u32::from(if SUM.contains(&at) { b' ' } else { b });
    header.cksum().is_ok_and(|sum| sum == header.as_bytes().iter().enumerate().map(byte).sum::<u32>())
}

fn until_nul(mut name: Vec<u8>) -> Vec<u8> {
    name.truncate(name.iter().position(|&b| b == 0).unwrap_or(name.len()));
    name
}

/// Reads until the buffer is full or nothing more comes.
fn fill(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut at = 0;
    while at < buffer.len() {
        match retry(|| reader.read(&mut buffer[at..]))? {
            0 => break,
            read => at += read,
        }
    }
    Ok(at)
}

fn cut_off() -> io::Error {
    let text = "the tar archive ends too early: get the whole file, what there is was read";
    io::Error::new(ErrorKind::UnexpectedEof, text)
}

fn corrupt() -> io::Error {
    invalid("a header of the tar archive is corrupt: get a sound copy, members before it were read".to_owned())
}

/// A member of a tar, readable while its turn lasts.
struct OnTape {
    tape: Arc<Mutex<Tape>>,
    turn: u64,
}

impl Read for OnTape {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut tape = lock(&self.tape);
        if tape.turn != self.turn {
            return Err(io::Error::other("the member was passed over"));
        }
        tape.read(buffer)
    }
}

fn lock(tape: &Mutex<Tape>) -> MutexGuard<'_, Tape> {
    tape.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
