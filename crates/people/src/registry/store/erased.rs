//! What is taken out of all that was ever written down of somebody, because they asked for it.

use super::rows::strange;
use crate::registry::model::{Details, ErasedPart, Person};
use crate::registry::rules;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx, Value};
use uuid::Uuid;

/// More than was ever written down of anybody. Nothing may be left, so more of it is a fault.
const SWEPT_ROWS_MAX: i64 = 10_000;
/// More than anybody has erased.
const ERASED_ROWS_MAX: i64 = 200;

const SAID: &str = "
    SELECT registration_id, said
    FROM   registry_registration
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY registration_id
    LIMIT  $3";

const WANTED: &str = "
    SELECT correction_id, wanted
    FROM   registry_correction
    WHERE  person_id = $1 AND bucket = $2
    ORDER  BY correction_id
    LIMIT  $3";

const PHONES: &str = "
    SELECT COUNT(*)
    FROM   registry_phone_check
    WHERE  person_id = $1 AND bucket = $2";

const SAY: &str = "
    UPDATE registry_registration
    SET    said = $3
    WHERE  registration_id = $1 AND bucket = $2";

const WANT: &str = "
    UPDATE registry_correction
    SET    wanted = $3
    WHERE  correction_id = $1 AND bucket = $2";

const FORGET_PHONES: &str = "
    DELETE FROM registry_phone_check
    WHERE  person_id = $1 AND bucket = $2";

const ERASED: &str = "
    SELECT decided_at, erases
    FROM   registry_correction
    WHERE  person_id = $1 AND bucket = $2 AND state = 'approved' AND erases IS NOT NULL
    ORDER  BY decided_at, correction_id
    LIMIT  $3";

/// What was erased of somebody, and when, the first time first.
pub fn erasures(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<(Instant, ErasedPart)>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), ERASED_ROWS_MAX.into()];
    tx.query(ERASED, &key, |row| {
        let what = ErasedPart::of_word(&row.get::<String>(1)?);
        let what = what.ok_or_else(|| strange("what is erased"))?;
        Ok((Instant::from_microseconds(row.get(0)?), what))
    })
}

/// What stands on record of somebody, or in what was ever written down of them on whichever occasion
/// and whatever became of it; `None` where neither a phone nor house and street do.
pub fn ever_said(tx: &mut Tx<'_>, person: &Person) -> Result<Option<ErasedPart>, Stop> {
    let phones = tx.query_one(PHONES, &whose(person.id), |row| row.get::<i64>(0))?;
    let mut all = vec![person.details.clone()];
    for sql in [SAID, WANTED] {
        all.extend(texts(tx, sql, person.id)?.into_iter().map(|(_, details)| details));
    }
    let phone = phones.is_some_and(|phones| phones > 0)
        || all.iter().any(|details| details.phone.is_some());
    let line = all.iter().any(|details| details.address.line.is_some());
    Ok(ErasedPart::of((phone, line)))
}

/// Takes it out of all of that. Who spoke, when and where stays, and so does whatever else was said;
/// of answers about a phone nothing is left.
pub(in crate::registry) fn sweep(
    tx: &mut Tx<'_>,
    person: PersonId,
    what: ErasedPart,
) -> Result<(), Stop> {
    for (sql, save) in [(SAID, SAY), (WANTED, WANT)] {
        for (id, details) in texts(tx, sql, person)? {
            let left = rules::without(&details, what);
            if left != details {
                let left = serde_json::to_string(&left).map_err(|e| Stop::fault(e.to_string()))?;
                tx.execute(save, &[id.into(), person.bucket().into(), left.into()])?;
            }
        }
    }
    if what.phone() {
        tx.execute(FORGET_PHONES, &whose(person))?;
    }
    Ok(())
}

fn texts(
    tx: &mut Tx<'_>,
    sql: &'static str,
    person: PersonId,
) -> Result<Vec<(Uuid, Details)>, Stop> {
    let key: [Value; 3] = [person.into(), person.bucket().into(), SWEPT_ROWS_MAX.into()];
    let texts: Vec<(Uuid, Details)> = tx.query(sql, &key, |row| {
        let details = serde_json::from_str(&row.get::<String>(1)?);
        Ok((row.get(0)?, details.map_err(|e| Stop::unreadable("what was said", &e))?))
    })?;
    let is_all = i64::try_from(texts.len()).is_ok_and(|rows| rows < SWEPT_ROWS_MAX);
    if is_all { Ok(texts) } else { Err(strange("more of one person than can be erased")) }
}

fn whose(person: PersonId) -> [Value; 2] {
    [person.into(), person.bucket().into()]
}
