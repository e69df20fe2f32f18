//! The SQL of the index tables.

use crate::entry::Key;
use crate::rows::Row;
use nabz_kernel::ids::Bucket;
use nabz_store::{Stop, Tx, Value};
use std::collections::BTreeSet;

// What is added may be there already: reindexing adds what is missing, and a row that an older
// release had for an older version may have stayed behind.
const ADD_TOKEN: &str = "
    INSERT INTO record_token (type, param, hash, bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING";
const DROP_TOKEN: &str = "
    DELETE FROM record_token
    WHERE  type = $1 AND param = $2 AND hash = $3 AND bucket = $4 AND entry_id = $5";
const ADD_TEXT: &str = "
    INSERT INTO record_string (type, param, folded, bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING";
const DROP_TEXT: &str = "
    DELETE FROM record_string
    WHERE  type = $1 AND param = $2 AND folded = $3 AND bucket = $4 AND entry_id = $5";
const ADD_DATE: &str = "
    INSERT INTO record_date (type, param, first, last, bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING";
const DROP_DATE: &str = "
    DELETE FROM record_date
    WHERE  type = $1 AND param = $2 AND first = $3 AND last = $4 AND bucket = $5
           AND entry_id = $6";
const ADD_REFERENCE: &str = "
    INSERT INTO record_reference (type, param, hash, bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING";
const DROP_REFERENCE: &str = "
    DELETE FROM record_reference
    WHERE  type = $1 AND param = $2 AND hash = $3 AND bucket = $4 AND entry_id = $5";
const ADD_QUANTITY: &str = "
    INSERT INTO record_quantity (type, param, apart, value, bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT DO NOTHING";
const DROP_QUANTITY: &str = "
    DELETE FROM record_quantity
    WHERE  type = $1 AND param = $2 AND apart = $3 AND value = $4 AND bucket = $5
           AND entry_id = $6";
const ADD_IDENTIFIER: &str = "
    INSERT INTO record_identifier (hash, type, bucket, entry_id)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING";
const DROP_IDENTIFIER: &str = "
    DELETE FROM record_identifier
    WHERE  hash = $1 AND type = $2 AND bucket = $3 AND entry_id = $4";
const ADD_CHART: &str = "
    INSERT INTO record_chart (bucket, patient_id, param, type, hash, entry_bucket, entry_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING";
const DROP_CHART: &str = "
    DELETE FROM record_chart
    WHERE  bucket = $1 AND patient_id = $2 AND param = $3 AND type = $4 AND hash = $5
           AND entry_bucket = $6 AND entry_id = $7";

const THERE_TOKEN: &str = "
    SELECT 1
    FROM   record_token
    WHERE  type = $1 AND param = $2 AND hash = $3 AND bucket = $4 AND entry_id = $5";
const THERE_TEXT: &str = "
    SELECT 1
    FROM   record_string
    WHERE  type = $1 AND param = $2 AND folded = $3 AND bucket = $4 AND entry_id = $5";
const THERE_DATE: &str = "
    SELECT 1
    FROM   record_date
    WHERE  type = $1 AND param = $2 AND first = $3 AND last = $4 AND bucket = $5
           AND entry_id = $6";
const THERE_REFERENCE: &str = "
    SELECT 1
    FROM   record_reference
    WHERE  type = $1 AND param = $2 AND hash = $3 AND bucket = $4 AND entry_id = $5";
const THERE_QUANTITY: &str = "
    SELECT 1
    FROM   record_quantity
    WHERE  type = $1 AND param = $2 AND apart = $3 AND value = $4 AND bucket = $5
           AND entry_id = $6";
const THERE_IDENTIFIER: &str = "
    SELECT 1
    FROM   record_identifier
    WHERE  hash = $1 AND type = $2 AND bucket = $3 AND entry_id = $4";
const THERE_CHART: &str = "
    SELECT 1
    FROM   record_chart
    WHERE  bucket = $1 AND patient_id = $2 AND param = $3 AND type = $4 AND hash = $5
           AND entry_bucket = $6 AND entry_id = $7";

/// Brings the index from the rows of the old version to those of the new.
pub(crate) fn replace(
    tx: &mut Tx<'_>,
    key: Key,
    old: &BTreeSet<Row>,
    new: &BTreeSet<Row>,
) -> Result<(), Stop> {
    for row in old.difference(new) {
        drop_row(tx, key, row)?;
    }
    add(tx, new.difference(old).map(|row| (key, row))).map(drop)
}

/// Adds the rows of many entries, in the order of the tables: neighbours are written together.
pub(crate) fn add_all(tx: &mut Tx<'_>, mut rows: Vec<(Key, Row)>) -> Result<(), Stop> {
    rows.sort_by(|(key, row), (other_key, other)| {
        (first_column(*key, row), row, key).cmp(&(
            first_column(*other_key, other),
            other,
            other_key,
        ))
    });
    add(tx, rows.iter().map(|(key, row)| (*key, row))).map(drop)
}

/// What the table of a row is sorted by before the row's own values.
fn first_column(key: Key, row: &Row) -> i64 {
    match row {
        Row::Token { .. }
        | Row::Text { .. }
        | Row::Date { .. }
        | Row::Reference { .. }
        | Row::Quantity { .. } => key.of.number().into(),
        Row::Identifier { .. } => 0,
        Row::Chart { patient, .. } => Bucket::carried_by(*patient).number().into(),
    }
}

pub(crate) fn drop_row(tx: &mut Tx<'_>, key: Key, row: &Row) -> Result<(), Stop> {
    let sql = match row {
        Row::Token { .. } => DROP_TOKEN,
        Row::Text { .. } => DROP_TEXT,
        Row::Date { .. } => DROP_DATE,
        Row::Reference { .. } => DROP_REFERENCE,
        Row::Quantity { .. } => DROP_QUANTITY,
        Row::Identifier { .. } => DROP_IDENTIFIER,
        Row::Chart { .. } => DROP_CHART,
    };
    tx.execute(sql, &values(key, row)).map(drop)
}

/// Does the index hold this row?
pub(crate) fn is_there(tx: &mut Tx<'_>, key: Key, row: &Row) -> Result<bool, Stop> {
    let sql = match row {
        Row::Token { .. } => THERE_TOKEN,
        Row::Text { .. } => THERE_TEXT,
        Row::Date { .. } => THERE_DATE,
        Row::Reference { .. } => THERE_REFERENCE,
        Row::Quantity { .. } => THERE_QUANTITY,
        Row::Identifier { .. } => THERE_IDENTIFIER,
        Row::Chart { .. } => THERE_CHART,
    };
    Ok(!tx.query(sql, &values(key, row), |_| Ok(()))?.is_empty())
}

/// The values of a row in the order of its table.
fn values(key: Key, row: &Row) -> Vec<Value> {
    match row {
        Row::Token { param, hash } | Row::Reference { param, hash } => {
            five(key, *param, (*hash).into()).into()
        }
        Row::Text { param, folded } => five(key, *param, folded.as_str().into()).into(),
        Row::Date { param, first, last } => six(key, *param, *first, *last).into(),
        Row::Quantity { param, apart, value } => six(key, *param, *apart, *value).into(),
        Row::Identifier { hash } => identifier(key, *hash).into(),
        Row::Chart { patient, param, hash } => chart(key, *patient, *param, *hash).into(),
    }
}

/// Rows come sorted, so that neighbours in a table are written together.
/// Answers how many were not there.
pub(crate) fn add<'r>(
    tx: &mut Tx<'_>,
    rows: impl Iterator<Item = (Key, &'r Row)>,
) -> Result<u64, Stop> {
    let mut tokens = Vec::new();
    let mut texts = Vec::new();
    let mut dates = Vec::new();
    let mut references = Vec::new();
    let mut quantities = Vec::new();
    let mut identifiers = Vec::new();
    let mut charts = Vec::new();
    for (key, row) in rows {
        match row {
            Row::Token { param, hash } => tokens.push(five(key, *param, (*hash).into())),
            Row::Text { param, folded } => texts.push(five(key, *param, folded.as_str().into())),
            Row::Date { param, first, last } => dates.push(six(key, *param, *first, *last)),
            Row::Reference { param, hash } => references.push(five(key, *param, (*hash).into())),
            Row::Quantity { param, apart, value } => {
                quantities.push(six(key, *param, *apart, *value));
            }
            Row::Identifier { hash } => identifiers.push(identifier(key, *hash)),
            Row::Chart { patient, param, hash } => charts.push(chart(key, *patient, *param, *hash)),
        }
    }
    Ok(tx.insert_many(ADD_TOKEN, tokens)?
        + tx.insert_many(ADD_TEXT, texts)?
        + tx.insert_many(ADD_DATE, dates)?
        + tx.insert_many(ADD_REFERENCE, references)?
        + tx.insert_many(ADD_QUANTITY, quantities)?
        + tx.insert_many(ADD_IDENTIFIER, identifiers)?
        + tx.insert_many(ADD_CHART, charts)?)
}

fn five(key: Key, param: i64, value: Value) -> [Value; 5] {
    [key.of.number().into(), param.into(), value, key.bucket.into(), key.entry.into()]
}

fn six(key: Key, param: i64, one: i64, other: i64) -> [Value; 6] {
    let (of, bucket, entry) = (key.of.number().into(), key.bucket.into(), key.entry.into());
    [of, param.into(), one.into(), other.into(), bucket, entry]
}

fn identifier(key: Key, hash: i64) -> [Value; 4] {
    [hash.into(), key.of.number().into(), key.bucket.into(), key.entry.into()]
}

fn chart(key: Key, patient: uuid::Uuid, param: i64, hash: i64) -> [Value; 7] {
    [
        Bucket::carried_by(patient).into(),
        patient.into(),
        param.into(),
        key.of.number().into(),
        hash.into(),
        key.bucket.into(),
        key.entry.into(),
    ]
}
