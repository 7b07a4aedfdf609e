//! `kalim count`

mod common;

use std::fs;
use std::path::Path;

use common::{ROOT, Ran, Scratch, Table, join, kalim};

/// Some sentences have nothing but stop words, some nothing that is counted.
const TEXT: &str = "كِتاب في البيت، كتاب من البيت. في من! من؟\n5 5.\nكتاب 5 قلم في البيت «قلم».\nفي\nأحمد: كتاب ﷺ\n";
const STOP: &str = "في\nمن\n";
const REPORTS: [&str; 4] = ["freq", "ngrams", "cooccur", "stats"];

/// What is asked of the reports, by which of them take it.
#[derive(Clone, Copy, Default)]
struct Asked<'a> {
    all: &'a [&'a str],
    all_but_stats: &'a [&'a str],
    ngrams_and_cooccur: &'a [&'a str],
    n: &'a str,
    ngrams: &'a [&'a str],
    cooccur: &'a [&'a str],
    stats: &'a [&'a str],
}

impl<'a> Asked<'a> {
    /// The arguments of a subcommand alone.
    fn alone(&self, report: &'a str) -> Vec<&'a str> {
        let rows = [&[report], self.all, self.all_but_stats].concat();
        match report {
            "freq" => rows,
            "ngrams" => [&rows, self.ngrams_and_cooccur, &["-n", self.n], self.ngrams].concat(),
            "cooccur" => [&rows, self.ngrams_and_cooccur, self.cooccur].concat(),
            _ => [&[report], self.all, self.stats].concat(),
        }
    }

    /// Those of all reports.
    fn together(&self) -> Vec<&'a str> {
        let reports = ["count", "--freq", "--ngrams", self.n, "--cooccur", "--stats"];
        let shared = [self.all, self.all_but_stats, self.ngrams_and_cooccur].concat();
        [&reports, &shared[..], self.ngrams, self.cooccur, self.stats].concat()
    }

    /// Runs `count` and the subcommands on these paths, and compares what they write.
    #[track_caller]
    fn agrees(&self, scratch: &Scratch, extension: &str, paths: &[&str]) {
        let together = join(&self.together(), paths);
        scratch.kalim(&join(&together, &["-o", "out"])).well();
        for report in REPORTS {
            scratch.kalim(&[&self.alone(report), paths, &["-o", "alone"]].concat()).well();
            let file = format!("out/{report}.{extension}");
            assert_eq!(scratch.read(&file), scratch.read("alone"), "{report} of {together:?}");
        }
        assert_eq!(fs::read_dir(scratch.path("out")).expect("the folder").count(), REPORTS.len(), "{together:?}");
        fs::remove_dir_all(scratch.path("out")).expect("the folder");
    }
}

fn texts() -> Scratch {
    let seeds = Path::new(ROOT).join("seeds");
    let scratch = Scratch::with(&[("text", TEXT), ("more", "قلم في كتاب. قلم كتاب"), ("empty", ""), ("stop", STOP)]);
    for entry in fs::read_dir(seeds).expect("the seeds").map(|e| e.expect("an entry").path()).filter(|p| p.is_file()) {
        let name = Path::new("seeds").join(entry.file_name().expect("a name"));
        scratch.write(name, fs::read(entry).expect("a text"));
    }
    scratch
}

#[test]
fn each_file_is_what_its_subcommand_writes() {
    let scratch = texts();
    let bigrams = Asked { n: "2", ..Asked::default() };
    let all = [
        bigrams,
        Asked { n: "1-3", all: &["--stopwords", "stop"], ..bigrams },
        Asked { n: "1", all: &["--stopwords", "stop", "--profile", "search", "--alef", "keep"], ..bigrams },
        Asked { all: &["--stopwords", "stop"], ngrams_and_cooccur: &["--close-gaps"], ..bigrams },
        Asked { all: &["--stopwords", "stop"], ngrams_and_cooccur: &["--within", "document"], ..bigrams },
        Asked { ngrams_and_cooccur: &["--within", "line", "--close-gaps"], stats: &["--by", "document"], ..bigrams },
        Asked {
            ngrams_and_cooccur: &["--within", "phrase"],
            all: &["--classes", "word,number,punctuation"],
            ..bigrams
        },
        Asked { n: "1,3", ngrams: &["--skip", "2", "--contains", "كتاب", "--contains", "قلم"], ..bigrams },
        Asked { cooccur: &["--directed", "--before", "0", "--after", "2", "--measures", "all"], ..bigrams },
        Asked { cooccur: &["--window", "1", "--measures", "npmi"], ..bigrams },
        Asked { cooccur: &["--directed", "--expected", "window", "--measures", "pmi,g2"], ..bigrams },
        Asked { cooccur: &["--expected", "none"], ..bigrams },
        Asked { n: "1-2", all_but_stats: &["--show", "original", "--top", "3", "--min-docs", "2"], ..bigrams },
        Asked { all_but_stats: &["--sort", "documents", "--min-freq", "2"], ..bigrams },
        Asked { all: &["--threads", "1"], ..bigrams },
    ];
    for asked in all {
        asked.agrees(&scratch, "csv", &["text", "more", "empty"]);
        if asked.ngrams.is_empty() {
            asked.agrees(&scratch, "csv", &["seeds"]);
        }
    }
}

#[test]
fn measures_of_ngrams_and_stats_have_flags_of_their_own() {
    let scratch = texts();
    for n in ["2", "3"] {
        let rows = ["--min-freq", "2", "--top", "50", "seeds", "-o"];
        scratch.kalim(&join(&["ngrams", "-n", n, "--measures", "all"], &join(&rows, &["alone"]))).well();
        let together = ["count", "--ngrams", n, "--ngram-measures", "all", "--cooccur", "--measures", "pmi"];
        scratch.kalim(&join(&together, &join(&rows, &["out"]))).well();
        assert_eq!(scratch.read("out/ngrams.csv"), scratch.read("alone"));
    }
    let args = ["--profile", "search", "text", "seeds", "-o"];
    for list in ["yule_k,entropy_bits", "all"] {
        scratch.kalim(&join(&["stats", "--measures", list], &join(&args, &["alone"]))).well();
        scratch.kalim(&join(&["count", "--freq", "--stats", "--stats-measures", list], &join(&args, &["out"]))).well();
        assert_eq!(scratch.read("out/stats.csv"), scratch.read("alone"));
    }
    let two = ["count", "--ngrams", "1-2", "--ngram-measures", "all", "-o", "out", "seeds"];
    scratch.kalim(&two).refused(&["--measures", "-n 2 or -n 3"]);
}

#[test]
fn a_document_in_pieces_is_one_for_every_report() {
    let scratch = Scratch::with(&[("long", &TEXT.repeat(15_000)), ("stop", STOP)]);
    for within in ["sentence", "document"] {
        let asked = Asked {
            n: "1-2",
            all: &["--stopwords", "stop"],
            ngrams_and_cooccur: &["--within", within],
            ..Asked::default()
        };
        asked.agrees(&scratch, "csv", &["long"]);
    }
}

#[test]
fn each_format_has_its_suffix() {
    let scratch = texts();
    for (look, extension) in [
        (&["--format", "tsv"][..], "tsv"),
        (&["--format", "jsonl"], "jsonl"),
        (&["--format", "table"], "txt"),
        (&["--format", "tsv", "--excel"], "tsv"),
        (&["--excel", "--delimiter", ";"], "csv"),
    ] {
        Asked { n: "1-2", all: look, ..Asked::default() }.agrees(&scratch, extension, &["text", "seeds"]);
    }
}

#[test]
fn a_sentence_of_stop_words_is_one_whatever_else_is_counted() {
    let scratch = Scratch::with(&[("text", "في من. كتاب في.\nمن\n5.\n"), ("stop", STOP)]);
    scratch.kalim(&["count", "-o", "out", "--stats", "--ngrams", "2", "--stopwords", "stop", "text"]).well();
    let table = Table::read(&scratch.read("out/stats.csv"));
    let values = ["sentences", "counted_tokens", "stop_word_tokens"].map(|measure| table.value(measure));
    assert_eq!(values, ["3", "5", "4"]);
}

#[test]
fn any_set_of_reports_can_be_had() {
    for (asked, files) in [
        (&["--freq"][..], &["freq.csv"][..]),
        (&["--stats", "--cooccur"], &["cooccur.csv", "stats.csv"]),
        (&["--ngrams", "2-3", "--freq"], &["freq.csv", "ngrams.csv"]),
    ] {
        let scratch = Scratch::with(&[("text", TEXT)]);
        scratch.kalim(&join(&["count", "text", "-o", "."], asked)).well();
        assert_eq!(scratch.names(), join(files, &["text"]));
    }
}

#[test]
fn the_corpus_is_read_once() {
    let scratch = Scratch::new();
    let asked = Asked { n: "1-2", ..Asked::default() };
    scratch.pipe(&join(&asked.together(), &["-v", "-o", "out"]), TEXT).code(0).says(&["read 1 document"]).says_lines(1);
    for report in REPORTS {
        assert_eq!(scratch.read(format!("out/{report}.csv")), kalim(&asked.alone(report), TEXT).well().text());
    }
}

#[test]
fn what_is_there_is_replaced_and_what_else_is_there_stays() {
    let scratch = Scratch::with(&[("text", TEXT), ("out/freq.csv", "old, and longer"), ("out/notes", "mine")]);
    scratch.kalim(&["count", "-o", "out/", "--freq", "text"]).well();
    assert_eq!(scratch.read("out/freq.csv"), scratch.kalim(&["freq", "text"]).text());
    assert_eq!(scratch.read("out/notes"), "mine");
    // It can be read again, but not by what would replace it.
    scratch.kalim(&["count", "-o", "out", "--stats", "--input-format", "text", "out/freq.csv"]).well();
    let ran = scratch.kalim(&["count", "-o", "out", "--stats", "--freq", "text", "out/freq.csv"]);
    ran.refused(&["-o out/freq.csv", "is to be read itself"]).says_lines(1);
}

#[test]
fn what_cannot_be_read_is_told_once_and_the_rest_is_counted() {
    let scratch = Scratch::with(&[("text", TEXT)]);
    let asked = Asked { n: "2", ..Asked::default() };
    let ran = scratch.kalim(&join(&asked.together(), &["-o", "out", "text", "missing"])).code(3);
    ran.says(&["missing: no such file"]).says_lines(1);
    assert_eq!(scratch.read("out/freq.csv"), scratch.kalim(&["freq", "text"]).text());
}

#[test]
fn no_report_is_wrong_usage_and_so_is_an_option_for_none() {
    let count = |args: &[&str]| {
        let scratch = Scratch::with(&[("stop", STOP)]);
        let ran = scratch.pipe(&join(&["count", "-o", "out"], args), TEXT);
        assert_eq!(scratch.names(), ["stop"], "{args:?}");
        ran
    };
    count(&[]).refused(&["--freq", "--ngrams <N>", "--cooccur", "--stats"]);
    for (args, missing) in [
        (&["--freq", "--skip", "1"][..], "--ngrams"),
        (&["--cooccur", "--contains", "كتاب"], "--ngrams"),
        (&["--stats", "--before", "3"], "--cooccur"),
        (&["--stats", "--after", "3"], "--cooccur"),
        (&["--ngrams", "2", "--window", "3"], "--cooccur"),
        (&["--freq", "--directed"], "--cooccur"),
        (&["--freq", "--measures", "pmi"], "--cooccur"),
        (&["--freq", "--expected", "none"], "--cooccur"),
        (&["--freq", "--ngram-measures", "pmi"], "--ngrams"),
        (&["--freq", "--by", "document"], "--stats"),
        (&["--freq", "--stats-measures", "all"], "--stats"),
        (&["--freq", "--stats", "--within", "line"], "--ngrams"),
        (&["--freq", "--close-gaps"], "--cooccur"),
        (&["--stats", "--top", "3"], "--freq"),
        (&["--stats", "--sort", "word"], "--freq"),
        (&["--stats", "--min-freq", "2"], "--freq"),
        (&["--stats", "--min-docs", "2"], "--freq"),
        (&["--stats", "--show", "original"], "--freq"),
    ] {
        count(args).refused(&[missing]);
    }
    for n in ["0", "9", "x", "3-1"] {
        count(&["--ngrams", n]).refused(&["--ngrams"]);
    }
    count(&["--cooccur", "--before", "2"]).refused(&["--directed"]);
    count(&["--stats", "--by", "document", "--stopwords", "stop"]).refused(&["--by document"]);
    count(&["--freq", "--format", "jsonl", "--excel"]).refused(&["jsonl"]);
    kalim(&["count", "--freq"], TEXT).refused(&["--output <FOLDER>"]);
    kalim(&["count", "--freq", "-o", "-"], TEXT).refused(&["folder"]).says_lines(1);
}

#[test]
fn a_column_to_sort_by_is_one_of_every_report() {
    let sort = |column: &str, asked: &[&str]| kalim(&join(&["count", "-o", "out", "--sort", column], asked), TEXT);
    sort("g2", &["--cooccur", "--stats"]).well();
    sort("per_million", &["--freq", "--ngrams", "2", "--stats"]).well();
    sort("g2", &["--cooccur", "--ngrams", "2"]).refused(&["--sort g2: ngrams has no such column", "per_million"]);
    sort("word", &["--freq", "--cooccur"]).refused(&["--sort word: cooccur has no such column", "word1"]);
    sort("documents", &["--freq", "--ngrams", "2", "--cooccur"]).well();
}

/// Runs into `out`, which fails with this code and these words and changes nothing.
#[track_caller]
fn fails(scratch: &Scratch, args: &[&str], code: i32, words: &[&str]) -> Ran {
    let listing = |folder: &str| -> Vec<String> {
        let Ok(entries) = fs::read_dir(scratch.path(folder)) else { return Vec::new() };
        let mut names: Vec<String> = entries.map(|e| e.expect("an entry").path().display().to_string()).collect();
        names.sort();
        names
    };
    let before = [listing("."), listing("out")];
    let asked = Asked { n: "2", ..Asked::default() }.together();
    let ran = scratch.kalim(&join(&asked, args)).fails(code, words);
    assert_eq!([listing("."), listing("out")], before, "{args:?}");
    ran
}

#[test]
fn a_folder_that_cannot_be_had_is_told() {
    let scratch = Scratch::with(&[("text", TEXT), ("file", "")]);
    fails(&scratch, &["-o", "file", "text"], 1, &["file: not a directory"]);
    fails(&scratch, &["-o", "file/out", "text"], 1, &["file/out: not a directory"]);
    fails(&scratch, &["-o", "none/out", "text"], 1, &["none/out: no such file or directory: create its folder first"]);
}

#[test]
fn a_run_that_fails_leaves_no_folder_behind() {
    let scratch = Scratch::with(&[("text", TEXT)]);
    fails(&scratch, &["-o", "out", "missing"], 1, &["missing: no such file"]);
    fails(&scratch, &["-o", "out", "--strict", "text", "missing"], 1, &["missing", "--strict"]);
    fails(&scratch, &["-o", "out", "--contains", "غائب", "text"], 1, &["غائب"]);
    fails(&scratch, &["-o", "out", "--stopwords", "missing", "text"], 1, &["missing"]);
}

#[test]
fn all_files_are_replaced_or_none() {
    let scratch = Scratch::with(&[("text", TEXT), ("out/freq.csv", "old"), ("out/stats.csv/x", "a folder")]);
    fails(&scratch, &["-o", "out", "text"], 1, &["out/stats.csv: is a directory"]);
    assert_eq!(scratch.read("out/freq.csv"), "old");
}

#[cfg(unix)]
mod unix {
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::{Command, Stdio};
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_folder_without_rights_stays_as_it_is() {
        let scratch = Scratch::with(&[("text", TEXT), ("out/freq.csv", "old")]);
        let set =
            |mode| fs::set_permissions(scratch.path("out"), fs::Permissions::from_mode(mode)).expect("our folder");
        set(0o555);
        // Root may write everything.
        if fs::write(scratch.path("out/probe"), "").is_err() {
            fails(&scratch, &["-o", "out", "text"], 1, &["permission denied"]);
        }
        set(0o755);
        assert_eq!(scratch.read("out/freq.csv"), "old");
    }

    #[test]
    fn a_report_that_cannot_be_written_takes_the_others_with_it() {
        if !fs::exists("/dev/full").unwrap_or(false) {
            return;
        }
        for full in ["freq.csv", "stats.csv"] {
            let scratch = Scratch::with(&[("text", TEXT), ("out/ngrams.csv", "old")]);
            symlink("/dev/full", scratch.path("out").join(full)).expect("a link");
            fails(&scratch, &["-o", "out", "text"], 1, &[full, "no space left"]);
            assert_eq!(scratch.read("out/ngrams.csv"), "old", "{full}");
        }
    }

    #[test]
    fn an_interrupted_run_leaves_no_folder_behind() {
        let scratch = Scratch::new();
        let mut child = scratch
            .command(&Asked { n: "2", ..Asked::default() }.together())
            .args(["-o", "out"])
            .stdin(Stdio::piped())
            .spawn()
            .expect("kalim");
        let _open = child.stdin.take();
        let files = || fs::read_dir(scratch.path("out")).map_or(0, Iterator::count);
        while files() < REPORTS.len() {
            assert!(child.try_wait().expect("a state").is_none(), "it waits for its input");
            thread::sleep(Duration::from_millis(5));
        }
        assert!(Command::new("kill").args(["-s", "INT", &child.id().to_string()]).status().expect("kill").success());
        assert_eq!(child.wait().expect("an end").code(), None, "ended by the signal");
        assert_eq!(scratch.names(), Vec::<String>::new());
    }
}
