//! The registration desk: search, results, token pane, new registration.

mod counter;
mod family;
mod happened;
mod phone;
mod register;
mod search;
mod token;
mod unidentified;

pub use counter::seated;
pub use unidentified::SECTION as UNIDENTIFIED;

use self::happened::Happened;
use super::actions::Done;
use super::rules::CAME_BEFORE_DAYS;
use super::views::{
    Chosen, Given, PhonePane, Results, Together, TokenPane, UnitRow, UnknownPane, children_unit,
    held_today, unit_rows,
};
use crate::queue::actions::IssueToken;
use crate::queue::model::TokenId;
use crate::queue::{self as tokens, load, paper};
use askama::Template;
use axum::Router;
use axum::extract::Query as Asked;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use nabz_access::{Act, Permit, Reason, Role};
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{FacilityId, Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_people::cards;
use nabz_people::registry as persons;
use nabz_people::registry::actions::{CheckPhone, RegisterPerson, SearchRegistry};
use nabz_people::registry::model::RegistryRefusal;
use nabz_people::registry::rules::phone_is_due;
use nabz_store::{Stop, Tx};
use nabz_web::filters;
use nabz_web::messages::Language;
use nabz_web::msg::frontdesk as msg;
use nabz_web::{App, Desk, Fields, OnceKey, Problem, Section, Shell, numbers};
use uuid::Uuid;

/// The desk in the menu of whoever registers.
pub const SECTION: Section =
    Section { path: "/desk", title: msg::title, roles: &[Role::RegistrationClerk], order: 10 };
/// Where the tokens that were given are called.
const QUEUE: &str = "/queue";

/// The routes of the desk; `/search` is where every page's search box leads.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/desk", get(desk_page))
        .route("/search", post(search::search))
        .route("/desk/choose", post(choose))
        .route("/desk/counter", get(counter::page))
        .route("/desk/token", post(token::give))
        .route("/desk/phone", post(phone::answer))
        .route("/desk/new", post(register::new))
        .route("/desk/similar", post(register::similar))
        .route("/desk/suggest", post(register::suggest))
        .route("/desk/wards", post(register::wards))
        .route("/desk/register", post(register::register))
        .route("/desk/unknown", post(token::unknown))
        .route("/desk/undo/{token}", post(token::undo))
        .route("/desk/undo", post(token::undo_listed))
        .route("/records/unknown", get(unidentified::page))
}

#[derive(Template)]
#[template(path = "frontdesk/pages/desk.html")]
struct DeskPage {
    shell: Shell,
    once: String,
    results: Option<Results>,
    token: Option<TokenPane>,
    together: Option<Together>,
    /// Several people may be meant, and nobody of them is chosen.
    choose_first: bool,
    may_issue: bool,
    may_register: bool,
    unknown: UnknownPane,
    today: Today,
    print: Option<String>,
    /// The first one of a family of whom somebody was just registered.
    family: Option<Uuid>,
    /// What was just given to a family.
    given: Option<Given>,
}

/// The token pane, and the family that stands in another one.
#[derive(Template)]
#[template(path = "frontdesk/pages/token_part.html")]
struct TokenPart {
    once: String,
    token: Option<TokenPane>,
    together: Option<Together>,
    may_issue: bool,
}

/// What the foot of the desk counts.
struct Today {
    tokens: String,
    waiting: String,
    people: i64,
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
    /// Whether they may give tokens, and the family of whoever gets one is shown.
    gives_tokens: bool,
}

impl Here {
    fn of(desk: &Desk) -> Self {
        let (facility, language) = (desk.facility(), desk.language());
        Self {
            facility,
            counter: counter_of(desk),
            language,
            checks_phones: desk.may::<CheckPhone>(),
            gives_tokens: desk.may::<IssueToken>(),
        }
    }
}

/// Everything of the token pane that is read in one go.
struct Loaded {
    token: Option<TokenPane>,
    together: Option<Together>,
    unknown: UnknownPane,
    today: Today,
}

async fn desk_page(desk: Desk, Asked(happened): Asked<Happened>) -> Result<Response, Problem> {
    let Ok(permit) = desk.permit::<SearchRegistry>() else {
        return Ok(Redirect::to("/").into_response());
    };
    let here = Here::of(&desk);
    let (facility, language) = (here.facility, here.language);
    let spoken = happened.spoken();
    let (about, listed) = (spoken.first(), spoken.listed.clone());
    let (registered, family) = (happened.registered, happened.family);
    let read = desk.read(move |view| {
        let token = match about {
            Some(id) => tokens::token(view, facility, id)?,
            None => None,
        };
        let person = token.as_ref().map(|token| token.person);
        let person = person.or(registered.map(Id::from_uuid));
        let person = person.map(|id| persons::person(view, id)).transpose()?.flatten();
        let listed = family::holders(view, facility, &listed)?;
        Ok((token, person, listed, loaded(view, &here, (None, &Chosen::default()))?))
    });
    let (token, person, listed, loaded) = read.await?;
    let holders = listed.iter().map(|(token, _)| token.person);
    let named: Vec<PersonId> = person.iter().map(|one| one.id).chain(holders).collect();
    for one in named {
        desk.shows(&permit, one, Reason::Counter).await?;
    }
    let mut shell = desk.shell().search_first();
    if let Some((message, undo)) = spoken.told(token.as_ref(), person.as_ref(), language) {
        shell = shell.toast(message, undo);
    }
    let (print, given) = (spoken.slips(), Given::of(&listed, language));
    shown(&desk, &DeskPage { print, family, given, ..page(&desk, shell, None, loaded) })
}

/// Puts somebody into the token pane: a part of the page for htmx, else the whole desk.
async fn choose(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<SearchRegistry>()?;
    if fields.get("person").is_empty() && !fields.get("q").is_empty() {
        // The list was sent with nobody chosen: it stands there again and asks.
        return search::search(desk, fields).await;
    }
    let person = person_of(&fields)?;
    let searched = fields.get("q").to_owned();
    let chosen = Chosen { searched: searched.clone(), ..Chosen::default() };
    let loaded = load_for(&desk, Some(person), chosen).await?;
    persons::shows_as_one(&desk, &permit, person, Reason::Counter).await?;
    shows_family(&desk, &permit, &loaded).await?;
    if desk.wants_fragment() {
        let (may_issue, may_register) = (desk.may::<IssueToken>(), desk.may::<RegisterPerson>());
        let together = loaded.together.map(|family| family.registering(may_register));
        let part = TokenPart { once: fresh(), token: loaded.token, together, may_issue };
        return Ok(desk.page(&part)?.into_response());
    }
    let results = search::again(&desk, &searched, person).await?;
    let shell = desk.shell().at("/desk").searched(searched);
    shown(&desk, &page(&desk, shell, results, loaded))
}

/// Writes down whom of the family the page names.
async fn shows_family<A: Act>(
    desk: &Desk,
    permit: &Permit<A>,
    loaded: &Loaded,
) -> Result<(), Problem> {
    let named: Vec<PersonId> = loaded.together.iter().flat_map(Together::persons).collect();
    for one in named {
        desk.shows(permit, one, Reason::Counter).await?;
    }
    Ok(())
}

async fn load_for(
    desk: &Desk,
    person: Option<PersonId>,
    chosen: Chosen,
) -> Result<Loaded, Problem> {
    let here = Here::of(desk);
    desk.read(move |view| loaded(view, &here, (person, &chosen))).await
}

fn loaded(
    view: &mut Tx<'_>,
    Here { facility, counter, language, checks_phones, gives_tokens }: &Here,
    (person, chosen): (Option<PersonId>, &Chosen),
) -> Result<Loaded, Stop> {
    let (facility, language) = (*facility, *language);
    let today: Date = view.today();
    let block = persons::block(view, facility, counter)?;
    let loads = load::unit_loads(view, facility)?;
    let waiting: i64 = loads.iter().map(|load| i64::from(load.waiting)).sum();
    let counted = Today {
        tokens: numbers::grouped(loads.iter().map(|load| i64::from(load.given)).sum()),
        waiting: numbers::grouped(waiting),
        people: waiting,
        numbers: numbers::grouped(block.map_or(0, |block| block.left())),
    };
    let unknown = UnknownPane::of(&loads, language);
    let Some(person) = person else {
        return Ok(Loaded { token: None, together: None, unknown, today: counted });
    };
    let person = persons::person(view, person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let since = Date::from_days(today.days() - CAME_BEFORE_DAYS);
    let before = tokens::of_person(view, facility, person.id, since)?;
    let last_unit = before.first().map(|token| token.unit.uuid());
    let held = held_today(&before, &loads, (today, language));
    let children = children_unit(&loads);
    let units: Vec<UnitRow> = unit_rows(loads, chosen.pick(last_unit), language);
    let together = if *gives_tokens {
        let family = family::relatives(view, facility, person.id)?;
        let units = (units.as_slice(), children);
        Some(Together::of(&person, &family, units, chosen, (today, language)))
    } else {
        None
    };
    let checked_at = persons::phone_checked_at(view, person.id)?;
    // What a family typed about itself is asked about when a counter meets them.
    let is_typed = person.details.phone.is_some() && persons::actions::is_unseen(view, person.id)?;
    let asks = *checks_phones && (is_typed || phone_is_due(&person, checked_at, today));
    let phone = PhonePane::of(&person, asks);
    let came_before = (!before.is_empty(), chosen);
    let token = TokenPane::of(&person, (units, phone, held), came_before, (today, language));
    let token = token.with_card(cards::line(view, &person)?);
    Ok(Loaded { token: Some(token), together, unknown, today: counted })
}

fn page(desk: &Desk, shell: Shell, results: Option<Results>, loaded: Loaded) -> DeskPage {
    let (may_issue, may_register) = (desk.may::<IssueToken>(), desk.may::<RegisterPerson>());
    let Loaded { token, together, unknown, today } = loaded;
    let shell = shell.count(QUEUE, today.people);
    // Nobody is registered by the code of a paper.
    let registers = may_register && !results.as_ref().is_some_and(|found| found.paper);
    DeskPage {
        shell,
        once: fresh(),
        choose_first: token.is_none() && results.as_ref().is_some_and(|all| !all.rows.is_empty()),
        results,
        token,
        together: together.map(|family| family.registering(registers)),
        may_issue,
        may_register,
        unknown,
        today,
        print: None,
        family: None,
        given: None,
    }
}

fn shown(desk: &Desk, page: &DeskPage) -> Result<Response, Problem> {
    Ok(desk.page(page)?.into_response())
}

fn next_page(done: &Done) -> Redirect {
    let happened = match (done.token, done.place) {
        (Some(token), _) => {
            let all = std::iter::once(token).chain(done.along.iter().copied());
            format!("given={}", paper::list(&all.map(Id::from_uuid).collect::<Vec<TokenId>>()))
        }
        // Whoever was registered into a place stands among those who live there.
        (None, Some(place)) => {
            return Redirect::to(&format!("/institutions/{place}?done=admitted"));
        }
        (None, None) => format!("registered={}", done.person),
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

#[cfg(test)]
mod tests;
