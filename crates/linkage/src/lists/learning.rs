//! What the weights are learned from: pairs of blocks, of every line or of some, and pairs drawn
//! from all by a hash.

use super::blocks::{Blocks, Visitor, wide};
use super::fields::Fact;
use super::glance::Glance;
use super::patterns::{Comparer, Kind, Pattern};
use super::people::People;
use super::shares::over_lines_with;
use super::values::number;
use super::weights::{Evidence, Weights};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// Pairs drawn from all, to learn what strangers share.
const DRAWN_PAIRS: usize = 100_000;
/// Pairs of strangers from blocks that are learned from.
const FAR_PAIRS: usize = 150_000;
/// And pairs that may be of one person, of which there are far fewer.
const NEAR_PAIRS: usize = 250_000;
/// Lines whose partners are counted before that.
const PROBED_LINES: usize = 1_000;
/// A pair that may be so likely of one person, by what is believed before anything is learned, is
/// near.
const NEAR: f64 = 1e-3;

pub(super) fn evidence(people: &People, blocks: &Blocks<'_>) -> Evidence {
    let lines = people.len();
    let firsts = if people.has_second { people.first } else { lines };
    let others = lines - if people.has_second { people.first } else { 0 };
    let mut evidence = Evidence {
        blocked: Vec::new(),
        drawn: patterns(people, &drawn(people)),
        pairs: people.pairs(),
        chances: Fact::ALL.map(|fact| people.chance(fact)),
        said: people.said(),
        persons: number(firsts.min(others)).max(1.0),
    };
    let glance = Glance::new(people, Weights::start(&evidence).gains([NEAR; Kind::COUNT]));
    let step = (lines / PROBED_LINES).max(1);
    let probed: Vec<usize> = (0..lines).step_by(step).collect();
    let met = pairs_with(blocks, &glance, &probed, &probed);
    let near = met.iter().filter(|pair| pair.is_near).count();
    let every = |pairs: usize, most: usize| {
        (pairs.saturating_mul(lines) / probed.len().max(1)).div_ceil(most).max(1)
    };
    let every_near = every(near, NEAR_PAIRS);
    // Who is asked about strangers is asked about those who are near, too.
    let every_far = every(met.len() - near, FAR_PAIRS).next_multiple_of(every_near);
    let sampled =
        |every| -> Vec<usize> { (0..lines).filter(|line| is_sampled(*line, every)).collect() };
    let (of_near, of_far) = (sampled(every_near), sampled(every_far));
    let pairs = pairs_with(blocks, &glance, &of_near, &of_far);
    let weight = |sampled: &[usize]| {
        let taken = sampled.iter().filter(|line| **line < firsts).count();
        number(firsts) / number(taken.max(1))
    };
    let (near_weight, far_weight) = (weight(&of_near), weight(&of_far));
    let lines: Vec<(u32, u32)> = pairs.iter().map(|pair| pair.lines).collect();
    let weights = pairs.iter().map(|pair| if pair.is_near { near_weight } else { far_weight });
    evidence.blocked = patterns(people, &lines).into_iter().zip(weights).collect();
    evidence
}

fn patterns(people: &People, pairs: &[(u32, u32)]) -> Vec<Pattern> {
    let comparer = || Comparer::that_remembers(people);
    over_lines_with(pairs.len(), comparer, |comparer, part| {
        let pairs = pairs.get(part).unwrap_or_default();
        pairs.iter().map(|(one, other)| comparer.compare(wide(*one), wide(*other))).collect()
    })
}

/// A pair of a block.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Met {
    lines: (u32, u32),
    is_near: bool,
}

/// Pairs of the blocks, each once: those that are near and of which the first line is one of some,
/// and all of which it is one of others.
fn pairs_with(blocks: &Blocks<'_>, glance: &Glance<'_>, near: &[usize], all: &[usize]) -> Vec<Met> {
    let mut wanted = vec![Wanted::No; glance.people().len()];
    for (lines, what) in [(near, Wanted::Near), (all, Wanted::All)] {
        for line in lines {
            if let Some(wanted) = wanted.get_mut(*line) {
                *wanted = what;
            }
        }
    }
    let collect = || Collect { glance, wanted: &wanted, pairs: Vec::new() };
    let found = blocks.visit_those_of(near.iter().copied(), collect);
    let mut pairs: Vec<Met> = found.into_iter().flat_map(|found| found.pairs).collect();
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// Which pairs of a line are kept.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wanted {
    No,
    Near,
    All,
}

/// Keeps the pairs of which the first line is wanted.
struct Collect<'c> {
    glance: &'c Glance<'c>,
    wanted: &'c [Wanted],
    pairs: Vec<Met>,
}

impl Visitor for Collect<'_> {
    fn block(&mut self, lines: &[u32], reach: usize) {
        let people = self.glance.people();
        for (n, own) in lines.iter().enumerate() {
            let wanted = self.wanted.get(wide(*own)).copied().unwrap_or(Wanted::No);
            if wanted == Wanted::No {
                continue;
            }
            let seen = self.glance.seen(wide(*own));
            let others = lines.iter().skip(n.saturating_sub(reach)).take(2 * reach + 1);
            for other in others {
                let (one, two) = (wide(*own), wide(*other));
                if !people.is_pair(one, two) || people.are_two(one, two) {
                    continue;
                }
                let is_near = self.glance.may_be_one(&seen, &self.glance.seen(two)).is_some();
                if is_near || wanted == Wanted::All {
                    self.pairs.push(Met { lines: (*own, *other), is_near });
                }
            }
        }
    }
}

fn is_sampled(line: usize, every: usize) -> bool {
    let every = u64::try_from(every).unwrap_or(u64::MAX);
    every == 1 || xxh3_64_with_seed(&line.to_le_bytes(), 1).is_multiple_of(every)
}

/// Pairs drawn from all by a hash; all pairs when there are few.
fn drawn(people: &People) -> Vec<(u32, u32)> {
    let lines = u32::try_from(people.len()).unwrap_or(u32::MAX);
    let is_pair = |one: &u32, other: &u32| people.is_pair(wide(*one), wide(*other));
    if people.len().saturating_mul(people.len()) <= DRAWN_PAIRS {
        let all = (0..lines).flat_map(|one| (0..lines).map(move |other| (one, other)));
        return all.filter(|(one, other)| is_pair(one, other)).collect();
    }
    let draw = |n: usize, seed: u64| {
        let hash = xxh3_64_with_seed(&n.to_le_bytes(), seed);
        u32::try_from(hash % u64::from(lines).max(1)).unwrap_or(0)
    };
    let pairs = (0..DRAWN_PAIRS.saturating_mul(2)).map(|n| {
        let (one, other) = (draw(n, 2), draw(n, 3));
        (one.min(other), one.max(other))
    });
    pairs.filter(|(one, other)| is_pair(one, other)).take(DRAWN_PAIRS).collect()
}
