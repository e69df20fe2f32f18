//! Which lines of two lists, or of one, are of one person.
//!
//! Lines are taken one by one into [`People`]; [`Linker::learn`] learns from them what an agreement
//! is worth; [`Linker::links`] hands out pairs with the probability that they are one person, and
//! why. Nothing is drawn by chance: the same lists give the same links.
//!
//! ```
//! use nabz_linkage::lists::{Field, Linker, People};
//! let mut people = People::new(None);
//! let line = |name, born| {
//!     let mut cells = [""; Field::COUNT];
//!     cells[3] = name;
//!     cells[5] = born;
//!     cells
//! };
//! people.add(&line("Sunita Devi", "1984-03-12"));
//! people.add(&line("Ramesh Kumar", "1979-11-02"));
//! people.second_list();
//! people.add(&line("सुनीता देवी", "1984-03-12"));
//! let linker = Linker::learn(people);
//! let links = linker.links(0.5);
//! assert_eq!((links[0].first, links[0].second), (0, 2));
//! ```

mod assign;
mod birth;
mod blocks;
mod fields;
mod keying;
mod patterns;
mod people;
mod shares;
mod slips;
#[cfg(test)]
mod tests;
mod values;
mod weights;

pub use assign::one_to_one;
pub use fields::{Agreement, Fact, Field};
pub use people::{Cells, People};

use blocks::Blocks;
use patterns::{Chances, Comparer, Pattern};
use shares::over_lines;
use std::ops::Range;
use weights::{Evidence, Weights};
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// From this probability on two lines are taken for one person, unless somebody says otherwise.
pub const LINK_PROBABILITY_MIN: f64 = 0.5;
/// Pairs drawn from all, to learn what strangers share.
const DRAWN_PAIRS: usize = 100_000;
/// Pairs from blocks that are learned from.
const BLOCKED_PAIRS: usize = 600_000;
/// Lines whose partners are counted before that.
const PROBED_LINES: usize = 2_000;

/// Two lines that may be one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Link {
    /// Place of the one line in all lines as they were added, from 0.
    pub first: usize,
    /// Place of the other.
    pub second: usize,
    /// That both are of one person: 0 to 1.
    pub probability: f64,
}

/// One fact of a link, and how it agrees.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Because {
    /// Which.
    pub fact: Fact,
    /// How.
    pub agreement: Agreement,
    /// By how many doublings it changes the odds, averaged over rare and common values; negative
    /// when it speaks against one person.
    pub doublings: f64,
}

/// What was learned from the lists, and the lists.
pub struct Linker {
    people: People,
    blocks: Blocks,
    chances: Chances,
    weights: Weights,
}

impl Linker {
    /// Lays out the blocks and learns what agreements are worth.
    pub fn learn(mut people: People) -> Self {
        people.seal();
        let blocks = Blocks::of(&people);
        let chances = Fact::ALL.map(|fact| people.chance(fact));
        let weights = Weights::learn(&evidence(&people, &blocks, chances));
        Self { people, blocks, chances, weights }
    }

    /// All pairs of at least this probability, in the order of the lines.
    pub fn links(&self, least: f64) -> Vec<Link> {
        over_lines(self.people.len(), |lines| self.links_of(lines, least))
    }

    fn links_of(&self, lines: Range<usize>, least: f64) -> Vec<Link> {
        let comparer = Comparer::new(&self.people, &self.chances);
        let (mut found, mut partners) = (Vec::new(), Vec::new());
        for first in lines {
            self.blocks.partners(&self.people, first, &mut partners);
            for second in partners.iter().copied().map(blocks::wide) {
                let probability = self.weights.probability(&comparer.compare(first, second));
                if probability >= least {
                    found.push(Link { first, second, probability });
                }
            }
        }
        found
    }

    /// Why a pair has its probability, strongest first; what one of the two does not say is left
    /// out, and so is an order that is the usual one.
    pub fn because(&self, link: &Link) -> Vec<Because> {
        let pattern = Comparer::new(&self.people, &self.chances).compare(link.first, link.second);
        let mut reasons: Vec<Because> = Fact::ALL
            .into_iter()
            .map(|fact| (fact, pattern.of(fact)))
            .filter(|(_, agreement)| *agreement != Agreement::Missing)
            .filter(|(fact, agreement)| {
                !matches!(fact, Fact::NameOrder | Fact::LineOrder) || *agreement != Agreement::Same
            })
            .map(|(fact, agreement)| Because {
                fact,
                agreement,
                doublings: self.weights.doublings(fact, agreement),
            })
            .collect();
        reasons.sort_by(|a, b| b.doublings.abs().total_cmp(&a.doublings.abs()));
        reasons
    }

    /// How many pairs are compared, of how many there are.
    pub fn effort(&self) -> (u64, f64) {
        let mut partners = Vec::new();
        let mut compared = 0;
        for line in 0..self.people.len() {
            self.blocks.partners(&self.people, line, &mut partners);
            compared += u64::try_from(partners.len()).unwrap_or(0);
        }
        (compared, self.people.pairs())
    }

    /// What share of all pairs is believed to be of one person.
    pub const fn prior(&self) -> f64 {
        self.weights.prior()
    }
}

/// What the weights are learned from: pairs of blocks, of every line or of some, and pairs drawn
/// from all by a hash.
fn evidence(people: &People, blocks: &Blocks, chances: Chances) -> Evidence {
    let comparer = Comparer::new(people, &chances);
    let every = sampled_every(people, blocks);
    let mut partners = Vec::new();
    let mut blocked: Vec<Pattern> = Vec::new();
    for line in (0..people.len()).filter(|line| is_sampled(*line, every)) {
        blocks.partners(people, line, &mut partners);
        blocked.extend(partners.iter().map(|other| comparer.compare(line, blocks::wide(*other))));
    }
    let lines = if people.has_second { people.first } else { people.len() };
    let taken = (0..lines).filter(|line| is_sampled(*line, every)).count();
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    let others = people.len() - if people.has_second { people.first } else { 0 };
    Evidence {
        blocked,
        blocked_weight: number(lines) / number(taken.max(1)),
        drawn: drawn(people).map(|(one, other)| comparer.compare(one, other)).collect(),
        pairs: people.pairs(),
        chances,
        persons: number(lines.min(others)).max(1.0),
    }
}

/// Every how many lines are learned from, so that pairs stay within [`BLOCKED_PAIRS`].
fn sampled_every(people: &People, blocks: &Blocks) -> u64 {
    let lines = people.len();
    let step = (lines / PROBED_LINES).max(1);
    let (mut partners, mut pairs, mut probed) = (Vec::new(), 0, 0);
    for line in (0..lines).step_by(step) {
        blocks.partners(people, line, &mut partners);
        pairs += partners.len();
        probed += 1;
    }
    let all = pairs.saturating_mul(lines) / probed.max(1);
    u64::try_from(all.div_ceil(BLOCKED_PAIRS)).unwrap_or(1).max(1)
}

fn is_sampled(line: usize, every: u64) -> bool {
    every == 1 || xxh3_64_with_seed(&line.to_le_bytes(), 1).is_multiple_of(every)
}

/// Pairs drawn from all by a hash; all pairs when there are few.
fn drawn(people: &People) -> Box<dyn Iterator<Item = (usize, usize)> + '_> {
    let lines = people.len();
    let few = lines.saturating_mul(lines) <= DRAWN_PAIRS;
    if few {
        let all = (0..lines).flat_map(move |one| (0..lines).map(move |other| (one, other)));
        return Box::new(all.filter(|(one, other)| people.is_pair(*one, *other)));
    }
    let draw = move |n: usize, seed: u64| {
        let hash = xxh3_64_with_seed(&n.to_le_bytes(), seed);
        usize::try_from(hash % u64::try_from(lines).unwrap_or(1).max(1)).unwrap_or(0)
    };
    let pairs = (0..DRAWN_PAIRS.saturating_mul(2)).map(move |n| {
        let (one, other) = (draw(n, 2), draw(n, 3));
        (one.min(other), one.max(other))
    });
    Box::new(pairs.filter(|(one, other)| people.is_pair(*one, *other)).take(DRAWN_PAIRS))
}
