//! Words and pairs of words, and the spellings in use.

use crate::registry::model::Person;
use nabz_kernel::ids::PersonId;
use nabz_linkage::keys::{NameKeys, Sound, single};
use nabz_store::{Row, Stop, Tx, Value};

/// Keys looked up by one statement.
pub const KEYS_A_STATEMENT: usize = 8;
/// How many persons one key brings, so that a frequent neighbour does not crowd out a rare exact
/// name: the likeliest keys of a statement, and the others.
const PERSONS_A_KEY: [i64; 2] = [40, 16];
/// The same of those whose year is near the said one, or not known.
const PERSONS_A_KEY_AND_NEAR_YEAR: [i64; 2] = [12, 6];
/// Persons of before whose keys one transaction writes.
const PENDING_AT_ONCE: i64 = 200;

/// Years of birth that go with a said age.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Years {
    /// Before and after this year's birthday.
    pub said: [i64; 2],
    /// People and papers are off by one more; 0 for those who never gave one. Read apart from the
    /// others, so that they do not crowd them out.
    pub near: [i64; 4],
}

/// Somebody whom a key brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Who.
    pub id: PersonId,
    /// `None` = not known.
    pub birth_year: Option<i16>,
    /// Their name as it sounds.
    pub sound: String,
}

/// As many years of birth as one statement about a block asks for.
pub const YEARS_A_BLOCK: usize = 8;

/// One of those who share a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InBlock {
    /// Who.
    pub person: PersonId,
    /// Their name as it sounds.
    pub sound: String,
}

const ADD_KEY: &str = "
    INSERT INTO registry_name_sound (key, birth_year, bucket, person_id, sound)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (key, birth_year, bucket, person_id, sound) DO NOTHING";

const REMOVE_KEY: &str = "
    DELETE FROM registry_name_sound
    WHERE  key = $1 AND birth_year = $2 AND bucket = $3 AND person_id = $4 AND sound = $5";

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

// Without DISTINCT: each read is of so many rows of the index, however many share a key.
const KEYS_AFTER: &str = "
    SELECT key
    FROM   registry_name_sound
    WHERE  key > $1
    ORDER  BY key
    LIMIT  $2";

const PENDING: &str = "SELECT from_id FROM registry_name_pending LIMIT 1";
const SET_PENDING: &str = "UPDATE registry_name_pending SET from_id = $1";
const NONE_PENDING: &str = "DELETE FROM registry_name_pending";

// Without ORDER BY, as the searches below: a block of a hundred thousand is not sorted for its
// first few.
const IN_BLOCK: &str = "
    SELECT person_id, sound
    FROM   registry_name_sound
    WHERE  key = $1
    LIMIT  $2";

const IN_BLOCK_OF_YEARS: &str = "
    SELECT person_id, sound
    FROM   registry_name_sound
    WHERE  key = $1 AND birth_year IN ($2, $3, $4, $5, $6, $7, $8, $9)
    LIMIT  $10";

/// What eight keys bring, likeliest keys first; somebody may come twice.
macro_rules! found_by {
    ($k1:expr, $k2:expr, $k3:expr, $k4:expr, $k5:expr, $k6:expr, $k7:expr, $k8:expr) => {
        concat!(
            $k1,
            " UNION ALL ",
            $k2,
            " UNION ALL ",
            $k3,
            " UNION ALL ",
            $k4,
            " UNION ALL ",
            $k5,
            " UNION ALL ",
            $k6,
            " UNION ALL ",
            $k7,
            " UNION ALL ",
            $k8
        )
    };
}

// Each key brings its own few persons: one LIMIT over all of them would let "Chitrani Devi", whom
// many are called, hide the one "Chitrathi Devi" who was typed.
macro_rules! of_key {
    ($key:literal, $persons:literal) => {
        concat!(
            "SELECT person_id, birth_year, sound
             FROM  (SELECT person_id, birth_year, sound
                    FROM   registry_name_sound
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
            "SELECT person_id, birth_year, sound
             FROM  (SELECT person_id, birth_year, sound
                    FROM   registry_name_sound
                    WHERE  key = ",
            $key,
            " AND birth_year IN ($13, $14) LIMIT ",
            $said,
            ") k
             UNION ALL
             SELECT person_id, birth_year, sound
             FROM  (SELECT person_id, birth_year, sound
                    FROM   registry_name_sound
                    WHERE  key = ",
            $key,
            " AND birth_year IN ($15, $16, $17, $18) LIMIT ",
            $near,
            ") k"
        )
    };
}

const BY_KEYS: &str = found_by!(
    of_key!("$1", "$9"),
    of_key!("$2", "$9"),
    of_key!("$3", "$9"),
    of_key!("$4", "$10"),
    of_key!("$5", "$10"),
    of_key!("$6", "$10"),
    of_key!("$7", "$10"),
    of_key!("$8", "$10")
);

const BY_KEYS_AND_YEARS: &str = found_by!(
    of_key_and_years!("$1", "$9", "$11"),
    of_key_and_years!("$2", "$9", "$11"),
    of_key_and_years!("$3", "$9", "$11"),
    of_key_and_years!("$4", "$10", "$12"),
    of_key_and_years!("$5", "$10", "$12"),
    of_key_and_years!("$6", "$10", "$12"),
    of_key_and_years!("$7", "$10", "$12"),
    of_key_and_years!("$8", "$10", "$12")
);

/// From now on the words and pairs of their name find the person.
pub fn add_name(tx: &mut Tx<'_>, person: &Person) -> Result<(), Stop> {
    let NameKeys { spellings, sounds } = NameKeys::of(&person.details.name);
    tx.insert_many(ADD_KEY, key_rows(person, &sounds))?;
    let spelled =
        |spelling: &String| -> [Value; 2] { [single(spelling).into(), spelling.as_str().into()] };
    tx.insert_many(ADD_SPELLING, spellings.iter().map(spelled)).map(drop)
}

/// Their name no longer finds the person.
pub fn remove_name(tx: &mut Tx<'_>, person: &Person) -> Result<(), Stop> {
    for row in key_rows(person, &NameKeys::of(&person.details.name).sounds) {
        tx.execute(REMOVE_KEY, &row)?;
    }
    Ok(())
}

fn key_rows(person: &Person, sounds: &[Sound]) -> impl Iterator<Item = [Value; 5]> {
    let year = person.details.birth.map_or(0, |birth| i64::from(birth.date.year()));
    let id = person.id;
    let row = move |key: i64, sound: &Sound| -> [Value; 5] {
        [key.into(), year.into(), id.bucket().into(), id.into(), sound.name.as_str().into()]
    };
    sounds.iter().flat_map(move |sound| sound.keys.iter().map(move |key| row(*key, sound)))
}

/// Writes the keys of some who were registered before there was a table for them, and says whether
/// others are left.
pub fn write_pending(tx: &mut Tx<'_>) -> Result<bool, Stop> {
    let Some(from) = tx.query_one(PENDING, &[], |row| row.id(0))? else { return Ok(false) };
    let mut persons: Vec<Person> = super::person(tx, from)?.into_iter().collect();
    persons.extend(super::persons_after(tx, from, PENDING_AT_ONCE)?);
    for person in &persons {
        add_name(tx, person)?;
    }
    match persons.last() {
        Some(last) if last.id != from => tx.execute(SET_PENDING, &[last.id.into()]).map(|_| true),
        _ => tx.execute(NONE_PENDING, &[]).map(|_| false),
    }
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

/// The persons behind up to eight keys, each key bringing a few; somebody may come twice.
pub fn by_name_keys(
    tx: &mut Tx<'_>,
    keys: &[i64],
    years: Option<Years>,
) -> Result<Vec<Named>, Stop> {
    // A place that is not needed asks for a key that nobody has.
    let padded = keys.iter().copied().chain(std::iter::repeat(0)).take(KEYS_A_STATEMENT);
    let mut values: Vec<Value> = padded.map(Value::from).collect();
    values.extend(PERSONS_A_KEY.map(Value::from));
    let Some(years) = years else {
        return tx.query(BY_KEYS, &values, read_named);
    };
    values.extend(PERSONS_A_KEY_AND_NEAR_YEAR.map(Value::from));
    values.extend(years.said.into_iter().chain(years.near).map(Value::from));
    tx.query(BY_KEYS_AND_YEARS, &values, read_named)
}

/// Those who share a key, at most so many; somebody may come twice.
pub fn in_block(tx: &mut Tx<'_>, key: i64, most: u16) -> Result<Vec<InBlock>, Stop> {
    tx.query(IN_BLOCK, &[key.into(), most.into()], read_in_block)
}

/// Of them those who were born in one of these years; 0 asks for those who never gave one.
pub fn in_block_of_years(
    tx: &mut Tx<'_>,
    key: i64,
    years: [i64; YEARS_A_BLOCK],
    most: u16,
) -> Result<Vec<InBlock>, Stop> {
    let mut values: Vec<Value> = vec![key.into()];
    values.extend(years.map(Value::from));
    values.push(most.into());
    tx.query(IN_BLOCK_OF_YEARS, &values, read_in_block)
}

fn read_in_block(row: &Row<'_>) -> Result<InBlock, Stop> {
    Ok(InBlock { person: row.id(0)?, sound: row.get(1)? })
}

fn read_named(row: &Row<'_>) -> Result<Named, Stop> {
    let year = i16::try_from(row.get::<i64>(1)?).unwrap_or_default();
    Ok(Named { id: row.id(0)?, birth_year: (year != 0).then_some(year), sound: row.get(2)? })
}
