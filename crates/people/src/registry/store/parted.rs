//! Links that were taken back, and what was said of everything that was written meanwhile.

use super::changes::read_link;
use super::rows::strange;
use crate::registry::model::{Decided, Link, LinkId, Mark, Marked};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Row, Stop, Tx, Value};

/// More links than anybody takes back of one person.
const PARTED_ROWS_MAX: i64 = 20;
/// More entries than are written of two persons while a mistake stands.
const MARKS_ROWS_MAX: i64 = 2_000;

const LINK: &str = "
    SELECT link_id, person_id, same_as, linked_by, linked_at, reason, undone_by, undone_at,
           undone_why
    FROM   registry_link
    WHERE  bucket = $1 AND link_id = $2";

const PARTED: &str = "
    SELECT link_id, person_id, same_as, linked_by, linked_at, reason, undone_by, undone_at,
           undone_why
    FROM   registry_link
    WHERE  person_id = $1 AND undone_at IS NOT NULL
    ORDER  BY linked_at DESC, link_id
    LIMIT  $2";

const PARTED_FROM: &str = "
    SELECT link_id, person_id, same_as, linked_by, linked_at, reason, undone_by, undone_at,
           undone_why
    FROM   registry_link
    WHERE  same_as = $1 AND undone_at IS NOT NULL
    ORDER  BY linked_at DESC, link_id
    LIMIT  $2";

const MARKS: &str = "
    SELECT entry, mark, marked_by, marked_at
    FROM   registry_written_mark
    WHERE  bucket = $1 AND link_id = $2
    ORDER  BY entry
    LIMIT  $3";

const ADD_MARK: &str = "
    INSERT INTO registry_written_mark (bucket, link_id, entry, mark, marked_by, marked_at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING";

const CHANGE_MARK: &str = "
    UPDATE registry_written_mark
    SET    mark = $4, marked_by = $5, marked_at = $6
    WHERE  bucket = $1 AND link_id = $2 AND entry = $3 AND mark = $7";

/// One link, in force or taken back.
pub fn link(tx: &mut Tx<'_>, id: LinkId) -> Result<Option<Link>, Stop> {
    tx.query_one(LINK, &[id.bucket().into(), id.into()], read_link)
}

/// The links of somebody that were taken back, on whichever side they stood; the last one first.
pub fn parted(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Link>, Stop> {
    let key: [Value; 2] = [person.into(), PARTED_ROWS_MAX.into()];
    let mut parted = tx.query(PARTED, &key, read_link)?;
    parted.extend(tx.query(PARTED_FROM, &key, read_link)?);
    parted.sort_by_key(|link| std::cmp::Reverse(link.linked.1));
    Ok(parted)
}

/// What was said of the entries written while a link stood.
pub fn marks(tx: &mut Tx<'_>, link: LinkId) -> Result<Vec<Marked>, Stop> {
    let key: [Value; 3] = [link.bucket().into(), link.into(), MARKS_ROWS_MAX.into()];
    tx.query(MARKS, &key, read_marked)
}

/// Says to whom an entry belongs; false when something else was said of it than whoever says so
/// has `seen`.
pub fn mark(
    tx: &mut Tx<'_>,
    link: LinkId,
    (entry, seen): (&str, Option<Mark>),
    (mark, (by, at)): (Mark, Decided),
) -> Result<bool, Stop> {
    let mut row: Vec<Value> = vec![
        link.bucket().into(),
        link.into(),
        entry.into(),
        mark.word().into(),
        by.into(),
        at.into(),
    ];
    let Some(seen) = seen else { return Ok(tx.execute(ADD_MARK, &row)? == 1) };
    row.push(seen.word().into());
    Ok(tx.execute(CHANGE_MARK, &row)? == 1)
}

fn read_marked(row: &Row<'_>) -> Result<Marked, Stop> {
    let mark: String = row.get(1)?;
    Ok(Marked {
        entry: row.get(0)?,
        mark: Mark::of_word(&mark).ok_or_else(|| strange("a mark"))?,
        by: (row.id(2)?, Instant::from_microseconds(row.get(3)?)),
    })
}
