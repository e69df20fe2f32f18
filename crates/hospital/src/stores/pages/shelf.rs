//! What lies in a storeroom, by name, a page at a time.

use super::typed;
use crate::formulary;
use crate::formulary::model::{Medicine, MedicineId};
use crate::formulary::rules::{SEARCH_WORDS_MAX, answers_to, folded_words};
use crate::stores::model::{Lying, StoreroomId, Units};
use crate::stores::rules::{self, Expiry};
use crate::stores::store;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::FacilityId;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Language;
use nabz_web::numbers;
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// Rows of one page.
const ROWS_MAX: usize = 40;

/// What somebody looks for, and after which medicine the page begins.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
    /// The receipt that was just taken in.
    #[serde(default)]
    pub(super) received: String,
}

/// One page of the list.
pub(super) struct ShelfList {
    pub(super) typed: String,
    pub(super) rows: Vec<Row>,
    /// The medicine after which the next page begins.
    pub(super) next: Option<Uuid>,
    pub(super) begun: bool,
}

pub(super) struct Row {
    pub(super) medicine: Uuid,
    pub(super) name: String,
    pub(super) units: String,
    pub(super) order_below: String,
    pub(super) expires: String,
    pub(super) low: bool,
    pub(super) past: bool,
    pub(super) soon: bool,
}

/// Reads one page: what lies there or has a level, in the order of the formulary.
pub(super) fn read(
    tx: &mut Tx<'_>,
    (facility, storeroom): (FacilityId, StoreroomId),
    asked: &Asked,
    language: Language,
) -> Result<ShelfList, Stop> {
    let lying = store::lying(tx, facility, storeroom)?;
    let lying: HashMap<MedicineId, Lying> =
        lying.into_iter().map(|one| (one.medicine, one)).collect();
    let levels: HashMap<MedicineId, Units> =
        store::levels(tx, facility, storeroom)?.into_iter().collect();
    let mut words = folded_words(&asked.q);
    words.truncate(SEARCH_WORDS_MAX);
    let listed = formulary::every_medicine(tx)?;
    let after = asked.after.parse::<Uuid>().ok();
    let begins = after.and_then(|id| listed.iter().position(|one| one.id.uuid() == id));
    let here = |one: &&Medicine| lying.contains_key(&one.id) || levels.contains_key(&one.id);
    let mut found = listed.iter().skip(begins.map_or(0, |place| place.saturating_add(1)));
    let mut found = found.by_ref().filter(here).filter(|one| answers_to(one, &words));
    let page: Vec<&Medicine> = found.by_ref().take(ROWS_MAX).collect();
    let next = found.next().and_then(|_| page.last()).map(|last| last.id.uuid());
    let today = tx.today();
    let row = |one: &&Medicine| {
        row(one, (lying.get(&one.id), levels.get(&one.id).copied()), (language, today))
    };
    let (typed, begun) = (asked.q.trim().to_owned(), begins.is_some());
    Ok(ShelfList { typed, rows: page.iter().map(row).collect(), next, begun })
}

fn row(
    medicine: &Medicine,
    (lying, level): (Option<&Lying>, Option<Units>),
    (language, today): (Language, Date),
) -> Row {
    let pickable = lying.map(|one| one.pickable).unwrap_or_default();
    let expiry = lying.map(|one| rules::expiry(one.first_expiry, today));
    let month = lying.map(|one| numbers::month(one.first_expiry, language));
    Row {
        medicine: medicine.id.uuid(),
        name: formulary::label(medicine, language),
        units: typed::grouped(lying.map(|one| one.units).unwrap_or_default()),
        order_below: level.map(typed::grouped).unwrap_or_default(),
        expires: month.unwrap_or_default(),
        low: level.is_some_and(|level| pickable < level),
        past: expiry == Some(Expiry::Past),
        soon: expiry == Some(Expiry::Within90Days),
    }
}
