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
fn copies_do_what_others_do() {
    let text = "أَٱلـرَّحْمٰن ﻷمّﺔ يء شيؤ مؤمن ئ ک ۀ ١٢، 👍 É";
    for (profile, want) in [
        ("lucene", "اٱلرحمٰن ﻷمﺔ يء شيؤ مؤمن ئ ک ۀ ١٢، 👍 É"),
        ("camel", "االـرحمن لامه يء شيؤ مؤمن ئ ک ۀ ١٢، 👍 É"),
        ("camel-arclean", "أالرحمن لأمة يء شيؤ مؤمن ئ ك ه 12,  É"),
        ("openiti", "االرحمن لامة ء شيء مءمن ء ك ه ١٢، 👍 É"),
    ] {
        assert_eq!(normalized(&["--profile", profile], text), want, "{profile}");
    }
}

#[test]
fn copies_take_no_fold() {
    for profile in ["lucene", "camel", "camel-arclean", "openiti"] {
        for (option, value) in
            [("--alef", "keep"), ("--elongation", "fold"), ("--hamza", "seat"), ("--dagger-alef", "alef")]
        {
            let ran = kalim(&["normalize", "--profile", profile, option, value], "أ");
            ran.refused(&[option, profile]).says_lines(1);
        }
    }
}

#[test]
fn further_folds_do_what_they_say() {
    let text = "مؤمن شئ سماء هٰذا جميييل ههههه";
    for (args, want) in [
        (&["--profile", "aggressive"][..], "مومن شي سما هذا جميل ه"),
        (&["--hamza", "seat"], "مومن شي سماء هذا جميييل ههههه"),
        (&["--hamza", "bare"], "مءمن شء سماء هذا جميييل ههههه"),
        (&["--hamza", "drop"], "ممن ش سما هذا جميييل ههههه"),
        (&["--hamza", "keep", "--dagger-alef", "alef"], "مؤمن شئ سماء هاذا جميييل ههههه"),
        (&["--elongation", "fold"], "مؤمن شئ سماء هذا جميل ه"),
        (&["--profile", "none", "--dagger-alef", "remove"], "مؤمن شئ سماء هذا جميييل ههههه"),
    ] {
        assert_eq!(normalized(args, text), want, "{args:?}");
    }
    for (option, value) in [("--hamza", "fold"), ("--dagger-alef", "keep"), ("--elongation", "yes")] {
        kalim(&["normalize", option, value], "").refused(&[option]);
    }
}

#[test]
fn a_letter_written_long_across_blocks_is_one() {
    for times in [3, 100, 400_001] {
        let text = format!("ج{}ل", "ي".repeat(times));
        assert!(normalized(&["--elongation", "fold"], &text) == "جيل", "{times}");
    }
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
