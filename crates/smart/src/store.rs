//! The tables of clients and tokens. Every statement is written here once, for both engines.

mod codes;
mod refreshes;

pub(crate) use codes::{Code, add_code, add_launch, launch, take_code};
pub(crate) use refreshes::{Refresh, add_refresh, holder, refresh, use_refresh};

use crate::client::{ClientId, NewClient, Registered};
use crate::keys::Keys;
use crate::scope::Scopes;
use crate::secret::{Digest, Secret};
use crate::token::{Behalf, Context, Grant, GrantId, Token};
use nabz_access::SessionKey;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;
use nabz_record::SourceId;
use nabz_store::{Row, Stop, Tx, Value};

/// Clients that one list shows; a city has a few dozen.
const CLIENTS_ROWS_MAX: i64 = 500;

const ADD_CLIENT: &str = "
    INSERT INTO smart_client (client_id, name, source_id, jwks, redirects, launch, scopes, since)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
const CLIENT: &str = "
    SELECT client_id, name, source_id, jwks, redirects, launch, scopes, since, revoked_at
    FROM   smart_client
    WHERE  client_id = $1";
const CLIENTS: &str = "
    SELECT client_id, name, source_id, jwks, redirects, launch, scopes, since, revoked_at
    FROM   smart_client
    ORDER  BY client_id        -- ids sort by time
    LIMIT  $1";
const OPENS: &str = "
    SELECT client_id
    FROM   smart_client
    WHERE  launch IS NOT NULL AND revoked_at IS NULL
    ORDER  BY client_id
    LIMIT  1";
/// Of those that keep no key: they may run in a browser.
const REDIRECTS: &str = "
    SELECT redirects
    FROM   smart_client
    WHERE  jwks IS NULL AND revoked_at IS NULL
    ORDER  BY client_id
    LIMIT  $1";
const REVOKE_CLIENT: &str = "
    UPDATE smart_client
    SET    revoked_at = $2
    WHERE  client_id = $1 AND revoked_at IS NULL";
const REMEMBER: &str = "
    INSERT INTO smart_assertion (hash, digest, expires_at)
    VALUES ($1, $2, $3)
    ON CONFLICT (hash, digest) DO NOTHING";
const ADD_TOKEN: &str = "
    INSERT INTO smart_token (hash, digest, grant_id, client_id, scopes, issued_at, expires_at,
                             session, patient_id, encounter_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
/// A client that was revoked takes its tokens along.
const TOKEN: &str = "
    SELECT t.client_id, c.source_id, t.scopes, t.session, t.patient_id, t.encounter_id,
           t.expires_at
    FROM   smart_token t
    JOIN   smart_client c ON c.client_id = t.client_id
    WHERE  t.hash = $1 AND t.digest = $2 AND t.expires_at > $3 AND t.revoked_at IS NULL
           AND c.revoked_at IS NULL";
const REVOKE_TOKEN: &str = "
    UPDATE smart_token
    SET    revoked_at = $4
    WHERE  hash = $1 AND digest = $2 AND client_id = $3 AND revoked_at IS NULL";
const REVOKE_GRANT: &str = "
    UPDATE smart_token
    SET    revoked_at = $2
    WHERE  grant_id = $1 AND revoked_at IS NULL";
const FORGET_TOKENS: &str = "DELETE FROM smart_token WHERE expires_at < $1";
const FORGET_ASSERTIONS: &str = "DELETE FROM smart_assertion WHERE expires_at < $1";

pub(crate) fn add_client(tx: &mut Tx<'_>, id: ClientId, new: &NewClient) -> Result<(), Stop> {
    let values = [
        id.into(),
        new.name.as_str().into(),
        new.source.number().into(),
        new.jwks.clone().into(),
        new.redirects.join(" ").into(),
        new.launch.clone().into(),
        new.scopes.to_string().into(),
        tx.now().into(),
    ];
    tx.execute(ADD_CLIENT, &values).map(drop)
}

pub(crate) fn client(tx: &mut Tx<'_>, id: ClientId) -> Result<Option<Registered>, Stop> {
    tx.query_one(CLIENT, &[id.into()], read_client)
}

/// All of them, those that have ended too, the oldest first.
pub(crate) fn clients(tx: &mut Tx<'_>) -> Result<Vec<Registered>, Stop> {
    tx.query(CLIENTS, &[CLIENTS_ROWS_MAX.into()], read_client)
}

/// Whether any is opened from charts.
pub(crate) fn opens_from_charts(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    let any: Option<ClientId> = tx.query_one(OPENS, &[], |row| row.id(0))?;
    Ok(any.is_some())
}

/// Where people are sent back to by apps that keep no key, with a space between those of one.
pub(crate) fn redirects(tx: &mut Tx<'_>) -> Result<Vec<String>, Stop> {
    tx.query(REDIRECTS, &[CLIENTS_ROWS_MAX.into()], |row| row.get(0))
}

/// Whether it was in force.
pub(crate) fn revoke_client(tx: &mut Tx<'_>, id: ClientId) -> Result<bool, Stop> {
    let now = tx.now();
    Ok(tx.execute(REVOKE_CLIENT, &[id.into(), now.into()])? > 0)
}

/// Notes that an assertion was used; false when it was before.
pub(crate) fn remember(
    tx: &mut Tx<'_>,
    (client, jti): (ClientId, &str),
    until: Instant,
) -> Result<bool, Stop> {
    let [hash, digest] = Digest::of(&[&client.to_string(), jti]).columns();
    Ok(tx.execute(REMEMBER, &[hash, digest, until.into()])? > 0)
}

pub(crate) fn add_token(
    tx: &mut Tx<'_>,
    (secret, expires_at): (&Secret, Instant),
    grant: &Grant,
) -> Result<(), Stop> {
    let [hash, digest] = secret.digest().columns();
    let session: Option<Vec<u8>> = match grant.behalf {
        Behalf::Service => None,
        Behalf::Staff(key) => Some(key.digest().to_vec()),
    };
    let values = [
        hash,
        digest,
        grant.id.into(),
        grant.client.into(),
        grant.scopes.to_string().into(),
        tx.now().into(),
        expires_at.into(),
        session.into(),
        grant.context.patient.into(),
        grant.context.encounter.into(),
    ];
    tx.execute(ADD_TOKEN, &values).map(drop)
}

/// The token, while it holds.
pub(crate) fn token(tx: &mut Tx<'_>, secret: &Secret) -> Result<Option<Token>, Stop> {
    let [hash, digest] = secret.digest().columns();
    let now: Value = tx.now().into();
    tx.query_one(TOKEN, &[hash, digest, now], |row| {
        let behalf = match row.get::<Option<Vec<u8>>>(3)? {
            None => Behalf::Service,
            Some(digest) => Behalf::Staff(session(digest)?),
        };
        Ok(Token {
            client: row.id(0)?,
            source: SourceId::numbered(row.get(1)?),
            behalf,
            scopes: scopes(&row.get::<String>(2)?)?,
            context: Context {
                patient: row.get::<Option<_>>(4)?.map(Id::from_uuid),
                encounter: row.get(5)?,
            },
            expires_at: Instant::from_microseconds(row.get(6)?),
        })
    })
}

/// Ends one token of a client; whether it was in force.
pub(crate) fn revoke_token(
    tx: &mut Tx<'_>,
    client: ClientId,
    secret: &Secret,
) -> Result<bool, Stop> {
    let [hash, digest] = secret.digest().columns();
    let now = tx.now();
    Ok(tx.execute(REVOKE_TOKEN, &[hash, digest, client.into(), now.into()])? > 0)
}

/// Ends all that came of one grant.
pub(crate) fn revoke_grant(tx: &mut Tx<'_>, grant: GrantId) -> Result<(), Stop> {
    let now = tx.now();
    tx.execute(REVOKE_GRANT, &[grant.into(), now.into()])?;
    refreshes::revoke(tx, grant)
}

/// Takes away what was over before this moment.
pub(crate) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<(), Stop> {
    tx.execute(FORGET_TOKENS, &[before.into()])?;
    tx.execute(FORGET_ASSERTIONS, &[before.into()])?;
    refreshes::forget(tx, before)?;
    codes::forget(tx, before)
}

fn read_client(row: &Row<'_>) -> Result<Registered, Stop> {
    let jwks: Option<String> = row.get(3)?;
    let keys = jwks.as_deref().map(Keys::parse).transpose();
    Ok(Registered {
        id: row.id(0)?,
        name: row.get(1)?,
        source: SourceId::numbered(row.get(2)?),
        keys: keys.map_err(|fault| Stop::fault(fault.to_string()))?,
        redirects: row.get::<String>(4)?.split_whitespace().map(str::to_owned).collect(),
        launch: row.get(5)?,
        scopes: scopes(&row.get::<String>(6)?)?,
        since: Instant::from_microseconds(row.get(7)?),
        revoked_at: row.get::<Option<i64>>(8)?.map(Instant::from_microseconds),
    })
}

/// What is kept was looked at when it came. A parameter of R4 that is answered no longer is passed
/// over: less is given then, and not more.
pub(crate) fn scopes(text: &str) -> Result<Scopes, Stop> {
    Scopes::asked(text).map_err(|fault| Stop::fault(fault.to_string()))
}

pub(crate) fn session(digest: Vec<u8>) -> Result<SessionKey, Stop> {
    let digest = digest.try_into().map_err(|_| Stop::fault("a sign-in's digest has 32 bytes"))?;
    Ok(SessionKey::of_digest(digest))
}
