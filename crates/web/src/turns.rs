//! Turns at work that is slow by design, and that anyone may ask for.

use crate::crowd::Crowd;
use crate::problem::Problem;
use nabz_kernel::refusal::Refused;
use nabz_kernel::visitor::VisitorAddress;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// A counter behind a shared address has fewer people who sign in within one second.
const WAITING_OF_ONE_MAX: usize = 8;
const PATIENCE: Duration = Duration::from_secs(5);

/// Seats for few at once. Few of one address wait for them, and nobody for long: strangers who
/// ask quickly must not starve the counters.
pub(crate) struct Turns {
    seats: Arc<Semaphore>,
    waiting: Crowd,
    patience: Duration,
}

impl Turns {
    /// With this many seats.
    pub(crate) fn of(seats: usize) -> Self {
        let (seats, waiting) = (Arc::new(Semaphore::new(seats)), Crowd::of(WAITING_OF_ONE_MAX));
        Self { seats, waiting, patience: PATIENCE }
    }

    /// Works off the threads that serve others, when it is somebody's turn.
    ///
    /// Refuses with `WEB-010` when too many of their address wait, and when their turn does not
    /// come soon.
    pub(crate) async fn work<T: Send + 'static>(
        &self,
        address: Option<VisitorAddress>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        let seat = self.seat(address).await?;
        // The work goes on when whoever asked is gone; so long the seat is taken.
        let seated = move || {
            let _seat = seat;
            work()
        };
        tokio::task::spawn_blocking(seated).await.map_err(Problem::fault)
    }

    async fn seat(&self, address: Option<VisitorAddress>) -> Result<OwnedSemaphorePermit, Problem> {
        let _waiting = self.waiting.enter(address).ok_or_else(busy)?;
        let seat = Arc::clone(&self.seats).acquire_owned();
        match tokio::time::timeout(self.patience, seat).await {
            Ok(seat) => seat.map_err(Problem::fault),
            Err(_) => Err(busy()),
        }
    }
}

fn busy() -> Problem {
    Refused::plain("WEB-010").busy().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    const LONG: Duration = Duration::from_mins(1);

    fn visitor(address: &str) -> VisitorAddress {
        VisitorAddress::of(address.parse().unwrap())
    }

    fn code(outcome: Result<OwnedSemaphorePermit, Problem>) -> Option<&'static str> {
        outcome.err()?.refused().map(|refused| refused.code)
    }

    /// Turns whose only seat is taken.
    async fn taken(patience: Duration) -> (Arc<Turns>, OwnedSemaphorePermit) {
        let turns = Arc::new(Turns { patience, ..Turns::of(1) });
        let seat = turns.seat(None).await.unwrap();
        (turns, seat)
    }

    #[tokio::test]
    async fn one_address_has_few_that_wait_and_others_still_get_their_turn() {
        let (turns, seat) = taken(LONG).await;
        let (one, other) = (Some(visitor("203.0.113.7")), Some(visitor("203.0.113.8")));
        let mut waiting = Vec::new();
        for _ in 0..WAITING_OF_ONE_MAX {
            let turns = Arc::clone(&turns);
            waiting.push(tokio::spawn(async move { turns.seat(one).await.is_ok() }));
        }
        // On one thread, each of them begins to wait before this goes on.
        tokio::task::yield_now().await;
        let ninth = tokio::time::timeout(PATIENCE, turns.seat(one)).await;
        assert_eq!(code(ninth.unwrap()), Some("WEB-010"));
        let theirs = Arc::clone(&turns);
        let theirs = tokio::spawn(async move { theirs.seat(other).await.is_ok() });
        tokio::task::yield_now().await;
        drop(seat);
        for one in waiting {
            assert!(one.await.unwrap());
        }
        assert!(theirs.await.unwrap());
        assert!(turns.seat(one).await.is_ok(), "nobody of them waits any more");
    }

    #[tokio::test]
    async fn nobody_waits_long() {
        let (turns, _seat) = taken(Duration::from_millis(20)).await;
        let waited = tokio::time::timeout(PATIENCE, turns.seat(None)).await;
        assert_eq!(code(waited.unwrap()), Some("WEB-010"));
    }

    #[tokio::test]
    async fn a_seat_is_taken_until_the_work_is_done_though_nobody_waits_for_it() {
        let turns = Arc::new(Turns { patience: Duration::from_millis(20), ..Turns::of(1) });
        let (begun, begins) = tokio::sync::oneshot::channel();
        let (end, ended) = mpsc::channel::<()>();
        let work = move || {
            begun.send(()).unwrap();
            ended.recv().unwrap_or_default();
        };
        let theirs = Arc::clone(&turns);
        let asked = tokio::spawn(async move { theirs.work(None, work).await });
        begins.await.unwrap();
        asked.abort();
        assert!(asked.await.unwrap_err().is_cancelled());
        assert_eq!(code(turns.seat(None).await), Some("WEB-010"));
        drop(end);
        let waits = Turns { seats: Arc::clone(&turns.seats), ..Turns::of(1) };
        assert!(waits.seat(None).await.is_ok());
    }
}
