//! That the keys ask for a ceremony, said where cards are approved and printed: whoever works there
//! is the first to meet a card that is not signed.

use crate::cards::{rules, store, words};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;

/// What asks for one, in the words of `nabz doctor`; nothing in a city that draws no keys.
pub(super) fn keys_due(view: &mut Tx<'_>) -> Result<Vec<Message>, Stop> {
    let (keys, today) = (store::card_keys(view)?, view.today());
    let asks = rules::keys::asks(&keys, today).into_iter();
    Ok(asks.filter_map(|(purpose, due)| words::key_due(purpose, due)).collect())
}
