//! How fast one visitor may press on the public site: in front of everything that a press costs.

use axum::extract::{Request, State};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::visitor::VisitorAddress;
use nabz_store::Stop;
use nabz_web::Problem;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Presses from one address within a minute: more than a whole office makes.
pub(in crate::apply) const PRESSES_A_MINUTE_MAX: u32 = 60;
const A_MINUTE: Duration = Duration::from_mins(1);

/// Counts presses of this minute. It forgets them when the program ends, and with each minute.
#[derive(Clone, Default)]
pub(super) struct Pace(Arc<Mutex<Minute>>);

#[derive(Default)]
struct Minute {
    began: Option<Stopwatch>,
    presses: HashMap<VisitorAddress, u32>,
}

impl Pace {
    fn allows(&self, address: VisitorAddress) -> bool {
        let mut minute = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if minute.began.is_none_or(|began| began.elapsed() >= A_MINUTE) {
            *minute = Minute { began: Some(Stopwatch::start()), presses: HashMap::new() };
        }
        let presses = minute.presses.entry(address).or_default();
        *presses = presses.saturating_add(1);
        *presses <= PRESSES_A_MINUTE_MAX
    }
}

/// Lets a request through, or answers with `WEB-010`. Where no network is in between nobody counts.
pub(super) async fn keep(State(pace): State<Pace>, request: Request, next: Next) -> Response {
    let address = request.extensions().get::<VisitorAddress>().copied();
    let is_press = request.method() == Method::POST;
    if is_press && address.is_some_and(|address| !pace.allows(address)) {
        return Problem::from(Stop::Again).into_response();
    }
    next.run(request).await
}
