//! Who is to get a card of plastic.

use super::batches::page_and_one;
use super::rows::{count, strange};
use crate::cards::model::{CardsRefusal, Decided, Order, OrderId, OrderState, OrdersAsked, Proof};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{OnConflict, Row, Stop, Tx, Value};
use uuid::Uuid;

/// More than a records office decides before lunch.
const ORDERS_PAGE_ROWS_MAX: i64 = 50;
/// More than one person asks for.
const OF_PERSON_ROWS_MAX: i64 = 100;

const ADD: &str = "
    INSERT INTO cards_order (bucket, order_id, person_id, person_version, ward, state,
                             facility_id, asked_by, asked_at, proof)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

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
                    asked_at, proof
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

const LAST_OF: &str = select_order!(
    "WHERE  bucket = $1 AND person_id = $2
     ORDER  BY order_id DESC                  -- ids sort by time
     LIMIT  1"
);

const OF_PERSON: &str = select_order!(
    "WHERE  bucket = $1 AND person_id = $2
     ORDER  BY order_id
     LIMIT  $3"
);

const HERE: &str = select_order!(
    "WHERE  facility_id = $1 AND state = $2 AND order_id > $3
     ORDER  BY order_id                       -- the oldest first
     LIMIT  $4"
);

const OF_WARD: &str = select_order!(
    "WHERE  facility_id = $1 AND state = $2 AND ward = $5 AND order_id > $3
     ORDER  BY order_id
     LIMIT  $4"
);

const SENT_BACK: &str = select_order!(
    "WHERE  facility_id = $1 AND state = 'declined'
     ORDER  BY order_id DESC                  -- the latest first
     LIMIT  $2"
);

const UNDER_WAY: &str = "
    SELECT state, COUNT(*)
    FROM   cards_order
    WHERE  facility_id = $1 AND state IN ('asked', 'approved', 'made')
    GROUP  BY state
    ORDER  BY state";

const WAITING: &str = "
    SELECT ward, COUNT(*)
    FROM   cards_order
    WHERE  state = 'approved'
    GROUP  BY ward
    ORDER  BY ward";

const NOTE: &str = "SELECT note FROM cards_order WHERE bucket = $1 AND order_id = $2";

const DECIDED: &str = "
    SELECT state, decided_by, decided_at
    FROM   cards_order
    WHERE  bucket = $1 AND order_id = $2 AND decided_at IS NOT NULL";

/// Keeps a wish until somebody decides.
///
/// Refuses with `CRD-018` while another of the same person is under way.
pub fn add_order(tx: &mut Tx<'_>, order: &Order) -> Result<(), Stop> {
    let row: [Value; 10] = [
        order.person.bucket().into(),
        order.id.into(),
        order.person.into(),
        order.person_version.into(),
        order.ward.as_str().into(),
        order.state.word().into(),
        order.facility.into(),
        order.asked_by.into(),
        order.asked_at.into(),
        order.proof.map(Proof::word).into(),
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

/// The order that somebody made last.
pub fn last_order(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<Order>, Stop> {
    tx.query_one(LAST_OF, &[person.bucket().into(), person.into()], read_order)
}

/// Everything that somebody ever ordered, the first one first.
pub fn orders_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Order>, Stop> {
    let key: [Value; 3] = [person.bucket().into(), person.into(), OF_PERSON_ROWS_MAX.into()];
    tx.query(OF_PERSON, &key, read_order)
}

/// Why an order was declined or put back, as it is kept.
pub fn note_of(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<String>, Stop> {
    let key = [id.bucket().into(), id.into()];
    let note = tx.query_one(NOTE, &key, |row| row.get::<Option<String>>(0))?;
    Ok(note.flatten())
}

/// What became of an order, once somebody has decided.
pub fn decided(tx: &mut Tx<'_>, id: OrderId) -> Result<Option<Decided>, Stop> {
    tx.query_one(DECIDED, &[id.bucket().into(), id.into()], |row| {
        Ok(Decided {
            state: read_state(&row.get::<String>(0)?)?,
            by: row.id(1)?,
            at: Instant::from_microseconds(row.get(2)?),
        })
    })
}

/// A page of an office's orders and the first of the next page, the oldest first.
pub fn orders(tx: &mut Tx<'_>, asked: &OrdersAsked) -> Result<Vec<Order>, Stop> {
    let after = asked.after.unwrap_or(Id::from_uuid(Uuid::nil()));
    let mut values: Vec<Value> =
        vec![asked.facility.into(), asked.state.word().into(), after.into(), page_and_one()];
    values.extend(asked.ward.as_deref().map(Value::from));
    tx.query(if asked.ward.is_some() { OF_WARD } else { HERE }, &values, read_order)
}

/// The orders of a facility that were declined last, the latest first; at most a page of them.
pub fn sent_back(tx: &mut Tx<'_>, at: FacilityId) -> Result<Vec<Order>, Stop> {
    tx.query(SENT_BACK, &[at.into(), page_and_one()], read_order)
}

/// How many orders of a facility are under way, by where they stand.
pub fn orders_under_way(tx: &mut Tx<'_>, at: FacilityId) -> Result<Vec<(OrderState, u32)>, Stop> {
    tx.query(UNDER_WAY, &[at.into()], |row| {
        Ok((read_state(&row.get::<String>(0)?)?, count(row, 1)?))
    })
}

/// How many orders wait for a batch, by the wards of the city.
pub fn waiting_by_ward(tx: &mut Tx<'_>) -> Result<Vec<(String, u32)>, Stop> {
    tx.query(WAITING, &[], |row| Ok((row.get(0)?, count(row, 1)?)))
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

fn read_state(word: &str) -> Result<OrderState, Stop> {
    OrderState::of_word(word).ok_or_else(|| strange("an order's state"))
}

fn read_order(row: &Row<'_>) -> Result<Order, Stop> {
    let proof: Option<String> = row.get(8)?;
    let known = |word: String| Proof::of_word(&word).ok_or_else(|| strange("an order's proof"));
    Ok(Order {
        id: row.id(0)?,
        person: row.id(1)?,
        person_version: count(row, 2)?,
        ward: row.get(3)?,
        state: read_state(&row.get::<String>(4)?)?,
        facility: row.id(5)?,
        asked_by: row.id(6)?,
        asked_at: Instant::from_microseconds(row.get(7)?),
        proof: proof.map(known).transpose()?,
    })
}
