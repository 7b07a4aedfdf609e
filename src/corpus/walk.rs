//! From paths to documents, in an order that does not depend on the file system.

use std::ffi::OsString;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};

use super::{Document, Input, Problem, Severity};

/// The documents of an input, one at a time.
pub struct Walk {
    input: Input,
    arguments: std::vec::IntoIter<PathBuf>,
    folders: Vec<Folder>,
    next: u32,
    /// Was there a file in the folder that is being walked?
    any: bool,
}

/// A folder being walked: what is left of it, last first.
struct Folder {
    root: PathBuf,
    entries: Vec<(PathBuf, bool)>,
    /// The real path, by which a link back to it is known.
    real: PathBuf,
}

impl Walk {
    /// From the first path on.
    #[must_use]
    pub fn new(input: Input) -> Self {
        Self { arguments: input.paths.clone().into_iter(), input, folders: Vec::new(), next: 0, any: false }
    }

    fn document(&mut self, path: PathBuf, named: bool, metadata: Option<&Metadata>) -> Document {
        let number = self.next;
        self.next = number.checked_add(1).expect("fewer than 2^32 documents");
        let size = metadata.filter(|m| m.is_file()).map(Metadata::len);
        Document { number, path: path.into(), named, size, ..Document::default() }
    }

    fn argument(&mut self, path: PathBuf) -> Option<Result<Document, Problem>> {
        if path == Path::new(super::STDIN) {
            return Some(Ok(self.document(path, true, None)));
        }
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                self.any = false;
                self.enter(&path.clone(), path).map(Err)
            }
            Ok(metadata) => Some(Ok(self.document(path, true, Some(&metadata)))),
            Err(error) => Some(Err(Problem::io(self.next, &path, &error))),
        }
    }

    /// Opens a folder; its entries come in the order of their paths' bytes.
    fn enter(&mut self, path: &Path, root: PathBuf) -> Option<Problem> {
        let read = || -> io::Result<Folder> {
            let mut entries = Vec::new();
            for entry in fs::read_dir(path)? {
                let entry = entry?;
                let kind = entry.file_type()?;
                let is_folder = kind.is_dir() || kind.is_symlink() && self.input.follow && entry.path().is_dir();
                if !is_hidden(&entry.file_name()) {
                    entries.push((entry.path(), is_folder));
                }
            }
            entries.sort_by_cached_key(|(path, is_folder)| std::cmp::Reverse(sort_key(path, *is_folder)));
            Ok(Folder { root, entries, real: fs::canonicalize(path)? })
        };
        match read() {
            Ok(folder) if self.folders.iter().any(|f| f.real == folder.real) => {
                Some(Problem::new(self.next, Severity::Skipped, path, "leads back to a folder above it: not followed"))
            }
            Ok(folder) => {
                self.folders.push(folder);
                None
            }
            Err(error) => Some(Problem::io(self.next, path, &error)),
        }
    }

    /// Takes an entry of a folder; nothing if it is not wanted.
    fn entry(&mut self, path: PathBuf, root: &Path) -> Option<Result<Document, Problem>> {
        if !self.input.globs.admit(path.strip_prefix(root).unwrap_or(&path)) {
            return None;
        }
        match fs::metadata(&path) {
            Ok(metadata) if metadata.is_file() => {
                self.any = true;
                Some(Ok(self.document(path, false, Some(&metadata))))
            }
            // A symlinked folder that is not followed.
            Ok(metadata) if metadata.is_dir() => None,
            Ok(_) => Some(Err(Problem::new(
                self.next,
                Severity::Skipped,
                &path,
                "is no regular file: skipped; name it on the command line to read it",
            ))),
            Err(error) => Some(Err(Problem::io(self.next, &path, &error))),
        }
    }
}

impl Iterator for Walk {
    type Item = Result<Document, Problem>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let item = if let Some(folder) = self.folders.last_mut() {
                let root = folder.root.clone();
                match folder.entries.pop() {
                    Some((path, true)) => self.enter(&path, root).map(Err),
                    Some((path, false)) => self.entry(path, &root),
                    None => {
                        self.folders.pop();
                        (self.folders.is_empty() && !self.any).then(|| {
                            self.any = true;
                            let what = "no file to read in this folder: give another, or loosen --glob";
                            Err(Problem::new(self.next, Severity::Unreadable, &root, what))
                        })
                    }
                }
            } else {
                let argument = self.arguments.next()?;
                self.argument(argument)
            };
            match item {
                // The files of other groups are not even opened.
                Some(Ok(document)) if !self.input.selection.may_admit(&document) => {}
                Some(item) => return Some(item),
                None => {}
            }
        }
    }
}

fn is_hidden(name: &std::ffi::OsStr) -> bool {
    name.as_encoded_bytes().first() == Some(&b'.')
}

/// Sorts siblings as the paths below them sort.
fn sort_key(path: &Path, is_folder: bool) -> OsString {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    if is_folder {
        name.push("/");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(input: Input) -> Vec<Result<String, String>> {
        let root = input.paths[0].clone();
        let below = |path: &str| path.replace(&format!("{}/", root.display()), "");
        Walk::new(input).map(|d| d.map(|d| below(&d.name())).map_err(|p| below(&p.message))).collect()
    }

    fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "نص").unwrap();
        }
        folder
    }

    #[test]
    fn files_come_in_the_order_of_their_paths_bytes() {
        let files = ["a/b", "a-b", "a.txt", "a", "ab", ".hidden", "a/.x/y", "z/ي", "z/آ"];
        let folder = tree(&files[..3]);
        for file in &files[4..] {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        let found = names(Input { paths: vec![folder.path().into()], ..Input::default() });
        let mut expected: Vec<String> = ["a/b", "a-b", "a.txt", "ab", "z/ي", "z/آ"].map(String::from).to_vec();
        expected.sort();
        assert_eq!(found, expected.into_iter().map(Ok).collect::<Vec<_>>());
    }

    #[test]
    fn an_empty_folder_and_a_missing_file_are_told() {
        let folder = tree(&["x/.hidden"]);
        let found = names(Input { paths: vec![folder.path().into(), "no such".into()], ..Input::default() });
        assert!(found[0].as_ref().unwrap_err().contains("no file to read"));
        assert!(found[1].as_ref().unwrap_err().starts_with("no such: no such file"));
        assert_eq!(found.len(), 2);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_a_circle_ends() {
        let folder = tree(&["a/file"]);
        std::os::unix::fs::symlink(folder.path(), folder.path().join("a/up")).unwrap();
        let input = |follow| Input { paths: vec![folder.path().into()], follow, ..Input::default() };
        assert_eq!(names(input(false)), [Ok("a/file".to_owned())]);
        let found = names(input(true));
        assert_eq!(found[0], Ok("a/file".to_owned()));
        assert!(found[1].as_ref().unwrap_err().contains("leads back"));
    }
}
