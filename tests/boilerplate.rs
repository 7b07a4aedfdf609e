//! What repeats: lines that recur, and documents and lines that are left out.

mod common;

use common::{Scratch, join};

#[test]
fn what_repeats_is_left_out() {
    let scratch = Scratch::new();
    scratch.write("d/1.txt", "خبر عاجل من دمشق\nاقرأ أيضاً\n");
    scratch.write("d/2.txt", "خَبَر  عاجل من دمشق اقرأ أيضاً");
    scratch.write("d/3.txt", "خبر آخر من حلب\nاقرأ أيضا\n");
    let stats = |args: &[&str]| scratch.kalim(&join(&["stats"], args)).well().table();
    let table = stats(&["--dedup", "document", "d"]);
    assert_eq!([table.value("documents"), table.value("documents_left_out")], ["2", "1"]);
    let table = stats(&["--dedup", "line", "d"]);
    assert_eq!([table.value("documents"), table.value("lines_left_out")], ["3", "1"]);
    let lines = scratch.kalim(&["boilerplate", "--min-docs", "2", "d"]).well();
    let table = lines.table();
    assert_eq!(table.columns, ["rank", "line", "documents", "frequency", "document_share"]);
    assert_eq!(table.lines(&["line", "documents", "frequency"]), ["اقرأ أيضاً 2 2"]);
    scratch.write("lines.csv", lines.text());
    scratch.write("lines.txt", "اقرأ أيضا\n");
    for list in ["lines.csv", "lines.txt"] {
        let table =
            scratch.kalim(&["freq", "--exclude-lines", list, "--profile", "light", "d/1.txt", "d/3.txt"]).well();
        assert!(!table.text().contains("اقرأ"), "{list}");
        let text = scratch.pipe(&["normalize", "--exclude-lines", list], scratch.read("d/1.txt")).well();
        assert_eq!(text.text(), "خبر عاجل من دمشق\n");
    }
    let words = scratch.pipe(&["freq", "--dedup", "line", "-"], "سطر\nسطر\nآخر\n").well().table();
    assert_eq!(words.lines(&["word", "frequency"]), ["آخر 1", "سطر 1"]);
}

#[test]
fn repeated_lines_are_found_across_pieces() {
    // Larger than a piece, so that several threads read it.
    let text: String = (0..120_000).map(|i| format!("سطر رقم {} هنا\n", i % 60_000)).collect();
    let scratch = Scratch::with(&[("large.txt", &text)]);
    for threads in ["1", "3"] {
        let args = ["stats", "--dedup", "line", "--threads", threads, "large.txt"];
        let table = scratch.kalim(&args).well().table();
        assert_eq!([table.value("lines_left_out"), table.value("lines")], ["60000", "60000"]);
        assert_eq!(table.value("counted_tokens"), "180000");
    }
}
