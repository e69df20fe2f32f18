//! The nouns of a visit.

use crate::codes::model::CodeRef;
use crate::prescribing::model::{PrescribingRefusal, PrescriptionId, Wish};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use serde::{Deserialize, Serialize};

id!(
    /// One diagnosis of one visit.
    ConditionId,
    ConditionMark
);

/// Letters of each part of a note.
pub const NOTE_LETTERS_MAX: usize = 4_000;
/// Diagnoses of one visit.
pub const DIAGNOSES_MAX: usize = 12;
/// Tests asked for at one visit.
pub const TESTS_MAX: usize = 20;
/// Days until somebody is seen again, at the most.
pub const SEE_AGAIN_DAYS_MAX: u16 = 366;

/// What was typed so far, as it was typed: it is kept even where it cannot be read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// What the person says.
    pub complaint: String,
    /// What the doctor finds.
    pub examination: String,
    /// What it is.
    pub diagnoses: Vec<TypedDiagnosis>,
    /// What the person is told; printed.
    pub advice: String,
    /// What is to be tested, one each.
    pub tests: Vec<String>,
    /// Days until the next visit.
    pub see_again: String,
    /// What to take.
    pub lines: Vec<TypedLine>,
}

/// A diagnosis as it was typed or picked.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedDiagnosis {
    /// The words.
    pub words: String,
    /// The words in Devanagari, where a list gave them.
    pub hindi: String,
    /// The list, where one was picked from.
    pub system: String,
    /// The code in it.
    pub code: String,
}

/// A medicine as it was picked and typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TypedLine {
    /// The medicine's id.
    pub medicine: String,
    /// `1-0-1`.
    pub dose: String,
    /// `5`.
    pub days: String,
    /// `after`.
    pub meal: String,
    /// A remark for the person.
    pub remark: String,
    /// Why the doctor goes on in spite of the alerts on this line; one reason answers them all.
    pub reason: String,
}

/// A draft with the version that the next save must name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedDraft {
    /// From 1.
    pub version: u32,
    /// What was typed.
    pub draft: Draft,
    /// When it was saved.
    pub saved_at: Instant,
    /// By whom.
    pub saved_by: StaffId,
}

/// A diagnosis that was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnosis {
    /// The diagnosis; an amendment that keeps it keeps its id.
    pub id: ConditionId,
    /// The words.
    pub words: String,
    /// The words in Devanagari; perhaps empty.
    #[serde(default)]
    pub hindi: String,
    /// From a list.
    pub code: Option<CodeRef>,
}

/// What was signed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// What the person says.
    pub complaint: String,
    /// What the doctor finds.
    pub examination: String,
    /// What it is; the first is the main one.
    pub diagnoses: Vec<Diagnosis>,
    /// What the person is told.
    pub advice: String,
    /// What is to be tested.
    pub tests: Vec<String>,
    /// Days until the next visit.
    pub see_again_days: Option<u16>,
    /// What was asked for as medicine, as it was signed.
    pub wishes: Vec<Wish>,
}

/// A note with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedNote {
    /// Where.
    pub facility: FacilityId,
    /// Of which visit.
    pub visit: TokenId,
    /// 0 as first signed, then each amendment.
    pub nth: u32,
    /// About whom.
    pub person: PersonId,
    /// What it says.
    pub note: Note,
    /// When.
    pub signed_at: Instant,
    /// By whom.
    pub signed_by: StaffId,
    /// How often its paper left the printer.
    pub prints: u32,
}

/// That a note was signed, without what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Of which visit.
    pub visit: TokenId,
    /// 0 as first signed, then each amendment.
    pub nth: u32,
    /// About whom.
    pub person: PersonId,
    /// When.
    pub signed_at: Instant,
}

/// What signing gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Signed {
    /// The visit.
    pub visit: TokenId,
    /// 0 as first signed, then each amendment.
    pub nth: u32,
    /// What the pharmacy works from; `None` without medicines.
    pub prescription: Option<PrescriptionId>,
}

/// Why the desk says no. The sentences are in `locales`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpdRefusal {
    /// No visit of this facility that this permit reaches.
    NoSuchVisit,
    /// Somebody else saved in between; both are kept.
    Stale,
    /// The visit is signed already.
    AlreadySigned,
    /// The person does not sit with a doctor.
    NotWithDoctor,
    /// A part of the note is too long or holds signs that cannot be kept.
    UnkeptNote,
    /// Nothing was found and nothing was told: there is nothing to sign.
    NothingToSign,
    /// Too many diagnoses or tests.
    TooMany,
    /// Not a number of days until the next visit.
    UnlikelyDays,
    /// A line of the prescription cannot be read.
    Line {
        /// Which, from 1.
        number: usize,
        /// Why.
        why: PrescribingRefusal,
    },
    /// There is nothing signed to amend or print.
    NotSigned,
}

impl From<OpdRefusal> for Refused {
    fn from(refusal: OpdRefusal) -> Self {
        match refusal {
            OpdRefusal::NoSuchVisit => Self::plain("OPD-001").missing(),
            OpdRefusal::Stale => Self::plain("OPD-002"),
            OpdRefusal::AlreadySigned => Self::plain("OPD-003"),
            OpdRefusal::NotWithDoctor => Self::plain("OPD-004"),
            OpdRefusal::UnkeptNote => {
                Self::plain("OPD-005").with("letters", NOTE_LETTERS_MAX).invalid()
            }
            OpdRefusal::NothingToSign => Self::plain("OPD-006").invalid(),
            OpdRefusal::TooMany => Self::plain("OPD-007")
                .with("diagnoses", DIAGNOSES_MAX)
                .with("tests", TESTS_MAX)
                .invalid(),
            OpdRefusal::UnlikelyDays => {
                Self::plain("OPD-008").with("days", SEE_AGAIN_DAYS_MAX).invalid()
            }
            OpdRefusal::Line { why, .. } => why.into(),
            OpdRefusal::NotSigned => Self::plain("OPD-009").missing(),
        }
    }
}
