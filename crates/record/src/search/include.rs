//! What comes along with the matches of a page.

use super::candidates;
use super::cursor::Place;
use super::lead::{HashTable, Lead};
use super::listed;
use super::sight::{Remembered, Shown};
use crate::entry::{Entry, Key, hash};
use crate::read;
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::Index;
use nabz_fhir::extract::{Found, values};
use nabz_fhir::search::{Include, Query};
use nabz_store::{Stop, Tx};
use std::collections::BTreeSet;

/// What comes along with one page at most.
const INCLUDED_MAX: usize = 1_000;

pub(super) fn included(
    tx: &mut Tx<'_>,
    query: &Query,
    matches: &[Entry],
    sight: &mut Remembered<'_>,
) -> Result<Vec<Entry>, Stop> {
    let mut seen: BTreeSet<Key> = matches.iter().map(|entry| entry.key).collect();
    let mut along = Vec::new();
    for entry in matches {
        for (key, back) in beside(tx, query, entry)? {
            if along.len() >= INCLUDED_MAX || seen.contains(&key) {
                continue;
            }
            let Some(found) = read::at(tx, key)?.filter(|found| !found.deleted) else { continue };
            if !sight.may_see(tx, &found)? {
                continue;
            }
            let Shown { entry: found, is_stub, .. } = sight.shown(tx, found)?;
            // An index knows of a pointer that stands in no stub.
            if let Some(include) = back.filter(|_| is_stub)
                && !targets(tx, include, &found)?.contains(&entry.key)
            {
                continue;
            }
            seen.insert(key);
            along.push(found);
        }
    }
    Ok(along)
}

/// What an entry points to, and what points to it, by which parameter.
fn beside(
    tx: &mut Tx<'_>,
    query: &Query,
    entry: &Entry,
) -> Result<Vec<(Key, Option<Include>)>, Stop> {
    let mut keys = Vec::new();
    for include in query.include.iter().filter(|include| include.of == entry.key.of) {
        keys.extend(targets(tx, *include, entry)?.into_iter().map(|key| (key, None)));
    }
    for include in &query.revinclude {
        let pointing = pointing_to(tx, *include, entry)?;
        keys.extend(pointing.into_iter().map(|key| (key, Some(*include))));
    }
    Ok(keys)
}

/// What an entry points to.
fn targets(tx: &mut Tx<'_>, include: Include, entry: &Entry) -> Result<Vec<Key>, Stop> {
    let tape = entry.tape()?;
    let mut keys = Vec::new();
    for found in values(include.param, tape.root()) {
        let Found::Reference(target) = found else { continue };
        let Some((of, id)) = target.split_once('/') else { continue };
        let of = ResourceType::named(of).filter(|of| include.target.is_none_or(|t| t == *of));
        if let Some(of) = of {
            keys.extend(crate::alias::resolve(tx, of, id)?);
        }
    }
    Ok(keys)
}

/// What points to an entry.
fn pointing_to(tx: &mut Tx<'_>, include: Include, entry: &Entry) -> Result<Vec<Key>, Stop> {
    if include.target.is_some_and(|target| target != entry.key.of) {
        return Ok(Vec::new());
    }
    let in_chart = include.param.index == Index::Chart && entry.key.of == ResourceType::PATIENT;
    let places = if in_chart {
        listed::of_patient(tx, include.of, entry.key.entry, None)?
    } else {
        let param = include.param.rows_under().into();
        let hashes = vec![hash(&entry.reference())];
        let lead = Lead::Hashes { table: HashTable::Reference, param, hashes };
        candidates::next(tx, include.of, &lead, Place::START, INCLUDED_MAX)?
    };
    Ok(places
        .into_iter()
        .map(|p| Key { bucket: p.bucket, entry: p.entry, of: include.of })
        .collect())
}
