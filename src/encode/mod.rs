//! Tokens become integers. A surface is looked up in its thread's own table; what it counts as was decided by the lexicon when
//! it was first met; what goes on is a stream of term numbers with marks between them. When all is read, the terms of the
//! threads are united under one numbering.

mod arena;
pub mod conflation;
pub mod encoder;
pub mod hash;
pub mod lexicon;
pub mod memory;
pub mod stream;
mod table;
pub mod terms;
pub mod vocabulary;
