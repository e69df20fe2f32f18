//! Reading by id: one version, all versions, everything about a patient.

use super::{base, named};
use crate::answer::{etag, fhir, missing, outcome, resource};
use crate::caller::{Caller, Eyes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::{Bundle, quoted};
use nabz_fhir::search::{pairs, query};
use nabz_record::{EVERYTHING_PAGE_MAX, Entry, Key, everything as all_of, read as record};
use nabz_store::{Stop, Tx};
use nabz_web::{App, Problem};
use uuid::Uuid;

/// Versions that one answer shows.
const HISTORY_VERSIONS_MAX: u32 = 200;

pub(super) async fn read(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let of = match named(&of) {
        Ok(of) => of,
        Err(answer) => return Ok(*answer),
    };
    let found = seen(&app, &caller, move |view, eyes| {
        let found = record::read(view, of, &id)?;
        eyes.must_see(view, found.as_ref().and_then(|entry| entry.patient))?;
        Ok(found)
    });
    Ok(found.await?.map_or_else(missing, |entry| resource(entry, &headers)))
}

pub(super) async fn version(
    caller: Caller,
    State(app): State<App>,
    Path((of, id, version)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let of = match named(&of) {
        Ok(of) => of,
        Err(answer) => return Ok(*answer),
    };
    let Ok(version) = version.parse::<u32>() else { return Ok(missing()) };
    let found = seen(&app, &caller, move |view, eyes| {
        let found = record::version(view, of, &id, version)?;
        eyes.must_see(view, found.as_ref().and_then(|entry| entry.patient))?;
        Ok(found)
    });
    Ok(found.await?.map_or_else(missing, |entry| resource(entry, &headers)))
}

pub(super) async fn history(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let of = match named(&of) {
        Ok(of) => of,
        Err(answer) => return Ok(*answer),
    };
    let address = format!("{}/{of}/{id}", base(&app, &headers));
    let versions = seen(&app, &caller, move |view, eyes| {
        let versions = record::history(view, of, &id, None, HISTORY_VERSIONS_MAX)?;
        eyes.must_see(view, versions.first().and_then(|entry| entry.patient))?;
        Ok(versions)
    });
    let versions = versions.await?;
    if versions.is_empty() {
        return Ok(missing());
    }
    let total = versions.first().map(|latest| u64::from(latest.version));
    let mut bundle = Bundle::of("history", total, &[("self", format!("{address}/_history"))]);
    for entry in versions {
        let body = (!entry.deleted).then_some(entry.body.as_slice());
        bundle.push(Some(&address), body, &how_it_came(&entry));
    }
    Ok(fhir(StatusCode::OK, bundle.finish()))
}

/// The request and response of one version.
fn how_it_came(entry: &Entry) -> String {
    let method = match (entry.deleted, entry.version) {
        (true, _) => "DELETE",
        (false, 1) => "POST",
        (false, _) => "PUT",
    };
    let status = if entry.version == 1 { "201" } else { "200" };
    format!(
        r#""request":{{"method":"{method}","url":{}}},"response":{{"status":"{status}","etag":{},"lastModified":"{}"}}"#,
        quoted(&entry.reference()),
        quoted(&etag(entry.version)),
        entry.updated,
    )
}

pub(super) async fn everything(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    if of != ResourceType::PATIENT.name() {
        let words = "$everything is about a Patient";
        return Ok(outcome(StatusCode::NOT_FOUND, "not-supported", words));
    }
    let Some(asked) = Asked::read(sent.as_deref().unwrap_or_default()) else {
        let words = "only _count, _after and _format are understood here";
        return Ok(outcome(StatusCode::BAD_REQUEST, "invalid", words));
    };
    let address = format!("{}/Patient/{id}/$everything", base(&app, &headers));
    let (count, after) = (asked.count, asked.after);
    let page = seen(&app, &caller, move |view, eyes| {
        let patient = record::read(view, ResourceType::PATIENT, &id)?;
        let Some(patient) = patient.filter(|patient| !patient.deleted) else { return Ok(None) };
        eyes.must_see(view, patient.patient)?;
        all_of(view, &[patient.key.entry], after, count).map(Some)
    });
    let Some(page) = page.await? else { return Ok(missing()) };
    let mut links = vec![("self", address.clone())];
    if let Some(next) = page.next {
        let pairs =
            [("_count".to_owned(), count.to_string()), ("_after".to_owned(), written(next))];
        links.push(("next", format!("{address}?{}", query(&pairs))));
    }
    let mut bundle = Bundle::of("searchset", None, &links);
    let base = base(&app, &headers);
    for entry in page.entries {
        let url = format!("{base}/{}", entry.reference());
        bundle.push(Some(&url), Some(&entry.body), r#""search":{"mode":"match"}"#);
    }
    Ok(fhir(StatusCode::OK, bundle.finish()))
}

/// What `$everything` was asked for.
struct Asked {
    count: usize,
    after: Option<Key>,
}

impl Asked {
    fn read(sent: &str) -> Option<Self> {
        let mut asked = Self { count: EVERYTHING_PAGE_MAX, after: None };
        for (name, value) in pairs(sent)? {
            match name.as_str() {
                "_count" => asked.count = value.parse().ok()?,
                "_after" => asked.after = Some(place(&value)?),
                "_format" => {}
                _ => return None,
            }
        }
        Some(asked)
    }
}

/// A place in a chart, as an address carries it.
fn written(key: Key) -> String {
    format!("{}.{}.{}", key.of.number(), key.bucket, key.entry.simple())
}

fn place(text: &str) -> Option<Key> {
    let mut parts = text.split('.');
    let of = ResourceType::numbered(parts.next()?.parse().ok()?)?;
    let bucket = parts.next()?.parse().ok()?;
    let entry = Uuid::try_parse(parts.next()?).ok()?;
    parts.next().is_none().then_some(Key { bucket, entry, of })
}

/// Asks the record with the caller's eyes, and writes down whom they have seen.
pub(super) async fn seen<T: Send + 'static>(
    app: &App,
    caller: &Caller,
    mut question: impl FnMut(&mut Tx<'_>, &mut Eyes) -> Result<T, Stop> + Send + 'static,
) -> Result<T, Problem> {
    let asking = caller.clone();
    let asked = app.store().read(move |view| {
        let mut eyes = asking.eyes(view)?;
        let answer = question(view, &mut eyes)?;
        Ok((answer, eyes.seen))
    });
    let (answer, seen) = asked.await?;
    caller.account(app.store(), &seen).await?;
    Ok(answer)
}
