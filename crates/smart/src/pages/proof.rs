//! Which client asks, and how it proves that.

use super::{TOKEN, address};
use crate::actions;
use crate::answer::Unanswered;
use crate::assertion::{self, Expected};
use crate::client::{ClientId, Registered};
use crate::pace::Pace;
use crate::secret::Secret;
use crate::store;
use axum::http::HeaderMap;
use nabz_store::Tx;
use nabz_web::{App, Fields};
use uuid::Uuid;

const BY_ASSERTION: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// What may be said once in a request, as RFC 6749 asks.
const FIELDS: [&str; 11] = [
    "grant_type",
    "scope",
    "code",
    "redirect_uri",
    "code_verifier",
    "client_id",
    "client_assertion",
    "client_assertion_type",
    "token",
    "token_type_hint",
    "refresh_token",
];

/// A form in which nothing is said twice.
pub(super) fn once_each(fields: &Fields) -> Result<(), Unanswered> {
    match FIELDS.into_iter().find(|name| fields.all(name).count() > 1) {
        Some(_) => Err(Unanswered::Request("something is said twice")),
        None => Ok(()),
    }
}

/// The client that has proven itself with a key of its own. The assertion is used up by that.
pub(super) async fn proven(
    app: &App,
    headers: &HeaderMap,
    fields: &Fields,
) -> Result<Registered, Unanswered> {
    let assertion = fields.get("client_assertion");
    if fields.get("client_assertion_type") != BY_ASSERTION || assertion.is_empty() {
        return Err(Unanswered::Client);
    }
    let audience = format!("{}{TOKEN}", address(app, headers).ok_or(Unanswered::NoAddress)?);
    let claimed = assertion::claimed(assertion).ok_or(Unanswered::Client)?;
    let client = known(app, &claimed).await?;
    let keys = client.keys.as_ref().ok_or(Unanswered::Client)?;
    let id = client.id.to_string();
    let expected = Expected { client: &id, audience: &audience, now: app.clock().now() };
    let (asking, checked) = (client.clone(), assertion::check(assertion, keys, &expected));
    match checked {
        Ok(proven) => {
            let prove =
                move |tx: &mut Tx<'_>| actions::prove(tx, &asking, (&proven.jti, proven.until));
            let is_new = app.store().write(prove).await?;
            if is_new { Ok(client) } else { Err(Unanswered::Client) }
        }
        Err(why) => {
            tracing::info!(client = id, %why, "an assertion was not believed");
            app.store().write(move |tx| actions::unproven(tx, &asking)).await?;
            Err(Unanswered::Client)
        }
    }
}

/// The client that asks: proven, where it has keys. One that keeps none says only who it is; what it
/// holds of a person's proves the rest.
pub(super) async fn asker(
    app: &App,
    headers: &HeaderMap,
    fields: &Fields,
) -> Result<Registered, Unanswered> {
    if !fields.get("client_assertion").is_empty() {
        return proven(app, headers, fields).await;
    }
    let client = known(app, fields.get("client_id")).await?;
    if client.keys.is_none() { Ok(client) } else { Err(Unanswered::Client) }
}

/// The client that goes on. One that keeps no key need not say who it is: what it holds was given to it
/// alone, and libraries send nothing else.
pub(super) async fn holder(
    app: &App,
    headers: &HeaderMap,
    (fields, refresh): (&Fields, &Secret),
) -> Result<Registered, Unanswered> {
    let says = ["client_id", "client_assertion"].iter().any(|name| !fields.get(name).is_empty());
    if says {
        return asker(app, headers, fields).await;
    }
    let refresh = refresh.clone();
    let found = app.store().read(move |view| store::holder(view, &refresh)).await?;
    let client = known(app, &found.ok_or(Unanswered::Grant)?.to_string()).await?;
    if client.keys.is_none() { Ok(client) } else { Err(Unanswered::Client) }
}

/// The client of this name, while it is in force and has not asked too often.
async fn known(app: &App, name: &str) -> Result<Registered, Unanswered> {
    let id = Uuid::try_parse(name).map(ClientId::from_uuid).map_err(|_| Unanswered::Client)?;
    let found = app.store().read(move |view| store::client(view, id)).await?;
    let client = found.filter(|client| client.revoked_at.is_none()).ok_or(Unanswered::Client)?;
    let pace = app.part::<Pace>().map_err(Unanswered::Broken)?;
    if pace.lets(client.id, app.clock().now()) { Ok(client) } else { Err(Unanswered::TooMany) }
}
