//! What several of the pages need: the storeroom of an address, medicines by their code, names.

use crate::formulary;
use crate::formulary::model::{Medicine, MedicineId, Name};
use crate::stores::model::{StockRefusal, Storeroom, StoreroomId, Units};
use crate::stores::rules::PAPER_LINES_MAX;
use crate::stores::store;
use nabz_kernel::clock::Date;
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

/// A medicine to choose, by the code that is typed or picked.
pub(super) struct Choice {
    pub(super) code: String,
    pub(super) name: String,
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
    language.pick(&name.hindi, &name.english).clone()
}

pub(super) fn medicine_name(medicine: &Medicine, language: Language) -> String {
    format!("{} {}", pick(&medicine.name, language), medicine.strength).trim().to_owned()
}

pub(super) fn named(
    tx: &mut Tx<'_>,
    medicine: MedicineId,
    language: Language,
) -> Result<String, Stop> {
    Ok(formulary::medicine(tx, medicine)?.map(|m| medicine_name(&m, language)).unwrap_or_default())
}

pub(super) fn medicine(tx: &mut Tx<'_>, id: Uuid) -> Result<Medicine, Stop> {
    Ok(formulary::medicine(tx, Id::from_uuid(id))?.ok_or(StockRefusal::NoSuchMedicine)?)
}

/// The medicine of a code as somebody typed or picked it.
pub(super) fn by_code(tx: &mut Tx<'_>, code: &str) -> Result<Medicine, Stop> {
    if code.is_empty() {
        return Err(StockRefusal::NoMedicine.into());
    }
    let found = formulary::medicine_by_code(tx, &code.trim().to_uppercase())?;
    Ok(found.filter(|m| !m.retired).ok_or(StockRefusal::NoSuchMedicine)?)
}

/// Every medicine to choose from.
pub(super) fn choices(tx: &mut Tx<'_>, language: Language) -> Result<Vec<Choice>, Stop> {
    let mut medicines = formulary::every_medicine(tx)?;
    medicines.retain(|medicine| !medicine.retired);
    let choice = |medicine: &Medicine| Choice {
        code: medicine.code.clone(),
        name: medicine_name(medicine, language),
    };
    Ok(medicines.iter().map(choice).collect())
}

/// `Dec 2026`: what packs print.
pub(super) fn month(day: Date, language: Language) -> String {
    let date = numbers::date(day, language);
    date.split_once(' ').map_or(date.clone(), |(_, month)| month.to_owned())
}

pub(super) fn grouped(units: Units) -> String {
    numbers::grouped(units.count().into())
}
