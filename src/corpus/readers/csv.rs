//! Tables of text: each row is a record, and one of its cells the text.
//!
//! Rows are cut as the crate csv cuts them: a quote opens at the beginning of a cell only, it may hold line ends, and two of
//! them inside of it are one. Under the lock only the ends of rows are sought; cells are taken apart in the chunk.

use std::io;
use std::ops::Range;
use std::sync::Arc;

use csv_core::{ReadRecordResult, ReaderBuilder};

use super::faults::{Faults, Kind, Place};
use super::fields::{self, Role};
use super::{Batch, Chunk, Opened, Reader, Record};
use crate::corpus::decode::Source;
use crate::corpus::{Document, Input, Problem, Records, Severity};

/// A row longer than this has a quote that is not closed.
const LONGEST: usize = 256 << 20;

/// Reads a file as rows, the first of which names the columns.
#[must_use]
pub fn open(opened: Opened, delimiter: u8) -> Box<dyn Reader> {
    let Opened { file, source, input, .. } = opened;
    let rows = Rows::new(source, delimiter, LONGEST);
    Box::new(Table { file, input, rows, columns: None, record: 0, line: 0 })
}

struct Table {
    file: Arc<Document>,
    input: Arc<Input>,
    rows: Rows,
    columns: Option<Arc<Columns>>,
    /// Rows and line ends handed out.
    record: u64,
    line: u64,
}

impl Reader for Table {
    fn next(&mut self, length: usize) -> Option<Chunk> {
        let mut block = self.rows.next(length)?;
        let columns = match &self.columns {
            Some(columns) => Arc::clone(columns),
            None => match self.head(&mut block) {
                Ok(columns) => Arc::clone(self.columns.insert(Arc::new(columns))),
                Err(problem) => {
                    self.rows.stop();
                    return Some(Box::new(|batch| batch.problems.push(problem)));
                }
            },
        };
        let before = Place { record: self.record, line: self.line };
        self.record += block.rows.len() as u64;
        self.line += line_ends(&block.bytes);
        let (file, input) = (Arc::clone(&self.file), Arc::clone(&self.input));
        let part = Part { file, input, columns, delimiter: self.rows.delimiter, before, block };
        Some(Box::new(move |batch| part.read(batch)))
    }
}

impl Table {
    /// Takes the names of the columns off the first block.
    fn head(&self, block: &mut Block) -> Result<Columns, Problem> {
        if block.rows.is_empty() {
            return Err(block.problem(&self.file, self.line));
        }
        let row = block.rows.remove(0);
        let mut cells = Cells::new(self.rows.delimiter);
        cells.split(&block.bytes[row.clone()]);
        let names: Vec<String> = (0..cells.len()).map(|at| fields::mend(cells.get(at)).0.into_owned()).collect();
        Columns::new(&names, &self.input.records).ok_or_else(|| {
            let line = 1 + self.line + line_ends(&block.bytes[..row.start]);
            let what = fields::missing("column", &self.input.records, &names);
            Problem::in_file(&self.file, 0, &format!("line {line}"), &what)
        })
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

/// Where a row has what.
struct Columns {
    count: usize,
    text: usize,
    id: Option<usize>,
    wanted: Vec<Option<usize>>,
}

impl Columns {
    /// Nothing if there is no text. Of columns with the same name, the first counts.
    fn new(names: &[String], records: &Records) -> Option<Self> {
        let roles: Vec<Role> = names.iter().map(|name| Role::of(name.trim(), records)).collect();
        let find = |is: &dyn Fn(&Role) -> bool| roles.iter().position(is);
        Some(Self {
            count: names.len(),
            text: find(&|role| role.text)?,
            id: find(&|role| role.id),
            wanted: (0..records.fields.len()).map(|place| find(&|role| role.wanted == Some(place))).collect(),
        })
    }
}

/// Some rows of a file.
struct Part {
    file: Arc<Document>,
    input: Arc<Input>,
    columns: Arc<Columns>,
    delimiter: u8,
    /// The last record and line before.
    before: Place,
    block: Block,
}

impl Part {
    fn read(self, batch: &mut Batch) {
        let mut faults = Faults::new("line");
        let mut cells = Cells::new(self.delimiter);
        let Block { bytes, rows, .. } = &self.block;
        batch.text.reserve(bytes.len());
        let mut record = self.before.record;
        for row in rows {
            record += 1;
            let line = &bytes[row.clone()];
            cells.split(line);
            if cells.len() == self.columns.count {
                self.push(&cells, line, record, batch);
            } else if !(self.block.is_cut(row)) {
                let (has, count) = (cells.len(), self.columns.count);
                let what = || format!("has {has} cells where the header has {count}: repair the row or leave it out");
                let line = 1 + self.before.line + line_ends(&bytes[..row.start]);
                faults.add(Kind::Broken, Place { record, line }, what);
            }
        }
        faults.tell(&self.file, batch);
        if self.block.end.is_some() {
            batch.problems.push(self.block.problem(&self.file, self.before.line));
        }
    }

    fn push(&self, cells: &Cells, row: &[u8], number: u64, batch: &mut Batch) {
        let value = |at: usize| {
            let cell = cells.get(at);
            (!cell.is_empty()).then(|| fields::mend(cell).0.into_owned())
        };
        let wanted = self.columns.wanted.iter().map(|at| at.and_then(value)).collect();
        let record = Record {
            number,
            id: self.columns.id.and_then(value),
            fields: fields::named(wanted, &self.input.records),
            bytes: row.len() as u64,
            replacements: if self.block.decoded { fields::replaced(row) } else { 0 },
            ..Record::default()
        };
        batch.push(record, cells.get(self.columns.text));
    }
}

/// Takes rows apart.
struct Cells {
    reader: csv_core::Reader,
    text: Vec<u8>,
    /// Where cells end in the text.
    ends: Vec<usize>,
    count: usize,
}

impl Cells {
    fn new(delimiter: u8) -> Self {
        let reader = ReaderBuilder::new().delimiter(delimiter).build();
        Self { reader, text: Vec::new(), ends: vec![0; 16], count: 0 }
    }

    /// Takes a row with its line end, if it has one.
    fn split(&mut self, mut row: &[u8]) {
        if self.text.len() < row.len() {
            self.text.resize(row.len(), 0);
        }
        let mut written = 0;
        self.count = 0;
        loop {
            let (text, ends) = (&mut self.text[written..], &mut self.ends[self.count..]);
            let (result, read, more, cells) = self.reader.read_record(row, text, ends);
            (row, written, self.count) = (&row[read..], written + more, self.count + cells);
            match result {
                // A row without its line end is ended by no more input.
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.text.resize(self.text.len() * 2 + 16, 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len() * 2, 0),
                ReadRecordResult::Record | ReadRecordResult::End => return,
            }
        }
    }

    fn len(&self) -> usize {
        self.count
    }

    fn get(&self, at: usize) -> &[u8] {
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        &self.text[start..self.ends[at]]
    }
}

/// Whole rows in memory.
struct Block {
    bytes: Vec<u8>,
    /// Those that are not empty.
    rows: Vec<Range<usize>>,
    /// Has decoding put replacement characters in?
    decoded: bool,
    /// What ended the file behind them, if that was not its end.
    end: Option<End>,
}

enum End {
    /// The row at this place has a quote that is not closed.
    Unclosed(usize),
    Error(io::Error),
}

impl Block {
    /// What ended the file.
    fn problem(&self, file: &Document, before: u64) -> Problem {
        match &self.end {
            Some(End::Error(error)) => Problem::io(file.number, &file.path, error),
            Some(End::Unclosed(row)) => {
                let line = 1 + before + line_ends(&self.bytes[..*row]);
                let what = "a quote of this row is never closed, and what follows was not read: close or double it";
                Problem::in_file(file, 0, &format!("line {line}"), what)
            }
            None => {
                let what = "holds no rows: give it a first row that names the columns";
                Problem::new(file.number, Severity::Unreadable, &file.path, what)
            }
        }
    }

    /// Was this row cut off by an error?
    fn is_cut(&self, row: &Range<usize>) -> bool {
        let ended = matches!(self.bytes[row.clone()].last(), Some(b'\n' | b'\r'));
        matches!(self.end, Some(End::Error(_))) && row.end == self.bytes.len() && !ended
    }
}

/// Takes whole rows off a source.
struct Rows {
    source: Source,
    delimiter: u8,
    longest: usize,
    rest: Vec<u8>,
    /// Whole rows in the rest.
    found: Vec<Range<usize>>,
    /// Where the row that is not whole yet begins.
    start: usize,
    /// How far it was looked at, and whether a quote is open there.
    at: usize,
    quoted: bool,
    ended: bool,
}

impl Rows {
    fn new(source: Source, delimiter: u8, longest: usize) -> Self {
        let (rest, found) = (Vec::new(), Vec::new());
        Self { source, delimiter, longest, rest, found, start: 0, at: 0, quoted: false, ended: false }
    }

    /// Reads no more.
    fn stop(&mut self) {
        self.rest.clear();
        self.found.clear();
        (self.start, self.at, self.quoted, self.ended) = (0, 0, false, true);
    }

    /// Rows of about so many bytes; nothing at the end.
    fn next(&mut self, length: usize) -> Option<Block> {
        while !self.ended {
            if self.rest.len() >= length && !self.found.is_empty() {
                return Some(self.take(None));
            }
            if self.rest.len() - self.start > self.longest {
                return Some(self.finish(Some(End::Unclosed(self.start))));
            }
            match self.source.read(&mut self.rest) {
                Ok(more) => self.ended = !more,
                Err(error) => {
                    self.ended = true;
                    self.scan();
                    return Some(self.finish(Some(End::Error(error))));
                }
            }
            self.scan();
        }
        let unclosed = self.quoted.then_some(End::Unclosed(self.start));
        (self.start < self.rest.len() || !self.found.is_empty()).then(|| self.finish(unclosed))
    }

    /// Finds the ends of rows in what was not looked at.
    fn scan(&mut self) {
        let bytes = &self.rest;
        while self.at < bytes.len() {
            let left = &bytes[self.at..];
            let sign = if self.quoted { memchr::memchr(b'"', left) } else { memchr::memchr3(b'"', b'\n', b'\r', left) };
            let Some(at) = sign.map(|sign| self.at + sign) else {
                self.at = bytes.len();
                return;
            };
            let next = bytes.get(at + 1);
            // Two quotes, or the two signs of a line end, may be divided.
            if next.is_none() && !self.ended && (self.quoted || bytes[at] == b'\r') {
                self.at = at;
                return;
            }
            self.at = at + 1;
            match bytes[at] {
                b'"' if self.quoted && next == Some(&b'"') => self.at += 1,
                b'"' if self.quoted => self.quoted = false,
                b'"' => self.quoted = at == self.start || bytes[at - 1] == self.delimiter,
                sign => {
                    self.at += usize::from(sign == b'\r' && next == Some(&b'\n'));
                    if at > self.start {
                        self.found.push(self.start..self.at);
                    }
                    self.start = self.at;
                }
            }
        }
    }

    /// Cuts off the rows that were found.
    fn take(&mut self, end: Option<End>) -> Block {
        let left = self.rest.split_off(self.start);
        self.at -= self.start;
        self.start = 0;
        Block {
            bytes: std::mem::replace(&mut self.rest, left),
            rows: std::mem::take(&mut self.found),
            decoded: self.source.replacements() > 0,
            end,
        }
    }

    /// Cuts off all there is. A row in which a quote is open would hold what is none of it.
    fn finish(&mut self, end: Option<End>) -> Block {
        let rest = self.start..self.rest.len();
        if !self.quoted && !matches!(end, Some(End::Unclosed(_))) && !rest.is_empty() {
            self.found.push(rest);
        }
        (self.start, self.at) = (self.rest.len(), self.rest.len());
        let block = self.take(end);
        self.stop();
        block
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use proptest::prelude::*;

    use super::super::fields::sample;
    use super::*;

    fn read(text: &str, records: Records) -> Batch {
        let whole = sample::read(open(sample::opened(text.as_bytes(), records.clone()), b','), 1 << 20);
        let cut = sample::read(open(sample::opened(text.as_bytes(), records), b','), 1);
        assert_eq!((&whole.text, &whole.records), (&cut.text, &cut.records));
        whole
    }

    #[test]
    fn a_row_is_a_document() {
        let rows = "id,title,text\r\n\n1,\"ع, ن\",\"سطر\nو \"\"سطر\"\"\"\r\n,,b\n3,t,";
        let records = Records { fields: vec!["none".to_owned(), "title".to_owned()], ..Records::default() };
        let batch = read(rows, records);
        assert_eq!(sample::texts(&batch), ["سطر\nو \"سطر\"", "b", ""]);
        assert_eq!(batch.records[0].id.as_deref(), Some("1"));
        assert_eq!(batch.records[0].fields, sample::pairs(&[("title", "ع, ن")]));
        assert_eq!((batch.records[1].id.as_deref(), &*batch.records[1].fields), (None, &[][..]));
        let numbers: Vec<(u64, u64)> = batch.records.iter().map(|record| (record.number, record.bytes)).collect();
        assert_eq!(numbers, [(1, 35), (2, 4), (3, 4)]);
        assert!(batch.problems.is_empty());
    }

    #[test]
    fn cells_of_a_tsv_are_divided_by_tabs() {
        let batch =
            sample::read(open(sample::opened("text\tid\na, \"b\"\tx\n".as_bytes(), Records::default()), b'\t'), 9);
        assert_eq!((sample::texts(&batch), batch.records[0].id.as_deref()), (vec!["a, \"b\""], Some("x")));
    }

    #[test]
    fn without_the_column_nothing_is_read() {
        let batch = read("\na,b\n1,2\n3,4\n", Records::default());
        assert!(batch.records.is_empty());
        assert_eq!(
            sample::messages(&batch),
            ["file: line 2: has no column text (it has: a, b): name the right one with --text-field"]
        );
        assert!(open(sample::opened(b"", Records::default()), b',').next(1).is_none());
    }

    #[test]
    fn a_ragged_row_is_told_and_left_out() {
        let batch = read("text,id\n\"a\n\",1\nb\nc,1,2\nd,4\n", Records::default());
        assert_eq!(sample::texts(&batch), ["a\n", "d"]);
        assert_eq!(batch.records[1].number, 4);
        assert_eq!(
            sample::messages(&batch),
            [
                "file: line 4: has 1 cells where the header has 2: repair the row or leave it out",
                "file: line 5: has 3 cells where the header has 2: repair the row or leave it out",
            ]
        );
    }

    #[test]
    fn a_quote_that_is_not_closed_ends_the_file() {
        let what =
            "file: line 3: a quote of this row is never closed, and what follows was not read: close or double it";
        let batch = read("text,id\na,1\n\"b,2\nc,3\n", Records::default());
        assert_eq!((sample::texts(&batch), sample::messages(&batch)), (vec!["a"], vec![what]));

        let Opened { file, source, input, .. } =
            sample::opened(&[b"text\na\n\"", &[b'b'; 999][..]].concat(), Records::default());
        let rows = Rows::new(source, b',', 100);
        let table = Table { file, input, rows, columns: None, record: 0, line: 0 };
        let batch = sample::read(Box::new(table), 5000);
        assert_eq!((sample::texts(&batch), sample::messages(&batch)), (vec!["a"], vec![what]));
    }

    #[test]
    fn an_error_ends_the_file_behind_what_could_be_read() {
        for (rows, texts) in
            [("text,id\na,1\nb", &["a"][..]), ("text,id\na,1\n\"b,2\n", &["a"]), ("text,id\na,1\n", &["a"])]
        {
            let batch = sample::read(open(sample::failing(rows.as_bytes()), b','), 1 << 20);
            assert_eq!(sample::texts(&batch), texts);
            assert_eq!(batch.problems.len(), 1);
            assert!(batch.problems[0].message.starts_with("file: could not be read (the disk is gone)"));
        }
    }

    #[test]
    fn what_decoding_replaced_is_counted_where_it_stands() {
        let batch = sample::read(open(sample::encoded(b"text\n\xC7\n\xA1\n", encoding_rs::ISO_8859_6), b','), 1);
        assert_eq!(sample::texts(&batch), ["ا", "\u{FFFD}"]);
        assert_eq!((batch.records[0].replacements, batch.records[1].replacements), (0, 1));
    }

    #[test]
    fn broken_text_is_left_to_who_cuts_it() {
        let batch = sample::read(open(sample::opened(b"text,id\na\xFF,\xFE\n", Records::default()), b','), 1);
        let record = &batch.records[0];
        assert_eq!((&batch.text[record.text.clone()], record.replacements), (&b"a\xFF"[..], 0));
        assert_eq!(record.id.as_deref(), Some("\u{FFFD}"));
    }

    /// Gives a few bytes at a time.
    struct Slow(Cursor<Vec<u8>>, usize);

    impl io::Read for Slow {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let few = buffer.len().min(self.1);
            self.0.read(&mut buffer[..few])
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn rows_are_those_of_the_crate_csv(text in "[\",\n\ra\u{627}]{0,40}", few in 1_usize..9, length in 1_usize..30) {
            let source = Source::new(Box::new(Slow(Cursor::new(text.clone().into_bytes()), few)), Vec::new(), None);
            let mut rows = Rows::new(source, b',', LONGEST);
            let mut cells = Cells::new(b',');
            let (mut found, mut unclosed) = (Vec::new(), false);
            while let Some(block) = rows.next(length) {
                for row in block.rows {
                    cells.split(&block.bytes[row]);
                    found.push((0..cells.len()).map(|at| cells.get(at).to_vec()).collect::<Vec<_>>());
                }
                unclosed |= block.end.is_some();
            }
            let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
            let mut expected: Vec<Vec<Vec<u8>>> =
                reader.byte_records().map(|row| row.unwrap().iter().map(<[u8]>::to_vec).collect()).collect();
            if unclosed {
                expected.pop();
            }
            prop_assert_eq!(found, expected);
        }
    }
}
