//! How accounts are spelt in the tables, and what words stand for. A word the program does not know
//! is a fault, not a guess: a newer program wrote it.

use crate::stores::model::{Account, CountState, Reason, StoreroomId, StoreroomKind, Units};
use nabz_store::{Row, Stop, Value};

pub(super) fn account_words(account: Account) -> (&'static str, Option<StoreroomId>) {
    match account {
        Account::Shelf(storeroom) => ("shelf", Some(storeroom)),
        Account::Transit(storeroom) => ("transit", Some(storeroom)),
        Account::Quarantine(storeroom) => ("quarantine", Some(storeroom)),
        Account::Supplier => ("supplier", None),
        Account::Patient => ("patient", None),
        Account::Wastage => ("wastage", None),
        Account::Variance => ("variance", None),
    }
}

pub(super) fn account_of(word: &str, storeroom: Option<StoreroomId>) -> Result<Account, Stop> {
    match (word, storeroom) {
        ("shelf", Some(storeroom)) => Ok(Account::Shelf(storeroom)),
        ("transit", Some(storeroom)) => Ok(Account::Transit(storeroom)),
        ("quarantine", Some(storeroom)) => Ok(Account::Quarantine(storeroom)),
        ("supplier", None) => Ok(Account::Supplier),
        ("patient", None) => Ok(Account::Patient),
        ("wastage", None) => Ok(Account::Wastage),
        ("variance", None) => Ok(Account::Variance),
        _ => Err(Stop::fault("an account in stores_ledger that the program does not know")),
    }
}

pub(super) fn reason_of(word: &str) -> Result<Reason, Stop> {
    let reason = Reason::of_word(word);
    reason.ok_or_else(|| Stop::fault("a reason in stores_ledger that the program does not know"))
}

pub(super) fn kind_of(word: &str) -> Result<StoreroomKind, Stop> {
    let kind = StoreroomKind::of_word(word);
    kind.ok_or_else(|| Stop::fault("a kind in stores_storeroom that the program does not know"))
}

pub(super) fn count_state_of(word: &str) -> Result<CountState, Stop> {
    let state = CountState::of_word(word);
    state.ok_or_else(|| Stop::fault("a state in stores_count that the program does not know"))
}

pub(super) fn units_at(row: &Row<'_>, position: usize) -> Result<Units, Stop> {
    units_of(row.get(position)?)
}

pub(super) fn units_of(number: i64) -> Result<Units, Stop> {
    let count = u32::try_from(number).map_err(|_| Stop::fault("a number of units out of range"))?;
    Ok(Units::new(count))
}

impl From<Units> for Value {
    fn from(units: Units) -> Self {
        units.count().into()
    }
}
