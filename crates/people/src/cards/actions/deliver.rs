//! The way of a card of plastic from the press to its bearer.

use super::{By, bearer, change, found};
use crate::cards::model::{Card, CardId, CardState, CardsRefusal, Making, OrderState, WhyEnded};
use crate::cards::{rules, store};
use crate::registry::rules::{reason, text};
use nabz_access::{Permit, act};
use nabz_store::{Stop, Tx};

act!(
    /// Noting how far cards have come between the press and the post.
    HandleCards = "cards.handle",
    [RecordsOfficer, FacilityAdministrator]
);
act!(
    /// Giving a card of plastic to its bearer.
    HandOverCard = "cards.hand-over",
    [RegistrationClerk, RecordsOfficer]
);

/// Notes that a card has come one step further; `parcel` is the post's number for it.
///
/// Refuses with `CRD-009` a step that does not follow the last.
pub fn note_step(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    card: CardId,
    step: Making,
    parcel: Option<&str>,
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    let state = rules::made(card.state, step)?;
    let after = change(tx, By::of(permit), &card, state, text(parcel)?.as_deref())?;
    tx.audit_about(permit, card.id, card.person)?;
    Ok(after)
}

/// Ends a card that was misprinted or broken before anybody had it. Its order is printed again, on
/// another card with another number.
pub fn spoil(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    card: CardId,
    why: &str,
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    let after = end_with_order(tx, By::of(permit), &card, WhyEnded::Spoilt, &reason(why)?)?;
    tx.audit_about(permit, card.id, card.person)?;
    Ok(after)
}

/// Its bearer has the card, shown by its code. Whatever they held until now ends.
///
/// Refuses with `CRD-008` a card that nobody scanned after printing, and whoever may have none any
/// more.
pub fn hand_over(
    tx: &mut Tx<'_>,
    permit: &Permit<HandOverCard>,
    card: CardId,
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    bearer(tx, card.person)?;
    let state = rules::handed_over(card.state)?;
    let by = By::of(permit);
    for held in store::cards_of(tx, card.person)?.iter().filter(|held| is_held(held)) {
        let over = rules::ended(held.state, WhyEnded::Replaced)?;
        change(tx, by, held, over, None)?;
    }
    let after = change(tx, by, &card, state, None)?;
    if let Some(piece) = card.piece {
        let done = (OrderState::Made, OrderState::Done);
        if !store::move_order(tx, piece.order, done, None)? {
            return Err(CardsRefusal::Stale.into());
        }
    }
    tx.audit_about(permit, card.id, card.person)?;
    Ok(after)
}

fn is_held(card: &Card) -> bool {
    matches!(card.state, CardState::Active | CardState::Suspended(_))
}

/// Ends a card. If it was still on its way, its order is printed again or is done with.
pub(super) fn end_with_order(
    tx: &mut Tx<'_>,
    by: By,
    card: &Card,
    why: WhyEnded,
    note: &str,
) -> Result<Card, Stop> {
    let after = change(tx, by, card, rules::ended(card.state, why)?, Some(note))?;
    if let (CardState::Making(_), Some(piece)) = (card.state, card.piece) {
        let moved = (OrderState::Made, rules::order_after(why));
        if !store::move_order(tx, piece.order, moved, Some(why.word()))? {
            return Err(CardsRefusal::Stale.into());
        }
    }
    Ok(after)
}
