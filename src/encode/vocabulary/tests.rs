use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::encode::conflation::{Conflation, Stems};
use crate::encode::lexicon::pack;
use crate::text::profile::{Folds, Profile};
use crate::text::stem::Stemmer;
use proptest::prelude::*;

/// Words of few letters, so that one counts as another that itself counts as a third.
fn word() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "ت{1,9}[هي]{0,3}",
        2 => "\u{750}ت{1,4}[هي]{0,3}",
        2 => "[اأءهىيلوـَ]{1,5}",
        1 => "[اأءهىيلوـَ]{6,18}",
        1 => "[اهـaA\u{750}ﷺ]{1,4}",
    ]
}

proptest! {
    #[test]
    fn each_word_counts_as_what_it_is_folded_to(
        documents in prop::collection::vec((any::<bool>(), prop::collection::vec(word(), 1..80)), 1..4),
        stop_words in prop::collection::vec(word(), 0..3),
        profile in prop::sample::select(Profile::names().collect::<Vec<_>>()),
        stemmer in prop::option::of(prop::sample::select(Stemmer::ALL.to_vec())),
        spellings in any::<bool>(),
    ) {
        let profile = Profile::new(profile, &Folds::default()).unwrap();
        let stems = stemmer.map(|stemmer| Stems::new(stemmer, Vec::new()));
        let lexicon = Lexicon::new(Conflation::new(profile, stems), &stop_words);
        let mut vocabulary = Vocabulary::new(&lexicon, Known { letters: false, spellings });
        let mut expected: BTreeMap<String, (u64, BTreeSet<u32>)> = BTreeMap::new();
        let mut met: BTreeMap<u32, u32> = BTreeMap::new();
        for ((split, words), document) in documents.iter().zip(0..) {
            vocabulary.begin(Reading { document, split: *split });
            let (mut codes, mut as_expected) = (Vec::new(), Vec::new());
            for word in words {
                match pack(word) {
                    None => vocabulary.other(word, Folding::Words, &mut codes),
                    Some(packed) => {
                        codes.push(HOLE);
                        match halves(packed) {
                            [key, 0] => vocabulary.short(key, codes.len() - 1, &mut codes),
                            _ => vocabulary.long(packed, codes.len() - 1, &mut codes),
                        }
                    }
                }
                let terms = lexicon.fold(Folding::Words, word);
                as_expected.extend(terms.is_empty().then_some(None));
                for term in terms {
                    let (frequency, of) = expected.entry(term.clone()).or_default();
                    *frequency += 1;
                    of.insert(document);
                    as_expected.push(Some(term).filter(|term| !lexicon.fixed().contains(term)));
                }
            }
            vocabulary.flush(&mut codes);
            let text = |code: &u32| is_term(*code).then(|| vocabulary.text(*code).to_text());
            prop_assert_eq!(codes.iter().map(text).collect::<Vec<_>>(), as_expected);
            vocabulary.met().for_each(|term| *met.entry(term).or_default() += 1);
        }
        let mut counted: BTreeMap<String, u64> = BTreeMap::new();
        for (number, count, terms) in vocabulary.counts().filter(|&(_, count, _)| count > 0) {
            for &term in terms {
                *counted.entry(vocabulary.text(term).to_text()).or_default() += count;
            }
            if spellings {
                let texts: Vec<String> = terms.iter().map(|&term| vocabulary.text(term).to_text()).collect();
                prop_assert_eq!(lexicon.fold(Folding::Words, &vocabulary.text(number).to_text()), texts);
            }
        }
        prop_assert_eq!(counted, expected.iter().map(|(term, of)| (term.clone(), of.0)).collect());
        for (documents, term) in vocabulary.documents().zip(0..) {
            let documents = documents + met.get(&term).copied().unwrap_or(0);
            let text = vocabulary.text(term).to_text();
            if !lexicon.fixed().contains(&text) {
                let had_by = expected.get(&text).map_or(0, |of| of.1.len());
                prop_assert_eq!(documents as usize, had_by, "{}", text);
            }
        }
    }
}
