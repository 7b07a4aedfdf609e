//! Pairs of words in a window, and the margins of their table.

use super::partition::{Scatter, together};
use super::{Observer, Unit};
use crate::encode::memory::prefetch;
use crate::encode::stream::is_term;
use crate::encode::terms::Terms;

/// How far apart the words of a pair may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Window {
    /// Each unordered pair of positions at most this far apart, once.
    Symmetric(usize),
    /// Each node with what stands before and after it.
    Directed {
        /// Positions before the node.
        before: usize,
        /// Positions after it.
        after: usize,
    },
}

impl Window {
    /// Positions before and after a word in which it has its partners.
    #[must_use]
    pub fn sides(self) -> (usize, usize) {
        match self {
            Self::Symmetric(width) => (width, width),
            Self::Directed { before, after } => (before, after),
        }
    }

    fn reach(self) -> usize {
        let (before, after) = self.sides();
        before.max(after)
    }
}

/// By term: how many pairs have it first, how many have it second. A symmetric table's are the same.
#[derive(Default)]
pub struct Margins {
    /// Row sums.
    pub first: Vec<u64>,
    /// Column sums; empty for a symmetric table.
    pub second: Vec<u64>,
    counted: Vec<u32>,
}

impl Margins {
    fn bytes(&self) -> usize {
        (self.first.capacity() + self.second.capacity()) * size_of::<u64>()
    }

    fn unit(&mut self, window: Window, unit: &Unit<'_>) {
        if unit.seam == 0 {
            self.whole(window, unit.codes);
        } else {
            self.across(window, unit);
        }
    }

    /// Of a term, by the number of counted positions on either side.
    fn whole(&mut self, window: Window, codes: &[u32]) {
        let mut counted = std::mem::take(&mut self.counted);
        counted.clear();
        counted.push(0);
        let mut sum = 0;
        for &code in codes {
            sum += u32::from(is_term(code));
            counted.push(sum);
        }
        let between = |from: usize, to: usize| u64::from(counted[to] - counted[from]);
        let around = |i: usize, before: usize, after: usize| {
            between(i.saturating_sub(before), i)
                + between(i + 1, codes.len().min(i.saturating_add(after).saturating_add(1)).max(i + 1))
        };
        let (before, after) = window.sides();
        for (i, &code) in codes.iter().enumerate() {
            if is_term(code) {
                *slot(&mut self.first, code) += around(i, before, after);
                if matches!(window, Window::Directed { .. }) {
                    *slot(&mut self.second, code) += around(i, after, before);
                }
            }
        }
        self.counted = counted;
    }

    fn across(&mut self, window: Window, unit: &Unit<'_>) {
        let (before, after) = window.sides();
        let symmetric = matches!(window, Window::Symmetric(_));
        for_each_pair(unit, window.reach(), |i, j| {
            let (a, b) = (unit.codes[i], unit.codes[j]);
            for (first, second, width) in [(a, b, after), (b, a, before)] {
                if j - i <= width {
                    *slot(&mut self.first, first) += 1;
                    if !symmetric {
                        *slot(&mut self.second, second) += 1;
                    }
                }
            }
        });
    }
}

/// The margins of the table of all pairs, by rank.
pub struct MarginsByRank {
    first: Vec<u64>,
    second: Option<Vec<u64>>,
    /// The sum of the table.
    pub sum: u64,
}

impl MarginsByRank {
    /// Those of all threads together, in the order of the threads.
    #[must_use]
    pub fn new<'m>(threads: impl Iterator<Item = &'m Margins>, window: Window, terms: &Terms) -> Self {
        let (mut first, mut second) = (vec![0; terms.len()], vec![0; terms.len()]);
        for (thread, margins) in threads.enumerate() {
            for (by_rank, by_number) in [(&mut first, &margins.first), (&mut second, &margins.second)] {
                for (&sum, &rank) in by_number.iter().zip(terms.of_thread(thread)).filter(|(sum, _)| **sum > 0) {
                    by_rank[rank as usize] += sum;
                }
            }
        }
        let second = matches!(window, Window::Directed { .. }).then_some(second);
        Self { sum: first.iter().sum(), first, second }
    }

    /// Row sum of a word.
    #[must_use]
    pub fn first(&self, rank: u32) -> u64 {
        self.first[rank as usize]
    }

    /// Column sum of a word.
    #[must_use]
    pub fn second(&self, rank: u32) -> u64 {
        self.second.as_ref().unwrap_or(&self.first)[rank as usize]
    }
}

/// Counts the pairs of all words.
pub struct Pairs {
    window: Window,
    /// Symmetric: in no order. Directed: node, collocate.
    pub scatter: Scatter,
    /// The margins of the whole table.
    pub margins: Margins,
    /// The terms of the unit by position, each below its hash.
    terms: Vec<u64>,
}

impl Pairs {
    /// For a thread.
    #[must_use]
    pub fn new(window: Window, bits: u32) -> Self {
        Self { window, scatter: Scatter::new(2, bits), margins: Margins::default(), terms: Vec::new() }
    }
}

impl Observer for Pairs {
    fn reach(&self) -> usize {
        self.window.reach()
    }

    fn scatters(&mut self) -> Vec<&mut Scatter> {
        vec![&mut self.scatter]
    }

    fn bytes(&self) -> usize {
        self.margins.bytes()
    }

    fn unit(&mut self, document: u32, unit: &Unit<'_>) {
        self.terms.clear();
        let sums = &self.margins.first;
        self.terms.extend(unit.codes.iter().map(|&code| {
            if let Some(sum) = sums.get(code as usize) {
                prefetch(sum);
            }
            u64::from(unit.hash(code)) << 32 | u64::from(code)
        }));
        self.margins.unit(self.window, unit);
        let (scatter, terms) = (&mut self.scatter, &self.terms);
        let mut push = |first: u64, second: u64| {
            let hashes = [first >> 32, second >> 32].map(low_half);
            scatter.push(document, [first, second].map(low_half), together(hashes));
        };
        match self.window {
            // Numbers differ from thread to thread, so the hashes decide which word comes first: without a branch, which would
            // be guessed wrong half of the time.
            Window::Symmetric(width) => {
                for_each_pair(unit, width, |i, j| push(terms[i].min(terms[j]), terms[i].max(terms[j])));
            }
            Window::Directed { before, after } => for_each_pair(unit, before.max(after), |i, j| {
                if j - i <= after {
                    push(terms[i], terms[j]);
                }
                if j - i <= before {
                    push(terms[j], terms[i]);
                }
            }),
        }
    }
}

/// Every two counted positions at most `width` apart, the earlier first.
#[inline]
fn for_each_pair(unit: &Unit<'_>, width: usize, mut pair: impl FnMut(usize, usize)) {
    let Unit { codes, seam, .. } = *unit;
    let firsts = if seam == 0 { codes.len() } else { seam };
    for i in 0..firsts {
        if !is_term(codes[i]) {
            continue;
        }
        let end = codes.len().min(i.saturating_add(width).saturating_add(1));
        let from = (i + 1).max(seam).min(end);
        for (j, _) in (from..).zip(&codes[from..end]).filter(|(_, code)| is_term(**code)) {
            pair(i, j);
        }
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the other half is not meant")]
fn low_half(both: u64) -> u32 {
    both as u32
}

#[inline]
fn slot(counts: &mut Vec<u64>, term: u32) -> &mut u64 {
    let term = term as usize;
    if term >= counts.len() {
        counts.resize((term + 1).next_power_of_two(), 0);
    }
    &mut counts[term]
}

/// Counts the pairs of some nodes, by position, and the margins of the table of all words.
pub struct Collocates {
    window: Window,
    before: usize,
    /// By fixed term: is it a node?
    nodes: Vec<bool>,
    /// Node, collocate.
    pub scatter: Scatter,
    /// Node, collocate, place: 0 is the farthest before the node, `before` the first after it.
    pub places: Scatter,
    /// The margins of the whole table.
    pub margins: Margins,
}

impl Collocates {
    /// For a thread; the nodes are fixed terms.
    #[must_use]
    pub fn new(nodes: &[u32], before: usize, after: usize, bits: u32) -> Self {
        let mut is_node = vec![false; nodes.iter().max().map_or(0, |&m| m as usize + 1)];
        for &node in nodes {
            is_node[node as usize] = true;
        }
        Self {
            window: Window::Directed { before, after },
            before,
            nodes: is_node,
            scatter: Scatter::new(2, bits),
            places: Scatter::new(3, bits),
            margins: Margins::default(),
        }
    }

    fn is_node(&self, code: u32) -> bool {
        self.nodes.get(code as usize).is_some_and(|&node| node)
    }
}

impl Observer for Collocates {
    fn reach(&self) -> usize {
        self.window.reach()
    }

    fn scatters(&mut self) -> Vec<&mut Scatter> {
        vec![&mut self.scatter, &mut self.places]
    }

    fn bytes(&self) -> usize {
        self.margins.bytes()
    }

    fn unit(&mut self, document: u32, unit: &Unit<'_>) {
        self.margins.unit(self.window, unit);
        let Unit { codes, hashes, seam } = *unit;
        let (before, after) = self.window.sides();
        for i in 0..codes.len() {
            if !self.is_node(codes[i]) {
                continue;
            }
            let end = codes.len().min(i.saturating_add(after).saturating_add(1));
            for j in (i.saturating_sub(before)..end).filter(|&j| j != i && is_term(codes[j])) {
                if seam > 0 && (i < seam) == (j < seam) {
                    continue;
                }
                let place = if j < i { self.before - (i - j) } else { self.before + (j - i) - 1 };
                let hash = together([codes[i], codes[j]].map(|code| hashes[code as usize]));
                self.scatter.push(document, [codes[i], codes[j]], hash);
                self.places.push(document, [codes[i], codes[j], u32::try_from(place).unwrap_or(u32::MAX)], hash);
            }
        }
    }
}
