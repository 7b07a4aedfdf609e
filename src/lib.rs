//! Exact, fast statistics of Arabic corpora.

pub mod cli;
pub mod corpus;
pub mod count;
pub mod encode;
pub mod engine;
pub mod measure;
pub mod report;
pub mod text;
