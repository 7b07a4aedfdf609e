//! HTML: the text of a page that its reader sees.
//!
//! The page is cut into tags and text as the standard says, broken or not, by html5gum: entities, comments and scripts are its
//! business. No tree is built; what a tree would be asked for, where elements end that are not closed, is kept in a small stack.

use std::convert::Infallible;

use encoding_rs::{Encoding, UTF_8};
use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

use super::{Batch, Chunk, Opened, Reader, Record, wanted};
use crate::corpus::decode::Source;
use crate::corpus::format::HEAD;
use crate::corpus::{Input, Problem};

/// Does a file begin as a page, whatever white space and comments come first?
#[must_use]
pub fn is(head: &[u8]) -> bool {
    let mut head = head.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(head).trim_ascii_start();
    loop {
        let end: &[u8] = match head {
            [b'<', b'!', b'-', b'-', ..] => b"-->",
            // XHTML may begin as XML does.
            [b'<', b'?', b'x' | b'X', ..] => b"?>",
            _ => break,
        };
        let Some(at) = memchr::memmem::find(head, end) else { return false };
        head = head[at + end.len()..].trim_ascii_start();
    }
    let begins = |with: &[u8]| head.get(..with.len()).is_some_and(|head| head.eq_ignore_ascii_case(with));
    let named = |with: &[u8]| begins(with) && head.get(with.len()).is_none_or(|b| !b.is_ascii_alphanumeric());
    named(b"<!doctype html") || named(b"<html")
}

/// The encoding that a page declares in its head: `<meta charset="...">`, or `content="text/html; charset=..."`.
#[must_use]
pub fn charset(head: &[u8]) -> Option<&'static Encoding> {
    let mut found = None;
    let mut meta = false;
    let mut attribute = Vec::new();
    events(&head[..head.len().min(HEAD)], |event| match event {
        CallbackEvent::OpenStartTag { name } => meta = name == b"meta",
        CallbackEvent::AttributeName { name } => {
            attribute.clear();
            attribute.extend_from_slice(name);
        }
        CallbackEvent::AttributeValue { value } if meta && found.is_none() => {
            found = match &attribute[..] {
                b"charset" => Encoding::for_label(value),
                b"content" => declared(value),
                _ => None,
            };
        }
        _ => {}
    });
    // Of a page in which this could be read, UTF-16 is not true.
    found.map(|encoding| if encoding.is_ascii_compatible() { encoding } else { UTF_8 })
}

/// What is behind `charset=`.
fn declared(content: &[u8]) -> Option<&'static Encoding> {
    let content = content.to_ascii_lowercase();
    let at = memchr::memmem::find(&content, b"charset")? + b"charset".len();
    let label = content[at..].trim_ascii_start().strip_prefix(b"=")?.trim_ascii_start();
    let ends = |b: &u8| matches!(b, b';' | b'"' | b'\'') || b.is_ascii_whitespace();
    let label = label.strip_prefix(b"'").or(label.strip_prefix(b"\"")).unwrap_or(label);
    Encoding::for_label(&label[..label.iter().position(ends).unwrap_or(label.len())])
}

/// Makes a document of a page. Its fields are `title` and `lang`.
#[must_use]
pub fn open(opened: Opened) -> Box<dyn Reader> {
    Box::new(Page { opened: Some(opened) })
}

struct Page {
    opened: Option<Opened>,
}

impl Reader for Page {
    fn is_clean(&self) -> bool {
        true
    }

    fn next(&mut self, _length: usize) -> Option<Chunk> {
        let Opened { file, mut source, input, .. } = self.opened.take()?;
        let mut html = Vec::new();
        let error = read(&mut source, &mut html).err().map(|error| Problem::io(file.number, &file.path, &error));
        let (bytes, replacements) = (source.bytes, source.replacements());
        Some(Box::new(move |batch: &mut Batch| {
            push(batch, &html, &input, Record { bytes, replacements, ..Record::default() });
            batch.problems.extend(error);
        }))
    }
}

fn read(source: &mut Source, html: &mut Vec<u8>) -> std::io::Result<()> {
    while source.read(html)? {}
    Ok(())
}

/// Adds a page; the record that stands for all of its file has no number.
fn push(batch: &mut Batch, html: &[u8], input: &Input, record: Record) {
    let visible = Visible::of(html);
    let get = |name: &str| match name {
        "title" => visible.title.as_deref(),
        "lang" => visible.lang.as_deref(),
        _ => None,
    };
    let id = get(&input.records.id).map(str::to_owned);
    batch.push(Record { id, fields: wanted(input, get), ..record }, &visible.text);
}

fn events(html: &[u8], mut each: impl FnMut(CallbackEvent<'_>)) {
    let mut emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| -> Option<Infallible> {
        each(event);
        None
    });
    emitter.naively_switch_states(true);
    let Ok(()) = Tokenizer::new_with_emitter(html, emitter).finish();
}

/// What the parts of a page are to its reader.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// A part of a line.
    Inline,
    /// Ends a line, and holds nothing.
    Break,
    /// Has lines of its own.
    Block,
    /// Has lines of its own, with their white space.
    Pre,
    /// A part of a line of a table.
    Cell,
    /// Is not seen, or is not of the page but of the site.
    Dropped,
}

fn kind(name: &[u8]) -> Kind {
    match name {
        b"script" | b"style" | b"noscript" | b"template" | b"nav" | b"header" | b"footer" | b"aside" | b"svg"
        | b"head" | b"iframe" | b"canvas" | b"audio" | b"video" | b"noembed" | b"noframes" | b"datalist" => {
            Kind::Dropped
        }
        b"br" | b"hr" => Kind::Break,
        b"pre" | b"listing" | b"xmp" | b"plaintext" => Kind::Pre,
        b"td" | b"th" => Kind::Cell,
        b"address" | b"article" | b"blockquote" | b"body" | b"caption" | b"center" | b"dd" | b"details" | b"dialog"
        | b"dir" | b"div" | b"dl" | b"dt" | b"fieldset" | b"figcaption" | b"figure" | b"form" | b"h1" | b"h2"
        | b"h3" | b"h4" | b"h5" | b"h6" | b"hgroup" | b"legend" | b"li" | b"main" | b"menu" | b"ol" | b"optgroup"
        | b"option" | b"p" | b"search" | b"section" | b"summary" | b"table" | b"tbody" | b"tfoot" | b"thead"
        | b"tr" | b"ul" => Kind::Block,
        _ => Kind::Inline,
    }
}

/// May it stand in the head of a page? Anything else ends a head that is not closed.
fn of_head(name: &[u8]) -> bool {
    let names: [&[u8]; 10] =
        [b"head", b"title", b"meta", b"link", b"script", b"style", b"base", b"noscript", b"template", b"basefont"];
    names.contains(&name)
}

/// A name in few bytes: none that counts has more than sixteen.
fn packed(name: &[u8]) -> u128 {
    name.iter().fold(0, |packed, &b| packed << 8 | u128::from(b))
}

/// Browsers nest no deeper either, and a page cannot make the search for what an end tag ends slow.
const DEEPEST: usize = 512;

#[derive(Clone, Copy)]
struct Element {
    name: u128,
    kind: Kind,
}

/// A page as it is read.
#[derive(Default)]
struct Visible {
    text: Vec<u8>,
    title: Option<String>,
    lang: Option<String>,
    /// The open elements that are not inline.
    open: Vec<Element>,
    /// How many of them are dropped.
    dropped: usize,
    /// How many of them keep white space.
    kept: usize,
    /// Is there white space behind the last word?
    blank: bool,
    /// The name of the tag that is being read.
    tag: u128,
    is_lang: bool,
    in_title: bool,
}

impl Visible {
    fn of(html: &[u8]) -> Self {
        let mut page = Self::default();
        events(html, |event| page.event(&event));
        page.end_line();
        page
    }

    fn event(&mut self, event: &CallbackEvent<'_>) {
        match *event {
            CallbackEvent::OpenStartTag { name } => self.start(name),
            CallbackEvent::AttributeName { name } => {
                self.is_lang = self.tag == packed(b"html") && matches!(name, b"lang" | b"xml:lang");
            }
            CallbackEvent::AttributeValue { value } if self.is_lang && self.lang.is_none() => {
                self.lang = Some(String::from_utf8_lossy(value).trim().to_owned()).filter(|lang| !lang.is_empty());
            }
            CallbackEvent::CloseStartTag { self_closing: true } if self.tag == packed(b"svg") => self.end(b"svg"),
            CallbackEvent::EndTag { name } => self.end(name),
            CallbackEvent::String { value } => self.string(value),
            _ => {}
        }
    }

    fn top(&self) -> Option<u128> {
        self.open.last().map(|element| element.name)
    }

    fn start(&mut self, name: &[u8]) {
        (self.tag, self.is_lang) = (packed(name), false);
        let in_head = self.top() == Some(packed(b"head"));
        if in_head && !of_head(name) {
            self.pop();
        }
        self.in_title = name == b"title" && self.title.is_none() && self.dropped == usize::from(in_head);
        let kind = kind(name);
        match kind {
            Kind::Inline => return,
            Kind::Break | Kind::Block | Kind::Pre => self.end_line(),
            Kind::Cell => self.end_cell(),
            Kind::Dropped => {}
        }
        if matches!(kind, Kind::Block | Kind::Pre) && self.top() == Some(packed(b"p")) {
            self.pop();
        }
        // What is not seen must be known, however deep.
        if kind != Kind::Break && (self.open.len() < DEEPEST || kind == Kind::Dropped) {
            self.dropped += usize::from(kind == Kind::Dropped);
            self.kept += usize::from(kind == Kind::Pre);
            self.open.push(Element { name: self.tag, kind });
        }
    }

    fn end(&mut self, name: &[u8]) {
        self.in_title = false;
        let kind = kind(name);
        if kind == Kind::Inline {
            return;
        }
        let found = self.open.iter().rev().take(DEEPEST).position(|element| element.name == packed(name));
        // It ends all that was begun in it.
        for _ in 0..found.map_or(0, |above| above + 1) {
            self.pop();
        }
        if kind != Kind::Cell {
            self.end_line();
        }
    }

    fn pop(&mut self) {
        if let Some(element) = self.open.pop() {
            self.dropped -= usize::from(element.kind == Kind::Dropped);
            self.kept -= usize::from(element.kind == Kind::Pre);
        }
    }

    fn string(&mut self, value: &[u8]) {
        if self.in_title {
            let words: Vec<_> = words(value).map(String::from_utf8_lossy).collect();
            self.title = Some(words.join(" ")).filter(|title| !title.is_empty());
            return;
        }
        if self.top() == Some(packed(b"head")) && !value.trim_ascii().is_empty() {
            self.pop();
        }
        match (self.dropped, self.kept) {
            (0, 0) => self.collapse(value),
            (0, _) => self.keep(value),
            _ => {}
        }
    }

    /// Adds text with its white space, but for a first line end, which is the mark-up's.
    fn keep(&mut self, value: &[u8]) {
        let value = if self.begins_line() { value.strip_prefix(b"\n").unwrap_or(value) } else { value };
        self.text.extend_from_slice(value);
    }

    /// Adds text, each white space in it one blank. What does not break, such as NO-BREAK SPACE, is none.
    fn collapse(&mut self, value: &[u8]) {
        self.blank |= value.first().is_some_and(u8::is_ascii_whitespace);
        for word in words(value) {
            if self.blank && !self.begins_line() {
                self.text.push(b' ');
            }
            self.text.extend_from_slice(word);
            self.blank = true;
        }
        self.blank = value.last().map_or(self.blank, u8::is_ascii_whitespace);
    }

    fn begins_line(&self) -> bool {
        self.text.last().is_none_or(|b| matches!(b, b'\n' | b'\t'))
    }

    fn end_line(&mut self) {
        self.end_with(b'\n');
    }

    fn end_cell(&mut self) {
        self.end_with(b'\t');
    }

    fn end_with(&mut self, end: u8) {
        self.blank = false;
        match self.text.last() {
            Some(b'\t') if end == b'\n' => *self.text.last_mut().expect("it is not empty") = end,
            None | Some(b'\n' | b'\t') => {}
            Some(_) => self.text.push(end),
        }
    }
}

fn words(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{opened, read};
    use super::*;
    use crate::corpus::Records;

    fn visible(html: &str) -> String {
        String::from_utf8(Visible::of(html.as_bytes()).text).unwrap()
    }

    #[test]
    fn a_page_is_known_by_how_it_begins() {
        for head in [
            "<!DOCTYPE html>",
            "\u{FEFF} \n<!-- x --><!doctype HTML public>",
            "<HTML lang=ar>",
            "<?xml version='1.0'?>\n<html",
            "<html>",
        ] {
            assert!(is(head.as_bytes()), "{head}");
        }
        for head in ["", "<", "<htmlx>", "<div>", "نص <html>", "<!-- <html>", "<?xml?><rss>"] {
            assert!(!is(head.as_bytes()), "{head}");
        }
    }

    #[test]
    fn a_page_may_say_its_encoding() {
        for (head, encoding) in [
            ("<html><META CharSet='windows-1256'>", Some(encoding_rs::WINDOWS_1256)),
            ("<meta http-equiv=Content-Type content='text/html; Charset=ISO-8859-6'>", Some(encoding_rs::ISO_8859_6)),
            ("<meta charset=utf-16>", Some(encoding_rs::UTF_8)),
            (
                "<!-- <meta charset=windows-1256> --><meta name=charset content='about charset'><a charset=windows-1256>",
                None,
            ),
            ("<script>'<meta charset=windows-1256>'</script><meta charset=utf8>", Some(encoding_rs::UTF_8)),
            ("<meta charset=nothing>", None),
        ] {
            assert_eq!(charset(head.as_bytes()), encoding, "{head}");
        }
    }

    #[test]
    fn blocks_have_lines_and_white_space_collapses() {
        assert_eq!(
            visible("<div> أول\n  <b>ثان</b><i> ثالث</i>\n</div>\n<p>را<em>بع</em><p>خامس"),
            "أول ثان ثالث\nرابع\nخامس\n"
        );
        assert_eq!(visible("أول<br>ثان<hr/>ثالث<ul><li>أ<li>ب</ul>ج"), "أول\nثان\nثالث\nأ\nب\nج\n");
        assert_eq!(visible("<table><tr><td>أ</td> <td></td><th>ب<tr><td>ج</table>"), "أ\tب\nج\n");
        assert_eq!(visible("<p>أول<pre>\nثان\n  ثالث\n</pre> رابع"), "أول\nثان\n  ثالث\nرابع\n");
        assert_eq!(visible("كت<span>ا</span>ب&nbsp;&#1603;&amp;amp;<!-- x -->ك"), "كتاب\u{A0}ك&amp;ك\n");
    }

    #[test]
    fn what_is_not_of_the_page_is_left_out() {
        let html = "<html><head><title>x</title><style>y</style></head><body><header>x<div>y</header><nav>x</nav>\
            <script>if (a</b/) '<p>'</script><noscript>x<p>y</noscript><template><p>x</template>\
            <svg><title>x</title><text>y</text></svg><svg/>نص<aside>x</aside><footer>y</footer></body>";
        assert_eq!(visible(html), "نص\n");
    }

    #[test]
    fn what_is_not_closed_ends_with_what_holds_it() {
        assert_eq!(visible("<div><nav>x<ul><li>y</b></div>نص"), "نص\n");
        assert_eq!(visible("<head><title>x</title><p>نص"), "نص\n");
        assert_eq!(visible("<head><meta a=b>نص"), "نص\n");
        assert_eq!(visible("<nav></div></p>x</nav></div>نص"), "نص\n");
    }

    #[test]
    fn title_and_language_are_fields() {
        let fields = ["title", "lang", "none"].map(str::to_owned).into();
        let input = Input { records: Records { fields, ..Records::default() }, ..Input::default() };
        let html =
            "<!doctype html><html dir=rtl lang='ar-EG'><title> باب\n &amp; كتاب </title><svg><title>x</title></svg>نص";
        let (records, problems) = read(open(opened(html.as_bytes(), input)), 1);
        let (record, text) = &records[0];
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(record.fields, [field("title", "باب & كتاب"), field("lang", "ar-EG")]);
        assert_eq!((text.as_str(), record.number, record.bytes), ("نص\n", 0, html.len() as u64));
        assert_eq!((records.len(), problems.len()), (1, 0));
    }

    #[test]
    fn broken_utf8_passes() {
        assert_eq!(Visible::of(b"<p>a\xD9</p>b").text, b"a\xD9\nb\n");
    }

    #[test]
    fn a_page_that_nests_without_end_is_read() {
        assert_eq!(visible(&("<div>".repeat(100_000) + &"<nav>".repeat(100_000) + &"</p>".repeat(100_000))), "");
    }

    proptest! {
        #[test]
        fn anything_is_a_page(parts in prop::collection::vec(prop::sample::select(vec![
            "<p>", "</p>", "<div>", "</div>", "<nav>", "</nav>", "<svg/>", "<head>", "</head>", "<pre>", "</pre>", "<td>", "<br>",
            "<title>", "</title>", "<script>", "</script>", "نص", " ", "\n", "&amp;", "&", "<", ">", "<!--", "-->", "\0",
        ]), 0..40)) {
            let text = visible(&parts.concat());
            prop_assert!(text.is_empty() || text.ends_with('\n'));
        }
    }
}
