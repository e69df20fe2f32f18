//! What whoever knows of visits leaves the cards at start: whose slip was scanned.

use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Tx};

/// A part of the site: whose visit a slip of this facility stands for; `None` for a text that is no
/// such slip. Without one, no slip names anybody.
#[derive(Clone, Copy)]
pub struct Slips(pub WhoseSlip);

/// Reads the code of a slip.
pub type WhoseSlip = fn(&mut Tx<'_>, FacilityId, &str) -> Result<Option<PersonId>, Stop>;
