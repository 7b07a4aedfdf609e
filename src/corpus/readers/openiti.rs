//! OpenITI mARkdown: a header of metadata, then text with its marks.
//!
//! The marks are those of the corpus' own documentation and tools: paragraphs and lines, headings, pages, milestones, units of
//! biographies and dictionaries, verse, and tags within the text. Only the marks go; headings, notes and what is tagged are text.
//! So is the `¬` of notes, `(¬1)`: it stands in the books as a character of their own, and is no word.

use std::io;

use memchr::memmem;

use super::{Begun, Cleaner, is_blank, without_end};
use crate::corpus::decode::Source;

const MAGIC: &[u8] = b"######OpenITI#";
const META: &[u8] = b"#META#";
const END: &[u8] = b"#META#Header#End#";
/// No header is longer; the longest seen have some hundred kilobytes.
const LONGEST: usize = 1 << 20;
/// What stands for a value that is not known.
const MISSING: [&str; 5] = ["", "NODATA", "NOCODE", "NOTGIVEN", "None"];

/// Does a file begin as one of OpenITI's?
#[must_use]
pub fn is(head: &[u8]) -> bool {
    unmarked(head).trim_ascii_start().starts_with(MAGIC)
}

/// Without a byte order mark, which stands inside of files that were put together.
fn unmarked(text: &[u8]) -> &[u8] {
    text.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(text)
}

/// What the header of a book says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Header {
    /// Fields as they are written, without those whose value is not known.
    pub fields: Vec<(String, String)>,
}

impl Header {
    /// Takes it off the front of a source; what was read beyond it is appended to `text`. Where its end is not found in
    /// the first megabyte there is none, and everything is text.
    ///
    /// # Errors
    /// If reading fails; what was read is text.
    pub fn read(source: &mut Source, text: &mut Vec<u8>) -> io::Result<Option<Self>> {
        let start = text.len();
        loop {
            let more = source.read(text)?;
            let (read, last) = (text.len() - start, !more || text.len() - start > LONGEST);
            if let Some(end) = end(&text[start..][..read.min(LONGEST)], last) {
                let header = Self::parse(&text[start..start + end]);
                text.drain(start..start + end);
                return Ok(Some(header));
            }
            if last {
                return Ok(None);
            }
        }
    }

    /// Of a header's text.
    #[must_use]
    pub fn parse(header: &[u8]) -> Self {
        let text = String::from_utf8_lossy(header);
        let mut fields: Vec<_> = text.lines().filter_map(field).collect();
        if let (Some(from), Some(to)) = (text.find("\n{"), text.rfind("\n}")) {
            fields.extend(object(text.get(from..to + 2).unwrap_or_default()));
        }
        let known = |value: &str| !MISSING.contains(&value);
        fields.retain(|(_, value)| known(value));
        Self { fields }
    }

    /// A field by its name, or by its name without the number before it: `020.BookTITLE` is also `BookTITLE`.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        let find =
            |is: &dyn Fn(&str) -> bool| self.fields.iter().find(|(key, _)| is(key)).map(|(_, value)| value.as_str());
        find(&|key| key.eq_ignore_ascii_case(name)).or_else(|| find(&|key| unnumbered(key).eq_ignore_ascii_case(name)))
    }
}

/// Where the line ends that ends the header, if it is there, and whole or the last of all.
fn end(text: &[u8], last: bool) -> Option<usize> {
    let at = memmem::find_iter(text, END).find(|&at| at == 0 || text[at - 1] == b'\n')? + END.len();
    let line = memchr::memchr(b'\n', &text[at..]).map(|end| at + end + 1);
    line.or(last.then_some(text.len()))
}

/// `#META# key :: value`, or with a single colon.
fn field(line: &str) -> Option<(String, String)> {
    let (key, value) = line.strip_prefix("#META#")?.split_once(':')?;
    let value = value.strip_prefix(':').unwrap_or(value);
    Some((key.trim().to_owned(), value.trim().to_owned()))
}

/// The fields of a header that is an object of JSON, as those of one library are.
fn object(text: &str) -> Vec<(String, String)> {
    let object: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).unwrap_or_default();
    let text = |value: serde_json::Value| match value {
        serde_json::Value::Null => String::new(),
        serde_json::Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    object.into_iter().map(|(key, value)| (key, text(value))).collect()
}

fn unnumbered(key: &str) -> &str {
    match key.split_once('.') {
        Some((number, name)) if number.bytes().all(|b| b.is_ascii_digit()) => name,
        _ => key,
    }
}

/// Makes plain text of what follows the header: a line for each paragraph, heading and line of verse.
#[derive(Default)]
pub struct Body {
    begun: Begun,
    joint: Joint,
}

impl Cleaner for Body {
    fn push(&mut self, text: &[u8], last: bool, out: &mut Vec<u8>) {
        let Self { begun, joint } = self;
        begun.lines(text, last, |line| joint.line(line, out));
        if last {
            joint.end_lines(out);
        }
    }
}

/// What is between the last line that was written and the next one.
#[derive(Default)]
struct Joint {
    /// Line ends that are not written yet, since the next line may go on with this one.
    ends: usize,
    /// Was there any text?
    begun: bool,
}

/// What the beginning of a line says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Plain,
    /// It goes on with the line before, whatever blank lines and pages are between.
    Continued,
    /// It is marked as something, and may have no text at all.
    Tagged,
}

impl Joint {
    fn line(&mut self, line: &[u8], out: &mut Vec<u8>) {
        let (line, ended) = without_end(line);
        if is_metadata(line) {
            return;
        }
        let (role, text) = role(line);
        if role == Role::Plain && is_blank(text) {
            self.ends += usize::from(ended);
            return;
        }
        let before = out.len();
        match role {
            Role::Continued if self.ends > 0 && self.begun => out.push(b' '),
            Role::Continued => {}
            Role::Plain | Role::Tagged => out.resize(before + self.ends, b'\n'),
        }
        let start = out.len();
        let marked = unmark(text, out);
        // One library writes a colon behind the marks of its pages.
        let nothing = is_blank(&out[start..]) || (marked && out[start..].trim_ascii() == b":");
        if nothing && (marked || role != Role::Plain) {
            out.truncate(before);
        } else {
            *self = Self { ends: usize::from(ended), begun: true };
        }
    }

    fn end_lines(&mut self, out: &mut Vec<u8>) {
        out.resize(out.len() + self.ends, b'\n');
        self.ends = 0;
    }
}

/// Is it a line of a header? There are some in files that were put together.
fn is_metadata(line: &[u8]) -> bool {
    let line = unmarked(line);
    line.starts_with(META) || line.starts_with(MAGIC)
}

/// The role of a line, and the line without what says so. Some converters marked headings as paragraphs again.
fn role(mut line: &[u8]) -> (Role, &[u8]) {
    let mut role = Role::Plain;
    loop {
        let (next, text) = marked(line);
        role = if next == Role::Plain { role } else { next };
        if text.len() == line.len() || next == Role::Continued {
            return (role, text);
        }
        line = text;
    }
}

/// The same, of the first mark.
fn marked(line: &[u8]) -> (Role, &[u8]) {
    if line.starts_with(b"~~") {
        return (Role::Continued, skip(line, |b| b == b'~'));
    }
    let text = skip(line, |b| b == b'#');
    match line.len() - text.len() {
        1 if ends_mark(text) => (Role::Plain, paragraph(text.trim_ascii_start())),
        3 if ends_mark(text) || matches!(text[0], b'|' | b'$') => (Role::Tagged, heading(text)),
        // Such as `#####ENDNOTES#`.
        4.. => (Role::Tagged, skip(text, |b| b.is_ascii_uppercase() || b == b'#').trim_ascii_start()),
        // The corpus' converters write these before the notes, in a line for themselves.
        _ if matches!(line.trim_ascii(), b"ENDNOTES" | b"ENDNOTES:") => (Role::Tagged, b""),
        _ => (Role::Plain, line),
    }
}

fn skip(text: &[u8], over: impl Fn(u8) -> bool) -> &[u8] {
    &text[text.iter().position(|&b| !over(b)).unwrap_or(text.len())..]
}

/// Is a mark over before this?
fn ends_mark(text: &[u8]) -> bool {
    text.first().is_none_or(u8::is_ascii_whitespace)
}

/// A paragraph may be a heading, `# |`, or a unit of its own, `# $RWY$`.
fn paragraph(text: &[u8]) -> &[u8] {
    unit(level(text))
}

fn heading(text: &[u8]) -> &[u8] {
    let mut text = unit(level(text.trim_ascii_start()));
    // An event, `### @`; a letter behind it is a tag within the text.
    if ends_mark(skip(text, |b| b == b'@')) {
        text = skip(text, |b| b == b'@').trim_ascii_start();
    }
    // What a program said of a heading that it made, and the mark of raw lists.
    for word in [&b"AUTO"[..], b"CHECK", b"RAW"] {
        if let Some(rest) = text.strip_prefix(word).filter(|rest| ends_mark(rest)) {
            text = rest.trim_ascii_start();
        }
    }
    text
}

/// Behind the level of a heading: `||`, `|2`, `|EDITOR|`.
fn level(text: &[u8]) -> &[u8] {
    if !text.starts_with(b"|") {
        return text;
    }
    let text = skip(text, |b| b == b'|');
    let named = skip(text, |b| b.is_ascii_uppercase());
    let numbered = skip(text, |b| b.is_ascii_digit());
    match named.strip_prefix(b"|") {
        Some(rest) => rest,
        None if ends_mark(numbered) => numbered,
        None => text,
    }
    .trim_ascii_start()
}

/// Behind the mark of a unit: `$`, `$$`, `$BIO_MAN$`.
fn unit(text: &[u8]) -> &[u8] {
    if !text.starts_with(b"$") {
        return text;
    }
    let text = skip(text, |b| b == b'$');
    let named = skip(text, |b| b.is_ascii_uppercase() || b == b'_');
    named.strip_prefix(b"$").unwrap_or(text).trim_ascii_start()
}

/// Where marks within a line may begin: at bytes that are rare in Arabic.
fn begins(text: &[u8]) -> impl Iterator<Item = usize> {
    let mut letters = memchr::memchr3_iter(b'P', b'M', b'm', text).peekable();
    let mut signs = memchr::memchr3_iter(b'@', b'#', b'%', text).peekable();
    std::iter::from_fn(move || match (letters.peek(), signs.peek()) {
        (Some(letter), Some(sign)) if letter > sign => signs.next(),
        (Some(_), _) => letters.next(),
        (None, _) => signs.next(),
    })
}

/// Appends a line without the marks in it; was there one?
fn unmark(text: &[u8], out: &mut Vec<u8>) -> bool {
    let start = out.len();
    let (mut from, mut found) = (0, false);
    for at in begins(text) {
        let Some(between) = text.get(from..at) else { continue };
        let Some(length) = mark(between.last().copied(), &text[at..]) else { continue };
        out.extend_from_slice(between);
        from = at + length;
        close(out, start, &text[from..]);
        if out.len() == start {
            from = text.len() - text[from..].trim_ascii_start().len();
        }
        found = true;
    }
    out.extend_from_slice(&text[from..]);
    found
}

/// Closes the gap that a mark left. Marks stand between words: no page and no count of words ends in the middle of one,
/// so where a mark touches letters on both sides, they are two words. The blank before a mark came with it.
fn close(out: &mut Vec<u8>, start: usize, after: &[u8]) {
    let word = |b: &u8| b.is_ascii_alphanumeric() || !b.is_ascii();
    let blank = |b: &u8| b.is_ascii_whitespace();
    let before = out[start..].last();
    if before.is_some_and(blank) && !after.first().is_some_and(word) {
        out.pop();
    } else if before.is_some_and(word) && after.first().is_some_and(word) {
        out.push(b' ');
    }
}

/// How long the mark is that begins here, behind this byte, if it is one.
fn mark(before: Option<u8>, text: &[u8]) -> Option<usize> {
    // Those of an address, such as `name@HOST` or `/ms12`, are none.
    let free = !before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'_' | b'-' | b'.'));
    let rest = match text[0] {
        b'P' if free => page(text),
        b'M' | b'm' if free => milestone(text),
        b'@' if free => tag(text),
        b'#' => category(text),
        b'%' => text.strip_prefix(b"%~%"),
        _ => None,
    };
    rest.map(|rest| text.len() - rest.len())
}

/// Behind `PageV01P023`, `PageV0MP001`, `PageBegV00P020a`.
fn page(text: &[u8]) -> Option<&[u8]> {
    let text = text.strip_prefix(b"Page")?;
    let text = text.strip_prefix(b"Beg").or(text.strip_prefix(b"End")).unwrap_or(text).strip_prefix(b"V")?;
    let volume = skip(text, |b| b.is_ascii_alphanumeric() && b != b'P');
    let text = digits(volume.strip_prefix(b"P")?)?;
    // A leaf has two sides.
    match text {
        [b'A'..=b'D' | b'a'..=b'd', rest @ ..] if !rest.first().is_some_and(u8::is_ascii_alphanumeric) => Some(rest),
        _ => Some(text),
    }
}

/// Behind `ms123`, `msA12`, `Milestone300`.
fn milestone(text: &[u8]) -> Option<&[u8]> {
    let text = match text.strip_prefix(b"Milestone") {
        Some(text) => text,
        None => {
            let text = text.strip_prefix(b"ms")?;
            text.split_first().filter(|(first, _)| first.is_ascii_uppercase()).map_or(text, |(_, rest)| rest)
        }
    };
    digits(text).filter(|rest| !rest.first().is_some_and(u8::is_ascii_alphanumeric))
}

fn digits(text: &[u8]) -> Option<&[u8]> {
    let rest = skip(text, |b| b.is_ascii_digit());
    (rest.len() < text.len()).then_some(rest)
}

/// Behind a tag in capitals: `@P02`, `@SRC`, `@QB@`, `@QUR@012`, `@TOP_CITY$id-1@02`. A `@Name` is none.
fn tag(text: &[u8]) -> Option<&[u8]> {
    let text = &text[1..];
    let mut rest = skip(text, |b| b.is_ascii_uppercase());
    if rest.len() == text.len() || rest.first().is_some_and(u8::is_ascii_lowercase) {
        return None;
    }
    while let Some(kind) = rest.strip_prefix(b"_").filter(|kind| kind.first().is_some_and(u8::is_ascii_alphabetic)) {
        rest = skip(kind, |b| b.is_ascii_alphabetic());
    }
    if let Some(id) = rest.strip_prefix(b"$") {
        rest = skip(id, |b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'+' | b'-'));
    }
    // Of `@AAA@BBB`, the second one begins a tag of its own.
    if let Some(closed) = rest.strip_prefix(b"@").filter(|closed| !closed.first().is_some_and(u8::is_ascii_uppercase)) {
        rest = closed;
    }
    Some(review(digits(rest).unwrap_or(rest)))
}

/// Behind what a reader said of a tag that a program made: `-@0f@`.
fn review(text: &[u8]) -> &[u8] {
    match text {
        [b'-', b'@', a, b, b'@', rest @ ..] if a.is_ascii_alphanumeric() && b.is_ascii_lowercase() => rest,
        _ => text,
    }
}

/// Behind `#~:category:` and `#$#PROV`.
fn category(text: &[u8]) -> Option<&[u8]> {
    if let Some(name) = text.strip_prefix(b"#~:") {
        let rest = skip(name, |b| b != b':' && !b.is_ascii_whitespace());
        return rest.strip_prefix(b":");
    }
    let name = text.strip_prefix(b"#$#")?;
    let rest = skip(name, |b| b.is_ascii_uppercase());
    (rest.len() < name.len()).then(|| digits(rest).unwrap_or(rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::cleaned;
    use super::*;

    fn body(text: &str) -> String {
        cleaned(Body::default(), text.as_bytes(), &[])
    }

    #[test]
    fn a_file_is_known_by_its_first_line() {
        for head in ["######OpenITI#\n", "\u{FEFF}######OpenITI#", "\r\n######OpenITI#\r\n"] {
            assert!(is(head.as_bytes()));
        }
        assert!(!is("# ######OpenITI#".as_bytes()));
    }

    fn header(text: &[u8]) -> (Option<Header>, Vec<u8>) {
        // A reader that gives a byte at a time, as a slow pipe may.
        let mut source = Source::new(Box::new(OneByOne(text.to_vec().into())), Vec::new(), None);
        let mut rest = Vec::new();
        let header = Header::read(&mut source, &mut rest).unwrap();
        while source.read(&mut rest).unwrap() {}
        (header, rest)
    }

    struct OneByOne(std::collections::VecDeque<u8>);

    impl io::Read for OneByOne {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = self.0.len().min(if self.0.len() > 1000 { buffer.len() } else { 1 });
            buffer[..length].iter_mut().for_each(|b| *b = self.0.pop_front().unwrap());
            Ok(length)
        }
    }

    #[test]
    fn a_header_has_fields_and_an_end() {
        let text = "######OpenITI#\n\n#META# 000.SortField\t:: X_1\n#META# 000.BookURI :: NOCODE\n\
            #META# 020.BookTITLE :: كتاب :: آخر\r\n#META# المؤلف: فلان\n#META# empty:\n#META#Header#End#  \n\nنص";
        let (header, rest) = header(text.as_bytes());
        let header = header.unwrap();
        assert_eq!(rest, "\nنص".as_bytes());
        assert_eq!(header.get("000.SortField"), Some("X_1"));
        assert_eq!(header.get("BookTITLE"), Some("كتاب :: آخر"));
        assert_eq!(header.get("المؤلف"), Some("فلان"));
        assert_eq!((header.get("BookURI"), header.get("empty"), header.get("TITLE")), (None, None, None));
        assert_eq!(header.fields.len(), 3);
    }

    #[test]
    fn a_header_may_be_an_object() {
        let text = "######OpenITI#\n\n{\n \"BookTitle\": \"كتاب\",\n \"EditorNam\": \"None\", \"Year\": 7\n}\n\n#META#Header#End#\n";
        let header = Header::parse(text.as_bytes());
        assert_eq!(header.fields, [("BookTitle".into(), "كتاب".into()), ("Year".into(), "7".into())]);
    }

    #[test]
    fn a_long_header_is_read_and_one_without_end_is_text() {
        let line = "#META# key :: قيمة\n".repeat(20_000);
        let (found, rest) = header(format!("{line}#META#Header#End#\nنص").as_bytes());
        assert_eq!((found.unwrap().fields.len(), rest), (20_000, "نص".as_bytes().to_vec()));
        let endless = "كلمة\n".repeat(150_000);
        let (found, rest) = header(endless.as_bytes());
        assert!(found.is_none());
        assert_eq!(rest, endless.as_bytes());
    }

    #[test]
    fn lines_go_on_over_pages_and_blank_lines() {
        assert_eq!(body("# أول\n~~ثان\n# ثالث\n"), "أول ثان\nثالث\n");
        assert_eq!(body("# أول\n\nPageV01P002\n\n~~ثان\r\n~~PageV01P003\n~~ثالث"), "أول ثان ثالث");
        assert_eq!(body("~~أول\n\n\n# ثان\n\n"), "أول\n\n\nثان\n\n");
        assert_eq!(body("أول\nPageV02P122:\n#\nثان\n~~~~* ثالث"), "أول\n\nثان * ثالث");
    }

    #[test]
    fn pages_and_milestones_leave_the_words_as_they_were() {
        assert_eq!(body("# قال PageV01P003 ثم ms12\n~~عاد"), "قال ثم عاد\n".trim_end());
        assert_eq!(body("# قال ms508: نعم (أجل ms119) و ms479(لا)"), "قال: نعم (أجل) و(لا)");
        assert_eq!(body("# أولPageV01P003ثان PageBegV00P020a ثالث PageV01P049B."), "أول ثان ثالث.");
        assert_eq!(body("PageV0MP001\nPageEndV03P1 سطر Milestone300"), "سطر");
        assert_eq!(body("items ms msx12 forms1 /ms12 PageVP Page1"), "items ms msx12 forms1 /ms12 PageVP Page1");
    }

    #[test]
    fn headings_lose_their_marks_and_keep_their_text() {
        for (line, text) in [
            ("### | باب", "باب"),
            ("### ||| AUTO [باب] 5", "[باب] 5"),
            ("### || CHECK باب", "باب"),
            ("### |2 باب", "باب"),
            ("### |EDITOR| كلام", "كلام"),
            ("### $ 12 رجل", "12 رجل"),
            ("### $$ امرأة", "امرأة"),
            ("### |||| $ رجل", "رجل"),
            ("### $BIO_MAN$ رجل", "رجل"),
            ("### $DIC_NIS$نسبة", "نسبة"),
            ("### @ RAW سنة", "سنة"),
            ("### @ سنة", "سنة"),
            ("# | قول", "قول"),
            ("# |2 باب 2", "باب 2"),
            ("# $RWY$حدثنا @MATN@ قال @HUKM@ صحيح", "حدثنا قال صحيح"),
            ("#####SUBJECT#TITLES# كتب", "كتب"),
            ("| 0 | قول", "| 0 | قول"),
            ("#قول", "#قول"),
            ("AUTOMATIC", "AUTOMATIC"),
            ("### || AUTO ### || AUTO باب", "باب"),
            ("# # قول", "قول"),
        ] {
            assert_eq!(body(line), text, "{line}");
        }
        assert_eq!(
            body("أول\n### |PARATEXT|\n### |EDITOR|\n# ENDNOTES\n# ### |EDITOR|\nENDNOTES:\n(1) حاشية\n"),
            "أول\n(1) حاشية\n"
        );
    }

    #[test]
    fn tags_go_and_what_they_tag_stays() {
        for (line, text) in [
            ("# قال @QB@ آية @QE@ ثم", "قال آية ثم"),
            ("# في @QUR@012 «آية @QUR@ »", "في «آية »"),
            ("# خط @NUM@ ألف", "خط ألف"),
            ("# من @T12 ومكة سنة @YB123 و @P02 زيد بن @SRC عمرو", "من ومكة سنة و زيد بن عمرو"),
            ("# @AUT@TOP@OTH@-@0f@ دجلة @TOP_CITY$x-1@02 الفرات", "دجلة الفرات"),
            ("# صدر %~% عجز", "صدر عجز"),
            ("# صدر%~%عجز", "صدر عجز"),
            ("#~:ولادة: ولد بها", "ولد بها"),
            ("#$#PROV مصر #$#REG1 الصعيد", "مصر الصعيد"),
            ("# (¬1) @ name@HOST.org @Name #TAG 5% # %", "(¬1) @ name@HOST.org @Name #TAG 5% # %"),
        ] {
            assert_eq!(body(line).trim(), text, "{line}");
        }
    }

    #[test]
    fn a_header_within_the_text_is_none_of_it() {
        assert_eq!(body("أول\n\u{FEFF}######OpenITI#\n#META# k :: v\n#META#Header#End#\n# ثان"), "أول\nثان");
    }

    proptest! {
        #[test]
        fn cuts_do_not_matter(
            parts in prop::collection::vec(prop::sample::select(vec![
                "# ", "~~", "\n", "\r\n", "\n\n", "PageV01P002", "ms12", " ", "كتاب", "قلم", "### | ", "@QB@", "%~%", "\u{FEFF}",
                "### |EDITOR|", "#META# x", "#~:ب:", "@T12", ":", "5%", "¬",
            ]), 0..40),
            broken in any::<bool>(),
            cuts in prop::collection::vec(any::<usize>(), 0..8),
        ) {
            let mut text = parts.concat().into_bytes();
            if broken {
                text.insert(text.len() / 2, 0xD9);
            }
            prop_assert_eq!(cleaned(Body::default(), &text, &cuts), cleaned(Body::default(), &text, &[]));
        }
    }
}
