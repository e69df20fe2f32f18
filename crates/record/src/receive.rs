//! What others say: a partner over the FHIR API, or an import. Bodies are kept as they were sent,
//! save `id`, `meta` and references that had to be resolved.
//!
//! Whoever sends the same thing again adds nothing: a source's full URL, or its identifier, is
//! claimed once. A condition is looked up behind a lock on its criteria, so that of many who ask for
//! the same at once one creates. What is changed by a condition is the source's own: it neither
//! changes what others said nor learns by trying whether they said it.

mod claim;
mod condition;
mod delivery;
mod links;
mod place;
mod transaction;

pub use condition::sought;
pub use delivery::{Counts, DeliveryId, note_delivery};
pub use transaction::{Done, transaction};

use crate::alias;
use crate::entry::{Entry, Key, SourceId};
use crate::packed::packed;
use crate::read;
use crate::refusals;
use crate::write::{self, Draft, Written, identity};
use condition::{Whose, sole, wanted};
use nabz_fhir::bundle::{Aim, Before};
use nabz_fhir::{Body, ResourceType, extract};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Bucket, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx, Value};
use uuid::Uuid;

const KEEP_ORIGINAL: &str = "
    INSERT INTO record_original (bucket, entry_id, type, version, body)
    VALUES ($1, $2, $3, $4, $5)";

/// What came of one resource that was sent.
#[derive(Clone, Debug)]
pub struct Received {
    /// Where it lives.
    pub key: Key,
    /// Its logical id.
    pub id: String,
    /// The Patient in whose compartment it was written; absent when nothing was written because
    /// a condition found something.
    pub patient: Option<Uuid>,
    /// What was written.
    pub written: Written,
}

impl Received {
    /// `Type/id`.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.key.of, self.id)
    }
}

/// Keeps a new resource under an id that the record gives. With `if_none_exist`, a query, only
/// when nothing fits it.
pub fn create(
    tx: &mut Tx<'_>,
    source: SourceId,
    body: &Body,
    if_none_exist: Option<&str>,
) -> Result<Received, Stop> {
    if let Some(criteria) = if_none_exist {
        let query = wanted(tx, body.of(), criteria)?;
        claim::lock(tx, source, &query)?;
        if let Some(entry) = sole(tx, source, &query, Whose::Anybodys)? {
            let written = Written::Unchanged { version: entry.version };
            return Ok(Received { key: entry.key, id: entry.id, patient: None, written });
        }
    }
    let key = new_key(tx, body)?;
    write_at(tx, &posted(key, source, body))
}

/// Keeps a version under an id that the source chose. `expected` is the version it has seen.
///
/// # Errors
/// `REC-005` when the id belongs to another source, `REC-002` when the version has moved on.
pub fn update(
    tx: &mut Tx<'_>,
    source: SourceId,
    id: &str,
    body: &Body,
    expected: Option<u32>,
) -> Result<Received, Stop> {
    let before = expected.map_or(Before::Anything, Before::Version);
    let key = chosen_key(tx, body, id)?;
    put_at(tx, source, (key, id), body, before)
}

/// Keeps a version of what is meant; where criteria fit nothing, a new resource, under the id that
/// the body names if it names one.
///
/// # Errors
/// Those of [`update`]; `REC-020` when something stands there and nothing should, `REC-007` when
/// several fit, `REC-021` when the one that fits has another id than the body.
pub fn update_where(
    tx: &mut Tx<'_>,
    source: SourceId,
    aim: &Aim,
    (body, before): (&Body, Before),
) -> Result<Received, Stop> {
    let Some((key, id)) = put_place(tx, source, aim, body)? else {
        let key = new_key(tx, body)?;
        return write_at(tx, &Draft { before, put: true, ..posted(key, source, body) });
    };
    let key = match key {
        Some(key) => key,
        None => chosen_key(tx, body, &id)?,
    };
    put_at(tx, source, (key, &id), body, before)
}

/// Where a PUT goes: a place that is known, or an id that may have none yet; `None` when the record
/// has to give an id.
fn put_place(
    tx: &mut Tx<'_>,
    source: SourceId,
    aim: &Aim,
    body: &Body,
) -> Result<Option<(Option<Key>, String)>, Stop> {
    let criteria = match aim {
        Aim::Id(id) => return Ok(Some((None, id.clone()))),
        Aim::Criteria(criteria) => criteria,
    };
    let query = wanted(tx, body.of(), criteria)?;
    claim::lock(tx, source, &query)?;
    match (sole(tx, source, &query, Whose::Own)?, body.id()) {
        (Some(entry), Some(id)) if id != entry.id => {
            Err(Refused::plain(refusals::OTHER_ID).invalid().into())
        }
        (Some(entry), _) => Ok(Some((Some(entry.key), entry.id))),
        (None, Some(id)) => Ok(Some((None, id.into_owned()))),
        (None, None) => Ok(None),
    }
}

fn put_at(
    tx: &mut Tx<'_>,
    source: SourceId,
    (key, id): (Key, &str),
    body: &Body,
    before: Before,
) -> Result<Received, Stop> {
    if write::standing(tx, key)?.is_some_and(|standing| standing.source != source) {
        return Err(Refused::plain(refusals::ID_TAKEN).into());
    }
    write_at(tx, &Draft { key, chosen_id: Some(id), source, body, before, put: true })
}

/// Takes an entry out of what is served; its versions stay. `None` when there was nothing.
///
/// # Errors
/// `REC-001` when the entry belongs to another source.
pub fn delete(
    tx: &mut Tx<'_>,
    source: SourceId,
    of: ResourceType,
    id: &str,
) -> Result<Option<Entry>, Stop> {
    delete_where(tx, source, (of, &Aim::Id(id.to_owned())), Before::Anything)
}

/// The same of what is meant.
///
/// # Errors
/// Those of [`delete`]; `REC-002` when the version has moved on, `REC-007` when several fit.
pub fn delete_where(
    tx: &mut Tx<'_>,
    source: SourceId,
    (of, aim): (ResourceType, &Aim),
    before: Before,
) -> Result<Option<Entry>, Stop> {
    let Some(entry) = meant(tx, source, of, aim)? else { return Ok(None) };
    write::delete(tx, entry.key, source, before)?;
    read::at(tx, entry.key)
}

/// The entry that is meant, with its criteria locked.
fn meant(
    tx: &mut Tx<'_>,
    source: SourceId,
    of: ResourceType,
    aim: &Aim,
) -> Result<Option<Entry>, Stop> {
    match aim {
        Aim::Id(id) => read::read(tx, of, id),
        Aim::Criteria(criteria) => {
            let query = wanted(tx, of, criteria)?;
            claim::lock(tx, source, &query)?;
            sole(tx, source, &query, Whose::Own)
        }
    }
}

/// What was sent without an id of its own.
fn posted(key: Key, source: SourceId, body: &Body) -> Draft<'_> {
    Draft { key, chosen_id: None, source, body, before: Before::Anything, put: false }
}

fn write_at(tx: &mut Tx<'_>, draft: &Draft<'_>) -> Result<Received, Stop> {
    let own = draft.key.entry.to_string();
    let chosen_id = draft.chosen_id.filter(|id| **id != own);
    let (written, patient) = write::version(tx, &Draft { chosen_id, ..*draft })?;
    let id = chosen_id.map_or(own, str::to_owned);
    Ok(Received { key: draft.key, id, patient, written })
}

/// Keeps what was sent beside what is served.
fn keep_original(tx: &mut Tx<'_>, received: &Received, sent: &Body) -> Result<(), Stop> {
    let body = packed(sent.bytes())?;
    let [bucket, entry, of] = identity(received.key);
    let row: [Value; 5] = [bucket, entry, of, received.written.version().into(), body.into()];
    tx.execute(KEEP_ORIGINAL, &row).map(drop)
}

/// A new entry lives beside its patient, where it has one.
fn new_key(tx: &mut Tx<'_>, body: &Body) -> Result<Key, Stop> {
    let patient = match extract::patient_of(body.of(), body.tree()) {
        None => None,
        Some(id) => alias::resolve_or_draw(tx, ResourceType::PATIENT, &id)?,
    };
    Ok(Key::of(body.of(), draw(tx.now(), patient.map(|key| key.entry))))
}

fn chosen_key(tx: &mut Tx<'_>, body: &Body, id: &str) -> Result<Key, Stop> {
    if let Some(key) = alias::resolve(tx, body.of(), id)? {
        return Ok(key);
    }
    let new = new_key(tx, body)?;
    alias::resolve_or_give(tx, body.of(), id, new.entry)
}

fn draw(now: Instant, beside: Option<Uuid>) -> Uuid {
    match beside {
        Some(patient) => PersonId::draw_in(now, Bucket::carried_by(patient)).uuid(),
        None => PersonId::draw(now).uuid(),
    }
}
