//! Breaking the glass, and looking at it afterwards.

use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::break_glass::{
    self, BREAK_GLASS_HOURS, BreakGlass, BreakId, Broken, Finding, ReviewBreakGlass,
};
use nabz_access::sign_in::credentials_of;
use nabz_access::{AccessRefusal, Names, Password, staff};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::{
    Desk, Fields, FormErrors, Language, OnceKey, Page, Problem, Shell, filters, msg, numbers,
};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "facilities/pages/glass_form.html")]
struct GlassForm {
    shell: Shell,
    errors: FormErrors,
    once: OnceKey,
    person: Uuid,
    reason: String,
    next: String,
    hours: String,
}

#[derive(Template)]
#[template(path = "facilities/pages/glass_list.html")]
struct GlassList {
    shell: Shell,
    rows: Vec<Row>,
}

struct Row {
    person: Uuid,
    id: Uuid,
    once: OnceKey,
    who: String,
    reason: String,
    at: String,
    own: bool,
}

/// Why, and the password again.
pub(super) async fn form(desk: Desk, Path(person): Path<Uuid>) -> Result<Page, Problem> {
    desk.permit::<BreakGlass>()?;
    ask(&desk, person, &Fields::default(), FormErrors::default())
}

fn ask(desk: &Desk, person: Uuid, fields: &Fields, errors: FormErrors) -> Result<Page, Problem> {
    let view = GlassForm {
        shell: desk.shell(),
        errors,
        once: OnceKey::draw(),
        person,
        reason: fields.get("reason").to_owned(),
        next: fields.get("next").to_owned(),
        hours: BREAK_GLASS_HOURS.to_string(),
    };
    desk.page(&view)
}

/// Opens the person's record to this member of staff for four hours.
pub(super) async fn break_it(
    desk: Desk,
    Path(person): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<BreakGlass>()?;
    let mut errors = FormErrors::default();
    let (who, typed) = (desk.staff(), Password::typed(fields.get("password")));
    let found = desk.read(move |view| credentials_of(view, who)).await?;
    // Comparing takes a moment on purpose; it keeps no other page waiting.
    let again = tokio::task::spawn_blocking(move || found.check_password(&typed)).await;
    let again = again.map_err(Problem::fault)?;
    let (about, reason) = (PersonId::from_uuid(person), fields.get("reason").to_owned());
    let once = fields.once();
    let broke = desk.write_once(permit, &once, move |tx, permit| {
        break_glass::break_glass(tx, permit, &again, (about, &reason)).map(drop)
    });
    match broke.await {
        Ok(()) => Ok(Redirect::to(&next_of(&fields)).into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused().cloned() else { return Err(problem) };
            let field = if refused == Refused::from(AccessRefusal::ReasonDue) {
                "reason"
            } else {
                "password"
            };
            errors.add(field, &refused);
            Ok(ask(&desk, person, &fields, errors)?.with_errors().into_response())
        }
    }
}

/// Where the person came from, inside this site only.
fn next_of(fields: &Fields) -> String {
    let next = fields.get("next");
    let inside = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if inside { next.to_owned() } else { "/".to_owned() }
}

/// What was broken here and nobody has looked at.
pub(super) async fn list(desk: Desk) -> Result<Page, Problem> {
    let permit = desk.permit::<ReviewBreakGlass>()?;
    let facility = permit.facility();
    let read = move |view: &mut Tx<'_>| {
        let mut rows = Vec::new();
        for broken in break_glass::to_review(view, facility)? {
            let names = staff::staff(view, broken.staff)?.map(|staff| staff.names);
            rows.push((broken, names));
        }
        Ok(rows)
    };
    let rows = desk.read(read).await?;
    let (language, own) = (desk.language(), desk.staff());
    let row = |(broken, names): (Broken, Option<Names>)| Row {
        person: broken.person.uuid(),
        id: broken.id.uuid(),
        once: OnceKey::draw(),
        who: names.map(|names| pick(names, language)).unwrap_or_default(),
        own: broken.staff == own,
        at: numbers::date_time(broken.at, language),
        reason: broken.reason,
    };
    desk.page(&GlassList { shell: desk.shell(), rows: rows.into_iter().map(row).collect() })
}

/// Keeps what the reviewer found.
pub(super) async fn review(desk: Desk, fields: Fields) -> Result<Redirect, Problem> {
    let permit = desk.permit::<ReviewBreakGlass>()?;
    let id = |name: &str| {
        let id = fields.get(name).parse::<Uuid>();
        id.map_err(|_| Problem::from(Stop::from(AccessRefusal::Reviewed)))
    };
    let which: (PersonId, BreakId) = (Id::from_uuid(id("person")?), Id::from_uuid(id("break")?));
    let finding = match fields.get("finding") {
        "justified" => Finding::Justified,
        _ => Finding::NotJustified,
    };
    let review = move |tx: &mut Tx<'_>, permit: &_| break_glass::review(tx, permit, which, finding);
    desk.write_once(permit, &fields.once(), review).await?;
    Ok(Redirect::to("/broken-glass"))
}

fn pick(names: Names, language: Language) -> String {
    language.pick(names.hindi, names.english)
}
