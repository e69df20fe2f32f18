//! How far a token reaches, on top of what whoever it asks for may see.

use crate::caller::ReadRecord;
use nabz_access::{Act, Permit, Reason};
use nabz_fhir::ResourceType;
use nabz_fhir::tape::Node;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry::patients_of;
use nabz_record::Entry;
use nabz_smart::scope::{Level, Opens, Reach, Right, Way, is_among};
use nabz_smart::{Behalf, ClientId, NOT_ALLOWED, Token};
use nabz_store::{Authority, Stop, Tx};
use std::sync::Arc;
use uuid::Uuid;

/// What one token lets its holder reach.
#[derive(Clone)]
pub(crate) struct Within(Arc<Bounds>);

struct Bounds {
    client: ClientId,
    reach: Reach,
    /// The Patients of whomever it is about: the city's own and those of partners.
    patients: Vec<Uuid>,
}

impl Within {
    /// A program for itself has what is of `system/`, an app of staff the rest.
    pub(crate) fn of(tx: &mut Tx<'_>, token: Token) -> Result<Self, Stop> {
        let levels: &[Level] = match token.behalf {
            Behalf::Service => &[Level::System],
            Behalf::Staff(_) => &[Level::Patient, Level::User],
        };
        let patients = match token.context.patient {
            Some(person) => patients_of(tx, person)?,
            None => Vec::new(),
        };
        let reach = Reach::of(token.scopes.of_levels(levels));
        Ok(Self(Arc::new(Bounds { client: token.client, reach, patients })))
    }

    /// Through which app.
    pub(crate) fn client(&self) -> ClientId {
        self.0.client
    }

    /// Refuses with `SMA-010` what is allowed with no entry of the type.
    pub(crate) fn may(&self, right: Right, of: ResourceType) -> Result<(), Refused> {
        if self.0.reach.may(right, of) {
            return Ok(());
        }
        Err(not_allowed(of))
    }

    /// Whether all of the type is open, as far as it may be seen otherwise.
    pub(crate) fn reads_all(&self, of: ResourceType) -> bool {
        matches!(self.0.reach.opens(Way::ById, of, of.is_master()), Opens::Whole)
    }

    /// Whether an entry may lie in what was given, by its type and about whom it is. It is the same
    /// for all that are alike in both.
    pub(crate) fn reaches(&self, way: Way, entry: &Entry) -> bool {
        !matches!(self.opens(way, entry), Opens::Closed)
    }

    /// Whether what an entry says decides, too.
    pub(crate) fn narrows(&self, way: Way, entry: &Entry) -> bool {
        matches!(self.opens(way, entry), Opens::Only(_))
    }

    /// Whether an entry lies in what was given, by what its reader is shown of it.
    pub(crate) fn admits(&self, (way, entry): (Way, &Entry), body: Node<'_>) -> bool {
        match self.opens(way, entry) {
            Opens::Closed => false,
            Opens::Whole => true,
            Opens::Only(lists) => is_among(&lists, body),
        }
    }

    fn opens(&self, way: Way, entry: &Entry) -> Opens<'_> {
        let of = entry.key.of;
        let is_theirs = entry.patient.is_some_and(|patient| self.0.patients.contains(&patient));
        self.0.reach.opens(way, of, is_theirs || of.is_master())
    }
}

/// `SMA-010`.
pub(crate) fn not_allowed(of: ResourceType) -> Refused {
    Refused::plain(NOT_ALLOWED).forbidden().with("type", of)
}

/// An app that shows somebody to a member of staff: beside their own look, which app it was.
pub(crate) struct ByApp {
    client: ClientId,
    staff: StaffId,
    at: FacilityId,
    purpose: &'static str,
}

impl ByApp {
    pub(crate) fn of(within: &Within, permit: &Permit<ReadRecord>, reason: Reason) -> Self {
        let (staff, at) = (permit.staff(), permit.facility());
        Self { client: within.client(), staff, at, purpose: reason.purpose() }
    }
}

impl Authority for ByApp {
    fn actor(&self) -> StaffId {
        self.staff
    }
    fn act(&self) -> &'static str {
        ReadRecord::NAME
    }
    fn facility(&self) -> FacilityId {
        self.at
    }
    /// In the place of the sign-in stands the app.
    fn session(&self) -> Option<Uuid> {
        Some(self.client.uuid())
    }
    fn purpose(&self) -> &'static str {
        self.purpose
    }
}
