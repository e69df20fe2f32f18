//! What a given name says of its bearer. Boys and girls bear other names, and names come into use and
//! go out of it: that two of one given name are of one sex, and of an age, says less than it does of
//! two who are called otherwise.

use super::circles::{COUNTED_LINES, Counts};
use super::people::{Line, People};
use super::values::spread;
use std::collections::HashMap;

/// All bearers together count as so many of each name, of which there may be few.
const ALL_BEARERS: f64 = 4.0;
const YEARS_AN_AGE: i32 = 10;
/// How many facts a name tells.
pub(super) const TOLD: usize = 2;
/// Those facts of one bearer, each as a number: the sex, and in which years they were born.
type Told = [Option<u32>; TOLD];

/// How often names are met with what they tell.
#[derive(Default)]
pub(super) struct Bearers {
    facts: [Bearer; TOLD],
}

/// The same of one fact.
#[derive(Default)]
struct Bearer {
    /// By the name and the fact.
    met: Counts,
    of_name: HashMap<u32, u32>,
    of_fact: HashMap<u32, u32>,
    all: f64,
    /// How much oftener than chance two of one name say the same: a natural logarithm.
    average: f64,
}

impl Bearers {
    pub(super) fn of(people: &People) -> Self {
        let every = (people.len() / COUNTED_LINES).max(1);
        let mut bearers = Self::default();
        for at in (0..people.len()).step_by(every) {
            let line = people.line(at);
            let [name, ..] = people.sounds_of(&line);
            for (fact, told) in bearers.facts.iter_mut().zip(told(people, &line)) {
                if let Some(told) = told.filter(|_| name != 0) {
                    *fact.met.entry(spread(name, told)).or_default() += 1;
                    *fact.of_name.entry(name).or_default() += 1;
                    *fact.of_fact.entry(told).or_default() += 1;
                }
            }
        }
        bearers.facts.iter_mut().for_each(Bearer::sum);
        bearers
    }

    /// As other lists taught, which say nothing of single names.
    pub(super) fn taught(average: [f64; TOLD]) -> Self {
        Self { facts: average.map(|average| Bearer { average, ..Bearer::default() }) }
    }

    /// How much oftener than chance two of one name agree in each fact.
    pub(super) fn average(&self) -> [f64; TOLD] {
        self.facts.each_ref().map(|fact| fact.average)
    }

    /// How much oftener than among all two agree by chance who bear the given name of a line: in the
    /// sex, and in the age.
    pub(super) fn oftener(&self, people: &People, line: &Line) -> [f64; TOLD] {
        let [name, ..] = people.sounds_of(line);
        let mut oftener = self.average();
        let facts = self.facts.iter().zip(told(people, line));
        for (oftener, (fact, told)) in oftener.iter_mut().zip(facts) {
            if let Some(told) = told.filter(|_| fact.all > 0.0) {
                *oftener = fact.oftener(name, told);
            }
        }
        oftener
    }
}

impl Bearer {
    fn sum(&mut self) {
        let pairs = |counts: &mut dyn Iterator<Item = u32>| -> f64 {
            counts.map(|met| f64::from(met) * (f64::from(met) - 1.0)).sum()
        };
        self.all = self.of_fact.values().map(|met| f64::from(*met)).sum();
        let of_all = pairs(&mut self.of_fact.values().copied());
        let of_all = of_all / (self.all * (self.all - 1.0)).max(1.0);
        let of_name = pairs(&mut self.met.values().copied())
            / pairs(&mut self.of_name.values().copied()).max(1.0);
        let oftener = of_name / of_all;
        self.average = if oftener > 1.0 && oftener.is_finite() { oftener.ln() } else { 0.0 };
    }

    fn oftener(&self, name: u32, told: u32) -> f64 {
        // Neither of the two who are compared counts.
        let others = |met: Option<u32>| f64::from(met.unwrap_or(0).saturating_sub(2));
        let usual = f64::from(self.of_fact.get(&told).copied().unwrap_or(0)).max(1.0) / self.all;
        let met = others(self.met.get(&spread(name, told)).copied());
        let all = others(self.of_name.get(&name).copied());
        ((met + ALL_BEARERS * usual) / (all + ALL_BEARERS) / usual).ln()
    }
}

fn told(people: &People, line: &Line) -> Told {
    let birth = people.told.births.get(line.birth);
    let age = birth.map(|birth| birth.year() / YEARS_AN_AGE);
    [(line.sex != 0).then_some(line.sex), age.and_then(|age| u32::try_from(age).ok())]
}
