//! Everything that is held of a person but their treatment, for whoever it is about: gathered once, and
//! told on a page in both languages and in a file that other programs read.

mod file;
mod shown;

pub(crate) use shown::HeldShown;

use super::model::{Nominee, Request};
use super::store;
use crate::cards::model::Card;
use crate::consent::model::Answer;
use crate::households::model::{HouseholdKind, Member};
use crate::registry::model::{Paper, Person};
use crate::scans::model::Scan;
use crate::{cards, consent, households, registry, scans};
use nabz_access::{Names, Seen, facility_node, organisation, seen_by};
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_store::{Stop, Tx};

/// Pages of looks that are told; whoever wants to know of earlier ones reads them page by page.
const LOOK_PAGES_MAX: usize = 4;

/// All of it. The page and the file are both made of this and of nothing else, so that they say the
/// same; each takes it apart by the names of its parts, so that neither misses a new one.
pub(crate) struct WhatIsHeld {
    /// When it was asked for.
    at: Instant,
    /// What stands under the number by which they were asked for.
    own: OfRecord,
    /// What stands under other numbers of the same person.
    others: Vec<OfRecord>,
    /// Who looked at any of it, the latest first.
    looks: Vec<Seen>,
    /// Earlier looks are not among them.
    more_looks: bool,
}

/// What stands under one number of theirs.
struct OfRecord {
    person: Person,
    /// Where they were registered; `None` for a place that is no more.
    registered_in: Option<Names>,
    /// Numbers of papers.
    numbers: Vec<Paper>,
    /// What their family sent ahead, with when an office opened it first.
    sent: Vec<(Scan, Option<Instant>)>,
    home: Home,
    cards: Vec<Card>,
    consents: Vec<Answer>,
    requests: Vec<Request>,
    nominees: Vec<Nominee>,
}

/// Where somebody lives and as what. Who lives with them is for those to ask.
struct Home {
    kind: Option<HouseholdKind>,
    member: Option<Member>,
    /// How many live there; of a place where many do, nobody is counted.
    people: usize,
    /// For how many children they answer, said once: of the record that goes on.
    children: usize,
}

/// What is held of a person under all their numbers. Whoever calls has made sure that it is they who
/// ask, or somebody who may answer them.
pub(crate) fn what_is_held(tx: &mut Tx<'_>, person: &Person) -> Result<WhatIsHeld, Stop> {
    let records = registry::one(tx, person.id)?;
    let own = of_record(tx, person.clone())?;
    let mut others = Vec::new();
    for record in records.iter().skip(1) {
        if let Some(other) = registry::person(tx, *record)? {
            others.push(of_record(tx, other)?);
        }
    }
    let (looks, more_looks) = looks(tx, &records)?;
    Ok(WhatIsHeld { at: tx.now(), own, others, looks, more_looks })
}

fn of_record(tx: &mut Tx<'_>, person: Person) -> Result<OfRecord, Stop> {
    let id = person.id;
    let registered_in = organisation::node(tx, facility_node(person.facility))?;
    Ok(OfRecord {
        person,
        registered_in: registered_in.map(|node| node.names),
        numbers: registry::papers(tx, id)?,
        sent: sent(tx, id)?,
        home: home(tx, id)?,
        cards: cards::cards_of(tx, id)?,
        consents: consent::of_person(tx, id)?,
        requests: store::of_person(tx, id)?,
        nominees: store::nominees(tx, id)?,
    })
}

/// What a family sent ahead, as far as it is kept. The files are opened by a records officer alone.
fn sent(tx: &mut Tx<'_>, person: PersonId) -> Result<Vec<(Scan, Option<Instant>)>, Stop> {
    let mut sent = Vec::new();
    for scan in scans::of_person(tx, person)? {
        let seen_at = scans::seen_at(tx, scan.id)?;
        sent.push((scan, seen_at));
    }
    Ok(sent)
}

fn home(tx: &mut Tx<'_>, person: PersonId) -> Result<Home, Stop> {
    let member = households::member(tx, person)?;
    let (mut kind, mut people) = (None, 0);
    if let Some(member) = member {
        kind = households::household(tx, member.household)?.map(|home| home.kind);
        people = households::who_lives_in(tx, member.household)?.len();
    }
    let goes_on = registry::goes_on(tx, person)? == person;
    let children = if goes_on { households::answers_for(tx, person)?.len() } else { 0 };
    Ok(Home { kind, member, people, children })
}

/// Who looked, and whether there are earlier looks.
fn looks(tx: &mut Tx<'_>, records: &[PersonId]) -> Result<(Vec<Seen>, bool), Stop> {
    let (mut looks, mut before) = (Vec::new(), None);
    for _ in 0..LOOK_PAGES_MAX {
        let (seen, older) = seen_by(tx, records, before)?;
        looks.extend(seen);
        before = older;
        if before.is_none() {
            break;
        }
    }
    Ok((looks, before.is_some()))
}

/// The other number of theirs under which somebody looked.
fn under(seen: &Seen, others: &[OfRecord]) -> Option<HealthId> {
    let other = others.iter().find(|other| other.person.id == seen.person);
    other.map(|other| other.person.health_id)
}
