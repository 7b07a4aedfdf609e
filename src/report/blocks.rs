//! Rows formatted in parallel, block by block, and written in order.

use std::io;
use std::ops::Range;

use rayon::prelude::*;

use super::table::{self, Sheet};
use super::{Column, Encoder, Pages, Report, Visitor};

/// Rows in a block: enough to outweigh handing it to a thread, few enough that its bytes stay in the cache.
const ROWS: usize = 2048;
/// Rows that are approached at a time: what they need fits the fastest cache.
const AHEAD: usize = 128;
/// Blocks that are formatted at a time, for each thread. As many again wait to be written.
const BLOCKS_PER_THREAD: usize = 8;

/// Writes the header, if there should be one, and the rows.
pub(super) fn write<E>(report: &impl Pages, mut encoder: E, headed: bool, out: &mut impl io::Write) -> io::Result<()>
where
    E: Encoder + Clone + Send,
{
    if headed {
        encoder.header();
        encoder.write_out(out)?;
    }
    report.each(&mut Writer { encoder, out })
}

struct Writer<'o, E, W> {
    encoder: E,
    out: &'o mut W,
}

impl<E: Encoder + Clone + Send, W: io::Write> Visitor for Writer<'_, E, W> {
    /// While one window of blocks is written the next is formatted.
    fn page(&mut self, page: &impl Report) -> io::Result<()> {
        let blocks = page.len().div_ceil(ROWS);
        let window = blocks.min(rayon::current_num_threads() * BLOCKS_PER_THREAD).max(1);
        let mut ready = vec![self.encoder.clone(); window];
        let mut next = ready.clone();
        for first in (0..blocks).step_by(window) {
            // Only the last window is shorter, so what is cut off is not missed.
            next.truncate(blocks - first);
            rayon::in_place_scope(|scope| {
                scope.spawn(|_| format(page, &mut next, first));
                write_out(&mut ready, self.out)
            })?;
            std::mem::swap(&mut ready, &mut next);
        }
        write_out(&mut ready, self.out)
    }
}

/// Formats the blocks from `first` on, one for each encoder.
fn format<E: Encoder + Send>(report: &impl Report, encoders: &mut [E], first: usize) {
    encoders.par_iter_mut().enumerate().for_each(|(i, encoder)| {
        let rows = rows(report, first + i);
        for start in rows.clone().step_by(AHEAD) {
            let few = start..rows.end.min(start + AHEAD);
            report.approach(few.clone());
            for row in few {
                report.row(row, encoder);
                encoder.end_row();
            }
        }
    });
}

/// The rows of a block.
fn rows(report: &impl Report, block: usize) -> Range<usize> {
    block * ROWS..report.len().min((block + 1) * ROWS)
}

/// Writes what the encoders hold, and empties them.
fn write_out<E: Encoder>(encoders: &mut [E], out: &mut impl io::Write) -> io::Result<()> {
    encoders.iter_mut().try_for_each(|encoder| encoder.write_out(out))
}

/// The width that each column of a table needs.
pub(super) fn widths(report: &impl Pages, columns: &[Column]) -> io::Result<Vec<usize>> {
    let mut widths = Widths(table::names(columns).widths(columns.len()));
    report.each(&mut widths)?;
    Ok(widths.0)
}

struct Widths(Vec<usize>);

impl Visitor for Widths {
    fn page(&mut self, page: &impl Report) -> io::Result<()> {
        self.0 = (0..page.len().div_ceil(ROWS))
            .into_par_iter()
            .map_init(Sheet::default, |sheet, block| {
                sheet.clear();
                rows(page, block).for_each(|row| page.row(row, sheet));
                sheet.widths(self.0.len())
            })
            .reduce(|| self.0.clone(), |a, b| table::wider(a, &b));
        Ok(())
    }
}
