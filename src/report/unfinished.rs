//! Temporary files, and new folders for what they become, that a signal would leave behind.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

static FILES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A temporary file or a new folder is there, until this is dropped.
#[derive(Debug)]
pub(super) struct Unfinished(PathBuf);

impl Unfinished {
    pub(super) fn new(path: &Path) -> Self {
        FILES.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        FILES.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.0);
    }
}

/// From now on a signal that ends the program takes its temporary files away first.
///
/// # Errors
/// If the system has no place for a handler or a thread.
#[cfg(unix)]
pub fn remove_on_signals() -> std::io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGINT, SIGTERM])?;
    std::thread::Builder::new().name("signals".to_owned()).spawn(move || {
        if let Some(signal) = signals.forever().next() {
            // A folder came before what is in it.
            for path in FILES.lock().unwrap_or_else(PoisonError::into_inner).iter().rev() {
                // What cannot be removed now cannot be removed later either.
                let _ = std::fs::remove_file(path).or_else(|_| std::fs::remove_dir(path));
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    })?;
    Ok(())
}
