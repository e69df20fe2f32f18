//! Cards that do not count: for a time, or for good.

use super::deliver::end_with_order;
use super::{By, change, found, may_hold};
use crate::cards::joined::holds_no_other;
use crate::cards::model::{Card, CardId, CardsRefusal, WhyEnded, WhySuspended};
use crate::cards::{cards_together, rules};
use crate::registry;
use crate::registry::rules::reason;
use nabz_access::{Permit, act};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

act!(
    /// Blocking a card that was reported. Whoever is told first does it.
    SuspendCard = "cards.suspend",
    [RegistrationClerk, TriageNurse, Doctor, Pharmacist, RecordsOfficer]
);
act!(
    /// Letting a card count again that was found.
    RestoreCard = "cards.restore",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Ending a card for good.
    EndCard = "cards.end",
    [RecordsOfficer, FacilityAdministrator]
);

act!(
    /// Taking back a card from a bearer who wants none any more.
    SurrenderCard = "cards.surrender",
    [RegistrationClerk, RecordsOfficer]
);

/// Blocks a card at once; the health ID goes on, and so does care.
///
/// Refuses with `CRD-005` one that is blocked already.
pub fn suspend(
    tx: &mut Tx<'_>,
    permit: &Permit<SuspendCard>,
    card: CardId,
    why: WhySuspended,
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    let state = rules::suspended(card.state, why)?;
    let after = change(tx, By::of(permit), &card, state, None)?;
    tx.audit_about(permit, card.id, card.person)?;
    Ok(after)
}

/// Lets a card that was found count again.
///
/// Refuses with `CRD-006` one that is not blocked, with `CRD-010` somebody who holds another one under
/// another of their numbers by now, and whoever may have no card any more.
pub fn restore(tx: &mut Tx<'_>, permit: &Permit<RestoreCard>, card: CardId) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    may_hold(tx, &card)?;
    let state = rules::restored(card.state)?;
    holds_no_other(tx, card.person)?;
    let after = change(tx, By::of(permit), &card, state, None)?;
    tx.audit_about(permit, card.id, card.person)?;
    Ok(after)
}

/// Ends a card that its bearer gives back. The health ID goes on, and so does care.
///
/// Refuses with `CRD-004` a card that nobody has yet.
pub fn surrender(
    tx: &mut Tx<'_>,
    permit: &Permit<SurrenderCard>,
    card: CardId,
    words: &str,
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    let (by, why) = (By::of(permit), WhyEnded::Surrendered);
    let after = end_with_order(tx, by, &card, why, &reason(words)?)?;
    tx.audit_about(permit, card.id, card.person)?;
    Ok(after)
}

/// Ends a card for good: given back, its bearer dead, one of two, got by deceit, or lost by the
/// post.
///
/// Refuses with `CRD-025` what another action says: that it is spoilt, replaced or corrected.
pub fn end(
    tx: &mut Tx<'_>,
    permit: &Permit<EndCard>,
    card: CardId,
    why: WhyEnded,
    words: &str,
) -> Result<Card, Stop> {
    match why {
        WhyEnded::Surrendered
        | WhyEnded::Deceased
        | WhyEnded::Duplicate
        | WhyEnded::Fraud
        | WhyEnded::LostOnTheWay => {}
        WhyEnded::Spoilt | WhyEnded::Replaced | WhyEnded::Corrected => {
            return Err(CardsRefusal::NoSuchReason.into());
        }
    }
    let card = found(tx, card)?;
    let after = end_with_order(tx, By::of(permit), &card, why, &reason(words)?)?;
    tx.audit_about(permit, card.id, card.person)?;
    Ok(after)
}

/// Ends a card that was made under another number of somebody who holds one besides.
///
/// Refuses with `CRD-001` a card that is not of this person or is the one under their own number,
/// and with `CRD-002` a page that saw it before its last change, or from before the other one had
/// ended: nobody is left without a card.
pub fn end_duplicate(
    tx: &mut Tx<'_>,
    permit: &Permit<EndCard>,
    person: PersonId,
    (card, seen): (CardId, u32),
) -> Result<Card, Stop> {
    let card = found(tx, card)?;
    if card.person == person || registry::goes_on(tx, card.person)? != person {
        return Err(CardsRefusal::NoSuchCard.into());
    }
    rules::unchanged(&card, seen)?;
    let mut cards = cards_together(tx, person)?;
    cards.retain(|other| other.id != card.id);
    if rules::held(&cards).is_none() {
        return Err(CardsRefusal::Stale.into());
    }
    let why = WhyEnded::Duplicate;
    end(tx, permit, card.id, why, why.word())
}
