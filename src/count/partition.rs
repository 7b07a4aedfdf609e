//! Keys of a few term ids, scattered by hash into partitions that are then counted one at a time in a table that fits the cache.
//!
//! A partition of a thread is a list of blocks of keys with the documents they came from. Older keys may lie in a temporary file. A
//! thread meets the documents that it shares with others in the order of their numbers, so these are brought together when a
//! partition is counted: such a document, or one that was read on both sides of a spill, counts once.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

mod table;

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use bytemuck::Zeroable;
use rayon::prelude::*;

use super::spill::{SpillError, SpillFile, Stretch, TempFolder, push_number, take_number};
use crate::encode::hash::Hasher;
use crate::encode::vocabulary::NO_DOCUMENT;
use table::{AHEAD, Range, Table};

/// A key with its counts, and its peak if that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Zeroable)]
pub struct Row<const N: usize, P = ()> {
    /// Term ids, or ranks once they are known.
    pub key: [u32; N],
    /// Occurrences.
    pub frequency: u64,
    /// Documents that have it.
    pub documents: u32,
    /// Occurrences in the document that has most of them.
    pub peak: P,
}

/// A number of occurrences in a document, or nothing, which takes no room where nobody asks.
pub trait Peak: Copy + Ord + Send + Sync + Zeroable {
    /// Of a key that is not there.
    const NONE: Self;
    /// One more.
    #[must_use]
    fn plus_one(self) -> Self;
    /// Adds its bytes.
    fn write(self, bytes: &mut Vec<u8>);
    /// Takes them off the front.
    fn read(bytes: &mut &[u8]) -> Self;
}

impl Peak for () {
    const NONE: Self = ();

    #[inline]
    fn plus_one(self) {}

    fn write(self, _: &mut Vec<u8>) {}

    fn read(_: &mut &[u8]) {}
}

impl Peak for u64 {
    const NONE: Self = 0;

    #[inline]
    fn plus_one(self) -> Self {
        self + 1
    }

    fn write(self, bytes: &mut Vec<u8>) {
        push_number(bytes, self);
    }

    fn read(bytes: &mut &[u8]) -> Self {
        take_number(bytes)
    }
}

/// What merging may take, a thread.
#[derive(Clone, Debug)]
pub struct Room {
    /// Bytes for the table of a partition.
    pub table: usize,
    /// Bytes for rows.
    pub rows: usize,
    /// Where rows go that have no room.
    pub folder: TempFolder,
    /// How far it is.
    pub merged: Arc<Merged>,
}

/// How many partitions are merged, for whoever shows it.
#[derive(Default, Debug)]
pub struct Merged {
    done: AtomicU64,
    all: AtomicU64,
}

impl Merged {
    /// Partitions merged, and partitions begun with.
    #[must_use]
    pub fn done_of_all(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.all.load(Ordering::Relaxed))
    }
}

/// Integers in a block: a page of memory.
const BLOCK: usize = 1024;
/// Rows that are handed on at a time.
pub(super) const FEW: usize = 64;
/// Bytes that are gathered before they are written.
const CHUNK: usize = 1 << 18;

/// A thread's keys, scattered.
pub struct Scatter {
    shift: u32,
    width: usize,
    open: Vec<Open>,
    parts: Vec<Part>,
    /// Bytes in memory.
    bytes: usize,
    spilled: Option<Spilled>,
}

/// The last block of a partition: apart from the others, so that those of all partitions are in the fastest cache.
struct Open {
    ids: Vec<u32>,
    document: u32,
}

/// The keys of a partition that are in memory.
#[derive(Default)]
struct Part {
    /// All but the last are full.
    blocks: Vec<Vec<u32>>,
    /// Where the keys of a document begin, by number of keys.
    documents: Vec<(u32, u32)>,
}

/// Keys in a file.
struct Spilled {
    file: SpillFile,
    /// By run, then by partition.
    runs: Vec<Vec<Stretch>>,
}

impl Scatter {
    /// Keys of so many ids, into 2^bits partitions.
    #[must_use]
    pub fn new(width: usize, bits: u32) -> Self {
        Self {
            shift: 64 - bits,
            width,
            open: (0..1 << bits).map(|_| Open::new()).collect(),
            parts: (0..1 << bits).map(|_| Part::default()).collect(),
            bytes: 0,
            spilled: None,
        }
    }

    /// Takes a key of this thread's term numbers, and a hash that the same terms have in every thread.
    #[inline]
    pub fn push<const N: usize>(&mut self, document: u32, key: [u32; N], hash: u64) {
        debug_assert_eq!(N, self.width);
        let partition = (hash >> self.shift) as usize;
        let open = &mut self.open[partition];
        if open.ids.len() == open.ids.capacity() {
            self.bytes += BLOCK * size_of::<u32>();
            self.parts[partition].next_block(open, N);
        }
        if open.document != document {
            self.bytes += size_of::<(u32, u32)>();
            self.parts[partition].next_document(open, document, N);
        }
        open.ids.extend_from_slice(&key);
    }

    /// The partitions with their last blocks; it is empty then.
    fn close(&mut self) -> Vec<Part> {
        let mut parts: Vec<Part> = self.parts.iter_mut().map(std::mem::take).collect();
        for (part, open) in parts.iter_mut().zip(&mut self.open) {
            part.blocks.push(std::mem::replace(open, Open::new()).ids);
        }
        self.bytes = 0;
        parts
    }

    /// What the keys take in memory.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts all keys into a file.
    ///
    /// # Errors
    /// If it cannot be made or written.
    pub fn spill(&mut self, folder: &TempFolder) -> Result<(), SpillError> {
        let parts = self.close();
        let spilled = match &mut self.spilled {
            Some(spilled) => spilled,
            none => none.insert(Spilled { file: SpillFile::new(folder)?, runs: Vec::new() }),
        };
        let (mut run, mut bytes, mut written) = (Vec::with_capacity(parts.len()), Vec::new(), spilled.file.length());
        for part in parts {
            let from = bytes.len();
            part.encode(self.width, &mut bytes);
            run.push(Stretch { from: written + from as u64, length: (bytes.len() - from) as u64 });
            if bytes.len() >= CHUNK {
                spilled.file.append(&bytes)?;
                written += bytes.len() as u64;
                bytes.clear();
            }
        }
        spilled.file.append(&bytes)?;
        spilled.runs.push(run);
        Ok(())
    }

    /// Counts what the threads scattered, partition by partition on all threads of the pool. `united` makes a thread's key the
    /// same for all. Each thread of the pool begins with a state, and `take` gets every row that is frequent enough once, a few at
    /// a time.
    ///
    /// # Errors
    /// If a temporary file cannot be read, or what `take` fails with.
    pub fn count<const N: usize, P: Peak, T: Send>(
        threads: Vec<Self>,
        hasher: Hasher,
        room: &Room,
        least: u64,
        united: impl Fn(usize, [u32; N]) -> [u32; N] + Sync,
        start: impl Fn() -> T + Sync,
        take: impl Fn(&mut T, &[Row<N, P>]) -> Result<(), SpillError> + Sync,
    ) -> Result<Vec<T>, SpillError> {
        let Some(first) = threads.first() else { return Ok(Vec::new()) };
        let mut partitions: Vec<Vec<Part>> = first.parts.iter().map(|_| Vec::with_capacity(threads.len())).collect();
        let mut spilled = Vec::with_capacity(threads.len());
        for mut thread in threads {
            for (partition, part) in partitions.iter_mut().zip(thread.close()) {
                partition.push(part);
            }
            spilled.push(thread.spilled);
        }
        room.merged.all.fetch_add(partitions.len() as u64, Ordering::Relaxed);
        let left = Mutex::new(partitions);
        let work = |_| {
            let (mut state, mut table) = (start(), Table::<N, P>::new(hasher, room.table));
            let mut few = [Row::zeroed(); FEW];
            loop {
                let next = {
                    let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
                    left.pop().map(|parts| (left.len(), parts))
                };
                let Some((partition, parts)) = next else { return Ok(state) };
                let sources =
                    || spilled.iter().zip(&parts).map(|(spilled, part)| Source::new(spilled.as_ref(), partition, part));
                let mut ranges = vec![Range::ALL];
                while let Some(range) = ranges.pop() {
                    if table.count(sources().collect(), range, &united)? {
                        let mut from = 0;
                        while let Some(rows) = table.rows(&mut from, least, &mut few) {
                            take(&mut state, rows)?;
                        }
                    } else {
                        ranges.extend(range.halves());
                    }
                }
                room.merged.done.fetch_add(1, Ordering::Relaxed);
            }
        };
        (0..rayon::current_num_threads()).into_par_iter().with_max_len(1).map(work).collect()
    }

    /// Shows each key with its document.
    pub(super) fn each<const N: usize>(mut self, mut see: impl FnMut(u32, [u32; N])) -> Result<(), SpillError> {
        for (partition, part) in self.close().iter().enumerate() {
            let mut source = Source::new(self.spilled.as_ref(), partition, part);
            while let Some(document) = source.next_document(N)? {
                source.keys(|keys| {
                    keys.iter().for_each(|&key| see(document, key));
                    true
                });
            }
        }
        Ok(())
    }

    /// All rows, in no order: for a few.
    ///
    /// # Errors
    /// If a temporary file cannot be read.
    pub fn rows<const N: usize>(
        threads: Vec<Self>,
        hasher: Hasher,
        room: &Room,
        united: impl Fn(usize, [u32; N]) -> [u32; N] + Sync,
    ) -> Result<Vec<Row<N>>, SpillError> {
        let keep = |rows: &mut Vec<Row<N>>, few: &[Row<N>]| {
            rows.extend_from_slice(few);
            Ok(())
        };
        Ok(Self::count(threads, hasher, room, 1, united, Vec::new, keep)?.concat())
    }
}

/// From a number to another, smaller or larger, as a small number where they are near.
fn step(from: u32, to: u32) -> u64 {
    let difference = i64::from(to) - i64::from(from);
    (difference << 1 ^ difference >> 63).cast_unsigned()
}

/// Where the step leads.
fn follow(from: u32, step: u64) -> u32 {
    let difference = (step >> 1).cast_signed() ^ -(step & 1).cast_signed();
    (i64::from(from) + difference) as u32
}

/// A hash of several terms from theirs.
#[inline]
#[must_use]
pub fn together<const N: usize>(hashes: [u32; N]) -> u64 {
    hashes.iter().fold(0, |sum, &hash| {
        let product = (sum ^ u64::from(hash)).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        product ^ product >> 32
    })
}

impl Open {
    fn new() -> Self {
        Self { ids: Vec::new(), document: NO_DOCUMENT }
    }
}

/// How many keys there are in so many full blocks and another. They fit memory in fewer than 2^32 blocks, but not in fewer keys.
fn keys(full: usize, last: &[u32], width: usize) -> u32 {
    let keys = full * (BLOCK / width) + last.len() / width;
    u32::try_from(keys).expect("fewer than 2^32 keys of a partition in memory")
}

impl Part {
    #[cold]
    fn next_block(&mut self, open: &mut Open, width: usize) {
        let block = std::mem::replace(&mut open.ids, Vec::with_capacity(BLOCK / width * width));
        if !block.is_empty() {
            self.blocks.push(block);
        }
    }

    #[inline(never)]
    fn next_document(&mut self, open: &mut Open, document: u32, width: usize) {
        self.documents.push((document, keys(self.blocks.len(), &open.ids, width)));
        open.document = document;
    }

    /// How many keys.
    fn keys(&self, width: usize) -> u32 {
        self.blocks.split_last().map_or(0, |(last, full)| keys(full.len(), last, width))
    }

    /// Where the keys of each document are.
    fn segments(&self, width: usize) -> impl Iterator<Item = (u32, u32, u32)> {
        let ends = self.documents.iter().skip(1).map(|d| d.1).chain([self.keys(width)]);
        self.documents.iter().zip(ends).map(|(&(document, from), to)| (document, from, to))
    }

    /// The keys from `from` to `to` as integers, a slice at a time.
    fn slices(&self, width: usize, from: u32, to: u32) -> impl Iterator<Item = &[u32]> {
        let block = BLOCK / width;
        let (from, to) = (from as usize, to as usize);
        (from / block..to.div_ceil(block)).map(move |i| {
            let start = from.saturating_sub(i * block);
            let end = (to - i * block).min(block);
            &self.blocks[i][start * width..end * width]
        })
    }

    /// Document by document: the step to its number from the one before, how many keys, and these.
    fn encode(&self, width: usize, bytes: &mut Vec<u8>) {
        let mut before = 0;
        for (document, from, to) in self.segments(width) {
            push_number(bytes, step(before, document));
            push_number(bytes, u64::from(to - from));
            before = document;
            for ids in self.slices(width, from, to) {
                ids.iter().for_each(|&id| push_number(bytes, id.into()));
            }
        }
    }
}

/// A partition of a thread, read document by document: first what is in the file, then what is in memory.
struct Source<'s> {
    spilled: Option<&'s Spilled>,
    partition: usize,
    part: &'s Part,
    /// The next run to read, and what is left of the one that was read.
    run: usize,
    bytes: Vec<u8>,
    at: usize,
    /// The segment that is next in memory.
    segment: usize,
    document: u32,
    left: Left,
}

/// The keys of the document that a source stands at.
#[derive(Clone, Copy)]
enum Left {
    InFile(u64),
    InMemory { from: u32, to: u32 },
}

impl<'s> Source<'s> {
    fn new(spilled: Option<&'s Spilled>, partition: usize, part: &'s Part) -> Self {
        let (bytes, left) = (Vec::new(), Left::InFile(0));
        Self { spilled, partition, part, run: 0, bytes, at: 0, segment: 0, document: 0, left }
    }

    /// Goes to the keys of the next document, and says which it is.
    fn next_document(&mut self, width: usize) -> Result<Option<u32>, SpillError> {
        while let Some(spilled) = self.spilled {
            if let Some(mut rest) = self.bytes.get(self.at..).filter(|rest| !rest.is_empty()) {
                self.document = follow(self.document, take_number(&mut rest));
                self.left = Left::InFile(take_number(&mut rest));
                self.at = self.bytes.len() - rest.len();
                return Ok(Some(self.document));
            }
            let Some(run) = spilled.runs.get(self.run) else { break };
            spilled.file.read(run[self.partition], &mut self.bytes)?;
            (self.at, self.document) = (0, 0);
            self.run += 1;
        }
        let Some(&(document, from)) = self.part.documents.get(self.segment) else { return Ok(None) };
        self.segment += 1;
        let to = self.part.documents.get(self.segment).map_or_else(|| self.part.keys(width), |d| d.1);
        self.left = Left::InMemory { from, to };
        Ok(Some(document))
    }

    /// The keys of this document, some at a time.
    fn keys<const N: usize>(&mut self, mut take: impl FnMut(&[[u32; N]]) -> bool) -> bool {
        match self.left {
            Left::InMemory { from, to } => self.part.slices(N, from, to).all(|ids| take(ids.as_chunks::<N>().0)),
            Left::InFile(mut keys) => {
                let mut few = [[0; N]; 4 * AHEAD];
                let mut rest = &self.bytes[self.at..];
                while keys > 0 {
                    let n = few.len().min(usize::try_from(keys).unwrap_or(usize::MAX));
                    few[..n].as_flattened_mut().iter_mut().for_each(|id| *id = take_number(&mut rest) as u32);
                    if !take(&few[..n]) {
                        return false;
                    }
                    keys -= n as u64;
                }
                self.at = self.bytes.len() - rest.len();
                true
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::encode::vocabulary::SHARED;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equal_to_counting_in_a_map(items in prop::collection::vec((0u32..40, 0u32..40, 0u32..6, 0usize..3), 0..4000), spill in 20u32..200, least in 0u64..4, table in prop::sample::select(vec![0usize, 1 << 30])) {
            let mut items = items;
            // Each thread has documents of its own between those that it shares, which come in their order.
            for item in items.iter_mut().filter(|item| item.2 < 3) {
                item.3 = item.2 as usize;
            }
            items.sort_by_key(|i| [1, 3, 4, 0, 5, 2].iter().position(|&d| d == i.2));
            for item in items.iter_mut().filter(|item| item.2 >= 3) {
                item.2 |= SHARED;
            }
            let hasher = Hasher::random();
            let mut threads: Vec<Scatter> = (0..3).map(|_| Scatter::new(2, 3)).collect();
            let folder = TempFolder::default();
            let mut expected: BTreeMap<[u32; 2], BTreeMap<u32, u64>> = BTreeMap::new();
            for &(a, b, document, thread) in &items {
                // Each thread numbers the terms in its own way.
                threads[thread].push(document, [a, b].map(|id| id + thread as u32), together([a, b]));
                if (a + b) % spill == 0 && document % 2 == 1 {
                    threads[thread].spill(&folder).unwrap();
                }
                *expected.entry([a, b]).or_default().entry(document).or_default() += 1;
            }
            let room = Room { table, rows: 0, folder, merged: Arc::default() };
            let united = |thread: usize, key: [u32; 2]| key.map(|id| id - thread as u32);
            let keep = |rows: &mut Vec<Row<2, u64>>, few: &[Row<2, u64>]| {
                rows.extend_from_slice(few);
                Ok(())
            };
            let mut rows = Scatter::count(threads, hasher, &room, least, united, Vec::new, keep).unwrap().concat();
            rows.sort_by_key(|r| r.key);
            let expected: Vec<Row<2, u64>> = expected
                .into_iter()
                .filter(|(_, by_document)| by_document.values().sum::<u64>() >= least)
                .map(|(key, by_document)| Row {
                    key,
                    frequency: by_document.values().sum(),
                    documents: by_document.len() as u32,
                    peak: *by_document.values().max().unwrap(),
                })
                .collect();
            prop_assert_eq!(rows, expected);
        }
    }
}
