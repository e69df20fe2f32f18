//! `_history`: the versions of one entry, of a type or of everything, the newest first, in pages.

mod lately;

pub(super) use lately::{of_all, of_type};

use super::{base, named};
use crate::answer::{Instead, etag, fhir, invalid, missing};
use crate::caller::Caller;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::bundle::{Bundle, quoted};
use nabz_fhir::date::Span;
use nabz_fhir::search::{pairs, query};
use nabz_kernel::clock::Instant;
use nabz_record::{Entry, read as record};
use nabz_smart::scope::Right;
use nabz_store::{Stop, Tx};
use nabz_web::App;

/// Versions that one page shows.
const HISTORY_VERSIONS_MAX: u32 = 200;

pub(super) async fn history(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let of = named(&of)?;
    caller.may(Right::Read, of)?;
    let asked = Asked::read(sent.as_deref().unwrap_or_default())
        .filter(|asked| asked.before.as_ref().is_none_or(|before| before.parse::<u32>().is_ok()))
        .ok_or_else(not_understood)?;
    let address = format!("{}/{of}/{id}", base(&app, &headers));
    let asking = asked.clone();
    let page = caller.ask(app.store(), move |view, eyes| {
        let Some(now) = record::read(view, of, &id)? else { return Ok(None) };
        eyes.must_see(view, &now)?;
        let page = page(view, &now, &asking)?;
        let versions = eyes.shown_versions(view, (&now, page.versions))?;
        Ok(Some(Page { versions, ..page }))
    });
    let Some(page) = page.await? else { return Ok(missing()) };
    Ok(fhir(StatusCode::OK, bundle(&address, &asked, page)))
}

fn not_understood() -> Response {
    invalid("only _count, _since, _at, _before and _format are understood here")
}

/// What of a history was asked for.
#[derive(Clone)]
struct Asked {
    count: u32,
    /// `_since` as it was sent, and the moment that it names.
    since: Option<(String, Instant)>,
    /// `_at` as it was sent, and the moments that it names.
    at: Option<(String, Span)>,
    /// With what the page before ended, as its link says it.
    before: Option<String>,
}

impl Asked {
    fn read(sent: &str) -> Option<Self> {
        let mut asked = Self { count: HISTORY_VERSIONS_MAX, since: None, at: None, before: None };
        for (name, value) in pairs(sent)? {
            match name.as_str() {
                "_count" => asked.count = value.parse::<u32>().ok()?.min(HISTORY_VERSIONS_MAX),
                "_since" => {
                    let since = Instant::from_microseconds(Span::parse(&value)?.first);
                    asked.since = Some((value, since));
                }
                "_at" => {
                    let at = Span::parse(&value)?;
                    asked.at = Some((value, at));
                }
                "_before" => asked.before = Some(value),
                "_format" | "_pretty" => {}
                _ => return None,
            }
        }
        Some(asked)
    }

    fn since(&self) -> Option<Instant> {
        self.since.as_ref().map(|(_, since)| *since)
    }

    fn at(&self) -> Option<Span> {
        self.at.as_ref().map(|(_, at)| *at)
    }

    /// The address of the page behind `before`, or of this one.
    fn address(&self, address: &str, before: Option<String>) -> String {
        let mut parts = Vec::new();
        if self.count != HISTORY_VERSIONS_MAX {
            parts.push(("_count".to_owned(), self.count.to_string()));
        }
        parts.extend(self.since.iter().map(|(sent, _)| ("_since".to_owned(), sent.clone())));
        parts.extend(self.at.iter().map(|(sent, _)| ("_at".to_owned(), sent.clone())));
        parts.extend(before.map(|before| ("_before".to_owned(), before)));
        let address = format!("{address}/_history");
        if parts.is_empty() { address } else { format!("{address}?{}", query(&parts)) }
    }
}

struct Page {
    /// All that were asked for, on whichever page.
    total: u32,
    versions: Vec<Entry>,
    more: bool,
}

fn page(tx: &mut Tx<'_>, now: &Entry, asked: &Asked) -> Result<Page, Stop> {
    let (first, last) = asked_for(tx, now, asked)?;
    let total = (last + 1).saturating_sub(first);
    let before = asked.before.as_ref().and_then(|before| before.parse().ok());
    let before = before.unwrap_or(u32::MAX).min(last.saturating_add(1));
    let mut versions = record::versions(tx, now, Some(before), asked.count)?;
    versions.retain(|entry| entry.version >= first);
    let more = versions.last().is_some_and(|last| last.version > first);
    Ok(Page { total, versions, more })
}

/// The first and the last version that were asked for. Versions are numbered without gaps and never
/// get older.
fn asked_for(tx: &mut Tx<'_>, now: &Entry, asked: &Asked) -> Result<(u32, u32), Stop> {
    let (mut first, mut last) = (1, now.version);
    if let Some(since) = asked.since() {
        first = now.version - record::versions_since(tx, now, since)? + 1;
    }
    if let Some(at) = asked.at() {
        let mut until = |moment: i64| {
            let behind = Instant::from_microseconds(moment.saturating_add(1));
            Ok::<_, Stop>(now.version - record::versions_since(tx, now, behind)?)
        };
        last = until(at.last)?;
        // What stood when the time began stood in it, too.
        first = first.max(until(at.first)?.max(1));
    }
    Ok((first, last))
}

fn bundle(address: &str, asked: &Asked, page: Page) -> Vec<u8> {
    let mut links = vec![("self", asked.address(address, asked.before.clone()))];
    if let Some(last) = page.versions.last().filter(|_| page.more) {
        links.push(("next", asked.address(address, Some(last.version.to_string()))));
    }
    let mut bundle = Bundle::of("history", Some(page.total.into()), &links);
    for entry in page.versions {
        push(&mut bundle, address, &entry);
    }
    bundle.finish()
}

/// One version; `address` is that of its entry.
fn push(bundle: &mut Bundle, address: &str, entry: &Entry) {
    let body = (!entry.deleted).then_some(entry.body.as_slice());
    bundle.push(Some(address), body, &how_it_came(entry));
}

/// The request and response of one version.
fn how_it_came(entry: &Entry) -> String {
    let posted = entry.version == 1 && !entry.put;
    let (method, status) = match (entry.deleted, entry.version) {
        (true, _) => ("DELETE", "204"),
        (false, 1) if posted => ("POST", "201"),
        (false, 1) => ("PUT", "201"),
        (false, _) => ("PUT", "200"),
    };
    let of: ResourceType = entry.key.of;
    let url = if posted { of.name().to_owned() } else { entry.reference() };
    format!(
        r#""request":{{"method":"{method}","url":{}}},"response":{{"status":"{status}","etag":{},"lastModified":"{}"}}"#,
        quoted(&url),
        quoted(&etag(entry.version)),
        entry.updated,
    )
}
