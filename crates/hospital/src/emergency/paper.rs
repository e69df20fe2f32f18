//! What a large card says for an emergency: what was recorded on the day it is printed.

use super::subset::{Subset, of};
use super::words;
use nabz_kernel::ids::PersonId;
use nabz_people::registry::words::born;
use nabz_print::Both;
use nabz_print::kit::large::Snapshot;
use nabz_store::{Stop, Tx};
use nabz_web::{Language, numbers};

/// The subset for a paper that anybody may find: what is marked as sensitive is on it only where
/// the person shares it. `None` while nothing is recorded at all.
///
/// A blood group that contradicts itself is left out: whoever relied on it could kill.
pub fn snapshot(view: &mut Tx<'_>, person: PersonId) -> Result<Option<Snapshot>, Stop> {
    let subset = of(view, (person, None))?;
    let is_empty = subset.blood.is_empty()
        && subset.allergies.iter().all(|(known, _)| known.disputed)
        && subset.conditions.is_empty()
        && subset.surgeries.is_empty();
    Ok((!is_empty).then(|| printed(&subset)))
}

fn printed(subset: &Subset) -> Snapshot {
    let day = |language| numbers::date(subset.at.date_in_india(), language);
    let group = subset.blood.first().filter(|_| !subset.differs());
    // Paper cannot be mended when a dispute ends, and has no room to say that there is one.
    let allergies = subset.allergies.iter().filter(|(known, _)| !known.disputed);
    let allergies = allergies.map(|(known, _)| {
        Both::new(known.substance.hindi.as_str(), known.substance.english.as_str())
    });
    let conditions = subset.conditions.iter().map(|one| {
        let name = |language| words::condition(&one.code, language);
        Both::new(name(Language::Hindi), name(Language::English))
    });
    let surgery = subset.surgeries.first().map(|last| {
        let said = |language| match last.done {
            Some(done) => format!("{} · {}", last.what, born(done, language)),
            None => last.what.clone(),
        };
        Both::new(said(Language::Hindi), said(Language::English))
    });
    Snapshot {
        as_of: Both::new(day(Language::Hindi), day(Language::English)),
        blood_group: words::group(group.and_then(|blood| blood.group)),
        allergies: allergies.collect(),
        conditions: conditions.collect(),
        surgery: surgery.unwrap_or_default(),
    }
}
