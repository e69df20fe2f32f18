//! The papers that a family sent of one person: who opened each, and whether it fits.

use crate::registry::model::{Banner, Person, RegistryRefusal};
use crate::registry::words::{self as said, script};
use crate::registry::{self, Choice};
use crate::scans::actions::{self, JudgeScan, LookAtScan};
use crate::scans::model::{Judged, Look, Misfit, Scan, ScanId, ScanRefusal, ScanState, Verdict};
use crate::scans::{rules, store, words};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::staff::names_of;
use nabz_access::{Names, Permit, Reason};
use nabz_kernel::ids::{Id, PersonId, StaffId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::scans as msg;
use nabz_web::numbers::{date, date_time};
use nabz_web::{Desk, Fields, Language, OnceKey, Page, Problem, Shell, filters};
use serde::Deserialize;
use std::collections::HashMap;
use uuid::Uuid;

/// What just happened, as the address says it.
#[derive(Default, Deserialize)]
pub(super) struct Happened {
    #[serde(default)]
    done: String,
    scan: Option<Uuid>,
}

#[derive(Template)]
#[template(path = "scans/pages/person.html")]
struct PersonPage {
    shell: Shell,
    person: Uuid,
    name: String,
    facts: Message,
    health_id: String,
    once: OnceKey,
    may_judge: bool,
    rows: Vec<Row>,
}

/// One paper.
struct Row {
    scan: Uuid,
    kind: Message,
    file: Message,
    sent: Message,
    kept: Message,
    /// Who opened it.
    opened: Message,
    has_file: bool,
    /// Whoever looks at this page has opened it, and may decide.
    is_opened: bool,
    /// What was said of it; nothing while it waits.
    decided: Option<Decided>,
    reasons: Vec<Choice>,
    /// Why what was pressed could not be done.
    refused: Option<Message>,
}

/// What was said of a paper, by whom and when.
struct Decided {
    said: Message,
    fits: bool,
    /// Whether that can be taken back.
    may_reopen: bool,
}

struct Loaded {
    person: Person,
    papers: Vec<(Scan, Vec<Look>)>,
    staff: HashMap<StaffId, Names>,
}

/// All papers of somebody, the latest first.
pub(super) async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    Query(happened): Query<Happened>,
) -> Result<Page, Problem> {
    let mut view = view(&desk, id).await?;
    let told = match happened.done.as_str() {
        "fits" => Some(msg::done_fits()),
        "misfit" => Some(msg::done_misfit()),
        "emptied" => Some(msg::done_emptied()),
        "reopened" => Some(msg::done_reopened()),
        _ => None,
    };
    if let Some(told) = told {
        let undo = happened.scan.filter(|_| matches!(happened.done.as_str(), "fits" | "misfit"));
        let undo = undo.map(|scan| format!("/scans/{id}/{scan}/reopen"));
        view.shell = view.shell.toast(told, undo);
    }
    desk.page(&view)
}

/// Says whether a paper fits, or why it does not.
pub(super) async fn judge(
    desk: Desk,
    Path((id, scan)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<JudgeScan>()?;
    let which: (PersonId, ScanId) = (Id::from_uuid(id), Id::from_uuid(scan));
    let done = match verdict(&fields) {
        Ok(verdict) => {
            let judge = move |tx: &mut Tx<'_>, permit: &Permit<JudgeScan>| {
                actions::judge(tx, permit, which, verdict)
            };
            let judged = desk.write_once(permit, &fields.once(), judge).await;
            judged.map(|()| done(verdict))
        }
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    answer(&desk, (id, scan), (done, fields.get("why"))).await
}

/// Takes back what was said of a paper. The second press finds it waiting, and is answered as the
/// first was.
pub(super) async fn reopen(
    desk: Desk,
    Path((id, scan)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let permit = desk.permit::<JudgeScan>()?;
    let which: (PersonId, ScanId) = (Id::from_uuid(id), Id::from_uuid(scan));
    let reopen =
        move |tx: &mut Tx<'_>, permit: &Permit<JudgeScan>| actions::reopen(tx, permit, which);
    let done = desk.write(permit, reopen).await.map(|()| "reopened");
    answer(&desk, (id, scan), (done, "")).await
}

/// What was pressed; a reason that the form does not offer is none.
fn verdict(fields: &Fields) -> Result<Verdict, ScanRefusal> {
    match fields.get("verdict") {
        "fits" => Ok(Verdict::Fits),
        "misfit" => {
            let why = Misfit::of_word(fields.get("why"));
            why.map(Verdict::Misfit).ok_or(ScanRefusal::NoReason)
        }
        _ => Err(ScanRefusal::NoReason),
    }
}

/// How the page says what was done.
fn done(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Fits => "fits",
        Verdict::Misfit(Misfit::Aadhaar) => "emptied",
        Verdict::Misfit(
            Misfit::Unreadable
            | Misfit::PartMissing
            | Misfit::OfSomebodyElse
            | Misfit::AnotherPaper
            | Misfit::OutOfDate,
        ) => "misfit",
    }
}

/// The page again; what could not be done is said beside its paper.
async fn answer(
    desk: &Desk,
    (id, scan): (Uuid, Uuid),
    (done, why): (Result<&'static str, Problem>, &str),
) -> Result<Response, Problem> {
    let problem = match done {
        Ok(done) => {
            let there = format!("/scans/{id}?done={done}&scan={scan}");
            return Ok(Redirect::to(&there).into_response());
        }
        Err(problem) => problem,
    };
    let told = |refused: &&Refused| matches!(refused.kind, Kind::Rule | Kind::Invalid);
    let Some(refused) = problem.refused().filter(told) else { return Err(problem) };
    let mut view = view(desk, id).await?;
    let Some(row) = view.rows.iter_mut().find(|row| row.scan == scan) else { return Err(problem) };
    row.refused = Some(refused.into());
    row.reasons = reasons(why);
    let page = desk.page(&view)?;
    let page =
        if refused.kind == Kind::Invalid { page.with_errors() } else { page.with_conflict() };
    Ok(page.into_response())
}

async fn view(desk: &Desk, id: Uuid) -> Result<PersonPage, Problem> {
    let (permit, person): (_, PersonId) = (desk.permit::<LookAtScan>()?, Id::from_uuid(id));
    let loaded = desk.read(move |view| load(view, person)).await?;
    desk.shows(&permit, person, Reason::Records).await?;
    let banner = Banner::of(&loaded.person, desk.today());
    let row = |paper: &(Scan, Vec<Look>)| Row::of(desk, paper, &loaded.staff);
    Ok(PersonPage {
        // An answer to a press stands at an address that is the file's.
        shell: Shell { path: format!("/scans/{id}"), ..desk.shell() },
        person: id,
        name: banner.name.preferring(script(desk.language())).to_owned(),
        facts: said::facts(&banner),
        health_id: banner.health_id.to_string(),
        once: OnceKey::draw(),
        may_judge: desk.may::<JudgeScan>(),
        rows: loaded.papers.iter().map(row).collect(),
    })
}

fn load(view: &mut Tx<'_>, person: PersonId) -> Result<Loaded, Stop> {
    let on_record = registry::person(view, person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let (mut papers, mut staff): (Vec<(Scan, Vec<Look>)>, Vec<StaffId>) = (Vec::new(), Vec::new());
    for scan in store::of_person(view, person)? {
        let looks = store::looks(view, scan.id)?;
        staff.extend(looks.iter().map(|look| look.staff));
        if let ScanState::Judged(judged) = scan.state {
            staff.push(judged.by);
        }
        papers.push((scan, looks));
    }
    staff.sort_unstable_by_key(|one| one.uuid());
    staff.dedup();
    Ok(Loaded { person: on_record, papers, staff: names_of(view, &staff)? })
}

impl Row {
    fn of(desk: &Desk, (scan, looks): &(Scan, Vec<Look>), staff: &HashMap<StaffId, Names>) -> Self {
        let language = desk.language();
        let decided = match scan.state {
            ScanState::Waits => None,
            ScanState::Judged(judged) => Some(Decided::of(judged, staff, language)),
        };
        let is_opened = looks.iter().any(|look| look.staff == desk.staff());
        let opened = match looks.first() {
            None => msg::opened_by_nobody(),
            Some(_) if is_opened => msg::opened_by_you(),
            Some(first) => {
                let when = date_time(first.at, language);
                msg::opened_by(when, called(staff, first.staff, language))
            }
        };
        Self {
            scan: scan.id.uuid(),
            kind: words::kind(scan.kind),
            file: words::file(scan),
            sent: msg::sent_on(date_time(scan.sent_at, language)),
            kept: msg::kept_until(date(scan.until.date_in_india(), language)),
            opened,
            has_file: scan.has_file(),
            is_opened,
            decided,
            reasons: reasons(""),
            refused: None,
        }
    }
}

impl Decided {
    fn of(judged: Judged, staff: &HashMap<StaffId, Names>, language: Language) -> Self {
        let (who, when) = (called(staff, judged.by, language), date_time(judged.at, language));
        Self {
            said: msg::decided(words::verdict(judged.verdict), when, who),
            fits: judged.verdict == Verdict::Fits,
            may_reopen: rules::may_be_reopened(judged).is_ok(),
        }
    }
}

fn called(staff: &HashMap<StaffId, Names>, who: StaffId, language: Language) -> String {
    let names = staff.get(&who);
    names.map(|names| language.pick(&names.hindi, &names.english).clone()).unwrap_or_default()
}

fn reasons(chosen: &str) -> Vec<Choice> {
    registry::choices(Misfit::ALL, chosen, Misfit::word, words::misfit)
}
