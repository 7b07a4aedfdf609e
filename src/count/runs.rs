//! Sorted runs of records in a file, and their merge.

use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;

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

/// Runs, each in order.
pub(super) struct Runs {
    file: SpillFile,
    /// By run, its blocks.
    runs: Vec<Vec<Stretch>>,
    bytes: Vec<u8>,
}

impl Runs {
    pub(super) fn new(folder: &TempFolder) -> Result<Self, SpillError> {
        Ok(Self { file: SpillFile::new(folder)?, runs: Vec::new(), bytes: Vec::new() })
    }

    /// Begins a run: the records that are pushed now are in order.
    pub(super) fn begin(&mut self) {
        self.runs.push(Vec::new());
    }

    pub(super) fn push(&mut self, record: &impl Record) -> Result<(), SpillError> {
        record.write(&mut self.bytes);
        if self.bytes.len() < BLOCK { Ok(()) } else { self.end_block() }
    }

    /// Ends the run.
    pub(super) fn end(&mut self) -> Result<(), SpillError> {
        if self.bytes.is_empty() { Ok(()) } else { self.end_block() }
    }

    fn end_block(&mut self) -> Result<(), SpillError> {
        let block = self.file.append(&self.bytes)?;
        self.bytes.clear();
        self.runs.last_mut().into_iter().for_each(|run| run.push(block));
        Ok(())
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
    pub(super) fn new<'a>(all: impl Iterator<Item = &'r Runs>) -> Result<Self, SpillError>
    where
        'r: 'a,
    {
        let mut heads = BinaryHeap::new();
        for runs in all {
            for run in &runs.runs {
                let mut head =
                    Head { record: R::default(), file: &runs.file, blocks: run.iter(), block: Vec::new(), at: 0 };
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
