//! JSON Lines: each line is an object, and one of its fields the text.
//!
//! The fields that are wanted are taken as they pass; whatever else a line holds is skipped without being built.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::error::Category;
use serde_json::value::RawValue;

use super::faults::{Faults, Kind, Place};
use super::fields::{self, Role};
use super::{Batch, Chunk, Lines, Opened, Reader, Record};
use crate::corpus::{Document, Input, Problem, Records};

/// No line is longer.
const LONGEST: usize = 256 << 20;

/// Reads a file as JSON Lines.
#[must_use]
pub fn open(opened: Opened) -> Box<dyn Reader> {
    let Opened { file, source, input, .. } = opened;
    Box::new(Jsonl { file, input, lines: Lines::new(source).no_longer_than(LONGEST), line: 0, record: 0 })
}

struct Jsonl {
    file: Arc<Document>,
    input: Arc<Input>,
    lines: Lines,
    /// Lines and records handed out.
    line: u64,
    record: u64,
}

impl Reader for Jsonl {
    fn next(&mut self, length: usize) -> Option<Chunk> {
        let (bytes, error) = self.lines.next(length)?;
        let part = Part {
            file: Arc::clone(&self.file),
            input: Arc::clone(&self.input),
            before: Place { record: self.record, line: self.line },
            decoded: self.lines.source().replacements() > 0,
            bytes,
            error,
        };
        for line in lines(&part.bytes) {
            self.line += 1;
            self.record += u64::from(!is_blank(&part.bytes[line]));
        }
        Some(Box::new(move |batch| part.read(batch)))
    }
}

/// Where the lines are, with their ends.
fn lines(bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
    let last = (!bytes.is_empty() && !bytes.ends_with(b"\n")).then_some(bytes.len());
    let ends = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1).chain(last);
    let mut start = 0;
    ends.map(move |end| std::mem::replace(&mut start, end)..end)
}

/// Is there nothing but what JSON holds for white space?
fn is_blank(line: &[u8]) -> bool {
    line.iter().all(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n'))
}

/// Some lines of a file.
struct Part {
    file: Arc<Document>,
    input: Arc<Input>,
    /// The last record and line before.
    before: Place,
    /// Has decoding put replacement characters in?
    decoded: bool,
    bytes: Vec<u8>,
    /// What ended the file behind them.
    error: Option<io::Error>,
}

impl Part {
    fn read(self, batch: &mut Batch) {
        let mut faults = Faults::new("line");
        let mut place = self.before;
        batch.text.reserve(self.bytes.len());
        // Sound text is proved so at once, broken text line by line.
        let sound = simdutf8::basic::from_utf8(&self.bytes).ok();
        for range in lines(&self.bytes) {
            let line = &self.bytes[range.clone()];
            place.line += 1;
            if is_blank(line) {
                continue;
            }
            place.record += 1;
            // What is wrong with a line that was cut off by an error is the error.
            let cut = self.error.is_some() && !line.ends_with(b"\n");
            let sound = sound.map(|text| &text[range]);
            match self.read_line(line, sound, place.record, batch) {
                Err(wrong) if !cut => faults.add(wrong.kind(), place, || wrong.what(line, &self.input.records)),
                _ => {}
            }
        }
        faults.tell(&self.file, batch);
        batch.problems.extend(self.error.map(|error| Problem::io(self.file.number, &self.file.path, &error)));
    }

    /// Adds the document of a line.
    fn read_line(&self, line: &[u8], sound: Option<&str>, number: u64, batch: &mut Batch) -> Result<(), Wrong> {
        if line.len() > LONGEST {
            return Err(Wrong::TooLong);
        }
        let records = &self.input.records;
        let (text, mut replacements) = sound.map_or_else(|| fields::mend(line), |text| (Cow::Borrowed(text), 0));
        let mended;
        let found = match parse(&text, records) {
            Ok(found) => found,
            Err(error) => {
                let (text, lone) = mend_escapes(&text).ok_or(Wrong::Json(error))?;
                (mended, replacements) = (text, replacements + lone);
                parse(&mended, records).map_err(Wrong::Json)?
            }
        };
        let content = match found.text {
            Text::Is(content) => content,
            Text::Other(held) => return Err(Wrong::NoText(held)),
            Text::Missing => return Err(Wrong::NoField),
        };
        if self.decoded {
            replacements += fields::replaced(line);
        }
        let record = Record {
            number,
            id: found.id.filter(|id| !id.is_empty()),
            fields: fields::named(found.fields, records),
            bytes: line.len() as u64,
            replacements,
            ..Record::default()
        };
        batch.push(record, content.as_bytes());
        Ok(())
    }
}

/// What is wrong with a line.
enum Wrong {
    Json(serde_json::Error),
    TooLong,
    NoField,
    /// The field with the text holds something else.
    NoText(&'static str),
}

impl Wrong {
    fn kind(&self) -> Kind {
        match self {
            Self::Json(_) | Self::TooLong => Kind::Broken,
            Self::NoField | Self::NoText(_) => Kind::Textless,
        }
    }

    fn what(&self, line: &[u8], records: &Records) -> String {
        match self {
            Self::Json(error) if error.classify() == Category::Data => {
                "is no JSON object: repair it or leave it out".to_owned()
            }
            Self::Json(error) => {
                let text = error.to_string();
                let reason = text.rsplit_once(" at line ").map_or(&*text, |(reason, _)| reason);
                let column = error.column();
                fields::one_line(&format!("is no valid JSON ({reason} at byte {column}): repair it or leave it out"))
            }
            Self::TooLong => format!("is longer than {} MiB: split it or leave it out", LONGEST >> 20),
            Self::NoField => fields::missing("field", records, &names(line)),
            Self::NoText(held) => fields::no_text("field", records, held),
        }
    }
}

/// The names of the fields of a line.
fn names(line: &[u8]) -> Vec<String> {
    let line = String::from_utf8_lossy(line);
    let fields: BTreeMap<String, IgnoredAny> = serde_json::from_str(&line).unwrap_or_default();
    fields.into_keys().collect()
}

/// Writes U+FFFD for each escaped half of a surrogate pair without its other half, and counts them; nothing if there is none.
fn mend_escapes(text: &str) -> Option<(String, u64)> {
    let mut mended = String::new();
    let (mut kept, mut at, mut lone) = (0, 0, 0);
    while let Some(slash) = memchr::memchr(b'\\', &text.as_bytes()[at..]) {
        let start = at + slash;
        at = match (escaped(text, start), escaped(text, start + 6)) {
            (Some(0xD800..0xDC00), Some(0xDC00..0xE000)) => start + 12,
            (Some(0xD800..0xE000), _) => {
                mended.push_str(&text[kept..start]);
                mended.push_str("\\ufffd");
                lone += 1;
                kept = start + 6;
                kept
            }
            _ => (start + 2).min(text.len()),
        };
    }
    mended.push_str(&text[kept..]);
    (lone > 0).then_some((mended, lone))
}

/// The code unit that is written as an escape here.
fn escaped(text: &str, at: usize) -> Option<u16> {
    let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
    u16::from_str_radix(digits, 16).ok()
}

/// What is wanted of a line.
struct Found<'t> {
    text: Text<'t>,
    id: Option<String>,
    fields: Vec<Option<String>>,
}

enum Text<'t> {
    Missing,
    /// It is something else.
    Other(&'static str),
    Is(Cow<'t, str>),
}

fn parse<'t>(line: &'t str, records: &Records) -> Result<Found<'t>, serde_json::Error> {
    let mut deserializer = serde_json::Deserializer::from_str(line);
    let found = deserializer.deserialize_map(Object(records))?;
    deserializer.end()?;
    Ok(found)
}

struct Object<'r>(&'r Records);

impl<'t> Visitor<'t> for Object<'_> {
    type Value = Found<'t>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Found<'t>, A::Error> {
        let mut found = Found { text: Text::Missing, id: None, fields: vec![None; self.0.fields.len()] };
        while let Some(role) = map.next_key_seed(Name(self.0))? {
            let value = if role.text {
                found.text = map.next_value_seed(Content)?;
                match &found.text {
                    Text::Is(text) if role.id || role.wanted.is_some() => Some(text.clone().into_owned()),
                    _ => None,
                }
            } else if role == Role::default() {
                map.next_value::<IgnoredAny>()?;
                continue;
            } else {
                written(map.next_value::<&RawValue>()?.get())
            };
            if let Some(place) = role.wanted {
                found.fields[place].clone_from(&value);
            }
            if role.id {
                found.id = value;
            }
        }
        Ok(found)
    }
}

/// A value as text: a string as it is, a number as written, anything with parts without white space between them.
fn written(raw: &str) -> Option<String> {
    match raw.as_bytes().first()? {
        b'n' => None,
        b'"' => {
            let mended = || serde_json::from_str(&mend_escapes(raw)?.0).ok();
            serde_json::from_str(raw).ok().or_else(mended)
        }
        b'{' | b'[' => Some(compact(raw)),
        _ => Some(raw.to_owned()),
    }
}

fn compact(raw: &str) -> String {
    let (mut quoted, mut escaped) = (false, false);
    let keep = |sign: &char| {
        quoted ^= *sign == '"' && !escaped;
        escaped = *sign == '\\' && !escaped;
        quoted || !matches!(sign, ' ' | '\t' | '\r' | '\n')
    };
    raw.chars().filter(keep).collect()
}

/// The name of a field, of which only its role is kept.
struct Name<'r>(&'r Records);

impl<'t> DeserializeSeed<'t> for Name<'_> {
    type Value = Role;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Role, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name<'_> {
    type Value = Role;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Role, E> {
        Ok(Role::of(name, self.0))
    }
}

/// The value of the field with the text.
struct Content;

impl<'t> DeserializeSeed<'t> for Content {
    type Value = Text<'t>;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Text<'t>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for Content {
    type Value = Text<'t>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_borrowed_str<E>(self, text: &'t str) -> Result<Text<'t>, E> {
        Ok(Text::Is(Cow::Borrowed(text)))
    }

    fn visit_str<E>(self, text: &str) -> Result<Text<'t>, E> {
        Ok(Text::Is(Cow::Owned(text.to_owned())))
    }

    fn visit_unit<E>(self) -> Result<Text<'t>, E> {
        Ok(Text::Other("null"))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Text<'t>, E> {
        Ok(Text::Other("true or false"))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Text<'t>, E> {
        Ok(Text::Other("a number"))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Text<'t>, E> {
        Ok(Text::Other("a number"))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Text<'t>, E> {
        Ok(Text::Other("a number"))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut seq: A) -> Result<Text<'t>, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Text::Other("a list"))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Text<'t>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Text::Other("an object"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::fields::sample;
    use super::*;

    fn wanting(fields: &[&str]) -> Records {
        Records { fields: fields.iter().map(|&name| name.to_owned()).collect(), ..Records::default() }
    }

    fn read(text: &str, records: Records) -> Batch {
        let whole = sample::read(open(sample::opened(text.as_bytes(), records.clone())), 1 << 20);
        let cut = sample::read(open(sample::opened(text.as_bytes(), records)), 1);
        assert_eq!((&whole.text, &whole.records), (&cut.text, &cut.records));
        whole
    }

    #[test]
    fn a_line_is_a_document() {
        let lines = "{\"text\": \"كتب\", \"id\": \"أ\"}\n\n{\"n\": [1, {}], \"text\":\"b\\n\\u0643\"}\r\n \n{\"id\": 7, \"text\": \"\"}";
        let batch = read(lines, Records::default());
        assert_eq!(sample::texts(&batch), ["كتب", "b\nك", ""]);
        let ids: Vec<Option<&str>> = batch.records.iter().map(|record| record.id.as_deref()).collect();
        assert_eq!(ids, [Some("أ"), None, Some("7")]);
        let numbers: Vec<u64> = batch.records.iter().map(|record| record.number).collect();
        assert_eq!(numbers, [1, 2, 3]);
        let bytes: Vec<u64> = batch.records.iter().map(|record| record.bytes).collect();
        assert_eq!(bytes, [31, 36, 21]);
        assert!(batch.problems.is_empty());
    }

    #[test]
    fn wanted_fields_are_kept_as_they_are_written() {
        let line = r#"{"z": 1.50, "text": "t", "big": 123456789012345678901234567890, "no": null, "yes": true, "s": "a \"b\"", "list": [ 1, "x y\\" , {"k" : 2} ], "z": 2.50}"#;
        let batch = read(line, wanting(&["s", "z", "big", "no", "yes", "list", "none", "text"]));
        let expected = [
            ("s", "a \"b\""),
            ("z", "2.50"),
            ("big", "123456789012345678901234567890"),
            ("yes", "true"),
            ("list", r#"[1,"x y\\",{"k":2}]"#),
            ("text", "t"),
        ];
        assert_eq!(batch.records[0].fields, sample::pairs(&expected));
    }

    #[test]
    fn other_names_can_be_given() {
        let records = Records { text: "body".to_owned(), id: "key".to_owned(), ..Records::default() };
        let batch = read("{\"key\":\"k\",\"text\":1,\"b\\u006fdy\":\"ب\"}\n", records);
        assert_eq!((sample::texts(&batch), batch.records[0].id.as_deref()), (vec!["ب"], Some("k")));
    }

    #[test]
    fn what_is_no_record_is_told_and_keeps_its_number() {
        let batch = read("{\"text\": \"a\n\n[1]\n{\"text\": \"b\"} x\n{\"text\": \"c\"}\n", Records::default());
        assert_eq!((sample::texts(&batch), batch.records[0].number), (vec!["c"], 4));
        assert_eq!(
            sample::messages(&batch),
            [
                "file: line 1: is no valid JSON (control character (\\u0000-\\u001F) found while parsing a string at byte 0): repair it or leave it out",
                "file: line 3: is no JSON object: repair it or leave it out",
                "file: line 4: is no valid JSON (trailing characters at byte 15): repair it or leave it out",
            ]
        );
        assert_eq!(batch.problems[2].place, (3, 0, 3));
    }

    #[test]
    fn a_record_without_text_is_told_once_with_the_names_it_has() {
        let lines = "{\"text\":\"a\"}\n{\"title\":\"b\",\"body\":\"c\"}\n{\"text\":null}\n{}\n";
        let batch = read(lines, Records::default());
        assert_eq!(batch.records.len(), 1);
        assert_eq!(
            sample::messages(&batch),
            ["file: line 2 and 2 more: has no field text (it has: body, title): name the right one with --text-field"]
        );
        for (value, held) in [
            ("null", "null"),
            ("1", "a number"),
            ("false", "true or false"),
            ("[\"a\", []]", "a list"),
            ("{\"a\":1}", "an object"),
        ] {
            let batch = read(&format!("{{\"text\": {value}}}"), Records::default());
            let what = format!("field text holds {held}, not text: repair it, or name another with --text-field");
            assert_eq!(sample::messages(&batch), [format!("file: line 1: {what}")]);
        }
    }

    #[test]
    fn broken_text_is_mended_and_counted() {
        let bytes = b"{\"text\": \"a\xFFb\"}\n{\"text\": \"\\ud83d\\ude00 \\ud83d \\\\ud83d\", \"id\": \"\\udc00\"}\n";
        let batch = sample::read(open(sample::opened(bytes, Records::default())), 1);
        assert_eq!(sample::texts(&batch), ["a\u{FFFD}b", "\u{1F600} \u{FFFD} \\ud83d"]);
        assert_eq!(batch.records[1].id.as_deref(), Some("\u{FFFD}"));
        assert_eq!((batch.records[0].replacements, batch.records[1].replacements), (1, 2));
    }

    #[test]
    fn what_decoding_replaced_is_counted_where_it_stands() {
        let bytes = b"{\"text\": \"\xC7\"}\n{\"text\": \"\x81\"}\n";
        let batch = sample::read(open(sample::encoded(bytes, encoding_rs::ISO_8859_6)), 1);
        assert_eq!((batch.records[0].replacements, batch.records[1].replacements), (0, 0));
        let bytes = b"{\"text\": \"\xC7\"}\n{\"text\": \"\xA1\"}\n";
        let batch = sample::read(open(sample::encoded(bytes, encoding_rs::ISO_8859_6)), 1);
        assert_eq!(sample::texts(&batch), ["ا", "\u{FFFD}"]);
        assert_eq!((batch.records[0].replacements, batch.records[1].replacements), (0, 1));
    }

    #[test]
    fn an_error_ends_the_file_behind_what_could_be_read() {
        let batch = sample::read(open(sample::failing(b"{\"text\": \"a\"}\n{\"text\": \"b")), 1 << 20);
        assert_eq!(sample::texts(&batch), ["a"]);
        let messages = sample::messages(&batch);
        assert_eq!(messages.len(), 1);
        assert!(messages[0].starts_with("file: could not be read (the disk is gone)"));
    }
}
