//! Compressed files: known by their first bytes, decompressed as a stream.
//!
//! One loop drives all codecs by their lowest interface, so that they agree: streams that follow each other are one text, zeros
//! behind a stream are padding, and whatever could be decoded is handed out before an error is.

use std::io::{self, ErrorKind, Read};

use bzip2::Decompress as Bunzip;
use flate2::{Decompress as Inflate, FlushDecompress};
use liblzma::stream::{Action, Stream as Unxz};
use zstd::stream::raw::{DParameter, Decoder as Unzstd, InBuffer, Operation, OutBuffer};

use super::decode::retry;

/// How much may come out of a stream before its ratio is looked at.
pub const UNSUSPICIOUS: u64 = 256 << 20;
/// How many compressed bytes are read at a time.
const BLOCK: usize = 256 << 10;
/// As many bytes as `of` looks at.
const MAGIC: usize = 10;
/// The binary logarithm of the longest zstd window that is taken: all that the format's own tool can be made to write.
const ZSTD_WINDOW: u32 = 31;

/// A way to compress.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Compression {
    /// .gz, also of several members.
    Gzip,
    /// .bz2, also of several streams.
    Bzip2,
    /// .xz, also of several streams.
    Xz,
    /// .zst, also of several frames.
    Zstd,
}

impl Compression {
    /// Its name in messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Bzip2 => "bzip2",
            Self::Xz => "xz",
            Self::Zstd => "zstd",
        }
    }
}

/// How a file that begins so is compressed, if it is.
#[must_use]
pub fn of(head: &[u8]) -> Option<Compression> {
    match *head {
        [0x1F, 0x8B, 8, ..] => Some(Compression::Gzip),
        [b'B', b'Z', b'h', b'1'..=b'9', ref block @ ..] if begins_bzip2(block) => Some(Compression::Bzip2),
        [0xFD, b'7', b'z', b'X', b'Z', 0, ..] => Some(Compression::Xz),
        // The second is a frame to skip, which tools put before or behind the text.
        [0x28, 0xB5, 0x2F, 0xFD, ..] | [0x50..=0x5F, 0x2A, 0x4D, 0x18, ..] => Some(Compression::Zstd),
        _ => None,
    }
}

/// The first block is pi, that of an empty stream is the root of pi.
fn begins_bzip2(block: &[u8]) -> bool {
    let pi = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
    let root = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90];
    block.starts_with(&pi) || block.starts_with(&root)
}

/// What is compressed so well that it is probably a bomb.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Limit {
    /// How many bytes may come out for one that goes in; 0 for any number.
    pub ratio: u64,
}

impl Default for Limit {
    fn default() -> Self {
        Self { ratio: 500 }
    }
}

impl Limit {
    fn is_passed(self, taken: u64, given: u64) -> bool {
        self.ratio > 0 && given > UNSUSPICIOUS && given / self.ratio > taken
    }
}

/// Was reading stopped by the limit?
#[must_use]
pub fn is_bomb(error: &io::Error) -> bool {
    error.kind() == ErrorKind::FileTooLarge
}

/// Decompresses a reader of which nothing was taken yet.
///
/// # Errors
/// If the decompressor has no memory to begin with. What is wrong with the stream is an error of the reader, after all that
/// could be decoded: of kind `UnexpectedEof` if it ends too early, `InvalidData` if it is corrupt or something else follows,
/// `FileTooLarge` if it goes past the limit.
pub fn decompress(kind: Compression, reader: Box<dyn Read + Send>, limit: Limit) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(Expander::new(Form::Streams(kind), reader, limit)?))
}

/// Decompresses deflate without any header, as it is in zip archives.
///
/// # Errors
/// As `decompress`.
pub(super) fn inflate(reader: Box<dyn Read + Send>, limit: Limit) -> io::Result<Box<dyn Read + Send>> {
    Ok(Box::new(Expander::new(Form::Deflate, reader, limit)?))
}

/// What the bytes are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Streams with headers, one behind the other.
    Streams(Compression),
    /// One stream without a header.
    Deflate,
}

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Streams(kind) => kind.name(),
            Self::Deflate => "deflate",
        }
    }

    fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Streams(kind) => of(bytes) == Some(kind),
            Self::Deflate => true,
        }
    }

    fn codec(self) -> io::Result<Codec> {
        Ok(match self {
            Self::Streams(Compression::Gzip) => Codec::Zlib(Inflate::new_gzip(15)),
            Self::Streams(Compression::Bzip2) => Codec::Bzip2(Bunzip::new(false)),
            Self::Streams(Compression::Xz) => Codec::Xz(Unxz::new_stream_decoder(u64::MAX, 0)?),
            Self::Streams(Compression::Zstd) => {
                let mut decoder = Unzstd::new()?;
                decoder.set_parameter(DParameter::WindowLogMax(ZSTD_WINDOW))?;
                Codec::Zstd(decoder)
            }
            Self::Deflate => Codec::Zlib(Inflate::new(false)),
        })
    }
}

/// A decompressor in the middle of a stream.
enum Codec {
    Zlib(Inflate),
    Bzip2(Bunzip),
    Xz(Unxz),
    Zstd(Unzstd<'static>),
}

/// What a decompressor did.
struct Step {
    taken: usize,
    given: usize,
    /// Is the stream at its end? Or what is wrong with it.
    ended: Result<bool, String>,
}

impl Codec {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Step {
        let before = self.totals();
        let ended = match self {
            Self::Zlib(codec) => codec
                .decompress(input, output, FlushDecompress::None)
                .map(|status| status == flate2::Status::StreamEnd)
                .map_err(|error| error.message().unwrap_or("bad data").to_owned()),
            Self::Bzip2(codec) => match codec.decompress(input, output) {
                Ok(bzip2::Status::MemNeeded) => Err("no memory".to_owned()),
                Ok(status) => Ok(status == bzip2::Status::StreamEnd),
                Err(error) => Err(error.to_string()),
            },
            Self::Xz(codec) => codec
                .process(input, output, Action::Run)
                .map(|status| status == liblzma::stream::Status::StreamEnd)
                .map_err(|error| error.to_string()),
            Self::Zstd(codec) => {
                let (mut input, mut output) = (InBuffer::around(input), OutBuffer::around(output));
                let left = codec.run(&mut input, &mut output);
                let ended = left.map(|left| left == 0).map_err(|error| error.to_string());
                return Step { taken: input.pos(), given: output.pos(), ended };
            }
        };
        let after = self.totals();
        let [taken, given] = [0, 1].map(|i| usize::try_from(after[i] - before[i]).expect("no more than a buffer"));
        Step { taken, given, ended }
    }

    /// Bytes taken and given in all, of those that count them.
    fn totals(&self) -> [u64; 2] {
        match self {
            Self::Zlib(codec) => [codec.total_in(), codec.total_out()],
            Self::Bzip2(codec) => [codec.total_in(), codec.total_out()],
            Self::Xz(codec) => [codec.total_in(), codec.total_out()],
            Self::Zstd(_) => [0, 0],
        }
    }
}

/// Where in the file the next byte is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Before the first stream.
    Start,
    /// In a stream.
    Inside,
    /// Behind a stream, perhaps before another.
    Behind,
    /// At the end, or behind an error.
    End,
}

/// A reader that decompresses.
struct Expander {
    form: Form,
    limit: Limit,
    reader: Box<dyn Read + Send>,
    codec: Codec,
    place: Place,
    /// Compressed bytes: those from `at` on wait to be taken.
    block: Vec<u8>,
    at: usize,
    drained: bool,
    /// What is handed out at the next call, behind the bytes that came before it.
    failure: Option<io::Error>,
    taken: u64,
    given: u64,
}

impl Expander {
    fn new(form: Form, reader: Box<dyn Read + Send>, limit: Limit) -> io::Result<Self> {
        Ok(Self {
            form,
            limit,
            reader,
            codec: form.codec()?,
            place: Place::Start,
            block: Vec::new(),
            at: 0,
            drained: false,
            failure: None,
            taken: 0,
            given: 0,
        })
    }

    fn waiting(&self) -> &[u8] {
        &self.block[self.at..]
    }

    /// Reads until so many bytes wait, or all that are left.
    fn wait_for(&mut self, wanted: usize) -> io::Result<()> {
        while self.waiting().len() < wanted && !self.drained {
            self.block.drain(..self.at);
            self.at = 0;
            let old = self.block.len();
            self.block.resize(old + BLOCK, 0);
            let read = retry(|| self.reader.read(&mut self.block[old..]));
            self.block.truncate(old + *read.as_ref().unwrap_or(&0));
            self.drained = read? == 0;
        }
        Ok(())
    }

    /// Goes on: how many bytes were put out, and what went wrong behind them.
    fn step(&mut self, output: &mut [u8]) -> (usize, Option<io::Error>) {
        match self.place {
            Place::Start | Place::Behind => (0, self.begin().err()),
            Place::Inside => self.decode(output).unwrap_or_else(|error| (0, Some(error))),
            Place::End => (0, None),
        }
    }

    /// Finds the next stream.
    fn begin(&mut self) -> io::Result<()> {
        self.wait_for(MAGIC)?;
        let behind = self.place == Place::Behind;
        while behind && self.waiting().first() == Some(&0) {
            self.at += 1;
            self.wait_for(MAGIC)?;
        }
        if behind && (self.waiting().is_empty() || self.form == Form::Deflate) {
            self.place = Place::End;
            return Ok(());
        }
        if !self.form.begins(self.waiting()) {
            return Err(self.strange(behind));
        }
        if behind {
            self.codec = self.form.codec()?;
        }
        self.place = Place::Inside;
        Ok(())
    }

    fn decode(&mut self, output: &mut [u8]) -> io::Result<(usize, Option<io::Error>)> {
        self.wait_for(1)?;
        let step = self.codec.step(&self.block[self.at..], output);
        self.at += step.taken;
        self.taken += step.taken as u64;
        self.given += step.given as u64;
        let stuck = step.taken == 0 && step.given == 0;
        let failure = match step.ended {
            Err(what) => Some(self.corrupt(&what)),
            Ok(true) => {
                self.place = Place::Behind;
                None
            }
            Ok(false) if stuck && self.waiting().is_empty() => Some(self.cut_off()),
            Ok(false) if stuck => Some(self.corrupt("it does not go on")),
            Ok(false) => None,
        };
        let bomb = || self.limit.is_passed(self.taken, self.given).then(|| self.bomb());
        let failure = failure.or_else(bomb);
        Ok((step.given, failure))
    }

    fn bomb(&self) -> io::Error {
        let ratio = self.limit.ratio;
        let text = format!("expands more than {ratio} times: raise --max-ratio if that is meant");
        io::Error::new(ErrorKind::FileTooLarge, text)
    }

    fn cut_off(&self) -> io::Error {
        let text =
            format!("the {} stream ends too early: get the whole file, what there is was read", self.form.name());
        io::Error::new(ErrorKind::UnexpectedEof, text)
    }

    fn corrupt(&self, what: &str) -> io::Error {
        let name = self.form.name();
        let text = format!("the {name} stream is corrupt ({what}): get a sound copy, what came before was read");
        io::Error::new(ErrorKind::InvalidData, text)
    }

    fn strange(&self, behind: bool) -> io::Error {
        let name = self.form.name();
        let text = if behind {
            format!("something else follows the {name} stream: cut it off, what came before was read")
        } else {
            format!("is no {name} stream")
        };
        io::Error::new(ErrorKind::InvalidData, text)
    }
}

impl Read for Expander {
    fn read(&mut self, output: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(error) = self.failure.take() {
                self.place = Place::End;
                return Err(error);
            }
            if self.place == Place::End || output.is_empty() {
                return Ok(0);
            }
            let (given, failure) = self.step(output);
            self.failure = failure;
            if given > 0 {
                return Ok(given);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::{Cursor, Write};

    use super::*;

    const ALL: [Compression; 4] = [Compression::Gzip, Compression::Bzip2, Compression::Xz, Compression::Zstd];

    pub(crate) fn compress(kind: Compression, text: &[u8]) -> Vec<u8> {
        let mut packed = Vec::new();
        match kind {
            Compression::Gzip => {
                let mut encoder = flate2::write::GzEncoder::new(&mut packed, flate2::Compression::default());
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap();
            }
            Compression::Bzip2 => {
                let mut encoder = bzip2::write::BzEncoder::new(&mut packed, bzip2::Compression::fast());
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap();
            }
            Compression::Xz => {
                let mut encoder = liblzma::write::XzEncoder::new(&mut packed, 1);
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap();
            }
            Compression::Zstd => {
                // With a checksum, so that every flipped bit shows.
                let mut encoder = zstd::Encoder::new(&mut packed, 1).unwrap();
                encoder.include_checksum(true).unwrap();
                encoder.write_all(text).unwrap();
                encoder.finish().unwrap();
            }
        }
        packed
    }

    /// Lines that differ, so that no codec makes nothing of them.
    fn text(lines: u32) -> Vec<u8> {
        let line = |i: u32| format!("{} سطر رقم {i}\n", i.wrapping_mul(2_654_435_761));
        (0..lines).map(line).collect::<String>().into_bytes()
    }

    /// A reader that gives little at a time, as a pipe may.
    struct Drops(Cursor<Vec<u8>>, usize);

    impl Read for Drops {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let length = buffer.len().min(self.1);
            self.0.read(&mut buffer[..length])
        }
    }

    fn expand(kind: Compression, packed: Vec<u8>, drop: usize) -> (Vec<u8>, Option<io::Error>) {
        let reader = Box::new(Drops(Cursor::new(packed), drop));
        let mut text = Vec::new();
        let result = decompress(kind, reader, Limit::default()).unwrap().read_to_end(&mut text);
        (text, result.err())
    }

    #[test]
    fn whole_streams_are_known_and_read_however_they_arrive() {
        for kind in ALL {
            for text in [Vec::new(), b"x".to_vec(), text(3000)] {
                let packed = compress(kind, &text);
                assert_eq!(of(&packed), Some(kind));
                for drop in [1, 7, usize::MAX] {
                    let (read, error) = expand(kind, packed.clone(), drop);
                    assert!(error.is_none(), "{kind:?}: {error:?}");
                    assert!(read == text, "{kind:?} by {drop}");
                }
            }
        }
    }

    #[test]
    fn streams_behind_each_other_are_one_text_and_zeros_are_padding() {
        for kind in ALL {
            let mut packed = compress(kind, b"one ");
            packed.extend(compress(kind, b""));
            packed.extend(compress(kind, b"two"));
            packed.extend([0; 1024]);
            for drop in [1, usize::MAX] {
                let (read, error) = expand(kind, packed.clone(), drop);
                assert!(error.is_none(), "{kind:?}: {error:?}");
                assert_eq!(read, b"one two");
            }
        }
    }

    #[test]
    fn frames_to_skip_are_skipped() {
        let skip = [&[0x53, 0x2A, 0x4D, 0x18, 3, 0, 0, 0][..], b"abc"].concat();
        let packed = [skip.clone(), compress(Compression::Zstd, b"text"), skip].concat();
        assert_eq!(of(&packed), Some(Compression::Zstd));
        let (read, error) = expand(Compression::Zstd, packed, 1);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(read, b"text");
    }

    #[test]
    fn windows_as_long_as_can_be_are_read() {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        encoder.set_parameter(zstd::zstd_safe::CParameter::WindowLog(31)).unwrap();
        encoder.write_all(b"text").unwrap();
        let (read, error) = expand(Compression::Zstd, encoder.finish().unwrap(), usize::MAX);
        assert!(error.is_none(), "{error:?}");
        assert_eq!(read, b"text");
    }

    #[test]
    fn what_is_cut_off_is_read_as_far_as_it_goes() {
        let text = text(200_000);
        for kind in ALL {
            let packed = compress(kind, &text);
            let (read, error) = expand(kind, packed[..packed.len() * 3 / 4].to_vec(), 4096);
            assert!(text.starts_with(&read));
            assert!(read.len() > text.len() / 3, "{kind:?}: {} of {}", read.len(), text.len());
            let error = error.unwrap();
            assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
            assert!(error.to_string().starts_with(&format!("the {} stream ends too early: ", kind.name())));
            // Without its last byte: all is read, and told.
            let (read, error) = expand(kind, packed[..packed.len() - 1].to_vec(), usize::MAX);
            assert!(read == text, "{kind:?}");
            assert_eq!(error.unwrap().kind(), ErrorKind::UnexpectedEof);
        }
    }

    #[test]
    fn what_is_corrupt_is_told_behind_what_came_before() {
        let text = text(200_000);
        for kind in ALL {
            let mut packed = compress(kind, &text);
            let middle = packed.len() * 3 / 4;
            packed[middle..middle + 8].iter_mut().for_each(|b| *b = !*b);
            let (read, error) = expand(kind, packed, usize::MAX);
            assert!(read.len() > text.len() / 3, "{kind:?}: {} of {}", read.len(), text.len());
            let error = error.unwrap();
            assert_eq!(error.kind(), ErrorKind::InvalidData, "{kind:?}: {error}");
            assert!(error.to_string().contains("is corrupt ("), "{error}");
        }
    }

    #[test]
    fn garbage_behind_a_stream_is_told() {
        for kind in ALL {
            for garbage in [&b"garbage and more of it"[..], b"\0\0g", &[0x1F]] {
                let mut packed = compress(kind, b"text");
                packed.extend(garbage);
                let (read, error) = expand(kind, packed, usize::MAX);
                assert_eq!(read, b"text");
                let error = error.unwrap();
                assert_eq!(error.kind(), ErrorKind::InvalidData);
                assert!(error.to_string().starts_with("something else follows the "), "{error}");
            }
        }
    }

    #[test]
    fn an_error_is_told_once_and_then_the_end() {
        let mut packed = compress(Compression::Gzip, b"text");
        packed.extend(b"garbage");
        let mut reader = decompress(Compression::Gzip, Box::new(Cursor::new(packed)), Limit::default()).unwrap();
        assert!(reader.read_to_end(&mut Vec::new()).is_err());
        assert_eq!(reader.read(&mut [0; 8]).unwrap(), 0);
    }

    fn read_all(packed: Vec<u8>, limit: Limit) -> (u64, Option<io::Error>) {
        let mut reader = decompress(Compression::Zstd, Box::new(Cursor::new(packed)), limit).unwrap();
        let mut buffer = vec![0; 1 << 20];
        let mut length = 0;
        loop {
            match reader.read(&mut buffer) {
                Ok(0) => return (length, None),
                Ok(read) => length += read as u64,
                Err(error) => return (length, Some(error)),
            }
        }
    }

    #[test]
    fn a_bomb_is_bounded_unless_it_is_meant() {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).unwrap();
        let zeros = vec![0; 1 << 20];
        (0..300).for_each(|_| encoder.write_all(&zeros).unwrap());
        let bomb = encoder.finish().unwrap();
        let (length, error) = read_all(bomb.clone(), Limit::default());
        assert!((UNSUSPICIOUS..UNSUSPICIOUS + (2 << 20)).contains(&length));
        let error = error.unwrap();
        assert!(is_bomb(&error));
        assert_eq!(error.to_string(), "expands more than 500 times: raise --max-ratio if that is meant");
        let (length, error) = read_all(bomb, Limit { ratio: 0 });
        assert_eq!((length, error.is_none()), (300 << 20, true));
    }

    #[test]
    fn text_that_begins_alike_is_not_compressed() {
        for head in [&b"BZh9 is a head"[..], b"BZh", b"\x1F\x8B", b"(\xB5", b"", b"7zXZ"] {
            assert_eq!(of(head), None);
        }
    }
}
