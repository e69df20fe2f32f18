//! Exports in bulk: what a source asked for, how far the work has come, and what there is to write
//! next.
//!
//! An export shows the record as it was at one moment, [`Export::as_of`]: of each entry the last
//! version that was written until then, once. Whoever asks the next time for what was written since
//! that moment misses nothing and is told nothing twice. It is walked in orders that nobody's
//! writing changes: a whole export by the entries' places, one of changes by the feed.
//!
//! The tables hold what was noted; whoever writes the files notes after each part where it stands,
//! so that work that broke off goes on from there, in this process or in another one.
//! Start at [`kick_off`]; a part is made by [`part`].

mod changes;
mod entries;
mod files;
mod jobs;
mod within;

pub use files::{File, FileKind, files, note_file};
pub use jobs::{
    HELD_FOR, KEPT_FOR, OPEN_EXPORTS_MAX, is_known, kick_off, lapsed, next_open, note, of_source,
    put_off, remove, take,
};

use crate::entry::{Entry, SourceId};
use crate::read;
use crate::write::identity;
use nabz_fhir::ResourceType;
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_store::{Stop, Tx};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

id!(
    /// One export.
    ExportId,
    BulkExport
);

/// Entries looked at for one part.
const PART_ENTRIES: usize = 1_000;
/// A part grows no further than the body that takes it past this.
const PART_BYTES: usize = 8 * 1024 * 1024;

const AS_OF: &str = "
    SELECT version, updated_at, deleted, body
    FROM   record_history
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3 AND updated_at <= $4
    ORDER  BY version DESC
    LIMIT  1";

/// What is exported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    /// All that the source may read.
    System,
    /// What lies in the compartments of its own Patients.
    Patients,
    /// What lies in the compartments of these Patients.
    Group {
        /// Their entries.
        members: BTreeSet<Uuid>,
    },
}

/// What a source asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Of whom.
    pub level: Level,
    /// Only what was written after this moment, in microseconds UTC.
    pub since: Option<i64>,
    /// The numbers of the types, in the order in which they are walked.
    pub types: Vec<u16>,
    /// Searches, as they were sent, of which an entry of their type has to fit one.
    pub filters: Vec<(u16, String)>,
    /// The address that was asked.
    pub request: String,
    /// Parameters that were passed over, as the source wished.
    pub ignored: Vec<String>,
}

impl Wish {
    /// What is exported, in the order in which it is walked.
    pub fn types(&self) -> impl Iterator<Item = ResourceType> {
        self.types.iter().filter_map(|number| ResourceType::numbered((*number).into()))
    }

    fn wants(&self, of: ResourceType) -> bool {
        self.types.contains(&of.number())
    }
}

/// How an export stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is worked on, or waits for that.
    Open,
    /// All of it is written.
    Done,
    /// It failed too often and was given up.
    Failed,
}

/// How far a walk has come: behind this.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// Of a whole export.
    Entry {
        /// The number of the type.
        of: u16,
        /// The shard.
        bucket: i64,
        /// The entry.
        entry: Uuid,
    },
    /// Of an export of changes.
    Change {
        /// The lane of the feed.
        lane: i64,
        /// The position in it; `None` when the lane was not begun.
        position: Option<i64>,
    },
}

impl Place {
    /// Before everything; `None` where there is nothing to walk over.
    pub fn first(wish: &Wish) -> Option<Self> {
        if wish.since.is_some() {
            return Some(Self::Change { lane: 0, position: None });
        }
        wish.types().next().map(Self::before)
    }

    fn before(of: ResourceType) -> Self {
        Self::Entry { of: of.number(), bucket: -1, entry: Uuid::nil() }
    }
}

/// An export with all that is noted of it.
#[derive(Clone, Debug)]
pub struct Export {
    /// Which.
    pub id: ExportId,
    /// Who asked.
    pub source: SourceId,
    /// For what.
    pub wish: Wish,
    /// The moment whose record it shows; the transaction time of its manifest.
    pub as_of: Instant,
    /// When it goes.
    pub until: Instant,
    /// How it stands.
    pub state: State,
    /// How far it has come; `None` when it was not begun.
    pub place: Option<Place>,
    /// Entries written so far.
    pub entries: u64,
}

/// Some of what an export says.
#[derive(Debug)]
pub struct Part {
    /// Each entry as it stood at the moment of the export; those that are gone only in an export
    /// of changes.
    pub said: Vec<Entry>,
    /// How far the walk has come; `None` at its end.
    pub next: Option<Place>,
}

/// What comes next behind a place, so much of it as is kept in memory at once.
pub fn part(tx: &mut Tx<'_>, export: &Export, place: Place) -> Result<Part, Stop> {
    match place {
        Place::Entry { of, bucket, entry } => {
            let Some(of) = ResourceType::numbered(of.into()) else {
                return Err(Stop::fault("an export stands at a type that is not known"));
            };
            entries::part(tx, export, (of, bucket, entry))
        }
        Place::Change { lane, position } => changes::part(tx, export, lane, position),
    }
}

/// An entry as it stood at a moment, from how it stands now; `None` when it was not there yet.
fn as_of(tx: &mut Tx<'_>, now: Entry, moment: Instant) -> Result<Option<Entry>, Stop> {
    if now.updated <= moment {
        return Ok(Some(now));
    }
    let [bucket, entry, of] = identity(now.key);
    tx.query_one(AS_OF, &[bucket, entry, of, moment.into()], |row| read::earlier(&now, row))
}
