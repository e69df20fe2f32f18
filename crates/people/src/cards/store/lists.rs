//! Which cards no longer count, the lists that said so, and the changes between them.

use super::rows::{count, strange};
use crate::cards::model::{LastList, Mark};
use crate::cards::rules;
use nabz_credential::status::StatusList;
use nabz_credential::status::delta::Sealed;
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::Id;
use nabz_store::{Row, Stop, Tx, Value};

/// Cards that are read in one go; a city has some hundred thousand that do not count.
const MARKED_ROWS: i64 = 10_000;
/// Lists that stay, for whoever wants to know what phones were told.
const LISTS_KEPT: u64 = 31;
/// Whoever fetched a list in the last month goes on from there.
const CHANGES_KEPT_DAYS: i64 = 31;

const MARKED: &str = "
    SELECT status_index, mark
    FROM   cards_card
    WHERE  mark <> 'good' AND status_index > $1
    ORDER  BY status_index
    LIMIT  $2";

const LAST: &str = "
    SELECT sequence, as_of, made_at, size
    FROM   cards_list
    ORDER  BY sequence DESC
    LIMIT  1";

const CURRENT: &str = "SELECT sealed FROM cards_list ORDER BY sequence DESC LIMIT 1";

const LENGTH: &str = "
    SELECT sequence, CAST(LENGTH(sealed) AS BIGINT)
    FROM   cards_list
    ORDER  BY sequence DESC
    LIMIT  1";

const ADD: &str = "
    INSERT INTO cards_list (sequence, as_of, sealed, made_at, size)
    VALUES ($1, $2, $3, $4, $5)";

const FORGET: &str = "DELETE FROM cards_list WHERE sequence <= $1";

const ADD_CHANGE: &str = "
    INSERT INTO cards_change (sequence, as_of, sealed)
    VALUES ($1, $2, $3)";

const FORGET_CHANGES: &str = "DELETE FROM cards_change WHERE as_of < $1";

const CHANGES: &str = "
    SELECT sequence, sealed
    FROM   cards_change
    WHERE  sequence > $1
    ORDER  BY sequence
    LIMIT  $2";

const ADD_UNLISTED: &str = "
    INSERT INTO cards_unlisted (bucket, of_id, version)
    VALUES ($1, $2, $3)";

const ANY_UNLISTED: &str = "
    SELECT version
    FROM   cards_unlisted
    ORDER  BY bucket, of_id, version
    LIMIT  1";

const FORGET_UNLISTED: &str = "DELETE FROM cards_unlisted";

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

/// The latest list, without what it says.
pub fn last_list(tx: &mut Tx<'_>) -> Result<Option<LastList>, Stop> {
    tx.query_one(LAST, &[], |row| {
        let size = row.get::<Option<i64>>(3)?.map(u32::try_from).transpose();
        Ok(LastList {
            sequence: large(row, 0)?,
            as_of: Date::from_days(row.get(1)?),
            made_at: row.get::<Option<i64>>(2)?.map(Instant::from_microseconds),
            size: size.map_err(|_| strange("a size"))?,
        })
    })
}

/// The latest list, as a checker downloads it.
pub fn current_list(tx: &mut Tx<'_>) -> Result<Option<Vec<u8>>, Stop> {
    tx.query_one(CURRENT, &[], |row| row.get(0))
}

/// Keeps a list that was just signed, and takes the oldest away.
pub fn add_list(tx: &mut Tx<'_>, next: &Sealed) -> Result<(), Stop> {
    let (list, now) = (&next.list, tx.now());
    let row: [Value; 5] = [
        number(list.sequence()).into(),
        list.as_of().into(),
        next.bytes.as_slice().into(),
        now.into(),
        list.size().into(),
    ];
    tx.execute(ADD, &row)?;
    let too_old = number(list.sequence().saturating_sub(LISTS_KEPT));
    tx.execute(FORGET, &[too_old.into()]).map(drop)
}

/// Keeps the change that leads to a list, and takes those of more than a month ago away.
pub fn add_change(tx: &mut Tx<'_>, to: &StatusList, sealed: &[u8]) -> Result<(), Stop> {
    let row: [Value; 3] = [number(to.sequence()).into(), to.as_of().into(), sealed.into()];
    tx.execute(ADD_CHANGE, &row)?;
    let too_old = Date::from_days(to.as_of().days() - CHANGES_KEPT_DAYS);
    tx.execute(FORGET_CHANGES, &[too_old.into()]).map(drop)
}

/// The changes that lead from the list of this number to the latest; `None` when they are not kept,
/// or when that list is the shorter download.
pub fn changes_behind(tx: &mut Tx<'_>, held: u64) -> Result<Option<Vec<Vec<u8>>>, Stop> {
    let latest = tx.query_one(LENGTH, &[], |row| Ok((large(row, 0)?, large(row, 1)?)))?;
    let Some((last, bytes)) = latest.filter(|(last, _)| held <= *last) else { return Ok(None) };
    let one_more = i64::try_from(rules::CHANGES_MAX + 1).unwrap_or(i64::MAX);
    let found = tx.query(CHANGES, &[number(held).into(), one_more.into()], |row| {
        Ok((large(row, 0)?, row.get::<Vec<u8>>(1)?))
    })?;
    let whole = usize::try_from(bytes).unwrap_or(usize::MAX);
    Ok(rules::changes_from((held, last), found, whole))
}

/// Notes that the latest list does not say what a card, or a roll of stickers, is worth from this
/// version on.
pub fn add_unlisted<M>(tx: &mut Tx<'_>, of: Id<M>, version: u32) -> Result<(), Stop> {
    let row = [of.bucket().into(), of.into(), version.into()];
    tx.execute(ADD_UNLISTED, &row).map(drop)
}

/// Whether the latest list does not say of every card what it is worth now.
pub fn is_any_unlisted(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    Ok(tx.query_one(ANY_UNLISTED, &[], |row| row.get::<i64>(0))?.is_some())
}

/// Forgets them, before the list is written that says it.
pub fn forget_unlisted(tx: &mut Tx<'_>) -> Result<(), Stop> {
    tx.execute(FORGET_UNLISTED, &[]).map(drop)
}

/// A number that the database has no place for is larger than any that it has.
pub(super) fn number(large: u64) -> i64 {
    i64::try_from(large).unwrap_or(i64::MAX)
}

/// A number that counts up for ever.
pub(super) fn large(row: &Row<'_>, place: usize) -> Result<u64, Stop> {
    u64::try_from(row.get::<i64>(place)?).map_err(|_| strange("a number"))
}
