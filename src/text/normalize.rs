//! The `normalize` filter: bytes in, bytes out, a block at a time.
//!
//! ASCII, the two-byte letters of the Arabic blocks, Latin-1, dashes and quotation marks are looked up in a table of 704 slots, as many at
//! a time as the processor can. What the table does not know is taken one code point at a time from the pages of the [`Profile`]; where even those
//! ask for context, the stretch between two safe cuts takes the profile's route. What a later block could still change is held back:
//! the last code point that is no white space, and what may attach to it.

mod letters;
#[cfg(test)]
mod tests;

use std::collections::HashMap;

use memchr::memchr;

use super::alphabet::REPLACEMENT;
use super::is_continuation;
use super::profile::{Action, Profile, runs};
use letters::Letters;

/// Normalizes a stream of UTF-8. How the stream is cut into blocks makes no difference.
///
/// CR LF and a lone CR become LF, and bytes that are no UTF-8 become U+FFFD unless the profile
/// leaves every text as it is: then they pass.
#[derive(Clone, Debug)]
pub struct Normalizer {
    profile: Profile,
    letters: Letters,
    /// Bytes of earlier blocks whose outcome is not certain.
    held: Vec<u8>,
    /// Letters at the end of what was written that may go on, where such are shortened.
    open_run: Vec<u8>,
    stream: Stream,
    /// What stretches in need of context became: few of them make up nearly all.
    stretches: Stretches,
}

/// Stretches of text by their bytes, and what each became.
type Stretches = HashMap<Vec<u8>, Vec<u8>>;

/// What is remembered from block to block, besides the held bytes.
#[derive(Clone, Default, Debug)]
struct Stream {
    /// Was the last byte a CR, so that a LF would belong to it?
    after_return: bool,
    /// How far into the held bytes the search for a safe cut came.
    searched: usize,
    replacements: u64,
}

/// Can more bytes follow?
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum End {
    Open,
    Final,
}

/// Stretches up to this many bytes are remembered, and so many of them.
const SHORT: usize = 64;
const MANY: usize = 1024;

/// How many bytes of a block are first joined to the held ones: enough to reach a safe cut in any usual text.
const JOINED_AT_FIRST: usize = 64;

impl Normalizer {
    /// A normalizer at the start of a stream.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self {
            letters: Letters::new(&profile),
            profile,
            held: Vec::new(),
            open_run: Vec::new(),
            stream: Stream::default(),
            stretches: Stretches::new(),
        }
    }

    /// Appends to `out` what is certain with this block: at least all up to its last ASCII white space.
    pub fn push(&mut self, block: &[u8], out: &mut Vec<u8>) {
        self.feed(block, End::Open, out);
    }

    /// Appends what was held back, and is at the start of another stream.
    pub fn finish(&mut self, out: &mut Vec<u8>) {
        self.feed(&[], End::Final, out);
        self.held.clear();
        self.stream = Stream { replacements: self.stream.replacements, ..Stream::default() };
    }

    /// How often U+FFFD was written for bytes that are no UTF-8.
    #[must_use]
    pub fn replacements(&self) -> u64 {
        self.stream.replacements
    }

    /// Normalizes what is certain, and shortens what was written long.
    fn feed(&mut self, block: &[u8], end: End, out: &mut Vec<u8>) {
        if !self.profile.shortens() {
            return self.fold(block, end, out);
        }
        let start = out.len();
        out.append(&mut self.open_run);
        self.fold(block, end, out);
        if end == End::Open {
            self.open_run = runs::take_open(out, start);
        }
        runs::shorten(out, start);
    }

    /// Normalizes the held bytes, joined with as much of the block as makes them certain, then the block in place.
    fn fold(&mut self, block: &[u8], end: End, out: &mut Vec<u8>) {
        let mut joined = std::mem::take(&mut self.held);
        let mut held = joined.len();
        let mut rest = block;
        let mut more = JOINED_AT_FIRST;
        while held > 0 {
            let (head, tail) = rest.split_at(more.min(rest.len()));
            joined.extend_from_slice(head);
            rest = tail;
            let done = self.run(&joined, if rest.is_empty() { end } else { End::Open }, out);
            joined.drain(..done);
            if rest.is_empty() {
                return self.hold(joined);
            }
            held = held.saturating_sub(done);
            more *= 2;
        }
        let in_place = &block[block.len() - rest.len() - joined.len()..];
        let done = self.run(in_place, end, out);
        joined.clear();
        joined.extend_from_slice(&in_place[done..]);
        self.hold(joined);
    }

    /// Normalizes what is certain and tells how many bytes that was.
    fn run(&mut self, bytes: &[u8], end: End, out: &mut Vec<u8>) -> usize {
        let Self { profile, letters, stream, stretches, .. } = self;
        let searched = std::mem::take(&mut stream.searched);
        Cursor { profile, letters, stream, stretches, bytes, searched, end, out, at: 0, floor: 0 }.run()
    }

    /// Keeps the bytes for the next block.
    fn hold(&mut self, mut bytes: Vec<u8>) {
        if self.stream.searched == 0 && bytes.len() > JOINED_AT_FIRST {
            self.drop_repeated(&mut bytes);
        }
        self.held = bytes;
    }

    /// Drops code points that go anyway and were seen before: the second of a kind tells the next block nothing that the first does not.
    fn drop_repeated(&self, bytes: &mut Vec<u8>) {
        let mut seen = Vec::new();
        let mut kept = Vec::new();
        let mut at = 0;
        while let Decoded::Char(c) = decode(&bytes[at..]) {
            let len = c.len_utf8();
            if self.profile.action(c) != Action::Delete || !seen.contains(&c) {
                seen.push(c);
                kept.extend_from_slice(&bytes[at..at + len]);
            }
            at += len;
        }
        kept.extend_from_slice(&bytes[at..]);
        *bytes = kept;
    }
}

/// A place in the bytes at hand, and all it takes to move it on.
struct Cursor<'a> {
    profile: &'a Profile,
    letters: &'a Letters,
    stream: &'a mut Stream,
    stretches: &'a mut Stretches,
    bytes: &'a [u8],
    /// How far the search for the first safe cut came in an earlier block.
    searched: usize,
    end: End,
    out: &'a mut Vec<u8>,
    /// What is before this is in `out`.
    at: usize,
    /// The last safe cut that cannot be seen from the code points: between it and `at`, each was written by its own action.
    floor: usize,
}

impl Cursor<'_> {
    /// Writes what is certain and tells where that ends.
    fn run(mut self) -> usize {
        self.start();
        if self.profile.is_identity() {
            self.pass();
            return self.at;
        }
        while self.step() {}
        if self.end == End::Open {
            self.retreat();
        }
        self.at
    }

    /// Passes the LF of a CR that ended the last block.
    fn start(&mut self) {
        if self.stream.after_return && !self.bytes.is_empty() {
            self.end_return();
        }
        self.floor = self.at;
    }

    /// Passes the LF that belongs to the CR just before.
    fn end_return(&mut self) {
        let next = self.bytes.get(self.at);
        self.at += usize::from(next == Some(&b'\n'));
        self.stream.after_return = next.is_none();
    }

    /// Copies all bytes but for the line ends.
    fn pass(&mut self) {
        while let Some(len) = memchr(b'\r', &self.bytes[self.at..]) {
            self.out.extend_from_slice(&self.bytes[self.at..self.at + len]);
            self.at += len;
            self.end_line();
        }
        self.out.extend_from_slice(&self.bytes[self.at..]);
        self.at = self.bytes.len();
    }

    /// Writes the line end for the CR at the cursor.
    fn end_line(&mut self) {
        self.out.push(b'\n');
        self.at += 1;
        self.end_return();
        self.floor = self.at;
    }

    /// Takes what needs no neighbours up to the next code point that does, and that. False at the end of what is certain.
    fn step(&mut self) -> bool {
        self.at = self.letters.run(self.bytes, self.at, self.out);
        match decode(&self.bytes[self.at..]) {
            Decoded::Nothing => false,
            Decoded::Cut(_) if self.end == End::Open => false,
            Decoded::Cut(len) | Decoded::Broken(len) => self.replace(len),
            Decoded::Char('\r') => {
                self.end_line();
                true
            }
            Decoded::Char(c) => self.act(c),
        }
    }

    /// Writes U+FFFD for broken bytes, or what becomes of it.
    fn replace(&mut self, len: usize) -> bool {
        let mut text = [0; LONGEST_CHAR];
        let text = match self.profile.action(REPLACEMENT) {
            Action::Keep => REPLACEMENT.encode_utf8(&mut text),
            Action::Replace(by) => by,
            Action::Delete | Action::Context => "",
        };
        self.out.extend_from_slice(text.as_bytes());
        self.stream.replacements += 1;
        self.at += len;
        self.floor = self.at;
        true
    }

    /// Writes what becomes of the code point at the cursor, which asks for its neighbours.
    fn act(&mut self, c: char) -> bool {
        if !self.stands(c) {
            return self.act_in_context();
        }
        let next = self.at + c.len_utf8();
        self.out.extend_from_slice(&self.bytes[self.at..next]);
        self.at = next;
        true
    }

    /// Does the code point at the cursor stay, and the one before it too?
    fn stands(&self, c: char) -> bool {
        let before = (self.at > self.floor).then(|| last_char(&self.bytes[self.floor..self.at]));
        self.profile.only_merges(c) && before.is_none_or(|before| self.profile.lets_stand(before))
    }

    /// Sends the stretch around the cursor down the route. False if its end is not in sight: then the cursor is before it.
    fn act_in_context(&mut self) -> bool {
        let from = self.at;
        self.retreat();
        let start = self.at;
        self.floor = start;
        match self.safe_end(if start == 0 { from.max(self.searched) } else { from }) {
            Ok(end) => {
                self.fold_stretch(start, end);
                self.at = end;
                self.floor = end;
                true
            }
            Err(last) => {
                self.stream.searched = last - start;
                false
            }
        }
    }

    /// Takes back what was written since the last safe cut. Nothing ever attaches to white space and control characters.
    fn retreat(&mut self) {
        let mut followed = false; // by a code point before which there may be a cut
        while self.at > self.floor {
            let c = last_char(&self.bytes[self.floor..self.at]);
            let written = match self.profile.action(c) {
                _ if c <= ' ' => return,
                Action::Keep => c.len_utf8(),
                Action::Replace(by) => by.len(),
                // It stood, or it would lie before the floor.
                Action::Context if self.profile.only_merges(c) => c.len_utf8(),
                Action::Delete | Action::Context => 0,
            };
            self.at -= c.len_utf8();
            self.out.truncate(self.out.len() - written);
            if written > 0 && (std::mem::replace(&mut followed, true) || !self.profile.may_go(c)) {
                return;
            }
        }
    }

    /// The first safe cut after the code point at `at`, or, if there is none in sight, the last code point.
    fn safe_end(&self, mut at: usize) -> Result<usize, usize> {
        let mut before = None;
        loop {
            match decode(&self.bytes[at..]) {
                Decoded::Char(c) => {
                    if before.is_some() && self.profile.cuts(before, c) {
                        return Ok(at);
                    }
                    before = Some(c);
                    at += c.len_utf8();
                }
                Decoded::Nothing | Decoded::Cut(_) if self.end == End::Open => {
                    return Err(at - before.map_or(0, char::len_utf8));
                }
                Decoded::Nothing | Decoded::Cut(_) | Decoded::Broken(_) => return Ok(at),
            }
        }
    }

    /// Writes what a stretch between two safe cuts counts as.
    fn fold_stretch(&mut self, start: usize, end: usize) {
        let stretch = &self.bytes[start..end];
        if let Some(known) = self.stretches.get(stretch) {
            return self.out.extend_from_slice(known);
        }
        let mut text = String::new();
        self.profile.fold_stretch(&String::from_utf8_lossy(stretch), &mut text);
        self.out.extend_from_slice(text.as_bytes());
        if stretch.len() <= SHORT && self.stretches.len() < MANY {
            self.stretches.insert(stretch.to_vec(), text.into_bytes());
        }
    }
}

/// What bytes start with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Decoded {
    Nothing,
    Char(char),
    /// So many bytes that begin a code point, and no more bytes.
    Cut(usize),
    /// So many bytes that one U+FFFD stands for.
    Broken(usize),
}

/// The most bytes a code point has.
const LONGEST_CHAR: usize = 4;

/// Reads the first code point.
fn decode(bytes: &[u8]) -> Decoded {
    let head = &bytes[..bytes.len().min(LONGEST_CHAR)];
    let valid = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) => match (std::str::from_utf8(&head[..error.valid_up_to()]), error.error_len()) {
            (Ok(text), _) if !text.is_empty() => text,
            (_, Some(len)) => return Decoded::Broken(len),
            (_, None) => return Decoded::Cut(head.len()),
        },
    };
    valid.chars().next().map_or(Decoded::Nothing, Decoded::Char)
}

/// The last code point of bytes that are UTF-8.
fn last_char(bytes: &[u8]) -> char {
    let len = bytes.iter().rev().position(|&byte| !is_continuation(byte)).map_or(bytes.len(), |at| at + 1);
    match decode(&bytes[bytes.len() - len..]) {
        Decoded::Char(c) => c,
        _ => REPLACEMENT,
    }
}
