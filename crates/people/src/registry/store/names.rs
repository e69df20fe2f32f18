//! Words and pairs of words, and the spellings in use.

use super::rows::read_person;
use crate::registry::model::Person;
use nabz_linkage::keys::single;
use nabz_store::{Stop, Tx, Value};

/// Keys looked up by one statement.
pub const KEYS_A_STATEMENT: usize = 8;
/// How many persons one key brings, so that a frequent neighbour does not crowd out a rare exact
/// name: the likeliest keys of a statement, and the others.
const PERSONS_A_KEY: [i64; 2] = [40, 16];
/// The same of those whose year is near the said one, or not known.
const PERSONS_A_KEY_AND_NEAR_YEAR: [i64; 2] = [12, 6];

/// Years of birth that go with a said age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    /// Before and after this year's birthday.
    pub said: [i64; 2],
    /// People and papers are off by one more; 0 for those who never gave one. Read apart from the
    /// others, so that they do not crowd them out.
    pub near: [i64; 4],
}

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

// Without DISTINCT, for which PostgreSQL would read and hash all five million first.
const KEYS_AFTER: &str = "
    SELECT key
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
    ($key:literal, $persons:literal) => {
        concat!(
            "SELECT bucket, person_id
             FROM  (SELECT bucket, person_id
                    FROM   registry_name_key
                    WHERE  key = ",
            $key,
            " LIMIT ",
            $persons,
            ") k"
        )
    };
}

/// The same, narrowed to the years of birth that go with a said age.
macro_rules! of_key_and_years {
    ($key:literal, $said:literal, $near:literal) => {
        concat!(
            "SELECT bucket, person_id
             FROM  (SELECT bucket, person_id
                    FROM   registry_name_key
                    WHERE  key = ",
            $key,
            " AND birth_year IN ($13, $14) LIMIT ",
            $said,
            ") k
             UNION
             SELECT bucket, person_id
             FROM  (SELECT bucket, person_id
                    FROM   registry_name_key
                    WHERE  key = ",
            $key,
            " AND birth_year IN ($15, $16, $17, $18) LIMIT ",
            $near,
            ") k"
        )
    };
}

const BY_KEYS: &str = select_found!(
    of_key!("$1", "$9"),
    of_key!("$2", "$9"),
    of_key!("$3", "$9"),
    of_key!("$4", "$10"),
    of_key!("$5", "$10"),
    of_key!("$6", "$10"),
    of_key!("$7", "$10"),
    of_key!("$8", "$10")
);

const BY_KEYS_AND_YEARS: &str = select_found!(
    of_key_and_years!("$1", "$9", "$11"),
    of_key_and_years!("$2", "$9", "$11"),
    of_key_and_years!("$3", "$9", "$11"),
    of_key_and_years!("$4", "$10", "$12"),
    of_key_and_years!("$5", "$10", "$12"),
    of_key_and_years!("$6", "$10", "$12"),
    of_key_and_years!("$7", "$10", "$12"),
    of_key_and_years!("$8", "$10", "$12")
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

/// Keys that somebody has, in order; a key as often as it was read until the limit.
pub fn keys_after(tx: &mut Tx<'_>, after: i64, limit: i64) -> Result<Vec<i64>, Stop> {
    tx.query(KEYS_AFTER, &[after.into(), limit.into()], |row| row.get(0))
}

/// The persons behind up to eight keys, each key bringing a few.
pub fn by_name_keys(
    tx: &mut Tx<'_>,
    keys: &[i64],
    years: Option<Years>,
) -> Result<Vec<Person>, Stop> {
    // A place that is not needed asks for a key that nobody has.
    let padded = keys.iter().copied().chain(std::iter::repeat(0)).take(KEYS_A_STATEMENT);
    let mut values: Vec<Value> = padded.map(Value::from).collect();
    values.extend(PERSONS_A_KEY.map(Value::from));
    let Some(years) = years else {
        return tx.query(BY_KEYS, &values, read_person);
    };
    values.extend(PERSONS_A_KEY_AND_NEAR_YEAR.map(Value::from));
    values.extend(years.said.into_iter().chain(years.near).map(Value::from));
    tx.query(BY_KEYS_AND_YEARS, &values, read_person)
}
