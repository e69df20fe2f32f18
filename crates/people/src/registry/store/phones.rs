//! What people answered when a counter asked whether their phone is still right.

use super::rows::strange;
use crate::registry::model::{PhoneAnswer, PhoneCheck};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx, Value};

// Two answers of one moment come from one hand pressing twice.
const KEEP_ANSWER: &str = "
    INSERT INTO registry_phone_check (bucket, person_id, at, phone, answer, facility_id, staff_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (person_id, at, bucket)
    DO UPDATE SET phone = excluded.phone, answer = excluded.answer";

const LAST_ANSWER: &str = "
    SELECT at
    FROM   registry_phone_check
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY at DESC
    LIMIT  1";

const LAST_PHONE: &str = "
    SELECT phone
    FROM   registry_phone_check
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY at DESC
    LIMIT  1";

const ANSWERS: &str = "
    SELECT at, phone, answer, facility_id, staff_id
    FROM   registry_phone_check
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY at
    LIMIT  $3";

/// More answers than a counter asks for in a life.
const ANSWERS_ROWS_MAX: i64 = 400;

/// Keeps an answer with its day.
pub(in crate::registry) fn keep_phone_check(
    tx: &mut Tx<'_>,
    check: &PhoneCheck,
) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 7] = [
        check.person.bucket().into(),
        check.person.into(),
        now.into(),
        check.phone.digits().into(),
        check.answer.word().into(),
        check.facility.into(),
        check.staff.into(),
    ];
    tx.execute(KEEP_ANSWER, &row).map(drop)
}

/// When the person last said that the phone is right.
pub fn phone_checked_at(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Instant>, Stop> {
    tx.query_one(LAST_ANSWER, &[person.into(), person.bucket().into()], |row| {
        Ok(Instant::from_microseconds(row.get(0)?))
    })
}

/// Whether a counter has written down of this phone that it is right, and of no other one since.
pub fn is_phone_confirmed(tx: &mut Tx<'_>, person: PersonId, phone: &Mobile) -> Result<bool, Stop> {
    let key = [person.into(), person.bucket().into()];
    let last = tx.query_one(LAST_PHONE, &key, |row| row.get::<String>(0))?;
    Ok(last.is_some_and(|digits| digits == phone.digits()))
}

/// Everything that somebody ever answered about their phone, with its day, the first one first.
pub(in crate::registry) fn phone_checks(
    tx: &mut Tx<'_>,
    person: PersonId,
) -> Result<Vec<(Instant, PhoneCheck)>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), ANSWERS_ROWS_MAX.into()];
    tx.query(ANSWERS, &key, |row| {
        let answer = PhoneAnswer::of_word(&row.get::<String>(2)?);
        let check = PhoneCheck {
            person,
            phone: Mobile::parse(&row.get::<String>(1)?)?,
            answer: answer.ok_or_else(|| strange("an answer"))?,
            facility: row.id(3)?,
            staff: row.id(4)?,
        };
        Ok((Instant::from_microseconds(row.get(0)?), check))
    })
}
