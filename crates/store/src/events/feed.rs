//! Giving events their positions, and telling this process about them.

use super::subscription::Event;
use crate::stop::Stop;
use crate::tx::Tx;
use crate::value::Row;
use crate::wake::Bell;
use crate::{Shared, Store};
use nabz_kernel::clock::Instant;
use std::sync::{Arc, Weak};
use std::thread;
use std::time::Duration;
use tokio::sync::broadcast;

/// Events that one round gives positions to, or reads.
const EVENTS_A_ROUND: i64 = 512;
/// A subscriber that fell further behind reads the table instead.
const EVENTS_IN_MEMORY: usize = 1_024;
/// How late events of other processes are seen.
const POLL: Duration = Duration::from_secs(1);

const WAITING: &str = "
    SELECT event_id
    FROM   store_event
    WHERE  lane = 0 AND position IS NULL
    LIMIT  1";
/// Takes the row's lock too: positions are given by one process at a time.
const HORIZON_FOR_UPDATE: &str = "
    INSERT INTO store_event_horizon (lane, position)
    VALUES (0, 0)
    ON CONFLICT (lane) DO UPDATE SET position = store_event_horizon.position
    RETURNING position";
const GIVE_POSITIONS: &str = "
    WITH waiting AS (
        SELECT event_id, ROW_NUMBER() OVER (ORDER BY event_id) AS nth
        FROM (SELECT event_id
              FROM   store_event
              WHERE  lane = 0 AND position IS NULL
              ORDER  BY event_id
              LIMIT  $2) AS first_come)
    UPDATE store_event
    SET    position = CAST($1 AS BIGINT) + waiting.nth
    FROM   waiting
    WHERE  store_event.lane = 0 AND store_event.event_id = waiting.event_id";
const MOVE_HORIZON: &str = "
    UPDATE store_event_horizon
    SET    position = $1
    WHERE  lane = 0";
const HORIZON: &str = "
    SELECT position
    FROM   store_event_horizon
    WHERE  lane = 0";
const AFTER: &str = "
    SELECT position, at, topic, payload
    FROM   store_event
    WHERE  lane = 0 AND position > $1
    ORDER  BY position
    LIMIT  $2";
const PRUNE: &str = "
    DELETE FROM store_event
    WHERE  lane = 0 AND position IN (
        SELECT position
        FROM   store_event
        WHERE  lane = 0 AND position IS NOT NULL AND at < $1
        ORDER  BY position
        LIMIT  $2)";

/// What this process hears, and the thread that listens for it.
pub(crate) struct Feed {
    pub(super) heard: broadcast::Sender<Arc<Event>>,
}

impl Feed {
    /// Starts listening after position `from`; ends with the store.
    pub(crate) fn start(shared: &Arc<Shared>, from: i64) -> Result<Self, Stop> {
        let (heard, _) = broadcast::channel(EVENTS_IN_MEMORY);
        let (tell, store) = (heard.clone(), Arc::downgrade(shared));
        let thread = thread::Builder::new().name("store-events".to_owned());
        let spawned = thread.spawn(move || follow(&store, &tell, from));
        spawned.map_err(|e| Stop::fault(format!("no thread for events: {e}")))?;
        Ok(Self { heard })
    }
}

fn follow(store: &Weak<Shared>, tell: &broadcast::Sender<Arc<Event>>, mut position: i64) {
    let mut rung = 0;
    while let Some(shared) = store.upgrade() {
        let wakes = Arc::clone(&shared.wakes);
        if let Err(stop) = round(&Store { shared }, tell, &mut position) {
            tracing::warn!(%stop, "events could not be read");
        }
        rung = wakes.wait(Bell::Events, rung, POLL);
    }
}

fn round(
    store: &Store,
    tell: &broadcast::Sender<Arc<Event>>,
    position: &mut i64,
) -> Result<(), Stop> {
    while store.read_blocking(is_anything_waiting)? {
        store.write_blocking(give_positions)?;
    }
    loop {
        let from = *position;
        let events = store.read_blocking(move |view| after(view, from))?;
        let Some(last) = events.last() else { return Ok(()) };
        *position = last.position;
        for event in events {
            // Nobody may be listening just now.
            drop(tell.send(Arc::new(event)));
        }
    }
}

fn is_anything_waiting(view: &mut Tx<'_>) -> Result<bool, Stop> {
    Ok(!view.query(WAITING, &[], |_| Ok(()))?.is_empty())
}

fn give_positions(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let from = tx.query_one(HORIZON_FOR_UPDATE, &[], |row| row.get::<i64>(0))?.unwrap_or(0);
    let given = tx.execute(GIVE_POSITIONS, &[from.into(), EVENTS_A_ROUND.into()])?;
    let given = i64::try_from(given).map_err(|e| Stop::fault(e.to_string()))?;
    tx.execute(MOVE_HORIZON, &[(from + given).into()]).map(drop)
}

/// The last position that was given; whoever starts here hears what comes next.
pub(super) fn horizon(view: &mut Tx<'_>) -> Result<i64, Stop> {
    Ok(view.query_one(HORIZON, &[], |row| row.get(0))?.unwrap_or(0))
}

/// The events after a position, the oldest first.
pub(super) fn after(view: &mut Tx<'_>, position: i64) -> Result<Vec<Event>, Stop> {
    view.query(AFTER, &[position.into(), EVENTS_A_ROUND.into()], read_event)
}

/// Drops events that are too old to resume from, oldest first, and says how many.
pub(crate) fn prune(tx: &mut Tx<'_>, before: Instant) -> Result<u64, Stop> {
    tx.execute(PRUNE, &[before.into(), EVENTS_A_ROUND.into()])
}

fn read_event(row: &Row<'_>) -> Result<Event, Stop> {
    Ok(Event {
        position: row.get(0)?,
        at: Instant::from_microseconds(row.get(1)?),
        topic: row.get(2)?,
        payload: row.get(3)?,
    })
}
