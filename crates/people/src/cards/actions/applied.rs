//! What residents do about their own cards without a counter.

use super::deliver::{give, tell};
use super::infants::mother_holds_one;
use super::{By, Wanted, agrees, card_of, change, make, person_of};
use crate::cards::model::{Card, CardId, CardKind, CardState, CardsRefusal, WhySuspended};
use crate::cards::words::Told;
use crate::cards::{cards_together, rules};
use nabz_access::Program;
use nabz_credential::keys::Signer;
use nabz_kernel::ids::PersonId;
use nabz_store::{Authority, Stop, Tx};

/// Signs a card on paper for somebody whose family has just registered itself: good at once, for a
/// year. Plastic is made once a counter has seen who they are.
///
/// Gives none to whoever has not said yes to one, and to an infant whose mother holds one that
/// counts.
pub fn issue_applied(
    tx: &mut Tx<'_>,
    by: &Program,
    signer: &dyn Signer,
    person: PersonId,
) -> Result<Option<Card>, Stop> {
    let (person, is_linked) = person_of(tx, person)?;
    rules::may_have(&person, is_linked)?;
    let kind = rules::paper_kind(&person.details, tx.today());
    let on_the_mothers = kind == CardKind::Newborn && mother_holds_one(tx, person.id)?;
    if on_the_mothers || !agrees(tx, person.id)? {
        return Ok(None);
    }
    let wanted = Wanted { kind, state: CardState::Active, piece: None };
    let card = make(tx, signer, By::of(by), &person, &wanted)?;
    tx.audit_about(by, card.id, person.id)?;
    Ok(Some(card))
}

/// Blocks the card of somebody who says that it is lost. Only a counter lets it count again.
///
/// Refuses with `CRD-001` somebody else's card, and with `CRD-005` one that is blocked already.
pub fn report_lost(
    tx: &mut Tx<'_>,
    by: &Program,
    (person, card): (PersonId, CardId),
) -> Result<Card, Stop> {
    let card = card_of(tx, person, card)?;
    let state = rules::suspended(card.state, WhySuspended::Lost)?;
    let after = change(tx, By::of(by), &card, state, None)?;
    tx.audit_about(by, card.id, card.person)?;
    Ok(after)
}

/// A card of plastic that came by post counts from now on: its bearer has read its serial from it.
/// What they held until now ends, and a message says so. Nothing for another serial.
///
/// Refuses with `CRD-080` when no card of theirs is with the post, and whoever may have none any
/// more.
pub fn activate_posted(
    tx: &mut Tx<'_>,
    by: &Program,
    (person, serial): (PersonId, &str),
) -> Result<Option<Card>, Stop> {
    let cards = cards_together(tx, person)?;
    let card = rules::by_post(&cards).ok_or(CardsRefusal::NotByPost)?;
    if !rules::is_serial(serial, card.status) {
        return Ok(None);
    }
    let after = give(tx, By::of(by), card, None)?;
    tx.audit_about(by, card.id, card.person)?;
    tell(tx, by.facility(), &after, &Told::Activated)?;
    Ok(Some(after))
}
