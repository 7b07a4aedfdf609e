//! Exact, fast statistics of Arabic corpora.

pub mod cli;
pub mod corpus;
pub mod count;
pub mod encode;
pub mod engine;
pub mod measure;
pub mod report;
pub mod text;

#[cfg(not(target_pointer_width = "64"))]
compile_error!("kalim counts in 64 bits: build it for a 64-bit machine");
