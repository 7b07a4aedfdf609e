use proptest::prelude::*;

use super::{Scheme, segment};

/// What these words of a corpus make of one.
fn cut(word: &str, scheme: Scheme, corpus: &[(&str, u64)]) -> String {
    let frequency = |asked: &str| corpus.iter().find(|(word, _)| *word == asked).map_or(0, |(_, n)| *n);
    segment(word, scheme, frequency).to_string()
}

const CORPUS: &[(&str, u64)] = &[
    ("كتاب", 100),
    ("الكتاب", 90),
    ("والكتاب", 20),
    ("كتابهم", 12),
    ("مدرسة", 50),
    ("المدرسة", 60),
    ("الليل", 40),
    ("يكتب", 30),
    ("أبناء", 25),
    ("مستوى", 25),
    ("كتبوا", 25),
    ("والد", 80),
    ("الد", 500),
    ("نادر", 9),
    ("وادي", 40),
    ("ادي", 39),
];

#[test]
fn each_scheme_cuts_its_clitics() {
    for (word, d1, d2, atb, d3) in [
        ("والكتاب", "و+ الكتاب", "و+ الكتاب", "و+ الكتاب", "و+ ال+ كتاب"),
        ("فبكتاب", "فبكتاب", "ف+ ب+ كتاب", "ف+ ب+ كتاب", "ف+ ب+ كتاب"),
        ("والكتابهم", "والكتابهم", "والكتابهم", "و+ الكتاب +هم", "و+ ال+ كتاب +هم"),
        ("للكتاب", "للكتاب", "ل+ الكتاب", "ل+ الكتاب", "ل+ ال+ كتاب"),
        ("للمدرسة", "للمدرسة", "ل+ المدرسة", "ل+ المدرسة", "ل+ المدرسة"),
        ("لليل", "لليل", "ل+ الليل", "ل+ الليل", "ل+ الليل"),
        ("وسيكتب", "وسيكتب", "و+ س+ يكتب", "و+ س+ يكتب", "و+ س+ يكتب"),
        ("مدرستهم", "مدرستهم", "مدرستهم", "مدرسة +هم", "مدرسة +هم"),
        ("أبنائها", "أبنائها", "أبنائها", "أبناء +ها", "أبناء +ها"),
        ("مستواه", "مستواه", "مستواه", "مستوى +ه", "مستوى +ه"),
        ("كتبوها", "كتبوها", "كتبوها", "كتبوا +ها", "كتبوا +ها"),
    ] {
        for (scheme, want) in [(Scheme::D1, d1), (Scheme::D2, d2), (Scheme::Atb, atb), (Scheme::D3, d3)] {
            assert_eq!(cut(word, scheme, CORPUS), want, "{scheme} {word}");
        }
    }
}

#[test]
fn nothing_is_cut_that_the_corpus_does_not_bear_out() {
    for word in [
        // The rest is no word, too rare, rarer than the whole, or too short.
        "وكاتب",
        "ونادر",
        "وادي",
        "لكم",
        // ي is never cut.
        "كتابي",
        // س stands before verbs of the present only.
        "سكتاب",
        "",
        "و",
        "BBC",
    ] {
        assert_eq!(cut(word, Scheme::D3, CORPUS), word, "{word}");
    }
    // Letters and frequencies are all that it knows.
    assert_eq!(cut("والد", Scheme::D1, CORPUS), "و+ الد");
}

#[test]
fn the_most_frequent_rest_wins_then_the_longest() {
    let corpus = |b: u64, k: u64| vec![("كتاب", k), ("بكتاب", b)];
    assert_eq!(cut("وبكتاب", Scheme::D2, &corpus(11, 12)), "و+ ب+ كتاب");
    assert_eq!(cut("وبكتاب", Scheme::D2, &corpus(13, 12)), "و+ بكتاب");
    assert_eq!(cut("وبكتاب", Scheme::D2, &corpus(12, 12)), "و+ بكتاب");
}

#[test]
fn names_are_names_of_one() {
    for scheme in Scheme::ALL {
        assert_eq!(Scheme::named(scheme.name()), Some(scheme));
    }
    assert_eq!(Scheme::named("none"), None);
}

fn words() -> impl Strategy<Value = String> {
    prop_oneof!["[والبكفسهمتنيةىئا]{0,10}", ".{0,12}"]
}

proptest! {
    /// Where every word is in the corpus, whatever is cut is taken from the ends, and but for letters restored the parts are the word.
    #[test]
    fn parts_make_the_word(word in words(), scheme in prop::sample::select(Scheme::ALL.to_vec()), seed: u64) {
        // Frequencies of a kind that differ by word and do not change.
        let frequency = |asked: &str| asked.chars().fold(seed, |sum, c| sum.wrapping_mul(31).wrapping_add(c.into())) % 100;
        let parts = segment(&word, scheme, frequency);
        prop_assert_eq!(parts.marked().collect::<Vec<_>>().join(" "), parts.to_string());
        if parts.rest == word {
            prop_assert!(parts.prefixes().next().is_none() && parts.pronoun.is_none());
        } else {
            prop_assert!(frequency(&parts.rest) >= frequency(&word).max(10));
            prop_assert!(parts.rest.chars().count() >= 3);
            prop_assert!(word.starts_with(parts.prefixes().next().unwrap_or_default()));
            prop_assert!(word.ends_with(parts.pronoun.unwrap_or_default()));
            let allowed: &[&str] = match scheme {
                Scheme::D1 => &["و", "ف"],
                Scheme::D2 | Scheme::Atb => &["و", "ف", "ب", "ك", "ل", "س"],
                Scheme::D3 => &["و", "ف", "ب", "ك", "ل", "س", "ال"],
            };
            prop_assert!(parts.prefixes().all(|prefix| allowed.contains(&prefix)));
            prop_assert!(parts.pronoun.is_none() || matches!(scheme, Scheme::D3 | Scheme::Atb));
        }
    }
}
