//! Everything that helps in an emergency, whoever wrote it down, as far as the reader may see it.

use super::listed::listed;
use super::model::{Blood, LongTerm, Surgery};
use super::{rules, store, words};
use crate::allergies;
use crate::allergies::model::{Allergy, Known};
use nabz_access::Why;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::consent::model::Sight;
use nabz_people::{consent, registry};
use nabz_store::{Stop, Tx};
use nabz_web::messages::{Language, Message};

/// The emergency subset of a person's record. What is empty is not recorded, which does not mean
/// that there is none.
#[derive(Clone, Debug)]
pub struct Subset {
    /// As of when.
    pub at: Instant,
    /// What the last entry of each of their registrations says; more than one where somebody was
    /// registered twice.
    pub blood: Vec<Blood>,
    /// What they must not be given; with our entry, where it is ours.
    pub allergies: Vec<(Known, Option<Allergy>)>,
    /// What they have had for long and the reader may see.
    pub conditions: Vec<LongTerm>,
    /// Something is marked as sensitive and stays closed to the reader.
    pub masked: bool,
    /// Their operations, the last first.
    pub surgeries: Vec<Surgery>,
}

impl Subset {
    /// Whether what was said of their blood group contradicts itself.
    pub fn differs(&self) -> bool {
        self.blood.windows(2).any(|pair| matches!(pair, [one, other] if one.group != other.group))
    }
}

/// The subset of a person, as somebody who reads because of `why` may see it; `None` is whoever
/// nothing connects with the person.
pub fn of(view: &mut Tx<'_>, (person, why): (PersonId, Option<Why>)) -> Result<Subset, Stop> {
    let mut subset = without_allergies(view, (person, why))?;
    for known in allergies::of(view, person)? {
        let noted = match known.id {
            Some(id) => allergies::allergy(view, id)?,
            None => None,
        };
        subset.allergies.push((known, noted));
    }
    Ok(subset)
}

/// What the banner of a person says beside what they must not be given: blood group and long-term
/// conditions, as whoever reads because of `why` may see them.
pub fn chips(
    view: &mut Tx<'_>,
    (person, why): (PersonId, Option<Why>),
    language: Language,
) -> Result<Vec<Message>, Stop> {
    let subset = without_allergies(view, (person, why))?;
    Ok(words::chips(&subset, language))
}

fn without_allergies(
    view: &mut Tx<'_>,
    (person, why): (PersonId, Option<Why>),
) -> Result<Subset, Stop> {
    let mut subset = Subset {
        at: view.now(),
        blood: Vec::new(),
        allergies: Vec::new(),
        conditions: Vec::new(),
        masked: false,
        surgeries: Vec::new(),
    };
    for patient in registry::patients_of(view, person)? {
        let one = Id::from_uuid(patient);
        let last = store::blood_of(view, one)?.pop();
        subset.blood.extend(last.filter(|blood| blood.group.is_some()));
        for condition in store::conditions_of(view, one)? {
            add_condition(view, &mut subset, (condition, why))?;
        }
        subset.surgeries.extend(store::surgeries_of(view, one)?);
    }
    rules::last_first(&mut subset.surgeries);
    Ok(subset)
}

/// One condition is said once, and not at all to whom it is closed.
fn add_condition(
    view: &mut Tx<'_>,
    subset: &mut Subset,
    (condition, why): (LongTerm, Option<Why>),
) -> Result<(), Stop> {
    let category = listed(&condition.code).and_then(|known| known.sensitive);
    let marks: Vec<_> = category.into_iter().collect();
    if consent::sight(view, (condition.person, why), &marks)? == Sight::Masked {
        subset.masked = true;
    } else if subset.conditions.iter().all(|known| known.code != condition.code) {
        subset.conditions.push(condition);
    }
    Ok(())
}
