use std::collections::HashMap;

use super::Failure;
use super::options::{FoldOptions, InputOptions, MannerOptions, OutputOptions, ResourceOptions};
use super::run::Session;
use super::task::Page;
use crate::engine::repeats::{ByPrint, Print, each_folded};
use crate::report::rows;

/// Lines that recur in many documents: see also, follow us, all rights reserved
///
/// Lines are the same if their tokens are, as the profile folds them; each is shown as it is first written. Columns: rank, line,
/// documents, frequency (how often the line occurs), document_share. Ordered by documents, then frequency, then line. Look at them, take
/// out what belongs to the text, and give the file to --exclude-lines of any other subcommand. The corpus is read twice.
///
/// Example: kalim boilerplate --min-docs 20 scrape/ -o lines.csv
#[derive(clap::Args)]
pub struct Args {
    #[command(flatten)]
    input: InputOptions,
    #[command(flatten)]
    folds: FoldOptions,
    /// Leave out lines that fewer than K documents have
    #[arg(long, value_name = "K", default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..), help_heading = "Choice of rows")]
    min_docs: u32,
    /// Print only the first N rows
    #[arg(long, value_name = "N", help_heading = "Choice of rows")]
    top: Option<usize>,
    #[command(flatten)]
    output: OutputOptions,
    #[command(flatten)]
    manners: MannerOptions,
    #[command(flatten)]
    resources: ResourceOptions,
}

/// What is known of a line.
#[derive(Default)]
struct Seen {
    frequency: u64,
    documents: u32,
    /// The last document that had it, from 1.
    last: u64,
    text: Option<String>,
}

pub fn run(args: &Args) -> Result<u8, Failure> {
    let layout = args.output.layout()?;
    let memory = args.resources.resolve()?;
    let profile = args.folds.resolve()?;
    let strict = args.input.how.strict;
    let mut session = Session::new(args.input.resolve()?, strict, &args.manners, memory.clone());
    let output = session.open(&args.output.target())?;
    session.on_threads(|session| {
        session.spool_stdin()?;
        session.leave_out(&profile)?;
        let (mut lines, mut documents) = (HashMap::<Print, Seen, ByPrint>::default(), 0);
        let problems = session.with_progress(|progress| {
            each_folded(session.input(), &profile, progress, |folded| {
                documents += u64::from(folded.piece.index == 0);
                for print in folded.lines.iter().filter_map(|line| line.print) {
                    let seen = lines.entry(print).or_default();
                    seen.frequency += 1;
                    seen.documents += u32::from(std::mem::replace(&mut seen.last, documents) != documents);
                }
                memory.admit((lines.capacity() * size_of::<(Print, Seen)>()) as u64)
            })
        })?;
        let code = session.judge(documents, 0, &problems)?;
        lines.retain(|_, seen| seen.documents >= args.min_docs);
        if !lines.is_empty() {
            session.with_progress(|progress| {
                each_folded(session.input(), &profile, progress, |folded| {
                    for line in &folded.lines {
                        let Some(seen) = line.print.and_then(|print| lines.get_mut(&print)) else { continue };
                        let text = || String::from_utf8_lossy(&folded.buffer[line.text.clone()]).trim().to_owned();
                        seen.text.get_or_insert_with(text);
                    }
                    Ok(())
                })
            })?;
        }
        let row = |seen: Seen| rows::RecurringLine {
            text: seen.text.unwrap_or_default(),
            documents: seen.documents,
            frequency: seen.frequency,
        };
        let mut rows: Vec<_> = lines.into_values().map(row).collect();
        rows.sort_by(|a, b| {
            (b.documents, b.frequency).cmp(&(a.documents, a.frequency)).then_with(|| a.text.cmp(&b.text))
        });
        rows.truncate(args.top.unwrap_or(usize::MAX));
        let mut page = Page::new(output, &layout);
        page.print(&rows::Boilerplate { rows, documents })?;
        page.output.finish()?;
        Ok(code)
    })
}
