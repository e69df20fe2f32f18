//! A whole city, household by household, and what its counters wrote down: families that bear names
//! of one community, guessed ages, shared phones, twins, moves, and people who were registered more
//! than once. Unlike [`super::Residents`], who are written down once, each registration says whose
//! it is, so that a search for duplicates can be judged.
//!
//! A household follows from the seed and its number alone. So nothing is kept of those that were
//! written down, somebody of an earlier one comes back without being remembered, and a smaller city
//! is the beginning of a larger one.
//!
//! ```
//! use nabz_people::residents::city::City;
//! let today = nabz_kernel::clock::Date::from_calendar(2026, 11, 23).unwrap();
//! let small: Vec<_> = City::of(10, 7, today).collect();
//! let large: Vec<_> = City::of(1_000, 7, today).take(small.len()).collect();
//! assert_eq!(small, large);
//! ```

mod copied;
mod heard;
mod household;
mod later;
mod naming;
mod person;
#[cfg(test)]
mod tests;
mod written;

pub use written::{COLUMNS, Registration};

use super::Dice;
use household::Household;
use nabz_kernel::clock::Date;
use naming::Names;
use person::{Address, Person, Said, after};
use std::vec::IntoIter;

/// How what is said becomes what is written. The two have no rule and no rate in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Noise {
    /// A clerk hears it and spells it as it sounds.
    Heard,
    /// Somebody types it from a form that was filled in by hand.
    Copied,
}

/// A part of the city that households live in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locality {
    /// Its name in English.
    pub name_en: String,
    /// Its name in Hindi.
    pub name_hi: String,
    /// The number of the ward it lies in.
    pub ward: String,
    /// The district.
    pub district: String,
}

/// The registrations of a city, one after another.
pub struct City {
    seed: u64,
    residents: u64,
    today: Date,
    noise: Noise,
    names: Names,
    localities: Vec<Locality>,
    /// Households that were drawn, and those of which somebody was written down.
    begun: u64,
    households: u64,
    known: u64,
    written: u64,
    is_full: bool,
    waiting: IntoIter<Registration>,
}

/// Where somebody is registered.
#[derive(Clone, Copy)]
struct Occasion {
    /// Which person: the household and the place in it.
    whom: (u64, usize),
    /// The number of the survey's sheet, where there is one.
    sheet: Option<u64>,
    source: &'static str,
    is_again: bool,
}

/// What chance decides about a household, each by dice of its own: who lives there, where they were
/// registered first, and who of an earlier one came back.
const MAKE_UP: u64 = 1;
const FIRST: u64 = 2;
const LATER: u64 = 3;
/// Households that the survey found at home, in a hundred.
const SURVEYED_PERCENT: u64 = 78;
/// Where others are registered.
const SOURCES: [(&str, u64); 4] =
    [("hospital", 50), ("dispensary", 25), ("camp", 15), ("portal", 10)];
const SURVEY: &str = "survey";

impl City {
    /// So many residents of a seed, as a day finds them; their addresses name a house only.
    pub fn of(residents: u64, seed: u64, today: Date) -> Self {
        Self {
            seed,
            residents,
            today,
            noise: Noise::Heard,
            names: Names::known(),
            localities: Vec::new(),
            begun: 0,
            households: 0,
            known: 0,
            written: 0,
            is_full: false,
            waiting: Vec::new().into_iter(),
        }
    }

    /// Lets them live in these localities.
    #[must_use]
    pub fn living_in(mut self, localities: Vec<Locality>) -> Self {
        self.localities = localities;
        self
    }

    /// Lets the same people be written down so.
    #[must_use]
    pub fn written_as(mut self, noise: Noise) -> Self {
        self.noise = noise;
        self
    }

    /// How many households have been written down.
    pub fn households(&self) -> u64 {
        self.households
    }

    fn dice(&self, household: u64, chapter: u64) -> Dice {
        let of_city = Dice::new(self.seed).number();
        let of_household = Dice::new(of_city ^ household).number();
        Dice::new(of_household ^ chapter)
    }

    fn household(&self, number: u64) -> Household<'_> {
        let dice = self.dice(number, MAKE_UP);
        household::draw(&self.names, self.localities.len(), self.today, dice)
    }

    /// Everybody of one household, and whoever of an earlier one comes back then.
    fn registrations(&self, number: u64) -> Vec<Registration> {
        let home = self.household(number);
        let mut dice = self.dice(number, FIRST);
        let is_surveyed = !home.is_home || dice.percent(SURVEYED_PERCENT);
        let first = home.people.iter().enumerate().map(|(place, person)| {
            let whom = (number, place);
            let (sheet, source, on) = if is_surveyed {
                (Some(2 * number + 1), SURVEY, home.listed_on)
            } else {
                (None, a_source(&mut dice), self.day_since(home.listed_on, &mut dice))
            };
            let occasion = Occasion { whom, sheet, source, is_again: false };
            let said = self.said(person, home.address, on);
            self.write(&said, occasion, Dice::new(dice.number()))
        });
        let mut all: Vec<Registration> = first.collect();
        all.extend(later::registrations(self, number));
        all
    }

    /// Some day from `first` to today.
    fn day_since(&self, first: Date, dice: &mut Dice) -> Date {
        let days = u64::try_from(self.today.days() - first.days()).unwrap_or(0);
        after(first, dice.below(days + 1))
    }

    fn said<'a>(&'a self, person: &'a Person<'a>, address: Address, on: Date) -> Said<'a> {
        Said { person, address, locality: self.localities.get(address.locality), on }
    }

    /// Writes down what somebody says, with dice that nothing else follows from.
    fn write(&self, said: &Said<'_>, occasion: Occasion, mut hand: Dice) -> Registration {
        let written = match self.noise {
            Noise::Heard => heard::write_down(said, &mut hand),
            Noise::Copied => copied::write_down(said, &mut hand),
        };
        let Occasion { whom: (household, place), sheet, source, is_again } = occasion;
        Registration {
            id: String::new(),
            person: format!("P{household}-{}", place + 1),
            is_again,
            household: sheet.map(|sheet| sheet.to_string()).unwrap_or_default(),
            relation: sheet.map_or("", |_| said.person.tie.word()),
            registered_on: said.on.to_string(),
            source,
            written,
        }
    }
}

fn a_source(dice: &mut Dice) -> &'static str {
    dice.by_weight(&SOURCES, |(_, share)| *share).map_or(SURVEY, |(source, _)| *source)
}

impl Iterator for City {
    type Item = Registration;

    fn next(&mut self) -> Option<Registration> {
        if self.is_full {
            return None;
        }
        let mut is_other_home = false;
        let next = loop {
            if let Some(next) = self.waiting.next() {
                break next;
            }
            self.waiting = self.registrations(self.begun).into_iter();
            self.begun += 1;
            is_other_home = true;
        };
        if !next.is_again {
            self.is_full = self.known == self.residents;
            if self.is_full {
                return None;
            }
            self.known += 1;
        }
        self.households += u64::from(is_other_home);
        self.written += 1;
        Some(Registration { id: format!("R{:09}", self.written), ..next })
    }
}
