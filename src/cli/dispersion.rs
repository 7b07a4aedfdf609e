use std::collections::HashMap;
use std::path::PathBuf;

use rayon::prelude::*;

use super::options::{ChoiceOptions, GroupOptions, InputHow, ReportOptions};
use super::task::{Corpus, Page, Task};
use super::words::{self, Named, Shown};
use super::{Failure, measures, run};
use crate::count::partition::Row;
use crate::encode::lexicon::Lexicon;
use crate::engine::Plan;
use crate::measure::Measure;
use crate::measure::dispersion::{DISPERSION, Parts, Spread, Uses};
use crate::measure::positions::{Gaps, POSITIONS};
use crate::report::rows::{self, Value};

/// Dispersion: how evenly words are spread over the documents of a corpus, or over equal parts of it
///
/// The parts are the documents that have a counted token; with --parts N, N parts of the sequence of counted tokens, equal but
/// for one token. Stop words have no row, but they stay in the sizes of the parts and in the sequence. Columns: rank, word,
/// frequency, parts, and a column a measure.
///
/// dp (Gries 2008) is 0 for a word that is spread like the text, near 1 for one that is in few parts; juilland_d_relfreq is 1 for
/// an even word. What a rare word scores depends mostly on how rare it is, and all scores on the number of parts: compare words
/// of like frequency in one corpus. arf, awt and ald look at the distances between uses and need no parts, but they depend on the
/// order of the documents, which is that of the arguments and of the names in a folder.
///
/// The corpus is read twice, so not from standard input. Memory is the vocabulary, and for each word its parts.
///
/// Example: kalim dispersion --min-freq 10 --sort dp_norm --top 50 corpus/
#[derive(clap::Args)]
pub struct Args {
    /// Files or folders
    #[arg(value_name = "PATH", help_heading = "Input")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    how: InputHow,
    /// Only WORD (may be repeated)
    #[arg(short = 'e', long = "word", value_name = "WORD", help_heading = "Choice of rows")]
    words: Vec<String>,
    /// N equal parts of the sequence of counted tokens, instead of the documents
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Counting")]
    parts: Option<u32>,
    /// Measures, a column each: a list of names, or all
    #[arg(long, value_name = "LIST", default_value = "range,dp,dp_norm,juilland_d_relfreq,arf", help_heading = "Measures", long_help = long_help())]
    measures: String,
    #[command(flatten)]
    choice: ChoiceOptions,
    #[command(flatten)]
    groups: GroupOptions,
    #[command(flatten)]
    report: ReportOptions,
}

/// What --measures may name.
pub fn long_help() -> String {
    format!(
        "Measures, a column each: a list of names, or all.\nOver parts:\n{}From the distances between uses:\n{}A cell is empty \
         where a measure is undefined, as those of bare frequencies are where parts are not equal.",
        measures::lines(DISPERSION),
        measures::lines(POSITIONS)
    )
}

/// A measure of either kind.
#[derive(Clone, Copy)]
pub enum Statistic {
    Parts(&'static Measure<Spread>),
    Positions(&'static Measure<Gaps>),
}

impl Statistic {
    /// All, by name.
    pub fn known() -> Vec<(&'static str, Self)> {
        let parts = DISPERSION.iter().map(|m| (m.id, Self::Parts(m)));
        parts.chain(POSITIONS.iter().map(|m| (m.id, Self::Positions(m)))).collect()
    }

    /// Its name.
    pub fn id(self) -> &'static str {
        match self {
            Self::Parts(measure) => measure.id,
            Self::Positions(measure) => measure.id,
        }
    }
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    run::alone(Dispersion::new(args)?, args.groups.by.as_ref(), &args.paths, &args.how, &args.report)
}

/// The report.
struct Dispersion<'a> {
    args: &'a Args,
    statistics: Vec<Statistic>,
    order: Order,
    /// The words, as typed.
    named: Vec<Named>,
}

/// What rows are sorted by.
#[derive(Clone, Copy)]
enum Order {
    Frequency,
    Words,
    Statistic(usize),
}

impl<'a> Dispersion<'a> {
    fn new(args: &'a Args) -> Result<Self, Failure> {
        let statistics = measures::pick(&Statistic::known(), &args.measures)?;
        let order = match args.choice.sort.as_deref() {
            None | Some("frequency") => Order::Frequency,
            // The number of parts is the same in all rows.
            Some("word" | "parts") => Order::Words,
            Some(name) => {
                let place = statistics.iter().position(|statistic| statistic.id() == name);
                Order::Statistic(place.ok_or_else(|| {
                    let columns = rows::Dispersion::COLUMNS.iter().skip(1).map(|c| c.0);
                    let all: Vec<&str> = columns.chain(statistics.iter().map(|statistic| statistic.id())).collect();
                    let what = "dispersion has no such column to sort by";
                    Failure::Usage(format!("--sort {name}: {what}; it has {}", all.join(", ")))
                })?)
            }
        };
        Ok(Self { args, statistics, order, named: Vec::new() })
    }
}

impl Task for Dispersion<'_> {
    fn plan(&mut self, plan: &mut Plan, lexicon: &mut Lexicon) -> Result<(), Failure> {
        self.named = words::named(lexicon, &self.args.words)?;
        plan.holds_words = true;
        plan.spellings |= self.args.choice.shows_original();
        Ok(())
    }

    fn reads_again(&self) -> bool {
        true
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let (terms, words) = (&corpus.counted.terms, &corpus.counted.words);
        words::check(&self.named, corpus)?;
        let wanted: Vec<u32> = self.named.iter().flat_map(|w| &w.terms).map(|&term| terms.of_fixed(term)).collect();
        let thresholds = self.args.choice.thresholds();
        let mut rows: Vec<Row<1>> = words
            .rows()
            .filter(|row| thresholds.admit(row.frequency, row.documents))
            .filter(|row| self.named.is_empty() || wanted.contains(&row.key[0]))
            .collect();
        let top = self.args.choice.top().unwrap_or(usize::MAX);
        if matches!(self.order, Order::Frequency) {
            rows.sort_by_key(|row| std::cmp::Reverse(row.frequency));
        }
        if !matches!(self.order, Order::Statistic(_)) {
            rows.truncate(top);
        }
        let (values, parts) = measure(corpus, &rows, &self.statistics, self.args.parts)?;
        let mut rows: Vec<_> = rows.into_iter().zip(values).collect();
        if let Order::Statistic(i) = self.order {
            rows.sort_by_key(|(_, values)| std::cmp::Reverse(values[i].sortable()));
            rows.truncate(top);
        }
        let shown = Shown::new(&corpus.counted, self.args.choice.show);
        let measures = self.statistics.iter().map(|statistic| statistic.id()).collect();
        page.print(&rows::Dispersion { rows, text: &shown, parts, measures })
    }
}

/// The measures of some words, over documents or so many equal parts, with how many parts there are. The corpus is read again.
pub fn measure(
    corpus: &Corpus<'_>,
    rows: &[Row<1>],
    statistics: &[Statistic],
    equal: Option<u32>,
) -> Result<(Vec<Vec<Value>>, u64), Failure> {
    let (terms, tokens) = (&corpus.counted.terms, corpus.counted.words.tokens());
    let uses = |row: &Row<1>| equal.map_or(row.documents.into(), |parts| row.frequency.min(parts.into()));
    let uses: u64 = rows.iter().map(uses).sum();
    // A list that grows has room for as many again.
    corpus.counted.admit(2 * uses * size_of::<(usize, u64)>() as u64 + rows.len() as u64 * Word::BYTES)?;
    let mut gatherer = Gatherer::new(rows, |rank| terms.text(rank), tokens, equal);
    corpus.sequence.each(tokens, |document, word| gatherer.push(document, word))?;
    let (spreads, parts) = gatherer.finish();
    let values = |(spread, gaps): (Spread, Gaps)| {
        let value = |statistic: &Statistic| match statistic {
            Statistic::Parts(measure) if measure.id == "range" => Value::Count(spread.range()),
            Statistic::Parts(measure) => Value::Measure((measure.of)(&spread)),
            Statistic::Positions(measure) => Value::Measure((measure.of)(&gaps)),
        };
        statistics.iter().map(value).collect()
    };
    Ok((spreads.into_par_iter().map(values).collect(), parts.count))
}

/// Gathers the parts and positions of some words, word by word of the corpus.
struct Gatherer<'t> {
    numbers: HashMap<&'t str, usize>,
    words: Vec<Word>,
    /// How many parts of how many words there are, or documents.
    equal: Option<u32>,
    all: u64,
    position: u64,
    document: u32,
    /// The sizes of the parts so far.
    sizes: Vec<u64>,
}

/// One of them.
struct Word {
    /// The parts that it is in, by their number, with its frequency.
    uses: Vec<(usize, u64)>,
    gaps: Gaps,
}

impl Word {
    /// Of one without its uses, with its entry among the numbers.
    const BYTES: u64 = (size_of::<Self>() + 64) as u64;
}

impl<'t> Gatherer<'t> {
    fn new(rows: &[Row<1>], text: impl Fn(u32) -> &'t str, all: u64, equal: Option<u32>) -> Self {
        let numbers = rows.iter().map(|row| text(row.key[0])).zip(0..).collect();
        let words = rows.iter().map(|row| Word { uses: Vec::new(), gaps: Gaps::new(row.frequency, all) }).collect();
        Self { numbers, words, equal, all, position: 0, document: 0, sizes: Vec::new() }
    }

    fn push(&mut self, document: u32, word: &str) {
        let begins = match self.equal {
            // Part i begins at floor(i words / parts): is there such an i for this position?
            Some(parts) => {
                let first = |position: u64| (u128::from(position) * u128::from(parts)).div_ceil(self.all.into());
                first(self.position) != first(self.position + 1)
            }
            None => self.sizes.is_empty() || document != self.document,
        };
        if begins {
            self.sizes.push(0);
            self.document = document;
        }
        let part = self.sizes.len() - 1;
        self.sizes[part] += 1;
        if let Some(&number) = self.numbers.get(word) {
            let word = &mut self.words[number];
            word.gaps.push(self.position);
            match word.uses.last_mut() {
                Some((last, frequency)) if *last == part => *frequency += 1,
                _ => word.uses.push((part, 1)),
            }
        }
        self.position += 1;
    }

    /// What each word is like, and the parts.
    fn finish(self) -> (Vec<(Spread, Gaps)>, Parts) {
        let parts: Parts = self.sizes.iter().copied().collect();
        let word = |Word { uses, gaps }| {
            let uses = uses.into_iter().map(|(part, frequency)| Uses { frequency, size: self.sizes[part] }).collect();
            (Spread::new(uses, parts), gaps)
        };
        (self.words.into_iter().map(word).collect(), parts)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn equal_parts_begin_where_they_should(words in 1..200u64, parts in 1..50u32) {
            let mut gatherer = Gatherer::new(&[], |_| "", words, Some(parts));
            (0..words).for_each(|_| gatherer.push(0, ""));
            let begin = |i: u64| i * words / u64::from(parts);
            let sizes: Vec<u64> = (0..u64::from(parts)).map(|i| begin(i + 1) - begin(i)).filter(|&size| size > 0).collect();
            prop_assert_eq!(gatherer.sizes, sizes);
        }
    }
}
