use std::path::PathBuf;

use super::options::{FoldOptions, InputOptions, MannerOptions};
use super::{Failure, filter};

/// Text in, normalized text out
///
/// A filter that streams: each line comes out as soon as it is read, and memory does not grow with the input. CR LF and CR
/// become LF, no line end is added, and broken bytes become U+FFFD (with --profile none they pass as they are). The output is
/// UTF-8 without a byte order mark.
///
/// Example: kalim normalize --profile search < article.txt
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    folds: FoldOptions,
    /// Write to FILE instead of standard output; the file is complete or not there at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    #[command(flatten)]
    manners: MannerOptions,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    filter::run(args.folds.resolve()?, &args.input, args.output.as_deref(), &args.manners)
}
