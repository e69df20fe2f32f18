//! What is noted of each export, and who works on it.

use super::{Export, ExportId, Place, State, Wish};
use crate::entry::SourceId;
use nabz_kernel::clock::Instant;
use nabz_store::{Row, Stop, Tx, Value};
use std::time::Duration;
use uuid::Uuid;

/// How long an export and its files are kept after it was asked for.
pub const KEPT_FOR: Duration = Duration::from_hours(24);
/// Exports of one source that are worked on or wait at once.
pub const OPEN_EXPORTS_MAX: i64 = 3;
/// A process that died keeps its export this long.
pub const HELD_FOR: Duration = Duration::from_mins(5);
/// After a failure it waits this long.
const PUT_OFF_FOR: Duration = Duration::from_mins(1);
/// Half an hour without a part that could be written; then it is given up.
const FAILURES_MAX: i64 = 30;
/// Exports that are taken away at once.
const LAPSED_AT_ONCE: i64 = 50;

const OPEN_OF_SOURCE: &str = "
    SELECT COUNT(*)
    FROM   record_export
    WHERE  source_id = $1 AND state = 'open'";
const ADD: &str = "
    INSERT INTO record_export (export_id, source_id, asked, as_of, until, state, entries, failures,
                               held_until)
    VALUES ($1, $2, $3, $4, $5, 'open', 0, 0, 0)";
const FIND: &str = "
    SELECT export_id, source_id, asked, as_of, until, state, place, entries
    FROM   record_export
    WHERE  export_id = $1";
const NEXT_OPEN: &str = "
    SELECT export_id, source_id, asked, as_of, until, state, place, entries
    FROM   record_export
    WHERE  state = 'open' AND as_of <= $3 AND (held_until <= $1 OR held_by = $2)
    ORDER  BY export_id
    LIMIT  1";
const TAKE: &str = "
    UPDATE record_export
    SET    held_by = $2, held_until = $3
    WHERE  export_id = $1 AND state = 'open' AND (held_until <= $4 OR held_by = $2)";
const NOTE: &str = "
    UPDATE record_export
    SET    place = $3, entries = $4, state = $5, failures = 0, held_until = $6
    WHERE  export_id = $1 AND state = 'open' AND held_by = $2";
const PUT_OFF: &str = "
    UPDATE record_export
    SET    failures = failures + 1, held_by = NULL, held_until = $3,
           state = CASE WHEN failures + 1 >= $4 THEN 'failed' ELSE state END
    WHERE  export_id = $1 AND held_by = $2";
const REMOVE: &str = "DELETE FROM record_export WHERE export_id = $1";
const REMOVE_FILES: &str = "DELETE FROM record_export_file WHERE export_id = $1";
const LAPSED: &str = "
    SELECT export_id
    FROM   record_export
    WHERE  until <= $1
    ORDER  BY until
    LIMIT  $2";
const KNOWN: &str = "SELECT 1 FROM record_export WHERE export_id = $1";

/// Notes what a source asks for. It will see the record as it is before anything is written after
/// this very transaction. `None` when too many of its exports are open.
pub fn kick_off(tx: &mut Tx<'_>, source: SourceId, wish: &Wish) -> Result<Option<ExportId>, Stop> {
    tx.lock(&format!("record_export:{}", source.number()))?;
    let open = tx.query_one(OPEN_OF_SOURCE, &[source.number().into()], |row| row.get(0))?;
    if open.unwrap_or(0_i64) >= OPEN_EXPORTS_MAX {
        return Ok(None);
    }
    let (now, id) = (tx.now(), ExportId::draw(tx.now()));
    // What is written in the same microsecond may come before or after.
    let as_of = now.minus(Duration::from_micros(1));
    let asked = serde_json::to_string(wish).map_err(|e| Stop::fault(e.to_string()))?;
    let row: [Value; 5] =
        [id.into(), source.number().into(), asked.into(), as_of.into(), now.plus(KEPT_FOR).into()];
    tx.execute(ADD, &row)?;
    Ok(Some(id))
}

/// An export of this source; `None` for one of another source, and for one that has gone.
pub fn of_source(tx: &mut Tx<'_>, id: ExportId, source: SourceId) -> Result<Option<Export>, Stop> {
    let now = tx.now();
    let found = tx.query_one(FIND, &[id.into()], read)?;
    Ok(found.filter(|export| export.source == source && export.until > now))
}

/// The next export that waits for somebody, or that `holder` has, among those that were asked for
/// until a moment.
pub fn next_open(tx: &mut Tx<'_>, holder: Uuid, until: Instant) -> Result<Option<Export>, Stop> {
    let now = tx.now();
    tx.query_one(NEXT_OPEN, &[now.into(), holder.into(), until.into()], read)
}

/// Takes an export up; `false` when another process was quicker.
pub fn take(tx: &mut Tx<'_>, id: ExportId, holder: Uuid) -> Result<bool, Stop> {
    let now = tx.now();
    let values = [id.into(), holder.into(), now.plus(HELD_FOR).into(), now.into()];
    Ok(tx.execute(TAKE, &values)? == 1)
}

/// Notes how far `holder` has come; `None` is the end. `false` when the export is no longer its to
/// work on: it was taken back, or another process has it.
pub fn note(
    tx: &mut Tx<'_>,
    (id, holder): (ExportId, Uuid),
    place: Option<Place>,
    entries: u64,
) -> Result<bool, Stop> {
    let state = if place.is_some() { State::Open } else { State::Done };
    let place = place.map(|place| serde_json::to_string(&place)).transpose();
    let place = place.map_err(|e| Stop::fault(e.to_string()))?;
    let entries = i64::try_from(entries).unwrap_or(i64::MAX);
    let held = tx.now().plus(HELD_FOR);
    let values: [Value; 6] =
        [id.into(), holder.into(), place.into(), entries.into(), wire(state).into(), held.into()];
    Ok(tx.execute(NOTE, &values)? == 1)
}

/// Notes that `holder` could not go on. It is tried again in a while, and given up at last.
pub fn put_off(tx: &mut Tx<'_>, id: ExportId, holder: Uuid) -> Result<(), Stop> {
    let until = tx.now().plus(PUT_OFF_FOR);
    let values = [id.into(), holder.into(), until.into(), FAILURES_MAX.into()];
    tx.execute(PUT_OFF, &values).map(drop)
}

/// Forgets an export. Whoever works on it notices at its next note.
pub fn remove(tx: &mut Tx<'_>, id: ExportId) -> Result<(), Stop> {
    tx.execute(REMOVE_FILES, &[id.into()])?;
    tx.execute(REMOVE, &[id.into()]).map(drop)
}

/// Exports whose day is over.
pub fn lapsed(tx: &mut Tx<'_>) -> Result<Vec<ExportId>, Stop> {
    let now = tx.now();
    tx.query(LAPSED, &[now.into(), LAPSED_AT_ONCE.into()], |row| row.id(0))
}

/// Is there such an export still?
pub fn is_known(tx: &mut Tx<'_>, id: ExportId) -> Result<bool, Stop> {
    Ok(!tx.query(KNOWN, &[id.into()], |_| Ok(()))?.is_empty())
}

fn wire(state: State) -> &'static str {
    match state {
        State::Open => "open",
        State::Done => "done",
        State::Failed => "failed",
    }
}

fn read(row: &Row<'_>) -> Result<Export, Stop> {
    let state: String = row.get(5)?;
    let states = [State::Open, State::Done, State::Failed];
    let state = states.into_iter().find(|one| wire(*one) == state);
    let place: Option<String> = row.get(6)?;
    let place = place.map(|place| serde_json::from_str(&place)).transpose();
    let asked: String = row.get(2)?;
    Ok(Export {
        id: row.id(0)?,
        source: SourceId::numbered(row.get(1)?),
        wish: serde_json::from_str(&asked).map_err(|e| Stop::unreadable("an export", &e))?,
        as_of: Instant::from_microseconds(row.get(3)?),
        until: Instant::from_microseconds(row.get(4)?),
        state: state.ok_or_else(|| Stop::fault("an export is in no state that is known"))?,
        place: place.map_err(|e| Stop::unreadable("the place of an export", &e))?,
        entries: u64::try_from(row.get::<i64>(7)?).unwrap_or_default(),
    })
}
