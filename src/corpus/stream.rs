//! A file as pieces and chunks in their order, whatever it is wrapped in.

use std::fs::File;
use std::io::{self, Read, Seek};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;

use super::archive::{self, Archive, Members};
use super::charset::{self, Charset, Guess};
use super::compression;
use super::decode::{Source, retry};
use super::format::{self, Content, Format, HEAD};
use super::piece::{Cutter, PADDING, Piece, no_text};
use super::readers::clean::Clean;
use super::readers::{Batch, Chunk, Cleaner, Opened, Reader, Record};
use super::walk::Walk;
use super::{Document, Input, Problem, Severity};

/// What comes next.
pub enum Step {
    /// A piece of a document, and its buffer.
    Piece(Piece, Vec<u8>),
    /// Some records.
    Records(Records),
    /// What could not be read.
    Problem(Problem),
}

/// Some records of a file, not parsed yet.
pub struct Records {
    file: Arc<Document>,
    given: bool,
    /// What it was decoded from.
    encoding: &'static Encoding,
    /// Is there nothing to clean?
    is_clean: bool,
    chunk: Chunk,
}

/// A file, and the members in it that are open.
pub struct Stream {
    input: Arc<Input>,
    levels: Vec<Level>,
    consumed: Arc<AtomicU64>,
    /// What of it was told.
    told: u64,
}

enum Level {
    Text(Box<Text>),
    Records { reader: Box<dyn Reader>, file: Arc<Document>, encoding: &'static Encoding },
    Members { members: Box<Members>, archive: Arc<Document>, next: u32 },
}

impl Stream {
    /// Opens a file or stdin, and looks at its head.
    ///
    /// # Errors
    /// If it cannot be opened or read, or should be passed over.
    pub fn open(document: &Arc<Document>, input: &Arc<Input>) -> Result<Self, Problem> {
        let io = |error| Problem::io(document.number, &document.path, &error);
        let reader: Box<dyn Read + Send> = match &input.stdin {
            _ if !document.is_stdin() => Box::new(open(document)?),
            Some(file) => {
                let mut file = file.try_clone().map_err(io)?;
                file.rewind().map_err(io)?;
                Box::new(file)
            }
            None => Box::new(io::stdin()),
        };
        Self::of(document, input, reader)
    }

    /// From what a file holds.
    ///
    /// # Errors
    /// If it cannot be read, or should be passed over.
    pub fn of(document: &Arc<Document>, input: &Arc<Input>, reader: Box<dyn Read + Send>) -> Result<Self, Problem> {
        let consumed = Arc::new(AtomicU64::new(0));
        let reader = Box::new(Counting { reader, bytes: Arc::clone(&consumed) });
        let mut this = Self { input: Arc::clone(input), levels: Vec::new(), consumed, told: 0 };
        this.enter(document, reader, document.size.is_some())?;
        Ok(this)
    }

    /// Opens what a file or a member holds. `is_file`: are these the bytes at the document's path?
    fn enter(
        &mut self,
        document: &Arc<Document>,
        mut reader: Box<dyn Read + Send>,
        mut is_file: bool,
    ) -> Result<(), Problem> {
        let io = |error| Problem::io(document.number, &document.path, &error);
        let wanted = self.input.head();
        // What comes from a pipe is not waited for longer than need be.
        let mut waits = document.size.is_some() || document.member > 0;
        let mut head = look(&mut reader, waits, wanted).map_err(io)?;
        if let Some(compression) = compression::of(&head) {
            let whole = Box::new(io::Cursor::new(head).chain(reader));
            reader = compression::decompress(compression, whole, self.input.limit).map_err(io)?;
            (is_file, waits) = (false, true);
            head = look(&mut reader, waits, wanted).map_err(io)?;
        }
        if archive::is_office(&head) {
            let what = "is a document of an office program or an e-book: skipped; save it as text";
            return Err(Problem::new(document.number, Severity::Skipped, &document.path, what));
        }
        if let Some(archive) = archive::of(&head) {
            let whole: Box<dyn Read + Send> = Box::new(io::Cursor::new(head).chain(reader));
            let members = match archive {
                Archive::Tar => Members::tar(whole),
                Archive::Zip if is_file => Members::zip(open(document)?, self.input.limit).map_err(io)?,
                Archive::Zip => Members::zip(self.input.spool(whole).map_err(io)?, self.input.limit).map_err(io)?,
            };
            let (members, archive) = (Box::new(members), Arc::clone(document));
            self.levels.push(Level::Members { members, archive, next: 1 });
            return Ok(());
        }
        let whole = waits && head.len() < wanted;
        let what = Recognised::of(&head, whole, document, &self.input)?;
        let source = Source::new(reader, head, Some(what.encoding));
        let (file, input) = (Arc::clone(document), Arc::clone(&self.input));
        match (what.format.open)(Opened { file, source, input, is_file })? {
            Content::Text(document, source, untold) if self.input.admits(&document) => {
                self.levels.push(Level::Text(Box::new(Text::new(document, *source, untold))));
            }
            Content::Text(..) => {}
            Content::Records(reader) => {
                let (file, encoding) = (Arc::clone(document), what.encoding);
                self.levels.push(Level::Records { reader, file, encoding });
            }
        }
        Ok(())
    }

    /// Opens the next member of the archive that is open; nothing if there is none.
    fn next_member(&mut self) -> Option<Result<(), Problem>> {
        let Some(Level::Members { members, archive, next }) = self.levels.last_mut() else { return None };
        let member = match members.next()? {
            Ok(member) => member,
            Err(error) => return Some(Err(Problem::io(archive.number, &archive.path, &error))),
        };
        let path = format!("{}!{}", archive.path.display(), member.name);
        // Within an archive within an archive, members are told apart by the outer one's place.
        let number = if archive.member == 0 { std::mem::replace(next, *next + 1) } else { archive.member };
        let document =
            Document { member: number, path: Path::new(&path).into(), named: false, size: None, ..(**archive).clone() };
        // An archive that was met in a walk was chosen whole.
        let is_wanted = !archive.named || self.input.globs.admit(Path::new(&member.name));
        if !is_wanted || !self.input.selection.may_admit(&document) {
            return Some(Ok(()));
        }
        Some(self.enter(&Arc::new(document), member.reader, false))
    }

    /// What comes next, about so long.
    pub fn next(&mut self, length: usize) -> Option<Step> {
        loop {
            match self.levels.last_mut()? {
                Level::Text(text) => {
                    if let Some(step) = text.next(length) {
                        return Some(self.input.without_lines(step));
                    }
                }
                Level::Records { reader, file, encoding } => {
                    let (file, given) = (Arc::clone(file), reader.is_cut());
                    let (encoding, is_clean) = (*encoding, given || reader.is_clean());
                    if let Some(chunk) = reader.next(length) {
                        return Some(Step::Records(Records { file, given, encoding, is_clean, chunk }));
                    }
                }
                Level::Members { .. } => match self.next_member() {
                    Some(Ok(())) => continue,
                    Some(Err(problem)) => return Some(Step::Problem(problem)),
                    None => {}
                },
            }
            self.levels.pop();
        }
    }

    /// Leaves the document that is being read.
    pub fn leave(&mut self) {
        self.levels.pop();
    }

    /// Bytes of the file that were read since this was last asked.
    pub fn consumed(&mut self) -> u64 {
        let all = self.consumed.load(Ordering::Relaxed);
        all - std::mem::replace(&mut self.told, all)
    }
}

/// Shows all pieces of all documents in corpus order, in steps of about so many bytes, and tells how many bytes of the files were
/// read.
pub fn each_piece<B>(
    input: &Arc<Input>,
    length: usize,
    mut consumed: impl FnMut(u64),
    mut see: impl FnMut(Result<(Piece, &[u8]), Problem>) -> ControlFlow<B>,
) -> ControlFlow<B> {
    let mut batch = Batch::default();
    for document in Walk::new((**input).clone()) {
        let mut stream = match document.and_then(|document| Stream::open(&Arc::new(document), input)) {
            Ok(stream) => stream,
            Err(problem) => {
                see(Err(problem))?;
                continue;
            }
        };
        loop {
            let step = stream.next(length);
            consumed(stream.consumed());
            match step {
                None => break,
                Some(Step::Problem(problem)) => see(Err(problem))?,
                Some(Step::Piece(piece, buffer)) => see(Ok((piece, &buffer)))?,
                Some(Step::Records(records)) => records.each(input, &mut batch, &mut see)?,
            }
        }
    }
    ControlFlow::Continue(())
}

/// Shows each document, with no more reading than it takes to know it. What cannot be read is passed over.
pub fn each_document(input: &Arc<Input>, mut see: impl FnMut(&Document)) {
    let mut batch = Batch::default();
    for document in Walk::new((**input).clone()).flatten() {
        let Ok(mut stream) = Stream::open(&Arc::new(document), input) else { continue };
        while let Some(step) = stream.next(input.step()) {
            match step {
                Step::Piece(piece, _) => {
                    see(&piece.document);
                    stream.leave();
                }
                Step::Records(records) => {
                    let _: ControlFlow<()> = records.each(input, &mut batch, |record| {
                        record.iter().for_each(|(piece, _)| see(&piece.document));
                        ControlFlow::Continue(())
                    });
                }
                Step::Problem(_) => {}
            }
        }
    }
}

/// What a file holds.
pub struct Recognised {
    /// Its format.
    pub format: &'static Format,
    /// Its encoding, if it is text.
    pub encoding: &'static Encoding,
    /// The length of its byte order mark.
    pub mark: usize,
}

impl Recognised {
    /// From its head, which is all if `whole`.
    ///
    /// # Errors
    /// If it is a binary file met in a walk, or its encoding is anyone's guess.
    pub fn of(head: &[u8], whole: bool, document: &Document, input: &Input) -> Result<Self, Problem> {
        let format = input.format.unwrap_or_else(|| format::of(head, &document.path));
        let charset = match (format.kind, input.charset) {
            (format::Kind::Binary, _) => Charset::Utf8,
            // A file that names its encoding is asked for it, unless the user has named one.
            (format::Kind::Named(_), Charset::Utf8) => Charset::Auto,
            (_, charset) => charset,
        };
        let hint = match format.kind {
            format::Kind::Named(hint) => hint(head),
            _ => None,
        };
        let Guess { encoding, mark, sure } = charset::guess(head, whole, charset, hint);
        let start = &head[..head.len().min(HEAD)];
        let is_text = format.is_plain();
        if is_text && !document.named && start.contains(&0) && !encoding.name().starts_with("UTF-16") {
            return Err(binary(document));
        }
        if !sure {
            let what = format!("its encoding is not certain ({}?): skipped; name its --encoding", encoding.name());
            return Err(Problem::new(document.number, Severity::Unreadable, &document.path, &what));
        }
        Ok(Self { format, encoding, mark })
    }

    /// Is it text that is cut as it stands?
    pub fn is_plain(&self, input: &Input) -> bool {
        self.format.is_plain() && !input.changes_text()
    }
}

fn binary(document: &Document) -> Problem {
    let what = "looks like a binary file: skipped; name it on the command line to read it";
    Problem::new(document.number, Severity::Skipped, &document.path, what)
}

/// Is it compressed, or an archive?
pub fn is_wrapped(head: &[u8]) -> bool {
    compression::of(head).is_some() || archive::of(head).is_some()
}

impl Input {
    fn without_lines(&self, step: Step) -> Step {
        match step {
            Step::Piece(piece, buffer) => match self.left_out.strip(&piece, &buffer) {
                Some((piece, buffer)) => Step::Piece(piece, buffer),
                None => Step::Piece(piece, buffer),
            },
            other => other,
        }
    }
}

/// Opens a file for reading.
///
/// # Errors
/// If it cannot be opened, or is a folder.
pub fn open(document: &Document) -> Result<File, Problem> {
    let io = |error| Problem::io(document.number, &document.path, &error);
    let file = File::open(&document.path).map_err(io)?;
    match file.metadata().map_err(io)?.is_dir() {
        true => Err(io(io::ErrorKind::IsADirectory.into())),
        false => Ok(file),
    }
}

/// Reads the head. Of what may be slow in coming no more is waited for than is needed to know what it is.
fn look(reader: &mut impl Read, waits: bool, wanted: usize) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    let mut block = [0; HEAD];
    while head.len() < wanted && (waits || format::is_undecided(&head)) {
        let read = retry(|| reader.read(&mut block))?;
        if read == 0 {
            break;
        }
        head.extend_from_slice(&block[..read]);
    }
    Ok(head)
}

/// Counts what is read.
struct Counting {
    reader: Box<dyn Read + Send>,
    bytes: Arc<AtomicU64>,
}

impl Read for Counting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(buffer)?;
        self.bytes.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// One document, in pieces.
struct Text {
    document: Arc<Document>,
    source: Source,
    cutter: Cutter,
    /// What earlier pieces have accounted for.
    bytes: u64,
    replacements: u64,
    entities: u64,
    /// Where the next piece begins in the text.
    position: u64,
    /// Is what comes no text, until there is white space?
    lost: bool,
    problem: Option<Problem>,
    ended: bool,
}

impl Text {
    /// Drops what is no text; true if there is text behind it, or nothing.
    fn find_text(&mut self, more: bool) -> bool {
        let rest = self.cutter.rest();
        let end = memchr::memchr3(b' ', b'\t', b'\n', rest).unwrap_or(rest.len());
        self.position += end as u64;
        self.lost = end == rest.len();
        self.cutter.drop(end);
        !self.lost || !more
    }

    fn new(document: Arc<Document>, source: Source, problem: Option<Problem>) -> Self {
        let cutter = Cutter::new(Arc::clone(&document), source.encoding());
        Self {
            document,
            source,
            cutter,
            bytes: 0,
            replacements: 0,
            entities: 0,
            position: 0,
            lost: false,
            problem,
            ended: false,
        }
    }

    /// The next piece. What fails ends the document: what was read of it counts.
    fn next(&mut self, length: usize) -> Option<Step> {
        loop {
            if self.ended {
                return self.problem.take().map(Step::Problem);
            }
            let more = self.source.read(self.cutter.rest()).unwrap_or_else(|error| {
                self.problem = Some(Problem::io(self.document.number, &self.document.path, &error));
                false
            });
            if more && self.cutter.rest().len() < length {
                continue;
            }
            if self.lost && !self.find_text(more) {
                continue;
            }
            let Some((mut piece, buffer)) = self.cutter.cut(!more) else {
                if self.cutter.is_no_text() {
                    self.lost = true;
                    return Some(Step::Problem(no_text(&self.document, self.position)));
                }
                continue;
            };
            self.position += piece.text.len() as u64;
            self.ended = piece.last;
            if piece.index == 0 && piece.text.is_empty() && self.problem.is_some() {
                continue;
            }
            piece.bytes = self.source.bytes - self.bytes;
            piece.replacements = self.source.replacements() - self.replacements;
            self.bytes = self.source.bytes;
            self.replacements = self.source.replacements();
            piece.entities = self.source.entities() - self.entities;
            self.entities = self.source.entities();
            return Some(Step::Piece(piece, buffer));
        }
    }
}

impl Records {
    /// Shows each document, whole, and then what could not be read.
    pub fn each<B>(
        self,
        input: &Input,
        batch: &mut Batch,
        mut see: impl FnMut(Result<(Piece, &[u8]), Problem>) -> ControlFlow<B>,
    ) -> ControlFlow<B> {
        batch.clear();
        (self.chunk)(batch);
        let Batch { text, records, problems } = batch;
        let mut changed = Vec::new();
        for record in records.drain(..) {
            let Record { number: record, id, fields, text: mut range, bytes, replacements } = record;
            let path = Arc::clone(&self.file.path);
            let document = Document { record, id, fields, path, ..*self.file };
            if !input.admits(&document) {
                continue;
            }
            let (mut buffer, mut entities) = (&*text, 0);
            if !self.is_clean
                && let Some(mut clean) = Clean::asked(input)
            {
                changed.clear();
                clean.push(&buffer[range], true, &mut changed);
                entities = clean.count().load(Ordering::Relaxed);
                range = 0..changed.len();
                changed.extend_from_slice(&PADDING);
                buffer = &changed;
            }
            let piece = Piece::whole(Arc::new(document), buffer, range);
            let (given, encoding) = (self.given, self.encoding);
            let piece = Piece { bytes, replacements, entities, given, encoding, ..piece };
            match input.left_out.strip(&piece, buffer) {
                Some((piece, buffer)) => see(Ok((piece, &buffer)))?,
                None => see(Ok((piece, buffer)))?,
            }
        }
        problems.drain(..).try_for_each(|problem| see(Err(problem)))
    }
}
