//! The words of a kit come into force. It is done at the command line by whoever may speak for the
//! city, and has no permit.

use crate::cards::model::{KitText, KitTextIssued};
use crate::cards::store;
use nabz_access::audit_program;
use nabz_store::{Stop, Tx};

/// Puts words into force as the next version, unless they are those of the last one. What was
/// printed before stays as it is.
pub fn issue_kit_text(tx: &mut Tx<'_>, text: &KitText) -> Result<KitTextIssued, Stop> {
    tx.lock("cards_text")?;
    let before = store::kit_text(tx)?;
    let last = before.as_ref().map_or(0, |(version, _)| *version);
    let is_new = before.is_none_or(|(_, held)| held != *text);
    let version = last + u32::from(is_new);
    if is_new {
        store::add_kit_text(tx, version, text)?;
    }
    audit_program(tx, "cards.load-kit-text")?;
    Ok(KitTextIssued { version, is_new })
}
