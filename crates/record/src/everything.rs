//! `$everything`: all that lies in the compartments of a person, and whom and what it points to.

use crate::alias;
use crate::entry::{Entry, Key};
use crate::read::{self, Charted};
use crate::search::{Remembered, Sight};
use nabz_fhir::bundle::type_and_id;
use nabz_fhir::{Body, ResourceType};
use nabz_store::{Stop, Tx};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Entries of the compartments on one page.
pub const EVERYTHING_PAGE_MAX: usize = 1_000;

/// One page.
#[derive(Debug)]
pub struct EverythingPage {
    /// The Patients first, then the latest first; behind them what they point to outside.
    pub entries: Vec<Entry>,
    /// How many entries to skip to see the next page; absent on the last.
    pub next: Option<Key>,
}

/// A page of all that lies in these compartments, as far as `sight` lets it be seen.
pub fn everything(
    tx: &mut Tx<'_>,
    patients: &[Uuid],
    (after, count): (Option<Key>, usize),
    sight: &mut dyn Sight,
) -> Result<EverythingPage, Stop> {
    let mut sight = Remembered::new(sight);
    let count = count.clamp(1, EVERYTHING_PAGE_MAX);
    let mut charted: Vec<Charted> = Vec::new();
    for patient in patients {
        charted.extend(read::chart(tx, *patient)?);
    }
    // Patients first; two that happened at once keep one order on every page.
    charted.sort_by_key(|c| (c.key.of != ResourceType::PATIENT, std::cmp::Reverse(c.at), c.key));
    let start = after.and_then(|key| charted.iter().position(|c| c.key == key));
    let from = start.map_or(0, |at| at + 1);
    let shown: Vec<Key> = charted.iter().skip(from).take(count).map(|c| c.key).collect();
    let more = charted.len() > from + shown.len();
    let next = shown.last().copied().filter(|_| more);
    let mut entries = Vec::with_capacity(shown.len());
    for key in shown {
        entries.extend(seen(tx, key, &mut sight)?);
    }
    let outside = pointed_to(tx, &entries, &mut sight)?;
    entries.extend(outside);
    Ok(EverythingPage { entries, next })
}

/// An entry that stands and may be seen, as its reader is shown it. A page may hold fewer than were
/// asked for.
fn seen(tx: &mut Tx<'_>, key: Key, sight: &mut Remembered<'_>) -> Result<Option<Entry>, Stop> {
    let Some(entry) = read::at(tx, key)?.filter(|entry| !entry.deleted) else { return Ok(None) };
    if !sight.may_see(tx, &entry)? {
        return Ok(None);
    }
    Ok(Some(sight.shown(tx, entry)?.entry))
}

/// What the entries of a page point to and no compartment holds: places, people, organisations.
fn pointed_to(
    tx: &mut Tx<'_>,
    entries: &[Entry],
    sight: &mut Remembered<'_>,
) -> Result<Vec<Entry>, Stop> {
    let mut links = BTreeSet::new();
    for entry in entries {
        let body = Body::parse(entry.body.clone()).map_err(|e| Stop::fault(e.to_string()))?;
        links.extend(body.links());
    }
    let mut found = Vec::new();
    for link in links {
        let Some((of, id)) = type_and_id(&link) else { continue };
        if of.in_compartment() {
            continue;
        }
        if let Some(key) = alias::resolve(tx, of, id)? {
            found.extend(seen(tx, key, sight)?);
        }
    }
    Ok(found)
}
