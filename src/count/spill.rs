//! What does not fit into memory goes to temporary files: nameless ones, which the system takes away when the program ends,
//! however it ends.

use std::fs::File;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Where temporary files are made.
#[derive(Clone, Debug)]
pub struct TempFolder(PathBuf);

/// A temporary file that could not be made, written or read.
#[derive(Debug, Error)]
#[error("{}: a temporary file: {source}", folder.display())]
pub struct SpillError {
    /// The folder it is in.
    pub folder: PathBuf,
    /// What the system says.
    pub source: io::Error,
}

impl From<SpillError> for io::Error {
    fn from(error: SpillError) -> Self {
        Self::new(error.source.kind(), error)
    }
}

impl Default for TempFolder {
    fn default() -> Self {
        Self(std::env::temp_dir())
    }
}

impl TempFolder {
    /// This one.
    #[must_use]
    pub fn new(path: PathBuf) -> Self {
        Self(path)
    }

    /// Its path.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// An error in it.
    pub(super) fn error(&self, source: io::Error) -> SpillError {
        SpillError { folder: self.0.clone(), source }
    }
}

/// A temporary file that grows at its end and is read anywhere.
#[derive(Debug)]
pub(super) struct SpillFile {
    folder: TempFolder,
    file: File,
    length: u64,
}

/// A stretch of a file.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) from: u64,
    pub(super) length: u64,
}

impl SpillFile {
    /// A new one, of which nobody can guess a name, because it has none.
    pub(super) fn new(folder: &TempFolder) -> Result<Self, SpillError> {
        let file = tempfile::tempfile_in(folder.path()).map_err(|e| folder.error(e))?;
        Ok(Self { folder: folder.clone(), file, length: 0 })
    }

    /// How long it is.
    pub(super) fn length(&self) -> u64 {
        self.length
    }

    /// Puts bytes at its end.
    pub(super) fn append(&mut self, bytes: &[u8]) -> Result<Stretch, SpillError> {
        self.file.write_all(bytes).map_err(|e| self.folder.error(e))?;
        let stretch = Stretch { from: self.length, length: bytes.len() as u64 };
        self.length += stretch.length;
        Ok(stretch)
    }

    /// Fills the buffer with a stretch.
    pub(super) fn read(&self, stretch: Stretch, buffer: &mut Vec<u8>) -> Result<(), SpillError> {
        let length = usize::try_from(stretch.length).map_err(|e| self.folder.error(io::Error::other(e)))?;
        buffer.resize(length, 0);
        let mut at = At { file: &self.file, offset: stretch.from };
        at.read_exact(buffer).map_err(|e| self.folder.error(e))
    }
}

/// Reads at an offset, whatever others read at the same time.
struct At<'f> {
    file: &'f File,
    offset: u64,
}

impl Read for At<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(self.file, buffer, self.offset)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(self.file, buffer, self.offset)?;
        self.offset += read as u64;
        Ok(read)
    }
}

/// Adds a number, seven bits a byte, the lowest first.
#[inline]
pub(super) fn push_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

/// Takes a number off the front; what is broken or cut off reads as zeros.
#[inline]
pub(super) fn take_number(bytes: &mut &[u8]) -> u64 {
    let (mut number, mut shift) = (0, 0);
    while let Some((&byte, rest)) = bytes.split_first() {
        *bytes = rest;
        number |= u64::from(byte & 0x7F).checked_shl(shift).unwrap_or(0);
        shift += 7;
        if byte < 0x80 {
            break;
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back() {
        let numbers = [0, 1, 127, 128, 300, 1 << 14, u64::from(u32::MAX), u64::MAX];
        let mut bytes = Vec::new();
        numbers.iter().for_each(|&n| push_number(&mut bytes, n));
        let mut rest = &bytes[..];
        assert_eq!(numbers.map(|_| take_number(&mut rest)), numbers);
        assert!(rest.is_empty());
    }

    #[test]
    fn a_file_gives_back_what_it_was_given() {
        let mut file = SpillFile::new(&TempFolder::default()).unwrap();
        let stretches = [&b"one"[..], b"", b"three"].map(|bytes| file.append(bytes).unwrap());
        let mut buffer = Vec::new();
        file.read(stretches[2], &mut buffer).unwrap();
        assert_eq!(buffer, b"three");
        file.read(stretches[0], &mut buffer).unwrap();
        assert_eq!(buffer, b"one");
    }

    #[test]
    fn an_error_names_the_folder() {
        let error = SpillFile::new(&TempFolder::new("/no/such/folder".into())).unwrap_err();
        assert!(error.to_string().starts_with("/no/such/folder: "), "{error}");
    }
}
