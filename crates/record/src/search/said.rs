//! The few texts that a range of an index holds. Under one text entries stand in their order, so a
//! page of them is read as it stands; of a whole range everything would have to be put into order.

use super::candidates::text;
use super::lead::Lead;
use nabz_fhir::ResourceType;
use nabz_store::{Stop, Tx};

/// Texts that are looked up one by one; a range that holds more is put into order.
const TEXTS_MAX: usize = 12;

/// From one text of the index straight to the next.
const TEXTS: &str = "
    WITH RECURSIVE said (folded) AS (
        SELECT MIN(folded)
        FROM   record_string
        WHERE  type = $1 AND param = $2 AND folded >= $3 AND folded < $4
        UNION ALL
        SELECT (SELECT MIN(folded)
                FROM   record_string
                WHERE  type = $1 AND param = $2 AND folded > said.folded AND folded < $4)
        FROM   said
        WHERE  said.folded IS NOT NULL
    )
    SELECT folded
    FROM   said
    WHERE  folded IS NOT NULL
    LIMIT  $5";

/// The same lead by what is really said, where that is little.
pub(super) fn spelled_out(tx: &mut Tx<'_>, of: ResourceType, lead: Lead) -> Result<Lead, Stop> {
    let Lead::Texts { param, ranges } = &lead else { return Ok(lead) };
    let mut texts: Vec<String> = Vec::new();
    for range in ranges {
        let mut values = text(of, *param, range);
        let left = TEXTS_MAX.saturating_sub(texts.len()).saturating_add(1);
        values.push(i64::try_from(left).unwrap_or(i64::MAX).into());
        texts.extend(tx.query(TEXTS, &values, |row| row.get::<String>(0))?);
        if texts.len() > TEXTS_MAX {
            return Ok(lead);
        }
    }
    texts.sort_unstable();
    texts.dedup();
    Ok(Lead::Said { param: *param, texts })
}
