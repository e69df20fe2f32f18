//! Households: who lives with whom, and who answers for a child.
//!
//! Owns: every table named `households_*`.     Publishes: Group (a household), `RelatedPerson`
//! (a guardian).
//! Household: lived in → empty, but for a shelter, which stays.  Living there: joined → ended
//! (moved, split, died, mistake).
//! Guardian: named → ended; at eighteen, and with the death of either, by itself. A mother who is
//! under eighteen is named, and answers once she is of age.
//! Promises: nobody lives in two places; a household has one head at most, and says so when it has
//! none; who moves, marries or dies takes nothing of anybody's record along; a death that is taken
//! back gives back what it had ended; a family is an aid to care and never a condition of it.
//! Start at [`actions::found`]; the counter's is [`actions::register_beside`], and who may have
//! come along is said by [`family`]. Whose card an infant stands on is said by [`mother`]. Who is of
//! age is found by the work of a day, [`actions::grow_up`]; what a noted death ends, and gives back
//! when it is taken back, is done by [`actions::life_noted`].

pub mod actions;
pub mod fhir;
pub mod model;
pub mod pages;
pub mod rebuild;
pub mod rules;
pub mod store;
pub mod words;

#[cfg(test)]
mod tests;

pub use store::{household, member};

use crate::registry;
use model::{Ended, HouseholdId, Member, Role};
use nabz_kernel::birth::Birth;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Those who keep house with somebody, as what each is to them; nobody in a hostel or on the
/// street, where people share a roof and no family.
pub fn family(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Member>, Stop> {
    let Some(here) = store::member(tx, person)? else { return Ok(Vec::new()) };
    let home = store::household(tx, here.household)?;
    if !home.is_some_and(|home| rules::is_family(home.kind)) {
        return Ok(Vec::new());
    }
    let members = store::members(tx, here.household)?;
    let mut others = rules::with_head(&members, person)?;
    others.retain(|other| other.person != person);
    Ok(others)
}

/// Who lives in a household, the head first; nobody where there is none of this id.
pub fn who_lives_in(tx: &mut Tx<'_>, household: HouseholdId) -> Result<Vec<PersonId>, Stop> {
    let members = store::members(tx, household)?;
    Ok(members.into_iter().map(|member| member.person).collect())
}

/// Those who answer for a child today, in the order in which they were named.
pub fn guardians(
    tx: &mut Tx<'_>,
    (child, birth): (PersonId, Option<Birth>),
) -> Result<Vec<PersonId>, Stop> {
    let today = tx.today();
    let named = store::guardians(tx, child)?.into_iter();
    let answers = named.filter(|guardian| rules::answers(guardian, birth.as_ref(), today));
    Ok(answers.map(|guardian| guardian.person).collect())
}

/// Those who were named for a child and answer for it no longer, since somebody said so or one of
/// the two died.
pub fn answered_before(tx: &mut Tx<'_>, child: PersonId) -> Result<Vec<PersonId>, Stop> {
    let former = store::former(tx, child)?.into_iter();
    let ended = former.filter(|former| former.ended != Ended::OfAge);
    ended.map(|former| registry::goes_on(tx, former.guardian.person)).collect()
}

/// The mother who was named for a child, whether or not she is of age and answers for it.
pub fn mother(tx: &mut Tx<'_>, child: PersonId) -> Result<Option<PersonId>, Stop> {
    let named = store::guardians(tx, child)?;
    let mother = named.into_iter().find(|guardian| guardian.role == Role::Mother);
    Ok(mother.map(|guardian| guardian.person))
}

/// Those for whom somebody was named as the mother; one who has just grown up may be among them.
pub fn children(tx: &mut Tx<'_>, mother: PersonId) -> Result<Vec<PersonId>, Stop> {
    let named = store::wards(tx, mother)?.into_iter();
    let named = named.filter(|guardian| guardian.role == Role::Mother);
    Ok(named.map(|guardian| guardian.child).collect())
}

/// As what somebody answers for a child today; nothing when they do not.
pub fn answers_as(
    tx: &mut Tx<'_>,
    (person, child): (PersonId, PersonId),
) -> Result<Option<Role>, Stop> {
    let birth = registry::person(tx, child)?.and_then(|child| child.details.birth);
    let today = tx.today();
    let named = store::guardians(tx, child)?.into_iter();
    let mut theirs = named.filter(|guardian| guardian.person == person);
    let answers = theirs.find(|guardian| rules::answers(guardian, birth.as_ref(), today));
    Ok(answers.map(|guardian| guardian.role))
}

/// The children for whom somebody answers today.
pub fn answers_for(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>, Stop> {
    let today = tx.today();
    let mut children = Vec::new();
    for guardian in store::wards(tx, person)? {
        let child = registry::person(tx, guardian.child)?;
        let birth = child.and_then(|child| child.details.birth);
        if rules::answers(&guardian, birth.as_ref(), today) {
            children.push(guardian.child);
        }
    }
    Ok(children)
}
