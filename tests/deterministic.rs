//! Large files are read in pieces by many threads: no count shows the cuts, the threads, or the order of the file system.

mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use common::{READING, Ran, Scratch, Table, join};

/// The words of the generated texts; none is folded by the default profile.
const WORDS: [&str; 24] = [
    "في",
    "من",
    "على",
    "كتاب",
    "قلم",
    "باب",
    "نهر",
    "شجرة",
    "مدينة",
    "قرية",
    "بحر",
    "جبل",
    "طريق",
    "بيت",
    "سوق",
    "مطر",
    "ريح",
    "شمس",
    "قمر",
    "نجم",
    "ليل",
    "نهار",
    "و",
    "لا",
];
/// Three pieces and a bit.
const ENOUGH: usize = (3 << 20) + 12_345;

/// What a generated text consists of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Item {
    Word(&'static str),
    Number,
    Comma,
    Stop,
    LineEnd,
}

/// How it is written.
struct Shape {
    name: &'static str,
    space: &'static str,
    line_end: &'static str,
    /// A line has as many items, about.
    line: u64,
}

const SHAPES: [Shape; 6] = [
    Shape { name: "short lines", space: " ", line_end: "\n", line: 12 },
    Shape { name: "CR LF", space: "\t", line_end: "\r\n", line: 9 },
    Shape { name: "lone CR", space: " ", line_end: "\r", line: 15 },
    Shape { name: "one enormous line", space: " ", line_end: "\n", line: u64::MAX },
    Shape { name: "lines longer than the reach for a line end", space: " ", line_end: "\n", line: 30_000 },
    Shape { name: "no white space but line ends", space: "،", line_end: "\n", line: 200_000 },
];

/// A linear congruential generator.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    /// Small numbers are more frequent.
    fn word(&mut self) -> &'static str {
        let sides = self.roll(WORDS.len() as u64) + 1;
        WORDS[usize::try_from(self.roll(sides)).expect("an index")]
    }
}

impl Shape {
    fn items(&self, seed: u64, bytes: usize) -> Vec<Item> {
        let mut dice = Dice(seed);
        let mut items = Vec::new();
        let mut written = 0;
        while written < bytes {
            // Glued words are each followed by a comma; between digits it would make them one number.
            let glued = self.space == "،";
            let item = match dice.roll(40) {
                0 if !glued => Item::Comma,
                1 | 2 if !glued => Item::Stop,
                3 if !glued => Item::Number,
                _ if self.line != u64::MAX && dice.roll(self.line) == 0 => Item::LineEnd,
                _ => Item::Word(dice.word()),
            };
            written += self.spell(item).len() + self.space.len();
            items.push(item);
            if glued && !matches!(item, Item::LineEnd) {
                items.push(Item::Comma);
            }
        }
        items
    }

    fn spell(&self, item: Item) -> &'static str {
        match item {
            Item::Word(word) => word,
            Item::Number => "2254",
            Item::Comma => "،",
            Item::Stop => ".",
            Item::LineEnd => self.line_end,
        }
    }

    fn text(&self, items: &[Item]) -> String {
        let mut text = String::new();
        for &item in items {
            text.push_str(self.spell(item));
            if !(item == Item::LineEnd || self.space == "،") {
                text.push_str(self.space);
            }
        }
        text
    }
}

type Counts = BTreeMap<String, u64>;

/// What is counted, by a reader of items that knows nothing of bytes.
struct Reference<'i>(&'i [Item]);

impl Reference<'_> {
    /// Positions of the whole document: a counted word, or something that keeps its place.
    fn document(&self) -> Vec<Option<&'static str>> {
        let position = |item: &Item| match item {
            Item::Word(word) => Some(Some(*word)),
            Item::Number => Some(None),
            _ => None,
        };
        self.0.iter().filter_map(position).collect()
    }

    /// The words of each sentence that has any.
    fn sentences(&self) -> Vec<Vec<&'static str>> {
        let ends = |item: &Item| matches!(item, Item::Stop | Item::LineEnd);
        let words = |items: &[Item]| items.iter().filter_map(word).collect::<Vec<_>>();
        self.0.split(ends).map(words).filter(|words| !words.is_empty()).collect()
    }

    /// The positions of each phrase, where punctuation is counted: it begins the next one of its sentence.
    fn phrases(&self) -> Vec<Vec<Option<&'static str>>> {
        let mut phrases = vec![Vec::new()];
        let mut after_stop = false;
        for item in self.0 {
            let position = match item {
                Item::Word(word) => Some(*word),
                Item::Number => None,
                Item::Comma => Some("،"),
                Item::Stop => Some("."),
                Item::LineEnd => {
                    phrases.push(Vec::new());
                    after_stop = false;
                    continue;
                }
            };
            let is_mark = matches!(item, Item::Comma | Item::Stop);
            if is_mark || after_stop {
                phrases.push(Vec::new());
            }
            // Marks behind the end of a sentence still belong to it.
            after_stop = *item == Item::Stop || after_stop && is_mark;
            phrases.last_mut().expect("a phrase").push(position);
        }
        phrases
    }

    fn words(&self) -> Counts {
        sum(self.0.iter().filter_map(word).map(String::from))
    }
}

fn word(item: &Item) -> Option<&'static str> {
    if let Item::Word(word) = item { Some(word) } else { None }
}

fn sum(keys: impl Iterator<Item = String>) -> Counts {
    let mut counts = Counts::new();
    keys.for_each(|key| *counts.entry(key).or_default() += 1);
    counts
}

fn ngrams(unit: &[Option<&str>], n: usize) -> Vec<String> {
    let whole = unit.windows(n).filter_map(|window| window.iter().copied().collect::<Option<Vec<&str>>>());
    whole.map(|words| words.join(" ")).collect()
}

fn pairs(unit: &[Option<&str>], window: usize) -> Vec<String> {
    let mut pairs = Vec::new();
    for (i, first) in unit.iter().enumerate() {
        for second in &unit[i + 1..unit.len().min(i + 1 + window)] {
            if let (Some(a), Some(b)) = (first, second) {
                pairs.push(format!("{} {}", a.min(b), a.max(b)));
            }
        }
    }
    pairs
}

fn counts(table: &Table, key: &[&str], number: &str) -> Counts {
    table.lines(key).into_iter().zip(table.numbers(number)).collect()
}

fn on_threads(scratch: &Scratch, threads: &str, args: &[&str]) -> Ran {
    scratch.kalim(&join(args, &["--threads", threads])).well()
}

#[test]
fn no_cut_shows_in_ngrams_of_a_document() {
    for shape in &SHAPES {
        let items = shape.items(1, ENOUGH);
        let scratch = Scratch::with(&[("text", &shape.text(&items))]);
        let command = ["ngrams", "-n", "3", "--within", "document"];
        let two = on_threads(&scratch, "2", &join(&command, &["text"]));
        let want = sum(ngrams(&Reference(&items).document(), 3).into_iter());
        assert!(counts(&two.table(), &["ngram"], "frequency") == want, "{}", shape.name);
        for threads in ["1", "3", "7"] {
            let ran = on_threads(&scratch, threads, &join(&command, &["text"]));
            assert!(ran.stdout == two.stdout, "{}: {threads} threads", shape.name);
        }
        let streamed = scratch.pipe(&join(&command, &["--threads", "3"]), shape.text(&items)).well();
        assert!(streamed.stdout == two.stdout, "{}: from stdin", shape.name);
    }
}

#[test]
fn no_cut_shows_in_pairs_of_a_document() {
    for shape in &SHAPES {
        let items = shape.items(2, ENOUGH);
        let scratch = Scratch::with(&[("text", &shape.text(&items))]);
        let command = ["cooccur", "--window", "7", "--within", "document", "text"];
        let want = sum(pairs(&Reference(&items).document(), 7).into_iter());
        let three = on_threads(&scratch, "3", &command);
        assert!(counts(&three.table(), &["word1", "word2"], "frequency") == want, "{}", shape.name);
        let one = on_threads(&scratch, "1", &command);
        assert!(one.stdout == three.stdout, "{}", shape.name);
        // A node's collocates are the same pairs, seen from it.
        let node = ["collocates", "كتاب", "--before", "7", "--after", "7", "--within", "document", "text"];
        let collocates = counts(&on_threads(&scratch, "3", &node).table(), &["collocate"], "frequency");
        for (collocate, frequency) in collocates {
            let pair = format!("{} {}", "كتاب".min(&collocate), "كتاب".max(&collocate));
            let times = if collocate == "كتاب" { 2 } else { 1 };
            assert_eq!(frequency, times * want[&pair], "{}: {pair}", shape.name);
        }
    }
}

#[test]
fn no_cut_shows_in_phrases_with_their_marks() {
    for shape in &SHAPES {
        let items = shape.items(3, ENOUGH);
        let scratch = Scratch::with(&[("text", &shape.text(&items))]);
        let command = ["ngrams", "--within", "phrase", "--classes", "word,punctuation", "text"];
        let want = sum(Reference(&items).phrases().iter().flat_map(|phrase| ngrams(phrase, 2)));
        for threads in ["1", "3"] {
            let ran = on_threads(&scratch, threads, &command);
            assert!(counts(&ran.table(), &["ngram"], "frequency") == want, "{}: {threads} threads", shape.name);
        }
    }
}

#[test]
fn no_cut_shows_in_sentences_lines_and_words() {
    for shape in &SHAPES {
        let mut items = shape.items(4, ENOUGH);
        // With and without an unfinished last line.
        for ended in [false, true] {
            if ended {
                items.push(Item::LineEnd);
            }
            let text = shape.text(&items);
            let scratch = Scratch::with(&[("text", &text)]);
            let (sentences, words) = (Reference(&items).sentences(), Reference(&items).words());
            let breaks = items.iter().filter(|item| **item == Item::LineEnd).count();
            let unfinished = usize::from(!text.ends_with(['\r', '\n']));
            let counted: u64 = words.values().sum();
            for ran in [
                on_threads(&scratch, "1", &["stats", "text"]),
                on_threads(&scratch, "3", &["stats", "text"]),
                scratch.pipe(&["stats"], &text).well(),
            ] {
                for (measure, value) in [
                    ("bytes", text.len()),
                    ("lines", breaks + unfinished),
                    ("sentences", sentences.len()),
                    ("class_word", usize::try_from(counted).expect("a count")),
                    ("types", words.len()),
                ] {
                    assert_eq!(ran.table().value(measure), value.to_string(), "{}: {measure}", shape.name);
                }
            }
            let freq = on_threads(&scratch, "3", &["freq", "text"]).table();
            assert!(counts(&freq, &["word"], "frequency") == words, "{}", shape.name);
        }
    }
}

#[test]
fn a_document_in_pieces_is_one_document() {
    let shape = &SHAPES[0];
    let (first, second) = (shape.items(5, ENOUGH), shape.items(6, ENOUGH));
    let rare = |items: &[Item], word: &str| format!("{word} \n{}", shape.text(items));
    let scratch = Scratch::with(&[
        ("first", &format!("{}\nنادر", rare(&first, "نادر"))),
        ("second", &format!("{}\nنادر", rare(&second, "فريد"))),
        ("small", "قلم فريد"),
    ]);
    let table = on_threads(&scratch, "3", &["freq", "first", "second", "small"]).table();
    for (word, documents) in [("نادر", 2), ("فريد", 2), ("قلم", 3), ("في", 2)] {
        let at = table.column("word").iter().position(|w| *w == word).expect("the word");
        assert_eq!(table.numbers("documents")[at], documents, "{word}");
    }
    let stats = on_threads(&scratch, "3", &["stats", "--by", "document", "first", "second", "small"]).table();
    assert_eq!(stats.column("document"), ["first", "second", "small"]);
    for (row, items) in stats.numbers("sentences").into_iter().zip([&first, &second]) {
        assert_eq!(row, Reference(items).sentences().len() as u64 + 2);
    }
}

#[test]
fn other_encodings_are_cut_as_well() {
    let shape = &SHAPES[4];
    let items = shape.items(7, ENOUGH);
    let text = shape.text(&items);
    let scratch = Scratch::with(&[("utf-8", &text)]);
    let wide: Vec<u8> = std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
    scratch.write("utf-16", wide);
    for command in [["ngrams", "-n", "3", "--within", "document"], ["cooccur", "--window", "4", "--within", "line"]] {
        let want = on_threads(&scratch, "2", &join(&command, &["utf-8"]));
        for threads in ["1", "3"] {
            let ran = on_threads(&scratch, threads, &join(&command, &["utf-16"]));
            assert!(ran.stdout == want.stdout, "{command:?} {threads}");
        }
    }
}

#[test]
fn tokens_of_a_large_file_have_their_places() {
    let shape = &SHAPES[2];
    let items = shape.items(8, 2 << 20);
    let text = shape.text(&items);
    let table = Scratch::with(&[("text", &text)]).kalim(&["tokenize", "--format", "csv", "text"]).well().table();
    let bytes = table.numbers("byte_start").into_iter().zip(table.numbers("byte_end"));
    let place = |n: u64| usize::try_from(n).expect("a place");
    let spelled = bytes.map(|(start, end)| &text[place(start)..place(end)]);
    assert!(spelled.eq(table.column("token")));
    let lines = text.split('\r').zip(1..).flat_map(|(line, number)| line.split_whitespace().map(move |_| number));
    assert!(table.numbers("line").into_iter().eq(lines));
}

/// Small files whose names sort otherwise than they are made.
fn small_files() -> Vec<(String, String)> {
    let shape = &SHAPES[0];
    let folders = ["ب", "أ", "a"].into_iter().cycle();
    let file = |(i, folder): (usize, &str)| {
        let text = shape.text(&shape.items(i as u64, 300 + 40 * (i % 7)));
        (format!("{}/{folder}/{i}.txt", i * 7 % 4), text)
    };
    (0..60).zip(folders).map(file).collect()
}

#[test]
fn neither_threads_nor_the_order_of_files_show() {
    let files = small_files();
    let (forwards, backwards) = (Scratch::new(), Scratch::new());
    files.iter().for_each(|(name, text)| forwards.write(name, text));
    files.iter().rev().for_each(|(name, text)| backwards.write(name, text));
    let by_document = ["stats", "--by", "document"];
    let ngrams = ["ngrams", "-n", "1-4", "--skip", "1", "--show", "original"];
    let directed = ["cooccur", "--directed", "--sort", "g2", "--measures", "all"];
    let commands: Vec<&[&str]> = READING.into_iter().chain([&by_document[..], &ngrams, &directed]).collect();
    for command in commands {
        let want = on_threads(&forwards, "1", &join(command, &["."]));
        assert!(!want.stdout.is_empty());
        for (scratch, threads) in [(&forwards, "2"), (&forwards, "3"), (&forwards, "7"), (&backwards, "3")] {
            let ran = on_threads(scratch, threads, &join(command, &["."]));
            assert!(ran.stdout == want.stdout, "{command:?} on {threads} threads");
        }
    }
}

#[test]
fn ties_are_in_the_order_of_words() {
    let names: BTreeSet<&str> = WORDS.into_iter().collect();
    let mut text = String::new();
    for word in WORDS.iter().rev() {
        writeln!(text, "{word}").expect("room");
    }
    let table = Scratch::with(&[("text", &text)]).kalim(&["freq", "text"]).well().table();
    assert_eq!(table.column("word"), names.into_iter().collect::<Vec<_>>());
}
