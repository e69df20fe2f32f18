//! What somebody agrees to, on their own phone: taking back is the same one press as giving.

use super::{AtMine, Opened, account, expired, opened};
use crate::apply::model::{Door, Held, Pressed, Reach};
use crate::apply::{actions, reading};
use crate::consent::model::{Answer, ConsentRefusal, Notice, Purpose, Sensitive, Standing, Wish};
use crate::consent::{self, rules, words};
use crate::registry::{self, Choice, words as said};
use askama::Template;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::phone::Mobile;
use nabz_kernel::refusal::Refused;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::apply as msg;
use nabz_web::{Fields, Language, OnceKey, Page, Problem, PublicShell, Visitor, filters, numbers};
use uuid::Uuid;

#[derive(Template)]
#[template(path = "apply/pages/consents.html")]
struct ConsentsPage {
    shell: PublicShell,
    person: Uuid,
    name: String,
    once: OnceKey,
    shown_in: &'static str,
    /// Whether anybody answers for them with this phone.
    may_answer: bool,
    /// They are a child, for whom whoever has this phone answers.
    for_a_child: bool,
    purposes: Vec<Asked>,
    /// What was said under other numbers of theirs: it counts there alone, and can be taken back.
    others: Vec<UnderAnother>,
    /// Why what was pressed could not be kept.
    problem: Option<Message>,
}

/// One purpose, where it stands, and what is told of it.
struct Asked {
    word: &'static str,
    title: Message,
    state: Message,
    given: bool,
    /// No was said, so that only a yes is something else.
    declined: bool,
    /// How many answers the page has seen.
    seen: u32,
    notice: Option<Told>,
    /// What was answered was answered under another notice than the one in force.
    renewed: bool,
    /// From which day on it is asked anew.
    until: Option<String>,
    /// What follows when it is taken back.
    follows: Option<Message>,
    /// What stays closed unless it is ticked.
    ticks: Vec<Choice>,
}

/// What was said under another number of the same person.
struct UnderAnother {
    person: Uuid,
    once: OnceKey,
    said: Message,
    answers: Vec<Asked>,
}

/// A notice in the language of the reader.
struct Told {
    version: u32,
    text: String,
    demonstration: bool,
}

/// What the page is about.
struct Loaded {
    held: Held,
    may_answer: bool,
    purposes: Vec<Stands>,
    others: Vec<(PersonId, HealthId, Vec<Stands>)>,
}

/// Where a purpose stands, and the notice that is in force for it.
type Stands = (Purpose, Standing, Option<Notice>);

/// The consents of somebody who speaks with this phone, or for whom its holder answers.
pub(super) async fn page(
    visitor: Visitor,
    Path(person): Path<Uuid>,
    AtMine(Opened { phone, .. }): AtMine,
) -> Result<Response, Problem> {
    Ok(shown(&visitor, (phone, person), None).await?.into_response())
}

/// Keeps what was pressed. What stands already stands.
pub(super) async fn answer(
    visitor: Visitor,
    headers: HeaderMap,
    Path(person): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(Opened { phone, .. }) = opened(&visitor, &headers, Door::Own).await? else {
        return expired(&visitor, &headers, Door::Own);
    };
    let outcome = match pressed(&fields) {
        Ok(pressed) => keep(&visitor, (&phone, Id::from_uuid(person)), pressed, &fields).await,
        Err(refusal) => Err(Refused::from(refusal).into()),
    };
    let Err(problem) = outcome else { return Ok(back(person)) };
    match problem.refused() {
        Some(refused) if refused.is(ConsentRefusal::AlreadySo) => Ok(back(person)),
        Some(refused) => {
            let why = Some(Message::from(refused));
            let page = shown(&visitor, (phone, person), why).await?;
            Ok(page.with_conflict().into_response())
        }
        None => Err(problem),
    }
}

async fn keep(
    visitor: &Visitor,
    (phone, person): (&Mobile, PersonId),
    pressed: Pressed,
    fields: &Fields,
) -> Result<(), Problem> {
    let phone = phone.clone();
    let keep = move |tx: &mut Tx<'_>| actions::answer_own(tx, &phone, (person, &pressed));
    visitor.write_once((person, actions::ANSWER), &fields.once(), keep).await
}

fn back(person: Uuid) -> Response {
    Redirect::to(&format!("/mine/consents/{person}")).into_response()
}

/// What a form says; one that does not say what it saw has seen nothing that there is.
fn pressed(fields: &Fields) -> Result<Pressed, ConsentRefusal> {
    let purpose = rules::choice(fields.get("purpose"), Purpose::of_word)?;
    let shown_in = rules::choice(fields.get("shown_in"), Language::parse)?;
    let wish = match fields.get("answer") {
        "yes" => Wish::Yes { shares: shares(fields)? },
        "no" => Wish::No,
        _ => return Err(ConsentRefusal::NoSuchChoice),
    };
    let number = |name: &str| fields.get(name).parse().unwrap_or(u32::MAX);
    Ok(Pressed { purpose, wish, seen: number("seen"), notice: number("notice"), shown_in })
}

/// In the order in which they are kept, whatever order they were sent in.
fn shares(fields: &Fields) -> Result<Vec<Sensitive>, ConsentRefusal> {
    let ticked: Option<Vec<Sensitive>> = fields.all("shares").map(Sensitive::of_word).collect();
    let ticked = ticked.ok_or(ConsentRefusal::NoSuchChoice)?;
    let shared = fields.get("purpose") == Purpose::RecordSharing.word();
    let kept = Sensitive::ALL.iter().filter(|one| shared && ticked.contains(one));
    Ok(kept.copied().collect())
}

async fn shown(
    visitor: &Visitor,
    (phone, person): (Mobile, Uuid),
    problem: Option<Message>,
) -> Result<Page, Problem> {
    let id: PersonId = Id::from_uuid(person);
    let loaded = visitor.read(move |view| load(view, &phone, id)).await?;
    let Some(loaded) = loaded else { return Err(Problem::missing()) };
    let language = visitor.language();
    let purposes = loaded.purposes.iter();
    let others = loaded.others.iter();
    let shown = [loaded.held.person.id].into_iter().chain(others.clone().map(|other| other.0));
    account(visitor, &shown.collect::<Vec<PersonId>>()).await?;
    visitor.page(&ConsentsPage {
        shell: visitor.public_shell(),
        person: loaded.held.person.id.uuid(),
        name: said::name_read(&loaded.held.person.details.name, language),
        once: OnceKey::draw(),
        shown_in: language.code(),
        may_answer: loaded.may_answer,
        for_a_child: loaded.held.reach == Reach::Child,
        purposes: purposes.map(|one| Asked::of(one, language)).collect(),
        others: others.map(|other| UnderAnother::of(other, language)).collect(),
        problem,
    })
}

fn load(view: &mut Tx<'_>, phone: &Mobile, person: PersonId) -> Result<Option<Loaded>, Stop> {
    let Some(held) = reading::speaking(view, phone, person)? else { return Ok(None) };
    let may_answer = reading::answerer(view, phone, &held)?.is_some();
    let purposes = standing(view, held.person.id)?;
    let mut others = Vec::new();
    for (record, number) in registry::numbers_of(view, held.person.id)?.into_iter().skip(1) {
        let mut answered = standing(view, record)?;
        answered.retain(|(_, standing, _)| standing.last().is_some());
        if !answered.is_empty() {
            others.push((record, number, answered));
        }
    }
    Ok(Some(Loaded { held, may_answer, purposes, others }))
}

/// Where each purpose stands of one record.
fn standing(view: &mut Tx<'_>, record: PersonId) -> Result<Vec<Stands>, Stop> {
    let mut purposes = Vec::with_capacity(Purpose::ALL.len());
    for purpose in Purpose::ALL.iter().copied() {
        let standing = consent::standing(view, record, purpose)?;
        purposes.push((purpose, standing, consent::notice(view, purpose)?));
    }
    Ok(purposes)
}

impl UnderAnother {
    fn of(
        (record, number, answers): &(PersonId, HealthId, Vec<Stands>),
        language: Language,
    ) -> Self {
        Self {
            person: record.uuid(),
            once: OnceKey::draw(),
            said: nabz_web::msg::registry::under_number(number.to_string().as_str()),
            answers: answers.iter().map(|one| Asked::of(one, language)).collect(),
        }
    }
}

impl Asked {
    fn of((purpose, standing, notice): &Stands, language: Language) -> Self {
        let last = standing.last();
        let stands = match standing {
            Standing::Given(last) => Some(last),
            Standing::NeverAsked
            | Standing::Refused(_)
            | Standing::Withdrawn(_)
            | Standing::Lapsed(_) => None,
        };
        let notice_of = |notice: &Notice| Told {
            version: notice.version,
            text: notice.text.in_language(language).to_owned(),
            demonstration: notice.text.demonstration,
        };
        let another = |notice: &Notice| last.is_some_and(|last| last.notice != notice.version);
        let until = stands.and_then(Answer::until);
        let shares = stands.map(Answer::shares).unwrap_or_default();
        Self {
            word: purpose.word(),
            title: words::purpose(*purpose),
            state: words::standing(standing),
            given: stands.is_some(),
            declined: matches!(standing, Standing::Refused(_) | Standing::Withdrawn(_)),
            seen: last.map_or(0, |last| last.number),
            notice: notice.as_ref().map(notice_of),
            renewed: notice.as_ref().is_some_and(another),
            until: until.map(|day| numbers::date(day, language)),
            follows: stands.map(|_| follows(*purpose)),
            ticks: ticks(*purpose, shares),
        }
    }
}

fn ticks(purpose: Purpose, shares: &[Sensitive]) -> Vec<Choice> {
    let tick = |one: &Sensitive| Choice {
        word: one.word(),
        said: words::sensitive(*one),
        chosen: shares.contains(one),
    };
    match purpose {
        Purpose::RecordSharing => Sensitive::ALL.iter().map(tick).collect(),
        Purpose::HealthCard | Purpose::SurveyHealth | Purpose::Research | Purpose::Sms => {
            Vec::new()
        }
    }
}

/// What is different once a yes is taken back.
fn follows(purpose: Purpose) -> Message {
    match purpose {
        Purpose::HealthCard => msg::back_health_card(),
        Purpose::RecordSharing => msg::back_record_sharing(),
        Purpose::SurveyHealth => msg::back_survey_health(),
        Purpose::Research => msg::back_research(),
        Purpose::Sms => msg::back_sms(),
    }
}
