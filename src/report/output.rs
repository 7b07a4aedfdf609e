//! Where bytes go: standard output, or a file that is complete or absent.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;
use thiserror::Error;

use super::unfinished::Unfinished;

/// Bytes that are gathered before the system is asked to take them: fewer than a filter has at a time, whose text is not copied so.
const BUFFER: usize = 1 << 15;
/// As many symbolic links as Linux follows in a row.
const MOST_LINKS: usize = 40;

/// Where a report goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Target {
    /// Standard output.
    Stdout,
    /// The file of this path.
    File(PathBuf),
}

/// What went wrong with a target, and what to do about it, in one line.
#[derive(Debug, Error)]
#[error("{name}: {what}: {advice}")]
pub struct OutputError {
    name: String,
    what: String,
    advice: &'static str,
    source: io::Error,
}

impl OutputError {
    fn new(name: &str, source: io::Error) -> Self {
        Self { name: name.to_owned(), what: reason(&source), advice: advice(source.kind()), source }
    }

    /// Of a path.
    pub(super) fn of(path: &Path, source: io::Error) -> Self {
        Self::new(&one_line(path), source)
    }

    /// Did the reader of the pipe leave? That is how `| head` ends, and no failure.
    #[must_use]
    pub fn is_broken_pipe(&self) -> bool {
        self.source.kind() == io::ErrorKind::BrokenPipe
    }
}

/// What an error of the system says, without its number.
#[must_use]
pub fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split_once(" (os error ").map_or(text.as_str(), |(words, _)| words);
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

fn advice(kind: io::ErrorKind) -> &'static str {
    use io::ErrorKind as Kind;
    match kind {
        Kind::NotFound => "create its folder first",
        Kind::NotADirectory => "a part of the path is a file: check the path",
        Kind::IsADirectory => "name a file in it",
        Kind::PermissionDenied | Kind::ReadOnlyFilesystem => "choose a place you may write to",
        Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => "make room, or choose another place",
        Kind::BrokenPipe => "its reader has left",
        Kind::InvalidFilename => "choose a shorter name",
        _ => "check the path, or choose another place",
    }
}

/// A buffered output. What is written to a file appears under its name in [`Output::finish`] and not before; dropped
/// without it, whatever the path held stays as it was.
#[derive(Debug)]
pub struct Output {
    name: String,
    sink: BufWriter<Sink>,
}

#[derive(Debug)]
enum Sink {
    Stdout(io::Stdout),
    /// What goes to standard output in the end, in a file without a name.
    Held(File),
    /// A pipe or device: it has no contents that could be half there.
    Direct(File),
    /// A temporary file beside the one it will replace.
    Replacing {
        file: NamedTempFile,
        path: PathBuf,
        unfinished: Unfinished,
    },
}

impl Output {
    /// Opens the target. A regular file, new or old, is written beside its path; through a symbolic link, beside what the
    /// link points to; a pipe or a device itself.
    ///
    /// # Errors
    /// A folder that is missing, a path that is one, no permission, or anything else the system refuses.
    pub fn open(target: &Target) -> Result<Self, OutputError> {
        let (name, sink) = match target {
            Target::Stdout => ("standard output".to_owned(), Ok(Sink::Stdout(io::stdout()))),
            Target::File(path) => (one_line(path), Sink::open(path)),
        };
        match sink {
            Ok(sink) => Ok(Self { name, sink: BufWriter::with_capacity(BUFFER, sink) }),
            Err(e) => Err(OutputError::new(&name, e)),
        }
    }

    /// The same, but what goes to standard output is held back until [`Output::finish`].
    ///
    /// # Errors
    /// As `open`, or if no temporary file can be made.
    pub fn open_held(target: &Target) -> Result<Self, OutputError> {
        let output = Self::open(target)?;
        if *target != Target::Stdout {
            return Ok(output);
        }
        let held = tempfile::tempfile().map_err(|e| output.error(e))?;
        Ok(Self { name: output.name, sink: BufWriter::with_capacity(BUFFER, Sink::Held(held)) })
    }

    /// Writes what is buffered, and puts a file in its place.
    ///
    /// # Errors
    /// What writing or renaming fails with; the path is then as it was.
    pub fn finish(self) -> Result<(), OutputError> {
        let Self { name, sink } = self;
        let sink = sink.into_inner().map_err(io::IntoInnerError::into_error);
        sink.and_then(Sink::finish).map_err(|e| OutputError::new(&name, e))
    }

    /// The same for outputs that belong together: the first appears when all are written.
    ///
    /// # Errors
    /// What writing or renaming fails with.
    pub fn finish_all(mut outputs: Vec<Self>) -> Result<(), OutputError> {
        outputs.iter_mut().try_for_each(|output| output.flush().map_err(|e| output.error(e)))?;
        outputs.into_iter().try_for_each(Self::finish)
    }

    /// An error met while writing to this output, with its name.
    #[must_use]
    pub fn error(&self, source: io::Error) -> OutputError {
        OutputError::new(&self.name, source)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.sink.write(bytes)
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.sink.write_all(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.sink.flush()
    }
}

impl Sink {
    fn open(path: &Path) -> io::Result<Self> {
        if path == Path::new("/dev/stdout") {
            // Opened anew, a redirected file would be written from its start.
            return Ok(Self::Stdout(io::stdout()));
        }
        if path.as_os_str().as_encoded_bytes().ends_with(b"/") {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        match fs::metadata(path) {
            Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(found) if !found.is_file() => Ok(Self::Direct(OpenOptions::new().write(true).open(path)?)),
            Ok(found) => Self::replacing(path, Some(&found)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => Self::replacing(path, None),
            Err(e) => Err(e),
        }
    }

    fn replacing(path: &Path, found: Option<&fs::Metadata>) -> io::Result<Self> {
        let path = follow(path);
        if is_descriptor(&path) {
            return Ok(Self::Direct(OpenOptions::new().append(true).open(path)?));
        }
        if path.file_name().is_none() {
            return Err(io::ErrorKind::NotFound.into());
        }
        let folder = path.parent().filter(|f| !f.as_os_str().is_empty()).unwrap_or(Path::new("."));
        // Not `tempfile_in`: that would make a file that only its owner may read.
        let file = tempfile::Builder::new()
            .prefix(".kalim-")
            .suffix(".tmp")
            .rand_bytes(12)
            .make_in(folder, |name| File::create_new(name))?;
        if let Some(found) = found {
            // Renaming would also replace a file that may not be written.
            OpenOptions::new().write(true).open(&path)?;
            file.as_file().set_permissions(found.permissions())?;
        }
        let unfinished = Unfinished::new(file.path());
        Ok(Self::Replacing { file, path, unfinished })
    }

    fn finish(self) -> io::Result<()> {
        match self {
            Self::Stdout(mut out) => out.flush(),
            Self::Held(mut file) => {
                let mut out = io::stdout();
                file.rewind()?;
                io::copy(&mut file, &mut out)?;
                out.flush()
            }
            Self::Direct(mut file) => file.flush(),
            Self::Replacing { file, path, unfinished } => {
                let done = file.persist(path).map(drop).map_err(|e| e.error);
                drop(unfinished);
                done
            }
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Stdout(out) => out.write(bytes),
            Self::Direct(file) | Self::Held(file) => file.write(bytes),
            // Not through the `NamedTempFile`, whose errors speak of the temporary name.
            Self::Replacing { file, .. } => file.as_file_mut().write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Self::Stdout(out) => out.flush(),
            Self::Direct(file) | Self::Held(file) => file.flush(),
            Self::Replacing { file, .. } => file.as_file_mut().flush(),
        }
    }
}

/// The path that a symbolic link leads to in the end, whether or not there is anything.
fn follow(path: &Path) -> PathBuf {
    let mut path = path.to_owned();
    for _ in 0..MOST_LINKS {
        if is_descriptor(&path) {
            break;
        }
        match fs::read_link(&path) {
            Ok(to) => path = path.parent().unwrap_or(Path::new("")).join(to),
            Err(_) => break,
        }
    }
    path
}

/// Is it the name of a file that is open already, as /dev/fd/3? Its links are no paths.
fn is_descriptor(path: &Path) -> bool {
    let folder = path.parent().and_then(|folder| fs::canonicalize(folder).ok());
    folder.is_some_and(|folder| folder.starts_with("/proc") && folder.ends_with("fd"))
}

/// The path as text that stays on its line.
fn one_line(path: &Path) -> String {
    path.to_string_lossy().replace(char::is_control, "\u{FFFD}")
}

#[cfg(all(test, unix))]
mod tests {
    use std::io::Read;
    use std::os::unix::fs::{PermissionsExt, symlink};
    use std::process::Command;
    use std::thread;

    use tempfile::TempDir;

    use super::*;

    fn folder() -> TempDir {
        tempfile::tempdir().unwrap()
    }

    fn open(path: impl Into<PathBuf>) -> Result<Output, OutputError> {
        Output::open(&Target::File(path.into()))
    }

    fn put(path: &Path, text: &str) -> Result<(), OutputError> {
        let mut out = open(path)?;
        out.write_all(text.as_bytes()).map_err(|e| out.error(e))?;
        out.finish()
    }

    fn names(folder: &TempDir) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn a_new_file_is_there_only_when_finished() {
        let folder = folder();
        let path = folder.path().join("تقرير.csv");
        let mut out = open(&path).unwrap();
        out.write_all(&[b'a'; 2 * BUFFER]).unwrap();
        assert!(!path.exists());
        out.finish().unwrap();
        assert_eq!(fs::metadata(&path).unwrap().len(), 2 * BUFFER as u64);
        assert_eq!(names(&folder).len(), 1);
    }

    #[test]
    fn a_new_file_has_the_permissions_of_any_new_file() {
        let folder = folder();
        let (ours, plain) = (folder.path().join("ours"), folder.path().join("plain"));
        put(&ours, "a").unwrap();
        File::create(&plain).unwrap();
        assert_eq!(mode(&ours), mode(&plain));
    }

    #[test]
    fn dropped_it_leaves_nothing_and_changes_nothing() {
        let folder = folder();
        let path = folder.path().join("old");
        fs::write(&path, "old").unwrap();
        for path in [path.clone(), folder.path().join("new")] {
            let mut out = open(path).unwrap();
            out.write_all(&[b'a'; 2 * BUFFER]).unwrap();
        }
        assert_eq!(fs::read(&path).unwrap(), b"old");
        assert_eq!(names(&folder), ["old"]);
    }

    #[test]
    fn a_replaced_file_keeps_its_mode() {
        let folder = folder();
        let path = folder.path().join("old");
        fs::write(&path, "old and longer").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        put(&path, "new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(mode(&path), 0o640);
    }

    #[test]
    fn a_file_that_may_not_be_written_is_not_replaced() {
        let folder = folder();
        let path = folder.path().join("old");
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
        if OpenOptions::new().write(true).open(&path).is_ok() {
            return; // Root may write everything.
        }
        let error = open(&path).unwrap_err().to_string();
        assert_eq!(error, format!("{}: permission denied: choose a place you may write to", path.display()));
        assert_eq!(names(&folder), ["old"]);
    }

    #[test]
    fn a_link_stays_and_its_target_is_replaced() {
        let folder = folder();
        fs::create_dir(folder.path().join("deep")).unwrap();
        let (link, link_to_link) = (folder.path().join("link"), folder.path().join("deep/link"));
        symlink("deep/file", &link).unwrap();
        symlink("../link", &link_to_link).unwrap();
        for (path, text) in [(&link, "made"), (&link, "replaced"), (&link_to_link, "again")] {
            put(path, text).unwrap();
            assert_eq!(fs::read_to_string(folder.path().join("deep/file")).unwrap(), text);
            assert!(path.is_symlink());
        }
        assert_eq!(names(&folder), ["deep", "link"]);
    }

    #[test]
    fn links_in_a_circle_are_an_error() {
        let folder = folder();
        symlink("b", folder.path().join("a")).unwrap();
        symlink("a", folder.path().join("b")).unwrap();
        assert!(open(folder.path().join("a")).is_err());
    }

    #[test]
    fn errors_say_what_and_what_to_do() {
        let folder = folder();
        fs::write(folder.path().join("file"), "").unwrap();
        for (name, wanted) in [
            ("none/out", "no such file or directory: create its folder first"),
            ("", "is a directory: name a file in it"),
            ("sub/", "is a directory: name a file in it"),
            ("file/out", "not a directory: a part of the path is a file: check the path"),
        ] {
            let path = folder.path().join(name);
            assert_eq!(open(&path).unwrap_err().to_string(), format!("{}: {wanted}", path.display()));
        }
        assert!(open("").is_err());
        assert_eq!(names(&folder), ["file"]);
    }

    #[test]
    fn a_name_cannot_break_its_line() {
        let error = open("/no such\nfolder/out").unwrap_err().to_string();
        assert_eq!(error, "/no such\u{FFFD}folder/out: no such file or directory: create its folder first");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_full_disk_is_said_so_at_either_end() {
        let wanted = "/dev/full: no space left on device: make room, or choose another place";
        assert_eq!(put(Path::new("/dev/full"), "a").unwrap_err().to_string(), wanted);
        assert_eq!(put(Path::new("/dev/full"), &"a".repeat(2 * BUFFER)).unwrap_err().to_string(), wanted);
        assert!(Path::new("/dev/full").exists());
    }

    #[test]
    fn a_device_is_written_and_stays_one() {
        put(Path::new("/dev/null"), "a").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_open_file_is_appended_to_and_stays_the_same() {
        use std::os::fd::AsRawFd;
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"before ").unwrap();
        for path in [format!("/dev/fd/{}", file.as_raw_fd()), format!("/proc/self/fd/{}", file.as_raw_fd())] {
            put(Path::new(&path), "after ").unwrap();
        }
        io::Seek::rewind(&mut file).unwrap();
        assert_eq!(io::read_to_string(file).unwrap(), "before after after ");
    }

    fn fifo(folder: &TempDir) -> PathBuf {
        let path = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&path).status().unwrap().success());
        path
    }

    #[test]
    fn a_pipe_is_written_as_it_is_read() {
        let folder = folder();
        let path = fifo(&folder);
        let reader = thread::spawn({
            let path = path.clone();
            move || fs::read_to_string(path).unwrap()
        });
        put(&path, "through the pipe").unwrap();
        assert_eq!(reader.join().unwrap(), "through the pipe");
        assert_eq!(names(&folder), ["pipe"]);
    }

    #[test]
    fn a_reader_that_leaves_is_recognised() {
        let folder = folder();
        let path = fifo(&folder);
        let reader = thread::spawn({
            let path = path.clone();
            move || File::open(path).unwrap().read_exact(&mut [0]).unwrap()
        });
        let mut out = open(&path).unwrap();
        out.write_all(b"a").and_then(|()| out.flush()).unwrap();
        reader.join().unwrap();
        out.write_all(b"b").unwrap();
        assert!(out.finish().unwrap_err().is_broken_pipe());
    }

    #[test]
    fn reasons_have_no_numbers() {
        assert_eq!(reason(&io::Error::from_raw_os_error(2)), "no such file or directory");
        assert_eq!(reason(&io::Error::other("UTF-16 is broken")), "UTF-16 is broken");
        assert_eq!(reason(&io::Error::other("")), "");
    }
}
