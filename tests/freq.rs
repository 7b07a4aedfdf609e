//! `kalim freq`

mod common;

use common::{Scratch, kalim};

fn rows(args: &[&str], text: &str) -> Vec<String> {
    kalim(&[&["freq"], args].concat(), text).well().table().lines(&["rank", "word", "frequency"])
}

#[test]
fn the_columns_are_these() {
    assert_eq!(kalim(&["freq"], "").text(), "rank,word,frequency,per_million,documents,document_share\n");
}

#[test]
fn words_are_counted_with_their_documents() {
    let scratch = Scratch::with(&[("a", "كتاب قلم كتاب"), ("b", "كتاب"), ("c", "")]);
    let text = scratch.kalim(&["freq", "a", "b", "c"]).well();
    let share = 2.0 / 3.0;
    let lines: Vec<&str> = text.text().lines().skip(1).collect();
    assert_eq!(lines, [format!("1,كتاب,3,750000.0,2,{share}"), format!("2,قلم,1,250000.0,1,{}", 1.0 / 3.0)]);
}

#[test]
fn rows_are_chosen_after_counting() {
    let scratch = Scratch::with(&[("a", "ألف ألف ألف باء باء تاء ثاء ثاء"), ("b", "باء ثاء")]);
    for (args, want) in [
        (&["--top", "2"][..], &["1 ألف 375", "2 باء 375"][..]),
        (&["--top", "0"], &[]),
        (&["--top", "99", "--min-freq", "3"], &["1 ألف 3", "2 باء 3", "3 ثاء 3"]),
        (&["--min-docs", "2"], &["1 باء 3", "2 ثاء 3"]),
        (&["--min-docs", "2", "--top", "1"], &["1 باء 3"]),
        (&["--min-freq", "4"], &[]),
    ] {
        let all = [&["freq"], args, &["a", "b"]].concat();
        let rows = scratch.kalim(&all).well().table().lines(&["rank", "word", "frequency"]);
        let want: Vec<String> = want.iter().map(|row| row.replace("375", "3")).collect();
        assert_eq!(rows, want, "{args:?}");
    }
    // Of all counted tokens, whatever is printed.
    let table = scratch.kalim(&["freq", "--min-freq", "3", "--top", "1", "a", "b"]).well().table();
    assert_eq!(table.column("per_million"), ["300000.0"]);
}

#[test]
fn rows_are_sorted_by_a_column() {
    let scratch = Scratch::with(&[("a", "ب ب ب أ"), ("b", "ت أ")]);
    for (column, want) in [
        ("frequency", ["ب", "أ", "ت"]),
        ("per_million", ["ب", "أ", "ت"]),
        ("word", ["أ", "ب", "ت"]),
        ("documents", ["أ", "ب", "ت"]),
        ("document_share", ["أ", "ب", "ت"]),
    ] {
        let table = scratch.kalim(&["freq", "--sort", column, "a", "b"]).well().table();
        assert_eq!(table.column("word"), want, "{column}");
        assert_eq!(table.column("rank"), ["1", "2", "3"]);
    }
    for column in ["rank", "nonsense", "", "pmi", "FREQUENCY"] {
        scratch.kalim(&["freq", "--sort", column, "a"]).refused(&["--sort", "frequency"]);
    }
}

#[test]
fn code_points_decide_between_equals() {
    let text = "🐈\u{FFFD} z ـa ﷽ 𐎀 é ي أ A \u{E000}";
    let table = kalim(&["freq", "--profile", "none"], text).well().table();
    let mut sorted = table.column("word");
    sorted.sort_by(|a, b| a.chars().cmp(b.chars()));
    assert!(sorted.len() > 5);
    assert_eq!(table.column("word"), sorted);
}

#[test]
fn profiles_fold_and_single_folds_go_before_them() {
    let text = "أَحْمَد احمد مدرسة مدرسه على علي كـــتاب کتاب Ab ٣ 3";
    for (args, want) in [
        (&["--profile", "none"][..], "3 1|Ab 1|أَحْمَد 1|احمد 1|على 1|علي 1|كـــتاب 1|مدرسة 1|مدرسه 1|٣ 1|کتاب 1"),
        (&[], "3 2|كتاب 2|Ab 1|أحمد 1|احمد 1|على 1|علي 1|مدرسة 1|مدرسه 1"),
        (&["--profile", "search"], "3 2|احمد 2|علي 2|كتاب 2|مدرسه 2|ab 1"),
        (&["--alef", "fold"], "3 2|احمد 2|كتاب 2|Ab 1|على 1|علي 1|مدرسة 1|مدرسه 1"),
        (&["--yeh", "fold"], "3 2|علي 2|كتاب 2|Ab 1|أحمد 1|احمد 1|مدرسة 1|مدرسه 1"),
        (&["--teh-marbuta", "fold"], "3 2|كتاب 2|مدرسه 2|Ab 1|أحمد 1|احمد 1|على 1|علي 1"),
        (&["--marks", "keep"], "3 2|كتاب 2|Ab 1|أَحْمَد 1|احمد 1|على 1|علي 1|مدرسة 1|مدرسه 1"),
        (&["--tatweel", "keep"], "3 2|Ab 1|أحمد 1|احمد 1|على 1|علي 1|كتاب 1|كـــتاب 1|مدرسة 1|مدرسه 1"),
        (&["--digits", "keep"], "كتاب 2|3 1|Ab 1|أحمد 1|احمد 1|على 1|علي 1|مدرسة 1|مدرسه 1|٣ 1"),
        (&["--lookalikes", "keep"], "3 2|Ab 1|أحمد 1|احمد 1|على 1|علي 1|كتاب 1|مدرسة 1|مدرسه 1|کتاب 1"),
        (&["--case", "fold"], "3 2|كتاب 2|ab 1|أحمد 1|احمد 1|على 1|علي 1|مدرسة 1|مدرسه 1"),
        (
            &["--profile", "search", "--alef", "keep", "--yeh", "keep", "--teh-marbuta", "keep", "--case", "keep"],
            "3 2|كتاب 2|Ab 1|أحمد 1|احمد 1|على 1|علي 1|مدرسة 1|مدرسه 1",
        ),
        (&["--profile", "none", "--lookalikes", "fold", "--tatweel", "fold"], {
            "كتاب 2|3 1|Ab 1|أَحْمَد 1|احمد 1|على 1|علي 1|مدرسة 1|مدرسه 1|٣ 1"
        }),
    ] {
        let all = [&["freq", "--classes", "word,number"], args].concat();
        let rows = kalim(&all, text).well().table().lines(&["word", "frequency"]);
        assert_eq!(rows.join("|"), want, "{args:?}");
    }
    for option in ["--alef", "--yeh", "--teh-marbuta", "--marks", "--tatweel", "--digits", "--lookalikes", "--case"] {
        kalim(&["freq", option, "maybe"], "").refused(&[option, "keep", "fold"]);
    }
    kalim(&["freq", "--profile", "nonsense"], "").refused(&["none", "light", "search"]);
}

#[test]
fn classes_replace_what_is_counted() {
    let text = "قلم 2254 https://t.me/a_b info@example.org @user_1 #وسم 😀 ، ©";
    for (class, want) in [
        ("word", "قلم"),
        ("number", "2254"),
        ("url", "https://t.me/a_b"),
        ("email", "info@example.org"),
        ("mention", "@user_1"),
        ("hashtag", "#وسم"),
        ("emoji", "😀"),
        ("punctuation", "،"),
        ("symbol", "©"),
    ] {
        assert_eq!(rows(&["--classes", class], text), [format!("1 {want} 1")], "{class}");
    }
    assert_eq!(rows(&["--classes", "number,word"], text), ["1 2254 1", "2 قلم 1"]);
    for classes in ["", "words", "word,", "Word"] {
        kalim(&["freq", "--classes", classes], "").refused(&["--classes", "mention"]);
    }
}

#[test]
fn stop_words_have_no_row_but_stay_in_the_sum() {
    let scratch = Scratch::with(&[("stop", "من\nإِلى  في\n\n"), ("text", "من البيت إلى البيت")]);
    let table = scratch.kalim(&["freq", "--stopwords", "stop", "text"]).well().table();
    assert_eq!(table.lines(&["word", "frequency", "per_million"]), ["البيت 2 500000.0"]);
    // They are folded as the text is.
    let table = scratch.kalim(&["freq", "--stopwords", "stop", "--profile", "none", "text"]).well().table();
    assert_eq!(table.column("word"), ["البيت", "إلى"]);
    // From stdin too.
    let ran = scratch.pipe(&["freq", "--stopwords", "-", "text"], "البيت").well();
    assert_eq!(ran.table().column("word"), ["إلى", "من"]);
    scratch.kalim(&["freq", "--stopwords", "nosuch", "text"]).fails(1, &["nosuch", "no such file"]);
    scratch.kalim(&["freq", "--stopwords", ".", "text"]).fails(1, &["directory"]);
}

#[test]
fn an_original_spelling_is_the_most_frequent_one() {
    let text = "كِتاب كِتاب كتاب قَلم قلَم ﷺ";
    let folded = kalim(&["freq"], text).well().table();
    let original = kalim(&["freq", "--show", "original"], text).well().table();
    assert_eq!(original.numbers("frequency"), folded.numbers("frequency"));
    for (of, want) in [("كتاب", "كِتاب"), ("قلم", "قلَم"), ("الله", "الله"), ("وسلم", "وسلم")]
    {
        let at = folded.column("word").iter().position(|word| *word == of).expect("the word");
        let words = original.column("word");
        // Ties: the first by code point. U+0644 comes before U+064E.
        assert_eq!(words[at], want);
    }
    kalim(&["freq", "--show", "both"], "").refused(&["--show", "folded", "original"]);
}

#[test]
fn words_can_be_shown_in_latin_signs() {
    let text = "شَمس شمس على";
    for (scheme, words) in [("buckwalter", ["$ms", "ElY"]), ("safe-bw", ["cms", "ElY"]), ("hsb", ["šms", "ςlý"])] {
        let table = kalim(&["freq", "--show", scheme], text).well().table();
        assert_eq!(table.lines(&["word", "frequency"]), [format!("{} 2", words[0]), format!("{} 1", words[1])]);
    }
}

#[test]
fn there_is_a_stop_list_of_arabic() {
    let scratch = Scratch::with(&[("text", "والذي في البيت من الكتب"), ("arabic", "البيت")]);
    for (list, words) in [
        ("arabic", &["البيت", "الكتب"][..]),
        ("./arabic", &["الكتب", "في", "من", "والذي"]),
        ("none", &["البيت", "الكتب", "في", "من", "والذي"]),
    ] {
        let table = scratch.kalim(&["freq", "--stopwords", list, "text"]).well().table();
        assert_eq!(table.lines(&["word"]), words, "{list}");
    }
    let folded = kalim(&["freq", "--stopwords", "arabic", "--profile", "search"], "الي إلى بيت").well().table();
    assert_eq!(folded.lines(&["word"]), ["بيت"]);
    let table = scratch.kalim(&["stats", "--stopwords", "arabic", "text"]).well().table();
    assert!(table.lines(&["measure", "value"]).contains(&"stop_word_tokens 3".to_owned()));
}

#[test]
fn numbers_of_options_must_be_numbers() {
    for option in ["--top", "--min-freq", "--min-docs", "--threads"] {
        for value in ["", "x", "1.5", "99999999999999999999999"] {
            kalim(&["freq", option, value], "").refused(&[option]);
        }
    }
    kalim(&["freq", "--threads", "0"], "").refused(&["--threads"]);
}

#[test]
fn a_pair_of_words_is_not_made_by_white_space_of_any_kind() {
    let spaces =
        ["\t", "\u{B}", "\u{C}", "\u{85}", "\u{A0}", "\u{2003}", "\u{2028}", "\u{2029}", "\u{3000}", "\n", "\r"];
    for space in spaces {
        assert_eq!(rows(&[], &format!("قلم{space}قلم")), ["1 قلم 2"], "{space:?}");
    }
}

/// The columns of dispersion are those of `kalim dispersion`, whatever rows are chosen, and rows can be sorted by one.
#[test]
fn measures_are_those_of_dispersion() {
    let scratch = Scratch::with(&[("a", "كتاب بيت كتاب قلم"), ("b", "بيت بيت كتاب"), ("c", "قلم باب قلم قلم")]);
    let table =
        |command: &[&str]| scratch.kalim(&[command, &["--measures", "all", "a", "b", "c"]].concat()).well().table();
    let (freq, dispersion) = (table(&["freq", "--variants"]), table(&["dispersion"]));
    for measure in ["range", "dp", "dp_norm", "juilland_d_relfreq", "arf", "ald"] {
        assert_eq!(freq.column(measure), dispersion.column(measure), "{measure}");
    }
    assert_eq!(freq.column("variants"), ["قلم 4", "بيت 3", "كتاب 3", "باب 1"]);
    let sorted =
        scratch.kalim(&["freq", "--measures", "dp", "--sort", "dp", "--top", "2", "a", "b", "c"]).well().table();
    assert_eq!(sorted.column("word"), ["باب", "بيت"]);
    kalim(&["freq", "--measures", "dq"], "كتاب").refused(&["--measures dq", "dp_norm"]);
}
