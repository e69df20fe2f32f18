//! The page of somebody's rights at a counter: what they asked, what they ask now, and whom they
//! name to ask after them.

use super::typed::{NomineeTyped, RequestTyped};
use super::view::{NomineeView, RequestView};
use crate::consent;
use crate::consent::rules::is_child;
use crate::consent::{GuardianTyped, NamedChoice};
use crate::households::model::Role;
use crate::registry::model::{Banner, Person, RegistryRefusal};
use crate::registry::{self, words as known};
use crate::rights::actions::{self, AnswerRequest, NameNominee, NoteRequest, ReadRights};
use crate::rights::model::{Nominee, NomineeId, Request, RequestId, RightsRefusal, Voice};
use crate::rights::{page_of, store, words};
use askama::Template;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::Reason;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::rights as msg;
use nabz_web::{Desk, Fields, FormErrors, OnceKey, Page, Problem, Shell, filters};
use uuid::Uuid;

#[derive(Template)]
#[expect(clippy::struct_excessive_bools, reason = "one for each form; none excludes another")]
#[template(path = "rights/pages/person.html")]
struct PersonPage {
    shell: Shell,
    id: Uuid,
    name: String,
    facts: Message,
    health_id: String,
    once: OnceKey,
    /// Where all that is held of them is read, for those who give it on paper.
    held: Option<String>,
    may_note: bool,
    may_name: bool,
    has_died: bool,
    requests: Vec<RequestView>,
    voices: Vec<registry::Choice>,
    typed: RequestTyped,
    /// Somebody may ask as a guardian.
    offers_guardian: bool,
    named_guardians: Vec<NamedChoice>,
    guardian: GuardianTyped,
    errors: FormErrors,
    nominee: Option<NomineeView>,
    /// Those who were named before.
    former: Vec<NomineeView>,
    named: NomineeTyped,
    naming: FormErrors,
    /// Why what was pressed could not be done.
    problem: Option<Message>,
}

/// What the page is about.
struct Loaded {
    person: Person,
    /// Those who were named for a child and answer for it today.
    guardians: Vec<(Person, Role)>,
    requests: Vec<Request>,
    nominees: Vec<Nominee>,
}

/// What the page says back of what was sent.
#[derive(Default)]
struct Back {
    typed: Option<RequestTyped>,
    errors: FormErrors,
    named: Option<NomineeTyped>,
    naming: FormErrors,
    problem: Option<Message>,
}

/// The page.
pub(super) async fn page(desk: Desk, Path(id): Path<Uuid>) -> Result<Page, Problem> {
    desk.page(&view(&desk, id, Back::default()).await?)
}

/// Writes a request down, or shows the page again with what is wrong and all that was typed.
pub(super) async fn ask(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NoteRequest>()?;
    let (typed, mut errors) = (RequestTyped::sent(&fields), FormErrors::default());
    let person: PersonId = Id::from_uuid(id);
    let named = desk.read(move |view| guardians(view, person)).await?;
    let Some(new) = typed.asked((person, &named), &mut errors) else {
        let back = Back { typed: Some(typed), errors, ..Back::default() };
        return wrong(&desk, id, back).await;
    };
    let act = move |tx: &mut Tx<'_>, permit: &_| actions::ask(tx, permit, &new).map(drop);
    let done = desk.write_once(permit, &fields.once(), act).await;
    answered(&desk, id, (done, Back { typed: Some(typed), ..Back::default() })).await
}

/// Whoever asked needs no answer any more.
pub(super) async fn withdraw(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NoteRequest>()?;
    let request = fields.get("request").parse::<Uuid>().map(RequestId::from_uuid);
    let request = request.map_err(|_| Refused::from(RightsRefusal::NoSuchRequest))?;
    let which = (Id::from_uuid(id), request);
    let act = move |tx: &mut Tx<'_>, permit: &_| actions::withdraw(tx, permit, which);
    let done = desk.write_once(permit, &fields.once(), act).await;
    answered(&desk, id, (done, Back::default())).await
}

/// Writes down whom somebody names.
pub(super) async fn name(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NameNominee>()?;
    let (named, mut naming) = (NomineeTyped::sent(&fields), FormErrors::default());
    let Some(new) = named.named(Id::from_uuid(id), &mut naming) else {
        let back = Back { named: Some(named), naming, ..Back::default() };
        return wrong(&desk, id, back).await;
    };
    let act = move |tx: &mut Tx<'_>, permit: &_| actions::name_nominee(tx, permit, &new).map(drop);
    let done = desk.write_once(permit, &fields.once(), act).await;
    answered(&desk, id, (done, Back { named: Some(named), ..Back::default() })).await
}

/// Writes down that they name nobody any more.
pub(super) async fn unname(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<NameNominee>()?;
    let nominee = fields.get("seen").parse::<Uuid>().map(NomineeId::from_uuid);
    let nominee = nominee.map_err(|_| Refused::from(RightsRefusal::Moved))?;
    let which = (Id::from_uuid(id), nominee);
    let act = move |tx: &mut Tx<'_>, permit: &_| actions::end_nominee(tx, permit, which);
    let done = desk.write_once(permit, &fields.once(), act).await;
    answered(&desk, id, (done, Back::default())).await
}

async fn wrong(desk: &Desk, id: Uuid, back: Back) -> Result<Response, Problem> {
    Ok(desk.page(&view(desk, id, back).await?)?.with_errors().into_response())
}

/// Back to the page; a refusal of ours is said on it, with what was typed.
async fn answered(
    desk: &Desk,
    id: Uuid,
    (outcome, back): (Result<(), Problem>, Back),
) -> Result<Response, Problem> {
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&page_of(Id::from_uuid(id))).into_response());
    };
    // Whether somebody may speak for a child is for consent to say.
    let ours = |code: &str| code.starts_with("RGT") || code.starts_with("CNS");
    let Some(refused) = problem.refused().filter(|one| ours(one.code)) else {
        return Err(problem);
    };
    let back = Back { problem: Some(Message::from(refused)), ..back };
    Ok(desk.page(&view(desk, id, back).await?)?.with_conflict().into_response())
}

/// Reads what the page is about, and writes down whom it shows.
async fn view(desk: &Desk, id: Uuid, back: Back) -> Result<PersonPage, Problem> {
    let (permit, person): (_, PersonId) = (desk.permit::<ReadRights>()?, Id::from_uuid(id));
    let loaded = desk.read(move |view| load(view, person)).await?;
    registry::shows_as_one(desk, &permit, person, Reason::Counter).await?;
    for (guardian, _) in &loaded.guardians {
        desk.shows(&permit, guardian.id, Reason::Counter).await?;
    }
    Ok(PersonPage::of(desk, &loaded, back))
}

fn load(view: &mut Tx<'_>, id: PersonId) -> Result<Loaded, Stop> {
    let person = registry::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let guardians = consent::guardians(view, &person)?;
    let mut requests = Vec::new();
    for record in registry::one(view, id)? {
        requests.extend(store::of_person(view, record)?);
    }
    Ok(Loaded { person, guardians, requests, nominees: store::nominees(view, id)? })
}

/// Those who were named for a child and answer for it today.
fn guardians(view: &mut Tx<'_>, id: PersonId) -> Result<Vec<(Person, Role)>, Stop> {
    let person = registry::person(view, id)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    consent::guardians(view, &person)
}

impl Loaded {
    /// Whom they have named.
    fn nominee(&self) -> Option<&Nominee> {
        self.nominees.iter().find(|nominee| nominee.ended.is_none())
    }

    /// Who asks, unless somebody says otherwise.
    fn voice(&self, today: Date) -> Voice {
        if self.person.life.has_ended() {
            return Voice::Nominee;
        }
        match is_child(self.person.details.birth, today) {
            Some(true) => Voice::Guardian,
            Some(false) | None => Voice::Themselves,
        }
    }
}

impl PersonPage {
    fn of(desk: &Desk, loaded: &Loaded, back: Back) -> Self {
        let (person, language, today) = (&loaded.person, desk.language(), desk.today());
        let banner = Banner::of(person, today);
        let nominee = loaded.nominee();
        let opening = || RequestTyped::opening(loaded.voice(today), &loaded.guardians);
        let typed = back.typed.unwrap_or_else(opening);
        let former = loaded.nominees.iter().filter(|nominee| nominee.ended.is_some());
        let request = |one: &Request| RequestView::of(one, (today, language));
        let has_died = person.life.has_ended();
        Self {
            shell: desk.shell(),
            id: person.id.uuid(),
            name: banner.name.preferring(known::script(language)).to_owned(),
            facts: known::facts(&banner),
            health_id: banner.health_id.to_string(),
            once: OnceKey::draw(),
            held: desk.may::<AnswerRequest>().then(|| format!("{}/held", page_of(person.id))),
            may_note: desk.may::<NoteRequest>(),
            may_name: desk.may::<NameNominee>() && !has_died,
            has_died,
            requests: loaded.requests.iter().map(request).collect(),
            voices: registry::choices(Voice::ALL, &typed.by, Voice::word, words::voice),
            offers_guardian: !has_died && is_child(person.details.birth, today) != Some(false),
            named_guardians: typed.guardian.offered(&loaded.guardians, language),
            guardian: typed.guardian.clone(),
            typed,
            errors: back.errors,
            nominee: nominee.map(|nominee| NomineeView::of(nominee, language)),
            former: former.map(|one| NomineeView::of(one, language)).collect(),
            named: back.named.unwrap_or_else(|| NomineeTyped::opening(nominee)),
            naming: back.naming,
            problem: back.problem,
        }
    }
}
