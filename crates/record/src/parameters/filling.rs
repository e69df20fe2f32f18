//! From a parameter that was added to one that answers, and from one that was retired to nothing,
//! beside writers and readers.
//!
//! First everybody has to have heard. A transaction writes by what its process knew a moment ago,
//! so that is waited for, and then for the transactions that were under way. After that no entry
//! is written without the parameter's rows, or with them once it is retired; what was written by
//! those who had not heard is put right: all rows are taken away, and each entry is looked at,
//! in the order of its last change, so that what changes meanwhile comes again. How far that has
//! come is kept, and a process that is stopped goes on there.

use super::clearing::cleared;
use super::{Standing, addition};
use crate::index;
use crate::packed::unpacked;
use crate::reindex::{hold, next_entries};
use crate::rows;
use crate::search::Place;
use nabz_fhir::ResourceType;
use nabz_fhir::definitions::added::{Added, Addition};
use nabz_kernel::clock::Stopwatch;
use nabz_store::{REMEMBERED_FOR, Row, Stop, Store, Tx, Value};
use std::collections::BTreeMap;
use std::time::Duration;

/// Longer than a question may take whose view of the database is the oldest that is remembered.
const HEARD_AFTER: Duration = Duration::from_secs(30).saturating_add(REMEMBERED_FOR);
/// Parameters that are looked after at once.
const AT_ONCE: i64 = 1_000;

const UNFINISHED: &str = "
    SELECT number, stage
    FROM   record_parameter
    WHERE  stage IN (1, 2, 4)
    ORDER  BY number
    LIMIT  $1";
const ONE: &str = "
    SELECT body, stage, type, updated_at, bucket, entry_id, entries
    FROM   record_parameter
    WHERE  number = $1";
const GO_ON: &str = "
    UPDATE record_parameter
    SET    stage = $2, type = $3, updated_at = $4, bucket = $5, entry_id = $6, entries = $7
    WHERE  number = $1";

/// What came of looking after the parameters for a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// All that are there answer.
    Nothing,
    /// Not everybody may have heard of all of them.
    Waiting,
    /// Something was done, and there may be more to do.
    More,
    /// This parameter answers from now on.
    Answers {
        /// Its canonical address.
        url: String,
        /// Entries that were looked at.
        entries: u64,
    },
}

/// Who looks after parameters that were added or retired. Several processes may.
pub struct Filler {
    store: Store,
    heard_after: Duration,
    waiting: BTreeMap<(i64, i64), Heard>,
}

/// How far word of a parameter has come.
enum Heard {
    /// It is on its way since then.
    Since(Stopwatch),
    /// Whoever begins now has heard; these had begun.
    ButThese(Vec<i64>),
}

impl Filler {
    /// Nothing is done before this has waited for a while, whoever else has waited.
    pub fn new(store: &Store) -> Self {
        Self::hearing_after(store, HEARD_AFTER)
    }

    /// The same with a while of one's own: no shorter than a question may take, unless nobody asks
    /// or writes elsewhere.
    pub fn hearing_after(store: &Store, heard_after: Duration) -> Self {
        Self { store: store.clone(), heard_after, waiting: BTreeMap::new() }
    }

    /// Does some of what there is to do, in one small transaction. The thread waits.
    pub fn work(&mut self) -> Result<Filled, Stop> {
        let unfinished = self.store.read_blocking(unfinished)?;
        self.waiting.retain(|known, _| unfinished.contains(known));
        let is_done = unfinished.is_empty();
        for (number, stage) in unfinished {
            let standing = Standing::numbered(stage)?;
            if standing == Standing::Walking || self.is_heard((number, stage))? {
                return self.store.write_bulk(move |tx| step(tx, number, standing));
            }
        }
        Ok(if is_done { Filled::Nothing } else { Filled::Waiting })
    }

    fn is_heard(&mut self, which: (i64, i64)) -> Result<bool, Stop> {
        let heard = self.waiting.entry(which).or_insert_with(|| Heard::Since(Stopwatch::start()));
        match heard {
            Heard::Since(since) if since.elapsed() < self.heard_after => Ok(false),
            Heard::Since(_) => {
                let these = self.store.read_blocking(writers)?;
                let is_heard = these.is_empty();
                *heard = Heard::ButThese(these);
                Ok(is_heard)
            }
            Heard::ButThese(these) => {
                let now = self.store.read_blocking(writers)?;
                these.retain(|one| now.contains(one));
                Ok(these.is_empty())
            }
        }
    }
}

/// Whoever writes at this moment.
fn writers(view: &mut Tx<'_>) -> Result<Vec<i64>, Stop> {
    view.writers()
}

fn unfinished(view: &mut Tx<'_>) -> Result<Vec<(i64, i64)>, Stop> {
    view.query(UNFINISHED, &[AT_ONCE.into()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// One parameter with how far its walk has come.
struct Walk {
    number: i64,
    one: Addition,
    standing: Standing,
    /// `None` behind the last type.
    of: Option<ResourceType>,
    at: Place,
    entries: u64,
}

impl Walk {
    fn of(tx: &mut Tx<'_>, number: i64) -> Result<Self, Stop> {
        let walk = tx.query_one(ONE, &[number.into()], |row: &Row<'_>| {
            let standing = Standing::numbered(row.get(1)?)?;
            let one = addition(number, &unpacked(&row.get::<Vec<u8>>(0)?)?, standing)?;
            let (first, bucket, entry) = (row.get(3)?, row.get(4)?, row.get(5)?);
            let (at, of) = (Place { first, last: 0, bucket, entry }, row.get(2)?);
            let entries = u64::try_from(row.get::<i64>(6)?).unwrap_or_default();
            let of = ResourceType::numbered(of);
            Ok(Self { number, one, standing, of, at, entries })
        })?;
        walk.ok_or_else(|| Stop::fault("a search parameter was there and is gone"))
    }

    fn keep(&self, tx: &mut Tx<'_>) -> Result<(), Stop> {
        let values: [Value; 7] = [
            self.number.into(),
            self.standing.number().into(),
            self.of.map_or(0, ResourceType::number).into(),
            self.at.first.into(),
            self.at.bucket.into(),
            self.at.entry.into(),
            i64::try_from(self.entries).unwrap_or(i64::MAX).into(),
        ];
        tx.execute(GO_ON, &values).map(drop)
    }

    /// Looks at the next entries, and says whether those were the last.
    fn go(&mut self, tx: &mut Tx<'_>) -> Result<bool, Stop> {
        let Some(of) = self.of else { return Ok(true) };
        let (ended, entries) = next_entries(tx, of, self.at)?;
        let mut lacking = Vec::new();
        for entry in entries.iter().filter(|entry| !entry.deleted) {
            // A body that is no JSON has no rows; `nabz record check` names it.
            let Ok(tape) = entry.tape() else { continue };
            let rows = rows::of_added(&self.one, tape.root());
            if !rows.is_empty() {
                hold(tx, entry)?;
                lacking.extend(rows.into_iter().map(|row| (entry.key, row)));
            }
        }
        index::add_all(tx, lacking)?;
        self.entries += u64::try_from(entries.len()).unwrap_or_default();
        (self.of, self.at) = match ended {
            Some(place) => (Some(of), place),
            None => (self.one.types().iter().copied().find(|other| *other > of), Place::START),
        };
        Ok(self.of.is_none())
    }
}

fn step(tx: &mut Tx<'_>, number: i64, seen: Standing) -> Result<Filled, Stop> {
    tx.lock("record_parameter")?;
    let mut walk = Walk::of(tx, number)?;
    // Another process may have come further, or somebody may have retired it.
    if walk.standing != seen {
        return Ok(Filled::More);
    }
    let next = match seen {
        Standing::Added if cleared(tx, &walk.one)? => Standing::Walking,
        Standing::Walking if walk.go(tx)? => Standing::Answering,
        Standing::Retired if cleared(tx, &walk.one)? => Standing::Gone,
        Standing::Added
        | Standing::Walking
        | Standing::Retired
        | Standing::Answering
        | Standing::Gone => seen,
    };
    walk.standing = next;
    walk.keep(tx)?;
    if next != seen {
        tx.forget::<Added>();
    }
    let is_new = seen != next && next == Standing::Answering;
    let (url, entries) = (walk.one.url().to_owned(), walk.entries);
    Ok(if is_new { Filled::Answers { url, entries } } else { Filled::More })
}
