//! How much memory a run may take, and how it is shared out.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use sysinfo::{MemoryRefreshKind, RefreshKind, System};
use thiserror::Error;

use crate::count::partition::{Merged, Room};
use crate::count::spill::{SpillError, TempFolder};

/// A ceiling, and where that goes for which there is no room under it.
#[derive(Clone, Debug)]
pub struct Memory {
    /// Bytes for the whole process.
    pub ceiling: u64,
    /// Bytes that it holds already, of another corpus.
    pub held: u64,
    /// Where temporary files are made.
    pub folder: TempFolder,
    /// Most bytes of keys that a thread holds, however much room there is. No count depends on it.
    pub keys: u64,
}

impl Default for Memory {
    /// Half of what the machine has, or the container that this runs in.
    fn default() -> Self {
        let ram = MemoryRefreshKind::nothing().with_ram();
        let system = System::new_with_specifics(RefreshKind::nothing().with_memory(ram));
        let container = system.cgroup_limits().map_or(u64::MAX, |limits| limits.total_memory);
        Self {
            ceiling: system.total_memory().min(container) / 2,
            held: 0,
            folder: TempFolder::default(),
            keys: u64::MAX,
        }
    }
}

/// Why a run stopped before it was done.
#[derive(Debug, Error)]
pub enum Stopped {
    /// A temporary file failed.
    #[error(transparent)]
    Spill(#[from] SpillError),
    /// The words alone leave no room.
    #[error("{ceiling} bytes of memory do not hold the words of the corpus: about {needed} would")]
    Memory {
        /// What it may take.
        ceiling: u64,
        /// What it would need.
        needed: u64,
    },
}

/// The program itself, its stacks, and what the allocator cannot use.
const PROGRAM: u64 = 8 << 20;
/// The piece that a thread reads, the same encoded, and what it prints.
const THREAD: u64 = 4 << 20;
/// Parts of a hundred of the rest that keys may take. It is the same from the first key to the last: what is freed is good for
/// more keys, but does not always go back to the system.
const KEYS: u64 = 40;
/// What uniting the words of all threads takes, in parts of a hundred of what these take themselves.
const UNITING: u64 = 90;
/// With less room for keys than this for each scatter of a thread there would be more files than work.
const LEAST: u64 = 2 << 20;

/// Who holds how much.
pub(super) struct Ledger {
    ceiling: u64,
    held: u64,
    keys: u64,
    /// The least that a thread works with.
    least: u64,
    /// By thread: words and margins, which stay.
    words: Vec<AtomicU64>,
}

impl Ledger {
    /// For so many threads with so many scatters each.
    pub(super) fn new(memory: &Memory, threads: usize, scatters: usize) -> Self {
        let words = (0..threads).map(|_| AtomicU64::new(0)).collect();
        let least = (LEAST * scatters as u64 / 2).max(LEAST / 8);
        Self { ceiling: memory.ceiling, held: memory.held, keys: memory.keys, least, words }
    }

    /// A thread's words take so many bytes now.
    pub(super) fn set_words(&self, thread: usize, bytes: usize) {
        self.words[thread].store(bytes as u64, Ordering::Relaxed);
    }

    fn words(&self) -> u64 {
        self.words.iter().map(|words| words.load(Ordering::Relaxed)).sum()
    }

    fn threads(&self) -> u64 {
        self.words.len() as u64
    }

    /// What the words and keys of all threads may take.
    fn rest(&self) -> u64 {
        self.ceiling.saturating_sub(self.held + PROGRAM + THREAD * self.threads())
    }

    /// Does what is left beside the keys hold the words, also when they are united?
    pub(super) fn holds_words(&self) -> bool {
        self.united() <= self.rest() - self.rest() * KEYS / 100
    }

    fn united(&self) -> u64 {
        self.words() + self.words() * UNITING / 100
    }

    /// Do the words of a thread fit its share, with what it takes to write them?
    pub(super) fn holds_words_of(&self, thread: usize) -> bool {
        let words = self.words[thread].load(Ordering::Relaxed);
        words + words / 2 <= (self.rest() - self.rest() * KEYS / 100) / self.threads()
    }

    /// The bytes that a thread may hold in keys; none if that is too little to work with.
    pub(super) fn room_for_keys(&self) -> Option<u64> {
        let room = self.rest() * KEYS / 100 / self.threads();
        (room >= self.least).then_some(room.min(self.keys))
    }

    /// Is there room to unite the words while so many bytes of keys are held?
    pub(super) fn can_unite_beside(&self, keys: u64) -> bool {
        self.united() + keys <= self.rest()
    }

    /// What it would take, as far as can be told when a part of the corpus was read.
    pub(super) fn needed(&self, read: u64, length: Option<u64>) -> u64 {
        // New words come ever more slowly: nearly with the root of what was read.
        let times = length.map_or(2, |length| (length / read.max(1)).isqrt() + 1);
        let rest = (self.united() * times * 100 / (100 - KEYS)).max(self.least * self.threads() * 100 / KEYS + 1);
        self.held + PROGRAM + THREAD * self.threads() + rest
    }
}

impl Memory {
    /// May so many bytes be held beside the program, and what it holds of another corpus?
    ///
    /// # Errors
    /// If not.
    pub fn admit(&self, bytes: u64) -> Result<(), Stopped> {
        let needed = bytes + self.held + PROGRAM;
        let ceiling = self.ceiling;
        if needed > ceiling { Err(Stopped::Memory { ceiling, needed: needed + needed / 2 }) } else { Ok(()) }
    }

    /// How many threads it has room for, so that each has enough to work with.
    #[must_use]
    pub fn threads(&self) -> usize {
        let threads = self.ceiling.saturating_sub(PROGRAM) / (3 * THREAD);
        usize::try_from(threads).unwrap_or(usize::MAX).max(1)
    }

    /// What merging may take, a thread, when so many bytes are held already.
    #[must_use]
    pub fn room(&self, held: u64, merged: &Arc<Merged>) -> Room {
        let threads = rayon::current_num_threads() as u64;
        let rest = self.ceiling.saturating_sub(self.held + PROGRAM + THREAD * threads);
        // Half of the keys' memory may be in pieces that are of no use.
        let free = rest.saturating_sub(rest * KEYS / 200 + held) / threads;
        let part = |of: u64| usize::try_from(of).unwrap_or(usize::MAX);
        // Rows are copied once to be sorted.
        Room {
            table: part(free / 4),
            rows: part(free * 3 / 8),
            folder: self.folder.clone(),
            merged: Arc::clone(merged),
        }
    }
}
