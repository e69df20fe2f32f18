//! Following the feed, from now on or from where one left off.

use super::feed;
use crate::Store;
use crate::stop::Stop;
use nabz_kernel::clock::Instant;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::broadcast::{self, error::RecvError};

/// Something that changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its place in the feed; a subscriber that comes back says the last one it saw.
    pub position: i64,
    /// When the action happened.
    pub at: Instant,
    /// What it is about, for example `queue/<room id>`.
    pub topic: String,
    /// JSON: ids and numbers.
    pub payload: String,
}

/// What a subscriber hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The next event.
    Event(Arc<Event>),
    /// Events are gone that this subscriber has not seen: it should look at everything again.
    /// The position is where the feed goes on.
    Gap(i64),
}

/// One follower of the feed. Dropping it ends it.
pub struct Subscription {
    store: Store,
    live: broadcast::Receiver<Arc<Event>>,
    /// Read from the table and not yet handed out.
    read: VecDeque<Event>,
    position: i64,
    catching_up: bool,
}

impl Subscription {
    pub(crate) async fn begin(store: Store, after: Option<i64>) -> Result<Self, Stop> {
        let horizon = store.read(feed::horizon).await?;
        // Listening before reading the table again: what happens meanwhile is heard twice, and
        // the second time is recognised by its position.
        let live = store.feed(horizon)?.heard.subscribe();
        let position = after.unwrap_or(horizon);
        Ok(Self { store, live, read: VecDeque::new(), position, catching_up: true })
    }

    /// The last position handed out; resume from it with `store.events(Some(position))`.
    pub fn position(&self) -> i64 {
        self.position
    }

    /// Waits for the next event, whatever its topic.
    ///
    /// May be cancelled while waiting; nothing is lost.
    pub async fn next(&mut self) -> Result<Heard, Stop> {
        loop {
            if let Some(event) = self.read.front() {
                if event.position > self.position + 1 {
                    self.position = event.position - 1;
                    return Ok(Heard::Gap(self.position));
                }
                if let Some(event) = self.read.pop_front() {
                    self.position = event.position;
                    return Ok(Heard::Event(Arc::new(event)));
                }
            }
            if self.catching_up {
                if let Some(gap) = self.catch_up().await? {
                    return Ok(gap);
                }
                continue;
            }
            match self.live.recv().await {
                Ok(event) if event.position <= self.position => {}
                Ok(event) if event.position == self.position + 1 => {
                    self.position = event.position;
                    return Ok(Heard::Event(event));
                }
                Ok(_) | Err(RecvError::Lagged(_)) => self.catching_up = true,
                Err(RecvError::Closed) => return Err(Stop::fault("the event feed has stopped")),
            }
        }
    }

    /// Reads the table; done with it once it has nothing more.
    async fn catch_up(&mut self) -> Result<Option<Heard>, Stop> {
        let from = self.position;
        // The horizon first: the other way round, an event between the two would look like a gap.
        let question =
            move |view: &mut crate::Tx<'_>| Ok((feed::horizon(view)?, feed::after(view, from)?));
        let (horizon, events) = self.store.read(question).await?;
        let nothing_left = events.is_empty();
        self.read.extend(events);
        self.catching_up = !nothing_left;
        // Nothing to read and yet the feed went on, or it is not the feed it was: both are gaps.
        if nothing_left && horizon != from {
            self.position = horizon;
            return Ok(Some(Heard::Gap(horizon)));
        }
        Ok(None)
    }
}
