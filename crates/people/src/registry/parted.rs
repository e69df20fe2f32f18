//! What was written of two persons while they were taken for one. A link merges nothing, so each
//! thing stands where it was written; once the link is taken back somebody looks at all of it.

use super::model::{Link, Written, WrittenKind};
use super::{store, written};
use nabz_fhir::path::Path;
use nabz_fhir::tape::Node;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId};
use nabz_record::{Entry, SourceId, read};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

/// What others keep of a person beside the record and the registry: those who know all of them leave
/// this at start.
#[derive(Clone, Copy)]
pub struct WrittenBeside(pub AskWritten);

/// What was written of a person from one moment to another.
pub type AskWritten = fn(&mut Tx<'_>, PersonId, (Instant, Instant)) -> Result<Vec<Written>, Stop>;

/// Where a body says who wrote it.
const WRITERS: [&str; 7] = [
    "author.reference",
    "requester.reference",
    "recorder.reference",
    "performer.actor.reference",
    "performer.reference",
    "participant.individual.reference",
    "asserter.reference",
];
/// Where a body says where that was.
const PLACES: [&str; 6] = [
    "custodian.reference",
    "serviceProvider.reference",
    "organization.reference",
    "managingOrganization.reference",
    "performer.reference",
    "performer.actor.reference",
];

/// Everything that was written of either of the two while the link stood, the first thing first;
/// nothing while it stands.
pub fn written_meanwhile(
    tx: &mut Tx<'_>,
    link: &Link,
    beside: WrittenBeside,
) -> Result<Vec<Written>, Stop> {
    let Some(parted) = &link.undone else { return Ok(Vec::new()) };
    let while_linked = (link.linked.1, parted.by.1);
    let mut all = Vec::new();
    for person in [link.person, link.same_as] {
        all.extend(of_record(tx, person, while_linked)?);
        all.extend(written::written(tx, person, (link.id, while_linked))?);
        all.extend((beside.0)(tx, person, while_linked)?);
    }
    all.sort_by(|one, other| (one.at, &one.entry).cmp(&(other.at, &other.entry)));
    Ok(all)
}

fn of_record(
    tx: &mut Tx<'_>,
    person: PersonId,
    while_linked: (Instant, Instant),
) -> Result<Vec<Written>, Stop> {
    let mut patients = vec![person.uuid()];
    let adopted = store::adoptions(tx, person)?;
    patients.extend(adopted.into_iter().map(|adoption| adoption.patient));
    let mut written = Vec::new();
    for patient in patients {
        for (entry, at) in read::written(tx, patient, while_linked)? {
            if let Some(kind) = kind_of(entry.key.of.name()) {
                written.push(of_entry(&entry, (kind, at), person)?);
            }
        }
    }
    Ok(written)
}

fn of_entry(
    entry: &Entry,
    (kind, at): (WrittenKind, Instant),
    under: PersonId,
) -> Result<Written, Stop> {
    let tape = entry.tape()?;
    // Of whom a partner speaks, the city's staff and places do not know.
    let is_ours = entry.source == SourceId::NABZ;
    let by = named(tape.root(), &WRITERS, "Practitioner/").filter(|_| is_ours);
    let place = named(tape.root(), &PLACES, "Organization/").filter(|_| is_ours);
    Ok(Written { entry: entry.reference(), kind, at, by: by.map(Id::from_uuid), place, under })
}

/// The first of these references that is of the kind.
fn named(body: Node<'_>, paths: &[&'static str], kind: &str) -> Option<Uuid> {
    let references = paths.iter().flat_map(|path| Path(path).all(body));
    let mut texts = references.filter_map(Node::text);
    texts.find_map(|reference| reference.strip_prefix(kind)?.parse().ok())
}

/// What a type of the record is to whoever sorts it; `None` for what says only who somebody is and
/// who wrote what.
fn kind_of(of: &str) -> Option<WrittenKind> {
    Some(match of {
        "Patient" | "Provenance" => return None,
        "Encounter" => WrittenKind::Visit,
        "Composition" | "DocumentReference" => WrittenKind::Note,
        "Condition" => WrittenKind::Diagnosis,
        "AllergyIntolerance" => WrittenKind::Allergy,
        "Observation" | "DiagnosticReport" => WrittenKind::Finding,
        "MedicationRequest" => WrittenKind::Prescription,
        "MedicationDispense" => WrittenKind::Dispensing,
        "Procedure" => WrittenKind::Operation,
        "Consent" => WrittenKind::Consent,
        "RelatedPerson" => WrittenKind::Guardian,
        _ => WrittenKind::Other,
    })
}
