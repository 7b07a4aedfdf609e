//! The measures that were asked for.

use super::Failure;
use crate::measure::Measure;
use crate::measure::association::{ASSOCIATION, Pair};
use crate::measure::expected::Model;

/// Which measures.
#[derive(clap::Args, Clone)]
#[command(next_help_heading = "Measures")]
pub struct Options {
    /// Association measures, a column each: a list of names, or all
    #[arg(long, value_name = "LIST", default_value = "g2,pmi,t_score,log_dice", long_help = long_help())]
    measures: String,
    /// Which f1, f2 and n the expected frequency f1 f2 / n comes from: pair, window, nominal, or none
    ///
    /// pair: the sums of the table of all pairs; always a table that can exist.
    /// window: f1 is how many counted words stand in the windows of the first word; f2 and n are the second word's
    /// frequency and the counted words of the corpus (as CQPweb).
    /// nominal: f1 is the first word's frequency times the positions of a window, f2 and n as before (as KorAP and LancsBox).
    /// none: f1, f2 and n are of the corpus, whatever the window (as Sketch Engine and WordSmith); pmi is then larger by log2
    /// of the positions of a window.
    /// f1, f2 and n are printed as the model has them. Where they make a cell negative, measures of the cells are empty.
    #[arg(long, value_name = "MODEL", default_value_t)]
    pub expected: Model,
}

/// It is always there, in a column of its own.
pub const ALWAYS: &str = "expected";

fn long_help() -> String {
    let list: Vec<String> = ASSOCIATION
        .iter()
        .filter(|m| m.id != ALWAYS)
        .map(|m| format!("  {}: {}, {} ({})", m.id, m.name, m.formula, m.source))
        .collect();
    format!(
        "Association measures, a column each: a list of names, or all.\n{}\nA cell is empty where a measure is undefined. \
         pmi and chi2 overrate what is rare: use them with --min-freq.",
        list.join("\n")
    )
}

impl Options {
    /// The measures, in the order asked for.
    pub fn resolve(&self) -> Result<Vec<&'static Measure<Pair>>, Failure> {
        chosen(ASSOCIATION, &self.measures, Some(ALWAYS))
    }
}

/// The measures of a list, in its order, or all; but for one that has a column of its own.
pub fn chosen<T>(
    table: &'static [Measure<T>],
    list: &str,
    always: Option<&str>,
) -> Result<Vec<&'static Measure<T>>, Failure> {
    let known: Vec<_> = table.iter().filter(|m| Some(m.id) != always).map(|m| (m.id, m)).collect();
    pick(&known, list)
}

/// What a list names, in its order and each once, or all.
pub fn pick<M: Copy>(known: &[(&'static str, M)], list: &str) -> Result<Vec<M>, Failure> {
    if list == "all" {
        return Ok(known.iter().map(|&(_, measure)| measure).collect());
    }
    let mut ids: Vec<&str> = Vec::new();
    for id in list.split(',').map(str::trim).filter(|id| !id.is_empty()) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let find = |id: &str| {
        known.iter().find(|(name, _)| *name == id).map(|&(_, measure)| measure).ok_or_else(|| {
            let known: Vec<&str> = known.iter().map(|&(name, _)| name).collect();
            Failure::Usage(format!("--measures {id}: no such measure; there are {}", known.join(", ")))
        })
    };
    ids.into_iter().map(find).collect()
}

/// The lines of a help text on the measures there are to choose from.
pub fn lines<T: ?Sized, V>(table: &[Measure<T, V>]) -> String {
    table.iter().map(|m| format!("  {}: {}, {} ({})\n", m.id, m.name, m.formula, m.source)).collect()
}
