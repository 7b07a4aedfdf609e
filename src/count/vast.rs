//! Words that do not fit into memory: their counts go to sorted runs, from time to time, and are summed when the runs are merged.

#![expect(
    clippy::cast_possible_truncation,
    reason = "usize has 64 bits: see lib.rs; ids and lengths below 2^32 are checked"
)]

use std::cmp::Ordering;

use super::choice::{Choice, Sort};
use super::partition::{Room, Row};
use super::runs::{Merge, Record, Runs, push_bytes, take_bytes};
use super::spill::{SpillError, TempFolder, push_number, take_number};
use super::words::Met;
use crate::encode::terms::by_code_point;
use crate::encode::vocabulary::Vocabulary;

/// A thread's words in runs.
pub struct WordRuns(Runs<Counts>);

/// What is known of a term in a run.
#[derive(Default)]
struct Counts {
    text: String,
    is_stop_word: bool,
    frequency: u64,
    /// Documents of one piece that have it.
    documents: u64,
    /// Documents of several pieces that have it; they may be in other runs too.
    split: Vec<u32>,
    /// How it was spelled, if that is asked for.
    spellings: Vec<(String, u64)>,
}

impl Record for Counts {
    fn order(a: &Self, b: &Self) -> Ordering {
        a.text.cmp(&b.text)
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        push_bytes(bytes, self.text.as_bytes());
        push_number(bytes, self.is_stop_word.into());
        push_number(bytes, self.frequency);
        push_number(bytes, self.documents);
        push_number(bytes, self.split.len() as u64);
        self.split.iter().for_each(|&document| push_number(bytes, document.into()));
        push_number(bytes, self.spellings.len() as u64);
        for (spelling, count) in &self.spellings {
            push_bytes(bytes, spelling.as_bytes());
            push_number(bytes, *count);
        }
    }

    fn read(&mut self, bytes: &mut &[u8]) {
        take_text(bytes, &mut self.text);
        self.is_stop_word = take_number(bytes) > 0;
        self.frequency = take_number(bytes);
        self.documents = take_number(bytes);
        self.split.clear();
        for _ in 0..take_number(bytes) {
            self.split.push(take_number(bytes) as u32);
        }
        self.spellings.clear();
        for _ in 0..take_number(bytes) {
            let mut spelling = String::new();
            take_text(bytes, &mut spelling);
            self.spellings.push((spelling, take_number(bytes)));
        }
    }
}

fn take_text(bytes: &mut &[u8], text: &mut String) {
    text.clear();
    text.push_str(&String::from_utf8_lossy(take_bytes(bytes)));
}

impl WordRuns {
    /// None yet.
    ///
    /// # Errors
    /// If no file can be made.
    pub fn new(folder: &TempFolder) -> Result<Self, SpillError> {
        Ok(Self(Runs::new(folder)?))
    }

    /// Writes what a thread has counted, which may then forget it. The first `stop_words` terms are stop words.
    ///
    /// # Errors
    /// If a file cannot be written, or read.
    pub fn write(
        &mut self,
        vocabulary: &Vocabulary<'_>,
        met: Met,
        stop_words: u32,
        spellings: bool,
    ) -> Result<(), SpillError> {
        let mut frequencies = vec![0u64; vocabulary.len() as usize];
        let mut spelled: Vec<(u32, u32, u64)> = Vec::new();
        for (number, count, terms) in vocabulary.counts() {
            terms.iter().for_each(|&term| frequencies[term as usize] += count);
            if let [term] = *terms
                && spellings
                && count > 0
            {
                spelled.push((term, number, count));
            }
        }
        spelled.sort_unstable();
        let documents: Vec<u32> = vocabulary.documents().collect();
        let mut split: Vec<(u32, u32)> = Vec::new();
        met.each(|term, document| split.push((term, document)))?;
        split.sort_unstable();
        split.dedup();
        let of_term = |term| split.partition_point(|s| s.0 < term)..split.partition_point(|s| s.0 <= term);
        let spellings_of = |term| spelled.partition_point(|s| s.0 < term)..spelled.partition_point(|s| s.0 <= term);

        let terms = (0..vocabulary.len()).filter(|&term| frequencies[term as usize] > 0).collect();
        self.0.begin();
        for term in by_code_point(vocabulary, terms) {
            self.0.push(&Counts {
                text: vocabulary.text(term).to_text(),
                is_stop_word: term < stop_words,
                frequency: frequencies[term as usize],
                documents: documents[term as usize].into(),
                split: split[of_term(term)].iter().map(|s| s.1).collect(),
                spellings: spelled[spellings_of(term)]
                    .iter()
                    .map(|&(_, number, count)| (vocabulary.text(number).to_text(), count))
                    .collect(),
            })?;
        }
        self.0.end()
    }
}

/// The words of all threads, in runs.
pub struct VastWords(Vec<WordRuns>);

/// A word of them.
pub struct VastWord<'w> {
    /// The term.
    pub text: &'w str,
    /// Is it a stop word?
    pub is_stop_word: bool,
    /// Occurrences.
    pub frequency: u64,
    /// Documents.
    pub documents: u32,
    /// Its most frequent spelling; of several, the first by code point. Empty if that was not asked for.
    pub spelling: &'w str,
}

impl VastWords {
    /// Of these threads.
    #[must_use]
    pub fn new(threads: Vec<WordRuns>) -> Self {
        Self(threads)
    }

    /// Shows every word once, in code point order.
    ///
    /// # Errors
    /// If a file cannot be read, or what `see` fails with.
    pub fn each(&self, mut see: impl FnMut(&VastWord<'_>) -> Result<(), SpillError>) -> Result<(), SpillError> {
        let mut merge = Merge::<Counts>::new(self.0.iter().map(|runs| &runs.0))?;
        let mut sum = Counts::default();
        let mut begun = false;
        loop {
            let next = merge.next(|counts| {
                let same = begun && counts.text == sum.text;
                if same {
                    sum.add(counts);
                }
                (!same).then(|| counts.copy())
            })?;
            match next {
                Some(None) => {}
                Some(Some(counts)) => {
                    let done = std::mem::replace(&mut sum, counts);
                    if std::mem::replace(&mut begun, true) {
                        done.show(&mut see)?;
                    }
                }
                None if begun => return sum.show(&mut see),
                None => return Ok(()),
            }
        }
    }

    /// The words chosen, in order, and the tokens of all.
    ///
    /// # Errors
    /// If a file cannot be written or read.
    pub fn choose(&self, choice: &Choice<'_, 1>, room: &Room) -> Result<VastRows, SpillError> {
        let mut rows = Gathered { rows: Vec::new(), bytes: 0, top: choice.top, runs: None, count: 0 };
        let mut tokens = 0;
        self.each(|word| {
            tokens += word.frequency;
            if word.is_stop_word || !choice.thresholds.admit(word.frequency, word.documents) {
                return Ok(());
            }
            let row = Row { key: [0], frequency: word.frequency, documents: word.documents, peak: () };
            let key = match choice.sort {
                Sort::Frequency => word.frequency,
                Sort::By(key) => key.of(&row),
            };
            let (text, spelling) = (word.text.to_owned(), word.spelling.to_owned());
            rows.push(VastRow { key, text, spelling, frequency: row.frequency, documents: row.documents }, room)
        })?;
        rows.finish(tokens, room)
    }
}

impl Counts {
    fn copy(&self) -> Self {
        Self { text: self.text.clone(), split: self.split.clone(), spellings: self.spellings.clone(), ..*self }
    }

    fn add(&mut self, other: &Self) {
        self.frequency += other.frequency;
        self.documents += other.documents;
        self.split.extend_from_slice(&other.split);
        self.spellings.extend_from_slice(&other.spellings);
    }

    fn show(mut self, see: &mut impl FnMut(&VastWord<'_>) -> Result<(), SpillError>) -> Result<(), SpillError> {
        self.split.sort_unstable();
        self.split.dedup();
        self.spellings.sort_unstable();
        self.spellings.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        let best = self.spellings.iter().rev().max_by_key(|(_, count)| *count);
        see(&VastWord {
            text: &self.text,
            is_stop_word: self.is_stop_word,
            frequency: self.frequency,
            documents: self.documents as u32 + self.split.len() as u32,
            spelling: best.map_or("", |(spelling, _)| spelling),
        })
    }
}

/// A word of a report.
#[derive(Clone, Default)]
pub struct VastRow {
    key: u64,
    /// The term.
    pub text: String,
    /// Its most frequent spelling, if that is asked for.
    pub spelling: String,
    /// Occurrences.
    pub frequency: u64,
    /// Documents.
    pub documents: u32,
}

impl Record for VastRow {
    fn order(a: &Self, b: &Self) -> Ordering {
        b.key.cmp(&a.key).then_with(|| a.text.cmp(&b.text))
    }

    fn write(&self, bytes: &mut Vec<u8>) {
        push_number(bytes, self.key);
        push_bytes(bytes, self.text.as_bytes());
        push_bytes(bytes, self.spelling.as_bytes());
        push_number(bytes, self.frequency);
        push_number(bytes, self.documents.into());
    }

    fn read(&mut self, bytes: &mut &[u8]) {
        self.key = take_number(bytes);
        take_text(bytes, &mut self.text);
        take_text(bytes, &mut self.spelling);
        self.frequency = take_number(bytes);
        self.documents = take_number(bytes) as u32;
    }
}

/// Rows on their way into order.
struct Gathered {
    rows: Vec<VastRow>,
    bytes: usize,
    top: Option<usize>,
    runs: Option<Runs<VastRow>>,
    count: usize,
}

impl Gathered {
    fn push(&mut self, row: VastRow, room: &Room) -> Result<(), SpillError> {
        // Two heap blocks, with what the allocator adds to each.
        self.bytes += size_of::<VastRow>() + row.text.capacity() + row.spelling.capacity() + 32;
        self.rows.push(row);
        if self.bytes > room.rows { self.spill(room) } else { Ok(()) }
    }

    fn sort(&mut self) {
        self.rows.sort_unstable_by(VastRow::order);
        self.rows.truncate(self.top.unwrap_or(usize::MAX));
    }

    fn spill(&mut self, room: &Room) -> Result<(), SpillError> {
        self.sort();
        let runs = match &mut self.runs {
            Some(runs) => runs,
            none => none.insert(Runs::new(&room.folder)?),
        };
        runs.begin();
        self.rows.iter().try_for_each(|row| runs.push(row))?;
        runs.end()?;
        self.count += self.rows.len();
        self.rows = Vec::new();
        self.bytes = 0;
        Ok(())
    }

    fn finish(mut self, tokens: u64, room: &Room) -> Result<VastRows, SpillError> {
        if self.runs.is_some() {
            self.spill(room)?;
        }
        self.sort();
        let count = (self.count + self.rows.len()).min(self.top.unwrap_or(usize::MAX));
        Ok(VastRows { tokens, count, held: self.rows, runs: self.runs })
    }
}

/// Words of a report, in order.
pub struct VastRows {
    /// All tokens, those of stop words too.
    pub tokens: u64,
    count: usize,
    held: Vec<VastRow>,
    runs: Option<Runs<VastRow>>,
}

/// Rows that are read back at a time.
const PAGE: usize = 1 << 14;

impl VastRows {
    /// Shows all rows, some at a time, with how many came before.
    ///
    /// # Errors
    /// What `see` fails with, or if a temporary file cannot be read.
    pub fn pages<E: From<SpillError>>(&self, mut see: impl FnMut(usize, &[VastRow]) -> Result<(), E>) -> Result<(), E> {
        let Some(runs) = &self.runs else { return see(0, &self.held) };
        let mut merge = Merge::new(std::iter::once(runs))?;
        let mut page = Vec::new();
        for first in (0..self.count).step_by(PAGE) {
            page.clear();
            while first + page.len() < self.count.min(first + PAGE)
                && let Some(row) = merge.next(VastRow::clone)?
            {
                page.push(row);
            }
            see(first, &page)?;
        }
        Ok(())
    }
}
