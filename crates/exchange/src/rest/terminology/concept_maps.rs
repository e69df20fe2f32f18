//! `ConceptMap/$translate`.

use super::asked::{Asked, Question};
use super::{ask, url_of, written};
use crate::answer::{Instead, written as answer};
use crate::caller::Caller;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
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
    let url = url_of(&caller, &app, "ConceptMap", id).await?;
    found(&app, &asked, Some((url, None))).await
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
    Ok(answer(StatusCode::OK, &written::translated(&found)))
}
