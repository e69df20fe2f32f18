//! What a card office does with its batches and their pieces: it begins them, scans what was
//! printed, sends it off and takes back what the post returns. Another office's are not its own.

use super::{HandleCards, PrintCards, found, note_step, open_batch};
use crate::cards::joined::is_of;
use crate::cards::model::{
    BatchState, Card, CardId, CardState, CardsRefusal, Making, PrintBatch, PrintBatchId,
};
use crate::cards::{rules, store};
use crate::registry::rules::text;
use nabz_access::Permit;
use nabz_credential::trust::TrustList;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Tx};

/// More cards than one parcel holds.
const PARCEL_CARDS_MAX: usize = 100;

/// A batch of this office.
///
/// Refuses with `CRD-020` another office's, and one that nobody began.
pub fn own_batch(tx: &mut Tx<'_>, at: FacilityId, id: PrintBatchId) -> Result<PrintBatch, Stop> {
    let batch = store::batch(tx, id)?.filter(|batch| batch.facility == Some(at));
    Ok(batch.ok_or(CardsRefusal::NoSuchBatch)?)
}

/// A batch of this office that is counted and closed, and may be printed.
///
/// Refuses with `CRD-041` one that still takes cards.
pub fn sealed_batch(tx: &mut Tx<'_>, at: FacilityId, id: PrintBatchId) -> Result<PrintBatch, Stop> {
    let batch = own_batch(tx, at, id)?;
    match batch.state {
        BatchState::Sealed { .. } => Ok(batch),
        BatchState::Open => Err(CardsRefusal::BatchOpen.into()),
    }
}

/// Begins a batch of a ward in which somebody waits.
///
/// Refuses with `CRD-044` a ward in which nobody does.
pub fn begin_batch(
    tx: &mut Tx<'_>,
    permit: &Permit<PrintCards>,
    ward: &str,
) -> Result<PrintBatch, Stop> {
    let ward = text(Some(ward))?.unwrap_or_default();
    if store::approved(tx, &ward, 1)?.is_empty() {
        return Err(CardsRefusal::NobodyWaits.into());
    }
    open_batch(tx, permit, &ward)
}

/// Notes that the piece at a place was scanned after printing and is the one that belongs there.
///
/// Refuses with `CRD-042` another piece of the batch, with `CRD-043` whatever else was scanned, and
/// with `CRD-002` a piece that somebody else has dealt with meanwhile.
pub fn check_piece(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    (batch, due): (PrintBatchId, u32),
    scanned: &str,
) -> Result<Card, Stop> {
    let batch = sealed_batch(tx, permit.facility(), batch)?;
    let piece = store::piece(tx, batch.id, due)?.ok_or(CardsRefusal::Stale)?;
    if piece.sealed.text() != scanned {
        return Err(mistaken(tx, &batch, (due, scanned))?.into());
    }
    match piece.state {
        CardState::Making(Making::Queued | Making::Printed) => {
            note_step(tx, permit, piece.id, Making::Checked, None)
        }
        CardState::Making(
            Making::Checked | Making::Dispatched | Making::Delivered | Making::Returned,
        )
        | CardState::Active
        | CardState::Suspended(_)
        | CardState::Ended(_) => Err(CardsRefusal::Stale.into()),
    }
}

/// What was scanned instead of the piece that is due.
fn mistaken(
    tx: &mut Tx<'_>,
    batch: &PrintBatch,
    (due, scanned): (u32, &str),
) -> Result<CardsRefusal, Stop> {
    let cards = store::sealed_cards(tx, batch)?;
    let place = (1..).zip(&cards).find(|(_, card)| card.text() == scanned);
    Ok(match place {
        Some((scanned, _)) => CardsRefusal::OtherPiece { due, scanned },
        None => CardsRefusal::NotOfThisBatch { due },
    })
}

/// Sends cards off in one parcel: all of them, or none.
///
/// Refuses with `CRD-045` a parcel without a number, with `CRD-090` the code of a card in its place,
/// with `CRD-046` a parcel without cards, and with `CRD-009` cards that nobody scanned after
/// printing.
pub fn dispatch(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    cards: &[CardId],
    parcel: &str,
) -> Result<(), Stop> {
    let parcel = rules::post::label(parcel)?;
    each(tx, permit, cards, (Making::Dispatched, Some(parcel.as_str())))
}

/// The post says that it has delivered cards: all of them, or none. They count once their bearers
/// make them valid.
///
/// Refuses with `CRD-009` cards that are not with the post.
pub fn delivered(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    cards: &[CardId],
) -> Result<(), Stop> {
    each(tx, permit, cards, (Making::Delivered, None))
}

/// The post brought cards back: all of them, or none.
///
/// Refuses with `CRD-009` cards that were not sent.
pub fn came_back(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    cards: &[CardId],
) -> Result<(), Stop> {
    each(tx, permit, cards, (Making::Returned, None))
}

fn each(
    tx: &mut Tx<'_>,
    permit: &Permit<HandleCards>,
    cards: &[CardId],
    (step, note): (Making, Option<&str>),
) -> Result<(), Stop> {
    if !(1..=PARCEL_CARDS_MAX).contains(&cards.len()) {
        return Err(CardsRefusal::NoneChosen.into());
    }
    for card in cards {
        own_piece(tx, permit.facility(), *card)?;
        note_step(tx, permit, *card, step, note)?;
    }
    Ok(())
}

/// The cards of this office that the post has under this number, or has delivered.
///
/// Refuses with `CRD-047` when there is none.
pub fn in_parcel(tx: &mut Tx<'_>, at: FacilityId, parcel: &str) -> Result<Vec<CardId>, Stop> {
    let parcel = text(Some(parcel))?.ok_or(CardsRefusal::NoSuchParcel)?;
    let mut cards = Vec::new();
    for id in store::cards_in_parcel(tx, &parcel)? {
        let card = found(tx, id)?;
        let sent = rules::is_with_the_post(card.state) && card.facility == at;
        if sent && store::parcel_of(tx, id)?.as_deref() == Some(&*parcel) {
            cards.push(id);
        }
    }
    if cards.is_empty() { Err(CardsRefusal::NoSuchParcel.into()) } else { Ok(cards) }
}

/// The card behind a code that one of the city's keys signed.
///
/// Refuses any other code with `CRD-023` and `CRD-070` to `CRD-072`, and with `CRD-001` a card that nobody here made.
pub fn scanned_card(tx: &mut Tx<'_>, trust: &TrustList, scanned: &str) -> Result<CardId, Stop> {
    let today = tx.today();
    let said = rules::genuine(scanned, trust, today)?;
    let id = store::of_number(tx, said.cid)?.ok_or(CardsRefusal::NoSuchCard)?;
    Ok(CardId::from_uuid(id))
}

/// The card of this office with this serial, in whichever figures and groups it was typed.
///
/// Refuses with `CRD-001` what is the serial of none.
pub fn piece_called(tx: &mut Tx<'_>, at: FacilityId, typed: &str) -> Result<CardId, Stop> {
    let serial = rules::serial_of(typed).ok_or(CardsRefusal::NoSuchCard)?;
    let piece = store::piece_of_serial(tx, at, serial)?.ok_or(CardsRefusal::NoSuchCard)?;
    Ok(piece.id)
}

/// A card of this office that can be given to the post.
///
/// Refuses with `CRD-001` another office's, with `CRD-008` one that nobody scanned after printing,
/// and with `CRD-009` one that was sent already.
pub fn piece_to_send(tx: &mut Tx<'_>, at: FacilityId, card: CardId) -> Result<Card, Stop> {
    let card = own_piece(tx, at, card)?;
    if let CardState::Making(Making::Queued | Making::Printed) = card.state {
        return Err(CardsRefusal::NotChecked.into());
    }
    rules::made(card.state, Making::Dispatched)?;
    Ok(card)
}

/// The card of somebody, under whichever of their numbers it was made.
///
/// Refuses with `CRD-001` somebody else's.
pub fn card_of(tx: &mut Tx<'_>, person: PersonId, card: CardId) -> Result<Card, Stop> {
    let card = store::card(tx, card)?.ok_or(CardsRefusal::NoSuchCard)?;
    if is_of(tx, person, &card)? { Ok(card) } else { Err(CardsRefusal::NoSuchCard.into()) }
}

/// The card of somebody, as a page saw it.
///
/// Refuses with `CRD-001` somebody else's, and with `CRD-002` a page that saw it before its last
/// change.
pub fn card_seen(
    tx: &mut Tx<'_>,
    person: PersonId,
    (card, seen): (CardId, u32),
) -> Result<Card, Stop> {
    let card = card_of(tx, person, card)?;
    rules::unchanged(&card, seen)?;
    Ok(card)
}

/// A piece that this office printed, as a page saw it.
///
/// Refuses with `CRD-001` another office's, and with `CRD-002` a page that saw it before its last
/// change.
pub fn piece_seen(
    tx: &mut Tx<'_>,
    at: FacilityId,
    (card, seen): (CardId, u32),
) -> Result<Card, Stop> {
    let card = own_piece(tx, at, card)?;
    rules::unchanged(&card, seen)?;
    Ok(card)
}

fn own_piece(tx: &mut Tx<'_>, at: FacilityId, card: CardId) -> Result<Card, Stop> {
    let own = |card: &Card| card.facility == at && card.piece.is_some();
    Ok(store::card(tx, card)?.filter(own).ok_or(CardsRefusal::NoSuchCard)?)
}
