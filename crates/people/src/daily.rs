//! Work that the program does once a day.

use nabz_access::PROGRAM;
use nabz_store::{Once, Stop, Store};
use serde::Serialize;

/// Begins the work of a kind for today, if nobody has. It may be asked as often as one likes: what
/// a day missed because nobody asked, the next one finds. `Walk` says where the work goes on; by
/// default it begins.
pub(crate) fn begin<Walk: Default + Serialize + 'static>(
    database: &Store,
    kind: &'static str,
) -> Result<(), Stop> {
    let today = database.clock().now().date_in_india();
    let once = Once::new(PROGRAM.uuid(), &format!("{kind} {today}"));
    database.write_once_blocking(once, move |tx| tx.enqueue(kind, kind, &Walk::default()).map(drop))
}
