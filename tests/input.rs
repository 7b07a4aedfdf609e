//! What is read: paths, folders, lists, stdin, encodings; and what is told when something cannot be.

#![cfg(unix)]

mod common;

use std::fs;
use std::os::unix::fs::symlink;

use common::{COUNTING, READING, Scratch, data, join, kalim};

/// The documents that are read with these arguments, in order.
#[track_caller]
fn documents(scratch: &Scratch, args: &[&str]) -> Vec<String> {
    let table = scratch.kalim(&join(&["stats", "--by", "document"], args)).well().table();
    table.column("document").into_iter().map(String::from).collect()
}

/// The words and their frequencies that are read with these arguments.
#[track_caller]
fn words(scratch: &Scratch, args: &[&str]) -> Vec<String> {
    scratch.kalim(&join(&["freq"], args)).well().table().lines(&["word", "frequency"])
}

/// A folder with files at several depths.
fn tree() -> Scratch {
    Scratch::with(&[
        ("f/b.txt", "باب"),
        ("f/a/deep.txt", "قلم"),
        ("f/a-b.txt", "قلم"),
        ("f/a.md", "قلم"),
        ("f/ي.txt", "قلم"),
        ("f/آ.txt", "قلم"),
        ("f/.hidden.txt", "مخفي"),
        ("f/.hidden/x.txt", "مخفي"),
    ])
}

#[test]
fn a_folder_is_read_in_the_order_of_its_paths_bytes_without_what_is_hidden() {
    let want = ["f/a-b.txt", "f/a.md", "f/a/deep.txt", "f/b.txt", "f/آ.txt", "f/ي.txt"];
    assert_eq!(documents(&tree(), &["f"]), want);
}

#[test]
fn arguments_are_read_in_the_order_given_and_as_often() {
    let scratch = tree();
    let args = ["f/b.txt", "f/a", "f/b.txt", "f/.hidden.txt"];
    assert_eq!(documents(&scratch, &args), ["f/b.txt", "f/a/deep.txt", "f/b.txt", "f/.hidden.txt"]);
    let table = scratch.kalim(&join(&["freq"], &args)).well().table();
    assert_eq!(table.lines(&["word", "frequency", "documents", "document_share"])[0], "باب 2 2 0.5");
}

#[test]
fn a_hidden_folder_is_read_when_named() {
    assert_eq!(documents(&tree(), &["f/.hidden"]), ["f/.hidden/x.txt"]);
}

#[test]
fn globs_choose_among_the_files_of_folders() {
    let scratch = tree();
    for (globs, want) in [
        (&["*.md"][..], &["f/a.md"][..]),
        (&["*.md", "b.*"], &["f/a.md", "f/b.txt"]),
        (&["!*.txt"], &["f/a.md"]),
        (&["*.txt", "!a*"], &["f/a/deep.txt", "f/b.txt", "f/آ.txt", "f/ي.txt"]),
        (&["a/*"], &["f/a/deep.txt"]),
        (&["!a/**", "!?-?.*"], &["f/a.md", "f/b.txt", "f/آ.txt", "f/ي.txt"]),
        (&["{آ,ي}.txt"], &["f/آ.txt", "f/ي.txt"]),
    ] {
        let options: Vec<&str> = globs.iter().flat_map(|glob| ["--glob", glob]).collect();
        assert_eq!(documents(&scratch, &join(&options, &["f"])), want, "{globs:?}");
    }
    // A file that is named is read in any case.
    assert_eq!(documents(&scratch, &["--glob", "*.md", "f", "f/b.txt"]), ["f/a.md", "f/b.txt"]);
}

#[test]
fn a_letter_of_any_script_is_one_letter_to_a_glob() {
    let scratch = tree();
    for (glob, want) in [
        ("?.txt", &["f/b.txt", "f/آ.txt", "f/ي.txt"][..]),
        ("[آ-ب].txt", &["f/آ.txt"]),
        ("[!a-z].txt", &["f/آ.txt", "f/ي.txt"]),
    ] {
        assert_eq!(documents(&scratch, &["--glob", glob, "f"]), want, "{glob}");
    }
}

#[test]
fn a_wrong_glob_is_wrong_usage() {
    tree().kalim(&["freq", "--glob", "[", "f"]).refused(&["--glob", "["]).says_lines(1);
}

#[test]
fn linked_files_are_read_and_linked_folders_if_asked() {
    let scratch = Scratch::with(&[("f/a.txt", "باب"), ("elsewhere/deep.txt", "قلم")]);
    symlink("a.txt", scratch.path("f/link.txt")).expect("a link");
    symlink("../elsewhere", scratch.path("f/folder")).expect("a link");
    assert_eq!(documents(&scratch, &["f"]), ["f/a.txt", "f/link.txt"]);
    assert_eq!(documents(&scratch, &["--follow", "f"]), ["f/a.txt", "f/folder/deep.txt", "f/link.txt"]);
    // A link that is named is followed.
    assert_eq!(documents(&scratch, &["f/folder"]), ["f/folder/deep.txt"]);
}

#[test]
fn a_link_that_leads_back_ends_and_is_told() {
    let scratch = Scratch::with(&[("f/a/x.txt", "باب")]);
    symlink("..", scratch.path("f/a/up")).expect("a link");
    let ran = scratch.kalim(&["freq", "--follow", "f"]).code(0).says(&["f/a/up", "not followed"]).says_lines(1);
    assert_eq!(ran.table().lines(&["word", "frequency"]), ["باب 1"]);
}

#[test]
fn paths_come_from_a_list_too() {
    let scratch = tree();
    scratch.write("list", "f/b.txt\r\n\nf/a\nf/b.txt");
    assert_eq!(documents(&scratch, &["--files-from", "list"]), ["f/b.txt", "f/a/deep.txt", "f/b.txt"]);
    assert_eq!(documents(&scratch, &["f/a.md", "--files-from", "list"])[..2], ["f/a.md", "f/b.txt"]);
    let ran = scratch.pipe(&["stats", "--by", "document", "--files-from", "-"], "f/a.md\nf/b.txt\n").well();
    assert_eq!(ran.table().column("document"), ["f/a.md", "f/b.txt"]);
}

#[test]
fn a_list_that_is_missing_or_empty_or_a_folder_is_an_error() {
    let scratch = tree();
    scratch.write("list", "\n\r\n");
    for (list, word) in [("nosuch", "no such file"), ("list", "names no file"), ("f", "directory")] {
        scratch.kalim(&["freq", "--files-from", list]).fails(1, &[list, word]);
    }
}

#[test]
fn a_list_may_name_what_cannot_be_read() {
    let scratch = tree();
    scratch.write("list", "f/b.txt\nnosuch.txt\n");
    let ran = scratch.kalim(&["freq", "--files-from", "list"]).code(3).says(&["nosuch.txt", "no such file"]);
    assert_eq!(ran.says_lines(1).table().column("word"), ["باب"]);
}

#[test]
fn stdin_is_read_without_a_path_and_for_a_dash() {
    let scratch = tree();
    for args in [&["freq"][..], &["freq", "-"]] {
        let ran = scratch.pipe(args, "قلم قلم").well();
        assert_eq!(ran.table().lines(&["word", "frequency"]), ["قلم 2"], "{args:?}");
    }
    let ran = scratch.pipe(&["stats", "--by", "document", "f/a", "-", "f/b.txt"], "كلمة").well();
    assert_eq!(ran.table().column("document"), ["f/a/deep.txt", "-", "f/b.txt"]);
}

#[test]
fn nothing_on_stdin_is_an_empty_document() {
    for command in READING {
        let ran = kalim(command, "");
        // A node is told to be missing, as in any corpus without it.
        let code = if command[0] == "collocates" { 1 } else { 0 };
        ran.code(code);
    }
    let stats = kalim(&["stats"], "").well().table();
    for (measure, value) in [("documents", "1"), ("bytes", "0"), ("lines", "0"), ("tokens", "0"), ("ttr", "")] {
        assert_eq!(stats.value(measure), value, "{measure}");
    }
}

#[test]
fn an_empty_file_is_a_document() {
    let scratch = Scratch::with(&[("f/a.txt", "قلم"), ("f/empty.txt", "")]);
    let table = scratch.kalim(&["freq", "f"]).well().table();
    assert_eq!(table.lines(&["word", "documents", "document_share"]), ["قلم 1 0.5"]);
}

#[test]
fn a_byte_order_mark_is_no_text() {
    let scratch = Scratch::with(&[("with", "\u{FEFF}قلم\n"), ("only", "\u{FEFF}"), ("without", "قلم\n")]);
    let table = scratch.kalim(&["tokenize", "--format", "csv", "with", "only", "without"]).well().table();
    assert_eq!(table.lines(&["document", "token", "byte_start", "byte_end"]), ["with قلم 0 6", "without قلم 0 6"]);
    assert_eq!(scratch.kalim(&["normalize", "--profile", "none", "with"]).well().text(), "قلم\n");
    // In the file it is.
    assert_eq!(scratch.kalim(&["stats", "with"]).well().table().value("bytes"), "10");
}

#[test]
fn utf_16_is_known_by_its_mark_in_a_walk_too() {
    let text = "فتحت القطّة الباب، القطّة!\n🐈\n";
    let scratch = Scratch::with(&[("utf-8", text)]);
    let units: Vec<u16> = std::iter::once(0xFEFF).chain(text.encode_utf16()).collect();
    scratch.write("le/text", units.iter().copied().flat_map(u16::to_le_bytes).collect::<Vec<u8>>());
    scratch.write("be/text", units.iter().copied().flat_map(u16::to_be_bytes).collect::<Vec<u8>>());
    for command in [&["freq"][..], &["ngrams"], &["cooccur"], &["normalize"], &["tokenize"]] {
        let want = scratch.kalim(&join(command, &["utf-8"])).well();
        for path in ["le", "be", "le/text", "be/text"] {
            // The name of another encoding does not matter to a file that has a mark.
            for encoding in [&[][..], &["--encoding", "windows-1256"]] {
                let ran = scratch.kalim(&join(&join(command, encoding), &[path])).well();
                assert_eq!(ran.text(), want.text(), "{command:?} {path}");
            }
        }
    }
}

#[test]
fn utf_16_without_a_mark_is_read_if_named() {
    let bytes: Vec<u8> = "نص a".encode_utf16().flat_map(u16::to_le_bytes).collect();
    let scratch = Scratch::new();
    scratch.write("f/wide", bytes);
    assert_eq!(words(&scratch, &["--encoding", "utf-16le", "f"]), ["a 1", "نص 1"]);
}

#[test]
fn windows_1256_is_read_if_named() {
    let path = data("windows-1256.txt");
    let scratch = Scratch::new();
    let ran = scratch.kalim(&["normalize", "--encoding", "windows-1256", &path]).well();
    for words in ["حارس المنارة\n\nكان حارس المنارة", "ثمنه 2 € فقط", "“مرت سفينة”، أو"]
    {
        assert!(ran.text().contains(words), "{words}");
    }
    for name in ["cp1256", "WINDOWS-1256"] {
        assert_eq!(scratch.kalim(&["normalize", "--encoding", name, &path]).well().text(), ran.text());
    }
    let stats = scratch.kalim(&["stats", "--encoding", "windows-1256", &path]).well().table();
    assert_eq!((stats.value("class_number"), stats.value("class_symbol")), ("2", "1"));
    assert_eq!(stats.value("bytes"), fs::read(&path).expect("the text").len().to_string());
    assert_eq!(stats.value("replacements"), "0");
}

#[test]
fn an_unknown_encoding_is_wrong_usage_that_names_the_usual_ones() {
    for command in READING {
        let args = join(command, &["--encoding", "klingon", "x"]);
        Scratch::new().kalim(&args).refused(&["klingon", "windows-1256", "utf-8"]);
    }
}

/// How many replacement characters stand for the broken bytes of a file.
fn replacements_of(path: &str) -> usize {
    String::from_utf8_lossy(&fs::read(path).expect("the text")).matches('\u{FFFD}').count()
}

#[test]
fn broken_bytes_are_a_warning() {
    let path = data("broken-utf8.txt");
    let replaced = format!("{} replacement", replacements_of(&path));
    for command in [&["freq"][..], &["ngrams"], &["cooccur"], &["stats"], &["tokenize"], &["normalize"]] {
        let scratch = Scratch::new();
        scratch.kalim(&join(command, &[&path])).code(0).says(&[&replaced, "--encoding"]).says_lines(1);
        scratch.kalim(&join(command, &["--quiet", &path])).well();
    }
}

#[test]
fn broken_bytes_are_counted_as_other_decoders_count_them() {
    let path = data("broken-utf8.txt");
    let scratch = Scratch::with(&[("whole", "قلم \u{FFFD}")]);
    let stats = scratch.kalim(&["stats", "whole", &path]).code(0).table();
    assert_eq!(stats.value("documents_with_replacements"), "1");
    assert_eq!(stats.value("replacements"), replacements_of(&path).to_string());
    // One that stands in the text was not put there.
    let stats = scratch.kalim(&["stats", "whole"]).well().table();
    assert_eq!(stats.value("replacements"), "0");
}

#[test]
fn a_binary_file_is_skipped_in_a_walk_and_read_when_named() {
    let scratch = Scratch::with(&[("f/text", "قلم"), ("f/late", &format!("{}\0", "قلم ".repeat(1200)))]);
    let binary = fs::read(data("nul.bin")).expect("the file");
    scratch.write("f/binary", &binary);
    for command in [&["freq"][..], &["ngrams"], &["cooccur"], &["stats"], &["tokenize"], &["normalize"]] {
        scratch.kalim(&join(command, &["f"])).code(0).says(&["f/binary", "binary", "skipped"]).says_lines(1);
        scratch.kalim(&join(command, &["--quiet", "f"])).well();
        // That it is left out is no failure.
        scratch.kalim(&join(command, &["--strict", "--quiet", "f"])).well();
    }
    let stats = scratch.kalim(&["stats", "-q", "f"]).well().table();
    assert_eq!((stats.value("documents"), stats.value("files_skipped")), ("2", "1"));
    let named = scratch.kalim(&["stats", "-q", "f/binary"]).well().table();
    assert_eq!(named.value("bytes"), binary.len().to_string());
}

#[test]
fn a_pipe_in_a_folder_is_not_waited_for() {
    let scratch = Scratch::with(&[("f/text", "قلم")]);
    assert!(std::process::Command::new("mkfifo").arg(scratch.path("f/pipe")).status().expect("mkfifo").success());
    let ran = scratch.kalim(&["freq", "f"]).code(0).says(&["f/pipe", "skipped"]).says_lines(1);
    assert_eq!(ran.table().column("word"), ["قلم"]);
}

#[test]
fn what_cannot_be_read_is_told_and_the_rest_is_counted() {
    let scratch = Scratch::with(&[("f/text", "كتاب قلم كتاب")]);
    symlink("nowhere", scratch.path("f/dangling")).expect("a link");
    for command in READING {
        let ran = scratch.kalim(&join(command, &["nosuch", "f"])).code(3);
        let ran = ran.says(&["kalim: nosuch: no such file", "kalim: f/dangling: no such file"]).says_lines(2);
        assert!(ran.text().contains(if command[0] == "stats" { "types,2" } else { "قلم" }), "{command:?}");
        // Errors are told even if little is to be said.
        scratch.kalim(&join(command, &["-q", "nosuch", "f"])).code(3).says_lines(2);
    }
    let stats = scratch.kalim(&["stats", "nosuch", "f"]).code(3).table();
    assert_eq!((stats.value("documents"), stats.value("files_skipped")), ("1", "2"));
}

#[test]
fn a_folder_without_files_is_an_error() {
    let scratch = Scratch::with(&[("hidden/.x", "قلم"), ("f/text", "كتاب قلم")]);
    fs::create_dir(scratch.path("empty")).expect("a folder");
    for command in READING {
        for args in [&["empty"][..], &["hidden"], &["--glob", "*.md", "f"]] {
            let ran = scratch.kalim(&join(command, args)).code(1).says(&["no file to read in this folder"]);
            assert_eq!(ran.text(), "", "{command:?} {args:?}");
        }
        // Beside others it is one input that could not be read.
        scratch.kalim(&join(command, &["empty", "f"])).code(3).says(&["empty: no file"]).says_lines(1);
    }
}

#[test]
fn if_nothing_could_be_read_nothing_is_written() {
    let scratch = Scratch::with(&[("old", "as it was")]);
    for command in READING {
        let ran =
            scratch.kalim(&join(command, &["nosuch", "neither"])).code(1).says(&["nosuch: no such file", "neither"]);
        assert_eq!(ran.text(), "", "{command:?}");
        scratch.kalim(&join(command, &["nosuch", "-o", "old"])).code(1);
        scratch.kalim(&join(command, &["nosuch", "-o", "new"])).code(1);
        assert_eq!(scratch.read("old"), "as it was", "{command:?}");
        assert_eq!(scratch.names(), ["old"], "{command:?}");
    }
}

#[test]
fn strict_stops_at_the_first_that_cannot_be_read_and_writes_nothing() {
    let scratch = Scratch::with(&[("text", "كتاب قلم"), ("old", "as it was")]);
    for command in READING {
        let args = join(command, &["--strict", "text", "nosuch", "text"]);
        for output in ["old", "new"] {
            scratch.kalim(&join(&args, &["-o", output])).fails(1, &["nosuch: no such file", "--strict"]);
        }
        assert_eq!(scratch.read("old"), "as it was", "{command:?}");
        assert_eq!(scratch.names(), ["old", "text"], "{command:?}");
    }
    for command in COUNTING {
        scratch.kalim(&join(command, &["--strict", "text", "nosuch"])).fails(1, &["nosuch: no such file"]);
        scratch.kalim(&join(command, &["--strict", "text"])).well();
    }
}

#[test]
fn names_may_be_any_bytes() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let scratch = Scratch::new();
    let name = OsStr::from_bytes(b"f/\xff name, \"quoted\"");
    scratch.write(name, "قلم");
    let args = [OsStr::new("stats"), OsStr::new("--by"), OsStr::new("document"), OsStr::new("f")];
    let table = scratch.kalim(&args).well().table();
    assert_eq!(table.column("document"), ["f/\u{FFFD} name, \"quoted\""]);
    let args = [OsStr::new("freq"), name];
    assert_eq!(scratch.kalim(&args).well().table().column("word"), ["قلم"]);
}

#[test]
fn no_message_breaks_its_line() {
    let scratch = Scratch::with(&[("text", "قلم")]);
    scratch.kalim(&["freq", "text", "no\nsuch"]).code(3).says_lines(1);
}

#[test]
fn what_has_no_white_space_for_megabytes_is_left_out_and_told() {
    let text = format!("قلم باب\nكتاب {}\nقلم كتاب\n", "x".repeat(40 << 20));
    let scratch = Scratch::with(&[("long", &text), ("other", "باب")]);
    let piped = scratch.pipe(&["freq", "-", "other"], &text);
    for ran in
        [scratch.kalim(&["freq", "long", "other"]), scratch.kalim(&["freq", "--threads", "1", "long", "other"]), piped]
    {
        let ran = ran.code(3).says(&["byte 23", "white space", "is it text?"]).says_lines(1);
        assert_eq!(ran.table().lines(&["word", "frequency"]), ["باب 2", "قلم 2", "كتاب 2"]);
    }
}
