//! The triage desk: who was not measured yet, and the form for one set of signs.

mod worklist;

use super::actions::{self, TakeVitals};
use super::model::{
    BeatsAMinute, BreathsAMinute, Centimetres, Consciousness, Kilograms, LitresAMinute,
    MilligramsADecilitre, MillimetresOfMercury, Oxygen, Percent, SaturationScale, Signs, Standing,
    Taking, TriageRefusal, Urgency, Vitals, VitalsId,
};
use super::readings::{Reading, readings, unscored, urgency};
use super::{pregnant, rules, sets, store};
use crate::chart::ReadChart;
use crate::chart::banner::BannerView;
use crate::queue::model::{Token, TokenId};
use crate::{allergies, emergency, queue};
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use nabz_access::relations::must_be_related;
use nabz_access::{Role, Why};
use nabz_kernel::refusal::Refused;
use nabz_people::registry;
use nabz_people::registry::model::{Banner, Sex};
use nabz_store::{Stop, Tx};
use nabz_web::messages::Message;
use nabz_web::{
    App, Desk, Fields, FormErrors, Language, OnceKey, Page, Problem, Section, Shell, filters, msg,
    numbers,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Every route of triage.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/triage", get(worklist::show))
        .route("/triage/{visit}", get(show).post(record))
        .route("/triage/{visit}/withdraw/{set}", post(withdraw))
}

/// Triage's entry of the menu.
pub const SECTION: Section = Section {
    path: "/triage",
    title: msg::triage::section,
    roles: &[Role::TriageNurse],
    order: 10,
};

#[derive(Template)]
#[template(path = "triage/pages/form.html")]
struct VitalsPage {
    shell: Shell,
    banner: BannerView,
    visit: Uuid,
    /// What counts now, where more than one set makes it up.
    standing: Vec<Reading>,
    sets: Vec<Taken>,
    scale_two: bool,
    /// How NEWS2 takes somebody of this age, where that is not plain.
    by_age: Option<Message>,
    may_be_pregnant: bool,
    typed: Typed,
    errors: FormErrors,
    once: String,
}

/// A set that was taken at this visit.
struct Taken {
    id: Uuid,
    at: String,
    readings: Vec<Reading>,
    red: bool,
    unscored: bool,
    signs: Message,
}

impl Taken {
    fn of(set: &Vitals, alone: &Standing) -> Self {
        Self {
            id: set.id.uuid(),
            at: numbers::clock_time(set.taken_at),
            readings: readings(alone),
            red: alone.urgency == Urgency::Red,
            unscored: unscored(alone).is_some(),
            signs: urgency(Some(alone)),
        }
    }
}

/// What was typed, field by field; it comes back with every mistake.
struct Typed(HashMap<&'static str, String>);

const FIELDS: [&str; 14] = [
    "temperature",
    "unit",
    "pulse",
    "systolic",
    "diastolic",
    "saturation",
    "oxygen",
    "flow",
    "respiration",
    "awake",
    "weight",
    "height",
    "sugar",
    "pregnant",
];

impl Typed {
    /// The fields of a form that nobody has filled in yet.
    fn begun(expecting: bool) -> Self {
        Self(expecting.then(|| ("pregnant", "yes".to_owned())).into_iter().collect())
    }

    fn of(fields: &Fields) -> Self {
        Self(FIELDS.iter().map(|name| (*name, fields.get(name).to_owned())).collect())
    }

    fn get(&self, name: &str) -> &str {
        self.0.get(name).map_or("", String::as_str)
    }

    fn is(&self, name: &str, value: &str) -> bool {
        self.get(name) == value
    }
}

async fn show(desk: Desk, Path(visit): Path<Uuid>) -> Result<Page, Problem> {
    form(&desk, visit, None, FormErrors::default()).await
}

/// What the form shows beside its fields.
struct Loaded {
    banner: BannerView,
    standing: Vec<Reading>,
    sets: Vec<Taken>,
    scale_two: bool,
    by_age: Option<Message>,
    may_be_pregnant: bool,
    expecting: bool,
}

/// The form. `typed` is what came back with a mistake; without it the form begins with what the
/// last set said about the person.
async fn form(
    desk: &Desk,
    visit: Uuid,
    typed: Option<Typed>,
    errors: FormErrors,
) -> Result<Page, Problem> {
    let permit = desk.permit::<TakeVitals>()?;
    let (at, me, language) = (desk.facility(), desk.staff(), desk.language());
    let (person, why, loaded) = desk
        .read(move |view| {
            let token = queue::token(view, at, TokenId::from_uuid(visit))?;
            let token = token.filter(|token| permit.reaches(token.unit));
            let token = token.ok_or(TriageRefusal::NoSuchVisit)?;
            let why = must_be_related(view, me, token.person)?;
            Ok((token.person, why, load(view, (&token, why), language)?))
        })
        .await?;
    registry::shows_as_one(desk, &desk.permit::<ReadChart>()?, person, why).await?;
    let Loaded { banner, standing, sets, scale_two, by_age, may_be_pregnant, expecting } = loaded;
    let typed = typed.unwrap_or_else(|| Typed::begun(expecting));
    desk.page(&VitalsPage {
        shell: desk.shell().at("/triage"),
        banner,
        visit,
        standing,
        sets,
        scale_two,
        by_age,
        may_be_pregnant,
        typed,
        errors,
        once: OnceKey::draw().to_string(),
    })
}

fn load(
    view: &mut Tx<'_>,
    (token, why): (&Token, Why),
    language: Language,
) -> Result<Loaded, Stop> {
    let (allergic, closed) = allergies::seen(view, (token.person, Some(why)))?;
    let person = registry::banner(view, token.person)?;
    let expecting = pregnant(view, token.facility, token.person)?;
    let counting = sets(view, token.facility, &[token])?.remove(&token.id).unwrap_or_default();
    let own: Vec<&Vitals> = counting.iter().filter(|set| set.visit == token.id).collect();
    let alone = |set: &Vitals| {
        let alone = rules::standing(std::slice::from_ref(set), person.age)?;
        Some(Taken::of(set, &alone))
    };
    // One set is what stands; the strip on top would say it twice.
    let told = counting.len() > 1 || own.is_empty();
    let together = rules::standing(&counting, person.age).filter(|_| told);
    Ok(Loaded {
        banner: BannerView::of(&person, language)
            .also(msg::opd::token_fact(token.number.to_string()))
            .flag(expecting.then(msg::triage::pregnant))
            .flag(closed.then(msg::chart::allergy_masked))
            .chips(emergency::chips(view, (token.person, Some(why)), language)?)
            .allergies(allergies::words::shown(allergic, language)),
        standing: together.as_ref().map(readings).unwrap_or_default(),
        sets: own.into_iter().filter_map(alone).collect(),
        scale_two: store::scale_of(view, token.person)? == SaturationScale::Two,
        by_age: by_age(&person),
        may_be_pregnant: person.sex != Some(Sex::Male),
        expecting,
    })
}

/// A child is not scored, and somebody whose age nobody knows is scored as an adult: the nurse
/// reads it before they rely on it.
fn by_age(person: &Banner) -> Option<Message> {
    match person.age {
        None => Some(msg::triage::age_unknown()),
        Some(age) if age.years() < rules::NEWS2_YEARS_MIN => {
            Some(msg::triage::child_hint(rules::NEWS2_YEARS_MIN))
        }
        Some(_) => None,
    }
}

/// Writes a set down, or sends the form back with every mistake beside its field.
async fn record(desk: Desk, Path(visit): Path<Uuid>, fields: Fields) -> Result<Response, Problem> {
    let typed = Typed::of(&fields);
    let mut errors = FormErrors::default();
    let signs = signs_of(&typed, &mut errors);
    if !errors.is_empty() {
        return Ok(form(&desk, visit, Some(typed), errors).await?.with_errors().into_response());
    }
    let taking =
        Taking { visit: TokenId::from_uuid(visit), pregnant: typed.is("pregnant", "yes"), signs };
    let permit = desk.permit::<TakeVitals>()?;
    let taken = desk
        .write_once(permit, &fields.once(), move |tx, permit| {
            actions::record_vitals(tx, permit, &taking).map(|set| set.id)
        })
        .await;
    match taken {
        Ok(_) => Ok(Redirect::to("/triage").into_response()),
        Err(problem) => {
            let Some(refused) = problem.refused() else { return Err(problem) };
            let mut errors = FormErrors::default();
            errors.add("temperature", &refused.clone());
            Ok(form(&desk, visit, Some(typed), errors).await?.with_errors().into_response())
        }
    }
}

/// Takes back a set that was typed wrongly, and shows the form for the right one.
async fn withdraw(
    desk: Desk,
    Path((visit, set)): Path<(Uuid, Uuid)>,
    fields: Fields,
) -> Result<Redirect, Problem> {
    let (permit, set) = (desk.permit::<TakeVitals>()?, VitalsId::from_uuid(set));
    desk.write_once(permit, &fields.once(), move |tx, permit| {
        let found = store::vitals(tx, permit.facility(), set)?;
        let here = found.filter(|found| found.visit == TokenId::from_uuid(visit));
        must_be_related(tx, permit.staff(), here.ok_or(TriageRefusal::NoSuchSet)?.person)?;
        actions::withdraw_vitals(tx, permit, set).map(|set| set.id)
    })
    .await?;
    Ok(Redirect::to(&format!("/triage/{visit}")))
}

/// What the page calls a field. The list of mistakes stands far above it, and several fields have
/// the same range.
fn called(field: &str) -> Message {
    match field {
        "systolic" => msg::triage::systolic(),
        "diastolic" => msg::triage::diastolic(),
        "pulse" => msg::triage::pulse(),
        "temperature" => msg::triage::temperature(),
        "unit" => msg::triage::temperature_unit(),
        "saturation" => msg::triage::saturation_percent(),
        "oxygen" => msg::triage::oxygen(),
        "flow" => msg::triage::flow(),
        "respiration" => msg::triage::respiration(),
        "awake" => msg::triage::awake(),
        "weight" => msg::triage::weight(),
        "height" => msg::triage::height(),
        "sugar" => msg::triage::sugar(),
        _ => msg::triage::section(),
    }
}

/// Keeps a reading, or notes with the name of its field why it cannot be.
fn kept<T>(
    errors: &mut FormErrors,
    field: &'static str,
    parsed: Result<T, TriageRefusal>,
) -> Option<T> {
    let refused = match parsed {
        Ok(read) => return Some(read),
        Err(refusal) => Refused::from(refusal),
    };
    errors.add(field, msg::triage::of_field(called(field), Message::from(&refused)));
    None
}

/// Notes that a list was answered with what it does not offer: a guess could hide a sign.
fn offered<T>(errors: &mut FormErrors, field: &'static str) -> Option<T> {
    kept(errors, field, Err(TriageRefusal::NoSuchChoice))
}

fn signs_of(typed: &Typed, errors: &mut FormErrors) -> Signs {
    type Parse<T> = fn(&str) -> Result<T, TriageRefusal>;
    fn read<T>(
        typed: &Typed,
        errors: &mut FormErrors,
        field: &'static str,
        parse: Parse<T>,
    ) -> Option<T> {
        let text = typed.get(field);
        if text.is_empty() { None } else { kept(errors, field, parse(text)) }
    }
    let temperature = match typed.get("unit") {
        "C" => read(typed, errors, "temperature", rules::celsius),
        "" | "F" => read(typed, errors, "temperature", rules::fahrenheit),
        _ => offered(errors, "unit"),
    };
    let systolic = read(typed, errors, "systolic", MillimetresOfMercury::parse);
    let diastolic = read(typed, errors, "diastolic", MillimetresOfMercury::parse);
    let flow = read(typed, errors, "flow", LitresAMinute::parse);
    Signs {
        temperature,
        pulse: read(typed, errors, "pulse", BeatsAMinute::parse),
        pressure: errors.keep("systolic", rules::pressure(systolic, diastolic)).flatten(),
        saturation: read(typed, errors, "saturation", Percent::parse),
        oxygen: match typed.get("oxygen") {
            "air" => Some(Oxygen::Air),
            "given" => Some(Oxygen::Given { flow }),
            "" => None,
            _ => offered(errors, "oxygen"),
        },
        respiration: read(typed, errors, "respiration", BreathsAMinute::parse),
        consciousness: match typed.get("awake") {
            "" => None,
            word => Consciousness::of_word(word).or_else(|| offered(errors, "awake")),
        },
        weight: read(typed, errors, "weight", Kilograms::parse),
        height: read(typed, errors, "height", Centimetres::parse),
        sugar: read(typed, errors, "sugar", MilligramsADecilitre::parse),
    }
}

#[cfg(test)]
mod tests;
