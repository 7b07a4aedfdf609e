//! Pairs of words in a window, and the margins of their table.

use super::Observer;
use super::partition::Scatter;
use crate::encode::hash::Hasher;
use crate::encode::lexicon::Terms;
use crate::encode::stream::is_term;

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
    /// Those of another thread too.
    pub fn add(&mut self, other: &Self) {
        for (mine, theirs) in [(&mut self.first, &other.first), (&mut self.second, &other.second)] {
            if mine.len() < theirs.len() {
                mine.resize(theirs.len(), 0);
            }
            for (a, b) in mine.iter_mut().zip(theirs) {
                *a += b;
            }
        }
    }

    fn unit(&mut self, window: Window, codes: &[u32], seam: usize) {
        if seam == 0 {
            self.whole(window, codes);
        } else {
            self.across(window, codes, seam);
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

    fn across(&mut self, window: Window, codes: &[u32], seam: usize) {
        let (before, after) = window.sides();
        for_each_pair(codes, seam, window.reach(), |a, b, apart| {
            let symmetric = matches!(window, Window::Symmetric(_));
            for (first, second, width) in [(a, b, after), (b, a, before)] {
                if apart <= width {
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
    /// Those of all threads together.
    #[must_use]
    pub fn new<'m>(threads: impl Iterator<Item = &'m Margins>, window: Window, terms: &Terms) -> Self {
        let mut all = Margins::default();
        threads.for_each(|margins| all.add(margins));
        let by_rank = |margin: &[u64]| {
            let mut ranked = vec![0; terms.len()];
            for (term, &sum) in (0u32..).zip(margin).take(terms.len()) {
                ranked[terms.rank(term) as usize] = sum;
            }
            ranked
        };
        let first = by_rank(&all.first);
        let second = matches!(window, Window::Directed { .. }).then(|| by_rank(&all.second));
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
    /// Symmetric: the smaller id first. Directed: node, collocate.
    pub scatter: Scatter,
    /// The margins of the whole table.
    pub margins: Margins,
}

impl Pairs {
    /// For a thread.
    #[must_use]
    pub fn new(window: Window, hasher: Hasher, bits: u32) -> Self {
        Self { window, scatter: Scatter::new(hasher, bits), margins: Margins::default() }
    }
}

impl Observer for Pairs {
    fn reach(&self) -> usize {
        self.window.reach()
    }

    fn unit(&mut self, document: u32, codes: &[u32], seam: usize) {
        self.margins.unit(self.window, codes, seam);
        let scatter = &mut self.scatter;
        match self.window {
            Window::Symmetric(width) => {
                for_each_pair(codes, seam, width, |a, b, _| scatter.push(document, [a.min(b), a.max(b)]));
            }
            Window::Directed { before, after } => for_each_pair(codes, seam, before.max(after), |a, b, apart| {
                if apart <= after {
                    scatter.push(document, [a, b]);
                }
                if apart <= before {
                    scatter.push(document, [b, a]);
                }
            }),
        }
    }
}

/// Every two counted positions at most `width` apart, the earlier first, with their distance.
#[inline]
fn for_each_pair(codes: &[u32], seam: usize, width: usize, mut pair: impl FnMut(u32, u32, usize)) {
    let firsts = if seam == 0 { codes } else { &codes[..seam] };
    for (i, &a) in firsts.iter().enumerate() {
        if !is_term(a) {
            continue;
        }
        let end = codes.len().min(i.saturating_add(width).saturating_add(1));
        for j in (i + 1).max(seam)..end {
            if is_term(codes[j]) {
                pair(a, codes[j], j - i);
            }
        }
    }
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
    /// By term: is it a node?
    nodes: Vec<bool>,
    /// Node, collocate.
    pub scatter: Scatter,
    /// Node, collocate, place: 0 is the farthest before the node, `before` the first after it.
    pub places: Scatter,
    /// The margins of the whole table.
    pub margins: Margins,
}

impl Collocates {
    /// For a thread.
    #[must_use]
    pub fn new(nodes: &[u32], before: usize, after: usize, hasher: Hasher, bits: u32) -> Self {
        let mut is_node = vec![false; nodes.iter().max().map_or(0, |&m| m as usize + 1)];
        for &node in nodes {
            is_node[node as usize] = true;
        }
        Self {
            window: Window::Directed { before, after },
            before,
            nodes: is_node,
            scatter: Scatter::new(hasher, bits),
            places: Scatter::new(hasher, bits),
            margins: Margins::default(),
        }
    }

    fn is_node(&self, code: u32) -> bool {
        self.nodes.get(code as usize).is_some_and(|&node| node)
    }

    fn take(&mut self, document: u32, node: u32, collocate: u32, place: usize) {
        self.scatter.push(document, [node, collocate]);
        self.places.push(document, [node, collocate, u32::try_from(place).unwrap_or(u32::MAX)]);
    }
}

impl Observer for Collocates {
    fn reach(&self) -> usize {
        self.window.reach()
    }

    fn unit(&mut self, document: u32, codes: &[u32], seam: usize) {
        self.margins.unit(self.window, codes, seam);
        let (before, after) = self.window.sides();
        for (i, &node) in
            codes.iter().enumerate().filter(|&(_, &code)| self.is_node(code)).map(|(i, c)| (i, c)).collect::<Vec<_>>()
        {
            let crosses = |j: usize| seam == 0 || (i < seam) != (j < seam);
            for j in i.saturating_sub(before)..i {
                if is_term(codes[j]) && crosses(j) {
                    self.take(document, node, codes[j], self.before - (i - j));
                }
            }
            for j in i + 1..codes.len().min(i.saturating_add(after).saturating_add(1)) {
                if is_term(codes[j]) && crosses(j) {
                    self.take(document, node, codes[j], self.before + (j - i) - 1);
                }
            }
        }
    }
}
