//! Taking away the rows of a parameter, some at a time.

use crate::entry::Key;
use crate::index;
use crate::rows::{Row, identified_under};
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::Kind;
use nabz_fhir::definitions::added::Addition;
use nabz_store::{Row as Read, Stop, Tx};

/// Rows in one transaction.
const ROWS_AT_ONCE: usize = 500;

const TOKENS: &str = "
    SELECT bucket, entry_id, hash
    FROM   record_token
    WHERE  type = $1 AND param = $2
    ORDER  BY hash, entry_id, bucket
    LIMIT  $3";
const TEXTS: &str = "
    SELECT bucket, entry_id, folded
    FROM   record_string
    WHERE  type = $1 AND param = $2
    ORDER  BY folded, entry_id, bucket
    LIMIT  $3";
const SPANS: &str = "
    SELECT bucket, entry_id, first, last
    FROM   record_date
    WHERE  type = $1 AND param = $2
    ORDER  BY first, last, entry_id, bucket
    LIMIT  $3";
const REFERENCES: &str = "
    SELECT bucket, entry_id, hash
    FROM   record_reference
    WHERE  type = $1 AND param = $2
    ORDER  BY hash, entry_id, bucket
    LIMIT  $3";
const AMOUNTS: &str = "
    SELECT bucket, entry_id, apart, value
    FROM   record_quantity
    WHERE  type = $1 AND param = $2
    ORDER  BY apart, value, entry_id, bucket
    LIMIT  $3";

/// Takes some rows away, and says whether that were the last.
pub(super) fn cleared(tx: &mut Tx<'_>, one: &Addition) -> Result<bool, Stop> {
    let mut left = ROWS_AT_ONCE;
    for of in one.types() {
        for (key, row) in standing(tx, one, *of, left)? {
            index::drop_row(tx, key, &row)?;
            left -= 1;
        }
        if left == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Rows that stand under the parameter, so many at most.
fn standing(
    tx: &mut Tx<'_>,
    one: &Addition,
    of: ResourceType,
    most: usize,
) -> Result<Vec<(Key, Row)>, Stop> {
    let param = i64::from(one.param().id);
    let mut found = match one.param().kind {
        Kind::Token => tokens(tx, of, param, most)?,
        Kind::Text | Kind::Uri => {
            read(tx, TEXTS, of, (param, most), |row| Ok(Row::Text { param, folded: row.get(2)? }))?
        }
        Kind::Date => {
            let mut all = spans(tx, of, param, most)?;
            all.extend(spans(tx, of, -param, most)?);
            all
        }
        Kind::Reference => {
            let mut all = read(tx, REFERENCES, of, (param, most), |row| {
                Ok(Row::Reference { param, hash: row.get(2)? })
            })?;
            all.extend(tokens(tx, of, identified_under(one.param()), most)?);
            all
        }
        Kind::Quantity | Kind::Number => read(tx, AMOUNTS, of, (param, most), |row| {
            Ok(Row::Quantity { param, apart: row.get(2)?, value: row.get(3)? })
        })?,
        Kind::Composite | Kind::Special => Vec::new(),
    };
    found.truncate(most);
    Ok(found)
}

fn tokens(
    tx: &mut Tx<'_>,
    of: ResourceType,
    param: i64,
    most: usize,
) -> Result<Vec<(Key, Row)>, Stop> {
    read(tx, TOKENS, of, (param, most), |row| Ok(Row::Token { param, hash: row.get(2)? }))
}

fn spans(
    tx: &mut Tx<'_>,
    of: ResourceType,
    param: i64,
    most: usize,
) -> Result<Vec<(Key, Row)>, Stop> {
    read(tx, SPANS, of, (param, most), |row| {
        Ok(Row::Date { param, first: row.get(2)?, last: row.get(3)? })
    })
}

fn read(
    tx: &mut Tx<'_>,
    sql: &'static str,
    of: ResourceType,
    (param, most): (i64, usize),
    row: impl Fn(&Read<'_>) -> Result<Row, Stop>,
) -> Result<Vec<(Key, Row)>, Stop> {
    let most = i64::try_from(most).unwrap_or_default();
    tx.query(sql, &[of.number().into(), param.into(), most.into()], |read| {
        Ok((Key { bucket: read.get(0)?, entry: read.get(1)?, of }, row(read)?))
    })
}
