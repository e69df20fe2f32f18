//! Which records are one person today, under which Patients of the record they stand, and who may
//! read them.
//!
//! A person has a Patient of their own, those of everyone they are linked with, and those of
//! partners whom any of them was made of. Whoever may read about one of them may read about all:
//! a records officer has said that they are one.

use super::model::{Banner, Life, Person};
use super::store;
use nabz_access::{Why, relations};
use nabz_kernel::health_id::HealthId;
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
    for record in one(tx, person)? {
        patients.push(record.uuid());
        patients.extend(store::adoptions(tx, record)?.into_iter().map(|adoption| adoption.patient));
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
    for other in one(tx, person)?.into_iter().skip(1) {
        if let Some(why) = relations::why_may_read(tx, staff, other)? {
            return Ok(Some(why));
        }
    }
    Ok(None)
}

/// All records that are one person today, the asked one first, in whichever direction they were
/// linked. What was written stands under each of them as it did: it is read together, and nothing is
/// carried over, so that a link which is taken back leaves each as it was.
pub fn one(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>, Stop> {
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

/// The same with the number of each, for whoever says under which of them something stands.
pub fn numbers_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<(PersonId, HealthId)>, Stop> {
    let records = one(tx, person)?;
    let numbered = |banner: Banner| (banner.person, banner.health_id);
    Ok(super::banners(tx, records)?.into_iter().map(numbered).collect())
}

/// The number under which something stands, of those that [`numbers_of`] somebody gave; nothing where
/// it is the one under which they were asked for.
pub fn under(numbers: &[(PersonId, HealthId)], record: PersonId) -> Option<HealthId> {
    let another = numbers.iter().skip(1).find(|(one, _)| *one == record);
    another.map(|(_, number)| *number)
}

/// Whether somebody can come back, by all their records: a death that is noted under one of them is
/// theirs, and anything else is as the record itself says.
pub fn life_of(tx: &mut Tx<'_>, person: &Person) -> Result<Life, Stop> {
    if person.life.has_ended() {
        return Ok(person.life);
    }
    let records = one(tx, person.id)?;
    if records.len() == 1 {
        return Ok(person.life);
    }
    let mut lives = store::persons(tx, &records)?.into_iter().map(|record| record.life);
    Ok(lives.find(|life| life.has_ended()).unwrap_or(person.life))
}

/// Whether a death is noted under any of somebody's records.
pub fn has_died(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    let records = one(tx, person)?;
    Ok(store::persons(tx, &records)?.iter().any(|record| record.life.has_ended()))
}

/// That somebody has left the city, and when, as their record says it or the one that goes on for
/// them; `None` while neither says so.
pub fn moved_away(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Life>, Stop> {
    let mut records = vec![person, goes_on(tx, person)?];
    records.dedup();
    let mut lives = store::persons(tx, &records)?.into_iter().map(|record| record.life);
    Ok(lives.find(|life| life.is_elsewhere()))
}

/// Whether a death, or that they have left the city, is noted under any of somebody's records.
pub(super) fn is_gone(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    let records = one(tx, person)?;
    Ok(store::persons(tx, &records)?.iter().any(|record| record.life != Life::Living))
}
