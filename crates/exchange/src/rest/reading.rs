//! Reading by id: the current version, or an older one.

use super::named;
use crate::answer::{Instead, missing, resource};
use crate::caller::Caller;
use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use nabz_record::read as record;
use nabz_smart::scope::Right;
use nabz_web::App;

pub(super) async fn read(
    caller: Caller,
    State(app): State<App>,
    Path((of, id)): Path<(String, String)>,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let of = named(&of)?;
    caller.may(Right::Read, of)?;
    let found = caller.ask(app.store(), move |view, eyes| {
        let Some(entry) = record::read(view, of, &id)? else { return Ok(None) };
        eyes.must_see(view, &entry)?;
        eyes.shown(view, entry).map(Some)
    });
    Ok(found.await?.map_or_else(missing, |entry| resource(entry, &headers)))
}

pub(super) async fn version(
    caller: Caller,
    State(app): State<App>,
    Path((of, id, version)): Path<(String, String, String)>,
    headers: HeaderMap,
) -> Result<Response, Instead> {
    let of = named(&of)?;
    caller.may(Right::Read, of)?;
    let Ok(version) = version.parse::<u32>() else { return Ok(missing()) };
    let found = caller.ask(app.store(), move |view, eyes| {
        // Whoever may see the entry as it stands may see what it was.
        let Some(now) = record::read(view, of, &id)? else { return Ok(None) };
        let Some(entry) = record::version(view, of, &id, version)? else { return Ok(None) };
        eyes.must_see(view, &now)?;
        Ok(eyes.shown_versions(view, (&now, vec![entry]))?.pop())
    });
    Ok(found.await?.map_or_else(missing, |entry| resource(entry, &headers)))
}
