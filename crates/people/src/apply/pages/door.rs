//! A phone is typed, a code is sent, and the code is typed. Every phone is answered alike.

use super::{expired, let_in, opened, shell_at, to, token_of, with_cookie};
use crate::apply::actions::{self, CodeTyped, CodeWish};
use crate::apply::model::{ApplyRefusal, Door};
use crate::apply::store;
use crate::cards;
use askama::Template;
use axum::http::{HeaderMap, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use nabz_access::SessionToken;
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_web::messages::Message;
use nabz_web::msg::apply as msg;
use nabz_web::{
    Fields, FormErrors, Language, OnceKey, Page, Problem, PublicShell, Visitor, filters,
    kept_cookie,
};

#[derive(Template)]
#[template(path = "apply/pages/start.html")]
struct StartPage {
    shell: PublicShell,
    /// Whether a family is registered, or somebody wants to see what is theirs.
    applies: bool,
    once: OnceKey,
    errors: FormErrors,
    phone: String,
    hindi: bool,
}

#[derive(Template)]
#[template(path = "apply/pages/code.html")]
struct CodePage {
    shell: PublicShell,
    errors: FormErrors,
    /// How often a code comes, and what to do when none does; the same for every phone.
    wait: Message,
    /// Where the code is sent.
    check: &'static str,
    /// Where whoever wants another phone is sent.
    leave: &'static str,
}

/// What was typed so far.
#[derive(Default)]
pub(super) struct Asking {
    phone: String,
    language: Option<Language>,
    errors: FormErrors,
}

impl Asking {
    /// Nothing was typed, and something is to be said.
    pub(super) fn refused(refused: &Refused) -> Self {
        let mut errors = FormErrors::default();
        errors.add("phone", refused);
        Self { errors, ..Self::default() }
    }
}

/// The first page, for whoever has typed no code yet.
pub(super) fn start(
    visitor: &Visitor,
    headers: &HeaderMap,
    door: Door,
    asking: Asking,
) -> Result<Response, Problem> {
    let wrong = !asking.errors.is_empty();
    let page = visitor.page(&StartPage {
        shell: shell_at(visitor, door.start()),
        applies: door == Door::Apply,
        once: OnceKey::draw(),
        errors: asking.errors,
        phone: asking.phone,
        hindi: asking.language.unwrap_or(visitor.language()) == Language::Hindi,
    })?;
    with_cookie(headers, door, if wrong { page.with_errors() } else { page })
}

/// Where a family begins; whoever has begun goes on.
pub(super) async fn apply(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    if opened(&visitor, &headers, Door::Apply).await?.is_some() {
        return Ok(to(Door::Apply.within()));
    }
    start(&visitor, &headers, Door::Apply, Asking::default())
}

pub(super) async fn ask_to_apply(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    ask(&visitor, &headers, (Door::Apply, &fields)).await
}

pub(super) async fn ask_for_own(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    ask(&visitor, &headers, (Door::Own, &fields)).await
}

/// Sends a code, or shows the page again with what was typed and why not.
async fn ask(
    visitor: &Visitor,
    headers: &HeaderMap,
    (door, fields): (Door, &Fields),
) -> Result<Response, Problem> {
    let mut asking = Asking {
        phone: fields.get("phone").to_owned(),
        language: Language::parse(fields.get("language")),
        errors: FormErrors::default(),
    };
    let phone = asking.errors.keep("phone", Mobile::parse(&asking.phone));
    let token = token_of(headers, door);
    if token.is_none() {
        asking.errors.add("phone", &Refused::from(ApplyRefusal::NoCookie));
    }
    let (Some(phone), Some(token)) = (phone, token) else {
        return start(visitor, headers, door, asking);
    };
    let wish = CodeWish {
        session: token.key(),
        door,
        once: fields.once().key().to_owned(),
        address: visitor.address(),
        phone,
        language: asking.language.unwrap_or(visitor.language()),
    };
    let asked = visitor.app().store().write(move |tx| actions::ask_code(tx, &wish)).await;
    let Err(problem) = asked.map_err(Problem::from) else { return Ok(to(door.code())) };
    let Some(refused) = problem.refused() else { return Err(problem) };
    asking.errors.add("phone", refused);
    start(visitor, headers, door, asking)
}

pub(super) async fn apply_code(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    code(&visitor, &headers, Door::Apply).await
}

pub(super) async fn own_code(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    code(&visitor, &headers, Door::Own).await
}

/// Where the code is typed. It says nothing of the phone, nor whether anything was sent.
async fn code(visitor: &Visitor, headers: &HeaderMap, door: Door) -> Result<Response, Problem> {
    if token_of(headers, door).is_none() {
        return Ok(to(door.start()));
    }
    if opened(visitor, headers, door).await?.is_some() {
        return Ok(to(door.within()));
    }
    let page = code_page(visitor, door, FormErrors::default()).await?;
    Ok(page.into_response())
}

async fn code_page(visitor: &Visitor, door: Door, errors: FormErrors) -> Result<Page, Problem> {
    let (check, leave) = match door {
        Door::Apply => ("/apply/check", "/apply/leave"),
        Door::Own => ("/mine/check", "/mine/leave"),
    };
    let shell = shell_at(visitor, door.code());
    let helpline = visitor.read(cards::helpline).await?;
    let wait = msg::code_wait(helpline.to_string());
    visitor.page(&CodePage { shell, errors, wait, check, leave })
}

pub(super) async fn check_to_apply(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    check(&visitor, &headers, (Door::Apply, &fields)).await
}

pub(super) async fn check_for_own(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    check(&visitor, &headers, (Door::Own, &fields)).await
}

async fn check(
    visitor: &Visitor,
    headers: &HeaderMap,
    (door, fields): (Door, &Fields),
) -> Result<Response, Problem> {
    let Some(token) = token_of(headers, door) else { return expired(visitor, headers, door) };
    let (key, fresh) = (token.key(), SessionToken::draw()?);
    // Most of those who only try have no session: they cost a look and no more.
    let session = visitor.read(move |view| store::session(view, key)).await?;
    match session.filter(|session| session.door == door) {
        None => return expired(visitor, headers, door),
        Some(session) if session.phone.is_some() => return Ok(to(door.within())),
        Some(_) => {}
    }
    let said = CodeTyped {
        session: key,
        fresh: fresh.key(),
        door,
        address: visitor.address(),
        typed: fields.get("code").to_owned(),
    };
    let checked = visitor.app().store();
    let checked = checked.write(move |tx| actions::check_code(tx, &said)).await;
    let refused = match checked.map_err(Problem::from) {
        Ok(Ok(())) => return let_in(door, &fresh),
        Ok(Err(refused)) => refused,
        Err(problem) if problem.is(ApplyRefusal::NotOpen) => {
            return expired(visitor, headers, door);
        }
        Err(problem) => return Err(problem),
    };
    let mut errors = FormErrors::default();
    errors.add("code", &refused);
    let page = code_page(visitor, door, errors).await?;
    Ok(page.with_errors().into_response())
}

pub(super) async fn leave_apply(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    leave(&visitor, &headers, Door::Apply).await
}

pub(super) async fn leave_own(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    leave(&visitor, &headers, Door::Own).await
}

/// Closes the site at a browser that others use, too.
async fn leave(visitor: &Visitor, headers: &HeaderMap, door: Door) -> Result<Response, Problem> {
    if let Some(token) = token_of(headers, door) {
        let key = token.key();
        if visitor.read(move |view| store::session(view, key)).await?.is_some() {
            visitor.app().store().write(move |tx| actions::leave(tx, key)).await?;
        }
    }
    let gone = kept_cookie(door.cookie(), "", Some(0))?;
    Ok((AppendHeaders([(header::SET_COOKIE, gone)]), to(door.start())).into_response())
}
