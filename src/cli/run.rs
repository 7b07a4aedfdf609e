//! What every run does around its work: threads, progress, what to tell, and the exit code.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use super::options::words::Frequencies;
use super::options::{CountOptions, InputHow, MannerOptions, ReportOptions};
use super::progress::{Bar, Shown};
use super::task::{Corpus, Page, Sequence, Task};
use super::{DONE, Failure, INCOMPLETE, tell};
use crate::corpus::selection::Field;
use crate::corpus::{Input, Problem, STDIN, Severity, stream};
use crate::encode::lexicon::Lexicon;
use crate::engine::memory::Memory;
use crate::engine::progress::Progress;
use crate::engine::repeats::{self, print_of};
use crate::engine::{self, Counted, Groups, Manner, Plan, Totals};
use crate::report::output::reason;
use crate::report::{Group, Layout, Output, Target};
use crate::text::Class;
use crate::text::profile::Profile;
use crate::text::segment::OCCURRENCES;

/// Groups that are counted in one reading: what each takes at least, by thread, adds up.
const GROUPS: usize = 128;

/// A corpus and the manners in which it is read.
pub struct Session<'m> {
    input: Arc<Input>,
    how: Manner,
    manners: &'m MannerOptions,
    started: Instant,
}

impl<'m> Session<'m> {
    /// For an input.
    pub fn new(mut input: Input, strict: bool, manners: &'m MannerOptions, memory: Memory) -> Self {
        input.temp = Some(memory.folder.path().to_owned());
        let input = Arc::new(input);
        Self { input, how: Manner { strict, memory }, manners, started: Instant::now() }
    }

    /// Puts standard input aside, if it is to be read, so that it can be read more than once.
    pub fn spool_stdin(&mut self) -> Result<(), Failure> {
        let is_read = self.input.paths.iter().any(|path| path == Path::new(STDIN));
        if is_read && self.input.stdin.is_none() {
            let spooled = self.input.spool(std::io::stdin());
            let fail =
                |e| Failure::Error(format!("standard input could not be put aside to be read twice: {}", reason(&e)));
            Arc::make_mut(&mut self.input).stdin = Some(Arc::new(spooled.map_err(fail)?));
        }
        Ok(())
    }

    /// Lets so many bytes be taken by what is held beside this corpus.
    pub fn hold(&mut self, bytes: u64) {
        self.how.memory.held = bytes;
    }

    /// Finds what the user wants left out of the corpus, in a reading for that alone.
    pub fn leave_out(&mut self, profile: &Profile) -> Result<(), Failure> {
        let Input { repeats, excluded, .. } = &*self.input;
        if repeats.is_none() && excluded.is_empty() {
            return Ok(());
        }
        let (repeats, excluded) = (*repeats, excluded.iter().filter_map(|line| print_of(profile, line)).collect());
        self.spool_stdin()?;
        let input = Arc::clone(&self.input);
        let left_out = self
            .with_progress(|progress| repeats::find(&input, profile, &excluded, repeats, &self.how.memory, progress))?;
        Arc::make_mut(&mut self.input).left_out = Arc::new(left_out);
        Ok(())
    }

    /// What is read.
    pub fn input(&self) -> &Arc<Input> {
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

    /// Reads the corpus once, and writes what the tasks print of it, or of each group of its documents: all of it, or nothing.
    pub fn report(
        mut self,
        count: &CountOptions,
        by: Option<&Field>,
        layout: &Layout,
        tasks: Vec<(Box<dyn Task + '_>, Target)>,
    ) -> Result<u8, Failure> {
        let (mut tasks, targets): (Vec<_>, Vec<_>) = tasks.into_iter().unzip();
        let page = |target| Ok(Page::new(self.open(target)?, layout));
        let mut pages = targets.iter().map(page).collect::<Result<Vec<_>, Failure>>()?;
        if by.is_some() || count.reads_again() || tasks.iter().any(Task::reads_again) {
            self.spool_stdin()?;
        }
        self.on_threads(|this| {
            this.leave_out(&count.profile()?)?;
            let this = &*this;
            let mut lexicon = count.lexicon(|profile| this.attested(profile, OCCURRENCES))?;
            let mut plan = Plan::words(count.counted());
            tasks.iter_mut().try_for_each(|task| task.plan(&mut plan, &mut lexicon))?;
            let mut code = DONE;
            for (i, groups) in this.groups(by)?.iter().enumerate() {
                let counted = this.read(groups, &lexicon, &plan)?;
                if i == 0 {
                    code = this.judge_counted(&counted)?;
                }
                for (value, counted) in groups.values.iter().zip(counted) {
                    let mut input = (*this.input).clone();
                    input.selection.conditions.extend(by.map(|field| (field.clone(), value.clone())));
                    let progress = Progress::default();
                    let sequence = Sequence { input, lexicon: &lexicon, counted: plan.counted, progress: &progress };
                    let (hasher, quiet) = (lexicon.hasher(), this.manners.quiet);
                    let mut corpus = Corpus { counted, hasher, quiet, sequence, is_group: by.is_some() };
                    let merged = corpus.counted.merged();
                    Bar::around(this.manners, &Shown::Merging(&merged, &progress), || {
                        tasks.iter().zip(&mut pages).try_for_each(|(task, page)| {
                            page.group = by.map(|field| Group { name: field.to_string(), value: value.clone() });
                            task.print(&mut corpus, page)
                        })
                    })?;
                }
            }
            Output::finish_all(pages.into_iter().map(|page| page.output).collect())?;
            Ok(code)
        })
    }

    /// The groups of the documents, so many at a time as are counted in one reading.
    pub fn groups(&self, by: Option<&Field>) -> Result<Vec<Groups>, Failure> {
        let Some(field) = by else { return Ok(vec![Groups::one()]) };
        let mut values = BTreeSet::new();
        stream::each_document(&self.input, |document| {
            values.insert(self.input.selection.value(field, document));
        });
        let values: Vec<_> = values.into_iter().collect();
        // Even of an empty corpus there is something to tell.
        let groups = values.chunks(GROUPS).map(|values| Groups::new(field.clone(), values.to_vec())).collect();
        Ok(if values.is_empty() { vec![Groups::new(field.clone(), vec![None])] } else { groups })
    }

    /// The words of the corpus, which is read for that alone, that occur so often. What cannot be read is told by the next reading.
    pub fn attested(&self, profile: &Profile, least: u64) -> Result<Frequencies, Failure> {
        let lexicon = Lexicon::new(profile.clone(), &[]);
        let progress = Progress::default();
        let plan = Plan::words(Class::ALL.map(|class| class == Class::Word));
        let counted = Bar::around(self.manners, &Shown::Reading(&self.input, &progress), || {
            engine::run(&self.input, &lexicon, &plan, &self.how, &progress)
        })?;
        let (terms, words) = (&counted.terms, &counted.words);
        let rows = words.rows().filter(|row| row.frequency >= least);
        let mut frequencies: Frequencies = rows.map(|row| (terms.text(row.key[0]).to_owned(), row.frequency)).collect();
        if let Some(vast) = &counted.vast {
            vast.each(|word| {
                if word.frequency >= least {
                    frequencies.insert(word.text.to_owned(), word.frequency);
                }
                Ok(())
            })?;
        }
        Ok(frequencies)
    }

    /// Runs on as many threads as were asked for.
    pub fn on_threads<T: Send>(
        &mut self,
        work: impl FnOnce(&mut Self) -> Result<T, Failure> + Send,
    ) -> Result<T, Failure> {
        let fitting = || std::thread::available_parallelism().map_or(1, usize::from).min(self.how.memory.threads());
        let threads = self.manners.threads.map_or_else(fitting, usize::from);
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.map_err(|e| Failure::Error(format!("threads could not be started ({e}): try --threads 1")))?;
        pool.install(|| work(self))
    }

    /// Counts what the plan says, with a progress bar, and tells what was not read.
    pub fn count(&self, lexicon: &Lexicon, plan: &Plan) -> Result<(Counted, u8), Failure> {
        let mut counted = self.read(&Groups::one(), lexicon, plan)?;
        let code = self.judge_counted(&counted)?;
        Ok((counted.remove(0), code))
    }

    /// Counts what the plan says, of each group, with a progress bar.
    pub fn read(&self, groups: &Groups, lexicon: &Lexicon, plan: &Plan) -> Result<Vec<Counted>, Failure> {
        let progress = Progress::default();
        let read = || engine::run_groups(&self.input, groups, lexicon, plan, &self.how, &progress);
        Ok(Bar::around(self.manners, &Shown::Reading(&self.input, &progress), read)?)
    }

    /// Tells what was not read, and what was.
    pub fn judge_counted(&self, counted: &[Counted]) -> Result<u8, Failure> {
        let sum = |of: fn(&Totals) -> u64| counted.iter().map(|counted| of(&counted.totals)).sum::<u64>();
        let problems = counted.first().map_or(&[][..], |counted| &counted.problems);
        let code = self.judge(sum(|t| t.documents), sum(|t| t.replacements), problems)?;
        self.summarise(sum(|t| t.documents), sum(|t| t.bytes), Some(sum(Totals::tokens)));
        Ok(code)
    }

    /// Says what was read and how fast, if that is wanted.
    pub fn summarise(&self, documents: u64, bytes: u64, tokens: Option<u64>) {
        if self.manners.verbose {
            let seconds = self.started.elapsed().as_secs_f64();
            let s = if documents == 1 { "" } else { "s" };
            let rate = bytes_per_second(bytes, seconds) / 1e6;
            let tokens = tokens.map(|n| format!(", {n} tokens")).unwrap_or_default();
            tell(&format!("read {documents} document{s}, {bytes} bytes{tokens} in {seconds:.2} s ({rate:.0} MB/s)"));
            let left_out = &self.input.left_out;
            if self.input.repeats.is_some() || !self.input.excluded.is_empty() {
                let (documents, lines) = (left_out.documents.len(), left_out.line_count());
                tell(&format!("left out {documents} repeated documents, {lines} repeated or excluded lines"));
            }
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
        if documents == 0 && problems.is_empty() && !self.input.selection.conditions.is_empty() {
            return Err(Failure::Error(
                "no document has what --where asks for: check the field and its value".to_owned(),
            ));
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

/// Reads the corpus for one report, of groups of its documents if there are any.
pub fn alone(
    task: impl Task,
    by: Option<&Field>,
    paths: &[PathBuf],
    how: &InputHow,
    options: &ReportOptions,
) -> Result<u8, Failure> {
    let layout = options.output.layout()?;
    let input = how.resolve(paths, by)?;
    let session = Session::new(input, how.strict, &options.manners, options.resources.resolve()?);
    session.report(&options.count, by, &layout, vec![(Box::new(task), options.output.target())])
}

#[expect(clippy::cast_precision_loss, reason = "a rate has few digits")]
fn bytes_per_second(bytes: u64, seconds: f64) -> f64 {
    bytes as f64 / seconds.max(1e-9)
}
