//! Sex and age of somebody unknown, put right while nobody knows who they are.

use super::register::unknown_name;
use super::{By, for_change, publish, replace};
use crate::registry::model::{Details, Guess, Identity, Person, RegistryRefusal};
use crate::registry::store::Said;
use crate::registry::{rules, store};
use nabz_access::{Permit, act};
use nabz_kernel::birth::Birth;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

act!(
    /// Putting right what sex and age somebody unknown seems to have.
    GuessUnknown = "registry.guess-unknown",
    [RegistrationClerk, TriageNurse, Doctor, RecordsOfficer]
);

/// Puts right what somebody unknown seems to be. Nobody has to approve it: it was never more than
/// a guess. With another sex they get another name of ours, which says it; their health ID and
/// everything written stay as they are.
///
/// Refuses with `REG-026` when it is known who they are, with `REG-022` when the record has changed
/// since the asker saw it, and with `REG-009` an age that nobody reaches.
pub fn guess(
    tx: &mut Tx<'_>,
    permit: &Permit<GuessUnknown>,
    (person, seen): (PersonId, u32),
    guess: Guess,
) -> Result<Person, Stop> {
    let before = for_change(tx, person)?;
    if before.identity == Identity::Known {
        return Err(RegistryRefusal::NotUnknown.into());
    }
    rules::unchanged_since(&before, seen)?;
    let by = By::of(permit);
    let birth = match guess.age {
        Some(age) => Some(Birth::from_age(age, tx.today())?),
        None => before.details.birth,
    };
    let name = if before.details.sex == Some(guess.sex) {
        before.details.name.clone()
    } else {
        // Searches of other processes learn the new name by this.
        store::add_identification(tx, before.id, (by.facility, by.staff))?;
        unknown_name(tx, by.facility, guess.sex)?
    };
    let details = Details { name, sex: Some(guess.sex), birth, ..before.details.clone() };
    let after = replace(tx, &before, &Person { details, ..before.clone() }, by)?;
    store::add_registration(tx, &Said::here((by.facility, by.staff)), &after)?;
    publish(tx, &after)?;
    tx.audit_about(permit, after.id, after.id)?;
    Ok(after)
}
