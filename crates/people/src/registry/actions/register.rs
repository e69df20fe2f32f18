//! A new person, known or not.

use super::publish;
use crate::registry::model::{
    Details, Identity, Kin, Life, NewPerson, Person, Registered, RegistryRefusal, UnknownPerson,
};
use crate::registry::store::Said;
use crate::registry::{fhir, rules, store};
use nabz_access::relations::keep_record;
use nabz_access::{Permit, act};
use nabz_kernel::birth::Birth;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{Bucket, PersonId};
use nabz_record::Publish;
use nabz_store::{Scope, Stop, Tx};

act!(
    /// Making a number for somebody who has none. Whoever gives care may do it: nobody waits for
    /// a clerk.
    RegisterPerson = "registry.register",
    [RegistrationClerk, TriageNurse, Doctor]
);
act!(
    /// Saying that a counter's next number will never be used.
    VoidHealthId = "registry.void-health-id",
    [RegistrationClerk, FacilityAdministrator]
);

/// Registers a person and gives them the next health ID of the counter's block.
///
/// Only the name is needed. Likely duplicates are for the clerk to look at beforehand
/// (`search::duplicates`); they never stop a registration.
pub fn register(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    new: &NewPerson,
) -> Result<Registered, Stop> {
    let details = rules::tidy(&new.details)?;
    let paper_seen = rules::text(new.paper_seen.as_deref())?;
    let person = draw(tx, permit, details, Identity::Known, &new.counter)?;
    save(tx, permit, &person, paper_seen.as_deref())?;
    tx.publish(&fhir::patient(&person, None))?;
    tx.audit_about(permit, person.id, person.id)?;
    Ok(Registered { person: person.id, health_id: person.health_id })
}

/// Registers somebody who cannot say who they are: "Unknown Male 1" of this facility and year.
pub fn register_unknown(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    unknown: &UnknownPerson,
) -> Result<Registered, Stop> {
    let today = tx.today();
    let (year, _, _) = today.calendar();
    let birth = unknown.age.map(|age| Birth::from_age(age, today)).transpose()?;
    let scope = Scope::of(permit.facility(), format!("{}/{year}", unknown.sex.word()));
    let number = tx.next("registry_unknown", &scope)?;
    let name = rules::unknown_name(unknown.sex, number)?;
    let details = Details { sex: Some(unknown.sex), birth, ..Details::named(name) };
    let person = draw(tx, permit, details, Identity::Unknown, &unknown.counter)?;
    save(tx, permit, &person, None)?;
    publish(tx, &person)?;
    tx.audit_about(permit, person.id, person.id)?;
    Ok(Registered { person: person.id, health_id: person.health_id })
}

/// Notes what somebody just registered is to the one of their family who was registered first.
///
/// Refuses with `REG-020` when nobody has the first one's id, and with `REG-027` somebody who
/// would be their own family.
pub fn note_kin(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    person: PersonId,
    kin: Kin,
) -> Result<(), Stop> {
    let first = store::person(tx, kin.of)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    if first.id == person {
        return Err(RegistryRefusal::CannotLink.into());
    }
    store::add_kin(tx, person, kin, (permit.facility(), permit.staff()))?;
    tx.audit_about(permit, first.id, person)
}

/// Notes that the counter's next number will never be used: a card was spoilt, a slip misprinted.
pub fn void_next_health_id(
    tx: &mut Tx<'_>,
    permit: &Permit<VoidHealthId>,
    counter: &str,
    reason: &str,
) -> Result<HealthId, Stop> {
    let reason = rules::reason(reason)?;
    let serial = store::next_serial(tx, permit.facility(), counter)?;
    let voided = store::void_serial(tx, serial, &reason)?;
    tx.audit(permit, permit.facility())?;
    Ok(voided)
}

fn draw(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    details: Details,
    identity: Identity,
    counter: &str,
) -> Result<Person, Stop> {
    let serial = store::next_serial(tx, permit.facility(), counter)?;
    let health_id = u64::try_from(serial).ok().and_then(HealthId::of_serial);
    // A patient's bucket is drawn with the patient: any part of a fresh id is as random.
    let bucket = Bucket::carried_by(PersonId::draw(tx.now()).uuid());
    Ok(Person {
        id: PersonId::draw_in(tx.now(), bucket),
        health_id: health_id.ok_or_else(|| Stop::fault("the health IDs are used up"))?,
        identity,
        details,
        life: Life::Living,
        version: 1,
        facility: permit.facility(),
        registered_at: tx.now(),
    })
}

fn save(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    person: &Person,
    paper_seen: Option<&str>,
) -> Result<(), Stop> {
    let number = person.health_id.number().to_string();
    if !store::claim(tx, store::HEALTH_ID, &number, person.id)? {
        return Err(RegistryRefusal::HealthIdTaken.into());
    }
    store::add_person(tx, person)?;
    let said = serde_json::to_string(&person.details).map_err(|e| Stop::fault(e.to_string()))?;
    let (facility, staff) = (permit.facility(), permit.staff());
    store::add_registration(tx, &Said { person: person.id, facility, staff, paper_seen, said })?;
    keep_record(tx, facility, person.id)?;
    store::make_findable(tx, person)
}
