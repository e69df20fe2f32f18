//! The tables of places. Every statement is written here once, for both engines.

use super::model::{Locality, Ward, WardShape};
use nabz_store::{Row, Stop, Tx, Value};

/// More wards than any city has.
pub const WARDS_MAX: i64 = 10_000;
/// More localities than any city has names for.
pub const LOCALITIES_MAX: i64 = 10_000;

const RETIRE_WARDS: &str = "UPDATE places_ward SET retired = TRUE WHERE NOT retired";

const KEEP_WARD: &str = "
    INSERT INTO places_ward (ward, name_en, name_hi, name_hi_given, polygon, position, retired)
    VALUES ($1, $2, $3, FALSE, $4, $5, FALSE)
    ON CONFLICT (ward) DO UPDATE
    SET    name_en = excluded.name_en,
           name_hi = CASE WHEN places_ward.name_hi_given THEN places_ward.name_hi
                          ELSE excluded.name_hi END,
           polygon = excluded.polygon, position = excluded.position, retired = FALSE";

const NAME_WARD: &str = "
    UPDATE places_ward
    SET    name_hi = $2, name_hi_given = TRUE
    WHERE  ward = $1";

/// The columns that `read_ward` reads.
macro_rules! select_ward {
    ($which:literal) => {
        concat!("SELECT ward, name_en, name_hi, name_hi_given, retired FROM places_ward ", $which)
    };
}

const WARD: &str = select_ward!("WHERE ward = $1");

const WARDS: &str = select_ward!("WHERE NOT retired ORDER BY name_en, ward LIMIT $1");

const EVERY_WARD: &str = select_ward!("ORDER BY ward LIMIT $1");

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

/// A better Hindi name; false when there is no such ward.
pub fn name_ward(tx: &mut Tx<'_>, ward: &str, name_hi: &str) -> Result<bool, Stop> {
    Ok(tx.execute(NAME_WARD, &[ward.into(), name_hi.into()])? == 1)
}

/// One ward by its number.
pub fn ward(tx: &mut Tx<'_>, number: &str) -> Result<Option<Ward>, Stop> {
    tx.query_one(WARD, &[number.into()], read_ward)
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
