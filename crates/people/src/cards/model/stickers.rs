//! The nouns of stickers that are printed before anybody has them.

use super::{CardId, CardNumber, SealedCard, StatusIndex};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use serde::{Deserialize, Serialize};

id!(
    /// Stickers that are printed and handed out together.
    RollId,
    StickerRollMark
);
id!(
    /// One sticker of a roll.
    StickerId,
    StickerMark
);

/// Stickers of one roll: as many as one file of a print shop has pieces.
pub const ROLL_STICKERS_MAX: u32 = 10_000;
/// Stickers that a device reports at once.
pub const BINDINGS_MAX: usize = 500;

words!(
    /// Where a sticker stands.
    StickerState {
        /// Nobody has it yet.
        Free = "free",
        /// It is somebody's card.
        Bound = "bound",
        /// Misprinted or torn before anybody had it.
        Spoilt = "spoilt",
        /// Gone before anybody had it.
        Lost = "lost",
    }
);
words!(
    /// Why stickers end before anybody has them.
    WhyNoSticker {
        /// Misprinted or torn.
        Spoilt = "spoilt",
        /// Gone.
        Lost = "lost",
    }
);
words!(
    /// What happened to a roll.
    RollEvent {
        /// An office asked for it.
        Begun = "begun",
        /// Its last sticker was signed.
        Signed = "signed",
        /// Its sheets were printed, once more or for the first time.
        Printed = "printed",
        /// Somebody took it along.
        HandedOut = "handed-out",
        /// It came back to its office.
        TakenBack = "taken-back",
        /// Stickers of it were misprinted or torn.
        Spoilt = "spoilt",
        /// Stickers of it are gone.
        Lost = "lost",
    }
);

/// Who has a roll.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Its office.
    Office,
    /// One worker, who alone binds its stickers in the field.
    Worker(StaffId),
    /// A team by its name; whoever works for the roll's facility binds its stickers.
    Team(String),
}

/// A roll of stickers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Roll {
    /// Which.
    pub id: RollId,
    /// Which office began it, and alone goes on with it.
    pub facility: FacilityId,
    /// The ward that it was made for; empty when none was said.
    pub ward: String,
    /// Stickers that it is to have.
    pub wanted: u32,
    /// Stickers that are signed.
    pub signed: u32,
    /// How often its sheets were printed.
    pub prints: u32,
    /// Who has it.
    pub holder: Holder,
    /// Counts changes from 1.
    pub version: u32,
    /// When it was begun.
    pub begun_at: Instant,
}

impl Roll {
    /// Whether every sticker of it is signed.
    pub const fn is_whole(&self) -> bool {
        self.signed == self.wanted
    }
}

/// How many stickers of a roll stand where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Nobody has them yet.
    pub free: u32,
    /// They are somebody's.
    pub bound: u32,
    /// Misprinted or torn.
    pub spoilt: u32,
    /// Gone.
    pub lost: u32,
}

impl Counts {
    /// How many stand so.
    pub const fn of(&self, state: StickerState) -> u32 {
        match state {
            StickerState::Free => self.free,
            StickerState::Bound => self.bound,
            StickerState::Spoilt => self.spoilt,
            StickerState::Lost => self.lost,
        }
    }
}

/// One change of a roll, with what was in it then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RollStep {
    /// What happened.
    pub what: RollEvent,
    /// The first and the last of the stickers that it was about; `None` for all.
    pub places: Option<(u32, u32)>,
    /// Who has the roll since then.
    pub holder: Holder,
    /// What was in it.
    pub counts: Counts,
    /// Who said so.
    pub staff: StaffId,
    /// When.
    pub at: Instant,
    /// A reason in words.
    pub note: Option<String>,
}

/// A sticker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sticker {
    /// Which.
    pub id: StickerId,
    /// Of which roll.
    pub roll: RollId,
    /// In the roll, from 1.
    pub place: u32,
    /// As its QR code says it.
    pub number: CardNumber,
    /// Where it stands in the status list.
    pub status: StatusIndex,
    /// The day on which it was signed.
    pub issued: Date,
    /// The last day on which it can be anybody's.
    pub expires: Date,
    /// What was signed; its text is the QR code.
    pub sealed: SealedCard,
    /// Where it stands.
    pub state: StickerState,
    /// The card that it became.
    pub card: Option<CardId>,
}

/// When a sticker became somebody's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BoundAt {
    /// By the clock of whoever bound it.
    pub said: Instant,
    /// As far as that can be believed.
    pub at: Instant,
}

/// Whom a device names: the person, what it registered them with, or what stands on their papers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// A person on record.
    Person(PersonId),
    /// The registration in which they were put on record.
    Registration(crate::registry::model::RegistrationId),
    /// Whoever was given this health ID, or goes on for them.
    HealthId(HealthId),
    /// Whoever was given the card of this number, or goes on for them.
    Card(CardNumber),
}

/// What one device says that it bound.
#[derive(Clone, PartialEq, Eq)]
pub struct Binding {
    /// What the sticker's code says.
    pub sticker: String,
    /// Whose it is.
    pub whom: Whom,
    /// When, by the device's clock.
    pub said: Instant,
}

/// What came of a binding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// The card that the sticker is.
    pub card: CardId,
    /// Whose.
    pub person: PersonId,
    /// Whether it was so before.
    pub before: bool,
}

/// Rolls that an office looks at, the latest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RollsAsked {
    /// Whose.
    pub facility: FacilityId,
    /// Older than this one.
    pub before: Option<RollId>,
}
