//! The nouns of disputes.

use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_kernel::{id, spelt};
use nabz_people::consent::model::Sensitive;
use uuid::Uuid;

id!(
    /// One dispute of one entry.
    DisputeId,
    DisputeMark
);

/// Letters of what is said beside the reason.
pub const WORDS_LETTERS_MAX: usize = 240;

spelt!(
    /// Why an entry is disputed.
    Ground {
        /// It is about somebody else.
        AnotherPerson = "another-person",
        /// Somebody looked, or it was tried again, and it is not so.
        ProvedWrong = "proved-wrong",
        /// It cannot be so: a slip, a figure that nobody has.
        Mistaken = "mistaken",
        /// It was so, and is no longer.
        Outdated = "outdated",
        /// What the words say.
        Other = "other",
    }
);

/// Where an entry of the record lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The number of its type.
    pub of: u16,
    /// Its bucket.
    pub bucket: i64,
    /// Its own id.
    pub entry: Uuid,
}

/// What somebody holds against an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dispute {
    /// The dispute.
    pub id: DisputeId,
    /// Whom the entry is about.
    pub person: PersonId,
    /// Where the entry lives.
    pub entry: Place,
    /// Which version of it was disputed. The dispute stands against what its source says later, too.
    pub version: u32,
    /// `Type/id`, as the entry is served.
    pub reference: String,
    /// Why.
    pub ground: Ground,
    /// As typed; perhaps empty.
    pub words: String,
    /// What the entry and the words are marked as.
    pub marks: Vec<Sensitive>,
    /// Where it was raised.
    pub facility: FacilityId,
    /// By whom.
    pub raised_by: StaffId,
    /// When.
    pub raised_at: Instant,
    /// When and by whom it was withdrawn; `None` while it stands.
    pub withdrawn: Option<(Instant, StaffId)>,
}

/// What the page asks.
#[derive(Clone, Debug)]
pub struct NewDispute {
    /// Whose chart is open.
    pub person: PersonId,
    /// The type of the entry.
    pub of: String,
    /// Its id, as it is served.
    pub id: String,
    /// The word of a [`Ground`].
    pub ground: String,
    /// As typed.
    pub words: String,
}

/// Why disputes say no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DisputeRefusal {
    /// There is no such entry of another source that whoever asks sees on this chart.
    NoSuchEntry,
    /// It is disputed already.
    AlreadyDisputed,
    /// No reason was chosen, or the words that it needs are missing or cannot be kept.
    NoReason,
    /// Nothing stands that could be withdrawn.
    NoSuchDispute,
}

impl From<DisputeRefusal> for Refused {
    fn from(refusal: DisputeRefusal) -> Self {
        match refusal {
            DisputeRefusal::NoSuchEntry => Self::plain("DSP-001").missing(),
            DisputeRefusal::AlreadyDisputed => Self::plain("DSP-002"),
            DisputeRefusal::NoReason => Self::plain("DSP-003").invalid(),
            DisputeRefusal::NoSuchDispute => Self::plain("DSP-004").missing(),
        }
    }
}
