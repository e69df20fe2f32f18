//! The page of one entry of another source: what stands against it, and what can be done.

use super::actions::{self, DisputeEntry, WithdrawDispute};
use super::entries::{Others, others};
use super::model::{Dispute, Ground, NewDispute};
use super::words;
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use nabz_access::staff::names_of;
use nabz_access::{Names, Permit};
use nabz_fhir::summary::summary;
use nabz_kernel::ids::{Id, PersonId};
use nabz_people::registry;
use nabz_people::registry::model::Banner;
use nabz_people::registry::words::{facts, script};
use nabz_record::source;
use nabz_store::{Stop, Tx};
use nabz_web::filters;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::{chart, disputes as msg};
use nabz_web::{App, Desk, Fields, OnceKey, Page, Problem, Shell, numbers};
use uuid::Uuid;

/// The routes behind a chart.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/chart/{person}/entries/{type}/{id}", get(page))
        .route("/chart/{person}/entries/{type}/{id}/dispute", post(raise))
        .route("/chart/{person}/entries/{type}/{id}/withdraw", post(withdraw))
}

/// Where the page of an entry is; `reference` is `Type/id`.
pub fn path(person: PersonId, reference: &str) -> String {
    format!("/chart/{person}/entries/{reference}")
}

#[derive(Template)]
#[template(path = "disputes/pages/entry.html")]
struct EntryPage {
    shell: Shell,
    name: String,
    about: Message,
    health_id: String,
    once: OnceKey,
    chart: String,
    path: String,
    title: String,
    detail: String,
    source: Message,
    /// Why what was asked could not be done.
    notice: Option<Message>,
    standing: Option<Standing>,
    grounds: Vec<(&'static str, Message, bool)>,
    words: String,
    may_dispute: bool,
    may_withdraw: bool,
}

/// What stands against the entry.
struct Standing {
    said: Message,
    words: String,
    /// By whom and when.
    raised: Message,
    /// Its source has said it anew since.
    is_older: bool,
}

/// What the page is about.
struct Loaded {
    banner: Banner,
    others: Others,
    source: String,
    by: Option<Names>,
}

/// What an address names.
type Which = (Uuid, String, String);

async fn page(desk: Desk, Path(which): Path<Which>) -> Result<Page, Problem> {
    desk.page(&opened(&desk, &which).await?)
}

/// The page as it opens; whom it shows is written down.
async fn opened(desk: &Desk, (id, of, entry): &Which) -> Result<EntryPage, Problem> {
    let permit = desk.permit::<DisputeEntry>()?;
    let (person, staff) = (PersonId::from_uuid(*id), desk.staff());
    let which = (of.clone(), entry.clone());
    let loaded = desk.read(move |view| {
        let others = others(view, staff, person, (&which.0, &which.1))?;
        let banner = registry::banner(view, person)?;
        let by = raised_by(view, others.dispute.as_ref())?;
        let source = source::name(view, others.entry.source)?;
        Ok(Loaded { banner, others, source, by })
    });
    let loaded = loaded.await?;
    registry::shows_as_one(desk, &permit, person, loaded.others.why).await?;
    EntryPage::of(desk, person, loaded)
}

fn raised_by(view: &mut Tx<'_>, dispute: Option<&Dispute>) -> Result<Option<Names>, Stop> {
    let Some(dispute) = dispute else { return Ok(None) };
    Ok(names_of(view, &[dispute.raised_by])?.remove(&dispute.raised_by))
}

impl EntryPage {
    fn of(desk: &Desk, person: PersonId, loaded: Loaded) -> Result<Self, Problem> {
        let Loaded { banner, others, source, by } = loaded;
        let (entry, language) = (others.entry, desk.language());
        let said = summary(entry.key.of, entry.tape()?.root());
        let standing =
            others.dispute.map(|dispute| Standing::of((&dispute, entry.version), by, language));
        let ground = |ground: &Ground| (ground.word(), words::ground(*ground), false);
        Ok(Self {
            shell: desk.shell(),
            name: banner.name.preferring(script(language)).to_owned(),
            about: facts(&banner),
            health_id: banner.health_id.to_string(),
            once: OnceKey::draw(),
            chart: format!("/chart/{person}"),
            path: path(person, &entry.reference()),
            title: said.title,
            detail: said.detail.unwrap_or_default(),
            source: chart::partner(source),
            notice: None,
            standing,
            grounds: Ground::ALL.iter().map(ground).collect(),
            words: String::new(),
            may_dispute: desk.may::<DisputeEntry>(),
            may_withdraw: desk.may::<WithdrawDispute>(),
        })
    }
}

impl Standing {
    fn of((dispute, version): (&Dispute, u32), by: Option<Names>, language: Language) -> Self {
        let by = by.map_or_else(String::new, |by| language.pick(by.hindi, by.english));
        let date = numbers::date(dispute.raised_at.date_in_india(), language);
        Self {
            said: words::said(dispute.ground),
            words: dispute.words.clone(),
            raised: msg::raised(by, date),
            is_older: dispute.version < version,
        }
    }
}

async fn raise(desk: Desk, Path(which): Path<Which>, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<DisputeEntry>()?;
    let asked = NewDispute {
        person: Id::from_uuid(which.0),
        of: which.1.clone(),
        id: which.2.clone(),
        ground: fields.get("ground").to_owned(),
        words: fields.get("words").to_owned(),
    };
    let raise = move |tx: &mut Tx<'_>, permit: &Permit<DisputeEntry>| {
        actions::raise(tx, permit, &asked).map(drop)
    };
    let done = desk.write_once(permit, &fields.once(), raise).await;
    answer(&desk, &which, (done, &fields)).await
}

async fn withdraw(
    desk: Desk,
    Path(which): Path<Which>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<WithdrawDispute>()?;
    let (person, of, id) = (Id::from_uuid(which.0), which.1.clone(), which.2.clone());
    let withdraw = move |tx: &mut Tx<'_>, permit: &Permit<WithdrawDispute>| {
        actions::withdraw(tx, permit, (person, &of, &id)).map(drop)
    };
    let done = desk.write_once(permit, &fields.once(), withdraw).await;
    answer(&desk, &which, (done, &fields)).await
}

/// Back to the page, or the page with why it could not be done and with what was typed.
async fn answer(
    desk: &Desk,
    which: &Which,
    (done, fields): (Result<(), Problem>, &Fields),
) -> Result<Response, Problem> {
    let Err(problem) = done else {
        let reference = format!("{}/{}", which.1, which.2);
        return Ok(Redirect::to(&path(Id::from_uuid(which.0), &reference)).into_response());
    };
    let Some(refused) = problem.refused().filter(|one| one.code.starts_with("DSP")) else {
        return Err(problem);
    };
    let mut view = opened(desk, which).await?;
    let chosen = fields.get("ground");
    view.grounds.iter_mut().for_each(|(word, _, is_chosen)| *is_chosen = *word == chosen);
    fields.get("words").clone_into(&mut view.words);
    view.notice = Some(refused.into());
    Ok(desk.page(&view)?.refused(refused.kind).into_response())
}
