//! What the desk's pages show. Views decide, templates show.

mod results;
mod similar;
mod together;
mod token;

pub(super) use results::{Known, Results};
pub(super) use similar::Similar;
pub(super) use together::{Family, Given, TOGETHER_MAX, Together, children_unit};
pub(super) use token::{
    Chosen, FOLLOW_UP, NEW, PhonePane, TokenPane, UnitRow, UnknownPane, held_today, unit_rows,
};

use nabz_people::places::model::Ward;
use nabz_people::places::rules::wards_with;
use nabz_web::messages::Language;

/// A ward as the combobox offers it.
pub(super) struct WardRow {
    pub(super) number: String,
    pub(super) name: String,
}

/// Wards offered at once.
const WARDS_SHOWN_MAX: usize = 8;

/// The wards that fit what was typed, as many as the combobox shows.
pub(super) fn ward_rows(wards: Vec<Ward>, typed: &str, language: Language) -> Vec<WardRow> {
    let found = wards_with(typed, wards).into_iter().take(WARDS_SHOWN_MAX);
    found
        .map(|ward| WardRow {
            number: ward.number,
            name: language.pick(ward.name_hi, ward.name_en),
        })
        .collect()
}

/// What a page of addresses calls a ward; one that no list has is called by its number.
pub(super) fn ward_name(wards: &[Ward], number: &str, language: Language) -> String {
    let known = wards.iter().find(|ward| ward.number == number);
    known.map_or_else(
        || number.to_owned(),
        |ward| language.pick(&ward.name_hi, &ward.name_en).clone(),
    )
}
