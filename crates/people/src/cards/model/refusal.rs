//! Why cards say no.

use nabz_kernel::refusal::Refused;

/// Why cards say no. The sentences are in `locales`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardsRefusal {
    /// Nobody signed such a card.
    NoSuchCard,
    /// Somebody else changed the card in the meantime.
    Stale,
    /// The card has ended.
    Over,
    /// Nobody has the card yet.
    NotHandedOver,
    /// The card does not count already.
    SuspendedAlready,
    /// Nobody said that the card should not count.
    NotSuspended,
    /// Its bearer has the card already.
    HandedOverAlready,
    /// The card was not scanned after printing.
    NotChecked,
    /// A step that does not follow the last one.
    OutOfOrder,
    /// The person has a card.
    HasCard,
    /// The person has died or moved away.
    NotLiving,
    /// The name is one that we gave.
    NotKnown,
    /// The person goes on under another health ID.
    LinkedAway,
    /// No script in which the name is written has a place on a card.
    NoNameForACard,
    /// A child before its first birthday gets a card on paper.
    TooYoung,
    /// Nobody asked for that, or it was decided already.
    NoSuchOrder,
    /// Who verified does not approve.
    OwnOrder,
    /// A card of plastic is on its way already.
    OrderedAlready,
    /// The person has changed since the order.
    PersonChanged,
    /// Nobody began such a batch.
    NoSuchBatch,
    /// The batch is closed.
    BatchSealed,
    /// The batch has no cards.
    BatchEmpty,
    /// Not a card of this city.
    NotOurs,
    /// Signed by a key that this city never named, or not for that day.
    UnknownIssuer,
    /// Damaged, changed, or signed by somebody who says to be another.
    WronglySigned,
    /// Signed by a key that was out of good hands on that day.
    KeyStolen,
    /// Rightly signed, and yet nobody here signed it: the work of a stolen key.
    NeverIssued,
    /// A reason that is not for this to give.
    NoSuchReason,
    /// The person has not said yes to a card.
    NotAgreed,
    /// The child stands on the card that its mother holds.
    OnTheMothers,
    /// No key of the city signs here.
    NoKey,
    /// The batch still takes cards.
    BatchOpen,
    /// Another piece of the batch was scanned than the one that is due.
    OtherPiece {
        /// The place of the one that is due.
        due: u32,
        /// The place of the one that was scanned.
        scanned: u32,
    },
    /// What was scanned is no piece of the batch.
    NotOfThisBatch {
        /// The place of the piece that is due.
        due: u32,
    },
    /// Nobody of the ward waits for a card.
    NobodyWaits,
    /// A parcel without a number cannot be followed.
    NoParcel,
    /// No card was chosen.
    NoneChosen,
    /// No card that is on its way is known by what was typed or scanned.
    NoSuchParcel,
    /// No card in the person's hands counts today.
    NothingToCopy,
    /// The name has no letter that a machine reads, or is too long for the code.
    NoNameForACopy,
    /// A sticker that nobody has yet.
    NobodysSticker,
    /// A sticker that was reported spoilt or lost, or that lay on its roll for too long.
    StickerOver,
    /// The sticker is somebody else's card.
    StickerTaken,
    /// What was scanned is a card and no sticker.
    NoSticker,
    /// Nobody began such a roll here.
    NoSuchRoll,
    /// Stickers of the roll wait to be signed.
    RollUnfinished,
    /// The sticker's roll was not handed to whoever binds it.
    NotYourRoll,
    /// Somebody has handed the roll out, or taken it back, or printed it meanwhile.
    RollMoved,
    /// A count or a place that cannot be.
    OutOfRange {
        /// The smallest that can be.
        least: u32,
        /// The greatest.
        most: u32,
    },
    /// Something that has to be said was not, or cannot be read.
    Incomplete,
    /// No card of the person is with the post.
    NotByPost,
    /// Nobody confirmed that a card ends for good.
    NotConfirmed,
    /// Whoever asks for a card of plastic did not say which paper was shown.
    NoProof,
    /// Another worker than the one who is signed in bound the sticker on this device.
    OtherWorker,
    /// The code of a card was given as the number of its parcel.
    CodeIsNoLabel,
    /// A file of the post in which no line can be read.
    NoLines,
    /// A file of the post that is too large.
    TooManyLines {
        /// So many lines are taken at once.
        most: u32,
    },
    /// Another card was scanned than the one that is handed over.
    OtherCard,
    /// A card is handed over that was not scanned, and nobody says why.
    NotScanned,
    /// Files of a batch are asked for by a print-out that was not counted.
    NotCounted,
    /// Nobody was named who may receive the cards of those who live where the bearer does.
    NoCaretaker,
    /// A card that a caretaker is to receive was not scanned.
    ForItsBearer,
}

impl From<CardsRefusal> for Refused {
    fn from(refusal: CardsRefusal) -> Self {
        use CardsRefusal as Card;
        match refusal {
            Card::NoSuchCard => Self::plain("CRD-001").missing(),
            Card::Stale => Self::plain("CRD-002"),
            Card::Over => Self::plain("CRD-003"),
            Card::NotHandedOver => Self::plain("CRD-004"),
            Card::SuspendedAlready => Self::plain("CRD-005"),
            Card::NotSuspended => Self::plain("CRD-006"),
            Card::HandedOverAlready => Self::plain("CRD-007"),
            Card::NotChecked => Self::plain("CRD-008"),
            Card::OutOfOrder => Self::plain("CRD-009"),
            Card::HasCard => Self::plain("CRD-010"),
            Card::NotLiving => Self::plain("CRD-011"),
            Card::NotKnown => Self::plain("CRD-012"),
            Card::LinkedAway => Self::plain("CRD-013"),
            Card::NoNameForACard => Self::plain("CRD-014"),
            Card::TooYoung => Self::plain("CRD-015"),
            Card::NoSuchOrder => Self::plain("CRD-016").missing(),
            Card::OwnOrder => Self::plain("CRD-017").forbidden(),
            Card::OrderedAlready => Self::plain("CRD-018"),
            Card::PersonChanged => Self::plain("CRD-019"),
            Card::NoSuchBatch => Self::plain("CRD-020").missing(),
            Card::BatchSealed => Self::plain("CRD-021"),
            Card::BatchEmpty => Self::plain("CRD-022"),
            Card::NotOurs => Self::plain("CRD-023"),
            Card::NeverIssued => Self::plain("CRD-024"),
            Card::NoSuchReason => Self::plain("CRD-025").invalid(),
            Card::NotAgreed => Self::plain("CRD-026"),
            Card::OnTheMothers => Self::plain("CRD-027"),
            Card::NoKey => Self::plain("CRD-040"),
            Card::BatchOpen => Self::plain("CRD-041"),
            Card::OtherPiece { due, scanned } => {
                Self::plain("CRD-042").with("due", due).with("scanned", scanned).invalid()
            }
            Card::NotOfThisBatch { due } => Self::plain("CRD-043").with("due", due).invalid(),
            Card::NobodyWaits => Self::plain("CRD-044").invalid(),
            Card::NoParcel => Self::plain("CRD-045").invalid(),
            Card::NoneChosen => Self::plain("CRD-046").invalid(),
            Card::NoSuchParcel => Self::plain("CRD-047").invalid(),
            Card::NothingToCopy => Self::plain("CRD-050"),
            Card::NoNameForACopy => Self::plain("CRD-051"),
            Card::NobodysSticker => Self::plain("CRD-060"),
            Card::StickerOver => Self::plain("CRD-061"),
            Card::StickerTaken => Self::plain("CRD-062"),
            Card::NoSticker => Self::plain("CRD-063").invalid(),
            Card::NoSuchRoll => Self::plain("CRD-064").missing(),
            Card::RollUnfinished => Self::plain("CRD-065"),
            Card::NotYourRoll => Self::plain("CRD-066"),
            Card::RollMoved => Self::plain("CRD-067"),
            Card::OutOfRange { least, most } => {
                Self::plain("CRD-068").with("least", least).with("most", most).invalid()
            }
            Card::Incomplete => Self::plain("CRD-069").invalid(),
            Card::UnknownIssuer => Self::plain("CRD-070"),
            Card::WronglySigned => Self::plain("CRD-071"),
            Card::KeyStolen => Self::plain("CRD-072"),
            Card::NotByPost => Self::plain("CRD-080"),
            Card::NotConfirmed => Self::plain("CRD-081").invalid(),
            Card::NoProof => Self::plain("CRD-082").invalid(),
            Card::OtherWorker => Self::plain("CRD-083"),
            Card::CodeIsNoLabel => Self::plain("CRD-090").invalid(),
            Card::NoLines => Self::plain("CRD-091").invalid(),
            Card::TooManyLines { most } => Self::plain("CRD-092").with("most", most).invalid(),
            Card::OtherCard => Self::plain("CRD-093"),
            Card::NotScanned => Self::plain("CRD-094").invalid(),
            Card::NotCounted => Self::plain("CRD-095"),
            Card::NoCaretaker => Self::plain("CRD-096"),
            Card::ForItsBearer => Self::plain("CRD-097").invalid(),
        }
    }
}
