//! What is done with clients and tokens, each in one transaction.

mod renewing;
mod staff;

pub(crate) use renewing::{Drawn, Renewal, end, renew};
pub use staff::{AllowApp, OpenApp};
pub(crate) use staff::{Fetch, Wish, allow, deny, in_force, is_signed_in, open, redeem};

use crate::client::{ClientId, NewClient, Registered, acting};
use crate::refusal::SmartRefusal;
use crate::scope::Scopes;
use crate::secret::Secret;
use crate::store;
use crate::token::{Behalf, Context, Grant, GrantId, SERVICE_TOKEN_LIVES};
use nabz_access::Program;
use nabz_kernel::clock::Instant;
use nabz_store::{Stop, Tx};
use std::time::Duration;

const REGISTER: &str = "smart.register-client";
const REVOKE_CLIENT: &str = "smart.revoke-client";
const PROVE: &str = "smart.prove-client";
const ISSUE: &str = "smart.issue-token";
const REVOKE: &str = "smart.revoke-token";
/// What has ended is kept so long, so that what an audit names is found beside it.
const KEPT_AFTER: Duration = Duration::from_hours(24);

/// Registers a client, on the word of whoever holds the command line.
pub fn register(tx: &mut Tx<'_>, new: &NewClient) -> Result<ClientId, Stop> {
    let program = Program::doing(tx, REGISTER)?;
    let client = ClientId::draw(tx.now());
    store::add_client(tx, client, new)?;
    tx.audit(&program, client)?;
    Ok(client)
}

/// Ends a client, and with it all of its tokens.
///
/// # Errors
/// `SMA-002` where there is none, or it has ended.
pub fn revoke_client(tx: &mut Tx<'_>, client: ClientId) -> Result<(), Stop> {
    let program = Program::doing(tx, REVOKE_CLIENT)?;
    if !store::revoke_client(tx, client)? {
        return Err(SmartRefusal::NoSuchClient.into());
    }
    tx.audit(&program, client)
}

/// Notes that a client has proven itself with an assertion; false when it was used before. Nothing is
/// refused here: that it was tried stays in the audit either way.
pub(crate) fn prove(
    tx: &mut Tx<'_>,
    client: &Registered,
    (jti, until): (&str, Instant),
) -> Result<bool, Stop> {
    let is_new = store::remember(tx, (client.id, jti), until)?;
    if !is_new {
        refused(tx, client, PROVE)?;
    }
    Ok(is_new)
}

/// Writes down that somebody did not prove to be a client.
pub(crate) fn unproven(tx: &mut Tx<'_>, client: &Registered) -> Result<(), Stop> {
    refused(tx, client, PROVE)
}

/// Writes down that a client was given no token.
pub(crate) fn not_issued(tx: &mut Tx<'_>, client: &Registered) -> Result<(), Stop> {
    refused(tx, client, ISSUE)
}

fn refused(tx: &mut Tx<'_>, client: &Registered, act: &'static str) -> Result<(), Stop> {
    let by = acting(tx, client, act)?;
    tx.audit_refused(&by, client.id, None)
}

/// Gives a client a token that asks for itself.
pub(crate) fn issue_to_service(
    tx: &mut Tx<'_>,
    client: &Registered,
    (secret, scopes): (&Secret, &Scopes),
) -> Result<(), Stop> {
    let by = acting(tx, client, ISSUE)?;
    let now = tx.now();
    let grant = Grant {
        id: GrantId::draw(now),
        client: client.id,
        scopes: scopes.clone(),
        behalf: Behalf::Service,
        context: Context::default(),
    };
    store::add_token(tx, (secret, now.plus(SERVICE_TOKEN_LIVES)), &grant)?;
    tx.audit(&by, grant.id)
}

/// Ends a token that a client has no more use for. What is no token of its own is left alone, and the
/// client is not told which it was.
pub(crate) fn revoke(tx: &mut Tx<'_>, client: &Registered, secret: &Secret) -> Result<(), Stop> {
    if !store::revoke_token(tx, client.id, secret)? {
        return Ok(());
    }
    let by = acting(tx, client, REVOKE)?;
    tx.audit(&by, client.id)
}

/// Takes away what ended a day ago.
pub fn forget(tx: &mut Tx<'_>) -> Result<(), Stop> {
    let before = tx.now().minus(KEPT_AFTER);
    store::forget(tx, before)
}
