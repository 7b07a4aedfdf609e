//! `kalim ngrams`

mod common;

use common::{Scratch, join, kalim};

fn ngrams(args: &[&str], text: &str) -> Vec<String> {
    kalim(&join(&["ngrams"], args), text).well().table().lines(&["ngram", "frequency"])
}

#[test]
fn the_columns_are_these() {
    assert_eq!(kalim(&["ngrams"], "").text(), "rank,n,ngram,frequency,per_million,documents\n");
    assert_eq!(
        kalim(&["ngrams", "--top", "1"], "قال أحمد. قال أحمد. نعم قال").well().text().lines().nth(1),
        { Some("1,2,قال أحمد,2,666666.6666666666,1") }
    );
}

#[test]
fn n_is_a_number_a_range_or_a_list() {
    let text = "أ ب ت ث ج ح خ د";
    for (n, want) in [
        ("1", &[1][..]),
        ("8", &[8]),
        ("1-3", &[1, 2, 3]),
        ("1..3", &[1, 2, 3]),
        ("3,2", &[2, 3]),
        ("1,3-4,4", &[1, 3, 4]),
    ] {
        let table = kalim(&["ngrams", "-n", n], text).well().table();
        let mut found = table.numbers("n");
        // The rank restarts with each n.
        for n in want {
            let ranks: Vec<u64> =
                table.numbers("rank").into_iter().zip(&found).filter(|r| r.1 == n).map(|r| r.0).collect();
            assert!(ranks.into_iter().eq(1..=9 - n), "{n}");
        }
        found.dedup();
        assert_eq!(found, want, "{n}");
    }
    for n in ["0", "9", "2-9", "3-1", "x", "", "1-", "2,", "-1", "1.5", "99999999999999999999"] {
        kalim(&["ngrams", &format!("-n={n}")], text).refused(&[]);
    }
}

#[test]
fn a_threshold_is_for_each_n() {
    let table = kalim(&["ngrams", "-n", "1-2", "--top", "1"], "قلم باب قلم باب").well().table();
    assert_eq!(table.lines(&["rank", "n", "ngram", "frequency"]), ["1 1 باب 2", "1 2 قلم باب 2"]);
    let table = kalim(&["ngrams", "-n", "1-2", "--min-freq", "2"], "قلم باب قلم باب").well().table();
    assert_eq!(table.column("ngram"), ["باب", "قلم", "قلم باب"]);
    // Of all of that n, whatever is printed.
    assert_eq!(table.column("per_million"), ["500000.0", "500000.0", "666666.6666666666"]);
}

#[test]
fn ngrams_stay_within_their_unit() {
    let text = "أ، ب. ت\nث";
    for (within, want) in [
        ("phrase", &[][..]),
        ("sentence", &["أ ب 1"]),
        ("line", &["أ ب 1", "ب ت 1"]),
        ("document", &["أ ب 1", "ب ت 1", "ت ث 1"]),
    ] {
        assert_eq!(ngrams(&["--within", within], text), want, "{within}");
    }
    assert_eq!(ngrams(&[], text), ["أ ب 1"]);
    let scratch = Scratch::with(&[("a", "أ"), ("b", "ب")]);
    let table = scratch.kalim(&["ngrams", "--within", "document", "a", "b"]).well().table();
    assert!(table.rows.is_empty());
    kalim(&["ngrams", "--within", "chapter"], text).refused(&["--within", "phrase", "document"]);
}

#[test]
fn what_is_not_counted_keeps_its_place_unless_gaps_are_closed() {
    let scratch = Scratch::with(&[("stop", "في")]);
    for (text, open, closed) in [
        ("أ 5 ب", &[][..], &["أ ب 1"][..]),
        ("أ في ب", &[], &["أ ب 1"]),
        ("أ https://t.me/x ب", &[], &["أ ب 1"]),
        ("أ 😀 ب", &[], &["أ ب 1"]),
        ("أ، ب", &["أ ب 1"], &["أ ب 1"]),
        ("أ «ب»", &["أ ب 1"], &["أ ب 1"]),
    ] {
        let of = |more: &[&str]| {
            let args = join(&["ngrams", "--stopwords", "stop"], more);
            scratch.pipe(&args, text).well().table().lines(&["ngram", "frequency"])
        };
        assert_eq!(of(&[]), open, "{text}");
        assert_eq!(of(&["--close-gaps"]), closed, "{text}");
    }
    // Punctuation takes a place where it is counted.
    assert_eq!(ngrams(&["--classes", "word,punctuation"], "أ، ب"), ["، ب 1", "أ ، 1"]);
}

#[test]
fn skipgrams_pass_over_positions() {
    assert_eq!(ngrams(&["--skip", "1"], "أ ب ت ث"), ["أ ب 1", "أ ت 1", "ب ت 1", "ب ث 1", "ت ث 1"]);
    // Counted or not.
    assert_eq!(ngrams(&["--skip", "1"], "أ 5 ت"), ["أ ت 1"]);
    assert_eq!(ngrams(&["-n", "3", "--skip", "1"], "أ ب ت ث"), ["أ ب ت 1", "أ ب ث 1", "أ ت ث 1", "ب ت ث 1"]);
    assert_eq!(ngrams(&["-n", "3", "--skip", "100"], "أ ب ت ث").len(), 4);
    for skip in ["-1", "101", "x"] {
        kalim(&["ngrams", &format!("--skip={skip}")], "").refused(&["--skip"]);
    }
}

#[test]
fn only_ngrams_with_a_word_can_be_had() {
    let text = "أ ب ت أ ب. كِتاب ت";
    assert_eq!(ngrams(&["--contains", "أ"], text), ["أ ب 2", "ت أ 1"]);
    assert_eq!(ngrams(&["--contains", "أ", "--contains", "كتاب"], text), ["أ ب 2", "ت أ 1", "كتاب ت 1"]);
    // It is folded as the text is.
    assert_eq!(ngrams(&["--contains", "كتـــابٌ"], text), ["كتاب ت 1"]);
    assert_eq!(ngrams(&["-n", "1-2", "--contains", "كتاب"], text), ["كتاب 1", "كتاب ت 1"]);
    // Out of all of that n.
    let of = |args: &[&str]| {
        let table = kalim(&join(&["ngrams", "--top", "1"], args), text).well().table();
        table.column("per_million")[0].to_owned()
    };
    assert_eq!(of(&["--contains", "أ"]), of(&[]));
}

#[test]
fn a_word_that_is_missing_is_told_with_what_search_would_match() {
    let text = "أحمد في المدرسة، أحمد في المدرسة. إحمد";
    let ran = kalim(&["ngrams", "--contains", "احمد"], text).fails(1, &["احمد", "search", "أحمد (2)", "إحمد (1)"]);
    assert_eq!(ran.text(), "");
    kalim(&["ngrams", "--contains", "غائب"], text).fails(1, &["غائب", "does not have it"]);
    // If the corpus has another, it is no error.
    let ran = kalim(&["ngrams", "--contains", "غائب", "--contains", "إحمد"], text).code(0).says(&["غائب"]);
    ran.says_lines(1);
    kalim(&["ngrams", "--contains", "غائب", "--contains", "إحمد", "-q"], text).well();
    kalim(&["ngrams", "--contains", ""], text).refused(&[]);
}

#[test]
fn original_spellings_stand_word_by_word() {
    let text = "كِتاب أَحمد. كِتاب أحمد. كتاب أَحمد";
    let table = kalim(&["ngrams", "--show", "original"], text).well().table();
    assert_eq!(table.lines(&["ngram", "frequency"]), ["كِتاب أَحمد 3"]);
}

#[test]
fn a_ligature_is_as_many_words_as_it_folds_to() {
    let table = kalim(&["ngrams", "-n", "4", "--top", "1"], "ﷺ").well().table();
    assert_eq!(table.lines(&["ngram", "frequency"]), ["صلى الله عليه وسلم 1"]);
}

#[test]
fn rows_are_sorted_by_a_column() {
    let text = "ب ت. ب ت. أ ب";
    for (column, first) in [("frequency", "ب ت"), ("ngram", "أ ب"), ("documents", "أ ب"), ("per_million", "ب ت")]
    {
        let table = kalim(&["ngrams", "--sort", column], text).well().table();
        assert_eq!(table.column("ngram")[0], first, "{column}");
    }
    for column in ["word", "rank", "g2"] {
        kalim(&["ngrams", "--sort", column], text).refused(&["--sort", "ngram"]);
    }
}

#[test]
fn the_same_n_everywhere_leaves_the_order_to_the_words() {
    let table = kalim(&["ngrams", "-n", "1", "--sort", "n"], "باب باب ألف").table();
    assert_eq!(table.column("ngram"), ["ألف", "باب"]);
}

#[test]
fn measures_are_of_all_ngrams_whatever_is_printed() {
    let text = std::fs::read_to_string(std::path::Path::new(common::ROOT).join("seeds/news_reef.txt")).expect("a seed");
    for n in ["2", "3"] {
        let all = kalim(&["ngrams", "-n", n, "--measures", "pmi,g2"], &text).well().table();
        let few =
            kalim(&["ngrams", "-n", n, "--measures", "pmi,g2", "--min-freq", "2", "--sort", "g2", "--top", "5"], &text);
        let few = few.well().table();
        let columns = ["ngram", "frequency", "per_million", "documents", "expected", "pmi", "g2"];
        assert_eq!(few.columns, [&["rank", "n"][..], &columns].concat());
        let (all, lines) = (all.lines(&columns), few.lines(&columns));
        assert!(lines.len() == 5 && lines.iter().all(|line| all.contains(line)), "{lines:?}");
        let g2: Vec<f64> = few.column("g2").iter().map(|cell| cell.parse().expect("a number")).collect();
        assert!(g2.is_sorted_by(|a, b| a >= b));
    }
}

#[test]
fn measures_are_of_two_or_three_words() {
    for n in ["1", "4", "2,3"] {
        kalim(&["ngrams", "-n", n, "--measures", "g2"], "").fails(2, &["--measures", "-n 2 or -n 3"]);
    }
    kalim(&["ngrams", "-n", "3", "--measures", "fisher_right_p"], "").fails(2, &["fisher_right_p", "lambda"]);
    kalim(&["ngrams", "--measures", "g2", "--sort", "pmi"], "").fails(2, &["--sort pmi", "g2"]);
    kalim(&["ngrams", "--measures", "g2", "--contains", "كتاب"], "").refused(&["--contains"]);
}
