//! Tokens that a file gives: they are not cut again, only told apart by class.

use std::ops::Range;

use super::Class;
use super::sentence::Role;
use super::tokenize::{PADDING, Scanner, Sink};

/// Shows the tokens of `buffer[range]`, which stand between separators; a line is a sentence. One that the rules would cut is a
/// word if there is a word in it.
pub fn scan(scanner: &mut Scanner, separator: u8, buffer: &[u8], range: Range<usize>, sink: &mut impl Sink) {
    let mut start = range.start;
    let mut padded = Vec::new();
    for i in range.clone() {
        if buffer[i] == separator || buffer[i] == b'\n' {
            token(scanner, buffer, start..i, &mut padded, sink);
            start = i + 1;
        }
        if buffer[i] == b'\n' {
            sink.line();
        }
    }
    token(scanner, buffer, start..range.end, &mut padded, sink);
}

fn token(scanner: &mut Scanner, buffer: &[u8], at: Range<usize>, padded: &mut Vec<u8>, sink: &mut impl Sink) {
    let text = String::from_utf8_lossy(&buffer[at.clone()]);
    padded.clear();
    padded.extend(text.chars().filter(|c| !c.is_control()).collect::<String>().bytes());
    let end = padded.len();
    padded.extend_from_slice(&[b' '; PADDING]);
    let mut seen = Classes::default();
    scanner.scan(padded, 0..end, &mut seen);
    if let Some(class) = seen.class() {
        // Where a sentence ends is given too, so no punctuation ends one.
        sink.token(class, Role::Opens, &padded[..end], at);
    }
}

/// The classes of what the rules find.
#[derive(Default)]
struct Classes {
    first: Option<Class>,
    has_word: bool,
}

impl Classes {
    fn class(&self) -> Option<Class> {
        if self.has_word { Some(Class::Word) } else { self.first }
    }

    fn see(&mut self, class: Class) {
        self.first.get_or_insert(class);
        self.has_word |= class == Class::Word;
    }
}

impl Sink for Classes {
    fn short(&mut self, _: u64, _: Range<usize>) {
        self.see(Class::Word);
    }

    fn long(&mut self, _: u128, _: Range<usize>) {
        self.see(Class::Word);
    }

    fn token(&mut self, class: Class, _: Role, _: &[u8], _: Range<usize>) {
        self.see(class);
    }

    fn line(&mut self) {}

    fn replaced(&mut self, _: u64) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Default)]
    struct Seen(Vec<String>);

    impl Sink for Seen {
        fn short(&mut self, _: u64, _: Range<usize>) {}

        fn long(&mut self, _: u128, _: Range<usize>) {}

        fn token(&mut self, class: Class, _: Role, text: &[u8], _: Range<usize>) {
            self.0.push(format!("{class} {}", std::str::from_utf8(text).unwrap()));
        }

        fn line(&mut self) {
            self.0.push("line".to_owned());
        }

        fn replaced(&mut self, _: u64) {}
    }

    #[test]
    fn tokens_stay_whole() {
        let text = "و\u{1F}ق.م\u{1F}2,254\u{1F}.\n\u{1F}نيو يورك\u{1F}\u{1F}كت\u{7}اب";
        let mut buffer = text.as_bytes().to_vec();
        buffer.extend_from_slice(&[b' '; PADDING]);
        let mut seen = Seen::default();
        scan(&mut Scanner::default(), 0x1F, &buffer, 0..text.len(), &mut seen);
        let want = ["word و", "word ق.م", "number 2,254", "punctuation .", "line", "word نيو يورك", "word كتاب"];
        assert_eq!(seen.0, want);
    }
}
