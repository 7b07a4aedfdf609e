//! A folder for reports.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::output::{OutputError, Target};
use super::unfinished::Unfinished;

/// A folder that is there or was made, and if it was made is not left behind empty.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    made: Option<Unfinished>,
}

impl Folder {
    /// The folder of this path, made if need be; those above it are not.
    ///
    /// # Errors
    /// A file of its name, a folder above it that is missing, no permission, or anything else the system refuses.
    pub fn open(path: &Path) -> Result<Self, OutputError> {
        let made = match fs::create_dir(path) {
            Ok(()) => Some(Unfinished::new(path)),
            Err(_) if path.is_dir() => None,
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                return Err(OutputError::of(path, io::ErrorKind::NotADirectory.into()));
            }
            Err(e) => return Err(OutputError::of(path, e)),
        };
        Ok(Self { path: path.to_owned(), made })
    }

    /// A file in it.
    #[must_use]
    pub fn file(&self, name: &str) -> Target {
        Target::File(self.path.join(name))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if self.made.is_some() {
            // Only an empty folder can be removed: that of a run that failed.
            let _ = fs::remove_dir(&self.path);
        }
    }
}
