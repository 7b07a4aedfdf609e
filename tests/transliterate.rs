//! `kalim transliterate`

mod common;

use common::{Scratch, join, kalim};

const SCHEMES: [&str; 4] = ["buckwalter", "safe-bw", "xml-bw", "hsb"];

fn transliterated(args: &[&str], text: &str) -> String {
    kalim(&join(&["transliterate"], args), text).well().text().to_owned()
}

#[test]
fn each_letter_has_its_sign() {
    let text = "هَٰذَا شُؤْمٌ، abc ٢٠٢٤\n";
    for (scheme, latin) in [
        ("buckwalter", "ha`*aA $u&omN، abc ٢٠٢٤\n"),
        ("safe-bw", "haeVaA cuWomN، abc ٢٠٢٤\n"),
        ("xml-bw", "ha`*aA $uWomN، abc ٢٠٢٤\n"),
        ("hsb", "haáðaA šuŵ.mũ، abc ٢٠٢٤\n"),
    ] {
        assert_eq!(transliterated(&["--to", scheme], text), latin, "{scheme}");
    }
    assert_eq!(transliterated(&["--from", "buckwalter"], "Al$~amos"), "الش\u{651}\u{64E}م\u{652}س");
}

#[test]
fn from_undoes_to() {
    let text = "إِنَّ ٱلَّذِينَ آمَنُوا۟ وَعَمِلُوا۟ ٱلصَّٰلِحَٰتِ\nگ پ چ ڤ ى ة ؤ ئ ء ـ ٣\n";
    for scheme in SCHEMES {
        let latin = transliterated(&["--to", scheme], text);
        assert_ne!(latin, text);
        assert_eq!(transliterated(&["--from", scheme], &latin), text, "{scheme}");
    }
}

#[test]
fn it_is_a_filter_like_normalize() {
    let scratch = Scratch::with(&[("a", "\u{FEFF}أب\r\nت"), ("b", "ث")]);
    assert_eq!(scratch.kalim(&["transliterate", "--to", "buckwalter", "a", "b"]).well().text(), ">b\ntv");
    scratch.kalim(&["transliterate", "--to", "buckwalter", "a", "-o", "out"]).well();
    assert_eq!(scratch.read("out"), ">b\nt");
    let ran = kalim(&["transliterate", "--to", "hsb"], &b"\xD8\xB3\xFF"[..]).code(0).says(&["replacement"]);
    assert_eq!(ran.text(), "s\u{FFFD}");
    let long = "سلام ".repeat(100_000);
    assert!(transliterated(&["--to", "safe-bw"], &long) == "slAm ".repeat(100_000));
}

#[test]
fn one_direction_and_one_scheme_are_named() {
    kalim(&["transliterate"], "").refused(&["--to", "--from"]);
    kalim(&["transliterate", "--to", "hsb", "--from", "hsb"], "").refused(&["--to", "--from"]);
    for direction in ["--to", "--from"] {
        kalim(&["transliterate", direction, "arabtex"], "").refused(&SCHEMES);
    }
    kalim(&["transliterate", "--to", "hsb", "--profile", "light"], "").refused(&["--profile"]);
}
