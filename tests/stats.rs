//! `kalim stats`

mod common;

use common::{Scratch, join, kalim};

/// A token of each class, and one more word.
const EACH: &str = "قلم باب 2254 https://t.me/a_b info@example.org @user_1 #وسم 😀 ، ©";

#[test]
fn the_measures_are_these() {
    let table = kalim(&["stats"], EACH).well().table();
    assert_eq!(table.columns, ["measure", "value"]);
    let want = [
        "documents",
        "bytes",
        "lines",
        "sentences",
        "tokens",
        "class_word",
        "class_number",
        "class_url",
        "class_email",
        "class_mention",
        "class_hashtag",
        "class_emoji",
        "class_punctuation",
        "class_symbol",
        "counted_tokens",
        "types",
        "hapax",
        "dis",
        "ttr",
        "mean_word_length",
        "mean_sentence_length",
        "files_skipped",
        "documents_with_replacements",
        "replacements",
        "entities",
        "encoding_utf-8",
    ];
    assert_eq!(table.column("measure"), want);
}

#[test]
fn all_classes_are_shown_whatever_is_counted() {
    for (classes, counted) in [("word", "2"), ("url,number", "2"), ("word,punctuation,symbol", "4")] {
        let table = kalim(&["stats", "--classes", classes], EACH).well().table();
        assert_eq!(table.value("tokens"), "10");
        assert_eq!(table.value("class_word"), "2");
        for class in ["number", "url", "email", "mention", "hashtag", "emoji", "punctuation", "symbol"] {
            assert_eq!(table.value(&format!("class_{class}")), "1", "{class}");
        }
        assert_eq!(table.value("counted_tokens"), counted, "{classes}");
    }
}

#[test]
fn types_and_lengths_are_of_folded_words() {
    let table = kalim(&["stats"], "كِتابٌ كتاب قلم. باب باب باب\nقلم!").well().table();
    for (measure, value) in [
        ("counted_tokens", "7"),
        ("types", "3"),
        ("hapax", "0"),
        ("dis", "2"),
        ("sentences", "3"),
        ("ttr", &(3.0 / 7.0).to_string()),
        ("mean_word_length", &(23.0 / 7.0).to_string()),
        ("mean_sentence_length", &(7.0 / 3.0).to_string()),
    ] {
        assert_eq!(table.value(measure), value, "{measure}");
    }
    assert_eq!(kalim(&["stats", "--profile", "none"], "كِتاب كتاب").well().table().value("types"), "2");
}

#[test]
fn lines_end_with_any_of_three() {
    for (text, lines) in [
        ("", "0"),
        ("أ", "1"),
        ("أ\n", "1"),
        ("أ\nب", "2"),
        ("أ\r\nب\r\n", "2"),
        ("أ\rب\r", "2"),
        ("\n\n\r\r\n\n", "5"),
        ("\n\r", "2"),
        ("أ\u{2028}ب\u{85}ت\u{B}ث", "1"),
    ] {
        assert_eq!(kalim(&["stats"], text).well().table().value("lines"), lines, "{text:?}");
    }
}

#[test]
fn sentences_are_those_with_a_counted_token() {
    for (text, sentences) in [
        ("قال. ثم مضى", "2"),
        ("قال… نعم؟! «لا»", "3"),
        ("قال: نعم، لا؛ ثم", "1"),
        ("5. 6. قال", "1"),
        ("...", "0"),
        ("قال.)» ثم", "2"),
        ("عنوان\nنص", "2"),
        ("نهاية۔ بداية", "2"),
        ("ق.م أ.ف.ب", "1"),
    ] {
        assert_eq!(kalim(&["stats"], text).well().table().value("sentences"), sentences, "{text}");
    }
    assert_eq!(kalim(&["stats", "--classes", "number"], "5. 6. قال").well().table().value("sentences"), "2");
}

#[test]
fn a_corpus_is_the_sum_of_its_documents() {
    let scratch = Scratch::new();
    let seeds = format!("{}/seeds", common::ROOT);
    let by_document = scratch.kalim(&["stats", "--by", "document", &seeds]).well().table();
    let corpus = scratch.kalim(&["stats", &seeds]).well().table();
    assert_eq!(corpus.value("documents"), by_document.rows.len().to_string());
    for column in by_document.columns[1..].iter().filter(|column| *column != "encoding") {
        let is_sum = column.starts_with("class_")
            || ["bytes", "lines", "sentences", "tokens", "counted_tokens", "replacements"].contains(&column.as_str());
        if is_sum {
            let sum: u64 = by_document.numbers(column).iter().sum();
            assert_eq!(corpus.value(column), sum.to_string(), "{column}");
        } else {
            assert!(corpus.column("measure").contains(&column.as_str()), "{column}");
        }
    }
}

#[test]
fn a_row_of_a_document_is_what_it_is_alone() {
    let scratch = Scratch::with(&[("a", "كتاب كِتاب قلم. باب"), ("b", EACH), ("c", ""), ("d", "سطر\nسطر 5\n")]);
    let table = scratch.kalim(&["stats", "--by", "document", "a", "b", "c", "d", "a"]).well().table();
    assert_eq!(table.column("document"), ["a", "b", "c", "d", "a"]);
    for row in &table.rows {
        let alone = scratch.kalim(&["stats", &row[0]]).well().table();
        for (column, cell) in table.columns.iter().zip(row).skip(1).filter(|(column, _)| *column != "encoding") {
            assert_eq!(alone.value(column), cell, "{} {column}", row[0]);
        }
    }
}

#[test]
fn stop_words_are_counted_and_told() {
    let scratch = Scratch::with(&[("stop", "في\nمن"), ("text", "في البيت من في")]);
    let table = scratch.kalim(&["stats", "--stopwords", "stop", "text"]).well().table();
    assert_eq!((table.value("counted_tokens"), table.value("stop_word_tokens")), ("4", "3"));
    scratch.kalim(&["stats", "--stopwords", "stop", "--by", "document", "text"]).refused(&["--by document"]);
}

#[test]
fn what_it_does_not_have_is_wrong_usage() {
    for args in [&["--by", "path:0"][..], &["--top", "3"], &["--within", "line"], &["--sort", "value"]] {
        kalim(&join(&["stats"], args), "").refused(&[args[0]]);
    }
}

/// The names of all measures of diversity that stats does not have anyway.
const IN_ORDER: [&str; 4] = ["msttr_50", "mattr_50", "mtld_le_0_72", "heaps_beta"];

#[test]
fn measures_are_rows_that_were_asked_for() {
    let scratch = Scratch::with(&[("text", "كتاب كِتاب قلم. باب")]);
    let plain = scratch.kalim(&["stats", "text"]).well().table();
    let more = scratch.kalim(&["stats", "text", "--measures", "yule_k,ttr,guiraud_r"]).well().table();
    let names: Vec<&str> =
        more.column("measure").into_iter().filter(|m| !plain.column("measure").contains(m)).collect();
    assert_eq!(names, ["yule_k", "guiraud_r"]);
    // 10^4 (2^2 + 1 + 1 - 4) / 4^2, and 3 / 2.
    assert_eq!((more.value("yule_k"), more.value("guiraud_r")), ("1250.0", "1.5"));
    assert!(plain.rows.iter().all(|row| more.rows.contains(row)));
    let all = scratch.kalim(&["stats", "text", "--measures", "all"]).well().table();
    for name in IN_ORDER.iter().chain(&["hdd_42", "zipf_slope", "heaps_r2"]) {
        assert!(all.column("measure").contains(name), "{name}");
    }
    // Too short a text has none.
    assert_eq!((all.value("msttr_50"), all.value("hdd_42")), ("", ""));
    scratch.kalim(&["stats", "text", "--measures", "g2"]).fails(2, &["--measures g2", "yule_k", "heaps_beta"]);
    scratch.kalim(&["stats", "text", "--measures", "all", "--by", "document"]).refused(&["--by"]);
}

#[test]
fn what_needs_an_order_reads_twice() {
    let text = "كتاب في البيت الكبير قلم ".repeat(20_000);
    let scratch = Scratch::with(&[("text", &text), ("more", "باب. 5 كتاب")]);
    for name in IN_ORDER {
        let of = |threads| {
            let args = ["stats", "--measures", name, "--threads", threads, "text", "more"];
            scratch.kalim(&args).well().table().value(name).to_owned()
        };
        assert_eq!(of("1"), of("3"), "{name}");
        // What comes from a pipe is put aside.
        let piped = kalim(&["stats", "--measures", name], text.clone() + "باب. 5 كتاب").well().table();
        assert_eq!(piped.value(name), of("1"), "{name}");
    }
    assert_eq!(scratch.kalim(&["stats", "--measures", "mattr_50", "text"]).well().table().value("mattr_50"), "0.1");
    kalim(&["stats", "--measures", "yule_k,hdd_42,zeta_mle_alpha_xmin1"], &text).well();
}

#[test]
fn the_vocabulary_grows_with_the_text() {
    let scratch = Scratch::with(&[("a", "كتاب قلم كِتاب. 5"), ("b", "باب قلم"), ("stop", "قلم")]);
    let table = scratch.kalim(&["stats", "--growth", "--stopwords", "stop", "a", "b"]).well().table();
    assert_eq!(table.columns, ["tokens", "types", "hapax"]);
    assert_eq!(table.rows.len(), 100);
    let mut points = table.lines(&["tokens", "types", "hapax"]);
    points.dedup();
    assert_eq!(points, ["0 0 0", "1 1 1", "2 2 2", "3 2 1", "4 3 2", "5 3 1"]);
    assert_eq!(scratch.kalim(&["stats", "--growth", "a", "b"]).well().table(), table);
    scratch.kalim(&["stats", "--growth", "--measures", "all", "a"]).refused(&["--growth"]);
    // What comes from a pipe is put aside to be read twice.
    let args = ["stats", "--growth", "--stopwords", "stop", "-"];
    assert_eq!(
        scratch
            .pipe(
                &args,
                "كتاب قلم كِتاب. 5
باب قلم"
            )
            .well()
            .table(),
        table
    );
}
