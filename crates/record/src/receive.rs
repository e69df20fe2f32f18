//! What others say: a partner over the FHIR API, or an import. Bodies are kept as they were sent,
//! save `id`, `meta` and references that had to be resolved.
//!
//! Whoever sends the same thing again adds nothing: a source's full URL, or its identifier, is
//! claimed once.

mod claim;
mod delivery;
mod links;
mod transaction;

pub use delivery::{Counts, DeliveryId, note_delivery};
pub use transaction::transaction;

use crate::alias;
use crate::entry::{Entry, Key, SourceId};
use crate::read;
use crate::refusals;
use crate::search::{Everything, Own, SearchStop, Sight, search};
use crate::write::{self, Draft, Written, identity};
use nabz_fhir::search::{Criterion, Handling, Query, Test, Wanted, pairs, parse};
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
        claim::lock(tx, source, body.of(), criteria)?;
        if let Some(entry) = sole(tx, source, body.of(), criteria)? {
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
    let key = chosen_key(tx, body, id)?;
    if write::standing(tx, key)?.is_some_and(|standing| standing.source != source) {
        return Err(Refused::plain(refusals::ID_TAKEN).into());
    }
    write_at(tx, &Draft { key, chosen_id: Some(id), source, body, expected, put: true })
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
    let Some(entry) = read::read(tx, of, id)? else { return Ok(None) };
    write::delete(tx, entry.key, source)?;
    read::read(tx, of, id)
}

/// What was sent without an id of its own.
fn posted(key: Key, source: SourceId, body: &Body) -> Draft<'_> {
    Draft { key, chosen_id: None, source, body, expected: None, put: false }
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
    let packed = zstd::bulk::compress(sent.bytes(), 3).map_err(|e| Stop::fault(e.to_string()))?;
    let [bucket, entry, of] = identity(received.key);
    let row: [Value; 5] = [bucket, entry, of, received.written.version().into(), packed.into()];
    tx.execute(KEEP_ORIGINAL, &row).map(drop)
}

/// A new entry lives beside its patient, where it has one.
fn new_key(tx: &mut Tx<'_>, body: &Body) -> Result<Key, Stop> {
    let now = tx.now();
    let patient = match extract::patient_of(body.of(), body.tree()) {
        None => None,
        Some(id) => alias::resolve_or_draw(tx, ResourceType::PATIENT, &id)?,
    };
    Ok(Key::of(body.of(), draw(now, patient.map(|key| key.entry))))
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

/// The one entry that fits a query, or none.
///
/// What others said is found by its identifier alone: whoever knows the number may point to it,
/// and nobody finds out by asking who has which birth date.
fn sole(
    tx: &mut Tx<'_>,
    source: SourceId,
    of: ResourceType,
    criteria: &str,
) -> Result<Option<Entry>, Stop> {
    let unknown = || {
        Stop::from(Refused::plain(refusals::CRITERIA_UNKNOWN).invalid().with("criteria", criteria))
    };
    let asked = pairs(criteria).ok_or_else(unknown)?;
    let query = parse(of, &asked, Handling::Strict).map_err(|_| unknown())?;
    if query.criteria.is_empty() && query.links.is_empty() && query.ids.is_none() {
        return Err(unknown());
    }
    let (mut everything, mut own) = (Everything, Own(source));
    let sight: &mut dyn Sight = if by_number(&query) { &mut everything } else { &mut own };
    let page = match search(tx, &query, sight) {
        Ok(page) => page,
        Err(SearchStop::Store(stop)) => return Err(stop),
        Err(SearchStop::ForeignCursor | SearchStop::TooCostly) => return Err(unknown()),
    };
    let mut found = page.matches.into_iter();
    match (found.next(), found.next()) {
        (one, None) => Ok(one),
        (_, Some(_)) => Err(Refused::plain(refusals::SEVERAL_FIT).invalid().into()),
    }
}

/// Does it ask for identifiers and for nothing besides?
fn by_number(query: &Query) -> bool {
    let whole = |wanted: &Wanted| wanted.token().is_some_and(|token| token.code.is_some());
    let number = |criterion: &Criterion| match &criterion.test {
        Test::AnyOf(wanted) => criterion.param.code == "identifier" && wanted.iter().all(whole),
        Test::NoneOf(_) | Test::Missing(_) => false,
    };
    let asks_besides = query.ids.is_some()
        || !query.updated.is_empty()
        || !query.filters.is_empty()
        || !query.links.is_empty();
    !asks_besides && query.criteria.iter().all(number)
}
