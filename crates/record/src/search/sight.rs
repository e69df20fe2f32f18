//! Whose records somebody may see. The record asks; access answers.

use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// Decides for one reader whether what is said about a Patient may be shown.
pub trait Sight {
    /// May this reader see what lies in the compartment of this Patient?
    fn may_see(&mut self, tx: &mut Tx<'_>, patient: Uuid) -> Result<bool, Stop>;
}

/// For the program itself: rebuilds, checks, exports that were permitted as such.
pub struct Everything;

impl Sight for Everything {
    fn may_see(&mut self, _: &mut Tx<'_>, _: Uuid) -> Result<bool, Stop> {
        Ok(true)
    }
}

/// Asks once for each Patient of a page.
pub(crate) struct Remembered<'s> {
    sight: &'s mut dyn Sight,
    known: HashMap<Uuid, bool>,
}

impl<'s> Remembered<'s> {
    pub(crate) fn new(sight: &'s mut dyn Sight) -> Self {
        Self { sight, known: HashMap::new() }
    }

    pub(crate) fn may_see(&mut self, tx: &mut Tx<'_>, patient: Option<Uuid>) -> Result<bool, Stop> {
        let Some(patient) = patient else { return Ok(true) };
        if let Some(known) = self.known.get(&patient) {
            return Ok(*known);
        }
        let may = self.sight.may_see(tx, patient)?;
        self.known.insert(patient, may);
        Ok(may)
    }
}
