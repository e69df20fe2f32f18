//! What checkers are given: the status list, which every one without a network holds, the change
//! that leads to it, and the head of the log of issues.

use super::unsigned;
use crate::cards::KeyRing;
use crate::cards::model::{CardsRefusal, KeyPurpose, Published};
use crate::cards::{rules, store};
use nabz_access::audit_program;
use nabz_credential::keys::Signer;
use nabz_credential::merkle::head::Head;
use nabz_credential::status::StatusList;
use nabz_credential::status::delta::{DeltaFault, Sealed, between};
use nabz_kernel::clock::Date;
use nabz_store::{Stop, Tx};

/// Two programs at once would give one number to two lists.
const PUBLISHING: &str = "cards_list";

/// Signs the list of all cards that do not count and the head of the log, if it is time: each
/// night, and within minutes after a card changed. Of two programs one does it. `None` when it is
/// not time, or when no root has said whose signatures count.
///
/// Refuses with `KEY-003` when no key may sign lists.
pub fn publish_when_due(tx: &mut Tx<'_>, ring: &KeyRing) -> Result<Option<Published>, Stop> {
    if !is_due(tx)? {
        return Ok(None);
    }
    tx.lock(PUBLISHING)?;
    // Somebody else may have done it while this one waited.
    if is_due(tx)? { publish(tx, ring).map(Some) } else { Ok(None) }
}

/// Whether it is time to sign them.
pub fn is_due(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    if store::trust(tx)?.is_none() {
        return Ok(false);
    }
    let last = store::last_list(tx)?;
    let reaches_to = last.and_then(|last| last.size).unwrap_or(u32::MAX);
    let changed = store::is_any_unlisted(tx)? || store::indices_opened(tx)? > reaches_to;
    Ok(rules::is_due(last.as_ref(), changed, tx.now()))
}

/// Signs both now. Without a key for heads the list goes out alone.
///
/// Refuses with `KEY-003` when no key may sign lists, and with `CRD-040` where the root has signed
/// no trust list yet. A list that phones would not take is a fault.
pub fn publish(tx: &mut Tx<'_>, ring: &KeyRing) -> Result<Published, Stop> {
    let trusted = store::trust(tx)?.ok_or(CardsRefusal::NoKey)?;
    let signer = ring.signer(tx, KeyPurpose::Lists)?;
    let next = sign_list(tx, &*signer)?;
    // A clock that was wrong may have left a day that today's key cannot sign.
    let opened = StatusList::open(&next.bytes, &trusted.list, None);
    let list = opened.map_err(|fault| Stop::fault(format!("phones refuse the list: {fault}")))?;
    let head = sign_head(tx, ring, list.as_of())?;
    Ok(Published { list, head })
}

/// Signs the list of all cards that do not count, as of today, with this signer.
pub fn publish_status_list(tx: &mut Tx<'_>, signer: &dyn Signer) -> Result<StatusList, Stop> {
    sign_list(tx, signer).map(|next| next.list)
}

fn sign_list(tx: &mut Tx<'_>, signer: &dyn Signer) -> Result<Sealed, Stop> {
    tx.lock(PUBLISHING)?;
    // First: what changes from here on is on the next list, and perhaps on this one too.
    store::forget_unlisted(tx)?;
    let before = store::last_list(tx)?;
    let number = before.map_or(1, |before| before.sequence + 1);
    let (mut revoked, suspended) = store::marked(tx)?;
    revoked.extend(store::ended_stickers(tx)?);
    // Asked last, so that it reaches to every card that was met.
    let size = store::indices_opened(tx)?;
    let day = rules::list_day(before.as_ref(), tx.today());
    let list = StatusList::new((number, day), size, revoked, suspended);
    let list = list.map_err(|fault| Stop::fault(fault.to_string()))?;
    let bytes = list.seal(signer).map_err(unsigned)?;
    let next = Sealed { list, bytes };
    sign_change(tx, &next, signer)?;
    store::add_list(tx, &next)?;
    audit_program(tx, "cards.publish-list")?;
    Ok(next)
}

/// Signs and keeps the change from the latest list to the next, if there is one.
fn sign_change(tx: &mut Tx<'_>, next: &Sealed, signer: &dyn Signer) -> Result<(), Stop> {
    let Some(held) = store::current_list(tx)? else { return Ok(()) };
    let held = StatusList::kept(&held).map_err(|fault| Stop::fault(fault.to_string()))?;
    match between(&held, next, signer) {
        Ok(change) => store::add_change(tx, &next.list, &change),
        // An older database was put back, and what had ended counts again: phones fetch all of it.
        Err(DeltaFault::List(_)) => Ok(()),
        Err(DeltaFault::Sign(fault)) => Err(unsigned(fault)),
    }
}

fn sign_head(tx: &mut Tx<'_>, ring: &KeyRing, day: Date) -> Result<Option<Head>, Stop> {
    if store::key_in_force(tx, KeyPurpose::Heads)?.is_none() {
        return Ok(None);
    }
    let signer = ring.signer(tx, KeyPurpose::Heads)?;
    let length = store::log_length(tx)?;
    let root = store::log_edge(tx, length)?.root();
    let head = Head::new(length, day, root).map_err(|fault| Stop::fault(fault.to_string()))?;
    let sealed = head.seal(&*signer).map_err(unsigned)?;
    store::add_head(tx, &head, &sealed)?;
    Ok(Some(head))
}
