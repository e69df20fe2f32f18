//! Children before their first birthday, who stand on their mother's card.

use super::person_of;
use crate::cards::model::{Card, Standing};
use crate::cards::{cards_together, rules};
use crate::households;
use crate::registry;
use crate::registry::model::Life;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Whether the mother who was named for a child holds a card that counts, under whichever of her
/// numbers.
pub(in crate::cards) fn mother_holds_one(tx: &mut Tx<'_>, child: PersonId) -> Result<bool, Stop> {
    let Some(mother) = households::mother(tx, child)? else { return Ok(false) };
    let (mother, _) = person_of(tx, mother)?;
    let today = tx.today();
    let counts = |card: &Card| rules::standing(card, mother.life, today) == Standing::Good;
    Ok(cards_together(tx, mother.id)?.iter().any(counts))
}

/// The children who stand on the card of somebody.
pub(super) fn infants_of(tx: &mut Tx<'_>, bearer: PersonId) -> Result<Vec<PersonId>, Stop> {
    let today = tx.today();
    let mut infants = Vec::new();
    for child in households::children(tx, bearer)? {
        let child = registry::person(tx, child)?.filter(|child| child.life == Life::Living);
        let infant = child.filter(|child| rules::is_infant(&child.details, today));
        infants.extend(infant.map(|child| child.id));
    }
    Ok(infants)
}
