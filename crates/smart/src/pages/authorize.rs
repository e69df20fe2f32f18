//! The page on which a member of staff lets an app, or does not.

use super::asked::{Asking, Looked, Sent, look, place};
use super::{AUTHORIZE, words};
use crate::actions::{self, AllowApp, Wish};
use crate::refusal::SmartRefusal;
use crate::secret::{Secret, Use};
use crate::store;
use crate::token::Context;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nabz_access::relations::about;
use nabz_access::{Permit, Why};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{PersonId, StaffId};
use nabz_kernel::language::Language;
use nabz_kernel::refusal::Refused;
use nabz_people::registry::words::Named;
use nabz_people::registry::{banner, person_of_health_id, why_may_read};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::smart as msg;
use nabz_web::policy_leading_to;
use nabz_web::{App, Desk, Fields, Page, Problem, Shell, cookie_of, filters, kept_cookie};

/// Keeps what an app asked for while somebody signs in.
const WAITING: &str = "__Host-nabz-app";
const WAITING_SECONDS: u32 = 10 * 60;
/// What a browser keeps in one cookie, with room to spare.
const WAITING_BYTES_MAX: usize = 2_600;

#[derive(Template)]
#[template(path = "pages/authorize.html")]
struct AuthorizePage {
    shell: Shell,
    app: String,
    /// What it asks for.
    reads: Vec<Message>,
    /// How far and how long.
    bounds: Message,
    /// About whom, once they are chosen; nothing where it is about nobody.
    chosen: Option<Chosen>,
    /// Somebody is to be chosen first.
    chooses: bool,
    /// What was typed for them, and cannot be.
    problem: Option<Message>,
    typed: String,
    sent: Vec<(String, String)>,
}

/// About whom an app asks.
struct Chosen {
    name: String,
    facts: Message,
    health_id: String,
}

/// `GET /oauth/authorize`.
pub(super) async fn ask(
    State(app): State<App>,
    desk: Option<Desk>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let Some(desk) = desk else { return sign_in_first(query.as_deref()) };
    let waiting = cookie_of(&headers, WAITING)
        .and_then(|text| String::from_utf8(URL_SAFE_NO_PAD.decode(text).ok()?).ok());
    let query = query.filter(|query| !query.is_empty()).or(waiting).unwrap_or_default();
    let sent = Sent::by_address(&query).ok_or_else(|| bad("twice"))?;
    let permit = desk.permit::<AllowApp>()?;
    let asking = match look(&app, &headers, &sent).await? {
        Looked::Back(address) => return Ok(Redirect::to(&address).into_response()),
        Looked::Asking(asking) => asking,
    };
    let mut answer = shown(&desk, &permit, (&asking, &sent), "").await?;
    answer.headers_mut().append(header::SET_COOKIE, kept_cookie(WAITING, "", Some(0))?);
    Ok(answer)
}

/// `POST /oauth/authorize`: somebody was chosen, or it was allowed or not.
pub(super) async fn decide(
    State(app): State<App>,
    desk: Desk,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AllowApp>()?;
    let sent = Sent::by_form(&fields);
    let asking = match look(&app, &headers, &sent).await? {
        Looked::Back(address) => return Ok(Redirect::to(&address).into_response()),
        Looked::Asking(asking) => asking,
    };
    let typed = fields.get("patient").to_owned();
    let decision = fields.get("do");
    if !["allow", "deny"].contains(&decision) {
        return shown(&desk, &permit, (&asking, &sent), &typed).await;
    }
    let about = about_whom(&desk, &asking, &typed).await;
    if decision == "deny" {
        let context = about.map_or_else(|_| Context::default(), |about| about.context());
        let wish = wish(&asking, context);
        desk.write(permit, move |tx, permit| actions::deny(tx, permit, &wish)).await?;
        return Ok(Redirect::to(&asking.back(("error", "access_denied"))).into_response());
    }
    let context = match about {
        Ok(about @ (About::Nobody | About::Them(..))) => about.context(),
        // The page says why not.
        Ok(About::ToBeChosen) | Err(_) => {
            return shown(&desk, &permit, (&asking, &sent), &typed).await;
        }
    };
    let wish = wish(&asking, context);
    let (secret, key) = (Secret::draw(Use::Code)?, desk.signed().access().key());
    let address = asking.back(("code", secret.reveal()));
    let allow = move |tx: &mut Tx<'_>, permit: &Permit<AllowApp>| {
        actions::allow(tx, (permit, key), (&wish, &secret))
    };
    desk.write(permit, allow).await?;
    Ok(Redirect::to(&address).into_response())
}

/// What the app asked for waits in the browser, for the way back leads to an address alone.
fn sign_in_first(query: Option<&str>) -> Result<Response, Problem> {
    let mut answer = Redirect::to(&format!("/sign-in?next={AUTHORIZE}")).into_response();
    let query = query.unwrap_or_default();
    if query.len() <= WAITING_BYTES_MAX {
        let kept = URL_SAFE_NO_PAD.encode(query);
        let cookie = kept_cookie(WAITING, &kept, Some(WAITING_SECONDS))?;
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    Ok(answer)
}

fn wish(asking: &Asking, context: Context) -> Wish {
    Wish {
        client: asking.client.id,
        redirect: asking.redirect.clone(),
        challenge: asking.challenge.clone(),
        scopes: asking.scopes.clone(),
        context,
    }
}

/// About whom an app asks.
enum About {
    /// Whatever the member of staff may see.
    Nobody,
    /// One person, whom they may read about because of this.
    Them(Context, Why),
    /// One who is to be named first.
    ToBeChosen,
}

impl About {
    fn context(&self) -> Context {
        match self {
            Self::Them(context, _) => *context,
            Self::Nobody | Self::ToBeChosen => Context::default(),
        }
    }
}

async fn about_whom(desk: &Desk, asking: &Asking, typed: &str) -> Result<About, Problem> {
    let (staff, client) = (desk.staff(), asking.client.id);
    if let Some(launch) = asking.launch.clone() {
        let read = desk.read(move |view| {
            let found = store::launch(view, &launch, (client, staff))?;
            let context = found.ok_or(SmartRefusal::Over)?;
            let person = context.patient.ok_or(SmartRefusal::Over)?;
            Ok((context, theirs(view, staff, person)?))
        });
        let (context, why) = read.await?;
        return Ok(About::Them(context, why));
    }
    if !asking.scopes.wants_patient() {
        return Ok(About::Nobody);
    }
    if typed.is_empty() {
        return Ok(About::ToBeChosen);
    }
    let number = HealthId::parse(typed)?;
    let read = desk.read(move |view| {
        let person = person_of_health_id(view, number)?.ok_or_else(not_theirs)?;
        let why = theirs(view, staff, person)?;
        Ok((Context { patient: Some(person), encounter: None }, why))
    });
    let (context, why) = read.await?;
    Ok(About::Them(context, why))
}

/// Why a member of staff may read about somebody. Who is not their patient is answered as a number that
/// nobody has.
fn theirs(tx: &mut Tx<'_>, staff: StaffId, person: PersonId) -> Result<Why, Stop> {
    let why = why_may_read(tx, staff, person)?;
    why.ok_or_else(|| about(not_theirs(), person).into())
}

fn not_theirs() -> Refused {
    SmartRefusal::NotTheirs.into()
}

async fn shown(
    desk: &Desk,
    permit: &Permit<AllowApp>,
    (asking, sent): (&Asking, &Sent),
    typed: &str,
) -> Result<Response, Problem> {
    let (about, problem) = match about_whom(desk, asking, typed).await {
        Ok(about) => (about, None),
        Err(problem) => match problem.refused() {
            Some(refused) if asking.launch.is_none() => {
                (About::ToBeChosen, Some(Message::from(refused)))
            }
            Some(_) | None => return Err(problem),
        },
    };
    let chosen = match &about {
        About::Them(Context { patient: Some(person), .. }, why) => {
            let (person, language) = (*person, desk.language());
            desk.shows(permit, person, *why).await?;
            Some(desk.read(move |view| Chosen::of(view, person, language)).await?)
        }
        About::Them(..) | About::Nobody | About::ToBeChosen => None,
    };
    let (is_wrong, chooses) = (problem.is_some(), matches!(about, About::ToBeChosen));
    let page = AuthorizePage {
        shell: desk.shell(),
        app: asking.client.name.clone(),
        reads: asking.scopes.of_types().map(words::reads).collect(),
        bounds: if asking.scopes.go_on() { msg::hint_online() } else { msg::hint() },
        chosen,
        chooses,
        problem,
        typed: typed.to_owned(),
        sent: sent.fields().to_vec(),
    };
    let page = desk.page(&page)?;
    let page: Page = if is_wrong { page.with_errors() } else { page };
    Ok(leading_to(page, [asking.redirect.as_str()]))
}

impl Chosen {
    fn of(tx: &mut Tx<'_>, person: PersonId, language: Language) -> Result<Self, Stop> {
        let banner = banner(tx, person)?;
        let Named { name, facts } = Named::of(&banner, language);
        Ok(Self { name, facts, health_id: banner.health_id.to_string() })
    }
}

/// A page whose form leads to these addresses, besides our own.
pub(super) fn leading_to<'a>(page: Page, addresses: impl IntoIterator<Item = &'a str>) -> Response {
    let places: Vec<String> = addresses.into_iter().filter_map(place).collect();
    let mut response = page.into_response();
    if let Some(policy) = policy_leading_to(&places) {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

fn bad(what: &'static str) -> Problem {
    Refused::from(SmartRefusal::BadRequest(what)).into()
}
