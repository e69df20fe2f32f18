//! What the death of somebody, or that they leave the city, ends of households and guardians, and what
//! comes back when that is taken back.

use super::grown::{hold, open_again};
use super::{for_change, held, left_behind, peopled, publish_guardian};
use crate::households::model::{Gone, Guardian, Household};
use crate::households::{rules, store};
use crate::registry;
use crate::registry::actions::{LIFE_CHANGED, LifeChanged};
use nabz_access::Program;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Task, Tx};

/// Ends what ends with somebody whose death was noted: that they live in a household and speak for
/// it, that they answer for children, and that others answer for them, under whichever of their
/// records. Whoever has left the city lives in no household of it, and still answers for their
/// children. What is taken back, or is no longer theirs since a link was taken back, gives back what it
/// had ended, and nothing else. What is on record now decides, so that it may be done late, and twice.
///
/// Of many namings one transaction ends, or opens, a part, and leaves the rest to the next.
pub fn life_noted(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    let noted: LifeChanged = task.read()?;
    let (has_died, mut goes_on) = (registry::has_died(tx, noted.person)?, false);
    for record in registry::one(tx, noted.person)? {
        goes_on |= if has_died { end_of_the_dead(tx, record)? } else { come_back(tx, record)? };
    }
    if goes_on {
        tx.enqueue(LIFE_CHANGED, &noted.person.to_string(), &noted)?;
    }
    Ok(())
}

/// Ends what ends with a death, and says whether there may be more of it.
fn end_of_the_dead(tx: &mut Tx<'_>, dead: PersonId) -> Result<bool, Stop> {
    let program = Program::doing(tx, "households.died")?;
    let (wards, guardians) = (store::wards(tx, dead)?, store::guardians(tx, dead)?);
    for guardian in wards.iter().chain(&guardians) {
        hold(tx, guardian.child)?;
        let office = office_of(tx, guardian, dead)?;
        if store::end_by_death(tx, guardian.id, (dead, office))? {
            let now = tx.now();
            publish_guardian(tx, &Guardian { until: Some(now), ..*guardian })?;
            tx.audit_about(&program, guardian.id, guardian.child)?;
        }
    }
    leave(tx, &program, (dead, Gone::Died))?;
    Ok(store::is_part(&wards) || store::is_part(&guardians))
}

/// The household in which they lived stays, and has no head until somebody says who; the last one
/// closes it.
fn leave(tx: &mut Tx<'_>, program: &Program, (person, gone): (PersonId, Gone)) -> Result<(), Stop> {
    tx.lock(&format!("households_person/{person}"))?;
    let Some(member) = store::member(tx, person)? else {
        return match gone {
            Gone::Died => Ok(()),
            Gone::Away => store::moved_instead(tx, person),
        };
    };
    let home = for_change(tx, member.household)?;
    if !store::end_member_with(tx, person, (gone, home.head))? {
        return Ok(());
    }
    left_behind(tx, home, person)?;
    tx.audit_about(program, member.household, person)
}

/// Gives back what a death had ended, and where they lived unless they have left the city; says whether
/// there may be more of it.
fn come_back(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    let program = Program::doing(tx, "households.came-back")?;
    let ended = store::ended_with(tx, person)?;
    for guardian in &ended {
        open_again(tx, &program, guardian)?;
    }
    if registry::moved_away(tx, person)?.is_some() {
        let program = Program::doing(tx, "households.moved-away")?;
        leave(tx, &program, (person, Gone::Away))?;
    } else {
        live_again(tx, &program, person)?;
    }
    Ok(store::is_part(&ended))
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
