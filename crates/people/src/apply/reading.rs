//! Whom whoever has a phone is shown, and what they hold.

use super::model::{Held, Reach};
use crate::cards::model::{Card, CardKind, CardState};
use crate::registry::model::{Life, Person, Whose};
use crate::{cards, households, registry};
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

/// Those whose own phone it is, the children for whom they answer, and those who were registered
/// with it by their family. A number that a counter wrote down as the family's shows nobody: whoever
/// has it need not be family any more.
pub(super) fn held_by(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<Held>, Stop> {
    let found = registry::persons_with_phone(tx, phone)?;
    let all: Vec<Person> = found.into_iter().filter(lives).collect();
    let mut held: Vec<Held> = Vec::new();
    for person in all.iter().filter(|person| has_own(person, phone)) {
        held.push(Held { person: person.clone(), reach: Reach::Own });
    }
    let own: Vec<PersonId> = held.iter().map(|one| one.person.id).collect();
    for holder in own {
        for child in households::answers_for(tx, holder)? {
            let child = registry::person(tx, child)?.filter(lives);
            held.extend(child.map(|person| Held { person, reach: Reach::Child }));
        }
    }
    for person in all {
        if registry::is_applied(tx, person.id)? {
            held.push(Held { person, reach: Reach::Family });
        }
    }
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

/// The card on paper that somebody holds and that can be printed again.
pub(super) fn on_paper(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Card>, Stop> {
    let today = tx.today();
    let cards = cards::cards_of(tx, person)?;
    let held = cards::rules::held(&cards).cloned();
    Ok(held.filter(|card| {
        card.kind != CardKind::Permanent && card.state == CardState::Active && today <= card.expires
    }))
}
