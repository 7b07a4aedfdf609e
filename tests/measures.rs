//! Every measure against values computed with 60 digits, and against those of other programs where they agree.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use kalim::measure::association::{ASSOCIATION, Pair};
use kalim::measure::dispersion::{DISPERSION, Spread, Uses};
use kalim::measure::diversity::{DIVERSITY, Spectrum};
use kalim::measure::growth::{HEAPS, Heaps, Point};
use kalim::measure::keyness::{Contrast, KEYNESS};
use kalim::measure::positions::{Gaps, POSITIONS};
use kalim::measure::sequence::SEQUENCE;
use kalim::measure::trigram::{TRIGRAM, Triple};
use kalim::measure::zipf::{ZIPF, Zipf};
use kalim::measure::{Measure, find};

/// What a golden table calls otherwise than we do.
const RENAMED: [(&str, &str); 23] = [
    ("e11", "expected"),
    ("e111", "expected"),
    ("phi^2", "phi_squared"),
    ("lambda_quanteda", "lambda"),
    ("lambda_3way_quanteda", "lambda"),
    ("lambda_sigma_quanteda", "lambda_sigma"),
    ("lambda_z_quanteda", "lambda_z"),
    ("g2_independence", "g2"),
    ("chi2_independence", "chi2"),
    ("jaccard_nltk", "jaccard"),
    ("dice3", "dice"),
    ("e1", "expected_target"),
    ("e2", "expected_ref"),
    ("pct_diff_1e-18_zero_rule", "pct_diff_zero_rule"),
    ("log_ratio_hardie_0.5", "log_ratio_hardie"),
    ("ald_log10", "ald"),
    ("fawt_formula_N2/sum_d2", "fawt"),
    ("awt_based_freq_savicky", "fawt_savicky"),
    ("fald_exp_entropy", "fald"),
    ("tokens", "counted_tokens"),
    ("mtld_le0.72", "mtld_le_0_72"),
    ("mtld_lt0.72_min10", "mtld_lt_0_72_min_10"),
    ("heaps_K", "heaps_k"),
];

/// What is 1 less a measure of ours.
const COMPLEMENTS: [(&str, &str); 4] = [
    ("1-dp", "dp"),
    ("1-dp_norm", "dp_norm"),
    ("1-dp_egbert2020", "dp_norm_egbert"),
    ("kld_norm_1-exp(-kld)", "dkl_base_e"),
];

/// A row of a golden table.
struct Row {
    cells: HashMap<String, String>,
}

impl Row {
    fn text(&self, column: &str) -> &str {
        &self.cells[column]
    }

    fn count(&self, column: &str) -> u64 {
        self.text(column).parse().expect("a count")
    }

    fn counts(&self, column: &str) -> Vec<u64> {
        let cells = self.text(column).split(',').filter(|cell| !cell.is_empty());
        cells.map(|cell| cell.parse().expect("a count")).collect()
    }

    fn value(&self) -> Option<f64> {
        Some(self.text("value").parse::<f64>().expect("a number")).filter(|value| !value.is_nan())
    }
}

fn rows(name: &str) -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/stats").join(name);
    let mut reader = csv::ReaderBuilder::new().delimiter(b'\t').quoting(false).from_path(path).expect("a golden table");
    reader.deserialize().map(|row| Row { cells: row.expect("a row") }).collect()
}

/// Is the value what 60 digits give? The golden tables write the rounding of a 0 as what it is, 1e-60, and a -log10 of what
/// rounds to 1 as 0.
fn agrees(id: &str, got: Option<f64>, wanted: Option<f64>) -> bool {
    let (got, wanted) = match (got, wanted) {
        (Some(got), Some(wanted)) => (got, wanted),
        (got, wanted) => return got == wanted,
    };
    let (relative, absolute): (f64, f64) = match id {
        // Less the logarithm of the size, which may be as large.
        "bic" | "bic_g2" | "bic_ll4" => (1e-12, 1e-12),
        // Sums of logarithms of both signs; a line's residuals.
        id if id.starts_with("poisson") || id.starts_with("zipf") || id.starts_with("heaps") => (1e-12, 1e-13),
        id if id.ends_with("neglog10p") => (1e-12, 1e-15),
        // A p of 1e-300 has its last digits from a logarithm near 700.
        id if id.ends_with("_p") || id.ends_with("pvalue") => (1e-12, 0.0),
        _ => (1e-12, 1e-50),
    };
    got == wanted || (got - wanted).abs() <= absolute.max(relative * wanted.abs())
}

/// Checks all rows of a golden table, and that no measure of ours is missing in it but those.
#[track_caller]
fn check<T>(name: &str, table: &'static [Measure<T>], of: fn(&Row) -> Option<T>, missing: &[&str]) {
    let mut seen = HashSet::new();
    let mut wrong = Vec::new();
    for row in rows(name) {
        let golden = row.text("measure");
        let complement = COMPLEMENTS.iter().find(|(theirs, _)| *theirs == golden);
        let renamed = RENAMED.iter().chain(complement).find(|(theirs, _)| *theirs == golden);
        let id = renamed.map_or(golden, |(_, ours)| *ours);
        let Some(measure) = find(table, id) else { continue };
        let got =
            of(&row).and_then(|counts| (measure.of)(&counts)).map(|v| if complement.is_some() { 1.0 - v } else { v });
        seen.insert(measure.id);
        // A complement of what is near 1 has lost those digits.
        let near =
            complement.is_some() && got.zip(row.value()).is_some_and(|(got, wanted)| (got - wanted).abs() < 1e-15);
        if !near && !agrees(id, got, row.value()) {
            wrong.push(format!("{} {golden}: {got:?}, not {}", row.text("id"), row.text("value")));
        }
    }
    assert!(wrong.is_empty(), "{name}: {}\n{}", wrong.len(), wrong.join("\n"));
    let unseen: Vec<&str> = table.iter().map(|m| m.id).filter(|id| !seen.contains(id)).collect();
    assert_eq!(unseen, missing, "{name}");
}

#[test]
fn association() {
    check(
        "assoc.tsv",
        ASSOCIATION,
        |row| Some(Pair::new(row.count("f12"), row.count("f1"), row.count("f2"), row.count("N"))),
        &[],
    );
}

#[test]
fn trigrams() {
    let cells = |row: &Row| {
        Triple::new(["o111", "o112", "o121", "o122", "o211", "o212", "o221", "o222"].map(|cell| row.count(cell)))
    };
    check("trigram.tsv", TRIGRAM, cells, &[]);
}

#[test]
fn keyness() {
    let word = |row: &Row| Contrast::new(row.count("a"), row.count("b"), row.count("c"), row.count("d"));
    check("keyness.tsv", KEYNESS, word, &["ll_4cell_pvalue"]);
}

#[test]
fn dispersion() {
    let word = |row: &Row| {
        let sizes = row.counts("sizes");
        let parts = row.counts("freqs").into_iter().zip(&sizes).map(|(frequency, &size)| Uses { frequency, size });
        let uses = parts.filter(|part| part.frequency > 0).collect();
        Some(Spread::new(uses, sizes.into_iter().collect()))
    };
    check("dispersion.tsv", DISPERSION, word, &[]);
}

#[test]
fn positions() {
    let word = |row: &Row| {
        let positions = row.counts("positions_0based");
        let mut gaps = Gaps::new(positions.len() as u64, row.count("N"));
        positions.into_iter().for_each(|position| gaps.push(position));
        Some(gaps)
    };
    check("arf.tsv", POSITIONS, word, &[]);
}

/// The tokens of a golden row, as words from 0 on.
fn words(row: &Row) -> Vec<u32> {
    row.counts("tokens").into_iter().map(|word| u32::try_from(word).expect("a small number")).collect()
}

#[test]
fn diversity() {
    let spectrum = |row: &Row| {
        let mut frequencies: HashMap<u32, u64> = HashMap::new();
        words(row).into_iter().for_each(|word| *frequencies.entry(word).or_default() += 1);
        Some(frequencies.into_values().collect::<Spectrum>())
    };
    check("lexdiv.tsv", DIVERSITY, spectrum, &[]);
}

#[test]
fn sequences() {
    let mut checked = HashSet::new();
    for row in rows("lexdiv.tsv") {
        let words = words(&row);
        let golden = row.text("measure");
        let id = RENAMED.iter().find(|(theirs, _)| *theirs == golden).map_or(golden, |(_, ours)| ours);
        if let Some(measure) = find(SEQUENCE, id) {
            let got = (measure.of)(&words);
            assert!(agrees(id, got, row.value()), "{} {id}: {got:?}, not {:?}", row.text("id"), row.value());
            checked.insert(measure.id);
        }
        // The default of taaled, which differs from both, is there as a reference only.
        let references = ["agreeing_references", "differing_references"].map(|column| row.text(column));
        let taaled = references[1].split(';').find_map(|reference| reference.strip_prefix("taaled/mtld@0.32="));
        if golden == "mtld_lt0.72_min10"
            && let Some(value) = taaled
        {
            let wanted = value.parse::<f64>().expect("a number");
            let got = (find(SEQUENCE, "mtld_lt_0_72_min_10_mean").expect("it").of)(&words).expect("a text");
            // Without any factor taaled gives 0.
            assert!(
                (got - wanted).abs() <= 1e-12 * wanted || got.is_infinite() && wanted == 0.0,
                "{}: {got}, not {wanted}",
                row.text("id")
            );
            checked.insert("mtld_lt_0_72_min_10_mean");
        }
    }
    assert_eq!(checked, SEQUENCE.iter().map(|m| m.id).collect());
}

#[test]
fn zipf_and_heaps() {
    check("zipf_heaps.tsv", ZIPF, |row| Some(Zipf::from(&row.counts("y").into_iter().collect())), &[]);
    let points = |row: &Row| {
        let points = row.counts("x").into_iter().zip(row.counts("y"));
        let points: Vec<Point> = points.map(|(tokens, types)| Point { tokens, types, hapax: 0 }).collect();
        Some(Heaps::from(points.as_slice()))
    };
    check("zipf_heaps.tsv", HEAPS, points, &[]);
}
