//! Breaking the glass, and looking at it afterwards.

use crate::facilities::words;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::break_glass::{
    self, BREAK_GLASS_HOURS, BreakGlass, BreakId, Broken, Cause, Finding, ReviewBreakGlass,
    Reviewed, SeeBrokenGlass,
};
use nabz_access::sign_in::credentials_of;
use nabz_access::{AccessRefusal, Names, Password, staff};
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
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
    causes: Vec<(&'static str, Message, bool)>,
    reason: String,
    next: String,
    hours: String,
}

#[derive(Template)]
#[template(path = "facilities/pages/glass_list.html")]
struct GlassList {
    shell: Shell,
    /// Why what was found could not be kept.
    notice: Option<Message>,
    rows: Vec<Row>,
    /// What was reviewed last.
    over: Vec<Over>,
    may_review: bool,
}

struct Row {
    person: Uuid,
    id: Uuid,
    once: OnceKey,
    who: String,
    cause: Option<Message>,
    reason: String,
    at: String,
    own: bool,
    /// A remark that was typed and not kept.
    remark: String,
}

/// One that was reviewed.
struct Over {
    row: Row,
    finding: Message,
    holds: bool,
    by: String,
    on: String,
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
        causes: words::causes(cause_of(fields)),
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
    let (once, cause) = (fields.once(), cause_of(&fields));
    let broke = desk.write_once(permit, &once, move |tx, permit| {
        break_glass::break_glass(tx, permit, &again, (about, cause, &reason)).map(drop)
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

/// The cause that was chosen; the words say what no cause does.
fn cause_of(fields: &Fields) -> Cause {
    Cause::of_word(fields.get("cause")).unwrap_or(Cause::Other)
}

/// Where the person came from, inside this site only.
fn next_of(fields: &Fields) -> String {
    let next = fields.get("next");
    let inside = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    if inside { next.to_owned() } else { "/".to_owned() }
}

/// What was broken here and nobody has looked at, and what came of what was looked at last.
pub(super) async fn list(desk: Desk) -> Result<Page, Problem> {
    let view = listed(&desk).await?;
    desk.page(&view)
}

/// What the list shows, with the names of whoever stands in it.
struct Loaded {
    open: Vec<(Broken, String)>,
    over: Vec<(Reviewed, String, String)>,
}

fn load(view: &mut Tx<'_>, at: FacilityId, language: Language) -> Result<Loaded, Stop> {
    let mut loaded = Loaded { open: Vec::new(), over: Vec::new() };
    for broken in break_glass::to_review(view, at)? {
        let who = name(view, broken.staff, language)?;
        loaded.open.push((broken, who));
    }
    for reviewed in break_glass::reviewed(view, at)? {
        let who = name(view, reviewed.broken.staff, language)?;
        let by = name(view, reviewed.by, language)?;
        loaded.over.push((reviewed, who, by));
    }
    Ok(loaded)
}

fn name(view: &mut Tx<'_>, staff: StaffId, language: Language) -> Result<String, Stop> {
    let names = staff::staff(view, staff)?.map(|staff| staff.names);
    Ok(names.map(|names| pick(names, language)).unwrap_or_default())
}

async fn listed(desk: &Desk) -> Result<GlassList, Problem> {
    let facility = desk.permit::<SeeBrokenGlass>()?.facility();
    let (language, own) = (desk.language(), desk.staff());
    let loaded = desk.read(move |view| load(view, facility, language)).await?;
    let row = |(broken, who): (Broken, String)| Row {
        person: broken.person.uuid(),
        id: broken.id.uuid(),
        once: OnceKey::draw(),
        who,
        own: broken.staff == own,
        at: numbers::date_time(broken.at, language),
        cause: broken.cause.map(words::cause),
        reason: broken.reason,
        remark: String::new(),
    };
    let over = |(one, who, by): (Reviewed, String, String)| Over {
        finding: match one.finding {
            Finding::Justified => msg::facilities::justified(),
            Finding::NotJustified => msg::facilities::not_justified(),
        },
        holds: one.finding == Finding::Justified,
        by,
        on: numbers::date_time(one.at, language),
        row: Row { remark: one.remark, ..row((one.broken, who)) },
    };
    Ok(GlassList {
        shell: desk.shell().at("/broken-glass"),
        notice: None,
        over: loaded.over.into_iter().map(over).collect(),
        rows: loaded.open.into_iter().map(row).collect(),
        may_review: desk.may::<ReviewBreakGlass>(),
    })
}

/// Keeps what the reviewer found; a remark that cannot be kept stands there again.
pub(super) async fn review(desk: Desk, fields: Fields) -> Result<Response, Problem> {
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
    let typed = fields.get("remark").to_owned();
    let review = move |tx: &mut Tx<'_>, permit: &_| {
        break_glass::review(tx, permit, which, (finding, &typed))
    };
    let Err(problem) = desk.write_once(permit, &fields.once(), review).await else {
        return Ok(Redirect::to("/broken-glass").into_response());
    };
    let Some(refused) = problem.refused().filter(|one| one.kind == Kind::Invalid) else {
        return Err(problem);
    };
    let mut view = listed(&desk).await?;
    view.notice = Some(refused.into());
    if let Some(row) = view.rows.iter_mut().find(|row| row.id == which.1.uuid()) {
        fields.get("remark").clone_into(&mut row.remark);
    }
    Ok(desk.page(&view)?.with_errors().into_response())
}

fn pick(names: Names, language: Language) -> String {
    language.pick(names.hindi, names.english)
}
