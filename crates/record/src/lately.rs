//! What was written of whole types, the latest first: current versions and older ones along two
//! indexes that stand in one order, so that a page costs what it shows.

use crate::entry::Key;
use crate::write::number;
use nabz_fhir::ResourceType;
use nabz_kernel::clock::Instant;
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

const NEXT_TYPE: &str = "
    SELECT type
    FROM   record_entry
    WHERE  type > $1
    ORDER  BY type
    LIMIT  1";
/// An entry has one current version, so that the index, which does not know its number, has the
/// whole order.
const CURRENT: &str = "
    SELECT updated_at, entry_id, bucket, version
    FROM   record_entry
    WHERE  type = $1 AND updated_at >= $2
           AND (updated_at, entry_id, bucket, version) < ($3, $4, $5, $6)
    ORDER  BY updated_at DESC, entry_id DESC, bucket DESC
    LIMIT  $7";
const OLDER: &str = "
    SELECT updated_at, entry_id, bucket, version
    FROM   record_history
    WHERE  type = $1 AND updated_at >= $2
           AND (updated_at, entry_id, bucket, version) < ($3, $4, $5, $6)
    ORDER  BY updated_at DESC, entry_id DESC, bucket DESC, version DESC
    LIMIT  $7";

/// Where one version stands in the order of time. Two that were written in one microsecond keep one
/// order on every page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mark {
    /// When it was written.
    pub updated: Instant,
    /// Its entry.
    pub entry: Uuid,
    /// The shard of its entry.
    pub bucket: i64,
    /// The type of its entry.
    pub of: ResourceType,
    /// Its number.
    pub version: u32,
}

impl Mark {
    /// Behind everything that was written until a moment, that moment included.
    pub fn until(moment: Instant) -> Self {
        let updated = Instant::from_microseconds(moment.microseconds().saturating_add(1));
        let (bucket, entry, of) = (-1, Uuid::nil(), ResourceType::PATIENT);
        Self { updated, entry, bucket, of, version: 0 }
    }

    /// Its entry.
    pub fn key(self) -> Key {
        Key { bucket: self.bucket, entry: self.entry, of: self.of }
    }

    /// The number below which versions of a type stand behind this mark, of an entry that was
    /// written at the same moment under the same id.
    fn version_of(self, of: ResourceType) -> i64 {
        match of.cmp(&self.of) {
            std::cmp::Ordering::Less => i64::MAX,
            std::cmp::Ordering::Equal => self.version.into(),
            std::cmp::Ordering::Greater => 0,
        }
    }
}

/// The types of which anything is on record, in the order of their numbers.
pub fn types_on_record(tx: &mut Tx<'_>) -> Result<Vec<ResourceType>, Stop> {
    let (mut types, mut last) = (Vec::new(), 0_i64);
    while let Some(next) = tx.query_one(NEXT_TYPE, &[last.into()], |row| row.get(0))? {
        types.extend(ResourceType::numbered(next));
        last = next;
    }
    Ok(types)
}

/// Versions of these types that were written at `since` or later and stand behind `before`, the
/// latest first, `limit` at most.
pub fn lately(
    tx: &mut Tx<'_>,
    types: &[ResourceType],
    (since, before): (Option<Instant>, Option<Mark>),
    limit: u32,
) -> Result<Vec<Mark>, Stop> {
    let before = before.unwrap_or_else(|| Mark::until(Instant::from_microseconds(i64::MAX - 1)));
    let since = since.map_or(i64::MIN, Instant::microseconds);
    let mut marks = Vec::new();
    for of in types {
        let values: [Value; 7] = [
            of.number().into(),
            since.into(),
            before.updated.into(),
            before.entry.into(),
            before.bucket.into(),
            before.version_of(*of).into(),
            limit.into(),
        ];
        for sql in [CURRENT, OLDER] {
            marks.extend(tx.query(sql, &values, |row| mark(*of, row))?);
        }
    }
    marks.sort_unstable_by(|one, two| two.cmp(one));
    marks.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    Ok(marks)
}

fn mark(of: ResourceType, row: &Row<'_>) -> Result<Mark, Stop> {
    Ok(Mark {
        updated: Instant::from_microseconds(row.get(0)?),
        entry: row.get(1)?,
        bucket: row.get(2)?,
        of,
        version: number(row.get(3)?)?,
    })
}
