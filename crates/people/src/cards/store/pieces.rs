//! Cards of plastic on their way: the pieces of a batch, and what the post has.

use super::batches::page_and_one;
use super::rows::{count, read_card, state_of};
use crate::cards::model::{
    Card, CardId, CardState, Making, OnItsWay, PieceFilter, PrintBatchId, StatusIndex, WayAsked,
};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// More cards than lie in one parcel.
const PARCEL_ROWS_MAX: i64 = 100;

/// The columns that `read_card` reads, of a card called `c`.
macro_rules! select_piece {
    ($which:literal) => {
        concat!(
            "SELECT c.card_id, c.person_id, c.kind, c.number, c.status_index, c.issued_on,
                    c.expires_on, c.sealed, c.state, c.detail, c.order_id, c.batch_id, c.place,
                    c.version, c.facility_id, c.made_at, c.sticker_id
             FROM   cards_card c ",
            $which
        )
    };
}

const ALL: &str = select_piece!(
    "WHERE  c.batch_id = $1 AND c.place > $2
     ORDER  BY c.place
     LIMIT  $3"
);

const COME_SO_FAR: &str = select_piece!(
    "WHERE  c.batch_id = $1 AND c.place > $2 AND c.state = 'making' AND c.detail = $4
     ORDER  BY c.place
     LIMIT  $3"
);

const HANDED_OVER: &str = select_piece!(
    "WHERE  c.batch_id = $1 AND c.place > $2 AND c.state IN ('active', 'suspended')
     ORDER  BY c.place
     LIMIT  $3"
);

const ENDED: &str = select_piece!(
    "WHERE  c.batch_id = $1 AND c.place > $2 AND c.state = 'ended'
     ORDER  BY c.place
     LIMIT  $3"
);

const AT: &str = select_piece!("WHERE  c.batch_id = $1 AND c.place = $2");

const OF_SERIAL: &str =
    select_piece!("WHERE  c.facility_id = $1 AND c.status_index = $2 AND c.batch_id IS NOT NULL");

const UNCHECKED: &str = select_piece!(
    "WHERE  c.batch_id = $1 AND c.state = 'making' AND c.detail IN ('queued', 'printed')
     ORDER  BY c.place
     LIMIT  1"
);

const BY_STATE: &str = "
    SELECT state, detail, COUNT(*)
    FROM   cards_card
    WHERE  batch_id = $1
    GROUP  BY state, detail
    ORDER  BY state, detail";

const ON_THE_WAY: &str = "
    SELECT detail, COUNT(*)
    FROM   cards_card
    WHERE  facility_id = $1 AND state = 'making'
    GROUP  BY detail
    ORDER  BY detail";

/// The columns of `select_piece`, and the ward of its order.
macro_rules! select_way {
    ($which:literal) => {
        concat!(
            "SELECT c.card_id, c.person_id, c.kind, c.number, c.status_index, c.issued_on,
                    c.expires_on, c.sealed, c.state, c.detail, c.order_id, c.batch_id, c.place,
                    c.version, c.facility_id, c.made_at, c.sticker_id, o.ward
             FROM   cards_card c
             JOIN   cards_order o ON o.bucket = c.bucket AND o.order_id = c.order_id
             WHERE  c.facility_id = $1 AND c.state = 'making' AND c.detail = $2
                    AND c.card_id > $3 ",
            $which
        )
    };
}

const WAY: &str = select_way!(
    "ORDER  BY c.card_id                   -- the oldest first
     LIMIT  $4"
);

const WAY_OF_WARD: &str = select_way!(
    "AND o.ward = $5
     ORDER  BY c.card_id
     LIMIT  $4"
);

const PARCEL: &str = "
    SELECT note
    FROM   cards_step
    WHERE  bucket = $1 AND card_id = $2 AND detail = 'dispatched'
    ORDER  BY version DESC                 -- of the last time
    LIMIT  1";

const IN_PARCEL: &str = "
    SELECT DISTINCT card_id
    FROM   cards_step
    WHERE  note = $1 AND detail = 'dispatched'
    ORDER  BY card_id
    LIMIT  $2";

/// A page of a batch's pieces and the first of the next page, behind a place.
pub fn pieces(
    tx: &mut Tx<'_>,
    batch: PrintBatchId,
    (which, after): (PieceFilter, u32),
) -> Result<Vec<Card>, Stop> {
    some_pieces(tx, batch, (which, after), page_and_one())
}

/// The pieces of a batch behind a place, at most so many.
pub fn pieces_behind(
    tx: &mut Tx<'_>,
    batch: PrintBatchId,
    (after, most): (u32, u32),
) -> Result<Vec<Card>, Stop> {
    some_pieces(tx, batch, (PieceFilter::All, after), most.into())
}

/// The next pieces of a batch that nobody has counted off the press, at most so many.
pub fn queued_pieces(tx: &mut Tx<'_>, batch: PrintBatchId, most: u32) -> Result<Vec<Card>, Stop> {
    some_pieces(tx, batch, (PieceFilter::Making(Making::Queued), 0), most.into())
}

fn some_pieces(
    tx: &mut Tx<'_>,
    batch: PrintBatchId,
    (which, after): (PieceFilter, u32),
    most: Value,
) -> Result<Vec<Card>, Stop> {
    let mut values: Vec<Value> = vec![batch.into(), after.into(), most];
    let sql = match which {
        PieceFilter::All => ALL,
        PieceFilter::Making(step) => {
            values.push(step.word().into());
            COME_SO_FAR
        }
        PieceFilter::HandedOver => HANDED_OVER,
        PieceFilter::Ended => ENDED,
    };
    tx.query(sql, &values, read_card)
}

/// The piece at a place of a batch.
pub fn piece(tx: &mut Tx<'_>, batch: PrintBatchId, place: u32) -> Result<Option<Card>, Stop> {
    tx.query_one(AT, &[batch.into(), place.into()], read_card)
}

/// The piece with this serial that an office printed; no two cards have one serial.
pub fn piece_of_serial(
    tx: &mut Tx<'_>,
    at: FacilityId,
    serial: StatusIndex,
) -> Result<Option<Card>, Stop> {
    tx.query_one(OF_SERIAL, &[at.into(), serial.number().into()], read_card)
}

/// The next piece of a batch that nobody has scanned since it was printed.
pub fn next_unchecked(tx: &mut Tx<'_>, batch: PrintBatchId) -> Result<Option<Card>, Stop> {
    tx.query_one(UNCHECKED, &[batch.into()], read_card)
}

/// How many pieces of a batch stand where.
pub fn pieces_by_state(
    tx: &mut Tx<'_>,
    batch: PrintBatchId,
) -> Result<Vec<(CardState, u32)>, Stop> {
    tx.query(BY_STATE, &[batch.into()], |row| {
        let detail: Option<String> = row.get(1)?;
        Ok((state_of(&row.get::<String>(0)?, detail.as_deref())?, count(row, 2)?))
    })
}

/// How many cards that an office printed are on their way, and how far.
pub fn way_by_step(tx: &mut Tx<'_>, at: FacilityId) -> Result<Vec<(Making, u32)>, Stop> {
    let counted = tx.query(ON_THE_WAY, &[at.into()], |row| {
        let detail: Option<String> = row.get(0)?;
        Ok((Making::of_word(&detail.unwrap_or_default()), count(row, 1)?))
    })?;
    Ok(counted.into_iter().filter_map(|(step, count)| Some((step?, count))).collect())
}

/// A page of the cards on their way and the first of the next page, the oldest first.
pub fn on_the_way(tx: &mut Tx<'_>, asked: &WayAsked) -> Result<Vec<OnItsWay>, Stop> {
    let after = asked.after.unwrap_or(Id::from_uuid(Uuid::nil()));
    let mut values: Vec<Value> =
        vec![asked.facility.into(), asked.step.word().into(), after.into(), page_and_one()];
    values.extend(asked.ward.as_deref().map(Value::from));
    let sql = if asked.ward.is_some() { WAY_OF_WARD } else { WAY };
    let read = |row: &Row<'_>| Ok((read_card(row)?, row.get::<String>(17)?));
    let found = tx.query(sql, &values, read)?;
    let mut listed = Vec::with_capacity(found.len());
    for (card, ward) in found {
        let parcel = parcel_of(tx, card.id)?;
        listed.push(OnItsWay { card, ward, parcel });
    }
    Ok(listed)
}

/// The post's number of the last parcel in which a card was sent.
pub fn parcel_of(tx: &mut Tx<'_>, card: CardId) -> Result<Option<String>, Stop> {
    let key = [card.bucket().into(), card.into()];
    let note = tx.query_one(PARCEL, &key, |row| row.get::<Option<String>>(0))?;
    Ok(note.flatten())
}

/// The cards that were once sent under a number of the post.
pub fn cards_in_parcel(tx: &mut Tx<'_>, parcel: &str) -> Result<Vec<CardId>, Stop> {
    tx.query(IN_PARCEL, &[parcel.into(), PARCEL_ROWS_MAX.into()], |row| row.id(0))
}
