//! What the program does to a hall at midnight: whoever a department did not see before it closed is
//! noted as not seen. The rule is [`rules::over`].

use super::{CancelToken, leave, token_for_change};
use crate::facilities;
use crate::facilities::model::Unit;
use crate::queue::{rules, store};
use nabz_access::{Permit, UnitId};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Task, Tx};
use serde::{Deserialize, Serialize};

/// The kind of job that looks at a unit after midnight.
pub const CLOSE_DAY: &str = "queue-close-day";

/// Tokens that one transaction ends; the counters must not wait for it.
const ENDED_AT_ONCE: usize = 50;
/// The first midnight ends the day of a unit that closes, the second one what the first carried
/// over.
const MIDNIGHTS: i64 = 2;

/// Which unit is looked at.
#[derive(Serialize, Deserialize)]
struct Closing {
    facility: FacilityId,
    unit: UnitId,
}

/// Leaves it for the next midnights to look at a unit. It is kept or lost together with the first
/// token of the day, so there is no day without it; a program that is down at midnight does it when
/// it is up again.
pub(super) fn look_at_midnight(tx: &mut Tx<'_>, unit: &Unit) -> Result<(), Stop> {
    let closing = Closing { facility: unit.facility, unit: unit.id };
    for days in 1..=MIDNIGHTS {
        let midnight = Date::from_days(tx.today().days() + days).begins_in_india();
        tx.enqueue_at(midnight, CLOSE_DAY, &unit.id.to_string(), &closing)?;
    }
    Ok(())
}

/// Ends what midnight found open in a unit and does not go on, a part at a time.
pub fn close_day(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    let closing: Closing = task.read()?;
    let Some(unit) = facilities::unit(tx, closing.facility, closing.unit)? else { return Ok(()) };
    let (permit, today) = (Permit::<CancelToken>::of_the_program(unit.facility), tx.today());
    let mut open = store::open_before(tx, &unit, today)?;
    open.retain(|token| rules::over(&unit, token, today).is_some());
    let is_part = open.len() > ENDED_AT_ONCE;
    for token in open.into_iter().take(ENDED_AT_ONCE) {
        // A desk may have been quicker.
        let token = token_for_change(tx, unit.facility, token.id)?;
        if let Some(why) = rules::over(&unit, &token, today) {
            let left = leave(tx, &token, why)?;
            tx.audit_about(&permit, left.id, left.person)?;
        }
    }
    if is_part {
        tx.enqueue(CLOSE_DAY, &unit.id.to_string(), &closing)?;
    }
    Ok(())
}
