//! Guardians of children who are of age: what the program does each day, and after a birth was
//! corrected, so that the table says what [`answers`] says.
//!
//! [`answers`]: crate::households::rules::answers

use super::died::{dead_of, stay_ended};
use super::publish_guardian;
use crate::daily;
use crate::households::model::Guardian;
use crate::households::store;
use crate::registry;
use crate::registry::actions::BirthChanged;
use nabz_access::Program;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Store, Task, Tx};

/// The kind of job that looks for children who are of age.
pub const GROW_UP: &str = "households-grow-up";

const ACT: &str = "households.grow-up";
/// Namings that one transaction looks at; the counters must not wait for it.
const LOOKED_AT_ONCE: usize = 100;

/// Begins to look for today, if nobody has.
pub fn begin_day(database: &Store) -> Result<(), Stop> {
    daily::begin::<()>(database, GROW_UP)
}

/// Ends the next namings whose children are of age, opens again what was ended too early, and leaves
/// the rest to the next part. What has been looked at is not found again, so that a part that was
/// broken off, or is done twice, does no harm.
pub fn grow_up(tx: &mut Tx<'_>, _: &Task) -> Result<(), Stop> {
    let program = Program::doing(tx, ACT)?;
    let due = store::guardians_due(tx, LOOKED_AT_ONCE)?;
    for guardian in &due {
        look_at(tx, &program, guardian)?;
    }
    let early = store::ended_early(tx, LOOKED_AT_ONCE)?;
    for guardian in &early {
        open_again(tx, &program, guardian)?;
    }
    if due.len() == LOOKED_AT_ONCE || early.len() == LOOKED_AT_ONCE {
        tx.enqueue(GROW_UP, GROW_UP, &())?;
    }
    Ok(())
}

/// Somebody was born on another day than was thought: whoever answers for them does so until another
/// day, and they answer for others from another day on.
pub fn birth_changed(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    let changed: BirthChanged = task.read()?;
    hold(tx, changed.person)?;
    let day = of_age_on(tx, changed.person)?;
    store::save_of_age(tx, changed.person, day)?;
    let from = day.filter(|day| *day > tx.today());
    for naming in store::wards(tx, changed.person)? {
        hold(tx, naming.child)?;
        store::save_answers_on(tx, naming.id, from)?;
    }
    grow_up(tx, task)
}

/// Ends a naming if the child is of age, or notes when that will be.
fn look_at(tx: &mut Tx<'_>, program: &Program, guardian: &Guardian) -> Result<(), Stop> {
    hold(tx, guardian.child)?;
    let day = of_age_on(tx, guardian.child)?;
    let Some(day) = day.filter(|day| *day <= tx.today()) else {
        return store::save_of_age(tx, guardian.child, day);
    };
    // Whoever was named for somebody whose birth was corrected since never answered at all.
    let until = Instant::beginning_in_india(day).max(guardian.since);
    if !store::end_by_age(tx, guardian.id, (day, until))? {
        return Ok(());
    }
    publish_guardian(tx, &Guardian { until: Some(until), ..*guardian })?;
    tx.audit_about(program, guardian.id, guardian.child)
}

/// A naming goes on that was ended too early, or by a death that was taken back; unless the same
/// person was named again since, or one of the two is dead.
pub(super) fn open_again(
    tx: &mut Tx<'_>,
    program: &Program,
    guardian: &Guardian,
) -> Result<(), Stop> {
    hold(tx, guardian.child)?;
    let named = store::guardians(tx, guardian.child)?;
    if named.iter().any(|one| one.person == guardian.person) {
        return store::keep_ended(tx, guardian.id);
    }
    if let Some(dead) = dead_of(tx, guardian)? {
        return stay_ended(tx, guardian, dead);
    }
    if !store::open_again(tx, guardian.id)? {
        return Ok(());
    }
    publish_guardian(tx, &Guardian { until: None, ..*guardian })?;
    tx.audit_about(program, guardian.id, guardian.child)
}

/// When somebody is of age; `None` while nobody knows when they were born.
fn of_age_on(tx: &mut Tx<'_>, child: PersonId) -> Result<Option<Date>, Stop> {
    let child = registry::person(tx, child)?;
    Ok(child.and_then(|child| child.details.birth).map(|birth| birth.comes_of_age()))
}

/// Whoever names a guardian for the child waits.
pub(super) fn hold(tx: &mut Tx<'_>, child: PersonId) -> Result<(), Stop> {
    tx.lock(&format!("households_child/{child}"))
}
