//! The table of disputes. Every statement is written here once, for both engines.

use super::model::{Dispute, DisputeId, DisputeRefusal, Ground, Place};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::consent::model::Sensitive;
use nabz_store::{OnConflict, Row, Stop, Tx, Value};
use uuid::Uuid;

/// More disputes than stand about anybody.
const STANDING_MAX: i64 = 500;
const STANDS: &str = "disputes_dispute_stands";

const ADD: &str = "
    INSERT INTO disputes_dispute (bucket, dispute_id, person_id, entry_type, entry_bucket, entry_id,
                                  version, reference, reason, words, marks, facility_id,
                                  raised_by, raised_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";

macro_rules! select_dispute {
    ($which:literal) => {
        concat!(
            "SELECT dispute_id, person_id, entry_type, entry_bucket, entry_id, reference, reason,
                    words, marks, facility_id, raised_by, raised_at, withdrawn_at, withdrawn_by,
                    version
             FROM   disputes_dispute ",
            $which
        )
    };
}

const STANDING: &str = select_dispute!(
    "WHERE  bucket = $1 AND person_id = $2 AND withdrawn_at IS NULL
     ORDER  BY entry_type, entry_id, entry_bucket
     LIMIT  $3"
);

const OF_ENTRY: &str = select_dispute!(
    "WHERE  bucket = $1 AND person_id = $2 AND entry_type = $3 AND entry_id = $4
            AND entry_bucket = $5 AND withdrawn_at IS NULL"
);

// For the rebuild of the record: every dispute once, in the order of ids.
const AFTER: &str = select_dispute!(
    "WHERE  dispute_id > $1
     ORDER  BY dispute_id
     LIMIT  $2"
);

const WITHDRAW: &str = "
    UPDATE disputes_dispute
    SET    withdrawn_at = $3, withdrawn_by = $4
    WHERE  bucket = $1 AND dispute_id = $2 AND withdrawn_at IS NULL";

/// What stands against entries about a person, under their own record.
pub fn standing(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Dispute>, Stop> {
    let values = [person.bucket().into(), person.into(), STANDING_MAX.into()];
    tx.query(STANDING, &values, read_dispute)
}

/// What stands against one entry about a person.
pub(super) fn of_entry(
    tx: &mut Tx<'_>,
    person: PersonId,
    entry: Place,
) -> Result<Option<Dispute>, Stop> {
    let Place { of, bucket, entry } = entry;
    let values: [Value; 5] =
        [person.bucket().into(), person.into(), of.into(), entry.into(), bucket.into()];
    tx.query_one(OF_ENTRY, &values, read_dispute)
}

/// Does a dispute of an entry about a person stand?
pub fn is_disputed(tx: &mut Tx<'_>, person: PersonId, entry: Place) -> Result<bool, Stop> {
    Ok(of_entry(tx, person, entry)?.is_some())
}

/// Disputes after one, for walking over all of them.
pub(super) fn after(tx: &mut Tx<'_>, last: DisputeId, limit: i64) -> Result<Vec<Dispute>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read_dispute)
}

/// Writes down a dispute; refuses when the entry is disputed.
pub(super) fn add(tx: &mut Tx<'_>, dispute: &Dispute) -> Result<(), Stop> {
    let marks: Vec<&str> = dispute.marks.iter().map(|mark| mark.word()).collect();
    let row: [Value; 14] = [
        dispute.person.bucket().into(),
        dispute.id.into(),
        dispute.person.into(),
        dispute.entry.of.into(),
        dispute.entry.bucket.into(),
        dispute.entry.entry.into(),
        dispute.version.into(),
        dispute.reference.as_str().into(),
        dispute.ground.word().into(),
        dispute.words.as_str().into(),
        marks.join(" ").into(),
        dispute.facility.into(),
        dispute.raised_by.into(),
        dispute.raised_at.into(),
    ];
    tx.execute(ADD, &row).map(drop).on_conflict(STANDS, DisputeRefusal::AlreadyDisputed)
}

/// Takes a dispute back; refuses when it no longer stands.
pub(super) fn withdraw(tx: &mut Tx<'_>, dispute: &Dispute) -> Result<(), Stop> {
    let values = [
        dispute.person.bucket().into(),
        dispute.id.into(),
        dispute.withdrawn.map(|(at, _)| at).into(),
        dispute.withdrawn.map(|(_, by)| by).into(),
    ];
    if tx.execute(WITHDRAW, &values)? == 0 {
        return Err(DisputeRefusal::NoSuchDispute.into());
    }
    Ok(())
}

fn read_dispute(row: &Row<'_>) -> Result<Dispute, Stop> {
    let of = u16::try_from(row.get::<i64>(2)?).map_err(|fault| Stop::fault(fault.to_string()))?;
    let ground = Ground::of_word(&row.get::<String>(6)?);
    let marks: String = row.get(8)?;
    let at = row.get::<Option<i64>>(12)?.map(Instant::from_microseconds);
    let by = row.get::<Option<Uuid>>(13)?.map(Id::from_uuid);
    let version = u32::try_from(row.get::<i64>(14)?);
    Ok(Dispute {
        id: row.id(0)?,
        person: row.id(1)?,
        entry: Place { of, bucket: row.get(3)?, entry: row.get(4)? },
        version: version.map_err(|fault| Stop::fault(fault.to_string()))?,
        reference: row.get(5)?,
        ground: ground.ok_or_else(|| Stop::fault("a dispute has no reason that is known"))?,
        words: row.get(7)?,
        marks: marks.split(' ').filter_map(Sensitive::of_word).collect(),
        facility: row.id(9)?,
        raised_by: row.id(10)?,
        raised_at: Instant::from_microseconds(row.get(11)?),
        withdrawn: at.zip(by),
    })
}
