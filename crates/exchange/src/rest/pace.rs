//! How fast one client may ask: so many requests a second on average, and those of ten seconds at
//! once. Whoever asks more hears when to come back, and everybody else does not notice.

use crate::answer::outcome;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::visitor::VisitorAddress;
use std::collections::HashMap;
use std::hash::{BuildHasher, RandomState};
use std::num::NonZeroU32;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What a client has not asked for so long counts for it.
const BURST: Duration = Duration::from_secs(10);
/// Clients that are remembered before those are forgotten that ask no more.
const REMEMBERED: usize = 4_096;

/// The pace of every client.
#[derive(Clone)]
pub(crate) struct Pace(Option<Arc<Limit>>);

struct Limit {
    /// What lies between two requests of one client on average.
    between: Duration,
    since: Stopwatch,
    /// Clients are told apart by a digest with a key of this process, so that nobody can choose to be
    /// taken for another.
    digest: RandomState,
    /// When each client will have caught up with what it has asked so far, since the start.
    caught_up: Mutex<HashMap<u64, Duration>>,
}

impl Pace {
    /// So many requests a second of one client; `None` for any number.
    pub(crate) fn of(a_second: Option<NonZeroU32>) -> Self {
        Self(a_second.map(|a_second| {
            Arc::new(Limit {
                between: Duration::from_secs(1) / a_second.get(),
                since: Stopwatch::start(),
                digest: RandomState::new(),
                caught_up: Mutex::default(),
            })
        }))
    }

    /// Lets a request pass, or says when to come back.
    pub(crate) async fn keep(self, request: Request, next: Next) -> Response {
        let Some(limit) = &self.0 else { return next.run(request).await };
        let address = request.extensions().get::<VisitorAddress>().copied();
        match limit.wait(limit.client(request.headers(), address), limit.since.elapsed()) {
            None => next.run(request).await,
            Some(wait) => too_fast(wait),
        }
    }
}

impl Limit {
    /// Whoever signs in is one client, wherever it asks from.
    fn client(&self, headers: &HeaderMap, address: Option<VisitorAddress>) -> u64 {
        let signed_in = [header::AUTHORIZATION, header::COOKIE].map(|name| headers.get(name));
        match signed_in {
            [None, None] => self.digest.hash_one(address),
            known => self.digest.hash_one(known.map(|value| value.map(HeaderValue::as_bytes))),
        }
    }

    /// How long this client has to wait at this moment; `None` where it need not.
    fn wait(&self, client: u64, now: Duration) -> Option<Duration> {
        let mut all = self.caught_up.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= REMEMBERED && !all.contains_key(&client) {
            all.retain(|_, caught_up| *caught_up > now);
        }
        let caught_up = all.entry(client).or_default();
        let behind = (*caught_up).max(now) + self.between;
        match behind.checked_sub(now + BURST) {
            Some(wait) if !wait.is_zero() => Some(wait),
            Some(_) | None => {
                *caught_up = behind;
                None
            }
        }
    }
}

fn too_fast(wait: Duration) -> Response {
    let words = "more requests than this server takes of one client; Retry-After says for how \
                 many seconds to wait";
    let mut answer = outcome(StatusCode::TOO_MANY_REQUESTS, "throttled", words);
    let seconds = HeaderValue::from(wait.as_secs().saturating_add(1));
    answer.headers_mut().insert(header::RETRY_AFTER, seconds);
    answer
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(a_second: u32) -> Arc<Limit> {
        Pace::of(NonZeroU32::new(a_second)).0.unwrap()
    }

    #[test]
    fn ten_seconds_of_requests_at_once_and_then_as_many_as_a_second_has() {
        let limit = limit(2);
        let start = Duration::from_secs(100);
        let passed = (0..50).filter(|_| limit.wait(1, start).is_none()).count();
        assert_eq!(passed, 20);
        assert_eq!(limit.wait(1, start), Some(Duration::from_millis(500)));
        assert_eq!(limit.wait(2, start), None, "another client does not notice");
        let later = start + Duration::from_secs(3);
        let passed = (0..50).filter(|_| limit.wait(1, later).is_none()).count();
        assert_eq!(passed, 6);
    }

    #[test]
    fn clients_that_ask_no_more_are_forgotten() {
        let limit = limit(1);
        for client in 0..10_000 {
            assert_eq!(limit.wait(client, Duration::from_secs(client * 2)), None);
        }
        assert!(limit.caught_up.lock().unwrap().len() <= REMEMBERED);
    }

    #[test]
    fn a_client_is_known_by_its_key_and_a_stranger_by_its_address() {
        let limit = limit(1);
        let with = |name, value| HeaderMap::from_iter([(name, HeaderValue::from_static(value))]);
        let at = |address: &str| Some(VisitorAddress::of(address.parse().unwrap()));
        let one = with(header::AUTHORIZATION, "Bearer one");
        let other = with(header::AUTHORIZATION, "Bearer other");
        assert_eq!(limit.client(&one, at("203.0.113.7")), limit.client(&one, at("203.0.113.8")));
        assert_ne!(limit.client(&one, None), limit.client(&other, None));
        let nobody = HeaderMap::new();
        assert_ne!(
            limit.client(&nobody, at("203.0.113.7")),
            limit.client(&nobody, at("203.0.113.8"))
        );
        let seated = with(header::COOKIE, "Bearer one");
        assert_ne!(limit.client(&seated, None), limit.client(&one, None));
    }
}
