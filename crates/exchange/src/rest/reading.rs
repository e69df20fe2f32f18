//! Reading by id: the current version, or an older one; the whole, or a part of it.

use super::named;
use super::searching::{not_understood, shaped};
use crate::answer::{Instead, invalid, missing, pretty, resource};
use crate::caller::Caller;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use nabz_fhir::ResourceType;
use nabz_fhir::search::{Handling, pairs, parse};
use nabz_fhir::shape::Shape;
use nabz_record::{Entry, read as record};
use nabz_smart::scope::Right;
use nabz_web::App;

pub(super) async fn read(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let of = named(&of)?;
    caller.may(Right::Read, of)?;
    let form = Form::read(of, sent.as_deref())?;
    let found = caller.glance(app.store(), move |view, eyes| {
        let Some(entry) = record::read(view, of, &id)? else { return Ok(None) };
        eyes.must_see(view, &entry)?;
        eyes.shown(view, entry).map(Some)
    });
    form.answer(found.await?, &headers)
}

pub(super) async fn version(
    caller: Caller,
    State(app): State<App>,
    Path((of, id, version)): Path<(String, String, String)>,
    RawQuery(sent): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let of = named(&of)?;
    caller.may(Right::Read, of)?;
    let form = Form::read(of, sent.as_deref())?;
    let Ok(version) = version.parse::<u32>() else { return Ok(missing()) };
    let found = caller.ask(app.store(), move |view, eyes| {
        // Whoever may see the entry as it stands may see what it was.
        let Some(now) = record::read(view, of, &id)? else { return Ok(None) };
        let Some(entry) = record::version(view, of, &id, version)? else { return Ok(None) };
        eyes.must_see(view, &now)?;
        Ok(eyes.shown_versions(view, (&now, vec![entry]))?.pop())
    });
    form.answer(found.await?, &headers)
}

/// In which form an entry is wanted.
struct Form {
    shape: Shape,
    is_pretty: bool,
}

impl Form {
    /// Reads `_summary`, `_elements`, `_format` and `_pretty`, as a search does; nothing else is
    /// asked of a read.
    fn read(of: ResourceType, sent: Option<&str>) -> Result<Self, Instead> {
        const KNOWN: [&str; 4] = ["_summary", "_elements", "_format", "_pretty"];
        let mut asked = pairs(sent.unwrap_or_default()).ok_or_else(|| invalid("not a query"))?;
        asked.retain(|(name, _)| KNOWN.contains(&name.as_str()));
        let query = parse(of, &asked, Handling::Strict).map_err(|fault| not_understood(&fault))?;
        if query.only_total {
            return Err(invalid("_summary: count is for searches").into());
        }
        let is_pretty = asked.iter().any(|(name, value)| name == "_pretty" && value == "true");
        Ok(Self { shape: query.shape, is_pretty })
    }

    fn answer(&self, found: Option<Entry>, headers: &HeaderMap) -> Result<Response, Instead> {
        let Some(mut entry) = found else { return Ok(missing()) };
        if !entry.deleted {
            entry.body = shaped(&entry, &self.shape)?;
            if self.is_pretty {
                entry.body = pretty(entry.body);
            }
        }
        Ok(resource(entry, headers))
    }
}
