//! What a file holds: known by its head, or by its name, or as asked. A line of the table is a format.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use encoding_rs::Encoding;

use super::decode::Source;
#[cfg(feature = "parquet")]
use super::readers::parquet;
use super::readers::{Opened, Reader, conllu, csv, html, jsonl, openiti, split, wet};
use super::{Document, Problem, Severity};

/// How much of a file is looked at to know what it is.
pub const HEAD: usize = 8 << 10;

/// A file's text, or its records.
pub enum Content {
    /// One document, and what is to be told of it.
    Text(Arc<Document>, Box<Source>, Option<Problem>),
    /// Many, or one that is parsed at once.
    Records(Box<dyn Reader>),
}

/// A format of documents.
pub struct Format {
    /// As it is called.
    pub name: &'static str,
    /// The ends of names that it goes by.
    extensions: &'static [&'static str],
    /// Does a file that begins so hold it?
    is: fn(&[u8]) -> bool,
    /// What is it made of?
    pub kind: Kind,
    /// Opens a file that does.
    pub open: fn(Opened) -> Result<Content, Problem>,
}

/// What a file is made of.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// Text that is cut as it stands.
    Plain,
    /// Text with marks around it, in some encoding.
    Marked,
    /// The same, in an encoding that the file itself may name.
    Named(fn(&[u8]) -> Option<&'static Encoding>),
    /// Bytes.
    Binary,
}

/// A file is a document.
pub const TEXT: &Format =
    &Format { name: "text", extensions: &[], is: |_| false, kind: Kind::Plain, open: |opened| Ok(text(opened)) };

/// All others; a file is of the first that knows its head, else of the one that knows its name, else it is text.
pub const FORMATS: &[&Format] = &[
    &Format { name: "openiti", extensions: &[], is: openiti::is, kind: Kind::Marked, open: open_openiti },
    &Format { name: "wet", extensions: &[], is: wet::is, kind: Kind::Binary, open: |o| records(wet::open(o)) },
    &Format {
        name: "html",
        extensions: &[],
        is: html::is,
        kind: Kind::Named(html::charset),
        open: |o| records(html::open(o)),
    },
    &Format {
        name: "parquet",
        extensions: &["parquet"],
        is: |head| head.starts_with(b"PAR1"),
        kind: Kind::Binary,
        open: open_parquet,
    },
    &Format {
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        is: |_| false,
        kind: Kind::Marked,
        open: |o| records(jsonl::open(o)),
    },
    &Format {
        name: "csv",
        extensions: &["csv"],
        is: |_| false,
        kind: Kind::Marked,
        open: |o| records(csv::open(o, b',')),
    },
    &Format {
        name: "tsv",
        extensions: &["tsv", "tab"],
        is: |_| false,
        kind: Kind::Marked,
        open: |o| records(csv::open(o, b'\t')),
    },
    &Format {
        name: "conllu",
        extensions: &["conllu"],
        is: |_| false,
        kind: Kind::Marked,
        open: |o| records(conllu::open(o)),
    },
];

impl Format {
    /// Is it text that is cut as it stands?
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self.kind, Kind::Plain)
    }
}

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The format of a file that begins so.
#[must_use]
pub fn of(head: &[u8], path: &Path) -> &'static Format {
    let extension = extension(path);
    let named = |format: &&&Format| format.extensions.contains(&extension.as_str());
    let by_head = FORMATS.iter().find(|format| (format.is)(head));
    by_head.or_else(|| FORMATS.iter().find(named)).copied().unwrap_or(TEXT)
}

/// The end of a name, without that of a compression.
fn extension(path: &Path) -> String {
    let of = |path: &Path| path.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    match of(path).as_str() {
        "gz" | "bz2" | "xz" | "zst" => path.file_stem().map(|stem| of(Path::new(stem))).unwrap_or_default(),
        other => other.to_owned(),
    }
}

/// May what begins so still be something else than text?
#[must_use]
pub fn is_undecided(head: &[u8]) -> bool {
    /// What files begin with that are not plain text: byte order marks, compressions, archives and formats.
    const BEGINNINGS: [&[u8]; 13] = [
        b"\xEF\xBB\xBF",
        b"\xFF\xFE",
        b"\xFE\xFF",
        b"\x1F\x8B",
        b"BZh",
        b"\xFD7zXZ\0",
        b"\x28\xB5\x2F\xFD",
        b"PK\x03\x04",
        b"PAR1",
        b"######OpenITI#",
        b"WARC/",
        b"<!doctype html",
        b"<html",
    ];
    let may_be = |whole: &&[u8]| head.len() < whole.len() && whole[..head.len()].eq_ignore_ascii_case(head);
    // The head of a tar is a name, and NULs up to its mark.
    let may_be_tar = head.contains(&0) && head.len() < 512;
    BEGINNINGS.iter().any(may_be) || may_be_tar
}

fn records(reader: Box<dyn Reader>) -> Result<Content, Problem> {
    Ok(Content::Records(reader))
}

fn text(opened: Opened) -> Content {
    let Opened { file, source, input, .. } = opened;
    let source = source.changed(&input);
    match &input.split {
        Some(split) => {
            let split = split.clone();
            Content::Records(split::open(Opened { file, source, input, is_file: false }, split))
        }
        None => Content::Text(file, Box::new(source), None),
    }
}

fn open_openiti(opened: Opened) -> Result<Content, Problem> {
    let Opened { file, mut source, input, .. } = opened;
    let mut begun = Vec::new();
    let io = |error| Problem::io(file.number, &file.path, &error);
    let header = openiti::Header::read(&mut source, &mut begun).map_err(io)?;
    let untold = header.is_none().then(|| {
        let what = "has no line #META#Header#End#: its header was counted as text";
        Problem::new(file.number, Severity::Skipped, &file.path, what)
    });
    let header = header.unwrap_or_default();
    let value = |name: &String| header.get(name).map(|value| (name.clone(), value.to_owned()));
    let fields = input.records.fields.iter().filter_map(value).collect();
    let document = Arc::new(Document { fields, ..(*file).clone() });
    let source = source.going_on(begun).cleaned(openiti::Body::default());
    match text(Opened { file: document, source, input, is_file: false }) {
        Content::Text(document, source, _) => Ok(Content::Text(document, source, untold)),
        split @ Content::Records(_) => Ok(split),
    }
}

#[cfg(feature = "parquet")]
fn open_parquet(opened: Opened) -> Result<Content, Problem> {
    let (document, input) = (Arc::clone(&opened.file), Arc::clone(&opened.input));
    records(parquet::open(opened.into_file()?, document, input)?)
}

#[cfg(not(feature = "parquet"))]
fn open_parquet(opened: Opened) -> Result<Content, Problem> {
    let what = "is Parquet, which this kalim was built without: use one with the feature parquet";
    Err(Problem::new(opened.file.number, Severity::Unreadable, &opened.file.path, what))
}
