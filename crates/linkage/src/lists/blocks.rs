//! Which lines are worth comparing: those that share one of many keys, in blocks of bounded size.
//!
//! A block that grew too large is split by further keys, and what is too large after the last is a
//! window of neighbours; of a place alone, a block that is too large is none. So a line meets at
//! most [`BLOCK_LINES_MAX`] others in each block, whatever the city is like.
//!
//! Blocks are laid out a share of the keys at a time and handed to whoever looks at them, so that
//! memory holds [`ENTRIES_MAX`] keys however many lines there are. Who is looked at twice, in blocks
//! of two keys, is for the one who looks.

use super::keying::{Key, Keys, SPLITS};
use super::people::People;
use super::shares::{each_of, over_lines};
use super::values::ByNumber;
use std::collections::HashSet;
use std::hash::BuildHasherDefault;

/// A block that is larger is split by the next key.
pub(super) const BLOCK_LINES_MAX: usize = 30;
/// Keys that are laid out at once.
const ENTRIES_MAX: usize = 48_000_000;
/// A share of the keys is laid out in so many heaps.
const HEAPS: u64 = 64;
/// Lines whose keys are counted to foresee how many there are.
const PROBED_LINES: usize = 1_000;

/// Looks at blocks.
pub(super) trait Visitor: Send {
    /// Lines of one block; each is worth comparing with as many behind it as `reach` says.
    fn block(&mut self, lines: &[u32], reach: usize);
}

/// Told each time that one of so many parts has been compared.
pub type Watch<'w> = &'w (dyn Fn(usize) + Sync);

/// All blocks of the lists.
pub(super) struct Blocks<'p> {
    people: &'p People,
    keys: Keys<'p>,
    watch: Watch<'p>,
}

/// A key of one line.
type Entry = (Key, u32);

impl<'p> Blocks<'p> {
    pub(super) fn of(people: &'p People) -> Self {
        Self { people, keys: Keys::new(people), watch: &|_| () }
    }

    /// Tells somebody how far it has come.
    pub(super) fn watched(self, watch: Watch<'p>) -> Self {
        Self { watch, ..self }
    }

    /// Shows every block to one of as many visitors as there are threads, and gives them back.
    pub(super) fn visit<V: Visitor>(&self, visitor: impl Fn() -> V + Sync) -> Vec<V> {
        let mut visitors: Vec<V> = Vec::new();
        let keys = self.keys_a_line();
        let all = keys.saturating_mul(self.people.len());
        let shares = all.div_ceil(ENTRIES_MAX).max(1);
        let (shares_wide, a_line) = (u64::try_from(shares).unwrap_or(1), keys.div_ceil(shares));
        for share in 0..shares_wide {
            let entries = self.heaps(a_line, |key| {
                let heap = key.share(shares_wide * HEAPS);
                (heap / HEAPS == share).then_some(heap % HEAPS)
            });
            visitors = self.visit_heaps((&entries, shares_wide), visitors, &visitor);
        }
        visitors
    }

    /// Shows the blocks in which one of some lines is.
    pub(super) fn visit_those_of<V: Visitor>(
        &self,
        lines: impl Iterator<Item = usize>,
        visitor: impl Fn() -> V + Sync,
    ) -> Vec<V> {
        let mut wanted: HashSet<Key, BuildHasherDefault<ByNumber>> = HashSet::default();
        for line in lines {
            self.keys.of(line, |key| {
                wanted.insert(key);
            });
        }
        let entries = self.heaps(0, |key| wanted.contains(&key).then(|| key.share(HEAPS)));
        self.visit_heaps((&entries, 1), Vec::new(), &visitor)
    }

    /// How many keys a line has, rounded up.
    fn keys_a_line(&self) -> usize {
        let lines = self.people.len();
        let (mut keys, mut probed) = (0_usize, 0);
        for line in (0..lines).step_by((lines / PROBED_LINES).max(1)) {
            self.keys.of(line, |_| keys += 1);
            probed += 1;
        }
        keys.div_ceil(probed.max(1))
    }

    /// The entries whose key belongs on a heap, some so many of each line: from each thread a part
    /// of every heap.
    fn heaps(
        &self,
        a_line: usize,
        heap: impl Fn(Key) -> Option<u64> + Sync,
    ) -> Vec<Vec<Vec<Entry>>> {
        let count = usize::try_from(HEAPS).unwrap_or(1);
        over_lines(self.people.len(), |lines| {
            let expected = (lines.len() * a_line).div_ceil(count);
            // Chance brings some heaps more.
            let room = expected + expected / 16;
            let mut heaps: Vec<Vec<Entry>> = (0..count).map(|_| Vec::with_capacity(room)).collect();
            for line in lines {
                let Ok(own) = u32::try_from(line) else { break };
                self.keys.of(line, |key| {
                    let place = heap(key).and_then(|place| usize::try_from(place).ok());
                    if let Some(heap) = place.and_then(|place| heaps.get_mut(place)) {
                        heap.push((key, own));
                    }
                });
            }
            vec![heaps]
        })
    }

    fn visit_heaps<V: Visitor>(
        &self,
        (parts, shares): (&[Vec<Vec<Entry>>], u64),
        visitors: Vec<V>,
        visitor: impl Fn() -> V + Sync,
    ) -> Vec<V> {
        let [heaps, shares] = [HEAPS, shares].map(|n| usize::try_from(n).unwrap_or(usize::MAX));
        each_of(heaps, visitors, visitor, |visitor, place| {
            let heap: Vec<&[Entry]> =
                parts.iter().filter_map(|heaps| heaps.get(place)).map(Vec::as_slice).collect();
            let mut entries = heap.concat();
            entries.sort_unstable();
            entries.dedup();
            for block in blocks_of(&entries) {
                self.split(block, 0, visitor);
            }
            (self.watch)(heaps * shares);
        })
    }

    /// Shows a block, or its parts when it is too large.
    fn split(&self, block: &[Entry], depth: usize, visitor: &mut impl Visitor) {
        let Some((pass, _)) = block.first().filter(|_| block.len() > 1) else { return };
        if block.len() <= BLOCK_LINES_MAX {
            let lines: Vec<u32> = block.iter().map(|(_, line)| *line).collect();
            visitor.block(&lines, BLOCK_LINES_MAX);
            return;
        }
        if pass.is_of_a_place() {
            return;
        }
        let further = |line: u32| self.keys.further(*pass, depth, wide(line));
        let mut next: Vec<(u64, Entry)> = Vec::new();
        if depth < SPLITS {
            next.extend(block.iter().filter_map(|entry| Some((further(entry.1)?, *entry))));
        }
        if next.is_empty() {
            self.show_windows(block, visitor);
            return;
        }
        next.sort_unstable();
        for part in next.chunk_by(|one, other| one.0 == other.0) {
            let part: Vec<Entry> = part.iter().map(|(_, entry)| *entry).collect();
            self.split(&part, depth + 1, visitor);
        }
    }

    /// No key is left: each line sees those that stand nearest by name.
    fn show_windows(&self, block: &[Entry], visitor: &mut impl Visitor) {
        let mut order: Vec<(String, u32)> =
            block.iter().map(|(_, line)| (self.keys.order(wide(*line)), *line)).collect();
        order.sort_unstable();
        let lines: Vec<u32> = order.into_iter().map(|(_, line)| line).collect();
        visitor.block(&lines, BLOCK_LINES_MAX / 2);
    }
}

pub(super) fn wide(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// Runs of one key.
fn blocks_of(entries: &[Entry]) -> impl Iterator<Item = &[Entry]> {
    entries.chunk_by(|one, other| one.0 == other.0)
}
