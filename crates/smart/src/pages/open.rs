//! Opening an app for somebody whose chart is open.

use super::address;
use super::asked::with_query;
use super::authorize::leading_to;
use crate::actions::{self, OpenApp};
use crate::client::{ClientId, Registered};
use crate::refusal::SmartRefusal;
use crate::store;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Permit;
use nabz_access::relations::no_relation;
use nabz_fhir::ResourceType;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry::words::Named;
use nabz_people::registry::{banner, patients_of, why_may_read};
use nabz_record::{Key, read};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::smart as msg;
use nabz_web::{App, Desk, Fields, Problem, Shell, filters};
use serde::Deserialize;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "pages/apps.html")]
struct AppsPage {
    shell: Shell,
    person: Uuid,
    name: String,
    facts: Message,
    health_id: String,
    /// During which visit; empty where it is none.
    visit: String,
    apps: Vec<(Uuid, String)>,
}

/// Where apps are opened for somebody; nothing while none is registered that opens so.
pub fn apps_of(tx: &mut Tx<'_>, person: PersonId) -> Result<Option<String>, Stop> {
    Ok(store::opens_from_charts(tx)?.then(|| format!("/apps/{person}")))
}

/// The same during a visit, which the app is told.
pub fn apps_during(
    tx: &mut Tx<'_>,
    (person, visit): (PersonId, Uuid),
) -> Result<Option<String>, Stop> {
    Ok(apps_of(tx, person)?.map(|path| format!("{path}?visit={visit}")))
}

/// What the address says beside the person.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    visit: String,
}

/// `GET /apps/{person}`.
pub(super) async fn apps(
    desk: Desk,
    Path(person): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let permit = desk.permit::<OpenApp>()?;
    let (staff, person, language) = (desk.staff(), PersonId::from_uuid(person), desk.language());
    let read = desk.read(move |view| {
        let why = why_may_read(view, staff, person)?.ok_or_else(|| no_relation(person))?;
        let all = store::clients(view)?.into_iter().filter(|one| one.revoked_at.is_none());
        let opened = all.filter(|one| one.launch.is_some()).collect::<Vec<Registered>>();
        Ok((why, banner(view, person)?, opened))
    });
    let (why, banner, opened) = read.await?;
    desk.shows(&permit, person, why).await?;
    let Named { name, facts } = Named::of(&banner, language);
    let page = desk.page(&AppsPage {
        shell: desk.shell(),
        person: person.uuid(),
        name,
        facts,
        health_id: banner.health_id.to_string(),
        visit: asked.visit,
        apps: opened.iter().map(|one| (one.id.uuid(), one.name.clone())).collect(),
    })?;
    Ok(leading_to(page, opened.iter().filter_map(|one| one.launch.as_deref())))
}

/// `POST /apps/{person}`.
pub(super) async fn open(
    State(app): State<App>,
    desk: Desk,
    Path(person): Path<Uuid>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<OpenApp>()?;
    let unknown = || Problem::from(Refused::from(SmartRefusal::NoSuchClient));
    let client = Uuid::try_parse(fields.get("app")).map_err(|_| unknown())?;
    let (client, person) = (ClientId::from_uuid(client), Id::from_uuid(person));
    let visit = Uuid::try_parse(fields.get("visit")).ok();
    let open = move |tx: &mut Tx<'_>, permit: &Permit<OpenApp>| {
        let client = actions::in_force(tx, client)?;
        let visit = theirs(tx, person, visit)?;
        let secret = actions::open(tx, permit, (client.id, person, visit))?;
        Ok((client.launch.ok_or(SmartRefusal::NoSuchClient)?, secret))
    };
    let (launch, secret) = desk.write(permit, open).await?;
    let iss = format!("{}/fhir/R4", address(&app, &headers).unwrap_or_default());
    let said = [("iss", iss.as_str()), ("launch", secret.reveal())];
    let said = said.map(|(name, value)| (name.to_owned(), value.to_owned()));
    Ok(Redirect::to(&with_query(&launch, &said)).into_response())
}

/// The visit, if it is one of theirs.
fn theirs(tx: &mut Tx<'_>, person: PersonId, visit: Option<Uuid>) -> Result<Option<Uuid>, Stop> {
    let Some(visit) = visit else { return Ok(None) };
    let entry = read::at(tx, Key::of(ResourceType::ENCOUNTER, visit))?;
    let Some(patient) = entry.and_then(|entry| entry.patient) else { return Ok(None) };
    Ok(patients_of(tx, person)?.contains(&patient).then_some(visit))
}
