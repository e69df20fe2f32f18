//! What lies below what.

use super::concepts::{FOUND_MAX, bounded};
use super::{AT_ONCE, number, padded};
use crate::ranges::Ranges;
use crate::release::ReleaseId;
use nabz_store::{Stop, Tx, Value};

const BELOW: &str = "
    SELECT first, behind
    FROM   terminology_below
    WHERE  release_id = $1 AND concept = $2
    ORDER  BY first
    LIMIT  $3";
// The last range that begins before a number is the only one that can hold it.
const BEFORE: &str = "
    SELECT behind
    FROM   terminology_below
    WHERE  release_id = $1 AND concept = $2 AND first <= $3
    ORDER  BY first DESC
    LIMIT  1";
const PARENTS: &str = "
    SELECT parent
    FROM   terminology_parent
    WHERE  release_id = $1 AND concept = $2
    ORDER  BY parent
    LIMIT  $3";
const CHILDREN: &str = "
    SELECT concept
    FROM   terminology_parent
    WHERE  release_id = $1 AND parent = $2
    ORDER  BY concept
    LIMIT  $3";
const PARENTS_OF_SIXTEEN: &str = "
    SELECT concept, parent
    FROM   terminology_parent
    WHERE  release_id = $1
      AND  concept IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    ORDER  BY concept, parent
    LIMIT  $18";
// Upwards there are few: some hundred at most, even where a concept has many parents.
const ABOVE: &str = "
    WITH RECURSIVE above (concept) AS (
        SELECT parent FROM terminology_parent WHERE release_id = $1 AND concept = $2
        UNION
        SELECT p.parent
        FROM   above a
        JOIN   terminology_parent p ON p.concept = a.concept
        WHERE  p.release_id = $1
    )
    SELECT concept FROM above ORDER BY concept LIMIT $3";

/// A concept and all that lies below it.
pub(crate) fn below(tx: &mut Tx<'_>, id: ReleaseId, concept: u32) -> Result<Ranges, Stop> {
    let values = [id.0.into(), concept.into(), (FOUND_MAX + 1).into()];
    let mut spans = tx.query(BELOW, &values, |row| Ok(number(row, 0)?..number(row, 1)?))?;
    bounded(spans.len())?;
    if spans.is_empty() {
        spans.push(concept..concept.saturating_add(1));
    }
    Ok(Ranges::of(spans))
}

/// Is it the other one, or does it lie below it? One look-up.
pub(crate) fn is_below(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    (concept, above): (u32, u32),
) -> Result<bool, Stop> {
    if concept == above {
        return Ok(true);
    }
    let values = [id.0.into(), above.into(), concept.into()];
    let behind = tx.query_one(BEFORE, &values, |row| number(row, 0))?;
    Ok(behind.is_some_and(|behind| concept < behind))
}

/// All that a concept lies below, without itself.
pub(crate) fn above(tx: &mut Tx<'_>, id: ReleaseId, concept: u32) -> Result<Ranges, Stop> {
    numbers(tx, ABOVE, (id, concept))
}

/// What a concept lies directly below.
pub(crate) fn parents(tx: &mut Tx<'_>, id: ReleaseId, concept: u32) -> Result<Ranges, Stop> {
    numbers(tx, PARENTS, (id, concept))
}

/// What lies directly below a concept.
pub(crate) fn children(tx: &mut Tx<'_>, id: ReleaseId, concept: u32) -> Result<Ranges, Stop> {
    numbers(tx, CHILDREN, (id, concept))
}

/// What these concepts lie directly below, in the order of the concepts; of each its parents in
/// theirs.
pub(crate) fn parents_among(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    concepts: &[u32],
) -> Result<Vec<(u32, u32)>, Stop> {
    let mut found = Vec::with_capacity(concepts.len());
    for some in concepts.chunks(AT_ONCE) {
        let keys: Vec<Value> = some.iter().map(|concept| (*concept).into()).collect();
        let mut values = padded(&[id.0.into()], &keys);
        values.push(FOUND_MAX.into());
        found.extend(
            tx.query(PARENTS_OF_SIXTEEN, &values, |row| Ok((number(row, 0)?, number(row, 1)?)))?,
        );
    }
    Ok(found)
}

fn numbers(
    tx: &mut Tx<'_>,
    sql: &'static str,
    (id, concept): (ReleaseId, u32),
) -> Result<Ranges, Stop> {
    let values = [id.0.into(), concept.into(), (FOUND_MAX + 1).into()];
    let found = tx.query(sql, &values, |row| number(row, 0))?;
    bounded(found.len())?;
    Ok(Ranges::of_numbers(found))
}
