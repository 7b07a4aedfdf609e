use std::path::PathBuf;

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};

use super::options::{InputOptions, MannerOptions};
use super::{Failure, filter};
use crate::text::profile::Profile;
use crate::text::transliteration::Scheme;

/// Arabic in Latin signs, and back
///
/// A filter that streams, as normalize does. Each letter and mark has one sign, so that --from undoes --to on Arabic text; what
/// has no sign stays. Nothing is folded: pipe through kalim normalize before or after. Mind mixed text: --from
/// takes every sign for an Arabic letter, in English words and addresses too, and hsb writes sukun as a period.
///
/// Example: kalim transliterate --to buckwalter < article.txt
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    direction: Direction,
    /// Write to FILE instead of standard output; the file is complete or not there at all
    #[arg(short, long, value_name = "FILE", help_heading = "Output")]
    output: Option<PathBuf>,
    #[command(flatten)]
    manners: MannerOptions,
}

#[derive(clap::Args)]
#[group(required = true, multiple = false)]
#[command(next_help_heading = "Transliteration")]
struct Direction {
    /// Write Arabic in the signs of SCHEME
    #[arg(long, value_name = "SCHEME", value_parser = schemes())]
    to: Option<Scheme>,
    /// Read the signs of SCHEME as Arabic
    #[arg(long, value_name = "SCHEME", value_parser = schemes())]
    from: Option<Scheme>,
}

/// The names of schemes, each with what it is good for.
fn schemes() -> impl TypedValueParser<Value = Scheme> {
    let names = Scheme::ALL.map(|scheme| PossibleValue::new(scheme.name()).help(scheme.description()));
    PossibleValuesParser::from(names).try_map(|name| Scheme::named(&name).ok_or("no such scheme"))
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let Direction { to, from } = args.direction;
    let to_latin = to.map(Profile::to_latin);
    let profile = to_latin.or_else(|| from.map(Profile::from_latin)).expect("the group asks for one of them");
    filter::run(profile, &args.input, args.output.as_deref(), &args.manners)
}
