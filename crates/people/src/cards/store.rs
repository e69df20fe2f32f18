//! The tables of cards. Every statement is written here once, for both engines.

mod batches;
mod expiring;
mod keys;
mod kit_text;
mod lists;
mod log;
mod numbers;
mod orders;
mod pieces;
mod rows;
mod runs;
mod shown;
mod stickers;

pub use batches::{add_batch, batch, batches, grow_batch, seal_batch, sealed_cards};
pub use expiring::{expiring, note_told, note_warning};
pub use keys::{
    add_key, add_trust, card_key, card_keys, count_signed, forget_in_token, key_in_force,
    key_waiting, left_in_token, retire_key, signed_by, trust,
};
pub use kit_text::{add_kit_text, helpline, kit_text};
pub use lists::{
    add_change, add_list, add_unlisted, changes_behind, current_list, forget_unlisted,
    is_any_unlisted, last_list, marked,
};
pub use log::{
    KeptNodes, LEAVES_AT_ONCE, Logged, add_head, add_leaves, add_unlogged, cards_with_leaves,
    count_unlogged, heads, is_any_unlogged, last_head, leaf_of, leaves_with_cards, log_edge,
    log_length, sealed_card, take_unlogged,
};
pub use numbers::{
    BLOCK_INDICES, claim_number, indices_opened, next_index, of_number, pass_number_on,
};
pub use orders::{
    add_order, approved, asked_orders, decide_order, decided, last_order, move_order, note_of,
    order, orders, orders_of, orders_under_way, sent_back, waiting_by_ward,
};
pub use pieces::{
    cards_in_parcel, next_unchecked, on_the_way, parcel_of, piece, piece_of_serial, pieces,
    pieces_behind, pieces_by_state, queued_pieces, way_by_step,
};
pub use runs::{add_run, run_of_print, runs};
pub use shown::{forget_shown, note_shown, shown_elsewhere};
pub use stickers::{
    add_roll, add_roll_step, add_sticker, bind_sticker, bound_at, end_stickers, ended_stickers,
    roll, roll_steps, rolls, save_roll, sticker, sticker_counts, stickers_behind,
};

use super::model::{Card, CardId, CardState, CardsRefusal, Step};
use super::rules;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_store::{OnConflict, Stop, Tx, Value};
use rows::{read_card, read_step, state_words};

/// More cards than one person is ever given.
const CARDS_ROWS_MAX: i64 = 50;
/// More changes than one card sees.
const STEPS_ROWS_MAX: i64 = 50;
/// Nobody holds two cards.
const LIVE: &str = "cards_card_live";

const ADD_CARD: &str = "
    INSERT INTO cards_card (bucket, card_id, person_id, kind, number, status_index, issued_on,
                            expires_on, sealed, state, detail, mark, order_id, batch_id, place,
                            version, facility_id, made_at, sticker_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
            $19)";

const SAVE_STATE: &str = "
    UPDATE cards_card
    SET    state = $4, detail = $5, mark = $6, version = version + 1
    WHERE  bucket = $1 AND card_id = $2 AND version = $3";

/// The columns that `read_card` reads.
macro_rules! select_card {
    ($which:literal) => {
        concat!(
            "SELECT card_id, person_id, kind, number, status_index, issued_on, expires_on, sealed,
                    state, detail, order_id, batch_id, place, version, facility_id, made_at,
                    sticker_id
             FROM   cards_card ",
            $which
        )
    };
}

const CARD: &str = select_card!("WHERE  bucket = $1 AND card_id = $2");

const OF_PERSON: &str = select_card!(
    "WHERE  bucket = $1 AND person_id = $2
     ORDER  BY card_id           -- by the time of their making
     LIMIT  $3"
);

const ADD_STEP: &str = "
    INSERT INTO cards_step (bucket, card_id, version, state, detail, facility_id, staff_id, at,
                            note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const STEPS: &str = "
    SELECT state, detail, facility_id, staff_id, at, note
    FROM   cards_step
    WHERE  bucket = $1 AND card_id = $2
    ORDER  BY version
    LIMIT  $3";

/// Keeps a card that was just signed.
///
/// Refuses with `CRD-010` one for somebody's hands while they hold another.
pub fn add_card(tx: &mut Tx<'_>, card: &Card) -> Result<(), Stop> {
    let (state, detail) = state_words(card.state);
    let piece = card.piece.as_ref();
    let row: [Value; 19] = [
        card.id.bucket().into(),
        card.id.into(),
        card.person.into(),
        card.kind.word().into(),
        card.number.0.as_slice().into(),
        card.status.number().into(),
        card.issued.into(),
        card.expires.into(),
        card.sealed.as_bytes().into(),
        state.into(),
        detail.into(),
        rules::mark(card.state).word().into(),
        piece.map(|piece| piece.order).into(),
        piece.map(|piece| piece.batch).into(),
        piece.map(|piece| piece.place).into(),
        card.version.into(),
        card.facility.into(),
        card.made_at.into(),
        card.sticker.into(),
    ];
    tx.execute(ADD_CARD, &row).map(drop).on_conflict(LIVE, CardsRefusal::HasCard)
}

/// Saves where a card stands from now on; the version counts on.
///
/// Refuses with `CRD-002` a card that was changed since it was read, and with `CRD-010` one for
/// somebody's hands while they hold another.
pub fn save_state(tx: &mut Tx<'_>, card: &Card, to: CardState) -> Result<Card, Stop> {
    let (state, detail) = state_words(to);
    let row: [Value; 6] = [
        card.id.bucket().into(),
        card.id.into(),
        card.version.into(),
        state.into(),
        detail.into(),
        rules::mark(to).word().into(),
    ];
    let saved = tx.execute(SAVE_STATE, &row).on_conflict(LIVE, CardsRefusal::HasCard)?;
    if saved == 0 {
        return Err(CardsRefusal::Stale.into());
    }
    Ok(Card { state: to, version: card.version + 1, ..card.clone() })
}

/// One card.
pub fn card(tx: &mut Tx<'_>, id: CardId) -> Result<Option<Card>, Stop> {
    tx.query_one(CARD, &[id.bucket().into(), id.into()], read_card)
}

/// Every card that somebody was ever given, the first one first.
pub fn cards_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Card>, Stop> {
    let key = [person.bucket().into(), person.into(), CARDS_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_card)
}

/// Keeps that a card stands where it does since a moment, with who said so.
pub fn add_step(
    tx: &mut Tx<'_>,
    card: &Card,
    (facility, staff): (FacilityId, StaffId),
    (note, at): (Option<&str>, Instant),
) -> Result<(), Stop> {
    let (state, detail) = state_words(card.state);
    let row: [Value; 9] = [
        card.id.bucket().into(),
        card.id.into(),
        card.version.into(),
        state.into(),
        detail.into(),
        facility.into(),
        staff.into(),
        at.into(),
        note.into(),
    ];
    tx.execute(ADD_STEP, &row).map(drop)
}

/// What happened to a card, in order.
pub fn steps(tx: &mut Tx<'_>, card: CardId) -> Result<Vec<Step>, Stop> {
    let key = [card.bucket().into(), card.into(), STEPS_ROWS_MAX.into()];
    tx.query(STEPS, &key, read_step)
}

impl From<CardsRefusal> for Stop {
    fn from(refusal: CardsRefusal) -> Self {
        Self::Refused(Refused::from(refusal))
    }
}
