//! Photographs of papers that a family sends ahead, after it has registered and from its own page.
//! What was sent is shown to the office alone.

use super::{AtApply, AtMine, Opened, account, expired, opened};
use crate::apply::model::Door;
use crate::apply::{actions, reading};
use crate::registry::model::Person;
use crate::registry::words as said;
use crate::registry::{self, Choice};
use crate::scans;
use crate::scans::model::{
    NewScan, SCAN_BYTES_MAX, SCAN_MEGABYTES_MAX, SCANS_A_PERSON_MAX, Scan, ScanFile, ScanKind,
    ScanRefusal, ScanState,
};
use crate::scans::{rules, words};
use askama::Template;
use axum::extract::{Path, Request};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::apply as msg;
use nabz_web::{
    Fields, FormErrors, OnceKey, Page, Problem, PublicShell, Sent, Upload, Visitor, discard,
    filters,
};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "apply/pages/sent.html")]
struct SentPage {
    shell: PublicShell,
    /// Where the forms of the page are sent.
    path: String,
    /// Where whoever came from there goes back.
    back: &'static str,
    name: String,
    once: OnceKey,
    errors: FormErrors,
    kinds: Vec<Choice>,
    rows: Vec<Row>,
    /// No more of this person are taken for now.
    full: bool,
    /// One of them does not fit, and another may be sent.
    again: bool,
    /// The largest file, in bytes.
    bytes: usize,
    /// The same in megabytes.
    most: usize,
    kept: Message,
}

/// A paper that was sent.
struct Row {
    scan: Uuid,
    kind: Message,
    file: Message,
    state: Message,
    waits: bool,
}

/// What the page says back of what was pressed.
#[derive(Default)]
struct Back {
    /// Which paper was chosen.
    kind: String,
    errors: FormErrors,
}

/// Whose papers the page is about.
struct Loaded {
    person: Person,
    /// What was sent with this phone, and when an office opened each first.
    papers: Vec<(Scan, Option<Instant>)>,
    /// So many of the person wait or fit, whoever sent them.
    held: usize,
}

/// At which door, with which phone, and about whom.
struct Asked {
    door: Door,
    phone: Mobile,
    person: PersonId,
}

impl Asked {
    fn path(&self) -> String {
        format!("{}/papers/{}", self.door.start(), self.person)
    }

    /// The page again, once something was done.
    fn done(&self) -> Response {
        Redirect::to(&self.path()).into_response()
    }
}

pub(super) async fn of_family(
    visitor: Visitor,
    Path(person): Path<Uuid>,
    AtApply(Opened { phone, .. }): AtApply,
) -> Result<Response, Problem> {
    page(&visitor, Asked { door: Door::Apply, phone, person: Id::from_uuid(person) }).await
}

pub(super) async fn of_own(
    visitor: Visitor,
    Path(person): Path<Uuid>,
    AtMine(Opened { phone, .. }): AtMine,
) -> Result<Response, Problem> {
    page(&visitor, Asked { door: Door::Own, phone, person: Id::from_uuid(person) }).await
}

pub(super) async fn send_of_family(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    request: Request,
) -> Result<Response, Problem> {
    send(&visitor, &headers, (Door::Apply, person), request).await
}

pub(super) async fn send_of_own(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    request: Request,
) -> Result<Response, Problem> {
    send(&visitor, &headers, (Door::Own, person), request).await
}

pub(super) async fn remove_of_family(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    remove(&visitor, &headers, (Door::Apply, person), &fields).await
}

pub(super) async fn remove_of_own(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    remove(&visitor, &headers, (Door::Own, person), &fields).await
}

/// What was sent of somebody, and the form for one more.
async fn page(visitor: &Visitor, asked: Asked) -> Result<Response, Problem> {
    Ok(shown(visitor, asked, Back::default()).await?.into_response())
}

/// Keeps a paper, or shows the page again with what is wrong. The file of whoever has typed no code
/// is not read.
async fn send(
    visitor: &Visitor,
    headers: &HeaderMap,
    (door, person): (Door, Uuid),
    request: Request,
) -> Result<Response, Problem> {
    let Some(Opened { phone, .. }) = opened(visitor, headers, door).await? else {
        discard(request).await;
        return expired(visitor, headers, door);
    };
    let asked = Asked { door, phone, person: Id::from_uuid(person) };
    let upload = Upload::read(visitor, request, SCAN_BYTES_MAX).await?;
    let fields = upload.fields();
    let mut back = Back { kind: fields.get("kind").to_owned(), ..Back::default() };
    let Some((kind, file)) = typed(&upload, &mut back.errors) else {
        return Ok(shown(visitor, asked, back).await?.with_errors().into_response());
    };
    let wish = NewScan { phone: asked.phone.clone(), person: asked.person, kind, file };
    let keep = move |tx: &mut Tx<'_>| actions::send_paper(tx, &wish);
    let act = (asked.person, actions::SEND_PAPER);
    let sent = visitor.write_once(act, &fields.once(), keep).await;
    let Err(problem) = sent else { return Ok(asked.done()) };
    refused(visitor, asked, (problem, "file"), back).await
}

/// Takes a paper back, or says why that cannot be.
async fn remove(
    visitor: &Visitor,
    headers: &HeaderMap,
    (door, person): (Door, Uuid),
    fields: &Fields,
) -> Result<Response, Problem> {
    let Some(Opened { phone, .. }) = opened(visitor, headers, door).await? else {
        return expired(visitor, headers, door);
    };
    let asked = Asked { door, phone, person: Id::from_uuid(person) };
    let scan = Id::from_uuid(fields.get("scan").parse().unwrap_or(Uuid::nil()));
    let (theirs, whose) = (asked.phone.clone(), asked.person);
    let remove = move |tx: &mut Tx<'_>| actions::remove_paper(tx, &theirs, (whose, scan));
    let act = (asked.person, actions::REMOVE_PAPER);
    let removed = visitor.write_once(act, &fields.once(), remove).await;
    let Err(problem) = removed else { return Ok(asked.done()) };
    refused(visitor, asked, (problem, "papers"), Back::default()).await
}

/// The page with why not, beside the field.
async fn refused(
    visitor: &Visitor,
    asked: Asked,
    (problem, field): (Problem, &'static str),
    mut back: Back,
) -> Result<Response, Problem> {
    let told = |refused: &&Refused| matches!(refused.kind, Kind::Rule | Kind::Missing);
    let Some(why) = problem.refused().filter(told) else { return Err(problem) };
    back.errors.add(field, why);
    Ok(shown(visitor, asked, back).await?.with_conflict().into_response())
}

/// What was chosen, unless something is wrong with it.
fn typed(upload: &Upload, errors: &mut FormErrors) -> Option<(ScanKind, ScanFile)> {
    let kind = ScanKind::of_word(upload.fields().get("kind")).ok_or(ScanRefusal::NoKind);
    let kind = errors.keep("kind", kind);
    let file = errors.keep("file", file(upload));
    kind.zip(file)
}

fn file(upload: &Upload) -> Result<ScanFile, ScanRefusal> {
    match upload.file() {
        Sent::Nothing => Err(ScanRefusal::NoFile),
        Sent::One(bytes) => ScanFile::parse(bytes.to_vec()),
        Sent::TooLarge => Err(ScanRefusal::TooLarge),
        Sent::Several => Err(ScanRefusal::Several),
    }
}

async fn shown(visitor: &Visitor, asked: Asked, back: Back) -> Result<Page, Problem> {
    let (phone, person) = (asked.phone.clone(), asked.person);
    let loaded = visitor.read(move |view| load(view, &phone, person)).await?;
    let Some(loaded) = loaded else { return Err(Problem::missing()) };
    account(visitor, &[person]).await?;
    let path = asked.path();
    let again = loaded.papers.iter().any(|(scan, _)| !scan.takes_a_place());
    let full = loaded.held >= SCANS_A_PERSON_MAX;
    visitor.page(&SentPage {
        shell: PublicShell { path: path.clone(), ..visitor.public_shell() },
        path,
        back: match asked.door {
            Door::Apply => "/apply/done",
            Door::Own => "/mine",
        },
        name: said::name_read(&loaded.person.details.name, visitor.language()),
        once: OnceKey::draw(),
        errors: back.errors,
        kinds: registry::choices(ScanKind::ALL, &back.kind, ScanKind::word, words::kind),
        rows: loaded.papers.iter().map(Row::of).collect(),
        full,
        again: again && !full,
        bytes: SCAN_BYTES_MAX,
        most: SCAN_MEGABYTES_MAX,
        kept: msg::papers_kept(rules::KEPT_JUDGED_DAYS, rules::KEPT_UNJUDGED_DAYS),
    })
}

fn load(view: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<Option<Loaded>, Stop> {
    let Some(person) = reading::sends_for(view, phone, person)? else { return Ok(None) };
    let mut papers = Vec::new();
    for scan in scans::of_family(view, phone)? {
        if scan.person == person.id {
            papers.push((scan, scans::seen_at(view, scan.id)?));
        }
    }
    let held = scans::of_person(view, person.id)?;
    let held = held.iter().filter(|scan| scan.takes_a_place()).count();
    Ok(Some(Loaded { person, papers, held }))
}

impl Row {
    fn of((scan, seen_at): &(Scan, Option<Instant>)) -> Self {
        Self {
            scan: scan.id.uuid(),
            kind: words::kind(scan.kind),
            file: words::file(scan),
            state: words::standing(scan, *seen_at),
            waits: scan.state == ScanState::Waits,
        }
    }
}
