//! Everything that helps in an emergency, whoever wrote it down, as far as the reader may see it.

use super::listed::sensitive;
use super::model::{Blood, LongTerm, Surgery};
use super::{rules, store, words};
use crate::allergies;
use crate::allergies::model::{Allergy, Known};
use nabz_access::Why;
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::consent::model::Sight;
use nabz_people::consent::{Shared, marks};
use nabz_people::registry;
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
    /// What they must not be given and the reader may see; with our entry, where it is ours.
    pub allergies: Vec<(Known, Option<Allergy>)>,
    /// What they have had for long and the reader may see.
    pub conditions: Vec<LongTerm>,
    /// Their operations that the reader may see, the last first.
    pub surgeries: Vec<Surgery>,
    /// What is marked as sensitive and stays closed to the reader.
    pub closed: Closed,
}

/// Of what something stays closed to a reader.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Closed {
    /// Of the allergies.
    pub allergies: bool,
    /// Of the long-term conditions.
    pub conditions: bool,
    /// Of the operations.
    pub surgeries: bool,
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
    let (seen, closed) = allergies::seen(view, (person, why))?;
    subset.closed.allergies = closed;
    for known in seen {
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
        surgeries: Vec::new(),
        closed: Closed::default(),
    };
    let mut reader = Reader { why, shared: Shared::default() };
    for patient in registry::patients_of(view, person)? {
        let one = Id::from_uuid(patient);
        let last = store::blood_of(view, one)?.pop();
        subset.blood.extend(last.filter(|blood| blood.group.is_some()));
        for condition in store::conditions_of(view, one)? {
            reader.add_condition(view, &mut subset, condition)?;
        }
        for surgery in store::surgeries_of(view, one)? {
            reader.add_surgery(view, &mut subset, surgery)?;
        }
    }
    rules::last_first(&mut subset.surgeries);
    Ok(subset)
}

/// Whoever reads a subset, with what was asked of consent so far.
struct Reader {
    why: Option<Why>,
    shared: Shared,
}

impl Reader {
    /// One condition is said once, and not at all to whom it is closed.
    fn add_condition(
        &mut self,
        view: &mut Tx<'_>,
        subset: &mut Subset,
        condition: LongTerm,
    ) -> Result<(), Stop> {
        let about = (condition.person, self.why);
        if self.shared.sight(view, about, &sensitive(&condition.code))? == Sight::Masked {
            subset.closed.conditions = true;
        } else if subset.conditions.iter().all(|known| known.code != condition.code) {
            subset.conditions.push(condition);
        }
        Ok(())
    }

    fn add_surgery(
        &mut self,
        view: &mut Tx<'_>,
        subset: &mut Subset,
        surgery: Surgery,
    ) -> Result<(), Stop> {
        let about = (surgery.person, self.why);
        if self.shared.sight(view, about, &marks::of_words(&surgery.what))? == Sight::Masked {
            subset.closed.surgeries = true;
        } else {
            subset.surgeries.push(surgery);
        }
        Ok(())
    }
}
