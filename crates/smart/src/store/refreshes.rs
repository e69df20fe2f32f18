//! What fetches the next token.

use super::{scopes, session};
use crate::client::ClientId;
use crate::scope::Scopes;
use crate::secret::Secret;
use crate::token::{Context, GrantId};
use nabz_access::SessionKey;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;
use nabz_store::{Row, Stop, Tx};

const ADD_REFRESH: &str = "
    INSERT INTO smart_refresh (hash, digest, grant_id, client_id, scopes, session, patient_id,
                               encounter_id, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
const REFRESH: &str = "
    SELECT grant_id, scopes, session, patient_id, encounter_id, expires_at, used_at, revoked_at
    FROM   smart_refresh
    WHERE  hash = $1 AND digest = $2 AND client_id = $3";
const HOLDER: &str = "
    SELECT client_id
    FROM   smart_refresh
    WHERE  hash = $1 AND digest = $2";
const USE_REFRESH: &str = "
    UPDATE smart_refresh
    SET    used_at = $3
    WHERE  hash = $1 AND digest = $2 AND used_at IS NULL";
const REVOKE_REFRESHES: &str = "
    UPDATE smart_refresh
    SET    revoked_at = $2
    WHERE  grant_id = $1 AND revoked_at IS NULL";
const FORGET_REFRESHES: &str = "DELETE FROM smart_refresh WHERE expires_at < $1";

/// What one of them stands for.
#[derive(Clone, Debug)]
pub(crate) struct Refresh {
    pub(crate) grant: GrantId,
    pub(crate) scopes: Scopes,
    pub(crate) session: SessionKey,
    pub(crate) context: Context,
    pub(crate) expires_at: Instant,
    /// Nobody has used it, and nobody has revoked it.
    pub(crate) is_fresh: bool,
}

pub(crate) fn add_refresh(
    tx: &mut Tx<'_>,
    (secret, client): (&Secret, ClientId),
    refresh: &Refresh,
) -> Result<(), Stop> {
    let [hash, digest] = secret.digest().columns();
    let values = [
        hash,
        digest,
        refresh.grant.into(),
        client.into(),
        refresh.scopes.to_string().into(),
        refresh.session.digest().to_vec().into(),
        refresh.context.patient.into(),
        refresh.context.encounter.into(),
        refresh.expires_at.into(),
    ];
    tx.execute(ADD_REFRESH, &values).map(drop)
}

/// One of a client's, used and revoked ones too.
pub(crate) fn refresh(
    tx: &mut Tx<'_>,
    client: ClientId,
    secret: &Secret,
) -> Result<Option<Refresh>, Stop> {
    let [hash, digest] = secret.digest().columns();
    tx.query_one(REFRESH, &[hash, digest, client.into()], read_refresh)
}

/// To which client one was given.
pub(crate) fn holder(tx: &mut Tx<'_>, secret: &Secret) -> Result<Option<ClientId>, Stop> {
    let [hash, digest] = secret.digest().columns();
    tx.query_one(HOLDER, &[hash, digest], |row| row.id(0))
}

/// Uses one up, whatever comes of it; false when somebody has before.
pub(crate) fn use_refresh(tx: &mut Tx<'_>, secret: &Secret) -> Result<bool, Stop> {
    let [hash, digest] = secret.digest().columns();
    let now = tx.now();
    Ok(tx.execute(USE_REFRESH, &[hash, digest, now.into()])? > 0)
}

pub(super) fn revoke(tx: &mut Tx<'_>, grant: GrantId) -> Result<(), Stop> {
    let now = tx.now();
    tx.execute(REVOKE_REFRESHES, &[grant.into(), now.into()]).map(drop)
}

pub(super) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<(), Stop> {
    tx.execute(FORGET_REFRESHES, &[before.into()]).map(drop)
}

fn read_refresh(row: &Row<'_>) -> Result<Refresh, Stop> {
    let (used, revoked) = (row.get::<Option<i64>>(6)?, row.get::<Option<i64>>(7)?);
    Ok(Refresh {
        grant: row.id(0)?,
        scopes: scopes(&row.get::<String>(1)?)?,
        session: session(row.get(2)?)?,
        context: Context {
            patient: row.get::<Option<_>>(3)?.map(Id::from_uuid),
            encounter: row.get(4)?,
        },
        expires_at: Instant::from_microseconds(row.get(5)?),
        is_fresh: used.is_none() && revoked.is_none(),
    })
}
