//! Writing down who was shown whom: the one way in which a page accounts for a look.
//!
//! A row says what for, in the words of HL7's `PurposeOfUse`, so that a resident who asks who
//! looked hears why as well.

use crate::act::Act;
use crate::own_word::OwnWord;
use crate::permit::{Access, Permit, SessionId};
use crate::relations::Why;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Authority, Stop, Store};
use uuid::Uuid;

/// Why a person is shown to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reason {
    /// A relationship connects the two.
    Because(Why),
    /// What they did themselves: a slip they handed over.
    OwnWork,
    /// Finding and registering people, and giving them their papers.
    Counter,
    /// Keeping the records of a facility right.
    Records,
    /// Answering for what others did.
    Oversight,
    /// Warning them of a danger, such as a medicine that is recalled.
    Safety,
}

impl Reason {
    /// Every purpose that a look is written down with.
    pub const PURPOSES: [&'static str; 6] =
        ["TREAT", "BTG", "PATADMIN", "RECORDMGT", "HOPERAT", "PATSFTY"];

    /// As the audit spells it.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::Because(Why::BreakGlass(_)) => "BTG",
            Self::Because(Why::Record(_)) | Self::Records => "RECORDMGT",
            Self::Because(
                Why::Visit(_) | Why::Dispensing(_) | Why::HelplineCase(_) | Why::Household(_),
            )
            | Self::OwnWork => "TREAT",
            Self::Counter => "PATADMIN",
            Self::Oversight => "HOPERAT",
            Self::Safety => "PATSFTY",
        }
    }
}

impl From<Why> for Reason {
    fn from(why: Why) -> Self {
        Self::Because(why)
    }
}

/// Writes down that somebody is about to be shown, by these of their records, the asked one first;
/// through broken glass before the answer goes out, otherwise within a second and once a minute.
///
/// # Errors
/// When it cannot be written down: then they are not shown.
pub async fn account<A: Act>(
    store: &Store,
    permit: &Permit<A>,
    records: &[PersonId],
    reason: Reason,
) -> Result<(), Stop> {
    let look = Look {
        actor: permit.staff(),
        act: A::NAME,
        facility: permit.facility(),
        session: permit.session.map(|(_, id)| id),
        purpose: reason.purpose(),
    };
    match reason {
        Reason::Because(Why::BreakGlass(_)) => store.audit_read_now(&look, records).await,
        Reason::Because(_)
        | Reason::OwnWork
        | Reason::Counter
        | Reason::Records
        | Reason::Oversight
        | Reason::Safety => store.audit_read_together(&look, records),
    }
}

/// Writes down that somebody wanted to read about `person` and was refused.
///
/// # Errors
/// When it cannot be written down.
pub fn refused<A: Act>(store: &Store, permit: &Permit<A>, person: PersonId) -> Result<(), Stop> {
    store.audit_refused_read(permit, person)
}

/// The same where all that is known of the asker is their sign-in: a page asked for somebody in
/// the middle of its question.
///
/// # Errors
/// When it cannot be written down.
pub fn refused_to(store: &Store, access: &Access, person: PersonId) -> Result<(), Stop> {
    store.audit_refused_read(&OwnWord::of(access, "access.read"), person)
}

/// A permit, used to look for one purpose.
struct Look {
    actor: StaffId,
    act: &'static str,
    facility: FacilityId,
    session: Option<SessionId>,
    purpose: &'static str,
}

impl Authority for Look {
    fn actor(&self) -> StaffId {
        self.actor
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
        self.purpose
    }
}
