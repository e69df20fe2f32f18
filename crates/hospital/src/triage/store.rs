//! The signs' table. Every statement is written here once, for both engines.

mod target;
mod words;

pub use target::{Target, lift_target, scale_of, set_target, targets};

use super::model::{
    BeatsAMinute, BloodPressure, BreathsAMinute, Celsius, Centimetres, Consciousness, Fahrenheit,
    Kilograms, LitresAMinute, MilligramsADecilitre, MillimetresOfMercury, Oxygen, Percent,
    SaturationScale, Signs, Temperature, TriageRefusal, Vitals, VitalsId,
};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Row, Scope, Stop, Tx, Value};
use std::collections::HashMap;
use words::{consciousness_of, urgency_of, urgency_word};

/// More sets than are taken at one visit.
const SETS_MAX: i64 = 50;
/// Visits that are asked for at once.
const SLOTS: usize = 16;
/// All sets of so many visits.
const SLOTS_SETS_MAX: i64 = 800;

const ADD: &str = "
    INSERT INTO triage_vitals (facility_id, vitals_id, visit_id, person_id, day, taken_at, taken_by,
                               temperature, temperature_unit, pulse, systolic, diastolic,
                               saturation, oxygen, oxygen_flow, respiration, consciousness, weight,
                               height, sugar, saturation_scale, news2, urgency, nth, pregnant)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19,
            $20, $21, $22, $23, $24, $25)";

macro_rules! select_vitals {
    ($which:literal) => {
        concat!(
            "SELECT facility_id, vitals_id, visit_id, person_id, taken_at, taken_by, temperature,
                    temperature_unit, pulse, systolic, diastolic, saturation, oxygen, oxygen_flow,
                    respiration, consciousness, weight, height, sugar, saturation_scale, news2,
                    urgency, withdrawn_at, pregnant
             FROM   triage_vitals ",
            $which
        )
    };
}

const VITALS: &str = select_vitals!("WHERE facility_id = $1 AND vitals_id = $2");

const OF_VISIT: &str = select_vitals!(
    "WHERE  facility_id = $1 AND visit_id = $2 AND withdrawn_at IS NULL
     ORDER  BY nth DESC                          -- the latest first
     LIMIT  $3"
);

// For the rebuild of the record: every set once, in the order of ids.
const AFTER: &str = select_vitals!(
    "WHERE  vitals_id > $1
     ORDER  BY vitals_id
     LIMIT  $2"
);

/// One statement for any number of visits: slots that are not needed repeat the last one.
const OF_VISITS: &str = select_vitals!(
    "WHERE  facility_id = $1 AND withdrawn_at IS NULL
            AND visit_id IN ($3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17,
                             $18)
     ORDER  BY visit_id, nth DESC                -- the latest of each first
     LIMIT  $2"
);

const PREGNANT: &str = "
    SELECT pregnant
    FROM   triage_vitals
    WHERE  facility_id = $1 AND person_id = $2 AND withdrawn_at IS NULL AND taken_at >= $3
    ORDER  BY taken_at DESC, nth DESC            -- what was said last counts
    LIMIT  1";

const WITHDRAW: &str = "
    UPDATE triage_vitals
    SET    withdrawn_at = $3
    WHERE  facility_id = $1 AND vitals_id = $2 AND withdrawn_at IS NULL";

/// Writes down a set.
pub fn add(tx: &mut Tx<'_>, vitals: &Vitals) -> Result<(), Stop> {
    let nth = tx.next("triage_set", &Scope::of(vitals.facility, vitals.visit.to_string()))?;
    let signs = &vitals.signs;
    let (temperature, unit) = match signs.temperature {
        Some(Temperature::Celsius(read)) => (Some(read.number().to_string()), Some("C")),
        Some(Temperature::Fahrenheit(read)) => (Some(read.number().to_string()), Some("F")),
        None => (None, None),
    };
    let (oxygen, flow) = match signs.oxygen {
        Some(Oxygen::Air) => (Some("air"), None),
        Some(Oxygen::Given { flow }) => (Some("given"), flow.map(|f| f.number().to_string())),
        None => (None, None),
    };
    let scale = match vitals.scale {
        SaturationScale::One => 1_u32,
        SaturationScale::Two => 2,
    };
    let row: [Value; 25] = [
        vitals.facility.into(),
        vitals.id.into(),
        vitals.visit.into(),
        vitals.person.into(),
        vitals.taken_at.date_in_india().into(),
        vitals.taken_at.into(),
        vitals.taken_by.into(),
        temperature.into(),
        unit.into(),
        signs.pulse.map(|read| i64::from(read.number())).into(),
        signs.pressure.map(|read| i64::from(read.systolic.number())).into(),
        signs.pressure.map(|read| i64::from(read.diastolic.number())).into(),
        signs.saturation.map(|read| i64::from(read.number())).into(),
        oxygen.into(),
        flow.into(),
        signs.respiration.map(|read| i64::from(read.number())).into(),
        signs.consciousness.map(Consciousness::word).into(),
        signs.weight.map(|read| read.number().to_string()).into(),
        signs.height.map(|read| read.number().to_string()).into(),
        signs.sugar.map(|read| i64::from(read.number())).into(),
        scale.into(),
        vitals.news2.map(i64::from).into(),
        urgency_word(vitals.urgency)?.into(),
        nth.into(),
        vitals.pregnant.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// One set of a facility, withdrawn or not.
pub fn vitals(tx: &mut Tx<'_>, at: FacilityId, id: VitalsId) -> Result<Option<Vitals>, Stop> {
    tx.query_one(VITALS, &[at.into(), id.into()], read_vitals)
}

/// The sets of a visit that stand, the latest first.
pub fn of_visit(tx: &mut Tx<'_>, at: FacilityId, visit: TokenId) -> Result<Vec<Vitals>, Stop> {
    tx.query(OF_VISIT, &[at.into(), visit.into(), SETS_MAX.into()], read_vitals)
}

/// The sets of several visits that stand, the latest of each first. Of a visit with more than
/// anybody takes the oldest may be missing.
pub fn of_visits(
    tx: &mut Tx<'_>,
    at: FacilityId,
    visits: &[TokenId],
) -> Result<HashMap<TokenId, Vec<Vitals>>, Stop> {
    let mut sets: HashMap<TokenId, Vec<Vitals>> = HashMap::with_capacity(visits.len());
    let first = [at.into(), SLOTS_SETS_MAX.into()];
    for set in tx.query_several(OF_VISITS, &first, (visits, SLOTS), read_vitals)? {
        sets.entry(set.visit).or_default().push(set);
    }
    Ok(sets)
}

/// What the latest set that stands said of a person's being pregnant, at this facility since then.
pub fn pregnant(
    tx: &mut Tx<'_>,
    at: FacilityId,
    person: PersonId,
    since: Instant,
) -> Result<bool, Stop> {
    let said =
        tx.query_one(PREGNANT, &[at.into(), person.into(), since.into()], |row| row.get(0))?;
    Ok(said.unwrap_or_default())
}

/// Sets after one, for walking over all of them.
pub fn after(tx: &mut Tx<'_>, last: VitalsId, limit: i64) -> Result<Vec<Vitals>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read_vitals)
}

/// Marks a set as wrong.
pub fn withdraw(tx: &mut Tx<'_>, vitals: &Vitals) -> Result<(), Stop> {
    let values = [vitals.facility.into(), vitals.id.into(), vitals.withdrawn_at.into()];
    if tx.execute(WITHDRAW, &values)? == 0 {
        return Err(TriageRefusal::NoSuchSet.into());
    }
    Ok(())
}

fn read_vitals(row: &Row<'_>) -> Result<Vitals, Stop> {
    let scale = match row.get::<i64>(19)? {
        1 => SaturationScale::One,
        2 => SaturationScale::Two,
        _ => return Err(Stop::fault("a saturation scale that the program does not know")),
    };
    let news2 = row.get::<Option<i64>>(20)?.map(u8::try_from).transpose();
    Ok(Vitals {
        facility: row.id(0)?,
        id: row.id(1)?,
        visit: row.id(2)?,
        person: row.id(3)?,
        taken_at: Instant::from_microseconds(row.get(4)?),
        taken_by: row.id(5)?,
        signs: read_signs(row)?,
        scale,
        news2: news2.map_err(|_| Stop::fault("a score that is out of range"))?,
        urgency: urgency_of(&row.get::<String>(21)?)?,
        withdrawn_at: row.get::<Option<i64>>(22)?.map(Instant::from_microseconds),
        pregnant: row.get(23)?,
    })
}

fn read_signs(row: &Row<'_>) -> Result<Signs, Stop> {
    let temperature = match (row.get::<Option<String>>(6)?, row.get::<Option<String>>(7)?) {
        (Some(read), Some(unit)) if unit == "C" => {
            Some(Temperature::Celsius(kept(&read, Celsius::parse)?))
        }
        (Some(read), Some(_)) => Some(Temperature::Fahrenheit(kept(&read, Fahrenheit::parse)?)),
        (_, _) => None,
    };
    let systolic = whole(row, 9, MillimetresOfMercury::parse)?;
    let diastolic = whole(row, 10, MillimetresOfMercury::parse)?;
    let pressure = systolic.zip(diastolic);
    let flow = text(row, 13, LitresAMinute::parse)?;
    let oxygen = row.get::<Option<String>>(12)?;
    let awake = row.get::<Option<String>>(15)?;
    Ok(Signs {
        temperature,
        pulse: whole(row, 8, BeatsAMinute::parse)?,
        pressure: pressure.map(|(systolic, diastolic)| BloodPressure { systolic, diastolic }),
        saturation: whole(row, 11, Percent::parse)?,
        oxygen: oxygen.map(|word| if word == "air" { Oxygen::Air } else { Oxygen::Given { flow } }),
        respiration: whole(row, 14, BreathsAMinute::parse)?,
        consciousness: awake.as_deref().map(consciousness_of).transpose()?,
        weight: text(row, 16, Kilograms::parse)?,
        height: text(row, 17, Centimetres::parse)?,
        sugar: whole(row, 18, MilligramsADecilitre::parse)?,
    })
}

type Parse<T> = fn(&str) -> Result<T, TriageRefusal>;

fn whole<T>(row: &Row<'_>, column: usize, parse: Parse<T>) -> Result<Option<T>, Stop> {
    row.get::<Option<i64>>(column)?.map(|read| kept(&read.to_string(), parse)).transpose()
}

fn text<T>(row: &Row<'_>, column: usize, parse: Parse<T>) -> Result<Option<T>, Stop> {
    row.get::<Option<String>>(column)?.map(|read| kept(&read, parse)).transpose()
}

/// What is in the table was let in by the same reader; anything else is a fault.
fn kept<T>(read: &str, parse: Parse<T>) -> Result<T, Stop> {
    parse(read).map_err(|_| Stop::fault("a reading in triage_vitals that cannot be"))
}
