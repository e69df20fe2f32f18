//! What the death of somebody ends of households and guardians, and what comes back with a death that
//! was taken back.

use super::grown::{hold, open_again};
use super::{for_change, held, left_behind, peopled, publish_guardian};
use crate::households::model::{Guardian, Household, Leaving};
use crate::households::{rules, store};
use crate::registry;
use crate::registry::actions::Died;
use nabz_access::Program;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Task, Tx};

/// Ends what ends with somebody whose death was noted: that they live in a household and speak for
/// it, that they answer for children, and that others answer for them, under whichever of their
/// records. A death that was taken back, or that is no longer theirs since a link was taken back, gives
/// back what it had ended, and nothing else. What is on record now decides, so that it may be done
/// late, and twice.
pub fn life_noted(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    let noted: Died = task.read()?;
    let has_died = registry::has_died(tx, noted.person)?;
    for record in registry::one(tx, noted.person)? {
        if has_died {
            end_of_the_dead(tx, record)?;
        } else {
            come_back(tx, record)?;
        }
    }
    Ok(())
}

fn end_of_the_dead(tx: &mut Tx<'_>, dead: PersonId) -> Result<(), Stop> {
    let program = Program::doing(tx, "households.died")?;
    let mut named = store::wards(tx, dead)?;
    named.extend(store::guardians(tx, dead)?);
    for guardian in &named {
        hold(tx, guardian.child)?;
        let office = office_of(tx, guardian, dead)?;
        if store::end_by_death(tx, guardian.id, (dead, office))? {
            let now = tx.now();
            publish_guardian(tx, &Guardian { until: Some(now), ..*guardian })?;
            tx.audit_about(&program, guardian.id, guardian.child)?;
        }
    }
    leave_by_death(tx, &program, dead)
}

/// The household in which they lived stays, and has no head until somebody says who; the last one
/// closes it.
fn leave_by_death(tx: &mut Tx<'_>, program: &Program, dead: PersonId) -> Result<(), Stop> {
    tx.lock(&format!("households_person/{dead}"))?;
    let Some(member) = store::member(tx, dead)? else { return Ok(()) };
    let home = for_change(tx, member.household)?;
    if !store::end_member_by_death(tx, dead, home.head)? {
        return Ok(());
    }
    left_behind(tx, home, (dead, Leaving::Died))?;
    tx.audit_about(program, member.household, dead)
}

fn come_back(tx: &mut Tx<'_>, person: PersonId) -> Result<(), Stop> {
    let program = Program::doing(tx, "households.came-back")?;
    for guardian in store::ended_with(tx, person)? {
        open_again(tx, &program, &guardian)?;
    }
    live_again(tx, &program, person)
}

/// They live where they lived, as what they were, unless they were said to live elsewhere since; and
/// they speak for the household again, unless somebody else does.
fn live_again(tx: &mut Tx<'_>, program: &Program, person: PersonId) -> Result<(), Stop> {
    tx.lock(&format!("households_person/{person}"))?;
    let Some(last) = store::last_home(tx, person)? else { return Ok(()) };
    if store::member(tx, person)?.is_some() {
        return store::forget_last_home(tx, person);
    }
    let Some(home) = held(tx, last.member.household)? else { return Ok(()) };
    // Nobody lives in a place that was closed since.
    if home.place.is_some() && home.closed_at.is_some() {
        return store::forget_last_home(tx, person);
    }
    store::live_again(tx, &last, rules::tie_again(&last, home.head))?;
    store::forget_last_home(tx, person)?;
    let head = home.head.or(last.head.filter(|head| *head == person));
    peopled(tx, &Household { head, closed_at: None, ..home })?;
    tx.audit_about(program, last.member.household, person)
}

/// Which of the two has died, by whichever of their records, so that a naming stays ended.
pub(super) fn dead_of(tx: &mut Tx<'_>, guardian: &Guardian) -> Result<Option<PersonId>, Stop> {
    for one in [guardian.person, guardian.child] {
        if registry::has_died(tx, one)? {
            return Ok(Some(one));
        }
    }
    Ok(None)
}

/// A naming that would go on stays ended, by the death of one of the two.
pub(super) fn stay_ended(tx: &mut Tx<'_>, guardian: &Guardian, dead: PersonId) -> Result<(), Stop> {
    let office = office_of(tx, guardian, dead)?;
    store::pass_on(tx, guardian.id, (dead, office))
}

/// The office that looks for another guardian: the one that registered the child. None looks for one
/// of a child that has died.
fn office_of(
    tx: &mut Tx<'_>,
    guardian: &Guardian,
    dead: PersonId,
) -> Result<Option<FacilityId>, Stop> {
    if dead == guardian.child {
        return Ok(None);
    }
    Ok(registry::person(tx, guardian.child)?.map(|child| child.facility))
}
