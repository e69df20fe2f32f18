//! Judges lines one by one against a single one, by what was learned elsewhere: there is no list to
//! learn from, and none that says which values are common.

use super::fields::{Agreement, Fact};
use super::learned::Learned;
use super::patterns::Comparer;
use super::people::{Cells, People};
use super::weights::Weights;

/// One line, and whoever may be the same person.
pub struct Judge<'l> {
    learned: &'l Learned,
    weights: Weights,
    people: People,
}

impl<'l> Judge<'l> {
    /// About whom is asked.
    pub fn of(learned: &'l Learned, asked: &Cells<'_>) -> Self {
        let mut people = People::new(None);
        people.add(asked);
        people.circles = Some(learned.circles());
        Self { learned, weights: learned.among(0), people }
    }

    /// Natural logarithm of the odds that another line is of the same person.
    pub fn odds(&mut self, known: &Cells<'_>) -> f64 {
        let at = self.people.len();
        self.people.add(known);
        let mut pattern = Comparer::new(&self.people).compare(0, at);
        for fact in [Fact::GivenName, Fact::Surname, Fact::GuardianName] {
            if matches!(pattern.of(fact), Agreement::Same | Agreement::SameSound) {
                pattern.weigh(fact, self.rarity(fact));
            }
        }
        self.weights.odds(&pattern)
    }

    /// How much rarer than average the name is about which is asked.
    fn rarity(&self, fact: Fact) -> f32 {
        let sound = self.people.heard(fact, 0);
        self.learned.common(fact).zip(sound).map_or(0.0, |(common, sound)| common.rarity(sound))
    }
}
