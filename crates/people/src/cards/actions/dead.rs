//! What a death does to the cards of whoever died.

use super::deliver::end_with_order;
use super::{By, EndCard};
use crate::cards::cards_together;
use crate::cards::model::{CardState, WhyEnded};
use crate::registry;
use crate::registry::actions::LifeChanged;
use nabz_access::Permit;
use nabz_store::{Stop, Task, Tx};

/// Ends every card of somebody whose death was noted, under whichever of their numbers, so that the
/// next status list names it. A death that was taken back in the meantime ends none, and neither does a
/// move away.
pub fn end_of_the_dead(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    let changed: LifeChanged = task.read()?;
    if !registry::has_died(tx, changed.person)? {
        return Ok(());
    }
    let (permit, why) = (Permit::<EndCard>::of_the_program(changed.facility), WhyEnded::Deceased);
    for card in cards_together(tx, changed.person)? {
        if !matches!(card.state, CardState::Ended(_)) {
            end_with_order(tx, By::of(&permit), &card, why, why.word())?;
            tx.audit_about(&permit, card.id, card.person)?;
        }
    }
    Ok(())
}
