//! Cards in people's hands by their last day, and how far their bearers were warned.

use super::rows::{read_card, strange};
use crate::cards::model::{CardId, Expiring, ExpiringAsked, Warned, Warning};
use crate::messages::model::MessageId;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::Id;
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// The columns that `read_card` reads, of a card called `c`, and how far its bearer was warned.
macro_rules! select_expiring {
    ($which:literal) => {
        concat!(
            "SELECT c.card_id, c.person_id, c.kind, c.number, c.status_index, c.issued_on,
                    c.expires_on, c.sealed, c.state, c.detail, c.order_id, c.batch_id, c.place,
                    c.version, c.facility_id, c.made_at, c.sticker_id, w.step, w.at, w.message_id
             FROM   cards_card c
             LEFT   JOIN cards_warning w ON w.bucket = c.bucket AND w.card_id = c.card_id
             WHERE  c.state = 'active' AND (c.expires_on, c.card_id) > ($1, $2)
                    AND c.expires_on <= $3 ",
            $which
        )
    };
}

const ANYWHERE: &str = select_expiring!(
    "ORDER  BY c.expires_on, c.card_id
     LIMIT  $4"
);

const HERE: &str = select_expiring!(
    "AND c.facility_id = $5
     ORDER  BY c.expires_on, c.card_id
     LIMIT  $4"
);

// Nothing is written when this warning, or a later one, was noted before: by another walk at the
// same time, or by one of yesterday.
const NOTE: &str = "
    INSERT INTO cards_warning (bucket, card_id, step, at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (bucket, card_id) DO UPDATE SET step = $3, at = $4, message_id = NULL
    WHERE cards_warning.step > $3";

const NOTE_TOLD: &str = "
    UPDATE cards_warning
    SET    message_id = $3
    WHERE  bucket = $1 AND card_id = $2";

/// Cards that end within some days, the first to end first.
pub fn expiring(tx: &mut Tx<'_>, asked: &ExpiringAsked) -> Result<Vec<Expiring>, Stop> {
    let (first, last) = asked.days;
    let (day, card) = asked.after.unwrap_or((first, Id::from_uuid(Uuid::nil())));
    let most = i64::try_from(asked.most).unwrap_or(i64::MAX);
    let mut values: Vec<Value> = vec![day.into(), card.into(), last.into(), most.into()];
    values.extend(asked.facility.map(Value::from));
    let sql = if asked.facility.is_some() { HERE } else { ANYWHERE };
    tx.query(sql, &values, |row| Ok(Expiring { card: read_card(row)?, warned: read_warned(row)? }))
}

/// Notes that a warning is due about a card; false when it was noted before.
pub fn note_warning(tx: &mut Tx<'_>, card: CardId, step: Warning) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 4] = [card.bucket().into(), card.into(), step.days().into(), now.into()];
    Ok(tx.execute(NOTE, &row)? == 1)
}

/// Notes by which message its bearer was told.
pub fn note_told(tx: &mut Tx<'_>, card: CardId, message: MessageId) -> Result<(), Stop> {
    tx.execute(NOTE_TOLD, &[card.bucket().into(), card.into(), message.into()]).map(drop)
}

fn read_warned(row: &Row<'_>) -> Result<Option<Warned>, Stop> {
    let (step, at) = (row.get::<Option<i64>>(17)?, row.get::<Option<i64>>(18)?);
    let Some((step, at)) = step.zip(at) else { return Ok(None) };
    let step = Warning::of_days(step).ok_or_else(|| strange("a warning"))?;
    let told = row.get::<Option<Uuid>>(19)?.is_some();
    Ok(Some(Warned { step, at: Instant::from_microseconds(at), told }))
}
