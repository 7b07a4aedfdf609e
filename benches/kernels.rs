//! The kernels, in bytes or items a second: `cargo bench --bench kernels`.
//!
//! The text is made here, of invented words with the lengths and the frequencies of Arabic: real corpora are measured by
//! `benches/commands.py`.

#![expect(clippy::cast_possible_truncation, reason = "small numbers")]

use std::ops::Range;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};

use kalim::encode::encoder::{Encoder, Encoding};
use kalim::encode::lexicon::Lexicon;
use kalim::encode::stream::{Marks, Within};
use kalim::encode::vocabulary::{Known, Reading};
use kalim::measure::association::{Pair, named};
use kalim::text::Class;
use kalim::text::normalize::Normalizer;
use kalim::text::profile::{Folds, Profile};
use kalim::text::sentence::Role;
use kalim::text::tokenize::{PADDING, Scanner, Sink};

fn main() {
    divan::main();
}

/// Some megabytes of words, sentences and lines.
fn text() -> Vec<u8> {
    let letters: Vec<char> = "ابتثجحخدذرزسشصضطظعغفقكلمنهويأإةى".chars().collect();
    let mut state = 1u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        state >> 33
    };
    let words: Vec<String> = (0..50_000)
        .map(|_| (0..2 + random() % 6).map(|_| letters[(random() % letters.len() as u64) as usize]).collect())
        .collect();
    let mut text = String::new();
    for i in 0..600_000u64 {
        // Squaring twice makes a few words frequent and most of them rare.
        let share = (random() % 1_000_000) as f64 / 1e6;
        text.push_str(&words[(share.powi(4) * words.len() as f64) as usize]);
        text.push_str(match i % 97 {
            0 => ".\n",
            13 | 40 | 71 => "، ",
            55 => " 2024 ",
            _ => " ",
        });
    }
    text.into_bytes()
}

fn padded() -> (Vec<u8>, usize) {
    let mut text = text();
    let length = text.len();
    text.extend_from_slice(&[b' '; PADDING]);
    (text, length)
}

struct Nothing;

impl Sink for Nothing {
    fn short(&mut self, codes: u64, _: Range<usize>) {
        black_box(codes);
    }
    fn long(&mut self, codes: u128, _: Range<usize>) {
        black_box(codes);
    }
    fn token(&mut self, class: Class, _: Role, _: &[u8], _: Range<usize>) {
        black_box(class);
    }
    fn line(&mut self) {}
    fn replaced(&mut self, _: u64) {}
}

#[divan::bench]
fn scan(bencher: Bencher) {
    let (text, length) = padded();
    let mut scanner = Scanner::default();
    bencher.counter(BytesCount::new(length)).bench_local(|| scanner.scan(&text, 0..length, &mut Nothing));
}

#[divan::bench]
fn scan_by_rules(bencher: Bencher) {
    let (text, length) = padded();
    let mut scanner = Scanner::default();
    bencher.counter(BytesCount::new(length)).bench_local(|| scanner.scan_by_rules(&text, 0..length, &mut Nothing));
}

#[divan::bench(args = ["none", "light", "search"])]
fn encode(bencher: Bencher, profile: &str) {
    let (text, length) = padded();
    let lexicon = Lexicon::new(Profile::new(profile, &Folds::default()).expect("a profile"), &[]);
    let mut counted = [false; Class::ALL.len()];
    counted[Class::Word as usize] = true;
    let encoding = Encoding { counted, close_gaps: false, marks: Some(Marks::new(Within::Sentence, false)) };
    let mut scanner = Scanner::default();
    bencher.counter(BytesCount::new(length)).bench_local(|| {
        let mut encoder = Encoder::new(&lexicon, encoding, Known::default());
        encoder.begin(Reading { document: 0, split: false }, false);
        scanner.scan(&text, 0..length, &mut encoder);
        encoder.end();
        encoder.codes.len()
    });
}

#[divan::bench(args = Profile::names())]
fn normalize(bencher: Bencher, profile: &str) {
    let text = text();
    let mut out = Vec::with_capacity(text.len());
    bencher.counter(BytesCount::new(text.len())).bench_local(|| {
        let mut normalizer = Normalizer::new(Profile::new(profile, &Folds::default()).expect("a profile"));
        for block in text.chunks(256 << 10) {
            out.clear();
            normalizer.push(block, &mut out);
        }
        normalizer.finish(&mut out);
    });
}

#[divan::bench(args = ["g2", "pmi", "t_score", "log_dice", "chi2"])]
fn measure(bencher: Bencher, id: &str) {
    let measure = named(id).expect("a measure");
    let pairs: Vec<(u64, u64, u64)> =
        (1..10_000u64).map(|i| (i % 50 + 1, i * 7 % 9000 + 60, i * 13 % 7000 + 60)).collect();
    bencher.counter(ItemsCount::new(pairs.len())).bench_local(|| {
        pairs.iter().filter_map(|&(o, f1, f2)| (measure.of)(&Pair::new(o, f1, f2, 10_000_000))).sum::<f64>()
    });
}
