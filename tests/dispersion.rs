//! `kalim dispersion`

mod common;

use common::{Scratch, Table, join, kalim};

fn corpus() -> Scratch {
    Scratch::with(&[
        ("texts/a", "كتاب قلم كتاب"),
        ("texts/b", "5 5"),
        ("texts/c", "كِتاب في البيت. قلم"),
        ("texts/d", "في"),
        ("stop", "في"),
    ])
}

fn dispersion(scratch: &Scratch, args: &[&str]) -> Table {
    scratch.kalim(&join(&["dispersion", "texts"], args)).well().table()
}

#[test]
fn parts_are_the_documents_with_words() {
    let table = dispersion(&corpus(), &[]);
    assert_eq!(table.columns.join(","), "rank,word,frequency,parts,range,dp,dp_norm,juilland_d_relfreq,arf");
    let counts = table.lines(&["rank", "word", "frequency", "parts", "range"]);
    assert_eq!(counts, ["1 كتاب 3 3 2", "2 في 2 3 2", "3 قلم 2 3 2", "4 البيت 1 3 1"]);
    // DP of كتاب: |2/3 - 3/8| + |1/3 - 4/8| + |0 - 1/8|, halved.
    let dp: f64 = table.column("dp")[0].parse().expect("a number");
    assert!((dp - 7.0 / 24.0).abs() < 1e-12, "{dp}");
}

#[test]
fn a_stop_word_has_no_row_but_takes_its_place() {
    let scratch = corpus();
    let columns = ["word", "frequency", "parts", "dp", "arf"];
    let all = dispersion(&scratch, &[]).lines(&columns);
    let some = dispersion(&scratch, &["--stopwords", "stop"]).lines(&columns);
    assert_eq!(some.len(), 3);
    assert!(some.iter().all(|line| all.contains(line)));
}

#[test]
fn parts_may_be_cut_from_the_sequence_of_words() {
    let scratch = corpus();
    for (parts, there) in [("1", "1"), ("3", "3"), ("8", "8"), ("100", "8")] {
        let table = dispersion(&scratch, &["--parts", parts, "--measures", "range,arf"]);
        assert!(table.column("parts").iter().all(|&cell| cell == there), "{parts}");
        // What positions say does not depend on parts.
        assert_eq!(table.column("arf"), dispersion(&scratch, &[]).column("arf"));
    }
    // كتاب قلم كتاب كتاب | في البيت قلم في
    let halves = dispersion(&scratch, &["--parts", "2", "--measures", "range,juilland_d_rawfreq_equalparts"]);
    assert_eq!(halves.lines(&["word", "range"]), ["كتاب 1", "في 1", "قلم 2", "البيت 1"]);
    assert_eq!(halves.column("juilland_d_rawfreq_equalparts"), ["0.0", "0.0", "1.0", "0.0"]);
}

#[test]
fn words_may_be_named() {
    let scratch = corpus();
    let columns = ["word", "frequency", "dp"];
    let all = dispersion(&scratch, &[]).lines(&columns);
    let named = dispersion(&scratch, &["-e", "قَلم", "--word", "البيت"]).lines(&columns);
    assert_eq!(named, [all[2].clone(), all[3].clone()]);
    scratch.kalim(&["dispersion", "texts", "-e", "غائب"]).fails(1, &["غائب: the corpus does not have it"]);
    scratch.kalim(&["dispersion", "texts", "-e", "غائب", "-e", "في"]).code(0).says(&["غائب"]).says_lines(1);
    scratch.kalim(&["dispersion", "texts", "-e", "في", "--stopwords", "stop"]).fails(1, &["stop list"]);
}

#[test]
fn rows_are_chosen_and_sorted() {
    let scratch = corpus();
    let words = |args: &[&str]| {
        dispersion(&scratch, args).column("word").into_iter().map(str::to_owned).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(words(&["--min-freq", "2", "--top", "2"]), "كتاب في");
    assert_eq!(words(&["--sort", "word", "--top", "1"]), "البيت");
    assert_eq!(words(&["--sort", "dp", "--top", "1"]), "البيت");
    assert_eq!(words(&["--sort", "range", "--top", "3"]), "في قلم كتاب");
    assert_eq!(words(&["--min-docs", "2", "--show", "original"]), "كتاب في قلم");
    scratch.kalim(&["dispersion", "texts", "--sort", "da"]).fails(2, &["--sort da", "dp_norm"]);
    scratch.kalim(&["dispersion", "texts", "--measures", "g2"]).fails(2, &["g2", "fald"]);
    scratch.kalim(&["dispersion", "texts", "--parts", "0"]).refused(&["--parts"]);
}

#[test]
fn the_order_of_documents_is_that_of_the_arguments() {
    let scratch = corpus();
    let arf = |paths: &[&str]| {
        let ran = scratch.kalim(&join(&["dispersion", "--measures", "arf,dp"], paths)).well();
        ran.table().lines(&["word", "arf"])
    };
    assert_eq!(arf(&["texts"]), arf(&["texts/a", "texts/b", "texts/c", "texts/d"]));
    assert_ne!(arf(&["texts/a", "texts/c", "texts/d"]), arf(&["texts/a", "texts/d", "texts/c"]));
    for threads in ["1", "3"] {
        assert_eq!(arf(&["texts", "--threads", threads]), arf(&["texts"]));
    }
}

#[test]
fn standard_input_is_put_aside_to_be_read_twice() {
    let scratch = Scratch::with(&[("text", "كتاب قلم كتاب")]);
    let want = scratch.kalim(&["dispersion", "--parts", "3", "text"]).well().table();
    assert_eq!(kalim(&["dispersion", "--parts", "3"], "كتاب قلم كتاب").well().table(), want);
    assert_eq!(kalim(&["dispersion", "--parts", "3", "-"], "كتاب قلم كتاب").well().table(), want);
}

#[test]
fn what_cannot_be_read_is_told_once() {
    let scratch = corpus();
    let ran = scratch.kalim(&["dispersion", "texts", "none"]).code(3).says(&["none: no such file"]).says_lines(1);
    assert_eq!(ran.table(), dispersion(&scratch, &[]));
}

#[test]
fn words_count_as_the_same_in_both_readings() {
    let seeds = format!("{}/seeds", common::ROOT);
    let scratch = Scratch::new();
    for how in [
        &["--stem", "light10"][..],
        &["--segment", "d3", "--stopwords", "arabic"],
        &["--classes", "word,emoji,url", "--profile", "search", "--show", "buckwalter"],
    ] {
        let [spread, freq] = ["dispersion", "freq"].map(|command| {
            let ran = scratch.kalim(&[&[command, &seeds], how].concat()).code(0);
            ran.table().lines(&["rank", "word", "frequency"])
        });
        assert_eq!(spread, freq, "{how:?}");
    }
}
