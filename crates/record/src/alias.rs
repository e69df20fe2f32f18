//! Ids that partners chose. An id that is a UUID says by itself where it lives; any other goes
//! through `record_alias`.

use crate::entry::{Key, hash};
use nabz_fhir::ResourceType;
use nabz_fhir::validate::is_id;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx, Value};
use uuid::Uuid;

const FIND: &str = "
    SELECT entry_id
    FROM   record_alias
    WHERE  hash = $1 AND type = $2 AND chosen_id = $3";
const ADD: &str = "
    INSERT INTO record_alias (hash, type, chosen_id, bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (hash, type, chosen_id) DO NOTHING";

/// Where the entry of this logical id lives, or would live; `None` for an id never seen that
/// says nothing by itself.
pub(crate) fn resolve(tx: &mut Tx<'_>, of: ResourceType, id: &str) -> Result<Option<Key>, Stop> {
    if let Some(own) = canonical(id) {
        return Ok(Some(Key::of(of, own)));
    }
    if !is_id(id) {
        return Ok(None);
    }
    let found = tx.query_one(FIND, &address(of, id), |row| row.get::<Uuid>(0))?;
    Ok(found.map(|entry| Key::of(of, entry)))
}

/// The same, giving an id that was never seen to `entry`. Two writers end with the same answer.
pub(crate) fn resolve_or_give(
    tx: &mut Tx<'_>,
    of: ResourceType,
    id: &str,
    entry: Uuid,
) -> Result<Key, Stop> {
    if let Some(key) = resolve(tx, of, id)? {
        return Ok(key);
    }
    let key = Key::of(of, entry);
    let [hash, number, chosen] = address(of, id);
    tx.execute(ADD, &[hash, number, chosen, key.bucket.into(), entry.into()])?;
    resolve(tx, of, id)?.ok_or_else(|| Stop::fault("an alias was written and is not there"))
}

/// The same, drawing a place for an id that was never seen: what names a Patient who has not been
/// sent yet lies in that Patient's compartment, and is found there once they are. `None` for what
/// is no id.
pub(crate) fn resolve_or_draw(
    tx: &mut Tx<'_>,
    of: ResourceType,
    id: &str,
) -> Result<Option<Key>, Stop> {
    if !is_id(id) {
        return Ok(None);
    }
    let place = PersonId::draw(tx.now()).uuid();
    resolve_or_give(tx, of, id, place).map(Some)
}

/// A UUID in the one form in which it is written; `None` for any other id.
pub(crate) fn canonical(id: &str) -> Option<Uuid> {
    let uuid = Uuid::try_parse(id).ok()?;
    (uuid.to_string() == id).then_some(uuid)
}

fn address(of: ResourceType, id: &str) -> [Value; 3] {
    [hash(&format!("{of}/{id}")).into(), of.number().into(), id.into()]
}
