//! Counts, and what became of them.

use super::shelves::read_batch;
use super::words::{count_state_of, units_at};
use crate::stores::model::{Count, CountId, CountLine, CountState};
use crate::stores::rules::PAPER_LINES_MAX;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Row, Stop, Tx};

/// Counts that wait at once; more means that nobody decides.
const COUNTS_MAX: i64 = 100;

const ADD: &str = "
    INSERT INTO stores_count (facility_id, count_id, storeroom_id, state, counted_at, counted_by,
                              note)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const ADD_LINE: &str = "
    INSERT INTO stores_count_line (facility_id, count_id, batch_id, book, counted)
    VALUES ($1, $2, $3, $4, $5)";

const COUNT: &str = "
    SELECT count_id, storeroom_id, state, counted_at, counted_by, note
    FROM   stores_count
    WHERE  facility_id = $1 AND count_id = $2";

const WAITING: &str = "
    SELECT count_id, storeroom_id, state, counted_at, counted_by, note
    FROM   stores_count
    WHERE  facility_id = $1 AND state = 'waiting'
    ORDER  BY count_id          -- ids sort by time
    LIMIT  $2";

const LINES: &str = "
    SELECT b.batch_id, b.medicine_id, b.number, b.manufacturer, b.expires_on, b.held_since,
           b.held_why, c.book, c.counted
    FROM   stores_count_line c
    JOIN   stores_batch b ON b.facility_id = c.facility_id AND b.batch_id = c.batch_id
    WHERE  c.facility_id = $1 AND c.count_id = $2
    ORDER  BY b.medicine_id, b.expires_on, b.batch_id
    LIMIT  $3";

const DECIDE: &str = "
    UPDATE stores_count
    SET    state = $3, decided_at = $4, decided_by = $5
    WHERE  facility_id = $1 AND count_id = $2 AND state = 'waiting'";

/// Keeps a count that was handed in.
pub fn add_count(tx: &mut Tx<'_>, facility: FacilityId, count: &Count) -> Result<(), Stop> {
    let row = [
        facility.into(),
        count.id.into(),
        count.storeroom.into(),
        count.state.word().into(),
        count.counted_at.into(),
        count.counted_by.into(),
        count.note.as_str().into(),
    ];
    tx.execute(ADD, &row)?;
    let line = |line: &CountLine| {
        let (batch, book) = (line.batch.id.into(), line.book.into());
        [facility.into(), count.id.into(), batch, book, line.counted.into()]
    };
    tx.insert_many(ADD_LINE, count.lines.iter().map(line)).map(drop)
}

/// A count of the facility, with its lines.
pub fn count(tx: &mut Tx<'_>, facility: FacilityId, count: CountId) -> Result<Option<Count>, Stop> {
    let found = tx.query_one(COUNT, &[facility.into(), count.into()], read_count)?;
    let Some(mut found) = found else { return Ok(None) };
    found.lines = lines(tx, facility, count)?;
    Ok(Some(found))
}

/// The counts that wait for a second pair of eyes, oldest first, with their lines.
pub fn counts_waiting(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Count>, Stop> {
    let mut found = tx.query(WAITING, &[facility.into(), COUNTS_MAX.into()], read_count)?;
    for count in &mut found {
        count.lines = lines(tx, facility, count.id)?;
    }
    Ok(found)
}

/// Keeps what somebody decided; says whether nobody had decided before.
pub fn decide_count(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    count: CountId,
    state: CountState,
    by: StaffId,
) -> Result<bool, Stop> {
    let word = state.word();
    let now = tx.now();
    let row = [facility.into(), count.into(), word.into(), now.into(), by.into()];
    Ok(tx.execute(DECIDE, &row)? == 1)
}

fn lines(tx: &mut Tx<'_>, facility: FacilityId, count: CountId) -> Result<Vec<CountLine>, Stop> {
    let most = i64::try_from(PAPER_LINES_MAX).unwrap_or(i64::MAX);
    tx.query(LINES, &[facility.into(), count.into(), most.into()], |row| {
        let (book, counted) = (units_at(row, 7)?, units_at(row, 8)?);
        Ok(CountLine { batch: read_batch(row)?, book, counted })
    })
}

fn read_count(row: &Row<'_>) -> Result<Count, Stop> {
    Ok(Count {
        id: row.id(0)?,
        storeroom: row.id(1)?,
        state: count_state_of(&row.get::<String>(2)?)?,
        counted_at: Instant::from_microseconds(row.get(3)?),
        counted_by: row.id(4)?,
        note: row.get(5)?,
        lines: Vec::new(),
    })
}
