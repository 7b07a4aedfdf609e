//! The reports: one struct each, with its columns.

mod boilerplate;
mod collocates;
mod cooccur;
mod dispersion;
mod freq;
mod keywords;
mod measures;
mod ngrams;
mod stats;

pub use boilerplate::{Boilerplate, RecurringLine};
pub use collocates::{Collocate, Collocates};
pub use cooccur::{Cooccur, PairNames, PairTables};
pub use dispersion::Dispersion;
pub use freq::{Freq, Show, VastFreq};
pub use keywords::{Keyword, KeywordColumn, Keywords, SIDES};
pub use measures::Measures;
pub use ngrams::{NgramPage, NgramRows, Ngrams, NgramsOfN, ScoredNgrams};
pub use stats::{DocumentStats, GroupStats, Growth, Stats, Value};

/// The texts of terms, by rank.
pub trait Texts: Sync {
    /// That of a term.
    fn text(&self, rank: u32) -> &str;

    /// Has it on its way from memory by the time it is asked for.
    fn approach(&self, _rank: u32) {}
}

/// The texts of terms.
pub type Text<'t> = &'t dyn Texts;

/// Occurrences in a million.
fn per_million(frequency: u64, total: u64) -> f64 {
    real(frequency) * 1e6 / real(total)
}

/// A count as a real number; exact below 2^53.
#[expect(clippy::cast_precision_loss, reason = "no report prints more digits than an f64 has")]
fn real(count: u64) -> f64 {
    count as f64
}
