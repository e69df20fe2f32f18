//! Somebody who is registered by their own family, without anybody of ours: on record at once, and
//! compared afterwards with everybody else. So is whoever was registered where nobody could look for
//! them, with the network down, or at a counter that was shown a likeness and went on; and whoever
//! has another name or birth by now, for that may be somebody else's.

use super::publish;
use super::register::{draw, keep, new_bucket};
use crate::registry::model::{Details, Identity, Pair, Registered};
use crate::registry::{dedupe, rules, store};
use nabz_access::Program;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_store::{Authority, Stop, Task, Tx};
use serde::{Deserialize, Serialize};

/// The kind of job that compares a family, or one who was not looked for, with those on record.
/// Whoever registers them is answered before it runs, so that neither the answer nor how long it
/// takes says whether somebody was there before.
pub const COMPARE_APPLIED: &str = "registry-compare-applied";
/// What the program does then.
const COMPARE: &str = "registry.compare-applied";

/// Those of one family who have just been registered, or one alone.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Family {
    persons: Vec<PersonId>,
    /// Who went on although a likeness was shown.
    #[serde(default)]
    despite: Option<StaffId>,
}

/// Registers somebody as their family says, with the next health ID of the city. Nobody has seen a
/// paper of theirs.
pub fn register_applied(
    tx: &mut Tx<'_>,
    by: &Program,
    details: &Details,
) -> Result<Registered, Stop> {
    let details = rules::tidy(details)?;
    let bucket = new_bucket(tx);
    let person = draw(tx, (by.facility(), ""), bucket, (details, Identity::Known))?;
    keep(tx, &store::said_by_the_family(by.facility()), &person)?;
    publish(tx, &person)?;
    tx.audit_about(by, person.id, person.id)?;
    Ok(Registered { person: person.id, health_id: person.health_id })
}

/// Leaves the comparison of a family, or of one alone, for after the commit.
pub fn compare_later(tx: &mut Tx<'_>, family: &[PersonId]) -> Result<(), Stop> {
    leave(tx, &Family { persons: family.to_vec(), despite: None })
}

/// The same of somebody whom a counter registered although it was shown who looks like them. The
/// likeness waits for a records officer, with who went on.
pub fn compare_despite(tx: &mut Tx<'_>, person: PersonId, by: StaffId) -> Result<(), Stop> {
    leave(tx, &Family { persons: vec![person], despite: Some(by) })
}

fn leave(tx: &mut Tx<'_>, family: &Family) -> Result<(), Stop> {
    let Some(first) = family.persons.first() else { return Ok(()) };
    tx.enqueue(COMPARE_APPLIED, &first.to_string(), family).map(drop)
}

/// Writes down whom each of a family looks like, for a records officer to look at. Nobody is linked:
/// whoever types somebody else's name must not come to their record.
pub fn compare_applied(tx: &mut Tx<'_>, task: &Task) -> Result<(), Stop> {
    let Family { persons, despite } = task.read()?;
    let by = Program::doing(tx, COMPARE)?;
    for id in &persons {
        let Some(person) = store::person(tx, *id)? else { continue };
        for alike in dedupe::alike_to(tx, &person)? {
            if are_both_of(&persons, alike.pair) {
                continue;
            }
            if store::add_doubt(tx, alike.pair, &alike.resemblance, alike.band)? {
                tx.audit_about(&by, *id, *id)?;
            }
            if let Some(despite) = despite.filter(|_| alike.pair.other() == *id) {
                store::note_despite(tx, alike.pair, despite)?;
            }
        }
    }
    Ok(())
}

/// Whoever is named twice in one family was meant twice.
fn are_both_of(family: &[PersonId], pair: Pair) -> bool {
    pair.both().iter().all(|person| family.contains(person))
}
