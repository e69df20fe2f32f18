//! Cards of somebody who was registered twice. Each stays with the number under which it was made,
//! and all of them are of one person for as long as the records are.

use super::model::{Card, CardId, CardsRefusal};
use super::{rules, store};
use crate::registry;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// A card that was scanned, on the page of the person whose record goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownCard {
    /// The card.
    pub card: Card,
    /// The number under which it was made, where that is not the person's own.
    pub made_under: Option<HealthId>,
}

/// A card of this person, under whichever of their numbers it was made; nothing for somebody else's.
pub fn card_shown(
    tx: &mut Tx<'_>,
    person: PersonId,
    card: CardId,
) -> Result<Option<ShownCard>, Stop> {
    let Some(card) = store::card(tx, card)? else { return Ok(None) };
    if card.person == person {
        return Ok(Some(ShownCard { card, made_under: None }));
    }
    if registry::goes_on(tx, card.person)? != person {
        return Ok(None);
    }
    let made_under = Some(registry::banner(tx, card.person)?.health_id);
    Ok(Some(ShownCard { card, made_under }))
}

/// Every card that somebody was ever given, under whichever of their numbers: those under the asked one
/// first, and of each number the first one first.
pub fn cards_together(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Card>, Stop> {
    let mut cards = Vec::new();
    for record in registry::one(tx, person)? {
        cards.extend(store::cards_of(tx, record)?);
    }
    Ok(cards)
}

/// Whether a card is of this person, under whichever of their numbers it was made.
pub(super) fn is_of(tx: &mut Tx<'_>, person: PersonId, card: &Card) -> Result<bool, Stop> {
    Ok(card.person == person || registry::one(tx, person)?.contains(&card.person))
}

/// The other records of the same person. Whoever gives a card to one of them at this moment waits: a
/// constraint holds each record to one card, and not all of them together.
pub(super) fn other_records(tx: &mut Tx<'_>, record: PersonId) -> Result<Vec<PersonId>, Stop> {
    let others: Vec<PersonId> = registry::one(tx, record)?.into_iter().skip(1).collect();
    if !others.is_empty() {
        let goes_on = registry::goes_on(tx, record)?;
        tx.lock(&format!("cards_person/{goes_on}"))?;
    }
    Ok(others)
}

/// Refuses with `CRD-010` whoever has a card in hand that was made under another of their numbers.
pub(super) fn holds_no_other(tx: &mut Tx<'_>, record: PersonId) -> Result<(), Stop> {
    for other in other_records(tx, record)? {
        let cards = store::cards_of(tx, other)?;
        if rules::held(&cards).is_some() {
            return Err(CardsRefusal::HasCard.into());
        }
    }
    Ok(())
}
