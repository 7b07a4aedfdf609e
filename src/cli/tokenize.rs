use std::io::{self, Write};
use std::path::PathBuf;

use clap::ValueEnum;

use super::Failure;
use super::options::{InputOptions, MannerOptions, WordOptions, target};
use super::run::Session;
use crate::engine::memory::Memory;
use crate::engine::tokens::{self, Token};
use crate::report::{Cells, Column, Format, Kind, Layout, LayoutError, Output, RowWriter};
use crate::text::Class;
use crate::text::segment::OCCURRENCES;

/// Text in, tokens out
///
/// By default one sentence a line with a space between tokens. As csv, tsv, jsonl or table: document, line, sentence, position,
/// token, class, byte_start, byte_end, a row a token. Lines and sentences (in the document) and positions (in the sentence;
/// punctuation has none) are counted from 1; bytes from 0, the end not included, in the decoded UTF-8 text without its byte
/// order mark. The token is what is counted: as the profile folds it, or its stem; one that counts as several words has a row
/// for each.
///
/// Example: kalim tokenize --format csv article.txt
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    words: WordOptions,
    /// Print only tokens of these classes: word, number, url, email, mention, hashtag, emoji, punctuation, symbol
    #[arg(long, value_name = "LIST", value_delimiter = ',', help_heading = "Counting")]
    classes: Vec<Class>,
    /// Write to FILE instead of standard output; the file is complete or not there at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    /// lines (a sentence a line), tokens (a token a line), csv, tsv, jsonl, or table
    #[arg(long, value_name = "FORMAT", default_value = "lines", help_heading = "Output")]
    format: Shape,
    /// Put this character between the cells of csv
    #[arg(long, value_name = "CHAR", help_heading = "Output")]
    delimiter: Option<char>,
    /// Write csv or tsv for Excel: a byte order mark, CRLF, and a ' before text that would run as a formula
    #[arg(long, help_heading = "Output")]
    excel: bool,
    #[command(flatten)]
    manners: MannerOptions,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    Lines,
    Tokens,
    Csv,
    Tsv,
    Jsonl,
    Table,
}

impl Args {
    /// The layout of a table of tokens, if it is one.
    fn layout(&self) -> Result<Option<Layout>, Failure> {
        let format = match self.format {
            Shape::Csv => Format::Csv,
            Shape::Tsv => Format::Tsv,
            Shape::Jsonl => Format::Jsonl,
            Shape::Table => Format::Table,
            Shape::Lines | Shape::Tokens if self.excel || self.delimiter.is_some() => {
                return Err(Failure::Usage("--excel and --delimiter are for --format csv".to_owned()));
            }
            Shape::Lines | Shape::Tokens => return Ok(None),
        };
        let layout = || -> Result<Layout, LayoutError> {
            let mut layout = Layout::new(format);
            if let Some(delimiter) = self.delimiter {
                layout = layout.with_delimiter(delimiter)?;
            }
            if self.excel { layout.for_excel() } else { Ok(layout) }
        };
        layout().map(Some).map_err(|e| Failure::Usage(e.to_string()))
    }

    fn wants(&self, class: Class) -> bool {
        self.classes.is_empty() || self.classes.contains(&class)
    }
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let layout = args.layout()?;
    let mut session = Session::new(args.input.resolve()?, args.input.how.strict, &args.manners, Memory::default());
    if args.words.reads_again() {
        session.spool_stdin()?;
    }
    let conflation = session.on_threads(|session| {
        session.leave_out(&args.words.profile()?)?;
        args.words.resolve(|profile| session.attested(profile, OCCURRENCES))
    })?;
    let output = session.open_stream(&target(args.output.as_deref()))?;
    let mut printer = match layout {
        Some(layout) => Printer::Rows(RowWriter::new(columns(), &layout, output)),
        None if args.format == Shape::Tokens => Printer::Tokens(output),
        None => Printer::Lines { output, last: None },
    };
    let visited = session.with_progress(|progress| {
        tokens::visit(session.input(), &conflation, session.strict(), progress, &mut |token| {
            if args.wants(token.class) { printer.print(token) } else { Ok(()) }
        })
    });
    let seen = match visited {
        Ok(seen) => seen,
        Err(error) => return Err(printer.failure(error)),
    };
    let code = session.judge(seen.documents, seen.replacements, &seen.problems)?;
    printer.finish()?;
    session.summarise(seen.documents, seen.bytes, None);
    Ok(code)
}

fn columns() -> Vec<Column> {
    [
        ("document", Kind::Text),
        ("line", Kind::Int),
        ("sentence", Kind::Int),
        ("position", Kind::Int),
        ("token", Kind::Arabic),
        ("class", Kind::Text),
        ("byte_start", Kind::Int),
        ("byte_end", Kind::Int),
    ]
    .map(|(name, kind)| Column::new(name, kind))
    .into()
}

enum Printer {
    /// With the document and the sentence of the last token.
    Lines {
        output: Output,
        last: Option<(u32, u64)>,
    },
    Tokens(Output),
    Rows(RowWriter<Output>),
}

impl Printer {
    fn print(&mut self, token: &Token<'_>) -> io::Result<()> {
        match self {
            Self::Lines { output, last } => {
                let sentence = (token.number, token.sentence);
                match last.replace(sentence) {
                    Some(last) if last == sentence => output.write_all(b" ")?,
                    Some(_) => output.write_all(b"\n")?,
                    None => {}
                }
                output.write_all(token.term.as_bytes())
            }
            Self::Tokens(output) => {
                output.write_all(token.term.as_bytes())?;
                output.write_all(b"\n")
            }
            Self::Rows(rows) => rows.row(|cells| {
                cells.text(token.document);
                cells.int(token.line);
                cells.int(token.sentence);
                match token.position {
                    Some(position) => cells.int(position),
                    None => cells.empty(),
                }
                cells.text(token.term);
                cells.text(token.class.name());
                cells.int(token.bytes.0);
                cells.int(token.bytes.1);
            }),
        }
    }

    fn finish(self) -> Result<(), Failure> {
        let output = match self {
            Self::Lines { mut output, last } => {
                if last.is_some() {
                    output.write_all(b"\n").map_err(|e| Failure::from(output.error(e)))?;
                }
                output
            }
            Self::Tokens(output) => output,
            Self::Rows(rows) => rows.finish().map_err(|e| Failure::Error(crate::report::output::reason(&e)))?,
        };
        Ok(output.finish()?)
    }

    fn failure(self, error: io::Error) -> Failure {
        match self {
            Self::Lines { output, .. } | Self::Tokens(output) => output.error(error).into(),
            Self::Rows(_) if error.kind() == io::ErrorKind::BrokenPipe => Failure::BrokenPipe,
            Self::Rows(_) => Failure::Error(crate::report::output::reason(&error)),
        }
    }
}
