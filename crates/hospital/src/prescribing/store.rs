//! Prescriptions and their lines. Every statement is written here once, for both engines.

mod awaiting;
mod courses;
mod favourites;
mod templates;

pub use awaiting::{AWAITING_ROWS_MAX, awaiting};
pub use courses::courses;
pub use favourites::{favourites, learn};
pub use templates::{keep_template, remove_templates, templates};

use super::model::{Directions, Line, LineId, LineState, Override, Prescription, PrescriptionId};
use crate::queue::model::TokenId;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Row, Stop, Tx};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// More lines than a prescription gathers over all its amendments.
const LINES_ROWS_MAX: i64 = 400;

/// The constraint behind "one prescription a visit".
pub const VISIT_HAS_ONE: &str = "prescribing_prescription_visit_key";

const ADD: &str = "
    INSERT INTO prescribing_prescription (facility_id, prescription_id, visit_id, person_id,
                                          prescriber_id, signed_at, amendments)
    VALUES ($1, $2, $3, $4, $5, $6, $7)";

const ADD_LINE: &str = "
    INSERT INTO prescribing_line (facility_id, line_id, prescription_id, position, medicine_id,
                                  directions, units, overrides, state, written_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";

macro_rules! select_prescription {
    ($which:literal) => {
        concat!(
            "SELECT facility_id, prescription_id, visit_id, person_id, prescriber_id, signed_at,
                    amendments
             FROM   prescribing_prescription ",
            $which
        )
    };
}

const PRESCRIPTION: &str = select_prescription!("WHERE facility_id = $1 AND prescription_id = $2");

const OF_VISIT: &str = select_prescription!("WHERE facility_id = $1 AND visit_id = $2");

// For the rebuild of the record: every prescription once, in the order of ids.
const AFTER: &str = select_prescription!(
    "WHERE prescription_id > $1
     ORDER  BY prescription_id
     LIMIT  $2"
);

const LINES: &str = "
    SELECT line_id, prescription_id, position, medicine_id, directions, units, overrides, state
    FROM   prescribing_line
    WHERE  facility_id = $1 AND prescription_id = $2
    ORDER  BY position, line_id
    LIMIT  $3";

const LINE: &str = "
    SELECT line_id, prescription_id, position, medicine_id, directions, units, overrides, state
    FROM   prescribing_line
    WHERE  facility_id = $1 AND line_id = $2";

const SET_STATE: &str = "
    UPDATE prescribing_line
    SET    state = $3
    WHERE  facility_id = $1 AND line_id = $2";

const SET_POSITION: &str = "
    UPDATE prescribing_line
    SET    position = $3
    WHERE  facility_id = $1 AND line_id = $2";

const COUNT_AMENDMENT: &str = "
    UPDATE prescribing_prescription
    SET    amendments = amendments + 1
    WHERE  facility_id = $1 AND prescription_id = $2";

/// A prescription of a facility.
pub fn prescription(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    id: PrescriptionId,
) -> Result<Option<Prescription>, Stop> {
    tx.query_one(PRESCRIPTION, &[facility.into(), id.into()], read_prescription)
}

/// The prescription of a visit, when one was signed.
pub fn prescription_of_visit(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    visit: TokenId,
) -> Result<Option<Prescription>, Stop> {
    tx.query_one(OF_VISIT, &[facility.into(), visit.into()], read_prescription)
}

/// Prescriptions after one, for walking over all of them.
pub fn after(tx: &mut Tx<'_>, last: PrescriptionId, limit: i64) -> Result<Vec<Prescription>, Stop> {
    tx.query(AFTER, &[last.into(), limit.into()], read_prescription)
}

/// Every line that was ever on it, stopped ones included, in the order of the paper.
pub fn lines(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    prescription: PrescriptionId,
) -> Result<Vec<Line>, Stop> {
    let values = [facility.into(), prescription.into(), LINES_ROWS_MAX.into()];
    tx.query(LINES, &values, read_line)
}

/// The lines that are still to be handed out, wholly or in part, in the order of the paper.
pub fn outstanding(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    prescription: PrescriptionId,
) -> Result<Vec<Line>, Stop> {
    let mut lines = lines(tx, facility, prescription)?;
    lines.retain(|line| line.state == LineState::Active);
    Ok(lines)
}

/// One line of a facility.
pub fn line(tx: &mut Tx<'_>, at: FacilityId, line: LineId) -> Result<Option<Line>, Stop> {
    tx.query_one(LINE, &[at.into(), line.into()], read_line)
}

/// Writes down a new prescription; its lines follow.
pub fn add(tx: &mut Tx<'_>, prescription: &Prescription) -> Result<(), Stop> {
    let row = [
        prescription.facility.into(),
        prescription.id.into(),
        prescription.visit.into(),
        prescription.person.into(),
        prescription.prescriber.into(),
        prescription.signed_at.into(),
        prescription.amendments.into(),
    ];
    tx.execute(ADD, &row).map(drop)
}

/// Writes down new lines, and with the person that there are some.
pub fn add_lines(tx: &mut Tx<'_>, prescription: &Prescription, lines: &[Line]) -> Result<(), Stop> {
    let now = tx.now();
    if !lines.is_empty() {
        courses::note(tx, prescription)?;
    }
    let rows: Result<Vec<_>, Stop> = lines
        .iter()
        .map(|line| {
            Ok([
                prescription.facility.into(),
                line.id.into(),
                line.prescription.into(),
                line.position.into(),
                line.medicine.into(),
                json(&line.directions)?.into(),
                line.units.into(),
                json(&line.overrides)?.into(),
                state_word(line.state).into(),
                now.into(),
            ])
        })
        .collect();
    tx.insert_many(ADD_LINE, rows?).map(drop)
}

/// Moves a line to another state.
pub fn set_state(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    line: LineId,
    state: LineState,
) -> Result<(), Stop> {
    tx.execute(SET_STATE, &[facility.into(), line.into(), state_word(state).into()]).map(drop)
}

/// Moves a line on the paper; what it says stays.
pub fn set_position(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    line: LineId,
    position: u32,
) -> Result<(), Stop> {
    tx.execute(SET_POSITION, &[facility.into(), line.into(), position.into()]).map(drop)
}

/// Counts one more amendment.
pub fn count_amendment(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    prescription: PrescriptionId,
) -> Result<(), Stop> {
    tx.execute(COUNT_AMENDMENT, &[facility.into(), prescription.into()]).map(drop)
}

fn read_prescription(row: &Row<'_>) -> Result<Prescription, Stop> {
    Ok(Prescription {
        facility: row.id(0)?,
        id: row.id(1)?,
        visit: row.id(2)?,
        person: row.id(3)?,
        prescriber: row.id(4)?,
        signed_at: Instant::from_microseconds(row.get(5)?),
        amendments: count(row.get(6)?)?,
    })
}

fn read_line(row: &Row<'_>) -> Result<Line, Stop> {
    Ok(Line {
        id: row.id(0)?,
        prescription: row.id(1)?,
        position: count(row.get(2)?)?,
        medicine: row.id(3)?,
        directions: of_json::<Directions>(&json_text(row, 4)?)?,
        units: count(row.get(5)?)?,
        overrides: of_json::<Vec<Override>>(&json_text(row, 6)?)?,
        state: state_of(&row.get::<String>(7)?)?,
    })
}

pub(super) fn json_text(row: &Row<'_>, position: usize) -> Result<String, Stop> {
    row.get::<String>(position)
}

pub(super) fn json<T: Serialize>(value: &T) -> Result<String, Stop> {
    serde_json::to_string(value).map_err(|fault| Stop::fault(fault.to_string()))
}

pub(super) fn of_json<T: DeserializeOwned>(text: &str) -> Result<T, Stop> {
    serde_json::from_str(text).map_err(|fault| Stop::unreadable("directions", &fault))
}

fn count(number: i64) -> Result<u32, Stop> {
    u32::try_from(number).map_err(|_| Stop::fault("a count that is out of range"))
}

fn state_word(state: LineState) -> &'static str {
    match state {
        LineState::Active => "active",
        LineState::Completed => "completed",
        LineState::Stopped => "stopped",
    }
}

fn state_of(word: &str) -> Result<LineState, Stop> {
    match word {
        "active" => Ok(LineState::Active),
        "completed" => Ok(LineState::Completed),
        "stopped" => Ok(LineState::Stopped),
        _ => Err(Stop::fault("a state in prescribing_line that the program does not know")),
    }
}
