//! Registry: one identity for each resident, and nobody turned away for want of it.
//!
//! Owns: every table named `registry_*`.     Publishes: Patient, Provenance.
//! Person: known | unknown → known; living → deceased | moved.  Correction: asked → approved |
//! declined.  Link, adoption: in force → undone; a wrong undoing is undone by another one.  Pair of
//! records that look alike: waits → same | different, either of which can be taken back.  Alarm
//! about who tries numbers: open → looked into.  Number of a paper: stands → taken away.  What was
//! written of two who were taken for one and are not: stays → belongs to the other, and back.
//! Promises: a health ID is given once in the whole city and never changes; a name is kept as it
//! was entered; only the name is asked for, and not even that of an unconscious person; what two
//! registrations said is linked, never merged; so is what a partner says of somebody, by itself
//! where it is certain that they are on record and by an officer where it is not, and where they
//! are a small child or known by what a family typed; of two who were told apart nobody is asked
//! again; a number that one person alone has stands with one person; of what somebody has erased the
//! history says when, by whom and on which request, and nothing keeps what it was but older versions
//! of the record, which are shown without it; an Aadhaar number is kept nowhere.
//! Start at [`actions::register`]; counters search with [`search::find`] before it, and
//! [`dedupe::walk`] looks for those who were registered twice all the same. Whoever reads what stands
//! of a person asks [`one`] which records are theirs today, and [`patients_of`] under which Patients
//! of the record they stand; a page that does says whom it shows with [`shows_as_one`].

pub mod actions;
pub mod dedupe;
mod facts;
pub mod fhir;
pub mod history;
pub mod index;
pub mod model;
pub mod pages;
mod parted;
mod patients;
mod probes;
pub mod rebuild;
pub mod rules;
pub mod search;
pub mod store;
pub mod words;
mod written;

#[cfg(test)]
mod tests;

pub use nabz_linkage::transliterate::suggest as other_script;

pub(crate) use pages::{Cell, Choice, Found, FoundRow, cells, choices, found_by};
pub use pages::{Homes, Line, Lines, Rights, shows_as_one};
pub use parted::{AskWritten, WrittenBeside, written_meanwhile};
pub use patients::{
    goes_on, has_died, life_of, moved_away, numbers_of, one, patients_of, person_of, under,
    why_may_read,
};
pub use store::{
    RENEW_BELOW, block, born_between, erasures, ever_said, is_applied, is_phone_confirmed,
    lease_ahead, linked_to, papers, person, person_registered, persons, phone_checked_at,
    set_aside, unidentified, void_serial,
};

use model::{Banner, Person, RegistryRefusal};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

/// What stands at the top of every page about a person.
///
/// Refuses with `REG-020` when there is no such person.
pub fn banner(tx: &mut Tx<'_>, person: PersonId) -> Result<Banner, Stop> {
    let today = tx.today();
    let person = store::person(tx, person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    Ok(Banner::of(&person, today))
}

/// The same of many, in the order in which they were asked for.
///
/// Refuses with `REG-020` when one of them does not exist.
pub fn banners(
    tx: &mut Tx<'_>,
    persons: impl IntoIterator<Item = PersonId>,
) -> Result<Vec<Banner>, Stop> {
    let asked: Vec<PersonId> = persons.into_iter().collect();
    let found = store::banners(tx, &asked)?;
    let banners: HashMap<PersonId, Banner> =
        found.into_iter().map(|banner| (banner.person, banner)).collect();
    let of_one = |id| banners.get(id).cloned().ok_or_else(|| RegistryRefusal::NoSuchPerson.into());
    asked.iter().map(of_one).collect()
}

/// Whoever was given this health ID, or goes on for them.
pub fn person_of_health_id(tx: &mut Tx<'_>, id: HealthId) -> Result<Option<PersonId>, Stop> {
    let holder = store::holder_of(tx, store::HEALTH_ID, &id.number().to_string())?;
    holder.map(|person| goes_on(tx, person)).transpose()
}

/// Whether somebody is on record because a partner spoke of them, whatever became of that since.
pub fn is_adopted(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    Ok(!store::adoptions_ever(tx, person)?.is_empty())
}

/// Somebody who gave a phone.
#[derive(Clone, Debug)]
pub struct WithPhone {
    /// The record on which it stands.
    pub record: Person,
    /// Whose record goes on for that one; most often the same.
    pub person: Person,
}

/// Everyone who gave this phone, in the order of their registration, as far as a page of a counter
/// shows them.
pub fn persons_with_phone(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<WithPhone>, Stop> {
    let ids = store::persons_of_phone(tx, phone)?;
    with_ends(tx, &ids)
}

/// The same, and nobody is missing because others gave the phone, too.
pub fn all_with_phone(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<WithPhone>, Stop> {
    let ids = store::all_of_phone(tx, phone)?;
    with_ends(tx, &ids)
}

fn with_ends(tx: &mut Tx<'_>, ids: &[PersonId]) -> Result<Vec<WithPhone>, Stop> {
    let mut records = store::persons(tx, ids)?;
    records.sort_by_key(|record| record.id.uuid());
    let ids: Vec<PersonId> = records.iter().map(|record| record.id).collect();
    let ends = patients::going_on(tx, &ids)?;
    let mut found = Vec::with_capacity(records.len());
    for (record, end) in records.into_iter().zip(ends) {
        let person = if end == record.id { Some(record.clone()) } else { store::person(tx, end)? };
        let person = person.ok_or(RegistryRefusal::NoSuchPerson)?;
        found.push(WithPhone { record, person });
    }
    Ok(found)
}
