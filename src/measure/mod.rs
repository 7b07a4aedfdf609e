//! What counts mean: pure functions, numbers in, numbers out. Knows nothing of text, files or reports.

pub mod association;

/// A statistic of a `T`, which holds the counts it is made of.
#[derive(Clone, Copy, Debug)]
pub struct Measure<T> {
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
    pub of: fn(&T) -> Option<f64>,
}

/// The measure with this id.
fn find<T>(measures: &'static [Measure<T>], id: &str) -> Option<&'static Measure<T>> {
    measures.iter().find(|m| m.id == id)
}
