//! Reports of groups of documents, and of some documents only.

mod common;

use common::{Scratch, join};

/// The documents, with their names, sources and years.
const DOCUMENTS: [[&str; 4]; 3] = [
    ["أول", "قرأ الولد الكتاب. ثم كتب درسا جديدا!", "news", "2020"],
    ["ثان", "كتب المعلم على السبورة؛ قرأ الولد 3 كتب.", "books", "2021"],
    ["ثالث", "سافر الرئيس إلى دمشق, ثم عاد \"سريعا\" إلى الرياض.", "news", "2021"],
];

const BOOK: &str =
    "######OpenITI#\n\n#META# 010.AuthorNAME :: كاتب\n#META# 020.BookTITLE :: NODATA\n#META#Header#End#\n\n# نص\n";

/// A document as a line of JSON.
fn line([id, text, source, year]: [&str; 4]) -> String {
    let year: u64 = year.parse().unwrap();
    serde_json::json!({"id": id, "text": text, "source": source, "year": year}).to_string() + "\n"
}

#[test]
fn reports_fall_into_groups() {
    let scratch = Scratch::new();
    scratch.write("a.jsonl", DOCUMENTS.map(line).concat());
    DOCUMENTS.iter().for_each(|[id, text, ..]| scratch.write(format!("folder/{id}.txt"), text));
    scratch.write("names.csv", "document,source\nأول.txt,news\nثان.txt,books\nثالث.txt,news\n");
    scratch.write("book", BOOK);
    let table = scratch.kalim(&["freq", "--by", "source", "--top", "2", "a.jsonl"]).well().table();
    assert_eq!(table.columns[..3], ["source", "rank", "word"]);
    assert_eq!(table.lines(&["source", "rank", "word"]), ["books 1 كتب", "books 2 السبورة", "news 1 إلى", "news 2 ثم"]);
    for (name, want) in [("books", "ثان"), ("news", "أول")] {
        let all = scratch.kalim(&["cooccur", "--by", "source", "a.jsonl"]).well().table();
        let alone = scratch.kalim(&["cooccur", "--where", &format!("source={name}"), "a.jsonl"]).well().table();
        let of: Vec<_> = all.rows.into_iter().filter(|row| row[0] == name).map(|row| row[1..].to_vec()).collect();
        assert_eq!(of, alone.rows, "{want}");
    }
    let by = |field: &str, path: &str| {
        let args = ["stats", "--metadata", "names.csv", "--by", field, path];
        scratch.kalim(&args).well().table()
    };
    assert_eq!(by("year", "a.jsonl").lines(&["year", "documents"]), ["2020 1", "2021 2"]);
    assert_eq!(by("source", "folder").lines(&["source", "documents"]), ["books 1", "news 2"]);
    assert_eq!(by("path:1", "folder").lines(&["path_1", "documents"]), ["folder 3"]);
    assert_eq!(by("AuthorNAME", "book").lines(&["AuthorNAME", "documents"]), ["كاتب 1"]);
    // What is not known is an empty cell.
    assert_eq!(by("BookTITLE", "book").lines(&["BookTITLE", "documents"]), [" 1"]);
    let words = |args: &[&str]| scratch.kalim(&join(&["freq"], args)).well().table().lines(&["word", "documents"]);
    assert_eq!(words(&["--where", "source=news", "--where", "year=2021", "a.jsonl"])[0], "إلى 1");
    assert_eq!(words(&["--where", "document=أول", "--top", "1", "a.jsonl"]), ["الكتاب 1"]);
    scratch.kalim(&["freq", "--where", "source=none", "a.jsonl"]).fails(1, &["--where"]);
    let growth = scratch.pipe(&["stats", "--growth", "--by", "path:1", "-"], "نص").well().table();
    assert_eq!(growth.columns, ["path_1", "tokens", "types", "hapax"]);
}

#[test]
fn groups_do_not_depend_on_threads_or_pieces() {
    let scratch = Scratch::new();
    // More groups than are counted in one reading, each in several places of several files.
    for file in 0..3 {
        let line = |i: usize| {
            let text = "كتب الولد درسا ".repeat(i % 7 + 1) + &"ثم عاد ".repeat((i + file) % 3);
            serde_json::json!({"text": text, "group": format!("g{:03}", i % 200)}).to_string() + "\n"
        };
        scratch.write(format!("{file}.jsonl"), (0..1000).map(line).collect::<String>());
    }
    let of = |threads: &str| {
        let args = ["ngrams", "--by", "group", "--threads", threads, "0.jsonl", "1.jsonl", "2.jsonl"];
        scratch.kalim(&args).well().stdout
    };
    let one = of("1");
    assert_eq!(one, of("4"));
    let table = common::Table::read(std::str::from_utf8(&one).unwrap());
    let mut groups = table.column("group");
    groups.dedup();
    assert_eq!((groups.len(), groups[0], groups[199]), (200, "g000", "g199"));
}

#[test]
fn keywords_are_those_of_each_group_of_the_target() {
    let scratch = Scratch::new();
    scratch.write("all.jsonl", DOCUMENTS.map(line).concat());
    scratch.write("reference", "كتب الولد إلى المعلم ثم عاد");
    let keywords = |target: &str, args: &[&str]| {
        let all = join(&["keywords", "--reference", "reference", "--target", target], args);
        scratch.kalim(&all).well().table()
    };
    let table = keywords("all.jsonl", &["--by", "source"]);
    assert_eq!(table.columns[..2], ["source", "rank"]);
    for name in ["books", "news"] {
        let of = DOCUMENTS.into_iter().filter(|[_, _, source, _]| *source == name);
        scratch.write("some.jsonl", of.map(line).collect::<String>());
        let rows: Vec<_> = table.rows.iter().filter(|row| row[0] == name).map(|row| row[1..].to_vec()).collect();
        assert_eq!(rows, keywords("some.jsonl", &[]).rows, "{name}");
    }
}
