//! On whose word something is written down.

use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::Authority;

/// Who does something, and where.
#[derive(Clone, Copy)]
pub(crate) struct By {
    pub(crate) facility: FacilityId,
    pub(crate) staff: StaffId,
}

impl By {
    /// Whoever has a permit, or the program.
    pub(crate) fn of(authority: &impl Authority) -> Self {
        Self { facility: authority.facility(), staff: authority.actor() }
    }
}
