//! Several pairs that were decided in one go, and what became of each.

use super::rows::strange;
use crate::registry::model::{Decision, Press, PressId, Pressed};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::StaffId;
use nabz_store::{Row, Stop, Tx, Value};

const ADD: &str = "
    INSERT INTO registry_duplicate_press (bucket, press_id, decision, pairs, pressed_by, pressed_at)
    VALUES ($1, $2, $3, $4, $5, $6)";

/// The columns that `read_press` reads.
macro_rules! select_press {
    ($which:literal) => {
        concat!(
            "SELECT press_id, decision, pairs, pressed_by, pressed_at, undone_at
             FROM   registry_duplicate_press ",
            $which
        )
    };
}

const PRESS: &str = select_press!("WHERE  bucket = $1 AND press_id = $2");

const LAST: &str = select_press!(
    "WHERE  pressed_by = $1 AND undone_at IS NULL
     ORDER  BY pressed_at DESC, press_id DESC
     LIMIT  1"
);

const UNDO: &str = "
    UPDATE registry_duplicate_press
    SET    pairs = $3, undone_at = $4
    WHERE  bucket = $1 AND press_id = $2";

/// Writes down what one press has decided.
pub fn add_press(tx: &mut Tx<'_>, press: &Press) -> Result<(), Stop> {
    let row: [Value; 6] = [
        press.id.bucket().into(),
        press.id.into(),
        press.decision.word().into(),
        written(&press.pairs)?.into(),
        press.by.into(),
        press.at.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// What one press has decided.
pub fn press(tx: &mut Tx<'_>, id: PressId) -> Result<Option<Press>, Stop> {
    tx.query_one(PRESS, &[id.bucket().into(), id.into()], read_press)
}

/// What somebody decided with their last press that nobody has taken back.
pub fn last_press(tx: &mut Tx<'_>, by: StaffId) -> Result<Option<Press>, Stop> {
    tx.query_one(LAST, &[by.into()], read_press)
}

/// A press was taken back, as far as its pairs say.
pub fn undo_press(tx: &mut Tx<'_>, id: PressId, pairs: &[Pressed]) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 4] = [id.bucket().into(), id.into(), written(pairs)?.into(), now.into()];
    tx.execute(UNDO, &row).map(drop)
}

fn written(pairs: &[Pressed]) -> Result<String, Stop> {
    serde_json::to_string(pairs).map_err(|e| Stop::fault(e.to_string()))
}

fn read_press(row: &Row<'_>) -> Result<Press, Stop> {
    let pairs: String = row.get(2)?;
    Ok(Press {
        id: row.id(0)?,
        decision: Decision::of_word(&row.get::<String>(1)?).ok_or_else(|| strange("a decision"))?,
        pairs: serde_json::from_str(&pairs)
            .map_err(|e| Stop::unreadable("pairs of a press", &e))?,
        by: row.id(3)?,
        at: Instant::from_microseconds(row.get(4)?),
        undone_at: row.get::<Option<i64>>(5)?.map(Instant::from_microseconds),
    })
}
