//! Master lists of facilities, read line by line before anything is kept.

use crate::facilities::actions::UnitPlan;
use crate::facilities::model::{FacilityKind, Way, Weekdays};
use nabz_access::Names;
use nabz_access::sheet::{SheetLine, read_sheet};
use nabz_access::staff::SignInName;
use nabz_kernel::sheet::{LineFault, Wrong};
use std::collections::HashMap;

const FACILITY_COLUMNS: [&str; 5] = ["code", "name_en", "name_hi", "kind", "district"];
const UNIT_COLUMNS: [&str; 9] =
    ["facility", "code", "name_en", "name_hi", "prefix", "days", "opens", "closes", "tokens_a_day"];
const ROOM_COLUMNS: [&str; 6] = ["facility", "unit", "door", "where_en", "where_hi", "doctor"];
const CODE_CHARACTERS_MAX: usize = 12;
const DOOR_CHARACTERS_MAX: usize = 8;
const MINUTES_AN_HOUR: u32 = 60;
const TOKENS_A_DAY_MAX: u32 = 9_999;

/// A facility's line that was read without fault.
#[derive(Clone, Debug)]
pub struct FacilityLine {
    pub(super) line: u64,
    pub(super) code: String,
    pub(super) names: Names,
    pub(super) kind: FacilityKind,
    pub(super) district: String,
}

/// A unit's line that was read without fault.
#[derive(Clone, Debug)]
pub struct UnitLine {
    pub(super) line: u64,
    pub(super) facility: String,
    pub(super) plan: UnitPlan,
}

/// A room's line that was read without fault.
#[derive(Clone, Debug)]
pub struct RoomLine {
    pub(super) line: u64,
    pub(super) facility: String,
    pub(super) unit: String,
    pub(super) door: String,
    pub(super) way: Way,
    pub(super) doctor: Option<SignInName>,
}

/// Reads the sheet `code,name_en,name_hi,kind,district`.
pub fn read_facilities(text: &str) -> Result<Vec<FacilityLine>, Vec<LineFault>> {
    let mut seen = Seen::default();
    every(text, &FACILITY_COLUMNS, |line| {
        let facility = facility_of(line)?;
        seen.once(line, "code", &facility.code)?;
        Ok(facility)
    })
}

/// Reads the sheet `facility,code,name_en,name_hi,prefix,days,opens,closes,tokens_a_day`.
pub fn read_units(text: &str) -> Result<Vec<UnitLine>, Vec<LineFault>> {
    let (mut codes, mut prefixes) = (Seen::default(), Seen::default());
    every(text, &UNIT_COLUMNS, |line| {
        let unit = unit_of(line)?;
        codes.once(line, "code", &format!("{}/{}", unit.facility, unit.plan.code))?;
        prefixes.once(line, "prefix", &format!("{} {}", unit.facility, unit.plan.prefix))?;
        Ok(unit)
    })
}

/// Reads the sheet `facility,unit,door,where_en,where_hi,doctor`; `doctor` is a sign-in name.
pub fn read_rooms(text: &str) -> Result<Vec<RoomLine>, Vec<LineFault>> {
    let mut doors = Seen::default();
    every(text, &ROOM_COLUMNS, |line| {
        let room = room_of(line)?;
        doors.once(line, "door", &format!("{} {}", room.facility, room.door))?;
        Ok(room)
    })
}

/// Every line through `read`, or every line's fault.
pub(crate) fn every<T>(
    text: &str,
    columns: &[&'static str],
    mut read: impl FnMut(&SheetLine) -> Result<T, LineFault>,
) -> Result<Vec<T>, Vec<LineFault>> {
    let (mut kept, mut faults) = (Vec::new(), Vec::new());
    for line in read_sheet(text, columns)? {
        match read(&line) {
            Ok(item) => kept.push(item),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(kept) } else { Err(faults) }
}

/// What may stand in one line only, with the line that has it.
#[derive(Default)]
pub(crate) struct Seen(HashMap<String, u64>);

impl Seen {
    pub(crate) fn once(
        &mut self,
        line: &SheetLine,
        column: &'static str,
        what: &str,
    ) -> Result<(), LineFault> {
        match self.0.insert(what.to_owned(), line.line) {
            Some(first) => Err(line.fault(column, Wrong::Twice { line: first })),
            None => Ok(()),
        }
    }
}

fn facility_of(line: &SheetLine) -> Result<FacilityLine, LineFault> {
    let kind = FacilityKind::of_word(line.needed("kind")?);
    let kind = kind.ok_or_else(|| {
        let known = "hospital, super_speciality, speciality, ayush, clinic".to_owned();
        line.fault("kind", Wrong::UnknownWord { word: line.cell("kind").to_owned(), known })
    })?;
    let (code, district) = (code_of(line, "code")?, line.needed("district")?.to_owned());
    Ok(FacilityLine { line: line.line, code, names: names_of(line)?, kind, district })
}

fn unit_of(line: &SheetLine) -> Result<UnitLine, LineFault> {
    let days = Weekdays::parse(line.needed("days")?);
    let days = days.ok_or_else(|| line.fault("days", Wrong::NotWeekdays))?;
    let hours = (minutes_of(line, "opens")?, minutes_of(line, "closes")?);
    if hours.0 >= hours.1 {
        return Err(line.fault("closes", Wrong::ClosesTooEarly));
    }
    let prefix = line.needed("prefix")?.to_owned();
    if prefix.len() > 3 || !prefix.chars().all(|c| c.is_ascii_uppercase()) {
        return Err(line.fault("prefix", Wrong::NotAPrefix));
    }
    let typed = line.needed("tokens_a_day")?;
    let tokens = typed.parse::<u32>().ok().filter(|many| (1..=TOKENS_A_DAY_MAX).contains(many));
    let tokens_a_day = tokens
        .ok_or_else(|| line.fault("tokens_a_day", Wrong::NotANumber { word: typed.to_owned() }))?;
    let (code, names) = (code_of(line, "code")?, names_of(line)?);
    let plan = UnitPlan { code, names, prefix, days, hours, tokens_a_day };
    Ok(UnitLine { line: line.line, facility: code_of(line, "facility")?, plan })
}

fn room_of(line: &SheetLine) -> Result<RoomLine, LineFault> {
    let door = line.needed("door")?;
    if door.chars().count() > DOOR_CHARACTERS_MAX {
        return Err(line.fault("door", Wrong::TooLong { most: DOOR_CHARACTERS_MAX }));
    }
    let doctor = match line.cell("doctor") {
        "" => None,
        name => {
            let name = SignInName::parse(name);
            Some(name.map_err(|_| line.fault("doctor", Wrong::NotASignInName))?)
        }
    };
    let way = Way { english: line.cell("where_en").into(), hindi: line.cell("where_hi").into() };
    let (facility, unit) = (code_of(line, "facility")?, code_of(line, "unit")?);
    Ok(RoomLine { line: line.line, facility, unit, door: door.to_owned(), way, doctor })
}

pub(crate) fn code_of(line: &SheetLine, column: &'static str) -> Result<String, LineFault> {
    let code = line.needed(column)?;
    let known =
        code.len() <= CODE_CHARACTERS_MAX && code.chars().all(|c| c.is_ascii_alphanumeric());
    if known { Ok(code.to_owned()) } else { Err(line.fault(column, Wrong::NotACode)) }
}

fn names_of(line: &SheetLine) -> Result<Names, LineFault> {
    Names::parse(line.needed("name_en")?, line.needed("name_hi")?)
        .map_err(|_| line.fault("name_en", Wrong::NotAName))
}

/// `09:30` in minutes after midnight.
fn minutes_of(line: &SheetLine, column: &'static str) -> Result<u32, LineFault> {
    let fault = || line.fault(column, Wrong::NotATime);
    let (hours, minutes) = line.needed(column)?.split_once(':').ok_or_else(fault)?;
    match (hours.parse::<u32>(), minutes.parse::<u32>()) {
        (Ok(hours), Ok(minutes)) if hours <= 24 && minutes < MINUTES_AN_HOUR => {
            Ok(hours * MINUTES_AN_HOUR + minutes)
        }
        _ => Err(fault()),
    }
}
