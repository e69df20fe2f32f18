//! What the page of duplicates reads: the list, and two records side by side with all that is known
//! of them.

use super::by_hand::{asked, would_join};
use crate::registry::actions::Ends;
use crate::registry::facts::{exclude_one_another, facts_of};
use crate::registry::model::{
    Doubt, Ground, Pair, Person, Press, PressId, RegistryRefusal, Ruled, Waiting,
};
use crate::registry::store;
use nabz_access::staff::names_of;
use nabz_access::{Names, facility_node, organisation};
use nabz_kernel::ids::{FacilityId, PersonId, StaffId};
use nabz_linkage::duplicates::Facts;
use nabz_store::{Stop, Tx};
use std::collections::HashMap;

/// Which pair is to be shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Chosen {
    /// The first that waits.
    First,
    /// This one, decided or not, and whether or not anybody has found it.
    This(Pair),
    /// This one while it waits, else the first.
    IfItWaits(Pair),
}

/// Which list is to be shown beside it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Listed {
    /// Only pairs that were found for this reason.
    pub(super) ground: Option<Ground>,
    /// With what this press did; else with what the last one did, while nothing came after it.
    pub(super) press: Option<PressId>,
}

/// What the page is about.
pub(super) struct Loaded {
    pub(super) waiting: Waiting,
    pub(super) doubts: Vec<Doubt>,
    /// Those of them whose records exclude one another.
    pub(super) apart: Vec<Pair>,
    pub(super) open: Option<Open>,
    pub(super) last: Option<(Doubt, Ruled)>,
    pub(super) press: Option<Press>,
    pub(super) persons: Persons,
}

/// Everybody whom the page names.
pub(super) type Persons = HashMap<PersonId, Person>;

pub(super) struct Open {
    pub(super) doubt: Doubt,
    /// Whether it stands on the list, or somebody looked the two up.
    pub(super) is_listed: bool,
    /// What a link would join, and whether the records exclude that; nothing once it was decided.
    pub(super) joining: Option<(Ends, bool)>,
    pub(super) persons: [Person; 2],
    pub(super) facts: [Facts; 2],
    pub(super) places: HashMap<FacilityId, Names>,
    /// Who decided, where that is a member of staff.
    pub(super) ruler: Option<Names>,
    /// Who was shown the likeness at a counter and registered the later one all the same.
    pub(super) despite: Option<Names>,
}

pub(super) fn load(
    view: &mut Tx<'_>,
    staff: StaffId,
    (chosen, listed): (Chosen, Listed),
) -> Result<Loaded, Stop> {
    let waiting = store::count_waiting(view)?;
    let doubts = match listed.ground {
        Some(ground) => store::waiting_because(view, ground)?,
        None => store::waiting_doubts(view)?,
    };
    let apart = excluded(view, &doubts)?;
    let asked = match chosen {
        Chosen::First => None,
        Chosen::This(pair) => asked(view, pair)?,
        Chosen::IfItWaits(pair) => {
            let waits = store::doubt(view, pair)?.filter(|it| it.ruled.is_none());
            waits.map(|doubt| (doubt, true))
        }
    };
    let open = match asked.or_else(|| doubts.first().map(|doubt| (doubt.clone(), true))) {
        Some(asked) => Some(load_open(view, asked)?),
        None => None,
    };
    let last = store::last_ruled(view, staff)?;
    let last = last.and_then(|last| last.ruled.map(|ruled| (last, ruled)));
    let press = load_press(view, staff, (listed.press, last.as_ref()))?;
    // What was decided with others is taken back with them.
    let is_of_press = |pair: Pair| press.iter().flat_map(Press::done).any(|done| done == pair);
    let last = last.filter(|(last, _)| !is_of_press(last.pair));
    let pairs = doubts.iter().map(|doubt| doubt.pair).chain(last.iter().map(|(last, _)| last.pair));
    let pairs = pairs.chain(press.iter().flat_map(Press::not_done).map(|(pair, _)| pair));
    let named: Vec<PersonId> = pairs.flat_map(Pair::both).collect();
    let persons = store::persons(view, &named)?.into_iter();
    let persons = persons.map(|person| (person.id, person)).collect();
    Ok(Loaded { waiting, doubts, apart, open, last, press, persons })
}

fn excluded(view: &mut Tx<'_>, doubts: &[Doubt]) -> Result<Vec<Pair>, Stop> {
    let mut apart = Vec::new();
    for pair in doubts.iter().map(|doubt| doubt.pair) {
        if exclude_one_another(view, pair.one(), pair.other())? {
            apart.push(pair);
        }
    }
    Ok(apart)
}

/// The press that was asked for, or the last one of whoever looks while nothing came after it.
fn load_press(
    view: &mut Tx<'_>,
    staff: StaffId,
    (asked, last): (Option<PressId>, Option<&(Doubt, Ruled)>),
) -> Result<Option<Press>, Stop> {
    if let Some(asked) = asked {
        return store::press(view, asked);
    }
    let press = store::last_press(view, staff)?;
    Ok(press.filter(|press| last.is_some_and(|(_, ruled)| ruled.at == press.at)))
}

fn load_open(view: &mut Tx<'_>, (doubt, is_listed): (Doubt, bool)) -> Result<Open, Stop> {
    let persons = [of_pair(view, doubt.pair.one())?, of_pair(view, doubt.pair.other())?];
    let [one, other] = &persons;
    let facts = [facts_of(view, one)?, facts_of(view, other)?];
    let mut places = HashMap::new();
    for person in &persons {
        let node = organisation::node(view, facility_node(person.facility))?;
        places.extend(node.map(|node| (person.facility, node.names)));
    }
    let ruler = name_of_one(view, doubt.ruled.map(|ruled| ruled.by))?;
    let despite = name_of_one(view, doubt.despite)?;
    let joining = would_join(view, &doubt)?;
    Ok(Open { doubt, is_listed, joining, persons, facts, places, ruler, despite })
}

fn name_of_one(view: &mut Tx<'_>, staff: Option<StaffId>) -> Result<Option<Names>, Stop> {
    let staff: Vec<StaffId> = staff.into_iter().collect();
    Ok(names_of(view, &staff)?.into_values().next())
}

fn of_pair(view: &mut Tx<'_>, person: PersonId) -> Result<Person, Stop> {
    Ok(store::person(view, person)?.ok_or(RegistryRefusal::NoSuchPerson)?)
}
