//! In and out.

use super::place::{self, SEAT_COOKIE};
use crate::context::{cookie, has_cookie, is_ours};
use crate::desk::{Desk, Visitor};
use crate::filters;
use crate::forms::{Form, FormErrors};
use crate::language;
use crate::messages::Message;
use crate::numbers;
use crate::problem::{Page, Problem};
use crate::session::{self, SESSION_COOKIE};
use crate::shell::PublicShell;
use askama::Template;
use axum::extract::Query;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use nabz_access::session::{end, lock as lock_screen};
use nabz_access::sign_in::{SignedIn, Verdict, credentials};
use nabz_access::{Password, SessionToken, Vault};
use nabz_kernel::refusal::Refused;
use serde::Deserialize;

/// Who locked this screen; it spares typing the name again, and goes with the browser.
const NAME_COOKIE: &str = "__Host-nabz-name";

#[derive(Deserialize)]
pub(super) struct Back {
    #[serde(default)]
    next: String,
}

#[derive(Deserialize)]
pub(super) struct SignInForm {
    name: String,
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
}

#[derive(Template)]
#[template(path = "signin/pages/sign_in.html")]
struct SignInPage {
    shell: PublicShell,
    errors: FormErrors,
    refused: Option<Message>,
    name: String,
    locked: bool,
    next: String,
    time: String,
}

/// The sign-in page.
pub(super) async fn page(
    visitor: Visitor,
    Query(back): Query<Back>,
    headers: HeaderMap,
) -> Result<Page, Problem> {
    let name = cookie(&headers, NAME_COOKIE).unwrap_or_default().to_owned();
    visitor.page(&SignInPage {
        shell: visitor.public_shell(),
        errors: FormErrors::default(),
        refused: None,
        locked: !name.is_empty(),
        name,
        next: back.next,
        time: numbers::clock_time(visitor.now()),
    })
}

/// Signs in, or shows the page again with what was typed and why not.
pub(super) async fn sign_in(
    visitor: Visitor,
    headers: HeaderMap,
    Form(form): Form<SignInForm>,
) -> Result<Response, Problem> {
    let verdict = checked(&visitor, &form).await?;
    let device = device_of(&headers);
    let store = visitor.app().store();
    let settled = store.write(move |tx| nabz_access::sign_in::sign_in(tx, &verdict, &device)).await;
    match settled.map_err(Problem::from) {
        Ok(signed) => welcome(&visitor, &headers, &form, &signed).await,
        Err(problem) => again(&visitor, form, &problem),
    }
}

async fn checked(visitor: &Visitor, form: &SignInForm) -> Result<Verdict, Problem> {
    let name = form.name.trim().to_owned();
    let known = visitor.read(move |view| credentials(view, &name)).await?;
    let (password, code, now) = (Password::typed(&form.password), form.code.clone(), visitor.now());
    let vault = visitor.app().part::<Vault>()?;
    let check = move || known.check(&password, (&vault, &code), now);
    let checked = visitor.app().checks().work(visitor.address(), check).await?;
    Ok(checked.map_err(Refused::from)?)
}

async fn welcome(
    visitor: &Visitor,
    headers: &HeaderMap,
    form: &SignInForm,
    signed: &SignedIn,
) -> Result<Response, Problem> {
    let seated = match cookie(headers, SEAT_COOKIE) {
        Some(seat) => place::sit_again(visitor, &signed.token, seat).await?,
        None => false,
    };
    let to = if signed.staff.must_change_password {
        "/password"
    } else if !seated && place::has_a_choice(visitor, signed.staff.id).await? {
        "/place"
    } else if is_ours(&form.next) {
        &form.next
    } else {
        "/"
    };
    let mut cookies = vec![
        (header::SET_COOKIE, session::cookie(SESSION_COOKIE, signed.token.reveal(), None)?),
        (header::SET_COOKIE, session::cookie(NAME_COOKIE, "", Some(0))?),
    ];
    // A shared machine speaks the language of whoever sat there before. Who never chose one goes
    // on in that of the door.
    if let Some(own) = signed.staff.language.filter(|_| !visitor.is_pseudo()) {
        cookies.push((header::SET_COOKIE, language::in_browser(own.code())?));
    }
    Ok((AppendHeaders(cookies), Redirect::to(to)).into_response())
}

fn again(visitor: &Visitor, form: SignInForm, problem: &Problem) -> Result<Response, Problem> {
    let Some(refused) = problem.refused() else { return Err(problem.clone()) };
    let mut errors = FormErrors::default();
    if refused.code == "ACC-004" {
        errors.add("code", refused);
    }
    let page = visitor.page(&SignInPage {
        shell: visitor.public_shell(),
        refused: errors.is_empty().then(|| refused.into()),
        errors,
        name: form.name,
        locked: false,
        next: form.next,
        time: numbers::clock_time(visitor.now()),
    })?;
    Ok(page.with_errors().into_response())
}

/// Ends this sign-in.
pub(super) async fn sign_out(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(token) = cookie(&headers, SESSION_COOKIE) {
        let key = SessionToken::of_cookie(token).key();
        visitor.app().store().write(move |tx| end(tx, key)).await?;
    }
    let gone = session::cookie(SESSION_COOKIE, "", Some(0))?;
    let answer = [(header::SET_COOKIE, gone), forget(&headers)];
    Ok((AppendHeaders(answer), Redirect::to("/sign-in")).into_response())
}

/// Closes the screen of somebody who steps away: the sign-in ends, the machine keeps its place
/// and the name, and only the password has to be typed again; then they are where they were.
pub(super) async fn lock(desk: Desk, Form(back): Form<Back>) -> Result<Response, Problem> {
    let key = desk.signed().key;
    desk.app().store().write(move |tx| lock_screen(tx, key)).await?;
    let name = &desk.signed().staff.sign_in_name;
    let cookies = AppendHeaders([
        (header::SET_COOKIE, session::cookie(SESSION_COOKIE, "", Some(0))?),
        (header::SET_COOKIE, session::cookie(NAME_COOKIE, name, None)?),
    ]);
    // An address of ours has no letter that a query would have to escape.
    let door = match back.next {
        next if is_ours(&next) => format!("/sign-in?next={next}"),
        _ => "/sign-in".to_owned(),
    };
    Ok((cookies, Redirect::to(&door)).into_response())
}

/// How the cookies begin by which a page says that it keeps something in this browser that nobody
/// has been told of yet, or that a counter needs with the network down.
const KEEPS: &str = "nabz-keeps-";

/// What a page kept in this browser is of no use to the next person, but for what would be lost.
fn forget(asked: &HeaderMap) -> (header::HeaderName, HeaderValue) {
    let name = header::HeaderName::from_static("clear-site-data");
    let what = if has_cookie(asked, KEEPS) { "\"cache\"" } else { "\"cache\", \"storage\"" };
    (name, HeaderValue::from_static(what))
}

/// `Chrome · Windows`, for the list of one's own sign-ins.
fn device_of(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    let known = |names: &[&'static str]| names.iter().copied().find(|name| agent.contains(name));
    // The order matters: Edge also says Chrome, and Chrome also says Safari.
    let browser = known(&["Edg", "OPR", "Firefox", "Chrome", "Safari"]).map(|name| match name {
        "Edg" => "Edge",
        "OPR" => "Opera",
        other => other,
    });
    let system = known(&["Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux"]);
    [browser, system].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_device_is_named_by_browser_and_system() {
        let mut headers = HeaderMap::new();
        let edge =
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130 Safari/537.36 Edg/130";
        headers.insert(header::USER_AGENT, HeaderValue::from_static(edge));
        assert_eq!(device_of(&headers), "Edge · Windows");
        assert_eq!(device_of(&HeaderMap::new()), "");
    }

    #[test]
    fn signing_out_clears_the_browser_but_not_what_a_page_says_it_must_keep() {
        let (_, all) = forget(&HeaderMap::new());
        assert_eq!(all, "\"cache\", \"storage\"");
        let mut headers = HeaderMap::new();
        let cookies = HeaderValue::from_static("__Host-nabz=1; nabz-keeps-counter=yes");
        headers.insert(header::COOKIE, cookies);
        assert_eq!(forget(&headers).1, "\"cache\"");
    }
}
