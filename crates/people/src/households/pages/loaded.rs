//! What the page of somebody's household is about.

use crate::households::model::{Away, Ended, Former, Gone, Guardian, Household, Member};
use crate::households::{
    GivenBy, former_of, gone, members_told, named_for, namings_of, rules, store,
};
use crate::registry;
use crate::registry::model::{Life, Person, RegistryRefusal};
use nabz_access::Names;
use nabz_access::staff::names_of;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

/// Somebody with those who live with them and those who answer.
pub(super) struct Loaded {
    pub(super) person: Person,
    /// What is noted of them that ends where they live.
    pub(super) gone: Option<Gone>,
    pub(super) written_under: Vec<(PersonId, HealthId)>,
    pub(super) member: Option<Member>,
    pub(super) household: Option<Household>,
    pub(super) places: Vec<Household>,
    pub(super) members: Vec<(Member, Person)>,
    pub(super) away: Vec<(Away, Person, Life)>,
    pub(super) guardians: Vec<(Guardian, Person)>,
    pub(super) former: Vec<(Former, Person)>,
    pub(super) wards: Vec<(Guardian, Person)>,
    /// The children among them for whom nobody answers.
    pub(super) alone: Vec<PersonId>,
    /// How many consents each of those who answered before gave that still stand.
    pub(super) given: HashMap<PersonId, usize>,
    /// Those who said that somebody answers no longer.
    pub(super) staff: HashMap<StaffId, Names>,
}

/// Reads what a page is about.
pub(super) fn load(
    view: &mut Tx<'_>,
    id: PersonId,
    given_by: Option<GivenBy>,
) -> Result<Loaded, Stop> {
    let person = registry::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let member = store::member(view, id)?;
    let household = match &member {
        Some(member) => store::household(view, member.household)?,
        None => None,
    };
    let members = together(view, household.as_ref())?;
    let away = away(view, household.as_ref())?;
    let places = if household.is_none() { store::places(view)? } else { Vec::new() };
    let (mut guardians, mut wards) = (Vec::new(), Vec::new());
    for guardian in named_for(view, id)? {
        let found = registry::person(view, guardian.person)?;
        guardians.extend(found.map(|person| (guardian, person)));
    }
    for guardian in namings_of(view, id)? {
        let found = registry::person(view, guardian.child)?;
        wards.extend(found.map(|person| (guardian, person)));
    }
    let (mut former, mut staff): (Vec<(Former, Person)>, Vec<StaffId>) = (Vec::new(), Vec::new());
    for one in former_of(view, id)? {
        if let Ended::Said { by, .. } = &one.ended {
            staff.push(*by);
        }
        let found = registry::person(view, one.guardian.person)?;
        former.extend(found.map(|person| (one, person)));
    }
    staff.sort_unstable_by_key(|one| one.uuid());
    staff.dedup();
    let staff = names_of(view, &staff)?;
    let alone = alone(view, members.iter().map(|(_, person)| person))?;
    let given = match given_by {
        Some(given_by) => given_before(view, (&person, &guardians), &former, given_by)?,
        None => HashMap::new(),
    };
    let gone = gone(view, &person)?;
    let written_under = written_under(view, id)?;
    Ok(Loaded {
        person,
        gone,
        written_under,
        member,
        household,
        places,
        members,
        away,
        guardians,
        former,
        wards,
        alone,
        given,
        staff,
    })
}

/// Those who keep house together; of a place where many live, nobody.
fn together(
    view: &mut Tx<'_>,
    household: Option<&Household>,
) -> Result<Vec<(Member, Person)>, Stop> {
    let Some(household) = household else { return Ok(Vec::new()) };
    let mut members = Vec::new();
    for member in members_told(view, household)? {
        let found = registry::person(view, member.person)?;
        members.extend(found.map(|person| (member, person)));
    }
    Ok(members)
}

/// Who lived with them and has left the city, with what is noted of that. Whoever has died since is not
/// among them; nor is anybody who left a place where many live, which its own page says.
fn away(
    view: &mut Tx<'_>,
    household: Option<&Household>,
) -> Result<Vec<(Away, Person, Life)>, Stop> {
    let Some(home) = household.filter(|home| home.place.is_none()) else { return Ok(Vec::new()) };
    let mut away = Vec::new();
    for one in store::away(view, home.id)? {
        let life = registry::moved_away(view, one.person)?;
        if let (Some(life), Some(person)) = (life, registry::person(view, one.person)?) {
            away.push((one, person, life));
        }
    }
    Ok(away)
}

/// Other records of the same person under which somebody has written down where they live.
fn written_under(view: &mut Tx<'_>, person: PersonId) -> Result<Vec<(PersonId, HealthId)>, Stop> {
    let mut written = Vec::new();
    for (record, number) in registry::numbers_of(view, person)?.into_iter().skip(1) {
        let lives = store::member(view, record)?;
        written.extend(lives.map(|_| (record, number)));
    }
    Ok(written)
}

/// How many consents for a child still stand of those who answer for it no longer, by the record
/// under which each was named.
fn given_before(
    view: &mut Tx<'_>,
    (child, guardians): (&Person, &[(Guardian, Person)]),
    former: &[(Former, Person)],
    given_by: GivenBy,
) -> Result<HashMap<PersonId, usize>, Stop> {
    if former.is_empty() {
        return Ok(HashMap::new());
    }
    let (given, mut answer) = (given_by(view, child)?, Vec::new());
    for (guardian, _) in guardians {
        answer.push(registry::goes_on(view, guardian.person)?);
    }
    let mut before = HashMap::new();
    for (_, person) in former {
        let goes_on = registry::goes_on(view, person.id)?;
        let count = given.get(&goes_on).filter(|_| !answer.contains(&goes_on));
        before.extend(count.map(|count| (person.id, *count)));
    }
    Ok(before)
}

/// The children among some for whom nobody answers.
pub(super) fn alone<'p>(
    view: &mut Tx<'_>,
    persons: impl IntoIterator<Item = &'p Person>,
) -> Result<Vec<PersonId>, Stop> {
    let (mut alone, today) = (Vec::new(), view.today());
    for person in persons {
        let birth = person.details.birth.as_ref();
        if !rules::is_child(birth, today) || person.life != Life::Living {
            continue;
        }
        let named = named_for(view, person.id)?;
        if !named.iter().any(|guardian| rules::answers(guardian, birth, today)) {
            alone.push(person.id);
        }
    }
    Ok(alone)
}
