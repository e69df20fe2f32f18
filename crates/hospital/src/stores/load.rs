//! `nabz load stores`: the storerooms of facilities, whole or not at all.
//!
//! Read first, outside the transaction, so that every fault is named with its line; then keep all.
//! Loading the same list again changes nothing. A later list corrects what is written on a door,
//! never what a storeroom is for, and one that it leaves out stays: stock lies there.

use super::actions::{self, ArrangeStores};
use super::model::{Storeroom, StoreroomId, StoreroomKind};
use super::rules::TEXT_CHARACTERS_MAX;
use super::store;
use crate::facilities::load::{
    Loaded, Outcome, Seen, code_of, each_placed, every, facility_called, no_such,
};
use crate::formulary::model::Name;
use nabz_access::Permit;
use nabz_access::sheet::SheetLine;
use nabz_kernel::ids::FacilityId;
use nabz_kernel::sheet::{LineFault, Wrong};
use nabz_store::{Stop, Tx};

const COLUMNS: [&str; 5] = ["facility", "code", "kind", "name_en", "name_hi"];

/// A storeroom's line that was read without fault.
#[derive(Clone, Debug)]
pub struct StoreroomLine {
    line: u64,
    facility: String,
    code: String,
    kind: StoreroomKind,
    name: Name,
}

/// Reads the sheet `facility,code,kind,name_en,name_hi`; `kind` is `main` or `pharmacy`.
///
/// # Errors
/// One fault for each line that cannot be read, in the order of the lines.
pub fn read_storerooms(text: &str) -> Result<Vec<StoreroomLine>, Vec<LineFault>> {
    let mut seen = Seen::default();
    every(text, &COLUMNS, |line| {
        let storeroom = storeroom_of(line)?;
        seen.once(line, "code", &format!("{}/{}", storeroom.facility, storeroom.code))?;
        Ok(storeroom)
    })
}

/// Opens the storerooms that are new and corrects the names of those that are known; or answers
/// with the lines whose facility does not stand or whose storeroom is of another kind already.
/// Then nothing is kept.
pub fn load_storerooms(tx: &mut Tx<'_>, lines: &[StoreroomLine]) -> Result<Outcome, Stop> {
    let found = match each_placed(tx, lines, place_of)? {
        Ok(found) => found,
        Err(faults) => return Ok(Err(faults)),
    };
    let mut loaded = Loaded::default();
    for ((facility, known), line) in found {
        loaded.count(known.is_some());
        keep(tx, facility, known.as_ref(), line)?;
    }
    Ok(Ok(loaded))
}

type Place = (FacilityId, Option<Storeroom>);

/// Where a line belongs, and the storeroom that has its code there already.
fn place_of(tx: &mut Tx<'_>, line: &StoreroomLine) -> Result<Result<Place, LineFault>, Stop> {
    let Some(facility) = facility_called(tx, &line.facility)? else {
        return Ok(Err(no_such(line.line, "facility", &line.facility)));
    };
    let known = store::storeroom_by_code(tx, facility, &line.code)?;
    if known.as_ref().is_some_and(|known| known.kind != line.kind) {
        return Ok(Err(LineFault::at(line.line, "kind", Wrong::OtherKind)));
    }
    Ok(Ok((facility, known)))
}

fn keep(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    known: Option<&Storeroom>,
    line: &StoreroomLine,
) -> Result<(), Stop> {
    let permit = Permit::<ArrangeStores>::of_the_program(facility);
    if let Some(known) = known {
        return actions::rename_storeroom(tx, &permit, known.id, &line.name);
    }
    let (id, kind) = (StoreroomId::draw(tx.now()), line.kind);
    let (code, name) = (line.code.clone(), line.name.clone());
    actions::open_storeroom(tx, &permit, &Storeroom { id, code, kind, name, fed_by: None })
}

fn storeroom_of(line: &SheetLine) -> Result<StoreroomLine, LineFault> {
    let kind = StoreroomKind::of_word(line.needed("kind")?);
    let kind = kind.ok_or_else(|| {
        let (word, known) = (line.cell("kind").to_owned(), "main, pharmacy".to_owned());
        line.fault("kind", Wrong::UnknownWord { word, known })
    })?;
    let (facility, code) = (code_of(line, "facility")?, code_of(line, "code")?);
    let name = Name { english: name_of(line, "name_en")?, hindi: name_of(line, "name_hi")? };
    Ok(StoreroomLine { line: line.line, facility, code, kind, name })
}

fn name_of(line: &SheetLine, column: &'static str) -> Result<String, LineFault> {
    let name = line.needed(column)?;
    if name.chars().count() > TEXT_CHARACTERS_MAX {
        return Err(line.fault(column, Wrong::TooLong { most: TEXT_CHARACTERS_MAX }));
    }
    Ok(name.to_owned())
}
