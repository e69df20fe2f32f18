//! `ConceptMap/$translate`.

use super::asked::{Asked, Question, needs};
use super::{ask, entry, written};
use crate::answer::{Instead, fhir};
use crate::caller::Caller;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use nabz_fhir::tape::Tape;
use nabz_store::Stop;
use nabz_terminology::ask::{Wanted, translate as translated};
use nabz_web::App;

const TRANSLATE: [&str; 10] = [
    "url",
    "conceptMapVersion",
    "code",
    "system",
    "version",
    "coding",
    "codeableConcept",
    "target",
    "targetsystem",
    "reverse",
];

pub(super) async fn translate(
    _: Caller,
    State(app): State<App>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&TRANSLATE)?;
    let map = asked.text("url").map(|url| (url, asked.text("conceptMapVersion")));
    found(&app, &asked, map).await
}

/// By the map of an entry of the record.
pub(super) async fn translate_by(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&TRANSLATE)?;
    let body = entry(&caller, &app, "ConceptMap", id).await?;
    let tape = Tape::parse(body).map_err(|fault| Stop::fault(fault.to_string()))?;
    let url = tape.root().get_text("url").map(std::borrow::Cow::into_owned);
    found(&app, &asked, Some((url.ok_or_else(|| needs("ConceptMap.url"))?, None))).await
}

async fn found(
    app: &App,
    asked: &Asked,
    map: Option<(String, Option<String>)>,
) -> Result<Response, Instead> {
    let codes = asked.coded("system", "version")?;
    let reverse = asked.flag("reverse")?.unwrap_or_default();
    let (system, set) = (asked.text("targetsystem"), asked.text("target"));
    let wanted = Wanted { map, system, set, reverse };
    let found = ask(app.store(), move |view| translated(view, &codes, &wanted)).await?;
    let body = written::translated(&found);
    Ok(fhir(StatusCode::OK, body.to_string().into_bytes()))
}
