//! Photographs of papers that a family sends ahead.

use crate::apply::reading;
use crate::registry::model::RegistryRefusal;
use crate::scans;
use crate::scans::model::{NewScan, ScanId};
use nabz_access::Program;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};

/// Sending a photograph of a paper with one's own phone.
pub const SEND_PAPER: &str = "apply.send-paper";
/// Taking one back that waits.
pub const REMOVE_PAPER: &str = "apply.remove-paper";

/// Keeps a photograph of a paper of somebody of the family.
///
/// Refuses with `REG-020` somebody of whom nobody sends papers with this phone, and as
/// [`scans::actions::send`] does.
pub fn send_paper(tx: &mut Tx<'_>, wish: &NewScan) -> Result<(), Stop> {
    of_the_family(tx, &wish.phone, wish.person)?;
    let by = Program::doing(tx, SEND_PAPER)?;
    scans::actions::send(tx, &by, wish).map(drop)
}

/// Takes a photograph back that was sent with this phone.
///
/// Refuses with `REG-020` somebody of whom nobody sends papers with it, and as
/// [`scans::actions::remove`] does.
pub fn remove_paper(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (person, scan): (PersonId, ScanId),
) -> Result<(), Stop> {
    of_the_family(tx, phone, person)?;
    let by = Program::doing(tx, REMOVE_PAPER)?;
    scans::actions::remove(tx, &by, (phone, person, scan))
}

fn of_the_family(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<(), Stop> {
    let found = reading::sends_for(tx, phone, person)?;
    Ok(found.map(drop).ok_or(RegistryRefusal::NoSuchPerson)?)
}
