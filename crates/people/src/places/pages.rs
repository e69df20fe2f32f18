//! The wards' names: found, read, corrected.

use super::actions::{NameWard, name_ward};
use super::model::{Naming, PlacesRefusal, Ward, WardNames};
use super::{rules, store};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use nabz_access::{Role, staff};
use nabz_kernel::refusal::Kind;
use nabz_web::msg::places as msg;
use nabz_web::{
    App, Desk, Fields, FormErrors, OnceKey, Page, Problem, Section, Shell, filters, numbers,
};
use serde::Deserialize;

/// Rows of one page; a letter more narrows them.
const ROWS_SHOWN_MAX: usize = 60;

/// The menu entry of whoever corrects names.
pub const SECTION: Section = Section {
    path: "/wards",
    title: msg::title,
    roles: &[Role::FacilityAdministrator, Role::RecordsOfficer],
    order: 61,
};

/// The routes of places.
pub fn routes() -> Router<App> {
    Router::new().route("/wards", get(list)).route("/wards/{ward}", get(form).post(correct))
}

#[derive(Default, Deserialize)]
struct Asked {
    #[serde(default)]
    find: String,
    /// The ward that was just corrected.
    corrected: Option<String>,
}

#[derive(Template)]
#[template(path = "places/pages/wards.html")]
struct WardsPage {
    shell: Shell,
    find: String,
    rows: Vec<Ward>,
    more: bool,
}

#[derive(Template)]
#[template(path = "places/pages/ward.html")]
struct WardPage {
    shell: Shell,
    errors: FormErrors,
    ward: Ward,
    version: String,
    once: OnceKey,
    name_en: String,
    name_hi: String,
    changes: Vec<Change>,
}

struct Change {
    name_en: String,
    name_hi: String,
    who: String,
    when: String,
}

async fn list(desk: Desk, Query(asked): Query<Asked>) -> Result<Page, Problem> {
    desk.permit::<NameWard>()?;
    let wards = desk.read(store::wards).await?;
    let mut rows = rules::wards_with(&asked.find, wards);
    let more = rows.len() > ROWS_SHOWN_MAX;
    rows.truncate(ROWS_SHOWN_MAX);
    let mut shell = desk.shell();
    if let Some(ward) = asked.corrected {
        shell = shell.toast(msg::corrected(ward), None);
    }
    desk.page(&WardsPage { shell, find: asked.find, rows, more })
}

async fn form(desk: Desk, Path(number): Path<String>) -> Result<Page, Problem> {
    desk.permit::<NameWard>()?;
    desk.page(&load(&desk, number).await?)
}

/// Keeps both names, or shows the form again with what was typed and what stands there now.
async fn correct(
    desk: Desk,
    Path(number): Path<String>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NameWard>()?;
    let mut errors = FormErrors::default();
    let english = errors.keep("name_en", rules::english_name(fields.get("name_en")));
    let hindi = errors.keep("name_hi", rules::hindi_name(fields.get("name_hi")));
    if let (Some(name_en), Some(name_hi)) = (english, hindi) {
        let seen = fields.get("version").parse().unwrap_or(-1);
        let naming = Naming { ward: number.clone(), names: WardNames { name_en, name_hi }, seen };
        let name =
            move |tx: &mut nabz_store::Tx<'_>, permit: &_| name_ward(tx, permit, &naming).map(drop);
        match desk.write_once(permit, &fields.once(), name).await {
            Ok(()) => {
                return Ok(Redirect::to(&format!("/wards?corrected={number}")).into_response());
            }
            Err(problem) => match problem.refused().filter(|refused| refused.kind == Kind::Rule) {
                Some(refused) => errors.add("name_en", refused),
                None => return Err(problem),
            },
        }
    }
    let mut page = load(&desk, number).await?;
    fields.get("name_en").clone_into(&mut page.name_en);
    fields.get("name_hi").clone_into(&mut page.name_hi);
    page.errors = errors;
    Ok(desk.page(&page)?.with_errors().into_response())
}

async fn load(desk: &Desk, number: String) -> Result<WardPage, Problem> {
    let language = desk.language();
    let read = desk.read(move |view| {
        let ward = store::ward(view, &number)?.ok_or(PlacesRefusal::NoSuchWard)?;
        let named = store::namings(view, &number)?;
        let version = named.first().map_or(0, |last| last.version);
        let mut changes = Vec::new();
        for one in named {
            let who = staff::staff(view, one.staff)?;
            let who = who.map(|who| language.pick(who.names.hindi, who.names.english));
            changes.push(Change {
                name_en: one.names.name_en,
                name_hi: one.names.name_hi,
                who: who.unwrap_or_default(),
                when: numbers::date_time(one.at, language),
            });
        }
        Ok((ward, version, changes))
    });
    let (ward, version, changes) = read.await?;
    Ok(WardPage {
        shell: desk.shell(),
        errors: FormErrors::default(),
        version: version.to_string(),
        once: OnceKey::draw(),
        name_en: ward.name_en.clone(),
        name_hi: ward.name_hi.clone(),
        ward,
        changes,
    })
}
