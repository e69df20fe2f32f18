//! What was decided about a record: a link of two persons, a correction.

use super::{Correction, LinkId};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};

/// Who decided, and when.
pub type Decided = (StaffId, Instant);

/// A decision that two persons are one, in force or taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// The decision.
    pub id: LinkId,
    /// Who is linked.
    pub person: PersonId,
    /// Whose record goes on.
    pub same_as: PersonId,
    /// Who said so, and when.
    pub linked: Decided,
    /// Why.
    pub reason: String,
    /// Who took it back, and when.
    pub undone: Option<Decided>,
}

/// A correction with whoever decided about it, once somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// What was asked for, and where it stands.
    pub correction: Correction,
    /// Who decided, and when.
    pub decided: Option<Decided>,
}
