//! What is written: formats, files, pipes, devices.

#![cfg(unix)]

mod common;

use std::fs::{self, File};
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use common::{COUNTING, READING, Scratch, Table, join, kalim, run};
use serde_json::{Map, Value};

const TEXT: &str = "كتاب قلم كتاب. باب كتاب قلم!\n";
/// All that print tables.
const TABLES: [&[&str]; 6] = [&["freq"], &["ngrams"], &["cooccur"], &["collocates", "كتاب"], &["stats"], &["tokenize"]];

/// A text whose report does not fit into a pipe.
fn many_words() -> String {
    let letters = ['ب', 'ت', 'ج', 'د', 'ر', 'س', 'ع', 'ق', 'ل', 'م'];
    let word = |n: usize| [10_000, 1000, 100, 10, 1].map(|d| letters[n / d % 10]).iter().collect::<String>() + " ";
    (0..40_000).map(word).collect()
}

#[test]
fn all_formats_hold_the_same_table() {
    for command in TABLES {
        let of = |format: &str| kalim(&join(command, &["--format", format]), TEXT).well();
        let csv = of("csv").table();
        assert!(!csv.rows.is_empty());
        assert_eq!(Table::read_delimited(of("tsv").text(), b'\t'), csv, "{command:?}");
        let jsonl = of("jsonl");
        assert_eq!(jsonl.text().lines().count(), csv.rows.len(), "{command:?}");
        for (line, row) in jsonl.text().lines().zip(&csv.rows) {
            let object: Map<String, Value> = serde_json::from_str(line).expect("an object");
            assert_eq!(object.len(), csv.columns.len(), "{line}");
            for (column, cell) in csv.columns.iter().zip(row) {
                let is_same = match &object[column] {
                    Value::Null => cell.is_empty(),
                    Value::String(text) => text == cell,
                    // As it is written, not as it is read.
                    _ => line.contains(&format!("\"{column}\":{cell}")),
                };
                assert!(is_same, "{command:?} {column} {cell}: {line}");
            }
        }
        let table = of("table");
        assert_eq!(
            table.text().lines().filter(|line| line.contains(char::is_alphanumeric)).count(),
            csv.rows.len() + 1
        );
    }
}

#[test]
fn json_keeps_the_order_of_the_columns() {
    let line = r#"{"rank":1,"word":"كتاب","frequency":3,"per_million":500000.0,"documents":1,"document_share":1.0}"#;
    assert_eq!(kalim(&["freq", "--format", "jsonl", "--top", "1"], TEXT).well().text(), format!("{line}\n"));
}

#[test]
fn a_table_for_eyes_has_numbers_first_and_words_last() {
    let ran = kalim(&["freq", "--format", "table"], "قلم قلم لا كِتَاب").well();
    let lines: Vec<&str> = ran.text().lines().collect();
    assert!(lines[0].trim_start().starts_with("rank") && lines[0].trim_end().ends_with("word"), "{}", lines[0]);
    assert!(lines.iter().any(|line| line.trim_end().ends_with("قلم")), "{lines:?}");
    assert!(ran.text().lines().all(|line| !line.contains(',')));
}

#[test]
fn a_delimiter_parts_the_cells_of_csv() {
    for delimiter in [';', '|', '\t'] {
        let ran = kalim(&["freq", "--delimiter", &delimiter.to_string()], TEXT).well();
        let table = Table::read_delimited(ran.text(), u8::try_from(delimiter).expect("ASCII"));
        assert_eq!(table, kalim(&["freq"], TEXT).table(), "{delimiter:?}");
    }
    // A cell that holds it is quoted.
    let ran = kalim(&["freq", "--classes", "punctuation", "--delimiter", ";"], "قلم; باب").well();
    assert!(ran.text().contains("1;\";\";1;"), "{}", ran.text());
}

#[test]
fn what_cannot_delimit_is_wrong_usage() {
    for delimiter in ["", ";;", "\"", "\n", "\r", "ب", "،"] {
        kalim(&["freq", "--delimiter", delimiter], TEXT).refused(&[]);
    }
    for format in ["tsv", "jsonl", "table"] {
        kalim(&["freq", "--delimiter", ";", "--format", format], TEXT).refused(&[format, "delimiter"]);
    }
}

#[test]
fn an_unknown_format_is_wrong_usage() {
    for command in TABLES {
        kalim(&join(command, &["--format", "xlsx"]), TEXT).refused(&["xlsx", "csv"]);
    }
}

#[test]
fn for_excel_there_is_a_mark_and_lines_end_as_it_likes() {
    let scratch = Scratch::with(&[("text", TEXT)]);
    for command in TABLES {
        let command = join(command, &["--format", "csv", "text"]);
        let ran = scratch.kalim(&join(&command, &["--excel"])).well();
        let text = ran.text().strip_prefix('\u{FEFF}').expect("a byte order mark");
        assert!(text.split_inclusive('\n').all(|line| line.ends_with("\r\n")), "{command:?}");
        assert_eq!(Table::read(text), scratch.kalim(&command).well().table(), "{command:?}");
    }
}

#[test]
fn for_excel_a_formula_is_disarmed_and_a_number_is_not() {
    let text = "=+-@ قلم -5 @user_name +963 =";
    let all = ["--classes", "word,number,mention,punctuation,symbol"];
    let plain = kalim(&join(&["freq"], &all), text).well();
    let excel = kalim(&join(&["freq", "--excel"], &all), text).well();
    let (plain, excel) = (plain.table(), Table::read(excel.text().trim_start_matches('\u{FEFF}')));
    let guarded =
        |word: &str| if word.starts_with(['=', '+', '-', '@']) { format!("'{word}") } else { word.to_owned() };
    let want: Vec<String> = plain.column("word").into_iter().map(guarded).collect();
    assert!(want.iter().filter(|word| word.starts_with('\'')).count() >= 4, "{want:?}");
    assert_eq!(excel.column("word"), want);
    // Negative measures stay numbers.
    let excel = kalim(&["cooccur", "--excel", "--measures", "pmi,t_score"], "كتاب قلم كتاب كتاب ".repeat(9)).well();
    let table = Table::read(excel.text().trim_start_matches('\u{FEFF}'));
    let numbers: Vec<f64> = table.column("pmi").iter().map(|cell| cell.parse().expect("a number")).collect();
    assert!(numbers.iter().any(|n| *n < 0.0), "{numbers:?}");
}

#[test]
fn for_excel_a_guarded_cell_may_hold_the_delimiter() {
    // An n-gram that begins with a sign and has the delimiter in it.
    let ran = kalim(&["ngrams", "--excel", "--delimiter", ";", "--classes", "punctuation,symbol"], "= ;").well();
    let table = Table::read_delimited(ran.text().trim_start_matches('\u{FEFF}'), b';');
    assert_eq!(table.column("ngram"), ["'= ;"]);
}

#[test]
fn excel_reads_csv_and_tsv_only() {
    for format in ["jsonl", "table"] {
        kalim(&["freq", "--excel", "--format", format], TEXT).refused(&[format]);
    }
    kalim(&["freq", "--excel", "--format", "tsv"], TEXT).well();
}

#[test]
fn an_output_file_is_written_whole_and_alone() {
    for command in READING {
        let scratch = Scratch::with(&[("text", TEXT), ("old", "as it was, and longer than what replaces it")]);
        let want = scratch.kalim(&join(command, &["text"])).well();
        for output in ["new", "old"] {
            let ran = scratch.kalim(&join(command, &["text", "-o", output])).well();
            assert_eq!(ran.text(), "");
            assert_eq!(scratch.read(output), want.text(), "{command:?} {output}");
        }
        assert_eq!(scratch.names(), ["new", "old", "text"], "{command:?}");
    }
}

#[test]
fn an_output_may_replace_what_is_read() {
    let scratch = Scratch::with(&[("text", "كِتَابٌ\n")]);
    scratch.kalim(&["normalize", "text", "-o", "text"]).well();
    assert_eq!(scratch.read("text"), "كتاب\n");
}

#[test]
fn an_output_that_cannot_be_written_is_told_before_the_work() {
    let scratch = Scratch::with(&[("text", TEXT), ("folder/x", "")]);
    for command in READING {
        for (output, words) in [("none/out", "create its folder"), ("folder", "directory"), ("text/out", "directory")] {
            scratch.kalim(&join(command, &["text", "-o", output])).fails(1, &[output, words]);
        }
    }
    assert_eq!(scratch.names(), ["folder", "text"]);
}

#[test]
fn a_full_device_is_an_error() {
    if !fs::exists("/dev/full").unwrap_or(false) {
        return;
    }
    let scratch = Scratch::with(&[("text", TEXT)]);
    for command in READING {
        scratch.kalim(&join(command, &["text", "-o", "/dev/full"])).fails(1, &["/dev/full: no space left"]);
        let full = File::options().write(true).open("/dev/full").expect("the device");
        let ran = run(scratch.command(&join(command, &["text"])).stdout(full));
        ran.fails(1, &["standard output: no space left"]);
    }
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    let scratch = Scratch::with(&[("text", &many_words())]);
    for command in
        [&["freq"][..], &["ngrams"], &["cooccur"], &["tokenize", "--format", "csv"], &["tokenize"], &["normalize"]]
    {
        let mut child = scratch.command(&join(command, &["text"])).spawn().expect("the program");
        let mut first = [0; 10];
        let mut pipe = child.stdout.take().expect("a pipe");
        pipe.read_exact(&mut first).expect("some output");
        drop(pipe);
        let output = child.wait_with_output().expect("an end");
        assert_eq!(output.status.code(), Some(0), "{command:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command:?}");
    }
    let mut gone = scratch.command(&["freq", "--top", "1", "text"]).spawn().expect("the program");
    drop(gone.stdout.take());
    let output = gone.wait_with_output().expect("an end");
    assert_eq!((output.status.code(), output.stderr.len()), (Some(0), 0));
}

#[test]
fn a_named_pipe_is_written_to() {
    let scratch = Scratch::with(&[("text", TEXT)]);
    assert!(Command::new("mkfifo").arg(scratch.path("pipe")).status().expect("mkfifo").success());
    let reader = thread::spawn({
        let path = scratch.path("pipe");
        move || fs::read_to_string(path).expect("what was written")
    });
    scratch.kalim(&["freq", "text", "-o", "pipe"]).well();
    assert_eq!(reader.join().expect("a reader"), scratch.kalim(&["freq", "text"]).text());
    assert_eq!(scratch.names(), ["pipe", "text"]);
}

#[test]
fn a_dash_is_stdout() {
    let scratch = Scratch::with(&[("text", TEXT)]);
    assert_eq!(scratch.kalim(&["freq", "text", "-o", "-"]).well().text(), scratch.kalim(&["freq", "text"]).text());
    assert_eq!(scratch.names(), ["text"]);
}

#[test]
fn normalized_lines_come_out_before_the_input_ends() {
    let mut child = Scratch::new().command(&["normalize"]).stdin(Stdio::piped()).spawn().expect("the program");
    let mut input = child.stdin.take().expect("a pipe");
    let output = BufReader::new(child.stdout.take().expect("a pipe"));
    let (send, lines) = mpsc::channel();
    thread::spawn(move || output.lines().try_for_each(|line| send.send(line)));
    for (written, read) in [("كِتَابٌ\n", "كتاب"), ("قَلَمٌ\n", "قلم")] {
        input.write_all(written.as_bytes()).expect("an open pipe");
        let line = lines.recv_timeout(Duration::from_secs(60)).expect("a line while the input is open");
        assert_eq!(line.expect("text"), read);
    }
    drop(input);
    assert!(child.wait().expect("an end").success());
}

#[test]
fn verbose_tells_what_was_read_and_progress_can_be_had() {
    for command in COUNTING {
        kalim(&join(command, &["-v"]), TEXT).code(0).says(&["kalim: read 1 document", "bytes", "tokens"]).says_lines(1);
        kalim(&join(command, &["--progress", "never"]), TEXT).well();
        kalim(&join(command, &["--progress", "auto"]), TEXT).well();
        let ran = kalim(&join(command, &["--progress", "always"]), TEXT).code(0);
        assert_ne!(ran.stderr, "", "{command:?}");
        kalim(&join(command, &["-q", "-v"]), TEXT).refused(&["--quiet", "--verbose"]);
    }
}

#[test]
fn numbers_are_written_plainly() {
    // A frequency of a million and a share that has no end.
    let scratch = Scratch::with(&[("one", &"قلم ".repeat(1_200_000)), ("two", "باب"), ("three", "")]);
    let table = scratch.kalim(&["freq", "one", "two", "three"]).well();
    let lines: Vec<&str> = table.text().lines().skip(1).collect();
    let share = 1.0 / 3.0;
    let per_million = 1_200_000.0 * 1e6 / 1_200_001.0;
    assert_eq!(lines[0], format!("1,قلم,1200000,{per_million},1,{share}"));
    assert!(lines[1].starts_with("2,باب,1,0.83333"), "{}", lines[1]);
}

#[test]
fn what_is_undefined_is_empty_and_null() {
    assert_eq!(kalim(&["stats"], "").table().value("ttr"), "");
    let ran = kalim(&["stats", "--format", "jsonl"], "").well();
    assert!(ran.text().contains(r#"{"measure":"ttr","value":null}"#), "{}", ran.text());
}

#[test]
fn an_interrupted_run_leaves_nothing_behind() {
    for signal in ["INT", "TERM"] {
        let scratch = Scratch::new();
        let mut child = scratch
            .command(&["freq", "-o", "report.csv"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("kalim");
        // The temporary file is there before anything is read; `wait` would close a stdin that the child still has.
        let _open = child.stdin.take();
        while scratch.names().is_empty() {
            assert!(child.try_wait().expect("a state").is_none(), "it waits for its input");
            thread::sleep(Duration::from_millis(5));
        }
        let kill = Command::new("kill").args(["-s", signal, &child.id().to_string()]).status().expect("kill");
        assert!(kill.success());
        assert_eq!(child.wait().expect("an end").code(), None, "ended by the signal");
        assert_eq!(scratch.names(), Vec::<String>::new(), "{signal}");
    }
}
