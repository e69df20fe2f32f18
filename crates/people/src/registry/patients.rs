//! Under which Patients of the record a person stands, and who may read them.
//!
//! A person has a Patient of their own, those of everyone they are linked with, and those of
//! partners whom any of them was made of. Whoever may read about one of them may read about all:
//! a records officer has said that they are one.

use super::store;
use nabz_access::{Why, relations};
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use std::iter::successors;
use uuid::Uuid;

/// More registrations than one person collects; those that were linked farther away are left out.
const PERSONS_IN_ONE_MAX: usize = 50;
/// More links than lead from one record to the one that goes on.
const LINKS_FOLLOWED_MAX: usize = 50;

/// The person who goes on for this one, however many links lead there; most often themselves.
pub fn goes_on(tx: &mut Tx<'_>, person: PersonId) -> Result<PersonId, Stop> {
    let mut at = person;
    for _ in 0..LINKS_FOLLOWED_MAX {
        let Some(next) = store::linked_to(tx, at)? else { break };
        at = next;
    }
    Ok(at)
}

/// The same of several, in their order. Most often one statement says that nobody is linked.
pub(super) fn going_on(tx: &mut Tx<'_>, persons: &[PersonId]) -> Result<Vec<PersonId>, Stop> {
    let mut next: HashMap<PersonId, PersonId> = HashMap::new();
    let mut asked = persons.to_vec();
    for _ in 0..LINKS_FOLLOWED_MAX {
        let links = store::links_from(tx, &asked)?;
        next.extend(links.iter().copied());
        asked = links.into_iter().map(|(_, to)| to).filter(|to| !next.contains_key(to)).collect();
        if asked.is_empty() {
            break;
        }
    }
    let end = |person: &PersonId| {
        let path = successors(Some(*person), |at| next.get(at).copied());
        path.take(LINKS_FOLLOWED_MAX + 1).last().unwrap_or(*person)
    };
    Ok(persons.iter().map(end).collect())
}

/// Every Patient whose record belongs to this person, their own first.
pub fn patients_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Uuid>, Stop> {
    let mut patients = Vec::new();
    for one in linked_with(tx, person)? {
        patients.push(one.uuid());
        patients.extend(store::adoptions(tx, one)?.into_iter().map(|adoption| adoption.patient));
    }
    Ok(patients)
}

/// For whom a Patient stands: who was made of it, or else the person whose own it is.
pub fn person_of(tx: &mut Tx<'_>, patient: Uuid) -> Result<PersonId, Stop> {
    let adoption = store::adoption_of(tx, patient)?;
    Ok(adoption.map_or_else(|| Id::from_uuid(patient), |adoption| adoption.person))
}

/// Why a member of staff may read about a person now: because of them, or of one they are linked
/// with. `None` when nothing connects them.
pub fn why_may_read(
    tx: &mut Tx<'_>,
    staff: StaffId,
    person: PersonId,
) -> Result<Option<Why>, Stop> {
    if let Some(why) = relations::why_may_read(tx, staff, person)? {
        return Ok(Some(why));
    }
    for other in linked_with(tx, person)?.into_iter().skip(1) {
        if let Some(why) = relations::why_may_read(tx, staff, other)? {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// The person and everyone who is the same one, in whichever direction they were linked.
pub(crate) fn linked_with(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>, Stop> {
    let mut one = vec![person];
    let mut asked = 0;
    while let Some(next) = one.get(asked).copied() {
        asked += 1;
        let near = store::linked_to(tx, next)?.into_iter().chain(store::linked_here(tx, next)?);
        for other in near.collect::<Vec<_>>() {
            if !one.contains(&other) && one.len() < PERSONS_IN_ONE_MAX {
                one.push(other);
            }
        }
    }
    Ok(one)
}
