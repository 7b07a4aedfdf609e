//! `--memory` and `--temp-dir`: a ceiling changes no byte.

mod common;

use std::fmt::Write;

use common::{Scratch, join, kalim};

/// Documents of several pieces and of one, with many words that occur seldom and a few that occur often.
fn corpus() -> Scratch {
    let letters: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي".chars().collect();
    let word = |mut number: usize| {
        let mut word = String::new();
        for _ in 0..2 + number % 5 {
            word.push(letters[number % letters.len()]);
            number = number / letters.len() + number % 7;
        }
        word
    };
    let mut state = 7u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 40).expect("24 bits")
    };
    let mut text = |words: usize| {
        let mut text = String::new();
        for i in 0..words {
            let number = if random() % 2 == 0 { random() % 50 } else { random() % 10_000 };
            let mark = if random() % 9 == 0 { "\u{64E}" } else { "" };
            let end = if i % 13 == 0 { ".\n" } else { " " };
            write!(text, "{}{mark}{end}", word(number)).expect("a string takes all");
        }
        text
    };
    let scratch = Scratch::new();
    for (name, words) in [("a", 300_000), ("b", 20_000), ("c", 5_000), ("d", 0)] {
        scratch.write(name, text(words));
    }
    scratch
}

/// The commands with a ceiling that has no room for what they hold.
const COMMANDS: [(&str, &[&str]); 11] = [
    ("20M", &["freq"]),
    ("20M", &["freq", "--show", "original", "--sort", "documents", "--min-freq", "2"]),
    ("20M", &["freq", "--top", "5000", "--classes", "word,punctuation", "--format", "jsonl"]),
    ("20M", &["stats"]),
    ("28M", &["ngrams"]),
    ("36M", &["ngrams", "-n", "1-5", "--min-freq", "2"]),
    ("28M", &["ngrams", "-n", "3", "--format", "table", "--top", "20000"]),
    ("28M", &["ngrams", "--measures", "g2,pmi", "--sort", "g2"]),
    ("36M", &["ngrams", "-n", "3", "--measures", "g2", "--min-freq", "2"]),
    ("28M", &["cooccur", "--window", "3", "--sort", "g2", "--within", "document"]),
    ("28M", &["collocates", "بب", "--before", "50"]),
];

#[test]
fn a_ceiling_changes_no_byte() {
    let scratch = corpus();
    for (memory, command) in COMMANDS {
        let paths = ["a", "b", "c", "d", "a"];
        let free = scratch.kalim(&[command, &["--threads", "2"], &paths[..]].concat()).well();
        let tight = scratch.kalim(&[command, &["--threads", "2", "--memory", memory], &paths[..]].concat()).well();
        assert!(free.text() == tight.text(), "{command:?}");
    }
}

/// What needs temporary files says so where none can be made; so the ceilings above are tight indeed.
#[cfg(target_os = "linux")]
#[test]
fn temporary_files_go_where_they_are_told() {
    let scratch = corpus();
    for (memory, command) in COMMANDS.iter().filter(|(_, command)| command[0] != "collocates") {
        let tight = ["--threads", "2", "--memory", memory, "--temp-dir", "/proc", "a", "b", "c", "d", "a"];
        let ran = scratch.kalim(&[*command, &["-o", "out"], &tight[..]].concat());
        ran.fails(1, &["kalim: /proc: a temporary file", "--temp-dir", "--memory"]);
        assert!(!scratch.path("out").exists(), "{command:?}");
        scratch.kalim(&join(command, &["-q", "--temp-dir", "/proc", "b"])).well();
    }
}

#[test]
fn too_little_memory_says_what_would_do() {
    let scratch = corpus();
    for command in [&["ngrams", "-n", "2"][..], &["cooccur"], &["stats", "--by", "document"]] {
        let ran = scratch.kalim(&join(command, &["--memory", "20M", "--threads", "2", "-o", "out", "a"]));
        ran.fails(1, &["kalim: --memory 20M: too little", "give it about", "--threads"]);
        assert!(!scratch.path("out").exists(), "{command:?}");
    }
}

#[test]
fn sizes_and_folders_are_checked() {
    kalim(&["freq", "--memory", "much"], "كتاب").refused(&["--memory", "512M"]);
    kalim(&["freq", "--temp-dir", "no/such"], "كتاب").refused(&["--temp-dir no/such", "make it first"]);
}
