//! The one door through which every version comes in: it keeps the body, moves the old one to the
//! history, and brings the index along, all in the caller's transaction.

use crate::entry::{Key, SourceId};
use crate::packed::{packed, unpacked};
use crate::rows::Beside;
use crate::source;
use crate::{alias, index, parameters, refusals, rows};
use nabz_fhir::body::Meta;
use nabz_fhir::bundle::Before;
use nabz_fhir::definitions::added::Added;
use nabz_fhir::tape::Tape;
use nabz_fhir::{Body, ResourceType, extract};
use nabz_kernel::clock::Instant;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx, Value};
use std::collections::BTreeSet;
use uuid::Uuid;

const CURRENT: &str = "
    SELECT source_id, patient_id, version, updated_at, deleted, body
    FROM   record_entry
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3";
const ADD: &str = "
    INSERT INTO record_entry (bucket, entry_id, type, chosen_id, source_id, patient_id, version,
                              updated_at, deleted, body, put)
    VALUES ($1, $2, $3, $4, $5, $6, 1, $7, FALSE, $8, $9)
    ON CONFLICT (bucket, entry_id, type) DO NOTHING";
const SUPERSEDE: &str = "
    UPDATE record_entry
    SET    patient_id = $5, version = $6, updated_at = $7, deleted = $8, body = $9
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3 AND version = $4";
const MOVE_TO_HISTORY: &str = "
    INSERT INTO record_history (bucket, entry_id, type, version, updated_at, deleted, body)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";
const OLDER: &str = "
    SELECT version, updated_at, body
    FROM   record_history
    WHERE  bucket = $1 AND entry_id = $2 AND type = $3 AND NOT deleted
    ORDER  BY version DESC
    LIMIT  $4";
const NOTE_UNSEALED: &str = "
    INSERT INTO record_unsealed (lane, bucket, entry_id, type, version)
    VALUES ($1, $2, $3, $4, $5)";

/// Many more than can write one entry at once; each round, one of them has succeeded.
const ROUNDS_MAX: u32 = 256;

/// Older versions that something sent again is compared with.
const COMPARED_VERSIONS_MAX: i64 = 50;

/// What came of a version that was offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Written {
    /// The entry is new.
    Created,
    /// This version superseded another.
    Superseded {
        /// Its number.
        version: u32,
    },
    /// The current version says the same, so nothing was written.
    Unchanged {
        /// Its number.
        version: u32,
    },
}

impl Written {
    /// The number of the version that now stands.
    pub fn version(self) -> u32 {
        match self {
            Self::Created => 1,
            Self::Superseded { version } | Self::Unchanged { version } => version,
        }
    }
}

/// A version on its way in.
pub(crate) struct Draft<'d> {
    pub(crate) key: Key,
    /// The logical id where it is not the entry's own.
    pub(crate) chosen_id: Option<&'d str>,
    pub(crate) source: SourceId,
    pub(crate) body: &'d Body,
    /// What the writer has seen; anything else refuses.
    pub(crate) before: Before,
    /// The writer chose the id, by a PUT.
    pub(crate) put: bool,
}

/// The current version, as far as a writer needs it.
pub(crate) struct Standing {
    pub(crate) source: SourceId,
    patient: Option<Uuid>,
    pub(crate) version: u32,
    updated: i64,
    pub(crate) deleted: bool,
    /// As the table keeps it.
    kept: Vec<u8>,
    body: Vec<u8>,
}

/// Writes one version, unless it says what the current one says. Answers with the Patient in whose
/// compartment it lies, too.
pub(crate) fn version(tx: &mut Tx<'_>, draft: &Draft<'_>) -> Result<(Written, Option<Uuid>), Stop> {
    let source = source::url(tx, draft.source)?;
    let patient = patient_of(tx, draft.key, draft.body)?;
    for _ in 0..ROUNDS_MAX {
        let written = match standing(tx, draft.key)? {
            None => create(tx, draft, &source, patient)?,
            Some(old) => supersede(tx, draft, &source, patient, &old)?,
        };
        // Nothing means that somebody else wrote in between; their version is to be read first.
        if let Some(written) = written {
            return Ok((written, patient));
        }
    }
    Err(Stop::Again)
}

pub(crate) fn standing(tx: &mut Tx<'_>, key: Key) -> Result<Option<Standing>, Stop> {
    tx.query_one(CURRENT, &identity(key), |row| {
        let kept: Vec<u8> = row.get(5)?;
        let body = unpacked(&kept)?;
        Ok(Standing {
            source: SourceId::numbered(row.get(0)?),
            patient: row.get(1)?,
            version: number(row.get(2)?)?,
            updated: row.get(3)?,
            deleted: row.get(4)?,
            kept,
            body,
        })
    })
}

fn create(
    tx: &mut Tx<'_>,
    draft: &Draft<'_>,
    source: &str,
    patient: Option<Uuid>,
) -> Result<Option<Written>, Stop> {
    if let Before::Version(_) = draft.before {
        return Err(Refused::plain(refusals::VERSION_MOVED_ON).into());
    }
    let now = tx.now();
    let body = spliced(draft, source, 1, now);
    let new = rows_of_draft(&parameters::known(tx)?, draft, &body, (patient, now))?;
    let [bucket, entry, of] = identity(draft.key);
    let row: [Value; 9] = [
        bucket,
        entry,
        of,
        draft.chosen_id.map_or(Value::Null, Into::into),
        draft.source.number().into(),
        patient.map_or(Value::Null, Into::into),
        now.into(),
        packed(&body)?.into(),
        draft.put.into(),
    ];
    if tx.execute(ADD, &row)? == 0 {
        return Ok(None);
    }
    index::replace(tx, draft.key, &BTreeSet::new(), &new)?;
    note_unsealed(tx, draft.key, 1)?;
    Ok(Some(Written::Created))
}

fn supersede(
    tx: &mut Tx<'_>,
    draft: &Draft<'_>,
    source: &str,
    patient: Option<Uuid>,
    old: &Standing,
) -> Result<Option<Written>, Stop> {
    if old.source != draft.source {
        return Err(Refused::plain(refusals::NOT_THE_SOURCE).forbidden().into());
    }
    seen(draft.before, old)?;
    let before = Instant::from_microseconds(old.updated);
    if !old.deleted && spliced(draft, source, old.version, before) == old.body {
        return Ok(Some(Written::Unchanged { version: old.version }));
    }
    let (version, now) = (old.version + 1, tx.now());
    let body = spliced(draft, source, version, now);
    let added = parameters::known(tx)?;
    let new = rows_of_draft(&added, draft, &body, (patient, now))?;
    if !step(tx, draft.key, old, &Next { version, patient, deleted: false, body })? {
        return Ok(None);
    }
    index::replace(tx, draft.key, &rows_of(&added, draft.key.of, old)?, &new)?;
    Ok(Some(Written::Superseded { version }))
}

/// Refuses a writer who has seen something else than what stands.
fn seen(before: Before, old: &Standing) -> Result<(), Stop> {
    let refused = match before {
        Before::Version(version) if version != old.version => refusals::VERSION_MOVED_ON,
        Before::Nothing if !old.deleted => refusals::THERE_ALREADY,
        Before::Anything | Before::Version(_) | Before::Nothing => return Ok(()),
    };
    Err(Refused::plain(refused).into())
}

/// The version that stands, where an older one says what the draft says: a bundle that is sent
/// again undoes nothing that its source has said since. A deleted entry is said anew.
pub(crate) fn said_before(
    tx: &mut Tx<'_>,
    draft: &Draft<'_>,
) -> Result<Option<(u32, Option<Uuid>)>, Stop> {
    let standing = standing(tx, draft.key)?.filter(|old| !old.deleted && old.version > 1);
    let Some(standing) = standing else { return Ok(None) };
    let source = source::url(tx, draft.source)?;
    let [bucket, entry, of] = identity(draft.key);
    let older = tx.query(OLDER, &[bucket, entry, of, COMPARED_VERSIONS_MAX.into()], |row| {
        let version = number(row.get(0)?)?;
        let body = unpacked(&row.get::<Vec<u8>>(2)?)?;
        Ok(spliced(draft, &source, version, Instant::from_microseconds(row.get(1)?)) == body)
    })?;
    let said = older.into_iter().any(|same| same);
    Ok(said.then_some((standing.version, standing.patient)))
}

/// Takes an entry out of what is served; its versions stay.
pub(crate) fn delete(
    tx: &mut Tx<'_>,
    key: Key,
    source: SourceId,
    before: Before,
) -> Result<bool, Stop> {
    for _ in 0..ROUNDS_MAX {
        let Some(old) = standing(tx, key)?.filter(|old| !old.deleted) else { return Ok(false) };
        if old.source != source {
            return Err(Refused::plain(refusals::NOT_THE_SOURCE).forbidden().into());
        }
        seen(before, &old)?;
        let version = old.version + 1;
        let next = Next { version, patient: old.patient, deleted: true, body: Vec::new() };
        if step(tx, key, &old, &next)? {
            let gone = rows_of(&parameters::known(tx)?, key.of, &old)?;
            index::replace(tx, key, &gone, &BTreeSet::new())?;
            return Ok(true);
        }
    }
    Err(Stop::Again)
}

struct Next {
    version: u32,
    patient: Option<Uuid>,
    deleted: bool,
    body: Vec<u8>,
}

/// Puts `next` where `old` stands; `false` when `old` no longer stands there.
fn step(tx: &mut Tx<'_>, key: Key, old: &Standing, next: &Next) -> Result<bool, Stop> {
    let now = tx.now();
    let [bucket, entry, of] = identity(key);
    let row: [Value; 9] = [
        bucket,
        entry,
        of,
        old.version.into(),
        next.patient.map_or(Value::Null, Into::into),
        next.version.into(),
        now.into(),
        next.deleted.into(),
        packed(&next.body)?.into(),
    ];
    if tx.execute(SUPERSEDE, &row)? == 0 {
        return Ok(false);
    }
    let [bucket, entry, of] = identity(key);
    let row: [Value; 7] = [
        bucket,
        entry,
        of,
        old.version.into(),
        old.updated.into(),
        old.deleted.into(),
        old.kept.as_slice().into(),
    ];
    tx.execute(MOVE_TO_HISTORY, &row)?;
    note_unsealed(tx, key, next.version)?;
    Ok(true)
}

/// The index rows of the version that stands, worked out again from its body.
fn rows_of(added: &Added, of: ResourceType, old: &Standing) -> Result<BTreeSet<rows::Row>, Stop> {
    if old.deleted {
        return Ok(BTreeSet::new());
    }
    let tape = Tape::parse(old.body.clone()).map_err(|e| Stop::fault(e.to_string()))?;
    let Standing { patient, updated: written, source, .. } = *old;
    Ok(rows::rows(added, of, tape.root(), Beside { patient, written, source }))
}

/// `served` is what the draft becomes.
fn rows_of_draft(
    added: &Added,
    draft: &Draft<'_>,
    served: &[u8],
    (patient, now): (Option<Uuid>, Instant),
) -> Result<BTreeSet<rows::Row>, Stop> {
    let (of, written) = (draft.key.of, now.microseconds());
    let beside = Beside { patient, written, source: draft.source };
    let mut rows = rows::rows(&Added::default(), of, draft.body.tree(), beside);
    rows.extend(rows::of_served(added, of, served)?);
    Ok(rows)
}

fn note_unsealed(tx: &mut Tx<'_>, key: Key, version: u32) -> Result<(), Stop> {
    let [bucket, entry, of] = identity(key);
    let row: [Value; 5] = [key.lane().into(), bucket, entry, of, version.into()];
    tx.execute(NOTE_UNSEALED, &row).map(drop)
}

fn spliced(draft: &Draft<'_>, source: &str, version: u32, updated: Instant) -> Vec<u8> {
    let own = draft.key.entry.to_string();
    let id = draft.chosen_id.unwrap_or(&own);
    draft.body.spliced(Meta { id, version, updated: &updated.to_string(), source })
}

/// The Patient entry that a body names as its subject.
fn patient_of(tx: &mut Tx<'_>, key: Key, body: &Body) -> Result<Option<Uuid>, Stop> {
    if key.of == ResourceType::PATIENT {
        return Ok(Some(key.entry));
    }
    match extract::patient_of(key.of, body.tree()) {
        None => Ok(None),
        Some(id) => {
            let patient = alias::resolve_or_draw(tx, ResourceType::PATIENT, &id)?;
            Ok(patient.map(|key| key.entry))
        }
    }
}

pub(crate) fn identity(key: Key) -> [Value; 3] {
    [key.bucket.into(), key.entry.into(), key.of.number().into()]
}

pub(crate) fn number(version: i64) -> Result<u32, Stop> {
    u32::try_from(version).map_err(|_| Stop::fault("a version is a small number"))
}
