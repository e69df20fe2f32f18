//! Many resources at once under ids that their source chose: what a PUT of each would do, with a
//! statement for many of them where a PUT needs one for each.
//!
//! A body is read, checked and its index rows worked out before the transaction ([`Ready::of`]);
//! inside it places are looked up and given for all lines together, what is new is inserted in the
//! order of the tables, and only what is there already, or stands twice among the lines, goes the
//! way of a single PUT. References need no order: what names a Patient who was not sent yet lies
//! beside them once they are.

mod places;

use crate::entry::{Key, SourceId};
use crate::packed::packed;
use crate::receive::{self, Received};
use crate::rows::{self, Beside, CHART_ENTRY, Row};
use crate::write::{Written, identity};
use crate::{index, parameters, source};
use nabz_fhir::body::Meta;
use nabz_fhir::definitions::added::Added;
use nabz_fhir::validate::is_id;
use nabz_fhir::{Body, ResourceType, extract};
use nabz_kernel::clock::Instant;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx, Value};
use places::Places;
use std::collections::HashSet;
use uuid::Uuid;

const ADD: &str = "
    INSERT INTO record_entry (bucket, entry_id, type, chosen_id, source_id, patient_id, version,
                              updated_at, deleted, body, put)
    VALUES ($1, $2, $3, $4, $5, $6, 1, $7, FALSE, $8, TRUE)
    ON CONFLICT (bucket, entry_id, type) DO NOTHING
    RETURNING bucket, entry_id, type";
const NOTE_UNSEALED: &str = "
    INSERT INTO record_unsealed (lane, bucket, entry_id, type, version)
    VALUES ($1, $2, $3, $4, 1)";

/// Stands for when an entry is written, until that is known. No date is it; what has no beginning
/// begins one before it.
const WRITTEN_LATER: i64 = i64::MIN + 1;

/// One resource that can be kept, with all that can be worked out before the transaction.
pub struct Ready {
    body: Body,
    id: String,
    /// The id of the Patient in whose compartment it lies.
    patient: Option<String>,
    /// By the parameters of R4; those of a Patient name nobody yet.
    rows: Vec<Row>,
}

impl Ready {
    /// Of a body that was checked and that this source sent; `None` when it has no id under which it
    /// could be put.
    pub fn of(body: Body, source: SourceId) -> Option<Self> {
        let id = body.id().filter(|id| is_id(id))?.into_owned();
        let of = body.of();
        let patient = if of == ResourceType::PATIENT {
            Some(id.clone())
        } else {
            extract::patient_of(of, body.tree()).filter(|id| is_id(id))
        };
        let nobody = patient.as_ref().map(|_| Uuid::nil());
        let beside = Beside { patient: nobody, written: WRITTEN_LATER, source };
        let rows = rows::rows(&Added::default(), of, body.tree(), beside).into_iter().collect();
        Some(Self { body, id, patient, rows })
    }

    /// Its first version.
    fn served(&self, updated: &str, source: &str) -> Vec<u8> {
        self.body.spliced(Meta { id: &self.id, version: 1, updated, source })
    }

    /// Its rows, once it is known beside whom it lies and when it is written.
    fn rows(&self, patient: Option<Uuid>, now: Instant) -> impl Iterator<Item = Row> {
        self.rows.iter().map(move |row| match (row, patient) {
            (Row::Chart { param, hash, .. }, Some(patient)) => {
                let is_written = *param == CHART_ENTRY && *hash == WRITTEN_LATER;
                let hash = if is_written { now.microseconds() } else { *hash };
                Row::Chart { patient, param: *param, hash }
            }
            (row, _) => row.clone(),
        })
    }
}

/// Keeps every line, or says of a line why not: the others are kept all the same. The answers stand
/// in the order of the lines.
///
/// A line is refused as a PUT is: with `REC-005` when its id belongs to another source.
pub fn keep(
    tx: &mut Tx<'_>,
    source: SourceId,
    lines: &[Ready],
) -> Result<Vec<Result<Received, Refused>>, Stop> {
    let places = Places::of(tx, lines)?;
    let spots = lines.iter().map(|line| places.spot(line)).collect::<Result<Vec<_>, _>>()?;
    let new = insert(tx, source, lines, &spots)?;
    let mut kept = Vec::with_capacity(lines.len());
    let mut told = HashSet::new();
    for (line, (key, patient)) in lines.iter().zip(&spots) {
        // A line that stands twice is new once.
        if new.contains(key) && told.insert(*key) {
            let (id, patient, written) = (line.id.clone(), *patient, Written::Created);
            kept.push(Ok(Received { key: *key, id, patient, written }));
            continue;
        }
        match receive::update(tx, source, &line.id, &line.body, None) {
            Ok(received) => kept.push(Ok(received)),
            Err(Stop::Refused(refused)) => kept.push(Err(refused)),
            Err(stop) => return Err(stop),
        }
    }
    Ok(kept)
}

/// Inserts whatever is not there yet, with its index, and says what that was.
fn insert(
    tx: &mut Tx<'_>,
    source: SourceId,
    lines: &[Ready],
    spots: &[(Key, Option<Uuid>)],
) -> Result<HashSet<Key>, Stop> {
    let (now, url) = (tx.now(), source::url(tx, source)?);
    let added = parameters::known(tx)?;
    let updated = now.to_string();
    let mut order: Vec<(&Ready, Key, Option<Uuid>)> =
        lines.iter().zip(spots).map(|(line, (key, patient))| (line, *key, *patient)).collect();
    // Stable: of a line that stands twice the first is new, the second a newer version.
    order.sort_by_key(|(_, key, _)| *key);
    order.dedup_by_key(|(_, key, _)| *key);
    let mut rows = Vec::with_capacity(order.len());
    for (line, key, patient) in &order {
        let [bucket, entry, of] = identity(*key);
        let chosen = (line.id != key.entry.to_string()).then_some(line.id.as_str());
        let body = packed(&line.served(&updated, &url))?;
        let source = source.number().into();
        let patient = patient.map_or(Value::Null, Into::into);
        rows.push([bucket, entry, of, chosen.into(), source, patient, now.into(), body.into()]);
    }
    let inserted = tx.insert_many_reading(ADD, rows, |row| {
        let of = ResourceType::numbered(row.get(2)?).ok_or_else(|| Stop::fault("unknown type"))?;
        Ok(Key { bucket: row.get(0)?, entry: row.get(1)?, of })
    })?;
    let new: HashSet<Key> = inserted.into_iter().collect();
    order.retain(|(_, key, _)| new.contains(key));
    let mut indexed: Vec<(Key, Row)> = Vec::with_capacity(order.len().saturating_mul(16));
    for (line, key, patient) in &order {
        indexed.extend(line.rows(*patient, now).map(|row| (*key, row)));
        if added.of(key.of).next().is_some() {
            let served = line.served(&updated, &url);
            let of_added = rows::of_served(&added, key.of, &served)?;
            indexed.extend(of_added.into_iter().map(|row| (*key, row)));
        }
    }
    index::add_all(tx, indexed)?;
    order.sort_by_key(|(_, key, _)| (key.lane(), key.bucket, key.entry, key.of));
    let unsealed = order.iter().map(|(_, key, _)| {
        let [bucket, entry, of] = identity(*key);
        [key.lane().into(), bucket, entry, of]
    });
    tx.insert_many(NOTE_UNSEALED, unsealed)?;
    Ok(new)
}
