//! `kalim completions`, `kalim man`, `--help` and `--version`

mod common;

use common::{READING, Scratch};

const SUBCOMMANDS: [&str; 15] = [
    "normalize",
    "transliterate",
    "tokenize",
    "stats",
    "freq",
    "ngrams",
    "cooccur",
    "collocates",
    "keywords",
    "dispersion",
    "count",
    "score",
    "list",
    "completions",
    "man",
];

fn kalim(args: &[&str]) -> common::Ran {
    Scratch::new().kalim(args)
}

#[test]
fn completions_know_every_subcommand() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let ran = kalim(&["completions", shell]).well();
        for name in SUBCOMMANDS {
            assert!(ran.text().contains(name), "{shell} {name}");
        }
        assert!(ran.text().contains("min-freq"), "{shell}");
    }
    for args in [&["completions", "tcsh"][..], &["completions"]] {
        kalim(args).refused(&["bash", "zsh"][..usize::from(args.len() > 1)]);
    }
}

#[test]
fn there_is_a_page_for_each_subcommand() {
    let page = kalim(&["man"]).well();
    assert!(page.text().contains(".TH kalim 1"));
    for name in SUBCOMMANDS {
        assert!(page.text().contains(&format!("kalim\\-{name}(1)")), "{name}");
        let page = kalim(&["man", name]).well();
        assert!(page.text().contains(".SH SYNOPSIS") && page.text().contains(name), "{name}");
    }
    kalim(&["man", "nosuch"]).refused(&["nosuch", "kalim --help"]).says_lines(1);
}

#[test]
fn help_explains_and_shows_an_example() {
    let help = kalim(&["--help"]).well();
    for word in SUBCOMMANDS.iter().chain(&["Exit codes: 0"]) {
        assert!(help.text().contains(word), "{word}");
    }
    for name in SUBCOMMANDS {
        let (long, short) = (kalim(&[name, "--help"]).well(), kalim(&[name, "-h"]).well());
        assert!(long.text().contains(&format!("Example: kalim {name}")), "{name}");
        assert!(short.text().len() < long.text().len(), "{name}");
        assert!(long.text().lines().all(|line| line.chars().count() <= 100), "{name}");
    }
}

#[test]
fn options_are_in_the_help_of_every_subcommand_that_reads() {
    for command in READING {
        let help = kalim(&[command[0], "--help"]).well();
        let shared = [
            "--files-from",
            "--glob",
            "--follow",
            "--encoding",
            "--strict",
            "--profile",
            "--alef",
            "--yeh",
            "--teh-marbuta",
            "--marks",
            "--tatweel",
            "--digits",
            "--lookalikes",
            "--case",
            "--elongation",
            "--hamza",
            "--dagger-alef",
            "--output",
            "--threads",
            "--quiet",
            "--verbose",
            "--progress",
        ];
        for option in shared {
            assert!(help.text().contains(option), "{command:?} {option}");
        }
    }
}

#[test]
fn the_version_is_that_of_the_package() {
    for flag in ["--version", "-V"] {
        let ran = kalim(&[flag]).well();
        assert!(ran.text().starts_with(&format!("kalim {}", env!("CARGO_PKG_VERSION"))), "{}", ran.text());
        assert_eq!(ran.text().lines().count(), 1);
    }
}

#[test]
fn what_is_unknown_is_wrong_usage() {
    kalim(&[]).code(2).says(&["Usage: kalim"]);
    kalim(&["nosuch"]).refused(&["nosuch"]);
    for command in READING {
        kalim(&[command[0], "--nosuch"]).refused(&["--nosuch"]);
    }
}
