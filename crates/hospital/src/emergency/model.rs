//! The nouns of an emergency.

use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_kernel::{id, spelt};

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

spelt!(
    /// ABO and Rh D, spelt as everybody writes it, in either script: `AB+`.
    Group {
        /// A, Rh D positive.
        APositive = "A+",
        /// A, Rh D negative.
        ANegative = "A-",
        /// B, Rh D positive.
        BPositive = "B+",
        /// B, Rh D negative.
        BNegative = "B-",
        /// AB, Rh D positive.
        AbPositive = "AB+",
        /// AB, Rh D negative.
        AbNegative = "AB-",
        /// O, Rh D positive.
        OPositive = "O+",
        /// O, Rh D negative.
        ONegative = "O-",
    }
);

spelt!(
    /// How a blood group is known.
    How {
        /// Tested, or read from the paper of a test.
        Tested = "tested",
        /// The person or their family says so.
        Said = "said",
    }
);

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

spelt!(
    /// How a long-term condition ended.
    HowEnded {
        /// It is over.
        Over = "over",
        /// It never was.
        Wrong = "wrong",
    }
);

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
