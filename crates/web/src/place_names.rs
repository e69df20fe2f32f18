//! What the place where somebody sits is called. Every page's header says it, and it changes once a
//! year; what may be done there is read anew for every request.

use crate::app::Rooms;
use nabz_access::{Names, Place, UnitId, facility_node, organisation, unit_node};
use nabz_kernel::clock::Stopwatch;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use uuid::Uuid;

/// A new name is in every header after it.
const READ_AGAIN_AFTER: Duration = Duration::from_secs(5);
/// More places than a city's facilities have rooms in use at once.
const PLACES_MAX: usize = 10_000;

/// As the header of a page says it.
pub(crate) struct PlaceNames {
    pub(crate) facility: Option<Names>,
    pub(crate) unit: Option<Names>,
    /// Of the room.
    pub(crate) door: Option<String>,
}

/// The names that were read lately.
#[derive(Default)]
pub(crate) struct KnownPlaces {
    known: Mutex<HashMap<Seat, (Stopwatch, Arc<PlaceNames>)>>,
}

type Seat = (FacilityId, Option<UnitId>, Option<Uuid>);

impl KnownPlaces {
    pub(crate) fn names(
        &self,
        view: &mut Tx<'_>,
        place: &Place,
        rooms: Option<Rooms>,
    ) -> Result<Arc<PlaceNames>, Stop> {
        let seat = (place.facility, place.unit, place.room);
        if let Some(names) = self.fresh(&seat) {
            return Ok(names);
        }
        let names = Arc::new(read(view, place, rooms)?);
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= PLACES_MAX {
            known.clear();
        }
        known.insert(seat, (Stopwatch::start(), Arc::clone(&names)));
        Ok(names)
    }

    fn fresh(&self, seat: &Seat) -> Option<Arc<PlaceNames>> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let (read, names) = known.get(seat)?;
        (read.elapsed() < READ_AGAIN_AFTER).then(|| Arc::clone(names))
    }
}

fn read(view: &mut Tx<'_>, place: &Place, rooms: Option<Rooms>) -> Result<PlaceNames, Stop> {
    let facility = organisation::node(view, facility_node(place.facility))?;
    let unit = match place.unit {
        Some(unit) => organisation::node(view, unit_node(unit))?,
        None => None,
    };
    let door = match (place.room, rooms) {
        (Some(room), Some(rooms)) => {
            let rooms = rooms(view, place.facility)?;
            rooms.into_iter().find(|choice| choice.id == room).map(|choice| choice.door)
        }
        _ => None,
    };
    let [facility, unit] = [facility, unit].map(|node| node.map(|node| node.names));
    Ok(PlaceNames { facility, unit, door })
}
