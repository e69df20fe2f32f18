//! `ValueSet/$expand` and `$validate-code`.

use super::asked::{Asked, Question, needs};
use super::{ask, entry, written};
use crate::answer::{Instead, misplaced, written as answer};
use crate::caller::Caller;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use nabz_fhir::tape::Tape;
use nabz_terminology::ask::{Of, Wish, expand as expanded, judge_in_set};
use nabz_web::App;

const EXPAND: [&str; 10] = [
    "url",
    "valueSet",
    "valueSetVersion",
    "filter",
    "offset",
    "count",
    "includeDesignations",
    "activeOnly",
    "excludeNested",
    "displayLanguage",
];
const JUDGE: [&str; 11] = [
    "url",
    "valueSet",
    "valueSetVersion",
    "code",
    "system",
    "systemVersion",
    "display",
    "coding",
    "codeableConcept",
    "abstract",
    "displayLanguage",
];

pub(super) async fn expand(
    _: Caller,
    State(app): State<App>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&EXPAND)?;
    let of = named(&asked)?;
    shown(&app, &asked, of).await
}

/// Of an entry of the record.
pub(super) async fn expand_of(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&EXPAND)?;
    let of = read(entry(&caller, &app, "ValueSet", id).await?)?;
    shown(&app, &asked, of).await
}

async fn shown(app: &App, asked: &Asked, of: Of) -> Result<Response, Instead> {
    let count = asked.number("count")?;
    let wish = Wish {
        filter: asked.text("filter"),
        offset: asked.number("offset")?.unwrap_or_default(),
        count: count.map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
        with_designations: asked.flag("includeDesignations")?.unwrap_or_default(),
        language: asked.text("displayLanguage"),
        only_active: asked.flag("activeOnly")?.unwrap_or_default(),
        is_nested: asked.flag("excludeNested")? == Some(false),
    };
    let (set, wanted) = (of.clone(), wish.clone());
    let found = ask(app.store(), move |view| expanded(view, &set, &wanted)).await?;
    let body = written::expansion(&of, &wish, &found, &app.clock().now().to_string());
    Ok(answer(StatusCode::OK, &body))
}

pub(super) async fn judge(
    _: Caller,
    State(app): State<App>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&JUDGE)?;
    let of = named(&asked)?;
    judged(&app, &asked, of).await
}

/// Of an entry of the record.
pub(super) async fn judge_of(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&JUDGE)?;
    let of = read(entry(&caller, &app, "ValueSet", id).await?)?;
    judged(&app, &asked, of).await
}

async fn judged(app: &App, asked: &Asked, of: Of) -> Result<Response, Instead> {
    let codes = asked.coded("system", "systemVersion")?;
    let allows_abstract = asked.flag("abstract")?.unwrap_or_default();
    let language = asked.text("displayLanguage");
    let said = ask(app.store(), move |view| {
        judge_in_set(view, &of, &codes, (allows_abstract, language.as_deref()))
    });
    let body = written::judged(&said.await?);
    Ok(answer(StatusCode::OK, &body))
}

/// The value set that is sent, or that is named.
fn named(asked: &Asked) -> Result<Of, Instead> {
    if let Some(body) = asked.resource("valueSet") {
        return read(body.as_bytes().to_vec());
    }
    let url = asked.text("url").ok_or_else(|| needs("url"))?;
    Ok(Of::Address(match asked.text("valueSetVersion") {
        Some(version) => format!("{url}|{version}"),
        None => url,
    }))
}

fn read(body: Vec<u8>) -> Result<Of, Instead> {
    let wrong = |words: &str| Instead::from(misplaced("structure", "valueSet", words));
    let tape = Tape::parse(body).map_err(|fault| wrong(&fault.to_string()))?;
    if tape.root().get_text("resourceType").as_deref() != Some("ValueSet") {
        return Err(wrong("has to be a ValueSet"));
    }
    Ok(Of::Body(tape))
}
