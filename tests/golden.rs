//! The tables over seeds/ are those that the oracle wrote: see tests/golden/seeds/make.sh.

mod common;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use common::{KALIM, ROOT, Table, run};

/// How far a number may be off.
const RELATIVE: f64 = 1e-9;
const ABSOLUTE: f64 = 1e-12;
/// Columns that are compared as text.
const TEXT: [&str; 9] = ["word", "word1", "word2", "node", "collocate", "ngram", "token", "measure", "document"];

/// A line of cases.tsv.
struct Case {
    name: String,
    arguments: Vec<String>,
}

fn folder() -> PathBuf {
    Path::new(ROOT).join("tests/golden/seeds")
}

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn cases() -> Vec<Case> {
    let text = read("cases.tsv");
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|line| {
            let [name, _, _, arguments, files] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
            let mut arguments: Vec<String> = arguments.split(' ').map(String::from).collect();
            if arguments[0] == "tokenize" {
                arguments.extend(["--format", "csv"].map(String::from));
            }
            let seeds = ["seeds", "--glob", "!*utf16*"];
            let files: Vec<&str> = if files == "seeds" { seeds.to_vec() } else { files.split(' ').collect() };
            arguments.extend(files.into_iter().map(String::from));
            Case { name: name.to_owned(), arguments }
        })
        .collect()
}

/// The first differences between a table and what it should be.
fn differences(case: &Case, rows: usize) -> Vec<String> {
    let ran = run(Command::new(KALIM).args(&case.arguments).current_dir(ROOT)).well();
    let (want, got) = (Table::read(&read(&format!("{}.csv", case.name))), ran.table());
    let mut found = Vec::new();
    // More measures of a corpus may come, and not in the order of the oracle.
    let is_list = want.columns[1] == "measure";
    if !is_list {
        if got.columns != want.columns[1..] {
            found.push(format!("columns {:?}, not {:?}", got.columns, &want.columns[1..]));
        }
        if got.rows.len() != rows {
            found.push(format!("{} rows, not {rows}", got.rows.len()));
        }
    }
    for row in &want.rows {
        let number: usize = row[0].parse().expect("the number of a row");
        let actual = if is_list { got.rows.iter().find(|g| g[0] == row[1]) } else { got.rows.get(number - 1) };
        let Some(actual) = actual else {
            found.push(format!("no row {row:?}"));
            continue;
        };
        for (column, (want, got)) in want.columns[1..].iter().zip(row[1..].iter().zip(actual)) {
            if !is_same(column, want, got) {
                found.push(format!("row {number} {column}: {got:?}, not {want:?}"));
            }
        }
    }
    found.truncate(10);
    found
}

/// Text and integers are equal, other numbers nearly; empty is only empty.
fn is_same(column: &str, want: &str, got: &str) -> bool {
    if want == got || TEXT.contains(&column) || !want.contains(['.', 'e']) {
        return want == got;
    }
    match (want.parse::<f64>(), got.parse::<f64>()) {
        (Ok(a), Ok(b)) if a.is_finite() && b.is_finite() => {
            (a - b).abs() <= (RELATIVE * a.abs().max(b.abs())).max(ABSOLUTE)
        }
        _ => false,
    }
}

#[test]
fn tables_are_those_of_the_oracle() {
    let totals = read("totals.tsv");
    let totals: HashMap<&str, usize> = totals
        .lines()
        .map(|line| line.split_once('\t').expect("a name and a number"))
        .map(|(name, rows)| (name, rows.parse().expect("a number of rows")))
        .collect();
    let cases = cases();
    assert_eq!(cases.len(), totals.len(), "run make.sh");
    let wrong: Vec<String> = cases
        .iter()
        .map(|case| (case, differences(case, totals[case.name.as_str()])))
        .filter(|(_, differences)| !differences.is_empty())
        .map(|(case, differences)| format!("{}: {:?}\n  {}", case.name, case.arguments, differences.join("\n  ")))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_table_has_a_case() {
    let mut names: Vec<String> = cases().into_iter().map(|case| format!("{}.csv", case.name)).collect();
    let files = fs::read_dir(folder()).expect("the golden files").map(|e| e.expect("an entry").file_name());
    let mut tables: Vec<String> =
        files.map(|f| f.into_string().expect("a name")).filter(|f| f.ends_with(".csv")).collect();
    names.sort();
    tables.sort();
    assert_eq!(tables, names);
}

#[test]
fn only_near_numbers_are_the_same() {
    for (want, got, same) in [
        ("0.1", "0.1000000000000001", true),
        ("0.1", "0.1001", false),
        ("1", "1", true),
        ("1", "1.0", false),
        ("1e-5", "0.00001", true),
        ("1.5", "", false),
        ("", "0.0", false),
        ("", "", true),
        ("inf", "inf", true),
        ("1.5", "inf", false),
        ("-inf", "inf", false),
    ] {
        assert_eq!(is_same("g2", want, got), same, "{want} {got}");
    }
    assert!(!is_same("word", "1.0", "1.00"));
}
