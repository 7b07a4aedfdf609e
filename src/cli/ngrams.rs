use super::measures::ALWAYS;
use super::options::{ChoiceOptions, GroupOptions, InputOptions, Numbers, ReportOptions, UnitOptions};
use super::slots::{Bigrams, Scored, Trigrams};
use super::task::{Corpus, Page, Task};
use super::words::{self, Named, Shown};
use super::{Failure, measures, run, sorting};
use crate::count::choice::{Choice, Rows, Sort, Thresholds, sortable};
use crate::count::ngrams::{self, LONGEST};
use crate::count::partition::{Room, Row};
use crate::count::spill::SpillError;
use crate::count::words::Words;
use crate::encode::hash::Hasher;
use crate::encode::lexicon::Lexicon;
use crate::encode::terms::Terms;
use crate::engine::Plan;
use crate::measure::Measure;
use crate::report::rows::{self, NgramRows, NgramsOfN};
use crate::with_width;

/// N-grams: how often each sequence of n words occurs, and in how many documents
///
/// An n-gram is n counted words that stand next to each other in a sentence (or what --within says). A number, a URL or a stop
/// word between two words keeps its place, so they are no neighbours, unless --close-gaps is given; punctuation takes no place.
/// Columns: rank, n, ngram, frequency, per_million (of all n-grams of that n), documents. The rank restarts with each n.
/// With --measures, for -n 2 or -n 3 alone, also expected and a column a measure: their tables are made of how often each word
/// stands in its slot in all n-grams, whatever is printed.
///
/// Example: kalim ngrams -n 2-3 --min-freq 5 corpus/
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    /// How many words: a number, a range (1-5 or 1..5) or a list (2,3); 8 at most
    #[arg(short, long = "n", value_name = "N", default_value = "2", value_parser = lengths, help_heading = "Counting")]
    n: Numbers,
    #[command(flatten)]
    options: NgramOptions,
    /// Association measures of bigrams or trigrams, a column each: a list of names, or all (kalim list measures says what each is)
    #[arg(long, value_name = "LIST", conflicts_with = "contains", help_heading = "Measures")]
    measures: Option<String>,
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    choice: ChoiceOptions,
    #[command(flatten)]
    groups: GroupOptions,
    #[command(flatten)]
    report: ReportOptions,
}

/// Which n-grams, of any n.
#[derive(clap::Args)]
pub struct NgramOptions {
    /// Skip-grams: up to K positions may be passed over between the first word and the last
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=100), help_heading = "Counting")]
    skip: u64,
    /// Only n-grams with WORD in them (may be repeated: with any of these)
    #[arg(long, value_name = "WORD", help_heading = "Choice of rows")]
    contains: Vec<String>,
}

/// How many words n-grams may have.
pub fn lengths(text: &str) -> Result<Numbers, String> {
    let numbers: Numbers = text.parse()?;
    if numbers.0.iter().any(|&n| n == 0 || n > LONGEST) {
        return Err(format!("an n-gram has 1 to {LONGEST} words"));
    }
    Ok(numbers)
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let task = task(&args.n, &args.options, args.measures.as_deref(), &args.units, &args.choice)?;
    run::alone(task, args.groups.by.as_ref(), &args.input.paths, &args.input.how, &args.report)
}

/// The report of these n-grams and rows, with measures or without.
pub fn task<'a>(
    n: &'a Numbers,
    options: &'a NgramOptions,
    measures: Option<&str>,
    units: &'a UnitOptions,
    choice: &'a ChoiceOptions,
) -> Result<Box<dyn Task + 'a>, Failure> {
    match (measures, &n.0[..]) {
        (None, _) => Ok(Box::new(Ngrams::new(n, options, units, choice)?)),
        (Some(measures), [2]) => Ok(Box::new(ScoredNgrams::<Bigrams, 2>::new(measures, options, units, choice)?)),
        (Some(measures), [3]) => Ok(Box::new(ScoredNgrams::<Trigrams, 3>::new(measures, options, units, choice)?)),
        _ => Err(Failure::Usage("--measures: only bigrams and trigrams have some: give -n 2 or -n 3 alone".to_owned())),
    }
}

/// The report without measures.
struct Ngrams<'a> {
    n: &'a Numbers,
    options: &'a NgramOptions,
    units: &'a UnitOptions,
    choice: &'a ChoiceOptions,
    sort: sorting::Column,
    /// The words that n-grams are to contain.
    named: Vec<Named>,
}

impl<'a> Ngrams<'a> {
    fn new(
        n: &'a Numbers,
        options: &'a NgramOptions,
        units: &'a UnitOptions,
        choice: &'a ChoiceOptions,
    ) -> Result<Self, Failure> {
        let columns = rows::Ngrams::COLUMNS.map(|c| c.0);
        let sort = sorting::Column::parse(choice.sort.as_deref(), "ngrams", &columns, &[])?;
        Ok(Self { n, options, units, choice, sort, named: Vec::new() })
    }

    fn single_words(&self, words: &Words, contains: &[u32]) -> NgramsOfN {
        let key = |row: &Row<1>| self.sort.of_row(row);
        let wanted = |row: &Row<1>| contains.is_empty() || contains.contains(&row.key[0]);
        let rows = self.choice.by(self.sort, &key).of(words.rows().filter(wanted), words.frequency.len());
        NgramsOfN { n: 1, rows: Box::new(Rows::from(rows)), total: words.tokens() - words.stop_word_tokens() }
    }

    /// With the bytes that its rows take.
    fn table(
        &self,
        threads: Vec<ngrams::Ngrams>,
        hasher: Hasher,
        terms: &Terms,
        room: &Room,
    ) -> Result<(NgramsOfN, usize), SpillError> {
        let n = threads.first().map_or(1, ngrams::Ngrams::n);
        let total = threads.iter().map(|t| t.total).sum();
        let scatters = threads.into_iter().map(|t| t.scatter).collect();
        let (rows, bytes) = with_width!(n, N => {
            let key = |row: &Row<N>| self.sort.of_row(row);
            let united = |thread, key: [u32; N]| {
                let ranks = terms.of_thread(thread);
                key.map(|term| ranks[term as usize])
            };
            let rows = self.choice.by(self.sort, &key).count(scatters, hasher, terms.len(), room, united)?;
            let bytes = rows.bytes();
            (Box::new(rows) as Box<dyn NgramRows>, bytes)
        });
        Ok((NgramsOfN { n, rows, total }, bytes))
    }
}

impl Task for Ngrams<'_> {
    fn plan(&mut self, plan: &mut Plan, lexicon: &mut Lexicon) -> Result<(), Failure> {
        self.named = words::named(lexicon, &self.options.contains)?;
        let contains: Vec<Vec<u32>> = self.named.iter().map(|w| w.terms.clone()).collect();
        let skip = usize::try_from(self.options.skip).unwrap_or(usize::MAX);
        // Single words are counted in any case.
        let longer = self.n.0.iter().filter(|&&n| n > 1);
        plan.ngrams = longer.map(|&n| ngrams::Plan { n, skip, contains: contains.clone() }).collect();
        plan.spellings |= self.choice.shows_original();
        self.units.limit(plan);
        Ok(())
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let ngrams = std::mem::take(&mut corpus.counted.ngrams);
        let (terms, words) = (&corpus.counted.terms, &corpus.counted.words);
        words::check(&self.named, corpus)?;
        let shown = Shown::new(&corpus.counted, self.choice.show);
        let contains: Vec<u32> = self.named.iter().flat_map(|w| &w.terms).map(|&term| terms.of_fixed(term)).collect();
        let mut tables = Vec::new();
        if self.n.0.contains(&1) {
            tables.push(self.single_words(words, &contains));
        }
        let mut held = 0;
        for threads in ngrams {
            let (table, bytes) = self.table(threads, corpus.hasher, terms, &corpus.counted.room(held))?;
            held += bytes;
            tables.push(table);
        }
        page.print(&rows::Ngrams { tables, text: &shown })
    }
}

/// The n-grams of one n with their measures.
struct ScoredNgrams<'a, S: Scored<N>, const N: usize> {
    options: &'a NgramOptions,
    units: &'a UnitOptions,
    choice: &'a ChoiceOptions,
    measures: Vec<&'static Measure<S::Table>>,
    by_measure: Option<&'static Measure<S::Table>>,
    sort: sorting::Column,
}

impl<'a, S: Scored<N>, const N: usize> ScoredNgrams<'a, S, N> {
    fn new(
        list: &str,
        options: &'a NgramOptions,
        units: &'a UnitOptions,
        choice: &'a ChoiceOptions,
    ) -> Result<Self, Failure> {
        let expected = S::MEASURES.iter().filter(|m| m.id == ALWAYS);
        let measures: Vec<_> = expected.chain(measures::chosen(S::MEASURES, list, Some(ALWAYS))?).collect();
        let by = choice.sort.as_deref();
        let by_measure = measures.iter().copied().find(|m| Some(m.id) == by);
        let columns: Vec<&str> =
            rows::Ngrams::COLUMNS.iter().map(|c| c.0).chain(measures.iter().map(|m| m.id)).collect();
        let sort = match by_measure {
            Some(_) => sorting::Column::Words,
            None => sorting::Column::parse(by, "ngrams", &columns, &[])?,
        };
        Ok(Self { options, units, choice, measures, by_measure, sort })
    }
}

impl<S: Scored<N> + Sync, const N: usize> Task for ScoredNgrams<'_, S, N> {
    fn plan(&mut self, plan: &mut Plan, _: &mut Lexicon) -> Result<(), Failure> {
        let skip = usize::try_from(self.options.skip).unwrap_or(usize::MAX);
        plan.ngrams = vec![ngrams::Plan { n: N, skip, contains: Vec::new() }];
        plan.spellings |= self.choice.shows_original();
        self.units.limit(plan);
        Ok(())
    }

    fn print(&self, corpus: &mut Corpus<'_>, page: &mut Page<'_>) -> Result<(), Failure> {
        let threads = std::mem::take(&mut corpus.counted.ngrams).swap_remove(0);
        let terms = &corpus.counted.terms;
        let shown = Shown::new(&corpus.counted, self.choice.show);
        let total = threads.iter().map(|t| t.total).sum();
        let united = |thread, key: [u32; N]| {
            let ranks = terms.of_thread(thread);
            key.map(|term| ranks[term as usize])
        };
        let scatters = threads.into_iter().map(|t| t.scatter).collect();
        let everything =
            Choice { thresholds: Thresholds { frequency: 0, documents: 0 }, top: None, sort: Sort::Frequency };
        let all: Rows<N> = everything.count(scatters, corpus.hasher, terms.len(), &corpus.counted.room(0), united)?;
        let slots = S::of(&all, self.choice.thresholds(), terms.len())?;
        let table = |row: &Row<N>| slots.table(row);
        let key = |row: &Row<N>| match self.by_measure {
            Some(measure) => sortable((measure.of)(&table(row))),
            None => self.sort.of_row(row),
        };
        let room = corpus.counted.room(all.bytes() + slots.bytes());
        let rows = self.choice.by(self.sort, &key).again(all, terms.len(), &room)?;
        let measures = self.measures.clone();
        page.print(&rows::ScoredNgrams { rows, text: &shown, total, table: &table, measures })
    }
}
