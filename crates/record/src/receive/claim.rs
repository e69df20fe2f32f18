//! What a source has already sent.

use crate::entry::{Key, SourceId, hash};
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Query, query};
use nabz_store::{Stop, Tx, Value};

const FIND: &str = "
    SELECT entry_id
    FROM   record_claim
    WHERE  hash = $1 AND source_id = $2 AND type = $3 AND claim = $4";
const ADD: &str = "
    INSERT INTO record_claim (hash, source_id, type, claim, bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (hash, source_id, type, claim) DO NOTHING";

/// The entry that this source has claimed under these words.
pub(super) fn find(
    tx: &mut Tx<'_>,
    source: SourceId,
    of: ResourceType,
    claim: &str,
) -> Result<Option<Key>, Stop> {
    let found = tx.query_one(FIND, &address(source, of, claim), |row| row.get(0))?;
    Ok(found.map(|entry| Key::of(of, entry)))
}

/// Claims `key`, or says who did before. Two that claim at once end with the same answer.
pub(super) fn claim(
    tx: &mut Tx<'_>,
    source: SourceId,
    claim: &str,
    key: Key,
) -> Result<Option<Key>, Stop> {
    let mut row = address(source, key.of, claim).to_vec();
    row.extend([key.bucket.into(), key.entry.into()]);
    if tx.execute(ADD, &row)? == 1 {
        return Ok(None);
    }
    find(tx, source, key.of, claim)
}

/// Two conditional writes with the same criteria go one after the other, however each spells them.
pub(super) fn lock(tx: &mut Tx<'_>, source: SourceId, asked: &Query) -> Result<(), Stop> {
    let mut sent = asked.sent.clone();
    sent.sort_unstable();
    let criteria = hash(&query(&sent));
    tx.lock(&format!("record_claim:{}:{}:{criteria:x}", source.number(), asked.of))
}

fn address(source: SourceId, of: ResourceType, claim: &str) -> [Value; 4] {
    [hash(claim).into(), source.number().into(), of.number().into(), claim.into()]
}
