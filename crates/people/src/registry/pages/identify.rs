//! Who somebody turns out to be: new details, or somebody on record; taking a link back; and
//! whether they can come again.

use super::admitted;
use super::corrections::{Cell, Row};
use super::details::{Choice, DetailsForm};
use super::person::{back, shown, view};
use crate::registry::actions::{
    self, IdentifyPerson, LinkPersons, Meant, RecordLife, SearchRegistry,
};
use crate::registry::index::{Number, Search};
use crate::registry::model::{Life, Pair, Person, RegistryRefusal};
use crate::registry::search::{self, Candidate, Query};
use crate::registry::{rules, store, words};
use axum::extract::Path;
use axum::response::{IntoResponse, Response};
use nabz_access::{Act, Permit};
use nabz_kernel::birth::BirthDate;
use nabz_kernel::clock::Date;
use nabz_kernel::ids::{Id, PersonId};
use nabz_kernel::refusal::{Kind, Refused};
use nabz_store::{Stop, Tx};
use nabz_web::messages::say;
use nabz_web::msg::registry as msg;
use nabz_web::{Desk, Fields, FormErrors, Language, OnceKey, Problem};
use std::sync::Arc;
use uuid::Uuid;

/// Who of those on record may be meant.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) typed: String,
    pub(crate) asked: bool,
    pub(crate) reason: String,
    /// The records of the two exclude one another, so that whoever says that they are one has to have
    /// compared them.
    pub(crate) excludes: bool,
    pub(crate) rows: Vec<FoundRow>,
}

pub(crate) struct FoundRow {
    pub(crate) person: Uuid,
    /// The two records, as an address says them.
    pub(crate) pair: String,
    pub(crate) name: String,
    pub(crate) facts: String,
    pub(crate) health_id: String,
}

impl FoundRow {
    fn of(candidate: &Candidate, (beside, language): (PersonId, Language)) -> Self {
        let script = words::script(language);
        let pair = Pair::of(beside, candidate.person).map(String::from);
        let sex = candidate.sex.map(words::sex);
        let age = candidate.age.map(|age| words::age(age, candidate.age_estimated));
        let guardian = candidate.guardian.as_ref().map(|guardian| {
            let name = words::name_read(&guardian.name, language);
            words::guardian(guardian.relation, candidate.sex, &name)
        });
        let said = [sex, age, guardian].into_iter().flatten();
        let mut facts: Vec<String> = said.map(|fact| say(&fact, language)).collect();
        facts.extend(candidate.locality.clone());
        Self {
            person: candidate.person.uuid(),
            pair: pair.unwrap_or_default(),
            name: candidate.name.preferring(script).to_owned(),
            facts: facts.join(" · "),
            health_id: candidate.health_id.to_string(),
        }
    }
}

/// Looks for somebody on record who may be this person.
pub(super) async fn find(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let loaded = shown(&desk, id).await?;
    let mut page = view(&desk, &loaded);
    page.found = found_by(&desk, id, &fields).await?;
    Ok(desk.page(&page)?.into_response())
}

/// Whom what was typed may mean, but the person themselves.
pub(crate) async fn found_by(desk: &Desk, id: Uuid, fields: &Fields) -> Result<Found, Problem> {
    let typed = fields.get("q").to_owned();
    let reason = fields.get("reason").to_owned();
    if typed.is_empty() {
        return Ok(Found { reason, ..Found::default() });
    }
    let (search, query) = (admitted(desk)?, Query::parse(&typed, desk.today()));
    let permit = desk.permit::<SearchRegistry>()?;
    let number = Number::of(&query);
    search.admit_number(&permit, number, desk.now()).map_err(Refused::from)?;
    let index = Arc::clone(&search);
    let mut found = desk.read(move |view| search::find(&index, view, &query)).await?;
    search.shown(&permit, number, found.len());
    found.retain(|candidate| candidate.person.uuid() != id);
    if let Some(first) = found.first() {
        desk.shows(&permit, first.person, nabz_access::Reason::Counter).await?;
    }
    let beside = (PersonId::from_uuid(id), desk.language());
    let rows = found.iter().map(|candidate| FoundRow::of(candidate, beside)).collect();
    Ok(Found { typed, asked: true, reason, rows, ..Found::default() })
}

/// Says who an unknown person is.
pub(super) async fn identify(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<IdentifyPerson>()?;
    let person: PersonId = Id::from_uuid(id);
    if !fields.get("same_as").is_empty() {
        let meant = Meant::SameAs {
            person: other_of(&fields)?,
            reason: fields.get("reason").to_owned(),
            compared: says_compared(&fields),
        };
        let joined = once(&desk, (permit, fields.once()), move |tx, permit| {
            actions::identify(tx, permit, person, &meant).map(drop)
        });
        return answer(&desk, id, (joined.await, &fields)).await;
    }
    let loaded = shown(&desk, id).await?;
    let (form, mut errors) = (DetailsForm::typed(&fields), FormErrors::default());
    let Some(details) = form.details(desk.today(), &loaded.person.details, &mut errors) else {
        let mut again = view(&desk, &loaded);
        (again.form, again.errors) = (form, errors);
        return Ok(desk.page(&again)?.with_errors().into_response());
    };
    let meant = Meant::Somebody(Box::new(details));
    let named = once(&desk, (permit, fields.once()), move |tx, permit| {
        actions::identify(tx, permit, person, &meant).map(drop)
    });
    let named = named.await;
    if named.is_ok() {
        learn(&desk, person).await?;
    }
    answer(&desk, id, (named, &fields)).await
}

/// Takes back that two records are of one person, and says why.
pub(super) async fn unlink(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<LinkPersons>()?;
    let why = fields.get("why").to_owned();
    let undone = once(&desk, (permit, fields.once()), move |tx, permit| {
        actions::unlink(tx, permit, Id::from_uuid(id), &why)
    });
    answer(&desk, id, (undone.await, &fields)).await
}

/// Notes a death, a move, or that somebody is back.
pub(super) async fn record_life(
    desk: Desk,
    Path(id): Path<Uuid>,
    fields: Fields,
) -> Result<Response, Problem> {
    let permit = desk.permit::<RecordLife>()?;
    let life = match life_of(&fields, desk.today()) {
        Ok(life) => life,
        Err(refused) => return wrong_life(&desk, id, (&refused, &fields)).await,
    };
    let seen = fields.version();
    let noted = once(&desk, (permit, fields.once()), move |tx, permit| {
        actions::record_life(tx, permit, (Id::from_uuid(id), seen), life).map(drop)
    });
    let noted = noted.await;
    match noted.as_ref().err().and_then(Problem::refused) {
        Some(refused) if refused.kind == Kind::Rule => {
            overtaken(&desk, id, (refused, &fields, life)).await
        }
        Some(refused) => wrong_life(&desk, id, (refused, &fields)).await,
        None => answer(&desk, id, (noted, &fields)).await,
    }
}

/// Somebody else was quicker: both sides are shown, and what was typed can be sent again.
async fn overtaken(
    desk: &Desk,
    id: Uuid,
    (refused, fields, wanted): (&Refused, &Fields, Life),
) -> Result<Response, Problem> {
    let loaded = shown(desk, id).await?;
    let mut page = view(desk, &loaded);
    let (version, on_record) = (loaded.person.version.to_string(), loaded.person.life);
    let differs = sides(on_record, wanted);
    page.life = LifeForm { version, differs, ..LifeForm::again(fields, refused) };
    Ok(desk.page(&page)?.with_conflict().into_response())
}

async fn wrong_life(
    desk: &Desk,
    id: Uuid,
    (refused, fields): (&Refused, &Fields),
) -> Result<Response, Problem> {
    let loaded = shown(desk, id).await?;
    let mut page = view(desk, &loaded);
    page.life = LifeForm::again(fields, refused);
    Ok(desk.page(&page)?.with_errors().into_response())
}

async fn once<A: Act + 'static>(
    desk: &Desk,
    (permit, key): (Permit<A>, OnceKey),
    action: impl FnMut(&mut Tx<'_>, &Permit<A>) -> Result<(), Stop> + Send + 'static,
) -> Result<(), Problem> {
    desk.write_once(permit, &key, action).await
}

/// Back to the page; a refusal is said on it, and who was found stays in sight.
async fn answer(
    desk: &Desk,
    id: Uuid,
    (outcome, fields): (Result<(), Problem>, &Fields),
) -> Result<Response, Problem> {
    let Err(problem) = outcome else { return Ok(back(id).into_response()) };
    let Some(refused) = problem.refused() else { return Err(problem) };
    let loaded = shown(desk, id).await?;
    let mut page = view(desk, &loaded);
    page.notice = Some(refused.into());
    page.found = found_by(desk, id, fields).await?;
    page.found.excludes = refused.code == Refused::from(RegistryRefusal::InConflict).code;
    fields.get("why").clone_into(&mut page.parting);
    Ok(desk.page(&page)?.with_conflict().into_response())
}

/// Searches of this process know the new name at once; others follow within seconds.
pub(super) async fn learn(desk: &Desk, person: PersonId) -> Result<(), Problem> {
    let search = desk.app().part::<Search>()?;
    if let Some(named) = desk.read(move |view| store::person(view, person)).await? {
        search.learn(&named);
    }
    Ok(())
}

/// The other record of a form that says that two are one.
pub(super) fn other_of(fields: &Fields) -> Result<PersonId, Problem> {
    let id = fields.get("same_as").parse::<Uuid>();
    id.map(Id::from_uuid).map_err(|_| Refused::from(RegistryRefusal::NoSuchPerson).into())
}

/// Whether whoever sends a form says that they have compared two records that exclude one another.
pub(super) fn says_compared(fields: &Fields) -> bool {
    fields.get("compared") == "yes"
}

/// Whether somebody can come again, as typed.
pub(super) struct LifeForm {
    /// Of the record, as the page saw it.
    pub(super) version: String,
    pub(super) choices: Vec<Choice>,
    pub(super) on: String,
    pub(super) errors: FormErrors,
    /// What is on record by now beside what is wanted, when somebody else was quicker.
    pub(super) differs: Vec<Row>,
}

const LIVING: &str = "living";
const DECEASED: &str = "deceased";
const MOVED: &str = "moved";

impl LifeForm {
    pub(super) fn of(person: &Person) -> Self {
        let (word, on) = parts(person.life);
        Self {
            version: person.version.to_string(),
            choices: lives(word),
            on: on.map(|day| day.to_string()).unwrap_or_default(),
            errors: FormErrors::default(),
            differs: Vec::new(),
        }
    }

    /// What was typed, with why not. It saw what it saw, and keeps the version it came with.
    fn again(fields: &Fields, refused: &Refused) -> Self {
        let mut errors = FormErrors::default();
        errors.add("on", refused);
        Self {
            version: fields.get("version").to_owned(),
            choices: lives(fields.get("life")),
            on: fields.get("on").to_owned(),
            errors,
            differs: Vec::new(),
        }
    }
}

/// The word of a form, and the day.
fn parts(life: Life) -> (&'static str, Option<Date>) {
    match life {
        Life::Living => (LIVING, None),
        Life::Deceased { on } => (DECEASED, on),
        Life::Moved { on } => (MOVED, on),
    }
}

/// What is on record by now and what is wanted, with their days.
fn sides(on_record: Life, wanted: Life) -> Vec<Row> {
    let state = |life| Cell::Said(words::life(life).unwrap_or_else(msg::life_living));
    let day = |life| parts(life).1.map_or(Cell::Nothing, |day| Cell::Text(day.to_string()));
    vec![
        Row { label: msg::life_title(), before: state(on_record), after: state(wanted) },
        Row { label: msg::life_on(), before: day(on_record), after: day(wanted) },
    ]
}

fn lives(chosen: &str) -> Vec<Choice> {
    let said = [
        (LIVING, msg::life_living()),
        (DECEASED, msg::life_deceased()),
        (MOVED, msg::life_moved()),
    ];
    said.into_iter().map(|(word, said)| Choice { word, said, chosen: word == chosen }).collect()
}

/// The day may be left out; somebody who lives here has none.
fn life_of(fields: &Fields, today: Date) -> Result<Life, Refused> {
    let on = match fields.get("on") {
        "" => None,
        // A day that has not come is refused by the rule that says so, and not as a birth.
        typed => {
            let later = Date::from_days(today.days() + DAYS_A_YEAR);
            Some(BirthDate::parse(typed, later)?.whole_day()?)
        }
    };
    let life = match fields.get("life") {
        LIVING => Life::Living,
        DECEASED => Life::Deceased { on },
        MOVED => Life::Moved { on },
        _ => return Err(RegistryRefusal::NoSuchChoice.into()),
    };
    rules::happened(life, today)?;
    Ok(life)
}

const DAYS_A_YEAR: i64 = 366;
