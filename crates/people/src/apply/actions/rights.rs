//! What whoever holds a phone asks about what is held of them, and whom they name to ask after them.

use super::own::shown;
use crate::apply::model::{ApplyRefusal, RightAsked};
use crate::apply::reading;
use crate::rights::actions as rights;
use crate::rights::model::{Asks, NewNominee, NewRequest, NomineeId, RequestId};
use nabz_access::Program;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

/// Asking something about what is held, with one's own phone.
pub const ASK: &str = "apply.ask-right";
/// Saying with one's own phone that no answer is needed any more.
pub const WITHDRAW: &str = "apply.withdraw-right";
/// Naming with one's own phone whoever asks after one.
pub const NAME: &str = "apply.name-nominee";
/// Naming nobody any more, with one's own phone.
pub const UNNAME: &str = "apply.end-nominee";

/// Writes down what somebody asks, for themselves or for a child for whom they answer.
///
/// Refuses with `REG-020` somebody who is not shown on this phone, with `APP-022` one for whom nobody
/// answers with it, and as [`rights::ask`] does.
pub fn ask_right(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (person, asked): (PersonId, &RightAsked),
) -> Result<(), Stop> {
    let asks = asks(tx, phone, person)?;
    let by = Program::doing(tx, ASK)?;
    let new = NewRequest { person, right: asked.right, asks, note: asked.note.clone() };
    rights::ask_applied(tx, &by, &new).map(drop)
}

/// They need no answer any more.
///
/// Refuses as [`ask_right`] does, and with `RGT-003` a request that is open no longer.
pub fn withdraw_right(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (person, request): (PersonId, RequestId),
) -> Result<(), Stop> {
    asks(tx, phone, person)?;
    let by = Program::doing(tx, WITHDRAW)?;
    rights::withdraw_applied(tx, &by, (person, request))
}

/// Writes down whom somebody names. Nobody names anybody for somebody else.
///
/// Refuses as [`ask_right`] does, and as [`rights::name_nominee`] does.
pub fn name_own_nominee(tx: &mut Tx<'_>, phone: &Mobile, new: &NewNominee) -> Result<(), Stop> {
    speaks_for_themselves(tx, phone, new.person)?;
    let by = Program::doing(tx, NAME)?;
    rights::name_nominee_applied(tx, &by, new).map(drop)
}

/// They name nobody any more.
///
/// Refuses as [`name_own_nominee`] does.
pub fn end_own_nominee(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (person, nominee): (PersonId, NomineeId),
) -> Result<(), Stop> {
    speaks_for_themselves(tx, phone, person)?;
    let by = Program::doing(tx, UNNAME)?;
    rights::end_nominee_applied(tx, &by, (person, nominee))
}

/// Who asks with this phone for somebody who is shown on it.
fn asks(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<Asks, Stop> {
    let held = shown(tx, phone, person)?;
    let by = reading::answerer(tx, phone, &held)?.and_then(Asks::of);
    Ok(by.ok_or(ApplyRefusal::NobodyAnswers)?)
}

fn speaks_for_themselves(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<(), Stop> {
    match asks(tx, phone, person)? {
        Asks::Themselves => Ok(()),
        Asks::Guardian(_) | Asks::Nominee => Err(ApplyRefusal::NobodyAnswers.into()),
    }
}
