//! The triage desk: who was not measured yet, and the form for one set of signs.

use super::actions::{self, TakeVitals};
use super::model::{
    BeatsAMinute, BreathsAMinute, Celsius, Centimetres, Consciousness, Fahrenheit, Kilograms,
    LitresAMinute, MilligramsADecilitre, MillimetresOfMercury, Oxygen, Percent, SaturationScale,
    Signs, Taking, Temperature, TriageRefusal, Urgency, Vitals, VitalsId,
};
use super::readings::{Reading, readings};
use super::{rules, store};
use crate::chart::ReadChart;
use crate::chart::banner::BannerView;
use crate::queue::model::{TokenId, TokenState};
use crate::{allergies, facilities, queue};
use askama::Template;
use axum::Router;
use axum::extract::Path;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use nabz_access::Role;
use nabz_access::relations::must_be_related;
use nabz_kernel::clock::Instant;
use nabz_people::registry;
use nabz_web::messages::Message;
use nabz_web::{
    App, Desk, Fields, FormErrors, OnceKey, Page, Problem, Section, Shell, filters, msg, numbers,
};
use std::collections::HashMap;
use uuid::Uuid;

/// Every route of triage.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/triage", get(worklist))
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
#[template(path = "triage/pages/worklist.html")]
struct Worklist {
    shell: Shell,
    topics: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    id: Uuid,
    number: String,
    unit: String,
    waited: Message,
    measured: bool,
    red: bool,
    signs: Message,
    issued: Instant,
}

/// Everybody who is here and not seen yet: who was not measured first, the longest waiting first.
async fn worklist(desk: Desk) -> Result<Page, Problem> {
    let permit = desk.permit::<TakeVitals>()?;
    let (at, now, language) = (desk.facility(), desk.now(), desk.language());
    let (topics, mut rows) = desk
        .read(move |view| {
            let (mut topics, mut rows) = (Vec::new(), Vec::new());
            for unit in facilities::units(view, at)? {
                if !permit.reaches(unit.id) {
                    continue;
                }
                topics.push(queue::unit_topic(at, unit.id));
                let here = queue::here(view, at, unit.id)?;
                let visits: Vec<TokenId> = here.iter().map(|token| token.id).collect();
                let signs = store::urgencies(view, at, &visits)?;
                for token in here {
                    if matches!(token.state, TokenState::WithDoctor { .. }) {
                        continue;
                    }
                    let urgency = signs.get(&token.id).copied().unwrap_or(Urgency::NotMeasured);
                    rows.push(Row {
                        id: token.id.uuid(),
                        number: token.number.to_string(),
                        unit: language.pick(&unit.names.hindi, &unit.names.english).clone(),
                        waited: numbers::since(token.issued_at, now),
                        measured: urgency != Urgency::NotMeasured,
                        red: urgency == Urgency::Red,
                        signs: urgency_words(urgency),
                        issued: token.issued_at,
                    });
                }
            }
            Ok((topics, rows))
        })
        .await?;
    rows.sort_by_key(|row| (row.measured, row.issued));
    let unmeasured = rows.iter().filter(|row| !row.measured).count();
    let waiting = i64::try_from(unmeasured).unwrap_or_default();
    let shell = desk.shell().count("/triage", waiting);
    desk.page(&Worklist { shell, topics, rows })
}

fn urgency_words(urgency: Urgency) -> Message {
    match urgency {
        Urgency::Red => msg::opd::urgency_red(),
        Urgency::Amber => msg::opd::urgency_amber(),
        Urgency::Steady => msg::opd::urgency_steady(),
        Urgency::NotMeasured => msg::opd::urgency_none(),
    }
}

#[derive(Template)]
#[template(path = "triage/pages/form.html")]
struct VitalsPage {
    shell: Shell,
    banner: BannerView,
    visit: Uuid,
    sets: Vec<Taken>,
    scale_two: bool,
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
    signs: Message,
}

impl Taken {
    fn of(set: &Vitals) -> Self {
        Self {
            id: set.id.uuid(),
            at: numbers::clock_time(set.taken_at),
            readings: readings(set),
            red: set.urgency == Urgency::Red,
            signs: urgency_words(set.urgency),
        }
    }
}

/// What was typed, field by field; it comes back with every mistake.
#[derive(Default)]
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
    form(&desk, visit, Typed::default(), FormErrors::default()).await
}

async fn form(desk: &Desk, visit: Uuid, typed: Typed, errors: FormErrors) -> Result<Page, Problem> {
    let permit = desk.permit::<TakeVitals>()?;
    let (at, me, language) = (desk.facility(), desk.staff(), desk.language());
    let (banner, sets, scale, about) = desk
        .read(move |view| {
            let token = queue::token(view, at, TokenId::from_uuid(visit))?;
            let token = token.filter(|token| permit.reaches(token.unit));
            let token = token.ok_or(TriageRefusal::NoSuchVisit)?;
            let about = (token.person, must_be_related(view, me, token.person)?);
            let allergic = allergies::of(view, token.person)?;
            let banner = BannerView::of(&registry::banner(view, token.person)?, language)
                .also(msg::opd::token_fact(token.number.to_string()))
                .allergies(allergies::words::shown(allergic, language));
            let sets = store::of_visit(view, at, token.id)?;
            Ok((banner, sets, store::scale_of(view, token.person)?, about))
        })
        .await?;
    desk.shows(&desk.permit::<ReadChart>()?, about.0, about.1).await?;
    let sets = sets.iter().map(Taken::of).collect();
    let scale_two = scale == SaturationScale::Two;
    let (shell, once) = (desk.shell().at("/triage"), OnceKey::draw().to_string());
    desk.page(&VitalsPage { shell, banner, visit, sets, scale_two, typed, errors, once })
}

/// Writes a set down, or sends the form back with every mistake beside its field.
async fn record(desk: Desk, Path(visit): Path<Uuid>, fields: Fields) -> Result<Response, Problem> {
    let typed = Typed::of(&fields);
    let mut errors = FormErrors::default();
    let signs = signs_of(&typed, &mut errors);
    if !errors.is_empty() {
        return Ok(form(&desk, visit, typed, errors).await?.with_errors().into_response());
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
            Ok(form(&desk, visit, typed, errors).await?.with_errors().into_response())
        }
    }
}

/// Takes back a set that was typed wrongly, and shows the form for the right one.
async fn withdraw(desk: Desk, Path((visit, set)): Path<(Uuid, Uuid)>) -> Result<Redirect, Problem> {
    let (permit, set) = (desk.permit::<TakeVitals>()?, VitalsId::from_uuid(set));
    desk.write(permit, move |tx, permit| {
        let found = store::vitals(tx, permit.facility(), set)?;
        let here = found.filter(|found| found.visit == TokenId::from_uuid(visit));
        must_be_related(tx, permit.staff(), here.ok_or(TriageRefusal::NoSuchSet)?.person)?;
        actions::withdraw_vitals(tx, permit, set)
    })
    .await?;
    Ok(Redirect::to(&format!("/triage/{visit}")))
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
        if text.is_empty() { None } else { errors.keep(field, parse(text)) }
    }
    let temperature = if typed.is("unit", "C") {
        read(typed, errors, "temperature", Celsius::parse).map(Temperature::Celsius)
    } else {
        read(typed, errors, "temperature", Fahrenheit::parse).map(Temperature::Fahrenheit)
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
            _ => None,
        },
        respiration: read(typed, errors, "respiration", BreathsAMinute::parse),
        consciousness: match typed.get("awake") {
            "A" => Some(Consciousness::Alert),
            "C" => Some(Consciousness::Confused),
            "V" => Some(Consciousness::Voice),
            "P" => Some(Consciousness::Pain),
            "U" => Some(Consciousness::Unresponsive),
            _ => None,
        },
        weight: read(typed, errors, "weight", Kilograms::parse),
        height: read(typed, errors, "height", Centimetres::parse),
        sugar: read(typed, errors, "sugar", MilligramsADecilitre::parse),
    }
}
