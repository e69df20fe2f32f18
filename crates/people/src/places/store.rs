//! The tables of places. Every statement is written here once, for both engines.

use super::model::{Locality, Named, Ward, WardNames, WardShape};
use nabz_kernel::clock::Instant;
use nabz_store::{Row, Stop, Tx, Value};
use std::collections::BTreeSet;

/// More wards than any city has.
pub const WARDS_MAX: i64 = 10_000;
/// More localities than any city has names for.
pub const LOCALITIES_MAX: i64 = 10_000;

/// Wards asked for by one page.
pub const WARDS_NAMED_MAX: usize = 20;

/// More corrections than any name has seen.
const NAMINGS_SHOWN_MAX: i64 = 20;

const RETIRE_WARDS: &str = "UPDATE places_ward SET retired = TRUE WHERE NOT retired";

const KEEP_WARD: &str = "
    INSERT INTO places_ward (ward, name_en, name_hi, name_hi_given, polygon, position, retired)
    VALUES ($1, $2, $3, FALSE, $4, $5, FALSE)
    ON CONFLICT (ward) DO UPDATE
    SET    name_en = CASE WHEN places_ward.name_en_given THEN places_ward.name_en
                          ELSE excluded.name_en END,
           name_hi = CASE WHEN places_ward.name_hi_given THEN places_ward.name_hi
                          ELSE excluded.name_hi END,
           polygon = excluded.polygon, position = excluded.position, retired = FALSE";

const NAME_WARD: &str = "
    UPDATE places_ward
    SET    name_en_given = name_en_given OR name_en <> $2, name_en = $2,
           name_hi_given = name_hi_given OR name_hi <> $3, name_hi = $3
    WHERE  ward = $1";

const KEEP_NAMING: &str = "
    INSERT INTO places_ward_name (ward, version, name_en, name_hi, staff_id, at)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (ward, version) DO NOTHING";

const NAMINGS: &str = "
    SELECT version, name_en, name_hi, staff_id, at
    FROM   places_ward_name
    WHERE  ward = $1
    ORDER  BY version DESC
    LIMIT  $2";

/// The columns that `read_ward` reads.
macro_rules! select_ward {
    ($which:literal) => {
        concat!("SELECT ward, name_en, name_hi, name_hi_given, retired FROM places_ward ", $which)
    };
}

const WARD: &str = select_ward!("WHERE ward = $1");

const WARDS: &str = select_ward!("WHERE NOT retired ORDER BY name_en, ward LIMIT $1");

const EVERY_WARD: &str = select_ward!("ORDER BY ward LIMIT $1");

const WARDS_NAMED: &str = select_ward!(
    "WHERE ward IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                    $18, $19, $20)
     ORDER BY ward LIMIT $21"
);

const SHAPES: &str = "
    SELECT ward, polygon
    FROM   places_ward
    WHERE  NOT retired
    ORDER  BY position
    LIMIT  $1";

const FORGET_LOCALITIES: &str = "DELETE FROM places_locality WHERE district IS NOT NULL";

const KEEP_LOCALITY: &str = "
    INSERT INTO places_locality (name_en, district, name_hi, kind)
    VALUES ($1, $2, $3, $4)";

const LOCALITIES: &str = "
    SELECT name_en, name_hi, district, kind
    FROM   places_locality
    ORDER  BY name_en, district
    LIMIT  $1";

/// Before a file is loaded; what it has comes back.
pub fn retire_wards(tx: &mut Tx<'_>) -> Result<(), Stop> {
    tx.execute(RETIRE_WARDS, &[]).map(drop)
}

/// A ward as the file has it; a Hindi name that somebody gave stays.
pub fn keep_ward(
    tx: &mut Tx<'_>,
    shape: &WardShape,
    names: (&str, &str),
    position: usize,
) -> Result<(), Stop> {
    let position = i64::try_from(position).unwrap_or(i64::MAX);
    let (english, hindi) = names;
    let row: [Value; 5] = [
        shape.number.as_str().into(),
        english.into(),
        hindi.into(),
        shape.polygon.as_str().into(),
        position.into(),
    ];
    tx.execute(KEEP_WARD, &row).map(drop)
}

/// Better names; what differs from before counts as given.
pub fn name_ward(tx: &mut Tx<'_>, ward: &str, names: &WardNames) -> Result<(), Stop> {
    let row = [ward.into(), names.name_en.as_str().into(), names.name_hi.as_str().into()];
    tx.execute(NAME_WARD, &row).map(drop)
}

/// Notes who corrected the names; false when somebody made the same version before.
pub fn keep_naming(tx: &mut Tx<'_>, ward: &str, named: &Named) -> Result<bool, Stop> {
    let row: [Value; 6] = [
        ward.into(),
        named.version.into(),
        named.names.name_en.as_str().into(),
        named.names.name_hi.as_str().into(),
        named.staff.into(),
        named.at.into(),
    ];
    Ok(tx.execute(KEEP_NAMING, &row)? == 1)
}

/// Who corrected a ward's names, latest first.
pub fn namings(tx: &mut Tx<'_>, ward: &str) -> Result<Vec<Named>, Stop> {
    tx.query(NAMINGS, &[ward.into(), NAMINGS_SHOWN_MAX.into()], |row| {
        Ok(Named {
            version: row.get(0)?,
            names: WardNames { name_en: row.get(1)?, name_hi: row.get(2)? },
            staff: row.id(3)?,
            at: Instant::from_microseconds(row.get(4)?),
        })
    })
}

/// How often a ward's names were corrected.
pub fn versions(tx: &mut Tx<'_>, ward: &str) -> Result<i64, Stop> {
    Ok(namings(tx, ward)?.first().map_or(0, |last| last.version))
}

/// One ward by its number.
pub fn ward(tx: &mut Tx<'_>, number: &str) -> Result<Option<Ward>, Stop> {
    tx.query_one(WARD, &[number.into()], read_ward)
}

/// Those of up to [`WARDS_NAMED_MAX`] wards that there are or were, for a page of addresses.
pub fn wards_named<'n>(
    tx: &mut Tx<'_>,
    numbers: impl Iterator<Item = &'n str>,
) -> Result<Vec<Ward>, Stop> {
    let distinct: BTreeSet<&str> = numbers.collect();
    if distinct.is_empty() {
        return Ok(Vec::new());
    }
    // A place that is not needed asks for a ward without a number, and there is none.
    let asked = distinct.into_iter().chain(std::iter::repeat("")).take(WARDS_NAMED_MAX);
    let mut values: Vec<Value> = asked.map(Value::from).collect();
    values.push(i64::try_from(WARDS_NAMED_MAX).unwrap_or(0).into());
    tx.query(WARDS_NAMED, &values, read_ward)
}

/// The wards of today, by name.
pub fn wards(tx: &mut Tx<'_>) -> Result<Vec<Ward>, Stop> {
    tx.query(WARDS, &[WARDS_MAX.into()], read_ward)
}

/// The wards of today and of before, by number.
pub fn every_ward(tx: &mut Tx<'_>) -> Result<Vec<Ward>, Stop> {
    tx.query(EVERY_WARD, &[WARDS_MAX.into()], read_ward)
}

/// The wards of today as shapes: number and `GeoJSON` geometry.
pub fn shapes(tx: &mut Tx<'_>) -> Result<Vec<(String, String)>, Stop> {
    tx.query(SHAPES, &[WARDS_MAX.into()], |row| Ok((row.get(0)?, row.get(1)?)))
}

/// Every locality, by name.
pub fn localities(tx: &mut Tx<'_>) -> Result<Vec<Locality>, Stop> {
    tx.query(LOCALITIES, &[LOCALITIES_MAX.into()], |row| {
        Ok(Locality {
            name_en: row.get(0)?,
            name_hi: row.get(1)?,
            district: row.get(2)?,
            kind: row.get(3)?,
        })
    })
}

/// These localities and no others. Addresses keep what was written on them.
pub fn replace_localities(tx: &mut Tx<'_>, localities: &[Locality]) -> Result<(), Stop> {
    tx.execute(FORGET_LOCALITIES, &[])?;
    let rows = localities.iter().map(|locality| -> [Value; 4] {
        [
            locality.name_en.as_str().into(),
            locality.district.as_str().into(),
            locality.name_hi.as_str().into(),
            locality.kind.as_str().into(),
        ]
    });
    tx.insert_many(KEEP_LOCALITY, rows).map(drop)
}

fn read_ward(row: &Row<'_>) -> Result<Ward, Stop> {
    Ok(Ward {
        number: row.get(0)?,
        name_en: row.get(1)?,
        name_hi: row.get(2)?,
        name_hi_given: row.get(3)?,
        retired: row.get(4)?,
    })
}
