//! Families that somebody has left, by death or for another city: children for whom nobody answers any
//! more, and households for which nobody speaks.

use crate::households::actions::ArrangeHousehold;
use crate::households::store;
use crate::registry;
use crate::registry::model::{Banner, Life, Person};
use crate::registry::words::{self as said, script};
use askama::Template;
use nabz_access::{Reason, city};
use nabz_kernel::ids::{FacilityId, PersonId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::households as msg;
use nabz_web::{Desk, Page, Problem, Shell, filters};
use uuid::Uuid;

const PATH: &str = "/records/families";

#[derive(Template)]
#[template(path = "households/pages/waiting.html")]
struct WaitingPage {
    shell: Shell,
    children: Vec<ChildRow>,
    families: Vec<FamilyRow>,
}

/// A child for whom nobody answers any more.
struct ChildRow {
    person: Uuid,
    name: String,
    age: Option<Message>,
    /// Who answered for it and has died.
    before: Message,
}

/// A household for which nobody speaks.
struct FamilyRow {
    /// One of those who live there, whose page it is.
    person: Uuid,
    names: String,
}

struct Loaded {
    /// With whoever answered for each.
    children: Vec<(Person, Person)>,
    families: Vec<Vec<Person>>,
}

/// Those who wait, whoever waits longest first.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    let (permit, at) = (desk.permit::<ArrangeHousehold>()?, desk.facility());
    let loaded = desk.read(move |view| load(view, at)).await?;
    for person in loaded.shown() {
        desk.shows(&permit, person, Reason::Records).await?;
    }
    let script = script(desk.language());
    let name = |person: &Person| person.details.name.preferring(script).to_owned();
    let child = |(child, before): &(Person, Person)| {
        let banner = Banner::of(child, desk.today());
        ChildRow {
            person: child.id.uuid(),
            name: name(child),
            age: banner.age.map(|age| said::age(age, banner.age_estimated)),
            before: msg::waiting_before(name(before)),
        }
    };
    let family = |family: &Vec<Person>| {
        let first = family.first()?;
        let names: Vec<String> = family.iter().map(name).collect();
        Some(FamilyRow { person: first.id.uuid(), names: names.join(", ") })
    };
    desk.page(&WaitingPage {
        shell: desk.shell().at(PATH),
        children: loaded.children.iter().map(child).collect(),
        families: loaded.families.iter().filter_map(family).collect(),
    })
}

/// Those of a facility, and those who registered themselves, whom every facility sees.
fn load(view: &mut Tx<'_>, facility: FacilityId) -> Result<Loaded, Stop> {
    let mut at = vec![facility, city(view)?];
    at.dedup();
    let (mut children, mut families) = (Vec::new(), Vec::new());
    for office in at {
        bereaved(view, office, &mut children)?;
        for home in store::headless(view, office)? {
            let mut members = Vec::new();
            for member in store::members(view, home.id)? {
                members.extend(registry::person(view, member.person)?);
            }
            families.push(members);
        }
    }
    Ok(Loaded { children, families })
}

/// Each child once, with the one who died last of those who answered for it.
fn bereaved(
    view: &mut Tx<'_>,
    office: FacilityId,
    children: &mut Vec<(Person, Person)>,
) -> Result<(), Stop> {
    for gone in store::bereaved(view, office)? {
        let child = registry::person(view, gone.child)?;
        let child = child.filter(|child| child.life == Life::Living);
        let (Some(child), Some(before)) = (child, registry::person(view, gone.person)?) else {
            continue;
        };
        if let Some((_, known)) = children.iter_mut().find(|(known, _)| known.id == child.id) {
            *known = before;
        } else {
            children.push((child, before));
        }
    }
    Ok(())
}

impl Loaded {
    /// Everybody on the page, each once.
    fn shown(&self) -> Vec<PersonId> {
        let children = self.children.iter().flat_map(|(child, before)| [child.id, before.id]);
        let families = self.families.iter().flatten().map(|person| person.id);
        let mut shown: Vec<PersonId> = children.chain(families).collect();
        shown.sort_unstable_by_key(|one| one.uuid());
        shown.dedup();
        shown
    }
}
