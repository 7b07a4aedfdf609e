//! Which files, which bytes, which encoding: from what the user typed to documents of UTF-8 bytes.

pub mod decode;
pub mod feed;
pub mod piece;
pub mod walk;

use std::path::{Path, PathBuf};

use encoding_rs::Encoding;
use glob::{MatchOptions, Pattern};

/// Where the text comes from.
#[derive(Clone, Debug)]
pub struct Input {
    /// Files, folders, and `-` for stdin, in the order given.
    pub paths: Vec<PathBuf>,
    /// Are symlinked folders followed in a walk?
    pub follow: bool,
    /// Which files of a folder are read.
    pub globs: Globs,
    /// The encoding of files without a byte order mark; UTF-8 if not given.
    pub encoding: Option<&'static Encoding>,
    /// The length of the pieces in which large files are read. No count depends on it.
    pub piece: u64,
}

impl Default for Input {
    fn default() -> Self {
        Self { paths: Vec::new(), follow: false, globs: Globs::default(), encoding: None, piece: piece::PIECE }
    }
}

impl Input {
    /// The bytes of all files, if all are files.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        walk::Walk::new(self.clone()).filter_map(Result::ok).map(|document| document.size).sum()
    }
}

/// Which files of a folder are read: those that match one of `only` (if there is any) and none of `never`.
#[derive(Clone, Debug, Default)]
pub struct Globs {
    /// Patterns to match.
    pub only: Vec<Pattern>,
    /// Patterns not to match.
    pub never: Vec<Pattern>,
}

impl Globs {
    /// Is the file wanted? A pattern without a slash is for the name, one with a slash for the path below the folder.
    #[must_use]
    pub fn admit(&self, below: &Path) -> bool {
        let name = below.file_name().map_or(below, Path::new);
        let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
        let matches = |set: &[Pattern]| {
            set.iter().any(|p| p.matches_path_with(below, options) || p.matches_path_with(name, options))
        };
        (self.only.is_empty() || matches(&self.only)) && !matches(&self.never)
    }
}

/// A file, or stdin.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Its place in the corpus, from 0; a file given twice has two.
    pub number: u32,
    /// As given.
    pub path: PathBuf,
    /// Was it named by the user, not met in a walk?
    pub named: bool,
    /// Its length when it was found, if it has one.
    pub size: Option<u64>,
}

impl Document {
    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> String {
        self.path.to_string_lossy().into_owned()
    }

    /// Is it stdin?
    #[must_use]
    pub fn is_stdin(&self) -> bool {
        self.path == Path::new(STDIN)
    }
}

/// How stdin is written as a path.
pub const STDIN: &str = "-";

/// How bad it is that something could not be read as asked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Severity {
    /// Left out on purpose, as a binary file in a folder: only told.
    Skipped,
    /// Could not be read: told, and the exit code says so.
    Unreadable,
}

/// Something that was not read, or not all of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Problem {
    /// The document, or the one that would have come next.
    pub document: u32,
    /// How bad it is.
    pub severity: Severity,
    /// One line: what and where, and what to do.
    pub message: String,
}

impl Problem {
    fn new(document: u32, severity: Severity, path: &Path, what: &str) -> Self {
        let name = path.to_string_lossy().replace(char::is_control, "\u{FFFD}");
        Self { document, severity, message: format!("{name}: {what}") }
    }

    /// That of an error of the file system.
    #[must_use]
    pub fn io(document: u32, path: &Path, error: &std::io::Error) -> Self {
        Self::new(document, Severity::Unreadable, path, &explain(error))
    }
}

/// What an error of the file system means and what to do.
fn explain(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "no such file or folder: check the path".to_owned(),
        ErrorKind::PermissionDenied => "no permission to read: change its rights or leave it out".to_owned(),
        ErrorKind::NotADirectory => "a part of the path is no folder: check the path".to_owned(),
        ErrorKind::IsADirectory => "is a folder where a file was expected".to_owned(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            format!("could not be read ({text}): check the disk, or leave it out")
        }
    }
}
