//! Two corpora whose words are to be compared: each counted by itself, then joined by the texts of the words.

use std::path::Path;

use super::Failure;
use super::options::read_from;
use super::score::Given;
use super::words::{Show, Shown};
use crate::count::choice::{Choice, Sort, Thresholds};
use crate::count::ngrams::Ngrams;
use crate::count::partition::{Peak, Row};
use crate::encode::hash::Hasher;
use crate::encode::lexicon::Lexicon;
use crate::encode::terms::Terms;
use crate::engine::Counted;
use crate::report::rows::{self, Keyword};
use crate::with_width;

/// What is compared.
#[derive(Clone, Copy)]
pub struct What {
    /// N-grams of so many words.
    pub n: usize,
    /// Is it asked for how many of them one document has?
    pub peaks: bool,
    pub show: Show,
}

/// The counts of one corpus.
pub struct Side {
    texts: Texts,
    /// The ranks of each row, n each; rows rise.
    words: Vec<u32>,
    /// Frequency and documents of each row.
    counts: Vec<(u64, u32)>,
    /// How often each row is in the document that has most of it, if asked for.
    peaks: Vec<u64>,
    /// All that was counted, stop words too.
    size: u64,
    has_documents: bool,
}

/// Words by rank, in the order of code points.
enum Texts {
    Terms(Terms, Option<Vec<String>>),
    Listed(Vec<String>, Option<Vec<String>>),
}

impl Texts {
    fn len(&self) -> usize {
        match self {
            Self::Terms(terms, _) => terms.len(),
            Self::Listed(words, _) => words.len(),
        }
    }

    fn text(&self, rank: u32) -> &str {
        match self {
            Self::Terms(terms, _) => terms.text(rank),
            Self::Listed(words, _) => &words[rank as usize],
        }
    }

    /// As it is shown.
    fn shown(&self, rank: u32) -> &str {
        let (Self::Terms(_, shown) | Self::Listed(_, shown)) = self;
        let shown = shown.as_ref().map(|texts| texts[rank as usize].as_str());
        shown.filter(|text| !text.is_empty()).unwrap_or_else(|| self.text(rank))
    }
}

impl Side {
    /// What was counted: words, or the n-grams of the only n.
    pub fn counted(mut counted: Counted, what: What, hasher: Hasher) -> Result<Self, Failure> {
        let (mut words, mut counts, mut size) = (Vec::new(), Vec::new(), counted.words.tokens());
        let mut peaks = Vec::new();
        let mut push = |key: &[u32], frequency: u64, documents: u32, peak: Option<u64>| {
            words.extend_from_slice(key);
            counts.push((frequency, documents));
            peaks.extend(peak);
        };
        match counted.ngrams.pop() {
            None => counted.words.rows().for_each(|row| {
                let peak = counted.peaks.get(row.key[0] as usize).copied();
                push(&row.key, row.frequency, row.documents, peak);
            }),
            Some(threads) => {
                size = threads.iter().map(|t| t.total).sum();
                with_width!(what.n, N => if what.peaks {
                    let push = |row: &Row<N, u64>| push(&row.key, row.frequency, row.documents, Some(row.peak));
                    by_words(&counted, threads, hasher, push)?;
                } else {
                    let push = |row: &Row<N>| push(&row.key, row.frequency, row.documents, None);
                    by_words(&counted, threads, hasher, push)?;
                });
            }
        }
        let shown = Shown::new(&counted, what.show).into_texts();
        Ok(Self { texts: Texts::Terms(counted.terms, shown), words, counts, peaks, size, has_documents: true })
    }

    /// What it takes in memory, nearly.
    pub fn bytes(&self) -> u64 {
        let texts = match &self.texts {
            Texts::Terms(terms, spellings) => {
                terms.bytes() + spellings.as_ref().map_or(0, |s| 2 * size_of::<String>() * s.len())
            }
            Texts::Listed(words, _) => 2 * size_of::<String>() * words.len(),
        };
        let rows = self.words.len() * size_of::<u32>() + self.counts.len() * ROW + self.peaks.len() * size_of::<u64>();
        (texts + rows) as u64
    }

    fn row(&self, i: usize, n: usize) -> Option<&[u32]> {
        self.words.get(i * n..(i + 1) * n)
    }
}

/// Shows all n-grams, by their words.
fn by_words<const N: usize, P: Peak>(
    counted: &Counted,
    threads: Vec<Ngrams>,
    hasher: Hasher,
    mut see: impl FnMut(&Row<N, P>),
) -> Result<(), Failure> {
    let terms = &counted.terms;
    let united = |thread, key: [u32; N]| {
        let ranks = terms.of_thread(thread);
        key.map(|term| ranks[term as usize])
    };
    let thresholds = Thresholds { frequency: 0, documents: 0 };
    let by_words = Choice { thresholds, top: None, sort: Sort::By(&|_: &Row<N, P>| 0) };
    let scatters = threads.into_iter().map(|t| t.scatter).collect();
    let rows = by_words.count(scatters, hasher, terms.len(), &counted.room(0), united)?;
    // They are held, and then joined with those of the other corpus.
    let row = ROW + N * size_of::<u32>() + size_of::<P>();
    counted.admit((rows.len() * 2 * row + rows.bytes()) as u64)?;
    rows.pages(|_, page| {
        page.iter().for_each(&mut see);
        Ok(())
    })
}

/// Frequency and documents of a row.
const ROW: usize = size_of::<(u64, u32)>();

/// The rows of a table of counts. Stop words are none of them, but count for its size.
pub fn listed(path: &Path, n: usize, lexicon: &Lexicon, show: Show) -> Result<Side, Failure> {
    let (name, source) = read_from(Some(path))?;
    let mut given = Given::open(&name, source, [if n == 1 { "word" } else { "ngram" }, "frequency"])?;
    let stop_words = &lexicon.fixed()[..lexicon.stop_words() as usize];
    let (mut rows, mut size): (Vec<(Vec<String>, u64)>, u64) = (Vec::new(), 0);
    while given.advance()? {
        let row = given.row();
        let words: Vec<String> = row.cell(0).split_whitespace().map(str::to_owned).collect();
        let frequency = row.count(1).map_err(|what| given.wrong(&what))?;
        if words.len() != n {
            let what = format!("{:?} is of {} words, not of {n}", row.cell(0), words.len());
            return Err(given.wrong(&what));
        }
        size = size.checked_add(frequency).ok_or_else(|| given.wrong("more tokens than fit in 64 bits"))?;
        if frequency > 0 && !words.iter().any(|word| stop_words.contains(word)) {
            rows.push((words, frequency));
        }
    }
    rows.sort_unstable();
    if let Some(twice) = rows.windows(2).find(|two| two[0].0 == two[1].0) {
        return Err(Failure::Error(format!(
            "{name}: {} stands there twice: add up its frequencies",
            twice[0].0.join(" ")
        )));
    }
    let mut texts: Vec<String> = rows.iter().flat_map(|(words, _)| words).cloned().collect();
    texts.sort_unstable();
    texts.dedup();
    let rank = |word: &String| texts.binary_search(word).ok().and_then(|i| u32::try_from(i).ok());
    let words = rows.iter().flat_map(|(words, _)| words).map(|word| rank(word).expect("a word of the table")).collect();
    // In one document at least, which is all that is known.
    let counts = rows.iter().map(|&(_, frequency)| (frequency, 1)).collect();
    let shown = show.latin().map(|latin| texts.iter().map(|text| latin.fold(text)).collect());
    Ok(Side { texts: Texts::Listed(texts, shown), words, counts, peaks: Vec::new(), size, has_documents: false })
}

/// What either corpus has.
pub struct Both<'s> {
    sides: [&'s Side; 2],
    /// By number of a word: which side shows it, and its rank there.
    texts: Vec<(usize, u32)>,
    /// The words of each row, n each.
    pub words: Vec<u32>,
    /// By words.
    pub rows: Vec<Keyword>,
}

impl<'s> Both<'s> {
    /// Joins the rows of two sides.
    pub fn new(sides: [&'s Side; 2], n: usize) -> Self {
        let (texts, numbers) = unite(sides);
        let key = |side: usize, i: usize| {
            let numbers = &numbers[side];
            sides[side].row(i, n).map(move |words| words.iter().map(move |&rank| numbers[rank as usize]))
        };
        let (mut words, mut rows) = (Vec::new(), Vec::new());
        let mut at = [0, 0];
        loop {
            let keys = [key(0, at[0]), key(1, at[1])];
            let order = match &keys {
                [None, None] => break,
                [Some(_), None] => std::cmp::Ordering::Less,
                [None, Some(_)] => std::cmp::Ordering::Greater,
                [Some(a), Some(b)] => a.clone().cmp(b.clone()),
            };
            let has = [order.is_le(), order.is_ge()];
            let [ours, theirs] = keys;
            words.extend(if has[0] { ours } else { theirs }.into_iter().flatten());
            let mut keyword = Keyword { number: rows.len(), frequencies: [0; 2], documents: [0; 2], peaks: [0; 2] };
            for side in (0..2).filter(|&side| has[side]) {
                let of = sides[side];
                let (frequency, documents) = of.counts[at[side]];
                keyword.frequencies[side] = frequency;
                keyword.documents[side] = documents.into();
                keyword.peaks[side] = of.peaks.get(at[side]).copied().unwrap_or(0);
                at[side] += 1;
            }
            rows.push(keyword);
        }
        Self { sides, texts, words, rows }
    }

    /// What the rows of both take at most, with a copy in the order of the report.
    pub fn bytes(ours: &Side, theirs: &Side) -> u64 {
        let words = (ours.words.len() + theirs.words.len()) * size_of::<u32>();
        let texts = (ours.texts.len() + theirs.texts.len()) * (size_of::<(usize, u32)>() + size_of::<u32>());
        let rows = (ours.counts.len() + theirs.counts.len()) * 2 * size_of::<(u64, Keyword)>();
        (words + texts + rows) as u64
    }

    /// The sizes of the two.
    pub fn sizes(&self) -> [u64; 2] {
        [self.sides[0].size, self.sides[1].size]
    }

    /// Are the documents known?
    pub fn has_documents(&self) -> [bool; 2] {
        [self.sides[0].has_documents, self.sides[1].has_documents]
    }
}

impl rows::Texts for Both<'_> {
    /// A word as it is shown.
    fn text(&self, number: u32) -> &str {
        let (side, rank) = self.texts[number as usize];
        self.sides[side].texts.shown(rank)
    }
}

/// The words of both sides, each once, and by side and rank their numbers; all in the order of code points.
fn unite(sides: [&Side; 2]) -> (Vec<(usize, u32)>, [Vec<u32>; 2]) {
    let [ours, theirs] = [&sides[0].texts, &sides[1].texts];
    let (mut texts, mut numbers) = (Vec::new(), [Vec::new(), Vec::new()]);
    let (mut i, mut j) = (0u32, 0u32);
    let left = |rank: u32, of: &Texts| (rank as usize) < of.len();
    while left(i, ours) || left(j, theirs) {
        let order = match (left(i, ours), left(j, theirs)) {
            (true, true) => ours.text(i).cmp(theirs.text(j)),
            (true, false) => std::cmp::Ordering::Less,
            _ => std::cmp::Ordering::Greater,
        };
        let number = u32::try_from(texts.len()).expect("fewer than 2^32 words");
        texts.push(if order.is_le() { (0, i) } else { (1, j) });
        if order.is_le() {
            numbers[0].push(number);
            i += 1;
        }
        if order.is_ge() {
            numbers[1].push(number);
            j += 1;
        }
    }
    (texts, numbers)
}
