//! What somebody may ask about what is held of them, on their own phone: all of it at once, and what
//! they ask for, where that stands, and whom they name to ask after them.

use super::{AtMine, Opened, account, expired, opened};
use crate::apply::model::{Door, Held, Reach, RightAsked};
use crate::apply::{actions, reading};
use crate::cards;
use crate::cards::model::Helpline;
use crate::consent::model::By;
use crate::registry::{self, words as said};
use crate::rights::model::{Nominee, NomineeId, Request, RequestId, Right, RightsRefusal};
use crate::rights::{
    self as kept, HeldShown, NomineeTyped, NomineeView, RequestView, WhatIsHeld, note_for, rules,
    sent_as_file, what_is_held, words,
};
use askama::Template;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::rights as msg;
use nabz_web::{Fields, FormErrors, OnceKey, Page, Problem, PublicShell, Visitor, filters};
use uuid::Uuid;

/// What is asked for on a phone: what is held is read there without a request.
const ASKED_FOR: [Right; 3] = [Right::Correction, Right::Erasure, Right::Grievance];

#[derive(Template)]
#[template(path = "apply/pages/rights.html")]
struct RightsPage {
    shell: PublicShell,
    person: Uuid,
    name: String,
    once: OnceKey,
    /// Within how many days whoever asks is answered.
    days: i64,
    helpline: String,
    /// Whether anybody asks for them with this phone.
    may_ask: bool,
    /// They are a child, for whom whoever has this phone answers.
    for_a_child: bool,
    requests: Vec<RequestView>,
    rights: Vec<registry::Choice>,
    note: String,
    errors: FormErrors,
    /// Whether they name whoever asks after them with this phone.
    may_name: bool,
    nominee: Option<NomineeView>,
    named: NomineeTyped,
    naming: FormErrors,
    /// Why what was pressed could not be done.
    problem: Option<Message>,
}

#[derive(Template)]
#[template(path = "apply/pages/held.html")]
struct HeldPage {
    shell: PublicShell,
    back: String,
    /// Where the same is given as a file.
    file: String,
    held: HeldShown,
}

/// What the page is about.
struct Loaded {
    held: Held,
    by: Option<By>,
    requests: Vec<Request>,
    nominee: Option<Nominee>,
    helpline: Helpline,
}

/// A request as it was typed.
#[derive(Clone, Default)]
struct Typed {
    right: String,
    note: String,
}

/// What the page says back of what was sent.
#[derive(Default)]
struct Back {
    typed: Typed,
    errors: FormErrors,
    named: Option<NomineeTyped>,
    naming: FormErrors,
    problem: Option<Message>,
}

impl Typed {
    fn sent(fields: &Fields) -> Self {
        Self { right: fields.get("right").to_owned(), note: fields.get("note").to_owned() }
    }

    /// What is asked, with every mistake noted; `None` while something is wrong.
    fn asked(&self, errors: &mut FormErrors) -> Option<RightAsked> {
        let offered = |word: &str| Right::of_word(word).filter(|one| ASKED_FOR.contains(one));
        let right = errors.keep("right", rules::choice(&self.right, offered));
        let note = errors.keep("note", note_for(right, &self.note));
        Some(RightAsked { right: right?, note: note? })
    }
}

/// The rights of somebody who speaks with this phone, or for whom its holder answers.
pub(super) async fn page(
    visitor: Visitor,
    Path(person): Path<Uuid>,
    AtMine(Opened { phone, .. }): AtMine,
) -> Result<Response, Problem> {
    Ok(shown(&visitor, (phone, person), Back::default()).await?.into_response())
}

/// Everything that is held of them, to read, to print and to keep.
pub(super) async fn held(
    visitor: Visitor,
    Path(person): Path<Uuid>,
    AtMine(Opened { phone, .. }): AtMine,
) -> Result<Response, Problem> {
    let held = given(&visitor, (phone, person)).await?.shown();
    let (shell, back) = (visitor.public_shell(), path(person));
    let file = format!("{back}/held.json");
    Ok(visitor.page(&HeldPage { shell, back, file, held })?.into_response())
}

/// The same as a file that other programs read.
pub(super) async fn file(
    visitor: Visitor,
    Path(person): Path<Uuid>,
    AtMine(Opened { phone, .. }): AtMine,
) -> Result<Response, Problem> {
    Ok(sent_as_file(&given(&visitor, (phone, person)).await?))
}

/// What is held of somebody who speaks with this phone, or for whom its holder answers, once it is
/// written down that it is given.
async fn given(visitor: &Visitor, (phone, person): (Mobile, Uuid)) -> Result<WhatIsHeld, Problem> {
    let id: PersonId = Id::from_uuid(person);
    let found = visitor.read(move |view| match reading::speaking(view, &phone, id)? {
        Some(held) => what_is_held(view, &held.person).map(Some),
        None => Ok(None),
    });
    let held = found.await?.ok_or_else(Problem::missing)?;
    account(visitor, &[id]).await?;
    Ok(held)
}

/// Writes down what was asked, or shows the page again with what is wrong and all that was typed.
pub(super) async fn ask(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(Opened { phone, .. }) = opened(&visitor, &headers, Door::Own).await? else {
        return expired(&visitor, &headers, Door::Own);
    };
    let (typed, mut errors) = (Typed::sent(&fields), FormErrors::default());
    let Some(asked) = typed.asked(&mut errors) else {
        let back = Back { typed, errors, ..Back::default() };
        return Ok(shown(&visitor, (phone, person), back).await?.with_errors().into_response());
    };
    let (id, own): (PersonId, _) = (Id::from_uuid(person), phone.clone());
    let ask = move |tx: &mut Tx<'_>| actions::ask_right(tx, &own, (id, &asked));
    let done = visitor.write_once((id, actions::ASK), &fields.once(), ask).await;
    answered(&visitor, (phone, person), (done, Back { typed, ..Back::default() })).await
}

/// They need no answer any more.
pub(super) async fn withdraw(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(Opened { phone, .. }) = opened(&visitor, &headers, Door::Own).await? else {
        return expired(&visitor, &headers, Door::Own);
    };
    let request = fields.get("request").parse::<Uuid>().map(RequestId::from_uuid);
    let request = request.map_err(|_| Refused::from(RightsRefusal::NoSuchRequest))?;
    let (id, own): (PersonId, _) = (Id::from_uuid(person), phone.clone());
    let end = move |tx: &mut Tx<'_>| actions::withdraw_right(tx, &own, (id, request));
    let done = visitor.write_once((id, actions::WITHDRAW), &fields.once(), end).await;
    answered(&visitor, (phone, person), (done, Back::default())).await
}

/// Writes down whom they name to ask after them.
pub(super) async fn name(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(Opened { phone, .. }) = opened(&visitor, &headers, Door::Own).await? else {
        return expired(&visitor, &headers, Door::Own);
    };
    let (id, own): (PersonId, _) = (Id::from_uuid(person), phone.clone());
    let (named, mut naming) = (NomineeTyped::sent(&fields), FormErrors::default());
    let Some(new) = named.named(id, &mut naming) else {
        let back = Back { named: Some(named), naming, ..Back::default() };
        return Ok(shown(&visitor, (phone, person), back).await?.with_errors().into_response());
    };
    let act = move |tx: &mut Tx<'_>| actions::name_own_nominee(tx, &own, &new);
    let done = visitor.write_once((id, actions::NAME), &fields.once(), act).await;
    let back = Back { named: Some(named), ..Back::default() };
    answered(&visitor, (phone, person), (done, back)).await
}

/// They name nobody any more.
pub(super) async fn unname(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(Opened { phone, .. }) = opened(&visitor, &headers, Door::Own).await? else {
        return expired(&visitor, &headers, Door::Own);
    };
    let nominee = fields.get("seen").parse::<Uuid>().map(NomineeId::from_uuid);
    let nominee = nominee.map_err(|_| Refused::from(RightsRefusal::Moved))?;
    let (id, own): (PersonId, _) = (Id::from_uuid(person), phone.clone());
    let act = move |tx: &mut Tx<'_>| actions::end_own_nominee(tx, &own, (id, nominee));
    let done = visitor.write_once((id, actions::UNNAME), &fields.once(), act).await;
    answered(&visitor, (phone, person), (done, Back::default())).await
}

fn path(person: Uuid) -> String {
    format!("/mine/rights/{person}")
}

/// Back to the page; a refusal is said on it, with what was typed.
async fn answered(
    visitor: &Visitor,
    whose: (Mobile, Uuid),
    (outcome, back): (Result<(), Problem>, Back),
) -> Result<Response, Problem> {
    let Err(problem) = outcome else {
        return Ok(Redirect::to(&path(whose.1)).into_response());
    };
    let told = |refused: &&Refused| matches!(refused.kind, Kind::Rule | Kind::Busy);
    let Some(refused) = problem.refused().filter(told) else { return Err(problem) };
    let back = Back { problem: Some(Message::from(refused)), ..back };
    Ok(shown(visitor, whose, back).await?.with_conflict().into_response())
}

async fn shown(
    visitor: &Visitor,
    (phone, person): (Mobile, Uuid),
    back: Back,
) -> Result<Page, Problem> {
    let id: PersonId = Id::from_uuid(person);
    let loaded = visitor.read(move |view| load(view, &phone, id)).await?;
    let Some(loaded) = loaded else { return Err(Problem::missing()) };
    account(visitor, &[id]).await?;
    visitor.page(&RightsPage::of(visitor, &loaded, back))
}

fn load(view: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<Option<Loaded>, Stop> {
    let Some(held) = reading::speaking(view, phone, person)? else { return Ok(None) };
    let by = reading::answerer(view, phone, &held)?;
    let (whose, mut requests) = (held.person.id, Vec::new());
    for record in registry::one(view, whose)? {
        requests.extend(kept::of_person(view, record)?);
    }
    let nominee = kept::nominee(view, whose)?;
    let helpline = cards::helpline(view)?;
    Ok(Some(Loaded { held, by, requests, nominee, helpline }))
}

impl RightsPage {
    fn of(visitor: &Visitor, loaded: &Loaded, back: Back) -> Self {
        let (language, today) = (visitor.language(), visitor.today());
        let person = &loaded.held.person;
        let nominee = loaded.nominee.as_ref();
        let request = |one: &Request| RequestView::of(one, (today, language));
        Self {
            shell: PublicShell { path: path(person.id.uuid()), ..visitor.public_shell() },
            person: person.id.uuid(),
            name: said::name_read(&person.details.name, language),
            once: OnceKey::draw(),
            days: rules::ANSWER_DAYS_MAX,
            helpline: loaded.helpline.to_string(),
            may_ask: loaded.by.is_some(),
            for_a_child: loaded.held.reach == Reach::Child,
            requests: loaded.requests.iter().map(request).collect(),
            rights: registry::choices(&ASKED_FOR, &back.typed.right, Right::word, words::right),
            note: back.typed.note,
            errors: back.errors,
            may_name: loaded.by == Some(By::Themselves),
            nominee: nominee.map(|nominee| NomineeView::of(nominee, language)),
            named: back.named.unwrap_or_else(|| NomineeTyped::opening(nominee)),
            naming: back.naming,
            problem: back.problem,
        }
    }
}
