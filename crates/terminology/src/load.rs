//! Loads releases: in parts, beside the counters' work, and so that whoever asks meanwhile is
//! answered from the release before, until the new one stands.
//!
//! A load that was broken off is begun again; what it left behind is swept.

use crate::draft::{Draft, DraftMap, DraftSystem};
use crate::order::{Numbered, numbered};
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Head, ReleaseId};
use crate::store::releases::{begin, must_be_loading, stand};
use crate::store::sweep;
use crate::store::write::{Part, Place, pairs};
use nabz_access::audit_program;
use nabz_kernel::clock::Instant;
use nabz_store::{Stop, Store};
use std::collections::HashMap;

/// Concepts that one code system may have.
pub const CONCEPTS_MAX: u32 = 2_000_000;
/// Concepts that are written at once, with some dozen rows each.
const CONCEPTS_A_PART: usize = 200;
/// Pairs that are written at once.
const PAIRS_A_PART: usize = 1_000;
/// A question that began before a release was replaced is answered long before this is over.
const SWEPT_AFTER_MICROSECONDS: i64 = 60_000_000;

/// What was loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// Concepts, or pairs of a map.
    pub entries: u32,
    /// Ranges in which what lies below the concepts is kept.
    pub ranges: u64,
}

/// Loads one release; `told` hears how many of its concepts or pairs are written, of how many.
///
/// # Errors
/// `TRM-015` for a code that stands twice, `TRM-016` for a concept that lies below itself,
/// `TRM-019` for too many concepts, `TRM-018` when another load of the same began meanwhile.
pub fn load(
    store: &Store,
    draft: Draft,
    told: &mut dyn FnMut(usize, usize),
) -> Result<Loaded, Stop> {
    match draft {
        Draft::System(system) => load_system(store, &system, told),
        Draft::Set(head) => {
            let id = opened(store, &head)?;
            standing(store, (id, &head), 0)?;
            Ok(Loaded { entries: 0, ranges: 0 })
        }
        Draft::Map(map) => load_map(store, map, told),
    }
}

/// Takes away what was replaced or given up a while ago, and says how many releases that were.
pub fn sweep(store: &Store) -> Result<usize, Stop> {
    let now = store.clock().now().microseconds();
    sweep_before(store, Instant::from_microseconds(now - SWEPT_AFTER_MICROSECONDS))
}

/// [`sweep`] of what was replaced before this moment.
pub fn sweep_before(store: &Store, before: Instant) -> Result<usize, Stop> {
    let mut swept = 0;
    while let Some(id) = store.read_blocking(move |view| sweep::replaced(view, before))? {
        while store.write_bulk(move |tx| sweep::part(tx, id))? {}
        swept += 1;
    }
    Ok(swept)
}

fn load_system(
    store: &Store,
    system: &DraftSystem,
    told: &mut dyn FnMut(usize, usize),
) -> Result<Loaded, Stop> {
    let (order, keys) = ordered(system)?;
    let id = opened(store, &system.head)?;
    let all = system.concepts.len();
    let mut written = 0;
    for places in order.places.chunks(CONCEPTS_A_PART) {
        let mut part = Part::default();
        for place in places {
            add(&mut part, (id, system), (&order, &keys), *place);
        }
        store.write_bulk(move |tx| {
            must_be_loading(tx, id)?;
            part.write(tx)
        })?;
        written += places.len();
        told(written, all);
    }
    let entries = counted(all)?;
    standing(store, (id, &system.head), entries)?;
    let kept = order.below.iter().filter(|below| below.count() > 1);
    let ranges = kept.map(|below| below.spans().len()).sum::<usize>();
    Ok(Loaded { entries, ranges: u64::try_from(ranges).unwrap_or(u64::MAX) })
}

/// By code as it is looked up: the place in the draft.
type Keys = HashMap<String, usize>;

/// Gives each concept its number.
fn ordered(system: &DraftSystem) -> Result<(Numbered, Keys), Stop> {
    counted(system.concepts.len())?;
    let mut keys = Keys::with_capacity(system.concepts.len());
    for (place, concept) in system.concepts.iter().enumerate() {
        if keys.insert(system.head.key_of(&concept.code), place).is_some() {
            return Err(No::CodeTwice(concept.code.clone()).into());
        }
    }
    let parents: Vec<Vec<usize>> =
        (0..system.concepts.len()).map(|place| parents_of(system, &keys, place)).collect();
    let is_inactive = |place: usize| system.concepts.get(place).is_some_and(|c| c.is_inactive);
    let order = numbered(&parents, is_inactive).map_err(|circle| {
        let code = system.concepts.get(circle.0).map_or("", |concept| &concept.code);
        Stop::from(No::BelowItself(code.to_owned()))
    })?;
    Ok((order, keys))
}

/// Places of what a concept lies directly below, each once.
fn parents_of(system: &DraftSystem, keys: &Keys, place: usize) -> Vec<usize> {
    let mut parents = Vec::new();
    for code in system.concepts.get(place).into_iter().flat_map(|concept| &concept.parents) {
        if let Some(parent) = keys.get(&system.head.key_of(code))
            && !parents.contains(parent)
        {
            parents.push(*parent);
        }
    }
    parents
}

fn add(
    part: &mut Part,
    (id, system): (ReleaseId, &DraftSystem),
    (order, keys): (&Numbered, &Keys),
    place: usize,
) {
    let number = |place: usize| order.numbers.get(place).copied();
    let (Some(concept), Some(own)) = (system.concepts.get(place), number(place)) else { return };
    let below = usize::try_from(own).ok().and_then(|own| order.below.get(own));
    let Some(below) = below else { return };
    let parents = parents_of(system, keys, place).into_iter().filter_map(number).collect();
    let key = system.head.key_of(&concept.code);
    part.add(id, Place { number: own, key, parents, below }, concept);
}

fn load_map(
    store: &Store,
    map: DraftMap,
    told: &mut dyn FnMut(usize, usize),
) -> Result<Loaded, Stop> {
    let DraftMap { head, pairs: all } = map;
    let entries = counted(all.len())?;
    let id = opened(store, &head)?;
    let mut written = 0;
    for some in all.chunks(PAIRS_A_PART) {
        let (some, from) = (some.to_vec(), counted(written)?);
        written += some.len();
        store.write_bulk(move |tx| {
            must_be_loading(tx, id)?;
            pairs(tx, id, from, &some)
        })?;
        told(written, all.len());
    }
    standing(store, (id, &head), entries)?;
    Ok(Loaded { entries, ranges: 0 })
}

fn opened(store: &Store, head: &Head) -> Result<ReleaseId, Stop> {
    let head = head.clone();
    store.write_blocking(move |tx| begin(tx, &head))
}

fn standing(store: &Store, (id, head): (ReleaseId, &Head), entries: u32) -> Result<(), Stop> {
    let head = head.clone();
    store.write_blocking(move |tx| {
        stand(tx, (id, &head), entries)?;
        audit_program(tx, "terminology.load")
    })
}

fn counted(entries: usize) -> Result<u32, Stop> {
    let counted = u32::try_from(entries).ok().filter(|entries| *entries <= CONCEPTS_MAX);
    counted.ok_or_else(|| No::TooLarge { most: CONCEPTS_MAX }.into())
}
