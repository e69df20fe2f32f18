//! Households: who lives with whom, and who answers for a child.
//!
//! Owns: every table named `households_*`.     Publishes: Group (a household), `RelatedPerson`
//! (a guardian).
//! Household: lived in → empty.  Place where many live, which has a name: open → closed, and back.
//! Living there: joined → ended (moved, split, died, mistake; by the closing of a place).
//! Guardian: named → ended; at eighteen, and with the death of either, by itself. A mother who is
//! under eighteen is named, and answers once she is of age.
//! Promises: nobody lives in two places; a household has one head at most, and says so when it has
//! none; who moves, marries or dies takes nothing of anybody's record along; whoever has died or left
//! the city is a member nowhere, and what is taken back of that gives back what it had ended; what
//! stands under several records of one person is read together for as long as they are one; a family is
//! an aid to care and never a condition of it; who lives where many do is told to those who keep such
//! places, and what tells something of somebody by its name is named to nobody else.
//! Start at [`actions::found`], and for a place at [`actions::open_place`]; the counter's is
//! [`actions::register_beside`], and who may have come along is said by [`family`]. Whose card an
//! infant stands on is said by [`mother`]. Who is of age is found by the work of a day,
//! [`actions::grow_up`]; what a death or a move away ends, and gives back when it is taken back, is done
//! by [`actions::life_noted`].

pub mod actions;
pub mod fhir;
pub mod model;
pub mod pages;
pub mod rebuild;
pub mod rules;
pub mod store;
pub mod words;
mod written;

#[cfg(test)]
mod tests;

pub use store::{household, member};
pub use written::written;

/// What whoever keeps consents leaves the households at start. Without it, the page of a household
/// says nothing of them.
#[derive(Clone, Copy)]
pub struct Consents {
    /// Who records them.
    pub roles: &'static [nabz_access::Role],
    /// How many for a child each of those who were named for it gave that still stand.
    pub given_by: GivenBy,
}

/// Each as the record that goes on.
pub type GivenBy = fn(&mut Tx<'_>, &Person) -> Result<HashMap<PersonId, usize>, Stop>;

/// What a person's page says of the place where they live, where many do.
pub const ON_A_PERSON: Homes = Homes { roles: KeepPlace::ROLES, line };

use crate::registry;
use crate::registry::model::Person;
use crate::registry::{Homes, Line};
use actions::KeepPlace;
use model::{Ended, Former, Gone, Guardian, Household, HouseholdId, Member, Role};
use nabz_access::Act;
use nabz_kernel::birth::Birth;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};
use std::cmp::Reverse;
use std::collections::HashMap;

/// Those who keep house with somebody, under whichever of their records, as what each is to them, and
/// each as the record that goes on; nobody in a hostel or on the street, where people share a roof and
/// no family.
pub fn family(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Member>, Stop> {
    let own = registry::one(tx, person)?;
    let mut family: Vec<Member> = Vec::new();
    for record in &own {
        for member in family_of(tx, *record)? {
            if own.contains(&member.person) {
                continue;
            }
            let person = registry::goes_on(tx, member.person)?;
            if family.iter().all(|known| known.person != person) {
                family.push(Member { person, ..member });
            }
        }
    }
    Ok(family)
}

/// The same by one record alone.
fn family_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Member>, Stop> {
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

/// Who lives in a household, the head first; nobody where there is none of this id, nor in a place
/// where many live, which is told to those who keep it.
pub fn who_lives_in(tx: &mut Tx<'_>, household: HouseholdId) -> Result<Vec<PersonId>, Stop> {
    let Some(home) = store::household(tx, household)? else { return Ok(Vec::new()) };
    let members = members_told(tx, &home)?;
    Ok(members.into_iter().map(|member| member.person).collect())
}

/// Those who keep house together, as far as the record says it: of a place where many live, nobody.
fn members_told(tx: &mut Tx<'_>, household: &Household) -> Result<Vec<Member>, Stop> {
    if household.place.is_some() { Ok(Vec::new()) } else { store::members(tx, household.id) }
}

/// The place in which somebody lives where many do, under whichever of their records, and what they
/// are there; nothing of those who live at home, or nowhere that anybody wrote down.
pub fn place_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<(Household, Member)>, Stop> {
    for record in registry::one(tx, person)? {
        let Some(member) = store::member(tx, record)? else { continue };
        let home = store::household(tx, member.household)?;
        if let Some(home) = home.filter(|home| home.place.is_some()) {
            return Ok(Some((home, member)));
        }
    }
    Ok(None)
}

/// Who may receive somebody's card where they live; nobody, where nobody was named.
pub fn caretaker_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<String>, Stop> {
    let home = place_of(tx, person)?;
    Ok(home.and_then(|(home, _)| home.place?.caretaker))
}

/// The place in which somebody lives, in one line, for whoever keeps places or does not.
fn line(tx: &mut Tx<'_>, person: PersonId, keeps: bool) -> Result<Option<Line>, Stop> {
    let Some((home, member)) = place_of(tx, person)? else { return Ok(None) };
    let Some(place) = &home.place else { return Ok(None) };
    let page = if keeps {
        format!("/institutions/{}", home.id)
    } else {
        format!("/people/{person}/household")
    };
    Ok(Some(Line { said: words::lives_in(place, member.since, keeps), page, step: None }))
}

/// Whether somebody has died, or left the city, by all that is noted of them: then they live nowhere.
fn gone(tx: &mut Tx<'_>, person: &Person) -> Result<Option<Gone>, Stop> {
    if registry::life_of(tx, person)?.has_ended() {
        return Ok(Some(Gone::Died));
    }
    Ok(registry::moved_away(tx, person.id)?.map(|_| Gone::Away))
}

/// Those who answer for a child today, in the order in which they were named, each as the record that
/// goes on.
pub fn guardians(
    tx: &mut Tx<'_>,
    (child, birth): (PersonId, Option<Birth>),
) -> Result<Vec<PersonId>, Stop> {
    let (today, mut persons) = (tx.today(), Vec::new());
    for guardian in named_for(tx, child)? {
        if rules::answers(&guardian, birth.as_ref(), today) {
            let person = registry::goes_on(tx, guardian.person)?;
            if !persons.contains(&person) {
                persons.push(person);
            }
        }
    }
    Ok(persons)
}

/// Those who were named for a child under any of its records and answer for it no longer, since
/// somebody said so or one of the two died, each as the record that goes on.
pub fn answered_before(tx: &mut Tx<'_>, child: PersonId) -> Result<Vec<PersonId>, Stop> {
    let former = former_of(tx, child)?.into_iter();
    let ended = former.filter(|former| former.ended != Ended::OfAge);
    ended.map(|former| registry::goes_on(tx, former.guardian.person)).collect()
}

/// The mother who was named for a child, whether or not she is of age and answers for it, as the
/// record that goes on.
pub fn mother(tx: &mut Tx<'_>, child: PersonId) -> Result<Option<PersonId>, Stop> {
    let named = named_for(tx, child)?;
    let mother = named.into_iter().find(|guardian| guardian.role == Role::Mother);
    mother.map(|guardian| registry::goes_on(tx, guardian.person)).transpose()
}

/// Those for whom somebody was named as the mother, each as the record that goes on; one who has just
/// grown up may be among them.
pub fn children(tx: &mut Tx<'_>, mother: PersonId) -> Result<Vec<PersonId>, Stop> {
    let mut children = Vec::new();
    for guardian in namings_of(tx, mother)? {
        let child = registry::goes_on(tx, guardian.child)?;
        if guardian.role == Role::Mother && !children.contains(&child) {
            children.push(child);
        }
    }
    Ok(children)
}

/// As what somebody answers for a child today; nothing when they do not.
pub fn answers_as(
    tx: &mut Tx<'_>,
    (person, child): (PersonId, PersonId),
) -> Result<Option<Role>, Stop> {
    let (today, birth) = (tx.today(), birth_of(tx, child)?);
    let (named, own) = (named_for(tx, child)?, registry::one(tx, person)?);
    let mut theirs = named.into_iter().filter(|guardian| own.contains(&guardian.person));
    let answers = theirs.find(|guardian| rules::answers(guardian, birth.as_ref(), today));
    Ok(answers.map(|guardian| guardian.role))
}

/// The children for whom somebody answers today, each as the record that goes on.
pub fn answers_for(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<PersonId>, Stop> {
    let (today, mut children) = (tx.today(), Vec::new());
    for guardian in namings_of(tx, person)? {
        let child = registry::goes_on(tx, guardian.child)?;
        let birth = birth_of(tx, child)?;
        if rules::answers(&guardian, birth.as_ref(), today) && !children.contains(&child) {
            children.push(child);
        }
    }
    Ok(children)
}

/// Who was named for a child under any of its records and not ended, the first one first; whether the
/// child is still one, [`rules`] say.
fn named_for(tx: &mut Tx<'_>, child: PersonId) -> Result<Vec<Guardian>, Stop> {
    let mut named = Vec::new();
    for record in registry::one(tx, child)? {
        named.extend(store::guardians(tx, record)?);
    }
    named.sort_by_key(|guardian| (guardian.since, guardian.id.uuid()));
    Ok(named)
}

/// Who was named for a child under any of its records and answers no longer, the last one first.
fn former_of(tx: &mut Tx<'_>, child: PersonId) -> Result<Vec<Former>, Stop> {
    let mut former = Vec::new();
    for record in registry::one(tx, child)? {
        former.extend(store::former(tx, record)?);
    }
    former.sort_by_key(|one| (Reverse(one.guardian.until), one.guardian.id.uuid()));
    Ok(former)
}

/// The same for whom somebody was named.
fn namings_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<Guardian>, Stop> {
    let mut named = Vec::new();
    for record in registry::one(tx, person)? {
        named.extend(store::wards(tx, record)?);
    }
    named.sort_by_key(|guardian| (guardian.since, guardian.id.uuid()));
    Ok(named)
}

/// When a child was born, by the record that goes on; by another of its records where that says
/// nothing.
fn birth_of(tx: &mut Tx<'_>, child: PersonId) -> Result<Option<Birth>, Stop> {
    let goes_on = registry::goes_on(tx, child)?;
    for record in registry::one(tx, goes_on)? {
        let birth = registry::person(tx, record)?.and_then(|record| record.details.birth);
        if birth.is_some() {
            return Ok(birth);
        }
    }
    Ok(None)
}
