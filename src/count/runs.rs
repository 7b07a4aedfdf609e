//! Sorted runs of records in a file, and their merge.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::marker::PhantomData;

use super::spill::{SpillError, SpillFile, Stretch, TempFolder, push_number, take_number};

/// What can be sorted, written and read back.
pub(super) trait Record: Default + Send {
    /// Which comes first?
    fn order(a: &Self, b: &Self) -> Ordering;
    /// Adds its bytes.
    fn write(&self, bytes: &mut Vec<u8>);
    /// Becomes the record whose bytes are at the front, and takes them.
    fn read(&mut self, bytes: &mut &[u8]);
}

/// Bytes of records that are written and read at a time.
const BLOCK: usize = 1 << 15;
/// So many runs become one, so that a merge never reads very many at a time.
const FAN: usize = 32;

/// Runs of records, each in order.
pub(super) struct Runs<R> {
    folder: TempFolder,
    /// Runs of records; behind them runs of such runs merged, and so on.
    levels: Vec<Level>,
    bytes: Vec<u8>,
    record: PhantomData<R>,
}

struct Level {
    file: SpillFile,
    /// By run, its blocks.
    runs: Vec<Vec<Stretch>>,
}

impl Level {
    fn new(folder: &TempFolder) -> Result<Self, SpillError> {
        Ok(Self { file: SpillFile::new(folder)?, runs: Vec::new() })
    }
}

impl<R: Record> Runs<R> {
    pub(super) fn new(folder: &TempFolder) -> Result<Self, SpillError> {
        let levels = vec![Level::new(folder)?];
        Ok(Self { folder: folder.clone(), levels, bytes: Vec::new(), record: PhantomData })
    }

    /// Begins a run: the records that are pushed now are in order.
    pub(super) fn begin(&mut self) {
        self.levels[0].runs.push(Vec::new());
    }

    pub(super) fn push(&mut self, record: &R) -> Result<(), SpillError> {
        record.write(&mut self.bytes);
        if self.bytes.len() < BLOCK { Ok(()) } else { self.end_block(0) }
    }

    /// Ends the run.
    pub(super) fn end(&mut self) -> Result<(), SpillError> {
        self.end_block(0)?;
        let mut level = 0;
        while self.levels[level].runs.len() >= FAN {
            self.raise(level)?;
            level += 1;
        }
        Ok(())
    }

    fn end_block(&mut self, level: usize) -> Result<(), SpillError> {
        let Level { file, runs } = &mut self.levels[level];
        if let Some(run) = runs.last_mut().filter(|_| !self.bytes.is_empty()) {
            run.push(file.append(&self.bytes)?);
            self.bytes.clear();
        }
        Ok(())
    }

    /// Makes one run of the next level of all runs of this one.
    fn raise(&mut self, level: usize) -> Result<(), SpillError> {
        if level + 1 == self.levels.len() {
            self.levels.push(Level::new(&self.folder)?);
        }
        let merged = std::mem::replace(&mut self.levels[level], Level::new(&self.folder)?);
        self.levels[level + 1].runs.push(Vec::new());
        let mut merge = Merge::<R>::of(std::iter::once(&merged))?;
        let mut bytes = std::mem::take(&mut self.bytes);
        while merge.next(|record| record.write(&mut bytes))?.is_some() {
            if bytes.len() >= BLOCK {
                self.bytes = bytes;
                self.end_block(level + 1)?;
                bytes = std::mem::take(&mut self.bytes);
            }
        }
        self.bytes = bytes;
        self.end_block(level + 1)
    }
}

/// The records of several runs, in order.
pub(super) struct Merge<'r, R> {
    heads: BinaryHeap<Head<'r, R>>,
}

/// The first record of a run, and the way to the others.
struct Head<'r, R> {
    record: R,
    file: &'r SpillFile,
    blocks: std::slice::Iter<'r, Stretch>,
    block: Vec<u8>,
    at: usize,
}

impl<'r, R: Record> Merge<'r, R> {
    /// Of all these.
    pub(super) fn new(all: impl Iterator<Item = &'r Runs<R>>) -> Result<Self, SpillError>
    where
        R: 'r,
    {
        Self::of(all.flat_map(|runs| &runs.levels))
    }

    fn of(levels: impl Iterator<Item = &'r Level>) -> Result<Self, SpillError> {
        let mut heads = BinaryHeap::new();
        for Level { file, runs } in levels {
            for run in runs {
                let mut head = Head { record: R::default(), file, blocks: run.iter(), block: Vec::new(), at: 0 };
                if head.step()? {
                    heads.push(head);
                }
            }
        }
        Ok(Self { heads })
    }

    /// Shows the next record.
    pub(super) fn next<T>(&mut self, see: impl FnOnce(&R) -> T) -> Result<Option<T>, SpillError> {
        let Some(mut head) = self.heads.peek_mut() else { return Ok(None) };
        let seen = see(&head.record);
        if !head.step()? {
            PeekMut::pop(head);
        }
        Ok(Some(seen))
    }
}

impl<R: Record> Head<'_, R> {
    /// Goes to the next record; false if there is none.
    fn step(&mut self) -> Result<bool, SpillError> {
        if self.at == self.block.len() {
            let Some(&block) = self.blocks.next() else { return Ok(false) };
            self.file.read(block, &mut self.block)?;
            self.at = 0;
        }
        let mut rest = &self.block[self.at..];
        self.record.read(&mut rest);
        self.at = self.block.len() - rest.len();
        Ok(true)
    }
}

impl<R: Record> Ord for Head<'_, R> {
    /// The heap gives the greatest, so the record that comes first is.
    fn cmp(&self, other: &Self) -> Ordering {
        R::order(&other.record, &self.record)
    }
}

impl<R: Record> PartialOrd for Head<'_, R> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<R: Record> PartialEq for Head<'_, R> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl<R: Record> Eq for Head<'_, R> {}

/// Adds bytes with their length before them.
pub(super) fn push_bytes(bytes: &mut Vec<u8>, text: &[u8]) {
    push_number(bytes, text.len() as u64);
    bytes.extend_from_slice(text);
}

/// Takes such bytes off the front.
pub(super) fn take_bytes<'b>(bytes: &mut &'b [u8]) -> &'b [u8] {
    let length = usize::try_from(take_number(bytes)).unwrap_or(usize::MAX).min(bytes.len());
    let (text, rest) = bytes.split_at(length);
    *bytes = rest;
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    impl Record for u64 {
        fn order(a: &Self, b: &Self) -> Ordering {
            a.cmp(b)
        }

        fn write(&self, bytes: &mut Vec<u8>) {
            push_number(bytes, *self);
        }

        fn read(&mut self, bytes: &mut &[u8]) {
            *self = take_number(bytes);
        }
    }

    proptest! {
        #[test]
        fn a_merge_is_the_sorted_whole(lengths in prop::collection::vec(0u64..40, 1..150)) {
            let mut runs = Runs::new(&TempFolder::default()).unwrap();
            let mut all: Vec<u64> = Vec::new();
            for (i, length) in (0u64..).zip(lengths) {
                let mut run: Vec<u64> = (0..length).map(|j| (i * 7919 + j * 104_729) % 1000).collect();
                run.sort_unstable();
                runs.begin();
                run.iter().try_for_each(|number| runs.push(number)).unwrap();
                runs.end().unwrap();
                all.extend(run);
            }
            all.sort_unstable();
            let mut merge = Merge::new(std::iter::once(&runs)).unwrap();
            let mut merged = Vec::new();
            while let Some(number) = merge.next(|&number| number).unwrap() {
                merged.push(number);
            }
            prop_assert_eq!(merged, all);
        }
    }
}
