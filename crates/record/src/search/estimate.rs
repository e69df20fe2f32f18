//! How many rows an index has for what is wanted, so that the rarer one leads.

use super::candidates::{self, amount, span, text};
use super::cursor::Place;
use super::lead::Lead;
use nabz_fhir::ResourceType;
use nabz_store::{Stop, Tx, Value};

/// Rows that are counted before two indexes count as equally poor.
const ROWS_MAX: i64 = 400;
/// Rows of a range that are put into another order for one page: 40,000 of them took SQLite a tenth
/// of a second on a busy machine.
const SORTED_ROWS_MAX: i64 = 20_000;

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
        match self {
            Self::Hashes { .. } | Self::Listed(_) => {
                let start = if self.descends() { Place::END } else { Place::START };
                let limit = usize::try_from(ROWS_MAX).unwrap_or(usize::MAX);
                let found = candidates::next(tx, of, self, start, limit)?.len();
                Ok(i64::try_from(found).unwrap_or(ROWS_MAX))
            }
            Self::Texts { .. }
            | Self::Amounts { .. }
            | Self::Spans { .. }
            | Self::Birthdays { .. } => self.counted(tx, of, ROWS_MAX),
            Self::Changes { .. } => Ok(ROWS_MAX),
        }
    }

    /// Has it so many rows that putting them into the order of their entries for each page takes
    /// longer than to look at everything of the type?
    pub(super) fn is_too_wide(&self, tx: &mut Tx<'_>, of: ResourceType) -> Result<bool, Stop> {
        match self {
            Self::Texts { .. } | Self::Amounts { .. } | Self::Birthdays { .. } => {
                Ok(self.counted(tx, of, SORTED_ROWS_MAX)? >= SORTED_ROWS_MAX)
            }
            Self::Hashes { .. } | Self::Spans { .. } | Self::Changes { .. } | Self::Listed(_) => {
                Ok(false)
            }
        }
    }

    /// The rows of its ranges, counted up to this many.
    fn counted(&self, tx: &mut Tx<'_>, of: ResourceType, most: i64) -> Result<i64, Stop> {
        let asked: Vec<(&'static str, Vec<Value>)> = match self {
            Self::Texts { param, ranges } => {
                ranges.iter().map(|range| (TEXTS, text(of, *param, range))).collect()
            }
            Self::Amounts { param, ranges } => {
                ranges.iter().map(|range| (AMOUNTS, amount(of, *param, *range))).collect()
            }
            Self::Spans { param, bounds } | Self::Birthdays { param, bounds } => {
                [false, true].map(|long| (SPANS, span(of, *param, *bounds, long))).into()
            }
            Self::Hashes { .. } | Self::Changes { .. } | Self::Listed(_) => Vec::new(),
        };
        let mut rows = 0;
        for (sql, mut values) in asked {
            values.push((most - rows).into());
            rows += tx.query_one(sql, &values, |row| row.get::<i64>(0))?.unwrap_or_default();
            if rows >= most {
                break;
            }
        }
        Ok(rows)
    }
}
