//! `kalim cooccur`

mod common;

use common::{Scratch, join, kalim};

fn pairs(args: &[&str], text: &str) -> Vec<String> {
    kalim(&join(&["cooccur"], args), text).well().table().lines(&["word1", "word2", "frequency"])
}

#[test]
fn the_columns_are_these() {
    let head = |args: &[&str]| kalim(&join(&["cooccur"], args), "").well().text().to_owned();
    let numbers = "frequency,documents,f1,f2,n,expected";
    assert_eq!(head(&[]), format!("rank,word1,word2,{numbers},g2,pmi,t_score,log_dice\n"));
    assert_eq!(head(&["--directed"]), format!("rank,node,collocate,{numbers},g2,pmi,t_score,log_dice\n"));
    assert_eq!(head(&["--measures", ""]), format!("rank,word1,word2,{numbers}\n"));
    assert_eq!(head(&["--measures", "chi2,g2"]), format!("rank,word1,word2,{numbers},chi2,g2\n"));
    let all = head(&["--measures", "all"]);
    for measure in ["pmi", "npmi", "g2_signed", "t_score", "delta_p_w1_given_w2", "log_dice", "fisher_right_p"] {
        assert!(all.split([',', '\n']).any(|column| column == measure), "{measure}");
    }
}

#[test]
fn an_unordered_pair_counts_once_and_its_words_are_in_order() {
    assert_eq!(pairs(&["--window", "1"], "ب أ ب"), ["أ ب 2"]);
    assert_eq!(pairs(&["--window", "2"], "ب أ ب"), ["أ ب 2", "ب ب 1"]);
    assert_eq!(pairs(&["--window", "1"], "أ أ أ"), ["أ أ 2"]);
}

#[test]
fn the_window_is_five_and_stays_in_the_sentence() {
    assert_eq!(pairs(&[], "أ 1 2 3 4 ب"), ["أ ب 1"]);
    assert_eq!(pairs(&[], "أ 1 2 3 4 5 ب"), [""; 0]);
    assert_eq!(pairs(&["--window", "1000"], &format!("أ {}ب", "1 ".repeat(999))), ["أ ب 1"]);
    for (within, want) in [("phrase", 0), ("sentence", 1), ("line", 2), ("document", 3)] {
        assert_eq!(pairs(&["--window", "1", "--within", within], "أ، ب. ت\nث").len(), want, "{within}");
    }
    assert_eq!(pairs(&["--window", "1", "--close-gaps"], "أ 5 ب"), ["أ ب 1"]);
}

#[test]
fn margins_are_those_of_the_symmetric_table() {
    // أب twice, أت once: rows أ 3, ب 2, ت 1; sum 6.
    let table = kalim(&["cooccur", "--window", "1"], "أ ب. أ ب. أ ت").well().table();
    let lines = table.lines(&["word1", "word2", "frequency", "documents", "f1", "f2", "n", "expected"]);
    assert_eq!(lines, ["أ ب 2 1 3 2 6 1.0", "أ ت 1 1 3 1 6 0.5"]);
    // The cell of a word with itself is twice its frequency.
    let table = kalim(&["cooccur", "--window", "1", "--measures", "pmi"], "أ أ. ب ب. ت ت. ت ت").well().table();
    let lines = table.lines(&["word1", "word2", "frequency", "f1", "f2", "n", "expected", "pmi"]);
    assert_eq!(lines, ["ت ت 2 4 4 8 2.0 1.0", "أ أ 1 2 2 8 0.5 2.0", "ب ب 1 2 2 8 0.5 2.0"]);
}

#[test]
fn a_directed_pair_counts_from_each_of_its_nodes() {
    let of = |args: &[&str], text: &str| {
        let table = kalim(&join(&["cooccur", "--directed"], args), text).well().table();
        table.lines(&["node", "collocate", "frequency", "f1", "f2", "n"])
    };
    assert_eq!(of(&[], "أ ب"), ["أ ب 1 1 1 2", "ب أ 1 1 1 2"]);
    assert_eq!(of(&["--before", "0", "--after", "1"], "أ ب ت"), ["أ ب 1 1 1 2", "ب ت 1 1 1 2"]);
    assert_eq!(of(&["--before", "1", "--after", "0"], "أ ب ت"), ["ب أ 1 1 1 2", "ت ب 1 1 1 2"]);
    assert_eq!(of(&["--before", "1", "--after", "0"], "أ أ"), ["أ أ 1 1 1 1"]);
    assert_eq!(of(&[], "أ أ"), ["أ أ 2 2 2 2"]);
}

#[test]
fn options_of_the_other_kind_of_pair_are_wrong_usage() {
    for (args, word) in [
        (&["--before", "2"][..], "--directed"),
        (&["--after", "2"], "--directed"),
        (&["--directed", "--window", "2"], "--window"),
        (&["--directed", "--before", "0", "--after", "0"], "window of no positions"),
        (&["--window", "0"], "--window"),
        (&["--window", "1001"], "--window"),
        (&["--window", "-1"], ""),
        (&["--window", "x"], "--window"),
        (&["--directed", "--after", "x"], "--after"),
    ] {
        kalim(&join(&["cooccur"], args), "أ ب").refused(&[word]);
    }
}

#[test]
fn thresholds_leave_the_margins_alone() {
    let text = "أ ب. أ ب. أ ت";
    let all = kalim(&["cooccur"], text).well();
    for args in [&["--min-freq", "2"][..], &["--top", "1"]] {
        let some = kalim(&join(&["cooccur"], args), text).well();
        assert_eq!(some.text().lines().nth(1), all.text().lines().nth(1), "{args:?}");
        assert_eq!(some.table().rows.len(), 1);
    }
    let scratch = Scratch::with(&[("a", "أ ب. أ ت. أ ت"), ("b", "أ ب")]);
    let table = scratch.kalim(&["cooccur", "--min-docs", "2", "a", "b"]).well().table();
    assert_eq!(table.lines(&["rank", "word1", "word2", "frequency", "documents"]), ["1 أ ب 2 2"]);
}

#[test]
fn rows_are_sorted_by_any_number_or_word() {
    let text = std::fs::read_to_string(std::path::Path::new(common::ROOT).join("seeds/news_reef.txt")).expect("a seed");
    let columns =
        ["frequency", "documents", "f1", "f2", "n", "expected", "g2", "pmi", "npmi", "t_score", "dice", "chi2"];
    for column in columns {
        let table = kalim(&["cooccur", "--measures", "all", "--sort", column], &text).well().table();
        let numbers: Vec<f64> = table.column(column).iter().map(|cell| cell.parse().expect("a number")).collect();
        assert!(numbers.is_sorted_by(|a, b| a >= b), "{column}");
        let names = table.lines(&["word1", "word2"]);
        let mut tied = numbers.iter().zip(table.column("word1").into_iter().zip(table.column("word2")));
        let first = tied.next().expect("a row");
        tied.fold(first, |before, row| {
            assert!(before.0 > row.0 || before.1 < row.1, "{column}: {:?} {:?}", before.1, row.1);
            row
        });
        assert_eq!(names.len(), table.rows.len());
        assert!(table.numbers("rank").into_iter().eq(1..=table.rows.len() as u64));
    }
    let table = kalim(&["cooccur", "--sort", "word1"], &text).well().table();
    let words: Vec<_> = table.column("word1").into_iter().zip(table.column("word2")).collect();
    assert!(words.is_sorted());
}

#[test]
fn a_measure_that_is_unknown_or_not_shown_is_wrong_usage() {
    kalim(&["cooccur", "--measures", "g2,magic"], "").refused(&["magic", "log_dice"]);
    kalim(&["cooccur", "--measures", "G2"], "").refused(&["G2"]);
    kalim(&["cooccur", "--measures", "g2", "--sort", "pmi"], "").refused(&["--sort pmi", "g2"]);
    kalim(&["cooccur", "--directed", "--sort", "word1"], "").refused(&["--sort word1", "node"]);
}

#[test]
fn a_model_that_needs_a_node_needs_directed_pairs() {
    for model in ["window", "nominal"] {
        kalim(&["cooccur", "--expected", model], "").fails(2, &["--expected", model, "--directed"]);
    }
    kalim(&["cooccur", "--expected", "span"], "").refused(&["span", "pair, window, nominal, none"]);
}

#[test]
fn f1_f2_and_n_are_those_of_the_model() {
    let text = "أ ب ج أ. ب أ";
    let margins = |model: &str| {
        let table = kalim(&["cooccur", "--directed", "--before", "1", "--after", "1", "--expected", model], text)
            .well()
            .table();
        let row = table.lines(&["node", "collocate", "f1", "f2", "n"]).into_iter().find(|row| row.starts_with("أ ب"));
        row.expect("the pair")
    };
    // أ stands 3 times, with a neighbour each; ب twice, with 2 neighbours and with 1; there are 6 words and 8 pairs.
    assert_eq!(margins("pair"), "أ ب 3 3 8");
    assert_eq!(margins("window"), "أ ب 3 2 6");
    assert_eq!(margins("nominal"), "أ ب 6 2 6");
    assert_eq!(margins("none"), "أ ب 3 2 6");
}

#[test]
fn no_column_is_there_twice() {
    let ran = kalim(&["cooccur", "--measures", "g2,pmi,g2"], "");
    // To refuse it would do as well.
    if ran.code == Some(0) {
        let columns = ran.table().columns;
        let distinct: std::collections::HashSet<&String> = columns.iter().collect();
        assert_eq!(distinct.len(), columns.len(), "{columns:?}");
    } else {
        ran.refused(&["g2"]);
    }
}

#[test]
fn original_spellings_leave_the_order_alone() {
    let table = kalim(&["cooccur", "--show", "original"], "بَ أُ. بَ أُ").well().table();
    assert_eq!(table.lines(&["word1", "word2", "frequency"]), ["أُ بَ 2"]);
}

#[test]
fn pairs_can_be_sorted_by_their_second_word() {
    for (command, column) in [
        (&["cooccur", "--sort", "word2"][..], "word2"),
        (&["cooccur", "--directed", "--sort", "collocate"], "collocate"),
    ] {
        let table = kalim(command, "ب أ. أ ب أ ج\n").table();
        let words = table.column(column);
        assert!(words.is_sorted() && words.first() != words.last(), "{words:?}");
    }
}
