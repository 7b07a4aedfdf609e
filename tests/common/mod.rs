//! Runs the program in a scratch folder, as a user would.

#![allow(dead_code, reason = "each test file uses what it needs")]

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;

use tempfile::TempDir;

/// The program.
pub const KALIM: &str = env!("CARGO_BIN_EXE_kalim");
/// The repository.
pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");
/// All that count, with the least arguments that each needs before its paths.
pub const COUNTING: [&[&str]; 5] = [&["freq"], &["ngrams"], &["cooccur"], &["collocates", "كتاب"], &["stats"]];
/// All that read a corpus.
pub const READING: [&[&str]; 7] = [
    &["freq"],
    &["ngrams"],
    &["cooccur"],
    &["collocates", "كتاب"],
    &["stats"],
    &["tokenize", "--format", "csv"],
    &["normalize"],
];

/// What a run came to.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; none if a signal ended it.
    pub code: Option<i32>,
    pub stdout: Vec<u8>,
    pub stderr: String,
    /// For the messages of failing tests.
    command: String,
}

impl Ran {
    fn new(command: &Command, output: Output) -> Self {
        let stderr = String::from_utf8(output.stderr).expect("stderr is UTF-8");
        Self { code: output.status.code(), stdout: output.stdout, stderr, command: format!("{command:?}") }
    }

    /// It ended with this code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}\n{}", self.command, self.stderr);
        self
    }

    /// It ended well, and said nothing on stderr.
    #[track_caller]
    pub fn well(self) -> Self {
        let ran = self.code(0);
        assert_eq!(ran.stderr, "", "{}", ran.command);
        ran
    }

    /// It failed with this code, one line on stderr that has these words, and nothing on stdout.
    #[track_caller]
    pub fn fails(self, code: i32, words: &[&str]) -> Self {
        let ran = self.code(code).says(words);
        assert_eq!(ran.text(), "", "{}", ran.command);
        assert_eq!(ran.stderr.lines().count(), 1, "{}\n{}", ran.command, ran.stderr);
        assert!(ran.stderr.starts_with("kalim: "), "{}\n{}", ran.command, ran.stderr);
        ran
    }

    /// It was refused as wrong usage, with these words, and printed nothing.
    #[track_caller]
    pub fn refused(self, words: &[&str]) -> Self {
        let ran = self.code(2).says(words);
        assert_eq!(ran.text(), "", "{}", ran.command);
        ran
    }

    /// stderr has these words.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stderr.contains(word), "{}\nno {word:?} in\n{}", self.command, self.stderr);
        }
        self
    }

    /// stderr has as many lines.
    #[track_caller]
    pub fn says_lines(self, lines: usize) -> Self {
        assert_eq!(self.stderr.lines().count(), lines, "{}\n{}", self.command, self.stderr);
        self
    }

    /// stdout.
    #[track_caller]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("stdout is UTF-8")
    }

    /// stdout as CSV.
    #[track_caller]
    pub fn table(&self) -> Table {
        Table::read(self.text())
    }
}

/// A table as CSV has it.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// Reads CSV with its header.
    #[track_caller]
    pub fn read(text: &str) -> Self {
        Self::read_delimited(text, b',')
    }

    /// The same with another delimiter.
    #[track_caller]
    pub fn read_delimited(text: &str, delimiter: u8) -> Self {
        let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
        let columns = reader.headers().expect("a header").iter().map(String::from).collect();
        let rows = reader.records().map(|row| row.expect("a row as wide as the header")).collect::<Vec<_>>();
        Self { columns, rows: rows.iter().map(|row| row.iter().map(String::from).collect()).collect() }
    }

    /// Where a column is.
    #[track_caller]
    pub fn index(&self, column: &str) -> usize {
        let found = self.columns.iter().position(|c| c == column);
        found.unwrap_or_else(|| panic!("no column {column} in {:?}", self.columns))
    }

    /// The cells of a column.
    #[track_caller]
    pub fn column(&self, column: &str) -> Vec<&str> {
        let at = self.index(column);
        self.rows.iter().map(|row| row[at].as_str()).collect()
    }

    /// The numbers of a column.
    #[track_caller]
    pub fn numbers(&self, column: &str) -> Vec<u64> {
        self.column(column).into_iter().map(|cell| cell.parse().expect("an integer")).collect()
    }

    /// Some columns, each row joined by spaces.
    #[track_caller]
    pub fn lines(&self, columns: &[&str]) -> Vec<String> {
        let at: Vec<usize> = columns.iter().map(|column| self.index(column)).collect();
        self.rows.iter().map(|row| at.iter().map(|&i| row[i].as_str()).collect::<Vec<_>>().join(" ")).collect()
    }

    /// The value that stands in the row of a key, as `stats` prints it.
    #[track_caller]
    pub fn value(&self, key: &str) -> &str {
        let row = self.rows.iter().find(|row| row[0] == key);
        &row.unwrap_or_else(|| panic!("no row {key}"))[1]
    }
}

/// A folder of a test's own, in which the program runs.
pub struct Scratch(TempDir);

impl Scratch {
    /// An empty one.
    pub fn new() -> Self {
        Self(tempfile::tempdir().expect("a scratch folder"))
    }

    /// With these files.
    pub fn with(files: &[(&str, &str)]) -> Self {
        let scratch = Self::new();
        for (name, text) in files {
            scratch.write(name, text);
        }
        scratch
    }

    /// Writes a file, and the folders that it needs.
    pub fn write(&self, name: impl AsRef<Path>, content: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a new folder");
        std::fs::write(path, content).expect("a new file");
    }

    /// A path in it.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.0.path().join(name)
    }

    /// What a file in it holds.
    #[track_caller]
    pub fn read(&self, name: impl AsRef<Path>) -> String {
        std::fs::read_to_string(self.path(name)).expect("a text")
    }

    /// What is in it, hidden files too.
    pub fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).expect("the scratch folder");
        let name = |entry: std::io::Result<std::fs::DirEntry>| entry.expect("an entry").file_name();
        let mut names: Vec<String> = entries.map(|e| name(e).into_string().expect("a name of ours")).collect();
        names.sort();
        names
    }

    /// The program, in this folder.
    pub fn command<S: AsRef<OsStr>>(&self, args: &[S]) -> Command {
        let mut command = Command::new(KALIM);
        command.args(args).current_dir(self.0.path()).stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs it, with nothing on stdin.
    pub fn kalim<S: AsRef<OsStr>>(&self, args: &[S]) -> Ran {
        run(&mut self.command(args))
    }

    /// Runs it with this on stdin.
    pub fn pipe<S: AsRef<OsStr>>(&self, args: &[S], stdin: impl AsRef<[u8]>) -> Ran {
        let mut command = self.command(args);
        let mut child = command.stdin(Stdio::piped()).spawn().expect("the program");
        let mut pipe = child.stdin.take().expect("a pipe");
        let output = thread::scope(|scope| {
            let stdin = stdin.as_ref();
            // It may leave before it has read everything.
            scope.spawn(move || drop(pipe.write_all(stdin)));
            child.wait_with_output().expect("an end")
        });
        Ran::new(&command, output)
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    let output = command.output().expect("the program");
    Ran::new(command, output)
}

/// Runs the program in a folder that has nothing, with this on stdin.
pub fn kalim(args: &[&str], stdin: impl AsRef<[u8]>) -> Ran {
    Scratch::new().pipe(args, stdin)
}

/// A file of tests/data.
pub fn data(name: &str) -> String {
    let path = Path::new(ROOT).join("tests/data").join(name);
    path.into_os_string().into_string().expect("a path of UTF-8")
}

/// One list of arguments after another.
pub fn join<'a>(first: &[&'a str], then: &[&'a str]) -> Vec<&'a str> {
    [first, then].concat()
}
