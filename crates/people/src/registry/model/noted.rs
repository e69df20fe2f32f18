//! What was said of somebody on one occasion, as it was said then.

use super::{Decided, Details, Life, PaperSeen};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, StaffId};

/// What one source said of somebody, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// `nabz`, or the name of a partner.
    pub source: String,
    /// Where it was written down.
    pub facility: FacilityId,
    /// By whom.
    pub staff: StaffId,
    /// When.
    pub at: Instant,
    /// Which paper was shown.
    pub paper_seen: Option<PaperSeen>,
    /// All of it.
    pub said: Details,
}

/// That somebody died, moved away or came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LifeNoted {
    /// Of the person, which the note has made.
    pub version: u32,
    /// What was noted.
    pub life: Life,
    /// Where.
    pub facility: FacilityId,
    /// By whom, and when.
    pub noted: Decided,
}
