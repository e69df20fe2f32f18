//! Whether what was acknowledged is there afterwards, once, and stock and record agree with it.

use super::opd::Told;
use crate::config::Database;
use crate::ended::Ended;
use nabz_fhir::ResourceType;
use nabz_hospital::{opd, pharmacy, queue, stores};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Store, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// What is missing or does not add up; nothing, when all is well.
pub(crate) fn add_up(database: &str, told: &[Told]) -> Result<Vec<String>, Ended> {
    let store = Database::parse(database)?.open()?;
    in_store(&store, told)
}

/// [`add_up`] in a store that is open already.
pub(crate) fn in_store(store: &Store, told: &[Told]) -> Result<Vec<String>, Ended> {
    let mut wrong = Vec::new();
    for part in told.chunks(200) {
        let part = part.to_vec();
        wrong.extend(store.read_blocking(move |view| missing(view, &part))?);
    }
    wrong.extend(store.read_blocking(|view| {
        let mut wrong = Vec::new();
        for code in crate::demo::STAFFED {
            let facility = crate::demo::facility_called(view, code)?;
            let apart = stores::check(view, facility)?;
            wrong.extend(apart.iter().map(|one| format!("{code}: stock {one:?}")));
        }
        Ok(wrong)
    })?);
    Ok(wrong)
}

fn missing(view: &mut Tx<'_>, told: &[Told]) -> Result<Vec<String>, Stop> {
    let mut facilities: HashMap<String, FacilityId> = HashMap::new();
    let mut wrong = Vec::new();
    for one in told {
        let (code, id) = match one {
            Told::Token { facility, token } => (facility, token),
            Told::Signed { facility, visit } => (facility, visit),
            Told::Dispensed { facility, dispense } => (facility, dispense),
        };
        let facility = match facilities.get(code) {
            Some(facility) => *facility,
            None => crate::demo::facility_called(view, code)?,
        };
        facilities.insert(code.clone(), facility);
        let uuid = id.parse::<Uuid>().map_err(|_| Stop::fault(format!("{id} is no id")))?;
        let there = match one {
            Told::Token { .. } => {
                let record = nabz_record::read::read(view, ResourceType::ENCOUNTER, id)?;
                queue::token(view, facility, Id::from_uuid(uuid))?.is_some() && record.is_some()
            }
            Told::Signed { .. } => !opd::notes(view, facility, Id::from_uuid(uuid))?.is_empty(),
            Told::Dispensed { .. } => {
                pharmacy::store::dispense(view, facility, Id::from_uuid(uuid))?.is_some()
            }
        };
        if !there {
            wrong.push(format!("{one:?} was acknowledged and is not there"));
        }
    }
    Ok(wrong)
}
