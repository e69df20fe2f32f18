//! `CodeSystem/$lookup`, `$validate-code` and `$subsumes`.

use super::asked::{Asked, Question, few, needs};
use super::{ask, url_of, written};
use crate::answer::{Instead, written as answer};
use crate::caller::Caller;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use nabz_store::{Stop, Tx};
use nabz_terminology::ask::{Coded, Judged, judge_in_system};
use nabz_terminology::ask::{lookup as looked_up, subsumes as stands};
use nabz_web::App;

const LOOKUP: [&str; 6] = ["code", "system", "version", "coding", "displayLanguage", "property"];
const JUDGE: [&str; 8] = [
    "url",
    "code",
    "version",
    "display",
    "coding",
    "codeableConcept",
    "abstract",
    "displayLanguage",
];
const SUBSUMES: [&str; 6] = ["codeA", "codeB", "system", "version", "codingA", "codingB"];

pub(super) async fn lookup(
    _: Caller,
    State(app): State<App>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&LOOKUP)?;
    let code = asked.coded("system", "version")?.into_iter().next().unwrap_or_default();
    let (wanted, language) = (asked.texts("property"), asked.text("displayLanguage"));
    let found = ask(app.store(), move |view| looked_up(view, &code, &wanted, language.as_deref()));
    Ok(answer(StatusCode::OK, &written::looked_up(&found.await?)))
}

pub(super) async fn judge(
    _: Caller,
    State(app): State<App>,
    question: Question,
) -> Result<Response, Instead> {
    judged(&app, question.read(&JUDGE)?, None).await
}

/// Of the system of an entry of the record.
pub(super) async fn judge_of(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&JUDGE)?;
    let system = url_of(&caller, &app, "CodeSystem", id).await?;
    judged(&app, asked, Some(system)).await
}

async fn judged(app: &App, asked: Asked, of: Option<String>) -> Result<Response, Instead> {
    let url = of.or_else(|| asked.text("url"));
    let mut codes = [asked.codings("coding"), asked.codings("codeableConcept")].concat();
    if let Some(code) = asked.text("code") {
        let system = url.clone().ok_or_else(|| needs("url"))?;
        let (version, display) = (asked.text("version"), asked.text("display"));
        codes.push(Coded { system, version, code, display });
    }
    if let Some(url) = &url {
        codes.retain(|code| code.system == *url);
    }
    let codes = few(codes)?;
    let allows_abstract = asked.flag("abstract")?.unwrap_or_default();
    let language = asked.text("displayLanguage");
    let said =
        ask(app.store(), move |view| any(view, &codes, allows_abstract, language.as_deref()));
    Ok(answer(StatusCode::OK, &written::judged(&said.await?)))
}

/// The first that is right, or what is wrong with the last.
fn any(
    tx: &mut Tx<'_>,
    codes: &[Coded],
    allows_abstract: bool,
    language: Option<&str>,
) -> Result<Judged, Stop> {
    let mut said = Judged { result: false, message: None, display: None };
    for code in codes {
        said = judge_in_system(tx, code, allows_abstract, language)?;
        if said.result {
            break;
        }
    }
    Ok(said)
}

pub(super) async fn subsumes(
    _: Caller,
    State(app): State<App>,
    question: Question,
) -> Result<Response, Instead> {
    compared(&app, question.read(&SUBSUMES)?, None).await
}

/// Of the system of an entry of the record.
pub(super) async fn subsumes_of(
    caller: Caller,
    State(app): State<App>,
    Path(id): Path<String>,
    question: Question,
) -> Result<Response, Instead> {
    let asked = question.read(&SUBSUMES)?;
    let system = url_of(&caller, &app, "CodeSystem", id).await?;
    compared(&app, asked, Some(system)).await
}

async fn compared(app: &App, asked: Asked, of: Option<String>) -> Result<Response, Instead> {
    let coding = |name| asked.codings(name).into_iter().next();
    let code = |name, other: Option<&Coded>| asked.text(name).or(other.map(|one| one.code.clone()));
    let (a, b) = (coding("codingA"), coding("codingB"));
    let first = code("codeA", a.as_ref()).ok_or_else(|| needs("codeA"))?;
    let second = code("codeB", b.as_ref()).ok_or_else(|| needs("codeB"))?;
    let system = of.or_else(|| asked.text("system")).or(a.map(|one| one.system));
    let system = system.ok_or_else(|| needs("system"))?;
    if b.is_some_and(|one| one.system != system) {
        return Err(needs("a coding of the same system"));
    }
    let asked = Coded { system, version: asked.text("version"), code: first, display: None };
    let said = ask(app.store(), move |view| stands(view, &asked, &second)).await?;
    Ok(answer(StatusCode::OK, &written::subsumption(said)))
}
