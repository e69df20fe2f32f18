//! Sums of what somebody searched for, and alarms about it.

use super::rows::strange;
use crate::registry::model::{Alarm, AlarmKind, ProbeDay, ProbeId, ProbeSum};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_store::{Row, Stop, Tx, Value};

const HOUR_MICROSECONDS: i64 = 3_600_000_000;
/// The clock of India is so far ahead of UTC.
const INDIA_MICROSECONDS: i64 = 19_800_000_000;
const HOURS_A_DAY: i64 = 24;
/// Alarms on one page, of each kind.
const LISTED_ROWS_MAX: i64 = 100;
/// More people than are ever slowed at once.
const OPEN_ROWS_MAX: i64 = 10_000;

const ADD_SUM: &str = "
    INSERT INTO registry_probe (bucket, staff_id, hour, searches, misses, shown, excused, minute,
                                in_minute)
    VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)
    ON CONFLICT (bucket, staff_id, hour)
    DO UPDATE SET searches = registry_probe.searches + excluded.searches,
                  misses = registry_probe.misses + excluded.misses,
                  shown = registry_probe.shown + excluded.shown,
                  in_minute = CASE WHEN excluded.minute = registry_probe.minute
                                   THEN registry_probe.in_minute + excluded.in_minute
                                   WHEN excluded.minute > registry_probe.minute
                                   THEN excluded.in_minute
                                   ELSE registry_probe.in_minute END,
                  minute = CASE WHEN excluded.minute > registry_probe.minute
                                THEN excluded.minute
                                ELSE registry_probe.minute END";

const DAY: &str = "
    SELECT hour, misses, excused, shown, minute, in_minute
    FROM   registry_probe
    WHERE  bucket = $1 AND staff_id = $2 AND hour >= $3 AND hour < $4
    ORDER  BY hour
    LIMIT  24";

const EXCUSE: &str = "
    UPDATE registry_probe
    SET    excused = misses
    WHERE  bucket = $1 AND staff_id = $2 AND hour >= $3 AND hour < $4";

const TAKE_BACK_MISS: &str = "
    UPDATE registry_probe
    SET    misses = misses - 1
    WHERE  bucket = $1 AND staff_id = $2 AND hour = $3 AND misses > excused";

// Of one person one alarm is open; the other process may have been quicker.
const RAISE: &str = "
    INSERT INTO registry_alarm (bucket, alarm_id, staff_id, facility_id, kind, misses, shown,
                                raised_at, last_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT DO NOTHING";

const GROW: &str = "
    UPDATE registry_alarm
    SET    misses = $3, shown = $4, last_at = $5
    WHERE  bucket = $1 AND staff_id = $2 AND looked_at IS NULL";

const SUSPECTS: &str = "
    SELECT staff_id
    FROM   registry_alarm
    WHERE  looked_at IS NULL
    ORDER  BY bucket, staff_id
    LIMIT  $1";

/// The columns that `read_alarm` reads.
macro_rules! select_alarm {
    ($which:literal) => {
        concat!(
            "SELECT alarm_id, staff_id, facility_id, kind, misses, shown, raised_at, last_at,
                    looked_by, looked_at, remark
             FROM   registry_alarm ",
            $which
        )
    };
}

const ALARM: &str = select_alarm!("WHERE  bucket = $1 AND alarm_id = $2");

const OPEN: &str = select_alarm!(
    "WHERE  facility_id = $1 AND looked_at IS NULL
     ORDER  BY raised_at, alarm_id
     LIMIT  $2"
);

const LOOKED: &str = select_alarm!(
    "WHERE  facility_id = $1 AND looked_at IS NOT NULL
     ORDER  BY looked_at DESC, alarm_id DESC
     LIMIT  $2"
);

const LOOK_INTO: &str = "
    UPDATE registry_alarm
    SET    looked_by = $3, looked_at = $4, remark = $5
    WHERE  bucket = $1 AND alarm_id = $2 AND looked_at IS NULL";

/// Adds to the sums of this hour, which it answers, counted since 1970 by the clock of India.
pub fn add_probe_sum(tx: &mut Tx<'_>, sum: &ProbeSum) -> Result<i64, Stop> {
    let hour = hour_of(tx.now());
    let row: [Value; 8] = [
        sum.staff.bucket().into(),
        sum.staff.into(),
        hour.into(),
        sum.searches.into(),
        sum.misses.into(),
        sum.shown.into(),
        sum.minute.into(),
        sum.in_minute.into(),
    ];
    tx.execute(ADD_SUM, &row)?;
    Ok(hour)
}

/// A miss that stands in the sum of an hour was none. What an officer has looked into stays as it is.
pub fn take_back_miss(tx: &mut Tx<'_>, staff: StaffId, hour: i64) -> Result<(), Stop> {
    let key = [staff.bucket().into(), staff.into(), hour.into()];
    tx.execute(TAKE_BACK_MISS, &key).map(drop)
}

/// What was counted of somebody today, and in a minute.
pub fn probe_day(tx: &mut Tx<'_>, staff: StaffId, minute: i64) -> Result<ProbeDay, Stop> {
    let hour = hour_of(tx.now());
    let rows = tx.query(DAY, &day_key(staff, hour), |row| {
        let counted: [i64; 6] =
            [row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?];
        Ok(counted)
    })?;
    let mut day = ProbeDay::default();
    for [of, misses, excused, shown, last, in_minute] in rows {
        day.in_day += misses - excused;
        day.misses += misses;
        day.shown += shown;
        if of == hour {
            day.in_hour = misses - excused;
        }
        if last == minute {
            day.in_minute += in_minute;
        }
    }
    Ok(day)
}

/// Raises an alarm unless one is open about the same person; false when one is.
pub fn raise_alarm(
    tx: &mut Tx<'_>,
    sum: &ProbeSum,
    (kind, day): (AlarmKind, &ProbeDay),
) -> Result<bool, Stop> {
    let now = tx.now();
    let id = ProbeId::draw_in(now, sum.staff.bucket());
    let row: [Value; 9] = [
        sum.staff.bucket().into(),
        id.into(),
        sum.staff.into(),
        sum.facility.into(),
        kind.word().into(),
        day.misses.into(),
        day.shown.into(),
        now.into(),
        now.into(),
    ];
    Ok(tx.execute(RAISE, &row)? == 1)
}

/// Writes into an open alarm about somebody, if there is one, what was counted since.
pub fn grow_alarm(tx: &mut Tx<'_>, staff: StaffId, day: &ProbeDay) -> Result<(), Stop> {
    let now = tx.now();
    let row: [Value; 5] =
        [staff.bucket().into(), staff.into(), day.misses.into(), day.shown.into(), now.into()];
    tx.execute(GROW, &row).map(drop)
}

/// Everybody about whom an alarm is open.
pub fn suspects(tx: &mut Tx<'_>) -> Result<Vec<StaffId>, Stop> {
    tx.query(SUSPECTS, &[OPEN_ROWS_MAX.into()], |row| row.id(0))
}

/// One alarm.
pub fn alarm(tx: &mut Tx<'_>, id: ProbeId) -> Result<Option<Alarm>, Stop> {
    tx.query_one(ALARM, &[id.bucket().into(), id.into()], read_alarm)
}

/// The alarms of a place into which nobody has looked, the oldest first.
pub fn open_alarms(tx: &mut Tx<'_>, at: FacilityId) -> Result<Vec<Alarm>, Stop> {
    tx.query(OPEN, &[at.into(), LISTED_ROWS_MAX.into()], read_alarm)
}

/// Those into which somebody has looked, the newest first.
pub fn looked_alarms(tx: &mut Tx<'_>, at: FacilityId) -> Result<Vec<Alarm>, Stop> {
    tx.query(LOOKED, &[at.into(), LISTED_ROWS_MAX.into()], read_alarm)
}

/// Somebody has looked into it, and what was counted today no longer speaks against the person;
/// false when somebody else was quicker.
pub fn look_into_alarm(
    tx: &mut Tx<'_>,
    alarm: &Alarm,
    (by, remark): (StaffId, &str),
) -> Result<bool, Stop> {
    let now = tx.now();
    let row: [Value; 5] =
        [alarm.id.bucket().into(), alarm.id.into(), by.into(), now.into(), remark.into()];
    let looked = tx.execute(LOOK_INTO, &row)? == 1;
    if looked {
        tx.execute(EXCUSE, &day_key(alarm.staff, hour_of(now)))?;
    }
    Ok(looked)
}

fn hour_of(now: Instant) -> i64 {
    (now.microseconds() + INDIA_MICROSECONDS).div_euclid(HOUR_MICROSECONDS)
}

fn day_key(staff: StaffId, hour: i64) -> [Value; 4] {
    let first = hour - hour.rem_euclid(HOURS_A_DAY);
    [staff.bucket().into(), staff.into(), first.into(), (first + HOURS_A_DAY).into()]
}

fn read_alarm(row: &Row<'_>) -> Result<Alarm, Stop> {
    let kind = AlarmKind::of_word(&row.get::<String>(3)?).ok_or_else(|| strange("an alarm"))?;
    let looked_at: Option<i64> = row.get(9)?;
    let looked = match looked_at {
        Some(at) => Some((row.id(8)?, Instant::from_microseconds(at), row.get(10)?)),
        None => None,
    };
    Ok(Alarm {
        id: row.id(0)?,
        staff: row.id(1)?,
        facility: row.id(2)?,
        kind,
        misses: row.get(4)?,
        shown: row.get(5)?,
        raised_at: Instant::from_microseconds(row.get(6)?),
        last_at: Instant::from_microseconds(row.get(7)?),
        looked,
    })
}
