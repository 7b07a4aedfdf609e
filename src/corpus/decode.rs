//! Bytes to UTF-8, in a stream.

use std::io::{self, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8};

use super::Input;
use super::readers::Cleaner;
use super::readers::clean::Clean;

/// Bytes that are read at a time: with what becomes of them they stay in the second cache.
const BLOCK: usize = 64 << 10;

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

/// Text as it comes: decompressed, decoded to UTF-8 where it is something else, cleaned, without a byte order mark.
pub struct Source {
    reader: Box<dyn Read + Send>,
    head: Vec<u8>,
    transcoder: Option<Transcoder>,
    encoding: &'static Encoding,
    cleaners: Vec<Box<dyn Cleaner>>,
    /// Decoded text that comes before all that is read.
    begun: Vec<u8>,
    /// How many entities were decoded.
    entities: Option<Arc<AtomicU64>>,
    block: Vec<u8>,
    /// Bytes read so far, before they were decoded.
    pub bytes: u64,
    ended: bool,
}

impl Source {
    /// From a reader of which `head` was read already: nothing, or at least a byte order mark.
    #[must_use]
    pub fn new(reader: Box<dyn Read + Send>, mut head: Vec<u8>, encoding: Option<&'static Encoding>) -> Self {
        let (encoding, mark) = Encoding::for_bom(&head).unwrap_or((encoding.unwrap_or(UTF_8), 0));
        let bytes = head.len() as u64;
        head.drain(..mark);
        let (transcoder, block) = (Transcoder::new(encoding), vec![0; BLOCK]);
        Self {
            reader,
            head,
            transcoder,
            encoding,
            cleaners: Vec::new(),
            begun: Vec::new(),
            entities: None,
            block,
            bytes,
            ended: false,
        }
    }

    /// With decoded text before all that is read.
    #[must_use]
    pub fn going_on(mut self, text: Vec<u8>) -> Self {
        self.begun = text;
        self
    }

    /// With the changes that the user asks for.
    #[must_use]
    pub fn changed(self, input: &Input) -> Self {
        match Clean::asked(input) {
            Some(clean) => {
                let this = Self { entities: Some(clean.count()), ..self };
                this.cleaned(clean)
            }
            None => self,
        }
    }

    /// Entities that were decoded.
    #[must_use]
    pub fn entities(&self) -> u64 {
        self.entities.as_ref().map_or(0, |entities| entities.load(Ordering::Relaxed))
    }

    /// With a change of its text more.
    #[must_use]
    pub fn cleaned(mut self, cleaner: impl Cleaner + 'static) -> Self {
        self.cleaners.push(Box::new(cleaner));
        self
    }

    /// The bytes as they are, where they are no text.
    pub fn into_bytes(self) -> impl Read {
        io::Cursor::new(self.head).chain(self.reader)
    }

    /// Appends what can be had without waiting for more; false at the end.
    ///
    /// # Errors
    /// If reading fails; what came before was appended.
    pub fn read(&mut self, text: &mut Vec<u8>) -> io::Result<bool> {
        if self.ended {
            return Ok(false);
        }
        let head = std::mem::take(&mut self.head);
        let (mut length, mut failed) = (head.len(), Ok(true));
        if head.is_empty() {
            length = retry(|| self.reader.read(&mut self.block)).unwrap_or_else(|error| {
                failed = Err(error);
                0
            });
            self.bytes += length as u64;
            self.ended = length == 0;
        }
        let new = if head.is_empty() { &self.block[..length] } else { &head };
        if self.transcoder.is_none() && self.cleaners.is_empty() && self.begun.is_empty() {
            text.extend_from_slice(new);
            return failed;
        }
        let mut changed = std::mem::take(&mut self.begun);
        changed.reserve(2 * length);
        match &mut self.transcoder {
            Some(transcoder) => transcoder.push(new, self.ended, &mut changed),
            None => changed.extend_from_slice(new),
        }
        for cleaner in &mut self.cleaners {
            let before = std::mem::take(&mut changed);
            cleaner.push(&before, self.ended, &mut changed);
        }
        text.append(&mut changed);
        failed
    }

    /// What it was decoded from.
    #[must_use]
    pub fn encoding(&self) -> &'static Encoding {
        self.encoding
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
