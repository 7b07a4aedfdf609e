//! What counts mean: pure functions, numbers in, numbers out. Knows nothing of text, files or reports.
//!
//! A measure is a function of counts and a row in the table of its family. The row is all that help, documentation and the
//! headers of reports say about it. A value is `None` where it is undefined and infinite where that is its limit, never NaN.
//!
//! - [`association`]: how strongly two words attract each other; [`expected`] says which table of the two is meant
//! - [`trigram`]: the same for three words
//! - [`keyness`]: whether a word is more frequent in one corpus than in another; [`correction`] of many p-values
//! - [`dispersion`]: how evenly a word is spread over parts; [`positions`]: over the stream of words
//! - [`diversity`]: how rich a vocabulary is; [`sequence`]: the same where the order of words matters
//! - [`zipf`] and [`growth`]: how frequencies fall with rank, and how the vocabulary grows

pub mod association;
pub mod correction;
pub mod dispersion;
pub mod diversity;
mod exact;
pub mod expected;
pub mod growth;
mod hypergeometric;
pub mod keyness;
mod line;
pub mod positions;
pub mod sequence;
mod special;
pub mod trigram;
pub mod zipf;

/// A statistic of a `T`, which holds the counts it is made of.
#[derive(Debug)]
pub struct Measure<T: ?Sized, V = Option<f64>> {
    /// The name of its column, and what the user asks for.
    pub id: &'static str,
    /// The name in the literature.
    pub name: &'static str,
    /// How it is computed, in the letters of its family.
    pub formula: &'static str,
    /// From where to where its values go.
    pub range: &'static str,
    /// What one unit of it is.
    pub units: &'static str,
    /// Who defined it.
    pub source: &'static str,
    /// The value; `None` where it is undefined, infinite where that is its limit, never NaN.
    pub of: fn(&T) -> V,
}

impl<T: ?Sized, V> Measure<T, V> {
    /// A row: id, name, formula, range, units, source, function.
    const fn new(
        id: &'static str,
        name: &'static str,
        formula: &'static str,
        range: &'static str,
        units: &'static str,
        source: &'static str,
        of: fn(&T) -> V,
    ) -> Self {
        Self { id, name, formula, range, units, source, of }
    }

    /// What is said about it, without what it is computed from.
    fn about(&self, family: &'static str) -> About {
        let &Self { id, name, formula, range, units, source, .. } = self;
        About { family, id, name, formula, range, units, source }
    }
}

/// What is said about a measure of any family.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct About {
    /// The family that it belongs to.
    pub family: &'static str,
    /// The name of its column.
    pub id: &'static str,
    /// The name in the literature.
    pub name: &'static str,
    /// How it is computed, in the letters of its family.
    pub formula: &'static str,
    /// From where to where its values go.
    pub range: &'static str,
    /// What one unit of it is.
    pub units: &'static str,
    /// Who defined it.
    pub source: &'static str,
}

/// Every measure there is, family by family.
#[must_use]
pub fn all() -> Vec<About> {
    fn of<T: ?Sized, V>(family: &'static str, table: &'static [Measure<T, V>]) -> impl Iterator<Item = About> {
        table.iter().map(move |measure| measure.about(family))
    }
    of("association", association::ASSOCIATION)
        .chain(of("trigram", trigram::TRIGRAM))
        .chain(of("keyness", keyness::KEYNESS))
        .chain(of("correction", correction::CORRECTION))
        .chain(of("dispersion", dispersion::DISPERSION))
        .chain(of("positions", positions::POSITIONS))
        .chain(of("diversity", diversity::DIVERSITY))
        .chain(of("sequence", sequence::SEQUENCE))
        .chain(of("zipf", zipf::ZIPF))
        .chain(of("heaps", growth::HEAPS))
        .collect()
}

/// The measure with this id.
#[must_use]
pub fn find<T: ?Sized, V>(table: &'static [Measure<T, V>], id: &str) -> Option<&'static Measure<T, V>> {
    table.iter().find(|m| m.id == id)
}

#[cfg(test)]
mod tests;
