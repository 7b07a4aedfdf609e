//! `--segment` and `--lexicon`: clitics are cut where the rest of a word is attested.

mod common;

use common::{Scratch, kalim};

/// كتاب and بيت stand alone often enough to be a rest, قلم does not; وجد occurs more often than جد, so its و is a letter.
fn corpus() -> Scratch {
    let often = |word: &str, times: usize| format!("{}.\n", [word].repeat(times).join(" "));
    let texts = [
        often("كتاب", 12) + &often("كتابة", 10),
        often("بيت", 11) + &often("وجد", 30) + &often("جد", 20) + &often("قلم", 9),
        "والكتاب وكتابهم للبيت بالبيت، والقلم وقلم وجد بكتابه فسيبيت.\nكِتَابُهُم وبيتي\n".to_owned(),
    ];
    Scratch::with(&[("a", &texts[0]), ("b", &texts[1]), ("c", &texts[2])])
}

fn tokens(scratch: &Scratch, more: &[&str]) -> Vec<String> {
    let ran = scratch.kalim(&[&["tokenize", "--format", "tokens"], more].concat()).well();
    ran.text().lines().map(str::to_owned).collect()
}

#[test]
fn each_scheme_cuts_its_clitics() {
    let scratch = corpus();
    scratch.kalim(&["freq", "a", "b", "c", "-o", "freq.csv"]).well();
    let cut = |scheme| tokens(&scratch, &["--segment", scheme, "--lexicon", "freq.csv", "c"]).join(" ");
    assert_eq!(cut("d1"), "والكتاب وكتابهم للبيت بالبيت ، والقلم وقلم وجد بكتابه فسيبيت . كتابهم وبيتي");
    assert_eq!(
        cut("d3"),
        "و+ ال+ كتاب و+ كتاب +هم ل+ ال+ بيت ب+ ال+ بيت ، والقلم وقلم وجد ب+ كتاب +ه فسيبيت . كتاب +هم وبيتي"
    );
    assert_eq!(cut("atb"), "والكتاب و+ كتاب +هم للبيت بالبيت ، والقلم وقلم وجد ب+ كتاب +ه فسيبيت . كتاب +هم وبيتي");
}

#[test]
fn the_corpus_attests_its_own_words() {
    let scratch = corpus();
    let counted = scratch.kalim(&["freq", "--segment", "d3", "--format", "tsv", "a", "b", "c"]).well();
    let words: Vec<String> = counted
        .text()
        .lines()
        .skip(1)
        .map(|line| line.split('\t').skip(1).take(2).collect::<Vec<_>>().join(" "))
        .collect();
    for expected in ["كتاب 16", "بيت 13", "وجد 31", "جد 20", "ال+ 3", "و+ 2", "+هم 2", "قلم 9", "والقلم 1"]
    {
        assert!(words.contains(&expected.to_owned()), "{expected} in {words:?}");
    }
    for threads in ["1", "3"] {
        let again =
            ["freq", "--segment", "d3", "--format", "tsv", "--threads", threads, "--memory", "40M", "a", "b", "c"];
        assert_eq!(scratch.kalim(&again).well().text(), counted.text(), "{threads} threads");
    }
}

/// Each part takes a position, a stop word is known before it is cut, and only the rest is stemmed.
#[test]
fn parts_are_words_of_their_own() {
    let scratch = corpus();
    scratch.write("stop", "بالبيت");
    let pairs =
        scratch.kalim(&["ngrams", "--segment", "d3", "--min-freq", "2", "--contains", "+هم", "a", "b", "c"]).well();
    assert_eq!(pairs.text().lines().nth(1), Some("1,2,كتاب +هم,2,18867.924528301886,1"));
    let stopped = scratch.kalim(&["freq", "--segment", "d3", "--stopwords", "stop", "a", "b", "c"]).well();
    assert!(stopped.text().contains(",بيت,12,"), "{}", stopped.text());
    let stems = tokens(&scratch, &["--segment", "d1", "--stem", "light10", "a"]);
    assert!(stems.contains(&"كتاب".to_owned()) && !stems.contains(&"كتابة".to_owned()), "{stems:?}");
}

#[test]
fn what_cannot_be_is_refused() {
    let scratch = corpus();
    kalim(&["freq", "--segment", "d9"], "كتاب").refused(&["--segment", "d3"]);
    scratch.kalim(&["freq", "--lexicon", "a", "a"]).refused(&["--lexicon", "--segment"]);
    scratch
        .kalim(&["freq", "--segment", "d1", "--lexicon", "a", "b"])
        .fails(1, &["kalim: a:", "no column word", "kalim freq"]);
    scratch.write("broken.csv", "word,frequency\nكتاب,many\n");
    scratch
        .kalim(&["freq", "--segment", "d1", "--lexicon", "broken.csv", "b"])
        .fails(1, &["broken.csv", "line 2", "many"]);
    scratch.write("words.csv", "frequency,word\n20,كتاب\n");
    let ran = scratch.pipe(&["tokenize", "--segment", "d1", "--lexicon", "words.csv"], "وكتاب");
    assert_eq!(ran.well().text(), "و+ كتاب\n");
}
