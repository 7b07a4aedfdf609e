//! `kalim normalize`

mod common;

use common::{Scratch, join, kalim};

fn normalized(args: &[&str], text: &str) -> String {
    kalim(&join(&["normalize"], args), text).well().text().to_owned()
}

#[test]
fn profiles_fold_what_they_say() {
    let text = "أَحْمَدُ قـــال ﻛﺘﺎب لا کتابی ٣٫٥ مدرسة على Ab";
    assert_eq!(normalized(&["--profile", "none"], text), text);
    assert_eq!(normalized(&[], text), "أحمد قال كتاب لا كتابي 3٫5 مدرسة على Ab");
    assert_eq!(normalized(&["--profile", "search"], text), "احمد قال كتاب لا كتابي 3٫5 مدرسه علي ab");
    assert_eq!(normalized(&["--marks", "keep", "--tatweel", "keep"], "قَـال"), "قَـال");
    assert_eq!(normalized(&["--alef", "fold", "--case", "fold"], "أB على"), "اb على");
}

#[test]
fn lines_end_with_lf_and_none_is_added() {
    for (text, want) in
        [("", ""), ("ج", "ج"), ("ج\r\nب\rت\nث", "ج\nب\nت\nث"), ("\r\r\n\n\r", "\n\n\n\n"), ("ج\r", "ج\n")]
    {
        for profile in ["none", "light", "search"] {
            assert_eq!(normalized(&["--profile", profile], text), want, "{text:?} {profile}");
        }
    }
}

#[test]
fn no_block_shows() {
    // Line ends and marks at every place of a block.
    for unit in ["ab\r\n", "a\r\n", "قَ\r\n", "\r\r\n", "لا\u{64E}\u{651} ", "ﻻ", "ـَ"] {
        let times = 700_000 / unit.len();
        let whole = normalized(&[], &unit.repeat(times));
        assert!(whole == normalized(&[], unit).repeat(times), "{unit:?}");
        let scratch = Scratch::with(&[("text", &unit.repeat(times))]);
        assert!(scratch.kalim(&["normalize", "text"]).well().text() == whole, "{unit:?}");
    }
}

#[test]
fn broken_bytes_are_replaced_or_pass() {
    for (bytes, replaced, none) in [
        (&b"a\xFFb"[..], "a\u{FFFD}b", &b"a\xFFb"[..]),
        (b"\xD9", "\u{FFFD}", b"\xD9"),
        (b"\xE2\x80\r\n\x80", "\u{FFFD}\n\u{FFFD}", b"\xE2\x80\n\x80"),
    ] {
        let ran = kalim(&["normalize"], bytes).code(0).says(&["replacement"]);
        assert_eq!(ran.text(), replaced);
        let ran = kalim(&["normalize", "--profile", "none"], bytes).code(0);
        assert_eq!(ran.stdout, none);
    }
}

#[test]
fn files_follow_each_other() {
    let scratch = Scratch::with(&[("a", "أَ\n"), ("b", "\u{FEFF}بَ"), ("c", "تَ")]);
    assert_eq!(scratch.kalim(&["normalize", "a", "b", "c"]).well().text(), "أ\nبت");
    scratch.kalim(&["normalize", "a", "b", "-o", "out"]).well();
    assert_eq!(scratch.read("out"), "أ\nب");
}

#[test]
fn it_has_no_options_of_tables() {
    for option in ["--format", "--top", "--classes", "--excel", "--min-freq"] {
        kalim(&["normalize", option, "1"], "").refused(&[option]);
    }
}
