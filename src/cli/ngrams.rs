use super::options::{ChoiceOptions, InputOptions, Numbers, ReportOptions, UnitOptions};
use super::task::{Corpus, Page, Task};
use super::words::{self, Named, Shown};
use super::{Failure, run, sorting};
use crate::count::choice::Rows;
use crate::count::ngrams::{self, LONGEST};
use crate::count::partition::{Room, Row};
use crate::count::spill::SpillError;
use crate::count::words::Words;
use crate::encode::hash::Hasher;
use crate::encode::lexicon::Lexicon;
use crate::encode::terms::Terms;
use crate::engine::Plan;
use crate::report::rows::{self, NgramRows, NgramsOfN};
use crate::with_width;

/// N-grams: how often each sequence of n words occurs, and in how many documents
///
/// An n-gram is n counted words that stand next to each other in a sentence (or what --within says). A number, a URL or a stop
/// word between two words keeps its place, so they are no neighbours, unless --close-gaps is given; punctuation takes no place.
/// Columns: rank, n, ngram, frequency, per_million (of all n-grams of that n), documents. The rank restarts with each n.
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
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    choice: ChoiceOptions,
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
    let ngrams = Ngrams::new(&args.n, &args.options, &args.units, &args.choice)?;
    run::alone(ngrams, &args.input.paths, &args.input.how, &args.report)
}

/// The report.
pub struct Ngrams<'a> {
    n: &'a Numbers,
    options: &'a NgramOptions,
    units: &'a UnitOptions,
    choice: &'a ChoiceOptions,
    sort: sorting::Column,
    /// The words that n-grams are to contain.
    named: Vec<Named>,
}

impl<'a> Ngrams<'a> {
    /// With these n-grams and rows.
    pub fn new(
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

    fn print(&self, corpus: &mut Corpus, page: &mut Page<'_>) -> Result<(), Failure> {
        let ngrams = std::mem::take(&mut corpus.counted.ngrams);
        let (terms, words) = (&corpus.counted.terms, &corpus.counted.words);
        words::check(&self.named, words, terms, corpus.quiet)?;
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
        page.print(&rows::Ngrams { tables, text: &|rank| shown.text(rank) })
    }
}
