//! Which cards no longer count, and the lists that said so.

use super::rows::{count, strange};
use crate::cards::model::Mark;
use nabz_credential::status::StatusList;
use nabz_store::{Row, Stop, Tx, Value};

/// Cards that are read in one go; a city has some hundred thousand that do not count.
const MARKED_ROWS: i64 = 10_000;
/// Lists that stay: whoever fetched one in the last month finds it again.
const LISTS_KEPT: u64 = 31;

const MARKED: &str = "
    SELECT status_index, mark
    FROM   cards_card
    WHERE  mark <> 'good' AND status_index > $1
    ORDER  BY status_index
    LIMIT  $2";

const LAST: &str = "SELECT sequence FROM cards_list ORDER BY sequence DESC LIMIT 1";

const CURRENT: &str = "SELECT sealed FROM cards_list ORDER BY sequence DESC LIMIT 1";

const ADD: &str = "
    INSERT INTO cards_list (sequence, as_of, sealed)
    VALUES ($1, $2, $3)";

const FORGET: &str = "DELETE FROM cards_list WHERE sequence <= $1";

/// The indices of all cards that do not count, ascending: the revoked, and the suspended.
///
/// Both come from one walk. Between two walks a card that is suspended and then revoked would be
/// missed by each, and would look good for a day.
pub fn marked(tx: &mut Tx<'_>) -> Result<(Vec<u32>, Vec<u32>), Stop> {
    let (mut revoked, mut suspended) = (Vec::new(), Vec::new());
    let mut after: i64 = -1;
    loop {
        let read = |row: &Row<'_>| Ok((count(row, 0)?, row.get::<String>(1)?));
        let more = tx.query(MARKED, &[after.into(), MARKED_ROWS.into()], read)?;
        let Some((last, _)) = more.last() else { return Ok((revoked, suspended)) };
        after = i64::from(*last);
        for (index, mark) in more {
            match Mark::of_word(&mark).ok_or_else(|| strange("a mark"))? {
                Mark::Revoked => revoked.push(index),
                Mark::Suspended => suspended.push(index),
                Mark::Good => {}
            }
        }
    }
}

/// The number of the latest list.
pub fn last_list(tx: &mut Tx<'_>) -> Result<Option<u64>, Stop> {
    Ok(tx.query_one(LAST, &[], |row| count(row, 0))?.map(u64::from))
}

/// The latest list, as a checker downloads it.
pub fn current_list(tx: &mut Tx<'_>) -> Result<Option<Vec<u8>>, Stop> {
    tx.query_one(CURRENT, &[], |row| row.get(0))
}

/// Keeps a list that was just signed, and takes the oldest away.
pub fn add_list(tx: &mut Tx<'_>, list: &StatusList, sealed: &[u8]) -> Result<(), Stop> {
    let number = |sequence: u64| i64::try_from(sequence).unwrap_or(i64::MAX);
    let sequence = number(list.sequence());
    let row: [Value; 3] = [sequence.into(), list.as_of().into(), sealed.into()];
    tx.execute(ADD, &row)?;
    let too_old = number(list.sequence().saturating_sub(LISTS_KEPT));
    tx.execute(FORGET, &[too_old.into()]).map(drop)
}
