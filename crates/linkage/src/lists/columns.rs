//! What is read of each column, every value once: names on the one side, all else on the other, so
//! that two threads can read at once.

use super::birth::Birth;
use super::common::Taught;
use super::dwelling::Dwelling;
use super::fields::Fact;
use super::numbers::{Code, Dialled};
use super::parts;
use super::people::{Cells, Line};
use super::values::{ByText, Called, Place, Sex, ValueId, Values};
use std::collections::HashMap;

/// The columns of names.
pub(super) struct CalledColumns {
    /// Given names and family names stand in each other's place often enough to share a list.
    pub(super) names: Values<Called>,
    pub(super) full: Values<Called>,
    pub(super) guardians: Values<Called>,
    /// Of whole names that were met, the given and the family name.
    parted: Parted,
    parted_guardians: Parted,
}

type Parted = ByText<(ValueId, ValueId)>;

impl CalledColumns {
    pub(super) fn new() -> Self {
        let (names, full, guardians) = (Values::new(), Values::new(), Values::new());
        let (parted, parted_guardians) = (Parted::default(), Parted::default());
        Self { names, full, guardians, parted, parted_guardians }
    }

    /// Takes the names of a line; of all else the line says nothing yet.
    pub(super) fn add(&mut self, cells: &Cells<'_>) -> Line {
        let [_, given, surname, full, guardian, ..] = *cells;
        // A whole name is compared by its parts.
        let (given, surname, full) = if given.is_empty() && surname.is_empty() {
            let (given, surname) = parted(&mut self.parted, &mut self.names, full);
            (given, surname, 0)
        } else {
            (self.names.add(given), self.names.add(surname), self.full.add(full))
        };
        let (guardian, guardian_surname) =
            parted(&mut self.parted_guardians, &mut self.guardians, guardian);
        Line { given, surname, full, guardian, guardian_surname, ..Line::default() }
    }

    /// The names of a fact, if it is one of names.
    pub(super) const fn of(&self, fact: Fact) -> Option<&Values<Called>> {
        match fact {
            Fact::GivenName | Fact::Surname => Some(&self.names),
            Fact::FullName => Some(&self.full),
            Fact::GuardianName => Some(&self.guardians),
            Fact::Birth
            | Fact::BirthYear
            | Fact::BirthAbout
            | Fact::Sex
            | Fact::Phone
            | Fact::AddressNumber
            | Fact::AddressLine
            | Fact::AddressLine2
            | Fact::Locality
            | Fact::Postcode
            | Fact::State
            | Fact::Identifier
            | Fact::NameOrder
            | Fact::LineOrder => None,
        }
    }

    pub(super) fn seal<'t>(&mut self, taught: impl Fn(Fact) -> Option<Taught<'t>>) {
        (self.parted, self.parted_guardians) = (Parted::default(), Parted::default());
        self.names.seal(taught(Fact::GivenName));
        self.full.seal(taught(Fact::FullName));
        self.guardians.seal(taught(Fact::GuardianName));
    }
}

/// The given and the family name of a whole one.
fn parted(known: &mut Parted, names: &mut Values<Called>, full: &str) -> (ValueId, ValueId) {
    if let Some((given, surname)) = known.get(full).copied() {
        names.count(given);
        names.count(surname);
        return (given, surname);
    }
    let (given, surname) = parts::name(full);
    let parted = (names.add(&given), names.add(&surname));
    known.insert(full.into(), parted);
    parted
}

const AGE_MAX: i16 = 125;
const DAYS_A_YEAR: u64 = 365;
/// So many times what chance brings a day of the year.
const TIMES_MAX: u64 = 3;
/// Met more seldom, it may be chance.
const DOUBTED_MIN: u64 = 12;

/// An age in full years.
pub(super) fn years(cell: &str) -> Option<i16> {
    cell.trim().parse().ok().filter(|age| (0..=AGE_MAX).contains(age))
}

/// The columns of all but names.
pub(super) struct ToldColumns {
    pub(super) births: Values<Birth>,
    pub(super) sexes: Values<Sex>,
    pub(super) phones: Values<Dialled>,
    pub(super) numbers: Values<Code>,
    pub(super) streets: Values<Place>,
    pub(super) localities: Values<Place>,
    pub(super) postcodes: Values<Code>,
    pub(super) states: Values<Place>,
    pub(super) identifiers: Values<Code>,
    pub(super) households: Values<Code>,
    /// The year in which ages were said, where they are to be compared with days of birth.
    ages_in: Option<i32>,
}

impl ToldColumns {
    pub(super) fn new(ages_in: Option<i32>) -> Self {
        Self {
            births: Values::new(),
            sexes: Values::new(),
            phones: Values::new(),
            numbers: Values::new(),
            streets: Values::new(),
            localities: Values::new(),
            postcodes: Values::new(),
            states: Values::new(),
            identifiers: Values::new(),
            households: Values::new(),
            ages_in,
        }
    }

    /// Takes all of a line but its names.
    pub(super) fn add(&mut self, cells: &Cells<'_>) -> Line {
        let [_, _, _, _, _, born, age, sex, phone, place @ ..] = *cells;
        let [number, street, second_street, locality, postcode, state, identifier, household] =
            place;
        let age = years(age);
        let mut birth = self.births.add(born);
        if let (0, Some(age), Some(year)) = (birth, age, self.ages_in) {
            birth = self.births.add(&Birth::guessed(year, age));
        }
        // A house within its address is compared by its parts.
        let (number, streets) = if number.trim().is_empty() {
            let house = Dwelling::of(street);
            let second = if second_street.is_empty() { &house.block } else { second_street };
            let streets = [&house.street, second].map(|street| self.streets.add(street));
            (self.numbers.add(&house.number), streets)
        } else {
            (self.numbers.add(number), [street, second_street].map(|line| self.streets.add(line)))
        };
        let [street, second_street] = streets;
        Line {
            birth,
            sex: self.sexes.add(sex),
            phone: self.phones.add(phone),
            number,
            street,
            second_street,
            locality: self.localities.add(locality),
            postcode: self.postcodes.add(postcode),
            state: self.states.add(state),
            identifier: self.identifiers.add(identifier),
            age: age.unwrap_or(-1),
            household: self.households.add(household),
            ..Line::default()
        }
    }

    pub(super) fn seal<'t>(&mut self, taught: impl Fn(Fact) -> Option<Taught<'t>>) {
        self.doubt_days();
        self.births.seal(taught(Fact::Birth));
        self.sexes.seal(taught(Fact::Sex));
        self.phones.seal(taught(Fact::Phone));
        self.numbers.seal(taught(Fact::AddressNumber));
        self.streets.seal(taught(Fact::AddressLine));
        self.localities.seal(taught(Fact::Locality));
        self.postcodes.seal(taught(Fact::Postcode));
        self.states.seal(taught(Fact::State));
        self.identifiers.seal(taught(Fact::Identifier));
        self.households.seal(None);
    }

    /// A day of the year that is met far oftener than others was written for days that nobody knew:
    /// the first of January, the first of July, the feast of a saint.
    fn doubt_days(&mut self) {
        let mut met: HashMap<([u8; 2], [u8; 2]), u64> = HashMap::new();
        for (birth, times) in self.births.met() {
            if let Some(day) = birth.month().zip(birth.day_of_month()) {
                *met.entry(day).or_default() += u64::from(times);
            }
        }
        let all: u64 = met.values().sum();
        met.retain(|_, times| *times * DAYS_A_YEAR > all * TIMES_MAX && *times >= DOUBTED_MIN);
        let latest = self.births.met().map(|(birth, _)| birth.year()).max();
        for (birth, _) in self.births.met() {
            if birth.month().zip(birth.day_of_month()).is_some_and(|day| met.contains_key(&day)) {
                birth.year_alone();
            }
            if let Some(in_year) = self.ages_in.or(latest) {
                birth.doubt_year(in_year);
            }
        }
    }
}
