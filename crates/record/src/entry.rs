//! What the record keeps: entries, each with a current version and older ones.

use nabz_fhir::ResourceType;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Bucket;
use std::fmt;
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_64;

/// Lanes of the feed.
pub(crate) const LANES: i64 = 64;

/// Where an entry lives. Two types may share an id, as a facility is both an Organization and a
/// Location.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The shard.
    pub bucket: i64,
    /// The entry.
    pub entry: Uuid,
    /// Its type.
    pub of: ResourceType,
}

impl Key {
    /// From the id alone: what lies in a patient's compartment carries its bucket, everything
    /// else is spread by a hash.
    pub fn of(of: ResourceType, entry: Uuid) -> Self {
        let bucket = if of.in_compartment() {
            Bucket::carried_by(entry)
        } else {
            let spread = hash(&format!("{of}/{entry}")).to_be_bytes();
            Bucket::folded(u16::from_be_bytes([spread[6], spread[7]]))
        };
        Self { bucket: bucket.number().into(), entry, of }
    }

    pub(crate) fn lane(self) -> i64 {
        self.bucket % LANES
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.of, self.entry)
    }
}

/// The 64 bits that stand for a text in an index. They filter; the body decides.
pub(crate) fn hash(text: &str) -> i64 {
    i64::from_be_bytes(xxh3_64(text.as_bytes()).to_be_bytes())
}

/// One version of an entry, as it is served.
#[derive(Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lives.
    pub key: Key,
    /// The logical id.
    pub id: String,
    /// Counted from 1.
    pub version: u32,
    /// When this version was written.
    pub updated: Instant,
    /// The Patient in whose compartment the current version lies.
    pub patient: Option<Uuid>,
    /// Whose entry it is.
    pub source: SourceId,
    /// No longer there; the body is empty.
    pub deleted: bool,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Entry {
    /// `Type/id`.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.key.of, self.id)
    }
}

impl fmt::Debug for Entry {
    /// Without the body: it is about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} v{}", self.key, self.version)
    }
}

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(i64);

impl SourceId {
    /// The city's own capabilities.
    pub const NABZ: Self = Self(1);

    /// From the number that the database holds.
    pub const fn numbered(number: i64) -> Self {
        Self(number)
    }

    /// The number that the database holds.
    pub const fn number(self) -> i64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_s_shard_follows_from_its_id() {
        let id = Uuid::from_u128(0x0193_5000_0000_7000_aaaa_0000_0000_0001);
        assert_eq!(Key::of(ResourceType::PATIENT, id).bucket, 0x2aaa);
        assert_eq!(Key::of(ResourceType::OBSERVATION, id).bucket, 0x2aaa);
        let organization = Key::of(ResourceType::ORGANIZATION, id);
        assert!((0..16_384).contains(&organization.bucket));
        assert_eq!(organization, Key::of(ResourceType::ORGANIZATION, id));
    }
}
