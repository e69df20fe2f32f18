//! What was written of two persons while they were taken for one.

use super::Decided;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

words!(
    /// What something is that was written of somebody. Of what it says nothing is shown to whoever
    /// only sorts it.
    WrittenKind {
        /// A visit.
        Visit = "visit",
        /// A doctor's note, or a discharge summary.
        Note = "note",
        /// A diagnosis.
        Diagnosis = "diagnosis",
        /// An allergy.
        Allergy = "allergy",
        /// Vital signs, or the result of a test.
        Finding = "finding",
        /// A prescription.
        Prescription = "prescription",
        /// Medicine that was handed out.
        Dispensing = "dispensing",
        /// A consent.
        Consent = "consent",
        /// Who answers for a child.
        Guardian = "guardian",
        /// A health card.
        Card = "card",
        /// Anything else.
        Other = "other",
    }
);

words!(
    /// To whom something belongs that was written while two were taken for one.
    Mark {
        /// To the one under whom it was written.
        Stays = "stays",
        /// To the other one: whoever wrote it is asked to put it right.
        Other = "other",
    }
);

/// Something that was written of somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// `Encounter/…` as the record names it, `Card/…`.
    pub entry: String,
    /// What it is.
    pub kind: WrittenKind,
    /// When it was written, or changed, for the last time while the link stood.
    pub at: Instant,
    /// By whom, where that is said.
    pub by: Option<StaffId>,
    /// In which facility, or department of one, where that is said.
    pub place: Option<Uuid>,
    /// The person under whom it stands.
    pub under: PersonId,
}

/// What was said of one entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// As in [`Written`].
    pub entry: String,
    /// To whom it belongs.
    pub mark: Mark,
    /// Who said so, and when.
    pub by: Decided,
}
