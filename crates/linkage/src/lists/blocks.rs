//! Which lines are worth comparing: those that share one of many keys, in blocks of bounded size.
//!
//! Each pass has a key, and further keys by which a block that grew too large is split again. What
//! is too large after the last is a window of neighbours. So a line meets at most
//! [`BLOCK_LINES_MAX`] others in each block, whatever the city is like, and memory is a few numbers
//! for each line and pass.

use super::keying::{Keys, PASSES, SPLITS};
use super::people::People;

/// A block that is larger is split by the next key.
pub(super) const BLOCK_LINES_MAX: usize = 120;

/// One pass: lines in the order of their blocks, and where each finds its own.
struct Pass {
    /// Lines, block by block.
    members: Vec<u32>,
    /// `(line, from, to)`, by line.
    places: Vec<(u32, u32, u32)>,
}

/// All passes.
pub(super) struct Blocks {
    passes: Vec<Pass>,
}

impl Blocks {
    /// Lays out the blocks of both lists.
    pub(super) fn of(people: &People) -> Self {
        let keys = Keys::new(people);
        Self { passes: (0..PASSES).map(|pass| Pass::of(people, &keys, pass)).collect() }
    }

    /// The lines that one line is compared with, each once, in order.
    pub(super) fn partners(&self, people: &People, line: usize, found: &mut Vec<u32>) {
        found.clear();
        let Ok(own) = u32::try_from(line) else { return };
        for pass in &self.passes {
            let start = pass.places.partition_point(|(at, _, _)| *at < own);
            let own_places = pass.places.iter().skip(start).take_while(|(at, _, _)| *at == own);
            for (_, from, to) in own_places {
                let range = wide(*from)..wide(*to);
                found.extend(pass.members.get(range).unwrap_or_default());
            }
        }
        found.retain(|other| people.is_pair(line, wide(*other)));
        found.sort_unstable();
        found.dedup();
    }
}

pub(super) fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A key of one line.
type Entry = (u64, u32);

impl Pass {
    fn of(people: &People, keys: &Keys<'_>, pass: usize) -> Self {
        let mut entries: Vec<Entry> = Vec::with_capacity(people.len());
        let mut own = Vec::new();
        for line in 0..people.len() {
            keys.of(pass, line, &mut own);
            let Ok(line) = u32::try_from(line) else { break };
            entries.extend(own.drain(..).map(|key| (key, line)));
        }
        entries.sort_unstable();
        entries.dedup();
        let mut pass_made = Self { members: Vec::new(), places: Vec::new() };
        for block in blocks_of(&entries) {
            pass_made.split(keys, pass, block, 0);
        }
        pass_made.places.sort_unstable();
        pass_made
    }

    /// Keeps a block, or its parts when it is too large.
    fn split(&mut self, keys: &Keys<'_>, pass: usize, block: &[Entry], depth: usize) {
        if block.len() < 2 {
            return;
        }
        if block.len() <= BLOCK_LINES_MAX {
            self.keep(block);
            return;
        }
        let further = |line: u32| keys.further(pass, depth, wide(line)).map(|key| (key, line));
        let mut next: Vec<Entry> = Vec::new();
        if depth < SPLITS {
            next.extend(block.iter().filter_map(|(_, line)| further(*line)));
        }
        if next.is_empty() {
            self.keep_windows(keys, block);
            return;
        }
        next.sort_unstable();
        for part in blocks_of(&next) {
            self.split(keys, pass, part, depth + 1);
        }
    }

    fn keep(&mut self, block: &[Entry]) {
        let from = self.end();
        self.members.extend(block.iter().map(|(_, line)| *line));
        let to = self.end();
        self.places.extend(block.iter().map(|(_, line)| (*line, from, to)));
    }

    /// No key is left: each line sees those that stand nearest by name.
    fn keep_windows(&mut self, keys: &Keys<'_>, block: &[Entry]) {
        let mut order: Vec<(String, u32)> =
            block.iter().map(|(_, line)| (keys.order(wide(*line)), *line)).collect();
        order.sort_unstable();
        let from = self.end();
        self.members.extend(order.iter().map(|(_, line)| *line));
        let to = self.end();
        let half = u32::try_from(BLOCK_LINES_MAX / 2).unwrap_or(u32::MAX);
        for ((_, line), at) in order.iter().zip(from..to) {
            let window = (at.saturating_sub(half).max(from), at.saturating_add(half).min(to));
            self.places.push((*line, window.0, window.1));
        }
    }

    fn end(&self) -> u32 {
        u32::try_from(self.members.len()).unwrap_or(u32::MAX)
    }
}

/// Runs of one key.
fn blocks_of(entries: &[Entry]) -> impl Iterator<Item = &[Entry]> {
    entries.chunk_by(|one, other| one.0 == other.0)
}
