//! Whether the phone on record is still right: asked at the counter, never in the way of a token.

use super::{By, for_change, note_phone, publish, replace};
use crate::registry::model::{Details, Person, Phone, PhoneAnswer, RegistryRefusal};
use crate::registry::rules;
use nabz_access::{Permit, act};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

act!(
    /// Writing down whether somebody's phone is still right, and which one it is now.
    CheckPhone = "registry.check-phone",
    [RegistrationClerk]
);

/// The person says that the phone is still theirs; the answer stays with its day.
///
/// Refuses with `REG-034` when no phone is on record, and with `REG-022` when the record has
/// changed since the asker saw it: another phone may stand there by now.
pub fn keep_phone(
    tx: &mut Tx<'_>,
    permit: &Permit<CheckPhone>,
    (person, seen): (PersonId, u32),
) -> Result<Person, Stop> {
    let on_record = for_change(tx, person)?;
    rules::unchanged_since(&on_record, seen)?;
    let phone = on_record.details.phone.clone().ok_or(RegistryRefusal::NoPhone)?;
    note_phone(tx, &on_record, (&phone.mobile, PhoneAnswer::Same), By::of(permit))?;
    tx.audit_about(permit, person, person)?;
    Ok(on_record)
}

/// The person has another phone: it is on record, and in the record, from now on.
///
/// Refuses with `REG-022` when the record has changed since the asker saw it.
pub fn change_phone(
    tx: &mut Tx<'_>,
    permit: &Permit<CheckPhone>,
    (person, seen): (PersonId, u32),
    phone: &Phone,
) -> Result<Person, Stop> {
    let before = for_change(tx, person)?;
    rules::unchanged_since(&before, seen)?;
    let details = Details { phone: Some(phone.clone()), ..before.details.clone() };
    let after = replace(tx, &before, &Person { details, ..before.clone() }, By::of(permit))?;
    publish(tx, &after)?;
    tx.audit_about(permit, person, person)?;
    Ok(after)
}
