//! What the record keeps: entries, each with a current version and older ones.

use crate::rows::Beside;
use nabz_fhir::tape::{Node, Tape};
use nabz_fhir::{ResourceType, redacted};
use nabz_kernel::clock::Instant;
use nabz_kernel::id;
use nabz_kernel::ids::{Bucket, FacilityId, StaffId};
use nabz_store::{Authority, Stop};
use std::fmt;
use uuid::Uuid;
use xxhash_rust::xxh3::xxh3_64;

/// Lanes of the feed.
pub(crate) const LANES: i64 = 64;

/// Where an entry lives. Two types may share an id, as a facility is both an Organization and a
/// Location.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The entry. It comes first in the order of every table: ids are drawn in the order of time, so
    /// that what is new is written where what is new was written before it.
    pub entry: Uuid,
    /// Its type.
    pub of: ResourceType,
    /// The shard, which follows from the two.
    pub bucket: i64,
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
    /// Its source chose the id and put the first version there; otherwise it was posted.
    pub put: bool,
    /// The bytes.
    pub body: Vec<u8>,
}

impl Entry {
    /// For an audit: which entry.
    pub fn named(&self) -> EntryId {
        EntryId::from_uuid(self.key.entry)
    }

    /// What the record knows of it beside its body.
    pub(crate) fn beside(&self) -> Beside {
        let Self { patient, updated, source, .. } = *self;
        Beside { patient, written: updated.microseconds(), source }
    }

    /// `Type/id`.
    pub fn reference(&self) -> String {
        format!("{}/{}", self.key.of, self.id)
    }

    /// Its body, read.
    ///
    /// # Errors
    /// A fault when it is not JSON, as that of a deleted entry.
    pub fn tape(&self) -> Result<Tape, Stop> {
        Tape::parse(self.body.clone()).map_err(|fault| Stop::fault(fault.to_string()))
    }

    /// The same for whoever must not see what it says: its body, which was read before, becomes a
    /// stub.
    #[must_use]
    pub fn veiled(self, body: Node<'_>) -> Self {
        let body = redacted(self.key.of, body).to_string().into_bytes();
        Self { body, ..self }
    }
}

impl fmt::Debug for Entry {
    /// Without the body: it is about a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} v{}", self.key, self.version)
    }
}

id!(
    /// One entry, as the audit names it.
    EntryId,
    RecordEntry
);
id!(
    /// A source, as the audit names it.
    SourceName,
    Source
);

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

    /// As the audit names whoever acts: an id of a version that no person's id has.
    pub fn actor(self) -> StaffId {
        // Sources are counted from 1.
        let number = u128::try_from(self.0).unwrap_or_default();
        StaffId::from_uuid(Uuid::from_u128(SOURCES | number))
    }

    /// The source behind an actor of the audit, if it is one.
    pub fn of_actor(actor: StaffId) -> Option<Self> {
        let number = actor.uuid().as_u128() ^ SOURCES;
        i64::try_from(number).ok().filter(|number| *number > 0).map(Self)
    }

    /// As the audit names what is done to a source.
    pub fn named(self) -> SourceName {
        SourceName::from_uuid(self.actor().uuid())
    }
}

/// The bits above a source's number, where a source acts: a UUID of version 8, which nobody draws.
const SOURCES: u128 = 0x6e61_627a_0000_8000_8000_0000_0000_0000;

/// A source that acts. Its permit is its key, or the hand that imports its bundles.
#[derive(Clone, Copy, Debug)]
pub struct BySource {
    /// Who.
    pub source: SourceId,
    /// What it does, as the audit names it.
    pub act: &'static str,
    /// Where what it sends is taken in.
    pub at: FacilityId,
    /// Through which of its programs, where it asks with a token and not with its key.
    pub through: Option<Uuid>,
}

impl Authority for BySource {
    fn actor(&self) -> StaffId {
        self.source.actor()
    }
    fn act(&self) -> &'static str {
        self.act
    }
    fn facility(&self) -> FacilityId {
        self.at
    }
    fn session(&self) -> Option<Uuid> {
        self.through
    }
    /// A partner keeps its own records with us.
    fn purpose(&self) -> &'static str {
        "RECORDMGT"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_that_acts_is_known_again_and_nobody_is_taken_for_one() {
        for number in [1, 2, 900] {
            let source = SourceId::numbered(number);
            assert_eq!(SourceId::of_actor(source.actor()), Some(source));
        }
        let somebody = StaffId::draw(Instant::from_microseconds(1_764_000_000_000_000));
        for staff in [somebody, StaffId::from_uuid(Uuid::from_u128(1))] {
            assert_eq!(SourceId::of_actor(staff), None);
        }
    }

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
