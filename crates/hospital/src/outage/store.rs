//! The outage's tables. Every statement is written here once, for both engines.

use super::model::{
    Counts, Device, DeviceId, DeviceState, KeptVisitId, NUMBERS_OUT_MAX, NumberState, Numbered,
    ToldVisit, Visit, Written,
};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};
use uuid::Uuid;

/// More devices than a page shows.
const DEVICES_ROWS_MAX: i64 = 100;
/// More visits than anybody makes while there is no network.
const OF_PERSON_ROWS_MAX: i64 = 200;

const ADD_DEVICE: &str = "
    INSERT INTO outage_device (facility_id, device_id, number, counter, prepared_by, prepared_at,
                               state)
    VALUES ($1, $2, $3, $4, $5, $6, 'kept')";

const PREPARED_AGAIN: &str = "
    UPDATE outage_device
    SET    counter = $3, prepared_by = $4, prepared_at = $5
    WHERE  facility_id = $1 AND device_id = $2 AND state = 'kept'";

const END_DEVICE: &str = "
    UPDATE outage_device
    SET    state = $3, ended_by = $4, ended_at = $5
    WHERE  facility_id = $1 AND device_id = $2 AND state = 'kept'";

/// The columns that `read_device` reads.
macro_rules! select_device {
    ($which:literal) => {
        concat!(
            "SELECT device_id, facility_id, number, counter, prepared_by, prepared_at, state,
                    ended_at
             FROM   outage_device ",
            $which
        )
    };
}

const DEVICE: &str = select_device!("WHERE  facility_id = $1 AND device_id = $2");

const KEPT: &str = select_device!(
    "WHERE  facility_id = $1 AND state = 'kept'
     ORDER  BY number
     LIMIT  $2"
);

const ENDED: &str = select_device!(
    "WHERE  facility_id = $1 AND ended_at > $2
     ORDER  BY ended_at DESC, device_id
     LIMIT  $3"
);

const ADD_NUMBER: &str = "
    INSERT INTO outage_number (facility_id, health_id, serial, device_id, set_aside_by,
                               set_aside_at, state)
    VALUES ($1, $2, $3, $4, $5, $6, 'out')";

const END_NUMBER: &str = "
    UPDATE outage_number
    SET    state = $4, ended_at = $5
    WHERE  facility_id = $1 AND health_id = $2 AND device_id = $3 AND state = 'out'";

/// The columns that `read_number` reads.
macro_rules! select_number {
    ($which:literal) => {
        concat!(
            "SELECT health_id, serial, device_id, set_aside_at, state
             FROM   outage_number ",
            $which
        )
    };
}

const NUMBER: &str = select_number!("WHERE  facility_id = $1 AND health_id = $2");

const OUT: &str = select_number!(
    "WHERE  facility_id = $1 AND device_id = $2 AND state = 'out'
     ORDER  BY serial
     LIMIT  $3"
);

const COUNTS: &str = "
    SELECT state, COUNT(*)
    FROM   outage_number
    WHERE  facility_id = $1 AND device_id = $2
    GROUP  BY state
    ORDER  BY state";

const ADD_VISIT: &str = "
    INSERT INTO outage_visit (facility_id, visit_id, device_id, health_id, slip, unit_id, written_by,
                              said_at, written_at, told_by, told_at, person_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

const NOTE_TOKEN: &str = "
    UPDATE outage_visit
    SET    token_id = $3
    WHERE  facility_id = $1 AND visit_id = $2 AND token_id IS NULL";

const VISIT: &str = "
    SELECT visit_id, device_id, health_id, unit_id, written_at, person_id, token_id
    FROM   outage_visit
    WHERE  facility_id = $1 AND visit_id = $2";

const OF_PERSON: &str = "
    SELECT visit_id, facility_id, told_by, told_at
    FROM   outage_visit
    WHERE  person_id = $1
    ORDER  BY told_at, visit_id
    LIMIT  $2";

/// Keeps a device that was prepared for the first time.
pub fn add_device(tx: &mut Tx<'_>, device: &Device) -> Result<(), Stop> {
    let row: [Value; 6] = [
        device.facility.into(),
        device.id.into(),
        device.number.into(),
        device.counter.as_str().into(),
        device.prepared_by.into(),
        device.prepared_at.into(),
    ];
    tx.execute(ADD_DEVICE, &row).map(drop)
}

/// Notes that a device was prepared once more.
pub fn prepared_again(tx: &mut Tx<'_>, device: &Device) -> Result<(), Stop> {
    let row: [Value; 5] = [
        device.facility.into(),
        device.id.into(),
        device.counter.as_str().into(),
        device.prepared_by.into(),
        device.prepared_at.into(),
    ];
    tx.execute(PREPARED_AGAIN, &row).map(drop)
}

/// The device may give no number any more.
pub fn end_device(
    tx: &mut Tx<'_>,
    device: &Device,
    (state, by): (DeviceState, StaffId),
) -> Result<(), Stop> {
    let (word, at) = match state {
        DeviceState::Kept => return Err(Stop::fault("a device does not end by being kept")),
        DeviceState::Ended { at } => ("ended", at),
        DeviceState::Lost { at } => ("lost", at),
    };
    let row: [Value; 5] =
        [device.facility.into(), device.id.into(), word.into(), by.into(), at.into()];
    tx.execute(END_DEVICE, &row).map(drop)
}

/// A device of a facility.
pub fn device(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    device: DeviceId,
) -> Result<Option<Device>, Stop> {
    tx.query_one(DEVICE, &[facility.into(), device.into()], read_device)
}

/// The devices of a facility that may give numbers, in the order in which they were prepared first.
pub fn kept_devices(tx: &mut Tx<'_>, facility: FacilityId) -> Result<Vec<Device>, Stop> {
    tx.query(KEPT, &[facility.into(), DEVICES_ROWS_MAX.into()], read_device)
}

/// Those that ended or were lost after a moment, the latest first.
pub fn ended_devices(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    after: Instant,
) -> Result<Vec<Device>, Stop> {
    tx.query(ENDED, &[facility.into(), after.into(), DEVICES_ROWS_MAX.into()], read_device)
}

/// Keeps numbers that were set aside for a device.
pub fn add_numbers(
    tx: &mut Tx<'_>,
    device: &Device,
    numbers: &[(i64, HealthId)],
) -> Result<(), Stop> {
    let rows = numbers.iter().map(|(serial, health_id)| -> [Value; 6] {
        [
            device.facility.into(),
            number_of(*health_id),
            (*serial).into(),
            device.id.into(),
            device.prepared_by.into(),
            device.prepared_at.into(),
        ]
    });
    tx.insert_many(ADD_NUMBER, rows).map(drop)
}

/// Keeps what became of a number of a device; false when it was not out any more.
pub fn end_number(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    number: (DeviceId, HealthId),
    state: NumberState,
) -> Result<bool, Stop> {
    let (now, (device, health_id)) = (tx.now(), number);
    let row: [Value; 5] =
        [facility.into(), number_of(health_id), device.into(), state.word().into(), now.into()];
    Ok(tx.execute(END_NUMBER, &row)? == 1)
}

/// A number that was set aside at a facility.
pub fn number(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    health_id: HealthId,
) -> Result<Option<Numbered>, Stop> {
    tx.query_one(NUMBER, &[facility.into(), number_of(health_id)], read_number)
}

/// The numbers of a device that were not told of, in the order in which they were leased.
pub fn out(tx: &mut Tx<'_>, facility: FacilityId, device: DeviceId) -> Result<Vec<Numbered>, Stop> {
    tx.query(OUT, &[facility.into(), device.into(), NUMBERS_OUT_MAX.into()], read_number)
}

/// How many of a device's numbers stand how.
pub fn counts(tx: &mut Tx<'_>, facility: FacilityId, device: DeviceId) -> Result<Counts, Stop> {
    let rows = tx.query(COUNTS, &[facility.into(), device.into()], |row| {
        let state = NumberState::of_word(&row.get::<String>(0)?);
        let count = u32::try_from(row.get::<i64>(1)?).map_err(|_| strange("a count"))?;
        Ok((state.ok_or_else(|| strange("a number's state"))?, count))
    })?;
    let of = |wanted: NumberState| {
        rows.iter().find(|(state, _)| *state == wanted).map_or(0, |(_, count)| *count)
    };
    Ok(Counts {
        out: of(NumberState::Out),
        used: of(NumberState::Used),
        spoilt: of(NumberState::Spoilt),
        returned: of(NumberState::Returned),
    })
}

/// Keeps a visit that was told of, and whose it is.
pub fn add_visit(
    tx: &mut Tx<'_>,
    (facility, told_by): (FacilityId, StaffId),
    written: &Written,
    person: PersonId,
) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 12] = [
        facility.into(),
        written.id.into(),
        written.device.into(),
        number_of(written.health_id),
        written.slip.into(),
        written.unit.into(),
        written.by.into(),
        written.said.into(),
        written.at.into(),
        told_by.into(),
        now.into(),
        person.into(),
    ];
    tx.execute(ADD_VISIT, &row).map(drop)
}

/// Keeps the token that a visit was given.
pub fn note_token(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    (visit, token): (KeptVisitId, TokenId),
) -> Result<(), Stop> {
    tx.execute(NOTE_TOKEN, &[facility.into(), visit.into(), token.into()]).map(drop)
}

/// A visit that was told of at a facility.
pub fn visit(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    visit: KeptVisitId,
) -> Result<Option<Visit>, Stop> {
    tx.query_one(VISIT, &[facility.into(), visit.into()], read_visit)
}

/// The visits of a person that were told of, wherever, the first one first.
pub fn of_person(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<ToldVisit>, Stop> {
    tx.query(OF_PERSON, &[person.into(), OF_PERSON_ROWS_MAX.into()], |row| {
        let told = (row.id(2)?, Instant::from_microseconds(row.get(3)?));
        Ok(ToldVisit { id: row.id(0)?, facility: row.id(1)?, told })
    })
}

fn read_device(row: &Row<'_>) -> Result<Device, Stop> {
    let ended = row.get::<Option<i64>>(7)?.map(Instant::from_microseconds);
    let state = match (&*row.get::<String>(6)?, ended) {
        ("kept", None) => DeviceState::Kept,
        ("ended", Some(at)) => DeviceState::Ended { at },
        ("lost", Some(at)) => DeviceState::Lost { at },
        _ => return Err(strange("a device's state")),
    };
    Ok(Device {
        id: row.id(0)?,
        facility: row.id(1)?,
        number: u32::try_from(row.get::<i64>(2)?).map_err(|_| strange("a device's number"))?,
        counter: row.get(3)?,
        prepared_by: row.id(4)?,
        prepared_at: Instant::from_microseconds(row.get(5)?),
        state,
    })
}

fn read_number(row: &Row<'_>) -> Result<Numbered, Stop> {
    let state = NumberState::of_word(&row.get::<String>(4)?);
    Ok(Numbered {
        health_id: read_health_id(row, 0)?,
        serial: row.get(1)?,
        device: row.id(2)?,
        set_aside_at: Instant::from_microseconds(row.get(3)?),
        state: state.ok_or_else(|| strange("a number's state"))?,
    })
}

fn read_visit(row: &Row<'_>) -> Result<Visit, Stop> {
    Ok(Visit {
        id: row.id(0)?,
        device: row.id(1)?,
        health_id: read_health_id(row, 2)?,
        unit: row.id(3)?,
        at: Instant::from_microseconds(row.get(4)?),
        person: row.id(5)?,
        token: row.get::<Option<Uuid>>(6)?.map(Id::from_uuid),
    })
}

fn read_health_id(row: &Row<'_>, position: usize) -> Result<HealthId, Stop> {
    let number = u64::try_from(row.get::<i64>(position)?).ok();
    let id = number.and_then(|number| HealthId::try_from(number).ok());
    id.ok_or_else(|| strange("a health ID"))
}

/// Thirteen digits, as the tables hold them.
fn number_of(health_id: HealthId) -> Value {
    i64::try_from(health_id.number()).unwrap_or_default().into()
}

fn strange(what: &str) -> Stop {
    Stop::fault(format!("{what} of a counter without a network cannot be read"))
}
