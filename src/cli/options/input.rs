//! Where the text comes from, and how it is read.

use std::io::{IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use clap::builder::PossibleValuesParser;
use clap::{Args, ValueEnum};
use encoding_rs::Encoding;
use glob::Pattern;
use regex::bytes::Regex;

use crate::cli::Failure;
use crate::corpus::charset::Charset;
use crate::corpus::compression::Limit;
use crate::corpus::format::{FORMATS, Format, TEXT};
use crate::corpus::left_out::Repeats;
use crate::corpus::readers::split::Split;
use crate::corpus::selection::{Field, Metadata, Selection};
use crate::corpus::{Globs, Input, Layer, Records, STDIN};
use crate::report::output::reason;

/// Where the text comes from.
#[derive(Args, Clone)]
#[command(next_help_heading = "Input")]
pub struct InputOptions {
    /// Files, folders, or - for standard input
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    #[command(flatten)]
    pub how: InputHow,
}

/// How it is read.
#[derive(Args, Clone)]
#[command(next_help_heading = "Input")]
pub struct InputHow {
    /// Read more paths from FILE, one a line (- for standard input)
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,
    /// In folders, read only files that match GLOB, or with ! in front, that do not (may be repeated)
    ///
    /// A * stands for any letters, ? for one, [..] for one of these, {a,b} for either, ** for
    /// any folders. A pattern is matched with the name
    /// and with the path below the folder. Files named on
    /// the command line are always read; of an archive named there, the members that match.
    #[arg(long = "glob", value_name = "GLOB", allow_hyphen_values = true)]
    globs: Vec<String>,
    /// Follow symbolic links to folders
    #[arg(long)]
    follow: bool,
    /// The encoding of files that have no byte order mark, e.g. windows-1256; auto: guess it for each file [default: utf-8]
    ///
    /// With auto, a file whose encoding is not certain is told and left out, and stats shows what was taken for what.
    #[arg(long, value_name = "NAME", value_parser = charset)]
    encoding: Option<Charset>,
    /// The format of all files: text, openiti, jsonl, csv, tsv, parquet, conllu, html or wet [default: auto]
    ///
    /// auto tells OpenITI, HTML and WET by how a file begins, and the others by the end of its name; what is neither is text.
    /// Compressed files (gzip, bzip2, xz, zstd) and archives (zip, tar) are opened, whatever they are called.
    #[arg(long, value_name = "FORMAT", value_parser = format(), hide_possible_values = true)]
    input_format: Option<String>,
    /// The field of a record that holds its text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_field: String,
    /// The field of a record that holds its name; without one it is path:record
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_field: String,
    /// The column of CoNLL-U that is counted
    #[arg(long, value_name = "COLUMN", value_enum, default_value = "form")]
    layer: LayerName,
    /// Make documents of parts of a text: blank (paragraphs between blank lines), line, or what lies between lines that match a REGEX
    #[arg(long, value_name = "WHERE", value_parser = split)]
    split_on: Option<Split>,
    /// Join the lines of a paragraph, in text that was wrapped by hand: only a blank line ends it
    #[arg(long)]
    join_lines: bool,
    /// Decode the entities of scraped text, such as &nbsp; and &#1603;
    #[arg(long)]
    decode_entities: bool,
    /// Read only documents whose FIELD has this value, or none with FIELD= (may be repeated: all must hold)
    ///
    /// A field is one of a record, of an OpenITI header or of --metadata, path:N for the Nth part of the path, or document.
    #[arg(long = "where", value_name = "FIELD=VALUE", value_parser = condition)]
    conditions: Vec<(Field, Option<String>)>,
    /// A CSV with a column document (or that of --id-field) and further fields of the documents
    #[arg(long, value_name = "FILE")]
    metadata: Option<PathBuf>,
    /// Leave out what has the same tokens, as the profile folds them, as something before it: document, or line
    ///
    /// The first in the order of the corpus stays. The corpus is read twice; stats says how many were left out.
    #[arg(long, value_name = "WHAT")]
    dedup: Option<DedupName>,
    /// Leave out lines with the tokens of a line in FILE: a report of kalim boilerplate, or plain lines
    #[arg(long, value_name = "FILE")]
    exclude_lines: Option<PathBuf>,
    /// Take a file that becomes more than N times as large for a bomb, once it passes 256 MiB; 0: never
    #[arg(long, value_name = "N", default_value_t = 500)]
    max_ratio: u64,
    /// Stop at the first file that cannot be read, and write nothing
    #[arg(long)]
    pub strict: bool,
}

/// Groups of documents.
#[derive(Args, Clone)]
pub struct GroupOptions {
    /// Split the report by what documents have in FIELD: a column more, the first, and ranks restart in each group
    ///
    /// A field is one of a record, of an OpenITI header or of --metadata, path:N for the Nth part of the path, or document.
    /// Groups come in code point order. The documents are looked at twice, so not from standard input.
    #[arg(long, value_name = "FIELD", help_heading = "Counting")]
    pub by: Option<Field>,
}

#[derive(Clone, Copy, ValueEnum)]
enum LayerName {
    Form,
    Lemma,
    Upos,
}

#[derive(Clone, Copy, ValueEnum)]
enum DedupName {
    Document,
    Line,
}

fn charset(name: &str) -> Result<Charset, String> {
    if name == "auto" {
        return Ok(Charset::Auto);
    }
    Encoding::for_label(name.as_bytes()).map(Charset::Named).ok_or_else(|| {
        "no such encoding; usual ones are utf-8, windows-1256, iso-8859-6, utf-16le, utf-16be, or auto".to_owned()
    })
}

fn format() -> PossibleValuesParser {
    PossibleValuesParser::new(FORMATS.iter().map(|format| format.name).chain(["text", "auto"]))
}

fn split(text: &str) -> Result<Split, String> {
    match text {
        "blank" => Ok(Split::Blank),
        "line" => Ok(Split::Line),
        regex => Regex::new(regex).map(Split::Regex).map_err(|e| format!("is no regular expression: {e}")),
    }
}

fn condition(text: &str) -> Result<(Field, Option<String>), String> {
    let (field, value) = text.split_once('=').ok_or("write FIELD=VALUE, e.g. path:1=news")?;
    Ok((field.parse()?, (!value.is_empty()).then(|| value.to_owned())))
}

impl InputOptions {
    /// What to read.
    pub fn resolve(&self) -> Result<Input, Failure> {
        self.how.resolve(&self.paths, None)
    }
}

impl InputHow {
    /// The same for a corpus that the list of paths is not about.
    pub fn without_list(&self) -> Self {
        Self { files_from: None, ..self.clone() }
    }

    /// What to read, with these paths; groups are told apart by a field.
    pub fn resolve(&self, paths: &[PathBuf], by: Option<&Field>) -> Result<Input, Failure> {
        let mut paths = paths.to_vec();
        for _ in paths.iter().filter(|path| *path == Path::new(STDIN)) {
            take_stdin()?;
        }
        if let Some(list) = &self.files_from {
            let bytes = read(list)?;
            let lines = bytes.split(|&b| b == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
            let listed: Vec<PathBuf> = lines.filter(|line| !line.is_empty()).map(path).collect();
            let none = listed.is_empty();
            paths.extend(listed);
            if none {
                return Err(Failure::Error(format!("{}: names no file: write one path a line", list.display())));
            }
        } else if paths.is_empty() {
            if std::io::stdin().is_terminal() {
                return Err(Failure::Usage(
                    "nothing to read: name a file or a folder, or pipe text in (kalim COMMAND --help shows how)"
                        .to_owned(),
                ));
            }
            take_stdin()?;
            paths.push(STDIN.into());
        }
        let layer = match self.layer {
            LayerName::Form => Layer::Form,
            LayerName::Lemma => Layer::Lemma,
            LayerName::Upos => Layer::Upos,
        };
        let selection = Selection { conditions: self.conditions.clone(), metadata: Arc::new(self.metadata()?) };
        let fields = selection.named().map(str::to_owned).chain(by.and_then(Field::name).map(str::to_owned)).collect();
        let asked = |format: &&&Format| Some(format.name) == self.input_format.as_deref();
        Ok(Input {
            paths,
            follow: self.follow,
            globs: self.globs()?,
            charset: self.encoding.unwrap_or(Charset::Utf8),
            limit: Limit { ratio: self.max_ratio },
            format: FORMATS.iter().chain([&TEXT]).find(asked).copied(),
            split: self.split_on.clone(),
            join_lines: self.join_lines,
            decode_entities: self.decode_entities,
            records: Records { text: self.text_field.clone(), id: self.id_field.clone(), fields, layer },
            selection,
            excluded: self.excluded()?,
            repeats: self.dedup.map(|what| match what {
                DedupName::Document => Repeats::Documents,
                DedupName::Line => Repeats::Lines,
            }),
            ..Input::default()
        })
    }

    /// The lines that are left out.
    fn excluded(&self) -> Result<Vec<String>, Failure> {
        let Some(path) = &self.exclude_lines else { return Ok(Vec::new()) };
        let fail = |what: &str| Failure::Error(format!("{}: {what}", path.display()));
        let text = String::from_utf8(read(path)?).map_err(|_| fail("is no UTF-8: save the list as UTF-8"))?;
        let text = text.strip_prefix('\u{FEFF}').unwrap_or(&text);
        let mut rows = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let column = rows.headers().ok().and_then(|headers| headers.iter().position(|header| header == "line"));
        let Some(column) = column else { return Ok(text.lines().map(str::to_owned).collect()) };
        let cell = |row: csv::Result<csv::StringRecord>| match row {
            Ok(row) => Ok(row.get(column).unwrap_or_default().to_owned()),
            Err(error) => Err(fail(&format!("{error}: repair the row"))),
        };
        rows.records().map(cell).collect()
    }

    /// The table of what is known of documents.
    fn metadata(&self) -> Result<Metadata, Failure> {
        let Some(path) = &self.metadata else { return Ok(Metadata::default()) };
        let name = path.display();
        let fail = |what: String| Failure::Error(format!("{name}: {what}"));
        let bytes = read(path)?;
        let mut rows = csv::Reader::from_reader(bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&bytes));
        let columns: Vec<String> = match rows.headers() {
            Ok(headers) => headers.iter().map(str::to_owned).collect(),
            Err(e) => return Err(fail(format!("is no CSV in UTF-8 ({e}): save it as one"))),
        };
        let place = ["document", &self.id_field].iter().find_map(|id| columns.iter().position(|c| c == id));
        let Some(place) = place else {
            return Err(fail(format!("has no column document or {}: it has {}", self.id_field, columns.join(", "))));
        };
        let mut metadata = Metadata { columns, ..Metadata::default() };
        for row in rows.records() {
            let row = row.map_err(|e| fail(format!("{e}: repair the row")))?;
            let values: Vec<String> = row.iter().map(str::to_owned).collect();
            let document = values[place].clone();
            if metadata.rows.insert(document.clone(), values).is_some() {
                return Err(fail(format!("has the document {document} twice: leave one of the rows out")));
            }
        }
        Ok(metadata)
    }

    fn globs(&self) -> Result<Globs, Failure> {
        let (never, only): (Vec<&str>, Vec<&str>) =
            self.globs.iter().map(String::as_str).partition(|g| g.starts_with('!'));
        let never: Vec<&str> = never.iter().map(|g| &g[1..]).collect();
        Ok(Globs { only: patterns(&only)?, never: patterns(&never)? })
    }
}

fn patterns(globs: &[&str]) -> Result<Vec<Pattern>, Failure> {
    let pattern = |glob: String| match Pattern::new(&glob) {
        _ if glob.is_empty() => {
            Err(Failure::Usage("--glob: an empty pattern matches nothing: write e.g. '*.txt'".to_owned()))
        }
        Ok(pattern) => Ok(pattern),
        Err(e) => Err(Failure::Usage(format!("--glob {glob}: {}", e.msg))),
    };
    globs.iter().flat_map(|glob| alternatives(glob)).map(pattern).collect()
}

/// A pattern for each choice of `{a,b}` in it.
fn alternatives(glob: &str) -> Vec<String> {
    let Some((before, rest)) = glob.split_once('{') else { return vec![glob.to_owned()] };
    let (mut depth, mut start, mut choices) = (0usize, 0, Vec::new());
    for (i, c) in rest.char_indices() {
        match c {
            ',' if depth == 0 => {
                choices.push(&rest[start..i]);
                start = i + 1;
            }
            '{' => depth += 1,
            '}' if depth == 0 => {
                choices.push(&rest[start..i]);
                let after = &rest[i + 1..];
                return choices.iter().flat_map(|choice| alternatives(&format!("{before}{choice}{after}"))).collect();
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    vec![glob.to_owned()]
}

/// Standard input can be read only once, whatever for.
fn take_stdin() -> Result<(), Failure> {
    static TAKEN: AtomicBool = AtomicBool::new(false);
    if TAKEN.swap(true, Ordering::Relaxed) {
        return Err(Failure::Usage(
            "standard input can be read only once: give - once, and files otherwise".to_owned(),
        ));
    }
    Ok(())
}

/// The bytes of a small file that the command line names, or of stdin.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let result = if path == Path::new(STDIN) {
        take_stdin()?;
        std::io::stdin().read_to_end(&mut bytes).map(|_| bytes)
    } else {
        std::fs::read(path)
    };
    result.map_err(|e| Failure::Error(format!("{}: {}: check the path", path.display(), reason(&e))))
}

/// A table that the command line names, or standard input, with what it is called in messages.
pub fn read_from(file: Option<&Path>) -> Result<(String, Box<dyn Read>), Failure> {
    match file.filter(|&path| path != Path::new(STDIN)) {
        Some(path) => {
            let name = path.display().to_string();
            let opened = std::fs::File::open(path);
            let source = opened.map_err(|e| Failure::Error(format!("{name}: {}: check the path", reason(&e))))?;
            Ok((name, Box::new(source)))
        }
        None if file.is_none() && std::io::stdin().is_terminal() => Err(Failure::Usage(
            "nothing to read: name a table, or pipe one in (kalim COMMAND --help shows how)".to_owned(),
        )),
        None => Ok(("standard input".to_owned(), Box::new(std::io::stdin()))),
    }
}

/// A path as it stands in a list.
#[cfg(unix)]
fn path(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    std::ffi::OsStr::from_bytes(bytes).into()
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> PathBuf {
    String::from_utf8_lossy(bytes).into_owned().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn braces_are_alternatives() {
        assert_eq!(alternatives("{a,b{c,d}}.{txt,md}"), ["a.txt", "a.md", "bc.txt", "bc.md", "bd.txt", "bd.md"]);
        assert_eq!(alternatives("a{b"), ["a{b"]);
    }
}
