//! Which parts of a record are wanted, whatever its format.

use std::borrow::Cow;

use crate::corpus::Records;

/// How many names a message lists.
const LISTED: usize = 12;

/// What a field of a record is for. It may serve several ends, or none.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Role {
    /// Is it the text?
    pub text: bool,
    /// Is it the name of the document?
    pub id: bool,
    /// Its place among the wanted fields.
    pub wanted: Option<usize>,
}

impl Role {
    /// That of the field of this name.
    #[must_use]
    pub fn of(name: &str, records: &Records) -> Self {
        Self {
            text: records.text == name,
            id: records.id == name,
            wanted: records.fields.iter().position(|field| field == name),
        }
    }
}

/// The wanted fields that a record has, by name, in the order in which they are wanted.
#[must_use]
pub fn named(values: Vec<Option<String>>, records: &Records) -> Vec<(String, String)> {
    let pairs = records.fields.iter().zip(values);
    pairs.filter_map(|(name, value)| Some((name.clone(), value?))).collect()
}

/// What a record without its text is told, and the names of the fields that it has instead.
#[must_use]
pub fn missing(part: &str, records: &Records, names: &[impl AsRef<str>]) -> String {
    let (text, rest) = (&records.text, if names.len() > LISTED { ", …" } else { "" });
    let names: Vec<&str> = names.iter().take(LISTED).map(AsRef::as_ref).collect();
    let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    one_line(&format!("has no {part} {text} (it has: {names}{rest}): name the right one with --text-field"))
}

/// What a record is told whose text is something else.
#[must_use]
pub fn no_text(part: &str, records: &Records, held: &str) -> String {
    let text = &records.text;
    one_line(&format!("{part} {text} holds {held}, not text: repair it, or name another with --text-field"))
}

/// Without anything that would break a line of stderr.
#[must_use]
pub fn one_line(message: &str) -> String {
    message.replace(char::is_control, "\u{FFFD}")
}

/// As UTF-8, and how many replacement characters that took.
#[must_use]
pub fn mend(bytes: &[u8]) -> (Cow<'_, str>, u64) {
    if let Ok(text) = simdutf8::basic::from_utf8(bytes) {
        return (Cow::Borrowed(text), 0);
    }
    let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    (Cow::Owned(String::from_utf8_lossy(bytes).into_owned()), broken as u64)
}

/// The replacement characters in a text.
#[must_use]
pub fn replaced(bytes: &[u8]) -> u64 {
    memchr::memmem::find_iter(bytes, "\u{FFFD}").count() as u64
}

/// What tests of readers are made of.
#[cfg(test)]
pub(super) mod sample {
    use std::io::{self, Cursor, Read};
    use std::path::Path;
    use std::sync::Arc;

    use encoding_rs::Encoding;

    use super::super::{Batch, Opened, Reader};
    use crate::corpus::decode::Source;
    use crate::corpus::{Document, Input, Records};

    pub fn document() -> Document {
        let (number, path) = (3, Path::new("file").into());
        Document { number, path, ..Document::default() }
    }

    pub fn opened(bytes: &[u8], records: Records) -> Opened {
        from(Cursor::new(bytes.to_vec()), None, records)
    }

    pub fn encoded(bytes: &[u8], encoding: &'static Encoding) -> Opened {
        from(Cursor::new(bytes.to_vec()), Some(encoding), Records::default())
    }

    /// A file that cannot be read beyond these bytes.
    pub fn failing(bytes: &[u8]) -> Opened {
        from(Cursor::new(bytes.to_vec()).chain(Failing), None, Records::default())
    }

    fn from(reader: impl Read + Send + 'static, encoding: Option<&'static Encoding>, records: Records) -> Opened {
        let source = Source::new(Box::new(reader), Vec::new(), encoding);
        Opened {
            file: Arc::new(document()),
            source,
            input: Arc::new(Input { records, ..Input::default() }),
            is_file: false,
        }
    }

    struct Failing;

    impl Read for Failing {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("the disk is gone"))
        }
    }

    /// Reads all in chunks of this length, the last one first, and joins them.
    pub fn read(mut reader: Box<dyn Reader>, length: usize) -> Batch {
        let mut chunks = Vec::new();
        while let Some(chunk) = reader.next(length) {
            chunks.push(chunk);
        }
        let make = |chunk: super::super::Chunk| {
            let mut batch = Batch::default();
            chunk(&mut batch);
            batch
        };
        let mut batches: Vec<Batch> = chunks.into_iter().rev().map(make).collect();
        let mut whole = Batch::default();
        while let Some(batch) = batches.pop() {
            let start = whole.text.len();
            whole.text.extend(batch.text);
            whole.records.extend(batch.records.into_iter().map(|mut record| {
                record.text = record.text.start + start..record.text.end + start;
                record
            }));
            whole.problems.extend(batch.problems);
        }
        whole
    }

    pub fn texts(batch: &Batch) -> Vec<&str> {
        let text = |at: std::ops::Range<usize>| std::str::from_utf8(&batch.text[at]).unwrap();
        batch.records.iter().map(|record| text(record.text.clone())).collect()
    }

    pub fn messages(batch: &Batch) -> Vec<&str> {
        batch.problems.iter().map(|problem| problem.message.as_str()).collect()
    }

    pub fn pairs(fields: &[(&str, &str)]) -> Vec<(String, String)> {
        fields.iter().map(|&(name, value)| (name.to_owned(), value.to_owned())).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_bytes_are_replaced_and_counted() {
        assert_eq!(mend("سلام".as_bytes()), (Cow::Borrowed("سلام"), 0));
        let (text, broken) = mend(b"a\xD8 b\xFF\xFF");
        assert_eq!((&*text, broken), ("a\u{FFFD} b\u{FFFD}\u{FFFD}", 3));
        assert_eq!(replaced(text.as_bytes()), 3);
    }

    #[test]
    fn a_message_stays_on_its_line_and_short() {
        let records = Records::default();
        assert_eq!(
            missing("field", &records, &["a\nb", "c"]),
            "has no field text (it has: a\u{FFFD}b, c): name the right one with --text-field"
        );
        assert!(missing("field", &records, &["a"; 13]).contains("a, …)"));
        assert!(missing("field", &records, &[""; 0]).contains("(it has: none)"));
    }
}
