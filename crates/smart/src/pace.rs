//! How often a client may ask for a token: whoever tries many keys, or goes round in a circle, waits.

use crate::client::ClientId;
use nabz_kernel::clock::Instant;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// A program with a token that lives for minutes asks a few times an hour.
const ASKED_A_MINUTE_MAX: u32 = 60;
const MICROSECONDS_A_MINUTE: i64 = 60_000_000;

/// Counts them, minute by minute. Clones count together.
#[derive(Clone, Debug, Default)]
pub struct Pace(Arc<Mutex<Counted>>);

#[derive(Debug, Default)]
struct Counted {
    minute: i64,
    /// Only clients that are registered are counted, so that nobody makes it grow.
    asked: HashMap<ClientId, u32>,
}

impl Pace {
    /// Counts one more; false when it is one too many.
    pub(crate) fn lets(&self, client: ClientId, now: Instant) -> bool {
        let minute = now.microseconds().div_euclid(MICROSECONDS_A_MINUTE);
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counted.minute != minute {
            *counted = Counted { minute, asked: HashMap::new() };
        }
        let asked = counted.asked.entry(client).or_default();
        *asked = asked.saturating_add(1);
        *asked <= ASKED_A_MINUTE_MAX
    }
}
