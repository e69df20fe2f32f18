//! Those who were brought in and could not say who they are, until somebody knows: the oldest first,
//! each with where they were seen last.

use crate::facilities;
use crate::queue::{LastVisit, last_visits};
use askama::Template;
use nabz_access::{Act, UnitId};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::PersonId;
use nabz_people::registry;
use nabz_people::registry::actions::IdentifyPerson;
use nabz_people::registry::model::Person;
use nabz_people::registry::words;
use nabz_web::filters;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::frontdesk as msg;
use nabz_web::{Desk, Page, Problem, Section, Shell, numbers};
use std::collections::HashMap;
use uuid::Uuid;

const PATH: &str = "/records/unknown";
/// More than a hospital has at once; whoever is identified makes room for the next.
const SHOWN_MAX: usize = 200;

/// The menu entry of whoever may say who somebody is.
pub const SECTION: Section =
    Section { path: PATH, title: msg::unidentified_title, roles: IdentifyPerson::ROLES, order: 68 };

#[derive(Template)]
#[template(path = "frontdesk/pages/unidentified.html")]
struct UnidentifiedPage {
    shell: Shell,
    rows: Vec<Row>,
    /// Whether there may be more than are shown.
    more: bool,
}

struct Row {
    person: Uuid,
    name: String,
    health_id: String,
    sex: Message,
    age: Message,
    /// Since when they are here.
    since: String,
    /// Where they were seen last, and when.
    unit: Option<String>,
    day: String,
}

/// The list. It has names of ours and nothing that is known of anybody: nobody's record is opened.
pub(super) async fn page(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<IdentifyPerson>()?;
    let (facility, language, today) = (desk.facility(), desk.language(), desk.today());
    let read = desk.read(move |view| {
        let persons = registry::unidentified(view, facility, SHOWN_MAX)?;
        let ids: Vec<PersonId> = persons.iter().map(|person| person.id).collect();
        let visits = last_visits(view, facility, &ids)?;
        Ok((persons, visits, facilities::units(view, facility)?))
    });
    let (persons, visits, units) = read.await?;
    let units: HashMap<UnitId, String> = units
        .into_iter()
        .map(|unit| (unit.id, language.pick(unit.names.hindi, unit.names.english)))
        .collect();
    let more = persons.len() == SHOWN_MAX;
    let here = Here { units, language, today };
    let row = |person: &Person| {
        Row::of(person, visits.iter().find(|visit| visit.person == person.id), &here)
    };
    let rows: Vec<Row> = persons.iter().map(row).collect();
    desk.page(&UnidentifiedPage { shell: desk.shell().at(PATH), rows, more })
}

/// Where and when the list is read.
struct Here {
    units: HashMap<UnitId, String>,
    language: Language,
    today: Date,
}

impl Row {
    fn of(person: &Person, visit: Option<&LastVisit>, here: &Here) -> Self {
        let Here { units, language, today } = here;
        let details = &person.details;
        let age = details.birth.map(|birth| words::age(birth.age(*today), birth.is_estimated()));
        Self {
            person: person.id.uuid(),
            name: details.name.preferring(words::script(*language)).to_owned(),
            health_id: person.health_id.to_string(),
            sex: details.sex.map_or_else(msg::sex_unknown, words::sex),
            age: age.unwrap_or_else(msg::age_unknown),
            since: numbers::date_time(person.registered_at, *language),
            unit: visit.and_then(|visit| units.get(&visit.unit).cloned()),
            day: visit.map(|visit| numbers::date(visit.day, *language)).unwrap_or_default(),
        }
    }
}
