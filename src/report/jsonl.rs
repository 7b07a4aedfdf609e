//! jsonl: a JSON object a line, its keys the names of the columns.

use super::number::{LastFloat, push_int};
use super::{Cells, Column, join};

/// Rows of jsonl.
#[derive(Clone)]
pub(super) struct Encoder {
    /// What stands before each cell: the brace or comma, the key, the colon.
    keys: Vec<Vec<u8>>,
    out: Vec<u8>,
    /// The cell that is next.
    column: usize,
    floats: Vec<LastFloat>,
    joined: String,
}

impl Encoder {
    pub(super) fn new(columns: &[Column]) -> Self {
        let key = |(i, column): (usize, &Column)| {
            let mut key = vec![if i == 0 { b'{' } else { b',' }];
            push_string(&mut key, &column.name);
            key.push(b':');
            key
        };
        Self {
            keys: columns.iter().enumerate().map(key).collect(),
            out: Vec::new(),
            column: 0,
            floats: vec![LastFloat::default(); columns.len()],
            joined: String::new(),
        }
    }

    fn begin_cell(&mut self) {
        self.out.extend_from_slice(&self.keys[self.column]);
        self.column += 1;
    }
}

fn push_string(out: &mut Vec<u8>, text: &str) {
    serde_json::to_writer(out, text).expect("memory takes every byte");
}

impl Cells for Encoder {
    fn int(&mut self, value: u64) {
        self.begin_cell();
        push_int(&mut self.out, value);
    }

    fn float(&mut self, value: f64) {
        if value.is_infinite() {
            // JSON has no number for it.
            return self.text(if value > 0.0 { "inf" } else { "-inf" });
        }
        let column = self.column;
        self.begin_cell();
        self.floats[column].push(&mut self.out, value);
    }

    fn text(&mut self, value: &str) {
        self.begin_cell();
        push_string(&mut self.out, value);
    }

    fn words<'a>(&mut self, words: impl IntoIterator<Item = &'a str>) {
        let mut joined = std::mem::take(&mut self.joined);
        joined.clear();
        join(&mut joined, words);
        self.text(&joined);
        self.joined = joined;
    }

    fn empty(&mut self) {
        self.begin_cell();
        self.out.extend_from_slice(b"null");
    }
}

impl super::Encoder for Encoder {
    fn header(&mut self) {}

    fn end_row(&mut self) {
        debug_assert_eq!(self.column, self.keys.len(), "a row has a cell for each column");
        self.out.extend_from_slice(b"}\n");
        self.column = 0;
    }

    fn bytes(&self) -> &[u8] {
        &self.out
    }

    fn clear(&mut self) {
        self.out.clear();
        self.floats.fill(LastFloat::default());
    }
}
