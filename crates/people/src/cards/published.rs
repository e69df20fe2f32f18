//! What anybody may ask of the lists and of the log of issues.

use super::model::{CardId, CardNumber, Hash, Inclusion};
use super::store;
use nabz_credential::merkle;
use nabz_credential::status::StatusList;
use nabz_credential::status::delta::bundle;
use nabz_store::{Stop, Tx};

/// The changes from the list of this number to the latest, as a phone fetches them; `None` when it
/// had better fetch the whole list.
pub fn changes_since(tx: &mut Tx<'_>, held: u64) -> Result<Option<Vec<u8>>, Stop> {
    Ok(store::changes_behind(tx, held)?.map(|changes| bundle(&changes)))
}

/// How many cards a list names that was kept: ended, stopped.
pub fn named_in(sealed: &[u8]) -> Result<(usize, usize), Stop> {
    let list = StatusList::kept(sealed).map_err(|fault| Stop::fault(fault.to_string()))?;
    Ok(list.counts())
}

/// The proof that a card is in the log of the latest head; `None` when it is not in it.
pub fn inclusion(tx: &mut Tx<'_>, number: CardNumber) -> Result<Option<Inclusion>, Stop> {
    let leaves = published_leaves(tx)?;
    let Some(card) = store::of_number(tx, number)? else { return Ok(None) };
    let Some(leaf) = store::leaf_of(tx, CardId::from_uuid(card))? else { return Ok(None) };
    let path = merkle::inclusion(&store::KeptNodes::of(tx), leaf.place, leaves)?;
    Ok(path.map(|path| Inclusion { leaf, leaves, path }))
}

/// The proof that the log of so many leaves is the beginning of a longer one; `None` when nobody was
/// told of a log of that length.
pub fn consistency(tx: &mut Tx<'_>, (old, new): (u64, u64)) -> Result<Option<Vec<Hash>>, Stop> {
    if new > published_leaves(tx)? {
        return Ok(None);
    }
    merkle::consistency(&store::KeptNodes::of(tx), old, new)
}

/// How long the log of the latest head is.
fn published_leaves(tx: &mut Tx<'_>) -> Result<u64, Stop> {
    Ok(store::last_head(tx)?.map_or(0, |head| head.leaves))
}
