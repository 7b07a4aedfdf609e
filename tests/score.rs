//! `kalim score` and `kalim list measures`

mod common;

use std::fs;
use std::path::Path;

use common::{ROOT, Scratch, Table, join, kalim};

/// The families, and how many columns of their golden tables are given.
const FAMILIES: [(&str, usize); 3] = [("association", 7), ("keyness", 5), ("dispersion", 3)];

fn golden(family: &str) -> Table {
    let path = Path::new(ROOT).join(format!("tests/golden/score/{family}.csv"));
    Table::read(&fs::read_to_string(path).expect("a golden table"))
}

/// The first columns of a table, as CSV.
fn given(table: &Table, columns: usize) -> String {
    let lines = std::iter::once(&table.columns).chain(&table.rows);
    lines.map(|line| line[..columns].join(",") + "\n").collect()
}

/// The same number, but for the last digits; a value near 0 is the difference of larger ones.
fn same(measure: &str, got: &str, wanted: &str) -> bool {
    let (Ok(g), Ok(w)) = (got.parse::<f64>(), wanted.parse::<f64>()) else { return got == wanted };
    let near_zero: f64 = if measure.ends_with("_p") || measure.ends_with("pvalue") { 0.0 } else { 1e-14 };
    g == w || (g - w).abs() <= near_zero.max(1e-12 * w.abs())
}

#[test]
fn every_measure_is_what_60_digits_give() {
    for (family, columns) in FAMILIES {
        let wanted = golden(family);
        let got = kalim(&["score", family, "--measures", "all"], given(&wanted, columns)).well().table();
        assert_eq!(got.rows.len(), wanted.rows.len());
        for (column, measure) in wanted.columns.iter().enumerate() {
            for (got, wanted) in got.column(measure).into_iter().zip(&wanted.rows) {
                assert!(same(measure, got, &wanted[column]), "{family} {measure}: {got} in {wanted:?}");
            }
        }
    }
}

#[test]
fn rows_pass_through_with_a_column_a_measure() {
    let table = "note,f2,f1,n,frequency\n\"a, b\",64,16,1024,16\n,20,10,1000,0\n";
    let ran = kalim(&["score", "association", "--measures", "p_w2_given_w1,dice,npmi"], table).well();
    let wanted = "note,f2,f1,n,frequency,p_w2_given_w1,dice,npmi\n\"a, b\",64,16,1024,16,1.0,0.4,0.6666666666666666\n,20,10,1000,0,0.0,0.0,-1.0\n";
    assert_eq!(ran.text(), wanted);
}

#[test]
fn a_column_called_like_a_measure_makes_way_for_it() {
    let ran =
        kalim(&["score", "association", "--measures", "dice"], "dice,frequency,f1,f2,n\nold,5,10,10,100\n").well();
    assert_eq!(ran.text(), "frequency,f1,f2,n,dice\n5,10,10,100,0.5\n");
}

#[test]
fn what_cooccur_printed_scores_as_it_did() {
    let text = fs::read_to_string(Path::new(ROOT).join("seeds/news_reef.txt")).expect("a seed");
    for more in [&[][..], &["--directed"]] {
        let counted = kalim(&join(&["cooccur", "--measures", "all"], more), &text).well();
        let columns = counted.table().columns;
        let measures = columns[columns.iter().position(|c| c == "expected").expect("it")..].join(",");
        let scored = kalim(&["score", "association", "--measures", &measures], counted.text()).well();
        assert_eq!(scored.text(), counted.text());
    }
}

#[test]
fn formats_are_those_of_every_report() {
    let table = "word,frequencies,sizes\nكتاب,5 0 5,10 10 10\n";
    let jsonl = kalim(&["score", "dispersion", "--measures", "range_pct,dp", "--format", "jsonl"], table).well();
    assert!(
        jsonl
            .text()
            .starts_with("{\"word\":\"كتاب\",\"frequencies\":\"5 0 5\",\"sizes\":\"10 10 10\",\"range_pct\":0.66"),
        "{}",
        jsonl.text()
    );
    let scratch = Scratch::with(&[("in.csv", table)]);
    scratch.kalim(&["score", "dispersion", "in.csv", "-o", "out.tsv", "--format", "tsv"]).well();
    assert!(
        scratch.read("out.tsv").starts_with("word\tfrequencies\tsizes\trange\tdp\tdp_norm\tjuilland_d_relfreq\nكتاب\t")
    );
    scratch.kalim(&["score", "dispersion", "in.csv", "-o", "in.csv"]).fails(2, &["in.csv", "another name"]);
}

#[test]
fn a_header_alone_gives_a_header() {
    assert_eq!(
        kalim(&["score", "keyness"], "frequency_target,frequency_ref,size_target,size_ref\n").well().text(),
        "frequency_target,frequency_ref,size_target,size_ref,ll_4cell,log_ratio_hardie,bic_ll4\n"
    );
}

#[test]
fn bad_tables_are_told_with_their_line() {
    let association = |table: &str| kalim(&["score", "association"], table);
    association("").fails(1, &["standard input", "no column frequency", "empty"]);
    association("frequency,f1,f2\n1,2,3\n").fails(1, &["no column n", "frequency, f1, f2"]);
    association("frequency,f1,f2,n\n1,2,3,4\n1,2,-3,4\n")
        .fails(1, &["standard input:3", "f2", "\"-3\"", "whole number"]);
    association("frequency,f1,f2,n\n1,2,3\n").fails(1, &["standard input:2", "3 cells under 4 columns"]);
    kalim(&["score", "association"], b"frequency,f1,f2,n\n1,2,3,\xff\n").fails(1, &["standard input:2", "UTF-8"]);
    let itself = "word1,word2,frequency,f1,f2,n\nأ,أ,18446744073709551615,1,1,1\n";
    association(itself).fails(1, &["standard input:2", "too large"]);
    let keyness = "frequency_target,frequency_ref,size_target,size_ref\n1,1,18446744073709551615,1\n";
    kalim(&["score", "keyness"], keyness).fails(1, &["standard input:2", "64 bits"]);
    let dispersion = |rows: &str| kalim(&["score", "dispersion"], format!("frequencies,sizes\n{rows}\n"));
    dispersion("1 2,10").fails(1, &["standard input:2", "2 frequencies and 1 sizes"]);
    dispersion("1 11,10 10").fails(1, &["standard input:2", "11", "10 tokens"]);
    dispersion("1 x,10 10").fails(1, &["standard input:2", "\"x\""]);
    dispersion("1 1,18446744073709551615 1").fails(1, &["standard input:2", "64 bits"]);
    kalim(&["score", "association", "nosuch.csv"], "").fails(1, &["nosuch.csv", "no such file"]);
    kalim(&["score", "keyness", "--measures", "g2"], "").fails(2, &["--measures g2", "ll_4cell"]);
    kalim(&["score"], "").refused(&["association"]);
}

#[test]
fn the_list_has_every_measure_of_every_family() {
    let list = kalim(&["list", "measures"], "").well().table();
    assert_eq!(list.columns, ["id", "family", "name", "formula", "range", "units", "source"]);
    for (family, columns) in FAMILIES {
        let listed: Vec<&String> = list.rows.iter().filter(|row| row[1] == family).map(|row| &row[0]).collect();
        for measure in &golden(family).columns[columns..] {
            assert!(listed.contains(&measure), "{family} {measure}");
        }
    }
    kalim(&["list"], "").refused(&["measures"]);
}
