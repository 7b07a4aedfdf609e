use super::collocates::everything;
use super::measures::ALWAYS;
use super::options::{InputOptions, Numbers, ReportOptions, UnitOptions};
use super::run::{Session, write};
use super::slots::{Bigrams, Scored, Trigrams};
use super::words::{self, Shown};
use super::{Failure, measures, sorting};
use crate::count::choice::sortable;
use crate::count::ngrams::{self, LONGEST};
use crate::count::partition::Row;
use crate::count::words::Words;
use crate::encode::hash::Hasher;
use crate::encode::terms::Terms;
use crate::engine::Plan;
use crate::report::rows::{NgramRows, Ngrams, NgramsOfN, ScoredNgrams};
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
    #[arg(short, long = "n", value_name = "N", default_value = "2", help_heading = "Counting")]
    n: Numbers,
    /// Skip-grams: up to K positions may be passed over between the first word and the last
    #[arg(long, value_name = "K", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=100), help_heading = "Counting")]
    skip: u64,
    /// Only n-grams with WORD in them (may be repeated: with any of these)
    #[arg(long, value_name = "WORD", help_heading = "Choice of rows")]
    contains: Vec<String>,
    /// Association measures of bigrams or trigrams, a column each: a list of names, or all (kalim list measures says what each is)
    #[arg(long, value_name = "LIST", conflicts_with = "contains", help_heading = "Measures")]
    measures: Option<String>,
    #[command(flatten)]
    units: UnitOptions,
    #[command(flatten)]
    report: ReportOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    if let Some(n) = args.n.0.iter().find(|&&n| n == 0 || n > LONGEST) {
        return Err(Failure::Usage(format!("-n {n}: an n-gram has 1 to {LONGEST} words")));
    }
    if let Some(measures) = &args.measures {
        return match args.n.0[..] {
            [2] => scored::<Bigrams, 2>(args, measures),
            [3] => scored::<Trigrams, 3>(args, measures),
            _ => Err(Failure::Usage(
                "--measures: only bigrams and trigrams have some: give -n 2 or -n 3 alone".to_owned(),
            )),
        };
    }
    let layout = args.report.output.layout()?;
    let mut lexicon = args.report.lexicon()?;
    let sort = sorting::Column::parse(args.report.choice.sort.as_deref(), &Ngrams::COLUMNS.map(|c| c.0), &[])?;
    let session = Session::new(args.input.resolve()?, args.input.how.strict, &args.report.manners);
    let output = session.open(&args.report.output.target())?;
    session.on_threads(|| {
        let named = words::named(&mut lexicon, &args.contains)?;
        let contains: Vec<Vec<u32>> = named.iter().map(|w| w.terms.clone()).collect();
        let skip = usize::try_from(args.skip).unwrap_or(usize::MAX);
        // Single words are counted in any case.
        let ngrams = args
            .n
            .0
            .iter()
            .filter(|&&n| n > 1)
            .map(|&n| ngrams::Plan { n, skip, contains: contains.clone() })
            .collect();
        let plan = Plan {
            within: args.units.within(),
            close_gaps: args.units.close_gaps,
            ngrams,
            ..Plan::words(args.report.counted())
        };
        let (mut counted, code) = session.count(&lexicon, &plan)?;
        let ngrams = std::mem::take(&mut counted.ngrams);
        let terms = &counted.terms;
        let words = Words::merge(&counted.vocabularies, terms);
        words::check(&named, &words, terms, session.is_quiet())?;
        let shown = Shown::new(terms, &counted.vocabularies, args.report.choice.shows_original());
        let ranks: Vec<u32> = contains.iter().flatten().map(|&term| terms.of_fixed(term)).collect();
        let mut tables = Vec::new();
        if args.n.0.contains(&1) {
            tables.push(single_words(args, &words, sort, &ranks));
        }
        for threads in ngrams {
            tables.push(table(args, threads, lexicon.hasher(), sort, terms));
        }
        write(&Ngrams { tables, text: &|rank| shown.text(rank) }, &layout, output)?;
        Ok(code)
    })
}

/// N-grams of one n with their measures.
fn scored<S: Scored<N> + Sync, const N: usize>(args: &Args, measures: &str) -> Result<u8, Failure> {
    let expected = S::MEASURES.iter().filter(|m| m.id == ALWAYS);
    let measures: Vec<_> = expected.chain(measures::chosen(S::MEASURES, measures, Some(ALWAYS))?).collect();
    let layout = args.report.output.layout()?;
    let lexicon = args.report.lexicon()?;
    let by = args.report.choice.sort.as_deref();
    let by_measure = measures.iter().copied().find(|m| Some(m.id) == by);
    let columns = || Ngrams::COLUMNS.iter().map(|c| c.0).chain(measures.iter().map(|m| m.id)).collect::<Vec<_>>();
    let sort = match by_measure {
        Some(_) => sorting::Column::Words,
        None => sorting::Column::parse(by, &columns(), &[])?,
    };
    let session = Session::new(args.input.resolve()?, args.input.how.strict, &args.report.manners);
    let output = session.open(&args.report.output.target())?;
    session.on_threads(|| {
        let skip = usize::try_from(args.skip).unwrap_or(usize::MAX);
        let plan = Plan {
            within: args.units.within(),
            close_gaps: args.units.close_gaps,
            ngrams: vec![ngrams::Plan { n: N, skip, contains: Vec::new() }],
            ..Plan::words(args.report.counted())
        };
        let (mut counted, code) = session.count(&lexicon, &plan)?;
        let threads = std::mem::take(&mut counted.ngrams).swap_remove(0);
        let terms = &counted.terms;
        let shown = Shown::new(terms, &counted.vocabularies, args.report.choice.shows_original());
        let total = threads.iter().map(|t| t.total).sum();
        let united = |thread, key: [u32; N]| {
            let ranks = terms.of_thread(thread);
            key.map(|term| ranks[term as usize])
        };
        let scatters = threads.into_iter().map(|t| t.scatter).collect();
        let all: Vec<Row<N>> = everything().count(scatters, lexicon.hasher(), terms.len(), united);
        let thresholds = args.report.choice.thresholds();
        let admitted: Vec<Row<N>> =
            all.iter().copied().filter(|row| thresholds.admit(row.frequency, row.documents)).collect();
        let slots = S::of(&admitted, &all, terms.len());
        drop(all);
        let table = |row: &Row<N>| slots.table(row);
        let key = |row: &Row<N>| match by_measure {
            Some(measure) => sortable((measure.of)(&table(row))),
            None => sort.of_row(row),
        };
        let rows = args.report.choice(sort, &key).of(admitted.into_iter(), terms.len());
        write(&ScoredNgrams { rows, text: &|rank| shown.text(rank), total, table: &table, measures }, &layout, output)?;
        Ok(code)
    })
}

fn single_words(args: &Args, words: &Words, sort: sorting::Column, contains: &[u32]) -> NgramsOfN {
    let key = |row: &Row<1>| sort.of_row(row);
    let wanted = |row: &Row<1>| contains.is_empty() || contains.contains(&row.key[0]);
    let rows = args.report.choice(sort, &key).of(words.rows().filter(wanted), words.frequency.len());
    NgramsOfN { n: 1, rows: Box::new(rows), total: words.tokens() - words.stop_word_tokens() }
}

fn table(args: &Args, threads: Vec<ngrams::Ngrams>, hasher: Hasher, sort: sorting::Column, terms: &Terms) -> NgramsOfN {
    let n = threads.first().map_or(1, ngrams::Ngrams::n);
    let total = threads.iter().map(|t| t.total).sum();
    let scatters = threads.into_iter().map(|t| t.scatter).collect();
    let rows = with_width!(n, N => {
        let key = |row: &Row<N>| sort.of_row(row);
        let united = |thread, key: [u32; N]| {
            let ranks = terms.of_thread(thread);
            key.map(|term| ranks[term as usize])
        };
        Box::new(args.report.choice(sort, &key).count(scatters, hasher, terms.len(), united)) as Box<dyn NgramRows>
    });
    NgramsOfN { n, rows, total }
}
