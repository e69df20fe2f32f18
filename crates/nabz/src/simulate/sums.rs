//! Whether what was acknowledged is there afterwards, once, and stock and record agree with it.

use super::told::Told;
use crate::config::Database;
use crate::ended::Ended;
use nabz_fhir::ResourceType;
use nabz_hospital::{opd, pharmacy, prescribing, queue, stores};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Store, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// What is missing or does not add up; nothing, when all is well.
pub(crate) fn add_up(database: &str, told: &[Told]) -> Result<Vec<String>, Ended> {
    let store = Database::parse(database)?.open_as_it_is()?;
    in_store(&store, told)
}

/// [`add_up`] in a store that is open already.
pub(crate) fn in_store(store: &Store, told: &[Told]) -> Result<Vec<String>, Ended> {
    let mut wrong = Vec::new();
    for part in told.chunks(200) {
        let part = part.to_vec();
        wrong.extend(store.read_blocking(move |view| missing(view, &part))?);
    }
    for code in crate::demo::STAFFED {
        wrong.extend(store.read_blocking(move |view| apart(view, code))?);
    }
    Ok(wrong)
}

/// Numbers that were left out, and stock that is not where the slips say.
fn apart(view: &mut Tx<'_>, code: &str) -> Result<Vec<String>, Stop> {
    let facility = crate::demo::facility_called(view, code)?;
    let skipped = queue::skipped(view, facility)?;
    let skipped = skipped.iter().map(|(unit, day, numbers)| {
        format!("{code}: {numbers} token numbers of unit {unit} on {day} were left out")
    });
    let balances = stores::check(view, facility)?;
    let balances = balances.iter().map(|one| format!("{code}: stock {one:?}"));
    let slips = pharmacy::check(view, facility)?;
    let slips = slips.iter().map(|(batch, (slips, ledger))| {
        format!("{code}: slips handed out {slips} of batch {batch}, the ledger says {ledger}")
    });
    Ok(skipped.chain(balances).chain(slips).collect())
}

fn missing(view: &mut Tx<'_>, told: &[Told]) -> Result<Vec<String>, Stop> {
    let mut facilities: HashMap<String, FacilityId> = HashMap::new();
    let mut wrong = Vec::new();
    for one in told {
        let (code, id) = one.place_and_id();
        let facility = match facilities.get(code) {
            Some(facility) => *facility,
            None => crate::demo::facility_called(view, code)?,
        };
        facilities.insert(code.to_owned(), facility);
        let id = id.parse::<Uuid>().map_err(|_| Stop::fault(format!("{id} is no id")))?;
        let there = match one {
            Told::Token { .. } => token_is_there(view, facility, id)?,
            Told::Signed { .. } => signature_is_there(view, facility, id)?,
            Told::Dispensed { .. } => dispense_is_there(view, facility, id)?,
        };
        if !there {
            wrong.push(format!("{one:?} was acknowledged and is not there"));
        }
    }
    Ok(wrong)
}

/// The token and its Encounter, and the Patient whom it is for.
fn token_is_there(view: &mut Tx<'_>, at: FacilityId, id: Uuid) -> Result<bool, Stop> {
    let Some(token) = queue::token(view, at, Id::from_uuid(id))? else { return Ok(false) };
    Ok(recorded(view, ResourceType::ENCOUNTER, id)?
        && recorded(view, ResourceType::PATIENT, token.person.uuid())?)
}

/// The note and its Composition; each line of the prescription and its MedicationRequest.
fn signature_is_there(view: &mut Tx<'_>, at: FacilityId, id: Uuid) -> Result<bool, Stop> {
    let visit = Id::from_uuid(id);
    let noted = !opd::notes(view, at, visit)?.is_empty();
    let Some(written) = prescribing::prescription_of_visit(view, at, visit)? else {
        return Ok(false);
    };
    let lines = prescribing::lines(view, at, written.id)?;
    let mut there = noted && !lines.is_empty() && recorded(view, ResourceType::COMPOSITION, id)?;
    for line in lines {
        there &= recorded(view, ResourceType::MEDICATION_REQUEST, line.id.uuid())?;
    }
    Ok(there)
}

/// The slip, and a MedicationDispense for each of its items.
fn dispense_is_there(view: &mut Tx<'_>, at: FacilityId, id: Uuid) -> Result<bool, Stop> {
    let Some(slip) = pharmacy::dispense(view, at, Id::from_uuid(id))? else {
        return Ok(false);
    };
    let mut there = !slip.items.is_empty();
    for item in &slip.items {
        there &= recorded(view, ResourceType::MEDICATION_DISPENSE, item.id.uuid())?;
    }
    Ok(there)
}

fn recorded(view: &mut Tx<'_>, of: ResourceType, id: Uuid) -> Result<bool, Stop> {
    let entry = nabz_record::read::read(view, of, &id.to_string())?;
    Ok(entry.is_some_and(|entry| !entry.deleted))
}
