//! `nabz record reindex`: the rows that a body has today are added where they are missing, a few
//! entries in one transaction, beside writers.
//!
//! Which rows a body has changes with the program. [`generation`] says which it is; while the
//! entries of an older one are walked, a search answers by what is there. Rows that no body has any
//! more are left: a search looks at the body, and finds nothing by them.

use crate::entry::{Entry, Key, hash};
use crate::rows::{self, rows};
use crate::search::{Lead, Place, candidates_after};
use crate::write::identity;
use crate::{index, parameters, read};
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::added::Added;
use nabz_fhir::definitions::{Param, params};
use nabz_store::{Stop, Store, Tx, Value};
use std::sync::LazyLock;

/// Entries in one transaction.
const ENTRIES_AT_ONCE: usize = 100;

const HOLD: &str = "
    UPDATE record_entry
    SET    put = put
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3 AND version = $4";
const BEGIN: &str = "
    INSERT INTO record_reindex (generation, type, updated_at, bucket, entry_id, entries, missing,
                                done)
    VALUES ($1, $2, $3, $4, $5, 0, 0, FALSE)
    ON CONFLICT (generation) DO NOTHING";
const WHERE_IT_IS: &str = "
    SELECT type, updated_at, bucket, entry_id, entries, missing, done
    FROM   record_reindex
    WHERE  generation = $1";
const GO_ON: &str = "
    UPDATE record_reindex
    SET    type = $2, updated_at = $3, bucket = $4, entry_id = $5, entries = $6, missing = $7,
           done = $8
    WHERE  generation = $1";

/// How much was looked at and added.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Reindexed {
    /// Entries looked at.
    pub entries: u64,
    /// Rows that were missing.
    pub missing: u64,
}

/// How far the walk of the whole record has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reindexing {
    /// There is more.
    Begun(Reindexed),
    /// The index holds what this release keeps.
    Done(Reindexed),
}

/// Which rows bodies have: it differs when the rows do.
fn generation() -> i64 {
    static GENERATION: LazyLock<i64> = LazyLock::new(|| {
        let of_type = |of: ResourceType| {
            let said = |param: &&'static Param| {
                format!("\n{of} {param:?} {:?} {:?}", param.kind, param.index)
            };
            params(of).iter().map(said).collect::<String>()
        };
        let all: String = ResourceType::all().map(of_type).collect();
        hash(&format!("{}{all}", rows::LAYOUT))
    });
    *GENERATION
}

/// Walks the whole record, or one type, from its beginning to its end. `progress` hears what was
/// done after each step. The thread waits.
pub fn reindex(
    store: &Store,
    only: Option<ResourceType>,
    mut progress: impl FnMut(ResourceType, &Reindexed),
) -> Result<Reindexed, Stop> {
    let mut all = Reindexed::default();
    for of in ResourceType::all().filter(|of| only.is_none_or(|only| only == *of)) {
        let mut next = Some(Place::START);
        while let Some(place) = next {
            let (ended, counted) = store.write_bulk(move |tx| step(tx, of, place))?;
            all.entries += counted.entries;
            all.missing += counted.missing;
            progress(of, &all);
            next = ended;
        }
    }
    if only.is_none() {
        store.write_bulk(move |tx| {
            let walk = standing(tx)?;
            keep(tx, &Walk { done: true, counted: all, ..walk })
        })?;
    }
    Ok(all)
}

/// The next step of the one walk that a new generation needs; whoever serves calls it until it is
/// done. Several programs on one database share the walk.
pub fn reindex_step(store: &Store) -> Result<Reindexing, Stop> {
    store.write_bulk(|tx| {
        tx.lock("record_reindex")?;
        let mut walk = standing(tx)?;
        if walk.done {
            return Ok(Reindexing::Done(walk.counted));
        }
        let Some(of) = walk.of else {
            keep(tx, &Walk { done: true, ..walk })?;
            return Ok(Reindexing::Done(walk.counted));
        };
        let (ended, counted) = step(tx, of, walk.at)?;
        walk.counted.entries += counted.entries;
        walk.counted.missing += counted.missing;
        (walk.of, walk.at) = match ended {
            Some(place) => (Some(of), place),
            None => (following(of), Place::START),
        };
        keep(tx, &walk)?;
        Ok(Reindexing::Begun(walk.counted))
    })
}

/// Where the shared walk stands.
#[derive(Clone, Copy)]
struct Walk {
    /// `None` behind the last type.
    of: Option<ResourceType>,
    at: Place,
    counted: Reindexed,
    done: bool,
}

fn following(of: ResourceType) -> Option<ResourceType> {
    ResourceType::all().find(|other| other.number() > of.number())
}

fn standing(tx: &mut Tx<'_>) -> Result<Walk, Stop> {
    let first = ResourceType::all().next().map_or(0, ResourceType::number);
    let Place { first: updated, bucket, entry, .. } = Place::START;
    let begin: [Value; 5] =
        [generation().into(), first.into(), updated.into(), bucket.into(), entry.into()];
    tx.execute(BEGIN, &begin)?;
    let walk = tx.query_one(WHERE_IT_IS, &[generation().into()], |row| {
        let (first, bucket, entry) = (row.get(1)?, row.get(2)?, row.get(3)?);
        let count = |number: i64| u64::try_from(number).unwrap_or_default();
        let counted = Reindexed { entries: count(row.get(4)?), missing: count(row.get(5)?) };
        let at = Place { first, last: 0, bucket, entry };
        Ok(Walk { of: ResourceType::numbered(row.get(0)?), at, counted, done: row.get(6)? })
    })?;
    walk.ok_or_else(|| Stop::fault("a walk was begun and is not there"))
}

fn keep(tx: &mut Tx<'_>, walk: &Walk) -> Result<(), Stop> {
    let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
    let values: [Value; 8] = [
        generation().into(),
        walk.of.map_or(0, ResourceType::number).into(),
        walk.at.first.into(),
        walk.at.bucket.into(),
        walk.at.entry.into(),
        count(walk.counted.entries).into(),
        count(walk.counted.missing).into(),
        walk.done.into(),
    ];
    tx.execute(GO_ON, &values).map(drop)
}

/// Completes the next entries of a type. Answers where it ended; `None` when there was no more.
fn step(
    tx: &mut Tx<'_>,
    of: ResourceType,
    after: Place,
) -> Result<(Option<Place>, Reindexed), Stop> {
    let added = parameters::known(tx)?;
    let (ended, entries) = next_entries(tx, of, after)?;
    let mut counted = Reindexed::default();
    for entry in &entries {
        counted.entries += 1;
        counted.missing += completed(tx, &added, entry)?;
    }
    Ok((ended, counted))
}

/// The next entries of a type, in the order of their last change; what changes meanwhile comes
/// again. Answers where they end, too; `None` when there are no more.
pub(crate) fn next_entries(
    tx: &mut Tx<'_>,
    of: ResourceType,
    after: Place,
) -> Result<(Option<Place>, Vec<Entry>), Stop> {
    let lead = Lead::Changes { from: i64::MIN, to: i64::MAX, descending: false };
    let places = candidates_after(tx, of, &lead, after, ENTRIES_AT_ONCE)?;
    let keys: Vec<Key> =
        places.iter().map(|place| Key { bucket: place.bucket, entry: place.entry, of }).collect();
    let mut entries = read::several(tx, &keys)?;
    let entries = keys.iter().filter_map(|key| entries.remove(key)).collect();
    Ok((places.last().copied(), entries))
}

/// Whoever writes the entry now takes away rows of this version, so they must be there by then.
pub(crate) fn hold(tx: &mut Tx<'_>, entry: &Entry) -> Result<(), Stop> {
    let [bucket, id, of] = identity(entry.key);
    if tx.execute(HOLD, &[bucket, id, of, entry.version.into()])? == 0 {
        return Err(Stop::Again);
    }
    Ok(())
}

/// Adds the rows that an entry lacks, and says how many.
fn completed(tx: &mut Tx<'_>, added: &Added, entry: &Entry) -> Result<u64, Stop> {
    if entry.deleted {
        return Ok(0);
    }
    // A body that is no JSON has no rows; `nabz record check` names it.
    let Ok(tape) = entry.tape() else { return Ok(0) };
    let mut missing = Vec::new();
    for row in rows(added, entry.key.of, tape.root(), entry.beside()) {
        if !index::is_there(tx, entry.key, &row)? {
            missing.push(row);
        }
    }
    if missing.is_empty() {
        return Ok(0);
    }
    hold(tx, entry)?;
    index::add(tx, missing.iter().map(|row| (entry.key, row)))
}
