//! The page of a person's consents: what they are told, what they say, and all that they said.

pub(crate) mod guardian;
mod typed;

use super::actions::{self, ReadConsents, RecordConsent};
use super::model::{Answer, Notice, Purpose, Sensitive, Standing};
use super::{rules, store, words};
use crate::households::model::Role;
use crate::registry::model::{Banner, Person, RegistryRefusal};
use crate::registry::{self, Choice};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use guardian::{GuardianTyped, NamedChoice};
use nabz_access::audit_reading::WhoLooked;
use nabz_access::staff::names_of;
use nabz_access::{Names, Reason, facility_node, organisation};
use nabz_kernel::clock::Date;
use nabz_kernel::health_id::HealthId;
use nabz_kernel::ids::{FacilityId, Id, PersonId, StaffId};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::msg::consent as msg;
use nabz_web::{
    App, Desk, Fields, FormErrors, Language, OnceKey, Page, Problem, Shell, filters, numbers,
};
use serde::Deserialize;
use std::collections::HashMap;
use typed::Typed;
use uuid::Uuid;

/// The page, and where its answers are sent.
pub fn routes() -> Router<App> {
    Router::new().route("/people/{id}/consents", get(page).post(answer))
}

#[derive(Default, Deserialize)]
struct Opened {
    /// The purpose that was just answered.
    #[serde(default)]
    noted: String,
}

#[derive(Template)]
#[expect(clippy::struct_excessive_bools, reason = "one for each form; none excludes another")]
#[template(path = "consent/pages/consents.html")]
struct ConsentsPage {
    shell: Shell,
    id: Uuid,
    name: String,
    facts: Message,
    health_id: String,
    /// Where it says who looked, for those who may read that.
    looks: Option<String>,
    may_record: bool,
    once: OnceKey,
    shown_in: &'static str,
    errors: FormErrors,
    /// Why what was pressed could not be kept.
    problem: Option<Message>,
    typed: Typed,
    answerers: Vec<Choice>,
    /// Somebody may answer as a guardian.
    offers_guardian: bool,
    named_guardians: Vec<NamedChoice>,
    guardian: GuardianTyped,
    child: bool,
    /// Somebody speaks for the person whose name is typed.
    proxied: bool,
    cards: Vec<Card>,
    /// What was said under other numbers of the same person.
    others: Vec<UnderAnother>,
    history: Vec<Row>,
    earlier: Vec<Earlier>,
}

/// One purpose.
struct Card {
    word: &'static str,
    title: Message,
    state: Message,
    given: bool,
    /// How many answers the page has seen.
    seen: u32,
    notice: Option<Shown>,
    /// What was answered was answered under another notice than the one in force.
    renewed: bool,
    /// From which day on it is asked anew.
    until: Option<String>,
    /// Which sensitive categories are shared too.
    shares: Vec<Message>,
    /// Which could be.
    ticks: Vec<Choice>,
}

/// What was said under another number of the same person: it counts there alone, and can be taken back.
struct UnderAnother {
    person: Uuid,
    said: Message,
    answers: Vec<Said>,
}

/// Where one purpose stands there.
struct Said {
    word: &'static str,
    title: Message,
    state: Message,
    given: bool,
    seen: u32,
    /// The version of the notice in force; nothing where nobody has written one.
    notice: Option<u32>,
}

/// A notice in the language of the page, and in the other one.
struct Shown {
    version: u32,
    text: String,
    language: &'static str,
    other_text: String,
    other_language: &'static str,
    demonstration: bool,
}

/// A notice that is in force no longer, under which something was answered.
struct Earlier {
    title: Message,
    since: String,
    notice: Shown,
}

/// One answer.
struct Row {
    at: String,
    purpose: Message,
    said: Message,
    shares: Vec<Message>,
    by: Message,
    how: Message,
    notice: Message,
    asker: String,
    place: String,
}

/// What a page is about.
struct Loaded {
    person: Person,
    /// Those who were named for a child and answer for it today.
    named: Vec<(Person, Role)>,
    notices: Vec<Notice>,
    answers: Vec<Answer>,
    askers: HashMap<StaffId, Names>,
    places: HashMap<FacilityId, Names>,
    /// Where each purpose stands under other numbers of theirs, as far as something was said there.
    others: Vec<Standings>,
}

/// One of their records, its number, and where each purpose stands there.
type Standings = (PersonId, HealthId, Vec<(Purpose, Standing)>);

async fn page(
    desk: Desk,
    Path(id): Path<Uuid>,
    Query(opened): Query<Opened>,
) -> Result<Page, Problem> {
    let mut page = view(&desk, id, None).await?;
    if let Some(purpose) = Purpose::of_word(&opened.noted) {
        page.shell = page.shell.toast(msg::noted(words::purpose(purpose)), None);
    }
    desk.page(&page)
}

/// Keeps an answer, or shows the page again with what is wrong and all that was typed.
async fn answer(desk: Desk, Path(id): Path<Uuid>, fields: Fields) -> Result<Response, Problem> {
    let permit = desk.permit::<RecordConsent>()?;
    let (typed, mut errors) = (Typed::sent(&fields), FormErrors::default());
    let person: PersonId = Id::from_uuid(id);
    let named = desk.read(move |view| named(view, person)).await?;
    let Some(asked) = typed.asked((person, &named), &fields, &mut errors) else {
        let again = ConsentsPage { errors, ..view(&desk, id, Some(typed)).await? };
        return Ok(desk.page(&again)?.with_errors().into_response());
    };
    let (once, purpose) = (fields.once(), asked.purpose.word());
    let keep = move |tx: &mut Tx<'_>, permit: &_| actions::answer(tx, permit, &asked).map(drop);
    let Err(problem) = desk.write_once(permit, &once, keep).await else {
        // What was taken back under another number was taken back from the page of the one that
        // goes on.
        let goes_on = desk.read(move |view| registry::goes_on(view, person)).await?;
        let to = format!("/people/{goes_on}/consents?noted={purpose}");
        return Ok(Redirect::to(&to).into_response());
    };
    let Some(refused) = problem.refused().filter(|refused| refused.code.starts_with("CNS")) else {
        return Err(problem);
    };
    let (problem, kind) = (Some(Message::from(refused)), refused.kind);
    let again = ConsentsPage { problem, ..view(&desk, id, Some(typed)).await? };
    Ok(desk.page(&again)?.refused(kind).into_response())
}

/// Reads what a page is about, and writes down whom it shows.
async fn view(desk: &Desk, id: Uuid, typed: Option<Typed>) -> Result<ConsentsPage, Problem> {
    let (permit, person): (_, PersonId) = (desk.permit::<ReadConsents>()?, Id::from_uuid(id));
    let loaded = desk.read(move |view| load(view, person)).await?;
    registry::shows_as_one(desk, &permit, person, Reason::Counter).await?;
    for (guardian, _) in &loaded.named {
        desk.shows(&permit, guardian.id, Reason::Counter).await?;
    }
    Ok(ConsentsPage::of(desk, &loaded, typed))
}

/// Those who were named for a child and answer for it today.
fn named(view: &mut Tx<'_>, person: PersonId) -> Result<Vec<(Person, Role)>, Stop> {
    let person = registry::person(view, person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    super::guardians(view, &person)
}

fn load(view: &mut Tx<'_>, person: PersonId) -> Result<Loaded, Stop> {
    let person = registry::person(view, person)?.ok_or(RegistryRefusal::NoSuchPerson)?;
    let mut notices = Vec::new();
    for purpose in Purpose::ALL {
        notices.extend(store::notices(view, *purpose)?);
    }
    let answers = store::of_person(view, person.id)?;
    let mut asked_by: Vec<StaffId> = Vec::new();
    let mut places: HashMap<FacilityId, Names> = HashMap::new();
    for answer in &answers {
        if !asked_by.contains(&answer.asked_by) {
            asked_by.push(answer.asked_by);
        }
        if !places.contains_key(&answer.facility) {
            let node = organisation::node(view, facility_node(answer.facility))?;
            places.extend(node.map(|node| (answer.facility, node.names)));
        }
    }
    let askers = names_of(view, &asked_by)?;
    let (named, others) = (super::guardians(view, &person)?, others(view, person.id)?);
    Ok(Loaded { person, named, notices, answers, askers, places, others })
}

fn others(view: &mut Tx<'_>, person: PersonId) -> Result<Vec<Standings>, Stop> {
    let mut others = Vec::new();
    for (record, number) in registry::numbers_of(view, person)?.into_iter().skip(1) {
        let mut said = Vec::new();
        for purpose in Purpose::ALL.iter().copied() {
            let standing = super::standing(view, record, purpose)?;
            said.extend(standing.last().is_some().then_some((purpose, standing)));
        }
        if !said.is_empty() {
            others.push((record, number, said));
        }
    }
    Ok(others)
}

impl ConsentsPage {
    fn of(desk: &Desk, loaded: &Loaded, typed: Option<Typed>) -> Self {
        let (person, language) = (&loaded.person, desk.language());
        let (today, script) = (desk.today(), registry::words::script(language));
        let (banner, is_child) =
            (Banner::of(person, today), rules::is_child(person.details.birth, today));
        let typed = typed.unwrap_or_else(|| {
            let sharing = loaded.standing(Purpose::RecordSharing, today);
            Typed::opening((person, &loaded.named), &sharing, (today, script))
        });
        let card = |purpose: &Purpose| {
            let standing = loaded.standing(*purpose, today);
            Card::of((*purpose, &standing), loaded, (&typed, language))
        };
        Self {
            shell: desk.shell(),
            id: person.id.uuid(),
            name: banner.name.preferring(script).to_owned(),
            facts: registry::words::facts(&banner),
            health_id: banner.health_id.to_string(),
            looks: desk.may::<WhoLooked>().then(|| format!("/who-looked/{}", person.id)),
            may_record: desk.may::<RecordConsent>(),
            once: OnceKey::draw(),
            shown_in: language.code(),
            errors: FormErrors::default(),
            problem: None,
            answerers: typed.answerers(is_child),
            offers_guardian: is_child != Some(false),
            named_guardians: typed.guardian.offered(&loaded.named, language),
            guardian: typed.guardian.clone(),
            child: is_child == Some(true),
            proxied: typed.is_proxied(),
            cards: Purpose::ALL.iter().map(card).collect(),
            others: loaded.others(),
            history: loaded.history(language),
            earlier: loaded.earlier(language),
            typed,
        }
    }
}

impl Loaded {
    fn last(&self, purpose: Purpose) -> Option<&Answer> {
        self.answers.iter().rfind(|answer| answer.purpose == purpose)
    }

    fn standing(&self, purpose: Purpose, today: Date) -> Standing {
        rules::standing(self.last(purpose).cloned(), self.person.details.birth, today)
    }

    /// What is in force for a purpose.
    fn notice(&self, purpose: Purpose) -> Option<&Notice> {
        self.notices.iter().find(|notice| notice.text.purpose == purpose)
    }

    /// What stands under other numbers of the same person.
    fn others(&self) -> Vec<UnderAnother> {
        let said = |(purpose, standing): &(Purpose, Standing)| Said {
            word: purpose.word(),
            title: words::purpose(*purpose),
            state: words::standing(standing),
            given: matches!(standing, Standing::Given(_)),
            seen: standing.last().map_or(0, |last| last.number),
            notice: self.notice(*purpose).map(|notice| notice.version),
        };
        let others = self.others.iter().map(|(record, number, answers)| UnderAnother {
            person: record.uuid(),
            said: nabz_web::msg::registry::under_number(number.to_string().as_str()),
            answers: answers.iter().map(said).collect(),
        });
        others.collect()
    }

    /// The latest first.
    fn history(&self, language: Language) -> Vec<Row> {
        let mut answers: Vec<&Answer> = self.answers.iter().collect();
        answers.sort_by_key(|answer| std::cmp::Reverse((answer.at, answer.number)));
        let name = |names: Option<&Names>| {
            let name = names.map(|names| language.pick(&names.hindi, &names.english).to_owned());
            name.unwrap_or_default()
        };
        let row = |answer: &Answer| Row {
            at: numbers::date_time(answer.at, language),
            purpose: words::purpose(answer.purpose),
            said: words::said(&answer.said),
            shares: shared(answer.shares()),
            by: words::by(&answer.by),
            how: words::how(answer),
            notice: msg::version(answer.notice),
            asker: name(self.askers.get(&answer.asked_by)),
            place: name(self.places.get(&answer.facility)),
        };
        answers.into_iter().map(row).collect()
    }

    /// Notices under which something was answered, and that are in force no longer.
    fn earlier(&self, language: Language) -> Vec<Earlier> {
        let in_force = |notice: &Notice| self.notice(notice.text.purpose) == Some(notice);
        let answered = |notice: &Notice| {
            self.answers.iter().any(|answer| {
                answer.purpose == notice.text.purpose && answer.notice == notice.version
            })
        };
        let earlier = self.notices.iter().filter(|one| !in_force(one) && answered(one));
        let shown = |notice: &Notice| Earlier {
            title: words::purpose(notice.text.purpose),
            since: numbers::date(notice.since.date_in_india(), language),
            notice: Shown::of(notice, language),
        };
        earlier.map(shown).collect()
    }
}

impl Card {
    fn of(
        (purpose, standing): (Purpose, &Standing),
        loaded: &Loaded,
        (typed, language): (&Typed, Language),
    ) -> Self {
        let (last, notice) = (standing.last(), loaded.notice(purpose));
        let given = matches!(standing, Standing::Given(_));
        let under_another =
            |notice: &Notice| last.is_some_and(|last| last.notice != notice.version);
        let stands = last.filter(|_| given);
        let until = stands.and_then(Answer::until);
        Self {
            word: purpose.word(),
            title: words::purpose(purpose),
            state: words::standing(standing),
            given,
            seen: last.map_or(0, |last| last.number),
            notice: notice.map(|notice| Shown::of(notice, language)),
            renewed: notice.is_some_and(under_another),
            until: until.map(|day| numbers::date(day, language)),
            shares: stands.map(|stands| shared(stands.shares())).unwrap_or_default(),
            ticks: match purpose {
                Purpose::RecordSharing => typed.categories(),
                Purpose::HealthCard | Purpose::SurveyHealth | Purpose::Research | Purpose::Sms => {
                    Vec::new()
                }
            },
        }
    }
}

impl Shown {
    fn of(notice: &Notice, language: Language) -> Self {
        let other = language.other();
        Self {
            version: notice.version,
            text: notice.text.in_language(language).to_owned(),
            language: language.code(),
            other_text: notice.text.in_language(other).to_owned(),
            other_language: other.code(),
            demonstration: notice.text.demonstration,
        }
    }
}

fn shared(categories: &[Sensitive]) -> Vec<Message> {
    categories.iter().copied().map(words::sensitive).collect()
}
