//! Exact, fast statistics of Arabic corpora.

pub mod text;
