//! What people do on nobody's permit but their own word: coming, going, keeping their own keys, and
//! choosing the language in which they read.

use crate::permit::{Access, SessionId};
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_store::Authority;
use uuid::Uuid;

/// Somebody who acts for themselves.
pub(crate) struct OwnWord {
    pub(crate) act: &'static str,
    pub(crate) staff: StaffId,
    pub(crate) facility: FacilityId,
    pub(crate) session: Option<SessionId>,
}

impl OwnWord {
    /// Somebody signed in, where they sit.
    pub(crate) fn of(access: &Access, act: &'static str) -> Self {
        let (staff, facility) = (access.staff(), access.place().facility);
        Self { act, staff, facility, session: Some(access.session()) }
    }
}

impl Authority for OwnWord {
    fn actor(&self) -> StaffId {
        self.staff
    }
    fn act(&self) -> &'static str {
        self.act
    }
    fn facility(&self) -> FacilityId {
        self.facility
    }
    fn session(&self) -> Option<Uuid> {
        self.session.map(Id::uuid)
    }
    fn purpose(&self) -> &'static str {
        "HSYSADMIN"
    }
}
