//! How busy a facility's units are, for whoever chooses one at the counter.

use super::rules;
use super::store;
use crate::facilities;
use crate::facilities::model::{Room, Unit};
use crate::queue::model::Lane;
use nabz_access::{Names, UnitId};
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};

const MICROSECONDS_A_MINUTE: i64 = 60_000_000;

/// A unit with how busy it is today.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitLoad {
    /// The unit.
    pub unit: Unit,
    /// The numbers on the doors of its rooms.
    pub doors: Vec<String>,
    /// Who sits there today, by the roster.
    pub doctors: Vec<Names>,
    /// Whether it gives tokens to everybody now.
    pub open: bool,
    /// How many wait.
    pub waiting: u32,
    /// How many tokens were given today.
    pub given: u32,
    /// About how long somebody who comes now will wait; unknown while nobody was seen.
    pub about_minutes: Option<u32>,
}

/// Every unit of a facility with how busy it is.
pub fn unit_loads(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<UnitLoad>, Stop> {
    let units = facilities::units(tx, facility)?;
    let rooms = facilities::rooms(tx, facility)?;
    let counts = store::waiting_counts(tx, facility)?;
    let (today, now) = (tx.today(), tx.now());
    let sitting = facilities::doctors_on(tx, facility, today)?;
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let given = store::given(tx, facility, &ids)?;
    let seen = store::latest_seen(tx, facility, &ids)?;
    let mut loads = Vec::with_capacity(units.len());
    for unit in units {
        let own: Vec<&Room> = rooms.iter().filter(|room| room.unit == unit.id).collect();
        let doors: Vec<String> = own.iter().map(|room| room.door.clone()).collect();
        let doctors = sitting.iter().filter(|(id, _)| own.iter().any(|room| room.id == *id));
        let doctors: Vec<Names> = doctors.map(|(_, names)| names.clone()).collect();
        let of_unit = counts.iter().filter(|(id, day, _)| {
            *id == unit.id && (*day == today || rules::stays_open(&unit, *day))
        });
        let waiting: u32 = of_unit.map(|(_, _, count)| *count).sum();
        let given = given.get(&unit.id).copied().unwrap_or_default();
        let pace = seen.get(&unit.id).and_then(|took| minutes_a_visit(took));
        let about_minutes =
            rules::minutes_to_wait(waiting, u32::try_from(doors.len()).unwrap_or(1), pace);
        let open = rules::open_for(&unit, now, Lane::General).is_ok();
        loads.push(UnitLoad { unit, doors, doctors, open, waiting, given, about_minutes });
    }
    Ok(loads)
}

/// The mean of what the last visits took, at least a minute; unknown while nobody was seen.
fn minutes_a_visit(took: &[i64]) -> Option<u32> {
    let seen = i64::try_from(took.len()).ok().filter(|seen| *seen > 0)?;
    let mean = took.iter().sum::<i64>() / seen / MICROSECONDS_A_MINUTE;
    Some(u32::try_from(mean.max(1)).unwrap_or(1))
}
