//! The lines of both lists, every value once.

use super::birth::Birth;
use super::blocks::wide;
use super::circles::{Circles, Sounds};
use super::dwelling::Dwelling;
use super::fields::{Fact, Field};
use super::parts;
use super::patterns::Kind;
use super::values::{ByText, Called, Code, Dialled, Place, Sex, ValueId, Values, number};

/// One line of a list as it was read; what is absent is empty.
pub type Cells<'c> = [&'c str; Field::COUNT];

/// Numbers of values: what is compared of one person.
#[derive(Clone, Copy, Default)]
pub(super) struct Line {
    pub(super) given: ValueId,
    pub(super) surname: ValueId,
    pub(super) full: ValueId,
    pub(super) guardian: ValueId,
    pub(super) guardian_surname: ValueId,
    pub(super) birth: ValueId,
    pub(super) sex: ValueId,
    pub(super) phone: ValueId,
    pub(super) number: ValueId,
    pub(super) street: ValueId,
    pub(super) second_street: ValueId,
    pub(super) locality: ValueId,
    pub(super) postcode: ValueId,
    pub(super) state: ValueId,
    pub(super) identifier: ValueId,
    /// In full years; negative when nobody says.
    pub(super) age: i16,
    /// Whom one visit wrote down together; not compared.
    pub(super) household: ValueId,
}

/// Both lists: the lines of the first, then those of the second.
pub struct People {
    pub(super) lines: Vec<Line>,
    /// So many lines are of the first list; all of them when there is no second.
    pub(super) first: usize,
    pub(super) has_second: bool,
    /// Given names and family names stand in each other's place often enough to share a list.
    pub(super) names: Values<Called>,
    /// Of whole names that were met, the given and the family name.
    parted: ByText<(ValueId, ValueId)>,
    parted_guardians: ByText<(ValueId, ValueId)>,
    pub(super) circles: Option<Circles>,
    pub(super) full: Values<Called>,
    pub(super) guardians: Values<Called>,
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
    pub(super) ages_in: Option<i32>,
}

/// The given and the family name of a whole one.
fn parted(
    known: &mut ByText<(ValueId, ValueId)>,
    names: &mut Values<Called>,
    full: &str,
) -> (ValueId, ValueId) {
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
/// So many times what chance brings.
const NEW_YEARS_MAX: u64 = 4;

impl People {
    /// Nobody yet. `ages_in` is the year in which ages were written down; without it an age is
    /// compared with ages alone.
    pub fn new(ages_in: Option<i32>) -> Self {
        Self {
            lines: Vec::new(),
            first: 0,
            has_second: false,
            names: Values::new(),
            parted: ByText::default(),
            parted_guardians: ByText::default(),
            circles: None,
            full: Values::new(),
            guardians: Values::new(),
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

    /// Takes one line of the list that is being read. The id is not looked at.
    pub fn add(&mut self, cells: &Cells<'_>) {
        let [_, given, surname, full, guardian, born, age, sex, phone, place @ ..] = *cells;
        let [number, street, second_street, locality, postcode, state, identifier, household] =
            place;
        let age = age.trim().parse().ok().filter(|age| (0..=AGE_MAX).contains(age));
        let mut birth = self.births.add(born);
        if let (0, Some(age), Some(year)) = (birth, age, self.ages_in) {
            birth = self.births.add(&Birth::guessed(year, age));
        }
        // A whole name, and a house within its address, are compared by their parts.
        let (given, surname, full) = if given.is_empty() && surname.is_empty() {
            let (given, surname) = parted(&mut self.parted, &mut self.names, full);
            (given, surname, 0)
        } else {
            (self.names.add(given), self.names.add(surname), self.full.add(full))
        };
        let (guardian, guardian_surname) =
            parted(&mut self.parted_guardians, &mut self.guardians, guardian);
        let (number, streets) = if number.trim().is_empty() {
            let house = Dwelling::of(street);
            let second = if second_street.is_empty() { &house.block } else { second_street };
            let streets = [&house.street, second].map(|street| self.streets.add(street));
            (self.numbers.add(&house.number), streets)
        } else {
            (self.numbers.add(number), [street, second_street].map(|line| self.streets.add(line)))
        };
        let [street, second_street] = streets;
        self.lines.push(Line {
            given,
            surname,
            full,
            guardian,
            guardian_surname,
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
        });
        if !self.has_second {
            self.first = self.lines.len();
        }
    }

    /// What is added from now on is of the second list.
    pub const fn second_list(&mut self) {
        self.has_second = true;
    }

    /// How many lines were taken, of both lists together.
    pub const fn len(&self) -> usize {
        self.lines.len()
    }

    /// Whether no line was taken.
    pub const fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    /// No line is added any more.
    pub(super) fn seal(&mut self) {
        self.names.seal();
        (self.parted, self.parted_guardians) = (ByText::default(), ByText::default());
        self.full.seal();
        self.guardians.seal();
        self.doubt_new_years();
        self.births.seal();
        self.sexes.seal();
        self.phones.seal();
        self.numbers.seal();
        self.streets.seal();
        self.localities.seal();
        self.postcodes.seal();
        self.states.seal();
        self.identifiers.seal();
        self.households.seal();
        self.circles = Some(Circles::of(self));
    }

    /// Where the first of January is met far oftener than one day in a year is, it was written for
    /// days that nobody knew.
    fn doubt_new_years(&mut self) {
        let (mut days, mut new_years) = (0_u64, 0);
        for (birth, met) in self.births.met() {
            let is_day = birth.day_of_month().is_some();
            days += u64::from(met) * u64::from(is_day);
            new_years += u64::from(met) * u64::from(birth.is_new_year());
        }
        if new_years * DAYS_A_YEAR > days * NEW_YEARS_MAX {
            let doubted = self.births.met().filter(|(birth, _)| birth.is_new_year());
            doubted.for_each(|(birth, _)| birth.year_alone());
        }
    }

    pub(super) fn line(&self, at: usize) -> Line {
        self.lines.get(at).copied().unwrap_or_default()
    }

    /// Whether a pair of lines, the smaller first, is looked at: across the lists, or any two of
    /// the only one.
    pub(super) const fn is_pair(&self, one: usize, other: usize) -> bool {
        if self.has_second { one < self.first && other >= self.first } else { one < other }
    }

    /// The sounds of the given, the family and the guardian's name of a line; 0 for none.
    pub(super) fn sounds(&self, at: usize) -> Sounds {
        self.sounds_of(&self.line(at))
    }

    pub(super) fn sounds_of(&self, line: &Line) -> Sounds {
        let [given, surname] = [line.given, line.surname].map(|name| self.names.sound(name).0);
        [given, surname, self.guardians.sound(line.guardian).0]
    }

    /// The household of a line, where it says one.
    pub(super) fn household(&self, line: u32) -> Option<ValueId> {
        let household = self.line(wide(line)).household;
        (household != 0).then_some(household)
    }

    /// Whether any line says one.
    pub(super) fn has_households(&self) -> bool {
        self.households.get(1).is_some()
    }

    /// Whether two lines are of one household, as one visit wrote it down: of two people. Two lists
    /// number their households each for itself.
    pub(super) fn are_two(&self, one: usize, other: usize) -> bool {
        let of = |at| self.lines.get(at).map_or(0, |line: &Line| line.household);
        !self.has_second && of(one) != 0 && of(one) == of(other)
    }

    /// How many pairs there are of each kind.
    pub(super) fn pairs(&self) -> [f64; Kind::COUNT] {
        let say = |lines: &[Line]| lines.iter().filter(|line| line.household != 0).count();
        let (first, second) = self.lines.split_at(self.first.min(self.lines.len()));
        let pairs = |one: usize, other: usize| {
            let (one, other) = (number(one), number(other));
            if self.has_second { one * other } else { one * (one - 1.0).max(0.0) / 2.0 }
        };
        let households = pairs(say(first), say(second));
        let all = pairs(first.len(), second.len()).max(1.0);
        Kind::ALL.map(|kind| match kind {
            Kind::Households => households,
            Kind::Others => (all - households).max(0.0),
        })
    }

    /// How likely two strangers say the same of each fact.
    pub(super) fn chance(&self, fact: Fact) -> f64 {
        match fact {
            Fact::GivenName | Fact::Surname => self.names.chance(),
            Fact::FullName => self.full.chance(),
            Fact::GuardianName => self.guardians.chance(),
            Fact::Birth => self.births.chance(),
            Fact::Sex => self.sexes.chance(),
            Fact::Phone => self.phones.chance(),
            Fact::AddressNumber => self.numbers.chance(),
            Fact::AddressLine | Fact::AddressLine2 => self.streets.chance(),
            Fact::Locality => self.localities.chance(),
            Fact::Postcode => self.postcodes.chance(),
            Fact::State => self.states.chance(),
            Fact::Identifier => self.identifiers.chance(),
            Fact::NameOrder | Fact::LineOrder => 1.0,
        }
    }

    /// How much rarer a value of a fact is than its values are on average.
    pub(super) fn rarity(&self, fact: Fact, value: ValueId) -> f32 {
        match fact {
            Fact::GivenName | Fact::Surname => self.names.rarity(value),
            Fact::FullName => self.full.rarity(value),
            Fact::GuardianName => self.guardians.rarity(value),
            Fact::Birth => self.births.rarity(value),
            Fact::Sex => self.sexes.rarity(value),
            Fact::Phone => self.phones.rarity(value),
            Fact::AddressNumber => self.numbers.rarity(value),
            Fact::AddressLine | Fact::AddressLine2 => self.streets.rarity(value),
            Fact::Locality => self.localities.rarity(value),
            Fact::Postcode => self.postcodes.rarity(value),
            Fact::State => self.states.rarity(value),
            Fact::Identifier => self.identifiers.rarity(value),
            Fact::NameOrder | Fact::LineOrder => 0.0,
        }
    }

    /// The sound of a value of a fact, as a number that is 0 for none, and how much rarer than
    /// average it is.
    pub(super) fn sound(&self, fact: Fact, value: ValueId) -> (u32, f32) {
        match fact {
            Fact::GivenName | Fact::Surname => self.names.sound(value),
            Fact::FullName => self.full.sound(value),
            Fact::GuardianName => self.guardians.sound(value),
            Fact::Birth
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
            | Fact::LineOrder => (0, 0.0),
        }
    }
}
