//! The demo city, from the files in `fixtures/`, which the program carries.

use super::stock::{Plenty, facility_called};
use super::{PASSWORD, allergies, families, partner, residents, stock};
use crate::commands::load;
use crate::ended::Ended;
use crate::fixtures::{LOCALITIES, ROOMS, USERS, WARDS};
use crate::say::Say;
use nabz_access::Permit;
use nabz_hospital::facilities;
use nabz_hospital::facilities::actions::{ArrangeFacility, UnitPlan, arrange_unit};
use nabz_hospital::facilities::model::Weekdays;
use nabz_store::{Stop, Store, Tx};

const FACILITIES: &str = include_str!("../../../../fixtures/facilities.csv");
const CLINICS: &str = include_str!("../../../../fixtures/clinics.csv");
const UNITS: &str = include_str!("../../../../fixtures/units.csv");
const CODES: &str = include_str!("../../../../fixtures/codes-demo.csv");
const FORMULARY: &str = include_str!("../../../../fixtures/formulary.csv");
const STORES: &str = include_str!("../../../../fixtures/stores.csv");
const TEMPLATES: &str = include_str!("../../../../fixtures/templates-demo.csv");
const NOTICES: &str = include_str!("../../../../fixtures/notices-demo.tsv");
const KIT_TEXT: &str = include_str!("../../../../fixtures/kit-text-demo.tsv");
/// The facilities that have staff.
pub(crate) const STAFFED: [&str; 5] = ["LNH", "GTB", "DDU", "GULC", "AMLC"];
/// Tokens that a unit may give on the day of a load run; more than anybody asks for.
const TOKENS_FOR_LOAD: u32 = 999_999;
/// In minutes after midnight.
const AT_EVERY_HOUR: (u32, u32) = (0, 24 * 60);
/// Everything that chance decides follows from it.
pub(crate) const SEED: u64 = 1;

/// Loads everything, in the order in which it hangs together.
pub(super) fn load(store: &Store, many: usize, plenty: Plenty, say: &Say) -> Result<(), Ended> {
    places(store, say)?;
    staff(store, plenty, say)?;
    supplies_and_people(store, many, plenty, say)
}

/// Where people live and are seen, what they are told before they are asked, and what their cards
/// say.
pub(super) fn places(store: &Store, say: &Say) -> Result<(), Ended> {
    load::wards(store, WARDS, say)?;
    load::localities(store, LOCALITIES, say)?;
    load::facilities(store, FACILITIES, say)?;
    load::facilities(store, CLINICS, say)?;
    load::notices(store, NOTICES, say)?;
    load::kit_text(store, KIT_TEXT, say)
}

/// Departments, and who works there.
pub(super) fn staff(store: &Store, plenty: Plenty, say: &Say) -> Result<(), Ended> {
    load::units(store, UNITS, say)?;
    if plenty == Plenty::ForLoad {
        store.write_blocking(never_full)?;
    }
    load::users(store, USERS, Some(PASSWORD), say)?;
    load::rooms(store, ROOMS, say)
}

/// What a day needs, and everybody who lives here.
pub(super) fn supplies_and_people(
    store: &Store,
    many: usize,
    plenty: Plenty,
    say: &Say,
) -> Result<(), Ended> {
    load::stores(store, STORES, say)?;
    load::formulary(store, FORMULARY, say)?;
    load::templates(store, TEMPLATES, say)?;
    load::codes(store, nabz_fhir::systems::DIAGNOSIS, CODES, say)?;
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

/// In a load run no unit is ever closed or full.
fn never_full(tx: &mut Tx<'_>) -> Result<(), Stop> {
    for code in STAFFED {
        let facility = facility_called(tx, code)?;
        let permit = Permit::<ArrangeFacility>::of_the_program(facility);
        for unit in facilities::units(tx, facility)? {
            let plan = UnitPlan {
                code: unit.code,
                names: unit.names,
                prefix: unit.prefix,
                days: Weekdays::ALL,
                hours: AT_EVERY_HOUR,
                tokens_a_day: TOKENS_FOR_LOAD,
            };
            arrange_unit(tx, &permit, &plan)?;
        }
    }
    Ok(())
}
