//! A sticker becomes somebody's card: at a counter, or in the field, where a device says so later.

use super::bearer;
use super::infants::mother_holds_one;
use crate::cards::joined::{holds_no_other, is_of};
use crate::cards::model::{
    Binding, Bound, BoundAt, Card, CardId, CardKind, CardState, CardsRefusal, Sticker, Whom,
};
use crate::cards::rules::{self, stickers};
use crate::cards::store;
use crate::registry;
use crate::registry::model::{Person, RegistryRefusal};
use nabz_access::{Permit, act};
use nabz_credential::card::Bearer;
use nabz_credential::trust::TrustList;
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::{Stop, Tx};
use uuid::Uuid;

act!(
    /// Giving somebody a sticker for their card.
    BindSticker = "cards.bind-sticker",
    [RegistrationClerk, RecordsOfficer]
);

/// Makes a sticker that was scanned the card of somebody who holds none, from now on. Doing so
/// again answers the same.
///
/// Refuses with `CRD-060` and its neighbours a sticker that cannot be theirs: spoilt or lost,
/// another's, no sticker at all, of a roll that was not handed out here. Refuses with `CRD-010`
/// somebody who holds a card, with `CRD-026` whoever has not said yes to one, with `CRD-027` an
/// infant whose mother holds one that counts, and whoever may have none.
pub fn bind(
    tx: &mut Tx<'_>,
    permit: &Permit<BindSticker>,
    trust: &TrustList,
    (text, person): (&str, PersonId),
) -> Result<Bound, Stop> {
    let now = tx.now();
    let said = BoundAt { said: now, at: now };
    match looked_at(tx, permit, trust, text)? {
        Scanned::Card(card) => taken(tx, permit, &card, person),
        Scanned::Sticker(sticker) => {
            let from = stickers::Origin::Counter;
            become_card(tx, permit, &sticker, (person, from), said)
        }
    }
}

/// The same for what a device says that it bound, perhaps days ago. The time is kept as it was
/// said, and as far as it can be believed.
///
/// Refuses as [`bind`], with `CRD-066` a sticker of a roll that another worker carries, and with
/// `REG-020` or `CRD-001` whoever is not on record.
pub fn bind_from_device(
    tx: &mut Tx<'_>,
    permit: &Permit<BindSticker>,
    trust: &TrustList,
    binding: &Binding,
) -> Result<Bound, Stop> {
    let person = named(tx, binding.whom)?;
    match looked_at(tx, permit, trust, &binding.sticker)? {
        Scanned::Card(card) => taken(tx, permit, &card, person),
        Scanned::Sticker(sticker) => {
            let roll = store::roll(tx, sticker.roll)?.ok_or(CardsRefusal::NoSuchRoll)?;
            let said = stickers::bound_at(binding.said, roll.begun_at, tx.now());
            let from = stickers::Origin::Device(permit.staff());
            become_card(tx, permit, &sticker, (person, from), said)
        }
    }
}

/// Whom a device means.
fn named(tx: &mut Tx<'_>, whom: Whom) -> Result<PersonId, Stop> {
    let person = match whom {
        Whom::Person(person) => Some(person),
        Whom::Registration(registration) => registry::person_registered(tx, registration)?,
        Whom::HealthId(id) => registry::person_of_health_id(tx, id)?,
        Whom::Card(number) => {
            let behind = store::of_number(tx, number)?.ok_or(CardsRefusal::NoSuchCard)?;
            let card = card_behind(tx, behind)?;
            Some(registry::goes_on(tx, card.person)?)
        }
    };
    Ok(person.ok_or(RegistryRefusal::NoSuchPerson)?)
}

/// What a sticker's code led to.
enum Scanned {
    /// It was nobody's until now.
    Sticker(Box<Sticker>),
    /// It is a card already.
    Card(Box<Card>),
}

fn looked_at(
    tx: &mut Tx<'_>,
    permit: &Permit<BindSticker>,
    trust: &TrustList,
    text: &str,
) -> Result<Scanned, Stop> {
    let today = tx.today();
    let said = rules::genuine(text, trust, today)?;
    if said.bearer != Bearer::Sticker {
        return Err(CardsRefusal::NoSticker.into());
    }
    let Some(id) = store::of_number(tx, said.cid)? else {
        tx.audit_refused(permit, permit.facility(), None)?;
        return Err(tx.refuse_and_keep(CardsRefusal::NeverIssued));
    };
    if let Some(card) = store::card(tx, Id::from_uuid(id))? {
        return Ok(Scanned::Card(Box::new(card)));
    }
    let sticker = store::sticker(tx, Id::from_uuid(id))?.ok_or(CardsRefusal::NoSuchCard)?;
    Ok(Scanned::Sticker(Box::new(sticker)))
}

/// A sticker that is a card already was bound twice, or is somebody else's.
fn taken(
    tx: &mut Tx<'_>,
    permit: &Permit<BindSticker>,
    card: &Card,
    person: PersonId,
) -> Result<Bound, Stop> {
    if !is_of(tx, person, card)? {
        return Err(CardsRefusal::StickerTaken.into());
    }
    tx.audit_about(permit, card.id, person)?;
    Ok(Bound { card: card.id, person, before: true })
}

fn become_card(
    tx: &mut Tx<'_>,
    permit: &Permit<BindSticker>,
    sticker: &Sticker,
    (person, from): (PersonId, stickers::Origin),
    at: BoundAt,
) -> Result<Bound, Stop> {
    let roll = store::roll(tx, sticker.roll)?.ok_or(CardsRefusal::NoSuchRoll)?;
    stickers::may_bind(&roll, permit.facility(), from)?;
    stickers::free(sticker, tx.today())?;
    let person = bearer(tx, person)?;
    holds_no_other(tx, person.id)?;
    let card = made_of(tx, permit, (sticker, &person), at);
    if card.kind == CardKind::Newborn && mother_holds_one(tx, person.id)? {
        return Err(CardsRefusal::OnTheMothers.into());
    }
    // Somebody who had it a moment ago is met when this runs again.
    if !store::bind_sticker(tx, sticker.id, &card, at)? {
        return Err(Stop::Again);
    }
    store::add_card(tx, &card)?;
    store::add_unlogged(tx, card.id)?;
    if !store::pass_number_on(tx, card.number, (sticker.id, card.id))? {
        return Err(Stop::Again);
    }
    let by = (permit.facility(), permit.staff());
    store::add_step(tx, &card, by, (None, at.at))?;
    tx.audit_about(permit, card.id, person.id)?;
    Ok(Bound { card: card.id, person: person.id, before: false })
}

fn made_of(
    tx: &Tx<'_>,
    permit: &Permit<BindSticker>,
    (sticker, person): (&Sticker, &Person),
    at: BoundAt,
) -> Card {
    let bound_on = at.at.date_in_india();
    let (kind, expires) = stickers::card_of(sticker, &person.details, bound_on);
    Card {
        id: CardId::draw_in(tx.now(), person.id.bucket()),
        person: person.id,
        kind,
        number: sticker.number,
        status: sticker.status,
        issued: bound_on,
        expires,
        sealed: sticker.sealed.clone(),
        state: CardState::Active,
        piece: None,
        sticker: Some(sticker.id),
        version: 1,
        facility: permit.facility(),
        made_at: tx.now(),
    }
}

/// The card of a number, by what the number leads to.
///
/// Refuses with `CRD-060` a sticker that nobody has yet, with `CRD-061` one that was spoilt or lost
/// before, and with `CRD-001` what is neither.
pub(super) fn card_behind(tx: &mut Tx<'_>, id: Uuid) -> Result<Card, Stop> {
    if let Some(card) = store::card(tx, Id::from_uuid(id))? {
        return Ok(card);
    }
    let sticker = store::sticker(tx, Id::from_uuid(id))?.ok_or(CardsRefusal::NoSuchCard)?;
    stickers::free(&sticker, tx.today())?;
    Err(CardsRefusal::NobodysSticker.into())
}
