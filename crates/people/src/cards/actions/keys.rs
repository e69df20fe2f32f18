//! The ceremony's part in the database: keys are drawn and retired with the root at hand. It is
//! done at the command line by whoever holds the root's file, and has no permit.

use crate::cards::model::{CardKey, CardKeyRefusal, Due, KeyPurpose, Kid, Trusted};
use crate::cards::root::RootKey;
use crate::cards::secrets::NewKeys;
use crate::cards::{rules, store};
use nabz_access::audit_program;
use nabz_credential::lists::ListFault;
use nabz_credential::rotation::last_day;
use nabz_credential::trust::TrustList;
use nabz_kernel::clock::Date;
use nabz_store::{Stop, Tx};

/// Two ceremonies at once would sign two lists of one number.
const CEREMONY: &str = "cards_key";

/// Keeps a new key for each purpose that asks for one, and the trust list in which the root answers
/// for it. The secrets of keys whose last day is over are destroyed; those in a token are given up,
/// for the token to destroy. The first ceremony says which root is this city's.
///
/// Refuses with `KEY-004` another root than the city's, and with `KEY-005` when no key is due.
pub fn issue_keys(tx: &mut Tx<'_>, root: &RootKey, new: &NewKeys) -> Result<Vec<CardKey>, Stop> {
    tx.lock(CEREMONY)?;
    let held = trusted_by(tx, root)?;
    let (today, keys) = (tx.today(), store::card_keys(tx)?);
    let mut kids = rules::keys::kids_after(held.as_ref().map(|held| &held.list));
    let mut drawn = Vec::new();
    for purpose in KeyPurpose::ALL {
        let first = match rules::keys::due(&keys, *purpose, today) {
            Due::No => continue,
            Due::Follower(first) => first,
            Due::Now => today,
        };
        let kid = kids.next().ok_or_else(|| Stop::fault("the names of keys are used up"))?;
        let key = new_key(new, (kid, *purpose), first)?;
        store::add_key(tx, &key)?;
        drawn.push(key);
    }
    if drawn.is_empty() {
        return Err(CardKeyRefusal::NotDue.into());
    }
    for over in keys.iter().map(|counted| &counted.key).filter(|key| key.last < today) {
        store::retire_key(tx, over.kid, over.last)?;
    }
    let list = rules::keys::list_with(held.as_ref().map(|held| &held.list), &drawn, today);
    keep(tx, root, list)?;
    audit_program(tx, "cards.issue-keys")?;
    Ok(drawn)
}

/// Destroys the secret of a key and has the root say so. What it signed counts on, unless it was
/// stolen: then only what it signed before that day. A key in a token signs nothing more, whether
/// or not the token is there to destroy it.
///
/// Refuses with `KEY-004` another root than the city's, with `KEY-006` a name that no key has, with
/// `KEY-007` a key that is retired already, unless it turned out stolen since, and with `KEY-008` a
/// theft on a day to come.
pub fn retire_key(
    tx: &mut Tx<'_>,
    root: &RootKey,
    kid: Kid,
    stolen_since: Option<Date>,
) -> Result<CardKey, Stop> {
    tx.lock(CEREMONY)?;
    let unknown = || CardKeyRefusal::NoSuchKey { kid: kid.to_string() };
    let held = trusted_by(tx, root)?.ok_or_else(unknown)?;
    let key = store::card_key(tx, kid)?.ok_or_else(unknown)?;
    let today = tx.today();
    rules::keys::may_retire(&key, stolen_since, today)?;
    store::retire_key(tx, kid, rules::keys::last_when_retired(&key, today))?;
    keep(tx, root, rules::keys::list_without(&held.list, kid, stolen_since, today))?;
    audit_program(tx, "cards.retire-key")?;
    Ok(store::card_key(tx, kid)?.ok_or_else(unknown)?)
}

/// Notes that a token has destroyed a key that was retired; false when that was noted before.
pub fn forget_in_token(tx: &mut Tx<'_>, kid: Kid) -> Result<bool, Stop> {
    let is_new = store::forget_in_token(tx, kid)?;
    if is_new {
        audit_program(tx, "cards.destroy-key")?;
    }
    Ok(is_new)
}

/// A key that begins on a day.
fn new_key(new: &NewKeys, (kid, purpose): (Kid, KeyPurpose), first: Date) -> Result<CardKey, Stop> {
    let (public, state) = new.key(kid, purpose)?;
    Ok(CardKey { kid, purpose, public, first, last: last_day(first), state })
}

/// What this root last said; nothing before the first ceremony.
fn trusted_by(tx: &mut Tx<'_>, root: &RootKey) -> Result<Option<Trusted>, Stop> {
    let held = store::trust(tx)?;
    if held.as_ref().is_some_and(|held| held.root != root.public()) {
        return Err(CardKeyRefusal::OtherRoot.into());
    }
    Ok(held)
}

/// Signs the next list with the root, and keeps it.
fn keep(tx: &mut Tx<'_>, root: &RootKey, list: Result<TrustList, ListFault>) -> Result<(), Stop> {
    let list = list.map_err(|fault| Stop::fault(format!("the trust list: {fault}")))?;
    let sealed = list.seal(root.signer()).map_err(|fault| Stop::fault(fault.to_string()))?;
    store::add_trust(tx, &Trusted { root: root.public(), list, sealed })
}
