//! Who somebody turns out to be, and whether they can come back.

use super::duplicates::{Ends, settle, told_apart};
use super::{By, for_change, publish, replace_details};
use crate::registry::facts::exclude_one_another;
use crate::registry::fhir::provenance;
use crate::registry::model::{
    Details, Identity, Life, Link, LinkId, Parted, Person, RegistryRefusal,
};
use crate::registry::patients::is_gone;
use crate::registry::store::Said;
use crate::registry::{rules, store};
use nabz_access::{Permit, act};
use nabz_kernel::ids::{FacilityId, PersonId};
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

/// The kind of job that a death or a move away leaves, and one that is taken back, and a link of
/// somebody who is gone to another record, and its end: what else ends with somebody is for others to
/// say, and noting that they are gone never waits for it. Its word is older than the moves.
pub const LIFE_CHANGED: &str = "registry-died";

/// Why somebody unknown was linked before anybody asked how that was known.
pub(in crate::registry) const IDENTIFIED: &str = "identified";

/// Whose death or move away was noted, or taken back, or has come to another of their records, and
/// where.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct LifeChanged {
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
    SameAs {
        /// Who.
        person: PersonId,
        /// How it is known, in words.
        reason: String,
        /// Whether they say that they have compared the two although the records exclude one another.
        compared: bool,
    },
}

/// Says who an unknown person is. Their health ID and everything written stay as they are; who
/// was on record already is linked, not merged.
///
/// Refuses with `REG-026` somebody who is known, and whoever is linked as [`link`] does.
pub fn identify(
    tx: &mut Tx<'_>,
    permit: &Permit<IdentifyPerson>,
    person: PersonId,
    meant: &Meant,
) -> Result<Person, Stop> {
    let before = match meant {
        Meant::Somebody(_) => for_change(tx, person)?,
        Meant::SameAs { person: other, .. } => both_for_change(tx, person, *other)?,
    };
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
        Meant::SameAs { person: other, reason, compared } => {
            let said = (reason.as_str(), *compared);
            join_by_hand(tx, &before, (*other, By::of(permit)), said)?;
            before
        }
    };
    publish(tx, &after)?;
    tx.audit_about(permit, after.id, after.id)?;
    Ok(after)
}

/// Says that a person is another one, how that is known, and whether whoever says so has compared the
/// two although their records exclude one another. Searches for the first find the second from now
/// on.
///
/// Refuses with `REG-025` whoever does not say how it is known, with `REG-039` two who were told apart,
/// or through whom two would become one who were, and with `REG-053` records that exclude one another
/// and that nobody says to have compared.
pub fn link(
    tx: &mut Tx<'_>,
    permit: &Permit<LinkPersons>,
    person: PersonId,
    same_as: PersonId,
    said: (&str, bool),
) -> Result<(), Stop> {
    let linked = both_for_change(tx, person, same_as)?;
    join_by_hand(tx, &linked, (same_as, By::of(permit)), said)?;
    publish(tx, &linked)?;
    tx.audit_about(permit, person, person)
}

/// Takes a link back, and says why. Nothing has to be taken apart, since nothing was merged.
///
/// Refuses with `REG-025` whoever does not say why.
pub fn unlink(
    tx: &mut Tx<'_>,
    permit: &Permit<LinkPersons>,
    person: PersonId,
    reason: &str,
) -> Result<(), Stop> {
    let reason = rules::reason(reason)?;
    let linked = for_change(tx, person)?;
    part(tx, &linked, By::of(permit), &reason)?;
    tx.audit_about(permit, person, person)
}

/// Takes the link of a person back, and with it what it has settled; the record says who parted
/// them.
pub(super) fn part(tx: &mut Tx<'_>, linked: &Person, by: By, why: &str) -> Result<(), Stop> {
    let link = store::link_of(tx, linked.id)?.ok_or(RegistryRefusal::NotLinked)?;
    let was_gone = is_gone(tx, linked.id)?;
    let undone = Parted { by: (by.staff, tx.now()), why: Some(why.to_owned()) };
    if !store::undo_link(tx, link.id, &undone)? {
        return Err(RegistryRefusal::NotLinked.into());
    }
    store::reopen_linked(tx, linked.id)?;
    publish(tx, linked)?;
    if was_gone {
        leave_change(tx, linked.id, by.facility)?;
        leave_change(tx, link.same_as, by.facility)?;
    }
    tx.publish(&provenance::of_link(&Link { undone: Some(undone), ..link })).map(drop)
}

/// A person who is about to be joined to another record: whoever decides about one of the two, or links
/// it, waits. They are held in one order, so that no two of those who link wait for one another.
fn both_for_change(tx: &mut Tx<'_>, person: PersonId, other: PersonId) -> Result<Person, Stop> {
    if other.uuid() < person.uuid() {
        for_change(tx, other)?;
    }
    let held = for_change(tx, person)?;
    for_change(tx, other)?;
    Ok(held)
}

/// Links two of whom somebody says by hand that they are one.
fn join_by_hand(
    tx: &mut Tx<'_>,
    person: &Person,
    (same_as, by): (PersonId, By),
    (reason, compared): (&str, bool),
) -> Result<(), Stop> {
    let reason = rules::reason(reason)?;
    let ends = Ends { linked: person.id, goes_on: same_as };
    if told_apart(tx, &ends)? {
        return Err(RegistryRefusal::ToldApart.into());
    }
    if !compared && exclude_one_another(tx, ends.linked, ends.goes_on)? {
        return Err(RegistryRefusal::InConflict.into());
    }
    join(tx, person, same_as, by, &reason)
}

/// Links a person to another one, and settles the pairs of which nobody has to be asked any more.
/// Searches for the person find the other one from now on; the record says who joined them.
pub(super) fn join(
    tx: &mut Tx<'_>,
    person: &Person,
    same_as: PersonId,
    by: By,
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
        linked: (by.staff, tx.now()),
        reason: reason.to_owned(),
        undone: None,
    };
    if !store::add_link(tx, &link)? {
        return Err(RegistryRefusal::LinkedAlready.into());
    }
    settle(tx, person.id, same_as, by.staff)?;
    if is_gone(tx, person.id)? {
        leave_change(tx, person.id, by.facility)?;
    }
    tx.publish(&provenance::of_link(&link)).map(drop)
}

/// Leaves the job that ends what ends with whoever is gone, or gives it back: whether they are is read
/// of all their records when it is done.
fn leave_change(tx: &mut Tx<'_>, person: PersonId, facility: FacilityId) -> Result<(), Stop> {
    tx.enqueue(LIFE_CHANGED, &person.to_string(), &LifeChanged { person, facility }).map(drop)
}

/// Notes that a person died, moved away, or is back, and leaves a job of the kind [`LIFE_CHANGED`].
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
    if lives.iter().any(|one| *one != Life::Living) {
        leave_change(tx, person, permit.facility())?;
    }
    tx.audit_about(permit, person, person)?;
    Ok(after)
}
