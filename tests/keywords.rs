//! `kalim keywords`

mod common;

use common::{Scratch, Table, join};

/// Two small corpora.
fn corpora() -> Scratch {
    Scratch::with(&[
        ("target/a", "كتاب كتاب كتاب قلم. كِتاب في البيت"),
        ("target/b", "كتاب في البيت 5"),
        ("ref/a", "بيت في البيت. بيت من حجر"),
        ("ref/b", "في في البيت"),
        ("ref/c", ""),
        ("stop", "في"),
    ])
}

fn keywords(scratch: &Scratch, args: &[&str]) -> Table {
    scratch.kalim(&join(&["keywords", "--target", "target", "--reference", "ref"], args)).well().table()
}

#[test]
fn words_of_either_side_are_rows_from_the_targets_to_the_references() {
    let table = keywords(&corpora(), &["--measures", "ll_4cell_signed,tests"]);
    let columns = [
        "rank",
        "word",
        "frequency_target",
        "frequency_ref",
        "per_million_target",
        "per_million_ref",
        "documents_target",
        "documents_ref",
        "size_target",
        "size_ref",
        "ll_4cell_signed",
        "tests",
    ];
    assert_eq!(table.columns, columns);
    let want = ["1 كتاب 5 0 2 0", "2 قلم 1 0 1 0", "3 البيت 2 2 2 2", "4 في 2 3 2 2", "5 حجر 0 1 0 1", "6 من 0 1 0 1"];
    let counts = ["rank", "word", "frequency_target", "frequency_ref", "documents_target", "documents_ref"];
    assert_eq!(table.lines(&counts)[..6], want);
    assert_eq!(table.lines(&counts)[6], "7 بيت 0 2 0 1");
    assert!(table.lines(&["size_target", "size_ref", "tests"]).iter().all(|line| line == "10 9 7"));
    let signed: Vec<f64> = table.column("ll_4cell_signed").iter().map(|cell| cell.parse().expect("a number")).collect();
    assert!(signed.is_sorted_by(|a, b| a >= b) && signed[0] > 0.0 && signed[6] < 0.0, "{signed:?}");
}

#[test]
fn a_stop_word_has_no_row_but_is_text() {
    let table = keywords(&corpora(), &["--stopwords", "stop", "--measures", "tests"]);
    assert!(!table.column("word").contains(&"في"));
    assert!(table.lines(&["size_target", "size_ref", "tests"]).iter().all(|line| line == "10 9 6"));
}

#[test]
fn thresholds_and_top_change_no_number() {
    let scratch = corpora();
    let measures = ["--measures", "ll_4cell_pvalue,p_bonferroni,p_bh,tests"];
    let columns = ["word", "ll_4cell_pvalue", "p_bonferroni", "p_bh", "tests"];
    let all = keywords(&scratch, &measures).lines(&columns);
    let few = keywords(&scratch, &join(&measures, &["--min-freq", "2", "--min-docs", "2"])).lines(&columns);
    let words: Vec<&str> = few.iter().filter_map(|line| line.split(' ').next()).collect();
    assert_eq!(words, ["كتاب", "البيت", "في"]);
    assert!(few.iter().all(|line| all.contains(line)));
    let first = keywords(&scratch, &join(&measures, &["--top", "2"])).lines(&columns);
    assert_eq!(first[..], all[..2]);
    let p = |table: &Table, column: &str, i: usize| table.column(column)[i].parse::<f64>().expect("a number");
    let table = keywords(&scratch, &measures);
    for i in 0..table.rows.len() {
        let (p, bonferroni, bh) = (p(&table, "ll_4cell_pvalue", i), p(&table, "p_bonferroni", i), p(&table, "p_bh", i));
        assert!((bonferroni - (7.0 * p).min(1.0)).abs() < 1e-12 && p <= bh && bh <= bonferroni);
    }
}

#[test]
fn the_share_of_a_document_is_of_the_words_of_its_side() {
    let measures = "max_document_share_target,max_document_share_ref";
    let table = keywords(&corpora(), &["--measures", measures, "--sort", "word"]);
    let shares = table.lines(&["word", "max_document_share_target", "max_document_share_ref"]);
    assert_eq!(
        shares,
        ["البيت 0.5 0.5", "بيت  1.0", "حجر  1.0", "في 0.5 0.6666666666666666", "قلم 1.0 ", "كتاب 0.8 ", "من  1.0"]
    );
}

#[test]
fn the_share_of_a_document_is_of_ngrams_too() {
    let measures = "max_document_share_target,max_document_share_ref";
    for (n, want) in [
        ("2", ["البيت بيت  1.0", "بيت في  1.0", "بيت من  1.0", "في البيت 0.5 0.5", "كتاب في 0.5 "]),
        (
            "3",
            [
                "البيت بيت من  1.0",
                "بيت في البيت  1.0",
                "كتاب في البيت 0.5 ",
                "كتاب قلم كتاب 1.0 ",
                "كتاب كتاب قلم 1.0 ",
            ],
        ),
    ] {
        let args = ["-n", n, "--within", "document", "--measures", measures, "--sort", "ngram"];
        let table = keywords(&corpora(), &args);
        let shares = table.lines(&["ngram", "max_document_share_target", "max_document_share_ref"]);
        assert!(want.iter().all(|line| shares.contains(&(*line).to_owned())), "{shares:?}");
    }
}

#[test]
fn a_document_in_pieces_has_one_share() {
    let scratch =
        Scratch::with(&[("long", &"كتاب في البيت الكبير. ".repeat(100_000)), ("short", "كتاب في قلم"), ("ref", "قلم")]);
    for (n, common, apart) in [("1", "كتاب", ["البيت", "قلم"]), ("2", "كتاب في", ["في البيت", "في قلم"])]
    {
        for threads in ["1", "2", "3"] {
            let args = ["keywords", "--target", "long", "short", "--reference", "ref", "-n", n, "--threads", threads];
            let ran = scratch.kalim(&join(&args, &["--measures", "max_document_share_target"])).well();
            let item = if n == "1" { "word" } else { "ngram" };
            let shares = ran.table().lines(&[item, "frequency_target", "max_document_share_target"]);
            assert!(shares.contains(&format!("{common} 100001 {}", 100_000.0 / 100_001.0)), "{shares:?}");
            let [long, short] = apart;
            assert!(shares.contains(&format!("{long} 100000 1.0")) && shares.contains(&format!("{short} 1 1.0")));
        }
    }
}

#[test]
fn a_table_of_counts_is_a_reference_without_documents() {
    let scratch = corpora();
    scratch.kalim(&["freq", "ref", "-o", "freq.csv"]).well();
    scratch.kalim(&["ngrams", "ref", "-o", "ngrams.csv"]).well();
    for (n, counts) in [("1", "freq.csv"), ("2", "ngrams.csv")] {
        let corpus = keywords(&scratch, &["-n", n]);
        let args = ["keywords", "--target", "target", "--reference-counts", counts, "-n", n];
        let listed = scratch.kalim(&args).well().table();
        assert_eq!(corpus.columns, listed.columns);
        assert!(listed.column("documents_ref").iter().all(|cell| cell.is_empty()));
        let at = corpus.index("documents_ref");
        for (a, b) in corpus.rows.iter().zip(&listed.rows) {
            assert!(a.iter().zip(b).enumerate().all(|(i, (a, b))| i == at || a == b), "{a:?} {b:?}");
        }
        assert_eq!(corpus.rows.len(), listed.rows.len());
    }
    let args = ["keywords", "--target", "target", "--reference-counts", "freq.csv", "--stopwords", "stop"];
    let table = scratch.kalim(&args).well().table();
    assert!(!table.column("word").contains(&"في") && table.column("size_ref")[0] == "9");
}

#[test]
fn ngrams_are_compared_like_words() {
    let table = keywords(&corpora(), &["-n", "2", "--close-gaps"]);
    assert_eq!(table.columns[1], "ngram");
    let counts = table.lines(&["ngram", "frequency_target", "frequency_ref", "size_target", "size_ref"]);
    assert_eq!(counts[0], "كتاب في 2 0 7 6");
    assert!(counts.contains(&"في البيت 2 2 7 6".to_owned()) && counts.contains(&"بيت من 0 1 7 6".to_owned()));
    let args = ["keywords", "--target", "target", "--reference", "ref", "--within", "line"];
    corpora().kalim(&args).refused(&["--n <N>"]);
}

#[test]
fn the_sides_may_change_places() {
    let scratch = corpora();
    let there = keywords(&scratch, &["--measures", "ll_4cell_signed", "--sort", "word"]);
    let args = ["keywords", "--target", "ref", "--reference", "target", "--sort", "word"];
    let back = scratch.kalim(&join(&args, &["--measures", "ll_4cell_signed"])).well().table();
    assert_eq!(there.numbers("frequency_target"), back.numbers("frequency_ref"));
    let number = |cell: &&str| cell.parse::<f64>().expect("a number");
    let pairs = there
        .column("ll_4cell_signed")
        .iter()
        .map(number)
        .zip(back.column("ll_4cell_signed").iter().map(number).collect::<Vec<_>>())
        .collect::<Vec<_>>();
    assert!(pairs.iter().all(|(a, b)| (a + b).abs() < 1e-12), "{pairs:?}");
}

#[test]
fn rows_are_sorted_by_a_column() {
    let scratch = corpora();
    for (column, first) in [
        ("word", "البيت"),
        ("frequency_ref", "في"),
        ("documents_target", "البيت"),
        ("per_million_target", "كتاب"),
        ("p_bh", "البيت"),
        ("log_ratio_hardie", "كتاب"),
    ] {
        let table = keywords(&scratch, &["--sort", column, "--measures", "p_bh,log_ratio_hardie"]);
        assert_eq!(table.column("word")[0], first, "{column}");
    }
    let args = ["keywords", "--target", "target", "--reference", "ref", "--sort", "ll_4cell_signed"];
    scratch.kalim(&args).fails(2, &["--sort ll_4cell_signed", "frequency_target", "bic_ll4"]);
}

#[test]
fn original_spellings_are_those_of_either_side() {
    let scratch = Scratch::with(&[("a", "كِتاب"), ("b", "قَلم كتاب")]);
    let args = ["keywords", "--target", "a", "--reference", "b", "--show", "original", "--sort", "word"];
    assert_eq!(scratch.kalim(&args).well().table().column("word"), ["قَلم", "كِتاب"]);
}

#[test]
fn standard_input_may_be_one_of_the_two() {
    let scratch = corpora();
    let ran = scratch.pipe(&["keywords", "--target", "-", "--reference", "ref"], "كتاب كتاب");
    assert_eq!(ran.well().table().lines(&["word", "frequency_target"])[0], "كتاب 2");
    scratch.pipe(&["keywords", "--target", "-", "--reference", "-"], "").fails(2, &["standard input", "once"]);
}

#[test]
fn what_is_wrong_is_told_in_a_line() {
    let scratch = corpora();
    for (name, text, what) in [
        ("twice", "word,frequency\nكتاب,3\nكتاب,4\n", "كتاب stands there twice"),
        ("phrase", "word,frequency\nكتاب قلم,3\n", "phrase:2: \"كتاب قلم\" is of 2 words, not of 1"),
        ("minus", "word,frequency\nكتاب,-3\n", "minus:2: frequency is \"-3\""),
        ("other", "term,count\n", "other: no column word"),
        ("large", "word,frequency\nأ,18446744073709551615\nب,1\n", "large:3: more tokens than fit"),
        ("full", "word,frequency\nأ,18446744073709551615\n", "more tokens than fit"),
    ] {
        scratch.write(name, text);
        scratch.kalim(&["keywords", "--target", "target", "--reference-counts", name]).fails(1, &[what]);
    }
    let kalim = |args: &[&str]| scratch.kalim(&join(&["keywords"], args));
    kalim(&["--target", "target", "--reference-counts", "none"]).fails(1, &["none: no such file"]);
    kalim(&["--target", "none", "--reference", "ref"]).fails(1, &["none: no such file"]);
    kalim(&["--target", "target", "--reference", "none"]).fails(1, &["none: no such file"]);
    kalim(&["--target", "target", "none", "--reference", "ref"]).code(3).says(&["none: no such file"]);
    kalim(&["--target", "target", "--reference", "ref", "none"]).code(3).says(&["none: no such file"]);
    kalim(&["--target", "target", "--reference", "ref", "--measures", "pmi"]).fails(2, &["pmi", "log_ratio_hardie"]);
    kalim(&["--target", "target", "--reference", "ref/a", "-o", "ref/a"]).fails(2, &["ref/a"]);
    kalim(&["--target", "target", "--reference", "ref", "--memory", "9M"]).fails(1, &["--memory 9M", "too little"]);
    kalim(&["--target", "target"]).refused(&["--reference"]);
    kalim(&["--reference", "ref"]).refused(&["--target"]);
}

#[test]
fn both_sides_count_words_as_the_same() {
    let seeds = format!("{}/seeds", common::ROOT);
    let scratch = Scratch::new();
    let (news, story) = (format!("{seeds}/news_reef.txt"), format!("{seeds}/story_vowelled.txt"));
    for how in [&["--stem", "light10"][..], &["--segment", "d3", "--stopwords", "arabic"], &["--show", "buckwalter"]] {
        let args = ["keywords", "--target", &news, "--reference", &story];
        let there = scratch.kalim(&[&args[..], how].concat()).well().table();
        let args = ["keywords", "--target", &story, "--reference", &news];
        let back = scratch.kalim(&[&args[..], how].concat()).well().table();
        let mut a = there.lines(&["word", "frequency_target", "frequency_ref"]);
        let mut b = back.lines(&["word", "frequency_ref", "frequency_target"]);
        a.sort();
        b.sort();
        assert_eq!(a, b, "{how:?}");
    }
}
