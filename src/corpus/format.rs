//! What a file holds: known by its head, or by its name, or as asked. A line of the table is a format.

use std::fmt;
use std::path::Path;
use std::sync::Arc;

use super::decode::Source;
use super::readers::{Opened, Reader};
use super::{Document, Problem};

/// How much of a file is looked at to know what it is.
pub const HEAD: usize = 8 << 10;

/// A file's text, or its records.
pub enum Content {
    /// One document.
    Text(Arc<Document>, Source),
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
    /// Opens a file that does.
    pub open: fn(Opened) -> Result<Content, Problem>,
}

/// A file is a document.
pub const TEXT: &Format = &Format { name: "text", extensions: &[], is: |_| false, open: text };

/// All formats; a file is of the first that knows its head or name, else it is text.
pub const FORMATS: &[&Format] = &[TEXT];

impl fmt::Debug for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// The format of a file that begins so.
#[must_use]
pub fn of(head: &[u8], path: &Path) -> &'static Format {
    let extension = path.extension().map(|e| e.to_string_lossy().to_lowercase());
    let named = |format: &Format| extension.as_ref().is_some_and(|e| format.extensions.contains(&e.as_str()));
    FORMATS.iter().find(|format| (format.is)(head) || named(format)).unwrap_or(&TEXT)
}

/// May what begins so become something else than text?
#[must_use]
pub fn is_undecided(head: &[u8]) -> bool {
    /// What files begin with that are not plain text: byte order marks, compressions and formats.
    const BEGINNINGS: [&[u8]; 3] = [b"\xEF\xBB\xBF", b"\xFF\xFE", b"\xFE\xFF"];
    head.is_empty() || BEGINNINGS.iter().any(|whole| head.len() < whole.len() && whole.starts_with(head))
}

fn text(opened: Opened) -> Result<Content, Problem> {
    Ok(Content::Text(opened.file, opened.source))
}
