//! Judges lines one by one against a single one, by what was learned elsewhere: there is no list to
//! learn from, and none that says which values are common.

use super::fields::{Agreement, Fact};
use super::learned::Learned;
use super::patterns::Comparer;
use super::people::{Cells, People};
use super::values::ValueId;
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
        people.bearers = learned.bearers();
        Self { learned, weights: learned.among(0), people }
    }

    /// Natural logarithm of the odds that another line is of the same person.
    pub fn odds(&mut self, known: &Cells<'_>) -> f64 {
        let at = self.people.len();
        self.people.add(known);
        let mut pattern = Comparer::new(&self.people).compare(0, at);
        let asked = self.people.line(0);
        for (fact, name) in [
            (Fact::GivenName, asked.given),
            (Fact::Surname, asked.surname),
            (Fact::GuardianName, asked.guardian),
        ] {
            if matches!(pattern.of(fact), Agreement::Same | Agreement::SameSound) {
                pattern.weigh(fact, self.rarity(fact, name));
            }
        }
        self.weights.odds(&pattern)
    }

    /// How much rarer than average a name is, by what was learned.
    fn rarity(&self, fact: Fact, name: ValueId) -> f32 {
        let called = self.people.called.of(fact).and_then(|names| names.get(name));
        let common = self.learned.common(fact).zip(called);
        common.map_or(0.0, |(common, called)| common.rarity(&called.heard))
    }
}
