//! What whoever holds a phone sees of their own: cards, who looked, and a button for a lost card.

use super::door::{Asking, start};
use super::{AtMine, Opened, Shown, account, expired, opened, shell_at, to};
use crate::apply::model::{Door, Held};
use crate::apply::{actions, reading};
use crate::cards::model::{CardId, CardsRefusal};
use crate::registry;
use crate::registry::model::Person;
use crate::registry::words as said;
use crate::rights::words::why_looked;
use askama::Template;
use axum::extract::{Path, Query};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use nabz_access::audit_reading::Cursor;
use nabz_access::{Seen, seen_by};
use nabz_kernel::clock::Instant;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{AuditId, Id, PersonId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::apply as msg;
use nabz_web::{
    Fields, Language, OnceKey, Page, Problem, PublicShell, Visitor, filters, numbers, role_title,
};
use serde::Deserialize;
use uuid::Uuid;

const PATH: &str = "/mine";

#[derive(Template)]
#[template(path = "apply/pages/mine.html")]
struct MinePage {
    shell: PublicShell,
    once: OnceKey,
    people: Vec<Mine>,
    /// The names of those who answer for themselves since they came of age.
    grown: Vec<String>,
    /// Why what was pressed could not be done.
    problem: Option<Message>,
}

/// Somebody, and what is told of them on this phone.
struct Mine {
    shown: Shown,
    looks: bool,
    consents: bool,
    /// What was typed of the serial of a card that the post brings; nothing when it brings none.
    serial: Option<String>,
}

/// What the page says back of what was pressed.
#[derive(Default)]
struct Back {
    /// Why it could not be done.
    problem: Option<Message>,
    /// A serial as it was typed, and for whom.
    serial: Option<(PersonId, String)>,
}

#[derive(Template)]
#[template(path = "apply/pages/looks.html")]
struct LooksPage {
    shell: PublicShell,
    name: String,
    looks: Vec<LookRow>,
    /// Where the earlier ones are.
    older: Option<String>,
    /// Where the latest ones are, from a page of earlier ones.
    newest: Option<String>,
}

/// The look behind which a page begins; what is no look begins at the latest.
#[derive(Deserialize)]
pub(super) struct Behind {
    #[serde(default)]
    at: String,
    #[serde(default)]
    id: String,
}

impl Behind {
    fn look(&self) -> Option<Cursor> {
        let at = Instant::from_microseconds(self.at.parse().ok()?);
        Some((at, AuditId::from_uuid(self.id.parse().ok()?)))
    }
}

/// One look at a record.
struct LookRow {
    at: String,
    place: String,
    roles: Vec<Message>,
    why: Option<Message>,
    /// Whoever holds the phone looked themselves.
    own: bool,
    /// The other number of theirs under which it happened.
    under: Option<String>,
    /// What somebody wrote who opened the record in an emergency.
    reason: Option<String>,
    /// They were turned away.
    refused: bool,
}

/// What is theirs; whoever has typed no code yet is asked for their phone.
pub(super) async fn page(visitor: Visitor, headers: HeaderMap) -> Result<Response, Problem> {
    match opened(&visitor, &headers, Door::Own).await? {
        Some(opened) => Ok(shown(&visitor, opened, Back::default()).await?.into_response()),
        None => start(&visitor, &headers, Door::Own, Asking::default()),
    }
}

async fn shown(
    visitor: &Visitor,
    Opened { phone, token }: Opened,
    Back { problem, serial }: Back,
) -> Result<Page, Problem> {
    let language = visitor.language();
    let found = visitor.read(move |view| {
        let held = reading::held_by(view, &phone)?;
        let mut people = Vec::with_capacity(held.len());
        for Held { person, reach } in &held {
            let shown = Shown::of(view, (person, language), &token)?;
            let speaks = reach.speaks_for_them();
            let comes = speaks && reading::comes_by_post(view, person.id)?;
            let typed = serial.as_ref().filter(|(whose, _)| *whose == person.id);
            let typed = || typed.map(|(_, typed)| typed.clone()).unwrap_or_default();
            let serial = comes.then(typed);
            people.push(Mine { shown, looks: reach.hears_of_looks(), consents: speaks, serial });
        }
        let mut grown = reading::of_age(view, &phone)?;
        grown.retain(|one| held.iter().all(|held| held.person.id != one.id));
        let persons = held.iter().map(|one| &one.person).chain(&grown);
        let persons: Vec<PersonId> = persons.map(|person| person.id).collect();
        let named = |person: &Person| said::name_read(&person.details.name, language);
        let grown: Vec<String> = grown.iter().map(named).collect();
        Ok((people, grown, persons))
    });
    let (people, grown, persons) = found.await?;
    account(visitor, &persons).await?;
    let (shell, once) = (shell_at(visitor, PATH), OnceKey::draw());
    visitor.page(&MinePage { shell, once, people, grown, problem })
}

/// The card that a form names.
fn meant(fields: &Fields) -> (PersonId, CardId) {
    let id = |name: &str| fields.get(name).parse().unwrap_or(Uuid::nil());
    (Id::from_uuid(id("person")), Id::from_uuid(id("card")))
}

/// Blocks a card at once.
pub(super) async fn lost(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(opened) = opened(&visitor, &headers, Door::Own).await? else {
        return expired(&visitor, &headers, Door::Own);
    };
    let (phone, card) = (opened.phone.clone(), meant(&fields));
    let store = visitor.app().store();
    let blocked = store.write(move |tx| actions::report_lost(tx, &phone, card)).await;
    answered(&visitor, opened, blocked).await
}

/// Makes a link that opens the card's paper for a day.
pub(super) async fn share(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(opened) = opened(&visitor, &headers, Door::Own).await? else {
        return expired(&visitor, &headers, Door::Own);
    };
    let (phone, token, card) = (opened.phone.clone(), opened.token.clone(), meant(&fields));
    let store = visitor.app().store();
    let shared = store.write(move |tx| actions::share(tx, (&phone, &token), card)).await;
    answered(&visitor, opened, shared).await
}

/// The card that came by post counts from now on, for whoever has read its serial from it.
pub(super) async fn arrived(
    visitor: Visitor,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, Problem> {
    let Some(opened) = opened(&visitor, &headers, Door::Own).await? else {
        return expired(&visitor, &headers, Door::Own);
    };
    let ((person, _), serial) = (meant(&fields), fields.get("serial").to_owned());
    let (phone, typed) = (opened.phone.clone(), serial.clone());
    let activate = move |tx: &mut Tx<'_>| actions::activate(tx, &phone, (person, &typed));
    let done = visitor.write_once((person, actions::ACTIVATE), &fields.once(), activate).await;
    let Err(problem) = done else { return Ok(to(PATH)) };
    let Some(refused) = problem.refused() else { return Err(problem) };
    let problem = Some(Message::from(refused));
    let back = Back { problem, serial: Some((person, serial)) };
    Ok(shown(&visitor, opened, back).await?.with_conflict().into_response())
}

/// The page again, with what stands there now. What was done already is done.
async fn answered(
    visitor: &Visitor,
    opened: Opened,
    outcome: Result<(), Stop>,
) -> Result<Response, Problem> {
    let Err(problem) = outcome.map_err(Problem::from) else { return Ok(to(PATH)) };
    match problem.refused() {
        Some(refused) if refused.is(CardsRefusal::SuspendedAlready) => Ok(to(PATH)),
        Some(refused) => {
            let why = Back { problem: Some(Message::from(refused)), serial: None };
            Ok(shown(visitor, opened, why).await?.with_conflict().into_response())
        }
        None => Err(problem),
    }
}

/// Who looked at the record of somebody who is shown on this phone: where, as what, when and why.
pub(super) async fn looks(
    visitor: Visitor,
    Path(person): Path<Uuid>,
    Query(behind): Query<Behind>,
    AtMine(Opened { phone, .. }): AtMine,
) -> Result<Response, Problem> {
    let (person, language): (PersonId, Language) = (Id::from_uuid(person), visitor.language());
    let before = behind.look();
    let found = visitor.read(move |view| {
        let held = reading::shown(view, &phone, person)?;
        let Some(held) = held.filter(|one| one.reach.hears_of_looks()) else { return Ok(None) };
        let numbers = registry::numbers_of(view, held.person.id)?;
        let records: Vec<PersonId> = numbers.iter().map(|(record, _)| *record).collect();
        let (looks, older) = seen_by(view, &records, before)?;
        let name = said::name_read(&held.person.details.name, language);
        let rows: Vec<LookRow> =
            looks.into_iter().map(|look| row(look, (numbers.as_slice(), language))).collect();
        Ok(Some((name, rows, older)))
    });
    let Some((name, looks, older)) = found.await? else { return Err(Problem::missing()) };
    account(&visitor, &[person]).await?;
    let address = format!("{PATH}/looks/{person}");
    let page = visitor.page(&LooksPage {
        shell: visitor.public_shell(),
        name,
        looks,
        older: older.map(|(at, id)| format!("{address}?at={}&id={id}", at.microseconds())),
        newest: before.map(|_| address),
    })?;
    Ok(page.into_response())
}

fn row(look: Seen, (numbers, language): (&[(PersonId, HealthId)], Language)) -> LookRow {
    let under = registry::under(numbers, look.person);
    let place = look.place.map(|names| language.pick(names.hindi, names.english));
    LookRow {
        at: numbers::date_time(look.at, language),
        place: place.unwrap_or_default(),
        roles: look.roles.into_iter().map(role_title).collect(),
        why: why_looked(&look.purpose),
        own: look.purpose == "PATRQT",
        under: under.map(|number| number.to_string()),
        reason: look.reason,
        refused: look.refused,
    }
}
