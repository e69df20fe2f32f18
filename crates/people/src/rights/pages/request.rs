//! One request: whoever answers takes it up, does what it asks on the pages that exist for that, and
//! writes the answer.

use super::list::PATH;
use super::view::{NomineeView, RequestView};
use crate::consent;
use crate::registry;
use crate::registry::actions::AskCorrection;
use crate::registry::model::{Banner, ErasedPart, Person, RegistryRefusal};
use crate::registry::words as known;
use crate::rights::actions::{self, AnswerRequest};
use crate::rights::model::{
    Erased, Nominee, Note, Outcome, Request, RequestId, RequestState, Right, RightsRefusal,
    Speaker, Verdict,
};
use crate::rights::{page_of, rules, store, words};
use crate::scans;
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::{Reason, city};
use nabz_kernel::ids::{FacilityId, Id};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::rights as msg;
use nabz_web::{Desk, Fields, FormErrors, OnceKey, Page, Problem, Shell, filters};
use uuid::Uuid;

const YES: &str = "yes";

#[derive(Template)]
#[template(path = "rights/pages/request.html")]
struct RequestPage {
    shell: Shell,
    id: Uuid,
    once: OnceKey,
    /// Whom it is about, and where what they asked before stands.
    name: String,
    facts: Message,
    health_id: String,
    rights: String,
    request: RequestView,
    /// Whoever asks was named for it.
    nominee: Option<NomineeView>,
    /// What to do before it is answered.
    advice: Message,
    /// Where that is done.
    step: Option<(Message, String)>,
    received: bool,
    open: bool,
    outcomes: Vec<registry::Choice>,
    /// What is on record that this page erases.
    ticks: Vec<Tick>,
    reason: String,
    errors: FormErrors,
    /// Why what was pressed could not be done.
    problem: Option<Message>,
}

/// Something that may be erased.
struct Tick {
    word: &'static str,
    said: Message,
    chosen: bool,
}

/// What the page is about.
struct Loaded {
    request: Request,
    person: Person,
    nominee: Option<Nominee>,
    /// What of their phone, and of house and street, stands on record or in its history.
    said: Option<ErasedPart>,
    /// Whether papers that were sent ahead are kept.
    papers: bool,
    /// Consents that this page may take back.
    consents: bool,
}

/// An answer as it was typed.
#[derive(Clone, Default)]
struct Typed {
    outcome: String,
    reason: String,
    erased: Erased,
}

/// What the page says back of what was sent.
#[derive(Default)]
struct Back {
    typed: Typed,
    errors: FormErrors,
    problem: Option<Message>,
}

impl Typed {
    fn sent(fields: &Fields) -> Self {
        let ticked = |name: &str| fields.get(name) == YES;
        Self {
            outcome: fields.get("outcome").to_owned(),
            reason: fields.get("reason").to_owned(),
            erased: Erased {
                phone: ticked("phone"),
                line: ticked("line"),
                papers: ticked("papers"),
                consents: ticked("consents"),
            },
        }
    }

    /// What is answered, with every mistake noted; `None` while something is wrong.
    fn verdict(&self, right: Right, errors: &mut FormErrors) -> Option<Verdict> {
        let outcome = errors.keep("outcome", self.outcome(right));
        let words = errors.keep("reason", self.words());
        let verdict = Verdict { outcome: outcome?, erased: self.erased, words: Some(words?) };
        errors.keep("outcome", rules::answer(right, &verdict).map(|_| verdict))
    }

    fn outcome(&self, right: Right) -> Result<Option<Outcome>, RightsRefusal> {
        match right {
            Right::Erasure => rules::choice(&self.outcome, Outcome::of_word).map(Some),
            Right::Access | Right::Correction | Right::Grievance => Ok(None),
        }
    }

    fn words(&self) -> Result<Note, Refused> {
        Ok(Note::parse(&self.reason)?.ok_or(RightsRefusal::NoReason)?)
    }
}

/// The request, with the form that answers it.
pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    desk.page(&view(&desk, id, Back::default()).await?)
}

/// From now on somebody looks into it.
pub(super) async fn take_up(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AnswerRequest>()?;
    let act = move |tx: &mut Tx<'_>, permit: &_| actions::take_up(tx, permit, Id::from_uuid(id));
    let done = desk.write_once(permit, &fields.once(), act).await;
    let here = format!("{PATH}/{id}");
    answered(&desk, id, (done, Back::default(), here)).await
}

/// Answers it, or shows the page again with what is wrong and all that was typed.
pub(super) async fn answer(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<AnswerRequest>()?;
    let (typed, mut errors) = (Typed::sent(&fields), FormErrors::default());
    let right = found(&desk, id).await?.request.right;
    let Some(verdict) = typed.verdict(right, &mut errors) else {
        let back = Back { typed, errors, problem: None };
        return Ok(desk.page(&view(&desk, id, back).await?)?.with_errors().into_response());
    };
    let act = move |tx: &mut Tx<'_>, permit: &_| {
        actions::answer(tx, permit, RequestId::from_uuid(id), &verdict).map(drop)
    };
    let done = desk.write_once(permit, &fields.once(), act).await;
    answered(&desk, id, (done, Back { typed, ..Back::default() }, PATH.to_owned())).await
}

/// On to where it leads; a refusal is said on the page, with what was typed.
async fn answered(
    desk: &Desk,
    id: Uuid,
    (outcome, back, to): (Result<(), Problem>, Back, String),
) -> Result<Response, Problem> {
    let Err(problem) = outcome else { return Ok(Redirect::to(&to).into_response()) };
    let Some(refused) = problem.refused().filter(|refused| refused.kind == Kind::Rule) else {
        return Err(problem);
    };
    let back = Back { problem: Some(Message::from(refused)), ..back };
    Ok(desk.page(&view(desk, id, back).await?)?.with_conflict().into_response())
}

async fn found(desk: &Desk, id: Uuid) -> Result<Loaded, Problem> {
    let office = desk.facility();
    desk.read(move |view| load(view, office, RequestId::from_uuid(id))).await
}

/// Reads what the page is about, and writes down whom it shows.
async fn view(desk: &Desk, id: Uuid, back: Back) -> Result<RequestPage, Problem> {
    let permit = desk.permit::<AnswerRequest>()?;
    let loaded = found(desk, id).await?;
    desk.shows(&permit, loaded.person.id, Reason::Records).await?;
    Ok(RequestPage::of(desk, &loaded, back))
}

/// A request of this office, or of the city, which every office sees.
fn load(view: &mut Tx<'_>, office: FacilityId, id: RequestId) -> Result<Loaded, Stop> {
    let places = [office, city(view)?];
    let request = store::request(view, id)?.filter(|request| places.contains(&request.office));
    let request = request.ok_or(RightsRefusal::NoSuchRequest)?;
    let person = registry::person(view, request.person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let nominee = match request.speaker {
        Speaker::Nominee(_) => store::nominee(view, person.id)?,
        Speaker::Themselves | Speaker::Guardian(_) => None,
    };
    let mut consents = false;
    for purpose in rules::OPTIONAL {
        consents |= consent::is_given(view, person.id, purpose)?;
    }
    let papers = !scans::of_person(view, person.id)?.is_empty();
    let said = registry::ever_said(view, &person)?;
    Ok(Loaded { request, person, nominee, said, papers, consents })
}

impl Loaded {
    /// What of them is on record, or was, that this page erases.
    fn ticks(&self, typed: &Typed) -> Vec<Tick> {
        let (said, erased) = (self.said, typed.erased);
        let all = [
            ("phone", msg::erase_phone(), erased.phone, said.is_some_and(ErasedPart::phone)),
            ("line", msg::erase_line(), erased.line, said.is_some_and(ErasedPart::line)),
            ("papers", msg::erase_papers(), erased.papers, self.papers),
            ("consents", msg::erase_consents(), erased.consents, self.consents),
        ];
        let there = all.into_iter().filter(|(_, _, _, there)| *there);
        there.map(|(word, said, chosen, _)| Tick { word, said, chosen }).collect()
    }

    /// What to do before an answer, and where.
    fn advice(&self, desk: &Desk) -> (Message, Option<(Message, String)>) {
        let person = self.person.id;
        match self.request.right {
            Right::Access => {
                let held = (msg::held_open(), format!("{}/held", page_of(person)));
                (msg::advice_access(), Some(held))
            }
            Right::Correction => {
                let opens = desk.may::<AskCorrection>();
                let ask = (msg::open_correction(), format!("/people/{person}#ask"));
                (msg::advice_correction(), opens.then_some(ask))
            }
            Right::Erasure => (msg::advice_erasure(), None),
            Right::Grievance => {
                let looks = (nabz_web::msg::facilities::looks(), format!("/who-looked/{person}"));
                (msg::advice_grievance(), Some(looks))
            }
        }
    }
}

impl RequestPage {
    fn of(desk: &Desk, loaded: &Loaded, back: Back) -> Self {
        let (request, person) = (&loaded.request, &loaded.person);
        let (today, language) = (desk.today(), desk.language());
        let banner = Banner::of(person, today);
        let (advice, step) = loaded.advice(desk);
        let Back { typed, errors, problem } = back;
        let outcomes =
            registry::choices(Outcome::ALL, &typed.outcome, Outcome::word, words::outcome);
        let erases = request.right == Right::Erasure;
        Self {
            shell: desk.shell().at(PATH),
            id: request.id.uuid(),
            once: OnceKey::draw(),
            name: banner.name.preferring(known::script(language)).to_owned(),
            facts: known::facts(&banner),
            health_id: banner.health_id.to_string(),
            rights: page_of(person.id),
            request: RequestView::of(request, (today, language)),
            nominee: loaded.nominee.as_ref().map(|one| NomineeView::of(one, language)),
            advice,
            step,
            received: request.state == RequestState::Received,
            open: request.state.is_open(),
            outcomes: if erases { outcomes } else { Vec::new() },
            ticks: if erases { loaded.ticks(&typed) } else { Vec::new() },
            reason: typed.reason,
            errors,
            problem,
        }
    }
}
