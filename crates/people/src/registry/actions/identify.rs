//! Who somebody turns out to be, and whether they can come back.

use super::duplicates::settle;
use super::{By, for_change, publish, replace_details};
use crate::registry::fhir::provenance;
use crate::registry::model::{Details, Identity, Life, Link, LinkId, Person, RegistryRefusal};
use crate::registry::store::Said;
use crate::registry::{rules, store};
use nabz_access::{Permit, act};
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_record::Publish;
use nabz_store::{Stop, Tx};
use serde::{Deserialize, Serialize};

act!(
    /// Saying who an unknown person is.
    IdentifyPerson = "registry.identify",
    [RegistrationClerk, TriageNurse, Doctor, RecordsOfficer]
);
act!(
    /// Saying that two persons are one, or that they are not.
    LinkPersons = "registry.link",
    [RecordsOfficer]
);
act!(
    /// Noting a death or a move.
    RecordLife = "registry.record-life",
    [RecordsOfficer, Doctor]
);

/// The kind of job that a death leaves, and one that is taken back: what else ends with somebody is
/// for others to say, and noting that they died never waits for it.
pub const DIED: &str = "registry-died";

/// Whose death was noted, or taken back, and where.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Died {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub facility: FacilityId,
}

/// Who an unknown person turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meant {
    /// Somebody who was not registered before: these are their details.
    Somebody(Box<Details>),
    /// Somebody on record.
    SameAs(PersonId),
}

/// Says who an unknown person is. Their health ID and everything written stay as they are; who
/// was on record already is linked, not merged.
pub fn identify(
    tx: &mut Tx<'_>,
    permit: &Permit<IdentifyPerson>,
    person: PersonId,
    meant: &Meant,
) -> Result<Person, Stop> {
    let before = for_change(tx, person)?;
    if before.identity == Identity::Known {
        return Err(RegistryRefusal::NotUnknown.into());
    }
    let after = match meant {
        Meant::Somebody(details) => {
            let by = By::of(permit);
            store::add_identification(tx, before.id, (by.facility, by.staff))?;
            let after = replace_details(tx, &before, rules::tidy(details)?, by)?;
            store::add_registration(tx, &Said::here((by.facility, by.staff)), &after)?;
            after
        }
        Meant::SameAs(other) => {
            join(tx, &before, *other, permit.staff(), "identified")?;
            before
        }
    };
    publish(tx, &after)?;
    tx.audit_about(permit, after.id, after.id)?;
    Ok(after)
}

/// Says that a person is another one. Searches for the first find the second from now on.
pub fn link(
    tx: &mut Tx<'_>,
    permit: &Permit<LinkPersons>,
    person: PersonId,
    same_as: PersonId,
    reason: &str,
) -> Result<(), Stop> {
    let reason = rules::reason(reason)?;
    let linked = for_change(tx, person)?;
    join(tx, &linked, same_as, permit.staff(), &reason)?;
    publish(tx, &linked)?;
    tx.audit_about(permit, person, person)
}

/// Takes a link back. Nothing has to be taken apart, since nothing was merged.
pub fn unlink(tx: &mut Tx<'_>, permit: &Permit<LinkPersons>, person: PersonId) -> Result<(), Stop> {
    let linked = for_change(tx, person)?;
    part(tx, &linked, permit.staff())?;
    tx.audit_about(permit, person, person)
}

/// Takes the link of a person back, and with it what it has settled; the record says who parted
/// them.
pub(super) fn part(tx: &mut Tx<'_>, linked: &Person, by: StaffId) -> Result<(), Stop> {
    let link = store::link_of(tx, linked.id)?.ok_or(RegistryRefusal::NotLinked)?;
    let undone = (by, tx.now());
    if !store::undo_link(tx, link.id, undone)? {
        return Err(RegistryRefusal::NotLinked.into());
    }
    store::reopen_linked(tx, linked.id)?;
    publish(tx, linked)?;
    tx.publish(&provenance::of_link(&Link { undone: Some(undone), ..link })).map(drop)
}

/// Links a person to another one, and settles the pairs of which nobody has to be asked any more.
/// Searches for the person find the other one from now on; the record says who joined them.
pub(super) fn join(
    tx: &mut Tx<'_>,
    person: &Person,
    same_as: PersonId,
    by: StaffId,
    reason: &str,
) -> Result<(), Stop> {
    // Whoever links the other end at the same moment waits here, so that no circle arises.
    let other = for_change(tx, same_as)?;
    if other.id == person.id || store::linked_to(tx, same_as)?.is_some() {
        return Err(RegistryRefusal::CannotLink.into());
    }
    let link = Link {
        id: LinkId::draw_in(tx.now(), person.id.bucket()),
        person: person.id,
        same_as,
        linked: (by, tx.now()),
        reason: reason.to_owned(),
        undone: None,
    };
    if !store::add_link(tx, &link)? {
        return Err(RegistryRefusal::LinkedAlready.into());
    }
    settle(tx, person.id, same_as, by)?;
    tx.publish(&provenance::of_link(&link)).map(drop)
}

/// Notes that a person died, moved away, or is back. A death, and one that is taken back, leave a job
/// of the kind [`DIED`].
///
/// Refuses with `REG-030` a day that has not come, and with `REG-022` when the record has changed
/// since the asker saw it: a page left open brings nobody back to life.
pub fn record_life(
    tx: &mut Tx<'_>,
    permit: &Permit<RecordLife>,
    (person, seen): (PersonId, u32),
    life: Life,
) -> Result<Person, Stop> {
    rules::happened(life, tx.today())?;
    let before = for_change(tx, person)?;
    rules::unchanged_since(&before, seen)?;
    let lives = [before.life, life];
    let after = store::save_person(tx, &store::with_life(before, life))?;
    store::add_life(tx, &after, (permit.facility(), permit.staff()))?;
    publish(tx, &after)?;
    if lives.iter().any(|one| one.has_ended()) {
        let died = Died { person, facility: permit.facility() };
        tx.enqueue(DIED, &person.to_string(), &died)?;
    }
    tx.audit_about(permit, person, person)?;
    Ok(after)
}
