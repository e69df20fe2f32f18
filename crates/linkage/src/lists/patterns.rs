//! How two lines agree, fact by fact.

use super::birth;
use super::fields::{Agreement, Fact, Whose};
use super::people::{Line, People};
use super::slips::slips;
use super::values::{Called, Place, ValueId};
use crate::sounds::{ONE_NAME_MIN, names_alike};

/// One agreement for each fact, in the order of [`Fact::ALL`].
pub(super) type Agreements = [Agreement; Fact::COUNT];

/// How two lines agree, and how much rarer or commoner than on average what they agree in is.
#[derive(Clone, Copy)]
pub(super) struct Pattern {
    pub(super) agreements: Agreements,
    /// Natural logarithms, by whose the facts are: person, family, place.
    pub(super) rarity: [f32; 3],
}

impl Pattern {
    pub(super) fn of(&self, fact: Fact) -> Agreement {
        self.agreements.get(fact.place()).copied().unwrap_or(Agreement::Missing)
    }

    fn set(&mut self, fact: Fact, agreement: Agreement) {
        if let Some(known) = self.agreements.get_mut(fact.place()) {
            *known = agreement;
        }
    }
}

pub(super) const fn whose_place(whose: Whose) -> usize {
    match whose {
        Whose::Person => 0,
        Whose::Family => 1,
        Whose::Place => 2,
    }
}

/// How likely two strangers say the same of each fact, in the order of [`Fact::ALL`].
pub(super) type Chances = [f64; Fact::COUNT];

/// Compares lines by their places.
pub(super) struct Comparer<'p> {
    people: &'p People,
    chances: &'p Chances,
}

impl<'p> Comparer<'p> {
    pub(super) const fn new(people: &'p People, chances: &'p Chances) -> Self {
        Self { people, chances }
    }

    /// How the lines at two places agree.
    pub(super) fn compare(&self, one: usize, other: usize) -> Pattern {
        let (a, b) = (self.people.line(one), self.people.line(other));
        let mut pattern =
            Pattern { agreements: [Agreement::Missing; Fact::COUNT], rarity: [0.0; 3] };
        let people = self.people;
        self.two_fields(
            &mut pattern,
            (Fact::GivenName, Fact::Surname, Fact::NameOrder),
            ((a.given, a.surname), (b.given, b.surname)),
            |x, y| called(people.names.get(x), people.names.get(y)),
        );
        self.two_fields(
            &mut pattern,
            (Fact::AddressLine, Fact::AddressLine2, Fact::LineOrder),
            ((a.street, a.second_street), (b.street, b.second_street)),
            |x, y| placed(people.streets.get(x), people.streets.get(y)),
        );
        self.one_field(&mut pattern, Fact::FullName, (a.full, b.full), |x, y| {
            called(people.full.get(x), people.full.get(y))
        });
        self.one_field(&mut pattern, Fact::GuardianName, (a.guardian, b.guardian), |x, y| {
            called(people.guardians.get(x), people.guardians.get(y))
        });
        self.birth(&mut pattern, &a, &b);
        self.one_field(&mut pattern, Fact::Sex, (a.sex, b.sex), |_, _| Agreement::Differs);
        self.one_field(&mut pattern, Fact::Phone, (a.phone, b.phone), |x, y| {
            let digits = |id| people.phones.get(id).map_or("", |dialled| &dialled.digits);
            copied(digits(x), digits(y))
        });
        self.one_field(&mut pattern, Fact::AddressNumber, (a.number, b.number), |x, y| {
            let signs = |id| people.numbers.get(id).map_or("", |code| &code.signs);
            copied(signs(x), signs(y))
        });
        self.one_field(&mut pattern, Fact::Locality, (a.locality, b.locality), |x, y| {
            placed(people.localities.get(x), people.localities.get(y))
        });
        self.one_field(&mut pattern, Fact::Postcode, (a.postcode, b.postcode), |x, y| {
            let signs = |id| people.postcodes.get(id).map_or("", |code| &code.signs);
            copied(signs(x), signs(y))
        });
        self.one_field(&mut pattern, Fact::State, (a.state, b.state), |x, y| {
            placed(people.states.get(x), people.states.get(y))
        });
        self.one_field(&mut pattern, Fact::Identifier, (a.identifier, b.identifier), |x, y| {
            let signs = |id| people.identifiers.get(id).map_or("", |code| &code.signs);
            copied(signs(x), signs(y))
        });
        pattern
    }

    fn one_field(
        &self,
        pattern: &mut Pattern,
        fact: Fact,
        (one, other): (ValueId, ValueId),
        compare: impl Fn(ValueId, ValueId) -> Agreement,
    ) {
        if one == 0 || other == 0 {
            return;
        }
        if one == other {
            self.agree(pattern, fact, one);
        } else {
            pattern.set(fact, compare(one, other));
        }
    }

    /// The same value: how rare it is counts.
    fn agree(&self, pattern: &mut Pattern, fact: Fact, value: ValueId) {
        pattern.set(fact, Agreement::Same);
        let chance = self.chances.get(fact.place()).copied().unwrap_or(1.0);
        let rarity = (self.people.share(fact, value) / chance).ln();
        if let Some(sum) = pattern.rarity.get_mut(whose_place(fact.whose())) {
            *sum += small(rarity);
        }
    }

    /// Two fields that are also written in each other's place. The order is a fact of its own.
    fn two_fields(
        &self,
        pattern: &mut Pattern,
        (first, second, order): (Fact, Fact, Fact),
        ((a1, a2), (b1, b2)): ((ValueId, ValueId), (ValueId, ValueId)),
        compare: impl Fn(ValueId, ValueId) -> Agreement,
    ) {
        let agreement = |one: ValueId, other: ValueId| match (one, other) {
            (0, _) | (_, 0) => Agreement::Missing,
            _ if one == other => Agreement::Same,
            _ => compare(one, other),
        };
        let mut keep = |fact: Fact, agreement: Agreement, value: ValueId| {
            if agreement == Agreement::Same {
                self.agree(pattern, fact, value);
            } else {
                pattern.set(fact, agreement);
            }
        };
        let straight = (agreement(a1, b1), agreement(a2, b2));
        let rank = |(one, other): (Agreement, Agreement)| one.rank() + other.rank();
        // Only where the names fit badly as they stand is the other order worth a look.
        if rank(straight) < WELL_RANK {
            let crossed = (agreement(a1, b2), agreement(a2, b1));
            if rank(crossed) > rank(straight) + CROSSED_BETTER {
                keep(first, crossed.0, a1);
                keep(second, crossed.1, a2);
                pattern.set(order, Agreement::Turned);
                return;
            }
        }
        keep(first, straight.0, a1);
        keep(second, straight.1, a2);
        if straight != (Agreement::Missing, Agreement::Missing) {
            pattern.set(order, Agreement::Same);
        }
    }

    fn birth(&self, pattern: &mut Pattern, a: &Line, b: &Line) {
        let births = &self.people.births;
        if a.birth != 0 && a.birth == b.birth {
            // One year is not one day.
            if births.get(a.birth).is_some_and(|birth| birth.day_of_month().is_some()) {
                self.agree(pattern, Fact::Birth, a.birth);
            } else {
                pattern.set(Fact::Birth, Agreement::Alike);
            }
        } else if let Some((one, other)) = births.get(a.birth).zip(births.get(b.birth)) {
            pattern.set(Fact::Birth, one.agrees(other));
        } else if a.age >= 0 && b.age >= 0 {
            pattern.set(Fact::Birth, birth::ages(i32::from(a.age), i32::from(b.age)));
        }
    }
}

const WELL_RANK: i32 = 8;
/// The other order must fit better by more than a chance likeness does.
const CROSSED_BETTER: i32 = 2;

/// A sum of logarithms as a pattern keeps it.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "a logarithm of a share, which half the digits say well enough"
)]
fn small(logarithm: f64) -> f32 {
    logarithm as f32
}

/// Names less alike than this are other names.
const PARTLY_ALIKE_MIN: u32 = 640;
const SLIP_LETTERS_MIN: usize = 3;
const TWO_SLIPS_LETTERS_MIN: usize = 5;
const THREE_SLIPS_LETTERS_MIN: usize = 8;
const SLIPS_MAX: usize = 3;
const BEGINNING_LETTERS_MIN: usize = 3;

fn called(one: Option<&Called>, other: Option<&Called>) -> Agreement {
    let Some((one, other)) = one.zip(other) else { return Agreement::Missing };
    if one.heard == other.heard {
        return Agreement::SameSound;
    }
    // Most pairs of strangers end here, which is what comparing a city costs.
    let common = (one.signs & other.signs).count_ones();
    if 2 * common < one.signs.count_ones().min(other.signs.count_ones()) {
        return Agreement::Differs;
    }
    let letters = |called: &Called| called.letters.chars().count();
    let (short, long) = {
        let (a, b) = (letters(one), letters(other));
        (a.min(b), a.max(b))
    };
    let one_script = one.script == other.script;
    let spent = if one_script { slips(&one.letters, &other.letters, SLIPS_MAX) } else { None };
    match spent {
        Some(1) if short >= SLIP_LETTERS_MIN => return Agreement::Slip,
        Some(2) if short >= TWO_SLIPS_LETTERS_MIN => return Agreement::Alike,
        _ => {}
    }
    let alike = names_alike(&one.name, &other.name);
    if alike >= ONE_NAME_MIN {
        return Agreement::Alike;
    }
    let begins = short >= BEGINNING_LETTERS_MIN && begins(&one.letters, &other.letters);
    let initial = one.name.words().iter().chain(other.name.words()).any(|word| word.is_initial);
    let partly = begins
        || alike >= PARTLY_ALIKE_MIN
        || (spent.is_some() && long >= THREE_SLIPS_LETTERS_MIN)
        || (initial && alike > 0 && first(&one.letters) == first(&other.letters));
    if partly { Agreement::Partly } else { Agreement::Differs }
}

fn first(letters: &str) -> Option<char> {
    letters.chars().next()
}

fn begins(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

/// A slip is allowed for each so many letters of an address.
const LETTERS_A_SLIP: usize = 4;
const WORD_LETTERS_MIN: usize = 4;

fn placed(one: Option<&Place>, other: Option<&Place>) -> Agreement {
    let Some((one, other)) = one.zip(other) else { return Agreement::Missing };
    if one.heard == other.heard {
        return Agreement::SameSound;
    }
    let length = one.letters.chars().count().min(other.letters.chars().count());
    let spent = slips(&one.letters, &other.letters, (length / 2).max(1));
    match spent {
        Some(1) if length >= SLIP_LETTERS_MIN => return Agreement::Slip,
        Some(spent) if spent * LETTERS_A_SLIP <= length => return Agreement::Alike,
        _ => {}
    }
    let heard = one.heard.len().min(other.heard.len());
    let spent_heard = slips(&one.heard, &other.heard, heard / LETTERS_A_SLIP);
    if heard >= LETTERS_A_SLIP && spent_heard.is_some() {
        return Agreement::Alike;
    }
    let long = |word: &str| word.len() >= WORD_LETTERS_MIN;
    let begins = length >= WORD_LETTERS_MIN && begins(&one.letters, &other.letters);
    let leads = one.words.first().zip(other.words.first());
    let leads = leads.is_some_and(|(a, b)| long(a) && a == b);
    let half = spent.is_some_and(|spent| spent * 5 <= length * 2);
    if begins || leads || half { Agreement::Partly } else { Agreement::Differs }
}

/// Numbers that somebody copied.
fn copied(one: &str, other: &str) -> Agreement {
    let length = one.chars().count().min(other.chars().count());
    match slips(one, other, 2) {
        Some(0) => Agreement::Same,
        Some(1) if length >= 2 => Agreement::Slip,
        Some(2) if length >= TWO_SLIPS_LETTERS_MIN => Agreement::Partly,
        _ if length >= 2 && begins(one, other) => Agreement::Partly,
        _ => Agreement::Differs,
    }
}
