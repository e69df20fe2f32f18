//! The page of one visit: history on the left, the note in the middle, medicines on the right.

use super::form::{LineView, draft_of_note, line_views};
use super::frame::{self, LastNote, LeftOpen, Next, SeeAgain, Signature};
use crate::allergies::model::AllergyId;
use crate::chart::ReadChart;
use crate::chart::banner::BannerView;
use crate::chart::history::{Chosen, History, Show};
use crate::opd::actions::{BeginVisit, PrintPrescription, WriteNote, patient};
use crate::opd::model::{Draft, OpdRefusal, SavedDraft, SignedNote};
use crate::opd::{paper, store};
use crate::prescribing;
use crate::queue::model::{Token, TokenId, TokenState};
use crate::queue::rules::take_back;
use crate::triage::model::SaturationScale;
use crate::triage::readings::{Reading, readings};
use crate::{allergies, facilities, formulary, queue, triage};
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::relations::{must_be_related, no_relation};
use nabz_access::{Permit, Why};
use nabz_kernel::clock::Instant;
use nabz_kernel::ids::{FacilityId, StaffId};
use nabz_kernel::refusal::Refused;
use nabz_people::registry;
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
    banner: BannerView,
    heading: Message,
    allergies: Vec<(Uuid, String)>,
    allergy: TypedAllergy,
    scale_two: bool,
    next: Option<Next>,
    left_open: Option<LeftOpen>,
    /// Where somebody can be sent on to.
    other_units: Vec<(Uuid, String)>,
    /// Where the visit can begin, when nobody has said in which room.
    rooms: Vec<(Uuid, String)>,
    history: History,
    vitals: Vec<Reading>,
    see_again: Vec<SeeAgain>,
    /// When to come again, in words; where it is not written any more.
    comes_again: Option<Message>,
    vitals_at: String,
    draft: Draft,
    tests: String,
    lines: Vec<LineView>,
    version: u32,
    saved_at: Option<String>,
    /// Whoever sits here by mistake may be put back into the queue: they are of its day.
    goes_back: bool,
    /// What stands signed.
    signed: Option<Signature>,
    stock_at: String,
    conflict: Option<Draft>,
    problem: Option<Message>,
    last: Option<LastNote>,
    templates: Vec<(String, String)>,
    demonstration: bool,
    favourites: Vec<(String, String)>,
    stage: Stage,
    once: String,
    action: String,
    /// Where apps of others are opened during the visit, where there are any.
    apps: Option<String>,
}

#[derive(Template)]
#[template(
    source = r#"<span id="saved" class="nabz-hint nabz-nowrap"><input type="hidden" name="version" value="{{ version }}">{{ msg::opd::saved(at)|t }}</span>"#,
    ext = "html"
)]
struct Saved {
    version: u32,
    at: String,
}

/// Where the visit stands; it decides which buttons the page has.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waiting,
    Called,
    Open,
    Signed,
    /// Over, without a signature.
    Unsigned,
    Amending,
}

impl Stage {
    fn is_written(self) -> bool {
        matches!(self, Self::Open | Self::Amending)
    }
}

/// What was typed of an allergy that was not noted.
#[derive(Clone, Default)]
pub(super) struct TypedAllergy {
    pub(super) substance: String,
    pub(super) reaction: String,
    pub(super) severe: bool,
    /// The one that was to be refuted, and the reason.
    pub(super) refuting: Option<(AllergyId, String)>,
    /// Whether the form is open, because something in it was refused.
    pub(super) open: bool,
}

impl TypedAllergy {
    /// The reason that was typed against this one.
    fn why(&self, id: &Uuid) -> &str {
        match &self.refuting {
            Some((refuted, why)) if refuted.uuid() == *id => why,
            Some(_) | None => "",
        }
    }
}

/// Why the page is shown, and what it must not lose.
#[derive(Clone)]
pub(super) enum Shown {
    /// As it stands.
    Plain,
    /// After a refusal; this is what was typed here, over the draft of this version.
    Refused(Draft, u32, Refused),
    /// Somebody else saved in between; this is what was typed here.
    Conflict(Draft),
    /// A signed note being changed, over the note of this number.
    Amending(Draft, u32, Option<Refused>),
    /// Somebody signed in between; this is what was typed here, to be signed over theirs.
    Overtaken(Draft, Refused),
    /// An allergy that was not noted.
    Allergy(TypedAllergy, Refused),
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
    let arrived = Arrived { chosen, left: asked.left.parse().ok() };
    page_with(&desk, TokenId::from_uuid(visit), Shown::Plain, arrived).await
}

/// Which part of the history, and which visit was left for this one.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    show: String,
    #[serde(default)]
    after: String,
    #[serde(default)]
    left: String,
}

/// What the address of the page says beside the visit.
#[derive(Clone)]
struct Arrived {
    chosen: Chosen,
    left: Option<Uuid>,
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
            let (_, closed) = allergies::seen(view, (note.person, Some(why)))?;
            if closed || paper::is_closed(view, &note, why)? {
                return Err(no_relation(note.person).into());
            }
            Ok((paper::read(view, at, id, copy)?, note.person, why))
        })
        .await?;
    registry::shows_as_one(&desk, &permit, person, why).await?;
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
    let chosen = Chosen { path, ..Chosen::default() };
    page_with(desk, visit, shown, Arrived { chosen, left: None }).await
}

async fn page_with(
    desk: &Desk,
    visit: TokenId,
    shown: Shown,
    arrived: Arrived,
) -> Result<Page, Problem> {
    let permit = desk.permit::<BeginVisit>()?;
    let (shell, now) = (desk.shell().at("/opd"), desk.now());
    let reader = Reader {
        at: desk.facility(),
        me: desk.staff(),
        language: desk.language(),
        room: desk.signed().access().place().room,
        now,
    };
    let (framed, person, why) = desk
        .read(move |view| {
            let token = queue::token(view, reader.at, visit)?;
            let token = token.filter(|token| permit.reaches(token.unit));
            let token = token.ok_or(OpdRefusal::NoSuchVisit)?;
            let why = must_be_related(view, reader.me, token.person)?;
            must_be_open(view, &token, why)?;
            let shown = (shown.clone(), arrived.clone());
            Ok((read(view, &token, (&permit, reader, why), shown)?, token.person, why))
        })
        .await?;
    registry::shows_as_one(desk, &desk.permit::<ReadChart>()?, person, why).await?;
    let time = numbers::clock_time(now);
    let once = OnceKey::draw().to_string();
    desk.page(&VisitPage { shell, stock_at: time, once, ..framed(desk) })
}

/// Refuses with `ACC-009` somebody to whom what was signed at a visit stays closed.
fn must_be_open(view: &mut Tx<'_>, token: &Token, why: Why) -> Result<(), Stop> {
    if why.is_care() {
        return Ok(());
    }
    match store::latest_note(view, token.facility, token.id)? {
        Some(note) if paper::is_closed(view, &note, why)? => Err(no_relation(token.person).into()),
        Some(_) | None => Ok(()),
    }
}

/// The page before it has a frame.
type Framed = Box<dyn FnOnce(&Desk) -> VisitPage + Send>;

/// Who reads the page, where and when.
#[derive(Clone, Copy)]
struct Reader {
    at: FacilityId,
    me: StaffId,
    language: Language,
    room: Option<Uuid>,
    now: Instant,
}

fn read(
    view: &mut Tx<'_>,
    token: &Token,
    (permit, reader, why): (&Permit<BeginVisit>, Reader, Why),
    (shown, arrived): (Shown, Arrived),
) -> Result<Framed, Stop> {
    let Reader { at, me, language, .. } = reader;
    let rooms = frame::rooms(view, token, reader.room)?;
    let units = facilities::units(view, at)?;
    let unit = units.iter().find(|unit| unit.id == token.unit);
    let next = frame::next(view, unit, rooms.own)?;
    let goes_back = unit.is_some_and(|unit| take_back(token, unit, reader.now).is_ok());
    let left_open = frame::left_open(view, (at, me), arrived.left, language)?;
    let other_units = frame::other_units(units, token, language);
    let (banner, allergies) = frame::banner(view, (token, why), (reader.now, language))?;
    let saved = store::draft(view, at, token.id)?;
    let signed = store::latest_note(view, at, token.id)?;
    let age = registry::banner(view, token.person)?.age;
    let vitals = triage::standing(view, token, age)?;
    let saved_at = saved.as_ref().map(|one| frame::when(one.saved_at, (reader.now, language)));
    let signature = frame::signature(view, signed.as_ref(), (reader.now, language))?;
    let visit_day = frame::other_day(token.day, reader.now);
    let written_on = signed.as_ref().map_or(reader.now, |note| note.signed_at).date_in_india();
    let Fields { draft, version, conflict, why: refused, stage, allergy } =
        fields(token, saved, signed.as_ref(), shown);
    let (judged_by, about) = (patient(view, token)?, (token.person, why));
    let lines = line_views(view, at, (&judged_by, about), &draft, language)?;
    let mut history = History::of(view, about, &arrived.chosen, language)?;
    history.link_visits(view, at, |unit| permit.reaches(unit))?;
    let last = frame::last_note(view, (token, why), (me, language))?;
    let templates = prescribing::templates(view)?;
    let favourites = favourites(view, (at, me), language)?;
    let scale_two = triage::scale_of(view, token.person)? == SaturationScale::Two;
    let visit = token.id.uuid();
    let apps = nabz_smart::apps_during(view, (token.person, visit))?;
    Ok(Box::new(move |desk: &Desk| VisitPage {
        shell: desk.shell().at("/opd"),
        visit,
        banner,
        apps,
        heading: heading(stage, signature.as_ref(), visit_day),
        allergies,
        allergy,
        scale_two,
        goes_back,
        next,
        left_open,
        other_units,
        rooms: if rooms.asked { rooms.all } else { Vec::new() },
        history,
        vitals_at: vitals.as_ref().map(|set| numbers::clock_time(set.taken_at)).unwrap_or_default(),
        vitals: vitals.as_ref().map(readings).unwrap_or_default(),
        see_again: frame::see_again(&draft.see_again, reader.now.date_in_india()),
        comes_again: frame::comes_again(&draft.see_again, written_on),
        tests: draft.tests.join("\n"),
        draft,
        lines,
        version,
        saved_at,
        signed: signature,
        stock_at: String::new(),
        conflict,
        problem: refused.as_ref().map(Message::from),
        last,
        demonstration: templates.iter().any(|one| one.demonstration),
        templates: chips(templates, language),
        favourites,
        stage,
        once: String::new(),
        action: match stage {
            Stage::Amending => format!("/opd/visits/{visit}/amend"),
            Stage::Waiting | Stage::Called | Stage::Open | Stage::Signed | Stage::Unsigned => {
                format!("/opd/visits/{visit}")
            }
        },
    }))
}

/// What stands in the fields, and over which version.
struct Fields {
    draft: Draft,
    version: u32,
    conflict: Option<Draft>,
    why: Option<Refused>,
    stage: Stage,
    allergy: TypedAllergy,
}

fn fields(
    token: &Token,
    saved: Option<SavedDraft>,
    signed: Option<&SignedNote>,
    shown: Shown,
) -> Fields {
    let version = saved.as_ref().map_or(0, |saved| saved.version);
    let stored = saved.map(|saved| saved.draft).unwrap_or_default();
    let plain = |draft, version, stage| Fields {
        draft,
        version,
        conflict: None,
        why: None,
        stage,
        allergy: TypedAllergy::default(),
    };
    let standing = || match signed {
        Some(note) => plain(draft_of_note(&note.note), note.nth, Stage::Signed),
        None => plain(stored.clone(), version, stage(token)),
    };
    match shown {
        Shown::Amending(draft, nth, why) => Fields { why, ..plain(draft, nth, Stage::Amending) },
        Shown::Conflict(mine) => {
            Fields { conflict: Some(stored.clone()), ..plain(mine, version, Stage::Open) }
        }
        Shown::Refused(mine, seen, why) => {
            Fields { why: Some(why), ..plain(mine, seen, Stage::Open) }
        }
        Shown::Overtaken(mine, why) => {
            let theirs = standing();
            let conflict = Some(theirs.draft);
            Fields { conflict, why: Some(why), ..plain(mine, theirs.version, Stage::Amending) }
        }
        Shown::Allergy(allergy, why) => Fields { allergy, why: Some(why), ..standing() },
        Shown::Plain => standing(),
    }
}

/// A note is of the day on which it was signed; before that, of the day of its visit.
fn heading(stage: Stage, signed: Option<&Signature>, visit_day: Option<Message>) -> Message {
    let day = signed.map_or(visit_day, |signature| signature.day.clone());
    match (stage, day) {
        (Stage::Amending, _) => msg::opd::amending(),
        (_, Some(day)) => msg::opd::note_of(day),
        (_, None) => msg::opd::note(),
    }
}

fn stage(token: &Token) -> Stage {
    match token.state {
        TokenState::WithDoctor { .. } => Stage::Open,
        TokenState::Seen { .. } => Stage::Signed,
        TokenState::Unsigned { .. } | TokenState::Left { .. } => Stage::Unsigned,
        TokenState::Waiting { .. } | TokenState::Absent { .. } => Stage::Waiting,
        TokenState::Called { .. } => Stage::Called,
    }
}

/// Each template by its code, and what the page calls it.
fn chips(
    templates: Vec<prescribing::model::Template>,
    language: Language,
) -> Vec<(String, String)> {
    let shown = templates.into_iter().take(CHIPS_MAX);
    shown.map(|one| (one.code, language.pick(one.name_hi, one.name_en))).collect()
}

fn favourites(
    view: &mut Tx<'_>,
    (at, me): (FacilityId, StaffId),
    language: Language,
) -> Result<Vec<(String, String)>, Stop> {
    let mut named = Vec::new();
    for favourite in prescribing::favourites(view, at, me)?.into_iter().take(CHIPS_MAX) {
        if let Some(medicine) = formulary::medicine(view, favourite.medicine)?
            && !medicine.retired
        {
            let name = formulary::name_and_strength(&medicine, language);
            named.push((favourite.medicine.to_string(), name));
        }
    }
    Ok(named)
}
