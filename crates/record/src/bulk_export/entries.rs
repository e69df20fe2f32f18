//! A whole export: type by type, each in the order of its entries' places.

use super::within::Within;
use super::{Export, Level, PART_BYTES, PART_ENTRIES, Part, Place, as_of};
use crate::entry::{Entry, Key};
use crate::{packed, read};
use nabz_fhir::ResourceType;
use nabz_store::{Row, Stop, Tx, Value};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Of each body so many bytes as say how many it has; see [`packed::bytes`].
const KEYS: &str = "
    SELECT entry_id, bucket, patient_id, CAST(LENGTH(body) AS BIGINT), SUBSTR(body, 1, 18)
    FROM   record_entry
    WHERE  source_id = $1 AND source_id <> 1 AND type = $2 AND (entry_id, bucket) > ($3, $4)
    ORDER  BY entry_id, bucket
    LIMIT  $5";
/// As far as the bytes allow.
const OWN: &str = "
    SELECT chosen_id, version, updated_at, patient_id, source_id, deleted, put, body, bucket,
           entry_id
    FROM   record_entry
    WHERE  source_id = $1 AND source_id <> 1 AND type = $2 AND (entry_id, bucket) > ($3, $4)
           AND (entry_id, bucket) <= ($5, $6)
    ORDER  BY entry_id, bucket
    LIMIT  $7";
const MASTERS: &str = "
    SELECT entry_id, bucket, updated_at
    FROM   record_entry
    WHERE  type = $1 AND (updated_at, entry_id, bucket) > ($2, $3, $4)
    ORDER  BY updated_at, entry_id, bucket
    LIMIT  $5";
/// Where nothing is found among so many times [`PART_ENTRIES`], the place is noted all the same: no
/// question may take long.
const ROUNDS_MAX: u32 = 10;
/// Masters whose places are read at once.
const MASTERS_AT_ONCE: i64 = 5_000;

type Spot = (Uuid, i64);

/// Where an entry lies, about which Patient it is, and how long its body is.
struct Found {
    spot: Spot,
    patient: Option<Uuid>,
    bytes: usize,
}

/// Goes on through the types until there is something to write.
pub(super) fn part(
    tx: &mut Tx<'_>,
    export: &Export,
    (of, bucket, entry): (ResourceType, i64, Uuid),
) -> Result<Part, Stop> {
    let (mut of, mut after, mut rounds) = (of, (entry, bucket), 0);
    loop {
        let (said, last) = if of.is_master() {
            masters(tx, export, of, after)?
        } else {
            own(tx, export, of, after)?
        };
        let next = match last {
            Some((entry, bucket)) => Some(Place::Entry { of: of.number(), bucket, entry }),
            None => behind(export, of).map(Place::before),
        };
        rounds += u32::from(last.is_some());
        let goes_on = next.filter(|_| said.is_empty() && rounds < ROUNDS_MAX);
        let Some(Place::Entry { of: number, bucket, entry }) = goes_on else {
            return Ok(Part { said, next });
        };
        of = ResourceType::numbered(number.into()).unwrap_or(of);
        after = (entry, bucket);
    }
}

/// The type that is walked over behind this one.
fn behind(export: &Export, of: ResourceType) -> Option<ResourceType> {
    export.wish.types().skip_while(|one| *one != of).nth(1)
}

/// What the source itself said of one type, and where that ended; nowhere when there is no more.
fn own(
    tx: &mut Tx<'_>,
    export: &Export,
    of: ResourceType,
    after: Spot,
) -> Result<(Vec<Entry>, Option<Spot>), Stop> {
    let found = keys(tx, export, of, after)?;
    let mut bytes = 0_usize;
    let fits = found.iter().take_while(|one| {
        let before = bytes;
        bytes = bytes.saturating_add(one.bytes);
        before < PART_BYTES
    });
    let some: Vec<&Found> = fits.collect();
    let Some(last) = some.last().map(|one| one.spot) else { return Ok((Vec::new(), None)) };
    let more = some.len() < found.len() || found.len() == PART_ENTRIES;
    let mut within = Within::new(export);
    let rows = match export.wish.level {
        // A group is small beside all that its source says.
        Level::Group { .. } => members(tx, &mut within, of, &some)?,
        Level::System | Level::Patients => between(tx, export, of, (after, last))?,
    };
    let mut said = Vec::with_capacity(rows.len());
    for entry in rows {
        if within.holds(tx, &entry)? {
            said.extend(as_of(tx, entry, export.as_of)?.filter(|entry| !entry.deleted));
        }
    }
    Ok((said, more.then_some(last)))
}

fn keys(
    tx: &mut Tx<'_>,
    export: &Export,
    of: ResourceType,
    (entry, bucket): Spot,
) -> Result<Vec<Found>, Stop> {
    let limit = i64::try_from(PART_ENTRIES).unwrap_or(i64::MAX);
    let source = export.source.number().into();
    let values = [source, of.number().into(), entry.into(), bucket.into(), limit.into()];
    tx.query(KEYS, &values, |row| {
        let kept = usize::try_from(row.get::<i64>(3)?).unwrap_or(usize::MAX);
        // The beginning of nothing is nothing on one engine and unknown on the other.
        let head: Option<Vec<u8>> = row.get(4)?;
        let bytes = packed::bytes(&head.unwrap_or_default(), kept);
        Ok(Found { spot: (row.get(0)?, row.get(1)?), patient: row.get(2)?, bytes })
    })
}

fn members(
    tx: &mut Tx<'_>,
    within: &mut Within<'_>,
    of: ResourceType,
    some: &[&Found],
) -> Result<Vec<Entry>, Stop> {
    let mut entries = Vec::new();
    for one in some {
        if within.has(tx, one.patient)? {
            let (entry, bucket) = one.spot;
            entries.extend(read::at(tx, Key { entry, of, bucket })?);
        }
    }
    Ok(entries)
}

fn between(
    tx: &mut Tx<'_>,
    export: &Export,
    of: ResourceType,
    (after, last): (Spot, Spot),
) -> Result<Vec<Entry>, Stop> {
    let limit = i64::try_from(PART_ENTRIES).unwrap_or(i64::MAX);
    let values: [Value; 7] = [
        export.source.number().into(),
        of.number().into(),
        after.0.into(),
        after.1.into(),
        last.0.into(),
        last.1.into(),
        limit.into(),
    ];
    tx.query(OWN, &values, |row: &Row<'_>| {
        read::current(Key { bucket: row.get(8)?, entry: row.get(9)?, of }, row)
    })
}

/// The masters of one type, whoever said them. They have no index by place, for they are few: all
/// places of the type are looked at, and the next ones kept.
fn masters(
    tx: &mut Tx<'_>,
    export: &Export,
    of: ResourceType,
    after: Spot,
) -> Result<(Vec<Entry>, Option<Spot>), Stop> {
    let spots = next_masters(tx, of, after)?;
    let mut within = Within::new(export);
    let (mut said, mut bytes, mut last) = (Vec::new(), 0_usize, None);
    let mut more = spots.len() == PART_ENTRIES;
    for spot in spots {
        if bytes >= PART_BYTES {
            more = true;
            break;
        }
        last = Some(spot);
        let key = Key { entry: spot.0, of, bucket: spot.1 };
        let Some(entry) = read::at(tx, key)? else { continue };
        if within.holds(tx, &entry)?
            && let Some(entry) = as_of(tx, entry, export.as_of)?.filter(|entry| !entry.deleted)
        {
            bytes = bytes.saturating_add(entry.body.len());
            said.push(entry);
        }
    }
    Ok((said, last.filter(|_| more)))
}

/// An entry that is written meanwhile moves to the end of this list, so none is missed.
fn next_masters(tx: &mut Tx<'_>, of: ResourceType, after: Spot) -> Result<BTreeSet<Spot>, Stop> {
    let mut kept = BTreeSet::new();
    let mut from = (i64::MIN, Uuid::nil(), -1_i64);
    loop {
        let values: [Value; 5] = [
            of.number().into(),
            from.0.into(),
            from.1.into(),
            from.2.into(),
            MASTERS_AT_ONCE.into(),
        ];
        let page: Vec<(Uuid, i64, i64)> =
            tx.query(MASTERS, &values, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for (entry, bucket, _) in &page {
            if (*entry, *bucket) > after {
                kept.insert((*entry, *bucket));
            }
            if kept.len() > PART_ENTRIES {
                kept.pop_last();
            }
        }
        let full = i64::try_from(page.len()).is_ok_and(|length| length == MASTERS_AT_ONCE);
        let Some((entry, bucket, updated)) = page.last().filter(|_| full) else { return Ok(kept) };
        from = (*updated, *entry, *bucket);
    }
}
