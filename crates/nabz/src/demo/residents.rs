//! The many whom nobody knows by name, registered through the real action.

use crate::ended::Ended;
use crate::say::Say;
use nabz_access::Permit;
use nabz_kernel::ids::FacilityId;
use nabz_people::places;
use nabz_people::registry::actions::{RegisterPerson, register};
use nabz_people::registry::model::{Details, NewPerson};
use nabz_people::residents::{Residents, Ward};
use nabz_store::Store;
use std::sync::{Mutex, PoisonError};

/// One commit for so many: with fewer the disk's sync would be most of the work, with many more
/// SQLite walks a long journal of what a savepoint might have to undo at every statement.
const RESIDENTS_A_COMMIT: usize = 24;
/// PostgreSQL works on so many commits at once; SQLite's writer takes them in one go.
const COMMITS_AT_ONCE: usize = 4;

/// Registers the first `count` residents of a seed, spread over `facilities`.
pub(super) fn load(
    store: &Store,
    facilities: &[FacilityId],
    (seed, count): (u64, usize),
    say: &Say,
) -> Result<(), Ended> {
    let bar = say.bar("residents", count);
    let residents = residents(store, seed)?.take(count).map(|resident| resident.details);
    let left = Mutex::new((residents, facilities.iter().cycle().copied()));
    let next = || {
        let mut left = left.lock().unwrap_or_else(PoisonError::into_inner);
        let said: Vec<Details> = left.0.by_ref().take(RESIDENTS_A_COMMIT).collect();
        let facility = left.1.next().filter(|_| !said.is_empty());
        facility.map(|facility| (facility, said))
    };
    let work = || -> Result<(), Ended> {
        while let Some((facility, said)) = next() {
            bar.step(said.len());
            register_all(store, facility, said)?;
        }
        Ok(())
    };
    std::thread::scope(|threads| {
        let working: Vec<_> = (0..COMMITS_AT_ONCE).map(|_| threads.spawn(work)).collect();
        let mut ended = working.into_iter().map(std::thread::ScopedJoinHandle::join);
        ended.try_for_each(|ended| ended.map_err(|_| Ended::fault("a loader broke"))?)
    })?;
    say.done(&bar, format!("{count} registered"));
    Ok(())
}

fn register_all(store: &Store, facility: FacilityId, said: Vec<Details>) -> Result<(), Ended> {
    store.write_blocking(move |tx| {
        let permit = Permit::<RegisterPerson>::of_the_program(facility);
        for details in &said {
            let details = details.clone();
            let new = NewPerson { details, counter: String::new(), paper_seen: None };
            register(tx, &permit, &new)?;
        }
        Ok(())
    })?;
    Ok(())
}

/// The residents of a seed, living in the wards that the store knows.
fn residents(store: &Store, seed: u64) -> Result<Residents, Ended> {
    let today = store.clock().now().date_in_india();
    let (wards, localities) = store.read_blocking(|view| {
        Ok((places::store::every_ward(view)?, places::store::localities(view)?))
    })?;
    let live_in = wards.iter().zip(localities.iter().cycle()).map(|(ward, locality)| Ward {
        number: ward.number.clone(),
        locality: locality.name_en.clone(),
        district: locality.district.clone(),
    });
    Ok(Residents::new(seed, today).living_in(live_in.collect()))
}
