//! Where each entry of a transaction goes, before any of them is written.

use super::condition::{Whose, sole, wanted};
use super::links::{Names, conditional};
use super::{claim, draw, meant, put_place};
use crate::alias;
use crate::entry::{Key, SourceId};
use crate::refusals;
use nabz_fhir::bundle::{Aim, Before, Item, Wish, type_and_id};
use nabz_fhir::path::Path;
use nabz_fhir::{Body, Link, ResourceType};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;
use uuid::Uuid;

/// Longer claims are nobody's full URL.
const CLAIM_CHARACTERS_MAX: usize = 500;

/// Where an entry of the bundle goes.
pub(super) enum Placed {
    /// There was nothing to delete.
    Nothing,
    /// It is about this entry.
    At(Place),
}

pub(super) struct Place {
    pub(super) key: Key,
    pub(super) id: String,
    pub(super) way: Way,
}

/// What is done there.
pub(super) enum Way {
    /// Nothing: what is there fits the condition of the request.
    Known(u32),
    /// Something new.
    New,
    /// What this source has sent before.
    Again,
    /// What was put.
    Put(Before),
    /// It is deleted.
    Delete(Before),
}

/// The places of a whole bundle, in the order of its entries: patients first, so that what is about
/// them lies beside them. Whatever names another entry will be resolved by `names`.
///
/// # Errors
/// `REC-022` when two entries are about one, and neither only found it.
pub(super) fn places<'i>(
    tx: &mut Tx<'_>,
    source: SourceId,
    items: &'i [Item],
    names: &mut Names<'i>,
) -> Result<Vec<Placed>, Stop> {
    let mut order: Vec<(usize, &Item)> = items.iter().enumerate().collect();
    order.sort_by_key(|(at, item)| (item.of() != ResourceType::PATIENT, *at));
    let mut taken = Taken::default();
    let mut placed = Vec::with_capacity(items.len());
    for (at, item) in order {
        let place = one(tx, source, item, names)?;
        match (&place, &item.wish) {
            (Placed::At(place), _) => {
                let reference = format!("{}/{}", place.key.of, place.id);
                if let Some(url) = item.full_url.as_deref() {
                    names.note(url, reference.clone());
                }
                taken.take(reference, (item.at, matches!(place.way, Way::Known(_))))?;
            }
            // Another entry may be about to put there what is not there yet.
            (Placed::Nothing, Wish::Delete { of, aim: Aim::Id(id), .. }) => {
                taken.take(format!("{of}/{id}"), (item.at, false))?;
            }
            (Placed::Nothing, _) => {}
        }
        placed.push((at, place));
    }
    placed.sort_by_key(|(at, _)| *at);
    Ok(placed.into_iter().map(|(_, place)| place).collect())
}

/// Which entries of the record the bundle is about, as `Type/id`, by which of its own, and whether
/// that only found it.
#[derive(Default)]
struct Taken(HashMap<String, (usize, bool)>);

impl Taken {
    fn take(&mut self, reference: String, (at, is_found): (usize, bool)) -> Result<(), Stop> {
        match self.0.insert(reference, (at, is_found)) {
            Some((other, was_found)) if !(is_found && was_found) => {
                let (first, second) = (at.min(other) + 1, at.max(other) + 1);
                let refused = Refused::plain(refusals::MEANT_TWICE).invalid();
                Err(refused.with("first", first).with("second", second).into())
            }
            Some(_) | None => Ok(()),
        }
    }
}

fn one(tx: &mut Tx<'_>, source: SourceId, item: &Item, names: &Names<'_>) -> Result<Placed, Stop> {
    let place = match &item.wish {
        Wish::Delete { of, aim, before } => {
            let Some(entry) = meant(tx, source, *of, aim)? else { return Ok(Placed::Nothing) };
            Place { key: entry.key, id: entry.id, way: Way::Delete(*before) }
        }
        Wish::Update { body, aim, before } => put(tx, source, (item, body, names), (aim, *before))?,
        Wish::Create { body, if_none_exist: Some(criteria) } => {
            let query = wanted(tx, body.of(), criteria)?;
            claim::lock(tx, source, &query)?;
            match sole(tx, source, &query, Whose::Anybodys)? {
                Some(entry) => {
                    Place { key: entry.key, id: entry.id, way: Way::Known(entry.version) }
                }
                None => new(tx, source, (item, body, names))?,
            }
        }
        Wish::Create { body, if_none_exist: None } => new(tx, source, (item, body, names))?,
    };
    Ok(Placed::At(place))
}

type Sent<'a, 'i> = (&'a Item, &'a Body, &'a Names<'i>);

fn put(
    tx: &mut Tx<'_>,
    source: SourceId,
    (item, body, names): Sent<'_, '_>,
    (aim, before): (&Aim, Before),
) -> Result<Place, Stop> {
    let way = Way::Put(before);
    let Some((key, id)) = put_place(tx, source, aim, body)? else {
        let place = new(tx, source, (item, body, names))?;
        return Ok(Place { way, ..place });
    };
    if let Some(key) = key {
        return Ok(Place { key, id, way });
    }
    if let Some(key) = alias::resolve(tx, body.of(), &id)? {
        return Ok(Place { key, id, way });
    }
    let patient = patient(tx, source, (item, body, names))?;
    let key = alias::resolve_or_give(tx, body.of(), &id, draw(tx.now(), patient))?;
    Ok(Place { key, id, way })
}

/// A place for something new; where this source has sent it before, the place it has.
fn new(
    tx: &mut Tx<'_>,
    source: SourceId,
    (item, body, names): Sent<'_, '_>,
) -> Result<Place, Stop> {
    let now = tx.now();
    let patient = patient(tx, source, (item, body, names))?;
    let key = Key::of(body.of(), draw(now, patient));
    let sent_before = match claimed_as(item, body) {
        Some(words) => claim::claim(tx, source, &words, key)?,
        None => None,
    };
    let way = if sent_before.is_some() { Way::Again } else { Way::New };
    let key = sent_before.unwrap_or(key);
    Ok(Place { key, id: key.entry.to_string(), way })
}

/// By what a source's entry is known again: the full URL, or else the first identifier.
fn claimed_as(item: &Item, body: &Body) -> Option<String> {
    let short = |text: &String| {
        text.chars().count() <= CLAIM_CHARACTERS_MAX && !text.chars().any(char::is_control)
    };
    if let Some(url) = item.full_url.clone().filter(short) {
        return Some(url);
    }
    let identifier = Path("identifier").first(body.tree())?;
    let (system, value) = (identifier.get_text("system")?, identifier.get_text("value")?);
    Some(format!("{system}|{value}")).filter(short)
}

/// The Patient entry beside which a body will live.
fn patient(
    tx: &mut Tx<'_>,
    source: SourceId,
    (item, body, names): Sent<'_, '_>,
) -> Result<Option<Uuid>, Stop> {
    let subjects = body.of().patient_paths().iter().flat_map(|path| path.all(body.tree()));
    for value in subjects {
        let Some(link) = value.get_text("reference") else { continue };
        // An entry that has no place yet is no Patient: those come first.
        let link = match conditional(&link) {
            Some((of, _)) if of != ResourceType::PATIENT => continue,
            None if link.starts_with("urn:") && !names.has(&link) => continue,
            Some(_) | None => {
                let full_url = item.full_url.as_deref();
                let resolved = names.resolved(tx, source, (full_url, Link::Reference, &link))?;
                resolved.unwrap_or_else(|| link.into_owned())
            }
        };
        if let Some((ResourceType::PATIENT, id)) = type_and_id(&link) {
            let patient = alias::resolve_or_draw(tx, ResourceType::PATIENT, id)?;
            return Ok(patient.map(|key| key.entry));
        }
    }
    Ok(None)
}
