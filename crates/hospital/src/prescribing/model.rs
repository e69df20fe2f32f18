//! The nouns of a prescription.

pub use super::rules::alerts::{About, Alert, AlertKey, Patient, Taken, With};
pub use super::rules::allergic::Allergen;
use crate::formulary::model::{Medicine, MedicineId, Name};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

id!(
    /// What one doctor prescribed at one visit.
    PrescriptionId,
    PrescriptionKind
);
id!(
    /// One medicine of a prescription.
    LineId,
    PrescriptionLine
);

/// More medicines than any visit needs; a longer list is a mistake.
pub const LINES_MAX: usize = 30;
/// Half a year: what a stable long-term patient is given at once at the most.
pub const DAYS_MAX: u16 = 180;
/// Letters of a remark on a line or of a reason.
pub const REMARK_LETTERS_MAX: usize = 200;

/// How much at one time, counted in the medicine's measure: tablets, millilitres, puffs.
///
/// Above zero and at most a thousand, in quarters of a tablet or tenths of a millilitre.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Amount(Decimal);

impl Amount {
    /// Reads `1`, `0.5`, `½`, `1½`, `1/2`; `None` when it is no amount of a medicine.
    pub fn parse(typed: &str) -> Option<Self> {
        let amount = super::rules::directions::amount_of(typed)?;
        (amount > Decimal::ZERO && amount <= Decimal::ONE_THOUSAND).then_some(Self(amount))
    }

    /// The number.
    pub const fn number(self) -> Decimal {
        self.0
    }
}

impl TryFrom<String> for Amount {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::parse(&text).ok_or("not an amount")
    }
}

impl From<Amount> for String {
    fn from(amount: Amount) -> Self {
        amount.0.normalize().to_string()
    }
}

/// When it is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Frequency {
    /// `1-0-1`: morning, noon, night; at least one of them.
    Daily {
        /// After waking.
        morning: Option<Amount>,
        /// In the middle of the day.
        noon: Option<Amount>,
        /// In the evening or before sleep.
        night: Option<Amount>,
    },
    /// Every so many hours, day and night.
    EveryHours {
        /// Each time.
        amount: Amount,
        /// 1 to 24.
        hours: u8,
    },
    /// Only when needed.
    AsNeeded {
        /// Each time.
        amount: Amount,
        /// Never more often than this.
        times_a_day_max: u8,
    },
    /// Once a week.
    Weekly {
        /// Each time.
        amount: Amount,
    },
    /// Once, now.
    Once {
        /// How much.
        amount: Amount,
    },
}

/// How it goes with meals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Meal {
    /// Nothing was said.
    #[default]
    Any,
    /// Half an hour before.
    Before,
    /// Afterwards.
    After,
    /// In the middle of it.
    With,
    /// On an empty stomach.
    Empty,
}

/// How a medicine is to be taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Directions {
    /// When and how much.
    pub frequency: Frequency,
    /// For how many days; 1 to [`DAYS_MAX`].
    pub days: u16,
    /// How it goes with meals.
    #[serde(default)]
    pub meal: Meal,
    /// A remark for the person, as the doctor typed it; perhaps empty.
    #[serde(default)]
    pub remark: String,
}

/// What the doctor asks for, before anything was looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Which medicine.
    pub medicine: MedicineId,
    /// How to take it.
    pub directions: Directions,
    /// Answers to alerts about this line.
    #[serde(default)]
    pub overrides: Vec<Override>,
}

/// Why a doctor goes on in spite of an alert.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Override {
    /// Which alert, as [`Alert::key`] spells it.
    pub alert: AlertKey,
    /// In the doctor's words; never empty.
    pub reason: String,
}

/// A signed prescription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prescription {
    /// The prescription.
    pub id: PrescriptionId,
    /// Where it was signed.
    pub facility: FacilityId,
    /// At which visit.
    pub visit: TokenId,
    /// For whom.
    pub person: PersonId,
    /// By whom.
    pub prescriber: StaffId,
    /// When it was first signed.
    pub signed_at: Instant,
    /// How often it was changed since.
    pub amendments: u32,
}

/// One medicine of a signed prescription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The line.
    pub id: LineId,
    /// Of which prescription.
    pub prescription: PrescriptionId,
    /// Where it stands on the paper, from 1.
    pub position: u32,
    /// What.
    pub medicine: MedicineId,
    /// How to take it.
    pub directions: Directions,
    /// How many dispensing units are to be handed out: tablets, bottles.
    pub units: u32,
    /// Alerts that were answered.
    pub overrides: Vec<Override>,
    /// Where it is.
    pub state: LineState,
}

/// Where a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineState {
    /// To be handed out, perhaps partly handed out.
    Active,
    /// Handed out in full.
    Completed,
    /// No longer to be taken: an amendment dropped it.
    Stopped,
}

/// A prescription with something still to be handed out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Awaiting {
    /// The prescription.
    pub prescription: Prescription,
    /// How many medicines of it are still to be handed out.
    pub medicines: u32,
}

/// What somebody was prescribed at another visit, here or elsewhere in the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Course {
    /// What.
    pub medicine: MedicineId,
    /// For how many days.
    pub days: u16,
    /// From when on.
    pub written_at: Instant,
    /// At which facility.
    pub facility: FacilityId,
    /// At which visit.
    pub visit: TokenId,
}

/// A line with what the formulary says about its medicine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedLine {
    /// The line.
    pub line: Line,
    /// Its medicine.
    pub medicine: Medicine,
}

/// What a doctor prescribes often, one key away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Favourite {
    /// What.
    pub medicine: MedicineId,
    /// How this doctor last had it taken.
    pub directions: Directions,
}

/// A set of lines for a common complaint. Clinical content: a demo set says that it is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Template {
    /// Its short name, from the sheet.
    pub code: String,
    /// In Roman.
    pub name_en: String,
    /// In Devanagari.
    pub name_hi: String,
    /// The complaint it begins the note with, in Roman; perhaps empty.
    pub complaint_en: String,
    /// The same in Devanagari.
    pub complaint_hi: String,
    /// What the person is told, in Roman; perhaps empty.
    pub advice_en: String,
    /// The same in Devanagari.
    pub advice_hi: String,
    /// Whether the set was written for trying the program and no clinic has approved it.
    pub demonstration: bool,
    /// Its medicines.
    pub lines: Vec<TemplateLine>,
}

/// One medicine of a template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TemplateLine {
    /// The formulary's code, so that a set outlives a new list.
    pub medicine_code: String,
    /// How to take it.
    pub directions: Directions,
}

/// What is to be signed: the lines and what is known about the person.
#[derive(Clone, Debug)]
pub struct Order {
    /// At which visit.
    pub visit: TokenId,
    /// For whom.
    pub person: PersonId,
    /// What alerts are judged by.
    pub patient: Patient,
    /// In the order of the paper.
    pub wishes: Vec<Wish>,
}

/// Why prescribing says no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PrescribingRefusal {
    /// The doctor has neither heeded nor answered an alert.
    AlertsUnanswered {
        /// How many.
        alerts: usize,
        /// The medicine of the first.
        medicine: Name,
    },
    /// What was typed as a dose cannot be read.
    UnreadableDose {
        /// Of which medicine.
        medicine: Name,
    },
    /// Not a number of days from 1 to [`DAYS_MAX`].
    UnlikelyDays {
        /// Of which medicine.
        medicine: Name,
    },
    /// The medicine is not in the list, or no longer.
    NotListed,
    /// More lines than [`LINES_MAX`].
    TooManyLines,
    /// The visit already has a prescription.
    AlreadyPrescribed,
    /// No prescription of this facility.
    NoSuchPrescription,
    /// The amount to hand out is more than a person can carry.
    TooMuch {
        /// Of which medicine.
        medicine: Name,
    },
    /// A remark or a reason that is too long or holds signs that cannot be kept.
    UnkeptRemark {
        /// On which medicine.
        medicine: Name,
    },
}

impl From<PrescribingRefusal> for Refused {
    fn from(refusal: PrescribingRefusal) -> Self {
        match refusal {
            PrescribingRefusal::AlertsUnanswered { alerts, medicine } => {
                let several = if alerts == 1 { "no" } else { "yes" };
                Self::plain("PRE-001")
                    .with("alerts", alerts)
                    .with("several", several)
                    .naming("medicine", medicine)
            }
            PrescribingRefusal::UnreadableDose { medicine } => {
                Self::plain("PRE-002").naming("medicine", medicine).invalid()
            }
            PrescribingRefusal::UnlikelyDays { medicine } => {
                Self::plain("PRE-003").with("days", DAYS_MAX).naming("medicine", medicine).invalid()
            }
            PrescribingRefusal::NotListed => Self::plain("PRE-004").missing(),
            PrescribingRefusal::TooManyLines => Self::plain("PRE-005").with("lines", LINES_MAX),
            PrescribingRefusal::AlreadyPrescribed => Self::plain("PRE-006"),
            PrescribingRefusal::NoSuchPrescription => Self::plain("PRE-007").missing(),
            PrescribingRefusal::TooMuch { medicine } => {
                Self::plain("PRE-008").naming("medicine", medicine)
            }
            PrescribingRefusal::UnkeptRemark { medicine } => {
                Self::plain("PRE-010").naming("medicine", medicine).invalid()
            }
        }
    }
}
