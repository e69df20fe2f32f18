//! The nouns of a city: who somebody is, whatever a counter makes of it.

use super::Locality;
use crate::households::model::Tie;
use crate::registry::model::{Relation, Sex};
use crate::residents::{Dice, Spelled};
use nabz_kernel::clock::Date;

/// So many numbers of ten digits begin with 0, and no telephone of India has one of them.
pub(super) const PHONES: u64 = 1_000_000_000;
const BLOCKS: [char; 12] = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J', 'K', 'L', 'R'];

/// A name as its bearer would write it.
#[derive(Clone, Debug)]
pub(super) struct Name<'l> {
    pub(super) words: Vec<&'l Spelled>,
    /// The place of the given name; a title may stand before it.
    pub(super) given: usize,
}

impl<'l> Name<'l> {
    pub(super) fn given(&self) -> Option<&'l Spelled> {
        self.words.get(self.given).copied()
    }
}

/// How much of the day of birth is known, to the person too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Memory {
    Day,
    Year,
    /// An age is guessed whenever somebody asks.
    Nothing,
}

/// Somebody as they are.
#[derive(Clone, Debug)]
pub(super) struct Person<'l> {
    pub(super) name: Name<'l>,
    /// What the family calls them instead of the given name.
    pub(super) pet: Option<&'l Spelled>,
    pub(super) sex: Sex,
    pub(super) born: Date,
    pub(super) memory: Memory,
    pub(super) guardian: Option<(Relation, Name<'l>)>,
    pub(super) mother: Option<Name<'l>>,
    /// Below [`PHONES`].
    pub(super) phone: Option<u64>,
    pub(super) tie: Tie,
}

/// Where a household lives.
#[derive(Clone, Copy, Debug)]
pub(super) struct Address {
    pub(super) dwelling: Dwelling,
    /// The place of the locality in the city's list.
    pub(super) locality: usize,
}

/// What stands before the locality.
#[derive(Clone, Copy, Debug)]
pub(super) enum Dwelling {
    House {
        number: u64,
        block: char,
        lane: u64,
    },
    /// A hostel, a shelter, a flyover.
    Called {
        hindi: &'static str,
        roman: &'static str,
    },
}

impl Address {
    /// A house somewhere in one of so many localities.
    pub(super) fn draw(dice: &mut Dice, localities: usize) -> Self {
        let dwelling = Dwelling::House {
            number: 1 + dice.below(900),
            block: dice.one(&BLOCKS).copied().unwrap_or('A'),
            lane: 1 + dice.below(30),
        };
        Self { dwelling, locality: dice.place(localities) }
    }
}

/// What a clerk is told.
#[derive(Debug)]
pub(super) struct Said<'a> {
    pub(super) person: &'a Person<'a>,
    pub(super) address: Address,
    pub(super) locality: Option<&'a Locality>,
    pub(super) on: Date,
}

impl Said<'_> {
    /// How old the person is, in days.
    pub(super) fn days(&self) -> u64 {
        u64::try_from(self.on.days() - self.person.born.days()).unwrap_or(0)
    }

    /// How old the person is, in full years.
    pub(super) fn years(&self) -> u64 {
        self.days() * 4 / 1_461
    }
}

/// So many days earlier.
pub(super) fn before(day: Date, days: u64) -> Date {
    Date::from_days(day.days().saturating_sub_unsigned(days))
}

/// So many days later.
pub(super) fn after(day: Date, days: u64) -> Date {
    Date::from_days(day.days().saturating_add_unsigned(days))
}
