//! A partner's Patient becomes somebody whom counters find.

use super::recognise::{Met, lookalikes, meet};
use super::register::{draw, keep, unknown_name};
use super::{LinkPersons, for_change, publish};
use crate::registry::fhir::partner;
use crate::registry::model::{Adoption, AdoptionId, Details, Identity, RegistryRefusal, Sex};
use crate::registry::store::Said;
use crate::registry::{rules, store};
use nabz_access::{Permit, act};
use nabz_fhir::ResourceType;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{Bucket, PersonId};
use nabz_record::{Key, SourceId, read, source};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

act!(
    /// Making a person of what a partner says of somebody.
    AdoptPatient = "registry.adopt",
    [RecordsOfficer]
);

/// Who was made of a partner's Patient.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Adopted {
    /// Whom.
    pub person: PersonId,
    /// Their number for life.
    pub health_id: HealthId,
    /// Who of those on record they are, or may be.
    pub met: Met,
}

/// Gives a health ID to the person of whom a partner's Patient speaks, so that they are found and
/// their record is read like anybody's. What the partner does not say stays empty; somebody
/// without a name gets one of ours.
///
/// They are a person of their own even when somebody on record looks the same. Whoever certainly is
/// the same is linked, and that can be undone like any link; whether others are one is for a
/// records officer to say, for whom they wait among the records that look alike. `None` when there
/// is nothing to adopt: the Patient was adopted before, even if that was taken back since, is
/// deleted, or is our own.
pub fn adopt(
    tx: &mut Tx<'_>,
    permit: &Permit<AdoptPatient>,
    patient: Uuid,
) -> Result<Option<Adopted>, Stop> {
    // Two imports of one bundle at once would make two persons.
    tx.lock(&format!("registry_adoption/{patient}"))?;
    if store::was_adopted(tx, patient)? {
        return Ok(None);
    }
    let entry = read::at(tx, Key::of(ResourceType::PATIENT, patient))?;
    let Some(entry) = entry.filter(|entry| !entry.deleted && entry.source != SourceId::NABZ) else {
        return Ok(None);
    };
    let said = partner::said(entry.tape()?.root(), tx.today());
    let facility = permit.facility();
    let (name, identity) = if let Some(name) = said.name {
        (name, Identity::Known)
    } else {
        (unknown_name(tx, facility, said.sex.unwrap_or(Sex::Other))?, Identity::Unknown)
    };
    let details = rules::tidy(&Details {
        sex: said.sex,
        birth: said.birth,
        phone: said.phone,
        address: said.address,
        language: said.language,
        voter_id: said.voter_id,
        ..Details::named(name)
    })?;
    let bucket = Bucket::carried_by(patient);
    let person = draw(tx, (facility, ""), bucket, (details, identity))?;
    let person = store::with_life(person, said.life);
    let source = source::name(tx, entry.source)?;
    // Before they are on record themselves.
    let alike = lookalikes(tx, &person, (&said.health_ids, &said.papers))?;
    let said = Said { source: &source, facility, staff: permit.staff(), paper_seen: None };
    keep(tx, &said, &person)?;
    let adoption = Adoption {
        id: AdoptionId::draw_in(tx.now(), bucket),
        patient,
        fhir_id: entry.id,
        person: person.id,
        source,
    };
    store::add_adoption(tx, &adoption, permit.staff())?;
    let met = meet(tx, permit, &person, &alike)?;
    publish(tx, &person)?;
    tx.audit_about(permit, adoption.id, person.id)?;
    Ok(Some(Adopted { person: person.id, health_id: person.health_id, met }))
}

/// Says that a partner's Patient is not the person who was made of it. Both stay as they are;
/// what the partner wrote no longer shows under the person.
///
/// Refuses with `REG-025` without a reason, and with `REG-061` an adoption that is not this person's or
/// was taken back already.
pub fn disown(
    tx: &mut Tx<'_>,
    permit: &Permit<LinkPersons>,
    (person, id): (PersonId, AdoptionId),
    reason: &str,
) -> Result<(), Stop> {
    let reason = rules::reason(reason)?;
    let person = for_change(tx, person)?;
    let adoption = store::adoption(tx, (person.id, id))?.ok_or(RegistryRefusal::NotAdopted)?;
    if !store::undo_adoption(tx, &adoption, permit.staff(), &reason)? {
        return Err(RegistryRefusal::NotAdopted.into());
    }
    publish(tx, &person)?;
    tx.audit_about(permit, adoption.id, person.id)
}

/// Says that a Patient whose adoption was taken back is the person after all: what the partner wrote
/// shows under them again. An import never does so, whoever may take it back does. That it was taken
/// back stays on record; one that stands already is left alone.
///
/// Refuses with `REG-061` an adoption that is not this person's.
pub fn own_again(
    tx: &mut Tx<'_>,
    permit: &Permit<LinkPersons>,
    (person, id): (PersonId, AdoptionId),
) -> Result<(), Stop> {
    let person = for_change(tx, person)?;
    let before = store::adoption(tx, (person.id, id))?.ok_or(RegistryRefusal::NotAdopted)?;
    if store::adoption_of(tx, before.patient)?.is_some() {
        return Ok(());
    }
    let adoption = Adoption { id: AdoptionId::draw_in(tx.now(), person.id.bucket()), ..before };
    store::add_adoption(tx, &adoption, permit.staff())?;
    publish(tx, &person)?;
    tx.audit_about(permit, adoption.id, person.id)
}
