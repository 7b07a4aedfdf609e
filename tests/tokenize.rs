//! `kalim tokenize`

mod common;

use std::fs;
use std::path::Path;

use common::{ROOT, Scratch, data, join, kalim};

fn rows(args: &[&str], text: &str) -> Vec<String> {
    let table = kalim(&join(&["tokenize", "--format", "csv"], args), text).well().table();
    table.lines(&["line", "sentence", "position", "token", "class", "byte_start", "byte_end"])
}

#[test]
fn the_columns_are_these() {
    let columns = "document,line,sentence,position,token,class,byte_start,byte_end\n";
    assert_eq!(kalim(&["tokenize", "--format", "csv"], "").well().text(), columns);
}

#[test]
fn a_sentence_is_a_line_and_tokens_are_parted_by_spaces() {
    for (text, want) in [
        ("", ""),
        ("\n\n", ""),
        ("قال:\u{A0}نعم", "قال : نعم\n"),
        ("أوّل. ثانٍ؟! «ثالث»", "أول .\nثان ؟ !\n« ثالث »\n"),
        ("عنوان\n\nنص\r\nآخر", "عنوان\nنص\nآخر\n"),
    ] {
        assert_eq!(kalim(&["tokenize"], text).well().text(), want, "{text:?}");
    }
}

#[test]
fn documents_do_not_share_a_line() {
    let scratch = Scratch::with(&[("a", "أ"), ("b", "ب")]);
    assert_eq!(scratch.kalim(&["tokenize", "a", "b"]).well().text(), "أ\nب\n");
}

#[test]
fn a_file_given_twice_is_two_documents() {
    let scratch = Scratch::with(&[("a", "أ ب")]);
    assert_eq!(scratch.kalim(&["tokenize", "a", "a"]).well().text(), "أ ب\nأ ب\n");
    let table = scratch.kalim(&["tokenize", "--format", "csv", "a", "a"]).well().table();
    assert_eq!(table.column("position"), ["1", "2", "1", "2"]);
}

#[test]
fn tokens_can_stand_on_lines_of_their_own() {
    let ran = kalim(&["tokenize", "--format", "tokens"], "قال: نعم.\nلا").well();
    assert_eq!(ran.text(), "قال\n:\nنعم\n.\nلا\n");
}

#[test]
fn each_token_has_its_place() {
    let want = [
        "1 1 1 قال word 0 8",
        "1 1  : punctuation 8 9",
        "1 1  « punctuation 10 12",
        "1 1 2 5 number 12 13",
        "1 1  ! punctuation 13 14",
        "1 1  » punctuation 14 16",
        "1 2 1 نعم word 17 23",
        "3 3 1 😀 emoji 26 30",
        "4 4 1 لا word 31 35",
    ];
    assert_eq!(rows(&[], "قَال: «5!» نعم\r\n\n😀\rلا"), want);
}

#[test]
fn several_words_share_the_bytes_of_their_token() {
    assert_eq!(
        rows(&[], "ﷺ قال"),
        [
            "1 1 1 صلى word 0 3",
            "1 1 2 الله word 0 3",
            "1 1 3 عليه word 0 3",
            "1 1 4 وسلم word 0 3",
            "1 1 5 قال word 4 10"
        ]
    );
    assert_eq!(rows(&["--profile", "none"], "ﷺ"), ["1 1 1 ﷺ word 0 3"]);
}

#[test]
fn what_is_drawn_without_a_letter_is_no_token() {
    // A lengthening stroke, a mark, a joiner, a byte order mark in the middle.
    for between in ["ـــ", "\u{64E}", "\u{200D}", "\u{FEFF}"] {
        let want = ["1 1 1 أ word 0 2".to_owned(), {
            let start = "أ  ".len() + between.len();
            format!("1 1 2 ب word {start} {}", start + 2)
        }];
        assert_eq!(rows(&[], &format!("أ {between} ب")), want, "{between:?}");
        assert_eq!(rows(&["--profile", "none"], &format!("أ {between} ب")), want, "{between:?}");
    }
}

#[test]
fn bytes_are_those_of_the_decoded_text() {
    let scratch = Scratch::new();
    scratch.write("broken", b"\xEF\xBB\xBFa \xD8 b\xFF c");
    let table = scratch.kalim(&["tokenize", "--format", "csv", "-q", "broken"]).well().table();
    let (tokens, starts) = (table.column("token"), table.column("byte_start"));
    let at = |token: &str| starts[tokens.iter().position(|t| *t == token).expect("the token")];
    assert_eq!((at("a"), at("b"), at("c")), ("0", "6", "11"));
    let units: Vec<u8> = "\u{FEFF}قلم a".encode_utf16().flat_map(u16::to_le_bytes).collect();
    scratch.write("wide", units);
    let table = scratch.kalim(&["tokenize", "--format", "csv", "wide"]).well().table();
    assert_eq!(table.lines(&["byte_start", "byte_end"]), ["0 6", "7 8"]);
}

#[test]
fn only_some_classes_can_be_printed() {
    let text = "قال 5، نعم 6!";
    assert_eq!(kalim(&["tokenize", "--classes", "number"], text).well().text(), "5 6\n");
    assert_eq!(
        rows(&["--classes", "word,punctuation"], text),
        ["1 1 1 قال word 0 6", "1 1  ، punctuation 8 10", "1 1 3 نعم word 11 17", "1 1  ! punctuation 19 20"]
    );
}

#[test]
fn options_of_tables_are_refused_elsewhere() {
    for format in ["lines", "tokens"] {
        kalim(&["tokenize", "--format", format, "--excel"], "").refused(&["--excel"]);
        kalim(&["tokenize", "--format", format, "--delimiter", ";"], "").refused(&["--delimiter"]);
    }
    kalim(&["tokenize", "--format", "csv", "--delimiter", ";"], "قلم").well();
}

#[test]
fn tokens_are_those_of_the_specification() {
    let path = Path::new(ROOT).join("tests/golden/arabic/tokenization_spec.tsv");
    let text = fs::read_to_string(path).expect("the specification");
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().expect("a header").split('\t').collect();
    let at = |name: &str| head.iter().position(|column| *column == name).expect("a column");
    let (id, input, tokens, classes) = (at("id"), at("input"), at("expected_tokens"), at("expected_classes"));
    let list = |cell: &str| cell.split(" ␟ ").filter(|s| !s.is_empty()).map(String::from).collect::<Vec<_>>();
    let mut cases = 0;
    for line in lines {
        let cells: Vec<&str> = line.split('\t').collect();
        let args = ["tokenize", "--format", "csv", "--profile", "none"];
        let table = kalim(&args, cells[input].replace("\\n", "\n").replace("\\t", "\t")).well().table();
        assert_eq!(table.column("token"), list(cells[tokens]), "{}", cells[id]);
        assert_eq!(table.column("class"), list(cells[classes]), "{}", cells[id]);
        cases += 1;
    }
    assert_eq!(cases, 97);
}

#[test]
fn odd_files_are_tokenized_as_they_are_counted() {
    for (name, encoding) in [
        ("nasty.txt", "utf-8"),
        ("broken-utf8.txt", "utf-8"),
        ("windows-1256.txt", "windows-1256"),
        ("long-line.txt", "utf-8"),
    ] {
        let path = data(name);
        let scratch = Scratch::new();
        let words = scratch.kalim(&[
            "tokenize",
            "-q",
            "--classes",
            "word",
            "--format",
            "tokens",
            "--encoding",
            encoding,
            &path,
        ]);
        let freq = scratch.kalim(&["freq", "-q", "--encoding", encoding, &path]).well().table();
        let sum: u64 = freq.numbers("frequency").iter().sum();
        assert_eq!(words.well().text().lines().count() as u64, sum, "{name}");
    }
}
