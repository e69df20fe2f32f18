//! Whom a program means that asks for somebody: those whom a counter's duplicate check compares,
//! graded by the same points.

use super::{alike, facts_of};
use crate::registry::index::Search;
use crate::registry::model::{Identity, Known, Person};
use crate::registry::{facts, patients, rules, store};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_linkage::duplicates::Reason;
use nabz_linkage::grade::graded;
use nabz_store::{Stop, Tx};
use std::cmp::Reverse;

pub use nabz_linkage::grade::{Grade, Graded, OwnNumber};

/// Whom a program asks for.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// What it knows of them.
    pub known: Known<'w>,
    /// The numbers of cards that it has seen.
    pub health_ids: &'w [HealthId],
    /// Those who are known by a number that somebody else has given them.
    pub numbered: &'w [PersonId],
}

impl<'w> Wanted<'w> {
    /// Somebody of whom no number is known.
    pub fn by_what_is_known(known: Known<'w>) -> Self {
        Self { known, health_ids: &[], numbered: &[] }
    }
}

/// Somebody on record who may be meant.
#[derive(Clone, Debug)]
pub struct Match {
    /// Who; of linked persons the one whose record goes on.
    pub person: Person,
    /// How sure it is.
    pub graded: Graded,
}

/// Those on record who may be meant, likeliest first. Whoever certainly is not stands among them
/// only where a number was asked for that is theirs: the number is wrong, or in wrong hands.
pub fn matches(
    search: &Search,
    view: &mut Tx<'_>,
    wanted: &Wanted<'_>,
) -> Result<Vec<Match>, Stop> {
    let asked = rules::facts(wanted.known);
    let numbered = numbered(view, wanted)?;
    let mut persons = alike(search, view, wanted.known)?;
    for id in &numbered {
        if !persons.iter().any(|person| person.id == *id) {
            persons.extend(store::person(view, *id)?);
        }
    }
    let mut found: Vec<Match> = Vec::new();
    for person in persons {
        let number = own_number(&numbered, person.id);
        let graded = match graded(&asked, &facts_of(&person), number) {
            // The numbers of papers are read of those alone in whom all else agrees.
            found if found.grade == Grade::Certain => {
                graded(&asked, &facts::facts_of(view, &person)?, number)
            }
            found => found,
        };
        if is_told(&person, &graded, number)
            && let Some(person) = going_on(view, person)?
        {
            keep(&mut found, Match { person, graded });
        }
    }
    found.sort_by_key(|one| (Reverse(one.graded.rank()), one.person.id.uuid()));
    Ok(found)
}

/// The persons whom [`matches`] compares before any number is looked at, for whoever sees only
/// what was said of them elsewhere.
pub fn compared(
    search: &Search,
    view: &mut Tx<'_>,
    known: Known<'_>,
) -> Result<Vec<PersonId>, Stop> {
    Ok(alike(search, view, known)?.into_iter().map(|person| person.id).collect())
}

/// The same comparison of two of whom somebody speaks, on record or not.
pub fn compare(asked: Known<'_>, said: Known<'_>, number: OwnNumber) -> Graded {
    let [asked, said] = [asked, said].map(rules::facts);
    graded(&asked, &said, number)
}

fn numbered(view: &mut Tx<'_>, wanted: &Wanted<'_>) -> Result<Vec<PersonId>, Stop> {
    let mut numbered = wanted.numbered.to_vec();
    for health_id in wanted.health_ids {
        let number = health_id.number().to_string();
        numbered.extend(store::holder_of(view, store::HEALTH_ID, &number)?);
    }
    Ok(numbered)
}

fn own_number(numbered: &[PersonId], person: PersonId) -> OwnNumber {
    if numbered.contains(&person) { OwnNumber::Theirs } else { OwnNumber::NotTheirs }
}

/// Nobody whose name we gave ourselves is found by it, and nobody is told who is somebody else,
/// unless by a number.
fn is_told(person: &Person, graded: &Graded, number: OwnNumber) -> bool {
    let by_number = number == OwnNumber::Theirs || graded.reasons.contains(&Reason::SameVoterId);
    by_number || (graded.grade > Grade::CertainlyNot && person.identity == Identity::Known)
}

/// The person, or the one who goes on for them.
fn going_on(view: &mut Tx<'_>, person: Person) -> Result<Option<Person>, Stop> {
    let goes_on = patients::goes_on(view, person.id)?;
    if goes_on == person.id { Ok(Some(person)) } else { store::person(view, goes_on) }
}

/// Once for each person, as the likeliest of their registrations.
fn keep(found: &mut Vec<Match>, new: Match) {
    match found.iter_mut().find(|known| known.person.id == new.person.id) {
        None => found.push(new),
        Some(known) if known.graded.rank() < new.graded.rank() => known.graded = new.graded,
        Some(_) => {}
    }
}
