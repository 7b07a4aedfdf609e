//! The measures that were asked for.

use super::Failure;
use crate::measure::Measure;
use crate::measure::association::{ASSOCIATION, Pair, named};

/// Which measures.
#[derive(clap::Args, Clone)]
#[command(next_help_heading = "Measures")]
pub struct Options {
    /// Association measures, a column each: a list of names, or all
    #[arg(long, value_name = "LIST", default_value = "g2,pmi,t_score,log_dice", long_help = long_help())]
    measures: String,
}

/// It is always there, in a column of its own.
const ALWAYS: &str = "expected";

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
        let all = || ASSOCIATION.iter().filter(|m| m.id != ALWAYS);
        if self.measures == "all" {
            return Ok(all().collect());
        }
        let ids = self.measures.split(',').map(str::trim).filter(|id| !id.is_empty());
        let mut measures: Vec<&'static Measure<Pair>> = Vec::new();
        for id in ids {
            let measure = named(id).filter(|m| m.id != ALWAYS).ok_or_else(|| {
                let known: Vec<&str> = all().map(|m| m.id).collect();
                Failure::Usage(format!("--measures {id}: no such measure; there are {}", known.join(", ")))
            })?;
            if measures.iter().all(|m| m.id != measure.id) {
                measures.push(measure);
            }
        }
        Ok(measures)
    }
}
