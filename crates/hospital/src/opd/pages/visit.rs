//! The page of one visit: history on the left, the note in the middle, medicines on the right.

use super::form::{LineView, draft_of_note, line_views};
use crate::chart::ReadChart;
use crate::chart::history::{Chosen, History, Show};
use crate::opd::actions::{BeginVisit, PrintPrescription, WriteNote, patient};
use crate::opd::model::{Draft, OpdRefusal, SavedDraft, SignedNote};
use crate::opd::{paper, store};
use crate::prescribing;
use crate::queue::model::{Token, TokenId, TokenState};
use crate::triage::model::{Temperature, Vitals};
use crate::triage::rules::{news2, pressure_is_out};
use crate::{allergies, formulary, queue, triage};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::relations::must_be_related;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::names::Script;
use nabz_kernel::refusal::Refused;
use nabz_people::registry::{self, words};
use nabz_print::prescription::prescription as print;
use nabz_record::After;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::{Desk, Language, OnceKey, Page, Problem, Shell, filters, msg, numbers};
use serde::Deserialize;
use uuid::Uuid;

/// Templates and favourites on the page.
const CHIPS_MAX: usize = 8;

#[derive(Template)]
#[template(path = "opd/pages/visit.html")]
struct VisitPage {
    shell: Shell,
    visit: Uuid,
    name: String,
    other_name: String,
    facts: String,
    health_id: String,
    token: String,
    allergies: Vec<(String, String)>,
    history: History,
    vitals: Vec<Reading>,
    vitals_at: String,
    draft: Draft,
    tests: String,
    lines: Vec<LineView>,
    version: u32,
    saved_at: Option<String>,
    stock_at: String,
    conflict: Option<Draft>,
    problem: Option<Message>,
    last: Option<String>,
    templates: Vec<(String, String)>,
    demonstration: bool,
    favourites: Vec<(String, String)>,
    stage: Stage,
    once: String,
    action: String,
}

#[derive(Template)]
#[template(
    source = r#"<span id="saved" class="nabz-hint"><input type="hidden" name="version" value="{{ version }}">{{ msg::opd::saved(at)|t }}</span>"#,
    ext = "html"
)]
struct Saved {
    version: u32,
    at: String,
}

/// One sign.
struct Reading {
    name: Message,
    value: String,
    out: bool,
}

/// Where the visit stands; it decides which buttons the page has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Called,
    Open,
    Signed,
    Amending,
}

impl Stage {
    fn is_written(self) -> bool {
        matches!(self, Self::Open | Self::Amending)
    }
}

/// Why the page is shown, and what it must not lose.
#[derive(Clone)]
pub(super) enum Shown {
    /// As it stands.
    Plain,
    /// After a refusal; what was typed is the saved draft.
    Refused(Refused),
    /// Somebody else saved in between; this is what was typed here.
    Conflict(Draft),
    /// A signed note being changed, over the note of this number.
    Amending(Draft, u32, Option<Refused>),
}

/// The page.
pub(super) async fn show(
    desk: Desk,
    Path(visit): Path<Uuid>,
    Query(asked): Query<Asked>,
) -> Result<Page, Problem> {
    let chosen = Chosen {
        path: format!("/opd/visits/{visit}"),
        show: Show::of_word(&asked.show),
        after: After::parse(&asked.after),
    };
    page_with(&desk, TokenId::from_uuid(visit), Shown::Plain, chosen).await
}

/// Which part of the history.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
}

/// The page with what was signed in its fields.
pub(super) async fn amend(desk: Desk, Path(visit): Path<Uuid>) -> Result<Page, Problem> {
    let (at, id) = (desk.facility(), TokenId::from_uuid(visit));
    desk.permit::<WriteNote>()?;
    let signed = desk.read(move |view| store::latest_note(view, at, id)).await?;
    let signed = signed.ok_or_else(|| Refused::from(OpdRefusal::NotSigned))?;
    page(&desk, id, Shown::Amending(draft_of_note(&signed.note), signed.nth, None)).await
}

/// The A5 paper, as one of the copies that were counted.
pub(super) async fn prescription(
    desk: Desk,
    Path((visit, copy)): Path<(Uuid, u32)>,
) -> Result<Response, Problem> {
    let permit = desk.permit::<PrintPrescription>()?;
    let (at, id, me) = (desk.facility(), TokenId::from_uuid(visit), desk.staff());
    let (paper, person, why) = desk
        .read(move |view| {
            let note = store::latest_note(view, at, id)?.ok_or(OpdRefusal::NotSigned)?;
            let why = must_be_related(view, me, note.person)?;
            if copy == 0 || copy > note.prints {
                return Err(OpdRefusal::NotSigned.into());
            }
            Ok((paper::read(view, at, id, copy)?, note.person, why))
        })
        .await?;
    desk.shows(&permit, person, why).await?;
    let bytes = print(&paper).map_err(Problem::fault)?;
    Ok(([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response())
}

/// What the page says after each save by itself.
pub(super) fn saved_part(desk: &Desk, version: u32) -> Result<Page, Problem> {
    desk.page(&Saved { version, at: numbers::clock_time(desk.now()) })
}

/// Reads and fills the page.
pub(super) async fn page(desk: &Desk, visit: TokenId, shown: Shown) -> Result<Page, Problem> {
    let path = format!("/opd/visits/{visit}");
    page_with(desk, visit, shown, Chosen { path, ..Chosen::default() }).await
}

async fn page_with(
    desk: &Desk,
    visit: TokenId,
    shown: Shown,
    chosen: Chosen,
) -> Result<Page, Problem> {
    let permit = desk.permit::<BeginVisit>()?;
    let (at, me, language) = (desk.facility(), desk.staff(), desk.language());
    let (shell, now) = (desk.shell().at("/opd"), desk.now());
    let (framed, person, why) = desk
        .read(move |view| {
            let token = queue::token(view, at, visit)?;
            let token = token.filter(|token| permit.reaches(token.unit));
            let token = token.ok_or(OpdRefusal::NoSuchVisit)?;
            let why = must_be_related(view, me, token.person)?;
            let shown = (shown.clone(), chosen.clone());
            Ok((read(view, &token, (at, me, language), shown)?, token.person, why))
        })
        .await?;
    desk.shows(&desk.permit::<ReadChart>()?, person, why).await?;
    let time = numbers::clock_time(now);
    let once = OnceKey::draw().to_string();
    desk.page(&VisitPage { shell, stock_at: time, once, ..framed(desk) })
}

/// The page before it has a frame.
type Framed = Box<dyn FnOnce(&Desk) -> VisitPage + Send>;

fn read(
    view: &mut Tx<'_>,
    token: &Token,
    (at, me, language): (FacilityId, StaffId, Language),
    (shown, chosen): (Shown, Chosen),
) -> Result<Framed, Stop> {
    let person = registry::banner(view, token.person)?;
    let allergies = allergies::of(view, token.person)?;
    let saved = store::draft(view, at, token.id)?;
    let signed = store::latest_note(view, at, token.id)?;
    let vitals = triage::latest(view, at, token.id)?;
    let saved_at = saved.as_ref().map(|saved| numbers::clock_time(saved.saved_at));
    let Fields { draft, version, conflict, why, stage } = fields(token, saved, signed, shown);
    let judged_by = patient(view, token)?;
    let lines = line_views(view, at, &judged_by, &draft)?;
    let history = History::of(view, &[token.person.uuid()], &chosen, language)?;
    let last = store::last_of_person(view, at, token.person, token.id)?;
    let templates = prescribing::templates(view)?;
    let favourites = favourites(view, at, me)?;
    let token = token.clone();
    Ok(Box::new(move |desk: &Desk| {
        let visit = token.id.uuid();
        let script = language.pick(Script::Devanagari, Script::Roman);
        let other = person.name.written_in(script.other()).map(|name| name.as_str().to_owned());
        let name = person.name.preferring(script).to_owned();
        let parts = [
            person.sex.map(words::sex),
            person.age.map(|age| words::age(age, person.age_estimated)),
        ];
        let facts: Vec<String> = parts.iter().flatten().map(|part| desk.say(part)).collect();
        VisitPage {
            shell: desk.shell().at("/opd"),
            visit,
            other_name: other.filter(|other| *other != name).unwrap_or_default(),
            name,
            facts: facts.join(", "),
            health_id: person.health_id.to_string(),
            token: token.number.to_string(),
            allergies: allergies
                .into_iter()
                .map(|one| {
                    (language.pick(one.substance.hindi, one.substance.english), one.reaction)
                })
                .collect(),
            history,
            vitals_at: vitals
                .as_ref()
                .map(|set| numbers::clock_time(set.taken_at))
                .unwrap_or_default(),
            vitals: vitals.as_ref().map(readings).unwrap_or_default(),
            tests: draft.tests.join("\n"),
            draft,
            lines,
            version,
            saved_at,
            stock_at: String::new(),
            conflict,
            problem: why.as_ref().map(Message::from),
            last: last.map(|note| summary(&note, language)),
            demonstration: templates.iter().any(|one| one.demonstration),
            templates: templates
                .into_iter()
                .take(CHIPS_MAX)
                .map(|one| (one.code, language.pick(one.name_hi, one.name_en)))
                .collect(),
            favourites,
            stage,
            once: String::new(),
            action: match stage {
                Stage::Amending => format!("/opd/visits/{visit}/amend"),
                Stage::Called | Stage::Open | Stage::Signed => format!("/opd/visits/{visit}"),
            },
        }
    }))
}

/// What stands in the fields, and over which version.
struct Fields {
    draft: Draft,
    version: u32,
    conflict: Option<Draft>,
    why: Option<Refused>,
    stage: Stage,
}

fn fields(
    token: &Token,
    saved: Option<SavedDraft>,
    signed: Option<SignedNote>,
    shown: Shown,
) -> Fields {
    let version = saved.as_ref().map_or(0, |saved| saved.version);
    let stored = saved.map(|saved| saved.draft).unwrap_or_default();
    let plain = |draft, version, stage| Fields { draft, version, conflict: None, why: None, stage };
    match shown {
        Shown::Amending(draft, nth, why) => Fields { why, ..plain(draft, nth, Stage::Amending) },
        Shown::Conflict(mine) => {
            Fields { conflict: Some(stored), ..plain(mine, version, Stage::Open) }
        }
        Shown::Refused(why) => Fields { why: Some(why), ..plain(stored, version, Stage::Open) },
        Shown::Plain => match signed {
            Some(note) => plain(draft_of_note(&note.note), note.nth, Stage::Signed),
            None => plain(stored, version, stage(token)),
        },
    }
}

fn stage(token: &Token) -> Stage {
    match token.state {
        TokenState::WithDoctor { .. } => Stage::Open,
        TokenState::Seen { .. } | TokenState::Left { .. } => Stage::Signed,
        TokenState::Waiting { .. } | TokenState::Called { .. } | TokenState::Absent { .. } => {
            Stage::Called
        }
    }
}

fn summary(note: &SignedNote, language: Language) -> String {
    let found: Vec<&str> = note.note.diagnoses.iter().map(|one| one.words.as_str()).collect();
    let day = numbers::date(note.signed_at.date_in_india(), language);
    let parts = [note.note.complaint.as_str(), &found.join(", "), note.note.advice.as_str()];
    let said: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    format!("{day}: {}", said.join(" · "))
}

fn favourites(
    view: &mut Tx<'_>,
    at: FacilityId,
    me: StaffId,
) -> Result<Vec<(String, String)>, Stop> {
    let mut named = Vec::new();
    for favourite in prescribing::favourites(view, at, me)?.into_iter().take(CHIPS_MAX) {
        if let Some(medicine) = formulary::medicine(view, favourite.medicine)?
            && !medicine.retired
        {
            let name = format!("{} {}", medicine.name.english, medicine.strength);
            named.push((favourite.medicine.to_string(), name));
        }
    }
    Ok(named)
}

/// Out of range is what NEWS2 scores, and a pressure from 140/90.
fn readings(vitals: &Vitals) -> Vec<Reading> {
    let signs = &vitals.signs;
    let reading = |name, value: String, out| Reading { name, value, out };
    [
        signs.pressure.map(|read| {
            let value = format!("{}/{}", read.systolic.number(), read.diastolic.number());
            reading(msg::opd::bp(), value, pressure_is_out(read))
        }),
        signs.pulse.map(|read| {
            let out = news2::pulse_band(read).0 > 0;
            reading(msg::opd::pulse(), read.number().to_string(), out)
        }),
        signs.temperature.map(|read| {
            let value = match read {
                Temperature::Celsius(read) => format!("{} °C", read.number()),
                Temperature::Fahrenheit(read) => format!("{} °F", read.number()),
            };
            reading(msg::opd::temperature(), value, news2::temperature_band(read).0 > 0)
        }),
        signs.saturation.map(|read| {
            let out = signs
                .oxygen
                .is_some_and(|oxygen| news2::saturation_band(read, oxygen, vitals.scale).0 > 0);
            reading(msg::triage::saturation(), format!("{} %", read.number()), out)
        }),
        signs.respiration.map(|read| {
            let out = news2::respiration_band(read).0 > 0;
            reading(msg::opd::breaths(), read.number().to_string(), out)
        }),
        signs
            .weight
            .map(|read| reading(msg::opd::weight(), format!("{} kg", read.number()), false)),
        signs.sugar.map(|read| reading(msg::opd::sugar(), read.number().to_string(), false)),
        vitals.news2.map(|points| reading(msg::triage::news2(), points.to_string(), points > 4)),
    ]
    .into_iter()
    .flatten()
    .collect()
}
