use clap::Subcommand;

use super::options::OutputOptions;
use super::task::Page;
use super::{DONE, Failure};
use crate::measure;
use crate::report::Output;
use crate::report::rows::Measures;

/// What there is to choose from
///
/// Example: kalim list measures --format table
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Every measure: its column, its family, how it is computed, and who defined it
    ///
    /// Families: association and trigram (of two and three words), keyness (of a word in two corpora), correction (of many
    /// p-values), dispersion (over parts), positions (over the stream of words), diversity and sequence (of a vocabulary, and
    /// of words in their order), zipf and heaps (of frequencies, and of growth).
    ///
    /// Example: kalim list measures --format table
    Measures(Options),
}

#[derive(clap::Args)]
struct Options {
    #[command(flatten)]
    output: OutputOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let What::Measures(options) = &args.what;
    let layout = options.output.layout()?;
    let mut page = Page { output: Output::open(&options.output.target())?, layout: &layout };
    page.print(&Measures { rows: measure::all() })?;
    page.output.finish()?;
    Ok(DONE)
}
