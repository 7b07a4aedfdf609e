//! No count depends on how the text is cut into pieces, nor on which thread reads which.

use std::io::Write;

use proptest::prelude::*;

use super::*;
use crate::count::pairs::{Margins, MarginsByRank};
use crate::count::partition::Scatter;
use crate::encode::hash::Hasher;
use crate::text::profile::{Folds, Profile};

fn rows(threads: Vec<Scatter>, hasher: Hasher, room: &Room, terms: &Terms, symmetric: bool) -> Vec<String> {
    let united = |thread, key: [u32; 2]| {
        let [a, b] = key.map(|term| terms.of_thread(thread)[term as usize]);
        if symmetric { [a.min(b), a.max(b)] } else { [a, b] }
    };
    let mut rows: Vec<String> = Scatter::rows(threads, hasher, room, united)
        .unwrap()
        .into_iter()
        .map(|row| {
            let words = row.key.map(|rank| terms.text(rank));
            format!("{words:?} {} {}", row.frequency, row.documents)
        })
        .collect();
    rows.sort();
    rows
}

fn margins<'m>(threads: impl Iterator<Item = &'m Margins>, window: Window, terms: &Terms) -> Vec<String> {
    let margins = MarginsByRank::new(threads, window, terms);
    (0u32..)
        .take(terms.len())
        .map(|r| format!("{} {} {}", terms.text(r), margins.first(r), margins.second(r)))
        .collect()
}

/// Everything that is counted, in words.
fn everything(files: &[&std::path::Path], plan: &Plan, piece: u64, threads: usize, keys: u64) -> Vec<String> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    let input = Input { paths: files.iter().map(|&f| f.to_owned()).collect(), piece, ..Input::default() };
    pool.install(|| {
        let profile = Profile::new("light", &Folds::default()).unwrap();
        let mut lexicon = Lexicon::new(profile, &["في".to_owned()]);
        let mut plan = plan.clone();
        if let Some(collocates) = &mut plan.collocates {
            collocates.nodes = lexicon.name("كتب");
        }
        plan.spellings = true;
        let manner = Manner { memory: Memory { keys, ..Memory::default() }, ..Manner::default() };
        let counted = run(&input, &lexicon, &plan, &manner, &Progress::default()).unwrap();
        let room = counted.room(0);
        let terms = &counted.terms;
        let hasher = lexicon.hasher();
        let (words, shown) = (&counted.words, counted.spellings.as_ref().unwrap());
        let mut all = vec![format!("{:?}", counted.totals)];
        all.extend(counted.documents.iter().map(|d| format!("{d:?}")));
        all.extend(
            words.rows().map(|r| {
                format!("{} {} {} {}", terms.text(r.key[0]), r.frequency, r.documents, shown[r.key[0] as usize])
            }),
        );
        for ngrams in counted.ngrams {
            all.push(ngrams.iter().map(|n| n.total).sum::<u64>().to_string());
            all.extend(rows(ngrams.into_iter().map(|n| n.scatter).collect(), hasher, &room, terms, false));
        }
        if let Some(window) = plan.pairs {
            all.extend(margins(counted.pairs.iter().map(|p| &p.margins), window, terms));
            all.extend(rows(
                counted.pairs.into_iter().map(|p| p.scatter).collect(),
                hasher,
                &room,
                terms,
                matches!(window, Window::Symmetric(_)),
            ));
        }
        if let Some(CollocatesPlan { before, after, .. }) = plan.collocates {
            all.extend(margins(
                counted.collocates.iter().map(|p| &p.margins),
                Window::Directed { before, after },
                terms,
            ));
            all.extend(rows(counted.collocates.into_iter().map(|p| p.scatter).collect(), hasher, &room, terms, false));
        }
        all
    })
}

fn plans() -> impl Strategy<Value = Plan> {
    let within = prop::sample::select(vec![Within::Sentence, Within::Phrase, Within::Line, Within::Document]);
    let window = prop_oneof![
        (1usize..8).prop_map(Window::Symmetric),
        (0usize..4, 1usize..5).prop_map(|(before, after)| Window::Directed { before, after }),
    ];
    let sentences = prop::sample::select(vec![None, Some(Grouping::Corpus), Some(Grouping::Document)]);
    (within, any::<bool>(), window, sentences, any::<bool>(), 0usize..3).prop_map(
        |(within, close_gaps, window, sentences, punctuation, skip)| {
            let mut counted = [false; 9];
            counted[Class::Word as usize] = true;
            counted[Class::Punctuation as usize] = punctuation;
            Plan {
                within,
                close_gaps,
                ngrams: vec![ngrams::Plan { n: 2, skip, contains: Vec::new() }],
                pairs: Some(window),
                // The stop word has the number 0, and the first word that is met the number 1.
                collocates: Some(CollocatesPlan { nodes: vec![1], before: 2, after: 3 }),
                sentences,
                ..Plan::words(counted)
            }
        },
    )
}

/// Words, ends of sentences and lines, and what needs the rules; few of each, so that they meet.
fn text() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "كتب",
        "في",
        "عام",
        "البيت",
        "كِتَابٌ",
        "ﷺ",
        "abc",
        "2254",
        "٣",
        ".",
        "؟",
        "»",
        "«",
        "،",
        "...",
        "(",
        "https://t.me/x",
        "\u{200f}نص",
        "…",
        "!»",
    ]);
    let gap = prop::sample::select(vec![" ", " ", " ", " ", "", "\n", "\r\n", "\r", "\t", "  \n\n", "\u{a0}"]);
    prop::collection::vec((token, gap), 0..120).prop_map(|pairs| pairs.into_iter().flat_map(|(a, b)| [a, b]).collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]
    #[test]
    fn cuts_threads_and_spills_do_not_show(texts in prop::collection::vec(text(), 1..4), plan in plans(), piece in 8u64..200, keys in 0u64..20_000) {
        let files: Vec<_> = texts.iter().map(|text| {
            let mut file = tempfile::NamedTempFile::new().unwrap();
            file.write_all(text.as_bytes()).unwrap();
            file
        }).collect();
        let paths: Vec<_> = files.iter().map(tempfile::NamedTempFile::path).collect();
        let whole = everything(&paths, &plan, 1 << 20, 1, u64::MAX);
        prop_assert_eq!(&everything(&paths, &plan, piece, 1, u64::MAX), &whole);
        prop_assert_eq!(&everything(&paths, &plan, piece, 3, u64::MAX), &whole);
        prop_assert_eq!(&everything(&paths, &plan, piece, 3, keys), &whole);
    }
}
