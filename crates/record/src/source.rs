//! Sources: who speaks in the record.

use crate::entry::SourceId;
use crate::refusals;
use nabz_fhir::systems;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};

const NAME: &str = "SELECT name FROM record_source WHERE source_id = $1";
const BY_NAME: &str = "SELECT source_id FROM record_source WHERE name = $1";
const BY_KEY: &str = "SELECT source_id FROM record_source WHERE key_hash = $1";
const ADD: &str = "
    INSERT INTO record_source (source_id, name, since)
    SELECT COALESCE(MAX(source_id), 1) + 1, $1, $2
    FROM   record_source";
const SET_KEY: &str = "UPDATE record_source SET key_hash = $2 WHERE source_id = $1";

/// A source by its name, made when it is new.
///
/// # Errors
/// `REC-004` for a name that could not end a URL.
pub fn register(tx: &mut Tx<'_>, name: &str) -> Result<SourceId, Stop> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if !(2..=40).contains(&name.len()) || !name.chars().all(fits) {
        return Err(Refused::plain(refusals::NOT_A_SOURCE_NAME).invalid().into());
    }
    tx.lock("record_source")?;
    if let Some(known) = named(tx, name)? {
        return Ok(known);
    }
    tx.execute(ADD, &[name.into(), tx.now().into()])?;
    named(tx, name)?.ok_or_else(|| Stop::fault("a source was written and is not there"))
}

/// A source by its name.
pub fn named(tx: &mut Tx<'_>, name: &str) -> Result<Option<SourceId>, Stop> {
    tx.query_one(BY_NAME, &[name.into()], |row| row.get(0).map(SourceId::numbered))
}

/// Gives a source the key it signs in with, by the key's SHA-256; the old key dies.
pub fn set_key(tx: &mut Tx<'_>, source: SourceId, key_hash: &[u8; 32]) -> Result<(), Stop> {
    tx.execute(SET_KEY, &[source.number().into(), key_hash.to_vec().into()]).map(drop)
}

/// Whose key has this SHA-256.
pub fn holding_key(tx: &mut Tx<'_>, key_hash: &[u8; 32]) -> Result<Option<SourceId>, Stop> {
    tx.query_one(BY_KEY, &[key_hash.to_vec().into()], |row| row.get(0).map(SourceId::numbered))
}

/// The name of a source.
pub fn name(tx: &mut Tx<'_>, source: SourceId) -> Result<String, Stop> {
    if source == SourceId::NABZ {
        return Ok("nabz".to_owned());
    }
    let name = tx.query_one(NAME, &[source.number().into()], |row| row.get(0))?;
    name.ok_or_else(|| Refused::plain(refusals::NO_SUCH_SOURCE).missing().into())
}

/// What `meta.source` says.
pub(crate) fn url(tx: &mut Tx<'_>, source: SourceId) -> Result<String, Stop> {
    Ok(format!("{}{}", systems::SOURCE, name(tx, source)?))
}
