//! The progress bar: bytes, rate, and the time left where the length of the input is known.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::options::{MannerOptions, When};
use crate::corpus::Input;
use crate::count::partition::Merged;
use crate::engine::progress::Progress;

/// A shorter run needs no bar, unless it is asked for.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often it moves.
const TICK: Duration = Duration::from_millis(100);

/// Draws while something else works.
pub struct Bar;

/// What is shown.
pub enum Shown<'p> {
    /// How much of the input was read.
    Reading(&'p Input, &'p Progress),
    /// How much of what was counted is merged, how much of the input is read again if it is, and then that it is written.
    Merging(&'p Merged, &'p Progress),
}

impl Bar {
    /// Does the work; meanwhile, if it is wanted, a bar shows how far it is.
    pub fn around<T>(manners: &MannerOptions, shown: &Shown<'_>, work: impl FnOnce() -> T) -> T {
        let terminal = std::io::stderr().is_terminal();
        let wanted = match manners.progress {
            When::Always => true,
            When::Auto => terminal && !manners.quiet,
            When::Never => false,
        };
        if !wanted {
            return work();
        }
        let target =
            if terminal { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::term_like(Box::new(Plain)) };
        let (done, wait) = mpsc::channel::<()>();
        std::thread::scope(|scope| {
            let patience = if manners.progress == When::Always { Duration::ZERO } else { PATIENCE };
            scope.spawn(move || draw(target, shown, patience, &wait));
            let result = work();
            drop(done);
            result
        })
    }
}

fn draw(target: ProgressDrawTarget, shown: &Shown<'_>, patience: Duration, wait: &mpsc::Receiver<()>) {
    if !patience.is_zero() && wait.recv_timeout(patience) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, target);
    match shown {
        Shown::Reading(input, progress) => {
            bar.set_style(style("reading {bytes} {binary_bytes_per_sec}"));
            if let Some(length) = input.length() {
                bar.set_length(length);
                bar.set_style(style("reading {wide_bar} {bytes} of {total_bytes} {binary_bytes_per_sec}, {eta} left"));
            }
            while wait.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                bar.set_position(progress.bytes());
            }
            bar.set_position(progress.bytes());
        }
        Shown::Merging(merged, again) => {
            let (mut writing, mut read) = (false, 0);
            while wait.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                if again.bytes() > read {
                    read = again.bytes();
                    bar.set_style(style("reading again {bytes} {binary_bytes_per_sec}"));
                    bar.set_position(read);
                    // So that what is next begins with a style of its own.
                    bar.unset_length();
                    continue;
                }
                let (done, all) = merged.done_of_all();
                if (done == all) != writing || bar.length().is_none() {
                    writing = done == all;
                    bar.set_style(style(if writing { "writing" } else { "merging {wide_bar} {pos} of {len} parts" }));
                }
                bar.set_length(all);
                bar.set_position(done);
                // Rows that go to the same terminal would be drawn over.
                if writing && std::io::stdout().is_terminal() {
                    bar.finish_and_clear();
                    return;
                }
            }
        }
    }
    bar.finish_and_clear();
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).expect("the template is a constant")
}

/// stderr that is no terminal: lines that replace each other.
#[derive(Debug)]
struct Plain;

impl TermLike for Plain {
    fn width(&self) -> u16 {
        80
    }

    fn move_cursor_up(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }

    fn move_cursor_down(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }

    fn move_cursor_right(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }

    fn move_cursor_left(&self, _: usize) -> std::io::Result<()> {
        Ok(())
    }

    fn write_line(&self, line: &str) -> std::io::Result<()> {
        writeln!(std::io::stderr(), "{}", line.trim_end())
    }

    fn write_str(&self, text: &str) -> std::io::Result<()> {
        write!(std::io::stderr(), "{}", text.trim_end())
    }

    fn clear_line(&self) -> std::io::Result<()> {
        write!(std::io::stderr(), "\r")
    }

    fn flush(&self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}
