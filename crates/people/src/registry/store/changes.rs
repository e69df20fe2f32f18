//! Corrections and links.

use super::rows::{read_decided, strange};
use crate::registry::model::{
    Corrected, Correction, CorrectionId, CorrectionState, Declined, ErasedPart, Link, LinkId,
    Parted,
};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};

/// More than a records office decides before lunch.
const CORRECTIONS_PAGE_ROWS_MAX: i64 = 50;
/// More corrections than one person needs.
const CHANGES_ROWS_MAX: i64 = 200;
/// More registrations than one person collects.
const LINKED_ROWS_MAX: i64 = 50;
/// As many as one statement asks for who of several is linked.
const LINKS_A_STATEMENT: usize = 20;

const ADD_CORRECTION: &str = "
    INSERT INTO registry_correction (bucket, correction_id, person_id, person_version,
                                     facility_id, asked_by, asked_at, reason, wanted, state,
                                     erases)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'asked', $10)";

const DECIDE_CORRECTION: &str = "
    UPDATE registry_correction
    SET    state = $3, decided_by = $4, decided_at = $5, note = $6
    WHERE  bucket = $1 AND correction_id = $2 AND state = 'asked'";

/// The columns that `read_correction` reads.
macro_rules! select_correction {
    ($which:literal) => {
        concat!(
            "SELECT correction_id, person_id, person_version, facility_id, asked_by, asked_at,
                    reason, wanted, state, erases
             FROM   registry_correction ",
            $which
        )
    };
}

const CORRECTION: &str = select_correction!("WHERE  bucket = $1 AND correction_id = $2");

// For the rebuild of the record: every wish once, in the order of their places.
const CORRECTIONS_AFTER: &str = "
    SELECT correction_id, person_id, person_version, facility_id, asked_by, asked_at, reason,
           wanted, state, erases, decided_by, decided_at
    FROM   registry_correction
    WHERE  (bucket, correction_id) > ($1, $2)
    ORDER  BY bucket, correction_id
    LIMIT  $3";

const APPROVED_OF: &str = "
    SELECT correction_id, person_id, person_version, facility_id, asked_by, asked_at, reason,
           wanted, state, erases, decided_by, decided_at
    FROM   registry_correction
    WHERE  person_id = $1 AND bucket = $2 AND state = 'approved'
    ORDER  BY decided_at, correction_id
    LIMIT  $3";

const OF_PERSON: &str = "
    SELECT correction_id, person_id, person_version, facility_id, asked_by, asked_at, reason,
           wanted, state, erases, decided_by, decided_at
    FROM   registry_correction
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY correction_id
    LIMIT  $3";

const DECLINED_OF: &str = "
    SELECT correction_id, person_id, person_version, facility_id, asked_by, asked_at, reason,
           wanted, state, erases, decided_by, decided_at, note
    FROM   registry_correction
    WHERE  person_id = $1 AND bucket = $2 AND state = 'declined'
    ORDER  BY decided_at DESC, correction_id
    LIMIT  $3";

const ASKED: &str = select_correction!(
    "WHERE  facility_id = $1 AND state = 'asked'
     ORDER  BY asked_at, correction_id        -- who asked first is answered first
     LIMIT  $2"
);

const DECIDED_SINCE: &str = "
    SELECT person_id
    FROM   registry_correction
    WHERE  state = 'approved' AND decided_at >= $1
    ORDER  BY decided_at, correction_id
    LIMIT  $2";

const ADD_IDENTIFICATION: &str = "
    INSERT INTO registry_identification (bucket, person_id, at, facility_id, staff_id)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (person_id, at, bucket) DO NOTHING";

const IDENTIFIED_SINCE: &str = "
    SELECT person_id
    FROM   registry_identification
    WHERE  at >= $1
    ORDER  BY at, person_id
    LIMIT  $2";

const ADD_LINK: &str = "
    INSERT INTO registry_link (bucket, link_id, person_id, same_as, linked_by, linked_at, reason)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING";

const UNDO_LINK: &str = "
    UPDATE registry_link
    SET    undone_by = $3, undone_at = $4, undone_why = $5
    WHERE  bucket = $1 AND link_id = $2 AND undone_at IS NULL";

/// The columns that `read_link` reads.
macro_rules! select_link {
    ($which:literal) => {
        concat!(
            "SELECT link_id, person_id, same_as, linked_by, linked_at, reason, undone_by, undone_at,
                    undone_why
             FROM   registry_link ",
            $which
        )
    };
}

const LINK_OF: &str = select_link!("WHERE  bucket = $1 AND person_id = $2 AND undone_at IS NULL");

const LINKS_AFTER: &str = select_link!(
    "WHERE  (bucket, link_id) > ($1, $2)
     ORDER  BY bucket, link_id
     LIMIT  $3"
);

const LINKED_TO: &str = "
    SELECT same_as
    FROM   registry_link
    WHERE  bucket = $1 AND person_id = $2 AND undone_at IS NULL";

// Both lists, so that the index on links in force answers.
const LINKS_FROM: &str = "
    SELECT person_id, same_as
    FROM   registry_link
    WHERE  bucket IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                      $18, $19, $20)
           AND person_id IN ($21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34,
                             $35, $36, $37, $38, $39, $40)
           AND undone_at IS NULL";

const LINKS_HERE: &str = select_link!(
    "WHERE  same_as = $1 AND undone_at IS NULL
     ORDER  BY link_id
     LIMIT  $2"
);

const LINKED_HERE: &str = "
    SELECT person_id
    FROM   registry_link
    WHERE  same_as = $1 AND undone_at IS NULL
    ORDER  BY link_id
    LIMIT  $2";

/// Keeps a wish until somebody decides.
pub fn add_correction(tx: &mut Tx<'_>, correction: &Correction) -> Result<(), Stop> {
    let wanted = serde_json::to_string(&correction.wanted);
    let row: [Value; 10] = [
        correction.person.bucket().into(),
        correction.id.into(),
        correction.person.into(),
        correction.person_version.into(),
        correction.facility.into(),
        correction.asked_by.into(),
        correction.asked_at.into(),
        correction.reason.as_str().into(),
        wanted.map_err(|e| Stop::fault(e.to_string()))?.into(),
        correction.erases.map(ErasedPart::word).into(),
    ];
    tx.execute(ADD_CORRECTION, &row).map(drop)
}

/// One wish.
pub fn correction(tx: &mut Tx<'_>, id: CorrectionId) -> Result<Option<Correction>, Stop> {
    tx.query_one(CORRECTION, &[id.bucket().into(), id.into()], read_correction)
}

/// What waits for a decision at a facility, oldest first.
pub fn asked_corrections(tx: &mut Tx<'_>, at: FacilityId) -> Result<Vec<Correction>, Stop> {
    tx.query(ASKED, &[at.into(), CORRECTIONS_PAGE_ROWS_MAX.into()], read_correction)
}

/// Notes a decision; false when it was decided already.
pub fn decide_correction(
    tx: &mut Tx<'_>,
    correction: &Correction,
    state: CorrectionState,
    by: StaffId,
    note: Option<&str>,
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 6] = [
        correction.id.bucket().into(),
        correction.id.into(),
        state.word().into(),
        by.into(),
        now.into(),
        note.into(),
    ];
    Ok(tx.execute(DECIDE_CORRECTION, &row)? == 1)
}

/// Notes who said, and where, what an unknown person is called. Of two names said at one moment the
/// note of the first stands for both: who looks for changes reads the name as it is.
pub fn add_identification(
    tx: &mut Tx<'_>,
    person: PersonId,
    (facility, staff): (FacilityId, StaffId),
) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 5] =
        [person.bucket().into(), person.into(), now.into(), facility.into(), staff.into()];
    tx.execute(ADD_IDENTIFICATION, &row).map(drop)
}

/// Whose names may have changed since a moment: corrected, or said for the first time.
pub fn renamed_since(tx: &mut Tx<'_>, since: Instant, limit: i64) -> Result<Vec<PersonId>, Stop> {
    let values = [since.into(), limit.into()];
    let mut renamed = tx.query(DECIDED_SINCE, &values, |row| row.id(0))?;
    renamed.extend(tx.query(IDENTIFIED_SINCE, &values, |row| row.id(0))?);
    Ok(renamed)
}

/// Wishes in the order of their places, those behind one, with whoever decided.
pub fn corrections_after(
    tx: &mut Tx<'_>,
    last: CorrectionId,
    limit: i64,
) -> Result<Vec<Corrected>, Stop> {
    let values: [Value; 3] = [last.bucket().into(), last.into(), limit.into()];
    tx.query(CORRECTIONS_AFTER, &values, read_corrected)
}

/// The corrections of somebody that were approved, the first one first.
pub fn approved_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Corrected>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), CHANGES_ROWS_MAX.into()];
    tx.query(APPROVED_OF, &key, read_corrected)
}

/// Every wish about somebody, whatever became of it, the first one first.
pub fn corrections_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Corrected>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), CHANGES_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_corrected)
}

/// The corrections of somebody that were declined, the last one first.
pub fn declined_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Declined>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), CHANGES_ROWS_MAX.into()];
    tx.query(DECLINED_OF, &key, |row| {
        let by = row.id(10)?;
        Ok(Declined {
            correction: read_correction(row)?,
            declined: (by, Instant::from_microseconds(row.get(11)?)),
            why: row.get::<Option<String>>(12)?.unwrap_or_default(),
        })
    })
}

/// Says that a person is another one; false when the person is linked already.
pub fn add_link(tx: &mut Tx<'_>, link: &Link) -> Result<bool, Stop> {
    let (linked_by, linked_at) = link.linked;
    let row: [Value; 7] = [
        link.person.bucket().into(),
        link.id.into(),
        link.person.into(),
        link.same_as.into(),
        linked_by.into(),
        linked_at.into(),
        link.reason.as_str().into(),
    ];
    Ok(tx.execute(ADD_LINK, &row)? == 1)
}

/// Takes a link back; false when somebody else has.
pub fn undo_link(tx: &mut Tx<'_>, link: LinkId, undone: &Parted) -> Result<bool, Stop> {
    let (by, at) = undone.by;
    let why = undone.why.as_deref();
    let row: [Value; 5] = [link.bucket().into(), link.into(), by.into(), at.into(), why.into()];
    Ok(tx.execute(UNDO_LINK, &row)? == 1)
}

/// The link of a person that is in force.
pub fn link_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Link>, Stop> {
    tx.query_one(LINK_OF, &[person.bucket().into(), person.into()], read_link)
}

/// Links in the order of their places, those behind one, undone ones included.
pub fn links_after(tx: &mut Tx<'_>, last: LinkId, limit: i64) -> Result<Vec<Link>, Stop> {
    tx.query(LINKS_AFTER, &[last.bucket().into(), last.into(), limit.into()], read_link)
}

/// The person who goes on, when this one is linked.
pub fn linked_to(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<PersonId>, Stop> {
    tx.query_one(LINKED_TO, &[person.bucket().into(), person.into()], |row| row.id(0))
}

/// Who of several is linked, and to whom.
pub fn links_from(
    tx: &mut Tx<'_>,
    persons: &[PersonId],
) -> Result<Vec<(PersonId, PersonId)>, Stop> {
    let mut links = Vec::new();
    for some in persons.chunks(LINKS_A_STATEMENT) {
        // Places that are left over ask again for the last one, whom `IN` finds once.
        let last = some.last().into_iter().cycle();
        let asked: Vec<PersonId> =
            some.iter().chain(last).take(LINKS_A_STATEMENT).copied().collect();
        let mut values: Vec<Value> = asked.iter().map(|one| one.bucket().into()).collect();
        values.extend(asked.iter().map(|one| Value::from(*one)));
        let found: Vec<(PersonId, PersonId)> =
            tx.query(LINKS_FROM, &values, |row| Ok((row.id(0)?, row.id(1)?)))?;
        links.extend(found);
    }
    Ok(links)
}

/// Every link of a person that stands, on whichever side they stand, the first one first.
pub fn links_in_force(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Link>, Stop> {
    let mut links: Vec<Link> = link_of(tx, person)?.into_iter().collect();
    links.extend(tx.query(LINKS_HERE, &[person.into(), LINKED_ROWS_MAX.into()], read_link)?);
    Ok(links)
}

/// Those who are linked to this person.
pub fn linked_here(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>, Stop> {
    tx.query(LINKED_HERE, &[person.into(), LINKED_ROWS_MAX.into()], |row| row.id(0))
}

fn read_corrected(row: &Row<'_>) -> Result<Corrected, Stop> {
    Ok(Corrected { correction: read_correction(row)?, decided: read_decided(row, 10)? })
}

fn read_correction(row: &Row<'_>) -> Result<Correction, Stop> {
    let wanted: String = row.get(7)?;
    let state: String = row.get(8)?;
    let erases: Option<String> = row.get(9)?;
    let known = |word: String| ErasedPart::of_word(&word).ok_or_else(|| strange("what is erased"));
    Ok(Correction {
        id: row.id(0)?,
        person: row.id(1)?,
        person_version: u32::try_from(row.get::<i64>(2)?).map_err(|_| strange("a version"))?,
        facility: row.id(3)?,
        asked_by: row.id(4)?,
        asked_at: Instant::from_microseconds(row.get(5)?),
        reason: row.get(6)?,
        wanted: serde_json::from_str(&wanted).map_err(|e| Stop::unreadable("a wish", &e))?,
        state: CorrectionState::of_word(&state).ok_or_else(|| strange("a correction's state"))?,
        erases: erases.map(known).transpose()?,
    })
}

pub(super) fn read_link(row: &Row<'_>) -> Result<Link, Stop> {
    Ok(Link {
        id: row.id(0)?,
        person: row.id(1)?,
        same_as: row.id(2)?,
        linked: (row.id(3)?, Instant::from_microseconds(row.get(4)?)),
        reason: row.get(5)?,
        undone: match read_decided(row, 6)? {
            Some(by) => Some(Parted { by, why: row.get(8)? }),
            None => None,
        },
    })
}
