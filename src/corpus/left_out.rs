//! What is left out of the corpus because a first reading found it elsewhere: whole documents, and lines.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Document;
use super::piece::{PADDING, Piece};

/// What repeats.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Repeats {
    /// Documents with the tokens of an earlier one.
    Documents,
    /// Lines with the tokens of an earlier one.
    Lines,
}

/// The place of a document in the corpus.
type Place = (u32, u32, u64);

/// What is left out.
#[derive(Default, Debug)]
pub struct LeftOut {
    /// Documents.
    pub documents: HashSet<Place>,
    /// By document and piece, the numbers of lines in it, from 0, rising.
    pub lines: HashMap<(Place, u32), Vec<u32>>,
}

impl LeftOut {
    /// Is the document left out?
    #[must_use]
    pub fn has(&self, document: &Document) -> bool {
        !self.documents.is_empty() && self.documents.contains(&document.place())
    }

    /// How many lines are left out.
    #[must_use]
    pub fn line_count(&self) -> u64 {
        self.lines.values().map(|lines| lines.len() as u64).sum()
    }

    /// The piece without the lines that are left out of it, if there are any.
    #[must_use]
    pub fn strip(&self, piece: &Piece, buffer: &[u8]) -> Option<(Piece, Vec<u8>)> {
        let left_out = self.lines.get(&(piece.document.place(), piece.index))?;
        let mut kept = Vec::with_capacity(piece.text.len() + PADDING.len());
        let mut next = left_out.iter().peekable();
        for (number, line) in (0u32..).zip(lines(buffer, piece.text.clone())) {
            if next.next_if_eq(&&number).is_none() {
                kept.extend_from_slice(&buffer[line]);
            }
        }
        let text = 0..kept.len();
        let unterminated = piece.unterminated && !kept.is_empty() && !ends_line(&kept);
        kept.extend_from_slice(&PADDING);
        Some((Piece { text, unterminated, ..piece.clone() }, kept))
    }
}

/// The lines of a text with their ends: LF, CR LF or CR.
pub fn lines(buffer: &[u8], text: Range<usize>) -> impl Iterator<Item = Range<usize>> {
    let mut start = text.start;
    std::iter::from_fn(move || {
        if start == text.end {
            return None;
        }
        let rest = &buffer[start..text.end];
        let length = match memchr::memchr2(b'\n', b'\r', rest) {
            None => rest.len(),
            Some(at) if rest[at] == b'\r' && rest.get(at + 1) == Some(&b'\n') => at + 2,
            Some(at) => at + 1,
        };
        let line = start..start + length;
        start = line.end;
        Some(line)
    })
}

/// Does the text end with a line end?
#[must_use]
pub fn ends_line(text: &[u8]) -> bool {
    matches!(text.last(), Some(b'\n' | b'\r'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_taken_out_with_their_ends() {
        let text = "أ\r\nب\nت\rث";
        let piece = Piece { last: true, text: 0..text.len(), unterminated: true, ..Piece::default() };
        let strip = |numbers: &[u32]| {
            let lines = HashMap::from([((piece.document.place(), 0), numbers.to_vec())]);
            let left_out = LeftOut { lines, ..LeftOut::default() };
            let (stripped, buffer) = left_out.strip(&piece, text.as_bytes()).unwrap();
            (String::from_utf8(buffer[stripped.text].to_vec()).unwrap(), stripped.unterminated)
        };
        assert_eq!(strip(&[0, 2]), ("ب\nث".to_owned(), true));
        assert_eq!(strip(&[3]), ("أ\r\nب\nت\r".to_owned(), false));
        assert_eq!(strip(&[0, 1, 2, 3]), (String::new(), false));
        assert!(LeftOut::default().strip(&piece, text.as_bytes()).is_none());
    }
}
