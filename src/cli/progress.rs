//! The progress bar: bytes, rate, and the time left where the length of the input is known.

use std::io::{IsTerminal, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle, TermLike};

use super::options::{MannerOptions, When};
use crate::corpus::Input;
use crate::engine::progress::Progress;

/// A shorter run needs no bar, unless it is asked for.
const PATIENCE: Duration = Duration::from_millis(300);
/// How often it moves.
const TICK: Duration = Duration::from_millis(100);

/// Draws while something else works.
pub struct Bar;

impl Bar {
    /// Does the work; meanwhile, if it is wanted, a bar shows how far it is.
    pub fn around<T>(manners: &MannerOptions, input: &Input, progress: &Progress, work: impl FnOnce() -> T) -> T {
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
            scope.spawn(move || draw(target, input, progress, patience, &wait));
            let result = work();
            drop(done);
            result
        })
    }
}

fn draw(target: ProgressDrawTarget, input: &Input, progress: &Progress, patience: Duration, wait: &mpsc::Receiver<()>) {
    if !patience.is_zero() && wait.recv_timeout(patience) != Err(RecvTimeoutError::Timeout) {
        return;
    }
    let bar = ProgressBar::with_draw_target(None, target);
    bar.set_style(style("{bytes} {binary_bytes_per_sec}"));
    if let Some(length) = input.length() {
        bar.set_length(length);
        bar.set_style(style("{wide_bar} {bytes} of {total_bytes} {binary_bytes_per_sec}, {eta} left"));
    }
    while wait.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
        bar.set_position(progress.bytes());
    }
    bar.set_position(progress.bytes());
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
