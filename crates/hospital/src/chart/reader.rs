//! Whoever reads a chart, and what of it stays closed to them.

use nabz_access::Why;
use nabz_fhir::tape::Node;
use nabz_kernel::ids::PersonId;
use nabz_people::consent::model::Sight;
use nabz_people::consent::{Shared, marks, rules};
use nabz_people::registry;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// Somebody who reads because of `why`. For whom a Patient stands, and what they share, is asked
/// once however long the page is.
pub(super) struct Reader {
    why: Why,
    persons: HashMap<Uuid, PersonId>,
    shared: Shared,
}

impl Reader {
    pub(super) fn because(why: Why) -> Self {
        Self { why, persons: HashMap::new(), shared: Shared::default() }
    }

    /// Whether what a body says of a Patient stays closed to the reader.
    pub(super) fn is_closed(
        &mut self,
        view: &mut Tx<'_>,
        (patient, body): (Uuid, Node<'_>),
    ) -> Result<bool, Stop> {
        let why = Some(self.why);
        if rules::sight(why, false) == Sight::Open {
            return Ok(false);
        }
        let marks = marks::of_body(body);
        if marks.is_empty() {
            return Ok(false);
        }
        let known = self.persons.get(&patient).copied();
        let person = known.map_or_else(|| registry::person_of(view, patient), Ok)?;
        self.persons.insert(patient, person);
        Ok(self.shared.sight(view, (person, why), &marks)? == Sight::Masked)
    }
}
