//! Permission as a value: it exists only because a grant was found.

use crate::act::Act;
use crate::node::{NodeId, NodePath, UnitId, unit_node};
use crate::refusal::AccessRefusal;
use crate::role::Role;
use crate::session::SessionKey;
use nabz_kernel::clock::Date;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::Authority;
use std::fmt;
use std::marker::PhantomData;
use uuid::Uuid;

id!(
    /// One sign-in on one device, until it ends.
    SessionId,
    Session
);

/// Who acts when the program itself does, at the command line or on a timer.
pub const PROGRAM: StaffId = StaffId::from_uuid(Uuid::from_u128(1));

/// One role that somebody holds at a node and below it, up to and including a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// What.
    pub role: Role,
    /// Where: this node and everything below it.
    pub node: NodeId,
    /// The last day on which it holds. Every grant ends: people change posts.
    pub ends_on: Date,
}

/// Where somebody sits today, chosen after sign-in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The facility. Somebody who works for the whole department sits at its node instead.
    pub facility: FacilityId,
    /// The unit, for those who sit in one.
    pub unit: Option<UnitId>,
    /// The room, for those who see people.
    pub room: Option<Uuid>,
    /// What is painted over the counter, for those who sit behind one.
    pub counter: Option<String>,
    /// The unit or facility with everything above it.
    pub path: NodePath,
}

/// A signed-in person: who, since which sign-in, where, and what they were granted.
#[derive(Clone, Debug)]
pub struct Access {
    pub(crate) staff: StaffId,
    pub(crate) session: SessionId,
    pub(crate) key: SessionKey,
    pub(crate) place: Place,
    pub(crate) grants: Vec<Grant>,
    pub(crate) second_factor: bool,
}

impl Access {
    /// Who is signed in.
    pub fn staff(&self) -> StaffId {
        self.staff
    }

    /// What the sign-in's cookie is known by, for ending it.
    pub fn key(&self) -> SessionKey {
        self.key
    }

    /// Whether this sign-in had a second factor.
    pub fn has_second_factor(&self) -> bool {
        self.second_factor
    }

    /// Through which sign-in.
    pub fn session(&self) -> SessionId {
        self.session
    }

    /// Where they sit.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// The roles that reach the place where they sit.
    pub fn roles(&self, today: Date) -> Vec<Role> {
        let mut roles: Vec<_> = self.reaching(today).map(|grant| grant.role).collect();
        roles.sort_unstable();
        roles.dedup();
        roles
    }

    /// The permit for one act where they sit.
    ///
    /// Refuses with `ACC-001` when no grant reaches the place today, and with `ACC-008` when the
    /// only grant that does needs a second factor and this sign-in had none.
    pub fn permit<A: Act>(&self, today: Date) -> Result<Permit<A>, Refused> {
        let fits = |grant: &&Grant| A::ROLES.contains(&grant.role);
        let carried = |grant: &&Grant| self.second_factor || !grant.role.needs_second_factor();
        // The grant nearest the root decides how far the permit reaches inside the facility.
        let depth = |grant: &&Grant| self.place.path.nodes().iter().position(|n| *n == grant.node);
        match self.reaching(today).filter(fits).filter(carried).min_by_key(depth) {
            Some(grant) => Ok(Permit {
                staff: self.staff,
                session: Some((self.key, self.session)),
                facility: self.place.facility,
                only_unit: self.place.unit.filter(|unit| unit_node(*unit) == grant.node),
                act: PhantomData,
            }),
            None if self.reaching(today).any(|grant| fits(&grant)) => {
                Err(AccessRefusal::SecondFactorDue.into())
            }
            None => Err(AccessRefusal::NotPosted.into()),
        }
    }

    /// Whether the act would be permitted: menus show only what a person can do.
    pub fn may<A: Act>(&self, today: Date) -> bool {
        self.permit::<A>(today).is_ok()
    }

    fn reaching(&self, today: Date) -> impl Iterator<Item = &Grant> {
        let reaches =
            move |grant: &&Grant| today <= grant.ends_on && self.place.path.is_under(grant.node);
        self.grants.iter().filter(reaches)
    }
}

/// Proof that somebody may do `A` at one facility. Its fields are private: no other crate can
/// make one, so an action that asks for it cannot be called by someone who forgot to check.
pub struct Permit<A: Act> {
    pub(crate) staff: StaffId,
    /// `None` for the program itself and in stories.
    pub(crate) session: Option<(SessionKey, SessionId)>,
    facility: FacilityId,
    /// Set when the role was granted in this one unit and not at the facility or above it.
    pub(crate) only_unit: Option<UnitId>,
    act: PhantomData<fn() -> A>,
}

impl<A: Act> Permit<A> {
    /// For what the program does by itself: `nabz load`, `nabz demo`, work on a timer. Whoever
    /// runs it already holds the database; the audit names [`PROGRAM`]. No page may call it.
    pub fn of_the_program(facility: FacilityId) -> Self {
        Self { staff: PROGRAM, session: None, facility, only_unit: None, act: PhantomData }
    }

    /// For stories: somebody at a facility, without a sign-in.
    #[cfg(any(test, feature = "trial"))]
    pub fn trial(staff: StaffId, facility: FacilityId) -> Self {
        Self { staff, session: None, facility, only_unit: None, act: PhantomData }
    }

    /// For stories: somebody who was granted their role in one unit only.
    #[cfg(any(test, feature = "trial"))]
    pub fn trial_in_unit(staff: StaffId, facility: FacilityId, unit: UnitId) -> Self {
        Self { staff, session: None, facility, only_unit: Some(unit), act: PhantomData }
    }

    /// Where the act is permitted.
    pub fn facility(&self) -> FacilityId {
        self.facility
    }

    /// Who may do it.
    pub fn staff(&self) -> StaffId {
        self.staff
    }

    /// Whether it reaches a unit of the facility. Somebody granted a role in Medicine alone does
    /// not call tokens in Eye. The caller has found `unit` in this facility.
    pub fn reaches(&self, unit: UnitId) -> bool {
        self.only_unit.is_none_or(|own| own == unit)
    }
}

impl<A: Act> Clone for Permit<A> {
    fn clone(&self) -> Self {
        Self {
            staff: self.staff,
            session: self.session,
            facility: self.facility,
            only_unit: self.only_unit,
            act: PhantomData,
        }
    }
}

impl<A: Act> fmt::Debug for Permit<A> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Permit<{}>({} at {})", A::NAME, self.staff, self.facility)
    }
}

impl<A: Act> Authority for Permit<A> {
    fn actor(&self) -> StaffId {
        self.staff
    }
    fn act(&self) -> &'static str {
        A::NAME
    }
    fn facility(&self) -> FacilityId {
        self.facility
    }
    fn session(&self) -> Option<Uuid> {
        self.session.map(|(_, id)| id.uuid())
    }
}
