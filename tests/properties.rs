//! What holds of any text, by generated ones.

mod common;

use std::collections::BTreeMap;

use common::{READING, Scratch, join, kalim};
use proptest::prelude::*;

/// Few, for each runs the program.
const CASES: u32 = 24;

/// Pieces that meet in real text, and the odd ones that break programs.
const PIECES: [&str; 48] = [
    "كتاب",
    "قلم",
    "أحمد",
    "إلى",
    "مدرسة",
    "على",
    "لا",
    "و",
    "ال",
    "Ab",
    "ß",
    "İ",
    "é",
    "e\u{301}",
    "٣",
    "5",
    ".",
    "...",
    "؟",
    "!",
    "،",
    "…",
    "«",
    "»",
    "(",
    ")",
    "-",
    "ـ",
    "َ",
    "ّ",
    "\u{670}",
    "ﷺ",
    "ﷲ",
    "ﻻ",
    "ﻛ",
    "\u{200C}",
    "\u{200D}",
    "\u{200F}",
    "\u{FEFF}",
    "\u{FFFD}",
    "😀",
    "👨‍👩‍👧",
    "🇸🇾",
    "#",
    "@user",
    "http://a.b/",
    "info@example.org",
    "_",
];
const SPACES: [&str; 8] = [" ", " ", " ", "\n", "\r", "\r\n", "\u{2028}", "\t"];

/// Text that looks like text, mostly.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        12 => proptest::sample::select(&PIECES[..]).prop_map(String::from),
        6 => proptest::sample::select(&SPACES[..]).prop_map(String::from),
        1 => any::<char>().prop_map(String::from),
        1 => proptest::char::range('\u{600}', '\u{6FF}').prop_map(String::from),
        1 => proptest::char::range('\u{FB50}', '\u{FEFF}').prop_map(String::from),
    ];
    // The program reads many lines as easily as one.
    proptest::collection::vec(piece, 0..600).prop_map(|pieces| pieces.concat())
}

/// Characters that steer and are not seen: they may stand in a token and be no part of it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200C}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FEFF}')
}

/// Bytes that may be text.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let part = prop_oneof![
        text().prop_map(String::into_bytes),
        proptest::collection::vec(any::<u8>(), 0..200),
        proptest::collection::vec(0xD8u8..=0xDB, 0..9),
    ];
    proptest::collection::vec(part, 0..6).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: CASES, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn normalizing_twice_changes_nothing(bytes in bytes()) {
        for profile in ["light", "search"] {
            let args = ["normalize", "-q", "--profile", profile];
            let once = kalim(&args, &bytes).well();
            let twice = kalim(&args, &once.stdout).well();
            prop_assert_eq!(once.text(), twice.text(), "{}", profile);
        }
    }

    #[test]
    fn normal_text_without_folds_only_loses_its_carriage_returns(text in text()) {
        let ran = kalim(&["normalize", "-q", "--profile", "none"], &text).well();
        let want = text.strip_prefix('\u{FEFF}').unwrap_or(&text).replace("\r\n", "\n").replace('\r', "\n");
        prop_assert_eq!(ran.text(), want);
    }

    #[test]
    fn frequencies_sum_up_to_the_counted_tokens(text in text(), profile in proptest::sample::select(&["none", "light", "search"][..])) {
        for classes in ["word", "word,number,url,email,mention,hashtag,emoji,punctuation,symbol"] {
            let options = ["--classes", classes, "--profile", profile];
            let freq = kalim(&join(&["freq"], &options), &text).well().table();
            let stats = kalim(&join(&["stats"], &options), &text).well().table();
            let frequencies = freq.numbers("frequency");
            prop_assert_eq!(stats.value("counted_tokens"), frequencies.iter().sum::<u64>().to_string());
            prop_assert_eq!(stats.value("types"), frequencies.len().to_string());
            let hapax = frequencies.iter().filter(|f| **f == 1).count();
            prop_assert_eq!(stats.value("hapax"), hapax.to_string());
        }
    }

    #[test]
    fn frequencies_are_those_of_the_tokens(bytes in bytes()) {
        for profile in ["none", "light", "search"] {
            let options = ["-q", "--profile", profile];
            let tokens = kalim(&join(&["tokenize", "--format", "csv", "--classes", "word"], &options), &bytes).well();
            let mut want = BTreeMap::<String, u64>::new();
            for word in tokens.table().column("token") {
                *want.entry(word.to_owned()).or_default() += 1;
            }
            let freq = kalim(&join(&["freq"], &options), &bytes).well().table();
            let got: BTreeMap<String, u64> =
                freq.column("word").into_iter().map(String::from).zip(freq.numbers("frequency")).collect();
            prop_assert_eq!(got, want, "{}", profile);
        }
    }

    #[test]
    fn bytes_of_a_token_are_its_spelling(text in text()) {
        let table = kalim(&["tokenize", "--format", "csv", "--profile", "none"], &text).well().table();
        let decoded = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let ends = table.numbers("byte_start").into_iter().zip(table.numbers("byte_end"));
        for (token, (start, end)) in table.column("token").into_iter().zip(ends) {
            let (start, end) = (usize::try_from(start).expect("a place"), usize::try_from(end).expect("a place"));
            let spelled = decoded.get(start..end).expect("whole characters");
            let (spelled, token) = (spelled.replace(is_invisible, ""), token.replace(is_invisible, ""));
            // The last dot of an abbreviation (أ.ب.) belongs to it, but is not printed.
            let abbreviation = token.contains('.').then(|| spelled.strip_suffix('.')).flatten();
            prop_assert!(spelled == token || abbreviation == Some(&token), "{:?} is spelled {:?}", token, spelled);
        }
    }

    #[test]
    fn any_bytes_are_read(bytes in bytes()) {
        let scratch = Scratch::new();
        scratch.write("bytes", &bytes);
        for command in READING.into_iter().filter(|command| command[0] != "collocates") {
            scratch.kalim(&join(command, &["-q", "bytes"])).well();
        }
        for command in [["ngrams", "--within", "document"], ["freq", "--show", "original"]] {
            let streamed = scratch.pipe(&join(&command, &["-q"]), &bytes).well();
            let read = scratch.kalim(&join(&command, &["-q", "bytes"])).well();
            prop_assert_eq!(streamed.text(), read.text());
        }
    }

    #[test]
    fn any_encoding_is_read(bytes in bytes(), name in proptest::sample::select(&["utf-16le", "utf-16be", "windows-1256", "gb18030", "iso-2022-jp", "replacement"][..])) {
        let ran = kalim(&["freq", "-q", "--encoding", name], &bytes);
        // Where an encoding cannot be read at all, that is wrong usage, no panic.
        prop_assert!(matches!(ran.code, Some(0 | 2)), "{}: {}", name, ran.stderr);
    }

    #[test]
    fn directed_pairs_are_the_same_both_ways(text in text()) {
        let args = ["cooccur", "--directed", "--measures", "", "--within", "line", "--before", "3", "--after", "3"];
        let directed = kalim(&args, &text).well().table();
        let symmetric = kalim(&["cooccur", "--measures", "", "--within", "line", "--window", "3"], &text).well().table();
        let mut want = BTreeMap::new();
        for (pair, frequency) in symmetric.rows.iter().zip(symmetric.numbers("frequency")) {
            *want.entry((pair[1].clone(), pair[2].clone())).or_insert(0) += frequency;
            *want.entry((pair[2].clone(), pair[1].clone())).or_insert(0) += frequency;
        }
        let pairs = directed.rows.iter().map(|row| (row[1].clone(), row[2].clone()));
        let got: BTreeMap<_, _> = pairs.zip(directed.numbers("frequency")).collect();
        prop_assert_eq!(got, want);
    }

    #[test]
    fn pieces_of_a_corpus_are_the_corpus(texts in proptest::collection::vec(text(), 1..5)) {
        let scratch = Scratch::new();
        let names: Vec<String> = (0..texts.len()).map(|i| i.to_string()).collect();
        for (name, text) in names.iter().zip(&texts) {
            scratch.write(name, text);
        }
        let mut want = BTreeMap::<String, u64>::new();
        for name in &names {
            let table = scratch.kalim(&["ngrams", "-n", "1-3", name]).well().table();
            for (ngram, frequency) in table.lines(&["n", "ngram"]).into_iter().zip(table.numbers("frequency")) {
                *want.entry(ngram).or_default() += frequency;
            }
        }
        let all = [&["ngrams", "-n", "1-3"], &names.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat();
        let table = scratch.kalim(&all).well().table();
        let got: BTreeMap<_, _> = table.lines(&["n", "ngram"]).into_iter().zip(table.numbers("frequency")).collect();
        prop_assert_eq!(got, want);
    }
}
