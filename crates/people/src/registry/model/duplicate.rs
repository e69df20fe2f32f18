//! Two records that may be of one person.

use super::RegistryRefusal;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_linkage::bands::Band;
use nabz_linkage::duplicates::Reason;
use serde::{Deserialize, Serialize};
use std::cmp::Ordering;
use std::fmt;
use uuid::Uuid;

words!(
    /// What was said of two records.
    Decision {
        /// They are of one person.
        Same = "same",
        /// They are of two people; nobody is asked again.
        Different = "different",
    }
);

/// Two persons in the order in which they were registered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pair {
    one: PersonId,
    other: PersonId,
}

impl Pair {
    /// Of two in whichever order; `None` of somebody with themselves.
    pub fn of(a: PersonId, b: PersonId) -> Option<Self> {
        match a.uuid().cmp(&b.uuid()) {
            Ordering::Less => Some(Self { one: a, other: b }),
            Ordering::Greater => Some(Self { one: b, other: a }),
            Ordering::Equal => None,
        }
    }

    /// Who was registered first.
    pub const fn one(self) -> PersonId {
        self.one
    }

    /// Who was registered later.
    pub const fn other(self) -> PersonId {
        self.other
    }

    /// Both.
    pub const fn both(self) -> [PersonId; 2] {
        [self.one, self.other]
    }

    /// Who stands beside one of the two.
    pub fn beside(self, person: PersonId) -> PersonId {
        if person == self.one { self.other } else { self.one }
    }

    /// Reads what a form or an address carries: both ids with a dot between.
    pub fn parse(text: &str) -> Option<Self> {
        let (one, other) = text.split_once('.')?;
        let id = |text: &str| Uuid::try_parse(text).ok().map(PersonId::from_uuid);
        Self::of(id(one)?, id(other)?)
    }
}

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.one, self.other)
    }
}

impl From<Pair> for String {
    fn from(pair: Pair) -> Self {
        pair.to_string()
    }
}

impl TryFrom<String> for Pair {
    type Error = Refused;

    fn try_from(text: String) -> Result<Self, Refused> {
        Self::parse(&text).ok_or_else(|| RegistryRefusal::NoSuchPair.into())
    }
}

/// Two records of which somebody has to say, or has said, whether they are of one person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    /// Which.
    pub pair: Pair,
    /// About how often the odds doubled when it was found.
    pub points: i32,
    /// What the model made of it then.
    pub band: Band,
    /// Why it was found, strongest first.
    pub reasons: Vec<Reason>,
    /// When it was found.
    pub found_at: Instant,
    /// When somebody looked and left it for later, or took a decision back.
    pub left_at: Option<Instant>,
    /// What was decided; nothing while it waits.
    pub ruled: Option<Ruled>,
    /// Who was shown the likeness at a counter and registered the later one all the same.
    pub despite: Option<StaffId>,
}

/// What was decided about two records.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ruled {
    /// One person or two.
    pub decision: Decision,
    /// By whom; the program itself where nobody had to look.
    pub by: StaffId,
    /// When.
    pub at: Instant,
    /// The person whose link it rests on.
    pub linked: Option<PersonId>,
}

/// How much waits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Pairs, those that were left for later among them; no more than a counter counts.
    pub pairs: i64,
    /// Those that were left for later.
    pub left: i64,
}
