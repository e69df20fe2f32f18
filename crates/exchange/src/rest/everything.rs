//! `$everything`: all that is on record of a patient.
//!
//! A FHIR compartment is one Patient's. The Patient that the city publishes of a person stands for
//! the whole person, so from there it is the union over everyone they are linked with and every
//! partner's Patient they were made of, each opened by its own check. A partner's Patient answers
//! for itself.

use super::base;
use crate::answer::{Instead, fhir, invalid, missing, outcome};
use crate::caller::{Caller, Eyes};
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::Bundle;
use nabz_fhir::search::{pairs, query};
use nabz_people::registry::{patients_of, person_of};
use nabz_record::{
    EVERYTHING_PAGE_MAX, Entry, Key, SourceId, everything as all_of, read as record,
};
use nabz_smart::scope::Right;
use nabz_store::{Stop, Tx};
use nabz_web::App;
use uuid::Uuid;

pub(super) async fn everything(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    if of != ResourceType::PATIENT.name() {
        let words = "$everything is about a Patient";
        return Ok(outcome(StatusCode::NOT_FOUND, "not-supported", words));
    }
    caller.may(Right::Read, ResourceType::PATIENT)?;
    let asked = Asked::read(sent.as_deref().unwrap_or_default())
        .ok_or_else(|| invalid("only _count, _after and _format are understood here"))?;
    let address = format!("{}/Patient/{id}/$everything", base(&app, &headers));
    let (count, after) = (asked.count, asked.after);
    let page = caller.ask(app.store(), move |view, eyes| {
        let patient = record::read(view, ResourceType::PATIENT, &id)?;
        let Some(patient) = patient.filter(|patient| !patient.deleted) else { return Ok(None) };
        eyes.must_see(view, &patient)?;
        let open = open_of(view, eyes, &patient)?;
        all_of(view, &open, (after, count), eyes).map(Some)
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

/// The compartments that open to the caller, the asked one first.
fn open_of(tx: &mut Tx<'_>, eyes: &mut Eyes, patient: &Entry) -> Result<Vec<Uuid>, Stop> {
    let entry = patient.key.entry;
    if patient.source != SourceId::NABZ {
        return Ok(vec![entry]);
    }
    let person = person_of(tx, entry)?;
    let mut open = Vec::new();
    for one in patients_of(tx, person)? {
        if eyes.may_open(tx, one)? {
            open.push(one);
        }
    }
    Ok(open)
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
    parts.next().is_none().then_some(Key { entry, of, bucket })
}
