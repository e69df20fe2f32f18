//! How many rows an index has for what is wanted, so that the rarer one leads.

use super::candidates::{self, amount, span, text};
use super::cursor::Place;
use super::lead::Lead;
use nabz_fhir::ResourceType;
use nabz_store::{Stop, Tx, Value};

/// Rows that are counted before two indexes count as equally poor.
pub(super) const ROWS_MAX: i64 = 400;

const TEXTS: &str = "
    SELECT COUNT(*)
    FROM   (SELECT 1 AS one
            FROM   record_string
            WHERE  type = $1 AND param = $2 AND folded >= $3 AND folded < $4
            LIMIT  $5) AS counted";
const AMOUNTS: &str = "
    SELECT COUNT(*)
    FROM   (SELECT 1 AS one
            FROM   record_quantity
            WHERE  type = $1 AND param = $2 AND apart = $3 AND value BETWEEN $4 AND $5
            LIMIT  $6) AS counted";
const SPANS: &str = "
    SELECT COUNT(*)
    FROM   (SELECT 1 AS one
            FROM   record_date
            WHERE  type = $1 AND param = $2 AND first BETWEEN $3 AND $4 AND last BETWEEN $5 AND $6
            LIMIT  $7) AS counted";

impl Lead {
    /// How many rows it has, counted up to a few hundred.
    pub(super) fn estimate(&self, tx: &mut Tx<'_>, of: ResourceType) -> Result<i64, Stop> {
        let mut rows = 0;
        let mut count = |tx: &mut Tx<'_>, sql, mut values: Vec<Value>| {
            values.push(ROWS_MAX.into());
            rows += tx.query_one(sql, &values, |row| row.get::<i64>(0))?.unwrap_or_default();
            Ok::<_, Stop>(rows >= ROWS_MAX)
        };
        match self {
            Self::Hashes { .. } | Self::Listed(_) | Self::Union { .. } => {
                let start = if self.descends() { Place::END } else { Place::START };
                let limit = usize::try_from(ROWS_MAX).unwrap_or(usize::MAX);
                let found = candidates::next(tx, of, self, start, limit)?.len();
                return Ok(i64::try_from(found).unwrap_or(ROWS_MAX));
            }
            Self::Texts { param, ranges } => {
                for range in ranges {
                    if count(tx, TEXTS, text(of, *param, range))? {
                        break;
                    }
                }
            }
            Self::Amounts { param, ranges } => {
                for range in ranges {
                    if count(tx, AMOUNTS, amount(of, *param, *range))? {
                        break;
                    }
                }
            }
            Self::Spans { param, bounds } | Self::Birthdays { param, bounds } => {
                for long in [false, true] {
                    count(tx, SPANS, span(of, *param, *bounds, long))?;
                }
            }
            Self::Changes { .. } => return Ok(ROWS_MAX),
        }
        Ok(rows.min(ROWS_MAX))
    }
}
