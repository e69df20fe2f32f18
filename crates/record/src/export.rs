//! Everything that is said now, entry by entry, for whoever takes it out of the city.
//!
//! The walk goes by key, so that an entry that changes meanwhile is met once; each part is a
//! transaction of its own. Only what is sealed is told: of what has just been committed nobody can
//! say yet where in the feed it stands, and whoever follows the feed afterwards has to meet all that
//! was not told here.

use crate::entry::Entry;
use crate::feed::seal;
use crate::read::{self, Behind};
use crate::write::identity;
use nabz_fhir::ResourceType;
use nabz_kernel::clock::Instant;
use nabz_store::{Stop, Store, Tx, Value};

/// Entries that are read in one transaction.
const ENTRIES_AT_ONCE: i64 = 200;
/// How often one part is sealed and read again before it is given up.
const SEALS_MAX: u32 = 100;

/// Has an entry a version that is not sealed?
const UNSEALED: &str = "
    SELECT version
    FROM   record_unsealed
    WHERE  lane = $1 AND bucket = $2 AND entry_id = $3 AND type = $4
    ORDER  BY version
    LIMIT  1";

/// What is taken out.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Of these types; of all where there are none.
    pub types: Vec<ResourceType>,
    /// Written then or later.
    pub since: Option<Instant>,
}

impl Wanted {
    fn covers(&self, entry: &Entry) -> bool {
        let is_of = self.types.is_empty() || self.types.contains(&entry.key.of);
        is_of && !entry.deleted && self.since.is_none_or(|since| entry.updated >= since)
    }
}

/// One part of the walk.
struct Part {
    entries: Vec<Entry>,
    last: Option<Behind>,
    is_sealed: bool,
}

/// Hands over every entry that is wanted, a part at a time, in the order of their keys. The thread
/// waits.
///
/// # Errors
/// What `part` stops at, and a fault when entries change faster than they can be sealed.
pub fn export<E: From<Stop>>(
    store: &Store,
    wanted: &Wanted,
    mut part: impl FnMut(Vec<Entry>) -> Result<(), E>,
) -> Result<(), E> {
    let (mut behind, mut seals) = (read::BEGINNING, 0);
    loop {
        let (from, only) = (behind, wanted.clone());
        let read = store.read_blocking(move |view| read_part(view, from, &only))?;
        if !read.is_sealed {
            if seals == SEALS_MAX {
                return Err(Stop::fault("entries change faster than they can be sealed").into());
            }
            seals += 1;
            seal(store)?;
            continue;
        }
        seals = 0;
        part(read.entries)?;
        match read.last {
            Some(last) => behind = last,
            None => return Ok(()),
        }
    }
}

fn read_part(view: &mut Tx<'_>, behind: Behind, wanted: &Wanted) -> Result<Part, Stop> {
    let (mut entries, last) = read::behind(view, behind, ENTRIES_AT_ONCE)?;
    entries.retain(|entry| wanted.covers(entry));
    let mut is_sealed = true;
    for entry in &entries {
        let [bucket, id, of] = identity(entry.key);
        let at: [Value; 4] = [entry.key.lane().into(), bucket, id, of];
        let unsealed: Option<i64> = view.query_one(UNSEALED, &at, |row| row.get(0))?;
        is_sealed &= unsealed.is_none();
    }
    Ok(Part { entries, last, is_sealed })
}
