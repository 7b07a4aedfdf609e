use proptest::prelude::*;

use super::Stemmer;
use crate::text::tokenize::unpack;

fn stem(stemmer: Stemmer, word: &str) -> String {
    let mut stem = String::new();
    stemmer.stem(word, &mut stem);
    stem
}

#[test]
fn each_does_what_it_is_known_for() {
    for (word, light10, snowball, snowball_waw, arlstem) in [
        ("والكتاب", "كتاب", "والكتاب", "كتاب", "كتاب"),
        ("فبالكتاب", "فبالكتاب", "كتاب", "كتاب", "كتاب"),
        ("والد", "الد", "والد", "والد", "الد"),
        ("وسورية", "سور", "سور", "سور", "سوري"),
        ("ساحات", "ساح", "ساحا", "ساحا", "ساح"),
        ("ق.م", "ق.م", "ق.م", "ق.م", "ق.م"),
        ("Docker", "Docker", "Docker", "Docker", "Docker"),
    ] {
        for (stemmer, want) in Stemmer::ALL.into_iter().zip([light10, snowball, snowball_waw, arlstem]) {
            assert_eq!(stem(stemmer, word), want, "{stemmer} {word}");
        }
    }
}

#[test]
fn names_are_names_of_one() {
    for stemmer in Stemmer::ALL {
        assert_eq!(Stemmer::named(stemmer.name()), Some(stemmer));
    }
    assert_eq!(Stemmer::named("none"), None);
}

#[test]
fn what_is_no_word_stays() {
    let long = "كتاب".repeat(1000);
    for text in ["", "َ", "ـ", "،", long.as_str()] {
        for stemmer in Stemmer::ALL {
            assert_eq!(stem(stemmer, text), text, "{stemmer}");
        }
    }
}

/// Words of the letters that affixes are made of, and any text.
fn words() -> impl Strategy<Value = String> {
    prop_oneof![4 => "[والبكفلهانتيةمسأىء\u{64e}\u{651}]{0,12}", 1 => "[\u{600}-\u{6ff}\u{fb50}-\u{feff}]{0,12}", 1 => ".{0,20}"]
}

proptest! {
    #[test]
    fn a_word_has_a_stem(word in words()) {
        for stemmer in Stemmer::ALL {
            prop_assert_eq!(stem(stemmer, &word).is_empty(), word.is_empty(), "{}", stemmer);
        }
    }

    /// No stemmer makes two words of one.
    #[test]
    fn a_stem_has_no_space(word in words()) {
        for stemmer in Stemmer::ALL {
            let spaces = |text: &str| text.chars().filter(|c| c.is_whitespace()).count();
            prop_assert!(spaces(&stem(stemmer, &word)) <= spaces(&word), "{}", stemmer);
        }
    }

    #[test]
    fn a_stem_is_not_longer_in_letters(word in "[والبكفلهانتيةمسأىء]{1,12}") {
        for stemmer in Stemmer::ALL {
            prop_assert!(super::length(&stem(stemmer, &word)) <= super::length(&word), "{}", stemmer);
        }
    }

    /// The quick way is the plain one.
    #[test]
    fn packed_letters_are_stemmed_as_text(
        word in "[والبكفلهانتيةمسأؤئآإىء]{0,16}|[وفأ]?[بكسل]?[الويت]{0,2}[كتبسأىي]{1,3}[كتوينها]{0,5}|[\u{601}-\u{6ff}]{0,16}"
    ) {
        let codes = word.chars().rev().fold(0, |sum, c| sum << 8 | u128::from(u32::from(c) & 0xFF));
        for stemmer in Stemmer::ALL {
            if let Some(packed) = stemmer.stem_packed(codes) {
                prop_assert_eq!(unpack(packed), stem(stemmer, &word));
            }
        }
    }

    #[test]
    fn a_stem_is_appended(word in words(), before in ".{0,4}") {
        for stemmer in Stemmer::ALL {
            let mut text = before.clone();
            stemmer.stem(&word, &mut text);
            prop_assert_eq!(text, format!("{before}{}", stem(stemmer, &word)));
        }
    }
}
