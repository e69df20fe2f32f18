//! `Patient/$match`: whom a program means that knows something of somebody. What is found is graded
//! by the points of a counter's duplicate check, likeliest first.
//!
//! Staff are shown of each what a counter's list shows, and read the whole by its id as far as they
//! may. A source is shown what it said itself; what others said of the same person is not in its
//! answer, and has no part in the grade either.
//!
//! A phone, a card or another number is a look-up of it, whatever stands beside it: each is counted,
//! once, and whoever tries them is slowed as at a counter. Of a name nothing is.

mod asked;
mod question;

use super::base;
use crate::answer::{Instead, fhir, misplaced, outcome};
use crate::asker::Asker;
use asked::{Asked, Wish};
use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::response::Response;
use nabz_access::{Act, Permit, Reason, city, looks};
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::Bundle;
use nabz_fhir::systems;
use nabz_kernel::refusal::Refused;
use nabz_people::registry::actions::SearchRegistry;
use nabz_people::registry::index::Search;
use nabz_people::registry::search::{Grade, Graded};
use nabz_record::{BySource, SourceId};
use nabz_web::{App, Problem};
use question::{Answered, Found, Question};
use serde_json::json;
use std::sync::Arc;

/// Longer than any Patient by whom somebody is looked for.
const QUESTION_BYTES_MAX: usize = 64 * 1024;

pub(super) async fn of_patients(
    asker: Asker,
    State(app): State<App>,
    Path(of): Path<String>,
    request: Request,
) -> Result<Response, Instead> {
    if of != ResourceType::PATIENT.name() {
        let words = "$match is about a Patient";
        return Ok(outcome(StatusCode::NOT_FOUND, "not-supported", words));
    }
    let (parts, body) = request.into_parts();
    let Ok(sent) = to_bytes(body, QUESTION_BYTES_MAX).await else {
        let words = "the question is too long";
        return Ok(outcome(StatusCode::PAYLOAD_TOO_LARGE, "too-long", words));
    };
    let question = Asked::read(&sent)?;
    let today = app.clock().now().date_in_india();
    let Some(about) = Question::of(question.patient.tree(), today) else {
        let words = "a name, a mobile phone of India, or an identifier with its system is needed";
        return Ok(misplaced("required", &question.place, words));
    };
    let found = match &asker {
        Asker::Staff(permit) => for_staff(&app, permit, (about, question.wish)).await?,
        Asker::Source(source) => for_source(&app, *source, (about, question.wish)).await?,
    };
    Ok(fhir(StatusCode::OK, bundle(&base(&app, &parts.headers), &found)))
}

/// Whoever is shown stands in the audit, as one look of the counter's.
async fn for_staff(
    app: &App,
    permit: &Permit<SearchRegistry>,
    (question, wish): (Question, Wish),
) -> Result<Vec<Found>, Problem> {
    let search = app.part::<Search>()?;
    search.admit(permit, app.clock().now()).map_err(Refused::from)?;
    let (numbers, counts) = (question.numbers(), Arc::clone(&search));
    search.admit_numbers(permit, &numbers, app.clock().now()).map_err(Refused::from)?;
    let checked = permit.clone();
    let answered = app.store().read(move |view| {
        checked.recheck(view)?;
        question.on_record(view, &search)
    });
    let Answered { found, told } = answered.await?;
    let found = wish.of(found);
    counts.answered(permit, &told, found.len());
    for one in &found {
        looks::account(app.store(), permit, &[one.person], Reason::Counter).await?;
    }
    Ok(found)
}

async fn for_source(
    app: &App,
    source: SourceId,
    (question, wish): (Question, Wish),
) -> Result<Vec<Found>, Problem> {
    let search = app.part::<Search>()?;
    let act = SearchRegistry::NAME;
    let by = app
        .store()
        .read(move |view| Ok(BySource { source, act, at: city(view)?, through: None }))
        .await?;
    search.admit(&by, app.clock().now()).map_err(Refused::from)?;
    let (numbers, counts) = (question.numbers_of_registry(), Arc::clone(&search));
    search.admit_numbers(&by, &numbers, app.clock().now()).map_err(Refused::from)?;
    let answered = app.store().read(move |view| question.said_by(view, &search, source));
    let Answered { found, told } = answered.await?;
    let found = wish.of(found);
    counts.answered(&by, &told, found.len());
    for one in &found {
        app.store().audit_read(&by, one.person)?;
    }
    Ok(found)
}

fn bundle(base: &str, found: &[Found]) -> Vec<u8> {
    let mut bundle = Bundle::of("searchset", u64::try_from(found.len()).ok(), &[]);
    for one in found {
        let url = format!("{base}/{}", one.reference);
        bundle.push(Some(&url), Some(&one.body), &how_sure(&one.graded));
    }
    bundle.finish()
}

fn how_sure(graded: &Graded) -> String {
    let grade = json!([{"url": systems::MATCH_GRADE, "valueCode": code(graded.grade)}]);
    // Written by hand: a chance in thousandths is no binary fraction.
    format!(r#""search":{{"extension":{grade},"mode":"match","score":0.{:03}}}"#, graded.chance())
}

const fn code(grade: Grade) -> &'static str {
    match grade {
        Grade::Certain => "certain",
        Grade::Probable => "probable",
        Grade::Possible => "possible",
        Grade::CertainlyNot => "certainly-not",
    }
}
