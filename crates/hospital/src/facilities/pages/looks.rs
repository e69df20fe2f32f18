//! Who looked at a person's record: what a resident is told who asks.

use super::audit::{Cursor, name_partners};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Reason;
use nabz_access::audit_reading::{Entry, WhoLooked, who_looked};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::Script;
use nabz_kernel::refusal::Refused;
use nabz_people::registry::index::Search;
use nabz_people::registry::model::RegistryRefusal;
use nabz_people::registry::{self, search};
use nabz_web::{
    Desk, Fields, FormErrors, Language, Message, Page, Problem, Shell, filters, msg, numbers,
};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "facilities/pages/looks_of.html")]
struct OfWhomPage {
    shell: Shell,
    errors: FormErrors,
    typed: String,
}

#[derive(Template)]
#[template(path = "facilities/pages/looks.html")]
struct LooksPage {
    shell: Shell,
    name: String,
    health_id: String,
    rows: Vec<Row>,
    older: Option<String>,
}

struct Row {
    at: String,
    who: Option<String>,
    place: String,
    act: String,
    what: Option<Message>,
    why: Option<Message>,
    reason: Option<String>,
    glass: bool,
}

/// Asks for a health ID, which is posted and never stands in an address.
pub(super) async fn of_whom(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<WhoLooked>()?;
    ask(&desk, String::new(), FormErrors::default())
}

fn ask(desk: &Desk, typed: String, errors: FormErrors) -> Result<Page, Problem> {
    desk.page(&OfWhomPage { shell: desk.shell(), errors, typed })
}

/// Opens the list of the person whose health ID was typed or scanned.
pub(super) async fn find(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    desk.permit::<WhoLooked>()?;
    let typed = fields.get("health_id").to_owned();
    let found = match HealthId::parse(&typed) {
        Ok(number) => holder(&desk, number).await?,
        Err(refused) => Err(refused),
    };
    match found {
        Ok(person) => Ok(Redirect::to(&format!("/who-looked/{person}")).into_response()),
        Err(refused) => {
            let mut errors = FormErrors::default();
            errors.add("health_id", &refused);
            Ok(ask(&desk, typed, errors)?.with_errors().into_response())
        }
    }
}

async fn holder(desk: &Desk, number: HealthId) -> Result<Result<PersonId, Refused>, Problem> {
    let (index, query) = (desk.app().part::<Search>()?, search::Query::HealthId(number));
    let found = desk.read(move |view| search::find(&index, view, &query)).await?;
    let first = found.first().map(|candidate| candidate.person);
    Ok(first.ok_or_else(|| RegistryRefusal::NoSuchPerson.into()))
}

/// Who looked, newest first.
pub(super) async fn list(
    desk: Desk,
    Path(person): Path<Uuid>,
    Query(cursor): Query<Cursor>,
) -> Result<Page, Problem> {
    let (permit, person) = (desk.permit::<WhoLooked>()?, PersonId::from_uuid(person));
    let (before, reading) = (cursor.row(), permit.clone());
    let (banner, found) = desk
        .read(move |view| {
            let mut found = who_looked(view, &reading, person, before)?;
            name_partners(view, &mut found.entries)?;
            Ok((registry::banner(view, person)?, found))
        })
        .await?;
    desk.shows(&permit, person, Reason::Oversight).await?;
    let language = desk.language();
    let script = language.pick(Script::Devanagari, Script::Roman);
    desk.page(&LooksPage {
        shell: desk.shell().at("/who-looked"),
        name: banner.name.preferring(script).to_owned(),
        health_id: banner.health_id.to_string(),
        rows: found.entries.into_iter().map(|entry| row(entry, language)).collect(),
        older: found.older.map(|last| Cursor::address(&format!("/who-looked/{person}"), last)),
    })
}

fn row(entry: Entry, language: Language) -> Row {
    let pick = |names: nabz_access::Names| language.pick(names.hindi, names.english);
    Row {
        at: numbers::date_time(entry.row.at, language),
        who: entry.actor.map(pick),
        place: entry.place.map(pick).unwrap_or_default(),
        what: what(&entry.row.act),
        why: why(&entry.row.purpose),
        glass: entry.row.purpose == "BTG",
        act: entry.row.act,
        reason: entry.reason,
    }
}

/// What was shown, by the act that showed it.
fn what(act: &str) -> Option<Message> {
    match act {
        "chart.read" => Some(msg::facilities::looked_chart()),
        "exchange.read-record" => Some(msg::facilities::looked_fhir()),
        "registry.search" | "registry.check-phone" | "registry.register" => {
            Some(msg::facilities::looked_registration())
        }
        "apply.see-own" => Some(msg::facilities::looked_own()),
        "consent.read" => Some(msg::facilities::looked_consents()),
        "registry.decide-correction" => Some(msg::facilities::looked_correction()),
        "queue.issue-token" => Some(msg::facilities::looked_token()),
        "opd.print-prescription" => Some(msg::facilities::looked_prescription()),
        "pharmacy.dispense" => Some(msg::facilities::looked_pharmacy()),
        "access.who-looked" => Some(msg::facilities::looked_looks()),
        _ => None,
    }
}

fn why(purpose: &str) -> Option<Message> {
    match purpose {
        "TREAT" => Some(msg::facilities::looked_to_treat()),
        "BTG" => Some(msg::facilities::looked_through_glass()),
        "PATADMIN" => Some(msg::facilities::looked_at_counter()),
        "RECORDMGT" => Some(msg::facilities::looked_for_records()),
        "HOPERAT" => Some(msg::facilities::looked_to_oversee()),
        "PATRQT" => Some(msg::facilities::looked_themselves()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_of_a_look_has_words() {
        for purpose in Reason::PURPOSES {
            assert!(why(purpose).is_some(), "{purpose}");
        }
    }
}
