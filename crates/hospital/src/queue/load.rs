//! How busy a facility's units are, for whoever chooses one at the counter.

use super::rules;
use super::store;
use crate::facilities;
use crate::facilities::model::Unit;
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
    /// Whether it sees people today.
    pub open_today: bool,
    /// How many wait.
    pub waiting: u32,
    /// How many tokens were given today.
    pub given: u32,
    /// About how long somebody who comes now will wait; unknown while nobody was seen.
    pub about_minutes: Option<u32>,
}

/// Every unit of a facility with how busy it is.
pub fn unit_loads(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<UnitLoad>, Stop> {
    let (units, rooms) =
        (facilities::store::units(tx, facility)?, facilities::store::rooms(tx, facility)?);
    let (counts, pace) = (store::counts(tx, facility)?, store::pace(tx, facility)?);
    let today = tx.today();
    let load = |unit: Unit| {
        let doors = rooms.iter().filter(|room| room.unit == unit.id);
        let doors: Vec<String> = doors.map(|room| room.door.clone()).collect();
        let of_unit = counts.iter().filter(|(id, _, _)| *id == unit.id);
        let given = of_unit.clone().map(|(_, _, count)| count).sum();
        let waits = |state: &str| state == "waiting";
        let waiting = of_unit.filter(|(_, state, _)| waits(state)).map(|(_, _, n)| n).sum();
        let minutes = pace.iter().find(|(id, _, _)| *id == unit.id).map(|(_, seen, took)| {
            let mean = took / (*seen).max(1) / MICROSECONDS_A_MINUTE;
            u32::try_from(mean.max(1)).unwrap_or(1)
        });
        let about_minutes =
            rules::minutes_to_wait(waiting, u32::try_from(doors.len()).unwrap_or(1), minutes);
        UnitLoad { open_today: unit.days.has(today), unit, doors, waiting, given, about_minutes }
    };
    Ok(units.into_iter().map(load).collect())
}
