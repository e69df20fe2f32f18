//! The demo city, from the files in `fixtures/`, which the program carries.

use super::stock::{Plenty, facility_called};
use super::{PASSWORD, allergies, families, partner, residents, stock};
use crate::commands::load;
use crate::ended::Ended;
use crate::fixtures::{LOCALITIES, ROOMS, USERS, WARDS};
use crate::say::Say;
use nabz_store::Store;
use std::borrow::Cow;

const FACILITIES: &str = include_str!("../../../../fixtures/facilities.csv");
const CLINICS: &str = include_str!("../../../../fixtures/clinics.csv");
const UNITS: &str = include_str!("../../../../fixtures/units.csv");
const CODES: &str = include_str!("../../../../fixtures/codes-demo.csv");
const FORMULARY: &str = include_str!("../../../../fixtures/formulary.csv");
const STORES: &str = include_str!("../../../../fixtures/stores.csv");
const TEMPLATES: &str = include_str!("../../../../fixtures/templates-demo.csv");
const NOTICES: &str = include_str!("../../../../fixtures/notices-demo.tsv");
/// The facilities that have staff.
pub(crate) const STAFFED: [&str; 5] = ["LNH", "GTB", "DDU", "GULC", "AMLC"];
/// Tokens that a unit may give on the day of a load run.
const TOKENS_FOR_LOAD: u32 = 9_999;
const EVERY_DAY: &str = "mon tue wed thu fri sat sun";
/// Everything that chance decides follows from it.
pub(crate) const SEED: u64 = 1;

/// Loads everything, in the order in which it hangs together.
pub(super) fn load(store: &Store, many: usize, plenty: Plenty, say: &Say) -> Result<(), Ended> {
    load::wards(store, WARDS, say)?;
    load::localities(store, LOCALITIES, say)?;
    load::facilities(store, FACILITIES, say)?;
    load::facilities(store, CLINICS, say)?;
    load::units(store, &units(plenty), say)?;
    load::users(store, USERS, Some(PASSWORD), say)?;
    load::rooms(store, ROOMS, say)?;
    load::stores(store, STORES, say)?;
    load::formulary(store, FORMULARY, say)?;
    load::templates(store, TEMPLATES, say)?;
    load::codes(store, nabz_fhir::systems::DIAGNOSIS, CODES, say)?;
    load::notices(store, NOTICES, say)?;
    stock::load(store, SEED, plenty, say)?;
    let staffed = store.read_blocking(|view| {
        STAFFED.iter().map(|code| facility_called(view, code)).collect::<Result<Vec<_>, _>>()
    })?;
    let home = staffed.first().copied().ok_or_else(|| Ended::fault("no facility has staff"))?;
    let known = families::load(store, home, say)?;
    allergies::load(store, home, &known)?;
    partner::load(store, home, say)?;
    residents::load(store, &staffed, (SEED, many), say)
}

/// The list of units; in a load run no unit is ever closed or full.
fn units(plenty: Plenty) -> Cow<'static, str> {
    match plenty {
        Plenty::AsUsual => Cow::Borrowed(UNITS),
        Plenty::ForLoad => {
            let mut lines = UNITS.lines();
            let heading = lines.next().unwrap_or_default().to_owned();
            Cow::Owned(lines.fold(heading, |list, line| {
                // Days, hours and tokens stand last; a name before them may hold commas of its own.
                let rest = line.rsplitn(5, ',').last().unwrap_or(line);
                format!("{list}\n{rest},{EVERY_DAY},00:00,24:00,{TOKENS_FOR_LOAD}")
            }))
        }
    }
}
