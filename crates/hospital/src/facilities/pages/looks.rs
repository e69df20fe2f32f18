//! Who looked at a person's record: what a resident is told who asks.

use super::acts;
use super::audit::{Cursor, name_partners};
use askama::Template;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use nabz_access::audit_reading::{self, Entry, WhoLooked, who_looked};
use nabz_access::{Names, Permit, Reason};
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::PersonId;
use nabz_kernel::names::Script;
use nabz_kernel::refusal::Refused;
use nabz_people::registry::index::{Number, Search};
use nabz_people::registry::model::{Banner, RegistryRefusal};
use nabz_people::registry::{self, search};
use nabz_store::Outcome;
use nabz_web::messages::say;
use nabz_web::{
    Desk, Fields, FormErrors, Language, Message, Page, Problem, Shell, filters, msg, numbers,
    role_title,
};
use std::sync::Arc;
use uuid::Uuid;

#[derive(Template)]
#[template(path = "facilities/pages/looks_of.html")]
struct OfWhomPage {
    shell: Shell,
    errors: FormErrors,
    typed: String,
}

#[derive(Template)]
#[template(path = "facilities/pages/looks.html")]
struct LooksPage {
    shell: Shell,
    name: String,
    health_id: String,
    rows: Vec<Row>,
    older: Option<String>,
    /// The same rows on paper.
    paper: String,
}

struct Row {
    at: String,
    who: Option<String>,
    roles: Vec<Message>,
    place: String,
    act: String,
    what: Option<Message>,
    why: Option<Message>,
    reason: Option<String>,
    /// The other number of theirs under which it happened.
    under: Option<Message>,
    glass: bool,
    refused: bool,
}

#[derive(Template)]
#[template(path = "facilities/pages/looks_paper.html")]
struct PaperPage {
    shell: Shell,
    hindi: String,
    english: String,
    health_id: String,
    on: Both,
    titles: Titles,
    rows: Vec<Line>,
    back: String,
}

/// The same words in both languages: whoever takes the paper home reads one of them.
struct Both {
    hindi: String,
    english: String,
}

struct Titles {
    page: Both,
    hint: Both,
    when: Both,
    place: Both,
    what: Both,
    why: Both,
    none: Both,
}

/// One look on paper.
struct Line {
    at: String,
    place: Both,
    roles: Both,
    what: Both,
    why: Both,
    reason: Option<String>,
    under: Option<Both>,
}

/// All numbers of a person, the asked one first.
type Numbers = Vec<(PersonId, HealthId)>;

/// Asks for a health ID, which is posted and never stands in an address.
pub(super) async fn of_whom(desk: Desk) -> Result<Page, Problem> {
    desk.permit::<WhoLooked>()?;
    ask(&desk, String::new(), FormErrors::default())
}

fn ask(desk: &Desk, typed: String, errors: FormErrors) -> Result<Page, Problem> {
    desk.page(&OfWhomPage { shell: desk.shell(), errors, typed })
}

/// Opens the list of the person whose health ID was typed or scanned. Whoever tries numbers in this way
/// is counted as at a counter, and slowed as there.
pub(super) async fn find(desk: Desk, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<WhoLooked>()?;
    let typed = fields.get("health_id").to_owned();
    let found = match HealthId::parse(&typed) {
        Ok(number) => holder(&desk, &permit, number).await?,
        Err(refused) => Err(refused),
    };
    match found {
        Ok(person) => Ok(Redirect::to(&format!("/who-looked/{person}")).into_response()),
        Err(refused) => {
            let mut errors = FormErrors::default();
            errors.add("health_id", &refused);
            Ok(ask(&desk, typed, errors)?.with_errors().into_response())
        }
    }
}

async fn holder(
    desk: &Desk,
    permit: &Permit<WhoLooked>,
    number: HealthId,
) -> Result<Result<PersonId, Refused>, Problem> {
    let (index, query) = (desk.app().part::<Search>()?, search::Query::HealthId(number));
    let tried = Some(Number::health_id(number));
    let admitted = index.admit(permit, desk.now());
    if let Err(refusal) = admitted.and_then(|()| index.admit_number(permit, tried, desk.now())) {
        return Ok(Err(refusal.into()));
    }
    let counts = Arc::clone(&index);
    let found = desk.read(move |view| search::find(&index, view, &query)).await?;
    counts.shown(permit, tried, found.len());
    let first = found.first().map(|candidate| candidate.person);
    Ok(first.ok_or_else(|| RegistryRefusal::NoSuchPerson.into()))
}

/// Who looked, newest first.
pub(super) async fn list(
    desk: Desk,
    Path(person): Path<Uuid>,
    Query(cursor): Query<Cursor>,
) -> Result<Page, Problem> {
    let (banner, numbers, found) = read(&desk, person, cursor.row()).await?;
    let language = desk.language();
    let script = language.pick(Script::Devanagari, Script::Roman);
    desk.page(&LooksPage {
        shell: desk.shell().at("/who-looked"),
        name: banner.name.preferring(script).to_owned(),
        health_id: banner.health_id.to_string(),
        rows: found.entries.into_iter().map(|entry| row(entry, &numbers, language)).collect(),
        older: found.older.map(|last| Cursor::address(&format!("/who-looked/{person}"), last)),
        paper: address(&format!("/who-looked/{person}/paper"), cursor.row()),
    })
}

/// The same rows for the person to take home, in both languages. It names no member of staff:
/// whoever gives the paper answers for them.
pub(super) async fn paper(
    desk: Desk,
    Path(person): Path<Uuid>,
    Query(cursor): Query<Cursor>,
) -> Result<Page, Problem> {
    let (banner, numbers, found) = read(&desk, person, cursor.row()).await?;
    let now = desk.now();
    desk.page(&PaperPage {
        shell: desk.shell().at("/who-looked"),
        hindi: banner.name.preferring(Script::Devanagari).to_owned(),
        english: banner.name.preferring(Script::Roman).to_owned(),
        health_id: banner.health_id.to_string(),
        on: Both {
            hindi: numbers::date_time(now, Language::Hindi),
            english: numbers::date_time(now, Language::English),
        },
        titles: Titles {
            page: both(&msg::facilities::looks_paper_title()),
            hint: both(&msg::facilities::looks_paper_hint()),
            when: both(&msg::facilities::when()),
            place: both(&msg::facilities::place()),
            what: both(&msg::facilities::looked_at_what()),
            why: both(&msg::facilities::looked_why()),
            none: both(&msg::facilities::looks_paper_none()),
        },
        rows: found.entries.into_iter().map(|entry| line(entry, &numbers)).collect(),
        back: address(&format!("/who-looked/{person}"), cursor.row()),
    })
}

/// One page of the looks at somebody, under whichever of their numbers; that this one looked is written
/// down too.
async fn read(
    desk: &Desk,
    person: Uuid,
    before: Option<audit_reading::Cursor>,
) -> Result<(Banner, Numbers, audit_reading::Page), Problem> {
    let (permit, person) = (desk.permit::<WhoLooked>()?, PersonId::from_uuid(person));
    let reading = permit.clone();
    let read = desk
        .read(move |view| {
            let numbers = registry::numbers_of(view, person)?;
            let records: Vec<PersonId> = numbers.iter().map(|(record, _)| *record).collect();
            let mut found = who_looked(view, &reading, &records, before)?;
            name_partners(view, &mut found.entries)?;
            Ok((registry::banner(view, person)?, numbers, found))
        })
        .await?;
    registry::shows_as_one(desk, &permit, person, Reason::Oversight).await?;
    Ok(read)
}

/// A page that begins where another one does.
fn address(path: &str, before: Option<audit_reading::Cursor>) -> String {
    before.map_or_else(|| path.to_owned(), |last| Cursor::address(path, last))
}

/// That a look was at a record of another number of theirs.
fn under(entry: &Entry, numbers: &[(PersonId, HealthId)]) -> Option<Message> {
    let number = registry::under(numbers, entry.row.patient?)?;
    Some(msg::registry::under_number(number.to_string().as_str()))
}

fn row(entry: Entry, numbers: &[(PersonId, HealthId)], language: Language) -> Row {
    let under = under(&entry, numbers);
    let pick = |names: Names| language.pick(names.hindi, names.english);
    Row {
        at: numbers::date_time(entry.row.at, language),
        who: entry.actor.map(pick),
        roles: entry.roles.into_iter().map(role_title).collect(),
        place: entry.place.map(pick).unwrap_or_default(),
        what: what(&entry.row.act).or_else(|| acts::act(&entry.row.act)),
        why: why(&entry.row.purpose),
        glass: entry.row.purpose == "BTG",
        refused: entry.row.outcome == Outcome::Refused,
        act: entry.row.act,
        reason: entry.reason,
        under,
    }
}

fn line(entry: Entry, numbers: &[(PersonId, HealthId)]) -> Line {
    let under = under(&entry, numbers).as_ref().map(both);
    let roles = |language| {
        let roles = entry.roles.iter().map(|role| say(&role_title(*role), language));
        roles.collect::<Vec<_>>().join(", ")
    };
    let why = match entry.row.outcome {
        Outcome::Refused => Some(msg::facilities::looked_in_vain()),
        Outcome::Done => why(&entry.row.purpose),
    };
    let other = msg::facilities::looked_other();
    Line {
        at: numbers::date_time(entry.row.at, Language::English),
        roles: Both { hindi: roles(Language::Hindi), english: roles(Language::English) },
        what: both(&what(&entry.row.act).or_else(|| acts::act(&entry.row.act)).unwrap_or(other)),
        why: why.as_ref().map_or_else(Both::nothing, both),
        place: entry.place.map_or_else(Both::nothing, |names| Both {
            hindi: names.hindi,
            english: names.english,
        }),
        reason: entry.reason,
        under,
    }
}

impl Both {
    const fn nothing() -> Self {
        Self { hindi: String::new(), english: String::new() }
    }
}

fn both(message: &Message) -> Both {
    Both { hindi: say(message, Language::Hindi), english: say(message, Language::English) }
}

/// What was shown, by the act that showed it.
fn what(act: &str) -> Option<Message> {
    match act {
        "chart.read" => Some(msg::facilities::looked_chart()),
        "exchange.read-record" => Some(msg::facilities::looked_fhir()),
        "registry.search" | "registry.check-phone" | "registry.register" => {
            Some(msg::facilities::looked_registration())
        }
        "apply.see-own" => Some(msg::facilities::looked_own()),
        "consent.read" => Some(msg::facilities::looked_consents()),
        "rights.read" | "rights.answer" => Some(msg::facilities::looked_rights()),
        "registry.decide-correction" => Some(msg::facilities::looked_correction()),
        "queue.issue-token" => Some(msg::facilities::looked_token()),
        "opd.print-prescription" => Some(msg::facilities::looked_prescription()),
        "pharmacy.dispense" => Some(msg::facilities::looked_pharmacy()),
        "pharmacy.reach-recipients" => Some(msg::facilities::looked_recall()),
        "access.who-looked" => Some(msg::facilities::looked_looks()),
        "emergency.read" => Some(msg::facilities::looked_emergency()),
        _ => None,
    }
}

fn why(purpose: &str) -> Option<Message> {
    match purpose {
        "TREAT" => Some(msg::facilities::looked_to_treat()),
        "BTG" => Some(msg::facilities::looked_through_glass()),
        "PATADMIN" => Some(msg::facilities::looked_at_counter()),
        "RECORDMGT" => Some(msg::facilities::looked_for_records()),
        "HOPERAT" => Some(msg::facilities::looked_to_oversee()),
        "PATSFTY" => Some(msg::facilities::looked_to_warn()),
        "PATRQT" => Some(msg::facilities::looked_themselves()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_purpose_of_a_look_has_words() {
        for purpose in Reason::PURPOSES {
            assert!(why(purpose).is_some(), "{purpose}");
        }
    }
}
