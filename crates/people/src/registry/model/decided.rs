//! What was decided about a record: a link of two persons, a correction.

use super::{Adoption, Correction, LinkId};
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
    /// Who took it back, when, and why.
    pub undone: Option<Parted>,
}

/// That a link was taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parted {
    /// Who did, and when.
    pub by: Decided,
    /// Why; nothing of those from before anybody was asked.
    pub why: Option<String>,
}

/// A correction with whoever decided about it, once somebody has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// What was asked for, and where it stands.
    pub correction: Correction,
    /// Who decided, and when.
    pub decided: Option<Decided>,
}

/// A correction that was declined.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declined {
    /// What was asked for.
    pub correction: Correction,
    /// Who declined it, and when.
    pub declined: Decided,
    /// Why.
    pub why: String,
}

/// A partner's Patient that stands, or once stood, for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoodFor {
    /// Which, and for whom.
    pub adoption: Adoption,
    /// Who said so, and when.
    pub adopted: Decided,
    /// Who took it back, when, and why; nothing while it stands.
    pub undone: Option<(Decided, String)>,
}
