//! Who is signed in, where they sit, and what they may do.

use crate::app::App;
use crate::messages::{Language, Message, say};
use crate::msg;
use crate::place_names::PlaceNames;
use crate::problem::Problem;
use axum::http::HeaderValue;
use nabz_access::session::{self, Resumed};
use nabz_access::staff::Staff;
use nabz_access::{Access, Act, Permit, SessionKey, SessionToken};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::Stop;
use std::sync::Arc;

pub(crate) const SESSION_COOKIE: &str = "__Host-nabz";

/// Somebody signed in, with the names that the header shows.
#[derive(Clone)]
pub struct Signed {
    pub(crate) access: Access,
    pub(crate) key: SessionKey,
    pub(crate) staff: Staff,
    at: Arc<PlaceNames>,
}

impl Signed {
    /// Who they are, where they sit and what they were granted.
    pub fn access(&self) -> &Access {
        &self.access
    }

    /// Who.
    pub fn staff(&self) -> StaffId {
        self.access.staff()
    }

    /// The facility where they sit.
    pub fn facility(&self) -> FacilityId {
        self.access.place().facility
    }

    /// The permit for one act where they sit.
    pub fn permit<A: Act>(&self, today: Date) -> Result<Permit<A>, Refused> {
        self.access.permit(today)
    }

    pub(crate) fn name(&self, language: Language) -> &str {
        let names = &self.staff.names;
        language.pick(&names.hindi, &names.english)
    }

    pub(crate) fn facility_name(&self, language: Language) -> &str {
        let facility = self.at.facility.as_ref();
        facility.map_or("", |names| language.pick(&names.hindi, &names.english))
    }

    /// `मेडिसिन · कमरा 12 · काउंटर 4`, as far as it was said.
    pub(crate) fn place(&self, language: Language) -> String {
        let place = self.access.place();
        let unit =
            self.at.unit.as_ref().map(|names| language.pick(&names.hindi, &names.english).clone());
        let said = |message: Message| say(&message, language);
        let door = self.at.door.as_ref().map(|door| said(msg::web::room(door)));
        let counter = place.counter.as_ref().map(|counter| said(msg::web::counter(counter)));
        [unit, door, counter].into_iter().flatten().collect::<Vec<_>>().join(" · ")
    }
}

/// The session behind a cookie, if it still holds.
pub(crate) async fn find(app: &App, cookie: &str) -> Result<Option<Signed>, Problem> {
    let key = SessionToken::of_cookie(cookie).key();
    let known = app.clone();
    let found = app.store().glance(move |view| {
        let Resumed { access, staff, seen_at } = match session::resume(view, key) {
            Ok(resumed) => resumed,
            Err(Stop::Refused(_)) => return Ok(None),
            Err(stop) => return Err(stop),
        };
        let at = known.known_places().names(view, access.place(), known.rooms())?;
        Ok(Some((Signed { access, key, staff, at }, seen_at)))
    });
    let Some((signed, seen_at)) = found.await? else { return Ok(None) };
    if session::touch_is_due(seen_at, app.clock().now()) {
        let store = app.store().clone();
        // Nobody waits for this note; if it is lost, the next page makes it again.
        tokio::spawn(async move { store.write(move |tx| session::touch(tx, key)).await });
    }
    Ok(Some(signed))
}

/// A cookie of ours: only over TLS (or on the machine itself), never to a script.
pub fn cookie(name: &str, value: &str, seconds: Option<u32>) -> Result<HeaderValue, Problem> {
    let age = seconds.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    let text = format!("{name}={value}; Path=/{age}; Secure; HttpOnly; SameSite=Lax");
    HeaderValue::from_str(&text).map_err(|fault| Problem::fault(format!("{name}: {fault}")))
}
