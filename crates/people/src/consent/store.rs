//! The tables of consent. Every statement is written here once, for both engines.

use super::model::{
    Answer, AnswerId, Answerer, Basis, By, ConsentRefusal, GuardianPaper, Guardianship, How,
    Notice, NoticeText, Proxy, Purpose, Said, Sensitive, Tie, Way,
};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::language::Language;
use nabz_kernel::names::NameText;
use nabz_store::{OnConflict, Row, Stop, Tx, Value};
use uuid::Uuid;

/// More than anybody is asked in a life.
const ANSWERS_ROWS_MAX: i64 = 500;
/// More versions of one notice than a page can show.
const NOTICES_ROWS_MAX: i64 = 50;
const ONCE: &str = "consent_answer_once";
/// Between the categories that one answer shares.
const BETWEEN: &str = " ";
const GIVEN: &str = "given";
const REFUSED: &str = "refused";
const WITHDRAWN: &str = "withdrawn";

const ADD_NOTICE: &str = "
    INSERT INTO consent_notice (purpose, version, text_en, text_hi, demonstration, since)
    VALUES ($1, $2, $3, $4, $5, $6)";

const NOTICES: &str = "
    SELECT purpose, version, text_en, text_hi, demonstration, since
    FROM   consent_notice
    WHERE  purpose = $1
    ORDER  BY version DESC       -- what is in force comes first
    LIMIT  $2";

const ADD_ANSWER: &str = "
    INSERT INTO consent_answer (bucket, answer_id, person_id, purpose, number, said, shares, until,
                                takes_back, notice, shown_in, answered_by, proxy_name, proxy_tie,
                                proxy_why, way, witness, facility_id, asked_by, answered_at,
                                proxy_person, proxy_paper, proxy_vouched)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23)";

/// The columns that `read_answer` reads.
macro_rules! select_answer {
    ($which:literal) => {
        concat!(
            "SELECT answer_id, person_id, purpose, number, said, shares, until, takes_back, notice,
                    shown_in, answered_by, proxy_name, proxy_tie, proxy_why, way, witness,
                    facility_id, asked_by, answered_at, proxy_person, proxy_paper, proxy_vouched
             FROM   consent_answer ",
            $which
        )
    };
}

const LAST: &str = select_answer!(
    "WHERE  person_id = $1 AND purpose = $2 AND bucket = $3
     ORDER  BY number DESC
     LIMIT  1"
);

const NUMBERED: &str =
    select_answer!("WHERE person_id = $1 AND purpose = $2 AND number = $3 AND bucket = $4");

const OF_PERSON: &str = select_answer!(
    "WHERE  person_id = $1 AND bucket = $2
     ORDER  BY purpose, number
     LIMIT  $3"
);

// For the rebuild of the record: every answer once, in the order of ids.
const AFTER: &str = select_answer!(
    "WHERE  answer_id > $1
     ORDER  BY answer_id
     LIMIT  $2"
);

/// The notices of a purpose, the one in force first.
pub fn notices(tx: &mut Tx<'_>, purpose: Purpose) -> Result<Vec<Notice>, Stop> {
    tx.query(NOTICES, &[purpose.word().into(), NOTICES_ROWS_MAX.into()], read_notice)
}

/// The notice that is in force.
pub fn notice(tx: &mut Tx<'_>, purpose: Purpose) -> Result<Option<Notice>, Stop> {
    tx.query_one(NOTICES, &[purpose.word().into(), 1_i64.into()], read_notice)
}

/// Puts a notice into force.
pub fn add_notice(tx: &mut Tx<'_>, notice: &Notice) -> Result<(), Stop> {
    let text = &notice.text;
    let row: [Value; 6] = [
        text.purpose.word().into(),
        notice.version.into(),
        text.english.as_str().into(),
        text.hindi.as_str().into(),
        text.demonstration.into(),
        notice.since.into(),
    ];
    tx.execute(ADD_NOTICE, &row).map(drop)
}

/// The last answer of a person about a purpose.
pub fn last(tx: &mut Tx<'_>, person: PersonId, purpose: Purpose) -> Result<Option<Answer>, Stop> {
    let key: [Value; 3] = [person.into(), purpose.word().into(), person.bucket().into()];
    tx.query_one(LAST, &key, read_answer)
}

/// The answer that follows another one.
pub fn next(tx: &mut Tx<'_>, answer: &Answer) -> Result<Option<Answer>, Stop> {
    let key: [Value; 4] = [
        answer.person.into(),
        answer.purpose.word().into(),
        (answer.number + 1).into(),
        answer.person.bucket().into(),
    ];
    tx.query_one(NUMBERED, &key, read_answer)
}

/// Everything that a person answered, purpose by purpose, each in its order.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Answer>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), ANSWERS_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_answer)
}

/// Answers after one, for walking over all of them.
pub fn after(tx: &mut Tx<'_>, last: AnswerId, limit: i64) -> Result<Vec<Answer>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read_answer)
}

/// Keeps an answer; refuses when somebody else has kept the one of this number.
pub fn add(tx: &mut Tx<'_>, answer: &Answer) -> Result<(), Stop> {
    let (said, until, takes_back) = match &answer.said {
        Said::Given { until, .. } => (GIVEN, *until, None),
        Said::Refused => (REFUSED, None, None),
        Said::Withdrawn { of } => (WITHDRAWN, None, Some(*of)),
    };
    let shares: Vec<&str> = answer.shares().iter().copied().map(Sensitive::word).collect();
    let proxy = answer.by.proxy();
    let [person, paper, vouched] = basis_kept(answer.by.basis());
    let row: [Value; 23] = [
        answer.person.bucket().into(),
        answer.id.into(),
        answer.person.into(),
        answer.purpose.word().into(),
        answer.number.into(),
        said.into(),
        shares.join(BETWEEN).into(),
        until.into(),
        takes_back.into(),
        answer.notice.into(),
        answer.shown_in.code().into(),
        answer.by.answerer().word().into(),
        proxy.map(|proxy| proxy.name.as_str()).into(),
        proxy.map(|proxy| proxy.tie.word()).into(),
        answer.by.why().into(),
        answer.how.way().word().into(),
        answer.how.witness().map(NameText::as_str).into(),
        answer.facility.into(),
        answer.asked_by.into(),
        answer.at.into(),
        person,
        paper,
        vouched,
    ];
    tx.execute(ADD_ANSWER, &row).map(drop).on_conflict(ONCE, ConsentRefusal::Stale)
}

fn read_notice(row: &Row<'_>) -> Result<Notice, Stop> {
    let text = NoticeText {
        purpose: read_word(row, 0, Purpose::of_word)?,
        english: row.get(2)?,
        hindi: row.get(3)?,
        demonstration: row.get(4)?,
    };
    let since = Instant::from_microseconds(row.get(5)?);
    Ok(Notice { version: read_count(row, 1)?, text, since })
}

fn read_answer(row: &Row<'_>) -> Result<Answer, Stop> {
    Ok(Answer {
        id: row.id(0)?,
        person: row.id(1)?,
        purpose: read_word(row, 2, Purpose::of_word)?,
        number: read_count(row, 3)?,
        said: read_said(row)?,
        notice: read_count(row, 8)?,
        shown_in: read_word(row, 9, Language::parse)?,
        by: read_by(row)?,
        how: read_how(row)?,
        facility: row.id(16)?,
        asked_by: row.id(17)?,
        at: Instant::from_microseconds(row.get(18)?),
    })
}

fn read_said(row: &Row<'_>) -> Result<Said, Stop> {
    let said: String = row.get(4)?;
    match said.as_str() {
        GIVEN => {
            let kept: String = row.get(5)?;
            let words = kept.split(BETWEEN).filter(|word| !word.is_empty());
            let shares: Option<Vec<Sensitive>> = words.map(Sensitive::of_word).collect();
            let until = row.get::<Option<i64>>(6)?.map(Date::from_days);
            Ok(Said::Given { shares: shares.ok_or_else(strange)?, until })
        }
        REFUSED => Ok(Said::Refused),
        WITHDRAWN => Ok(Said::Withdrawn { of: row.id(7)? }),
        _ => Err(strange()),
    }
}

fn read_by(row: &Row<'_>) -> Result<By, Stop> {
    Ok(match read_word(row, 10, Answerer::of_word)? {
        Answerer::Themselves => By::Themselves,
        Answerer::Guardian => {
            By::Guardian(Guardianship { proxy: read_proxy(row)?, basis: read_basis(row, 19)? })
        }
        Answerer::Representative => {
            By::Representative { proxy: read_proxy(row)?, why: row.get(13)? }
        }
    })
}

fn read_proxy(row: &Row<'_>) -> Result<Proxy, Stop> {
    Ok(Proxy { name: read_name(row, 11)?, tie: read_word(row, 12, Tie::of_word)? })
}

/// How it is known that a guardian may answer, as three columns keep it: who it is on record, which
/// paper was seen, who vouched for them.
pub(crate) fn basis_kept(basis: Option<&Basis>) -> [Value; 3] {
    match basis {
        None => [Value::Null, Value::Null, Value::Null],
        Some(Basis::Named(person)) => [(*person).into(), Value::Null, Value::Null],
        Some(Basis::Paper(paper)) => [Value::Null, paper.word().into(), Value::Null],
        Some(Basis::Vouched(name)) => [Value::Null, Value::Null, name.as_str().into()],
    }
}

/// Reads the three columns that [`basis_kept`] fills, the first of them at this place.
pub(crate) fn read_basis(row: &Row<'_>, place: usize) -> Result<Option<Basis>, Stop> {
    if let Some(person) = row.get::<Option<Uuid>>(place)? {
        return Ok(Some(Basis::Named(Id::from_uuid(person))));
    }
    if let Some(word) = row.get::<Option<String>>(place + 1)? {
        let paper = GuardianPaper::of_word(&word).ok_or_else(strange)?;
        return Ok(Some(Basis::Paper(paper)));
    }
    let vouched = row.get::<Option<String>>(place + 2)?.map(NameText::try_from);
    Ok(vouched.transpose()?.map(Basis::Vouched))
}

fn read_how(row: &Row<'_>) -> Result<How, Stop> {
    Ok(match read_word(row, 14, Way::of_word)? {
        Way::Screen => How::Screen,
        Way::Paper => How::Paper,
        Way::Spoken => How::Spoken { witness: read_name(row, 15)? },
    })
}

fn read_name(row: &Row<'_>, place: usize) -> Result<NameText, Stop> {
    Ok(NameText::try_from(row.get::<String>(place)?)?)
}

fn read_count(row: &Row<'_>, place: usize) -> Result<u32, Stop> {
    u32::try_from(row.get::<i64>(place)?).map_err(|_| strange())
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
    Stop::fault("consent holds a row that it cannot read")
}
