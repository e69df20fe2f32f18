//! Ids that cannot be mistaken for one another: a `RoomId` does not fit where a `PersonId` is due.

use crate::clock::Instant;
use std::{fmt, hash, marker::PhantomData};
use uuid::{NoContext, Timestamp, Uuid};

/// A UUIDv7 that remembers what it names. Ids sort by the time they were drawn.
pub struct Id<Kind> {
    uuid: Uuid,
    kind: PhantomData<fn() -> Kind>,
}

impl<Kind> Id<Kind> {
    /// A new id, stamped with the action's own time, so that a replayed morning sorts as it did.
    #[expect(clippy::disallowed_methods, reason = "the one place that draws randomness")]
    pub fn draw(now: Instant) -> Self {
        let (seconds, nanoseconds) = now.unix_parts();
        Self::from_uuid(Uuid::new_v7(Timestamp::from_unix(NoContext, seconds, nanoseconds)))
    }

    /// A new id in a bucket: what is made in a patient's compartment lives beside the patient.
    pub fn draw_in(now: Instant, bucket: Bucket) -> Self {
        let mut bytes = *Self::draw(now).uuid.as_bytes();
        let [high, low] = bucket.0.to_be_bytes();
        // Byte 8 begins with the two variant bits; the bucket is the fourteen bits after them.
        bytes[8] = 0x80 | high;
        bytes[9] = low;
        Self::from_uuid(Uuid::from_bytes(bytes))
    }

    /// The bucket that a UUIDv7 carries in the top of its random tail.
    pub fn bucket(self) -> Bucket {
        Bucket::carried_by(self.uuid)
    }

    /// Trusts a value that came from our own tables or from a parsed address.
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The bare value, for a database column or a URL.
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

/// One of 16,384 places that rows are spread over, so that a city can be split across machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Bucket(u16);

impl Bucket {
    /// How many there are.
    pub const COUNT: u16 = 1 << 14;

    /// Any number, folded into the range.
    pub const fn folded(number: u16) -> Self {
        Self(number % Self::COUNT)
    }

    /// What a UUIDv7 of ours carries in the fourteen bits after its variant.
    pub const fn carried_by(uuid: Uuid) -> Self {
        let bytes = uuid.as_bytes();
        Self(u16::from_be_bytes([bytes[8] & 0x3f, bytes[9]]))
    }

    /// The integer that the database holds.
    pub const fn number(self) -> u16 {
        self.0
    }
}

// Written out because `derive` would ask every `Kind` marker to be `Copy`, `Eq` and the rest.
impl<Kind> Copy for Id<Kind> {}
impl<Kind> Clone for Id<Kind> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<Kind> PartialEq for Id<Kind> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<Kind> Eq for Id<Kind> {}
impl<Kind> hash::Hash for Id<Kind> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}
impl<Kind> fmt::Display for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}
impl<Kind> fmt::Debug for Id<Kind> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.uuid.fmt(f)
    }
}

/// What an id names, in one word, as the audit writes it down.
pub trait Named {
    /// For example `Room`.
    const NAME: &'static str;
}

impl<Kind> serde::Serialize for Id<Kind> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.uuid.serialize(serializer)
    }
}
impl<'de, Kind> serde::Deserialize<'de> for Id<Kind> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Uuid::deserialize(deserializer).map(Self::from_uuid)
    }
}

/// Names one kind of id: `id!(/// A consulting room. RoomId, Room)`.
#[macro_export]
macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $Kind:ident) => {
        #[doc = concat!("Marks the ids of kind ", stringify!($Kind), "; it has no values.")]
        pub enum $Kind {}
        impl $crate::ids::Named for $Kind {
            const NAME: &'static str = stringify!($Kind);
        }
        $(#[$doc])*
        pub type $name = $crate::ids::Id<$Kind>;
    };
}

id!(
    /// A hospital or clinic of the city.
    FacilityId,
    Facility
);
id!(
    /// A resident: the city's one identity, whatever number of registrations exist.
    PersonId,
    Person
);
id!(
    /// A member of staff who can sign in.
    StaffId,
    Staff
);
id!(
    /// One line of the audit.
    AuditId,
    Audit
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_lives_in_the_bucket_it_was_drawn_in_and_stays_a_uuid_of_version_7() {
        let now = Instant::from_microseconds(1_795_404_600_000_000);
        for number in [0, 1, 0x2aaa, Bucket::COUNT - 1] {
            let id: PersonId = Id::draw_in(now, Bucket::folded(number));
            assert_eq!(id.bucket().number(), number);
            assert_eq!(id.uuid().get_version_num(), 7);
            assert_eq!(id.uuid().get_variant(), uuid::Variant::RFC4122);
        }
    }
}
