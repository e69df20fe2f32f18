//! Who hears of what became of something of theirs: whoever agreed to messages, by the phone at
//! which they are reached, in the language that they speak.

use super::model::{MessageId, MessageKind, Outgoing};
use super::{actions, rules};
use crate::consent::model::Purpose;
use crate::registry::model::{Life, Person};
use crate::{consent, households, registry};
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

/// Tells somebody, in the same transaction as what it tells of; `words` says it in the languages
/// that it is given. A child is told by the phone of whoever answers for it, where they have one.
///
/// Answers with nothing where nobody is told: who has not agreed, has no phone, or has died.
pub fn tell(
    tx: &mut Tx<'_>,
    person: PersonId,
    kind: MessageKind,
    words: impl FnOnce(&[Language]) -> String,
) -> Result<Option<MessageId>, Stop> {
    let Some(person) = who_agreed(tx, person)? else { return Ok(None) };
    let Some(phone) = phone_of(tx, &person)? else { return Ok(None) };
    put(tx, (&person, phone), kind, words)
}

/// [`tell`] by a phone that was just shown to be in somebody's hands, whatever else is on record.
pub fn tell_by(
    tx: &mut Tx<'_>,
    (person, phone): (PersonId, &Mobile),
    kind: MessageKind,
    words: impl FnOnce(&[Language]) -> String,
) -> Result<Option<MessageId>, Stop> {
    let Some(person) = who_agreed(tx, person)? else { return Ok(None) };
    put(tx, (&person, phone.clone()), kind, words)
}

fn who_agreed(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Person>, Stop> {
    let living = registry::person(tx, person)?.filter(|person| person.life == Life::Living);
    let Some(person) = living else { return Ok(None) };
    let agrees = consent::is_given(tx, person.id, Purpose::Sms)?;
    Ok(agrees.then_some(person))
}

fn put(
    tx: &mut Tx<'_>,
    (person, to): (&Person, Mobile),
    kind: MessageKind,
    words: impl FnOnce(&[Language]) -> String,
) -> Result<Option<MessageId>, Stop> {
    let languages = rules::told_in(person.details.language.as_deref());
    let Some(language) = languages.first().copied() else { return Ok(None) };
    let outgoing = Outgoing { to, kind, text: words(&languages), language };
    actions::send(tx, &outgoing).map(Some)
}

fn phone_of(tx: &mut Tx<'_>, person: &Person) -> Result<Option<Mobile>, Stop> {
    for guardian in households::guardians(tx, (person.id, person.details.birth))? {
        // Their phone may stand on another of their records than the one that goes on.
        for record in registry::one(tx, guardian)? {
            let guardian = registry::person(tx, record)?.filter(|one| one.life == Life::Living);
            if let Some(phone) = guardian.and_then(|guardian| guardian.details.phone) {
                return Ok(Some(phone.mobile));
            }
        }
    }
    Ok(person.details.phone.as_ref().map(|phone| phone.mobile.clone()))
}
