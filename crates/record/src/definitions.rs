//! Definitions that bodies are held against: profiles, value sets and code systems, as they were
//! loaded, and which of them what partners send has to conform to.

use crate::packed::{packed, unpacked};
use nabz_fhir::ResourceType;
use nabz_store::{Stop, Tx};

/// Bodies that are read at once.
const BODIES_MAX: i64 = 50;
/// Changes of what is enforced that are read; of each type the last one counts.
const ENFORCED_MAX: i64 = 10_000;

const KNOWN: &str = "
    SELECT digest
    FROM   record_definition
    WHERE  url = $1 AND version = $2
    ORDER  BY definition_id DESC
    LIMIT  1";
const ADD: &str = "
    INSERT INTO record_definition (definition_id, url, version, kind, digest, body, loaded_at)
    SELECT COALESCE(MAX(definition_id), 0) + 1, $1, $2, $3, $4, $5, $6
    FROM   record_definition";
const AFTER: &str = "
    SELECT definition_id, body
    FROM   record_definition
    WHERE  definition_id > $1
    ORDER  BY definition_id
    LIMIT  $2";
const ENFORCE: &str = "
    INSERT INTO record_enforced (enforced_id, resource_type, url, since)
    SELECT COALESCE(MAX(enforced_id), 0) + 1, $1, $2, $3
    FROM   record_enforced";
const ENFORCED: &str = "
    SELECT resource_type, url
    FROM   record_enforced
    WHERE  enforced_id > $1
    ORDER  BY enforced_id
    LIMIT  $2";
const LAST_DEFINITION: &str = "SELECT COALESCE(MAX(definition_id), 0) FROM record_definition";
const LAST_ENFORCED: &str = "SELECT COALESCE(MAX(enforced_id), 0) FROM record_enforced";

/// One definition, before it is kept.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its canonical URL, without a version.
    pub url: String,
    /// Its version; empty where it says none.
    pub version: String,
    /// The type of the resource.
    pub kind: String,
    /// SHA-256 of the body.
    pub digest: [u8; 32],
    /// The resource.
    pub body: Vec<u8>,
}

/// What is loaded and enforced, in two numbers: while they stay, nothing has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Generation {
    definition: i64,
    enforced: i64,
}

/// Keeps a definition unless the very same is known; `true` when it is new.
pub fn keep(tx: &mut Tx<'_>, one: &Definition) -> Result<bool, Stop> {
    tx.lock("record_definition")?;
    let named = [one.url.as_str().into(), one.version.as_str().into()];
    let known: Option<Vec<u8>> = tx.query_one(KNOWN, &named, |row| row.get(0))?;
    if known.as_deref() == Some(one.digest.as_slice()) {
        return Ok(false);
    }
    let packed = packed(&one.body)?;
    let [url, version] = named;
    let kind = one.kind.as_str().into();
    let row = [url, version, kind, one.digest.to_vec().into(), packed.into(), tx.now().into()];
    tx.execute(ADD, &row)?;
    Ok(true)
}

/// From now on what partners send of a type has to conform to this profile; to none without it.
pub fn enforce(tx: &mut Tx<'_>, of: ResourceType, url: Option<&str>) -> Result<(), Stop> {
    tx.lock("record_enforced")?;
    let row = [i64::from(of.number()).into(), url.map(str::to_owned).into(), tx.now().into()];
    tx.execute(ENFORCE, &row).map(drop)
}

/// What partners send has to conform to, of each type that is named.
pub fn enforced(tx: &mut Tx<'_>) -> Result<Vec<(ResourceType, String)>, Stop> {
    let changes: Vec<(i64, Option<String>)> =
        tx.query(ENFORCED, &[0_i64.into(), ENFORCED_MAX.into()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    let mut enforced: Vec<(ResourceType, String)> = Vec::new();
    for (number, url) in changes {
        let of = ResourceType::numbered(number);
        let of = of.ok_or_else(|| Stop::fault("a profile is enforced of no type"))?;
        enforced.retain(|(known, _)| *known != of);
        enforced.extend(url.map(|url| (of, url)));
    }
    Ok(enforced)
}

/// What is loaded and enforced now.
pub fn generation(tx: &mut Tx<'_>) -> Result<Generation, Stop> {
    let mut last = |sql| tx.query_one(sql, &[], |row| row.get(0)).map(Option::unwrap_or_default);
    Ok(Generation { definition: last(LAST_DEFINITION)?, enforced: last(LAST_ENFORCED)? })
}

/// Some bodies in the order in which they were loaded, those behind `after` first, and behind which
/// one to go on; `None` when there are no more.
pub fn bodies(tx: &mut Tx<'_>, after: i64) -> Result<(Vec<Vec<u8>>, Option<i64>), Stop> {
    let rows: Vec<(i64, Vec<u8>)> =
        tx.query(AFTER, &[after.into(), BODIES_MAX.into()], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let last = rows.last().map(|(id, _)| *id);
    let bodies = rows.iter().map(|(_, kept)| unpacked(kept)).collect::<Result<Vec<_>, _>>()?;
    Ok((bodies, last))
}
