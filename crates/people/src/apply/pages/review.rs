//! What will be written, what each of the family agrees to, and what they have then.

use super::{AtApply, Opened, Shown, account, expired, opened, shell_at, to};
use crate::apply::actions::{begin_again, register_family};
use crate::apply::model::{Applicant, Application, ApplyRefusal, Door, Draft};
use crate::apply::typed::{self, Mistakes, PURPOSES, answer_field};
use crate::apply::{reading, rules, store};
use crate::cards::{self, Signing};
use crate::consent;
use crate::consent::model::Notice;
use crate::households::words::tie_of;
use crate::registry::model::Details;
use crate::registry::words;
use askama::Template;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use nabz_kernel::clock::Date;
use nabz_kernel::names::Script;
use nabz_kernel::phone::Mobile;
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::apply as msg;
use nabz_web::{Fields, Language, OnceKey, Page, Problem, PublicShell, Visitor, filters};
use uuid::Uuid;

const PATH: &str = "/apply/review";
const DONE: &str = "/apply/done";

#[derive(Template)]
#[template(path = "apply/pages/review.html")]
struct ReviewPage {
    shell: PublicShell,
    draft: Uuid,
    version: u32,
    once: OnceKey,
    shown_in: &'static str,
    mistakes: Mistakes,
    people: Vec<Row>,
    address: Vec<String>,
    phone: String,
    purposes: Vec<Asked>,
}

#[derive(Template)]
#[template(path = "apply/pages/done.html")]
struct DonePage {
    shell: PublicShell,
    people: Vec<Shown>,
    /// Several cards are kept in one file, too.
    has_cards: bool,
    helpline: String,
    /// The same without spaces.
    dialled: String,
}

/// Somebody as they will be written down.
struct Row {
    name: String,
    other_name: String,
    tie: Message,
    sex: Option<Message>,
    age: Option<Message>,
    /// Who answers for a child.
    guardian: Option<String>,
}

/// What is asked about one purpose.
struct Asked {
    word: &'static str,
    title: Message,
    version: u32,
    text: String,
    language: &'static str,
    demonstration: bool,
    /// Each says yes or no.
    must: bool,
    people: Vec<Answering>,
}

/// One of the family about one purpose.
struct Answering {
    field: String,
    name: String,
    guardian: Option<String>,
    yes: bool,
    no: bool,
    error: Option<Message>,
}

/// A family that can be sent, with what its people are to be told.
struct Ready {
    draft: Draft,
    phone: Mobile,
    persons: Vec<Applicant>,
    notices: Vec<Notice>,
}

/// Where a family that cannot be sent is led.
enum Led {
    Elsewhere(&'static str),
    Ready(Box<Ready>),
}

async fn led(visitor: &Visitor, phone: Mobile) -> Result<Led, Problem> {
    let theirs = phone.clone();
    let found = visitor.read(move |view| Ok((store::draft(view, &theirs)?, notices(view)?)));
    let (draft, notices) = found.await?;
    let Some(draft) = draft else { return Ok(Led::Elsewhere(Door::Apply.start())) };
    if draft.made.is_some() {
        return Ok(Led::Elsewhere(DONE));
    }
    let read = (&phone, visitor.today());
    let read = typed::applicants(&draft.family, read, &mut Mistakes::default());
    Ok(match read {
        Some(persons) => Led::Ready(Box::new(Ready { draft, phone, persons, notices })),
        None => Led::Elsewhere(Door::Apply.within()),
    })
}

fn notices(view: &mut Tx<'_>) -> Result<Vec<Notice>, Stop> {
    let mut notices = Vec::with_capacity(PURPOSES.len());
    for purpose in PURPOSES {
        notices.extend(consent::notice(view, purpose)?);
    }
    Ok(notices)
}

/// What will be written.
pub(super) async fn page(
    visitor: Visitor,
    AtApply(Opened { phone, .. }): AtApply,
) -> Result<Response, Problem> {
    match led(&visitor, phone).await? {
        Led::Elsewhere(path) => Ok(to(path)),
        Led::Ready(ready) => {
            let nothing = Fields::default();
            Ok(shown(&visitor, &ready, (&nothing, Mistakes::default()))?.into_response())
        }
    }
}

/// Registers the family, or shows the page again with what is wrong and all that was answered.
pub(super) async fn submit(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(Opened { phone, token }) = opened(&visitor, &headers, Door::Apply).await? else {
        return expired(&visitor, &headers, Door::Apply);
    };
    let ready = match led(&visitor, phone).await? {
        Led::Elsewhere(path) => return Ok(to(path)),
        Led::Ready(ready) => ready,
    };
    let mut mistakes = Mistakes::default();
    let asked = (ready.persons.len(), ready.notices.as_slice());
    let answers = typed::answers(&fields, asked, &mut mistakes);
    if !mistakes.is_empty() {
        return Ok(shown(&visitor, &ready, (&fields, mistakes))?.with_errors().into_response());
    }
    let wish = Application {
        seen: typed::seen(&fields),
        phone: ready.phone.clone(),
        persons: ready.persons.clone(),
        answers,
        shown_in: Language::parse(fields.get("shown_in")).unwrap_or(visitor.language()),
        address: own_address(&visitor),
    };
    let signing = visitor.app().part::<Signing>()?;
    let sent = visitor.app().store();
    let sent = sent.write(move |tx| register_family(tx, &signing, (&token, &wish))).await;
    let Err(problem) = sent.map_err(Problem::from) else { return Ok(to(DONE)) };
    let Some(refused) = problem.refused().cloned() else { return Err(problem) };
    if refused.is(ApplyRefusal::NotOpen) {
        return expired(&visitor, &headers, Door::Apply);
    }
    // Another window, or a notice that came into force meanwhile: what stands there now is shown.
    match led(&visitor, ready.phone).await? {
        Led::Elsewhere(path) => Ok(to(path)),
        Led::Ready(now) => {
            mistakes.add("send", refused);
            Ok(shown(&visitor, &now, (&fields, mistakes))?.with_conflict().into_response())
        }
    }
}

/// Where whoever has the phone sees and prints what was made. What a browser says that it reached is
/// not believed: it goes into a message that others trust.
fn own_address(visitor: &Visitor) -> Option<String> {
    let site = visitor.app().config().public_url.as_ref()?;
    Some(format!("{site}{}", Door::Own.start()))
}

fn shown(
    visitor: &Visitor,
    ready: &Ready,
    (fields, mistakes): (&Fields, Mistakes),
) -> Result<Page, Problem> {
    let (today, language) = (visitor.today(), visitor.language());
    let rows = 0..ready.persons.len();
    let people = rows.filter_map(|place| person(&ready.persons, place, (today, language)));
    let asked = |notice: &Notice| asked(notice, &ready.persons, (fields, &mistakes), visitor);
    let family = &ready.draft.family;
    let address = [&family.address, &family.locality, &family.ward_name];
    visitor.page(&ReviewPage {
        shell: shell_at(visitor, PATH),
        draft: ready.draft.id.uuid(),
        version: ready.draft.version,
        once: OnceKey::draw(),
        shown_in: language.code(),
        people: people.collect(),
        address: address.into_iter().filter(|part| !part.is_empty()).cloned().collect(),
        phone: ready.phone.spaced(),
        purposes: ready.notices.iter().map(asked).collect(),
        mistakes,
    })
}

fn person(persons: &[Applicant], place: usize, read: (Date, Language)) -> Option<Row> {
    let (today, language) = read;
    let Applicant { details, tie, .. } = persons.get(place)?;
    let Details { name, sex, birth, .. } = details;
    let script = words::script(language);
    let other_name = name.written_in(script).and(name.written_in(script.other()));
    Some(Row {
        name: name.preferring(script).to_owned(),
        other_name: other_name.map(|name| name.as_str().to_owned()).unwrap_or_default(),
        tie: tie_of(*tie, *sex),
        sex: sex.map(words::sex),
        age: birth.map(|birth| words::age(birth.age(today), birth.is_estimated())),
        guardian: guardian(persons, (place, today)),
    })
}

/// What whoever answers for a child is called.
fn guardian(persons: &[Applicant], (place, today): (usize, Date)) -> Option<String> {
    let (guardian, _) = rules::guardian(persons, place, today)?;
    Some(persons.get(guardian)?.details.name.preferring(Script::Devanagari).to_owned())
}

fn asked(
    notice: &Notice,
    persons: &[Applicant],
    (fields, mistakes): (&Fields, &Mistakes),
    visitor: &Visitor,
) -> Asked {
    let (today, language) = (visitor.today(), visitor.language());
    let purpose = notice.text.purpose;
    let one = |(place, person): (usize, &Applicant)| {
        let field = answer_field(purpose, place);
        let said = fields.get(&field).to_owned();
        Answering {
            name: person.details.name.preferring(words::script(language)).to_owned(),
            guardian: guardian(persons, (place, today)),
            yes: said == "yes",
            no: said == "no",
            error: mistakes.of(&field).cloned(),
            field,
        }
    };
    Asked {
        word: purpose.word(),
        title: consent::words::purpose(purpose),
        version: notice.version,
        text: notice.text.in_language(language).to_owned(),
        language: language.code(),
        demonstration: notice.text.demonstration,
        must: purpose == consent::model::Purpose::HealthCard,
        people: persons.iter().enumerate().map(one).collect(),
    }
}

/// Health IDs, cards, and what to do next.
pub(super) async fn done(
    visitor: Visitor,
    AtApply(Opened { phone, token }): AtApply,
) -> Result<Response, Problem> {
    let language = visitor.language();
    let found = visitor.read(move |view| {
        let Some(made) = store::draft(view, &phone)?.and_then(|draft| draft.made) else {
            return Ok(None);
        };
        let made = reading::still_of(view, &phone, made)?;
        let mut people = Vec::with_capacity(made.len());
        for one in &made {
            people.extend(Shown::made(view, (one, language), &token)?);
        }
        let persons: Vec<_> = made.iter().map(|one| one.person).collect();
        Ok(Some((people, persons, cards::helpline(view)?)))
    });
    let Some((people, persons, helpline)) = found.await? else {
        return Ok(to(Door::Apply.within()));
    };
    account(&visitor, &persons).await?;
    let has_cards = people.iter().filter(|one| one.card.is_some()).count() > 1;
    let page = visitor.page(&DonePage {
        shell: shell_at(&visitor, DONE),
        people,
        has_cards,
        helpline: helpline.to_string(),
        dialled: helpline.dialled(),
    })?;
    Ok(page.into_response())
}

/// The next family of the same phone.
pub(super) async fn again(
    visitor: Visitor,
    AtApply(Opened { phone, .. }): AtApply,
) -> Result<Response, Problem> {
    visitor.app().store().write(move |tx| begin_again(tx, &phone)).await?;
    Ok(to(Door::Apply.within()))
}
