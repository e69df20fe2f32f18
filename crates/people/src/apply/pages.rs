//! The public site: a family registers itself at `/apply`, and sees what is its own at `/mine`.
//! Nobody signs in; whoever has typed a code of their phone is remembered by a cookie of its own.

mod consents;
mod door;
mod family;
mod mine;
mod pace;
mod papers;
mod review;
mod rights;
mod sent;

use super::actions::Holder;
use super::model::{ApplyRefusal, Door, Given, Made, Without};
use super::{reading, store};
use crate::cards::model::CardId;
use crate::registry::model::{Banner, Person};
use crate::registry::words as said;
use crate::{cards, registry};
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use axum::middleware::from_fn_with_state;
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use nabz_access::SessionToken;
use nabz_kernel::ids::PersonId;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::apply as msg;
use nabz_web::{App, Language, Page, Problem, PublicShell, Visitor, cookie_of, kept_cookie};
use uuid::Uuid;

/// As many signs as a cookie or a link of ours has.
const TOKEN_SIGNS: usize = 64;

#[cfg(test)]
pub(super) use pace::PRESSES_A_MINUTE_MAX;

/// Everything that strangers may open.
pub fn routes() -> Router<App> {
    let paced = pressed().route_layer(from_fn_with_state(pace::Pace::default(), pace::keep));
    // What answers while somebody types writes nothing, and comes often.
    paced.route("/apply/wards", post(family::wards)).route("/apply/suggest", post(family::suggest))
}

fn pressed() -> Router<App> {
    Router::new()
        .route("/apply", get(door::apply))
        .route("/apply/code", get(door::apply_code).post(door::ask_to_apply))
        .route("/apply/check", post(door::check_to_apply))
        .route("/apply/family", get(family::page).post(family::keep))
        .route("/apply/review", get(review::page))
        .route("/apply/submit", post(review::submit))
        .route("/apply/done", get(review::done))
        .route("/apply/cards", get(papers::of_family))
        .route("/apply/paper/{link}", get(papers::of_link))
        .route("/apply/papers/{person}", get(sent::of_family).post(sent::send_of_family))
        .route("/apply/papers/{person}/remove", post(sent::remove_of_family))
        .route("/apply/again", post(review::again))
        .route("/apply/leave", post(door::leave_apply))
        .route("/mine", get(mine::page))
        .route("/mine/code", get(door::own_code).post(door::ask_for_own))
        .route("/mine/check", post(door::check_for_own))
        .route("/mine/cards/{person}/{card}", get(papers::of_own))
        .route("/mine/share", post(mine::share))
        .route("/mine/lost", post(mine::lost))
        .route("/mine/post", post(mine::arrived))
        .route("/mine/consents/{person}", get(consents::page).post(consents::answer))
        .route("/mine/looks/{person}", get(mine::looks))
        .route("/mine/papers/{person}", get(sent::of_own).post(sent::send_of_own))
        .route("/mine/papers/{person}/remove", post(sent::remove_of_own))
        .route("/mine/rights/{person}", get(rights::page).post(rights::ask))
        .route("/mine/rights/{person}/withdraw", post(rights::withdraw))
        .route("/mine/rights/{person}/nominee", post(rights::name))
        .route("/mine/rights/{person}/nominee/end", post(rights::unname))
        .route("/mine/rights/{person}/held", get(rights::held))
        .route("/mine/rights/{person}/held.json", get(rights::file))
        .route("/mine/leave", post(door::leave_own))
}

impl Door {
    const fn cookie(self) -> &'static str {
        match self {
            Self::Apply => "__Host-nabz-apply",
            Self::Own => "__Host-nabz-mine",
        }
    }

    /// Where a stranger begins.
    const fn start(self) -> &'static str {
        match self {
            Self::Apply => "/apply",
            Self::Own => "/mine",
        }
    }

    /// Where a code is typed.
    const fn code(self) -> &'static str {
        match self {
            Self::Apply => "/apply/code",
            Self::Own => "/mine/code",
        }
    }

    /// Where whoever typed the right one goes on.
    const fn within(self) -> &'static str {
        match self {
            Self::Apply => "/apply/family",
            Self::Own => "/mine",
        }
    }
}

/// A browser whose phone is known.
struct Opened {
    token: SessionToken,
    phone: Mobile,
}

/// What the cookie of a browser says; nothing when it is none of ours.
fn token_of(headers: &HeaderMap, door: Door) -> Option<SessionToken> {
    let value = cookie_of(headers, door.cookie())?;
    let is_ours = value.len() == TOKEN_SIGNS && value.bytes().all(|sign| sign.is_ascii_hexdigit());
    is_ours.then(|| SessionToken::of_cookie(value))
}

async fn opened(
    visitor: &Visitor,
    headers: &HeaderMap,
    door: Door,
) -> Result<Option<Opened>, Problem> {
    let Some(token) = token_of(headers, door) else { return Ok(None) };
    let key = token.key();
    let found = visitor.read(move |view| store::session(view, key)).await?;
    let phone = found.filter(|session| session.door == door).and_then(|session| session.phone);
    Ok(phone.map(|phone| Opened { token, phone }))
}

/// A browser at which a family registers itself; one whose phone is not known is sent where that
/// begins.
struct AtApply(Opened);

/// The same of a browser at which somebody sees what is theirs.
struct AtMine(Opened);

async fn within(parts: &mut Parts, app: &App, door: Door) -> Result<Opened, Response> {
    let visitor = Visitor::from_request_parts(parts, app).await;
    let visitor = visitor.map_err(IntoResponse::into_response)?;
    let opened = opened(&visitor, &parts.headers, door).await;
    opened.map_err(IntoResponse::into_response)?.ok_or_else(|| to(door.start()))
}

impl FromRequestParts<App> for AtApply {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        within(parts, app, Door::Apply).await.map(Self)
    }
}

impl FromRequestParts<App> for AtMine {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        within(parts, app, Door::Own).await.map(Self)
    }
}

/// A page with the cookie that the next press needs.
fn with_cookie(headers: &HeaderMap, door: Door, page: Page) -> Result<Response, Problem> {
    if token_of(headers, door).is_some() {
        return Ok(page.into_response());
    }
    let token = SessionToken::draw()?;
    let cookie = kept_cookie(door.cookie(), token.reveal(), None)?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), page).into_response())
}

/// Whoever typed the right code goes on with a cookie that nobody knew before.
fn let_in(door: Door, fresh: &SessionToken) -> Result<Response, Problem> {
    let cookie = kept_cookie(door.cookie(), fresh.reveal(), None)?;
    Ok((AppendHeaders([(header::SET_COOKIE, cookie)]), to(door.within())).into_response())
}

/// The frame of a page that answers a press; the language switch goes to this address instead.
fn shell_at(visitor: &Visitor, path: &'static str) -> PublicShell {
    PublicShell { path: path.to_owned(), ..visitor.public_shell() }
}

fn to(path: &'static str) -> Response {
    Redirect::to(path).into_response()
}

/// Somebody with their card, as their family is shown them.
struct Shown {
    person: Uuid,
    name: String,
    facts: Message,
    health_id: String,
    state: Message,
    /// A card that can be printed again.
    card: Option<Uuid>,
    /// What opens its paper for whoever is sent it.
    link: Option<String>,
}

impl Shown {
    /// Somebody as they stand today. `token` knows the links that were made with it.
    fn of(
        view: &mut Tx<'_>,
        (person, language): (&Person, Language),
        token: &SessionToken,
    ) -> Result<Self, Stop> {
        let banner = Banner::of(person, view.today());
        let card = reading::on_paper(view, person.id)?.map(|card| card.id);
        let link = match card {
            Some(card) => link_to(view, token, card)?,
            None => None,
        };
        Ok(Self {
            person: person.id.uuid(),
            name: said::name_read(&banner.name, language),
            facts: said::facts(&banner),
            health_id: banner.health_id.to_string(),
            state: cards::line(view, person)?.said,
            card: card.map(CardId::uuid),
            link,
        })
    }

    /// Somebody who has just been registered; why they have no card is said. A card that they were
    /// given since is for a counter to hand out.
    fn made(
        view: &mut Tx<'_>,
        (made, language): (&Made, Language),
        token: &SessionToken,
    ) -> Result<Option<Self>, Stop> {
        let Some(person) = registry::person(view, made.person)? else { return Ok(None) };
        let shown = Self::of(view, (&person, language), token)?;
        if let (Given::Nothing(why), None) = (made.given, shown.card) {
            return Ok(Some(Self { state: without(why), ..shown }));
        }
        let is_given = matches!(made.given, Given::Card(card) if shown.card == Some(card.uuid()));
        Ok(Some(if is_given { shown } else { Self { card: None, link: None, ..shown } }))
    }
}

fn without(why: Without) -> Message {
    match why {
        Without::OnTheMothers => msg::on_the_mothers(),
        Without::NotWanted => msg::not_wanted(),
        Without::Later => msg::cards_later(),
    }
}

/// The address of a card's paper, while the link of this browser opens it.
fn link_to(view: &mut Tx<'_>, token: &SessionToken, card: CardId) -> Result<Option<String>, Stop> {
    let link = token.for_use(&card.to_string());
    let opens = store::paper(view, link.key())?.is_some();
    Ok(opens.then(|| format!("/apply/paper/{}", link.reveal())))
}

/// Writes down that somebody is shown to whoever has their phone, by all records that are theirs.
async fn account(visitor: &Visitor, persons: &[PersonId]) -> Result<(), Problem> {
    let persons = persons.to_vec();
    let read = visitor.read(move |view| {
        let records = persons.iter().map(|person| registry::one(view, *person));
        let records = records.collect::<Result<Vec<_>, Stop>>()?;
        Ok((Holder::of(view)?, records))
    });
    let (holder, records) = read.await?;
    for records in records {
        visitor.app().store().audit_read_together(&holder, &records)?;
    }
    Ok(())
}

/// Whoever's time is over begins again; what they had kept waits for them.
fn expired(visitor: &Visitor, headers: &HeaderMap, door: Door) -> Result<Response, Problem> {
    let refused = Refused::from(ApplyRefusal::NotOpen);
    door::start(visitor, headers, door, door::Asking::refused(&refused))
}
