//! CoNLL-U: text that was cut into words by hand or by a tagger.
//!
//! What is counted are the syntactic words, the rows with whole numbers, as the tools of Universal Dependencies count them. The
//! rows of the written tokens that hold several words (`3-4`) and of words that are not written (`3.1`) are left out.
//!
//! A document begins at `# newdoc`; a file without one is a document. Its text has a line for each sentence, with `SEPARATOR`
//! between the words.

use std::ops::Range;
use std::sync::Arc;

use memchr::memmem;

use super::{Batch, Chunk, Lines, Opened, Reader, Record, SEPARATOR, is_blank, replacements, wanted};
use crate::corpus::{Document, Input, Layer, Problem};

const COLUMNS: usize = 10;
const NEWDOC: &[u8] = b"newdoc";
/// An empty field.
const MISSING: &[u8] = b"_";

/// Makes a document of each that the file marks, or one of the file.
#[must_use]
pub fn open(opened: Opened) -> Box<dyn Reader> {
    let Opened { file, source, input, .. } = opened;
    Box::new(Conllu { file, lines: Lines::new(source), input, begun: Vec::new(), line: 1, number: 0 })
}

struct Conllu {
    file: Arc<Document>,
    lines: Lines,
    input: Arc<Input>,
    /// A document whose end has not come.
    begun: Vec<u8>,
    /// Where it begins.
    line: u64,
    /// That of the last document before it.
    number: u64,
}

/// A document in a chunk.
struct Part {
    text: Range<usize>,
    line: u64,
    number: u64,
    replacements: u64,
}

impl Reader for Conllu {
    fn is_cut(&self) -> bool {
        true
    }

    fn next(&mut self, length: usize) -> Option<Chunk> {
        loop {
            let (block, error) = match self.lines.next(length) {
                Some(next) => next,
                None if self.begun.is_empty() => return None,
                None => return Some(self.take(self.begun.len(), None)),
            };
            let from = self.begun.len();
            self.begun.extend_from_slice(&block);
            if let Some(error) = error {
                let problem = Problem::io(self.file.number, &self.file.path, &error);
                return Some(self.take(self.begun.len(), Some(problem)));
            }
            if let Some(end) = starts(&self.begun[from..]).map(|at| from + at).last().filter(|&end| end > 0) {
                return Some(self.take(end, None));
            }
        }
    }
}

impl Conllu {
    /// Whole documents, up to here.
    fn take(&mut self, end: usize, error: Option<Problem>) -> Chunk {
        let left = self.begun.split_off(end);
        let text = std::mem::replace(&mut self.begun, left);
        let parts = self.parts(&text);
        let (file, input) = (Arc::clone(&self.file), Arc::clone(&self.input));
        Box::new(move |batch: &mut Batch| {
            for part in &parts {
                document(&file, &input, &text, part, batch);
            }
            batch.problems.extend(error);
        })
    }

    fn parts(&mut self, text: &[u8]) -> Vec<Part> {
        let mut starts: Vec<usize> = starts(text).collect();
        // Only at the head of a file that marks documents, and mostly comments.
        let unmarked = starts.first().map_or(text, |&first| &text[..first]);
        let whole = starts.is_empty() && self.begun.is_empty();
        if whole || unmarked.split(|&b| b == b'\n').any(|line| !line.starts_with(b"#") && !is_blank(line)) {
            starts.insert(0, 0);
        } else {
            self.line += line_ends(unmarked);
        }
        let ends = starts.iter().skip(1).copied().chain([text.len()]);
        starts.iter().zip(ends).map(|(&start, end)| self.part(text, start..end, whole)).collect()
    }

    fn part(&mut self, text: &[u8], range: Range<usize>, whole: bool) -> Part {
        self.number += 1;
        let line = self.line;
        self.line += line_ends(&text[range.clone()]);
        let replacements = replacements(self.lines.source(), &text[range.clone()]);
        Part { text: range, line, number: if whole { 0 } else { self.number }, replacements }
    }
}

fn line_ends(text: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', text).count() as u64
}

/// Where lines `# newdoc` begin.
fn starts(text: &[u8]) -> impl Iterator<Item = usize> {
    memmem::find_iter(text, NEWDOC).filter_map(|at| {
        let start = memchr::memrchr(b'\n', &text[..at]).map_or(0, |end| end + 1);
        let before = text[start..at].strip_prefix(b"#")?;
        let ended = text.get(at + NEWDOC.len()).is_none_or(u8::is_ascii_whitespace);
        (ended && before.iter().all(u8::is_ascii_whitespace)).then_some(start)
    })
}

/// A document as it is read.
#[derive(Default)]
struct Reading {
    /// The words of its sentences.
    text: Vec<u8>,
    /// Is a sentence begun?
    open: bool,
    /// Was there a word, or what should be one?
    begun: bool,
    /// What the comments before the first word say.
    head: Vec<(String, String)>,
}

fn document(file: &Document, input: &Input, text: &[u8], part: &Part, batch: &mut Batch) {
    let mut reading = Reading::default();
    for (line, number) in text[part.text.clone()].split(|&b| b == b'\n').zip(part.line..) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if let Err(what) = reading.line(line, input.records.layer) {
            let position = format!("line {number}");
            batch.problems.push(Problem::in_file(file, part.number, &position, what));
        }
    }
    reading.end_sentence();
    let get = |name: &str| reading.head.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let record = Record {
        number: part.number,
        id: get(&input.records.id).map(str::to_owned),
        fields: wanted(input, get),
        bytes: part.text.len() as u64,
        replacements: part.replacements,
        ..Record::default()
    };
    batch.push(record, &reading.text);
}

impl Reading {
    fn line(&mut self, line: &[u8], layer: Layer) -> Result<(), &'static str> {
        if let Some(comment) = line.strip_prefix(b"#") {
            self.end_sentence();
            if !self.begun {
                self.head.extend(field(comment));
            }
        } else if is_blank(line) {
            self.end_sentence();
        } else {
            self.begun = true;
            if let Some(word) = word(line, layer)? {
                if self.open {
                    self.text.push(SEPARATOR);
                }
                self.text.extend_from_slice(word);
                self.open = true;
            }
        }
        Ok(())
    }

    fn end_sentence(&mut self) {
        if std::mem::take(&mut self.open) {
            self.text.push(b'\n');
        }
    }
}

/// `key = value`; that of `newdoc id = ...` is `id`.
fn field(comment: &[u8]) -> Option<(String, String)> {
    let comment = String::from_utf8_lossy(comment);
    let (key, value) = comment.split_once('=')?;
    let key = key.trim();
    let key = key.strip_prefix("newdoc ").map_or(key, str::trim_start);
    Some((key.to_owned(), value.trim().to_owned()))
}

/// The word of a row; nothing if the row is that of no syntactic word, or the column is empty.
fn word(row: &[u8], layer: Layer) -> Result<Option<&[u8]>, &'static str> {
    let mut columns = [&b""[..]; COLUMNS];
    let mut count = 0;
    for column in row.split(|&b| b == b'\t') {
        *columns.get_mut(count).ok_or(BROKEN)? = column;
        count += 1;
    }
    let [id, form, lemma, upos, ..] = columns;
    if count < COLUMNS {
        return Err(BROKEN);
    }
    let number = |id: &[u8]| !id.is_empty() && id.iter().all(u8::is_ascii_digit);
    if !number(id) {
        let mut ends = id.splitn(2, |&b| matches!(b, b'-' | b'.'));
        let other = ends.next().is_some_and(number) && ends.next().is_some_and(number);
        return if other { Ok(None) } else { Err("the first column is no number of a word: left out; mend the row") };
    }
    let word = match layer {
        Layer::Form => return Ok(Some(form).filter(|form| !form.is_empty())),
        Layer::Lemma => lemma,
        Layer::Upos => upos,
    };
    // The lemma of an underscore is one.
    Ok(Some(word).filter(|&word| !word.is_empty() && (word != MISSING || form == MISSING)))
}

const BROKEN: &str = "has not ten columns with tabs between them: left out; mend the row";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::testing::{opened, read};
    use super::*;
    use crate::corpus::Records;

    fn row(id: &str, form: &str, lemma: &str) -> String {
        format!("{id}\t{form}\t{lemma}\tNOUN\t_\t_\t0\troot\t_\t_\n")
    }

    fn input(layer: Layer) -> Input {
        let fields = vec!["genre".to_owned(), "sent_id".to_owned(), "none".to_owned()];
        Input { records: Records { layer, fields, ..Records::default() }, ..Input::default() }
    }

    fn documents(text: &str, layer: Layer, length: usize) -> (Vec<(Record, String)>, Vec<String>) {
        let (mut records, problems) = read(open(opened(text.as_bytes(), input(layer))), length);
        records.iter_mut().for_each(|(_, text)| *text = text.replace('\u{1F}', "|"));
        (records, problems)
    }

    fn sample() -> String {
        let first =
            [row("1-2", "وكتب", "_"), row("1", "و", "و"), row("2", "كتب", "كتب"), row("2.1", "هو", "هو")].concat();
        format!("{first}\n# text = x\n{}{}", row("1", "قرأ", "_"), row("2", "_", "_"))
    }

    #[test]
    fn words_are_rows_with_whole_numbers() {
        for (layer, text) in
            [(Layer::Form, "و|كتب\nقرأ|_\n"), (Layer::Lemma, "و|كتب\n_\n"), (Layer::Upos, "NOUN|NOUN\nNOUN|NOUN\n")]
        {
            let (found, problems) = documents(&sample(), layer, 1);
            assert_eq!(found[0].1, text);
            assert_eq!((found.len(), found[0].0.number, &found[0].0.id), (1, 0, &None));
            assert!(problems.is_empty());
        }
    }

    #[test]
    fn documents_begin_where_the_file_says_so() {
        let file = "# global.columns = ID\n# newdoc id = a\n# sent_id = s\n# genre = خبر\n".to_owned()
            + &sample()
            + "\n#newdoc\n# newdocument = x\n"
            + &row("1", "بيت", "بيت");
        let (found, problems) = documents(&file, Layer::Form, 1);
        assert!(problems.is_empty());
        let names: Vec<_> = found.iter().map(|(record, _)| (record.number, record.id.as_deref())).collect();
        assert_eq!(names, [(1, Some("a")), (2, None)]);
        let field = |key: &str, value: &str| (key.to_owned(), value.to_owned());
        assert_eq!(found[0].0.fields, [field("genre", "خبر"), field("sent_id", "s")]);
        assert_eq!(found[1].1, "بيت\n");
    }

    #[test]
    fn what_is_before_the_first_mark_is_a_document_if_it_has_words() {
        let (found, _) = documents(&format!("{}\n# newdoc id = b\n", row("1", "بيت", "_")), Layer::Form, 1);
        let names: Vec<_> = found.iter().map(|(record, text)| (record.number, text.as_str())).collect();
        assert_eq!(names, [(1, "بيت\n"), (2, "")]);
    }

    #[test]
    fn broken_rows_are_told_with_their_lines() {
        let row = |id| row(id, "بيت", "بيت");
        let text = [
            "# x = y\n\n# newdoc\n",
            &row("1"),
            "1 بيت\n",
            &row("a"),
            &row("1-"),
            &row("2").replace('\n', "\t_\r\n"),
            &row("3"),
        ];
        let (found, problems) = documents(&text.concat(), Layer::Form, 1);
        assert_eq!(found[0].1, "بيت|بيت\n");
        let places: Vec<_> = problems.iter().map(|problem| problem.split(": ").nth(1).unwrap()).collect();
        assert_eq!(places, ["line 5", "line 6", "line 7", "line 8"]);
    }

    proptest! {
        #[test]
        fn the_length_of_chunks_does_not_matter(
            parts in prop::collection::vec(prop::sample::select(vec![
                row("1", "بيت", "بيت"), row("2", "كتب", "_"), "\n".to_owned(), "# newdoc\n".to_owned(),
                "# newdoc id = x\r\n".to_owned(), "# genre = g\n".to_owned(), "broken\n".to_owned(),
            ]), 0..30),
            length in 1..400usize,
        ) {
            let text = parts.concat();
            prop_assert_eq!(documents(&text, Layer::Form, length), documents(&text, Layer::Form, 1 << 20));
        }
    }
}
