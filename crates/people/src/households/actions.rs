//! What is done to households. One verb, one transaction: permit, load, decide, save, publish,
//! audit.

mod applied;
mod died;
mod grown;
mod institutions;

pub use applied::{found_applied, name_applied_guardian};
pub use died::life_noted;
pub use grown::{GROW_UP, begin_day, birth_changed, grow_up};
pub use institutions::{
    KeepPlace, admit, close_place, correct_place, open_place, reopen_place, stay_on,
};

use super::model::{
    Guardian, GuardianId, Household, HouseholdId, HouseholdKind, HouseholdRefusal, Kin, Leaving,
    Member, NewHousehold, Role, Tie,
};
use super::{fhir, gone, members_told, named_for, rules, store};
use crate::by::By;
use crate::registry;
use crate::registry::actions::RegisterPerson;
use crate::registry::model::{Person, RegistryRefusal};
use crate::registry::rules::reason;
use nabz_access::{Permit, act};
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};

act!(
    /// Writing down who lives with whom.
    ArrangeHousehold = "households.arrange",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Saying who answers for a child.
    NameGuardian = "households.name-guardian",
    [RegistrationClerk, RecordsOfficer]
);

/// Writes a household down, with the person who speaks for it. Whoever lived elsewhere moves.
///
/// Refuses with `HOU-005` the head of a household in which others live, with `HOU-008` an institution,
/// which [`open_place`] writes down, and with `HOU-011` or `HOU-014` somebody who has died or left the
/// city.
pub fn found(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeHousehold>,
    new: &NewHousehold,
) -> Result<Household, Stop> {
    if new.kind == HouseholdKind::Institution {
        return Err(HouseholdRefusal::NoSuchChoice.into());
    }
    let founded = open(tx, By::of(permit), new)?;
    tx.audit_about(permit, founded.id, new.head)?;
    Ok(founded)
}

/// Somebody lives there from now on. Whoever lived elsewhere moves.
///
/// Refuses with `HOU-001` a place, into which [`admit`] brings somebody, with `HOU-004` somebody who
/// lives there, and as [`found`] does.
pub fn join(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeHousehold>,
    household: HouseholdId,
    (person, tie): (PersonId, Tie),
) -> Result<Member, Stop> {
    let household = home_for_change(tx, household)?;
    let member = settle(tx, By::of(permit), &household, (person, tie))?;
    changed(tx, &household)?;
    tx.audit_about(permit, household.id, person)?;
    Ok(member)
}

/// Somebody lives there no longer. The last one closes the household behind them.
///
/// Refuses with `HOU-005` the head of a family while others live there, unless the head has died:
/// then the household has none until somebody says who. A shelter or a prison needs none.
pub fn leave(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeHousehold>,
    person: PersonId,
    why: Leaving,
) -> Result<(), Stop> {
    let member = store::member(tx, person)?.ok_or(HouseholdRefusal::NotThere)?;
    depart(tx, By::of(permit).staff, (person, member.household), why)?;
    tx.audit_about(permit, member.household, person)
}

/// Somebody else speaks for the household. Everybody is what they are to the new head, as far as
/// that follows.
pub fn set_head(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeHousehold>,
    (household, seen): (HouseholdId, u32),
    head: PersonId,
) -> Result<Vec<Member>, Stop> {
    let before = unchanged_since(home_for_change(tx, household)?, seen)?;
    let members = store::members(tx, before.id)?;
    let members = rules::with_head(&members, head)?;
    for member in &members {
        store::save_tie(tx, member.person, member.tie)?;
    }
    changed(tx, &Household { head: Some(head), ..before })?;
    tx.audit_about(permit, household, head)?;
    Ok(members)
}

/// Puts right what somebody is to the head.
pub fn set_tie(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeHousehold>,
    (household, seen): (HouseholdId, u32),
    (person, tie): (PersonId, Tie),
) -> Result<(), Stop> {
    let before = unchanged_since(home_for_change(tx, household)?, seen)?;
    let here = store::member(tx, person)?.filter(|member| member.household == household);
    if here.is_none() {
        return Err(HouseholdRefusal::NotThere.into());
    }
    // Who is the head is said by `set_head` alone, which looks at all the others too.
    if tie == Tie::Head || before.head == Some(person) {
        return Err(HouseholdRefusal::NoSuchChoice.into());
    }
    store::save_tie(tx, person, tie)?;
    changed(tx, &before)?;
    tx.audit_about(permit, household, person)
}

/// A part of the family keeps house by itself, with a head of its own.
///
/// Refuses with `HOU-003` somebody who does not live there, and with `HOU-005` when the old head
/// is among them while others stay.
pub fn split(
    tx: &mut Tx<'_>,
    permit: &Permit<ArrangeHousehold>,
    (household, seen): (HouseholdId, u32),
    (head, others): (PersonId, &[PersonId]),
) -> Result<Household, Stop> {
    let before = unchanged_since(home_for_change(tx, household)?, seen)?;
    let members = store::members(tx, before.id)?;
    let moving = |member: &&Member| member.person == head || others.contains(&member.person);
    let movers: Vec<Member> = members.iter().filter(moving).copied().collect();
    let asked_for = others.iter().filter(|one| **one != head).count() + 1;
    if movers.len() != asked_for {
        return Err(HouseholdRefusal::NotThere.into());
    }
    let by = By::of(permit);
    for mover in movers.iter().filter(|mover| mover.person != head) {
        depart(tx, by.staff, (mover.person, household), Leaving::Split)?;
    }
    depart(tx, by.staff, (head, household), Leaving::Split)?;
    let new = NewHousehold { kind: before.kind, head };
    let founded = open(tx, by, &new)?;
    for mover in rules::with_head(&movers, head)? {
        if mover.person != head {
            settle(tx, by, &founded, (mover.person, mover.tie))?;
        }
    }
    publish(tx, &founded)?;
    tx.audit_about(permit, founded.id, head)?;
    Ok(founded)
}

/// Somebody just registered lives with the one of their family who was registered first, or where
/// that one lived until they died; whose child they are, answers for them.
///
/// Refuses with `REG-020` when nobody has the first one's id, and with `REG-027` somebody who
/// would be their own family.
pub fn register_beside(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    person: PersonId,
    kin: Kin,
) -> Result<(), Stop> {
    let first = somebody(tx, kin.of)?;
    if first.id == person {
        return Err(RegistryRefusal::CannotLink.into());
    }
    let by = By::of(permit);
    if let Some((home, of_first)) = home_of(tx, by, &first)? {
        settle(tx, by, &home, (person, rules::through(of_first, kin.kinship)))?;
        peopled(tx, &home)?;
    }
    if let Some(role) = rules::role_of(kin.kinship, first.details.sex) {
        let child = somebody(tx, person)?;
        let has_died = registry::life_of(tx, &first)?.has_ended();
        let births = (child.details.birth.as_ref(), first.details.birth.as_ref());
        if !has_died && rules::can_be_named(role, births, tx.today()) {
            name(tx, by.staff, (&child, &first), role)?;
        }
    }
    tx.audit_about(permit, first.id, person)
}

/// Says who answers for a child. A mother who is under eighteen answers once she is of age.
///
/// Refuses with `HOU-006` whoever [`rules::can_be_named`] says cannot, with `HOU-007` when they do
/// already, and with `HOU-011` when one of the two has died.
pub fn name_guardian(
    tx: &mut Tx<'_>,
    permit: &Permit<NameGuardian>,
    (child, person): (PersonId, PersonId),
    role: Role,
) -> Result<Guardian, Stop> {
    let (child, person) = (somebody(tx, child)?, somebody(tx, person)?);
    let guardian = name(tx, permit.staff(), (&child, &person), role)?;
    tx.audit_about(permit, guardian.id, child.id)?;
    Ok(guardian)
}

/// Somebody answers for a child no longer.
pub fn end_guardian(
    tx: &mut Tx<'_>,
    permit: &Permit<NameGuardian>,
    id: GuardianId,
    why: &str,
) -> Result<(), Stop> {
    let why = reason(why)?;
    let before = store::guardian(tx, id)?.ok_or(HouseholdRefusal::NoGuardian)?;
    if !store::end_guardian(tx, id, (&why, permit.staff()))? {
        return Err(HouseholdRefusal::NoGuardian.into());
    }
    let now = tx.now();
    publish_guardian(tx, &Guardian { until: Some(now), ..before })?;
    tx.audit_about(permit, id, before.child)
}

fn name(
    tx: &mut Tx<'_>,
    by: StaffId,
    (child, person): (&Person, &Person),
    role: Role,
) -> Result<Guardian, Stop> {
    tx.lock(&format!("households_child/{}", child.id))?;
    let today = tx.today();
    let own = registry::one(tx, person.id)?;
    let births = (child.details.birth.as_ref(), person.details.birth.as_ref());
    if own.contains(&child.id) || !rules::can_be_named(role, births, today) {
        return Err(HouseholdRefusal::NoGuardian.into());
    }
    for one in [child, person] {
        if registry::life_of(tx, one)?.has_ended() {
            return Err(HouseholdRefusal::HasDied.into());
        }
    }
    if named_for(tx, child.id)?.iter().any(|one| own.contains(&one.person)) {
        return Err(HouseholdRefusal::GuardianAlready.into());
    }
    let guardian = Guardian {
        id: GuardianId::draw_in(tx.now(), child.id.bucket()),
        child: child.id,
        person: person.id,
        role,
        since: tx.now(),
        until: None,
        from: rules::answers_from(person.details.birth.as_ref(), today),
    };
    let of_age = child.details.birth.map(|birth| birth.comes_of_age());
    store::add_guardian(tx, &guardian, (by, of_age))?;
    publish_guardian(tx, &guardian)?;
    Ok(guardian)
}

/// A new household, of which its head is the first member.
fn open(tx: &mut Tx<'_>, by: By, new: &NewHousehold) -> Result<Household, Stop> {
    let household = Household {
        id: HouseholdId::draw(tx.now()),
        kind: new.kind,
        head: Some(new.head),
        version: 1,
        facility: by.facility,
        opened_at: tx.now(),
        closed_at: None,
        place: None,
    };
    store::add_household(tx, &household, by.staff)?;
    settle(tx, by, &household, (new.head, rules::first_tie(new.kind)))?;
    publish(tx, &household)?;
    Ok(household)
}

/// Somebody comes to live in a household, from wherever they lived by this record. Whoever lives there
/// under another of their records lives there already.
fn settle(
    tx: &mut Tx<'_>,
    by: By,
    household: &Household,
    (person, tie): (PersonId, Tie),
) -> Result<Member, Stop> {
    let comes = somebody(tx, person)?;
    if let Some(gone) = gone(tx, &comes)? {
        return Err(HouseholdRefusal::from(gone).into());
    }
    tx.lock(&format!("households_person/{person}"))?;
    if lives_there(tx, person, household.id)? {
        return Err(HouseholdRefusal::ThereAlready.into());
    }
    if let Some(before) = store::member(tx, person)? {
        if before.household == household.id {
            return Err(HouseholdRefusal::ThereAlready.into());
        }
        depart(tx, by.staff, (person, before.household), Leaving::Moved)?;
    }
    let member = Member { person, household: household.id, tie, since: tx.now() };
    store::add_member(tx, &member, by.staff)?;
    Ok(member)
}

/// Whether somebody lives in a household under another of their records.
fn lives_there(tx: &mut Tx<'_>, person: PersonId, household: HouseholdId) -> Result<bool, Stop> {
    for record in registry::one(tx, person)?.into_iter().skip(1) {
        if store::member(tx, record)?.is_some_and(|member| member.household == household) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Somebody goes, and a family's household is closed behind the last one.
fn depart(
    tx: &mut Tx<'_>,
    by: StaffId,
    (person, household): (PersonId, HouseholdId),
    why: Leaving,
) -> Result<(), Stop> {
    let before = for_change(tx, household)?;
    if !store::end_member(tx, person, (why, by))? {
        return Err(HouseholdRefusal::NotThere.into());
    }
    let needs_a_head = rules::is_family(before.kind) && before.head == Some(person);
    if needs_a_head && why != Leaving::Died && !store::members(tx, before.id)?.is_empty() {
        return Err(HouseholdRefusal::HeadStays.into());
    }
    left_behind(tx, before, person)
}

/// What becomes of a household that somebody has just left: whoever spoke for it does so no longer.
fn left_behind(tx: &mut Tx<'_>, before: Household, person: PersonId) -> Result<(), Stop> {
    // A shelter stays where it is when everybody has gone.
    if before.place.is_some() {
        return Ok(());
    }
    let empty = store::members(tx, before.id)?.is_empty();
    let head = before.head.filter(|head| *head != person);
    let closed_at = empty.then(|| tx.now());
    changed(tx, &Household { head, closed_at, ..before })
}

/// The household of the one of a family who was registered first, under whichever of their records,
/// and what that one is to its head; it is written down where nobody did. Whoever has died or left the
/// city lives in none: then it is the one in which they lived, as long as others do.
fn home_of(tx: &mut Tx<'_>, by: By, first: &Person) -> Result<Option<(Household, Tie)>, Stop> {
    let records = registry::one(tx, first.id)?;
    for record in &records {
        if let Some(member) = store::member(tx, *record)? {
            return Ok(Some((for_change(tx, member.household)?, member.tie)));
        }
    }
    if gone(tx, first)?.is_none() {
        let new = NewHousehold { kind: HouseholdKind::Home, head: first.id };
        return Ok(Some((open(tx, by, &new)?, rules::first_tie(new.kind))));
    }
    let mut last = None;
    for record in records {
        last = last.or(store::last_home(tx, record)?);
    }
    let Some(last) = last else { return Ok(None) };
    let home = held(tx, last.member.household)?
        .filter(|home| home.closed_at.is_none() && home.place.is_none());
    Ok(home.map(|home| {
        let tie = rules::tie_again(&last, home.head);
        (home, tie)
    }))
}

/// A household in which somebody lives, and which is about to be changed; others wait.
fn for_change(tx: &mut Tx<'_>, id: HouseholdId) -> Result<Household, Stop> {
    let household = held(tx, id)?.filter(|one| one.closed_at.is_none());
    Ok(household.ok_or(HouseholdRefusal::NoSuchHousehold)?)
}

/// The same of those who keep house together; a place where many live is none.
fn home_for_change(tx: &mut Tx<'_>, id: HouseholdId) -> Result<Household, Stop> {
    let home = for_change(tx, id)?;
    if home.place.is_some() { Err(HouseholdRefusal::NoSuchHousehold.into()) } else { Ok(home) }
}

/// A household, whether or not somebody lives there; whoever else changes it waits.
fn held(tx: &mut Tx<'_>, id: HouseholdId) -> Result<Option<Household>, Stop> {
    tx.lock(&format!("households_household/{id}"))?;
    store::household(tx, id)
}

fn unchanged_since(household: Household, seen: u32) -> Result<Household, HouseholdRefusal> {
    if household.version == seen { Ok(household) } else { Err(HouseholdRefusal::Stale) }
}

/// Saves a household as it is after a change, and says so in the record.
fn changed(tx: &mut Tx<'_>, household: &Household) -> Result<(), Stop> {
    if !store::save_household(tx, household)? {
        return Err(HouseholdRefusal::Stale.into());
    }
    publish(tx, household)
}

/// Says in the record that others live in a household than before. Of a place, it says nobody.
fn peopled(tx: &mut Tx<'_>, household: &Household) -> Result<(), Stop> {
    if household.place.is_some() { Ok(()) } else { changed(tx, household) }
}

fn somebody(tx: &mut Tx<'_>, id: PersonId) -> Result<Person, Stop> {
    Ok(registry::person(tx, id)?.ok_or(RegistryRefusal::NoSuchPerson)?)
}

fn publish(tx: &mut Tx<'_>, household: &Household) -> Result<(), Stop> {
    let members = members_told(tx, household)?;
    tx.publish(&fhir::group(household, &members)).map(drop)
}

fn publish_guardian(tx: &mut Tx<'_>, guardian: &Guardian) -> Result<(), Stop> {
    let person = somebody(tx, guardian.person)?;
    tx.publish(&fhir::related_person(guardian, &person)).map(drop)
}

impl From<HouseholdRefusal> for Stop {
    fn from(refusal: HouseholdRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
