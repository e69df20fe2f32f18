//! The registration desk: search, results, token pane, new registration.

mod counter;
mod family;
mod phone;

pub use counter::seated;

use super::actions::{Done, admit_unknown, give_token, register_and_give_token};
use super::form::{NewForm, wish};
use super::views::{
    PhonePane, Results, Similar, TokenPane, UnitRow, WardRow, unit_rows, ward_rows,
};
use crate::queue::actions::{CancelToken, IssueToken, cancel};
use crate::queue::model::{Token, TokenId, TokenState, WhyLeft};
use crate::queue::{self as tokens, load};
use askama::Template;
use axum::Json;
use axum::Router;
use axum::extract::{Path, Query as Asked};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use nabz_access::{Reason, Role};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry as persons;
use nabz_people::registry::actions::{CheckPhone, RegisterPerson, SearchRegistry};
use nabz_people::registry::index::Search;
use nabz_people::registry::model::{NewPerson, Person, RegistryRefusal, Sex, UnknownPerson};
use nabz_people::registry::other_script;
use nabz_people::registry::rules::phone_is_due;
use nabz_people::registry::search::{Query, duplicates, find};
use nabz_store::{Stop, Tx};
use nabz_web::filters;
use nabz_web::messages::{Language, Message};
use nabz_web::msg::frontdesk as msg;
use nabz_web::{App, Desk, Fields, FormErrors, OnceKey, Page, Problem, Section, Shell, numbers};
use serde::Deserialize;
use uuid::Uuid;

/// The desk in the menu of whoever registers.
pub const SECTION: Section =
    Section { path: "/desk", title: msg::title, roles: &[Role::RegistrationClerk], order: 10 };
/// More days than a follow-up is late.
const CAME_BEFORE_DAYS: i64 = 180;

/// The routes of the desk; `/search` is where every page's search box leads.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(desk_page))
        .route("/search", post(search))
        .route("/desk/choose", post(choose))
        .route("/desk/counter", get(counter::page))
        .route("/desk/token", post(token))
        .route("/desk/phone", post(phone::answer))
        .route("/desk/new", post(new))
        .route("/desk/similar", post(similar))
        .route("/desk/suggest", post(suggest))
        .route("/desk/wards", post(wards))
        .route("/desk/register", post(register))
        .route("/desk/unknown", post(unknown))
        .route("/desk/undo/{token}", post(undo))
}

/// What the address of the desk says that just happened.
#[derive(Default, Deserialize)]
struct Happened {
    given: Option<Uuid>,
    registered: Option<Uuid>,
    undone: Option<Uuid>,
    family: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "frontdesk/pages/desk.html")]
struct DeskPage {
    shell: Shell,
    once: String,
    results: Option<Results>,
    token: Option<TokenPane>,
    may_issue: bool,
    today: Today,
    print: Option<String>,
    /// The first one of a family of whom somebody was just registered.
    family: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "frontdesk/pages/token.html")]
struct TokenPart {
    once: String,
    token: Option<TokenPane>,
    may_issue: bool,
}

#[derive(Template)]
#[template(path = "frontdesk/pages/new.html")]
struct NewPage {
    shell: Shell,
    once: String,
    form: NewForm,
    errors: FormErrors,
    kinships: Vec<(&'static str, Message)>,
    token: TokenPane,
    similar: Vec<Similar>,
}

#[derive(Template)]
#[template(path = "frontdesk/pages/similar.html")]
struct SimilarPart {
    similar: Vec<Similar>,
}

#[derive(Template)]
#[template(path = "frontdesk/pages/wards.html")]
struct WardsPart {
    wards: Vec<WardRow>,
}

/// What the foot of the desk counts.
struct Today {
    tokens: String,
    waiting: String,
    /// Health IDs that the counter may still give out by itself.
    numbers: String,
}

/// Who reads the page: where, behind which counter, in which language.
struct Here {
    facility: FacilityId,
    counter: String,
    language: Language,
    /// Whether they may write down what somebody says about their phone.
    checks_phones: bool,
}

impl Here {
    fn of(desk: &Desk) -> Self {
        let (facility, language) = (desk.facility(), desk.language());
        let checks_phones = desk.may::<CheckPhone>();
        Self { facility, counter: counter_of(desk), language, checks_phones }
    }
}

/// Everything of the token pane that is read in one go.
struct Loaded {
    token: Option<TokenPane>,
    today: Today,
}

async fn desk_page(desk: Desk, Asked(happened): Asked<Happened>) -> Result<Response, Problem> {
    let Ok(permit) = desk.permit::<SearchRegistry>() else {
        return Ok(Redirect::to("/").into_response());
    };
    let here = Here::of(&desk);
    let (facility, language) = (here.facility, here.language);
    let about = happened.given.or(happened.undone);
    let read = desk.read(move |view| {
        let token = match about {
            Some(id) => tokens::token(view, facility, Id::from_uuid(id))?,
            None => None,
        };
        let person = token.as_ref().map(|token| token.person);
        let person = person.or(happened.registered.map(Id::from_uuid));
        let person = person.map(|id| persons::person(view, id)).transpose()?.flatten();
        Ok((token, person, loaded(view, &here, None)?))
    });
    let (token, person, loaded) = read.await?;
    if let Some(person) = &person {
        desk.shows(&permit, person.id, Reason::Counter).await?;
    }
    let mut shell = desk.shell().search_first();
    if let Some((message, undo)) = told(&happened, token.as_ref(), person.as_ref(), language) {
        shell = shell.toast(message, undo);
    }
    let print = happened.given.map(|id| format!("/queue/tokens/{id}/slip.pdf"));
    let family = happened.family;
    shown(&desk, &DeskPage { print, family, ..page(&desk, shell, None, loaded) })
}

/// What just happened, for the line at the foot of the page, and where undoing it leads.
fn told(
    happened: &Happened,
    token: Option<&Token>,
    person: Option<&Person>,
    language: Language,
) -> Option<(Message, Option<String>)> {
    let name = person?.details.name.preferring(crate::chart::banner::script(language)).to_owned();
    if let Some(token) = token {
        let number = token.number.to_string();
        if happened.undone.is_some() {
            return Some((msg::token_undone(number), None));
        }
        let undo = format!("/desk/undo/{}", token.id);
        return Some((msg::token_given(name, number), Some(undo)));
    }
    Some((msg::registered(person?.health_id.to_string(), name), None))
}

async fn search(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<SearchRegistry>()?;
    let index = desk.app().part::<Search>()?;
    index.admit(&permit, desk.now()).map_err(Refused::from)?;
    let typed = fields.get("q").to_owned();
    if typed.is_empty() {
        return Ok(Redirect::to("/desk").into_response());
    }
    let query = Query::parse(&typed, desk.today());
    let (here, language) = (Here::of(&desk), desk.language());
    let loading = !index.is_loaded().1;
    let read = desk.read(move |view| {
        let found = find(&index, view, &query)?;
        let first = found.first().map(|candidate| candidate.person);
        Ok((found, loaded(view, &here, first)?))
    });
    let (found, loaded) = read.await?;
    if let Some(first) = found.first() {
        desk.shows(&permit, first.person, Reason::Counter).await?;
    }
    let results = Results::of(&typed, &found, loading, language);
    let shell = desk.shell().at("/desk").searched(typed);
    shown(&desk, &page(&desk, shell, Some(results), loaded))
}

/// Puts somebody into the token pane: a part of the page for htmx, else the whole desk.
async fn choose(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<SearchRegistry>()?;
    let person = person_of(&fields)?;
    let loaded = load_for(&desk, Some(person)).await?;
    desk.shows(&permit, person, Reason::Counter).await?;
    if desk.wants_fragment() {
        let may_issue = desk.may::<IssueToken>();
        let part = TokenPart { once: fresh(), token: loaded.token, may_issue };
        return Ok(desk.page(&part)?.into_response());
    }
    let shell = desk.shell().at("/desk");
    shown(&desk, &page(&desk, shell, None, loaded))
}

async fn token(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<IssueToken>()?;
    let person = person_of(&fields)?;
    let Some(wish) = wish(&fields) else {
        return Err(Refused::plain("FRO-003").invalid().into());
    };
    let give = move |tx: &mut Tx<'_>, permit: &_| give_token(tx, permit, person, &wish);
    let done = desk.write_once(permit, &fields.once(), give).await?;
    Ok(next_page(&done).into_response())
}

async fn new(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    desk.permit::<RegisterPerson>()?;
    let form = match fields.get("family") {
        "" => NewForm::carried_over(fields.get("typed"), desk.today()),
        _ => family::next_form(&desk, &fields).await?,
    };
    let similar = similar_to(&desk, &form).await?;
    let page = new_page(&desk, form, FormErrors::default(), similar, fresh()).await?;
    Ok(page.into_response())
}

/// While somebody types: who on record looks like this.
async fn similar(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    desk.permit::<RegisterPerson>()?;
    let similar = similar_to(&desk, &NewForm::of(&fields)).await?;
    desk.page(&SimilarPart { similar })
}

/// A name in the other script.
async fn suggest(desk: Desk, fields: Fields) -> Result<Json<String>, Problem> {
    desk.permit::<RegisterPerson>()?;
    Ok(Json(other_script(fields.get("name"))))
}

/// Wards whose number or name has what was typed, for the address.
async fn wards(desk: Desk, fields: Fields) -> Result<Page, Problem> {
    desk.permit::<RegisterPerson>()?;
    let wards = desk.read(nabz_people::places::wards).await?;
    desk.page(&WardsPart { wards: ward_rows(wards, fields.get("q"), desk.language()) })
}

async fn register(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let register_permit = desk.permit::<RegisterPerson>()?;
    let token_permit = desk.permit::<IssueToken>()?;
    let form = NewForm::of(&fields);
    let mut errors = FormErrors::default();
    let details = form.details(desk.today(), &mut errors);
    let wished = (fields.get("then") != "nothing").then(|| wish(&fields));
    if wished.is_some_and(|wish| wish.is_none()) {
        errors.add("unit", &Refused::plain("FRO-003"));
    }
    let similar =
        if fields.get("go_on") == "yes" { Vec::new() } else { similar_to(&desk, &form).await? };
    if !similar.is_empty() {
        errors.add("name_en", &Refused::plain("FRO-002"));
    }
    let once = fields.once();
    let Some(details) = details.filter(|_| errors.is_empty()) else {
        let page = new_page(&desk, form, errors, similar, once.key().to_owned()).await?;
        return Ok(page.with_errors().into_response());
    };
    let new = NewPerson { details, counter: counter_of(&desk), paper_seen: None };
    let (wish, kin) = (wished.flatten(), family::kin(&fields));
    let kept = desk.write_once(token_permit, &once, move |tx, token_permit| {
        register_and_give_token(tx, (&register_permit, token_permit), &new, (wish.as_ref(), kin))
    });
    match kept.await {
        Ok(done) => Ok(next_page(&done).into_response()),
        Err(problem) => {
            // A full department, a number taken at the same moment: nothing typed is lost.
            let Some(refused) = problem.refused() else { return Err(problem) };
            let mut errors = FormErrors::default();
            errors.add("unit", refused);
            let page = new_page(&desk, form, errors, similar, fresh()).await?;
            Ok(page.with_conflict().into_response())
        }
    }
}

async fn unknown(desk: Desk, fields: Fields) -> Result<Redirect, Problem> {
    let register_permit = desk.permit::<RegisterPerson>()?;
    let token_permit = desk.permit::<IssueToken>()?;
    let sex = Sex::of_word(fields.get("sex")).unwrap_or(Sex::Other);
    let unknown = UnknownPerson { sex, age: None, counter: counter_of(&desk) };
    let facility = desk.facility();
    let loads = desk.read(move |view| load::unit_loads(view, facility)).await?;
    // Where emergencies are seen, else the first department that is open, else any.
    let unit = loads.iter().find(|load| load.unit.code == "EMR");
    let unit = unit.or_else(|| loads.iter().find(|load| load.open_today)).or(loads.first());
    let Some(unit) = unit.map(|load| load.unit.id) else {
        return Err(Refused::plain("FRO-003").into());
    };
    let once = fields.once();
    let kept = desk.write_once(token_permit, &once, move |tx, token_permit| {
        admit_unknown(tx, (&register_permit, token_permit), &unknown, unit)
    });
    Ok(next_page(&kept.await?))
}

/// Takes back a token that nobody has called yet.
async fn undo(desk: Desk, Path(token): Path<Uuid>) -> Result<Redirect, Problem> {
    let permit = desk.permit::<CancelToken>()?;
    let id: TokenId = Id::from_uuid(token);
    desk.write(permit, move |tx, permit| {
        let found = tokens::token(tx, permit.facility(), id)?;
        let waits = found.is_some_and(|token| matches!(token.state, TokenState::Waiting { .. }));
        if !waits {
            return Err(Refused::plain("FRO-004").into());
        }
        cancel(tx, permit, (id, WhyLeft::Mistake))
    })
    .await?;
    Ok(Redirect::to(&format!("/desk?undone={token}")))
}

async fn new_page(
    desk: &Desk,
    form: NewForm,
    errors: FormErrors,
    similar: Vec<Similar>,
    once: String,
) -> Result<Page, Problem> {
    let (facility, language) = (desk.facility(), desk.language());
    let units = desk.read(move |view| {
        let loads = load::unit_loads(view, facility)?;
        Ok(unit_rows(loads, None, language))
    });
    let token = TokenPane::of_nobody(units.await?);
    let shell = desk.shell().at("/desk");
    desk.page(&NewPage { shell, once, form, errors, kinships: family::kinships(), token, similar })
}

async fn similar_to(desk: &Desk, form: &NewForm) -> Result<Vec<Similar>, Problem> {
    let Some(details) = form.details(desk.today(), &mut FormErrors::default()) else {
        return Ok(Vec::new());
    };
    let (index, language) = (desk.app().part::<Search>()?, desk.language());
    desk.read(move |view| {
        let found = duplicates(&index, view, &details)?;
        Ok(found.iter().map(|one| Similar::of(one, &details, language)).collect())
    })
    .await
}

async fn load_for(desk: &Desk, person: Option<PersonId>) -> Result<Loaded, Problem> {
    let here = Here::of(desk);
    desk.read(move |view| loaded(view, &here, person)).await
}

fn loaded(
    view: &mut Tx<'_>,
    Here { facility, counter, language, checks_phones }: &Here,
    person: Option<PersonId>,
) -> Result<Loaded, Stop> {
    let (facility, language) = (*facility, *language);
    let today: Date = view.today();
    let block = persons::block(view, facility, counter)?;
    let loads = load::unit_loads(view, facility)?;
    let count = |total: u32| numbers::grouped(i64::from(total));
    let counted = Today {
        tokens: count(loads.iter().map(|load| load.given).sum()),
        waiting: count(loads.iter().map(|load| load.waiting).sum()),
        numbers: numbers::grouped(block.map_or(0, |block| block.left())),
    };
    let Some(person) = person else { return Ok(Loaded { token: None, today: counted }) };
    let person = persons::person(view, person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let since = Date::from_days(today.days() - CAME_BEFORE_DAYS);
    let before = tokens::of_person(view, facility, person.id, since)?;
    let last_unit = before.first().map(|token| token.unit.uuid());
    let units: Vec<UnitRow> = unit_rows(loads, last_unit, language);
    let checked_at = persons::phone_checked_at(view, person.id)?;
    let asks = *checks_phones && phone_is_due(&person, checked_at, today);
    let phone = PhonePane::of(&person, asks);
    let came_before = !before.is_empty();
    let token = TokenPane::of(&person, (units, phone), came_before, (today, language));
    Ok(Loaded { token: Some(token), today: counted })
}

fn page(desk: &Desk, shell: Shell, results: Option<Results>, loaded: Loaded) -> DeskPage {
    let may_issue = desk.may::<IssueToken>();
    let Loaded { token, today } = loaded;
    DeskPage { shell, once: fresh(), results, token, may_issue, today, print: None, family: None }
}

fn shown(desk: &Desk, page: &DeskPage) -> Result<Response, Problem> {
    Ok(desk.page(page)?.into_response())
}

fn next_page(done: &Done) -> Redirect {
    let happened = match done.token {
        Some(token) => format!("given={token}"),
        None => format!("registered={}", done.person),
    };
    let family = done.family.map(|first| format!("&family={first}")).unwrap_or_default();
    Redirect::to(&format!("/desk?{happened}{family}"))
}

fn person_of(fields: &Fields) -> Result<PersonId, Problem> {
    let id = fields.get("person").parse::<Uuid>();
    id.map(Id::from_uuid).map_err(|_| Refused::from(RegistryRefusal::NoSuchPerson).into())
}

/// The counter whose leased numbers are used; empty stands for the facility's own.
fn counter_of(desk: &Desk) -> String {
    desk.signed().access().place().counter.clone().unwrap_or_default()
}

fn fresh() -> String {
    OnceKey::draw().key().to_owned()
}
