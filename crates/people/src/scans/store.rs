//! The tables of papers that families send ahead. Every statement is written here once, for both
//! engines.

use super::model::{
    Judged, Look, Misfit, NewScan, Scan, ScanFormat, ScanId, ScanKind, ScanRefusal, ScanState,
    Verdict,
};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_store::{OnConflict, Row, Stop, Tx, Value};

/// More papers than one person or one family ever has at once, those that do not fit included.
const SCANS_ROWS_MAX: i64 = 100;
/// More of one office than open one paper.
const LOOKS_ROWS_MAX: i64 = 50;

const ADD: &str = "
    INSERT INTO scans_scan (bucket, scan_id, person_id, phone, kind, format, digest, size, content,
                            place, sent_at, until)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

/// The columns that `read_scan` reads.
macro_rules! select_scan {
    ($which:literal) => {
        concat!(
            "SELECT scan_id, person_id, kind, format, size, sent_at, until, verdict, judged_by,
                    judged_at
             FROM   scans_scan ",
            $which
        )
    };
}

const ONE: &str = select_scan!("WHERE  bucket = $1 AND scan_id = $2 AND person_id = $3");

const SENT_WITH: &str =
    select_scan!("WHERE  bucket = $1 AND scan_id = $2 AND person_id = $3 AND phone = $4");

const OF_PERSON: &str = select_scan!(
    "WHERE  bucket = $1 AND person_id = $2
     ORDER  BY scan_id DESC                   -- the latest first, ids sort by time
     LIMIT  $3"
);

const OF_FAMILY: &str = select_scan!(
    "WHERE  phone = $1
     ORDER  BY scan_id DESC
     LIMIT  $2"
);

const WAITING: &str = select_scan!(
    "WHERE  verdict IS NULL AND scan_id > $1
     ORDER  BY scan_id                        -- whoever waits longest first
     LIMIT  $2"
);

const CONTENT: &str = "
    SELECT content
    FROM   scans_scan
    WHERE  bucket = $1 AND scan_id = $2";

const PLACES: &str = "
    SELECT scan_id, place
    FROM   scans_scan
    WHERE  bucket = $1 AND person_id = $2 AND place IS NOT NULL
    ORDER  BY place
    LIMIT  $3";

const COUNT_OF_FAMILY: &str = "
    SELECT COUNT(*)
    FROM   scans_scan
    WHERE  phone = $1 AND place IS NOT NULL";

const SAME: &str = "
    SELECT COUNT(*)
    FROM   scans_scan
    WHERE  bucket = $1 AND person_id = $2 AND digest = $3 AND place IS NOT NULL";

const REMOVE: &str = "
    DELETE FROM scans_scan
    WHERE  bucket = $1 AND scan_id = $2";

const FORGET_LOOKS: &str = "
    DELETE FROM scans_look
    WHERE  bucket = $1 AND scan_id = $2";

const FITS: &str = "
    UPDATE scans_scan
    SET    verdict = 'fits', judged_by = $3, judged_at = $4, until = $5
    WHERE  bucket = $1 AND scan_id = $2 AND verdict IS NULL";

const DOES_NOT_FIT: &str = "
    UPDATE scans_scan
    SET    verdict = $6, judged_by = $3, judged_at = $4, until = $5, place = NULL
    WHERE  bucket = $1 AND scan_id = $2 AND verdict IS NULL";

const IS_AADHAAR: &str = "
    UPDATE scans_scan
    SET    verdict = 'aadhaar', judged_by = $3, judged_at = $4, until = $5, place = NULL,
           content = NULL                     -- nothing of it is kept
    WHERE  bucket = $1 AND scan_id = $2 AND verdict IS NULL";

const REOPEN: &str = "
    UPDATE scans_scan
    SET    verdict = NULL, judged_by = NULL, judged_at = NULL, until = $3, place = $4
    WHERE  bucket = $1 AND scan_id = $2 AND verdict IS NOT NULL AND content IS NOT NULL";

const NOTE_LOOK: &str = "
    INSERT INTO scans_look (bucket, scan_id, staff_id, at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (scan_id, staff_id, bucket) DO NOTHING";

const LOOKS: &str = "
    SELECT staff_id, at
    FROM   scans_look
    WHERE  bucket = $1 AND scan_id = $2
    ORDER  BY at, staff_id                    -- who opened it first
    LIMIT  $3";

const OVER: &str = "
    SELECT scan_id, person_id
    FROM   scans_scan
    WHERE  until <= $1
    ORDER  BY until, scan_id
    LIMIT  $2";

/// Keeps a paper, at a place among those of its person.
///
/// Refuses with `SCN-007` when the place is taken.
pub fn add(tx: &mut Tx<'_>, scan: &Scan, (wish, place): (&NewScan, i64)) -> Result<(), Stop> {
    let row: [Value; 12] = [
        scan.id.bucket().into(),
        scan.id.into(),
        scan.person.into(),
        wish.phone.digits().into(),
        scan.kind.word().into(),
        scan.format.word().into(),
        wish.file.digest().as_slice().into(),
        scan.size.into(),
        wish.file.bytes().into(),
        place.into(),
        scan.sent_at.into(),
        scan.until.into(),
    ];
    let added = tx.execute(ADD, &row).map(drop);
    added.on_conflict("scans_scan_place_key", ScanRefusal::PersonIsFull)
}

/// One paper of somebody.
pub fn scan(tx: &mut Tx<'_>, (person, id): (PersonId, ScanId)) -> Result<Option<Scan>, Stop> {
    tx.query_one(ONE, &[id.bucket().into(), id.into(), person.into()], read_scan)
}

/// One paper of somebody, if it was sent with this phone.
pub fn sent_with(
    tx: &mut Tx<'_>,
    phone: &Mobile,
    (person, id): (PersonId, ScanId),
) -> Result<Option<Scan>, Stop> {
    let key: [Value; 4] = [id.bucket().into(), id.into(), person.into(), phone.digits().into()];
    tx.query_one(SENT_WITH, &key, read_scan)
}

/// Everything that was sent of somebody and is kept, the latest first.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Scan>, Stop> {
    let key: [Value; 3] = [person.bucket().into(), person.into(), SCANS_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_scan)
}

/// Everything that was sent with a phone and is kept, the latest first.
pub fn of_family(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<Scan>, Stop> {
    tx.query(OF_FAMILY, &[phone.digits().into(), SCANS_ROWS_MAX.into()], read_scan)
}

/// The next papers about which nobody has decided, behind one of them; whoever waits longest first.
pub fn waiting(tx: &mut Tx<'_>, after: ScanId, most: usize) -> Result<Vec<Scan>, Stop> {
    tx.query(WAITING, &[after.into(), rows(most)], read_scan)
}

/// The file of a paper; nothing when it was of an Aadhaar card.
pub fn content(tx: &mut Tx<'_>, id: ScanId) -> Result<Option<Vec<u8>>, Stop> {
    let found = tx.query_one(CONTENT, &key(id), |row| row.get::<Option<Vec<u8>>>(0))?;
    Ok(found.flatten())
}

/// Which places of somebody are taken, and by which papers.
pub fn places(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<(ScanId, i64)>, Stop> {
    let key: [Value; 3] = [person.bucket().into(), person.into(), SCANS_ROWS_MAX.into()];
    tx.query(PLACES, &key, |row| Ok((row.id(0)?, row.get(1)?)))
}

/// How many papers of a family wait or fit.
pub fn count_of_family(tx: &mut Tx<'_>, phone: &Mobile) -> Result<usize, Stop> {
    count(tx, COUNT_OF_FAMILY, &[phone.digits().into()])
}

/// Whether the same file of the same person waits or fits already.
pub fn is_there(tx: &mut Tx<'_>, wish: &NewScan) -> Result<bool, Stop> {
    let (person, digest) = (wish.person, wish.file.digest().as_slice());
    Ok(count(tx, SAME, &[person.bucket().into(), person.into(), digest.into()])? > 0)
}

/// Takes a paper away, with who opened it.
pub fn remove(tx: &mut Tx<'_>, id: ScanId) -> Result<(), Stop> {
    tx.execute(FORGET_LOOKS, &key(id))?;
    tx.execute(REMOVE, &key(id)).map(drop)
}

/// Keeps what was said of a paper; false when somebody else had said something.
pub fn judge(
    tx: &mut Tx<'_>,
    id: ScanId,
    (judged, until): (Judged, Instant),
) -> Result<bool, Stop> {
    let mut row: Vec<Value> = key(id).into();
    row.extend([judged.by.into(), judged.at.into(), until.into()]);
    let sql = match judged.verdict {
        Verdict::Fits => FITS,
        Verdict::Misfit(Misfit::Aadhaar) => IS_AADHAAR,
        Verdict::Misfit(why) => {
            row.push(why.word().into());
            DOES_NOT_FIT
        }
    };
    Ok(tx.execute(sql, &row)? == 1)
}

/// A paper waits again, at a place among those of its person; false when it waits already.
///
/// Refuses with `SCN-015` when the place is taken.
pub fn reopen(tx: &mut Tx<'_>, id: ScanId, (until, place): (Instant, i64)) -> Result<bool, Stop> {
    let row: [Value; 4] = [id.bucket().into(), id.into(), until.into(), place.into()];
    let reopened = tx.execute(REOPEN, &row).map(|rows| rows == 1);
    reopened.on_conflict("scans_scan_place_key", ScanRefusal::NoRoom)
}

/// Notes that one of the staff has opened a paper; the first time counts.
pub fn note_look(tx: &mut Tx<'_>, id: ScanId, look: Look) -> Result<(), Stop> {
    let row: [Value; 4] = [id.bucket().into(), id.into(), look.staff.into(), look.at.into()];
    tx.execute(NOTE_LOOK, &row).map(drop)
}

/// Who has opened a paper, the first one first.
pub fn looks(tx: &mut Tx<'_>, id: ScanId) -> Result<Vec<Look>, Stop> {
    let key: [Value; 3] = [id.bucket().into(), id.into(), LOOKS_ROWS_MAX.into()];
    tx.query(LOOKS, &key, |row| {
        Ok(Look { staff: row.id(0)?, at: Instant::from_microseconds(row.get(1)?) })
    })
}

/// The next papers whose time is over, with whose they are.
pub fn over(tx: &mut Tx<'_>, most: usize) -> Result<Vec<(ScanId, PersonId)>, Stop> {
    let now = tx.now();
    tx.query(OVER, &[now.into(), rows(most)], |row| Ok((row.id(0)?, row.id(1)?)))
}

fn count(tx: &mut Tx<'_>, sql: &'static str, key: &[Value]) -> Result<usize, Stop> {
    let found = tx.query_one(sql, key, |row| row.get::<i64>(0))?;
    usize::try_from(found.unwrap_or_default()).map_err(|_| strange())
}

fn key(id: ScanId) -> [Value; 2] {
    [id.bucket().into(), id.into()]
}

fn rows(most: usize) -> Value {
    i64::try_from(most).unwrap_or(i64::MAX).into()
}

fn read_scan(row: &Row<'_>) -> Result<Scan, Stop> {
    let verdict: Option<String> = row.get(7)?;
    let state = match verdict {
        None => ScanState::Waits,
        Some(word) => ScanState::Judged(Judged {
            verdict: Verdict::of_word(&word).ok_or_else(strange)?,
            by: row.id(8)?,
            at: Instant::from_microseconds(row.get(9)?),
        }),
    };
    Ok(Scan {
        id: row.id(0)?,
        person: row.id(1)?,
        kind: ScanKind::of_word(&row.get::<String>(2)?).ok_or_else(strange)?,
        format: ScanFormat::of_word(&row.get::<String>(3)?).ok_or_else(strange)?,
        size: u32::try_from(row.get::<i64>(4)?).map_err(|_| strange())?,
        sent_at: Instant::from_microseconds(row.get(5)?),
        until: Instant::from_microseconds(row.get(6)?),
        state,
    })
}

/// The schema allows nothing else, so this row was written around us.
fn strange() -> Stop {
    Stop::fault("a paper that was sent is kept in a way that nobody can read")
}

impl From<ScanRefusal> for Stop {
    fn from(refusal: ScanRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
