//! What some of the nine families must not be given.

use super::families::Known;
use crate::ended::Ended;
use nabz_access::Permit;
use nabz_hospital::allergies::actions::{NoteAllergy, note_allergy};
use nabz_hospital::allergies::model::NewAllergy;
use nabz_kernel::ids::FacilityId;
use nabz_store::Store;

/// Notes every allergy of the list, as somebody has done on an earlier day.
pub(super) fn load(store: &Store, at: FacilityId, known: &[Known]) -> Result<(), Ended> {
    for one in known {
        let Some(substance) = one.member.allergy.clone() else { continue };
        let person = one.person;
        store.write_blocking(move |tx| {
            let permit = Permit::<NoteAllergy>::of_the_program(at);
            let reaction = "rash, swelling".to_owned();
            let asked = NewAllergy { person, substance: substance.clone(), reaction, severe: true };
            note_allergy(tx, &permit, &asked).map(drop)
        })?;
    }
    Ok(())
}
