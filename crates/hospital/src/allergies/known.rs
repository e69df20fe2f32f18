//! Everything that a person must not be given, whoever said so.

use super::fhir::{Heard, heard};
use super::model::{Known, NewAllergy};
use super::{rules, store};
use crate::{disputes, formulary};
use nabz_access::Why;
use nabz_fhir::ResourceType;
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::consent::model::Sight;
use nabz_people::consent::{Shared, marks};
use nabz_people::registry;
use nabz_record::search::search_all;
use nabz_record::{Entry, SourceId, source};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// Entries of partners about one Patient that are looked at.
const PARTNERS_ENTRIES_MAX: usize = 100;

/// The same with what is disputed, as far as somebody who reads because of `why` sees it, and whether
/// something of it stays closed to them; `None` is whoever nothing connects with the person. Whoever
/// prescribes or hands out is warned by [`of`].
pub fn seen(
    tx: &mut Tx<'_>,
    (person, why): (PersonId, Option<Why>),
) -> Result<(Vec<Known>, bool), Stop> {
    let (mut shared, mut seen, mut closed) = (Shared::default(), Vec::new(), false);
    for known in all(tx, person)? {
        match shared.sight(tx, (known.person, why), &known.marks)? {
            Sight::Open => seen.push(known),
            Sight::Masked => closed = true,
        }
    }
    Ok((seen, closed))
}

/// What a person must not be given, the severe first: what was noted in the city under any of
/// their registrations, and what partners say of them, unless a clinician disputes it. One substance
/// is said once, by us where we know it too.
pub fn of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Known>, Stop> {
    let mut known = all(tx, person)?;
    known.retain(|one| !one.disputed);
    Ok(known)
}

fn all(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Known>, Stop> {
    let patients = registry::patients_of(tx, person)?;
    let mut known: Vec<Known> = Vec::new();
    for patient in &patients {
        for noted in store::of(tx, Id::from_uuid(*patient))? {
            add(&mut known, rules::known(noted));
        }
    }
    for patient in &patients {
        for entry in entries(tx, *patient)? {
            if let Some(said) = partners(tx, &entry)? {
                add(&mut known, said);
            }
        }
    }
    // A stable sort: inside each rank ours stay before those of partners.
    known.sort_by_key(|one| !one.severe);
    Ok(known)
}

fn add(known: &mut Vec<Known>, said: Known) {
    match known.iter_mut().find(|one| one.substance.key == said.substance.key) {
        // What is disputed adds nothing to a warning, and hides none.
        Some(same) if same.disputed => *same = said,
        Some(same) => same.severe |= said.severe && !said.disputed,
        None => known.push(said),
    }
}

fn entries(tx: &mut Tx<'_>, patient: Uuid) -> Result<Vec<Entry>, Stop> {
    let Some(of) = ResourceType::named("AllergyIntolerance") else { return Ok(Vec::new()) };
    let asked = [
        ("patient".to_owned(), patient.to_string()),
        ("_count".to_owned(), PARTNERS_ENTRIES_MAX.to_string()),
    ];
    search_all(tx, of, &asked)
}

/// What a partner's entry says; `None` for one of our own, which has its row, and for what no
/// longer stands.
fn partners(tx: &mut Tx<'_>, entry: &Entry) -> Result<Option<Known>, Stop> {
    if entry.source == SourceId::NABZ {
        return Ok(None);
    }
    let tape = entry.tape()?;
    let Some(Heard { substance, reaction, severe }) = heard(tape.root()) else { return Ok(None) };
    let plain = rules::plain(&substance);
    let found = formulary::find(tx, &plain)?;
    let person = registry::person_of(tx, entry.patient.unwrap_or_default())?;
    let asked = NewAllergy { person, substance: plain, reaction: String::new(), severe };
    let substance =
        rules::substance(&asked, &found).unwrap_or_else(|_| rules::as_written(&substance));
    let source = source::name(tx, entry.source)?;
    let marks = marks::of_body(tape.root());
    let disputed = disputes::is_disputed(tx, person, disputes::place(entry.key))?;
    let (id, source) = (None, Some(source));
    Ok(Some(Known { id, substance, reaction, severe, source, person, marks, disputed }))
}
