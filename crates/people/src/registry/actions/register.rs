//! A new person, known or not.

use super::publish;
use crate::registry::model::{
    Details, Identity, Life, NewPerson, PaperSeen, Person, Registered, RegistryRefusal, SetAside,
    Sex, UnknownPerson,
};
use crate::registry::store::Said;
use crate::registry::{fhir, rules, store};
use nabz_access::relations::keep_record;
use nabz_access::{Permit, act};
use nabz_kernel::birth::Birth;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{Bucket, FacilityId, PersonId};
use nabz_kernel::names::PersonName;
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
    let at = (permit.facility(), new.counter.as_str());
    let person = draw(tx, at, new_bucket(tx), (details, Identity::Known))?;
    put_on_record(tx, permit, &person, new.paper_seen)
}

/// Registers a person with a number that a device gave them out of those set aside for it, as of
/// when it did so. The caller has seen that the number is one of them and that nobody has it.
///
/// Refuses with `REG-021` a number that somebody has all the same.
pub fn register_set_aside(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    new: &NewPerson,
    given: &SetAside,
) -> Result<Registered, Stop> {
    let details = rules::tidy(&new.details)?;
    let (bucket, who) = (new_bucket(tx), (details, Identity::Known));
    let person = numbered(tx, permit.facility(), (bucket, given.health_id), who);
    let person = Person { registered_at: given.at, ..person };
    put_on_record(tx, permit, &person, new.paper_seen)
}

fn put_on_record(
    tx: &mut Tx<'_>,
    permit: &Permit<RegisterPerson>,
    person: &Person,
    paper_seen: Option<PaperSeen>,
) -> Result<Registered, Stop> {
    keep(tx, &Said { paper_seen, ..said_here(permit) }, person)?;
    // Nobody can have said more of them yet: nothing is looked up.
    tx.publish(&fhir::patient(person, &fhir::Beside::default()))?;
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
    let birth = unknown.age.map(|age| Birth::from_age(age, today)).transpose()?;
    let name = unknown_name(tx, permit.facility(), unknown.sex)?;
    let details = Details { sex: Some(unknown.sex), birth, ..Details::named(name) };
    let at = (permit.facility(), unknown.counter.as_str());
    let person = draw(tx, at, new_bucket(tx), (details, Identity::Unknown))?;
    keep(tx, &said_here(permit), &person)?;
    publish(tx, &person)?;
    tx.audit_about(permit, person.id, person.id)?;
    Ok(Registered { person: person.id, health_id: person.health_id })
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

/// The next name of ours: they count by facility, sex and year.
pub(super) fn unknown_name(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    sex: Sex,
) -> Result<PersonName, Stop> {
    let (year, _, _) = tx.today().calendar();
    let scope = Scope::of(facility, format!("{}/{year}", sex.word()));
    let number = tx.next("registry_unknown", &scope)?;
    Ok(rules::unknown_name(sex, number)?)
}

/// A patient's bucket is drawn with the patient: any part of a fresh id is as random.
pub(super) fn new_bucket(tx: &Tx<'_>) -> Bucket {
    Bucket::carried_by(PersonId::draw(tx.now()).uuid())
}

fn said_here(permit: &Permit<RegisterPerson>) -> Said<'static> {
    Said::here((permit.facility(), permit.staff()))
}

/// Somebody new, with the next health ID of the counter's block.
pub(super) fn draw(
    tx: &mut Tx<'_>,
    (facility, counter): (FacilityId, &str),
    bucket: Bucket,
    (details, identity): (Details, Identity),
) -> Result<Person, Stop> {
    let health_id = store::health_id(store::next_serial(tx, facility, counter)?)?;
    Ok(numbered(tx, facility, (bucket, health_id), (details, identity)))
}

/// Somebody new, with this health ID.
fn numbered(
    tx: &Tx<'_>,
    facility: FacilityId,
    (bucket, health_id): (Bucket, HealthId),
    (details, identity): (Details, Identity),
) -> Person {
    Person {
        id: PersonId::draw_in(tx.now(), bucket),
        health_id,
        identity,
        details,
        life: Life::Living,
        version: 1,
        facility,
        registered_at: tx.now(),
    }
}

/// Writes a new person down, with who said so, and lets counters find them.
pub(super) fn keep(tx: &mut Tx<'_>, said: &Said<'_>, person: &Person) -> Result<(), Stop> {
    let number = person.health_id.number().to_string();
    if !store::claim(tx, store::HEALTH_ID, &number, person.id)? {
        return Err(RegistryRefusal::HealthIdTaken.into());
    }
    store::add_person(tx, person)?;
    store::add_registration(tx, said, person)?;
    keep_record(tx, said.facility, person.id)?;
    store::make_findable(tx, person)
}
