//! Exact, fast statistics of Arabic corpora: the library behind the program `kalim`.
//!
//! Text is read once. It is cut into tokens as they stand, each token becomes an integer, and from there on there is no text,
//! only integers. What a token counts as (its folded form, several words, nothing because it is a stop word) is decided once
//! for each distinct spelling; every later occurrence is a look-up.
//!
//! ```text
//! paths, folders, stdin
//!   -> corpus    which files, which bytes, which encoding
//!   -> text      tokens with class and byte range, ends of sentences and lines
//!   -> encode    spelling -> id; the stream of ids with marks between them
//!   -> lexicon   id -> no, one or several terms: profile, stop words, stems
//!   -> count     how often, in how many documents, with whom
//!   -> measure   pure functions of counts: what that means
//!   -> report    rows with a header and an order, in a file format
//! ```
//!
//! - [`corpus`] finds documents and reads them: the walk over folders in an order that does not depend on the file system, the
//!   feed that hands out small files in batches and large ones in parts, and the cuts between parts. What is not plain text is a
//!   `stream`, whatever it is wrapped in (`compression`, `archive`, `charset`); `format` is the table of formats, `readers` has a file for each.
//!   `selection` says which documents are read, by their fields, `left_out` what repeats.
//! - [`text`] knows what text is made of. `alphabet` names the code points, the only place that does. `profile` says what counts
//!   as the same, `transliteration` writes it in Latin signs, `normalize` does either to a stream of bytes, `stopwords` has the list of
//!   Arabic, `tokenize` cuts tokens by a quick way for plain Arabic and by `rules` for all else, `sentence` finds where sentences end.
//!   `stem` takes affixes off by rule, `segment` clitics where a corpus bears that out.
//! - [`encode`] turns tokens into integers: each thread's `vocabulary` of spellings, numbered in the order in which it met them; the
//!   `lexicon`, which says what a spelling counts as, by way of a `conflation` of profile and stemmer; the `stream` of codes with its marks; and `terms`, which unites the numbers of
//!   all threads when the text is read.
//! - [`count`] holds what is counted: words, sentences, n-grams, pairs. Each counter of n-grams or pairs is an
//!   [`Observer`](count::Observer) of the stream, one for each thread. Keys are scattered into partitions that fit the cache and merged
//!   partition by partition; `choice` keeps and orders rows after the last merge. What has no room goes to files without a name
//!   (`spill`): keys as they are, rows as sorted `runs`, and words that are too many as runs of counts (`vast`).
//! - [`engine`] reads the corpus once on all threads, drives cutting and encoding, and hands the units to whatever a
//!   [`Plan`](engine::Plan) asks for. It joins the pieces of a document, so that cuts do not show. Each `thread` has
//!   a `worker` for each group of documents that is counted apart. `repeats` finds what a corpus has more than once. `tokens` gives the tokens themselves, in order.
//! - [`measure`] says what counts mean: numbers in, numbers out. A measure is a row of a table.
//! - [`report`] has a struct for each report (`rows`), a file for each format, parallel formatting, and output that is complete or absent.
//! - [`cli`] has a file for each subcommand: its flags, resolved once, and the lines that wire the stages. Reports of counts are
//!   `Task`s, alone in their subcommand or several in one reading (`count`).
//!
//! Who may import whom: `cli` everything; `engine` corpus, text, encode and count; `report` only the value types of count and
//! measure; `count` only encode; `encode` only text; `measure`, `text` and `corpus` nothing of ours. There is one loop over
//! tokens, the engine's; a subcommand does not write another.
//!
//! What it costs: reading, cutting and looking up a word takes some 40 ns, once; an n-gram some 15 ns to scatter and count, and 4 n
//! bytes in memory until it is counted; a distinct word some 100 bytes a thread; a distinct n-gram 4 n + 16 bytes, and some 60 ns to
//! sort and print. [`engine::memory`] keeps that under a ceiling.
//!
//! The same input gives the same bytes, whatever the number of threads, the size of the pieces and the memory. Counts are plain sums that
//! merge; measures are computed after the last merge and are never merged.

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
