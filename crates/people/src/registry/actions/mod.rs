//! What is done to the registry. One verb, one transaction, always in the same order: permit,
//! load, decide, save, publish, audit.

mod correct;
mod identify;
mod register;

pub use correct::{
    AskCorrection, DecideCorrection, Verdict, Wish, ask_correction, decide_correction,
};
pub use identify::{
    IdentifyPerson, LinkPersons, Meant, RecordLife, identify, link, record_life, unlink,
};
pub use register::{RegisterPerson, VoidHealthId, register, register_unknown, void_next_health_id};

use super::model::{Details, Identity, Person, RegistryRefusal};
use super::{fhir, store};
use nabz_access::act;
use nabz_kernel::ids::PersonId;
use nabz_linkage::keys::NameKeys;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};

act!(
    /// Looking for a person before registering one.
    SearchRegistry = "registry.search",
    [RegistrationClerk, TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);

/// A person who is about to be changed; others wait.
fn for_change(tx: &mut Tx<'_>, id: PersonId) -> Result<Person, Stop> {
    tx.lock(&format!("registry_person/{id}"))?;
    Ok(store::person(tx, id)?.ok_or(RegistryRefusal::NoSuchPerson)?)
}

/// Saves other details and lets the new name and phone find the person instead of the old.
fn replace_details(tx: &mut Tx<'_>, before: &Person, details: Details) -> Result<Person, Stop> {
    let after = Person { details, identity: Identity::Known, ..before.clone() };
    store::remove_name_keys(tx, before, &NameKeys::of(&before.details.name).keys)?;
    if let Some(phone) = &before.details.phone {
        store::remove_phone(tx, &phone.mobile, before.id)?;
    }
    let saved = store::save_person(tx, &after)?;
    store::make_findable(tx, &saved)?;
    Ok(saved)
}

/// Puts the person as they are now into the record.
fn publish(tx: &mut Tx<'_>, person: &Person) -> Result<(), Stop> {
    let linked = store::linked_to(tx, person.id)?;
    tx.publish(&fhir::patient(person, linked)).map(drop)
}
