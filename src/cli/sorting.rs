//! What `--sort` may name.

use super::Failure;
use crate::count::choice::sortable;
use crate::count::partition::Row;
use crate::measure::Measure;
use crate::measure::association::{Ceiling, Pair, ceiling};

/// A column to sort by.
#[derive(Clone, Copy)]
pub enum Column {
    /// The frequency, and what is in its order.
    Frequency,
    /// Documents, and what is in their order.
    Documents,
    /// The words, from the first up.
    Words,
    /// The second words of pairs, from the first up.
    SecondWord,
    /// A number of the pair's table.
    Pair(fn(&Pair) -> Option<u64>),
    /// A measure.
    Measure(&'static Measure<Pair>),
    /// Of a collocate: how often it stands before or after its node.
    Side(Side),
}

/// A side of a node.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Before it.
    Before,
    /// After it.
    After,
}

impl Column {
    /// The column of this name among those of a report.
    pub fn parse(
        name: Option<&str>,
        report: &str,
        columns: &[&str],
        measures: &[&'static Measure<Pair>],
    ) -> Result<Self, Failure> {
        let Some(name) = name else { return Ok(Self::Frequency) };
        if let Some(measure) = measures.iter().find(|m| m.id == name) {
            return Ok(Self::Measure(measure));
        }
        let known = match name {
            _ if !columns.contains(&name) => None,
            "frequency" | "per_million" => Some(Self::Frequency),
            "documents" | "document_share" => Some(Self::Documents),
            "word" | "ngram" | "word1" | "node" => Some(Self::Words),
            "f1" => Some(Self::Pair(|p| Some(p.f1))),
            "f2" => Some(Self::Pair(|p| Some(p.f2))),
            "word2" | "collocate" => Some(Self::SecondWord),
            "n" if columns.contains(&"f1") => Some(Self::Pair(|p| Some(p.n))),
            // The same in all n-grams of a table: nothing but ties.
            "n" => Some(Self::Words),
            "expected" => Some(Self::Pair(|p| Some(sortable(p.expected())))),
            "before" => Some(Self::Side(Side::Before)),
            "after" => Some(Self::Side(Side::After)),
            _ => None,
        };
        known.ok_or_else(|| {
            let all = columns.iter().copied().chain(measures.iter().map(|m| m.id));
            let all: Vec<&str> = all.filter(|&c| c != RANK).collect();
            Failure::Usage(format!("--sort {name}: {report} has no such column to sort by; it has {}", all.join(", ")))
        })
    }

    /// Is it the order by frequency?
    pub fn is_frequency(&self) -> bool {
        matches!(self, Self::Frequency)
    }

    /// What it does not exceed, if that is found faster.
    pub fn ceiling(&self) -> Option<Ceiling> {
        match self {
            Self::Measure(measure) => ceiling(measure.id),
            _ => None,
        }
    }

    /// What a row without a table is sorted by.
    pub fn of_row<const N: usize>(&self, row: &Row<N>) -> u64 {
        match self {
            Self::Documents => row.documents.into(),
            Self::Words => 0,
            Self::SecondWord => !u64::from(row.key[N - 1]),
            _ => row.frequency,
        }
    }

    /// What a row with its table is sorted by.
    pub fn of_pair<const N: usize>(&self, row: &Row<N>, pair: &Pair) -> u64 {
        match self {
            Self::Pair(number) => number(pair).unwrap_or(0),
            Self::Measure(measure) => sortable((measure.of)(pair)),
            _ => self.of_row(row),
        }
    }
}

/// The one column that is no order: it follows from it.
const RANK: &str = "rank";
