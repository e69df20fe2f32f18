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
mod bearers;
mod birth;
mod blocks;
mod circles;
mod columns;
mod common;
mod dwelling;
mod fields;
mod gains;
mod glance;
mod households;
mod judge;
mod keying;
mod learned;
mod learning;
mod likeness;
mod linking;
mod numbers;
mod parts;
mod patterns;
mod people;
mod readable;
mod shares;
mod slips;
mod starts;
#[cfg(test)]
mod tests;
mod thirds;
mod values;
mod weights;

pub use assign::one_to_one;
pub use birth::guessed_about;
pub use blocks::Watch;
pub use fields::{Agreement, Fact, Field};
pub use judge::Judge;
pub use learned::{Learned, Unreadable};
pub use people::{Cells, People, Told};
pub use readable::is_readable;

use blocks::{Blocks, wide};
use households::Found;
use linking::Linking;
use patterns::{Comparer, Kind};
use std::ops::Range;
use weights::Weights;

/// From this probability on two lines are taken for one person, unless somebody says otherwise.
pub const LINK_PROBABILITY_MIN: f64 = 0.5;

/// From this probability on a link needs nobody's look: of those in a made-up city of a million,
/// three were wrong.
///
/// Source: `bench/linkage_city.py`.
pub const UNSEEN_MIN: f64 = 0.9999;
/// Pairs of two households that are kept for a second look.
const DOUBTED: f64 = 0.005;
/// Pairs of a household and somebody outside any that are kept because of others.
const RIVAL: f64 = 0.05;

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
    weights: Weights,
}

impl Linker {
    /// Learns what agreements are worth.
    pub fn learn(mut people: People) -> Self {
        people.seal(None);
        let weights = Weights::learn(&learning::evidence(&people, &Blocks::of(&people)));
        Self { people, weights }
    }

    /// Takes what was learned from other lists.
    pub fn knowing(mut people: People, learned: &Learned) -> Self {
        let weights = learned.among(people.len());
        people.seal(Some(learned));
        Self { people, weights }
    }

    /// What was learned, for lists that come later.
    pub fn learned(&self) -> Learned {
        Learned::from(&self.weights, &self.people)
    }

    /// All pairs of at least this probability, in the order of the lines.
    pub fn links(&self, least: f64) -> Vec<Link> {
        self.watched_links(least, &|_| ())
    }

    /// The same; whoever waits is told how far it has come.
    pub fn watched_links(&self, least: f64, watch: Watch<'_>) -> Vec<Link> {
        let asked = least.min(LINK_PROBABILITY_MIN);
        let mut links = self.links_of(0..self.people.len(), asked, watch);
        thirds::join(&self.people, &mut links);
        links.retain(|link| link.probability >= least);
        links
    }

    /// The pairs of which the second line is one of these, with all lines before it, as far as the
    /// two say it themselves. Whoever waits
    /// is told how far it has come.
    pub fn links_of(&self, lines: Range<usize>, least: f64, watch: Watch<'_>) -> Vec<Link> {
        let has_households = self.people.has_households();
        let least_found = Kind::ALL.map(|kind| match kind {
            // What is unlikely by itself may be likely by those who came along.
            Kind::Households if has_households => least.min(DOUBTED),
            // Of the members of a household somebody is one at most: a rival counts.
            Kind::OneHousehold if has_households => least.min(RIVAL),
            Kind::Households | Kind::OneHousehold | Kind::Others => least,
        });
        let blocks = Blocks::of(&self.people).watched(watch);
        let linking = || Linking::new((&self.people, &self.weights), (lines.clone(), least_found));
        let found = if lines == (0..self.people.len()) {
            blocks.visit(linking)
        } else {
            blocks.visit_those_of(lines.clone(), linking)
        };
        let mut found: Vec<Found> = found.into_iter().flat_map(Linking::found).collect();
        found.sort_unstable_by_key(|pair| (pair.first, pair.second));
        found.dedup_by_key(|pair| (pair.first, pair.second));
        households::weigh(&self.people, self.weights.believed(Kind::Households), &mut found);
        let link = |pair: Found| {
            let probability = households::probability(pair.odds);
            Link { first: wide(pair.first), second: wide(pair.second), probability }
        };
        found.into_iter().map(link).filter(|link| link.probability >= least).collect()
    }

    /// Why a pair has its probability, strongest first; what one of the two does not say is left
    /// out, and so is an order that is the usual one.
    pub fn because(&self, link: &Link) -> Vec<Because> {
        let pattern = Comparer::new(&self.people).compare(link.first, link.second);
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

    /// What share of all pairs is believed to be of one person.
    pub fn prior(&self) -> f64 {
        let pairs = self.people.pairs();
        let one = Kind::ALL.iter().zip(pairs).map(|(kind, n)| n * self.weights.believed(*kind));
        one.sum::<f64>() / pairs.iter().sum::<f64>()
    }
}
