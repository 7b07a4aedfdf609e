use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;
use crate::text::profile::samples::nasty_bytes;
use crate::text::profile::{Fold, Folds, Hamza};
use crate::text::transliteration::Scheme;

fn profile(name: &str) -> Profile {
    Profile::new(name, &Folds::default()).unwrap()
}

/// All profiles, and those that a filter treats differently: with context or without, letters kept or not.
static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let marks_kept = Folds { marks: Some(Fold::Keep), ..Folds::default() };
    let long_kept = Folds { elongation: Some(Fold::Fold), ..marks_kept };
    let hamza_dropped = Folds { hamza: Some(Hamza::Drop), ..marks_kept };
    let case = Folds { case: Some(Fold::Fold), marks: Some(Fold::Fold), ..Folds::default() };
    let named = Profile::names().filter(|name| *name != "none").map(profile);
    let others = [
        Profile::new("light", &marks_kept).unwrap(),
        Profile::new("light", &hamza_dropped).unwrap(),
        Profile::new("none", &long_kept).unwrap(),
        Profile::new("none", &case).unwrap(),
        Profile::from_latin(Scheme::Hsb),
    ];
    named.chain(others).collect()
});

/// Normalizes blocks of these lengths, over and over.
fn in_blocks(profile: &Profile, bytes: &[u8], lengths: &[usize]) -> (Vec<u8>, u64) {
    run(Normalizer::new(profile.clone()), bytes, lengths)
}

/// As each lesser processor does it, too.
fn in_all_ways(profile: &Profile, bytes: &[u8], lengths: &[usize]) -> Vec<(Vec<u8>, u64)> {
    let with = |letters| Normalizer { letters, ..Normalizer::new(profile.clone()) };
    Letters::all(profile).map(|letters| run(with(letters), bytes, lengths)).collect()
}

fn run(mut normalizer: Normalizer, mut bytes: &[u8], lengths: &[usize]) -> (Vec<u8>, u64) {
    let mut out = Vec::new();
    let mut lengths = lengths.iter().cycle();
    while !bytes.is_empty() {
        let len = lengths.next().map_or(bytes.len(), |&len| len.min(bytes.len()));
        normalizer.push(&bytes[..len], &mut out);
        bytes = &bytes[len..];
    }
    normalizer.finish(&mut out);
    (out, normalizer.replacements())
}

fn whole(profile: &Profile, bytes: &[u8]) -> Vec<u8> {
    in_blocks(profile, bytes, &[]).0
}

/// The definition: decode, unify line ends, fold.
fn expected(profile: &Profile, bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let mut out = String::new();
    profile.define(&text.replace("\r\n", "\n").replace('\r', "\n"), &mut out);
    out
}

#[test]
fn none_passes_all_but_line_ends() {
    let bytes = b"\xEF\xBB\xBFa\xFF\r\nb\rc\r\r\n\xD8\xEF\xBB\xBF";
    for lengths in [&[][..], &[1], &[2], &[3, 1]] {
        assert_eq!(
            in_blocks(&profile("none"), bytes, lengths),
            (b"\xEF\xBB\xBFa\xFF\nb\nc\n\n\xD8\xEF\xBB\xBF".to_vec(), 0)
        );
    }
}

#[test]
fn broken_bytes_are_replaced_and_counted() {
    let bytes = b"\xF0\x9F\x92\xE2\x80\xED\xA0\x80x\xC0\xAF\xD8";
    let (out, replacements) = in_blocks(&profile("light"), bytes, &[1]);
    assert_eq!(String::from_utf8(out).unwrap(), String::from_utf8_lossy(bytes));
    assert_eq!(replacements, 8);
}

#[test]
fn a_line_comes_out_with_its_block() {
    for profile in &*PROFILES {
        let mut normalizer = Normalizer::new(profile.clone());
        for line in ["كتاب\n", "\u{64E}\u{654} 👨\u{200D}\n", "e\u{301} \r\n", "a\r"] {
            let mut out = Vec::new();
            normalizer.push(line.as_bytes(), &mut out);
            assert_eq!(out.last(), Some(&b'\n'), "{line:?}");
        }
    }
}

#[test]
fn little_is_held_of_a_long_word() {
    let mut normalizer = Normalizer::new(profile("light"));
    let mut out = Vec::new();
    for block in ["ب".repeat(5000), "ـ".repeat(5000), "\u{64E}\u{651}".repeat(5000), "\u{200F}".repeat(5000)] {
        normalizer.push(block.as_bytes(), &mut out);
        assert!(normalizer.held.len() <= 2 * JOINED_AT_FIRST);
    }
    normalizer.push("\u{654}".as_bytes(), &mut out);
    normalizer.finish(&mut out);
    assert_eq!(out, "ب".repeat(5000).into_bytes());
    let folds = Folds { hamza: Some(Hamza::Drop), ..Folds::default() };
    let mut normalizer = Normalizer::new(Profile::new("light", &folds).unwrap());
    normalizer.push("و".repeat(5000).as_bytes(), &mut out);
    assert!(normalizer.held.len() <= 2 * JOINED_AT_FIRST);
}

#[test]
fn a_mark_finds_its_letter_in_an_earlier_block() {
    let text = format!("ي{}\u{654}ة", "ـ\u{64E}".repeat(300));
    for lengths in [&[1][..], &[7], &[100], &[601]] {
        assert_eq!(in_blocks(&profile("light"), text.as_bytes(), lengths).0, "ئة".as_bytes());
    }
}

#[test]
fn a_long_letter_is_shortened_wherever_it_stands() {
    for before in 0..700 {
        for behind in ["", "ا", &"للاب----".repeat(9), &"للاب----".repeat(100)] {
            let text = |letter: &str| format!("{}{letter}{behind}", "a".repeat(before));
            assert_eq!(whole(&profile("aggressive"), text("ههه").as_bytes()), text("ه").into_bytes());
            assert_eq!(profile("aggressive").fold(&text("ههه")), text("ه"));
            assert_eq!(whole(&profile("aggressive"), text("هه").as_bytes()), text("هه").into_bytes());
        }
    }
}

#[test]
fn long_letters_are_shortened_in_long_texts_too() {
    let mut random = 1u32;
    let mut next = |below: u32| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) % below
    };
    let mut text = String::new();
    while text.len() < 400_000 {
        let letter = ["ه", "ل", "-", "ه\u{200D}", "ه\u{654}", "\u{FDFA}"][next(6) as usize];
        let run = [1, 2, 3, 9, 3000][next(40) as usize / 9];
        text.push_str(&letter.repeat(run));
    }
    for lengths in [&[][..], &[100_003], &[8192, 50]] {
        let out = in_blocks(&profile("aggressive"), text.as_bytes(), lengths).0;
        assert!(String::from_utf8(out) == Ok(expected(&profile("aggressive"), text.as_bytes())), "{lengths:?}");
    }
}

#[test]
fn letters_that_go_take_nothing_with_them() {
    for before in 0..40 {
        let text =
            |hamza: &str| format!("{}ما{hamza} {hamza}سما{hamza}{}", "a".repeat(before), "ب".repeat(20 - before / 2));
        let aggressive = whole(&profile("aggressive"), text("ء").as_bytes());
        assert_eq!(String::from_utf8(aggressive), Ok(expected(&profile("aggressive"), text("").as_bytes())));
        assert_eq!(String::from_utf8(whole(&profile("openiti"), text("ء").as_bytes())), Ok(text("ء")));
    }
}

#[test]
fn what_is_before_a_letter_counts_wherever_it_stands() {
    let openiti = profile("openiti");
    for place in 0..2 * 66 {
        for last in ["\u{FEF1}", "ي", "ى", "ي\u{64E}", "👨", "\u{AD}", "\x7F", "ء"] {
            for next in ["ا", "\u{654}", "\u{64B}", "”", "\r"] {
                let text = format!(
                    "{}{last}ء{next}{}",
                    "ب".repeat(place / 2) + &"a".repeat(place % 2),
                    "ب\u{64B} ".repeat(30)
                );
                let expected = expected(&openiti, text.as_bytes());
                assert_eq!(String::from_utf8(whole(&openiti, text.as_bytes())), Ok(expected), "{text:?}");
            }
        }
    }
}

#[test]
fn a_search_for_a_cut_is_forgotten_with_its_block() {
    let mut blocks = Normalizer::new(profile("openiti"));
    let mut out = Vec::new();
    ["يء", "ا\n", "\u{1161}"].iter().for_each(|block| blocks.push(block.as_bytes(), &mut out));
    blocks.finish(&mut out);
    assert_eq!((String::from_utf8(out), blocks.replacements()), (Ok("ءا\n\u{1161}".to_owned()), 0));
}

#[test]
fn a_normalizer_serves_one_stream_after_the_other() {
    for profile in &*PROFILES {
        let mut normalizer = Normalizer::new(profile.clone());
        for text in ["يء", "\u{1161}ا", "هههه", "\r", "\na\u{654}", "\u{654}"] {
            let mut out = Vec::new();
            normalizer.push(text.as_bytes(), &mut out);
            normalizer.finish(&mut out);
            assert_eq!(String::from_utf8(out), Ok(expected(profile, text.as_bytes())));
        }
    }
}

#[test]
fn marks_meet_where_a_letter_goes_with_its_hamza() {
    let folds = Folds { marks: Some(Fold::Keep), hamza: Some(Hamza::Drop), ..Folds::default() };
    let profile = Profile::new("light", &folds).unwrap();
    for letter in ["ے", "و", "\u{FEEE}", "ى", "وـ"] {
        let go = format!("{letter}\u{654}");
        for before in ["", "ا", "e", "\u{653}", &go, &format!("{go}{letter}"), &format!("ا\u{653}{letter}{letter}")] {
            let after = ["\u{64B}", "\u{654}", "\u{301}", letter, "ب"];
            let text = after.map(|after| format!("{before}{go}{after}{letter}{go}")).join(" ");
            let expected = expected(&profile, text.as_bytes());
            assert_eq!(profile.fold(&text), expected, "{text:?}");
            for lengths in [&[][..], &[1], &[2], &[3]] {
                let (out, _) = in_blocks(&profile, text.as_bytes(), lengths);
                assert_eq!(String::from_utf8(out), Ok(expected.clone()), "{text:?} {lengths:?}");
            }
        }
    }
}

proptest! {
    #[test]
    fn the_filter_says_what_the_route_says(bytes in nasty_bytes(), lengths in prop::collection::vec(1..90usize, 0..4)) {
        for profile in &*PROFILES {
            let (out, replacements) = in_blocks(profile, &bytes, &lengths);
            for same in in_all_ways(profile, &bytes, &lengths) {
                prop_assert_eq!(same, (out.clone(), replacements));
            }
            prop_assert_eq!(String::from_utf8(out), Ok(expected(profile, &bytes)));
            let broken = bytes.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
            prop_assert_eq!(replacements, broken as u64);
        }
    }

    #[test]
    fn none_does_not_care_for_cuts(bytes in nasty_bytes(), len in 1..9usize) {
        let none = profile("none");
        prop_assert_eq!(in_blocks(&none, &bytes, &[len]).0, whole(&none, &bytes));
    }

    #[test]
    fn normalizing_twice_changes_nothing(bytes in nasty_bytes()) {
        for name in ["light", "search", "aggressive"] {
            let once = whole(&profile(name), &bytes);
            prop_assert_eq!(whole(&profile(name), &once), once.clone());
        }
    }

    #[test]
    fn up_to_the_last_white_space_all_comes_out(bytes in nasty_bytes()) {
        let Some(space) = bytes.iter().rposition(u8::is_ascii_whitespace) else {
            return Ok(());
        };
        for profile in &*PROFILES {
            let (mut out, mut certain) = (Vec::new(), Vec::new());
            let mut normalizer = Normalizer::new(profile.clone());
            normalizer.push(&bytes, &mut out);
            certain.extend(whole(profile, &bytes[..=space]));
            prop_assert!(out.starts_with(&certain));
        }
    }
}
