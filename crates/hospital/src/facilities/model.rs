//! The nouns of a facility.

use nabz_access::{Names, UnitId};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_kernel::{id, spelt};

id!(
    /// A room where somebody is seen.
    RoomId,
    ConsultingRoom
);

spelt!(
    /// What kind of house a facility is.
    FacilityKind {
        /// A general hospital.
        Hospital = "hospital",
        /// A hospital that others send to.
        SuperSpeciality = "super_speciality",
        /// A hospital for one kind of illness.
        Speciality = "speciality",
        /// Ayurveda, Unani, homoeopathy.
        Ayush = "ayush",
        /// A clinic of a neighbourhood.
        Clinic = "clinic",
    }
);

/// A hospital or clinic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facility {
    /// Which.
    pub id: FacilityId,
    /// As lists name it: `LNH`.
    pub code: String,
    /// As its sign names it.
    pub names: Names,
    /// What kind of house.
    pub kind: FacilityKind,
    /// In which district: `Central`.
    pub district: String,
}

/// Days of the week, Monday first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weekdays(u8);

/// 1 January 1970 was a Thursday.
const EPOCH_WEEKDAY: i64 = 3;
const DAY_WORDS: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

impl Weekdays {
    /// All seven.
    pub const ALL: Self = Self(0b111_1111);

    /// From the table's bits; `None` when no day or an eighth is set.
    pub fn of_bits(bits: i64) -> Option<Self> {
        u8::try_from(bits).ok().filter(|bits| (1..=127).contains(bits)).map(Self)
    }

    /// The table's bits.
    pub fn bits(self) -> i64 {
        self.0.into()
    }

    /// From `mon tue wed`; `None` when a word is no day or none is there.
    pub fn parse(words: &str) -> Option<Self> {
        let bit = |word: &str| DAY_WORDS.iter().position(|day| *day == word);
        let bits: Option<Vec<usize>> = words.split_whitespace().map(bit).collect();
        let bits = bits?.into_iter().fold(0u8, |bits, day| bits | (1 << day));
        Self::of_bits(bits.into())
    }

    /// Whether a day of the calendar is one of them.
    pub fn has(self, day: Date) -> bool {
        let weekday = (day.days() + EPOCH_WEEKDAY).rem_euclid(7);
        self.0 & (1 << weekday) != 0
    }

    /// `mon tue wed`, as lists spell it.
    pub fn words(self) -> String {
        let on = |(day, word): (usize, &&'static str)| (self.0 & (1 << day) != 0).then_some(*word);
        DAY_WORDS.iter().enumerate().filter_map(on).collect::<Vec<_>>().join(" ")
    }
}

/// The code of the unit that sees emergencies. Lists have no column that says so: a facility with
/// such a unit gives it this code, and no other unit has it.
pub const EMERGENCY_UNIT_CODE: &str = "EMR";
/// The code of the unit for children, where a facility has one; as with emergencies, by its code.
pub const CHILDREN_UNIT_CODE: &str = "PED";

/// A part of a facility where people are seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Which.
    pub id: UnitId,
    /// Of which facility.
    pub facility: FacilityId,
    /// As lists name it inside its facility: `MED`.
    pub code: String,
    /// As its sign names it.
    pub names: Names,
    /// The letter of its tokens: the `M` of `M-148`.
    pub prefix: String,
    /// The days on which it is open.
    pub days: Weekdays,
    /// When it opens, in minutes after midnight.
    pub opens: u32,
    /// When it closes, in minutes after midnight.
    pub closes: u32,
    /// How many people it can see in a day.
    pub tokens_a_day: u32,
}

impl Unit {
    /// Whether whoever is brought in is seen here, known or not.
    pub fn sees_emergencies(&self) -> bool {
        self.code == EMERGENCY_UNIT_CODE
    }

    /// Whether children are seen here.
    pub fn sees_children(&self) -> bool {
        self.code == CHILDREN_UNIT_CODE
    }
}

/// A consulting room of a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Room {
    /// Which.
    pub id: RoomId,
    /// Of which facility.
    pub facility: FacilityId,
    /// Of which unit.
    pub unit: UnitId,
    /// What is painted on the door: `12`.
    pub door: String,
    /// How to get there, in both scripts; may be empty.
    pub way: Way,
}

/// "First floor, left of the lift."
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Way {
    /// In Roman letters.
    pub english: String,
    /// In Devanagari.
    pub hindi: String,
}

/// Who sits in a room on which days.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shift {
    /// In which room.
    pub room: RoomId,
    /// Who.
    pub staff: StaffId,
    /// On which days.
    pub days: Weekdays,
}

/// Why facilities says no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FacilityRefusal {
    /// Not a facility of the city.
    NoSuchFacility,
    /// Not a unit of this facility.
    NoSuchUnit,
    /// Not a room of this facility.
    NoSuchRoom,
    /// Two units of a facility cannot share a letter.
    PrefixTaken {
        /// The letter.
        prefix: String,
    },
    /// Two rooms of a facility cannot have one number on the door.
    DoorTaken {
        /// The number.
        door: String,
    },
    /// Opening times, days or the daily cap cannot be.
    BadUnit,
}

impl From<FacilityRefusal> for Refused {
    fn from(refusal: FacilityRefusal) -> Self {
        match refusal {
            FacilityRefusal::NoSuchFacility => Self::plain("FAC-001").missing(),
            FacilityRefusal::NoSuchUnit => Self::plain("FAC-002").missing(),
            FacilityRefusal::NoSuchRoom => Self::plain("FAC-003").missing(),
            FacilityRefusal::PrefixTaken { prefix } => {
                Self::plain("FAC-004").with("prefix", prefix)
            }
            FacilityRefusal::DoorTaken { door } => Self::plain("FAC-005").with("door", door),
            FacilityRefusal::BadUnit => Self::plain("FAC-006").invalid(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_knows_its_days() {
        let days = Weekdays::parse("mon wed fri").unwrap();
        let monday = Date::from_calendar(2026, 11, 23).unwrap();
        let on: Vec<_> = (0..7).map(|n| days.has(Date::from_days(monday.days() + n))).collect();
        assert_eq!(on, [true, false, true, false, true, false, false]);
        assert_eq!(days.words(), "mon wed fri");
        assert_eq!(Weekdays::parse("mon noday"), None);
        assert_eq!(Weekdays::parse(""), None);
    }
}
