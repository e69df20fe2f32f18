//! What the codes of one system are in another.

use crate::draft::Pair;
use crate::release::ReleaseId;
use nabz_store::{Row, Stop, Tx};

/// Targets of one code, over all maps.
const TARGETS_MAX: i64 = 200;

macro_rules! select_target {
    ($which:literal) => {
        concat!(
            "SELECT t.release_id, t.source_system, t.source_code, t.target_system, t.target_code,
                    t.display, t.equivalence, t.remark
             FROM   terminology_target t
             JOIN   terminology_release r ON r.release_id = t.release_id
             WHERE  r.state = 'standing' AND ",
            $which,
            " ORDER BY t.release_id DESC, t.place LIMIT $3"
        )
    };
}

const OF_SOURCE: &str = select_target!("t.source_code = $1 AND t.source_system = $2");
const OF_TARGET: &str = select_target!("t.target_code = $1 AND t.target_system = $2");

/// The pairs of all maps that begin with a code; with `reverse` those that end with it.
pub(crate) fn of_code(
    tx: &mut Tx<'_>,
    (system, code): (&str, &str),
    reverse: bool,
) -> Result<Vec<(ReleaseId, Pair)>, Stop> {
    let sql = if reverse { OF_TARGET } else { OF_SOURCE };
    tx.query(sql, &[code.into(), system.into(), TARGETS_MAX.into()], read_pair)
}

fn read_pair(row: &Row<'_>) -> Result<(ReleaseId, Pair), Stop> {
    let pair = Pair {
        source: (row.get(1)?, row.get(2)?),
        target: (row.get(3)?, row.get(4)?),
        display: row.get(5)?,
        equivalence: row.get(6)?,
        remark: row.get(7)?,
    };
    Ok((ReleaseId(row.get(0)?), pair))
}
