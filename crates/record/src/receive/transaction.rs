//! A transaction bundle: all of it is kept, or nothing.
//!
//! First every entry gets its place, patients before what lies beside them; then references are
//! resolved; then versions are written.

use super::{
    Received, chosen_key, claim, draw, keep_original, links, posted, sole, update, write_at,
};
use crate::alias;
use crate::entry::{Key, SourceId};
use crate::refusals;
use crate::write::{self, Written};
use nabz_fhir::bundle::{Item, Wish, type_and_id};
use nabz_fhir::path::Path;
use nabz_fhir::{Body, ResourceType};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// Longer claims are nobody's full URL.
const CLAIM_CHARACTERS_MAX: usize = 500;

/// Where an entry of the bundle goes.
struct Placed {
    key: Key,
    id: String,
    /// Something there fits the condition of the request; nothing is written.
    known: Option<u32>,
    /// The source has sent it before.
    again: bool,
}

/// Keeps a whole bundle under one source. The answers stand in the order of the entries.
///
/// # Errors
/// `REC-005` to `REC-008`; nothing of the bundle is then kept.
pub fn transaction(
    tx: &mut Tx<'_>,
    source: SourceId,
    items: &[Item],
) -> Result<Vec<Received>, Stop> {
    let mut placed: HashMap<usize, Placed> = HashMap::new();
    let mut by_url: HashMap<&str, String> = HashMap::new();
    let patients_first = |item: &Item| item.body.of() != ResourceType::PATIENT;
    let mut order: Vec<(usize, &Item)> = items.iter().enumerate().collect();
    order.sort_by_key(|(at, item)| (patients_first(item), *at));
    for (at, item) in order {
        let place = place(tx, source, item, &by_url)?;
        if let Some(url) = item.full_url.as_deref() {
            by_url.insert(url, format!("{}/{}", item.body.of(), place.id));
        }
        placed.insert(at, place);
    }
    let mut received = Vec::with_capacity(items.len());
    for (at, item) in items.iter().enumerate() {
        let Some(place) = placed.remove(&at) else { continue };
        received.push(keep(tx, source, item, place, &by_url)?);
    }
    Ok(received)
}

fn place(
    tx: &mut Tx<'_>,
    source: SourceId,
    item: &Item,
    by_url: &HashMap<&str, String>,
) -> Result<Placed, Stop> {
    match &item.wish {
        Wish::Update { id } => {
            let key = chosen_key(tx, &item.body, id)?;
            Ok(Placed { key, id: id.clone(), known: None, again: false })
        }
        Wish::Create { if_none_exist: Some(criteria) } => {
            claim::lock(tx, source, item.body.of(), criteria)?;
            match sole(tx, source, item.body.of(), criteria)? {
                Some(entry) => Ok(Placed {
                    key: entry.key,
                    id: entry.id,
                    known: Some(entry.version),
                    again: false,
                }),
                None => new(tx, source, item, by_url),
            }
        }
        Wish::Create { if_none_exist: None } => new(tx, source, item, by_url),
    }
}

/// A place for something new; where this source has sent it before, the place it has.
fn new(
    tx: &mut Tx<'_>,
    source: SourceId,
    item: &Item,
    by_url: &HashMap<&str, String>,
) -> Result<Placed, Stop> {
    let now = tx.now();
    let patient = patient(tx, source, &item.body, by_url)?;
    let key = Key::of(item.body.of(), draw(now, patient));
    let sent_before = match claimed_as(item) {
        Some(words) => claim::claim(tx, source, &words, key)?,
        None => None,
    };
    let (key, again) = (sent_before.unwrap_or(key), sent_before.is_some());
    Ok(Placed { key, id: key.entry.to_string(), known: None, again })
}

/// By what a source's entry is known again: the full URL, or else the first identifier.
fn claimed_as(item: &Item) -> Option<String> {
    let short = |text: &String| {
        text.chars().count() <= CLAIM_CHARACTERS_MAX && !text.chars().any(char::is_control)
    };
    if let Some(url) = item.full_url.clone().filter(short) {
        return Some(url);
    }
    let identifier = Path("identifier").first(item.body.tree())?;
    let (system, value) = (identifier.get_text("system")?, identifier.get_text("value")?);
    Some(format!("{system}|{value}")).filter(short)
}

/// The Patient entry beside which a body will live.
fn patient(
    tx: &mut Tx<'_>,
    source: SourceId,
    body: &Body,
    by_url: &HashMap<&str, String>,
) -> Result<Option<Uuid>, Stop> {
    let named = body.of().patient_paths().iter().flat_map(|path| path.all(body.tree()));
    for value in named {
        let Some(link) = value.get_text("reference") else { continue };
        let link = match (by_url.get(&*link), links::conditional(&link)) {
            (Some(known), _) => known.clone(),
            (None, Some((ResourceType::PATIENT, _))) => {
                resolve(tx, source, &link, by_url)?.unwrap_or_default()
            }
            // An entry that has no place yet is no Patient: those come first.
            (None, _) => link.into_owned(),
        };
        if let Some((ResourceType::PATIENT, id)) = type_and_id(&link) {
            let patient = alias::resolve_or_draw(tx, ResourceType::PATIENT, id)?;
            return Ok(patient.map(|key| key.entry));
        }
    }
    Ok(None)
}

fn keep(
    tx: &mut Tx<'_>,
    source: SourceId,
    item: &Item,
    place: Placed,
    by_url: &HashMap<&str, String>,
) -> Result<Received, Stop> {
    let Placed { key, id, known, again } = place;
    if let Some(version) = known {
        return Ok(Received { key, id, patient: None, written: Written::Unchanged { version } });
    }
    let resolved = item.body.clone().with_links(|link| resolve(tx, source, link, by_url))?;
    let received = match &item.wish {
        Wish::Update { id } => update(tx, source, id, &resolved, None)?,
        // What was sent before and says the same is unchanged; what says more is a newer version.
        Wish::Create { .. } => {
            let draft = posted(key, source, &resolved);
            if again && let Some((version, patient)) = write::said_before(tx, &draft)? {
                return Ok(Received { key, id, patient, written: Written::Unchanged { version } });
            }
            write_at(tx, &draft)?
        }
    };
    let changed = resolved.bytes() != item.body.bytes();
    if changed && !matches!(received.written, Written::Unchanged { .. }) {
        keep_original(tx, &received, &item.body)?;
    }
    Ok(received)
}

/// What a reference has to become: `None` when it stays as it is.
fn resolve(
    tx: &mut Tx<'_>,
    source: SourceId,
    link: &str,
    by_url: &HashMap<&str, String>,
) -> Result<Option<String>, Stop> {
    if let Some(known) = by_url.get(link) {
        return Ok(Some(known.clone()));
    }
    if let Some((of, criteria)) = links::conditional(link) {
        let found = sole(tx, source, of, criteria)?;
        return found.map(|entry| Some(entry.reference())).ok_or_else(|| unknown(link));
    }
    if link.starts_with("urn:uuid:") && !by_url.is_empty() {
        return Err(unknown(link));
    }
    Ok(None)
}

fn unknown(link: &str) -> Stop {
    Refused::plain(refusals::REFERENCE_UNKNOWN).invalid().with("reference", link).into()
}
