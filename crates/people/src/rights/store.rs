//! The tables of rights. Every statement is written here once, for both engines.

use super::model::{
    Answer, Nominee, NomineeEnded, Note, Outcome, Request, RequestId, RequestState, Right,
    RightsRefusal, Speaker, Voice,
};
use crate::consent::model::{Guardianship, Proxy, Tie};
use crate::consent::{basis_kept, read_basis};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::names::NameText;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_store::{OnConflict, Row, Stop, Tx, Value};
use uuid::Uuid;

/// More than anybody asks in a life, or names.
const OF_PERSON_ROWS_MAX: i64 = 200;
/// More than an office answers in a week.
pub const WAITING_ROWS_MAX: i64 = 100;
const OPEN: &str = "rights_request_open";
const ONE: &str = "rights_nominee_one";
const RECEIVED: &str = "received";
const LOOKING: &str = "looking";
const ANSWERED: &str = "answered";
const WITHDRAWN: &str = "withdrawn";

const ADD_REQUEST: &str = "
    INSERT INTO rights_request (bucket, request_id, number, person_id, kind, asked_as, proxy_name,
                                proxy_tie, note, facility_id, asked_by, asked_at, due_on, state,
                                proxy_person, proxy_paper, proxy_vouched)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 'received', $14, $15, $16)";

const TAKE_UP: &str = "
    UPDATE rights_request
    SET    state = 'looking', taken_by = $3, taken_at = $4
    WHERE  request_id = $1 AND bucket = $2 AND state = 'received'";

const ANSWER: &str = "
    UPDATE rights_request
    SET    state = 'answered', ended_by = $3, ended_at = $4, outcome = $5, answer = $6
    WHERE  request_id = $1 AND bucket = $2 AND ended_at IS NULL";

const WITHDRAW: &str = "
    UPDATE rights_request
    SET    state = 'withdrawn', ended_by = $3, ended_at = $4
    WHERE  request_id = $1 AND bucket = $2 AND ended_at IS NULL";

/// The columns that `read_request` reads.
macro_rules! select_request {
    ($which:literal) => {
        concat!(
            "SELECT request_id, number, person_id, kind, asked_as, proxy_name, proxy_tie, note,
                    facility_id, asked_by, asked_at, due_on, state, taken_by, taken_at, ended_by,
                    ended_at, outcome, answer, proxy_person, proxy_paper, proxy_vouched
             FROM   rights_request ",
            $which
        )
    };
}

const REQUEST: &str = select_request!("WHERE request_id = $1 AND bucket = $2");

const OF_PERSON: &str = select_request!(
    "WHERE  person_id = $1 AND bucket = $2
     ORDER  BY asked_at DESC, request_id DESC
     LIMIT  $3"
);

const ASKED_SINCE: &str = "
    SELECT COUNT(*)
    FROM   rights_request
    WHERE  person_id = $1 AND bucket = $2 AND asked_at > $3";

const WAITING: &str = select_request!(
    "WHERE  facility_id = $1 AND ended_at IS NULL
     ORDER  BY due_on, request_id             -- who waits longest is answered first
     LIMIT  $2"
);

const WAITING_FOR: &str = select_request!(
    "WHERE  facility_id = $1 AND ended_at IS NULL AND kind = $2
     ORDER  BY due_on, request_id
     LIMIT  $3"
);

const ADD_NOMINEE: &str = "
    INSERT INTO rights_nominee (bucket, nominee_id, person_id, name, tie, phone, facility_id,
                                named_by, named_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const END_NOMINEE: &str = "
    UPDATE rights_nominee
    SET    ended_as = $3, ended_by = $4, ended_at = $5
    WHERE  nominee_id = $1 AND bucket = $2 AND ended_at IS NULL";

/// The columns that `read_nominee` reads.
macro_rules! select_nominee {
    ($which:literal) => {
        concat!(
            "SELECT nominee_id, person_id, name, tie, phone, facility_id, named_by, named_at,
                    ended_as, ended_by, ended_at
             FROM   rights_nominee ",
            $which
        )
    };
}

const NOMINEE: &str = select_nominee!("WHERE person_id = $1 AND bucket = $2 AND ended_at IS NULL");

const NOMINEES: &str = select_nominee!(
    "WHERE  person_id = $1 AND bucket = $2
     ORDER  BY named_at DESC, nominee_id DESC
     LIMIT  $3"
);

const NAMED_SINCE: &str = "
    SELECT COUNT(*)
    FROM   rights_nominee
    WHERE  person_id = $1 AND bucket = $2 AND named_at > $3";

/// Keeps a request; refuses with `RGT-002` when one of its kind is open.
pub fn add_request(tx: &mut Tx<'_>, request: &Request) -> Result<(), Stop> {
    let proxy = request.speaker.proxy();
    let [named, paper, vouched] = basis_kept(request.speaker.basis());
    let row: [Value; 16] = [
        request.person.bucket().into(),
        request.id.into(),
        request.number.into(),
        request.person.into(),
        request.right.word().into(),
        request.speaker.voice().word().into(),
        proxy.map(|proxy| proxy.name.as_str()).into(),
        proxy.map(|proxy| proxy.tie.word()).into(),
        request.note.as_ref().map(Note::as_str).into(),
        request.office.into(),
        request.asked_by.into(),
        request.asked_at.into(),
        request.due.into(),
        named,
        paper,
        vouched,
    ];
    tx.execute(ADD_REQUEST, &row).map(drop).on_conflict(OPEN, RightsRefusal::OpenAlready)
}

/// Somebody looks into it from now on; false when it is received no longer.
pub fn take_up(tx: &mut Tx<'_>, request: &Request, by: StaffId) -> Result<bool, Stop> {
    let [id, bucket] = keyed(request);
    let now = tx.now();
    Ok(tx.execute(TAKE_UP, &[id, bucket, by.into(), now.into()])? == 1)
}

/// It is answered; false when it is open no longer.
pub fn answer(
    tx: &mut Tx<'_>,
    request: &Request,
    (by, answer): (StaffId, &Answer),
) -> Result<bool, Stop> {
    let [id, bucket] = keyed(request);
    let now = tx.now();
    let row: [Value; 6] = [
        id,
        bucket,
        by.into(),
        now.into(),
        answer.outcome.map(Outcome::word).into(),
        answer.words.as_str().into(),
    ];
    Ok(tx.execute(ANSWER, &row)? == 1)
}

/// Nobody waits for an answer any more; false when it is open no longer.
pub fn withdraw(tx: &mut Tx<'_>, request: &Request, by: StaffId) -> Result<bool, Stop> {
    let [id, bucket] = keyed(request);
    let now = tx.now();
    Ok(tx.execute(WITHDRAW, &[id, bucket, by.into(), now.into()])? == 1)
}

/// One request.
pub fn request(tx: &mut Tx<'_>, id: RequestId) -> Result<Option<Request>, Stop> {
    tx.query_one(REQUEST, &[id.into(), id.bucket().into()], read_request)
}

/// Everything that was asked about a person, the last one first.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Request>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), OF_PERSON_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_request)
}

/// How often something was asked about a person since then.
pub fn asked_since(tx: &mut Tx<'_>, person: PersonId, since: Instant) -> Result<i64, Stop> {
    counted(tx, ASKED_SINCE, (person, since))
}

/// What waits at an office, of one kind or of all, whatever is due first before the rest.
pub fn waiting(
    tx: &mut Tx<'_>,
    office: FacilityId,
    right: Option<Right>,
) -> Result<Vec<Request>, Stop> {
    match right {
        None => tx.query(WAITING, &[office.into(), WAITING_ROWS_MAX.into()], read_request),
        Some(right) => {
            let key: [Value; 3] = [office.into(), right.word().into(), WAITING_ROWS_MAX.into()];
            tx.query(WAITING_FOR, &key, read_request)
        }
    }
}

/// Keeps whom a person names; refuses with `RGT-003` when somebody else was named meanwhile.
pub fn add_nominee(tx: &mut Tx<'_>, nominee: &Nominee) -> Result<(), Stop> {
    let (named_by, named_at) = nominee.named;
    let row: [Value; 9] = [
        nominee.person.bucket().into(),
        nominee.id.into(),
        nominee.person.into(),
        nominee.proxy.name.as_str().into(),
        nominee.proxy.tie.word().into(),
        nominee.phone.digits().into(),
        nominee.facility.into(),
        named_by.into(),
        named_at.into(),
    ];
    tx.execute(ADD_NOMINEE, &row).map(drop).on_conflict(ONE, RightsRefusal::Moved)
}

/// Somebody is the nominee no longer; false when that was done already.
pub fn end_nominee(
    tx: &mut Tx<'_>,
    nominee: &Nominee,
    (ended, by): (NomineeEnded, StaffId),
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 5] = [
        nominee.id.into(),
        nominee.person.bucket().into(),
        ended.word().into(),
        by.into(),
        now.into(),
    ];
    Ok(tx.execute(END_NOMINEE, &row)? == 1)
}

/// Whom a person has named.
pub fn nominee(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Nominee>, Stop> {
    tx.query_one(NOMINEE, &[person.into(), person.bucket().into()], read_nominee)
}

/// Everybody whom a person ever named, the last one first.
pub fn nominees(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Nominee>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), OF_PERSON_ROWS_MAX.into()];
    tx.query(NOMINEES, &key, read_nominee)
}

/// How many a person has named since then.
pub fn named_since(tx: &mut Tx<'_>, person: PersonId, since: Instant) -> Result<i64, Stop> {
    counted(tx, NAMED_SINCE, (person, since))
}

fn counted(
    tx: &mut Tx<'_>,
    sql: &'static str,
    (person, since): (PersonId, Instant),
) -> Result<i64, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), since.into()];
    let count = tx.query_one(sql, &key, |row| row.get(0))?;
    Ok(count.unwrap_or_default())
}

fn keyed(request: &Request) -> [Value; 2] {
    [request.id.into(), request.person.bucket().into()]
}

fn read_request(row: &Row<'_>) -> Result<Request, Stop> {
    Ok(Request {
        id: row.id(0)?,
        number: u32::try_from(row.get::<i64>(1)?).map_err(|_| strange())?,
        person: row.id(2)?,
        right: read_word(row, 3, Right::of_word)?,
        speaker: read_speaker(row)?,
        note: row.get::<Option<String>>(7)?.map(Note::kept),
        office: row.id(8)?,
        asked_by: row.id(9)?,
        asked_at: Instant::from_microseconds(row.get(10)?),
        due: Date::from_days(row.get(11)?),
        state: read_state(row)?,
    })
}

fn read_speaker(row: &Row<'_>) -> Result<Speaker, Stop> {
    Ok(match read_word(row, 4, Voice::of_word)? {
        Voice::Themselves => Speaker::Themselves,
        Voice::Guardian => {
            let (proxy, basis) = (read_proxy(row, 5)?, read_basis(row, 19)?);
            Speaker::Guardian(Guardianship { proxy, basis })
        }
        Voice::Nominee => Speaker::Nominee(read_proxy(row, 5)?),
    })
}

fn read_state(row: &Row<'_>) -> Result<RequestState, Stop> {
    Ok(match row.get::<String>(12)?.as_str() {
        RECEIVED => RequestState::Received,
        LOOKING => {
            let (by, since) = read_done(row, 13)?.ok_or_else(strange)?;
            RequestState::Looking { by, since }
        }
        ANSWERED => {
            let (by, at) = read_done(row, 15)?.ok_or_else(strange)?;
            let outcome = row.get::<Option<String>>(17)?;
            let outcome = outcome.map(|word| Outcome::of_word(&word).ok_or_else(strange));
            let words = Note::kept(row.get(18)?);
            let answer = Answer { outcome: outcome.transpose()?, words };
            RequestState::Answered { by, at, answer }
        }
        WITHDRAWN => {
            let (by, at) = read_done(row, 15)?.ok_or_else(strange)?;
            RequestState::Withdrawn { by, at }
        }
        _ => return Err(strange()),
    })
}

fn read_nominee(row: &Row<'_>) -> Result<Nominee, Stop> {
    let ended_as = row.get::<Option<String>>(8)?;
    let ended_as = ended_as.map(|word| NomineeEnded::of_word(&word).ok_or_else(strange));
    let ended = ended_as.transpose()?.zip(read_done(row, 9)?);
    Ok(Nominee {
        id: row.id(0)?,
        person: row.id(1)?,
        proxy: read_proxy(row, 2)?,
        phone: Mobile::parse(&row.get::<String>(4)?)?,
        facility: row.id(5)?,
        named: (row.id(6)?, Instant::from_microseconds(row.get(7)?)),
        ended: ended.map(|(ended, (by, at))| (ended, by, at)),
    })
}

/// Somebody's name, and what they are to the person behind it.
fn read_proxy(row: &Row<'_>, place: usize) -> Result<Proxy, Stop> {
    let name = NameText::try_from(row.get::<String>(place)?)?;
    Ok(Proxy { name, tie: read_word(row, place + 1, Tie::of_word)? })
}

/// Who did something, and behind it when.
fn read_done(row: &Row<'_>, place: usize) -> Result<Option<(StaffId, Instant)>, Stop> {
    let by = row.get::<Option<Uuid>>(place)?.map(Id::from_uuid);
    let at = row.get::<Option<i64>>(place + 1)?.map(Instant::from_microseconds);
    Ok(by.zip(at))
}

fn read_word<T>(
    row: &Row<'_>,
    place: usize,
    of_word: impl FnOnce(&str) -> Option<T>,
) -> Result<T, Stop> {
    of_word(&row.get::<String>(place)?).ok_or_else(strange)
}

/// The schema allows nothing else, so this row was written around us.
fn strange() -> Stop {
    Stop::fault("rights holds a row that it cannot read")
}

impl From<RightsRefusal> for Stop {
    fn from(refusal: RightsRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
