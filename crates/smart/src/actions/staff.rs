//! What a member of staff allows an app, and how it fetches that.

use super::not_issued;
use super::renewing::{Drawn, give};
use crate::client::{ClientId, Registered};
use crate::refusal::SmartRefusal;
use crate::scope::Scopes;
use crate::secret::{Secret, Use};
use crate::store::{self, Code, Refresh};
use crate::token::{CODE_LIVES, Context, GRANT_LIVES, GrantId, LAUNCH_LIVES};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nabz_access::relations::no_relation;
use nabz_access::{Permit, SessionKey, act, session};
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_people::registry::why_may_read;
use nabz_store::{Stop, Tx};
use sha2::{Digest, Sha256};
use uuid::Uuid;

act!(
    /// Letting an app see what one sees oneself.
    AllowApp = "smart.allow-app",
    [TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);
act!(
    /// Opening an app for somebody whose chart is open.
    OpenApp = "smart.open-app",
    [TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);

/// What an app asks a member of staff for, all of it looked at.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    pub(crate) client: ClientId,
    pub(crate) redirect: String,
    pub(crate) challenge: String,
    pub(crate) scopes: Scopes,
    pub(crate) context: Context,
}

/// Lets an app have what it asks for, in this sign-in.
///
/// Refuses with `ACC-009` what is about somebody whom the member of staff may not read about.
pub(crate) fn allow(
    tx: &mut Tx<'_>,
    (permit, session): (&Permit<AllowApp>, SessionKey),
    (wish, secret): (&Wish, &Secret),
) -> Result<(), Stop> {
    if let Some(person) = wish.context.patient {
        may_read(tx, permit.staff(), person)?;
    }
    let now = tx.now();
    let code = Code {
        grant: GrantId::draw(now),
        client: wish.client,
        redirect: wish.redirect.clone(),
        challenge: wish.challenge.clone(),
        scopes: wish.scopes.clone(),
        session,
        context: wish.context,
        expires_at: now.plus(CODE_LIVES),
    };
    store::add_code(tx, secret, &code)?;
    // Which app it was stands in a row of its own, so that either can be looked for.
    tx.audit(permit, wish.client)?;
    match wish.context.patient {
        Some(person) => tx.audit_about(permit, code.grant, person),
        None => tx.audit(permit, code.grant),
    }
}

/// Writes down that a member of staff did not let an app.
pub(crate) fn deny(tx: &mut Tx<'_>, permit: &Permit<AllowApp>, wish: &Wish) -> Result<(), Stop> {
    tx.audit_refused(permit, wish.client, wish.context.patient)
}

/// Opens an app for a person: what it is opened with says for whom, to this app and while the same
/// member of staff is asked.
pub(crate) fn open(
    tx: &mut Tx<'_>,
    permit: &Permit<OpenApp>,
    (client, person, encounter): (ClientId, PersonId, Option<Uuid>),
) -> Result<Secret, Stop> {
    may_read(tx, permit.staff(), person)?;
    let secret = Secret::draw(Use::Launch)?;
    let until = tx.now().plus(LAUNCH_LIVES);
    store::add_launch(tx, (&secret, until), (client, permit.staff()), (person, encounter))?;
    tx.audit_about(permit, client, person)?;
    Ok(secret)
}

fn may_read(tx: &mut Tx<'_>, staff: StaffId, person: PersonId) -> Result<(), Stop> {
    match why_may_read(tx, staff, person)? {
        Some(_) => Ok(()),
        None => Err(no_relation(person).into()),
    }
}

/// What an app fetches its token with.
#[derive(Clone, Debug)]
pub(crate) struct Fetch {
    pub(crate) code: Secret,
    pub(crate) redirect: String,
    pub(crate) verifier: String,
}

/// Gives an app the token that was allowed; nothing when the code is over, another's, was used before
/// or is not answered for. A code that comes twice has been seen by somebody who should not have:
/// what came of it ends.
pub(crate) fn redeem(
    tx: &mut Tx<'_>,
    client: &Registered,
    (fetch, drawn): (&Fetch, &Drawn),
) -> Result<Option<(Scopes, Context)>, Stop> {
    let Some((code, is_first)) = store::take_code(tx, client.id, &fetch.code)? else {
        not_issued(tx, client)?;
        return Ok(None);
    };
    if !is_first {
        store::revoke_grant(tx, code.grant)?;
    }
    let now = tx.now();
    let fits = is_first
        && code.expires_at > now
        && code.redirect == fetch.redirect
        && answers(&fetch.verifier, &code.challenge);
    if !fits || !is_signed_in(tx, code.session)? {
        not_issued(tx, client)?;
        return Ok(None);
    }
    let Code { grant, scopes, context, session, .. } = code;
    let expires_at = now.plus(GRANT_LIVES);
    let let_in =
        Refresh { grant, scopes: scopes.clone(), session, context, expires_at, is_fresh: true };
    give(tx, client, (&let_in, &scopes), drawn)?;
    Ok(Some((scopes, context)))
}

/// Whether a sign-in lasts.
pub(crate) fn is_signed_in(tx: &mut Tx<'_>, key: SessionKey) -> Result<bool, Stop> {
    match session::resume(tx, key) {
        Ok(_) => Ok(true),
        Err(Stop::Refused(_)) => Ok(false),
        Err(stop) => Err(stop),
    }
}

/// Whether a verifier is the one that was challenged (RFC 7636, S256).
fn answers(verifier: &str, challenge: &str) -> bool {
    (43..=128).contains(&verifier.len())
        && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == challenge
}

/// A client that is in force, or `SMA-002`.
pub(crate) fn in_force(tx: &mut Tx<'_>, client: ClientId) -> Result<Registered, Stop> {
    let found = store::client(tx, client)?.filter(|client| client.revoked_at.is_none());
    Ok(found.ok_or(SmartRefusal::NoSuchClient)?)
}
