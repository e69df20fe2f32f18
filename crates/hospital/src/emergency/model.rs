//! The nouns of an emergency.

use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;

id!(
    /// One thing that was said of a person's blood group.
    BloodId,
    BloodGroupMark
);
id!(
    /// One long-term condition of one person.
    LongTermId,
    LongTermMark
);
id!(
    /// One operation of one person.
    SurgeryId,
    SurgeryMark
);

/// A day, a month or a year, as far as it is known.
pub use nabz_kernel::birth::BirthDate as PartDate;

/// Letters of an operation, or of why something is wrong.
pub const WORDS_LETTERS_MAX: usize = 120;

/// ABO and Rh D.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// A, Rh D positive.
    APositive,
    /// A, Rh D negative.
    ANegative,
    /// B, Rh D positive.
    BPositive,
    /// B, Rh D negative.
    BNegative,
    /// AB, Rh D positive.
    AbPositive,
    /// AB, Rh D negative.
    AbNegative,
    /// O, Rh D positive.
    OPositive,
    /// O, Rh D negative.
    ONegative,
}

impl Group {
    /// All of them, in the order in which a form shows them.
    pub const ALL: [Self; 8] = [
        Self::APositive,
        Self::ANegative,
        Self::BPositive,
        Self::BNegative,
        Self::AbPositive,
        Self::AbNegative,
        Self::OPositive,
        Self::ONegative,
    ];

    /// As everybody writes it, in either script: `AB+`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::APositive => "A+",
            Self::ANegative => "A-",
            Self::BPositive => "B+",
            Self::BNegative => "B-",
            Self::AbPositive => "AB+",
            Self::AbNegative => "AB-",
            Self::OPositive => "O+",
            Self::ONegative => "O-",
        }
    }

    /// The group of a word; `None` for a word nobody knows.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|group| group.word() == word)
    }
}

/// How a blood group is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// Tested, or read from the paper of a test.
    Tested,
    /// The person or their family says so.
    Said,
}

impl How {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Tested, Self::Said];

    /// As tables and forms spell it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Tested => "tested",
            Self::Said => "said",
        }
    }

    /// The way of a word; `None` for a word nobody knows.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|how| how.word() == word)
    }
}

/// Where, by whom and when something was written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Noted {
    /// Where.
    pub facility: FacilityId,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// One thing that was said of a person's blood group. It is never changed; the next one follows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blood {
    /// Which.
    pub id: BloodId,
    /// Whose.
    pub person: PersonId,
    /// Counted from 1 for the person.
    pub number: u32,
    /// What; `None` when the one before was taken back and nothing else is known.
    pub group: Option<Group>,
    /// How it is known.
    pub how: How,
    /// When it was tested, as far as that is known.
    pub tested_on: Option<PartDate>,
    /// Why the one before was wrong; perhaps it was not.
    pub why: String,
    /// Who says so.
    pub noted: Noted,
}

/// What a form says of a blood group, as it was typed.
#[derive(Clone, Debug, Default)]
pub struct AskedBlood {
    /// How many entries the page has seen.
    pub seen: u32,
    /// A group, or [`UNKNOWN`].
    pub group: String,
    /// How it is known.
    pub how: String,
    /// When it was tested.
    pub tested_on: String,
    /// Why the one before was wrong.
    pub why: String,
}

/// What a form says to take a group back without another one.
pub const UNKNOWN: &str = "unknown";

/// How a long-term condition ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HowEnded {
    /// It is over.
    Over,
    /// It never was.
    Wrong,
}

impl HowEnded {
    /// As tables and forms spell it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Over => "over",
            Self::Wrong => "wrong",
        }
    }

    /// The end of a word; `None` for a word nobody knows.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Over, Self::Wrong].into_iter().find(|how| how.word() == word)
    }
}

/// That a condition does not stand any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// How.
    pub how: HowEnded,
    /// Why, as typed.
    pub why: String,
    /// By whom.
    pub by: StaffId,
    /// When that was written down.
    pub at: Instant,
}

/// One long-term condition of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongTerm {
    /// Which.
    pub id: LongTermId,
    /// Whose.
    pub person: PersonId,
    /// Its code in [`super::LISTED`].
    pub code: String,
    /// Since when, as far as that is known.
    pub since: Option<PartDate>,
    /// Who says so.
    pub noted: Noted,
    /// `None` while it stands.
    pub ended: Option<Ended>,
}

/// That an operation was never done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// Why, as typed.
    pub why: String,
    /// By whom.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// One operation of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Surgery {
    /// Which.
    pub id: SurgeryId,
    /// Whose.
    pub person: PersonId,
    /// What was done, as typed.
    pub what: String,
    /// When, as far as that is known.
    pub done: Option<PartDate>,
    /// Who says so.
    pub noted: Noted,
    /// `None` while it stands.
    pub wrong: Option<Wrong>,
}

/// Why an emergency's record says no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EmergencyRefusal {
    /// Not one of the values that the form offers.
    NoSuchChoice,
    /// No day, month or year, or one that is still to come.
    BadDate,
    /// It stands there already.
    SaysTheSame,
    /// A tested group is not followed by hearsay.
    TestedStands,
    /// Nobody said why, or in words that cannot be kept.
    NoReason,
    /// Somebody else wrote something since the page was opened.
    Changed,
    /// The condition is on record.
    AlreadyKnown,
    /// No such entry that stands.
    NoSuchEntry,
    /// Nobody said which operation, or in words that cannot be kept.
    NoWords,
}

impl From<EmergencyRefusal> for Refused {
    fn from(refusal: EmergencyRefusal) -> Self {
        match refusal {
            EmergencyRefusal::NoSuchChoice => Self::plain("EMG-001").invalid(),
            EmergencyRefusal::BadDate => Self::plain("EMG-002").invalid(),
            EmergencyRefusal::SaysTheSame => Self::plain("EMG-003"),
            EmergencyRefusal::TestedStands => Self::plain("EMG-004"),
            EmergencyRefusal::NoReason => Self::plain("EMG-005").invalid(),
            EmergencyRefusal::Changed => Self::plain("EMG-006"),
            EmergencyRefusal::AlreadyKnown => Self::plain("EMG-007"),
            EmergencyRefusal::NoSuchEntry => Self::plain("EMG-008").missing(),
            EmergencyRefusal::NoWords => Self::plain("EMG-009").invalid(),
        }
    }
}
