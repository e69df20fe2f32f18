//! Concepts, and what is said of them.

use super::{AT_ONCE, number, padded};
use crate::draft::{Designation, Property, PropertyKind};
use crate::ranges::Ranges;
use crate::refusals::TerminologyRefusal as No;
use crate::release::{Release, ReleaseId};
use nabz_store::{Row, Stop, Tx, Value};
use std::collections::HashMap;
use std::ops::Range;

/// Concepts that one statement may find: more of them are no answer that somebody could use.
pub(crate) const FOUND_MAX: u32 = 200_000;
/// Designations, or properties, of sixteen concepts.
const SAID_MAX: i64 = 20_000;

macro_rules! select_concept {
    ($which:literal) => {
        concat!(
            "SELECT concept, code, display, definition, is_active, is_abstract
             FROM   terminology_concept ",
            $which
        )
    };
}

const BY_KEY: &str = select_concept!("WHERE release_id = $1 AND code_key = $2");
const OF_SPAN: &str = select_concept!(
    "WHERE  release_id = $1 AND concept >= $2 AND concept < $3
     ORDER  BY concept
     LIMIT  $4"
);
const OF_SIXTEEN: &str = select_concept!(
    "WHERE  release_id = $1
       AND  concept IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
     ORDER  BY concept"
);
const NUMBERS_OF_SIXTEEN: &str = "
    SELECT code_key, concept
    FROM   terminology_concept
    WHERE  release_id = $1
      AND  code_key IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)";
const INACTIVE: &str = "
    SELECT concept
    FROM   terminology_concept
    WHERE  release_id = $1 AND is_active = FALSE
    ORDER  BY concept
    LIMIT  $2";

const DESIGNATIONS: &str = "
    SELECT concept, language, use_system, use_code, words
    FROM   terminology_designation
    WHERE  release_id = $1
      AND  concept IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
    ORDER  BY concept, place
    LIMIT  $18";
const PROPERTIES: &str = "
    SELECT name, kind, value, value_system
    FROM   terminology_property
    WHERE  release_id = $1 AND concept = $2
    ORDER  BY place
    LIMIT  $3";

const WITH_WORD: &str = "
    SELECT concept
    FROM   terminology_word
    WHERE  release_id = $1 AND word >= $2 AND word < $3
    ORDER  BY word, concept
    LIMIT  $4";
const WITH_VALUE: &str = "
    SELECT concept, value
    FROM   terminology_property
    WHERE  release_id = $1 AND name = $2 AND value_key = $3
    ORDER  BY concept
    LIMIT  $4";
const WITH_PROPERTY: &str = "
    SELECT concept, value
    FROM   terminology_property
    WHERE  release_id = $1 AND name = $2
    ORDER  BY value_key, concept
    LIMIT  $3";

const ANY_PROPERTY: &str = "
    SELECT concept
    FROM   terminology_property
    WHERE  release_id = $1 AND name = $2
    ORDER  BY value_key, concept
    LIMIT  1";

/// What is kept of a value in its key.
const KEY_SIGNS_MAX: usize = 64;

/// One concept as it stands.
#[derive(Clone, Debug)]
pub(crate) struct Concept {
    pub(crate) number: u32,
    pub(crate) code: String,
    pub(crate) display: String,
    pub(crate) definition: Option<String>,
    pub(crate) is_active: bool,
    pub(crate) is_abstract: bool,
}

/// The beginning of a value, by which it is found.
pub(crate) fn value_key(value: &str) -> String {
    value.chars().take(KEY_SIGNS_MAX).collect()
}

/// The concept of a code.
pub(crate) fn by_code(
    tx: &mut Tx<'_>,
    release: &Release,
    code: &str,
) -> Result<Option<Concept>, Stop> {
    tx.query_one(BY_KEY, &[release.id.0.into(), release.head.key_of(code).into()], read_concept)
}

/// The concepts of a range, `most` at most.
pub(crate) fn of_span(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    span: &Range<u32>,
    most: u32,
) -> Result<Vec<Concept>, Stop> {
    let values = [id.0.into(), span.start.into(), span.end.into(), most.into()];
    tx.query(OF_SPAN, &values, read_concept)
}

/// The concepts of these numbers, by number.
pub(crate) fn at(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    numbers: &[u32],
) -> Result<HashMap<u32, Concept>, Stop> {
    let mut found = HashMap::with_capacity(numbers.len());
    for some in numbers.chunks(AT_ONCE) {
        let keys: Vec<Value> = some.iter().map(|n| (*n).into()).collect();
        let concepts = tx.query(OF_SIXTEEN, &padded(&[id.0.into()], &keys), read_concept)?;
        found.extend(concepts.into_iter().map(|concept| (concept.number, concept)));
    }
    Ok(found)
}

/// The numbers of these codes, by the code as it is looked up.
pub(crate) fn numbers(
    tx: &mut Tx<'_>,
    release: &Release,
    codes: &[&str],
) -> Result<HashMap<String, u32>, Stop> {
    let mut found = HashMap::with_capacity(codes.len());
    for some in codes.chunks(AT_ONCE) {
        let keys: Vec<Value> = some.iter().map(|c| release.head.key_of(c).into()).collect();
        let values = padded(&[release.id.0.into()], &keys);
        found.extend(tx.query(NUMBERS_OF_SIXTEEN, &values, |row| {
            Ok((row.get::<String>(0)?, number(row, 1)?))
        })?);
    }
    Ok(found)
}

/// Those that are out of use.
pub(crate) fn inactive(tx: &mut Tx<'_>, release: &Release) -> Result<Ranges, Stop> {
    let values = [release.id.0.into(), release.entries.into()];
    Ok(Ranges::of_numbers(tx.query(INACTIVE, &values, |row| number(row, 0))?))
}

/// What these concepts are called besides, by number.
pub(crate) fn designations(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    numbers: &[u32],
) -> Result<HashMap<u32, Vec<Designation>>, Stop> {
    let mut found: HashMap<u32, Vec<Designation>> = HashMap::new();
    for some in numbers.chunks(AT_ONCE) {
        let keys: Vec<Value> = some.iter().map(|n| (*n).into()).collect();
        let mut values = padded(&[id.0.into()], &keys);
        values.push(SAID_MAX.into());
        for (concept, designation) in tx.query(DESIGNATIONS, &values, read_designation)? {
            found.entry(concept).or_default().push(designation);
        }
    }
    Ok(found)
}

/// What else is said of a concept.
pub(crate) fn properties(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    concept: u32,
) -> Result<Vec<Property>, Stop> {
    tx.query(PROPERTIES, &[id.0.into(), concept.into(), SAID_MAX.into()], |row| {
        let kind = PropertyKind::named(&row.get::<String>(1)?);
        Ok(Property {
            name: row.get(0)?,
            kind: kind.ok_or_else(|| Stop::fault("a property of an unknown kind"))?,
            value: row.get(2)?,
            system: row.get(3)?,
        })
    })
}

/// The concepts of which some word lies between these two, the second left out.
///
/// # Errors
/// `TRM-006` when they are too many.
pub(crate) fn with_word(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    (from, to): (&str, &str),
) -> Result<Ranges, Stop> {
    let values = [id.0.into(), from.into(), to.into(), (FOUND_MAX + 1).into()];
    let found = tx.query(WITH_WORD, &values, |row| number(row, 0))?;
    bounded(found.len())?;
    Ok(Ranges::of_numbers(found))
}

/// The concepts of which a property says this.
///
/// # Errors
/// `TRM-006` when they are too many.
pub(crate) fn with_value(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    (name, value): (&str, &str),
) -> Result<Ranges, Stop> {
    let key = value_key(value);
    let values = [id.0.into(), name.into(), key.into(), (FOUND_MAX + 1).into()];
    let mut found = tx.query(WITH_VALUE, &values, read_value)?;
    bounded(found.len())?;
    found.retain(|(_, said)| said == value);
    Ok(Ranges::of_numbers(found.into_iter().map(|(concept, _)| concept)))
}

/// The concepts of which a property says something that fits.
///
/// # Errors
/// `TRM-006` when too many have it.
pub(crate) fn with_property(
    tx: &mut Tx<'_>,
    id: ReleaseId,
    name: &str,
    fits: impl Fn(&str) -> bool,
) -> Result<Ranges, Stop> {
    let values = [id.0.into(), name.into(), (FOUND_MAX + 1).into()];
    let mut found = tx.query(WITH_PROPERTY, &values, read_value)?;
    bounded(found.len())?;
    found.retain(|(_, said)| fits(said));
    Ok(Ranges::of_numbers(found.into_iter().map(|(concept, _)| concept)))
}

/// Does any concept have this property?
pub(crate) fn has_property(tx: &mut Tx<'_>, id: ReleaseId, name: &str) -> Result<bool, Stop> {
    let found = tx.query_one(ANY_PROPERTY, &[id.0.into(), name.into()], |row| number(row, 0))?;
    Ok(found.is_some())
}

/// # Errors
/// `TRM-006` for more than [`FOUND_MAX`].
pub(crate) fn bounded(found: usize) -> Result<(), Stop> {
    if u32::try_from(found).is_ok_and(|found| found <= FOUND_MAX) {
        return Ok(());
    }
    Err(No::TooMany { most: FOUND_MAX.into() }.into())
}

fn read_concept(row: &Row<'_>) -> Result<Concept, Stop> {
    Ok(Concept {
        number: number(row, 0)?,
        code: row.get(1)?,
        display: row.get(2)?,
        definition: row.get(3)?,
        is_active: row.get(4)?,
        is_abstract: row.get(5)?,
    })
}

fn read_designation(row: &Row<'_>) -> Result<(u32, Designation), Stop> {
    let used = (row.get(2)?, row.get(3)?);
    Ok((number(row, 0)?, Designation { language: row.get(1)?, used, words: row.get(4)? }))
}

fn read_value(row: &Row<'_>) -> Result<(u32, String), Stop> {
    Ok((number(row, 0)?, row.get(1)?))
}
