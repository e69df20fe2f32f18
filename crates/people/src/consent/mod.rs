//! Consent: what people agree to, one purpose at a time, and that a no costs them nothing.
//!
//! Owns: `consent_answer`, `consent_notice`.     Publishes: Consent, Provenance.
//! Answer: given → withdrawn, or followed by the next one; refused; a guardian's lapses when the
//! child is grown up, and a representative's yes after thirty days. Notice: in force → followed by
//! the next version.
//! Promises: an answer is never changed, and says who gave it, how, to whom, where, and under which
//! notice; for a child whoever was named for it answers, or shows a paper or somebody who knows
//! them; taking back takes the same one press as giving; the words of a notice never change; care
//! never waits for a consent, and whoever treats somebody reads what they read without one.
//! Start at [`actions::answer`]; whoever needs a consent asks [`is_given`]. What is sensitive is said
//! by [`marks`], and whoever shows it asks [`sight`], or one [`Shared`] for all of a page.

pub mod actions;
pub mod fhir;
mod guardians;
pub mod marks;
pub mod model;
pub mod pages;
pub mod rebuild;
pub mod rules;
mod shared;
pub mod sheet;
pub mod store;
#[cfg(any(test, feature = "trial"))]
pub mod trial;
pub mod words;

#[cfg(test)]
mod tests;

pub use guardians::{guardians, stands, still_given_by};
pub(crate) use pages::guardian::{GuardianTyped, NamedChoice};
pub use shared::Shared;
pub use store::of_person;
pub(crate) use store::{basis_kept, read_basis};

use crate::households::Consents;
use crate::registry;
use crate::registry::model::{Life, Person};
use actions::RecordConsent;
use model::{Notice, Purpose, Sensitive, Sight, Standing};
use nabz_access::{Act, Why};
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// What the page of a household says of consents.
pub const ON_A_HOUSEHOLD: Consents =
    Consents { roles: RecordConsent::ROLES, given_by: still_given_by };

/// Where a person's answers about a purpose have led.
pub fn standing(tx: &mut Tx<'_>, person: PersonId, purpose: Purpose) -> Result<Standing, Stop> {
    let birth = registry::person(tx, person)?.and_then(|person| person.details.birth);
    let last = store::last(tx, person, purpose)?;
    Ok(rules::standing(last, birth, tx.today()))
}

/// Whether somebody for whom a guardian has answered is grown up by now and was not asked themselves
/// since: at their next visit they are.
pub fn is_to_be_asked(tx: &mut Tx<'_>, person: &Person) -> Result<bool, Stop> {
    let (birth, today) = (person.details.birth, tx.today());
    if person.life != Life::Living || rules::is_child(birth, today) != Some(false) {
        return Ok(false);
    }
    Ok(rules::has_lapsed(store::of_person(tx, person.id)?, birth, today))
}

/// Whether a person agrees to a purpose now.
pub fn is_given(tx: &mut Tx<'_>, person: PersonId, purpose: Purpose) -> Result<bool, Stop> {
    Ok(matches!(standing(tx, person, purpose)?, Standing::Given(_)))
}

/// What somebody is told before they answer about a purpose; nothing where nobody has written it.
pub fn notice(tx: &mut Tx<'_>, purpose: Purpose) -> Result<Option<Notice>, Stop> {
    store::notice(tx, purpose)
}

/// Whether somebody who reads about a person because of `why` sees what is marked with these
/// categories. Care asks the database nothing.
pub fn sight(
    tx: &mut Tx<'_>,
    (person, why): (PersonId, Option<Why>),
    categories: &[Sensitive],
) -> Result<Sight, Stop> {
    Shared::default().sight(tx, (person, why), categories)
}
