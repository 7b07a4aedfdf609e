//! Which expected frequency is meant: the largest disagreement between programs that print the same measure.
//!
//! Each model says from which counts the f1, f2 and n of a pair's table come; E is always f1 f2 / n. Only the pair table is
//! sure to be a table that can exist. The others may give negative cells, and measures of the cells are undefined there.

/// Where the f1, f2 and n of a table come from.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Model {
    /// Row sum, column sum and sum of the table of all pairs (Evert 2004; Text::NSP, quanteda).
    #[default]
    Pair,
    /// f1 is how many counted words stand in all windows of the first word, f2 and n are of the corpus (CQPweb, CWB).
    Window,
    /// f1 is the frequency of the first word times the positions of a window, f2 and n are of the corpus (Evert 2008; KorAP,
    /// LancsBox).
    Nominal,
    /// f1, f2 and n are of the corpus, whatever the window (Sketch Engine, WordSmith).
    None,
}

/// What was counted of a pair of words, from which every model takes its f1, f2 and n.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Counts {
    /// How many pairs have the first word as their first, which is how many counted words stand in its windows.
    pub row: u64,
    /// How many pairs have the second word as their second.
    pub column: u64,
    /// How many pairs there are.
    pub pairs: u64,
    /// The frequency of the first word in the corpus.
    pub first: u64,
    /// The frequency of the second word in the corpus.
    pub second: u64,
    /// The counted words of the corpus, without stop words as the frequencies are.
    pub words: u64,
    /// The positions of a window, before and after the node.
    pub width: u64,
}

/// The f1, f2 and n of a table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Margins {
    /// Of the first word.
    pub f1: u64,
    /// Of the second word.
    pub f2: u64,
    /// Of all.
    pub n: u64,
}

impl Model {
    /// Every model.
    pub const ALL: [Self; 4] = [Self::Pair, Self::Window, Self::Nominal, Self::None];

    /// The name in flags.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Pair => "pair",
            Self::Window => "window",
            Self::Nominal => "nominal",
            Self::None => "none",
        }
    }

    /// Does it need a first word, whose windows are meant? An unordered pair has none.
    #[must_use]
    pub fn needs_node(self) -> bool {
        matches!(self, Self::Window | Self::Nominal)
    }

    /// The margins of a pair's table; none if they do not fit in 64 bits.
    #[must_use]
    pub fn margins(self, counts: &Counts) -> Option<Margins> {
        let &Counts { row, column, pairs, first, second, words, width } = counts;
        let of_corpus = |f1| Margins { f1, f2: second, n: words };
        match self {
            Self::Pair => Some(Margins { f1: row, f2: column, n: pairs }),
            Self::Window => Some(of_corpus(row)),
            Self::Nominal => first.checked_mul(width).map(of_corpus),
            Self::None => Some(of_corpus(first)),
        }
    }
}

impl std::fmt::Display for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Model {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let found = Self::ALL.into_iter().find(|model| model.name() == name);
        found.ok_or_else(|| format!("no such model; there are {}", Self::ALL.map(Self::name).join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::measure::association::{ASSOCIATION, Pair};

    const COUNTS: Counts = Counts { row: 70, column: 90, pairs: 5000, first: 10, second: 12, words: 800, width: 10 };

    fn margins(model: Model) -> (u64, u64, u64) {
        let Margins { f1, f2, n } = model.margins(&COUNTS).unwrap();
        (f1, f2, n)
    }

    #[test]
    fn each_model_has_margins_of_its_own() {
        assert_eq!(Model::ALL.map(margins), [(70, 90, 5000), (70, 12, 800), (100, 12, 800), (10, 12, 800)]);
        assert_eq!(Model::Nominal.margins(&Counts { first: u64::MAX, ..COUNTS }), None);
    }

    #[test]
    fn a_span_exceeds_no_span_by_its_width() {
        let pmi = |model| {
            let (f1, f2, n) = margins(model);
            (crate::measure::association::named("pmi").unwrap().of)(&Pair::new(5, f1, f2, n)).unwrap()
        };
        assert!((pmi(Model::None) - pmi(Model::Nominal) - 10f64.log2()).abs() < 1e-14);
    }

    #[test]
    fn a_table_that_cannot_exist_keeps_what_needs_no_cells() {
        let (f1, f2, n) = margins(Model::None);
        let pair = Pair::new(11, f1, f2, n);
        let defined: Vec<&str> = ASSOCIATION.iter().filter(|m| (m.of)(&pair).is_some()).map(|m| m.id).collect();
        // FROM_O_AND_E of the reference program.
        let from_o_and_e = [
            "expected",
            "g2_simple",
            "pmi",
            "pmi2",
            "pmi3",
            "npmi",
            "local_mi",
            "mi_log_f",
            "t_score",
            "z_score",
            "z_score_yates_cqpweb",
            "z_score_binom_wordless",
            "poisson_stirling_ln",
            "poisson_stirling_log2_nltk",
        ];
        assert_eq!(defined, from_o_and_e);
    }
}
