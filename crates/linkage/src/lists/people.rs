//! The lines of both lists, every value once.

use super::birth::Birth;
use super::fields::{Fact, Field};
use super::values::{Called, Code, Dialled, Place, Sex, ValueId, Values};

/// One line of a list as it was read; what is absent is empty.
pub type Cells<'c> = [&'c str; Field::COUNT];

/// Numbers of values: what is compared of one person.
#[derive(Clone, Copy, Default)]
pub(super) struct Line {
    pub(super) given: ValueId,
    pub(super) surname: ValueId,
    pub(super) full: ValueId,
    pub(super) guardian: ValueId,
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
}

/// Both lists: the lines of the first, then those of the second.
pub struct People {
    pub(super) lines: Vec<Line>,
    /// So many lines are of the first list; all of them when there is no second.
    pub(super) first: usize,
    pub(super) has_second: bool,
    /// Given names and family names stand in each other's place often enough to share a list.
    pub(super) names: Values<Called>,
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
    /// The year in which ages were said, where they are to be compared with days of birth.
    pub(super) ages_in: Option<i32>,
}

const AGE_MAX: i16 = 125;

impl People {
    /// Nobody yet. `ages_in` is the year in which ages were written down; without it an age is
    /// compared with ages alone.
    pub fn new(ages_in: Option<i32>) -> Self {
        Self {
            lines: Vec::new(),
            first: 0,
            has_second: false,
            names: Values::new(),
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
            ages_in,
        }
    }

    /// Takes one line of the list that is being read. The id is not looked at.
    pub fn add(&mut self, cells: &Cells<'_>) {
        let cell = |field: Field| {
            Field::ALL.iter().zip(cells).find(|(f, _)| **f == field).map_or("", |(_, cell)| *cell)
        };
        let age = cell(Field::Age).trim().parse().ok().filter(|age| (0..=AGE_MAX).contains(age));
        let mut birth = self.births.add(cell(Field::BirthDate));
        if let (0, Some(age), Some(year)) = (birth, age, self.ages_in) {
            birth = self.births.add(&(year - i32::from(age)).to_string());
        }
        self.lines.push(Line {
            given: self.names.add(cell(Field::GivenName)),
            surname: self.names.add(cell(Field::Surname)),
            full: self.full.add(cell(Field::FullName)),
            guardian: self.guardians.add(cell(Field::GuardianName)),
            birth,
            sex: self.sexes.add(cell(Field::Sex)),
            phone: self.phones.add(cell(Field::Phone)),
            number: self.numbers.add(cell(Field::AddressNumber)),
            street: self.streets.add(cell(Field::AddressLine)),
            second_street: self.streets.add(cell(Field::AddressLine2)),
            locality: self.localities.add(cell(Field::Locality)),
            postcode: self.postcodes.add(cell(Field::Postcode)),
            state: self.states.add(cell(Field::State)),
            identifier: self.identifiers.add(cell(Field::Identifier)),
            age: age.unwrap_or(-1),
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
        self.full.seal();
        self.guardians.seal();
        self.births.seal();
        self.phones.seal();
        self.numbers.seal();
        self.streets.seal();
        self.localities.seal();
        self.postcodes.seal();
        self.identifiers.seal();
    }

    pub(super) fn line(&self, at: usize) -> Line {
        self.lines.get(at).copied().unwrap_or_default()
    }

    /// Whether a pair of lines, the smaller first, is looked at: across the lists, or any two of
    /// the only one.
    pub(super) const fn is_pair(&self, one: usize, other: usize) -> bool {
        if self.has_second { one < self.first && other >= self.first } else { one < other }
    }

    /// How many pairs there are in all.
    pub(super) fn pairs(&self) -> f64 {
        let count = |lines: usize| f64::from(u32::try_from(lines).unwrap_or(u32::MAX));
        let all = count(self.lines.len());
        let pairs = if self.has_second {
            count(self.first) * (all - count(self.first))
        } else {
            all * (all - 1.0) / 2.0
        };
        pairs.max(1.0)
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

    /// How large a share of those who say anything of a fact say this value.
    pub(super) fn share(&self, fact: Fact, value: ValueId) -> f64 {
        match fact {
            Fact::GivenName | Fact::Surname => self.names.share(value),
            Fact::FullName => self.full.share(value),
            Fact::GuardianName => self.guardians.share(value),
            Fact::Birth => self.births.share(value),
            Fact::Sex => self.sexes.share(value),
            Fact::Phone => self.phones.share(value),
            Fact::AddressNumber => self.numbers.share(value),
            Fact::AddressLine | Fact::AddressLine2 => self.streets.share(value),
            Fact::Locality => self.localities.share(value),
            Fact::Postcode => self.postcodes.share(value),
            Fact::State => self.states.share(value),
            Fact::Identifier => self.identifiers.share(value),
            Fact::NameOrder | Fact::LineOrder => 1.0,
        }
    }
}
