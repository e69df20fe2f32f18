//! Cards of somebody who was registered twice. Each stays with the number under which it was made,
//! and all of them are of one person.

use super::model::{Card, CardId};
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

/// Cards in hand that were made under other numbers of somebody who holds one under their own.
pub(super) fn held_besides(
    tx: &mut Tx<'_>,
    person: PersonId,
    own: &[Card],
) -> Result<Vec<(Card, HealthId)>, Stop> {
    let mut besides = Vec::new();
    if rules::held(own).is_none() || registry::goes_on(tx, person)? != person {
        return Ok(besides);
    }
    for other in registry::linked_with(tx, person)?.into_iter().skip(1) {
        let cards = store::cards_of(tx, other)?;
        if let Some(card) = rules::held(&cards) {
            besides.push((card.clone(), registry::banner(tx, other)?.health_id));
        }
    }
    Ok(besides)
}
