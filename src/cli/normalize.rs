use std::io::Write;
use std::path::PathBuf;

use super::Failure;
use super::options::{FoldOptions, InputOptions, MannerOptions, target};
use super::run::Session;
use crate::corpus::decode::Source;
use crate::corpus::walk::Walk;
use crate::corpus::{Document, Input, Problem, Severity};
use crate::engine::memory::Memory;
use crate::engine::progress::Progress;
use crate::report::{Output, OutputError};
use crate::text::normalize::Normalizer;
use crate::text::profile::Profile;

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
    let profile = args.folds.resolve()?;
    let session = Session::new(args.input.resolve()?, args.input.how.strict, &args.manners, Memory::default());
    let mut filter = Filter {
        profile,
        output: session.open_stream(&target(args.output.as_deref()))?,
        documents: 0,
        bytes: 0,
        replacements: 0,
    };
    let problems = session.with_progress(|progress| filter.all(session.input(), session.strict(), progress))?;
    let code = session.judge(filter.documents, filter.replacements, &problems)?;
    filter.output.finish()?;
    session.summarise(filter.documents, filter.bytes, None);
    Ok(code)
}

struct Filter {
    profile: Profile,
    output: Output,
    documents: u64,
    bytes: u64,
    replacements: u64,
}

impl Filter {
    fn all(&mut self, input: &Input, strict: bool, progress: &Progress) -> Result<Vec<Problem>, OutputError> {
        let mut problems = Vec::new();
        for document in Walk::new(input.clone()) {
            let opened = document.and_then(|document| Ok((Source::open(&document, input)?, document)));
            let problem = match opened {
                Ok((source, document)) => self.one(source, &document, progress)?,
                Err(problem) => Some(problem),
            };
            problems.extend(problem);
            if strict && problems.iter().any(|p| p.severity == Severity::Unreadable) {
                break;
            }
        }
        Ok(problems)
    }

    fn one(
        &mut self,
        mut source: Source,
        document: &Document,
        progress: &Progress,
    ) -> Result<Option<Problem>, OutputError> {
        let mut normalizer = Normalizer::new(self.profile.clone());
        let (mut text, mut out, mut bytes) = (Vec::new(), Vec::new(), 0);
        let mut problem = None;
        loop {
            text.clear();
            out.clear();
            let more = source.read(&mut text).unwrap_or_else(|error| {
                problem = Some(Problem::io(document.number, &document.path, &error));
                false
            });
            progress.add(source.bytes - bytes);
            bytes = source.bytes;
            if more {
                normalizer.push(&text, &mut out);
            } else {
                normalizer.finish(&mut out);
            }
            let written = self.output.write_all(&out).and_then(|()| self.output.flush());
            written.map_err(|e| self.output.error(e))?;
            if !more {
                break;
            }
        }
        self.bytes += bytes;
        self.documents += u64::from(bytes > 0 || problem.is_none());
        self.replacements += normalizer.replacements() + source.replacements();
        Ok(problem)
    }
}
