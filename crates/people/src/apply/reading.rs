//! Whom whoever has a phone is shown, and what they hold.

use super::model::{Held, Made, Reach};
use super::{rules, store};
use crate::cards::model::Card;
use crate::consent::model::{By, Guardianship};
use crate::registry::WithPhone;
use crate::registry::model::{Life, Person, Whose};
use crate::{cards, consent, households, registry};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

/// The version of a record that nobody has changed.
const FIRST_VERSION: u32 = 1;

/// Those whose own phone it is, the children for whom they answer, and those whose family was
/// registered with it after it had answered a code: children until they come of age. A number that
/// a counter wrote down as the family's shows nobody: whoever has it need not be family any more.
/// Nor does one that a family typed for somebody: by one wrong digit it is a stranger's. Whoever has
/// several records is shown once, as the one that goes on, whichever of them has the phone.
pub(super) fn held_by(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<Held>, Stop> {
    let mut all = Vec::new();
    for one in registry::all_with_phone(tx, phone)? {
        if lives(tx, &one.person)? {
            all.push(one);
        }
    }
    let proven = store::proven(tx, phone)?;
    let mut held: Vec<Held> = Vec::new();
    for one in all.iter().filter(|one| has_own(&one.record, phone)) {
        if proven.contains(&one.record.id) || is_vouched_for(tx, one, phone)? {
            held.push(Held { person: one.person.clone(), reach: Reach::Own });
        }
    }
    let own: Vec<PersonId> = held.iter().map(|one| one.person.id).collect();
    for holder in own {
        for child in households::answers_for(tx, holder)? {
            let Some(person) = registry::person(tx, child)? else { continue };
            if lives(tx, &person)? {
                held.push(Held { person, reach: Reach::Child });
            }
        }
    }
    let today = tx.today();
    let is_family = |one: &WithPhone| {
        let is_of_age = [&one.record, &one.person].iter().any(|one| has_come_of_age(one, today));
        proven.contains(&one.record.id) && !is_of_age
    };
    let family = all.into_iter().filter(is_family);
    held.extend(family.map(|one| Held { person: one.person, reach: Reach::Family }));
    let mut seen = Vec::new();
    held.retain(|one| {
        let is_new = !seen.contains(&one.person.id);
        seen.push(one.person.id);
        is_new
    });
    Ok(held)
}

/// Somebody who is shown to whoever has a phone, by whichever of their records they are asked for.
pub(super) fn shown(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    record: PersonId,
) -> Result<Option<Held>, Stop> {
    let goes_on = registry::goes_on(tx, record)?;
    Ok(held_by(tx, phone)?.into_iter().find(|held| held.person.id == goes_on))
}

/// Somebody who speaks with this phone, or for whom its holder answers.
pub(super) fn speaking(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    record: PersonId,
) -> Result<Option<Held>, Stop> {
    Ok(shown(tx, phone, record)?.filter(|held| held.reach.speaks_for_them()))
}

/// Those who were registered with a phone as children and have come of age: it shows no more of them
/// than that, unless it is their own.
pub(super) fn of_age(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<Person>, Stop> {
    let (mut grown, today): (Vec<Person>, Date) = (Vec::new(), tx.today());
    for WithPhone { record, person } in registry::persons_with_phone(tx, phone)? {
        let is_over = !has_own(&record, phone) && has_come_of_age(&record, today);
        let is_new = grown.iter().all(|known| known.id != person.id);
        if is_over && is_new && registry::is_applied(tx, record.id)? && lives(tx, &person)? {
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
    for WithPhone { record, person } in registry::persons_with_phone(tx, phone)? {
        if !has_own(&record, phone) || !lives(tx, &person)? {
            continue;
        }
        if let Some(role) = households::answers_as(tx, (person.id, child))? {
            let named = Guardianship::named((person.id, &person.details.name), role);
            return Ok(named.map(By::Guardian));
        }
    }
    Ok(None)
}

/// Whether the post brings somebody a card.
pub(super) fn comes_by_post(tx: &mut Tx<'_>, person: PersonId) -> Result<bool, Stop> {
    let cards = cards::cards_together(tx, person)?;
    Ok(cards::rules::by_post(&cards).is_some())
}

/// Whether somebody lives here, by all their records.
fn lives(tx: &mut Tx<'_>, person: &Person) -> Result<bool, Stop> {
    Ok(registry::life_of(tx, person)? == Life::Living)
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
        let goes_on = registry::goes_on(tx, one.person)?;
        let is_held = held.iter().any(|held| held.person.id == goes_on);
        if is_held || is_as_typed(tx, one.person, phone)? {
            still.push(one);
        }
    }
    Ok(still)
}

/// Somebody of whom papers may be sent with a phone: whoever is shown on it, and whoever was
/// registered with it about another phone, until a counter has written something down of them.
pub(super) fn sends_for(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    person: PersonId,
) -> Result<Option<Person>, Stop> {
    if shown(tx, phone, person)?.is_some() {
        return registry::person(tx, person);
    }
    if is_as_typed(tx, person, phone)? { registry::person(tx, person) } else { Ok(None) }
}

/// Whether all that is on record of somebody is what was typed with this phone, about another phone.
fn is_as_typed(tx: &mut Tx<'_>, person: PersonId, phone: &Mobile) -> Result<bool, Stop> {
    let Some(found) = registry::person(tx, person)? else { return Ok(false) };
    let other = found.details.phone.as_ref().is_some_and(|said| said.mobile != *phone);
    let untouched = found.life == Life::Living
        && found.version == FIRST_VERSION
        && registry::linked_to(tx, person)?.is_none()
        && registry::phone_checked_at(tx, person)?.is_none();
    Ok(other && untouched && store::proven(tx, phone)?.contains(&person))
}

/// Whether a counter wrote the phone down, and not the family alone. A number that a partner says to be
/// theirs leads to nothing but what that partner said: the program may have linked it to another record
/// by itself, and whoever has the number must not come to that one.
fn is_vouched_for(tx: &mut Tx<'_>, one: &WithPhone, phone: &Mobile) -> Result<bool, Stop> {
    let record = one.record.id;
    if registry::is_phone_confirmed(tx, record, phone)? {
        return Ok(true);
    }
    let leads_on = record != one.person.id;
    let is_partners = leads_on && registry::is_adopted(tx, record)?;
    Ok(!is_partners && !registry::is_applied(tx, record)?)
}

/// The card on paper that somebody holds, under whichever of their numbers, and that can be printed
/// again.
pub(super) fn on_paper(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Card>, Stop> {
    let today = tx.today();
    let cards = cards::cards_together(tx, person)?;
    let held = cards::rules::held(&cards).cloned();
    Ok(held.filter(|card| cards::rules::is_printed(card, today)))
}
