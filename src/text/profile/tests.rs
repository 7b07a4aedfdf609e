use proptest::prelude::*;

use super::samples::{any_text, nasty_text};
use super::*;
use crate::text::alphabet::{ARABIC_BLOCKS, BYTE_ORDER_MARK, TRANSLITERATION};
use crate::text::normalize::Normalizer;

/// `id class operation input expected input_codepoints expected_codepoints reference`, tab-separated.
const GOLDEN: &str = include_str!("../../../tests/golden/arabic/normalization.tsv");

fn profile(name: &str) -> Profile {
    Profile::new(name, &Folds::default()).unwrap()
}

fn with(name: &str, folds: Folds) -> Profile {
    Profile::new(name, &folds).unwrap()
}

fn from_code_points(field: &str) -> String {
    let codes = field.split_whitespace().map(|hex| u32::from_str_radix(hex, 16).unwrap());
    codes.map(|code| char::from_u32(code).unwrap()).collect()
}

fn unescape(field: &str) -> String {
    let mut out = String::new();
    let mut chars = field.chars();
    while let Some(c) = chars.next() {
        out.push(match c {
            '\\' => match chars.next() {
                Some('n') => '\n',
                Some('t') => '\t',
                Some('r') => '\r',
                other => other.unwrap_or('\\'),
            },
            c => c,
        });
    }
    out
}

/// Whose rules an operation of the golden rows follows here.
fn of_operation(operation: &str) -> Profile {
    match operation {
        "lucene.arabic_normalizer" => profile("lucene"),
        "camel.arclean" => profile("camel-arclean"),
        "camel.ar2bw" => Profile::to_latin(Scheme::Buckwalter),
        "camel.ar2safebw" => Profile::to_latin(Scheme::SafeBuckwalter),
        "camel.ar2xmlbw" => Profile::to_latin(Scheme::XmlBuckwalter),
        "camel.ar2hsb" => Profile::to_latin(Scheme::Hsb),
        "camel.bw2ar" => Profile::from_latin(Scheme::Buckwalter),
        "camel.safebw2ar" => Profile::from_latin(Scheme::SafeBuckwalter),
        "camel.hsb2ar" => Profile::from_latin(Scheme::Hsb),
        own => profile(own.strip_prefix("profile.").unwrap()),
    }
}

#[test]
fn golden_rows_hold() {
    let mut wrong = Vec::new();
    let mut rows = 0;
    for row in GOLDEN.lines().skip(1) {
        let fields: Vec<_> = row.split('\t').collect();
        let [id, _, operation, input, expected, input_codes, expected_codes, reference] = fields[..] else {
            panic!("{row}: not eight fields");
        };
        let (input, expected) = (unescape(input), unescape(expected));
        assert_eq!(input, from_code_points(input_codes), "{id}: the input says two things");
        assert_eq!(expected, from_code_points(expected_codes), "{id}: the expected text says two things");
        let profile = of_operation(operation);
        let folded = profile.fold(&input);
        if folded != expected {
            wrong.push(format!("{id} {operation} {input}: {folded:?}, not {expected:?} as {reference}"));
        }
        let mut filtered = Vec::new();
        let mut filter = Normalizer::new(profile);
        filter.push(input.as_bytes(), &mut filtered);
        filter.finish(&mut filtered);
        let starts_as_file = input.starts_with(BYTE_ORDER_MARK) || input.contains('\r');
        assert!(starts_as_file || filtered == folded.as_bytes(), "{id} {operation} {input}: the filter differs");
        rows += 1;
    }
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(rows, 1029);
}

#[test]
fn none_changes_nothing() {
    let text = "\u{FEFF}ﷺ كَتَبَ\u{200F} ـ١٢\r\n👨\u{200D}👩 e\u{301}";
    assert_eq!(profile("none").fold(text), text);
    assert!(profile("none").is_identity());
}

#[test]
fn a_single_fold_on_none_is_all_that_happens() {
    let fold = Some(Fold::Fold);
    let cases = [
        (Folds { alef: fold, ..Folds::default() }, "أإآٱ ا\u{654}", "اااٱ ا\u{654}"),
        (Folds { yeh: fold, ..Folds::default() }, "على ی", "علي ی"),
        (Folds { teh_marbuta: fold, ..Folds::default() }, "مدرسةٌ", "مدرسهٌ"),
        (Folds { marks: fold, ..Folds::default() }, "كَـتَبَ أ", "كـتب أ"),
        (Folds { tatweel: fold, ..Folds::default() }, "كَـتَبَ", "كَتَبَ"),
        (Folds { digits: fold, ..Folds::default() }, "١٢ ۳۴ ٪", "12 34 ٪"),
        (Folds { lookalikes: fold, ..Folds::default() }, "کتابی", "كتابي"),
        (Folds { case: fold, ..Folds::default() }, "BBC İ ΑΣ", "bbc i\u{307} ασ"),
    ];
    for (folds, text, expected) in cases {
        assert_eq!(with("none", folds).fold(text), expected, "{folds:?}");
    }
}

#[test]
fn a_fold_of_the_profile_can_be_kept() {
    let keep = Some(Fold::Keep);
    let cases = [
        (Folds { alef: keep, ..Folds::default() }, "أحمد", "أحمد"),
        (Folds { yeh: keep, ..Folds::default() }, "على", "على"),
        (Folds { teh_marbuta: keep, ..Folds::default() }, "مدرسة", "مدرسة"),
        (Folds { marks: keep, ..Folds::default() }, "كَتَّ ا\u{654}", "كَت\u{64E}\u{651} ا"),
        (Folds { tatweel: keep, ..Folds::default() }, "كـت", "كـت"),
        (Folds { digits: keep, ..Folds::default() }, "١٢", "١٢"),
        (Folds { lookalikes: keep, ..Folds::default() }, "کتابی", "کتابی"),
        (Folds { case: keep, ..Folds::default() }, "BBC", "BBC"),
    ];
    for (folds, text, expected) in cases {
        assert_eq!(with("search", folds).fold(text), expected, "{folds:?}");
    }
}

#[test]
fn a_joiner_stays_between_emoji_only() {
    let light = profile("light");
    assert_eq!(
        light.fold("👨\u{200D}👩 👍🏽\u{200D}👩 ❤\u{FE0F}\u{200D}🔥"),
        "👨\u{200D}👩 👍🏽\u{200D}👩 ❤\u{FE0F}\u{200D}🔥"
    );
    assert_eq!(light.fold("لا\u{200D}👩 👨\u{200D} 👨\u{200D}\u{200D}👩 👨ـ\u{200D}👩"), "لا👩 👨 👨👩 👨👩");
}

#[test]
fn marks_compose_across_what_is_deleted() {
    let light = profile("light");
    assert_eq!(light.fold("يـ\u{654}"), "ئ");
    assert_eq!(light.fold("ا\u{64E}\u{200F}\u{654}"), "أ");
    assert_eq!(light.fold("a\u{610}\u{301}"), "á");
    assert_eq!(light.fold("ا\u{610}\u{654}"), "ا");
}

#[test]
fn switches_beyond_the_profiles_do_what_they_say() {
    let hamza = |to| Folds { hamza: Some(to), ..Folds::default() };
    let dagger = |to| Folds { dagger_alef: Some(to), ..Folds::default() };
    let elongation = |to| Folds { elongation: Some(to), ..Folds::default() };
    let text = "مؤمن شئ سماء ٴ هٰذا كِتااااب تتتابع";
    let cases = [
        ("light", hamza(Hamza::Keep), "مؤمن شئ سماء ٴ هذا كتااااب تتتابع"),
        ("light", hamza(Hamza::Seat), "مومن شي سماء ٴ هذا كتااااب تتتابع"),
        ("light", hamza(Hamza::Bare), "مءمن شء سماء ٴ هذا كتااااب تتتابع"),
        ("light", hamza(Hamza::Drop), "ممن ش سما ٴ هذا كتااااب تتتابع"),
        ("light", dagger(DaggerAlef::Alef), "مؤمن شئ سماء ٴ هاذا كتااااب تتتابع"),
        ("light", dagger(DaggerAlef::Remove), "مؤمن شئ سماء ٴ هذا كتااااب تتتابع"),
        ("light", elongation(Fold::Fold), "مؤمن شئ سماء ٴ هذا كتاب تابع"),
        ("none", hamza(Hamza::Seat), "مومن شي سماء ٴ هٰذا كِتااااب تتتابع"),
        ("none", dagger(DaggerAlef::Remove), "مؤمن شئ سماء ٴ هذا كِتااااب تتتابع"),
        ("none", dagger(DaggerAlef::Alef), "مؤمن شئ سماء ٴ هاذا كِتااااب تتتابع"),
        ("none", elongation(Fold::Fold), "مؤمن شئ سماء ٴ هٰذا كِتاب تابع"),
        ("aggressive", Folds::default(), "مومن شي سما  هذا كتاب تابع"),
        ("aggressive", hamza(Hamza::Keep), "مؤمن شئ سماء ٴ هذا كتاب تابع"),
        ("aggressive", hamza(Hamza::Seat), "مومن شي سماء ٴ هذا كتاب تابع"),
        ("aggressive", elongation(Fold::Keep), "مومن شي سما  هذا كتااااب تتتابع"),
    ];
    for (name, folds, expected) in cases {
        assert_eq!(with(name, folds).fold(text), expected, "{name} {folds:?}");
    }
}

#[test]
fn a_copy_takes_no_switch() {
    let switches = [
        (Folds { alef: Some(Fold::Keep), ..Folds::default() }, "--alef"),
        (Folds { elongation: Some(Fold::Fold), ..Folds::default() }, "--elongation"),
        (Folds { hamza: Some(Hamza::Keep), ..Folds::default() }, "--hamza"),
        (Folds { dagger_alef: Some(DaggerAlef::Alef), ..Folds::default() }, "--dagger-alef"),
    ];
    for (folds, option) in switches {
        for entry in PROFILES {
            match Profile::new(entry.name, &folds) {
                Ok(_) => assert!(entry.copy_of.is_none(), "{}", entry.name),
                Err(error) => {
                    assert!(error.to_string().starts_with(&format!("{option}: not with --profile {}", entry.name)));
                }
            }
        }
    }
}

#[test]
fn every_row_of_a_table_is_sorted() {
    for entry in PROFILES {
        for step in entry.passes.iter().flat_map(|pass| pass.steps) {
            match step.table() {
                Table::All(set, _) | Table::Runs(set) => assert!(set.is_sorted_by_key(|r| *r.start()), "{step:?}"),
                Table::Replaced(pairs) | Table::Before(pairs) => assert!(pairs.is_sorted(), "{step:?}"),
                Table::Spelled(rows) | Table::Only(_, rows) => {
                    assert!(rows.is_sorted_by_key(|(r, _)| *r.start()), "{step:?}");
                }
                _ => {}
            }
        }
    }
}

#[test]
fn transliteration_and_back_is_the_text() {
    let text: String = TRANSLITERATION.iter().map(|(arabic, _)| *arabic).collect();
    assert_eq!(text.chars().count(), 51);
    for scheme in Scheme::ALL {
        let latin = Profile::to_latin(scheme).fold(&text);
        assert!(latin.chars().all(|c| !within(ARABIC_BLOCKS, c)), "{latin}");
        assert_eq!(Profile::from_latin(scheme).fold(&latin), text, "{}", scheme.name());
    }
}

#[test]
fn an_unknown_profile_is_told_with_those_there_are() {
    let error = Profile::new("heavy", &Folds::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "heavy: no such profile; there are none, light, search, aggressive, lucene, camel, camel-arclean, openiti"
    );
    assert_eq!(Profile::named("light").map(|entry| entry.name), Ok("light"));
}

#[test]
fn fold_says_what_it_reads() {
    for fold in [Fold::Keep, Fold::Fold] {
        assert_eq!(fold.to_string().parse(), Ok(fold));
    }
    assert!("on".parse::<Fold>().is_err());
}

/// Any switches, most of them left alone.
fn any_folds() -> impl Strategy<Value = Folds> {
    let fold = || prop::option::of(prop::sample::select(&[Fold::Keep, Fold::Fold][..]));
    let hamza = prop::sample::select(&[Hamza::Keep, Hamza::Seat, Hamza::Bare, Hamza::Drop][..]);
    let dagger_alef = prop::sample::select(&[DaggerAlef::Remove, DaggerAlef::Alef][..]);
    let others = (fold(), prop::option::of(hamza), prop::option::of(dagger_alef));
    (prop::array::uniform8(fold()), others).prop_map(|(eight, (elongation, hamza, dagger_alef))| {
        let [alef, yeh, teh_marbuta, marks, tatweel, digits, lookalikes, case] = eight;
        Folds { alef, yeh, teh_marbuta, marks, tatweel, digits, lookalikes, case, elongation, hamza, dagger_alef }
    })
}

proptest! {
    #[test]
    fn folding_twice_changes_nothing(text in prop_oneof![any_text(), nasty_text()]) {
        for name in Profile::own() {
            let profile = profile(name);
            let once = profile.fold(&text);
            prop_assert_eq!(profile.fold(&once), once);
        }
    }

    #[test]
    fn actions_say_what_the_definition_says(text in prop_oneof![any_text(), nasty_text()], folds in any_folds()) {
        for entry in PROFILES {
            let folds = if entry.copy_of.is_some() { Folds::default() } else { folds };
            let profile = with(entry.name, folds);
            let mut defined = String::new();
            profile.define(&text, &mut defined);
            prop_assert_eq!(profile.fold(&text), defined, "{}", entry.name);
        }
    }
}
