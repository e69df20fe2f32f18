//! A glance at two lines: whether they can be of one person at all. Nearly all pairs of a block are
//! strangers, and a glance costs a small part of a comparison; it never turns away what a comparison
//! would have linked.

use super::birth::Birth;
use super::fields::{Agreement, Fact};
use super::gains::Gains;
use super::numbers::Dialled;
use super::patterns::{Kind, Pattern, silence, silence_of_days};
use super::people::{Line, People};
use super::values::{Called, Sound, ValueId};

/// What of a line can be compared at a glance.
#[derive(Clone, Copy)]
pub(super) struct Seen {
    pub(super) line: Line,
    birth: Option<Birth>,
    full: Letters,
    guardian: Letters,
    given: Letters,
    surname: Letters,
    /// How often each digit of the phone is met, four bits each.
    digits: u64,
}

/// A name and its sound.
#[derive(Clone, Copy)]
struct Letters {
    name: ValueId,
    sound: Sound,
}

/// The most that two lines can say, before it is known how their names agree.
#[derive(Clone, Copy)]
pub(super) struct Most {
    names: f32,
    all_else: f32,
}

const NAMES: [Fact; 5] =
    [Fact::FullName, Fact::GivenName, Fact::Surname, Fact::NameOrder, Fact::GuardianName];

/// Looks at lines of two lists, or of one.
pub(super) struct Glance<'p> {
    people: &'p People,
    gains: Gains,
}

impl<'p> Glance<'p> {
    pub(super) const fn new(people: &'p People, gains: Gains) -> Self {
        Self { people, gains }
    }

    pub(super) const fn people(&self) -> &'p People {
        self.people
    }

    pub(super) fn seen(&self, at: usize) -> Seen {
        let people = self.people;
        let line = people.line(at);
        let letters = |fact: Fact, name: ValueId| Letters { name, sound: people.sound(fact, name) };
        Seen {
            line,
            birth: people.told.births.get(line.birth).copied(),
            full: letters(Fact::FullName, line.full),
            guardian: letters(Fact::GuardianName, line.guardian),
            given: letters(Fact::GivenName, line.given),
            surname: letters(Fact::Surname, line.surname),
            digits: people.told.phones.get(line.phone).map_or(0, |phone| phone.met),
        }
    }

    /// The most that two lines can say, where a comparison may find them likely enough.
    pub(super) fn may_be_one(&self, a: &Seen, b: &Seen) -> Option<Most> {
        let names = self.name(Fact::FullName, a.full, b.full)
            + self.two_names((a.given, a.surname), (b.given, b.surname));
        let guardians = self.name(Fact::GuardianName, a.guardian, b.guardian);
        let most = Most { names, all_else: self.all_else(a, b) };
        (names + guardians + most.all_else >= 0.0).then_some(most)
    }

    /// Whether they still may, once it is known how the guardians agree.
    pub(super) fn may_be_one_by_guardians(&self, pattern: &Pattern, most: Most) -> bool {
        self.said(&[Fact::GuardianName], pattern) + most.names + most.all_else >= 0.0
    }

    /// The same of all names.
    pub(super) fn may_be_one_by_names(&self, pattern: &Pattern, most: Most) -> bool {
        self.said(&NAMES, pattern) + most.all_else >= 0.0
    }

    fn said(&self, names: &[Fact], pattern: &Pattern) -> f32 {
        let said: f32 = names.iter().map(|fact| self.gains.of(*fact, pattern.of(*fact))).sum();
        said - pattern.rarity.iter().sum::<f32>()
    }

    /// The most that all but the names can say.
    fn all_else(&self, a: &Seen, b: &Seen) -> f32 {
        let (x, y) = (&a.line, &b.line);
        let both_say = x.phone != 0 && y.phone != 0;
        let phone = if both_say && Dialled::are_far(a.digits, b.digits) {
            self.gains.of(Fact::Phone, Agreement::Differs)
        } else {
            self.most(Fact::Phone, x.phone, y.phone)
        };
        self.birth(a, b)
            + phone
            + self.most(Fact::Sex, x.sex, y.sex)
            + self.most(Fact::Identifier, x.identifier, y.identifier)
            + self.gains.base(Kind::of(x, y), self.home(x, y))
    }

    /// The most that one fact can say.
    fn most(&self, fact: Fact, one: ValueId, other: ValueId) -> f32 {
        if one == 0 || other == 0 {
            self.gains.of(fact, silence(fact, one, other))
        } else if one == other {
            self.gains.of(fact, Agreement::Same) - self.people.rarity(fact, one)
        } else {
            self.gains.unlike(fact)
        }
    }

    fn name(&self, fact: Fact, one: Letters, other: Letters) -> f32 {
        if one.name == 0 || other.name == 0 || one.name == other.name {
            return self.most(fact, one.name, other.name);
        }
        if one.sound.number == other.sound.number {
            return self.gains.of(fact, Agreement::SameSound) - one.sound.rarity;
        }
        let is_far = Called::are_far(one.sound.signs, other.sound.signs);
        if is_far {
            return self.gains.of(fact, Agreement::Differs);
        }
        self.gains.unlike(fact)
    }

    fn birth(&self, a: &Seen, b: &Seen) -> f32 {
        let silence = silence_of_days(a.birth.as_ref(), b.birth.as_ref());
        let silent = self.gains.of(Fact::Birth, silence);
        match a.birth.zip(b.birth).map(|(one, other)| one.agrees(&other)) {
            Some((Fact::Birth, Agreement::Same)) => {
                self.most(Fact::Birth, a.line.birth, b.line.birth)
            }
            Some((Fact::Birth, agreement)) => self.gains.of(Fact::Birth, agreement),
            Some((fact, agreement)) => silent + self.gains.of(fact, agreement),
            // Ages are compared where nobody says a year.
            None => silent + self.gains.unlike(Fact::BirthAbout).max(0.0),
        }
    }

    /// Names in two fields, which may stand in each other's place.
    fn two_names(&self, a: (Letters, Letters), b: (Letters, Letters)) -> f32 {
        let (given, surname) = (Fact::GivenName, Fact::Surname);
        let straight = self.name(given, a.0, b.0) + self.name(surname, a.1, b.1);
        let crossed = self.name(given, a.0, b.1) + self.name(surname, a.1, b.0);
        straight.max(crossed) + self.gains.order(Fact::NameOrder)
    }

    fn home(&self, x: &Line, y: &Line) -> f32 {
        self.most(Fact::AddressNumber, x.number, y.number)
            + self.most(Fact::Locality, x.locality, y.locality)
            + self.most(Fact::Postcode, x.postcode, y.postcode)
            + self.most(Fact::State, x.state, y.state)
            + self.streets(x, y)
    }

    fn streets(&self, x: &Line, y: &Line) -> f32 {
        let (first, second) = (Fact::AddressLine, Fact::AddressLine2);
        let straight = self.most(first, x.street, y.street)
            + self.most(second, x.second_street, y.second_street);
        let crossed = self.most(first, x.street, y.second_street)
            + self.most(second, x.second_street, y.street);
        straight.max(crossed) + self.gains.order(Fact::LineOrder)
    }
}
