//! What the program does by itself for the whole city: master lists at the command line, a rebuild.

use crate::organisation;
use crate::permit::PROGRAM;
use nabz_kernel::ids::{FacilityId, Id, StaffId};
use nabz_store::{Authority, Stop, Tx};
use uuid::Uuid;

/// The program, doing one thing for the city. Whoever runs it already holds the database.
#[derive(Clone, Copy, Debug)]
pub struct Program {
    act: &'static str,
    city: FacilityId,
}

impl Program {
    /// Doing `act`, as the audit names it, at the root of the organisation.
    pub fn doing(tx: &mut Tx<'_>, act: &'static str) -> Result<Self, Stop> {
        Ok(Self { act, city: city(tx)? })
    }
}

impl Authority for Program {
    fn actor(&self) -> StaffId {
        PROGRAM
    }
    fn act(&self) -> &'static str {
        self.act
    }
    fn facility(&self) -> FacilityId {
        self.city
    }
    fn purpose(&self) -> &'static str {
        "HSYSADMIN"
    }
}

/// Writes down that the program has done `act` to the city as a whole: it has loaded a list.
pub fn audit_program(tx: &mut Tx<'_>, act: &'static str) -> Result<(), Stop> {
    let program = Program::doing(tx, act)?;
    tx.audit(&program, program.city)
}

/// Where what belongs to no facility is written down: at the root of the organisation, or at
/// nothing while there is no organisation yet.
pub fn city(tx: &mut Tx<'_>) -> Result<FacilityId, Stop> {
    let root = organisation::root(tx)?;
    Ok(Id::from_uuid(root.map_or(Uuid::nil(), |root| root.id.uuid())))
}
