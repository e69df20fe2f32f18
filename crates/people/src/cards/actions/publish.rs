//! The status list, which every checker without a network holds.

use crate::cards::store;
use nabz_access::audit_program;
use nabz_credential::keys::Signer;
use nabz_credential::status::StatusList;
use nabz_store::{Stop, Tx};

/// Signs the list of all cards that do not count, as of today. The program does it each night, and
/// whenever somebody wants today's losses in every phone.
pub fn publish_status_list(tx: &mut Tx<'_>, signer: &dyn Signer) -> Result<StatusList, Stop> {
    tx.lock("cards_list")?;
    let sequence = store::last_list(tx)?.map_or(1, |last| last + 1);
    let (mut revoked, suspended) = store::marked(tx)?;
    revoked.extend(store::ended_stickers(tx)?);
    // Asked last, so that it reaches to every card that was met.
    let size = store::indices_opened(tx)?;
    let list = StatusList::new((sequence, tx.today()), size, revoked, suspended);
    let list = list.map_err(|fault| Stop::fault(fault.to_string()))?;
    let sealed = list.seal(signer).map_err(|fault| Stop::fault(fault.to_string()))?;
    store::add_list(tx, &list, &sealed)?;
    audit_program(tx, "cards.publish-list")?;
    Ok(list)
}
