//! Cuts text into tokens: a fast path for plain Arabic, and `rules` for everything else.
//!
//! No token crosses ASCII white space, so the unit of work is the stretch between two such bytes. A stretch that is one Arabic
//! word is read four letters at a time; one that mixes words of the base block with digits and common punctuation goes
//! through a table; any other goes to [`rules::cut`], which alone knows all the rules. A property test holds them equal.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::ops::Range;
use std::sync::LazyLock;

use icu_properties::CodePointMapData;
use icu_properties::props::GeneralCategory;

use super::alphabet as ab;
use super::rules;
use super::sentence::Role;
use super::{Class, is_continuation};

/// Bytes that must be readable behind the text that is scanned.
pub const PADDING: usize = 16;

/// The most code points that a packed word holds.
pub const PACKED: usize = 16;

/// Takes what the scanner finds, in the order of the text. `at` is a byte range of the buffer.
pub trait Sink {
    /// A word of at most eight code points of the base block, one a byte, the first in the lowest.
    fn short(&mut self, codes: u64, at: Range<usize>) {
        self.long(u128::from(codes), at);
    }
    /// The same of at most sixteen code points.
    fn long(&mut self, codes: u128, at: Range<usize>) {
        let mut bytes = [0; 2 * PACKED];
        let length = unpack_bytes(codes, &mut bytes);
        self.token(Class::Word, Role::Opens, &bytes[..length], at);
    }
    /// Any other token; `text` is valid UTF-8 without controls.
    fn token(&mut self, class: Class, role: Role, text: &[u8], at: Range<usize>);
    /// The end of a line.
    fn line(&mut self);
    /// So many replacement characters came from broken bytes.
    fn replaced(&mut self, count: u64);
}

/// The text of packed code points.
///
/// # Panics
/// Never: two bytes that code points of the base block have are UTF-8.
#[must_use]
pub fn unpack(codes: u128) -> String {
    let mut bytes = vec![0; 2 * PACKED];
    let length = unpack_bytes(codes, &mut bytes);
    bytes.truncate(length);
    String::from_utf8(bytes).expect("two bytes a code point")
}

/// Writes the text of packed code points, two bytes each; returns how many bytes.
pub fn unpack_bytes(mut codes: u128, bytes: &mut [u8]) -> usize {
    let mut length = 0;
    while codes != 0 {
        let code = codes.to_le_bytes()[0];
        bytes[length] = 0xD8 | code >> 6;
        bytes[length + 1] = 0x80 | code & 0x3F;
        length += 2;
        codes >>= 8;
    }
    length
}

/// What the table says of a byte at the head of a character, or of a code point of the base block.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Letter,
    /// Marks and tatweel: part of a word that has a letter.
    Attached,
    Digit,
    Punctuation(Role),
    /// The full stop, two of which are one token.
    Dot,
    Symbol,
    Space,
    /// Leads a character of the base block.
    Base,
    /// May lead a common quote or dash.
    Quote,
    /// For the rules.
    Other,
}

struct Tables {
    /// By the byte that leads a character.
    lead: [Kind; 256],
    /// By code point of the base block.
    base: [Kind; 256],
}

static TABLES: LazyLock<Tables> = LazyLock::new(Tables::new);

impl Tables {
    fn new() -> Self {
        let mut lead = [Kind::Other; 256];
        let categories = CodePointMapData::<GeneralCategory>::new();
        for byte in 0u8..0x80 {
            let c = char::from(byte);
            lead[usize::from(byte)] = match categories.get(c) {
                _ if matches!(byte, b'\t'..=b'\r' | b' ') => Kind::Space,
                _ if matches!(c, '#' | '@') => Kind::Other,
                _ if c == '.' => Kind::Dot,
                _ if c.is_ascii_digit() => Kind::Digit,
                _ if c.is_ascii_alphabetic() || c.is_ascii_control() => Kind::Other,
                GeneralCategory::OpenPunctuation => Kind::Punctuation(Role::Opens),
                _ if ab::TERMINAL.contains(&c) => Kind::Punctuation(Role::Ends),
                GeneralCategory::CurrencySymbol
                | GeneralCategory::MathSymbol
                | GeneralCategory::ModifierSymbol
                | GeneralCategory::OtherSymbol => Kind::Symbol,
                _ => Kind::Punctuation(Role::Closes),
            };
        }
        lead[0xD8..=0xDB].fill(Kind::Base);
        for c in ab::COMMON_OPENING.into_iter().chain(ab::COMMON_CLOSING).chain([ab::ELLIPSIS]) {
            lead[usize::from(c.encode_utf8(&mut [0; 4]).as_bytes()[0])] = Kind::Quote;
        }
        let mut base = [Kind::Other; 256];
        for (code, kind) in (ab::BASE_BLOCK..).zip(&mut base) {
            let Some(c) = char::from_u32(code) else { continue };
            *kind = if ab::within(ab::LETTERS, c) {
                Kind::Letter
            } else if ab::within(ab::BASE_ATTACHED, c) {
                Kind::Attached
            } else if ab::within(ab::DIGITS, c) {
                Kind::Digit
            } else if ab::TERMINAL.contains(&c) {
                Kind::Punctuation(Role::Ends)
            } else if ab::within(ab::BASE_PUNCTUATION, c) {
                Kind::Punctuation(Role::Closes)
            } else if ab::within(ab::BASE_SYMBOLS, c) {
                Kind::Symbol
            } else {
                Kind::Other
            };
        }
        Self { lead, base }
    }
}

/// What a token does to its sentence.
#[must_use]
pub fn role(class: Class, text: &str) -> Role {
    if class != Class::Punctuation {
        return Role::Opens;
    }
    if text.chars().all(|c| ab::TERMINAL.contains(&c)) {
        return Role::Ends;
    }
    let first = text.chars().next().unwrap_or_default();
    match CodePointMapData::<GeneralCategory>::new().get(first) {
        GeneralCategory::OpenPunctuation | GeneralCategory::InitialPunctuation => Role::Opens,
        _ => Role::Closes,
    }
}

/// Is this a byte that no token crosses?
#[inline]
#[must_use]
pub fn is_space(byte: u8) -> bool {
    matches!(byte, b'\t'..=b'\r' | b' ')
}

#[derive(Clone, Copy)]
enum Found {
    Short(u64),
    Long(u128),
    Token(Class, Role),
}

/// The scanner with its working memory.
pub struct Scanner {
    tables: &'static Tables,
    found: Vec<(Found, Range<usize>)>,
    rules: rules::Scratch,
}

impl Default for Scanner {
    fn default() -> Self {
        Self { tables: &TABLES, found: Vec::new(), rules: rules::Scratch::default() }
    }
}

impl Scanner {
    /// Scans `buffer[range]`. The range begins and ends beside ASCII white space or where the text does.
    ///
    /// # Panics
    /// If fewer than [`PADDING`] bytes stand behind the range, or the first of them and the last of the range are both
    /// no white space.
    pub fn scan(&mut self, buffer: &[u8], range: Range<usize>, sink: &mut impl Sink) {
        assert!(buffer.len() >= range.end + PADDING);
        assert!(range.is_empty() || is_space(buffer[range.end]) || is_space(buffer[range.end - 1]));
        let mut i = range.start;
        while i < range.end {
            match self.tables.lead[usize::from(buffer[i])] {
                Kind::Base => {
                    let run = Run::read(buffer, i);
                    if is_space(buffer[run.end]) && run.word && run.length <= PACKED {
                        if run.length <= 8 {
                            sink.short(run.low(), i..run.end);
                        } else {
                            sink.long(run.codes, i..run.end);
                        }
                        i = run.end;
                    } else if let Some((end, role)) = self.closing(buffer, &run) {
                        let word = i..run.end;
                        if run.length <= 8 {
                            sink.short(run.low(), word);
                        } else {
                            sink.long(run.codes, word);
                        }
                        sink.token(Class::Punctuation, role, &buffer[run.end..end], run.end..end);
                        i = end;
                    } else {
                        i = self.stretch(buffer, i, sink);
                    }
                }
                Kind::Space => i = space(buffer, i, sink),
                Kind::Other => i = self.by_rules(buffer, i, sink),
                _ => i = self.stretch(buffer, i, sink),
            }
        }
    }

    /// The same by the rules alone: what `scan` must be equal to.
    ///
    /// # Panics
    /// As `scan`.
    pub fn scan_by_rules(&mut self, buffer: &[u8], range: Range<usize>, sink: &mut impl Sink) {
        let mut i = range.start;
        while i < range.end {
            i = if is_space(buffer[i]) { space(buffer, i, sink) } else { self.by_rules(buffer, i, sink) };
        }
    }

    /// The end and the role of the one punctuation token between a word and white space, if that is all there is.
    #[inline]
    fn closing(&self, buffer: &[u8], run: &Run) -> Option<(usize, Role)> {
        if !run.word || run.length > PACKED {
            return None;
        }
        let i = run.end;
        let (end, role) = match self.tables.lead[usize::from(buffer[i])] {
            Kind::Punctuation(role) => (i + 1, role),
            Kind::Dot => (i + 1, Role::Ends),
            Kind::Base => match self.tables.base[usize::from(code(buffer, i)?)] {
                Kind::Punctuation(role) => (i + 2, role),
                _ => return None,
            },
            Kind::Quote => quote(buffer, i)?,
            _ => return None,
        };
        is_space(buffer[end]).then_some((end, role))
    }

    /// A stretch by the table, or by the rules if anything in it needs them; returns its end.
    fn stretch(&mut self, buffer: &[u8], start: usize, sink: &mut impl Sink) -> usize {
        self.found.clear();
        let Some(end) = self.by_table(buffer, start) else {
            return self.by_rules(buffer, start, sink);
        };
        for (found, at) in self.found.drain(..) {
            match found {
                Found::Short(codes) => sink.short(codes, at),
                Found::Long(codes) => sink.long(codes, at),
                Found::Token(class, role) => sink.token(class, role, &buffer[at.clone()], at),
            }
        }
        end
    }

    fn by_table(&mut self, buffer: &[u8], mut i: usize) -> Option<usize> {
        loop {
            let start = i;
            let mut kind = self.tables.lead[usize::from(buffer[i])];
            let mut width = 1;
            if kind == Kind::Base {
                kind = self.tables.base[usize::from(code(buffer, i)?)];
                width = 2;
            }
            let found = match kind {
                Kind::Letter | Kind::Attached => {
                    let (end, found) = self.word(buffer, start)?;
                    i = end;
                    let Some(found) = found else { continue };
                    found
                }
                Kind::Digit => {
                    i = self.number(buffer, start);
                    Found::Token(Class::Number, Role::Opens)
                }
                Kind::Punctuation(role) => {
                    i += width;
                    Found::Token(Class::Punctuation, role)
                }
                Kind::Dot => {
                    while buffer[i] == b'.' {
                        i += 1;
                    }
                    Found::Token(Class::Punctuation, Role::Ends)
                }
                Kind::Symbol => {
                    i += width;
                    Found::Token(Class::Symbol, Role::Opens)
                }
                Kind::Space => return Some(i),
                Kind::Quote => {
                    let (end, role) = quote(buffer, start)?;
                    i = end;
                    Found::Token(Class::Punctuation, role)
                }
                Kind::Base | Kind::Other => return None,
            };
            self.found.push((found, start..i));
        }
    }

    /// Letters and what attaches to them, as far as they go: the end, and the word if there is a letter.
    fn word(&self, buffer: &[u8], start: usize) -> Option<(usize, Option<Found>)> {
        let (mut i, mut codes, mut length, mut letters) = (start, 0u128, 0usize, 0usize);
        while let Some(code) = code(buffer, i) {
            match self.tables.base[usize::from(code)] {
                Kind::Letter => letters += 1,
                Kind::Attached => {}
                _ => break,
            }
            if length < PACKED {
                codes |= u128::from(code) << (8 * length);
            }
            length += 1;
            i += 2;
        }
        // Initials such as ق.م are for the rules.
        if length == 1
            && letters == 1
            && buffer[i] == b'.'
            && self.tables.lead[usize::from(buffer[i + 1])] == Kind::Base
        {
            return None;
        }
        let found = match length {
            _ if letters == 0 => None,
            1..=8 => Some(Found::Short(low_half(codes))),
            9..=PACKED => Some(Found::Long(codes)),
            _ => Some(Found::Token(Class::Word, Role::Opens)),
        };
        Some((i, found))
    }

    /// The end of a number: digits, with single separators between them.
    fn number(&self, buffer: &[u8], mut i: usize) -> usize {
        loop {
            while let Some(width) = self.digit(buffer, i) {
                i += width;
            }
            match separator(buffer, i) {
                Some(width) if self.digit(buffer, i + width).is_some() => i += width,
                _ => return i,
            }
        }
    }

    /// The width of the digit at `i`, if there is one.
    fn digit(&self, buffer: &[u8], i: usize) -> Option<usize> {
        if buffer.get(i)?.is_ascii_digit() {
            return Some(1);
        }
        (self.tables.base[usize::from(code(buffer, i)?)] == Kind::Digit).then_some(2)
    }

    fn by_rules(&mut self, buffer: &[u8], start: usize, sink: &mut impl Sink) -> usize {
        let end = start + buffer[start..].iter().position(|&b| is_space(b)).unwrap_or(buffer.len() - start);
        let text = String::from_utf8_lossy(&buffer[start..end]);
        if let std::borrow::Cow::Owned(text) = &text {
            sink.replaced(replacements(&buffer[start..end], text));
        }
        rules::cut(&text, &mut self.rules, &mut |class, token, at| {
            sink.token(class, role(class, token), token.as_bytes(), start + at.start..start + at.end);
        });
        end
    }
}

/// How many replacement characters of the decoded text were not in the bytes.
/// How many replacement characters of the decoded text were not in the bytes.
pub(crate) fn replacements(bytes: &[u8], text: &str) -> u64 {
    let there: usize = bytes.utf8_chunks().map(|chunk| chunk.valid().matches(ab::REPLACEMENT).count()).sum();
    (text.matches(ab::REPLACEMENT).count() - there) as u64
}

#[inline]
fn space(buffer: &[u8], i: usize, sink: &mut impl Sink) -> usize {
    match buffer[i] {
        b'\n' => sink.line(),
        b'\r' => {
            sink.line();
            if buffer[i + 1] == b'\n' {
                return i + 2;
            }
        }
        _ => {}
    }
    i + 1
}

/// The one-byte code of the character of the base block at `i`.
#[inline]
fn code(buffer: &[u8], i: usize) -> Option<u8> {
    let &[lead, next] = buffer.get(i..i + 2)? else { return None };
    (lead & 0xFC == 0xD8 && is_continuation(next)).then_some(lead << 6 | next & 0x3F)
}

#[inline]
/// The first eight code points.
#[must_use]
pub fn low_half(codes: u128) -> u64 {
    (codes & u128::from(u64::MAX)) as u64
}

fn separator(buffer: &[u8], i: usize) -> Option<usize> {
    ab::NUMBER_SEPARATORS.iter().find_map(|c| {
        let width = c.len_utf8();
        (buffer.get(i..i + width)? == c.encode_utf8(&mut [0; 4]).as_bytes()).then_some(width)
    })
}

/// The end and the role of a common quote or dash, or of a run of ellipses.
fn quote(buffer: &[u8], i: usize) -> Option<(usize, Role)> {
    let starts = |i: usize, c: char| buffer[i..].starts_with(c.encode_utf8(&mut [0; 4]).as_bytes());
    if starts(i, ab::ELLIPSIS) {
        let mut end = i;
        while starts(end, ab::ELLIPSIS) {
            end += ab::ELLIPSIS.len_utf8();
        }
        return Some((end, Role::Ends));
    }
    let one = |set: &[char], role| set.iter().find(|&&c| starts(i, c)).map(|c| (i + c.len_utf8(), role));
    one(&ab::COMMON_OPENING, Role::Opens).or_else(|| one(&ab::COMMON_CLOSING, Role::Closes))
}

/// A run of code points 0620..065F, which are letters, marks and tatweel, read eight at a time: nearly every word is one step,
/// so that its length is no branch to be guessed.
struct Run {
    codes: u128,
    length: usize,
    end: usize,
    /// Has it a letter in front? (Marks before the first letter are for the table.)
    word: bool,
}

const LANES: u64 = 0x0001_0001_0001_0001;

/// The codes of four characters, one in each lane, and a lane of zeros for each that is in the run: its bytes are
/// 110110xx 10xxxxxx and the code xxxxxxxx is in 20..5F.
#[inline(always)]
fn four(bytes: u64) -> (u64, u64) {
    let lanes = (bytes & (0x0003 * LANES)) << 6 | (bytes >> 8) & (0x003F * LANES);
    let lead = (bytes & (0xC0FC * LANES)) ^ (0x80D8 * LANES);
    let range = ((lanes + 0x0020 * LANES) & (0x00C0 * LANES)) ^ (0x0040 * LANES);
    (lanes, lead | range)
}

/// The bytes of four lanes side by side.
#[inline(always)]
fn narrow(lanes: u64) -> u64 {
    let pairs = (lanes | lanes >> 8) & 0x0000_FFFF_0000_FFFF;
    (pairs | pairs >> 16) & 0xFFFF_FFFF
}

impl Run {
    #[inline(always)]
    fn read(buffer: &[u8], start: usize) -> Self {
        let (mut codes, mut length, mut i) = (0u128, 0usize, start);
        while let Some(sixteen) = buffer.get(i..).and_then(<[u8]>::first_chunk::<16>) {
            let bytes = u128::from_le_bytes(*sixteen);
            let (first, bad_first) = four(low_half(bytes));
            let (second, bad_second) = four(low_half(bytes >> 64));
            let bad = u128::from(bad_first) | u128::from(bad_second) << 64;
            let good = (bad.trailing_zeros() / 16) as usize;
            let all = narrow(first) | narrow(second) << 32;
            // Two shifts, because one by 64 is none.
            let kept = all & !((u64::MAX << (4 * good)) << (4 * good));
            if length < PACKED {
                codes |= u128::from(kept) << (8 * length);
            }
            length += good;
            i += 2 * good;
            if good < 8 {
                break;
            }
        }
        let first = codes.to_le_bytes()[0];
        let word = matches!(first, 0x20..=0x3F | 0x41..=0x4A);
        Self { codes, length, end: i, word }
    }

    #[inline]
    fn low(&self) -> u64 {
        low_half(self.codes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a sink is told, as text.
    #[derive(Default, PartialEq, Debug)]
    struct Told(Vec<String>);

    impl Sink for Told {
        fn short(&mut self, codes: u64, at: Range<usize>) {
            self.long(codes.into(), at);
        }

        fn long(&mut self, codes: u128, at: Range<usize>) {
            self.token(Class::Word, Role::Opens, unpack(codes).as_bytes(), at);
        }

        fn token(&mut self, class: Class, role: Role, text: &[u8], at: Range<usize>) {
            let text = std::str::from_utf8(text).expect("tokens are UTF-8");
            self.0.push(format!("{text:?} {class} {role:?} {at:?}"));
        }

        fn line(&mut self) {
            self.0.push("line".to_owned());
        }

        fn replaced(&mut self, count: u64) {
            self.0.push(format!("{count} replaced"));
        }
    }

    fn equal(bytes: &[u8]) {
        let mut buffer = bytes.to_vec();
        buffer.extend_from_slice(&[b' '; PADDING]);
        let (mut fast, mut slow) = (Told::default(), Told::default());
        let mut scanner = Scanner::default();
        scanner.scan(&buffer, 0..bytes.len(), &mut fast);
        scanner.scan_by_rules(&buffer, 0..bytes.len(), &mut slow);
        assert_eq!(fast, slow, "{:?}", String::from_utf8_lossy(bytes));
    }

    #[test]
    fn every_code_point_of_the_base_block_is_read_as_the_rules_read_it() {
        for c in (0x600..0x700).filter_map(char::from_u32).chain((0..0x80).filter_map(char::from_u32)) {
            for text in [
                format!("{c}"),
                format!("كتب{c}"),
                format!("{c}كتب"),
                format!("كتب{c}كتب"),
                format!("3{c}4"),
                format!("ق{c}م{c}"),
            ] {
                equal(text.as_bytes());
                equal(format!("{text}.").as_bytes());
                equal(format!("({text}) {text}\u{00bb}").as_bytes());
            }
        }
    }

    proptest! {
        #[test]
        fn fast_is_equal_to_the_rules_on_arabic(text in "[\u{600}-\u{6ff} .،؟!«»“”…a0٣\n\r\t-]{0,60}") {
            equal(text.as_bytes());
        }

        #[test]
        fn fast_is_equal_to_the_rules_on_words(text in "([ابتثق\u{650}\u{651}ـکى]{1,20}[ .،:«»)\\-\n]{0,3}){0,12}") {
            equal(text.as_bytes());
        }

        #[test]
        fn fast_is_equal_to_the_rules_on_any_text(text in any::<String>()) {
            equal(text.as_bytes());
        }

        #[test]
        fn fast_is_equal_to_the_rules_on_any_bytes(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            equal(&bytes);
        }

        #[test]
        fn fast_is_equal_to_the_rules_on_broken_arabic(text in "[ابت .،\n]{0,40}", cut in any::<prop::sample::Index>()) {
            let mut bytes = text.into_bytes();
            if !bytes.is_empty() {
                let at = cut.index(bytes.len());
                bytes.remove(at);
            }
            equal(&bytes);
        }
    }
}
