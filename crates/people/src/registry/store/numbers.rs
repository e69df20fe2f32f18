//! Numbers that find one person, and phones that find several.

use crate::registry::index::Number;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx, Value};
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_64;

/// A city-wide number of one person.
pub const HEALTH_ID: &str = "health-id";
/// The number of a voter card. A clerk may mistype it and two registrations may be one person, so
/// it finds and never forbids.
pub const VOTER_ID: &str = "voter-id";
/// More persons than any family phone has.
const PHONE_ROWS_MAX: i64 = 20;
/// So many times as many are read where none may be missing.
const PHONE_PARTS_MAX: usize = 50;
/// More registrations than one number stands in.
const IDENTIFIER_ROWS_MAX: i64 = 20;

const CLAIM: &str = "
    INSERT INTO registry_claim (hash, system, value, person_id, at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (hash, system, value) DO NOTHING";

const RELEASE: &str = "
    DELETE FROM registry_claim
    WHERE  hash = $1 AND system = $2 AND value = $3 AND person_id = $4";

const HOLDER_OF: &str = "
    SELECT person_id
    FROM   registry_claim
    WHERE  hash = $1 AND system = $2 AND value = $3";

const ADD_PHONE: &str = "
    INSERT INTO registry_phone (hash, phone, person_id)
    VALUES ($1, $2, $3)
    ON CONFLICT (hash, phone, person_id) DO NOTHING";

const REMOVE_PHONE: &str = "
    DELETE FROM registry_phone
    WHERE  hash = $1 AND phone = $2 AND person_id = $3";

const PERSONS_OF_PHONE: &str = "
    SELECT person_id
    FROM   registry_phone
    WHERE  hash = $1 AND phone = $2 AND person_id > $3
    ORDER  BY person_id
    LIMIT  $4";

const ADD_IDENTIFIER: &str = "
    INSERT INTO registry_identifier (hash, system, value, person_id)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (hash, system, value, person_id) DO NOTHING";

const REMOVE_IDENTIFIER: &str = "
    DELETE FROM registry_identifier
    WHERE  hash = $1 AND system = $2 AND value = $3 AND person_id = $4";

const PERSONS_OF_IDENTIFIER: &str = "
    SELECT person_id
    FROM   registry_identifier
    WHERE  hash = $1 AND system = $2 AND value = $3
    ORDER  BY person_id
    LIMIT  $4";

const FIRST_OF_KEY: &str = "
    SELECT person_id
    FROM   registry_identifier
    WHERE  hash = $1
    ORDER  BY system, value, person_id
    LIMIT  1";

/// Claims a number for a person; false when somebody has it.
pub fn claim(tx: &mut Tx<'_>, system: &str, value: &str, person: PersonId) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 5] =
        [hash(&[system, value]), system.into(), value.into(), person.into(), now.into()];
    Ok(tx.execute(CLAIM, &row)? == 1)
}

/// The number is the person's no longer; somebody else may claim it.
pub(super) fn release(
    tx: &mut Tx<'_>,
    system: &str,
    value: &str,
    person: PersonId,
) -> Result<(), Stop> {
    let row = [hash(&[system, value]), system.into(), value.into(), person.into()];
    tx.execute(RELEASE, &row).map(drop)
}

/// Whose number it is.
pub fn holder_of(tx: &mut Tx<'_>, system: &str, value: &str) -> Result<Option<PersonId>, Stop> {
    let key = [hash(&[system, value]), system.into(), value.into()];
    tx.query_one(HOLDER_OF, &key, |row| row.id(0))
}

/// From now on the phone finds the person.
pub fn add_phone(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<(), Stop> {
    let row = [hash(&[phone.digits()]), phone.digits().into(), person.into()];
    tx.execute(ADD_PHONE, &row).map(drop)
}

/// The phone no longer finds the person.
pub fn remove_phone(tx: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<(), Stop> {
    let row = [hash(&[phone.digits()]), phone.digits().into(), person.into()];
    tx.execute(REMOVE_PHONE, &row).map(drop)
}

/// Everyone who gave this phone, as far as a page of a counter shows them.
pub fn persons_of_phone(tx: &mut Tx<'_>, phone: &Mobile) -> Result<Vec<PersonId>, Stop> {
    persons_behind(tx, phone, Id::from_uuid(Uuid::nil()))
}

/// Everyone who gave this phone, also where strangers have typed it for many.
pub(in crate::registry) fn all_of_phone(
    tx: &mut Tx<'_>,
    phone: &Mobile,
) -> Result<Vec<PersonId>, Stop> {
    let mut all = persons_of_phone(tx, phone)?;
    for _ in 1..PHONE_PARTS_MAX {
        let Some(last) = all.last().copied() else { break };
        let more = persons_behind(tx, phone, last)?;
        if more.is_empty() {
            break;
        }
        all.extend(more);
    }
    Ok(all)
}

fn persons_behind(tx: &mut Tx<'_>, phone: &Mobile, last: PersonId) -> Result<Vec<PersonId>, Stop> {
    let digits = phone.digits();
    let key = [hash(&[digits]), digits.into(), last.into(), PHONE_ROWS_MAX.into()];
    tx.query(PERSONS_OF_PHONE, &key, |row| row.id(0))
}

/// From now on a number that others gave out finds the person.
pub fn add_identifier(
    tx: &mut Tx<'_>,
    system: &str,
    value: &str,
    person: PersonId,
) -> Result<(), Stop> {
    let row = [hash(&[system, value]), system.into(), value.into(), person.into()];
    tx.execute(ADD_IDENTIFIER, &row).map(drop)
}

/// The number no longer finds the person.
pub fn remove_identifier(
    tx: &mut Tx<'_>,
    system: &str,
    value: &str,
    person: PersonId,
) -> Result<(), Stop> {
    let row = [hash(&[system, value]), system.into(), value.into(), person.into()];
    tx.execute(REMOVE_IDENTIFIER, &row).map(drop)
}

/// Everyone who gave this number.
pub fn persons_of_identifier(
    tx: &mut Tx<'_>,
    system: &str,
    value: &str,
) -> Result<Vec<PersonId>, Stop> {
    let key = [hash(&[system, value]), system.into(), value.into(), IDENTIFIER_ROWS_MAX.into()];
    tx.query(PERSONS_OF_IDENTIFIER, &key, |row| row.id(0))
}

/// Whether a number that people bring with them is somebody's.
pub fn is_somebodys(tx: &mut Tx<'_>, number: Number) -> Result<bool, Stop> {
    match number {
        Number::Phone(figures) => {
            let phone = Mobile::parse(&format!("{figures:010}"))?;
            Ok(!persons_of_phone(tx, &phone)?.is_empty())
        }
        Number::Paper(key) => {
            let first: Option<PersonId> =
                tx.query_one(FIRST_OF_KEY, &[key.into()], |row| row.id(0))?;
            Ok(first.is_some())
        }
        Number::HealthId(_) | Number::Other => Ok(false),
    }
}

/// The key under which a number that others gave out finds people.
pub(in crate::registry) fn key_of(system: &str, value: &str) -> i64 {
    key(&[system, value])
}

fn hash(parts: &[&str]) -> Value {
    key(parts).into()
}

fn key(parts: &[&str]) -> i64 {
    let hash = xxh3_64(parts.join("\u{1f}").as_bytes());
    i64::from_le_bytes(hash.to_le_bytes())
}
