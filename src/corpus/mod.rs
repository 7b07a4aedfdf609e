//! Which files, which bytes, which encoding: from what the user typed to documents of UTF-8 bytes.

pub mod archive;
pub mod charset;
pub mod compression;
pub mod decode;
pub mod feed;
pub mod format;
pub mod left_out;
pub mod piece;
pub mod readers;
pub mod selection;
pub mod stream;
pub mod walk;

use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use glob::{MatchOptions, Pattern};

use charset::Charset;
use compression::Limit;
use format::Format;
use left_out::{LeftOut, Repeats};
use readers::split::Split;
use selection::Selection;

/// Bytes by which an encoding is guessed.
const GUESSED: usize = 64 << 10;

/// Where the text comes from.
#[derive(Clone, Debug)]
pub struct Input {
    /// Files, folders, and `-` for stdin, in the order given.
    pub paths: Vec<PathBuf>,
    /// Are symlinked folders followed in a walk?
    pub follow: bool,
    /// Which files of a folder are read.
    pub globs: Globs,
    /// How the encoding of files without a byte order mark is found.
    pub charset: Charset,
    /// How much compressed files may expand.
    pub limit: Limit,
    /// The length of the pieces in which large files are read. No count depends on it.
    pub piece: u64,
    /// The format of the files; if not given, each tells its own.
    pub format: Option<&'static Format>,
    /// Where texts are split into documents.
    pub split: Option<Split>,
    /// Does only a blank line end a paragraph?
    pub join_lines: bool,
    /// Do entities become what they stand for?
    pub decode_entities: bool,
    /// How records are understood.
    pub records: Records,
    /// Which documents are read.
    pub selection: Selection,
    /// What the user wants left out: lines like these, and what repeats.
    pub excluded: Vec<String>,
    /// See there.
    pub repeats: Option<Repeats>,
    /// What is left out for that, once it was found.
    pub left_out: Arc<LeftOut>,
    /// What standard input holds, if it was put aside to be read more than once.
    pub stdin: Option<Arc<File>>,
    /// Where temporary files are made, if not in the folder of the system.
    pub temp: Option<PathBuf>,
}

/// Which parts of a record are what.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Records {
    /// The field with the text.
    pub text: String,
    /// The field with the name of the document.
    pub id: String,
    /// Fields that are wanted beside them.
    pub fields: Vec<String>,
    /// The column of CoNLL-U that is counted.
    pub layer: Layer,
}

impl Default for Records {
    fn default() -> Self {
        Self { text: "text".to_owned(), id: "id".to_owned(), fields: Vec::new(), layer: Layer::Form }
    }
}

/// A column of CoNLL-U.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Layer {
    /// The word as it is written.
    Form,
    /// Its lemma.
    Lemma,
    /// Its part of speech in the universal tag set.
    Upos,
}

impl Default for Input {
    fn default() -> Self {
        Self {
            paths: Vec::new(),
            follow: false,
            globs: Globs::default(),
            charset: Charset::Utf8,
            limit: Limit::default(),
            piece: piece::PIECE,
            format: None,
            split: None,
            join_lines: false,
            decode_entities: false,
            records: Records::default(),
            selection: Selection::default(),
            excluded: Vec::new(),
            repeats: None,
            left_out: Arc::default(),
            stdin: None,
            temp: None,
        }
    }
}

impl Input {
    /// The length of a piece in memory.
    #[must_use]
    pub fn step(&self) -> usize {
        usize::try_from(self.piece).unwrap_or(usize::MAX)
    }

    /// How much of a file is looked at to know what it is.
    fn head(&self) -> usize {
        if self.charset == Charset::Auto { GUESSED } else { format::HEAD }
    }

    /// Is text not taken as it stands?
    fn changes_text(&self) -> bool {
        self.split.is_some() || self.join_lines || self.decode_entities || self.selects_lines()
    }

    /// May lines be left out? Then all readings cut files at the same places.
    fn selects_lines(&self) -> bool {
        !self.excluded.is_empty() || self.repeats == Some(Repeats::Lines)
    }

    /// Is the document read at all?
    fn admits(&self, document: &Document) -> bool {
        self.selection.admits(document) && !self.left_out.has(document)
    }

    /// A temporary file of what cannot be read in order, or more than once.
    ///
    /// # Errors
    /// If it cannot be read or written.
    pub fn spool(&self, mut reader: impl Read) -> io::Result<File> {
        let mut file = match &self.temp {
            Some(folder) => tempfile::tempfile_in(folder),
            None => tempfile::tempfile(),
        }?;
        io::copy(&mut reader, &mut file)?;
        file.rewind()?;
        Ok(file)
    }

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

/// A file, stdin, or a record of either.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// The place of its file in the corpus, from 0; a file given twice has two.
    pub number: u32,
    /// Which member of an archive it is, from 1; 0 if it is none.
    pub member: u32,
    /// Which record of the file it is, from 1; 0 if it is all of the file.
    pub record: u64,
    /// What it is called, if it says so itself.
    pub id: Option<String>,
    /// The wanted fields that it has, by name.
    pub fields: Vec<(String, String)>,
    /// As given; that of a member of an archive is `archive.zip!member`.
    pub path: Arc<Path>,
    /// Was it named by the user, not met in a walk?
    pub named: bool,
    /// Its length when it was found, if it has one.
    pub size: Option<u64>,
}

impl Default for Document {
    fn default() -> Self {
        let path = Arc::from(Path::new(STDIN));
        Self { number: 0, member: 0, record: 0, id: None, fields: Vec::new(), path, named: true, size: None }
    }
}

impl Document {
    /// Its place in the corpus.
    #[must_use]
    pub fn place(&self) -> (u32, u32, u64) {
        (self.number, self.member, self.record)
    }

    /// Its name in reports.
    #[must_use]
    pub fn name(&self) -> String {
        let path = self.path.to_string_lossy();
        match (&self.id, self.record) {
            (Some(id), _) => id.clone(),
            (None, 0) => path.into_owned(),
            (None, record) => format!("{path}:{record}"),
        }
    }

    /// Is it stdin?
    #[must_use]
    pub fn is_stdin(&self) -> bool {
        *self.path == *Path::new(STDIN)
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
    /// The file, or the one that would have come next, its member and its record.
    pub place: (u32, u32, u64),
    /// How bad it is.
    pub severity: Severity,
    /// One line: what and where, and what to do.
    pub message: String,
}

impl Problem {
    fn new(file: u32, severity: Severity, path: &Path, what: &str) -> Self {
        let name = path.to_string_lossy().replace(char::is_control, "\u{FFFD}");
        Self { place: (file, 0, 0), severity, message: format!("{name}: {what}") }
    }

    /// That of a record, or of a place between records: `position` is such as "line 812".
    #[must_use]
    pub fn in_file(file: &Document, record: u64, position: &str, what: &str) -> Self {
        let problem = Self::new(file.number, Severity::Unreadable, &file.path, &format!("{position}: {what}"));
        Self { place: (file.number, file.member, record), ..problem }
    }

    /// That of an error of the file system.
    #[must_use]
    pub fn io(file: u32, path: &Path, error: &std::io::Error) -> Self {
        Self::new(file, Severity::Unreadable, path, &explain(error))
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
        // These come from what decompresses, and say all.
        ErrorKind::UnexpectedEof | ErrorKind::InvalidData | ErrorKind::FileTooLarge => error.to_string(),
        _ => {
            let text = error.to_string();
            let text = text.split(" (os error").next().unwrap_or_default();
            format!("could not be read ({text}): check the disk, or leave it out")
        }
    }
}
