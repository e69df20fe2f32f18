//! Where somebody lived and for whom they were named in a time: for whoever looks at all that was
//! written of them then. Who was named for a child stands in the child's record.

use super::store;
use crate::registry::model::{Written, WrittenKind};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Each household into which somebody came, or which they left, from one moment to another, both
/// included, and each naming of theirs for a child that was made or ended then.
pub fn written(
    tx: &mut Tx<'_>,
    person: PersonId,
    during: (Instant, Instant),
) -> Result<Vec<Written>, Stop> {
    let mut written = Vec::new();
    for (stay, moments) in store::stays_of(tx, person)? {
        let what = (format!("Stay/{stay}"), WrittenKind::Home);
        written.extend(Written::within(during, moments, what, (person, None)));
    }
    for (naming, moments) in store::namings_ever(tx, person)? {
        let what = (format!("Guardianship/{naming}"), WrittenKind::Guardian);
        written.extend(Written::within(during, moments, what, (person, None)));
    }
    Ok(written)
}
