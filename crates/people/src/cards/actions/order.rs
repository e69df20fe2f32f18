//! Who gets a card of plastic: one verifies, another approves.

use super::{agrees, bearer, person_of};
use crate::cards::joined::other_records;
use crate::cards::model::{CardsRefusal, Order, OrderId, OrderState, Proof, Verdict};
use crate::cards::{rules, store};
use crate::registry::rules::{reason, unchanged_since};
use nabz_access::{Permit, act};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

act!(
    /// Saying that somebody is who they say, so that they get a card of plastic.
    AskCard = "cards.ask",
    [RegistrationClerk, RecordsOfficer]
);
act!(
    /// Deciding about a card of plastic that somebody else asked for.
    DecideCard = "cards.decide",
    [RecordsOfficer, FacilityAdministrator]
);

/// Asks for a card of plastic for somebody who is known by a paper or a witness, as their record
/// stood.
///
/// Refuses with `REG-022` when the record has changed since the asker saw it, with `CRD-015` a
/// child before its first birthday, with `CRD-018` while another card is on its way under whichever of
/// their numbers, and with `CRD-026` whoever has not said yes to one.
pub fn ask(
    tx: &mut Tx<'_>,
    permit: &Permit<AskCard>,
    (person, seen): (PersonId, u32),
    proof: Proof,
) -> Result<Order, Stop> {
    let person = bearer(tx, person)?;
    unchanged_since(&person, seen)?;
    rules::old_enough(&person.details, tx.today())?;
    rules::face(&person.details)?;
    for other in other_records(tx, person.id)? {
        if rules::on_its_way(&store::cards_of(tx, other)?).is_some() {
            return Err(CardsRefusal::OrderedAlready.into());
        }
    }
    let order = Order {
        id: OrderId::draw_in(tx.now(), person.id.bucket()),
        person: person.id,
        person_version: person.version,
        ward: person.details.address.ward.clone().unwrap_or_default(),
        state: OrderState::Asked,
        proof: Some(proof),
        facility: permit.facility(),
        asked_by: permit.staff(),
        asked_at: tx.now(),
    };
    store::add_order(tx, &order)?;
    tx.audit_about(permit, order.id, person.id)?;
    Ok(order)
}

/// Decides about an order of the permit's facility.
///
/// Refuses whoever asked with `CRD-017`, and with `CRD-019` a person who has changed since: they
/// have to be looked at again.
pub fn decide(
    tx: &mut Tx<'_>,
    permit: &Permit<DecideCard>,
    id: OrderId,
    verdict: &Verdict,
) -> Result<Order, Stop> {
    let order = store::order(tx, id)?.filter(|order| order.facility == permit.facility());
    let order = order.ok_or(CardsRefusal::NoSuchOrder)?;
    if order.asked_by == permit.staff() {
        return Err(CardsRefusal::OwnOrder.into());
    }
    let (state, why) = match verdict {
        Verdict::Approve => {
            let (person, is_linked) = person_of(tx, order.person)?;
            rules::printable(&person, is_linked, &order, tx.today())?;
            rules::agreed(agrees(tx, order.person)?)?;
            (OrderState::Approved, None)
        }
        Verdict::Decline { why } => (OrderState::Declined, Some(reason(why)?)),
    };
    if !store::decide_order(tx, order.id, state, permit.staff(), why.as_deref())? {
        return Err(CardsRefusal::NoSuchOrder.into());
    }
    tx.audit_about(permit, order.id, order.person)?;
    Ok(Order { state, ..order })
}
