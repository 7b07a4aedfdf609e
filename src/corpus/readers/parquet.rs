//! Parquet: a column of the table is the text.
//!
//! Rows are handed out in slices of row groups, and only the columns that are wanted are decompressed, page by page, on the
//! thread that takes the slice. What lies before a slice in its row group is skipped by the heads of its pages.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::{ConvertedType, LogicalType, TimeUnit, Type};
use parquet::column::reader::{ColumnReader, ColumnReaderImpl};
use parquet::data_type::{ByteArray, ByteArrayType, DataType};
use parquet::errors::{ParquetError, Result as Decoded};
use parquet::file::metadata::RowGroupMetaData;
use parquet::file::reader::{ChunkReader, FileReader, Length, SerializedFileReader};
use parquet::record::Field;
use parquet::schema::types::{ColumnDescPtr, SchemaDescriptor};

use super::faults::{Faults, Kind, Place};
use super::fields;
use super::{Batch, Chunk, Reader, Record};
use crate::corpus::piece::read_at;
use crate::corpus::{Document, Input, Problem, Records, Severity};

/// The same of a column of whatever type.
macro_rules! each {
    ($column:expr, $reader:ident => $act:expr) => {
        match $column {
            ColumnReader::BoolColumnReader($reader) => $act,
            ColumnReader::Int32ColumnReader($reader) => $act,
            ColumnReader::Int64ColumnReader($reader) => $act,
            ColumnReader::Int96ColumnReader($reader) => $act,
            ColumnReader::FloatColumnReader($reader) => $act,
            ColumnReader::DoubleColumnReader($reader) => $act,
            ColumnReader::ByteArrayColumnReader($reader) => $act,
            ColumnReader::FixedLenByteArrayColumnReader($reader) => $act,
        }
    };
}

/// Bytes of the wanted columns in a slice: much more than a page, of which a slice decompresses up to two in part.
const SLICE: usize = 32 << 20;
/// Rows in a slice, however few bytes they take: a dictionary makes few bytes of many.
const ROWS: usize = 1 << 16;
/// Rows decoded at a time.
const STEP: usize = 1 << 10;

thread_local! {
    /// Would a panic of this thread be told as a problem of the file?
    static EXPECTED: Cell<bool> = const { Cell::new(false) };
}

/// Would a panic of this thread be told as a problem of a file? Then it needs no message of its own.
#[must_use]
pub fn expects_panic() -> bool {
    EXPECTED.get()
}

/// Reads a file as Parquet.
///
/// # Errors
/// If it is none, or has no text in the column that should hold it.
pub fn open(file: File, document: Arc<Document>, input: Arc<Input>) -> Result<Box<dyn Reader>, Problem> {
    let problem = |what: &str| Problem::new(document.number, Severity::Unreadable, &document.path, what);
    let length = file.metadata().map_err(|error| Problem::io(document.number, &document.path, &error))?.len();
    let reader = SerializedFileReader::new(Shared { file: Arc::new(file), length }).map_err(|error| {
        problem(&format!("is no Parquet file that can be read ({}): repair it or leave it out", reason(&error)))
    })?;
    let schema = reader.metadata().file_metadata().schema_descr();
    let columns = Columns::new(schema, &input.records).map_err(|what| problem(&what))?;
    let untold = columns.left_out.iter().map(|what| problem(what)).collect();
    let (reader, columns) = (Arc::new(reader), Arc::new(columns));
    Ok(Box::new(Table { document, input, reader, columns, untold, group: 0, row: 0, record: 0 }))
}

/// What an error says, on one line.
fn reason(error: &ParquetError) -> String {
    let text = error.to_string();
    fields::one_line(text.strip_prefix("Parquet error: ").unwrap_or(&text))
}

struct Table {
    document: Arc<Document>,
    input: Arc<Input>,
    reader: Arc<SerializedFileReader<Shared>>,
    columns: Arc<Columns>,
    /// Told with the first slice.
    untold: Vec<Problem>,
    /// The next row group, and its rows and all rows handed out.
    group: usize,
    row: usize,
    record: u64,
}

impl Reader for Table {
    fn next(&mut self, length: usize) -> Option<Chunk> {
        let rows = loop {
            if self.group == self.reader.num_row_groups() {
                let untold = std::mem::take(&mut self.untold);
                return (!untold.is_empty()).then(|| -> Chunk { Box::new(|batch| batch.problems.extend(untold)) });
            }
            let group = self.reader.metadata().row_group(self.group);
            let left = usize::try_from(group.num_rows()).unwrap_or(0).saturating_sub(self.row);
            if left > 0 {
                break left.min(self.columns.rows(group, length));
            }
            (self.group, self.row) = (self.group + 1, 0);
        };
        let slice = Slice {
            document: Arc::clone(&self.document),
            input: Arc::clone(&self.input),
            reader: Arc::clone(&self.reader),
            columns: Arc::clone(&self.columns),
            group: self.group,
            skipped: self.row,
            rows,
            before: self.record,
        };
        self.row += rows;
        self.record += rows as u64;
        let untold = std::mem::take(&mut self.untold);
        Some(Box::new(move |batch| {
            batch.problems.extend(untold);
            slice.read(batch);
        }))
    }
}

/// Which columns are wanted.
struct Columns {
    text: usize,
    id: Option<usize>,
    wanted: Vec<Option<usize>>,
    /// What is said of wanted columns that cannot be read.
    left_out: Vec<String>,
}

impl Columns {
    fn new(schema: &SchemaDescriptor, records: &Records) -> Result<Self, String> {
        let names: Vec<String> = schema.columns().iter().map(|column| column.path().string()).collect();
        let Some(text) = names.iter().position(|name| *name == records.text) else {
            return Err(match nested(&names, &records.text) {
                Some(inner) => is_nested(&records.text, inner),
                None => fields::missing("column", records, &names),
            });
        };
        let column = schema.column(text);
        if column.physical_type() != Type::BYTE_ARRAY || column.max_rep_level() > 0 {
            let lists = if column.max_rep_level() > 0 { "lists of " } else { "" };
            return Err(fields::no_text("column", records, &format!("{lists}{}", column.physical_type())));
        }
        let mut left_out = Vec::new();
        let mut find = |name: &String| {
            let at = names.iter().position(|other| other == name);
            let what = match (at, nested(&names, name)) {
                (Some(at), _) if is_readable(&schema.column(at)) => return Some(at),
                (Some(at), _) => {
                    let held = schema.column(at).physical_type();
                    format!("column {name} holds lists, or {held} that is no text or number: leave it out")
                }
                (None, Some(inner)) => is_nested(name, inner),
                (None, None) => return None,
            };
            left_out.push(fields::one_line(&what));
            None
        };
        let id = find(&records.id);
        let wanted = records.fields.iter().map(find).collect();
        Ok(Self { text, id, wanted, left_out })
    }

    /// All of them.
    fn all(&self) -> impl Iterator<Item = usize> {
        [Some(self.text), self.id].into_iter().chain(self.wanted.iter().copied()).flatten()
    }

    /// How many rows of a row group make a slice.
    fn rows(&self, group: &RowGroupMetaData, length: usize) -> usize {
        let bytes: i64 = self.all().map(|at| group.column(at).uncompressed_size().max(0)).fold(0, i64::saturating_add);
        let row = (bytes / group.num_rows().max(1)).max(1);
        let rows = length.max(SLICE) / usize::try_from(row).unwrap_or(usize::MAX);
        rows.clamp(1, ROWS)
    }
}

/// A column within the group of columns that has this name.
fn nested<'n>(names: &'n [String], name: &str) -> Option<&'n str> {
    let inner = |other: &String| other.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'));
    names.iter().find(|other| inner(other)).map(String::as_str)
}

fn is_nested(name: &str, inner: &str) -> String {
    fields::one_line(&format!("column {name} is nested: name a column without parts, such as {inner}"))
}

fn is_readable(column: &ColumnDescPtr) -> bool {
    let bytes = column.physical_type() == Type::FIXED_LEN_BYTE_ARRAY;
    column.max_rep_level() == 0 && (!bytes || column.converted_type() == ConvertedType::DECIMAL)
}

/// Some rows of a row group.
struct Slice {
    document: Arc<Document>,
    input: Arc<Input>,
    reader: Arc<SerializedFileReader<Shared>>,
    columns: Arc<Columns>,
    group: usize,
    /// Rows of the group that come before.
    skipped: usize,
    rows: usize,
    /// Rows of the file that come before.
    before: u64,
}

impl Slice {
    fn read(self, batch: &mut Batch) {
        let mut faults = Faults::new("row");
        let mut row = self.before;
        // Some broken pages make the crate panic. Rows are added whole, so what came before is sound.
        EXPECTED.set(true);
        let end = panic::catch_unwind(AssertUnwindSafe(|| self.decode(&mut row, &mut faults, batch)))
            .unwrap_or_else(|_| Err(ParquetError::General("its pages contradict each other".to_owned())));
        EXPECTED.set(false);
        faults.tell(&self.document, batch);
        if let Err(error) = end {
            let (row, last) = (row + 1, self.before + self.rows as u64);
            let what = format!("could not be read ({}): repair the file or leave it out", reason(&error));
            batch.problems.push(Problem::in_file(&self.document, row, &format!("rows {row} to {last}"), &what));
        }
    }

    fn decode(&self, row: &mut u64, faults: &mut Faults, batch: &mut Batch) -> Decoded<()> {
        let records = &self.input.records;
        let mut text = self.column(self.columns.text)?;
        let mut id = self.columns.id.map(|at| self.column(at)).transpose()?;
        let wanted = self.columns.wanted.iter().map(|at| at.map(|at| self.column(at)).transpose());
        let mut wanted = wanted.collect::<Decoded<Vec<_>>>()?;
        let mut left = self.rows;
        while left > 0 {
            let step = left.min(STEP);
            let texts = text.bytes(step)?;
            let mut ids = strings(&mut id, step)?;
            let values = wanted.iter_mut().map(|column| strings(column, step));
            let mut values = values.collect::<Decoded<Vec<_>>>()?;
            for (at, text) in texts.into_iter().enumerate() {
                *row += 1;
                let Some(text) = text else {
                    let place = Place { record: *row, line: *row };
                    faults.add(Kind::Textless, place, || fields::no_text("column", records, "null"));
                    continue;
                };
                let take = |column: &mut Vec<Option<String>>| column.get_mut(at).and_then(Option::take);
                let record = Record {
                    number: *row,
                    id: take(&mut ids).filter(|id| !id.is_empty()),
                    fields: fields::named(values.iter_mut().map(take).collect(), records),
                    bytes: text.len() as u64,
                    ..Record::default()
                };
                batch.push(record, text.data());
            }
            left -= step;
        }
        Ok(())
    }

    /// A column at the beginning of the slice.
    fn column(&self, at: usize) -> Decoded<Column> {
        let group = self.reader.get_row_group(self.group)?;
        let place = group.metadata().column(at);
        let offsets = [Some(place.data_page_offset()), place.dictionary_page_offset(), Some(place.compressed_size())];
        if offsets.into_iter().flatten().any(i64::is_negative) {
            return Err(ParquetError::General("a column begins before the file".to_owned()));
        }
        let mut column =
            Column { kind: group.metadata().schema_descr().column(at), reader: group.get_column_reader(at)? };
        let skipped = each!(&mut column.reader, reader => reader.skip_records(self.skipped))?;
        if skipped == self.skipped { Ok(column) } else { Err(short()) }
    }
}

fn strings(column: &mut Option<Column>, rows: usize) -> Decoded<Vec<Option<String>>> {
    column.as_mut().map_or_else(|| Ok(Vec::new()), |column| column.strings(rows))
}

fn short() -> ParquetError {
    ParquetError::EOF("a column is shorter than its row group".to_owned())
}

/// A column that is being read.
struct Column {
    kind: ColumnDescPtr,
    reader: ColumnReader,
}

impl Column {
    /// The next values of a column of bytes.
    fn bytes(&mut self, rows: usize) -> Decoded<Vec<Option<ByteArray>>> {
        match &mut self.reader {
            ColumnReader::ByteArrayColumnReader(reader) => values::<ByteArrayType>(reader, &self.kind, rows),
            _ => Err(ParquetError::General("the column of texts holds none in this row group".to_owned())),
        }
    }

    /// The next values as text.
    fn strings(&mut self, rows: usize) -> Decoded<Vec<Option<String>>> {
        let kind = &self.kind;
        Ok(match &mut self.reader {
            ColumnReader::BoolColumnReader(reader) => texts(values(reader, kind, rows)?, |value| value.to_string()),
            ColumnReader::Int32ColumnReader(reader) => texts(values(reader, kind, rows)?, |value| int32(kind, value)),
            ColumnReader::Int64ColumnReader(reader) => texts(values(reader, kind, rows)?, |value| int64(kind, value)),
            ColumnReader::Int96ColumnReader(reader) => texts(values(reader, kind, rows)?, |value| {
                let millis = value.to_millis();
                if is_dated(millis) { Field::TimestampMillis(millis).to_string() } else { value.to_string() }
            }),
            ColumnReader::FloatColumnReader(reader) => texts(values(reader, kind, rows)?, |value| format!("{value:?}")),
            ColumnReader::DoubleColumnReader(reader) => {
                texts(values(reader, kind, rows)?, |value| format!("{value:?}"))
            }
            ColumnReader::ByteArrayColumnReader(reader) => {
                texts(values(reader, kind, rows)?, |value| bytes(kind, value))
            }
            ColumnReader::FixedLenByteArrayColumnReader(reader) => {
                texts(values(reader, kind, rows)?, |value| bytes(kind, value.into()))
            }
        })
    }
}

/// So many values, one a row.
fn values<T: DataType>(
    reader: &mut ColumnReaderImpl<T>,
    kind: &ColumnDescPtr,
    rows: usize,
) -> Decoded<Vec<Option<T::T>>> {
    let (mut levels, mut values) = (Vec::new(), Vec::with_capacity(rows));
    let (read, ..) = reader.read_records(rows, Some(&mut levels), None, &mut values)?;
    if read < rows {
        return Err(short());
    }
    if kind.max_def_level() == 0 {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    Ok(levels.iter().map(|level| (*level == kind.max_def_level()).then(|| values.next()).flatten()).collect())
}

fn texts<T>(values: Vec<Option<T>>, text: impl Fn(T) -> String) -> Vec<Option<String>> {
    values.into_iter().map(|value| value.map(&text)).collect()
}

/// Can the time be written as a date?
fn is_dated(millis: i64) -> bool {
    // Some 250 000 years.
    millis.unsigned_abs() < 8_000_000_000_000_000
}

fn int32(kind: &ColumnDescPtr, value: i32) -> String {
    use ConvertedType::{DATE, DECIMAL, TIME_MILLIS, UINT_8, UINT_16, UINT_32};
    match kind.converted_type() {
        DATE if !is_dated(i64::from(value) * 86_400_000) => value.to_string(),
        DATE | DECIMAL | TIME_MILLIS | UINT_8 | UINT_16 | UINT_32 => Field::convert_int32(kind, value).to_string(),
        _ => value.to_string(),
    }
}

fn int64(kind: &ColumnDescPtr, value: i64) -> String {
    let nanos = matches!(kind.logical_type_ref(), Some(LogicalType::Timestamp(stamp)) if stamp.unit == TimeUnit::NANOS);
    match kind.converted_type() {
        ConvertedType::UINT_64 => value.cast_unsigned().to_string(),
        ConvertedType::TIMESTAMP_MILLIS if is_dated(value) => Field::TimestampMillis(value).to_string(),
        ConvertedType::TIMESTAMP_MICROS if is_dated(value / 1000) => Field::TimestampMicros(value).to_string(),
        ConvertedType::TIME_MICROS | ConvertedType::DECIMAL => Field::convert_int64(kind, value).to_string(),
        _ if nanos => Field::TimestampMicros(value.div_euclid(1000)).to_string(),
        _ => value.to_string(),
    }
}

fn bytes(kind: &ColumnDescPtr, value: ByteArray) -> String {
    if kind.converted_type() == ConvertedType::DECIMAL {
        return Field::convert_byte_array(kind, value).map(|field| field.to_string()).unwrap_or_default();
    }
    fields::mend(value.data()).0.into_owned()
}

/// A file that several threads read, each at its own place.
struct Shared {
    file: Arc<File>,
    length: u64,
}

/// Reads on from a place of it.
struct Reading {
    file: Arc<File>,
    at: u64,
}

impl Read for Reading {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = read_at(&self.file, buffer, self.at)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Length for Shared {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Shared {
    type T = BufReader<Reading>;

    fn get_read(&self, start: u64) -> Decoded<Self::T> {
        Ok(BufReader::new(Reading { file: Arc::clone(&self.file), at: start }))
    }

    fn get_bytes(&self, start: u64, length: usize) -> Decoded<Bytes> {
        // A broken head asks for more than there is.
        let there = usize::try_from(self.length.saturating_sub(start)).unwrap_or(usize::MAX);
        if length > there {
            return Err(ParquetError::EOF("the file is shorter than it says".to_owned()));
        }
        let mut bytes = vec![0; length];
        Reading { file: Arc::clone(&self.file), at: start }.read_exact(&mut bytes)?;
        Ok(bytes.into())
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use parquet::basic::Compression;
    use parquet::data_type::{BoolType, DoubleType, Int32Type, Int64Type};
    use parquet::file::properties::WriterProperties;
    use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
    use parquet::schema::parser::parse_message_type;

    use super::super::fields::sample;
    use super::*;

    const SCHEMA: &str = "message table {
        optional binary text (utf8);
        required int64 id;
        optional binary title (utf8);
        required int32 day (date);
        required double score;
        required boolean good;
        required int64 stamp (timestamp(nanos, true));
        required int32 small (integer(8, false));
        optional group meta { optional binary author (utf8); }
        repeated binary tags (utf8);
        required fixed_len_byte_array(4) hash;
    }";

    fn column<T: DataType>(
        group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
        values: &[T::T],
        levels: &[i16],
    ) {
        let mut writer = group.next_column().unwrap().unwrap();
        writer.typed::<T>().write_batch(values, Some(levels), Some(&vec![0; levels.len()])).unwrap();
        writer.close().unwrap();
    }

    /// Row groups of `rows` rows with numbers from 1; each third text is null, each even title.
    fn table(groups: &[usize], compression: Compression) -> Vec<u8> {
        let schema = Arc::new(parse_message_type(SCHEMA).unwrap());
        let properties = WriterProperties::builder()
            .set_compression(compression)
            .set_data_page_row_count_limit(7)
            .set_write_batch_size(5)
            .build();
        let mut bytes = Vec::new();
        let mut writer = SerializedFileWriter::new(&mut bytes, schema, Arc::new(properties)).unwrap();
        let mut first = 1;
        for rows in groups {
            let numbers = first..first + rows;
            first += rows;
            let mut group = writer.next_row_group().unwrap();
            let some = |is: &dyn Fn(usize) -> bool| numbers.clone().map(|n| i16::from(is(n))).collect::<Vec<_>>();
            let array = |form: &dyn Fn(usize) -> String, levels: &[i16], top: i16| {
                let held = numbers.clone().zip(levels).filter(|(_, level)| **level == top);
                held.map(|(n, _)| ByteArray::from(form(n).into_bytes())).collect::<Vec<_>>()
            };
            let (all, odd, third) = (vec![0; *rows], some(&|n| n % 2 == 1), some(&|n| n % 3 != 0));
            let twos = vec![2; *rows];
            let numbered = |n: usize| i64::try_from(n).unwrap();
            column::<ByteArrayType>(&mut group, &array(&|n| format!("نص {n}"), &third, 1), &third);
            column::<Int64Type>(&mut group, &numbers.clone().map(numbered).collect::<Vec<_>>(), &all);
            column::<ByteArrayType>(&mut group, &array(&|n| format!("عنوان {n}"), &odd, 1), &odd);
            column::<Int32Type>(&mut group, &vec![19_000; *rows], &all);
            column::<DoubleType>(&mut group, &vec![-0.5; *rows], &all);
            column::<BoolType>(&mut group, &vec![true; *rows], &all);
            column::<Int64Type>(&mut group, &vec![1_700_000_000_000_000_000; *rows], &all);
            column::<Int32Type>(&mut group, &vec![-1; *rows], &all);
            column::<ByteArrayType>(&mut group, &array(&|n| format!("كاتب {n}"), &twos, 2), &twos);
            column::<ByteArrayType>(&mut group, &[], &all);
            let hash = parquet::data_type::FixedLenByteArray::from(b"abcd".to_vec());
            column::<parquet::data_type::FixedLenByteArrayType>(&mut group, &vec![hash; *rows], &all);
            group.close().unwrap();
        }
        writer.close().unwrap();
        bytes
    }

    fn opened(bytes: &[u8], records: Records) -> Result<Box<dyn Reader>, String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let input = Arc::new(Input { records, ..Input::default() });
        open(file, Arc::new(sample::document()), input).map_err(|problem| problem.message)
    }

    fn wanting(fields: &[&str]) -> Records {
        Records { fields: fields.iter().map(|&name| name.to_owned()).collect(), ..Records::default() }
    }

    #[test]
    fn rows_come_from_all_row_groups_with_their_fields() {
        for compression in [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::ZSTD(Default::default()),
            Compression::GZIP(Default::default()),
            Compression::LZ4_RAW,
            Compression::LZ4,
            Compression::BROTLI(Default::default()),
        ] {
            let records = wanting(&["title", "meta.author", "none"]);
            let batch = sample::read(opened(&table(&[2, 5], compression), records).unwrap(), 1);
            assert_eq!(sample::texts(&batch), ["نص 1", "نص 2", "نص 4", "نص 5", "نص 7"]);
            let numbers: Vec<u64> = batch.records.iter().map(|record| record.number).collect();
            assert_eq!(numbers, [1, 2, 4, 5, 7]);
            assert_eq!(batch.records[2].id.as_deref(), Some("4"));
            assert_eq!(batch.records[2].fields, sample::pairs(&[("meta.author", "كاتب 4")]));
            assert_eq!(batch.records[3].fields, sample::pairs(&[("title", "عنوان 5"), ("meta.author", "كاتب 5")]));
            assert_eq!(batch.records[0].bytes, "نص 1".len() as u64);
            let what = "column text holds null, not text: repair it, or name another with --text-field";
            assert_eq!(sample::messages(&batch), [format!("file: row 3 and 1 more: {what}")]);
        }
    }

    #[test]
    fn values_of_all_types_are_written_as_text() {
        let records = wanting(&["day", "score", "good", "stamp", "small"]);
        let batch = sample::read(opened(&table(&[1], Compression::SNAPPY), records).unwrap(), 1);
        let expected = [
            ("day", "2022-01-08"),
            ("score", "-0.5"),
            ("good", "true"),
            ("stamp", "2023-11-14 22:13:20.000000 +00:00"),
            ("small", "255"),
        ];
        assert_eq!(batch.records[0].fields, sample::pairs(&expected));
    }

    #[test]
    fn a_slice_begins_anywhere_in_a_row_group() {
        let reader = |step| {
            let bytes = table(&[40, 3], Compression::SNAPPY);
            let file = Shared { length: bytes.len() as u64, file: Arc::new(tempfile::tempfile().unwrap()) };
            (&*file.file).write_all(&bytes).unwrap();
            let (document, input) = (Arc::new(sample::document()), Arc::new(Input::default()));
            let reader = Arc::new(SerializedFileReader::new(file).unwrap());
            let schema = reader.metadata().file_metadata().schema_descr();
            let columns = Arc::new(Columns::new(schema, &wanting(&["title"])).unwrap());
            let mut batch = Batch::default();
            for (group, rows, before) in [(0, 40, 0), (1, 3, 40)] {
                for skipped in (0..rows).step_by(step) {
                    let (document, input) = (Arc::clone(&document), Arc::clone(&input));
                    let (reader, columns) = (Arc::clone(&reader), Arc::clone(&columns));
                    let (rows, before) = (step.min(rows - skipped), before + skipped as u64);
                    Slice { document, input, reader, columns, group, skipped, rows, before }.read(&mut batch);
                }
            }
            (batch.records, batch.text)
        };
        let whole = reader(64);
        assert_eq!(whole.0.len(), 29);
        for step in [1, 3, 7, 8, 20] {
            assert!(reader(step) == whole, "slices of {step}");
        }
    }

    #[test]
    fn a_column_that_is_no_text_is_refused() {
        let bytes = table(&[1], Compression::SNAPPY);
        let refused = |name: &str| {
            let records = Records { text: name.to_owned(), ..Records::default() };
            opened(&bytes, records).err().unwrap()
        };
        assert_eq!(
            refused("id"),
            "file: column id holds INT64, not text: repair it, or name another with --text-field"
        );
        assert!(refused("tags").starts_with("file: column tags holds lists of BYTE_ARRAY, not text"));
        assert_eq!(refused("meta"), "file: column meta is nested: name a column without parts, such as meta.author");
        assert!(refused("body").starts_with("file: has no column body (it has: text, id, title, day"));
    }

    #[test]
    fn wanted_columns_that_cannot_be_read_are_told() {
        let records = wanting(&["tags", "meta", "hash", "title"]);
        let batch = sample::read(opened(&table(&[1], Compression::SNAPPY), records).unwrap(), 1);
        assert_eq!(batch.records[0].fields, sample::pairs(&[("title", "عنوان 1")]));
        assert_eq!(batch.problems.len(), 3);
    }

    #[test]
    fn a_file_that_is_none_is_refused() {
        let whole = table(&[5], Compression::SNAPPY);
        for bytes in [&b"no parquet at all"[..], b"", &whole[..whole.len() / 2]] {
            let message = opened(bytes, Records::default()).err().unwrap();
            assert!(message.starts_with("file: is no Parquet file that can be read ("), "{message}");
        }
    }

    #[test]
    fn whatever_is_broken_becomes_a_problem() {
        let whole = table(&[20, 20], Compression::SNAPPY);
        let intact = sample::read(opened(&whole, wanting(&["title", "day"])).unwrap(), 1);
        let mut told = 0;
        for at in 0..whole.len() {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            let read = opened(&bytes, wanting(&["title", "day"])).map(|reader| sample::read(reader, 1));
            told += usize::from(read.is_err() || read.is_ok_and(|batch| batch.problems != intact.problems));
        }
        assert!(told > whole.len() / 20, "{told} of {}", whole.len());
    }
}
