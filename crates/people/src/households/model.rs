//! The nouns of households.

mod place;

pub use place::{Closing, Left, Place, PlaceKind, PlacesAsked, Reopening, Stay, StayEnd};

use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use serde::{Deserialize, Serialize};

id!(
    /// People who live together.
    HouseholdId,
    HouseholdMark
);
id!(
    /// The time that somebody lives in a household.
    StayId,
    StayMark
);
id!(
    /// Somebody who answers for a child.
    GuardianId,
    GuardianMark
);

words!(
    /// How people live together.
    HouseholdKind {
        /// A family, or people who share a kitchen.
        Home = "home",
        /// A hostel, a shelter, a prison.
        Institution = "institution",
        /// People who sleep on the street; a place where they are found has a name.
        Street = "street",
        /// Guests who live elsewhere.
        Visiting = "visiting",
    }
);

words!(
    /// What somebody is to the head of the household.
    Tie {
        /// The head.
        Head = "head",
        /// Husband or wife.
        Spouse = "spouse",
        /// Son or daughter.
        Child = "child",
        /// Father or mother.
        Parent = "parent",
        /// Brother or sister.
        Sibling = "sibling",
        /// Child of a child.
        Grandchild = "grandchild",
        /// Husband or wife of a child.
        ChildInLaw = "child-in-law",
        /// Father or mother of the husband or wife.
        ParentInLaw = "parent-in-law",
        /// Any other relative.
        Kin = "kin",
        /// Not related: a lodger, a resident of a hostel.
        Unrelated = "unrelated",
    }
);

words!(
    /// Why somebody no longer lives in a household.
    Leaving {
        /// To another household, or away.
        Moved = "moved",
        /// A part of the family keeps house by itself.
        Split = "split",
        /// Has died.
        Died = "died",
        /// Never lived there.
        Mistake = "mistake",
    }
);

words!(
    /// As what somebody answers for a child.
    Role {
        /// माता
        Mother = "mother",
        /// पिता
        Father = "father",
        /// Whoever a court, or the family, named.
        Guardian = "guardian",
    }
);

words!(
    /// What somebody is to the one of their family who was registered first.
    Kinship {
        /// Son or daughter.
        Child = "child",
        /// Husband or wife.
        Spouse = "spouse",
        /// Father or mother.
        Parent = "parent",
        /// Brother or sister.
        Sibling = "sibling",
        /// Anyone else of the family.
        Other = "other",
    }
);

/// Somebody registered in one go with another of their family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kin {
    /// Who was registered first.
    pub of: PersonId,
    /// What the person is to them.
    pub kinship: Kinship,
}

/// People who live together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// Which.
    pub id: HouseholdId,
    /// How they live.
    pub kind: HouseholdKind,
    /// Who speaks for it, as far as somebody said.
    pub head: Option<PersonId>,
    /// Counts changes from 1; a form that saw an older one is stale.
    pub version: u32,
    /// Where it was written down.
    pub facility: FacilityId,
    /// When.
    pub opened_at: Instant,
    /// Since when nobody lives there; of a place, since when it is closed.
    pub closed_at: Option<Instant>,
    /// What is known of a place where many live; nothing of a family.
    pub place: Option<Place>,
}

/// Somebody who lives in a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub person: PersonId,
    /// Where.
    pub household: HouseholdId,
    /// What they are to the head.
    pub tie: Tie,
    /// Since when.
    pub since: Instant,
}

/// What is noted of somebody that ends where they live, for as long as it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// Their death.
    Died,
    /// That they have left the city.
    Away,
}

/// Somebody who lived in a household and has left the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Away {
    /// Who.
    pub person: PersonId,
    /// When that was noted.
    pub noted: Instant,
}

/// Where somebody lived until their death, or that they left the city, ended it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastHome {
    /// The time that they lived there.
    pub stay: StayId,
    /// What they were there.
    pub member: Member,
    /// Who spoke for the household until then.
    pub head: Option<PersonId>,
}

/// A household about to be written down.
#[derive(Clone, Copy, Debug)]
pub struct NewHousehold {
    /// How they live.
    pub kind: HouseholdKind,
    /// Who speaks for it.
    pub head: PersonId,
}

/// Somebody who answers for a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Guardian {
    /// This naming.
    pub id: GuardianId,
    /// For whom.
    pub child: PersonId,
    /// Who.
    pub person: PersonId,
    /// As what.
    pub role: Role,
    /// Since when.
    pub since: Instant,
    /// When it was ended, if it was.
    pub until: Option<Instant>,
    /// From which day on they answer: once they are of age themselves; nothing where they were.
    pub from: Option<Date>,
}

/// A naming of a guardian that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Which.
    pub guardian: Guardian,
    /// Why.
    pub ended: Ended,
}

/// Why somebody answers no longer for a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ended {
    /// The child came of age.
    OfAge,
    /// One of the two died.
    Death,
    /// Somebody said so, in these words.
    Said {
        /// Who.
        by: StaffId,
        /// As typed.
        why: String,
    },
}

/// Why households say no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HouseholdRefusal {
    /// Nobody wrote that household down, or nobody lives there any more.
    NoSuchHousehold,
    /// Somebody else changed the household in the meantime.
    Stale,
    /// The person does not live there.
    NotThere,
    /// The person lives there already.
    ThereAlready,
    /// Others live there; somebody has to speak for them first.
    HeadStays,
    /// Nobody answers for themselves, nor for somebody who is of age.
    NoGuardian,
    /// Answers for the child already.
    GuardianAlready,
    /// A value that the form does not offer.
    NoSuchChoice,
    /// A place is known by its name.
    NoName,
    /// A family is no place where many live.
    NotAPlace,
    /// Whoever has died lives nowhere and answers for nobody.
    HasDied,
    /// Whoever has left the city lives in no household of it.
    HasMoved,
    /// Nobody is ticked who moves.
    NobodyMoves,
    /// Nobody said where a family moves to.
    NoAddress,
    /// Nobody wrote that place down.
    NoSuchPlace,
    /// A place of this name is written down in the same ward.
    PlaceAlready,
    /// What was typed is no phone.
    NoPhone,
    /// The place is open.
    NotClosed,
    /// The place is closed.
    PlaceClosed,
    /// The person lives elsewhere by now, or has lived elsewhere since.
    LivesElsewhere,
}

impl From<Gone> for HouseholdRefusal {
    fn from(gone: Gone) -> Self {
        match gone {
            Gone::Died => Self::HasDied,
            Gone::Away => Self::HasMoved,
        }
    }
}

impl From<HouseholdRefusal> for Refused {
    fn from(refusal: HouseholdRefusal) -> Self {
        match refusal {
            HouseholdRefusal::NoSuchHousehold => Self::plain("HOU-001").missing(),
            HouseholdRefusal::Stale => Self::plain("HOU-002"),
            HouseholdRefusal::NotThere => Self::plain("HOU-003"),
            HouseholdRefusal::ThereAlready => Self::plain("HOU-004"),
            HouseholdRefusal::HeadStays => Self::plain("HOU-005"),
            HouseholdRefusal::NoGuardian => Self::plain("HOU-006"),
            HouseholdRefusal::GuardianAlready => Self::plain("HOU-007"),
            HouseholdRefusal::NoSuchChoice => Self::plain("HOU-008").invalid(),
            HouseholdRefusal::NoName => Self::plain("HOU-009").invalid(),
            HouseholdRefusal::NotAPlace => Self::plain("HOU-010"),
            HouseholdRefusal::HasDied => Self::plain("HOU-011"),
            HouseholdRefusal::NobodyMoves => Self::plain("HOU-012").invalid(),
            HouseholdRefusal::NoAddress => Self::plain("HOU-013").invalid(),
            HouseholdRefusal::HasMoved => Self::plain("HOU-014"),
            HouseholdRefusal::NoSuchPlace => Self::plain("HOU-015").missing(),
            HouseholdRefusal::PlaceAlready => Self::plain("HOU-016"),
            HouseholdRefusal::NoPhone => Self::plain("HOU-017").invalid(),
            HouseholdRefusal::NotClosed => Self::plain("HOU-018"),
            HouseholdRefusal::LivesElsewhere => Self::plain("HOU-019"),
            HouseholdRefusal::PlaceClosed => Self::plain("HOU-020"),
        }
    }
}
