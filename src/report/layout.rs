//! How a report is laid out: the format and what can be asked of it, checked once.

use std::fmt;
use std::str::FromStr;

use thiserror::Error;

/// A file format of reports.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Format {
    /// Comma-separated values as in RFC 4180, with LF at line ends.
    Csv,
    /// The same with tabs for commas.
    Tsv,
    /// A JSON object a line.
    Jsonl,
    /// Aligned columns, for eyes.
    Table,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Csv, Self::Tsv, Self::Jsonl, Self::Table];

    /// The name in flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Jsonl => "jsonl",
            Self::Table => "table",
        }
    }

    /// What the name of a file ends with.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Table => "txt",
            Self::Csv | Self::Tsv | Self::Jsonl => self.name(),
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Format {
    type Err = String;

    fn from_str(s: &str) -> Result<Self, String> {
        Self::ALL.into_iter().find(|f| f.name() == s).ok_or_else(|| {
            let names = Self::ALL.map(Self::name);
            format!("no such format; there are {}", names.join(", "))
        })
    }
}

/// What was asked of a format that cannot do it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Error)]
pub enum LayoutError {
    /// Only csv has a delimiter to choose.
    #[error("a delimiter is for csv: {0} has its own")]
    DelimiterOf(Format),
    /// A character that stands in numbers, ends lines, quotes, or takes more than a byte.
    #[error("{0:?} cannot delimit cells: take a tab, or a sign such as ; or |")]
    Delimiter(char),
    /// Only csv and tsv are read by spreadsheets.
    #[error("a spreadsheet does not read {0}: take csv or tsv")]
    ExcelOf(Format),
}

/// A format with its options, which go together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Layout {
    format: Format,
    delimiter: u8,
    excel: bool,
    bidi_marks: bool,
}

impl Layout {
    /// The format as it is without options.
    #[must_use]
    pub fn new(format: Format) -> Self {
        let delimiter = if format == Format::Tsv { b'\t' } else { b',' };
        Self { format, delimiter, excel: false, bidi_marks: false }
    }

    /// Another character between the cells of csv.
    ///
    /// # Errors
    /// Another format, or a character that cannot be told from a number, a quote or a line end.
    pub fn with_delimiter(mut self, delimiter: char) -> Result<Self, LayoutError> {
        if self.format != Format::Csv {
            return Err(LayoutError::DelimiterOf(self.format));
        }
        let byte = u8::try_from(delimiter).map_err(|_| LayoutError::Delimiter(delimiter))?;
        let taken = byte.is_ascii_alphanumeric() || b"\"\r\n.-+".contains(&byte);
        if taken || !byte.is_ascii() {
            return Err(LayoutError::Delimiter(delimiter));
        }
        self.delimiter = byte;
        Ok(self)
    }

    /// As spreadsheets want it: a byte order mark, CRLF, and an apostrophe before text that would run as a formula.
    ///
    /// # Errors
    /// A format that spreadsheets do not read.
    pub fn for_excel(mut self) -> Result<Self, LayoutError> {
        if !matches!(self.format, Format::Csv | Format::Tsv) {
            return Err(LayoutError::ExcelOf(self.format));
        }
        self.excel = true;
        Ok(self)
    }

    /// For a terminal: Arabic cells of a table get marks that keep the columns in place. No other format has any.
    #[must_use]
    pub fn with_bidi_marks(mut self) -> Self {
        self.bidi_marks = true;
        self
    }

    /// The format.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The byte between cells of csv and tsv.
    pub(super) fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Is it for a spreadsheet?
    pub(super) fn excel(&self) -> bool {
        self.excel
    }

    /// Are Arabic cells of a table marked for a terminal?
    pub(super) fn bidi_marks(&self) -> bool {
        self.bidi_marks
    }
}
