//! A card as a row and back.

use crate::cards::model::{
    Card, CardKind, CardNumber, CardState, Making, Piece, SealedCard, StatusIndex, Step, WhyEnded,
    WhySuspended,
};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::Id;
use nabz_store::{Row, Stop};
use uuid::Uuid;

/// The columns `state` and `detail`.
pub(super) fn state_words(state: CardState) -> (&'static str, Option<&'static str>) {
    match state {
        CardState::Making(step) => ("making", Some(step.word())),
        CardState::Active => ("active", None),
        CardState::Suspended(why) => ("suspended", Some(why.word())),
        CardState::Ended(why) => ("ended", Some(why.word())),
    }
}

pub(super) fn state_of(state: &str, detail: Option<&str>) -> Result<CardState, Stop> {
    let detail = detail.unwrap_or_default();
    let read = match state {
        "making" => Making::of_word(detail).map(CardState::Making),
        "active" => Some(CardState::Active),
        "suspended" => WhySuspended::of_word(detail).map(CardState::Suspended),
        "ended" => WhyEnded::of_word(detail).map(CardState::Ended),
        _ => None,
    };
    read.ok_or_else(|| strange("a state"))
}

pub(super) fn read_card(row: &Row<'_>) -> Result<Card, Stop> {
    let number: Vec<u8> = row.get(3)?;
    let number = number.try_into().map(CardNumber).map_err(|_| strange("a number"))?;
    let detail: Option<String> = row.get(9)?;
    let sealed = SealedCard::kept(row.get(7)?).map_err(|fault| Stop::fault(fault.to_string()))?;
    Ok(Card {
        id: row.id(0)?,
        person: row.id(1)?,
        kind: CardKind::of_word(&row.get::<String>(2)?).ok_or_else(|| strange("a kind"))?,
        number,
        status: StatusIndex::new(count(row, 4)?).ok_or_else(|| strange("an index"))?,
        issued: Date::from_days(row.get(5)?),
        expires: Date::from_days(row.get(6)?),
        sealed,
        state: state_of(&row.get::<String>(8)?, detail.as_deref())?,
        piece: read_piece(row)?,
        sticker: row.get::<Option<Uuid>>(16)?.map(Id::from_uuid),
        version: count(row, 13)?,
        facility: row.id(14)?,
        made_at: Instant::from_microseconds(row.get(15)?),
    })
}

fn read_piece(row: &Row<'_>) -> Result<Option<Piece>, Stop> {
    let (order, batch) = (row.get::<Option<Uuid>>(10)?, row.get::<Option<Uuid>>(11)?);
    let Some((order, batch)) = order.zip(batch) else { return Ok(None) };
    let place = count(row, 12)?;
    Ok(Some(Piece { order: Id::from_uuid(order), batch: Id::from_uuid(batch), place }))
}

pub(super) fn read_step(row: &Row<'_>) -> Result<Step, Stop> {
    let detail: Option<String> = row.get(1)?;
    Ok(Step {
        state: state_of(&row.get::<String>(0)?, detail.as_deref())?,
        facility: row.id(2)?,
        staff: row.id(3)?,
        at: Instant::from_microseconds(row.get(4)?),
        note: row.get(5)?,
    })
}

/// A number that counts something.
pub(super) fn count(row: &Row<'_>, place: usize) -> Result<u32, Stop> {
    u32::try_from(row.get::<i64>(place)?).map_err(|_| strange("a count"))
}

/// The schema allows nothing else, so this row was written around us.
pub(super) fn strange(what: &str) -> Stop {
    Stop::fault(format!("the table of cards holds {what} that it cannot read"))
}
