//! Tokens become integers. A surface is looked up in its thread's own table; what it counts as was decided when it was first
//! met, by the lexicon that all threads share; what goes on is a stream of term ids with marks between them.

pub mod encoder;
pub mod hash;
pub mod lexicon;
pub mod stream;
pub mod vocabulary;
