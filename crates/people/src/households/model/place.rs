//! Places where many live, and the times for which people live somewhere.

use super::{HouseholdId, HouseholdKind, Leaving, Member, StayId};
use nabz_kernel::clock::Instant;
use serde::{Deserialize, Serialize};
use std::fmt;

words!(
    /// What a place is where many live.
    PlaceKind {
        /// रैन बसेरा
        NightShelter = "night-shelter",
        /// वृद्धाश्रम
        OldAgeHome = "old-age-home",
        /// बाल गृह: for children without parents, or who cannot live with them.
        ChildrensHome = "childrens-home",
        /// छात्रावास
        Hostel = "hostel",
        /// Of those who build, beside what they build.
        LabourCamp = "labour-camp",
        /// For women who had to leave their home.
        WomensShelter = "womens-shelter",
        /// A prison, or an observation home.
        Prison = "prison",
        /// नशा मुक्ति केंद्र
        DeAddiction = "de-addiction",
        /// For people with HIV.
        HivCare = "hiv-care",
        /// For people who have been in a mental hospital.
        HalfwayHome = "halfway-home",
        /// A place on the street where people sleep.
        Street = "street",
        /// Any other, and one of which nobody has said what it is.
        Other = "other",
    }
);

words!(
    /// How a place is opened again that was closed.
    Reopening {
        /// It was closed by mistake: those whom the closing sent away live there as before.
        Undone = "undone",
        /// Nobody lives there yet.
        Anew = "anew",
    }
);

impl PlaceKind {
    /// How those who live there live together.
    pub const fn household(self) -> HouseholdKind {
        match self {
            Self::Street => HouseholdKind::Street,
            Self::NightShelter
            | Self::OldAgeHome
            | Self::ChildrensHome
            | Self::Hostel
            | Self::LabourCamp
            | Self::WomensShelter
            | Self::Prison
            | Self::DeAddiction
            | Self::HivCare
            | Self::HalfwayHome
            | Self::Other => HouseholdKind::Institution,
        }
    }
}

/// A place where many live. It has a name, and nobody who lives there speaks for it. Its `Debug` names
/// neither the place nor anybody.
#[derive(Clone, PartialEq, Eq)]
pub struct Place {
    /// What it is called.
    pub called: String,
    /// What it is.
    pub kind: PlaceKind,
    /// The ward's number.
    pub ward: Option<String>,
    /// Who is responsible: the warden, the superintendent, or whoever knows.
    pub contact: Option<String>,
    /// The figures of its desk's phone.
    pub phone: Option<String>,
    /// Who may receive the cards of those who live there. They answer for nobody by that.
    pub caretaker: Option<String>,
}

impl Place {
    /// A place of which nothing else is known.
    pub fn named(kind: PlaceKind, called: impl Into<String>) -> Self {
        Self {
            called: called.into(),
            kind,
            ward: None,
            contact: None,
            phone: None,
            caretaker: None,
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Place")
            .field("kind", &self.kind)
            .field("ward", &self.ward)
            .finish_non_exhaustive()
    }
}

/// Which places a list shows.
#[derive(Clone, Debug, Default)]
pub struct PlacesAsked {
    /// Of one kind, or of all.
    pub kind: Option<PlaceKind>,
    /// In one ward, or in all.
    pub ward: Option<String>,
    /// A part of the name, in either script.
    pub called: String,
}

/// What becomes of those who live in a place that is closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closing {
    /// They live in this place from now on.
    Moved(HouseholdId),
    /// They have left, and nobody says where to.
    Left,
}

/// The time for which somebody lives or lived in a household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stay {
    /// Which.
    pub id: StayId,
    /// Who, where, and since when.
    pub member: Member,
    /// When and why it ended; nothing while they live there.
    pub end: Option<StayEnd>,
}

/// The end of such a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StayEnd {
    /// When.
    pub at: Instant,
    /// Why.
    pub left: Left,
}

/// Why somebody lives there no longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Somebody said so.
    Said(Leaving),
    /// Their death was noted.
    Death,
    /// That they have left the city was noted.
    Away,
    /// The place was closed.
    Closing,
}
