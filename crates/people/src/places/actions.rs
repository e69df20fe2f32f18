//! What is done to places: files are loaded, names corrected.

use super::model::{Loaded, Locality, Named, Naming, PlacesRefusal, Ward, WardNames, WardShape};
use super::{rules, sheet, store};
use nabz_access::{Permit, act, audit_program};
use nabz_kernel::refusal::Refused;
use nabz_kernel::sheet::LineFault;
use nabz_store::{Stop, Tx};
use std::collections::HashSet;

/// A refusal names so many faults; the command prints them all from [`sheet`].
const FAULTS_NAMED_MAX: usize = 5;

act!(
    /// Correcting what a ward is called.
    NameWard = "places.name-ward",
    [RecordsOfficer, FacilityAdministrator]
);

/// Reads a `GeoJSON` text and makes its wards the city's. A Hindi name that the
/// file lacks comes by transliteration.
///
/// Refuses with `PLA-001` and the first faults, by line and feature, when anything is wrong; then
/// nothing is loaded. A ward that the file no longer has is retired, not deleted.
pub fn load_wards(tx: &mut Tx<'_>, geojson: &str) -> Result<Loaded, Stop> {
    let map = sheet::wards(geojson).map_err(|faults| unreadable(&faults))?;
    keep_wards(tx, &map.wards)
}

/// Makes wards that were already read the city's.
pub fn keep_wards(tx: &mut Tx<'_>, shapes: &[WardShape]) -> Result<Loaded, Stop> {
    let before: HashSet<String> =
        store::every_ward(tx)?.into_iter().map(|ward| ward.number).collect();
    store::retire_wards(tx)?;
    for (position, shape) in shapes.iter().enumerate() {
        let english = rules::calm(&shape.name_en);
        let suggested = || rules::suggested_hindi(&english);
        let hindi = shape.name_hi.clone().unwrap_or_else(suggested);
        store::keep_ward(tx, shape, (&english, &hindi), position)?;
    }
    let kept = shapes.iter().filter(|shape| before.contains(&shape.number)).count();
    let retired = before.len().saturating_sub(kept);
    audit_program(tx, "places.load-wards")?;
    Ok(Loaded { added: shapes.len() - kept, kept, retired })
}

/// Reads a tab-separated sheet and makes its localities the city's.
///
/// Refuses with `PLA-001` and the first faults by line; then nothing is loaded.
pub fn load_localities(tx: &mut Tx<'_>, sheet: &str) -> Result<Loaded, Stop> {
    let localities = sheet::localities(sheet).map_err(|faults| unreadable(&faults))?;
    let place = |locality: &Locality| (locality.name_en.clone(), locality.district.clone());
    let before: HashSet<_> = store::localities(tx)?.iter().map(place).collect();
    store::replace_localities(tx, &localities)?;
    let kept = localities.iter().filter(|locality| before.contains(&place(locality))).count();
    audit_program(tx, "places.load-localities")?;
    Ok(Loaded { added: localities.len() - kept, kept, retired: before.len() - kept })
}

/// Corrects what a ward is called; later loads keep it.
///
/// Refuses with `PLA-002` when there is no such ward, and with `PLA-005` when somebody else
/// corrected it since the asker saw it.
pub fn name_ward(
    tx: &mut Tx<'_>,
    permit: &Permit<NameWard>,
    naming: &Naming,
) -> Result<Ward, Stop> {
    let names = WardNames {
        name_en: rules::english_name(&naming.names.name_en)?,
        name_hi: rules::hindi_name(&naming.names.name_hi)?,
    };
    if store::ward(tx, &naming.ward)?.is_none() {
        return Err(PlacesRefusal::NoSuchWard.into());
    }
    let at = tx.now();
    let correction = Named { version: naming.seen + 1, names, staff: permit.staff(), at };
    if store::versions(tx, &naming.ward)? != naming.seen
        || !store::keep_naming(tx, &naming.ward, &correction)?
    {
        return Err(PlacesRefusal::Stale.into());
    }
    store::name_ward(tx, &naming.ward, &correction.names)?;
    tx.audit(permit, permit.facility())?;
    Ok(store::ward(tx, &naming.ward)?.ok_or(PlacesRefusal::NoSuchWard)?)
}

/// The localities that begin like what was typed, for the address field.
pub fn find_localities(tx: &mut Tx<'_>, typed: &str) -> Result<Vec<Locality>, Stop> {
    Ok(rules::beginning_with(typed, store::localities(tx)?))
}

fn unreadable(faults: &[LineFault]) -> PlacesRefusal {
    let first: Vec<_> = faults.iter().take(FAULTS_NAMED_MAX).map(LineFault::to_string).collect();
    PlacesRefusal::Unreadable { faults: faults.len(), first: first.join("\n") }
}

impl From<PlacesRefusal> for Stop {
    fn from(refusal: PlacesRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
