//! How many rows an index has for what is wanted, so that the rarer one leads.

use super::candidates::{self, amount, span, text};
use super::cursor::Place;
use super::lead::{HashTable, Lead};
use nabz_fhir::ResourceType;
use nabz_store::{Stop, Tx, Value};

/// Rows that are counted before two indexes count as equally poor.
const ROWS_MAX: usize = 400;
/// Rows of a range that are put into another order for one page: 40,000 of them took SQLite a tenth
/// of a second on a busy machine.
const SORTED_ROWS_MAX: usize = 20_000;
/// What was begun goes on while its range grows, up to so many rows.
const SORTED_ROWS_GROWN_MAX: usize = 2 * SORTED_ROWS_MAX;

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
    pub(super) fn estimate(&self, tx: &mut Tx<'_>, of: ResourceType) -> Result<usize, Stop> {
        match self {
            Self::Changes { .. } => Ok(ROWS_MAX),
            Self::Hashes { .. }
            | Self::Texts { .. }
            | Self::Said { .. }
            | Self::Amounts { .. }
            | Self::Spans { .. }
            | Self::Birthdays { .. }
            | Self::Listed(_)
            | Self::Union { .. } => self.rows(tx, of, ROWS_MAX),
        }
    }

    /// Has it so many rows that putting them into the order of their entries for each page takes
    /// longer than to look at everything of the type?
    pub(super) fn is_too_wide(&self, tx: &mut Tx<'_>, of: ResourceType) -> Result<bool, Stop> {
        self.has_to_sort(tx, of, SORTED_ROWS_MAX)
    }

    /// Has it become so wide, or was it never the lead of the page before?
    pub(super) fn has_grown(&self, tx: &mut Tx<'_>, of: ResourceType) -> Result<bool, Stop> {
        self.has_to_sort(tx, of, SORTED_ROWS_GROWN_MAX)
    }

    /// Does each page put `least` rows or more into order?
    fn has_to_sort(&self, tx: &mut Tx<'_>, of: ResourceType, least: usize) -> Result<bool, Stop> {
        match self {
            Self::Texts { .. } | Self::Amounts { .. } | Self::Birthdays { .. } => {
                Ok(self.rows(tx, of, least)? >= least)
            }
            Self::Hashes { .. }
            | Self::Said { .. }
            | Self::Spans { .. }
            | Self::Changes { .. }
            | Self::Listed(_)
            | Self::Union { .. } => Ok(false),
        }
    }

    /// How many rows it has, counted up to `most`.
    pub(super) fn rows(
        &self,
        tx: &mut Tx<'_>,
        of: ResourceType,
        most: usize,
    ) -> Result<usize, Stop> {
        let mut counted = Counted { rows: 0, most };
        match self {
            Self::Hashes { table, param, hashes } => {
                hashes
                    .iter()
                    .try_for_each(|hash| counted.probe(tx, of, (*table, *param, *hash)))?;
            }
            Self::Union { pointers, listed } => {
                counted.rows = listed.len();
                pointers.iter().try_for_each(|(param, hash)| {
                    counted.probe(tx, of, (HashTable::Reference, *param, *hash))
                })?;
            }
            Self::Said { param, texts } => texts.iter().try_for_each(|text| {
                let texts = vec![text.clone()];
                counted.walk(tx, of, &Self::Said { param: *param, texts })
            })?,
            Self::Texts { param, ranges } => ranges
                .iter()
                .try_for_each(|range| counted.count(tx, TEXTS, text(of, *param, range)))?,
            Self::Amounts { param, ranges } => ranges
                .iter()
                .try_for_each(|range| counted.count(tx, AMOUNTS, amount(of, *param, *range)))?,
            Self::Spans { param, bounds } | Self::Birthdays { param, bounds } => [false, true]
                .into_iter()
                .try_for_each(|long| counted.count(tx, SPANS, span(of, *param, *bounds, long)))?,
            Self::Listed(places) => counted.rows = places.len(),
            Self::Changes { .. } => counted.walk(tx, of, self)?,
        }
        Ok(counted.rows.min(most))
    }
}

/// Rows so far, of as many as matter.
struct Counted {
    rows: usize,
    most: usize,
}

impl Counted {
    fn left(&self) -> usize {
        self.most.saturating_sub(self.rows)
    }

    fn probe(
        &mut self,
        tx: &mut Tx<'_>,
        of: ResourceType,
        (table, param, hash): (HashTable, i64, i64),
    ) -> Result<(), Stop> {
        self.walk(tx, of, &Lead::Hashes { table, param, hashes: vec![hash] })
    }

    fn walk(&mut self, tx: &mut Tx<'_>, of: ResourceType, lead: &Lead) -> Result<(), Stop> {
        if self.left() > 0 {
            let start = if lead.descends() { Place::END } else { Place::START };
            self.rows += candidates::next(tx, of, lead, start, self.left())?.len();
        }
        Ok(())
    }

    fn count(
        &mut self,
        tx: &mut Tx<'_>,
        sql: &'static str,
        mut values: Vec<Value>,
    ) -> Result<(), Stop> {
        if self.left() > 0 {
            values.push(i64::try_from(self.left()).unwrap_or(i64::MAX).into());
            let rows = tx.query_one(sql, &values, |row| row.get::<i64>(0))?.unwrap_or_default();
            self.rows += usize::try_from(rows).unwrap_or_default();
        }
        Ok(())
    }
}
