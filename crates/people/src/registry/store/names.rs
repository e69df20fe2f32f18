//! Words and pairs of words, and the spellings in use.

use super::rows::read_person;
use crate::registry::model::Person;
use nabz_linkage::keys::single;
use nabz_store::{Stop, Tx, Value};

/// Keys looked up by one statement.
pub const KEYS_A_STATEMENT: usize = 8;
/// Persons read for one key, so that a frequent neighbour does not crowd out a rare exact name.
const PERSONS_A_KEY: i64 = 40;
/// The same when the year of birth narrows the key already.
const PERSONS_A_KEY_AND_YEAR: i64 = 100;
/// Years of birth that a said age may mean, and 0 for those who never gave one.
pub const YEARS: usize = 6;

const ADD_KEY: &str = "
    INSERT INTO registry_name_key (key, birth_year, bucket, person_id)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (key, birth_year, bucket, person_id) DO NOTHING";

const REMOVE_KEY: &str = "
    DELETE FROM registry_name_key
    WHERE  key = $1 AND birth_year = $2 AND bucket = $3 AND person_id = $4";

const ADD_SPELLING: &str = "
    INSERT INTO registry_spelling (hash, spelling)
    VALUES ($1, $2)
    ON CONFLICT (hash, spelling) DO NOTHING";

const SPELLINGS_AFTER: &str = "
    SELECT hash, spelling
    FROM   registry_spelling
    WHERE  hash > $1
    ORDER  BY hash
    LIMIT  $2";

const KEYS_AFTER: &str = "
    SELECT DISTINCT key
    FROM   registry_name_key
    WHERE  key > $1
    ORDER  BY key
    LIMIT  $2";

/// The columns that `read_person` reads, of the persons whom eight keys bring.
macro_rules! select_found {
    ($k1:expr, $k2:expr, $k3:expr, $k4:expr, $k5:expr, $k6:expr, $k7:expr, $k8:expr) => {
        concat!(
            "SELECT p.person_id, p.health_id, p.identity, p.name_hi, p.name_en, p.sex,
                    p.birth_date, p.birth_quality, p.guardian_relation, p.guardian_hi,
                    p.guardian_en, p.phone, p.phone_whose, p.address_line, p.locality, p.ward,
                    p.district, p.language, p.life, p.life_since, p.version, p.facility_id,
                    p.registered_at, p.voter_id
             FROM  (",
            $k1,
            " UNION ",
            $k2,
            " UNION ",
            $k3,
            " UNION ",
            $k4,
            " UNION ",
            $k5,
            " UNION ",
            $k6,
            " UNION ",
            $k7,
            " UNION ",
            $k8,
            ") k
             JOIN   registry_person p ON p.bucket = k.bucket AND p.person_id = k.person_id"
        )
    };
}

// Each key brings its own few persons: one LIMIT over all of them would let "Chitrani Devi", whom
// many are called, hide the one "Chitrathi Devi" who was typed.
macro_rules! of_key {
    ($key:literal) => {
        concat!(
            "SELECT bucket, person_id
             FROM  (SELECT bucket, person_id
                    FROM   registry_name_key
                    WHERE  key = ",
            $key,
            " LIMIT $9) k"
        )
    };
}

/// The same, narrowed to the years of birth that a said age may mean.
macro_rules! of_key_and_years {
    ($key:literal) => {
        concat!(
            "SELECT bucket, person_id
             FROM  (SELECT bucket, person_id
                    FROM   registry_name_key
                    WHERE  key = ",
            $key,
            " AND birth_year IN ($10, $11, $12, $13, $14, $15) LIMIT $9) k"
        )
    };
}

const BY_KEYS: &str = select_found!(
    of_key!("$1"),
    of_key!("$2"),
    of_key!("$3"),
    of_key!("$4"),
    of_key!("$5"),
    of_key!("$6"),
    of_key!("$7"),
    of_key!("$8")
);

const BY_KEYS_AND_YEARS: &str = select_found!(
    of_key_and_years!("$1"),
    of_key_and_years!("$2"),
    of_key_and_years!("$3"),
    of_key_and_years!("$4"),
    of_key_and_years!("$5"),
    of_key_and_years!("$6"),
    of_key_and_years!("$7"),
    of_key_and_years!("$8")
);

/// From now on these words and pairs find the person.
pub fn add_name_keys(tx: &mut Tx<'_>, person: &Person, keys: &[i64]) -> Result<(), Stop> {
    tx.insert_many(ADD_KEY, keys.iter().map(|key| key_row(person, *key))).map(drop)
}

/// These words and pairs no longer find the person.
pub fn remove_name_keys(tx: &mut Tx<'_>, person: &Person, keys: &[i64]) -> Result<(), Stop> {
    for key in keys {
        tx.execute(REMOVE_KEY, &key_row(person, *key))?;
    }
    Ok(())
}

fn key_row(person: &Person, key: i64) -> [Value; 4] {
    let year = person.details.birth.map_or(0, |birth| i64::from(birth.date.year()));
    [key.into(), year.into(), person.id.bucket().into(), person.id.into()]
}

/// Spellings that a name brought, most of them known.
pub fn add_spellings(tx: &mut Tx<'_>, spellings: &[String]) -> Result<(), Stop> {
    let rows = spellings
        .iter()
        .map(|spelling| -> [Value; 2] { [single(spelling).into(), spelling.as_str().into()] });
    tx.insert_many(ADD_SPELLING, rows).map(drop)
}

/// Spellings in the order of their hash, which stands for the spelling.
pub fn spellings_after(
    tx: &mut Tx<'_>,
    after: i64,
    limit: i64,
) -> Result<Vec<(i64, String)>, Stop> {
    tx.query(SPELLINGS_AFTER, &[after.into(), limit.into()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Keys that somebody has, in order.
pub fn keys_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<i64>, Stop> {
    tx.query(KEYS_AFTER, &[after.into(), limit.into()], |row| row.get(0))
}

/// The persons behind up to eight keys, each key bringing a few.
pub fn by_name_keys(
    tx: &mut Tx<'_>,
    keys: &[i64],
    years: Option<[i64; YEARS]>,
) -> Result<Vec<Person>, Stop> {
    // A place that is not needed asks for a key that nobody has.
    let padded = keys.iter().copied().chain(std::iter::repeat(0)).take(KEYS_A_STATEMENT);
    let mut values: Vec<Value> = padded.map(Value::from).collect();
    let Some(years) = years else {
        values.push(PERSONS_A_KEY.into());
        return tx.query(BY_KEYS, &values, read_person);
    };
    values.push(PERSONS_A_KEY_AND_YEAR.into());
    values.extend(years.map(Value::from));
    tx.query(BY_KEYS_AND_YEARS, &values, read_person)
}
