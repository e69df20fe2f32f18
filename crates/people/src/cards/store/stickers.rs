//! Stickers and their rolls.

use super::batches::page_and_one;
use super::rows::{count, strange};
use crate::cards::model::{
    BoundAt, Card, CardNumber, CardsRefusal, Counts, Holder, Roll, RollEvent, RollId, RollStep,
    RollsAsked, SealedCard, StatusIndex, Sticker, StickerId, StickerState, WhyNoSticker,
};
use nabz_kernel::clock::{Date, Instant};
use nabz_kernel::ids::{Id, StaffId};
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// More than happens to one roll.
const STEPS_ROWS_MAX: i64 = 100;
/// Indices that are read in one go.
const MARKED_ROWS: i64 = 10_000;

const ADD_ROLL: &str = "
    INSERT INTO cards_roll (bucket, roll_id, facility_id, ward, wanted, signed, prints, version,
                            begun_by, begun_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

const SAVE_ROLL: &str = "
    UPDATE cards_roll
    SET    signed = $4, prints = $5, holder_id = $6, holder_team = $7, version = $8
    WHERE  bucket = $1 AND roll_id = $2 AND version = $3";

/// The columns that `read_roll` reads.
macro_rules! select_roll {
    ($which:literal) => {
        concat!(
            "SELECT roll_id, facility_id, ward, wanted, signed, prints, holder_id, holder_team,
                    version, begun_at
             FROM   cards_roll ",
            $which
        )
    };
}

const ROLL: &str = select_roll!("WHERE  bucket = $1 AND roll_id = $2");

const HERE: &str = select_roll!(
    "WHERE  facility_id = $1 AND roll_id < $2
     ORDER  BY roll_id DESC                -- ids sort by time
     LIMIT  $3"
);

const ADD_STEP: &str = "
    INSERT INTO cards_roll_step (bucket, roll_id, version, what, first_place, last_place,
                                 holder_id, holder_team, free, bound, spoilt, lost, staff_id, at,
                                 note)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)";

const STEPS: &str = "
    SELECT what, first_place, last_place, holder_id, holder_team, free, bound, spoilt, lost,
           staff_id, at, note
    FROM   cards_roll_step
    WHERE  bucket = $1 AND roll_id = $2
    ORDER  BY version
    LIMIT  $3";

const ADD: &str = "
    INSERT INTO cards_sticker (bucket, sticker_id, roll_id, place, number, status_index, issued_on,
                               expires_on, sealed, state, mark)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'free', 'good')";

const BIND: &str = "
    UPDATE cards_sticker
    SET    state = 'bound', card_id = $3, said_at = $4, bound_at = $5, arrived_at = $6
    WHERE  bucket = $1 AND sticker_id = $2 AND state = 'free'";

const END: &str = "
    UPDATE cards_sticker
    SET    state = $5, mark = 'revoked'
    WHERE  bucket = $1 AND roll_id = $2 AND place >= $3 AND place <= $4 AND state = 'free'";

/// The columns that `read_sticker` reads.
macro_rules! select_sticker {
    ($which:literal) => {
        concat!(
            "SELECT sticker_id, roll_id, place, number, status_index, issued_on, expires_on,
                    sealed, state, card_id
             FROM   cards_sticker ",
            $which
        )
    };
}

const STICKER: &str = select_sticker!("WHERE  bucket = $1 AND sticker_id = $2");

const ALL: &str = select_sticker!(
    "WHERE  bucket = $1 AND roll_id = $2 AND place > $3
     ORDER  BY place
     LIMIT  $4"
);

const IN_STATE: &str = select_sticker!(
    "WHERE  bucket = $1 AND roll_id = $2 AND place > $3 AND state = $5
     ORDER  BY place
     LIMIT  $4"
);

const TIMES: &str = "
    SELECT said_at, bound_at
    FROM   cards_sticker
    WHERE  bucket = $1 AND sticker_id = $2 AND state = 'bound'";

const COUNTS: &str = "
    SELECT state, COUNT(*)
    FROM   cards_sticker
    WHERE  bucket = $1 AND roll_id = $2
    GROUP  BY state
    ORDER  BY state";

const MARKED: &str = "
    SELECT status_index
    FROM   cards_sticker
    WHERE  mark <> 'good' AND status_index > $1
    ORDER  BY status_index
    LIMIT  $2";

/// Keeps a roll that was just begun.
pub fn add_roll(tx: &mut Tx<'_>, roll: &Roll, by: StaffId) -> Result<(), Stop> {
    let row: [Value; 10] = [
        roll.id.bucket().into(),
        roll.id.into(),
        roll.facility.into(),
        roll.ward.as_str().into(),
        roll.wanted.into(),
        roll.signed.into(),
        roll.prints.into(),
        roll.version.into(),
        by.into(),
        roll.begun_at.into(),
    ];
    tx.execute(ADD_ROLL, &row).map(drop)
}

/// Saves how a roll stands from now on, which was at version `seen`.
///
/// Refuses with `CRD-067` a roll that somebody changed since it was read.
pub fn save_roll(tx: &mut Tx<'_>, roll: &Roll, seen: u32) -> Result<(), Stop> {
    let (worker, team) = holder_words(&roll.holder);
    let row: [Value; 8] = [
        roll.id.bucket().into(),
        roll.id.into(),
        seen.into(),
        roll.signed.into(),
        roll.prints.into(),
        worker.into(),
        team.into(),
        roll.version.into(),
    ];
    if tx.execute(SAVE_ROLL, &row)? == 1 { Ok(()) } else { Err(CardsRefusal::RollMoved.into()) }
}

/// One roll.
pub fn roll(tx: &mut Tx<'_>, id: RollId) -> Result<Option<Roll>, Stop> {
    tx.query_one(ROLL, &[id.bucket().into(), id.into()], read_roll)
}

/// A page of an office's rolls and the first of the next page, the latest first.
pub fn rolls(tx: &mut Tx<'_>, asked: &RollsAsked) -> Result<Vec<Roll>, Stop> {
    let before = asked.before.unwrap_or(Id::from_uuid(Uuid::max()));
    tx.query(HERE, &[asked.facility.into(), before.into(), page_and_one()], read_roll)
}

/// Keeps what happened to a roll, at the version that it has by now.
pub fn add_roll_step(tx: &mut Tx<'_>, roll: &Roll, step: &RollStep) -> Result<(), Stop> {
    let (worker, team) = holder_words(&step.holder);
    let counts = step.counts;
    let row: [Value; 15] = [
        roll.id.bucket().into(),
        roll.id.into(),
        roll.version.into(),
        step.what.word().into(),
        step.places.map(|(first, _)| first).into(),
        step.places.map(|(_, last)| last).into(),
        worker.into(),
        team.into(),
        counts.free.into(),
        counts.bound.into(),
        counts.spoilt.into(),
        counts.lost.into(),
        step.staff.into(),
        step.at.into(),
        step.note.as_deref().into(),
    ];
    tx.execute(ADD_STEP, &row).map(drop)
}

/// What happened to a roll, in order.
pub fn roll_steps(tx: &mut Tx<'_>, id: RollId) -> Result<Vec<RollStep>, Stop> {
    tx.query(STEPS, &[id.bucket().into(), id.into(), STEPS_ROWS_MAX.into()], read_step)
}

/// Keeps a sticker that was just signed.
pub fn add_sticker(tx: &mut Tx<'_>, sticker: &Sticker) -> Result<(), Stop> {
    let row: [Value; 9] = [
        sticker.id.bucket().into(),
        sticker.id.into(),
        sticker.roll.into(),
        sticker.place.into(),
        sticker.number.0.as_slice().into(),
        sticker.status.number().into(),
        sticker.issued.into(),
        sticker.expires.into(),
        sticker.sealed.as_bytes().into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// One sticker.
pub fn sticker(tx: &mut Tx<'_>, id: StickerId) -> Result<Option<Sticker>, Stop> {
    tx.query_one(STICKER, &[id.bucket().into(), id.into()], read_sticker)
}

/// Notes that a sticker is a card from now on; false when nobody can have it any more.
pub fn bind_sticker(
    tx: &mut Tx<'_>,
    id: StickerId,
    card: &Card,
    at: BoundAt,
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 6] =
        [id.bucket().into(), id.into(), card.id.into(), at.said.into(), at.at.into(), now.into()];
    Ok(tx.execute(BIND, &row)? == 1)
}

/// Ends the stickers between two places of a roll that nobody has; says how many there were.
pub fn end_stickers(
    tx: &mut Tx<'_>,
    roll: RollId,
    (first, last): (u32, u32),
    why: WhyNoSticker,
) -> Result<u64, Stop> {
    let row: [Value; 5] =
        [roll.bucket().into(), roll.into(), first.into(), last.into(), why.word().into()];
    tx.execute(END, &row)
}

/// The stickers of a roll behind a place, at most so many; of one state, or all of them.
pub fn stickers_behind(
    tx: &mut Tx<'_>,
    roll: RollId,
    (state, after): (Option<StickerState>, u32),
    most: u32,
) -> Result<Vec<Sticker>, Stop> {
    let mut values: Vec<Value> = vec![roll.bucket().into(), roll.into(), after.into(), most.into()];
    values.extend(state.map(|state| Value::from(state.word())));
    tx.query(if state.is_some() { IN_STATE } else { ALL }, &values, read_sticker)
}

/// When a sticker became somebody's card.
pub fn bound_at(tx: &mut Tx<'_>, id: StickerId) -> Result<Option<BoundAt>, Stop> {
    tx.query_one(TIMES, &[id.bucket().into(), id.into()], |row| {
        let at: i64 = row.get(1)?;
        let said = row.get::<Option<i64>>(0)?.unwrap_or(at);
        let (said, at) = (Instant::from_microseconds(said), Instant::from_microseconds(at));
        Ok(BoundAt { said, at })
    })
}

/// How many stickers of a roll stand where.
pub fn sticker_counts(tx: &mut Tx<'_>, roll: RollId) -> Result<Counts, Stop> {
    let read = |row: &Row<'_>| Ok((read_state(&row.get::<String>(0)?)?, count(row, 1)?));
    let mut counts = Counts::default();
    for (state, number) in tx.query(COUNTS, &[roll.bucket().into(), roll.into()], read)? {
        match state {
            StickerState::Free => counts.free = number,
            StickerState::Bound => counts.bound = number,
            StickerState::Spoilt => counts.spoilt = number,
            StickerState::Lost => counts.lost = number,
        }
    }
    Ok(counts)
}

/// The indices of all stickers that ended before anybody had them, ascending. One of them never
/// becomes a card, so that no walk over the cards misses it.
pub fn ended_stickers(tx: &mut Tx<'_>) -> Result<Vec<u32>, Stop> {
    let (mut ended, mut after) = (Vec::new(), -1_i64);
    loop {
        let more = tx.query(MARKED, &[after.into(), MARKED_ROWS.into()], |row| count(row, 0))?;
        let Some(last) = more.last() else { return Ok(ended) };
        after = i64::from(*last);
        ended.extend(more);
    }
}

fn holder_words(holder: &Holder) -> (Option<StaffId>, Option<&str>) {
    match holder {
        Holder::Office => (None, None),
        Holder::Worker(staff) => (Some(*staff), None),
        Holder::Team(team) => (None, Some(team)),
    }
}

fn read_holder(row: &Row<'_>, place: usize) -> Result<Holder, Stop> {
    let worker = row.get::<Option<Uuid>>(place)?.map(Id::from_uuid);
    let team = row.get::<Option<String>>(place + 1)?;
    match (worker, team) {
        (None, None) => Ok(Holder::Office),
        (Some(staff), None) => Ok(Holder::Worker(staff)),
        (None, Some(team)) => Ok(Holder::Team(team)),
        (Some(_), Some(_)) => Err(strange("a holder")),
    }
}

fn read_roll(row: &Row<'_>) -> Result<Roll, Stop> {
    Ok(Roll {
        id: row.id(0)?,
        facility: row.id(1)?,
        ward: row.get(2)?,
        wanted: count(row, 3)?,
        signed: count(row, 4)?,
        prints: count(row, 5)?,
        holder: read_holder(row, 6)?,
        version: count(row, 8)?,
        begun_at: Instant::from_microseconds(row.get(9)?),
    })
}

fn read_step(row: &Row<'_>) -> Result<RollStep, Stop> {
    let what = RollEvent::of_word(&row.get::<String>(0)?);
    let place = |at: usize| match row.get::<Option<i64>>(at)? {
        Some(_) => count(row, at).map(Some),
        None => Ok(None),
    };
    Ok(RollStep {
        what: what.ok_or_else(|| strange("what happened to a roll"))?,
        places: place(1)?.zip(place(2)?),
        holder: read_holder(row, 3)?,
        counts: Counts {
            free: count(row, 5)?,
            bound: count(row, 6)?,
            spoilt: count(row, 7)?,
            lost: count(row, 8)?,
        },
        staff: row.id(9)?,
        at: Instant::from_microseconds(row.get(10)?),
        note: row.get(11)?,
    })
}

fn read_state(word: &str) -> Result<StickerState, Stop> {
    StickerState::of_word(word).ok_or_else(|| strange("a sticker's state"))
}

fn read_sticker(row: &Row<'_>) -> Result<Sticker, Stop> {
    let number: Vec<u8> = row.get(3)?;
    let number = number.try_into().map(CardNumber).map_err(|_| strange("a number"))?;
    let sealed = SealedCard::kept(row.get(7)?).map_err(|fault| Stop::fault(fault.to_string()))?;
    Ok(Sticker {
        id: row.id(0)?,
        roll: row.id(1)?,
        place: count(row, 2)?,
        number,
        status: StatusIndex::new(count(row, 4)?).ok_or_else(|| strange("an index"))?,
        issued: Date::from_days(row.get(5)?),
        expires: Date::from_days(row.get(6)?),
        sealed,
        state: read_state(&row.get::<String>(8)?)?,
        card: row.get::<Option<Uuid>>(9)?.map(Id::from_uuid),
    })
}
