//! Made-up residents with real-looking names, the same for the same seed: for the demo, for
//! simulated days and for measuring searches. Nobody in here exists, and no phone connects.
//!
//! ```
//! use nabz_people::residents::Residents;
//! let today = nabz_kernel::clock::Date::from_calendar(2026, 11, 23).unwrap();
//! let first: Vec<_> = Residents::new(7, today).take(3).collect();
//! assert_eq!(first[0].details, Residents::new(7, today).next().unwrap().details);
//! ```

pub mod city;
mod dice;
mod family;
mod lists;

pub use dice::Dice;
pub use lists::{Half, Spelled};

use crate::registry::model::Details;
use lists::List;
use nabz_kernel::clock::Date;
use std::collections::VecDeque;

/// One made-up resident: what a counter would write down, and the name behind it.
#[derive(Clone, Debug)]
pub struct Resident {
    /// What was written down, with the slips and gaps of a busy counter.
    pub details: Details,
    /// The words of the name as the person would write them.
    pub name: Vec<Spelled>,
    /// The place of the given name in it; a title may stand before.
    pub given: usize,
    /// Which family, counted from 0.
    pub family: u64,
}

/// Residents without end, family by family.
pub struct Residents {
    dice: Dice,
    today: Date,
    list: List,
    wards: Vec<Ward>,
    waiting: VecDeque<Resident>,
    families: u64,
}

/// A part of the city that residents may live in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ward {
    /// The ward's number.
    pub number: String,
    /// A locality in it.
    pub locality: String,
    /// The district.
    pub district: String,
}

impl Residents {
    /// The residents of one seed, as old as they are today, with the names that the program knows.
    pub fn new(seed: u64, today: Date) -> Self {
        Self {
            dice: Dice::new(seed),
            today,
            list: List::known(),
            wards: Vec::new(),
            waiting: VecDeque::new(),
            families: 0,
        }
    }

    /// Lets them live in these wards; without any, addresses name a house only.
    #[must_use]
    pub fn living_in(mut self, wards: Vec<Ward>) -> Self {
        self.wards = wards;
        self
    }

    /// Lets them have names of one half of the lists only, for measuring; many are rare.
    #[must_use]
    pub fn named_from(mut self, half: Half) -> Self {
        self.list = List::of_half(half);
        self
    }
}

impl Iterator for Residents {
    type Item = Resident;

    fn next(&mut self) -> Option<Resident> {
        while self.waiting.is_empty() {
            let family = self.families;
            self.families += 1;
            let members = family::members(&mut self.dice, &self.list, &self.wards, self.today);
            let numbered = members.into_iter().map(|member| Resident { family, ..member });
            self.waiting.extend(numbered);
        }
        self.waiting.pop_front()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::registry::model::Sex;
    use std::collections::HashSet;

    fn some(count: usize) -> Vec<Resident> {
        let today = Date::from_calendar(2026, 11, 23).unwrap();
        Residents::new(1, today).take(count).collect()
    }

    #[test]
    fn a_seed_always_makes_the_same_city() {
        let names = |residents: Vec<Resident>| -> Vec<String> {
            residents.iter().map(|r| r.details.name.preferring(SCRIPT).to_owned()).collect()
        };
        assert_eq!(names(some(200)), names(some(200)));
    }
    const SCRIPT: nabz_kernel::names::Script = nabz_kernel::names::Script::Roman;

    #[test]
    fn no_name_is_in_both_halves_and_each_half_names_a_city() {
        let today = Date::from_calendar(2026, 11, 23).unwrap();
        let romans = |half: Half| -> HashSet<String> {
            let some: Vec<_> = Residents::new(1, today).named_from(half).take(3_000).collect();
            assert!(
                some.iter().any(|r| r.name.len() == 1) && some.iter().any(|r| r.name.len() > 2)
            );
            let given = some.iter().filter_map(|r| r.name.get(r.given));
            given.map(|word| nabz_linkage::fold::fold(&word.roman)).collect()
        };
        let (tuning, held_out) = (romans(Half::Tuning), romans(Half::HeldOut));
        assert!(tuning.len() > 300 && held_out.len() > 300);
        assert!(tuning.is_disjoint(&held_out));
    }

    #[test]
    fn a_city_has_both_scripts_all_ages_shared_phones_and_gaps() {
        let city = some(5_000);
        let share = |fits: &dyn Fn(&Resident) -> bool| city.iter().filter(|r| fits(r)).count() / 50;
        let hindi_only = share(&|r| r.details.name.roman().is_none());
        let roman_only = share(&|r| r.details.name.devanagari().is_none());
        assert!((25..45).contains(&hindi_only) && (25..45).contains(&roman_only));
        assert!((42..58).contains(&share(&|r| r.details.sex == Some(Sex::Female))));
        let today = Date::from_calendar(2026, 11, 23).unwrap();
        let years = |r: &Resident| r.details.birth.map(|birth| birth.age(today).years());
        assert!((15..40).contains(&share(&|r| years(r).is_some_and(|age| age < 18))));
        assert!((2..15).contains(&share(&|r| years(r).is_some_and(|age| age > 60))));
        assert!((2..20).contains(&share(&|r| r.details.birth.is_none())));
        let phones: Vec<_> = city.iter().filter_map(|r| r.details.phone.clone()).collect();
        let distinct: HashSet<_> = phones.iter().map(|p| p.mobile.digits()).collect();
        assert!(distinct.len() * 10 < phones.len() * 7, "families share a phone");
        assert!(phones.iter().all(|p| p.mobile.digits().starts_with("000")));
    }
}
