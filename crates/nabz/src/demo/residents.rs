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

/// One commit for so many, or the disk's sync would be most of the work.
const RESIDENTS_A_COMMIT: usize = 200;

/// Registers the first `count` residents of a seed, spread over `facilities`.
pub(super) fn load(
    store: &Store,
    facilities: &[FacilityId],
    (seed, count): (u64, usize),
    say: &Say,
) -> Result<(), Ended> {
    let bar = say.bar("residents", count);
    let mut residents = residents(store, seed)?.take(count).map(|resident| resident.details);
    for facility in facilities.iter().cycle().copied() {
        let said: Vec<Details> = residents.by_ref().take(RESIDENTS_A_COMMIT).collect();
        if said.is_empty() {
            break;
        }
        bar.step(said.len());
        store.write_blocking(move |tx| {
            let permit = Permit::<RegisterPerson>::of_the_program(facility);
            for details in &said {
                let new = NewPerson {
                    details: details.clone(),
                    counter: String::new(),
                    paper_seen: None,
                };
                register(tx, &permit, &new)?;
            }
            Ok(())
        })?;
    }
    say.done(&bar, format!("{count} registered"));
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
