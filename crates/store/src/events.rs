//! Events: a small feed of what changed, for the screens that show it as it happens.
//!
//! An event is kept with the action that caused it and gets its position in the feed after the
//! commit, so that whoever read up to a position has missed nothing that committed late.

use crate::stop::Stop;
use crate::tx::Tx;
use nabz_kernel::id;
use serde::Serialize;

id!(
    /// One event of the feed, before it has a position.
    EventId,
    FeedEvent
);

mod feed;
mod subscription;

pub(crate) use feed::{Feed, prune};
pub use subscription::{Event, Heard, Subscription};

const PUT: &str = "
    INSERT INTO store_event (lane, event_id, at, topic, payload)
    VALUES (0, $1, $2, $3, $4)";

impl Tx<'_> {
    /// Tells whoever follows `topic` (`queue/<room id>`) that something changed, after the commit.
    ///
    /// The payload says what to look at again: ids and numbers, never a person's name.
    pub fn notify(&mut self, topic: &str, payload: &impl Serialize) -> Result<(), Stop> {
        let payload = serde_json::to_string(payload).map_err(|e| Stop::fault(e.to_string()))?;
        let (id, now) = (EventId::draw(self.now()), self.now());
        self.execute(PUT, &[id.into(), now.into(), topic.into(), payload.into()])?;
        self.wake_mut().events = true;
        Ok(())
    }
}
