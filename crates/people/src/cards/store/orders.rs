//! Who is to get a card of plastic.

use super::rows::{count, strange};
use crate::cards::model::{CardsRefusal, Order, OrderId, OrderState};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{OnConflict, Row, Stop, Tx, Value};

/// More than a records office decides before lunch.
const ORDERS_PAGE_ROWS_MAX: i64 = 50;

const ADD: &str = "
    INSERT INTO cards_order (bucket, order_id, person_id, person_version, ward, state,
                             facility_id, asked_by, asked_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";

const DECIDE: &str = "
    UPDATE cards_order
    SET    state = $3, decided_by = $4, decided_at = $5, note = $6
    WHERE  bucket = $1 AND order_id = $2 AND state = 'asked'";

const MOVE: &str = "
    UPDATE cards_order
    SET    state = $4, note = $5
    WHERE  bucket = $1 AND order_id = $2 AND state = $3";

/// The columns that `read_order` reads.
macro_rules! select_order {
    ($which:literal) => {
        concat!(
            "SELECT order_id, person_id, person_version, ward, state, facility_id, asked_by,
                    asked_at
             FROM   cards_order ",
            $which
        )
    };
}

const ORDER: &str = select_order!("WHERE  bucket = $1 AND order_id = $2");

const ASKED: &str = select_order!(
    "WHERE  facility_id = $1 AND state = 'asked'
     ORDER  BY asked_at, order_id             -- who asked first is answered first
     LIMIT  $2"
);

const APPROVED: &str = select_order!(
    "WHERE  ward = $1 AND state = 'approved'
     ORDER  BY asked_at, order_id             -- and printed first
     LIMIT  $2"
);

/// Keeps a wish until somebody decides.
///
/// Refuses with `CRD-018` while another of the same person is under way.
pub fn add_order(tx: &mut Tx<'_>, order: &Order) -> Result<(), Stop> {
    let row: [Value; 9] = [
        order.person.bucket().into(),
        order.id.into(),
        order.person.into(),
        order.person_version.into(),
        order.ward.as_str().into(),
        order.state.word().into(),
        order.facility.into(),
        order.asked_by.into(),
        order.asked_at.into(),
    ];
    let added = tx.execute(ADD, &row).map(drop);
    added.on_conflict("cards_order_open", CardsRefusal::OrderedAlready)
}

/// One order.
pub fn order(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Order>, Stop> {
    tx.query_one(ORDER, &[id.bucket().into(), id.into()], read_order)
}

/// What waits for a decision at a facility, oldest first.
pub fn asked_orders(tx: &mut Tx<'_>, at: FacilityId) -> Result<Vec<Order>, Stop> {
    tx.query(ASKED, &[at.into(), ORDERS_PAGE_ROWS_MAX.into()], read_order)
}

/// What is to be printed for a ward, oldest first.
pub fn approved(tx: &mut Tx<'_>, ward: &str, most: u32) -> Result<Vec<Order>, Stop> {
    tx.query(APPROVED, &[ward.into(), most.into()], read_order)
}

/// Notes a decision; false when it was decided already.
pub fn decide_order(
    tx: &mut Tx<'_>,
    id: OrderId,
    state: OrderState,
    by: StaffId,
    note: Option<&str>,
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 6] =
        [id.bucket().into(), id.into(), state.word().into(), by.into(), now.into(), note.into()];
    Ok(tx.execute(DECIDE, &row)? == 1)
}

/// Moves an order on; false when it does not stand where it should.
pub fn move_order(
    tx: &mut Tx<'_>,
    id: OrderId,
    (from, to): (OrderState, OrderState),
    note: Option<&str>,
) -> Result<bool, Stop> {
    let row: [Value; 5] =
        [id.bucket().into(), id.into(), from.word().into(), to.word().into(), note.into()];
    Ok(tx.execute(MOVE, &row)? == 1)
}

fn read_order(row: &Row<'_>) -> Result<Order, Stop> {
    let state: String = row.get(4)?;
    Ok(Order {
        id: row.id(0)?,
        person: row.id(1)?,
        person_version: count(row, 2)?,
        ward: row.get(3)?,
        state: OrderState::of_word(&state).ok_or_else(|| strange("an order's state"))?,
        facility: row.id(5)?,
        asked_by: row.id(6)?,
        asked_at: Instant::from_microseconds(row.get(7)?),
    })
}
