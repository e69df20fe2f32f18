//! The log of issues, which follows the counters.

use crate::cards::model::Leaf;
use crate::cards::store;
use nabz_credential::merkle::leaf;
use nabz_store::{Stop, Tx};

/// Makes leaves of the next cards that are none yet, and says of how many. One at a time goes on
/// with the log; whoever signs cards waits for nobody.
pub fn log_cards(tx: &mut Tx<'_>) -> Result<u64, Stop> {
    tx.lock("cards_log")?;
    let due = store::take_unlogged(tx)?;
    if due.is_empty() {
        return Ok(0);
    }
    let length = store::log_length(tx)?;
    let mut edge = store::log_edge(tx, length)?;
    let (mut leaves, mut completed) = (Vec::with_capacity(due.len()), Vec::new());
    for card in due {
        let hash = leaf(store::sealed_card(tx, card)?.as_bytes());
        leaves.push(Leaf { place: edge.leaves(), hash, card });
        completed.extend(edge.append(hash));
    }
    store::add_leaves(tx, &leaves, &completed)?;
    Ok(edge.leaves() - length)
}
