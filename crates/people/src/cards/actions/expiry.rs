//! What the program does each day for whoever holds a card that ends soon: they are told of it.

use crate::cards::model::{CardId, Expiring, ExpiringAsked};
use crate::cards::{rules, store, words};
use crate::messages::model::MessageKind;
use crate::{daily, messages};
use nabz_access::Program;
use nabz_kernel::clock::Date;
use nabz_kernel::language::Language;
use nabz_store::{Stop, Store, Task, Tx};
use serde::{Deserialize, Serialize};

/// The kind of job that looks through the cards that end soon.
pub const WARN_OF_EXPIRY: &str = "cards-warn-of-expiry";

const WARN: &str = "cards.warn";
/// Cards that one transaction looks at; the counters must not wait for it.
const LOOKED_AT_ONCE: usize = 100;

/// Behind which card, by its last day, the walk goes on.
#[derive(Default, Serialize, Deserialize)]
struct Walk {
    after: Option<(i64, CardId)>,
}

/// Begins the walk of a day, if nobody has.
pub fn begin_day(database: &Store) -> Result<(), Stop> {
    daily::begin::<Walk>(database, WARN_OF_EXPIRY)
}

/// Warns of the next cards that end soon, and leaves the rest to the next part of the walk.
pub fn warn_of_expiry(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    let after = task.read::<Walk>()?.after;
    let asked = ExpiringAsked {
        facility: None,
        days: rules::ending(tx.today()),
        after: after.map(|(day, card)| (Date::from_days(day), card)),
        most: LOOKED_AT_ONCE,
    };
    let (cards, program) = (store::expiring(tx, &asked)?, Program::doing(tx, WARN)?);
    for card in &cards {
        warn(tx, &program, card)?;
    }
    if let Some(last) = cards.last().filter(|_| cards.len() == LOOKED_AT_ONCE) {
        let walk = Walk { after: Some((last.card.expires.days(), last.card.id)) };
        tx.enqueue(WARN_OF_EXPIRY, WARN_OF_EXPIRY, &walk)?;
    }
    Ok(())
}

/// Tells somebody that their card ends, if it is time to and they agreed to be told. The warning is
/// noted either way: who agrees later hears the next one.
fn warn(tx: &mut Tx<'_>, program: &Program, expiring: &Expiring) -> Result<(), Stop> {
    let (card, today) = (&expiring.card, tx.today());
    let last = expiring.warned.map(|warned| warned.step);
    let Some(due) = rules::warning_due((card.kind, card.expires), last, today) else {
        return Ok(());
    };
    if !store::note_warning(tx, card.id, due)? {
        return Ok(());
    }
    let said = |languages: &[Language]| words::ends_soon(card, today, languages);
    let told = messages::tell(tx, card.person, MessageKind::CardExpires, said)?;
    let Some(message) = told else { return Ok(()) };
    store::note_told(tx, card.id, message)?;
    tx.audit_about(program, card.id, card.person)
}
