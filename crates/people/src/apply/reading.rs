//! Whom whoever has a phone is shown, and what they hold.

use super::model::{Held, Made, Reach};
use super::store;
use crate::cards::model::{Card, CardKind, CardState};
use crate::registry::model::{Life, Person, Whose};
use crate::{cards, households, registry};
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

/// The version of a record that nobody has changed.
const FIRST_VERSION: u32 = 1;

/// Those whose own phone it is, the children for whom they answer, and those whose family was
/// registered with it after it had answered a code. A number that a counter wrote down as the
/// family's shows nobody: whoever has it need not be family any more. Nor does one that a family
/// typed for somebody: by one wrong digit it is a stranger's.
pub(super) fn held_by(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<Held>, Stop> {
    let found = registry::all_with_phone(tx, phone)?;
    let all: Vec<Person> = found.into_iter().filter(lives).collect();
    let proven = store::proven(tx, phone)?;
    let mut held: Vec<Held> = Vec::new();
    for person in all.iter().filter(|person| has_own(person, phone)) {
        if proven.contains(&person.id) || is_vouched_for(tx, person.id, phone)? {
            held.push(Held { person: person.clone(), reach: Reach::Own });
        }
    }
    let own: Vec<PersonId> = held.iter().map(|one| one.person.id).collect();
    for holder in own {
        for child in households::answers_for(tx, holder)? {
            let child = registry::person(tx, child)?.filter(lives);
            held.extend(child.map(|person| Held { person, reach: Reach::Child }));
        }
    }
    let family = all.into_iter().filter(|person| proven.contains(&person.id));
    held.extend(family.map(|person| Held { person, reach: Reach::Family }));
    let mut seen = Vec::new();
    held.retain(|one| {
        let is_new = !seen.contains(&one.person.id);
        seen.push(one.person.id);
        is_new
    });
    Ok(held)
}

fn lives(person: &Person) -> bool {
    person.life == Life::Living
}

fn has_own(person: &Person, phone: &Mobile) -> bool {
    let said = person.details.phone.as_ref();
    said.is_some_and(|said| said.whose == Whose::Own && said.mobile == *phone)
}

/// Those of a family that has registered itself who are still of the phone. Somebody with a phone of
/// their own is, until a counter has written something down of them.
pub(super) fn still_of(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    made: Vec<Made>,
) -> Result<Vec<Made>, Stop> {
    let held = held_by(tx, phone)?;
    let mut still = Vec::with_capacity(made.len());
    for one in made {
        let is_held = held.iter().any(|held| held.person.id == one.person);
        if is_held || is_as_typed(tx, one.person, phone)? {
            still.push(one);
        }
    }
    Ok(still)
}

/// Whether all that is on record of somebody is what was typed with this phone, about another phone.
fn is_as_typed(tx: &mut Tx<'_>, person: PersonId, phone: &Mobile) -> Result<bool, Stop> {
    let Some(found) = registry::person(tx, person)?.filter(lives) else { return Ok(false) };
    let other = found.details.phone.as_ref().is_some_and(|said| said.mobile != *phone);
    let untouched = found.version == FIRST_VERSION
        && registry::linked_to(tx, person)?.is_none()
        && registry::phone_checked_at(tx, person)?.is_none();
    Ok(other && untouched && store::proven(tx, phone)?.contains(&person))
}

/// Whether a counter wrote the phone down, and not the family alone.
fn is_vouched_for(tx: &mut Tx<'_>, person: PersonId, phone: &Mobile) -> Result<bool, Stop> {
    Ok(!registry::is_applied(tx, person)? || registry::is_phone_confirmed(tx, person, phone)?)
}

/// The card on paper that somebody holds and that can be printed again.
pub(super) fn on_paper(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Card>, Stop> {
    let today = tx.today();
    let cards = cards::cards_of(tx, person)?;
    let held = cards::rules::held(&cards).cloned();
    Ok(held.filter(|card| {
        card.kind != CardKind::Permanent && card.state == CardState::Active && today <= card.expires
    }))
}
