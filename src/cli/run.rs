//! What every run does around its work: threads, progress, what to tell, and the exit code.

use std::path::{Path, PathBuf};
use std::time::Instant;

use super::options::words::Frequencies;
use super::options::{CountOptions, InputHow, MannerOptions, ReportOptions};
use super::progress::{Bar, Shown};
use super::task::{Corpus, Page, Sequence, Task};
use super::{DONE, Failure, INCOMPLETE, tell};
use crate::corpus::{Input, Problem, STDIN, Severity};
use crate::encode::lexicon::Lexicon;
use crate::engine::memory::Memory;
use crate::engine::progress::Progress;
use crate::engine::{self, Counted, Manner, Plan};
use crate::report::{Layout, Output, Target};
use crate::text::Class;
use crate::text::profile::Profile;
use crate::text::segment::OCCURRENCES;

/// A corpus and the manners in which it is read.
pub struct Session<'m> {
    input: Input,
    how: Manner,
    manners: &'m MannerOptions,
    started: Instant,
}

impl<'m> Session<'m> {
    /// For an input.
    pub fn new(input: Input, strict: bool, manners: &'m MannerOptions, memory: Memory) -> Self {
        Self { input, how: Manner { strict, memory }, manners, started: Instant::now() }
    }

    /// What is read.
    pub fn input(&self) -> &Input {
        &self.input
    }

    /// Stop at the first failure?
    pub fn strict(&self) -> bool {
        self.how.strict
    }

    /// The output of a report. Before the work, so that a wrong path is told at once.
    pub fn open(&self, target: &Target) -> Result<Output, Failure> {
        spare(&self.input.paths, target)?;
        Ok(Output::open(target)?)
    }

    /// The output of a filter. With --strict what goes to stdout is held back until all was read.
    pub fn open_stream(&self, target: &Target) -> Result<Output, Failure> {
        Ok(if self.how.strict { Output::open_held(target)? } else { Output::open(target)? })
    }

    /// Reads the corpus once, and writes what the tasks print of it: all of it, or nothing.
    pub fn report(
        &self,
        count: &CountOptions,
        layout: &Layout,
        tasks: Vec<(Box<dyn Task + '_>, Target)>,
    ) -> Result<u8, Failure> {
        let (mut tasks, targets): (Vec<_>, Vec<_>) = tasks.into_iter().unzip();
        if tasks.iter().any(Task::reads_again) && self.input.paths.iter().any(|path| path == Path::new(STDIN)) {
            let why =
                "what depends on the order of words reads the corpus twice, and standard input can be read only once";
            return Err(Failure::Usage(format!("{why}: write it to a file first")));
        }
        let outputs = targets.iter().map(|target| self.open(target)).collect::<Result<Vec<_>, _>>()?;
        self.on_threads(|| {
            let mut lexicon = count.lexicon(|profile| self.attested(profile))?;
            let mut plan = Plan::words(count.counted());
            tasks.iter_mut().try_for_each(|task| task.plan(&mut plan, &mut lexicon))?;
            let (counted, code) = self.count(&lexicon, &plan)?;
            let sequence = Sequence { input: &self.input, lexicon: &lexicon, counted: plan.counted };
            let mut corpus = Corpus { counted, hasher: lexicon.hasher(), quiet: self.manners.quiet, sequence };
            let merged = corpus.counted.merged();
            Bar::around(self.manners, &Shown::Merging(&merged), || {
                let print = |(task, output): (&dyn Task, Output)| {
                    let mut page = Page { output, layout };
                    task.print(&mut corpus, &mut page)?;
                    Ok(page.output)
                };
                let written: Result<Vec<Output>, Failure> =
                    tasks.iter().map(AsRef::as_ref).zip(outputs).map(print).collect();
                Ok(Output::finish_all(written?)?)
            })
            .map(|()| code)
        })
    }

    /// How often the words of the corpus occur, which is read for that alone. What cannot be read is told by the next reading.
    pub fn attested(&self, profile: &Profile) -> Result<Frequencies, Failure> {
        if self.input.paths.iter().any(|path| path == Path::new(STDIN)) {
            return Err(Failure::Usage(
                "--segment reads the corpus twice, and standard input can be read once: name files, or give a --lexicon"
                    .to_owned(),
            ));
        }
        let lexicon = Lexicon::new(profile.clone(), &[]);
        let progress = Progress::default();
        let plan = Plan::words(Class::ALL.map(|class| class == Class::Word));
        let counted = Bar::around(self.manners, &Shown::Reading(&self.input, &progress), || {
            engine::run(&self.input, &lexicon, &plan, &self.how, &progress)
        })?;
        let (terms, words) = (&counted.terms, &counted.words);
        let mut frequencies: Frequencies =
            words.rows().map(|row| (terms.text(row.key[0]).to_owned(), row.frequency)).collect();
        if let Some(vast) = &counted.vast {
            vast.each(|word| {
                if word.frequency >= OCCURRENCES {
                    frequencies.insert(word.text.to_owned(), word.frequency);
                }
                Ok(())
            })?;
        }
        Ok(frequencies)
    }

    /// Runs on as many threads as were asked for.
    pub fn on_threads<T: Send>(&self, work: impl FnOnce() -> Result<T, Failure> + Send) -> Result<T, Failure> {
        let fitting = || std::thread::available_parallelism().map_or(1, usize::from).min(self.how.memory.threads());
        let threads = self.manners.threads.map_or_else(fitting, usize::from);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        pool.map_err(|e| Failure::Error(format!("threads could not be started ({e}): try --threads 1")))?.install(work)
    }

    /// Counts what the plan says, with a progress bar, and tells what was not read.
    pub fn count(&self, lexicon: &Lexicon, plan: &Plan) -> Result<(Counted, u8), Failure> {
        let progress = Progress::default();
        let counted = Bar::around(self.manners, &Shown::Reading(&self.input, &progress), || {
            engine::run(&self.input, lexicon, plan, &self.how, &progress)
        })?;
        let totals = &counted.totals;
        let code = self.judge(totals.documents, totals.replacements, &counted.problems)?;
        self.summarise(totals.documents, totals.bytes, Some(totals.tokens()));
        Ok((counted, code))
    }

    /// Says what was read and how fast, if that is wanted.
    pub fn summarise(&self, documents: u64, bytes: u64, tokens: Option<u64>) {
        if self.manners.verbose {
            let seconds = self.started.elapsed().as_secs_f64();
            let s = if documents == 1 { "" } else { "s" };
            let rate = bytes_per_second(bytes, seconds) / 1e6;
            let tokens = tokens.map(|n| format!(", {n} tokens")).unwrap_or_default();
            tell(&format!("read {documents} document{s}, {bytes} bytes{tokens} in {seconds:.2} s ({rate:.0} MB/s)"));
        }
    }

    /// Tells what was not read, and decides whether that is a failure.
    pub fn judge(&self, documents: u64, replacements: u64, problems: &[Problem]) -> Result<u8, Failure> {
        let unreadable = problems.iter().filter(|p| p.severity == Severity::Unreadable).count();
        if self.how.strict
            && let Some(first) = problems.iter().find(|p| p.severity == Severity::Unreadable)
        {
            return Err(Failure::Error(format!("{} (stopped, as --strict asks)", first.message)));
        }
        if documents == 0
            && let [only] = problems
        {
            return Err(Failure::Error(only.message.clone()));
        }
        for problem in problems {
            if problem.severity == Severity::Unreadable || !self.manners.quiet {
                tell(&problem.message);
            }
        }
        if documents == 0 {
            return Err(Failure::Error("nothing could be read, so nothing was written".to_owned()));
        }
        if replacements > 0 && !self.manners.quiet {
            tell(&format!(
                "warning: {replacements} replacement characters stand for broken bytes: if the text is not UTF-8, name its \
                 --encoding (kalim stats --by document says which files)"
            ));
        }
        Ok(if unreadable > 0 { INCOMPLETE } else { DONE })
    }

    /// Runs with a progress bar over the input.
    pub fn with_progress<T>(&self, work: impl FnOnce(&Progress) -> T) -> T {
        let progress = Progress::default();
        Bar::around(self.manners, &Shown::Reading(&self.input, &progress), || work(&progress))
    }
}

/// A report does not take the place of what it is about.
pub fn spare(inputs: &[PathBuf], target: &Target) -> Result<(), Failure> {
    let Target::File(path) = target else { return Ok(()) };
    let real = |path: &Path| std::fs::canonicalize(path).ok().filter(|p| p.is_file());
    match real(path) {
        Some(output) if inputs.iter().any(|input| real(input).as_ref() == Some(&output)) => {
            Err(Failure::Usage(format!("-o {}: is to be read itself: choose another name", path.display())))
        }
        _ => Ok(()),
    }
}

/// Reads the corpus for one report.
pub fn alone(task: impl Task, paths: &[PathBuf], how: &InputHow, options: &ReportOptions) -> Result<u8, Failure> {
    let layout = options.output.layout()?;
    let session = Session::new(how.resolve(paths)?, how.strict, &options.manners, options.resources.resolve()?);
    session.report(&options.count, &layout, vec![(Box::new(task), options.output.target())])
}

#[expect(clippy::cast_precision_loss, reason = "a rate has few digits")]
fn bytes_per_second(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 / seconds.max(1e-9)
}
