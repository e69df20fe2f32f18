//! What whoever holds a phone says: what they agree to, and that their card came.

use super::forget::forget_at;
use super::own::shown;
use crate::apply::model::{ApplyRefusal, Pressed, WRONG_SERIALS_MAX};
use crate::apply::{reading, rules, store};
use crate::cards;
use crate::consent;
use crate::consent::model::{Asked, How};
use nabz_access::Program;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};
use std::time::Duration;

/// Giving a consent, or taking it back, with one's own phone.
pub const ANSWER: &str = "apply.answer-consent";
/// Saying with one's own phone that a card came by post.
pub const ACTIVATE: &str = "apply.activate-card";
/// Wrong serials are counted by the hour.
const HOUR: Duration = Duration::from_hours(1);

/// Keeps what somebody says about one purpose, for themselves or for a child for whom they answer.
///
/// Refuses with `REG-020` somebody who is not shown on this phone, with `APP-022` one for whom
/// nobody answers with it, and as [`consent::actions::answer`] does.
pub fn answer_own(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (person, pressed): (PersonId, &Pressed),
) -> Result<(), Stop> {
    let held = shown(tx, phone, person)?;
    let who = reading::answerer(tx, phone, &held)?.ok_or(ApplyRefusal::NobodyAnswers)?;
    let by = Program::doing(tx, ANSWER)?;
    let asked = Asked {
        person,
        purpose: pressed.purpose,
        wish: pressed.wish.clone(),
        seen: pressed.seen,
        notice: pressed.notice,
        shown_in: pressed.shown_in,
        by: who,
        how: How::Screen,
    };
    consent::actions::answer_applied(tx, &by, &asked).map(drop)
}

/// A card of plastic that came by post counts from now on: whoever has it read its serial from it.
///
/// Refuses with `REG-020` somebody who is not shown on this phone, with `APP-022` one for whom
/// nobody speaks with it, with `CRD-080` when no card of theirs is with the post, with `APP-020`
/// another serial, and with `APP-021` the third wrong one of an hour and all that follow.
pub fn activate(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (person, serial): (PersonId, &str),
) -> Result<(), Stop> {
    let held = shown(tx, phone, person)?;
    if !held.reach.speaks_for_them() {
        return Err(ApplyRefusal::NobodyAnswers.into());
    }
    let by = Program::doing(tx, ACTIVATE)?;
    tx.lock(&format!("apply_arrival/{}", phone.digits()))?;
    let hour = rules::hour(tx.now());
    if store::wrong_serials(tx, phone, hour)? >= WRONG_SERIALS_MAX {
        return Err(ApplyRefusal::TooManySerials.into());
    }
    if cards::actions::activate_posted(tx, &by, (person, serial))?.is_some() {
        return Ok(());
    }
    let wrong = store::count_wrong_serial(tx, phone, hour)?;
    let over = tx.now().plus(HOUR);
    forget_at(tx, over)?;
    tx.audit_refused(&by, person, Some(person))?;
    let is_last = wrong >= WRONG_SERIALS_MAX;
    let refusal = if is_last { ApplyRefusal::TooManySerials } else { ApplyRefusal::OtherSerial };
    Err(tx.refuse_and_keep(refusal))
}
