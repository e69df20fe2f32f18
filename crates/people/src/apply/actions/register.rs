//! A family is put on record, and has its cards.

use super::forget::forget_at;
use super::{DAY, seen};
use crate::apply::model::{
    Applicant, Application, ApplyRefusal, Draft, Family, Given, Made, PERSONS_A_PHONE_MAX, Without,
};
use crate::apply::{rules, store, words};
use crate::cards::model::CardKind;
use crate::cards::{self, SharedSigner, Signing};
use crate::consent::model::{Asked, How, Wish};
use crate::households::model::Tie;
use crate::messages::model::MessageKind;
use crate::{consent, households, messages, registry};
use nabz_access::{Program, SessionToken};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_kernel::language::Language;
use nabz_store::{Stop, Tx};

const REGISTER: &str = "apply.register";

/// Registers a family that is complete: each with a health ID of their own, where they live and who
/// answers for the children, what they answered, and a card on paper for whoever said yes to one.
/// The same family is registered once, however often it is sent; each time the answer is the same.
///
/// Whoever looks like somebody on record is noted after the commit, by a job, and registered all the
/// same. Links for a day open the papers of the cards for whoever holds `token`; the phone is told,
/// if the head agreed to messages.
///
/// Refuses with `APP-004` a page that saw less than there is by now, and with `APP-012` a phone with
/// which too many people are on record.
pub fn register_family(
    tx: &mut Tx<'_>,
    signing: &Signing,
    (token, wish): (&SessionToken, &Application),
) -> Result<Vec<Made>, Stop> {
    let draft = seen(tx, &wish.phone, &wish.seen)?;
    if let Some(made) = draft.made {
        return Ok(made);
    }
    if draft.version != wish.seen.version {
        return Err(ApplyRefusal::Stale.into());
    }
    has_room(tx, wish)?;
    let by = Program::doing(tx, REGISTER)?;
    let persons = put_on_record(tx, &by, wish)?;
    live_together(tx, &by, (&persons, &wish.persons))?;
    answered(tx, &by, (&persons, wish))?;
    let made = given(tx, &by, signing, (&persons, &wish.persons))?;
    let until = tx.now().plus(DAY);
    for one in &made {
        if let Given::Card(card) = one.given {
            let link = token.for_use(&card.to_string()).key();
            store::keep_paper(tx, link, (one.person, card), until)?;
        }
    }
    forget_at(tx, until)?;
    registry::actions::compare_later(tx, &persons)?;
    let sent = Draft { family: Family::default(), made: Some(made.clone()), ..draft };
    store::save_draft(tx, &wish.phone, &sent)?;
    tell(tx, wish, &made)?;
    Ok(made)
}

/// The phone that answered the code hears of it, if the head of the family agreed to messages.
fn tell(tx: &mut Tx<'_>, wish: &Application, made: &[Made]) -> Result<(), Stop> {
    let Some(head) = made.first() else { return Ok(()) };
    let cards = made.iter().filter(|one| matches!(one.given, Given::Card(_))).count();
    let today = tx.today();
    let (count, address) = ((made.len(), cards), wish.address.as_deref());
    let said = |languages: &[Language]| words::registered(count, address, today, languages);
    let to = (head.person, &wish.phone);
    messages::tell_by(tx, to, MessageKind::Applied, said).map(drop)
}

/// Counts whoever was registered with this phone, whatever phone was typed for them.
fn has_room(tx: &mut Tx<'_>, wish: &Application) -> Result<(), Stop> {
    let before = store::proven(tx, &wish.phone)?.len();
    if before + wish.persons.len() > PERSONS_A_PHONE_MAX {
        return Err(ApplyRefusal::PhoneIsFull.into());
    }
    Ok(())
}

fn put_on_record(tx: &mut Tx<'_>, by: &Program, wish: &Application) -> Result<Vec<PersonId>, Stop> {
    let mut registered = Vec::with_capacity(wish.persons.len());
    for said in &wish.persons {
        let person = registry::actions::register_applied(tx, by, &said.details)?.person;
        store::add_proven(tx, &wish.phone, person)?;
        registered.push(person);
    }
    Ok(registered)
}

fn live_together(
    tx: &mut Tx<'_>,
    by: &Program,
    (persons, said): (&[PersonId], &[Applicant]),
) -> Result<(), Stop> {
    let Some((head, others)) = persons.split_first() else { return Ok(()) };
    let ties = said.iter().skip(1).map(|person| person.tie);
    let others: Vec<(PersonId, Tie)> = others.iter().copied().zip(ties).collect();
    households::actions::found_applied(tx, by, *head, &others)?;
    for (child, said) in persons.iter().zip(said) {
        let Some((place, role)) = said.guardian else { continue };
        let Some(guardian) = persons.get(place) else { continue };
        households::actions::name_applied_guardian(tx, by, (*child, *guardian), role)?;
    }
    Ok(())
}

fn answered(
    tx: &mut Tx<'_>,
    by: &Program,
    (persons, wish): (&[PersonId], &Application),
) -> Result<(), Stop> {
    let today = tx.today();
    for answer in &wish.answers {
        let Some(person) = persons.get(answer.place).copied() else { continue };
        let who = rules::answerer((&wish.persons, persons), answer.place, today);
        let asked = Asked {
            person,
            purpose: answer.purpose,
            wish: if answer.agrees { Wish::Yes { shares: Vec::new() } } else { Wish::No },
            seen: 0,
            notice: answer.notice,
            shown_in: wish.shown_in,
            by: who.ok_or(ApplyRefusal::NoGuardian)?,
            how: How::Screen,
        };
        consent::actions::answer_applied(tx, by, &asked)?;
    }
    Ok(())
}

/// Cards for all who want one; infants come last, who may stand on their mother's.
fn given(
    tx: &mut Tx<'_>,
    by: &Program,
    signing: &Signing,
    (persons, said): (&[PersonId], &[Applicant]),
) -> Result<Vec<Made>, Stop> {
    let (signer, today) = (whoever_signs(tx, signing)?, tx.today());
    let mut made: Vec<Made> = Vec::with_capacity(persons.len());
    let is_infant = |one: &Applicant| paper_kind(one, today) == CardKind::Newborn;
    for infants in [false, true] {
        let of_now = persons.iter().zip(said).filter(|(_, one)| is_infant(one) == infants);
        for (person, _) in of_now {
            let given = match &signer {
                None => Given::Nothing(Without::Later),
                Some(signer) => one_given(tx, by, signer, (*person, infants))?,
            };
            made.push(Made { person: *person, given });
        }
    }
    // In the order in which they were typed.
    made.sort_by_key(|one| persons.iter().position(|person| *person == one.person));
    Ok(made)
}

fn one_given(
    tx: &mut Tx<'_>,
    by: &Program,
    signer: &SharedSigner,
    (person, is_infant): (PersonId, bool),
) -> Result<Given, Stop> {
    if let Some(card) = cards::actions::issue_applied(tx, by, &**signer, person)? {
        return Ok(Given::Card(card.id));
    }
    let agrees = consent::is_given(tx, person, consent::model::Purpose::HealthCard)?;
    let why = if agrees && is_infant { Without::OnTheMothers } else { Without::NotWanted };
    Ok(Given::Nothing(why))
}

/// Nobody is turned away for want of a key: a counter gives them a card when there is one again.
fn whoever_signs(tx: &mut Tx<'_>, signing: &Signing) -> Result<Option<SharedSigner>, Stop> {
    match signing.signer(tx) {
        Ok(signer) => Ok(Some(signer)),
        Err(Stop::Refused(_)) => Ok(None),
        Err(stop) => Err(stop),
    }
}

fn paper_kind(person: &Applicant, today: Date) -> CardKind {
    cards::rules::paper_kind(&person.details, today)
}
