//! What the filters have in common: documents in, their text changed by a profile out, in order.

use std::io::Write;
use std::path::Path;

use super::Failure;
use super::options::{InputOptions, MannerOptions, target};
use super::run::Session;
use crate::corpus::decode::Source;
use crate::corpus::walk::Walk;
use crate::corpus::{Document, Input, Problem, Severity};
use crate::engine::memory::Memory;
use crate::engine::progress::Progress;
use crate::report::{Output, OutputError};
use crate::text::normalize::Normalizer;
use crate::text::profile::Profile;

/// Passes all input through the profile.
pub fn run(
    profile: Profile,
    input: &InputOptions,
    output: Option<&Path>,
    manners: &MannerOptions,
) -> Result<u8, Failure> {
    let session = Session::new(input.resolve()?, input.how.strict, manners, Memory::default());
    let output = session.open_stream(&target(output))?;
    let mut filter = Filter { profile, output, documents: 0, bytes: 0, replacements: 0 };
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
