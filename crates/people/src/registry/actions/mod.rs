//! What is done to the registry. One verb, one transaction, always in the same order: permit,
//! load, decide, save, publish, audit.

mod adopt;
mod alarms;
mod applied;
mod correct;
mod duplicates;
mod erase;
mod guess;
mod identify;
mod papers;
mod parted;
mod phone;
mod press;
mod recognise;
mod register;

pub use adopt::{AdoptPatient, Adopted, adopt, disown, own_again};
pub use alarms::{LookIntoAlarm, ReadAlarms, keep_probes, look_into};
pub use applied::{
    COMPARE_APPLIED, compare_applied, compare_despite, compare_later, register_applied,
};
pub use correct::{
    AskCorrection, DecideCorrection, FamilyMove, Verdict, Wish, ask_correction, ask_move,
    decide_correction, decide_corrections,
};
pub use duplicates::{
    DecideDuplicate, Ends, Kept, Ruling, decide_duplicate, is_unseen, joining, keep_part,
    leave_duplicate, undo_duplicate,
};
pub(super) use duplicates::{REVIEWED, TAKEN_BACK, UNSEEN};
pub use erase::{Erasure, erase};
pub use guess::{GuessUnknown, guess};
pub(super) use identify::IDENTIFIED;
pub use identify::{
    IdentifyPerson, LIFE_CHANGED, LifeChanged, LinkPersons, Meant, RecordLife, identify, link,
    record_life, unlink,
};
pub use papers::{KeepPapers, add_paper, end_paper, register_paper};
pub use parted::{ReviewParted, mark_written};
pub use phone::{CheckPhone, change_phone, keep_phone};
pub use press::{press, undo_press};
pub(super) use recognise::CERTAIN;
pub use recognise::{Lookalike, Met};
pub use register::{
    RegisterPerson, VoidHealthId, register, register_set_aside, register_unknown,
    void_next_health_id,
};

use super::model::{Details, Identity, Person, PhoneAnswer, PhoneCheck, RegistryRefusal};
use super::rebuild::beside;
use super::{fhir, store};
use crate::by::By;
use nabz_access::act;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_record::Publish;
use nabz_store::{Stop, Tx};
use serde::{Deserialize, Serialize};

act!(
    /// Looking for a person before registering one.
    SearchRegistry = "registry.search",
    [RegistrationClerk, TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);

/// The kind of job that a corrected birth leaves: what else hangs on somebody's age is for others to
/// put right.
pub const BIRTH_CHANGED: &str = "registry-birth-changed";

/// Of whom another birth is on record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct BirthChanged {
    /// Who.
    pub person: PersonId,
}

/// A person who is about to be changed; others wait.
fn for_change(tx: &mut Tx<'_>, id: PersonId) -> Result<Person, Stop> {
    tx.lock(&format!("registry_person/{id}"))?;
    Ok(store::person(tx, id)?.ok_or(RegistryRefusal::NoSuchPerson)?)
}

/// Somebody is known by these details from now on.
fn replace_details(
    tx: &mut Tx<'_>,
    before: &Person,
    details: Details,
    by: By,
) -> Result<Person, Stop> {
    let after = Person { details, identity: Identity::Known, ..before.clone() };
    replace(tx, before, &after, by)
}

/// Saves a changed person and lets the new name and phone find them instead of the old. Another
/// birth leaves a job of the kind [`BIRTH_CHANGED`], and with another birth or name somebody is
/// compared once more with everybody else.
fn replace(tx: &mut Tx<'_>, before: &Person, after: &Person, by: By) -> Result<Person, Stop> {
    store::make_unfindable(tx, before)?;
    let saved = store::save_person(tx, after)?;
    store::make_findable(tx, &saved)?;
    let phone =
        saved.details.phone.as_ref().filter(|_| saved.details.phone != before.details.phone);
    if let Some(phone) = phone {
        note_phone(tx, &saved, (&phone.mobile, PhoneAnswer::Changed), by)?;
    }
    if saved.details.birth != before.details.birth {
        let changed = BirthChanged { person: saved.id };
        tx.enqueue(BIRTH_CHANGED, &saved.id.to_string(), &changed)?;
    }
    let (now, then) = (&saved.details, &before.details);
    let is_said_otherwise = now.name != then.name || now.birth != then.birth;
    if saved.identity == Identity::Known && is_said_otherwise {
        compare_later(tx, &[saved.id])?;
    }
    Ok(saved)
}

/// Keeps what was said about a phone, with its day.
fn note_phone(
    tx: &mut Tx<'_>,
    person: &Person,
    (phone, answer): (&Mobile, PhoneAnswer),
    By { facility, staff }: By,
) -> Result<(), Stop> {
    let phone = phone.clone();
    let check = PhoneCheck { person: person.id, phone, answer, facility, staff };
    store::keep_phone_check(tx, &check)
}

/// Puts the person as they are now into the record.
fn publish(tx: &mut Tx<'_>, person: &Person) -> Result<(), Stop> {
    let beside = beside(tx, person.id)?;
    tx.publish(&fhir::patient(person, &beside)).map(drop)
}
