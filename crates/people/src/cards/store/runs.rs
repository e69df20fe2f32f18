//! How often a batch was printed out.

use super::rows::{count, strange};
use crate::cards::model::{PrintBatchId, PrintRun, PrintWay};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::StaffId;
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// More runs than a page or a manifest speaks of.
const RUNS_ROWS_MAX: i64 = 20;

const ADD: &str = "
    INSERT INTO cards_run (bucket, batch_id, run, print_id, way, staff_id, at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const RUNS: &str = "
    SELECT run, way, at
    FROM   cards_run
    WHERE  bucket = $1 AND batch_id = $2 AND run <= $3
    ORDER  BY run DESC
    LIMIT  $4";

const OF_PRINT: &str = "
    SELECT run, way, at
    FROM   cards_run
    WHERE  bucket = $1 AND batch_id = $2 AND print_id = $3";

/// Keeps a run that has just begun.
pub fn add_run(
    tx: &mut Tx<'_>,
    (batch, print): (PrintBatchId, Uuid),
    run: &PrintRun,
    by: StaffId,
) -> Result<(), Stop> {
    let row: [Value; 7] = [
        batch.bucket().into(),
        batch.into(),
        run.number.into(),
        print.into(),
        run.way.word().into(),
        by.into(),
        run.at.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// The last runs of a batch up to this one, the latest first.
pub fn runs(tx: &mut Tx<'_>, batch: PrintBatchId, until: u32) -> Result<Vec<PrintRun>, Stop> {
    let key = [batch.bucket().into(), batch.into(), until.into(), RUNS_ROWS_MAX.into()];
    tx.query(RUNS, &key, read_run)
}

/// The run that a folder goes on with, if it was counted.
pub fn run_of_print(
    tx: &mut Tx<'_>,
    batch: PrintBatchId,
    print: Uuid,
) -> Result<Option<PrintRun>, Stop> {
    tx.query_one(OF_PRINT, &[batch.bucket().into(), batch.into(), print.into()], read_run)
}

fn read_run(row: &Row<'_>) -> Result<PrintRun, Stop> {
    let way = PrintWay::of_word(&row.get::<String>(1)?).ok_or_else(|| strange("a way"))?;
    Ok(PrintRun { number: count(row, 0)?, way, at: Instant::from_microseconds(row.get(2)?) })
}
