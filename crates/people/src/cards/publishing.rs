//! What goes on behind the counters: cards become leaves of the log, and lists are signed when it is
//! time. Every program of a city may do it; the database lets one at a time.

use super::model::Published;
use super::ring::KeyRing;
use super::{actions, store};
use nabz_store::{Stop, Store};

/// Makes leaves of all cards that are none yet, and says of how many. The thread waits.
pub fn log_all_cards(city: &Store) -> Result<u64, Stop> {
    if !city.read_blocking(store::is_any_unlogged)? {
        return Ok(0);
    }
    let mut logged = 0;
    loop {
        let part = city.write_bulk(actions::log_cards)?;
        logged += part;
        if part < u64::from(store::LEAVES_AT_ONCE) {
            return Ok(logged);
        }
    }
}

/// Signs the lists if it is time. The thread waits.
pub fn publish_when_due(city: &Store, ring: &KeyRing) -> Result<Option<Published>, Stop> {
    if !city.read_blocking(actions::is_due)? {
        return Ok(None);
    }
    let ring = ring.clone();
    city.write_bulk(move |tx| actions::publish_when_due(tx, &ring))
}
