use std::ops::Range;

use proptest::prelude::*;

use super::{Scratch, cut};
use crate::text::Class;

const SPEC: &str = include_str!("../../../tests/golden/arabic/tokenization_spec.tsv");
const SEPARATOR: &str = " ␟ ";

type Token = (Class, String, Range<usize>);

fn tokens(line: &str) -> Vec<Token> {
    let mut found = Vec::new();
    cut(line, &mut Scratch::default(), &mut |class, text, at| {
        found.push((class, text.to_owned(), at));
    });
    found
}

fn unescaped(field: &str) -> String {
    field.replace("\\n", "\n").replace("\\t", "\t").replace("\\r", "\r").replace("\\\\", "\\")
}

#[test]
fn every_row_of_the_specification() {
    let mut rows = 0;
    for row in SPEC.lines().skip(1) {
        let fields: Vec<_> = row.split('\t').collect();
        let [id, _, input, texts, classes, ..] = fields[..] else { panic!("a short row: {row}") };
        let found = tokens(&unescaped(input));
        let found_texts: Vec<_> = found.iter().map(|(_, text, _)| text.as_str()).collect();
        let found_classes: Vec<_> = found.iter().map(|(class, ..)| class.name()).collect();
        assert_eq!(found_texts.join(SEPARATOR), unescaped(texts), "{id}");
        assert_eq!(found_classes.join(SEPARATOR), classes, "{id}");
        rows += 1;
    }
    assert_eq!(rows, 97);
}

#[test]
fn places_count_controls_inside_a_token_only() {
    // A right-to-left mark before, a zero-width non-joiner inside, a left-to-right mark after.
    let line = "\u{200F}لا\u{200C}تقل\u{200E}.";
    let expected = [(Class::Word, "لاتقل".to_owned(), 3..16), (Class::Punctuation, ".".to_owned(), 19..20)];
    assert_eq!(tokens(line), expected);
}

#[test]
fn the_period_of_initials_is_in_the_place_and_not_in_the_text() {
    assert_eq!(tokens("ق.م."), [(Class::Word, "ق.م".to_owned(), 0..6)]);
}

#[test]
fn a_joiner_stays_only_between_pictures() {
    assert_eq!(tokens("👨\u{200D}👧"), [(Class::Emoji, "👨\u{200D}👧".to_owned(), 0..11)]);
    // A control beside the joiner parts it from the picture.
    let parted = [(Class::Emoji, "👨".to_owned(), 0..4), (Class::Emoji, "👧".to_owned(), 10..14)];
    assert_eq!(tokens("👨\u{200E}\u{200D}👧"), parted);
}

/// What fails at every place and would be scanned anew from each: a quadratic scanner takes minutes over any of these.
#[test]
fn the_time_is_linear_in_the_line() {
    let long = 1 << 18;
    for part in [
        "a",
        "a.",
        "a@",
        "-",
        "a@b.",
        "َ",
        "ـ",
        "#1",
        "1",
        "1,",
        "ا.",
        "www.",
        "http://)",
        "’",
        "🏴\u{E0061}",
        "👨\u{200D}",
        "(",
        "/",
    ] {
        for (head, tail) in [("", ""), ("a@", ""), ("a.a.a.a@", ""), ("http://", ""), ("", "@"), ("#", " "), ("", "ا")]
        {
            let line = [head, &part.repeat(long / part.len()), tail].concat();
            let mut covered = 0;
            cut(&line, &mut Scratch::default(), &mut |_, _, at| {
                covered = at.end;
            });
            assert!(covered <= line.len());
        }
    }
}

/// Pieces of every rule, whole and broken, to be thrown together.
fn piece() -> impl Strategy<Value = String> {
    const PIECES: &[&str] = &[
        "ق",
        "م",
        "كتاب",
        "ﷺ",
        "ﻻ",
        "َ",
        "ّ",
        "ـ",
        "ۥ",
        "\u{FE7F}",
        "۝",
        "٣",
        "۴",
        "5",
        "12",
        ",",
        "،",
        "٫",
        ".",
        "..",
        "…",
        "a",
        "B",
        "é",
        "ſ",
        "com",
        "org",
        "uk",
        "http",
        "https://",
        "www.",
        "://",
        "/",
        "@",
        "#",
        "＃",
        "&",
        "_",
        "-",
        "%",
        "+",
        "'",
        "’",
        "(",
        ")",
        "»",
        "“",
        "\"",
        "😀",
        "👍",
        "\u{1F3FD}",
        "\u{FE0F}",
        "\u{200D}",
        "🇸",
        "🇾",
        "\u{20E3}",
        "©",
        "🏴",
        "\u{E0067}",
        "\u{E007F}",
        "\u{200C}",
        "\u{200F}",
        "\u{FEFF}",
        "\u{AD}",
        "\u{A0}",
        "\u{200B}",
        "\u{2028}",
        "\u{85}",
        "\u{1}",
        "½",
        "１",
        "字",
        "\u{E000}",
        "\u{378}",
        " ",
        "\t",
        "\n",
    ];
    prop_oneof![8 => proptest::sample::select(PIECES).prop_map(str::to_owned), 1 => any::<char>().prop_map(String::from)]
}

proptest! {
    #[test]
    fn a_line_is_cut_as_its_stretches_are(pieces in prop::collection::vec(piece(), 0..40)) {
        let line = pieces.concat();
        let mut scratch = Scratch::default();
        let mut one_by_one: Vec<Token> = Vec::new();
        let mut start = 0;
        for stretch in line.split_inclusive(|c: char| c.is_ascii_whitespace()) {
            cut(stretch.trim_end_matches(|c: char| c.is_ascii_whitespace()), &mut scratch, &mut |class, text, at| {
                one_by_one.push((class, text.to_owned(), start + at.start..start + at.end));
            });
            start += stretch.len();
        }
        prop_assert_eq!(tokens(&line), one_by_one);
    }

    #[test]
    fn tokens_rise_and_lie_on_characters(line in "\\PC{0,40}") {
        let mut last = 0;
        for (_, text, at) in tokens(&line) {
            prop_assert!(!text.is_empty());
            prop_assert!(last <= at.start && at.start < at.end);
            prop_assert!(line.get(at.clone()).is_some());
            last = at.end;
        }
    }
}
