//! Does an entry belong to what was asked for, and may the source read it?

use super::{Export, Level};
use crate::entry::{Entry, Key};
use crate::read;
use crate::search::Own;
use nabz_fhir::ResourceType;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// Asks once for all entries of a part that are about the same Patient.
pub(super) struct Within<'e> {
    export: &'e Export,
    own: Own,
    patients: HashMap<Uuid, bool>,
}

impl<'e> Within<'e> {
    pub(super) fn new(export: &'e Export) -> Self {
        Self { export, own: Own(export.source), patients: HashMap::new() }
    }

    /// It is asked when a part is made, not when the export was asked for.
    pub(super) fn holds(&mut self, tx: &mut Tx<'_>, entry: &Entry) -> Result<bool, Stop> {
        Ok(self.own.covers(entry) && self.has(tx, entry.patient)?)
    }

    /// Is it about one of those of whom the export is?
    pub(super) fn has(&mut self, tx: &mut Tx<'_>, patient: Option<Uuid>) -> Result<bool, Stop> {
        match (&self.export.wish.level, patient) {
            (Level::System, _) => Ok(true),
            (Level::Patients | Level::Group { .. }, None) => Ok(false),
            (Level::Group { members }, Some(patient)) => Ok(members.contains(&patient)),
            (Level::Patients, Some(patient)) => self.is_own(tx, patient),
        }
    }

    fn is_own(&mut self, tx: &mut Tx<'_>, patient: Uuid) -> Result<bool, Stop> {
        if let Some(known) = self.patients.get(&patient) {
            return Ok(*known);
        }
        // A Patient that was deleted is still the source's: of whom it was is said in `deleted`.
        let entry = read::at(tx, Key::of(ResourceType::PATIENT, patient))?;
        let own = entry.is_some_and(|entry| self.own.covers(&entry));
        self.patients.insert(patient, own);
        Ok(own)
    }
}
