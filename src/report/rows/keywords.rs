use super::{Text, per_million};
use crate::measure::Measure;
use crate::measure::keyness::Contrast;
use crate::report::{Cells, Column, Kind, Report};

/// A word, or an n-gram, in a target and a reference.
#[derive(Clone, Copy, Debug)]
pub struct Keyword {
    /// Its place among all that either side has, by words.
    pub number: usize,
    /// How often each side has it.
    pub frequencies: [u64; 2],
    /// In how many documents of each side.
    pub documents: [u64; 2],
    /// How often it is in the document of each side that has most of it, where that was counted.
    pub peaks: [u64; 2],
}

/// The sides by their names in columns.
pub const SIDES: [&str; 2] = ["target", "ref"];

/// A column behind the counts.
#[derive(Clone)]
pub enum KeywordColumn {
    /// A measure of the two frequencies and sizes.
    Measure(&'static Measure<Contrast>),
    /// How many tests there are: all rows, before any threshold.
    Tests(u64),
    /// A p-value of the row, corrected for the number of tests; by number of the keyword.
    Corrected(Vec<Option<f64>>),
    /// The largest share that a document has of it on one side.
    MaxDocumentShare(usize),
}

/// Two corpora in the report.
pub struct Keywords<'t> {
    /// In order.
    pub rows: Vec<Keyword>,
    /// Words in each.
    pub n: usize,
    /// The words of all, n each, by number.
    pub words: &'t [u32],
    /// Their texts.
    pub text: Text<'t>,
    /// The sizes of the two.
    pub sizes: [u64; 2],
    /// Are documents known?
    pub has_documents: [bool; 2],
    /// A column each.
    pub columns: Vec<(&'static str, KeywordColumn)>,
}

impl Keywords<'_> {
    /// The columns before the measures.
    #[must_use]
    pub fn columns_for(n: usize) -> [(&'static str, Kind); 10] {
        [
            ("rank", Kind::Int),
            (if n == 1 { "word" } else { "ngram" }, Kind::Arabic),
            ("frequency_target", Kind::Int),
            ("frequency_ref", Kind::Int),
            ("per_million_target", Kind::Float),
            ("per_million_ref", Kind::Float),
            ("documents_target", Kind::Int),
            ("documents_ref", Kind::Int),
            ("size_target", Kind::Int),
            ("size_ref", Kind::Int),
        ]
    }
}

impl Keyword {
    /// Its frequencies in corpora of these sizes.
    ///
    /// # Panics
    /// If the sizes are more than 64 bits together.
    #[must_use]
    pub fn contrast(&self, sizes: [u64; 2]) -> Contrast {
        let contrast = Contrast::new(self.frequencies[0], self.frequencies[1], sizes[0], sizes[1]);
        contrast.expect("sizes that fit together in 64 bits")
    }
}

impl KeywordColumn {
    /// Its number in a row, where it is defined.
    #[must_use]
    pub fn value(&self, keyword: &Keyword, sizes: [u64; 2]) -> Option<f64> {
        match self {
            Self::Measure(measure) => (measure.of)(&keyword.contrast(sizes)),
            Self::Tests(tests) => Some(super::real(*tests)),
            Self::Corrected(p) => p[keyword.number],
            Self::MaxDocumentShare(side) => {
                let (peak, all) = (keyword.peaks[*side], keyword.frequencies[*side]);
                (peak > 0).then(|| super::real(peak) / super::real(all))
            }
        }
    }
}

impl Report for Keywords<'_> {
    fn columns(&self) -> Vec<Column> {
        let more = self.columns.iter().map(|(name, column)| match column {
            KeywordColumn::Tests(_) => (*name, Kind::Int),
            _ => (*name, Kind::Float),
        });
        Self::columns_for(self.n).into_iter().chain(more).map(|(name, kind)| Column::new(name, kind)).collect()
    }

    fn len(&self) -> usize {
        self.rows.len()
    }

    fn row<C: Cells>(&self, i: usize, cells: &mut C) {
        let row = &self.rows[i];
        let words = &self.words[row.number * self.n..][..self.n];
        cells.int(i as u64 + 1);
        cells.words(words.iter().map(|&word| self.text.text(word)));
        row.frequencies.iter().for_each(|&frequency| cells.int(frequency));
        for (frequency, size) in row.frequencies.into_iter().zip(self.sizes) {
            cells.measure((size > 0).then(|| per_million(frequency, size)));
        }
        for (documents, known) in row.documents.into_iter().zip(self.has_documents) {
            if known { cells.int(documents) } else { cells.empty() }
        }
        self.sizes.iter().for_each(|&size| cells.int(size));
        for (_, column) in &self.columns {
            match column {
                KeywordColumn::Tests(tests) => cells.int(*tests),
                _ => cells.measure(column.value(row, self.sizes)),
            }
        }
    }
}
