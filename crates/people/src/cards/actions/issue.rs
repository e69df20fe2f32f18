//! A card on paper, at once.

use super::infants::mother_holds_one;
use super::{By, Wanted, agrees, bearer, change, found, make, person_of};
use crate::cards::model::{Card, CardId, CardKind, CardState, CardsRefusal, Replacement};
use crate::cards::rules;
use crate::registry;
use nabz_access::{Permit, act};
use nabz_credential::keys::Signer;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

act!(
    /// Giving somebody a card on paper.
    IssueCard = "cards.issue",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Giving somebody another card on paper for one that is lost, worn or wrong.
    ReplaceCard = "cards.replace",
    [RegistrationClerk, RecordsOfficer]
);

/// Signs a card on paper for somebody who holds none under any of their numbers. It is good at once,
/// for a year; a child's until its first birthday.
///
/// Refuses with `CRD-010` somebody who holds a card, with `CRD-026` whoever has not said yes to
/// one, with `CRD-027` an infant whose mother holds one that counts, and whoever may have none.
pub fn issue(
    tx: &mut Tx<'_>,
    permit: &Permit<IssueCard>,
    signer: &dyn Signer,
    person: PersonId,
) -> Result<Card, Stop> {
    let (person, is_linked) = person_of(tx, person)?;
    rules::may_have(&person, is_linked)?;
    let kind = rules::paper_kind(&person.details, tx.today());
    if kind == CardKind::Newborn && mother_holds_one(tx, person.id)? {
        return Err(CardsRefusal::OnTheMothers.into());
    }
    rules::agreed(agrees(tx, person.id)?)?;
    let wanted = Wanted { kind, state: CardState::Active, piece: None };
    let card = make(tx, signer, By::of(permit), &person, &wanted)?;
    tx.audit_about(permit, card.id, person.id)?;
    Ok(card)
}

/// Ends the card that somebody holds and signs another on paper, with another number. Their health
/// ID stays; one that was made under another of their numbers is followed by one under the number that
/// goes on. A card of plastic is ordered again like the first.
///
/// Refuses with `CRD-003` a card that has ended, with `CRD-004` one that nobody has yet, and with
/// `CRD-026` whoever wants none any more.
pub fn replace(
    tx: &mut Tx<'_>,
    permit: &Permit<ReplaceCard>,
    signer: &dyn Signer,
    old: CardId,
    why: Replacement,
) -> Result<Card, Stop> {
    let old = found(tx, old)?;
    let goes_on = registry::goes_on(tx, old.person)?;
    let person = bearer(tx, goes_on)?;
    let over = rules::replaced(old.state, why)?;
    change(tx, By::of(permit), &old, over, Some(why.word()))?;
    if old.person != person.id {
        tx.audit_about(permit, old.id, old.person)?;
    }
    let kind = rules::paper_kind(&person.details, tx.today());
    let wanted = Wanted { kind, state: CardState::Active, piece: None };
    let card = make(tx, signer, By::of(permit), &person, &wanted)?;
    tx.audit_about(permit, card.id, person.id)?;
    Ok(card)
}
