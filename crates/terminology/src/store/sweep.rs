//! Takes away the rows of what was replaced or given up, some thousand at a time.

use super::number;
use crate::release::ReleaseId;
use nabz_kernel::clock::Instant;
use nabz_store::{Stop, Tx};

/// Numbers of concepts, or rows of another kind, in one part.
const ROWS_A_PART: u32 = 2_000;

const REPLACED: &str = "
    SELECT release_id
    FROM   terminology_release
    WHERE  state = 'replaced' AND state_at < $1
    ORDER  BY release_id
    LIMIT  1";
const LAST_CONCEPT: &str = "
    SELECT concept
    FROM   terminology_concept
    WHERE  release_id = $1
    ORDER  BY concept DESC
    LIMIT  1";
const WORDS: &str = "
    DELETE FROM terminology_word
    WHERE  release_id = $1
      AND  (word, concept) IN (SELECT word, concept FROM terminology_word
                               WHERE release_id = $1 ORDER BY word, concept LIMIT $2)";
const TARGETS: &str = "
    DELETE FROM terminology_target
    WHERE  release_id = $1
      AND  place IN (SELECT place FROM terminology_target
                     WHERE release_id = $1 ORDER BY place LIMIT $2)";
const OF_CONCEPTS: [&str; 5] = [
    "DELETE FROM terminology_below WHERE release_id = $1 AND concept >= $2",
    "DELETE FROM terminology_parent WHERE release_id = $1 AND concept >= $2",
    "DELETE FROM terminology_property WHERE release_id = $1 AND concept >= $2",
    "DELETE FROM terminology_designation WHERE release_id = $1 AND concept >= $2",
    "DELETE FROM terminology_concept WHERE release_id = $1 AND concept >= $2",
];
const RELEASE: &str = "DELETE FROM terminology_release WHERE release_id = $1";

/// Something that was replaced before this moment, or given up.
pub(crate) fn replaced(tx: &mut Tx<'_>, before: Instant) -> Result<Option<ReleaseId>, Stop> {
    tx.query_one(REPLACED, &[before.into()], |row| row.get(0).map(ReleaseId))
}

/// Takes away one part of a release, and says whether there is more.
pub(crate) fn part(tx: &mut Tx<'_>, id: ReleaseId) -> Result<bool, Stop> {
    for rows in [WORDS, TARGETS] {
        if tx.execute(rows, &[id.0.into(), ROWS_A_PART.into()])? > 0 {
            return Ok(true);
        }
    }
    let Some(last) = tx.query_one(LAST_CONCEPT, &[id.0.into()], |row| number(row, 0))? else {
        tx.execute(RELEASE, &[id.0.into()])?;
        return Ok(false);
    };
    let from = last.saturating_sub(ROWS_A_PART);
    for rows in OF_CONCEPTS {
        tx.execute(rows, &[id.0.into(), from.into()])?;
    }
    Ok(true)
}
