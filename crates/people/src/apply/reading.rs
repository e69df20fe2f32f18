//! Whom whoever has a phone is shown, and what they hold.

use super::model::{Held, Reach};
use super::rules;
use crate::cards::model::{Card, CardKind, CardState};
use crate::consent::model::By;
use crate::registry::model::{Life, Person, Whose};
use crate::{cards, consent, households, registry};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

/// Those whose own phone it is, the children for whom they answer, and those who were registered
/// with it by their family: children until they come of age. A number that a counter wrote down as the family's shows nobody: whoever
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
    let today = tx.today();
    for person in all {
        if !has_come_of_age(&person, today) && registry::is_applied(tx, person.id)? {
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

/// Those who were registered with a phone as children and have come of age: it shows no more of them
/// than that, unless it is their own.
pub(super) fn of_age(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<Person>, Stop> {
    let (mut grown, today) = (Vec::new(), tx.today());
    for person in registry::persons_with_phone(tx, phone)? {
        let is_over = lives(&person) && !has_own(&person, phone) && has_come_of_age(&person, today);
        if is_over && registry::is_applied(tx, person.id)? {
            grown.push(person);
        }
    }
    Ok(grown)
}

fn has_come_of_age(person: &Person, today: Date) -> bool {
    rules::has_come_of_age(person.details.birth, person.registered_at.date_in_india(), today)
}

/// Who answers with this phone for somebody who is shown on it: they themselves, and for a child
/// whoever was named for it and has this phone as their own. Nobody for a child that has a phone,
/// and for whoever was only registered with this one.
pub(super) fn answerer(tx: &mut Tx<'_>, phone: &Mobile, held: &Held) -> Result<Option<By>, Stop> {
    let is_child = consent::rules::is_child(held.person.details.birth, tx.today());
    match held.reach {
        Reach::Own => Ok((is_child != Some(true)).then_some(By::Themselves)),
        Reach::Child => guardian(tx, phone, held.person.id),
        Reach::Family => Ok(None),
    }
}

fn guardian(tx: &mut Tx<'_>, phone: &Mobile, child: PersonId) -> Result<Option<By>, Stop> {
    for person in registry::persons_with_phone(tx, phone)? {
        if !lives(&person) || !has_own(&person, phone) {
            continue;
        }
        if let Some(role) = households::answers_as(tx, (person.id, child))? {
            return Ok(rules::speaking_as(&person.details.name, role));
        }
    }
    Ok(None)
}

/// Whether the post brings somebody a card.
pub(super) fn comes_by_post(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    let cards = cards::cards_of(tx, person)?;
    Ok(cards::rules::by_post(&cards).is_some())
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
