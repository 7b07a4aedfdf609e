//! The files in `reports/` are what `reports/make.sh` writes, and the README shows what the program prints.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const SCRIPT: &str = "make.sh";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_kalim"))
}

/// The arguments of each `kalim` line of the script. It quotes nothing.
fn lines_of_the_script() -> Vec<Vec<String>> {
    let script = fs::read_to_string(root().join("reports").join(SCRIPT)).unwrap();
    assert!(!script.contains(['\'', '\\']), "words are parted at spaces only");
    let words = script.lines().filter_map(|line| line.strip_prefix("kalim "));
    words.map(|line| line.split_whitespace().map(str::to_owned).collect()).collect()
}

#[test]
fn reports_are_what_the_script_writes() {
    let scratch = tempfile::tempdir().unwrap();
    let mut made = BTreeSet::from([SCRIPT.to_owned()]);
    for line in lines_of_the_script() {
        let (report, arguments) = line.split_last().unwrap();
        let (flag, arguments) = arguments.split_last().unwrap();
        assert_eq!(flag, "-o", "the report comes last: {line:?}");
        let name = report.strip_prefix("reports/").unwrap();
        let written = scratch.path().join(name);
        let output =
            Command::new(program()).args(arguments).arg("-o").arg(&written).current_dir(root()).output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{line:?}: {output:?}");
        let same = fs::read(&written).unwrap() == fs::read(root().join(report)).unwrap();
        assert!(
            same,
            "{report} is not what the program writes now: see whether it should be, then sh reports/{SCRIPT}"
        );
        assert!(made.insert(name.to_owned()), "{report} is written twice");
    }
    let there = fs::read_dir(root().join("reports")).unwrap().map(|f| f.unwrap().file_name().into_string().unwrap());
    assert_eq!(there.collect::<BTreeSet<_>>(), made, "each file has its line");
}

/// A command of the README and the lines shown below it.
struct Example {
    command: String,
    shown: Vec<String>,
}

/// The `$ ` lines of the `console` blocks.
fn examples(readme: &str) -> Vec<Example> {
    let mut examples: Vec<Example> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line.strip_prefix("$ ")) {
            (false, _) => inside = line == "```console",
            (true, _) if line == "```" => inside = false,
            (true, Some(command)) => examples.push(Example { command: command.to_owned(), shown: Vec::new() }),
            (true, None) => examples.last_mut().expect("a command comes first").shown.push(line.to_owned()),
        }
    }
    examples
}

/// Are these the lines? A line of three dots stands for any number of them.
fn agree(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((dots, rest)) if dots == "..." => (0..=printed.len()).any(|skipped| agree(rest, &printed[skipped..])),
        Some((line, rest)) => printed.split_first().is_some_and(|(first, more)| line == first && agree(rest, more)),
    }
}

#[test]
#[cfg(unix)]
fn the_readme_shows_what_the_program_prints() {
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(program().parent().unwrap().to_owned()).chain(std::env::split_paths(&folders));
    let path = std::env::join_paths(folders.collect::<Vec<PathBuf>>()).unwrap();
    let examples = examples(&fs::read_to_string(root().join("README.md")).unwrap());
    assert!(!examples.is_empty());
    for Example { command, shown } in examples {
        let both = format!("{{ {command}; }} 2>&1");
        let output = Command::new("sh").args(["-c", &both]).env("PATH", &path).current_dir(root()).output().unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(agree(&shown, &printed.lines().collect::<Vec<_>>()), "$ {command}\n{printed}");
    }
}
