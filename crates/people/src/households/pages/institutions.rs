//! The places where many live: which there are, who lives in one, and what is done about it.

pub(super) mod acts;
pub(super) mod form;
pub(super) mod list;
pub(super) mod paper;
pub(super) mod place;

use crate::households::model::Place;
use crate::places::model::Ward;
use nabz_web::Language;

/// Where the list of them stands.
const LIST: &str = "/institutions";
/// So many rows stand on one page.
const PAGE_ROWS: usize = 50;

/// `176 Sangam Vihar`; a ward that no list has by its number alone.
fn ward_said(wards: &[Ward], number: &str, language: Language) -> String {
    match wards.iter().find(|ward| ward.number == number) {
        Some(ward) => format!("{number} {}", language.pick(&ward.name_hi, &ward.name_en)),
        None => number.to_owned(),
    }
}

/// The same of where a place lies.
fn where_it_lies(wards: &[Ward], place: &Place, language: Language) -> String {
    place.ward.as_ref().map(|number| ward_said(wards, number, language)).unwrap_or_default()
}
