//! The way of a card of plastic from the press to its bearer, who hears of it by message.

use super::{By, change, found, may_hold, scanned_card};
use crate::cards::joined::other_records;
use crate::cards::model::{Card, CardId, CardState, CardsRefusal, Making, OrderState, WhyEnded};
use crate::cards::words::{self, Told};
use crate::cards::{cards_together, rules, store};
use crate::households;
use crate::messages;
use crate::messages::model::MessageKind;
use crate::registry::rules::{reason, text};
use nabz_access::{Act, Permit, act, facility_node, organisation};
use nabz_credential::trust::TrustList;
use nabz_kernel::ids::FacilityId;
use nabz_kernel::language::Language;
use nabz_store::{Stop, Tx};

act!(
    /// Noting how far cards have come between the press and the post.
    HandleCards = "cards.handle",
    [RecordsOfficer, FacilityAdministrator]
);
act!(
    /// Giving a card of plastic to its bearer.
    HandOverCard = "cards.hand-over",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Giving a card of plastic to whoever receives the cards of those who live in one place.
    HandToCaretaker = "cards.hand-to-caretaker",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Giving a card of plastic to its bearer whose code cannot be read.
    HandOverUnread = "cards.hand-over-unread",
    [RegistrationClerk, RecordsOfficer]
);

/// Notes that a card has come one step further; `parcel` is the post's number for it. Whoever
/// agreed to messages is told where it lies from now on, or by which number it was sent.
///
/// Refuses with `CRD-009` a step that does not follow the last.
pub fn note_step(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    card: CardId,
    step: Making,
    parcel: Option<&str>,
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    let (state, parcel) = (rules::made(card.state, step)?, text(parcel)?);
    let after = change(tx, By::of(permit), &card, state, parcel.as_deref())?;
    tx.audit_about(permit, card.id, card.person)?;
    let told = match (step, parcel) {
        (Making::Queued | Making::Printed, _) => return Ok(after),
        (Making::Checked, _) => Told::Printed,
        (Making::Dispatched, parcel) => Told::Sent { parcel },
        (Making::Delivered, _) => Told::Delivered,
        (Making::Returned, _) => Told::CameBack,
    };
    tell(tx, permit.facility(), &after, &told)?;
    Ok(after)
}

/// Tells the bearer of a card what became of it, if they agreed to be told.
pub(super) fn tell(tx: &mut Tx<'_>, at: FacilityId, card: &Card, told: &Told) -> Result<(), Stop> {
    let kind = match told {
        Told::Printed | Told::CameBack | Told::HandedOver | Told::Activated => {
            MessageKind::CardReady
        }
        Told::Sent { .. } | Told::Delivered => MessageKind::CardSent,
    };
    let place = organisation::node(tx, facility_node(at))?.map(|node| node.names);
    let today = tx.today();
    let said = |languages: &[Language]| {
        words::on_its_way((card.status, told), (place.as_ref(), today), languages)
    };
    messages::tell(tx, card.person, kind, said).map(drop)
}

/// Ends a card that was misprinted or broken before anybody had it. Its order is printed again, on
/// another card with another number.
pub fn spoil(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    card: CardId,
    why: &str,
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    let after = end_with_order(tx, By::of(permit), &card, WhyEnded::Spoilt, &reason(why)?)?;
    tx.audit_about(permit, card.id, card.person)?;
    Ok(after)
}

/// Its bearer has the card, whose code was scanned as it was handed over. Whatever they held until
/// now ends, and a message says so: whoever did not get it hears that somebody did.
///
/// Refuses with `CRD-093` the code of another card, which the audit keeps, with `CRD-023` and
/// `CRD-070` to `CRD-072` what no key of the city in good hands signed, with `CRD-008` a card that
/// nobody scanned after printing, and whoever may have none any more.
pub fn hand_over(
    tx: &mut Tx<'_>,
    permit: &Permit<HandOverCard>,
    trust: &TrustList,
    (card, scanned): (CardId, &str),
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    is_this_card(tx, permit, trust, (&card, scanned))?;
    let after = give(tx, By::of(permit), &card, None)?;
    tx.audit_about(permit, card.id, card.person)?;
    tell(tx, permit.facility(), &after, &Told::HandedOver)?;
    Ok(after)
}

/// The same through the caretaker of the place in which its bearer lives, whose name stays beside the
/// step.
///
/// Refuses as [`hand_over`], and with `CRD-096` where nobody was named who may receive it.
pub fn hand_to_caretaker(
    tx: &mut Tx<'_>,
    permit: &Permit<HandToCaretaker>,
    trust: &TrustList,
    (card, scanned): (CardId, &str),
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    is_this_card(tx, permit, trust, (&card, scanned))?;
    let caretaker = households::caretaker_of(tx, card.person)?;
    let note = rules::received_by(&caretaker.ok_or(CardsRefusal::NoCaretaker)?);
    let after = give(tx, By::of(permit), &card, Some(&note))?;
    tx.audit_about(permit, card.id, card.person)?;
    tell(tx, permit.facility(), &after, &Told::HandedOver)?;
    Ok(after)
}

/// Refuses the code of another card, which the audit keeps.
fn is_this_card<A: Act>(
    tx: &mut Tx<'_>,
    permit: &Permit<A>,
    trust: &TrustList,
    (card, scanned): (&Card, &str),
) -> Result<(), Stop> {
    if scanned_card(tx, trust, scanned)? == card.id {
        return Ok(());
    }
    tx.audit_refused(permit, card.id, Some(card.person))?;
    Err(tx.refuse_and_keep(CardsRefusal::OtherCard))
}

/// The same for a card whose code cannot be read; why stands beside the step, and the audit tells
/// the two apart.
///
/// Refuses as [`hand_over`], and with `REG-025` without a reason.
pub fn hand_over_unread(
    tx: &mut Tx<'_>,
    permit: &Permit<HandOverUnread>,
    (card, why): (CardId, &str),
) -> Result<Card, Stop> {
    let (card, why) = (found(tx, card)?, rules::why_unread(&reason(why)?));
    let after = give(tx, By::of(permit), &card, Some(&why))?;
    tx.audit_about(permit, card.id, card.person)?;
    tell(tx, permit.facility(), &after, &Told::HandedOver)?;
    Ok(after)
}

/// A card counts from now on, what its bearer held until now ends, under whichever of their numbers it
/// was made, and its order is done.
pub(super) fn give(tx: &mut Tx<'_>, by: By, card: &Card, note: Option<&str>) -> Result<Card, Stop> {
    may_hold(tx, card)?;
    let state = rules::handed_over(card.state)?;
    other_records(tx, card.person)?;
    for held in cards_together(tx, card.person)?.iter().filter(|held| is_held(held)) {
        let over = rules::ended(held.state, WhyEnded::Replaced)?;
        change(tx, by, held, over, None)?;
    }
    let after = change(tx, by, card, state, note)?;
    if let Some(piece) = card.piece {
        let done = (OrderState::Made, OrderState::Done);
        if !store::move_order(tx, piece.order, done, None)? {
            return Err(CardsRefusal::Stale.into());
        }
    }
    Ok(after)
}

fn is_held(card: &Card) -> bool {
    matches!(card.state, CardState::Active | CardState::Suspended(_))
}

/// Ends a card. If it was still on its way, its order is printed again or is done with.
pub(super) fn end_with_order(
    tx: &mut Tx<'_>,
    by: By,
    card: &Card,
    why: WhyEnded,
    note: &str,
) -> Result<Card, Stop> {
    let after = change(tx, by, card, rules::ended(card.state, why)?, Some(note))?;
    if let (CardState::Making(_), Some(piece)) = (card.state, card.piece) {
        let moved = (OrderState::Made, rules::order_after(why));
        if !store::move_order(tx, piece.order, moved, Some(why.word()))? {
            return Err(CardsRefusal::Stale.into());
        }
    }
    Ok(after)
}
