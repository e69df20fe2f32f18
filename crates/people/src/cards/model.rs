//! The nouns of health cards.

use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::id;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use serde::{Deserialize, Serialize};

mod copies;
mod expiring;
mod keys;
mod keys_refusal;
mod kit_text;
mod lists;
mod post;
mod proof;
mod published;
mod refusal;
mod runs;
mod stickers;
mod turning;

pub use copies::{CardCopy, CopyForm};
pub use expiring::{Expiring, ExpiringAsked, Warned, Warning};
pub use keys::{
    CardKey, CountedKey, Due, KeyPurpose, KeyStanding, KeyState, SealedKey, TokenKey, Trusted,
};
pub use keys_refusal::CardKeyRefusal;
pub use kit_text::{Helpline, KitLine, KitText, KitTextInForce, KitTextIssued};
pub use lists::{
    BatchesAsked, Coming, Holding, NextStep, OnItsWay, OrdersAsked, PAGE_ROWS, PieceFilter,
    WayAsked,
};
pub use nabz_credential::card::{CardId as CardNumber, SealedCard, StatusIndex};
pub use nabz_credential::keys::Kid;
pub use nabz_credential::merkle::Hash;
pub use post::{FileLine, LineAnswer, POST_LINES_MAX, PostLine, PostSaid};
pub use proof::Proof;
pub use published::{Inclusion, KeptHead, LastList, Leaf, LogFault, LogReport, Published};
pub use refusal::CardsRefusal;
pub use runs::{PrintRun, PrintWay};
pub use stickers::{
    BINDINGS_MAX, Binding, Bound, BoundAt, Counts, Holder, ROLL_STICKERS_MAX, Roll, RollEvent,
    RollId, RollStep, RollsAsked, Sticker, StickerId, StickerState, Whom, WhyNoSticker,
};
pub use turning::Turning;

id!(
    /// One card that was signed.
    CardId,
    CardMark
);
id!(
    /// A wish that somebody get a card of plastic.
    OrderId,
    CardOrderMark
);
id!(
    /// Cards that a print shop is given together.
    PrintBatchId,
    PrintBatchMark
);

words!(
    /// What a card is made of, and for whom.
    CardKind {
        /// Of plastic.
        Permanent = "permanent",
        /// On paper, from the counter, until the plastic one comes.
        Temporary = "temporary",
        /// On paper, of a child before its first birthday.
        Newborn = "newborn",
    }
);
words!(
    /// How far a card has come that nobody has yet.
    Making {
        /// Signed, in a batch.
        Queued = "queued",
        /// Off the press.
        Printed = "printed",
        /// Scanned after printing, and found right.
        Checked = "checked",
        /// Given to the post, or sent to a counter.
        Dispatched = "dispatched",
        /// The post says that it was delivered; its bearer has not said so yet.
        Delivered = "delivered",
        /// Nobody was there to take it.
        Returned = "returned",
    }
);
words!(
    /// Why a card does not count for the time being.
    WhySuspended {
        /// Its bearer does not find it.
        Lost = "lost",
        /// Somebody took it.
        Stolen = "stolen",
        /// Somebody else may be using it.
        Misused = "misused",
    }
);
words!(
    /// Why a card never counts again.
    WhyEnded {
        /// Misprinted or broken before anybody had it.
        Spoilt = "spoilt",
        /// Gone between the print shop and its bearer.
        LostOnTheWay = "lost-on-the-way",
        /// Its bearer has a newer one.
        Replaced = "replaced",
        /// What it said was corrected.
        Corrected = "corrected",
        /// Its bearer gave it back.
        Surrendered = "surrendered",
        /// Its bearer has died.
        Deceased = "deceased",
        /// Its bearer has another, under another health ID.
        Duplicate = "duplicate",
        /// Somebody got it by deceit.
        Fraud = "fraud",
    }
);
words!(
    /// Why somebody needs another card.
    Replacement {
        /// The old one is gone.
        Lost = "lost",
        /// It is no longer read.
        Worn = "worn",
        /// A name, a year or a sex on it was corrected.
        Corrected = "corrected",
        /// Its last day is over.
        Expired = "expired",
    }
);
words!(
    /// Why a request for a card of plastic is sent back to whoever asked.
    SendBack {
        /// The papers do not show what was asked for.
        Papers = "papers",
        /// The name is not that of the papers.
        Name = "name",
        /// The day or year of birth, or the sex, is wrong.
        Facts = "facts",
        /// Nothing can be sent to this address.
        Address = "address",
        /// The same person is on record twice.
        Twice = "twice",
        /// Something else; then it is said in words.
        Other = "other",
    }
);
words!(
    /// What the status list says of a card.
    Mark {
        /// Nothing: it is not named.
        Good = "good",
        /// May come back, or is not there yet.
        Suspended = "suspended",
        /// Never comes back.
        Revoked = "revoked",
    }
);
words!(
    /// Where an order of a plastic card stands.
    OrderState {
        /// Verified at a counter; waits for a second pair of eyes.
        Asked = "asked",
        /// Waits for its batch.
        Approved = "approved",
        /// Nothing is printed.
        Declined = "declined",
        /// Its card is on the way.
        Made = "made",
        /// Its card came, or was ended on the way for good.
        Done = "done",
    }
);

/// Where a card stands, with what is known only then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardState {
    /// Signed, and on its way to its bearer.
    Making(Making),
    /// In its bearer's hands.
    Active,
    /// Reported; may come back.
    Suspended(WhySuspended),
    /// Over.
    Ended(WhyEnded),
}

/// Which order a plastic card fulfils, and where it is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The order.
    pub order: OrderId,
    /// The batch.
    pub batch: PrintBatchId,
    /// In the batch, from 1.
    pub place: u32,
}

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Which.
    pub id: CardId,
    /// Whose.
    pub person: PersonId,
    /// Of what kind.
    pub kind: CardKind,
    /// As its QR code says it.
    pub number: CardNumber,
    /// Where it stands in the status list.
    pub status: StatusIndex,
    /// The first day it is good for.
    pub issued: Date,
    /// The last.
    pub expires: Date,
    /// What was signed; its text is the QR code.
    pub sealed: SealedCard,
    /// Where it stands.
    pub state: CardState,
    /// Its place in a print batch; a card from a counter has none.
    pub piece: Option<Piece>,
    /// The sticker that it is; a card that was signed for its bearer is none.
    pub sticker: Option<StickerId>,
    /// Counts changes from 1.
    pub version: u32,
    /// Where it was asked for.
    pub facility: FacilityId,
    /// When it was signed.
    pub made_at: Instant,
}

/// One change of a card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// Where the card stands since then.
    pub state: CardState,
    /// Where it happened.
    pub facility: FacilityId,
    /// Who said so.
    pub staff: StaffId,
    /// When.
    pub at: Instant,
    /// A reason, or a parcel's number.
    pub note: Option<String>,
}

/// A wish that somebody get a card of plastic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// Which.
    pub id: OrderId,
    /// For whom.
    pub person: PersonId,
    /// What was verified; a person who has changed since is looked at again.
    pub person_version: u32,
    /// The number of the ward by which it is printed; empty when none is known.
    pub ward: String,
    /// Where it stands.
    pub state: OrderState,
    /// By what the verifier knew the person; nothing where that was not written down yet.
    pub proof: Option<Proof>,
    /// Where it was verified.
    pub facility: FacilityId,
    /// By whom.
    pub asked_by: StaffId,
    /// When.
    pub asked_at: Instant,
}

/// What became of an order, once somebody has decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Where it stands.
    pub state: OrderState,
    /// Who decided.
    pub by: StaffId,
    /// When.
    pub at: Instant,
}

/// What is decided about an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It is printed.
    Approve,
    /// It is not.
    Decline {
        /// Why.
        why: String,
    },
}

/// Cards that a print shop is given together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PrintBatch {
    /// Which.
    pub id: PrintBatchId,
    /// Which office began it, and alone goes on with it; `None` for one of before.
    pub facility: Option<FacilityId>,
    /// The ward whose orders it prints.
    pub ward: String,
    /// How many cards are in it.
    pub cards: u32,
    /// Whether cards can still be added.
    pub state: BatchState,
}

/// Whether cards can still be added to a batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BatchState {
    /// They can.
    Open,
    /// It is counted and closed.
    Sealed {
        /// The root of the tree over its cards, in the order of their places: what the print shop
        /// compares its file with.
        root: Hash,
        /// When.
        at: Instant,
    },
}

/// What one part of filling a batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filled {
    /// Orders that were looked at; when there was none, the batch has all there are.
    pub looked_at: u32,
    /// Cards that were signed for them. The others were declined: their person has changed.
    pub added: u32,
}

/// What a card that was shown at a desk is worth today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It counts.
    Good,
    /// Its first day has not come; that day.
    NotYetValid(Date),
    /// Its last day is over.
    Expired,
    /// Its bearer has not got it yet: it was taken on the way.
    NotHandedOver,
    /// It does not count for the time being.
    Suspended(WhySuspended),
    /// It never counts again.
    Ended(WhyEnded),
}

/// A card that was shown at a desk, and what it is worth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checked {
    /// The card, with whose it is.
    pub card: Card,
    /// Whose record goes on; most often the bearer's.
    pub goes_on: PersonId,
    /// What it is worth today.
    pub standing: Standing,
    /// The bearer's children before their first birthday, who stand on it while it counts.
    pub infants: Vec<PersonId>,
}
