//! Who lives under one roof.

use super::naming::{Family, Names, Stage};
use super::person::{Address, Dwelling, Memory, Name, PHONES, Person, before};
use crate::households::model::Tie;
use crate::registry::model::{Relation, Sex};
use crate::residents::{Dice, Spelled};
use nabz_kernel::clock::Date;

mod families;

/// Those who are registered on one sheet.
pub(super) struct Household<'l> {
    pub(super) family: Family<'l>,
    pub(super) address: Address,
    /// The day on which a sheet was, or would have been, filled in.
    pub(super) listed_on: Date,
    /// The head first.
    pub(super) people: Vec<Person<'l>>,
    /// A family, or people who share a kitchen, and not a shelter or a hostel.
    pub(super) is_home: bool,
}

/// How people live together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A couple and their children.
    Nuclear,
    /// The same with his parents, or one of them.
    WithParents,
    /// Parents, their married sons, and their children.
    Joint,
    Couple,
    Alone,
    OneParent,
    /// Who came to work or to study, and shares a room.
    Room,
    /// A family without a roof.
    Street,
    /// A hostel, a home for the old, a home for children.
    Institution,
    /// A shelter for those who have no home.
    Shelter,
}

/// Of a thousand households. A city has 4 to 5 residents a household.
const KINDS: [(Kind, u64); 10] = [
    (Kind::Nuclear, 494),
    (Kind::WithParents, 165),
    (Kind::Joint, 97),
    (Kind::Couple, 85),
    (Kind::Alone, 60),
    (Kind::OneParent, 55),
    (Kind::Room, 38),
    (Kind::Street, 3),
    (Kind::Institution, 2),
    (Kind::Shelter, 1),
];
/// The survey goes on for about two years, and ends three weeks before the city is looked at.
const LISTED_DAYS: u64 = 700;
const LISTED_DAYS_MIN: u64 = 20;
const DAYS_A_YEAR: u64 = 365;
/// Who is younger has no phone.
const PHONE_YEARS_MIN: u64 = 14;
/// Of those without a phone, so many in a hundred name the family's.
const FAMILY_PHONE_PERCENT: u64 = 66;
const PET_PERCENT: u64 = 12;

/// Draws one household; `localities` is how many there are to live in.
pub(super) fn draw(names: &Names, localities: usize, today: Date, mut dice: Dice) -> Household<'_> {
    let kind = dice.by_weight(&KINDS, |(_, share)| *share);
    let kind = kind.map_or(Kind::Nuclear, |(kind, _)| *kind);
    let listed_on = before(today, LISTED_DAYS_MIN + dice.below(LISTED_DAYS));
    let family = names.family(&mut dice);
    let address = Address::draw(&mut dice, localities);
    let phone = phone_of(kind, address, &mut dice);
    let mut roof =
        Roof { names, dice, kind, listed_on, family, address, phone, people: Vec::new() };
    roof.fill();
    // Old parents are drawn before their son, who is named after them.
    roof.people.sort_by_key(|person| person.tie != Tie::Head);
    let is_home = !matches!(kind, Kind::Institution | Kind::Shelter);
    let Roof { address, people, .. } = roof;
    Household { family, address, listed_on, people, is_home }
}

/// The number that the household shares. Of a hundred families two name the one of somebody in the
/// lane, whom many name.
fn phone_of(kind: Kind, address: Address, dice: &mut Dice) -> Option<u64> {
    let of_lane = u64::try_from(address.locality).unwrap_or(u64::MAX);
    let of_lane = Dice::new(of_lane).below(PHONES);
    let number = if dice.percent(2) { of_lane } else { dice.below(PHONES) };
    let often = match kind {
        Kind::Room | Kind::Shelter => 0,
        Kind::Street => 15,
        Kind::Institution => 60,
        Kind::Nuclear
        | Kind::WithParents
        | Kind::Joint
        | Kind::Couple
        | Kind::Alone
        | Kind::OneParent => 93,
    };
    dice.percent(often).then_some(number)
}

/// A household that is being filled.
struct Roof<'l> {
    names: &'l Names,
    dice: Dice,
    kind: Kind,
    listed_on: Date,
    family: Family<'l>,
    address: Address,
    phone: Option<u64>,
    people: Vec<Person<'l>>,
}

/// Somebody who comes to live here.
struct Newcomer<'l> {
    name: Name<'l>,
    sex: Sex,
    born: Date,
    tie: Tie,
    guardian: Option<(Relation, Name<'l>)>,
    mother: Option<Name<'l>>,
}

impl<'l> Roof<'l> {
    /// A day on which somebody of so many years was born.
    fn born(&mut self, years: u64) -> Date {
        let days = years * DAYS_A_YEAR + years / 4 + self.dice.below(DAYS_A_YEAR);
        before(self.listed_on, days)
    }

    fn years(&self, born: Date) -> u64 {
        u64::try_from(self.listed_on.days() - born.days()).unwrap_or(0) / DAYS_A_YEAR
    }

    fn name(&mut self, sex: Sex, stage: Stage, years: u64) -> Name<'l> {
        let born = self.born(years);
        let given = self.given(sex, born, None);
        self.names.whole(self.family, stage, given, &mut self.dice)
    }

    /// A given name that nobody under this roof bears, as far as there is one. Twins have names
    /// that go together.
    fn given(&mut self, sex: Sex, born: Date, twin: Option<&'l Spelled>) -> Option<&'l Spelled> {
        const TRIES_MAX: usize = 8;
        let mut best: Option<(usize, &'l Spelled)> = None;
        for _ in 0..TRIES_MAX {
            let drawn = self.names.given(self.family, (sex, born), &mut self.dice)?;
            if self.is_taken(drawn) {
                continue;
            }
            let Some(twin) = twin else { return Some(drawn) };
            let common = begins_alike(&twin.roman, &drawn.roman);
            if best.is_none_or(|(most, _)| common > most) {
                best = Some((common, drawn));
            }
        }
        let any = self.names.given(self.family, (sex, born), &mut self.dice);
        best.map(|(_, word)| word).or(any)
    }

    fn is_taken(&self, word: &Spelled) -> bool {
        let mut given = self.people.iter().filter_map(|person| person.name.given());
        given.any(|other| other.roman == word.roman)
    }

    fn add(&mut self, who: Newcomer<'l>) {
        let years = self.years(who.born);
        let phone = self.phone_for(&who, years);
        let memory = self.memory(years);
        let pet = self.names.pet(self.family, who.sex, &mut self.dice);
        let Newcomer { name, sex, born, tie, guardian, mother } = who;
        self.people.push(Person {
            name,
            pet: pet.filter(|_| self.dice.percent(PET_PERCENT)),
            sex: if self.dice.below(2_000) == 0 { Sex::Other } else { sex },
            born,
            memory,
            guardian,
            mother,
            phone,
            tie,
        });
    }

    /// The head has the family's phone. Others have their own, name the family's, or name none.
    fn phone_for(&mut self, who: &Newcomer<'l>, years: u64) -> Option<u64> {
        if who.tie == Tie::Head && self.phone.is_some() {
            return self.phone;
        }
        let own = match (years, who.sex) {
            (0..PHONE_YEARS_MIN, _) => 0,
            _ if self.is_poor() => 20,
            (66.., _) => 45,
            (_, Sex::Female) => 55,
            (_, Sex::Male | Sex::Other) => 78,
        };
        let number = self.dice.below(PHONES);
        if self.dice.percent(own) {
            return Some(number);
        }
        let names_family = self.dice.percent(FAMILY_PHONE_PERCENT);
        self.phone.filter(|_| names_family)
    }

    /// The older somebody is, the less often a paper says when they were born.
    fn memory(&mut self, years: u64) -> Memory {
        let (day, year) = match years {
            _ if self.is_poor() => (15, 40),
            0..10 => (86, 92),
            10..30 => (72, 86),
            30..50 => (52, 72),
            50.. => (28, 50),
        };
        match self.dice.below(100) {
            known if known < day => Memory::Day,
            known if known < year => Memory::Year,
            _ => Memory::Nothing,
        }
    }

    fn is_poor(&self) -> bool {
        matches!(self.kind, Kind::Street | Kind::Shelter)
    }

    fn dwell_at(&mut self, hindi: &'static str, roman: &'static str) {
        self.address.dwelling = Dwelling::Called { hindi, roman };
    }
}

/// How many letters two words begin with alike.
fn begins_alike(one: &str, other: &str) -> usize {
    let pairs = one.chars().zip(other.chars());
    pairs.take_while(|(one, other)| one.eq_ignore_ascii_case(other)).count()
}
