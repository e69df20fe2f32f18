//! Drafts and signed notes. Every statement is written here once, for both engines.

use super::model::{Draft, Note, OpdRefusal, SavedDraft, Signature, SignedNote};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_store::{OnConflict, Row, Stop, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// More amendments than a note gathers.
const NOTES_MAX: i64 = 100;
/// Signatures about a person among which a doctor's own last one is looked for.
const LOOKED_BACK_MAX: i64 = 40;

const DRAFT: &str = "
    SELECT version, body, saved_at, saved_by
    FROM   opd_draft
    WHERE  facility_id = $1 AND visit_id = $2";

const FIRST_SAVE: &str = "
    INSERT INTO opd_draft (facility_id, visit_id, version, body, saved_at, saved_by)
    VALUES ($1, $2, 1, $3, $4, $5)
    ON CONFLICT (facility_id, visit_id) DO NOTHING";

// The version that the page had seen is part of the question: a stale page changes no row.
const SAVE: &str = "
    UPDATE opd_draft
    SET    version = version + 1, body = $4, saved_at = $5, saved_by = $6
    WHERE  facility_id = $1 AND visit_id = $2 AND version = $3";

const DROP_DRAFT: &str = "DELETE FROM opd_draft WHERE facility_id = $1 AND visit_id = $2";

const ADD_NOTE: &str = "
    INSERT INTO opd_note (facility_id, visit_id, nth, person_id, body, signed_at, signed_by, prints)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

macro_rules! select_note {
    ($which:literal) => {
        concat!(
            "SELECT facility_id, visit_id, nth, person_id, body, signed_at, signed_by, prints
             FROM   opd_note ",
            $which
        )
    };
}

const NOTES: &str = select_note!(
    "WHERE  facility_id = $1 AND visit_id = $2
     ORDER  BY nth
     LIMIT  $3"
);

const LAST_OF_PERSON: &str = "
    SELECT visit_id, signed_by
    FROM   opd_note
    WHERE  facility_id = $1 AND person_id = $2 AND visit_id <> $3
    ORDER  BY signed_at DESC, nth DESC
    LIMIT  $4";

const SIGNED_BY: &str = "
    SELECT visit_id, nth, person_id, signed_at
    FROM   opd_note
    WHERE  facility_id = $1 AND signed_by = $2 AND signed_at >= $3
    ORDER  BY signed_at DESC, visit_id, nth DESC
    LIMIT  $4";

// For the rebuild of the record: every signed visit once, in the order of ids.
const AFTER: &str = select_note!(
    "WHERE  nth = 0 AND visit_id > $1
     ORDER  BY visit_id
     LIMIT  $2"
);

const PRINTED: &str = "
    UPDATE opd_note
    SET    prints = prints + 1
    WHERE  facility_id = $1 AND visit_id = $2 AND nth = $3
    RETURNING prints";

/// What was typed so far; `None` before the first save.
pub fn draft(tx: &mut Tx<'_>, at: FacilityId, visit: TokenId) -> Result<Option<SavedDraft>, Stop> {
    tx.query_one(DRAFT, &[at.into(), visit.into()], |row| {
        Ok(SavedDraft {
            version: count(row.get(0)?)?,
            draft: of_json(&row.get::<String>(1)?)?,
            saved_at: Instant::from_microseconds(row.get(2)?),
            saved_by: row.id(3)?,
        })
    })
}

/// Saves what was typed over the version that was seen (0 before the first); answers the new one.
///
/// Refuses with `OPD-002` when somebody saved in between.
pub fn save_draft(
    tx: &mut Tx<'_>,
    (at, by): (FacilityId, StaffId),
    visit: TokenId,
    seen: u32,
    draft: &Draft,
) -> Result<u32, Stop> {
    let (body, now) = (json(draft)?, tx.now());
    let saved = if seen == 0 {
        let row = [at.into(), visit.into(), body.into(), now.into(), by.into()];
        tx.execute(FIRST_SAVE, &row)?
    } else {
        let row = [at.into(), visit.into(), seen.into(), body.into(), now.into(), by.into()];
        tx.execute(SAVE, &row)?
    };
    if saved == 0 { Err(OpdRefusal::Stale.into()) } else { Ok(seen + 1) }
}

/// Forgets the draft of a visit: it was signed.
pub fn drop_draft(tx: &mut Tx<'_>, at: FacilityId, visit: TokenId) -> Result<(), Stop> {
    tx.execute(DROP_DRAFT, &[at.into(), visit.into()]).map(drop)
}

/// Writes down a signed note. Refuses when the same signature stands already: another page was
/// quicker.
pub fn add_note(tx: &mut Tx<'_>, signed: &SignedNote) -> Result<(), Stop> {
    let row = [
        signed.facility.into(),
        signed.visit.into(),
        signed.nth.into(),
        signed.person.into(),
        json(&signed.note)?.into(),
        signed.signed_at.into(),
        signed.signed_by.into(),
        signed.prints.into(),
    ];
    let taken = if signed.nth == 0 { OpdRefusal::AlreadySigned } else { OpdRefusal::Stale };
    tx.execute(ADD_NOTE, &row).map(drop).on_conflict("opd_note_key", taken)
}

/// Everything that was signed at a visit, in order.
pub fn notes(tx: &mut Tx<'_>, at: FacilityId, visit: TokenId) -> Result<Vec<SignedNote>, Stop> {
    tx.query(NOTES, &[at.into(), visit.into(), NOTES_MAX.into()], read_note)
}

/// What stands signed at a visit now.
pub fn latest_note(
    tx: &mut Tx<'_>,
    at: FacilityId,
    visit: TokenId,
) -> Result<Option<SignedNote>, Stop> {
    Ok(notes(tx, at, visit)?.pop())
}

/// What stands of the last note about a person that `me` signed here; where there is none, of the
/// last that anybody signed. Never of this visit.
pub fn last_of_person(
    tx: &mut Tx<'_>,
    (at, me): (FacilityId, StaffId),
    person: PersonId,
    visit: TokenId,
) -> Result<Option<SignedNote>, Stop> {
    let values = [at.into(), person.into(), visit.into(), LOOKED_BACK_MAX.into()];
    let signed: Vec<(TokenId, StaffId)> =
        tx.query(LAST_OF_PERSON, &values, |row| Ok((row.id(0)?, row.id(1)?)))?;
    let own = signed.iter().find(|(_, by)| *by == me);
    match own.or(signed.first()) {
        Some((visit, _)) => latest_note(tx, at, *visit),
        None => Ok(None),
    }
}

/// What somebody signed at a facility since then, the latest first.
pub fn signed_by(
    tx: &mut Tx<'_>,
    (at, by): (FacilityId, StaffId),
    since: Instant,
    limit: i64,
) -> Result<Vec<Signature>, Stop> {
    tx.query(SIGNED_BY, &[at.into(), by.into(), since.into(), limit.into()], |row| {
        Ok(Signature {
            visit: row.id(0)?,
            nth: count(row.get(1)?)?,
            person: row.id(2)?,
            signed_at: Instant::from_microseconds(row.get(3)?),
        })
    })
}

/// First signatures after a visit, for walking over all of them.
pub fn after(tx: &mut Tx<'_>, last: TokenId, limit: i64) -> Result<Vec<SignedNote>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read_note)
}

/// Counts one more print of a note's paper and says which copy it is.
pub fn printed(tx: &mut Tx<'_>, signed: &SignedNote) -> Result<u32, Stop> {
    let values = [signed.facility.into(), signed.visit.into(), signed.nth.into()];
    let copy = tx.query_one(PRINTED, &values, |row| row.get::<i64>(0))?;
    count(copy.ok_or_else(|| Stop::fault("a note to print that is not there"))?)
}

fn read_note(row: &Row<'_>) -> Result<SignedNote, Stop> {
    Ok(SignedNote {
        facility: row.id(0)?,
        visit: row.id(1)?,
        nth: count(row.get(2)?)?,
        person: row.id(3)?,
        note: of_json::<Note>(&row.get::<String>(4)?)?,
        signed_at: Instant::from_microseconds(row.get(5)?),
        signed_by: row.id(6)?,
        prints: count(row.get(7)?)?,
    })
}

fn json<T: Serialize>(value: &T) -> Result<String, Stop> {
    serde_json::to_string(value).map_err(|fault| Stop::fault(fault.to_string()))
}

fn of_json<T: DeserializeOwned>(text: &str) -> Result<T, Stop> {
    serde_json::from_str(text).map_err(|fault| Stop::unreadable("a note", &fault))
}

fn count(number: i64) -> Result<u32, Stop> {
    u32::try_from(number).map_err(|_| Stop::fault("a count in opd that is out of range"))
}
