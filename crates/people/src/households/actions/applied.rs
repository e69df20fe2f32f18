//! Families that register themselves.

use super::{By, changed, name, open, settle, somebody};
use crate::households::model::{Household, HouseholdKind, NewHousehold, Role, Tie};
use crate::households::rules;
use crate::registry::model::Person;
use nabz_access::Program;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_store::{Authority, Stop, Tx};

/// Writes down the household of a family that has just registered itself: its head, and all others
/// as what they are to the head.
pub fn found_applied(
    tx: &mut Tx<'_>,
    by: &Program,
    head: PersonId,
    others: &[(PersonId, Tie)],
) -> Result<Household, Stop> {
    let who = By::of(by);
    let new = NewHousehold { kind: HouseholdKind::Home, head };
    let home = open(tx, who, &new)?;
    for other in others {
        settle(tx, who, &home, *other)?;
    }
    if !others.is_empty() {
        changed(tx, &home)?;
    }
    tx.audit_about(by, home.id, head)?;
    Ok(home)
}

/// Says who answers for a child of such a family. Whoever may still be a child by what is known of
/// their age is not written down as one who answers; a counter does that once it has seen a paper.
pub fn name_applied_guardian(
    tx: &mut Tx<'_>,
    by: &Program,
    (child, person): (PersonId, PersonId),
    role: Role,
) -> Result<(), Stop> {
    let (child, person) = (somebody(tx, child)?, somebody(tx, person)?);
    let today = tx.today();
    if !is_child(&child, today) || is_child(&person, today) {
        return Ok(());
    }
    let guardian = name(tx, by.actor(), (&child, &person), role)?;
    tx.audit_about(by, guardian.id, child.id)
}

fn is_child(person: &Person, today: Date) -> bool {
    rules::is_child(person.details.birth.as_ref(), today)
}
