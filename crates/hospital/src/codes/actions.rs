//! What is done to code lists: they are loaded, whole or not at all.

use super::model::{CodesRefusal, Loaded};
use super::{sheet, store};
use nabz_access::audit_program;
use nabz_kernel::refusal::Refused;
use nabz_kernel::sheet::LineFault;
use nabz_store::{Stop, Tx};

/// A refusal names so many faults; the command prints them all from [`sheet::read`].
const FAULTS_NAMED_MAX: usize = 5;
const SYSTEM_LETTERS_MAX: usize = 200;

/// Reads a CSV sheet and makes it the list of its system.
///
/// Refuses with `COD-001` and the first faulty lines when anything is wrong, and with `COD-002`
/// when the system is no URL; then nothing is loaded.
pub fn load_codes(tx: &mut Tx<'_>, system: &str, csv: &str) -> Result<Loaded, Stop> {
    let is_url = ["http://", "https://", "urn:"].iter().any(|start| system.starts_with(start));
    let plain = system.chars().all(|letter| letter.is_ascii_graphic());
    if !is_url || !plain || system.len() > SYSTEM_LETTERS_MAX {
        return Err(CodesRefusal::NotASystem.into());
    }
    let lines = sheet::read(csv).map_err(|faults| unreadable(&faults))?;
    store::retire_all(tx, system)?;
    store::keep(tx, system, &lines)?;
    audit_program(tx, "codes.load")?;
    Ok(Loaded { listed: lines.len(), retired: store::count_retired(tx, system)? })
}

fn unreadable(faults: &[LineFault]) -> CodesRefusal {
    let first: Vec<_> = faults.iter().take(FAULTS_NAMED_MAX).map(LineFault::to_string).collect();
    CodesRefusal::Unreadable { faults: faults.len(), first: first.join("\n") }
}

impl From<CodesRefusal> for Stop {
    fn from(refusal: CodesRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
