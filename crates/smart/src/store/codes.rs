//! What was allowed and not yet fetched, and for whom an app was opened.

use super::{scopes, session};
use crate::client::ClientId;
use crate::scope::Scopes;
use crate::secret::Secret;
use crate::token::{Context, GrantId};
use nabz_access::SessionKey;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_store::{Row, Stop, Tx};
use uuid::Uuid;

const ADD_CODE: &str = "
    INSERT INTO smart_code (hash, digest, grant_id, client_id, redirect, challenge, scopes,
                            session, patient_id, encounter_id, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const CODE: &str = "
    SELECT grant_id, redirect, challenge, scopes, session, patient_id, encounter_id, expires_at
    FROM   smart_code
    WHERE  hash = $1 AND digest = $2 AND client_id = $3";
const USE_CODE: &str = "
    UPDATE smart_code
    SET    used_at = $3
    WHERE  hash = $1 AND digest = $2 AND used_at IS NULL";
const ADD_LAUNCH: &str = "
    INSERT INTO smart_launch (hash, digest, client_id, staff_id, patient_id, encounter_id,
                              expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const LAUNCH: &str = "
    SELECT patient_id, encounter_id
    FROM   smart_launch
    WHERE  hash = $1 AND digest = $2 AND client_id = $3 AND staff_id = $4 AND expires_at > $5";
const FORGET_CODES: &str = "DELETE FROM smart_code WHERE expires_at < $1";
const FORGET_LAUNCHES: &str = "DELETE FROM smart_launch WHERE expires_at < $1";

/// What a code stands for.
#[derive(Clone, Debug)]
pub(crate) struct Code {
    pub(crate) grant: GrantId,
    pub(crate) client: ClientId,
    pub(crate) redirect: String,
    pub(crate) challenge: String,
    pub(crate) scopes: Scopes,
    pub(crate) session: SessionKey,
    pub(crate) context: Context,
    pub(crate) expires_at: Instant,
}

pub(crate) fn add_code(tx: &mut Tx<'_>, secret: &Secret, code: &Code) -> Result<(), Stop> {
    let [hash, digest] = secret.digest().columns();
    let values = [
        hash,
        digest,
        code.grant.into(),
        code.client.into(),
        code.redirect.as_str().into(),
        code.challenge.as_str().into(),
        code.scopes.to_string().into(),
        code.session.digest().to_vec().into(),
        code.context.patient.into(),
        code.context.encounter.into(),
        code.expires_at.into(),
    ];
    tx.execute(ADD_CODE, &values).map(drop)
}

/// The code of a client, and whether nobody has used it before. It is used by that, whatever comes of
/// it.
pub(crate) fn take_code(
    tx: &mut Tx<'_>,
    client: ClientId,
    secret: &Secret,
) -> Result<Option<(Code, bool)>, Stop> {
    let [hash, digest] = secret.digest().columns();
    let asked = [hash.clone(), digest.clone(), client.into()];
    let Some(code) = tx.query_one(CODE, &asked, |row| read_code(row, client))? else {
        return Ok(None);
    };
    let now = tx.now();
    let is_first = tx.execute(USE_CODE, &[hash, digest, now.into()])? > 0;
    Ok(Some((code, is_first)))
}

pub(crate) fn add_launch(
    tx: &mut Tx<'_>,
    (secret, expires_at): (&Secret, Instant),
    (client, staff): (ClientId, StaffId),
    (patient, encounter): (PersonId, Option<Uuid>),
) -> Result<(), Stop> {
    let [hash, digest] = secret.digest().columns();
    let values = [
        hash,
        digest,
        client.into(),
        staff.into(),
        patient.into(),
        encounter.into(),
        expires_at.into(),
    ];
    tx.execute(ADD_LAUNCH, &values).map(drop)
}

/// For whom a member of staff opened an app, a while ago at most.
pub(crate) fn launch(
    tx: &mut Tx<'_>,
    secret: &Secret,
    (client, staff): (ClientId, StaffId),
) -> Result<Option<Context>, Stop> {
    let [hash, digest] = secret.digest().columns();
    let now = tx.now();
    tx.query_one(LAUNCH, &[hash, digest, client.into(), staff.into(), now.into()], |row| {
        Ok(Context { patient: Some(row.id(0)?), encounter: row.get(1)? })
    })
}

pub(super) fn forget(tx: &mut Tx<'_>, before: Instant) -> Result<(), Stop> {
    tx.execute(FORGET_CODES, &[before.into()])?;
    tx.execute(FORGET_LAUNCHES, &[before.into()]).map(drop)
}

fn read_code(row: &Row<'_>, client: ClientId) -> Result<Code, Stop> {
    Ok(Code {
        grant: row.id(0)?,
        client,
        redirect: row.get(1)?,
        challenge: row.get(2)?,
        scopes: scopes(&row.get::<String>(3)?)?,
        session: session(row.get(4)?)?,
        context: Context {
            patient: row.get::<Option<_>>(5)?.map(Id::from_uuid),
            encounter: row.get(6)?,
        },
        expires_at: Instant::from_microseconds(row.get(7)?),
    })
}
