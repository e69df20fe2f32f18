//! Pages about a person: what is on record and was before, asking for a correction, deciding about
//! one, saying who somebody is, whether two are one, whose is what was written while they were taken
//! for one, and whether what a partner says is theirs.

mod alarms;
mod corrections;
mod details;
mod duplicates;
mod guess;
mod history;
mod identify;
mod papers;
mod parted;
mod partners;
mod person;

pub(crate) use corrections::{Cell, cells};
pub(crate) use details::{Choice, choices};
pub(crate) use identify::{Found, FoundRow, found_by};

use super::actions::{ReadAlarms, SearchRegistry};
use super::index::Search;
use super::model::Person;
use super::patients::one;
use axum::Router;
use axum::routing::{get, post};
use nabz_access::{Act, Permit, Reason, Role};
use nabz_kernel::ids::PersonId;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{App, Desk, Message, Problem, Section};
use std::sync::Arc;

/// What another capability says of somebody beside their details.
#[derive(Clone)]
pub struct Line {
    /// In one line.
    pub said: Message,
    /// Where there is more of it.
    pub page: String,
    /// What is done next, and where.
    pub step: Option<(Message, String)>,
}

/// Who says such a line on a person's page: what knows more of persons than the registry leaves it
/// at start.
pub struct Lines(pub fn(&mut Tx<'_>, &Person) -> Result<Line, Stop>);

/// What whoever keeps people's rights over what is held of them leaves the registry at start. Without
/// it a person's page says nothing of them.
#[derive(Clone, Copy)]
pub struct Rights {
    /// Who reads about them.
    pub roles: &'static [Role],
    /// Where they stand for a person.
    pub page: fn(PersonId) -> String,
    /// Whom somebody who has died had named to ask after them, in one line.
    pub nominee: fn(&mut Tx<'_>, PersonId) -> Result<Option<Message>, Stop>,
}

/// What whoever keeps households leaves the registry at start. Without it a person's page says nothing
/// of the place where they live.
#[derive(Clone, Copy)]
pub struct Homes {
    /// Who keeps the places where many live, and is told of each of them.
    pub roles: &'static [Role],
    /// In which of them somebody lives, in one line, for one of those or for anybody else; nothing
    /// where they live in none.
    pub line: fn(&mut Tx<'_>, PersonId, bool) -> Result<Option<Line>, Stop>,
}

/// What the site knows of somebody's rights, for whoever may read it.
fn rights(desk: &Desk) -> Option<Rights> {
    let rights = desk.app().part::<Rights>().ok()?;
    desk.is_any_of(rights.roles).then_some(*rights)
}

/// Everything about persons but the registration desk itself.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/people/corrections", get(corrections::page))
        .route("/people/corrections/{id}", post(corrections::decide))
        .route("/people/{id}", get(person::page))
        .route("/people/{id}/correction", post(person::ask))
        .route("/people/{id}/find", post(identify::find))
        .route("/people/{id}/identify", post(identify::identify))
        .route("/people/{id}/guess", post(guess::guess))
        .route("/people/{id}/link", post(duplicates::link))
        .route("/people/{id}/unlink", post(identify::unlink))
        .route("/people/{id}/partners/{adoption}", post(partners::disown))
        .route("/people/{id}/partners/{adoption}/again", post(partners::own_again))
        .route("/people/{id}/life", post(identify::record_life))
        .route("/people/{id}/papers", post(papers::add))
        .route("/people/{id}/papers/end", post(papers::end))
        .route("/people/{id}/history", get(history::page))
        .route("/people/{id}/parted/{link}", get(parted::page).post(parted::decide))
        .route("/records/alarms", get(alarms::page))
        .route("/records/alarms/{id}", post(alarms::look_into))
        .route("/records/duplicates", get(duplicates::page))
        .route("/records/duplicates/decide", post(duplicates::decide))
        .route("/records/duplicates/undo", post(duplicates::undo))
        .route("/records/duplicates/press", post(duplicates::press))
        .route("/records/duplicates/press/undo", post(duplicates::undo_press))
}

/// The menu entry of whoever decides whether two records are of one person: where they begin.
pub const DUPLICATES: Section = Section {
    path: "/records/duplicates",
    title: nabz_web::msg::registry::duplicates_title,
    roles: &[Role::RecordsOfficer],
    order: 59,
};

/// The menu entry of whoever looks into alarms about those who try numbers.
pub const ALARMS: Section = Section {
    path: "/records/alarms",
    title: nabz_web::msg::registry::alarms_title,
    roles: ReadAlarms::ROLES,
    order: 67,
};

/// The menu entry of whoever decides about corrections.
pub fn section() -> Section {
    Section {
        path: "/people/corrections",
        title: nabz_web::msg::registry::corrections_title,
        roles: &[Role::RecordsOfficer],
        order: 60,
    }
}

/// Writes down that a page shows somebody by all records that are theirs today: under the asked one,
/// and under each of the others, so that each keeps the look if they are parted.
pub async fn shows_as_one<A: Act>(
    desk: &Desk,
    permit: &Permit<A>,
    person: PersonId,
    reason: impl Into<Reason>,
) -> Result<(), Problem> {
    let records = desk.read(move |view| one(view, person)).await?;
    desk.shows_together(permit, &records, reason).await
}

/// The name index, for somebody who may search and has not searched too often.
fn admitted(desk: &Desk) -> Result<Arc<Search>, Problem> {
    let permit = desk.permit::<SearchRegistry>()?;
    let search = desk.app().part::<Search>()?;
    search.admit(&permit, desk.now()).map_err(Refused::from)?;
    Ok(search)
}
