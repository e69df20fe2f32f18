//! What was said of somebody on one occasion, as it was said then.

use super::{Decided, Details, Life, PaperSeen, RegistrationId};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, StaffId};

/// What one source said of somebody, word for word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Occasion {
    /// Which.
    pub id: RegistrationId,
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

/// As the city's own source is called.
const OURS: &str = "nabz";

impl Occasion {
    /// Whether it was said at a counter of ours.
    pub fn is_ours(&self) -> bool {
        self.source == OURS
    }

    /// Who wrote it down; whoever writes for a partner is no member of staff.
    pub fn writer(&self) -> Option<StaffId> {
        Some(self.staff).filter(|_| self.is_ours())
    }
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
