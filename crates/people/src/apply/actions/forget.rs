//! What is kept of strangers is taken away when its time is over.

use crate::apply::{rules, store};
use nabz_kernel::clock::Instant;
use nabz_store::{Stop, Task, Tx};
use std::time::Duration;

/// The kind of job that takes it away.
pub const FORGET: &str = "apply-forget";
/// One moment behind the last of a row.
const A_MOMENT: Duration = Duration::from_secs(1);
/// One job after another; none of them has much to do.
const LANE: &str = "apply-forget";
/// Counts of so many hours are kept for whoever looks who asked.
const HOURS_KEPT: i64 = 24 * 7;

/// Leaves it for when a time is over. Work that was left twice does nothing the second time.
pub(super) fn forget_at(tx: &mut Tx<'_>, over: Instant) -> Result<(), Stop> {
    tx.enqueue_at(over.plus(A_MOMENT), FORGET, LANE, &()).map(drop)
}

/// Takes away all whose time is over.
pub fn forget(tx: &mut Tx<'_>, _task: &Task) -> Result<(), Stop> {
    let now = tx.now();
    store::forget_serials(tx, rules::hour(now))?;
    store::forget(tx, now, rules::hour(now) - HOURS_KEPT)
}
