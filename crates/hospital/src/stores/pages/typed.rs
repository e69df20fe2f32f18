//! What several of the pages need: the storeroom of an address, medicines by their code, names.

use crate::formulary;
use crate::formulary::model::{Medicine, MedicineId, Name};
use crate::stores::model::{StockRefusal, Storeroom, StoreroomId, Units};
use crate::stores::rules::PAPER_LINES_MAX;
use crate::stores::store;
use nabz_kernel::ids::{FacilityId, Id};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::{Message, numbers};
use uuid::Uuid;

/// Empty lines that a paper form shows; its button adds as many again.
const FORM_LINES: usize = 6;

/// How many lines a form shows that has so many filled.
pub(super) fn form_lines(filled: usize, more: bool) -> usize {
    let wanted = if more { filled.saturating_add(FORM_LINES) } else { FORM_LINES };
    wanted.min(PAPER_LINES_MAX).max(filled)
}

/// What is wrong with something that was typed, for the place beside it.
pub(super) fn wrong<T>(read: Result<T, Stop>) -> Result<Option<Message>, Stop> {
    match read {
        Ok(_) => Ok(None),
        Err(Stop::Refused(refused)) => Ok(Some(Message::from(&refused))),
        Err(other) => Err(other),
    }
}

/// A medicine to choose: what picking it writes into the field, its name and its code, and its name
/// in the other script, by which the list finds it too.
pub(super) struct Choice {
    pub(super) written: String,
    pub(super) other: String,
}

/// A storeroom's head of page.
#[derive(Clone)]
pub(super) struct Room {
    pub(super) id: Uuid,
    pub(super) name: String,
}

pub(super) fn room(
    tx: &mut Tx<'_>,
    facility: FacilityId,
    room: Uuid,
    language: Language,
) -> Result<Room, Stop> {
    let id: StoreroomId = Id::from_uuid(room);
    let found = store::storeroom(tx, facility, id)?.ok_or(StockRefusal::NoSuchStoreroom)?;
    Ok(shown(&found, language))
}

pub(super) fn shown(storeroom: &Storeroom, language: Language) -> Room {
    Room { id: storeroom.id.uuid(), name: pick(&storeroom.name, language) }
}

pub(super) fn pick(name: &Name, language: Language) -> String {
    name.in_language(language).to_owned()
}

pub(super) fn named(
    tx: &mut Tx<'_>,
    medicine: MedicineId,
    language: Language,
) -> Result<String, Stop> {
    let found = formulary::medicine(tx, medicine)?;
    Ok(found.map(|medicine| formulary::label(&medicine, language)).unwrap_or_default())
}

pub(super) fn medicine(tx: &mut Tx<'_>, id: Uuid) -> Result<Medicine, Stop> {
    Ok(formulary::medicine(tx, Id::from_uuid(id))?.ok_or(StockRefusal::NoSuchMedicine)?)
}

/// The medicine whose code somebody typed, or that they picked from the list.
pub(super) fn by_code(tx: &mut Tx<'_>, typed: &str) -> Result<Medicine, Stop> {
    if typed.is_empty() {
        return Err(StockRefusal::NoMedicine.into());
    }
    let found = formulary::medicine_by_code(tx, &code_in(typed).to_uppercase())?;
    Ok(found.filter(|m| !m.retired).ok_or(StockRefusal::NoSuchMedicine)?)
}

/// `PARA-500-TAB` as it is, or out of the last brackets of what the list writes.
fn code_in(typed: &str) -> &str {
    let typed = typed.trim();
    let picked = typed.strip_suffix(')').and_then(|rest| rest.rsplit_once('('));
    picked.map_or(typed, |(_, code)| code.trim())
}

/// Every medicine to choose from.
pub(super) fn choices(tx: &mut Tx<'_>, language: Language) -> Result<Vec<Choice>, Stop> {
    let mut medicines = formulary::every_medicine(tx)?;
    medicines.retain(|medicine| !medicine.retired);
    let choice = |medicine: &Medicine| Choice {
        written: format!("{} ({})", formulary::label(medicine, language), medicine.code),
        other: formulary::label(medicine, language.other()),
    };
    Ok(medicines.iter().map(choice).collect())
}

pub(super) fn grouped(units: Units) -> String {
    numbers::grouped(units.count().into())
}
