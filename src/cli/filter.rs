//! What the filters have in common: documents in, their text changed by a profile out, in order.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

use super::Failure;
use super::options::{InputOptions, MannerOptions, target};
use super::run::Session;
use crate::corpus::piece::Piece;
use crate::corpus::{Input, Problem, Severity, stream};
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
    let mut session = Session::new(input.resolve()?, input.how.strict, manners, Memory::default());
    session.on_threads(|session| session.leave_out(&profile))?;
    let output = session.open_stream(&target(output))?;
    let mut filter = Filter { profile, output, out: Vec::new(), documents: 0, bytes: 0, replacements: 0 };
    let problems = session.with_progress(|progress| filter.all(session.input(), session.strict(), progress))?;
    let code = session.judge(filter.documents, filter.replacements, &problems)?;
    filter.output.finish()?;
    session.summarise(filter.documents, filter.bytes, None);
    Ok(code)
}

struct Filter {
    profile: Profile,
    output: Output,
    out: Vec<u8>,
    documents: u64,
    bytes: u64,
    replacements: u64,
}

impl Filter {
    fn all(&mut self, input: &Input, strict: bool, progress: &Progress) -> Result<Vec<Problem>, OutputError> {
        let mut problems = Vec::new();
        let mut normalizer = Normalizer::new(self.profile.clone());
        // What can be had is passed on, however little it is.
        let read = stream::each_piece(
            &Arc::new(input.clone()),
            1,
            |bytes| progress.add(bytes),
            |piece| {
                match piece {
                    Ok((piece, buffer)) => {
                        if let Err(error) = self.piece(&piece, buffer, &mut normalizer) {
                            return ControlFlow::Break(Err(error));
                        }
                    }
                    Err(problem) => {
                        let stop = strict && problem.severity == Severity::Unreadable;
                        problems.push(problem);
                        if stop {
                            return ControlFlow::Break(Ok(()));
                        }
                    }
                }
                ControlFlow::Continue(())
            },
        );
        self.replacements += normalizer.replacements();
        match read {
            ControlFlow::Break(Err(error)) => Err(error),
            _ => Ok(problems),
        }
    }

    fn piece(&mut self, piece: &Piece, buffer: &[u8], normalizer: &mut Normalizer) -> Result<(), OutputError> {
        if piece.index == 0 {
            self.documents += 1;
        }
        self.out.clear();
        normalizer.push(&buffer[piece.text.clone()], &mut self.out);
        if piece.last {
            normalizer.finish(&mut self.out);
            // A file ends as it ended, a record with its line.
            if piece.document.record > 0 && piece.unterminated {
                self.out.push(b'\n');
            }
        }
        self.bytes += piece.bytes;
        self.replacements += piece.replacements;
        let written = self.output.write_all(&self.out).and_then(|()| self.output.flush());
        written.map_err(|e| self.output.error(e))
    }
}
