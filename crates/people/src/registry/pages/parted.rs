//! What was written of two persons while they were taken for one: all of it in one list, and to whom
//! each thing belongs.

use crate::registry::actions::{self, ReviewParted};
use crate::registry::model::{
    Banner, Link, LinkId, Mark, Marked, Person, RegistryRefusal, Written,
};
use crate::registry::parted::{WrittenBeside, written_meanwhile};
use crate::registry::words::script;
use crate::registry::{rules, store, words};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::staff::names_of;
use nabz_access::{Names, NodeId, Reason, organisation};
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Fields, Language, OnceKey, Page, Problem, Shell, filters, numbers};
use std::collections::HashMap;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "registry/pages/parted.html")]
struct PartedPage {
    shell: Shell,
    id: Uuid,
    link: Uuid,
    once: OnceKey,
    sides: Vec<Side>,
    stood: Message,
    rows: Vec<Row>,
    /// Things of which nobody has said yet to whom they belong.
    left: i64,
    /// Why what was asked could not be done.
    notice: Option<Message>,
}

/// One of the two.
struct Side {
    person: Uuid,
    name: String,
    health_id: String,
}

/// One thing.
struct Row {
    entry: String,
    seen: &'static str,
    kind: Message,
    when: String,
    by: String,
    place: String,
    under: String,
    under_id: String,
    marked: Option<Message>,
    is_other: bool,
}

struct Loaded {
    link: Link,
    persons: [Person; 2],
    written: Vec<Written>,
    marks: HashMap<String, Marked>,
    staff: HashMap<StaffId, Names>,
    places: HashMap<Uuid, Names>,
}

/// The list.
pub(super) async fn page(
    desk: Desk,
    Path((id, link)): Path<(Uuid, Uuid)>,
) -> Result<Page, Problem> {
    desk.page(&opened(&desk, (id, link)).await?)
}

/// Says to whom one thing belongs.
pub(super) async fn decide(
    desk: Desk,
    Path((id, link)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<ReviewParted>()?;
    let beside = *desk.app().part::<WrittenBeside>()?;
    let mark = Mark::of_word(fields.get("mark"));
    let mark = mark.ok_or_else(|| Refused::from(RegistryRefusal::NoSuchChoice))?;
    let seen = rules::choice(fields.get("seen"), Mark::of_word).map_err(Refused::from)?;
    let entry = fields.get("entry").to_owned();
    let link_id = LinkId::from_uuid(link);
    let once = fields.once();
    let marked = desk.write_once(permit, &once, move |tx, permit| {
        let said = (entry.as_str(), seen, mark);
        actions::mark_written(tx, permit, (link_id, beside), said).map(drop)
    });
    let Err(problem) = marked.await else {
        return Ok(Redirect::to(&format!("/people/{id}/parted/{link}")).into_response());
    };
    let Some(refused) = problem.refused().filter(|refused| refused.kind == Kind::Rule) else {
        return Err(problem);
    };
    let mut page = opened(&desk, (id, link)).await?;
    page.notice = Some(refused.into());
    Ok(desk.page(&page)?.with_conflict().into_response())
}

/// The page as it opens; whom it shows is written down.
async fn opened(desk: &Desk, (id, link): (Uuid, Uuid)) -> Result<PartedPage, Problem> {
    let permit = desk.permit::<ReviewParted>()?;
    let beside = *desk.app().part::<WrittenBeside>()?;
    let asked = (Id::from_uuid(id), LinkId::from_uuid(link));
    let loaded = desk.read(move |view| load(view, asked, beside)).await?;
    for person in &loaded.persons {
        desk.shows(&permit, person.id, Reason::Records).await?;
    }
    let language = desk.language();
    let rows: Vec<Row> = loaded.written.iter().map(|one| Row::of(one, &loaded, language)).collect();
    let unmarked = rows.iter().filter(|row| row.marked.is_none()).count();
    let until = loaded.link.undone.as_ref();
    let until = until.map_or(loaded.link.linked.1, |parted| parted.by.1);
    Ok(PartedPage {
        shell: desk.shell(),
        id,
        link,
        once: OnceKey::draw(),
        sides: loaded.persons.iter().map(|person| Side::of(person, desk)).collect(),
        stood: msg::parted_stood(
            numbers::date_time(loaded.link.linked.1, language),
            numbers::date_time(until, language),
        ),
        left: i64::try_from(unmarked).unwrap_or(i64::MAX),
        rows,
        notice: None,
    })
}

fn load(
    view: &mut Tx<'_>,
    (person, link): (PersonId, LinkId),
    beside: WrittenBeside,
) -> Result<Loaded, Stop> {
    let link = store::link(view, link)?.filter(|link| link.undone.is_some());
    // An address that somebody made up opens nobody's page.
    let link = link.filter(|link| link.person == person || link.same_as == person);
    let link = link.ok_or(RegistryRefusal::NotParted)?;
    let written = written_meanwhile(view, &link, beside)?;
    let marks = store::marks(view, link.id)?;
    let mut named: Vec<StaffId> = written.iter().filter_map(|one| one.by).collect();
    named.extend(marks.iter().map(|marked| marked.by.0));
    named.sort_by_key(|staff| staff.uuid());
    named.dedup();
    let mut places = HashMap::new();
    for place in written.iter().filter_map(|one| one.place) {
        if !places.contains_key(&place) {
            let node = organisation::node(view, NodeId::from_uuid(place))?;
            places.extend(node.map(|node| (place, node.names)));
        }
    }
    Ok(Loaded {
        persons: [of_link(view, link.person)?, of_link(view, link.same_as)?],
        written,
        marks: marks.into_iter().map(|marked| (marked.entry.clone(), marked)).collect(),
        staff: names_of(view, &named)?,
        places,
        link,
    })
}

fn of_link(view: &mut Tx<'_>, person: PersonId) -> Result<Person, Stop> {
    Ok(store::person(view, person)?.ok_or(RegistryRefusal::NoSuchPerson)?)
}

impl Side {
    fn of(person: &Person, desk: &Desk) -> Self {
        let banner = Banner::of(person, desk.today());
        Self {
            person: person.id.uuid(),
            name: banner.name.preferring(script(desk.language())).to_owned(),
            health_id: banner.health_id.to_string(),
        }
    }
}

impl Row {
    fn of(written: &Written, loaded: &Loaded, language: Language) -> Self {
        let pick = |names: &Names| language.pick(&names.hindi, &names.english).clone();
        let name = |staff: StaffId| loaded.staff.get(&staff).map(pick);
        let nothing = || "—".to_owned();
        let marked = loaded.marks.get(&written.entry);
        let under = loaded.persons.iter().find(|person| person.id == written.under);
        let said = marked.map(|marked| {
            let (by, at) = marked.by;
            let (who, when) = (name(by).unwrap_or_else(nothing), numbers::date_time(at, language));
            msg::parted_marked(words::mark(marked.mark), when, who)
        });
        let place = written.place.and_then(|place| loaded.places.get(&place)).map(pick);
        let name_of = |person: &Person| person.details.name.preferring(script(language)).to_owned();
        Self {
            entry: written.entry.clone(),
            seen: marked.map_or("", |marked| marked.mark.word()),
            kind: words::written(written.kind),
            when: numbers::date_time(written.at, language),
            by: written.by.and_then(name).unwrap_or_else(nothing),
            place: place.unwrap_or_else(nothing),
            under: under.map(name_of).unwrap_or_default(),
            under_id: under.map(|person| person.health_id.to_string()).unwrap_or_default(),
            marked: said,
            is_other: marked.is_some_and(|marked| marked.mark == Mark::Other),
        }
    }
}
