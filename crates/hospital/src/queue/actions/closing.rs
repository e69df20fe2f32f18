//! What the program does to a hall at midnight: whoever a department did not see before it closed is
//! noted as not seen, and a visit that nobody signed in time as not signed. The rule is
//! [`rules::over`].

use super::{CancelToken, closed, leave, token_for_change};
use crate::facilities;
use crate::facilities::model::Unit;
use crate::queue::model::Token;
use crate::queue::rules::Over;
use crate::queue::{rules, store};
use nabz_access::{Permit, UnitId};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Task, Tx};
use serde::{Deserialize, Serialize};

/// The kind of job that looks at a unit after midnight.
pub const CLOSE_DAY: &str = "queue-close-day";

/// Tokens that one transaction ends; the counters must not wait for it.
const ENDED_AT_ONCE: usize = 50;
/// The midnights after a day that may end something of it: the first the day of a unit that closes,
/// the second what the first carried over, the last what nobody signed.
const MIDNIGHTS: [i64; 3] = [1, 2, rules::SIGNED_WITHIN_DAYS + 1];

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
    for days in MIDNIGHTS {
        let midnight = Date::from_days(tx.today().days() + days);
        let midnight = Instant::beginning_in_india(midnight);
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
        let ended = match rules::over(&unit, &token, today) {
            Some(Over::NotSeen(why)) => leave(tx, &token, why)?,
            Some(Over::NotSigned) => give_up(tx, &token)?,
            None => continue,
        };
        tx.audit_about(&permit, ended.id, ended.person)?;
    }
    if is_part {
        tx.enqueue(CLOSE_DAY, &unit.id.to_string(), &closing)?;
    }
    Ok(())
}

/// Ends a visit that nobody signed. Its unit may read what was typed as long as it may amend what
/// was signed, counted from when its time was over: a job that comes late opens no record again.
fn give_up(tx: &mut Tx<'_>, token: &Token) -> Result<Token, Stop> {
    let state = rules::give_up(token, tx.now())?;
    closed(tx, token, (state, rules::given_up_at(token.day)))
}
