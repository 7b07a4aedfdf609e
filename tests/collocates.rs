//! `kalim collocates`

mod common;

use common::{Scratch, Table, join, kalim};

const TEXT: &str = "أ ب ت. ب أ. أ 5 ث، أ\n";

fn collocates(args: &[&str], text: &str) -> Table {
    kalim(&join(&["collocates"], args), text).well().table()
}

#[test]
fn the_columns_are_these() {
    let head = collocates(&["أ", "-"], TEXT).columns.join(",");
    assert_eq!(head, "rank,node,collocate,frequency,before,after,documents,f1,f2,n,expected,g2,pmi,t_score,log_dice");
}

#[test]
fn each_side_is_counted_by_itself() {
    let columns = ["rank", "node", "collocate", "frequency", "before", "after", "documents"];
    let want = ["1 أ أ 2 1 1 1", "2 أ ب 2 1 1 1", "3 أ ث 2 1 1 1", "4 أ ت 1 0 1 1"];
    assert_eq!(collocates(&["أ"], TEXT).lines(&columns), want);
    let after = ["1 أ ب 1 0 1 1", "2 أ ت 1 0 1 1"];
    assert_eq!(collocates(&["أ", "--before", "0", "--after", "2"], "أ ب ت").lines(&columns), after);
    assert!(collocates(&["أ", "--before", "2", "--after", "0"], "أ ب ت").rows.is_empty());
}

#[test]
fn it_is_what_cooccur_has_of_these_nodes() {
    let seeds = format!("{}/seeds", common::ROOT);
    let scratch = Scratch::new();
    let columns =
        ["collocate", "frequency", "documents", "f1", "f2", "n", "expected", "g2", "pmi", "t_score", "log_dice"];
    for window in
        [&["--before", "3", "--after", "1"][..], &["--within", "document"], &["--sort", "g2"], &["--min-freq", "2"]]
    {
        let all = scratch.kalim(&[&["cooccur", "--directed", &seeds], window].concat()).well().table();
        let some = scratch.kalim(&join(&["collocates", "من", "-e", "في", &seeds], window)).well().table();
        for node in ["من", "في"] {
            let of = |table: &Table| -> Vec<String> {
                let rows = table.column("node").into_iter().zip(table.lines(&columns));
                rows.filter(|row| row.0 == node).map(|row| row.1).collect()
            };
            assert!(!of(&all).is_empty());
            assert_eq!(of(&some), of(&all), "{node} {window:?}");
        }
        let sides = some.numbers("before").into_iter().zip(some.numbers("after"));
        assert!(sides.map(|(before, after)| before + after).eq(some.numbers("frequency")));
    }
}

#[test]
fn nodes_come_in_the_order_given_each_with_its_ranks() {
    let table = collocates(&["ت", "-e", "أ", "--node", "ب", "-e", "ت", "--top", "2"], TEXT);
    assert_eq!(table.lines(&["node", "rank"]), ["ت 1", "ت 2", "أ 1", "أ 2", "ب 1", "ب 2"]);
}

#[test]
fn a_node_is_folded_by_the_profile() {
    assert_eq!(collocates(&["كِتـابٌ"], "كتاب قلم").column("node"), ["كتاب"]);
    assert_eq!(collocates(&["أحمد", "--profile", "search"], "احمد قلم").column("node"), ["احمد"]);
    kalim(&["collocates", "كِتاب", "--profile", "none"], "كتاب قلم").fails(1, &["كِتاب", "كتاب (1)"]);
}

#[test]
fn a_node_that_is_missing_is_told() {
    kalim(&["collocates", "احمد"], "أحمد إحمد أحمد").fails(1, &["احمد", "search", "أحمد (2), إحمد (1)"]);
    kalim(&["collocates", "غائب"], TEXT).fails(1, &["غائب", "does not have it"]);
    kalim(&["collocates", "غائب", "-e", "بعيد"], TEXT).code(1).says(&["غائب", "بعيد"]);
    let ran = kalim(&["collocates", "غائب", "-e", "أ"], TEXT).code(0).says(&["غائب"]).says_lines(1);
    assert_eq!(ran.table().column("node")[0], "أ");
    kalim(&["collocates", "غائب", "-e", "أ", "-q"], TEXT).well();
    kalim(&["collocates", ""], TEXT).refused(&["no word"]);
    kalim(&["collocates", "ـ"], TEXT).refused(&["no word"]);
}

#[test]
fn a_missing_node_leaves_the_output_alone() {
    let scratch = Scratch::with(&[("text", TEXT), ("old", "as it was")]);
    scratch.kalim(&["collocates", "غائب", "text", "-o", "old"]).fails(1, &["غائب"]);
    assert_eq!((scratch.read("old").as_str(), scratch.names().len()), ("as it was", 2));
}

#[test]
fn a_stop_word_is_no_node() {
    let scratch = Scratch::with(&[("stop", "أ"), ("text", TEXT)]);
    scratch.kalim(&["collocates", "أ", "--stopwords", "stop", "text"]).fails(1, &["أ", "stop list"]);
    let table = scratch.kalim(&["collocates", "ب", "--stopwords", "stop", "text"]).well().table();
    assert_eq!(table.column("collocate"), ["ت"]);
}

#[test]
fn a_node_of_another_class_can_be_asked_for() {
    let table = collocates(&["5", "--classes", "word,number"], TEXT);
    assert_eq!(table.lines(&["node", "collocate", "frequency"]), ["5 أ 2", "5 ث 1"]);
    kalim(&["collocates", "5"], TEXT).fails(1, &["5"]);
}

#[test]
fn rows_are_sorted_by_either_side() {
    let text = "ب أ ت. ت أ ب. ب أ ث";
    for (column, first) in [("before", "ب"), ("after", "ب"), ("frequency", "ب")] {
        let args = ["collocates", "أ", "--before", "1", "--after", "1", "--sort", column];
        let table = kalim(&args, text).well().table();
        assert_eq!(table.column("collocate")[0], first, "{column}");
        assert!(table.numbers(column).is_sorted_by(|a, b| a >= b), "{column}");
    }
    let by_word = kalim(&["collocates", "أ", "--before", "1", "--after", "1", "--sort", "collocate"], text).table();
    assert_eq!(by_word.column("collocate"), ["ب", "ت", "ث"]);
}

#[test]
fn no_node_or_no_window_is_wrong_usage() {
    kalim(&["collocates"], TEXT).refused(&["NODE"]);
    kalim(&["collocates", "أ", "--before", "0", "--after", "0"], TEXT).refused(&["--before 0 --after 0"]);
    kalim(&["collocates", "أ", "--after", "1001"], TEXT).refused(&["--after"]);
    kalim(&["collocates", "أ", "--window", "3"], TEXT).refused(&["--window"]);
}

#[test]
fn positions_are_columns_if_they_are_wanted() {
    let table = collocates(&["أ", "--before", "2", "--after", "3", "--positions"], TEXT);
    let head = table.columns.join(",");
    let want = "rank,node,collocate,frequency,before,after,before2,before1,after1,after2,after3,documents,f1";
    assert!(head.starts_with(want), "{head}");
    let columns = ["collocate", "frequency", "before2", "before1", "after1", "after2", "after3"];
    assert_eq!(table.lines(&columns), ["ب 2 0 1 1 0 0", "ث 2 0 1 0 1 0", "أ 1 0 0 0 0 1", "ت 1 0 0 0 1 0"]);
}

#[test]
fn positions_add_up_to_the_sides() {
    let seeds = format!("{}/seeds", common::ROOT);
    let scratch = Scratch::new();
    let args = ["collocates", "من", "-e", "في", &seeds, "--positions", "--within", "document"];
    let table = scratch.kalim(&args).well().table();
    for side in ["before", "after"] {
        let sums = (1..=5).map(|i| table.numbers(&format!("{side}{i}")));
        let sums = sums.reduce(|a, b| a.iter().zip(b).map(|(a, b)| a + b).collect()).expect("five positions");
        assert_eq!(sums, table.numbers(side));
    }
    let plain = scratch.kalim(&args.map(|arg| if arg == "--positions" { "--quiet" } else { arg })).well().table();
    let columns: Vec<&str> = plain.columns.iter().map(String::as_str).collect();
    assert_eq!(table.lines(&columns), plain.lines(&columns));
}
