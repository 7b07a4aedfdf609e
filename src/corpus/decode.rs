//! Bytes to UTF-8, in a stream.

use std::fs::File;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::{Document, Input, Problem, Severity};

/// How much of a file is looked at to know what it is.
pub const HEAD: usize = 8 << 10;

/// What the head of a file says.
#[derive(Clone, Copy, Debug)]
pub struct Recognised {
    /// Its encoding.
    pub encoding: &'static Encoding,
    /// The length of its byte order mark.
    pub mark: usize,
}

/// Recognises an encoding by the byte order mark, else as asked, else UTF-8.
#[must_use]
pub fn recognise(head: &[u8], asked: Option<&'static Encoding>) -> Recognised {
    match Encoding::for_bom(head) {
        Some((encoding, mark)) => Recognised { encoding, mark },
        None => Recognised { encoding: asked.unwrap_or(UTF_8), mark: 0 },
    }
}

/// Is this a binary file that a walk should pass over?
#[must_use]
pub fn is_binary(head: &[u8], document: &Document, input: &Input) -> bool {
    let wide = |e: &'static Encoding| e.name().starts_with("UTF-16");
    let head = &head[..head.len().min(HEAD)];
    !document.named && head.contains(&0) && !wide(recognise(head, input.encoding).encoding)
}

/// The problem of a binary file.
#[must_use]
pub fn binary(document: &Document) -> Problem {
    let what = "looks like a binary file: skipped; name it on the command line to read it";
    Problem::new(document.number, Severity::Skipped, &document.path, what)
}

/// Decodes what is no UTF-8; broken UTF-8 is left to whoever cuts the text.
pub struct Transcoder {
    decoder: Decoder,
    /// Replacement characters written so far.
    pub replacements: u64,
}

impl Transcoder {
    /// Nothing for UTF-8.
    #[must_use]
    pub fn new(encoding: &'static Encoding) -> Option<Self> {
        (encoding != UTF_8).then(|| Self { decoder: encoding.new_decoder_without_bom_handling(), replacements: 0 })
    }

    /// Appends the text of more bytes.
    pub fn push(&mut self, mut bytes: &[u8], last: bool, text: &mut Vec<u8>) {
        loop {
            let needed =
                self.decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 3 + 16);
            let start = text.len();
            text.resize(start + needed, 0);
            let (result, read, written) =
                self.decoder.decode_to_utf8_without_replacement(bytes, &mut text[start..], last);
            text.truncate(start + written);
            bytes = &bytes[read..];
            match result {
                DecoderResult::InputEmpty => return,
                DecoderResult::OutputFull => {}
                DecoderResult::Malformed(..) => {
                    self.replacements += 1;
                    text.extend_from_slice("\u{FFFD}".as_bytes());
                }
            }
        }
    }
}

/// A document's bytes as they come, decoded to UTF-8 where they are something else. The byte order mark is gone.
pub struct Source {
    reader: Box<dyn Read + Send>,
    head: Vec<u8>,
    transcoder: Option<Transcoder>,
    block: Vec<u8>,
    /// Bytes of the file read so far.
    pub bytes: u64,
    ended: bool,
}

impl Source {
    /// Opens a document and looks at its head.
    ///
    /// # Errors
    /// If it cannot be opened or read, or is a binary file met in a walk.
    pub fn open(document: &Document, input: &Input) -> Result<Self, Problem> {
        let io = |error| Problem::io(document.number, &document.path, &error);
        let mut reader: Box<dyn Read + Send> = if document.is_stdin() {
            Box::new(io::stdin())
        } else {
            let file = File::open(&document.path).map_err(io)?;
            if file.metadata().map_err(io)?.is_dir() {
                return Err(io(io::ErrorKind::IsADirectory.into()));
            }
            Box::new(file)
        };
        let mut head = Vec::new();
        // A mark has at most three bytes; more is read only where a binary file must be told apart.
        let wanted = if document.named { 3 } else { HEAD };
        while head.len() < wanted {
            let mut block = [0; HEAD];
            let read = retry(|| reader.read(&mut block)).map_err(io)?;
            if read == 0 {
                break;
            }
            head.extend_from_slice(&block[..read]);
        }
        if is_binary(&head, document, input) {
            return Err(binary(document));
        }
        let encoding = input.encoding;
        Ok(Self::new(reader, head, encoding))
    }

    /// From a reader of which `head` was read already: nothing, or at least a byte order mark.
    #[must_use]
    pub fn new(reader: Box<dyn Read + Send>, mut head: Vec<u8>, encoding: Option<&'static Encoding>) -> Self {
        let recognised = recognise(&head, encoding);
        let bytes = head.len() as u64;
        head.drain(..recognised.mark);
        let transcoder = Transcoder::new(recognised.encoding);
        Self { reader, head, transcoder, block: vec![0; 256 << 10], bytes, ended: false }
    }

    /// Appends what can be had without waiting for more; false at the end.
    ///
    /// # Errors
    /// If reading fails; what came before was appended.
    pub fn read(&mut self, text: &mut Vec<u8>) -> io::Result<bool> {
        let head = std::mem::take(&mut self.head);
        let new = if !head.is_empty() {
            &head
        } else if self.ended {
            return Ok(false);
        } else {
            let read = retry(|| self.reader.read(&mut self.block))?;
            self.bytes += read as u64;
            self.ended = read == 0;
            &self.block[..read]
        };
        match &mut self.transcoder {
            Some(transcoder) => transcoder.push(new, self.ended, text),
            None => text.extend_from_slice(new),
        }
        Ok(true)
    }

    /// Replacement characters that decoding put in.
    #[must_use]
    pub fn replacements(&self) -> u64 {
        self.transcoder.as_ref().map_or(0, |t| t.replacements)
    }
}

/// Tries again when a signal came between.
pub(super) fn retry<T>(mut act: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match act() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}
