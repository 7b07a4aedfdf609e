//! `--stem`, `--stem-exclude`, and `freq --variants`

mod common;

use std::fs;
use std::path::Path;

use common::{COUNTING, ROOT, Scratch, kalim};
use kalim::text::profile::{Fold, Folds, Profile};
use kalim::text::stem::Stemmer;
use proptest::prelude::*;

fn stem(stemmer: Stemmer, word: &str) -> String {
    let mut stem = String::new();
    stemmer.stem(word, &mut stem);
    stem
}

/// What Lucene's normalizer does to the words of the table.
fn lucene() -> Profile {
    let fold = Some(Fold::Fold);
    let folds = Folds { alef: fold, yeh: fold, teh_marbuta: fold, marks: fold, tatweel: fold, ..Folds::default() };
    Profile::new("none", &folds).expect("a profile")
}

#[test]
fn stems_are_those_of_the_references() {
    let path = Path::new(ROOT).join("tests/golden/arabic/stemming.tsv");
    let text = fs::read_to_string(path).expect("the table");
    let lucene = lucene();
    let mut wrong = Vec::new();
    let mut rows = 0;
    for line in text.lines().skip(1) {
        let [id, word, light10, normalized, snowball, arlstem, _note] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("{line}")
        };
        rows += 1;
        for (column, stem, want) in [
            ("light10_stem_only", stem(Stemmer::Light10, word), light10),
            ("light10_norm_stem", stem(Stemmer::Light10, &lucene.fold(word)), normalized),
            ("snowball", stem(Stemmer::Snowball, word), snowball),
            ("arlstem", stem(Stemmer::Arlstem, word), arlstem),
        ] {
            if stem != want {
                wrong.push(format!("{id} {column}: {word} is {stem}, not {want}"));
            }
        }
    }
    assert_eq!(rows, 653);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn rows(args: &[&str], text: &str) -> String {
    kalim(&[&["freq"], args].concat(), text).well().table().lines(&["word", "frequency"]).join("|")
}

#[test]
fn every_command_that_counts_can_stem() {
    for command in COUNTING.iter().chain(&[&["tokenize"][..]]) {
        let text = "كتاب الكتاب. وكتابه";
        kalim(&[command, &["--stem", "light10"][..]].concat(), text).well();
        let help = Scratch::new().kalim(&[command[0], "--help"]).well();
        assert!(
            help.text().contains("--stem <STEMMER>") && help.text().contains("--stem-exclude <FILE>"),
            "{command:?}"
        );
    }
    // It is given text, not words.
    kalim(&["normalize", "--stem", "light10"], "").refused(&["--stem"]);
}

/// However many threads stem the words, and however the text is cut among them.
#[test]
fn stems_do_not_depend_on_threads() {
    let scratch = Scratch::new();
    let words = ["الكتاب", "وكتاب", "كتابها", "منه", "من", "إذا", "اذا", "والد", "ﷺ"];
    for (document, skip) in ["a", "b", "c", "d", "e"].into_iter().zip(1..) {
        let text: Vec<&str> = words.iter().cycle().step_by(skip).take(500).copied().collect();
        scratch.write(document, text.join(" "));
    }
    scratch.write("stop", "من");
    let run = |threads| {
        let args = ["freq", "--variants", "--stem", "snowball-waw", "--profile", "search", "--stopwords", "stop"];
        scratch.kalim(&[&args[..], &["--threads", threads, "a", "b", "c", "d", "e"]].concat()).well().stdout
    };
    let alone = run("1");
    assert!(alone.len() > 200);
    for threads in ["2", "4"] {
        assert_eq!(run(threads), alone, "{threads} threads");
    }
}

#[test]
fn words_are_counted_by_their_stems() {
    let text = "الكتاب والكتاب كتاب وَكِتَاب كتابها مدرسة المدرسه 2254 #الكتاب";
    for (args, want) in [
        (&["--stem", "none"][..], "الكتاب 1|المدرسه 1|كتاب 1|كتابها 1|مدرسة 1|والكتاب 1|وكتاب 1"),
        (&["--stem", "light10"], "كتاب 5|مدرس 2"),
        (&["--stem", "snowball"], "كتاب 4|مدرس 1|مدرسه 1|والكتاب 1"),
        (&["--stem", "snowball-waw"], "كتاب 5|مدرس 1|مدرسه 1"),
        (&["--stem", "arlstem"], "كتاب 5|مدرس 2"),
        // The stemmer gets the word as the profile folds it.
        (&["--stem", "light10", "--profile", "none"], "كتاب 4|مدرس 2|\u{64e}كِتَاب 1"),
        (&["--stem", "light10", "--classes", "word,number,hashtag"], "كتاب 5|مدرس 2|#الكتاب 1|2254 1"),
        (&["--stem", "light10", "--show", "original"], "الكتاب 5|المدرسه 2"),
    ] {
        assert_eq!(rows(args, text), want, "{args:?}");
    }
    kalim(&["freq", "--stem", "porter"], "").refused(&["--stem", "light10", "snowball", "arlstem"]);
}

#[test]
fn stop_words_are_known_before_stemming() {
    let scratch = Scratch::with(&[("stop", "من كتاب"), ("text", "من منه الكتاب كتاب قلم")]);
    let run = |command, more: &[&str]| {
        let args = [&[command, "--stem", "light10", "--stopwords", "stop"], more, &["text"]].concat();
        scratch.kalim(&args)
    };
    let freq = run("freq", &[]).well().table();
    // منه and الكتاب are stemmed to what a stop word is written as, and are none.
    assert_eq!(freq.lines(&["word", "frequency"]), ["قلم 1", "كتاب 1", "من 1"]);
    assert_eq!(freq.column("per_million"), ["200000.0"; 3]);
    let stats = run("stats", &[]).well().table();
    assert_eq!((stats.value("stop_word_tokens"), stats.value("counted_tokens")), ("2", "5"));
    // Letters of stems: من من كتاب كتاب قلم.
    assert_eq!(stats.value("mean_word_length"), "3.0");
    let ngrams = run("ngrams", &["--contains", "منه"]).well().table();
    assert_eq!(ngrams.column("ngram"), ["من كتاب"]);
    run("ngrams", &["--contains", "من"]).fails(1, &["من", "stop list"]);
}

#[test]
fn excluded_words_are_not_stemmed() {
    let scratch = Scratch::with(&[("names", "لُبنان\nوالد  الله\n"), ("text", "لبنان لبنان ولبنان والد الله الكتاب")]);
    let freq = |args: &[&str]| {
        let all = [&["freq", "--stem", "light10"], args, &["text"]].concat();
        scratch.kalim(&all).well().table().lines(&["word", "frequency"]).join("|")
    };
    assert_eq!(freq(&[]), "لبن 3|الد 1|كتاب 1|له 1");
    assert_eq!(freq(&["--stem-exclude", "names"]), "لبنان 2|الله 1|كتاب 1|لبن 1|والد 1");
    // Folded by the profile, so under none the vowelled name excludes nothing.
    assert_eq!(freq(&["--stem-exclude", "names", "--profile", "none"]), "لبن 3|الله 1|كتاب 1|والد 1");
    scratch.kalim(&["freq", "--stem-exclude", "names", "text"]).refused(&["--stem-exclude", "--stem"]);
    scratch.kalim(&["freq", "--stem", "light10", "--stem-exclude", "nosuch", "text"]).fails(1, &["nosuch"]);
}

#[test]
fn a_word_that_is_named_is_stemmed_too() {
    let text = "قرأ الكتاب ثم أعاد كتابه، وكتب كتابا. والكتاب جديد";
    let args = ["collocates", "كتابها", "--stem", "light10", "--before", "1", "--after", "1"];
    let table = kalim(&args, text).well().table();
    assert_eq!(
        table.lines(&["node", "collocate", "before", "after"]),
        ["كتاب أعاد 1 0", "كتاب ثم 0 1", "كتاب جديد 0 1", "كتاب قرأ 1 0", "كتاب كتب 0 1"]
    );
    let ran = kalim(&["ngrams", "--stem", "light10", "--contains", "مدرسة"], text);
    ran.fails(1, &["مدرسة: the corpus does not have it"]);
}

#[test]
fn tokenize_prints_what_is_counted() {
    let text = "الكتاب والقلم، 2254 ﷺ";
    let ran = kalim(&["tokenize", "--stem", "light10"], text).well();
    assert_eq!(ran.text(), "كتاب قلم ، 2254 صلى له عل سلم\n");
    let table = kalim(&["tokenize", "--stem", "light10", "--format", "csv"], text).well().table();
    assert_eq!(table.lines(&["token", "byte_start", "byte_end"])[..2], ["كتاب 0 12", "قلم 13 25"]);
}

#[test]
fn variants_are_the_spellings_of_a_word() {
    let scratch = Scratch::with(&[("a", "إذا اذا إذا كِتاب إذا ﷲ"), ("b", "اذا كتاب الله ﷺ الكتاب والكتاب كتاب")]);
    let variants = |args: &[&str]| {
        let all = [&["freq", "--variants"], args, &["a", "b"]].concat();
        scratch.kalim(&all).well().table().lines(&["word", "frequency", "variants"])
    };
    let searched = variants(&["--profile", "search"]);
    assert!(searched.contains(&"اذا 5 إذا 3, اذا 2".to_owned()), "{searched:?}");
    assert!(searched.contains(&"كتاب 3 كتاب 2, كِتاب 1".to_owned()), "{searched:?}");
    // A ligature of several words is a spelling of each; ties are in the order of code points.
    assert!(searched.contains(&"الله 3 الله 1, ﷲ 1, ﷺ 1".to_owned()), "{searched:?}");
    assert_eq!(variants(&["--stem", "light10", "--top", "1"]), ["كتاب 5 كتاب 2, الكتاب 1, كِتاب 1, والكتاب 1"]);
    assert_eq!(variants(&["--profile", "none", "--top", "1"]), ["إذا 3 إذا 3"]);
    let plain = scratch.kalim(&["freq", "a", "b"]).well().table();
    assert!(!plain.columns.contains(&"variants".to_owned()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever words are counted as, each of their occurrences is, under one of its spellings.
    #[test]
    fn variants_add_up(text in "([والكتبهنةي\u{64e}\u{640}ﷺﷻ]{1,6}[ .،\n]){0,40}", stem in 0..=Stemmer::ALL.len()) {
        let name = Stemmer::ALL.get(stem).map_or("none", |stemmer| stemmer.name());
        let counted = kalim(&["freq", "--variants", "--stem", name], &text).well().table();
        for (variants, frequency) in counted.column("variants").iter().zip(counted.numbers("frequency")) {
            let counts = variants.split(", ").map(|of| of.rsplit_once(' ').expect("a spelling and its count").1);
            prop_assert_eq!(counts.map(|n| n.parse::<u64>().expect("a number")).sum::<u64>(), frequency);
        }
        let stats = kalim(&["stats", "--stem", name], &text).well().table();
        prop_assert_eq!(stats.value("types"), counted.rows.len().to_string());
        prop_assert_eq!(stats.value("counted_tokens"), counted.numbers("frequency").iter().sum::<u64>().to_string());
        let tokens = kalim(&["tokenize", "--format", "tokens", "--classes", "word", "--stem", name], &text).well();
        let mut words: Vec<&str> = tokens.text().lines().collect();
        words.sort_unstable();
        words.dedup();
        let mut terms = counted.column("word");
        terms.sort_unstable();
        prop_assert_eq!(terms, words);
    }
}
