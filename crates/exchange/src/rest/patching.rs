//! Patching: the entry is read, changed and looked at before anything is locked, and what comes out is
//! kept as a version after the one that was read. Whoever is overtaken reads again.

use super::asked::{Asked, right};
use super::named;
use super::writing::{put, written};
use crate::answer::{Instead, invalid, missing, outcome};
use crate::caller::Caller;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::Response;
use nabz_fhir::Body;
use nabz_fhir::bundle::{Aim, Before, Patching};
use nabz_fhir::patch::{Patch, PatchFault};
use nabz_kernel::refusal::Refused;
use nabz_record::receive::sought;
use nabz_record::{Entry, SourceId, read, refusals};
use nabz_store::Stop;

/// How often a patch is tried that names no version, while others write the same entry.
pub(super) const ROUNDS_MAX: u32 = 8;

pub(super) async fn patch(
    caller: Caller,
    Path((of, id)): Path<(String, String)>,
    asked: Asked,
) -> Result<Response, Instead> {
    patched(&caller, &of, Aim::Id(id), &asked).await
}

/// `PATCH Type?criteria`.
pub(super) async fn patch_where(
    caller: Caller,
    Path(of): Path<String>,
    asked: Asked,
) -> Result<Response, Instead> {
    let aim = Aim::Criteria(asked.criteria()?);
    patched(&caller, &of, aim, &asked).await
}

async fn patched(caller: &Caller, of: &str, aim: Aim, asked: &Asked) -> Result<Response, Instead> {
    let of = named(of)?;
    let writer = caller.patcher((of, &aim))?;
    let before = asked.before()?;
    let patch = asked_for(asked).await?;
    let patching = Patching { at: 0, full_url: None, of, aim, before, patch };
    for _ in 0..ROUNDS_MAX {
        let (body, entry) = outcome_of(asked, writer.source, &patching).await?;
        let seen = Before::Version(entry.version);
        match put(asked, writer, (Aim::Id(entry.id), body, seen)).await {
            Err(stop) if is_overtaken(&stop) && before == Before::Anything => {}
            kept => return Ok(written(asked, kept?)),
        }
    }
    Err(Stop::from(Refused::plain(refusals::VERSION_MOVED_ON)).into())
}

/// Did somebody else write in between?
pub(super) fn is_overtaken(stop: &Stop) -> bool {
    matches!(stop, Stop::Refused(refused) if refused.code == refusals::VERSION_MOVED_ON)
}

/// The patch that was sent: the kind of what is sent says which language.
async fn asked_for(asked: &Asked) -> Result<Patch, Instead> {
    let kind = asked.text(&header::CONTENT_TYPE)?.unwrap_or_default().trim_start();
    let is_json = kind.to_ascii_lowercase().starts_with("application/json-patch+json");
    let bytes = asked.bytes.to_vec();
    let read = move || if is_json { Patch::json(bytes) } else { Patch::parameters(bytes) };
    asked.work(asked.bytes.len(), read).await?.map_err(|fault| unfit(&fault).into())
}

/// What comes out of a patch, and the entry that it is about.
///
/// # Errors
/// An answer that says what is wrong: with the patch, with what comes out, or with whose it is.
pub(super) async fn outcome_of(
    asked: &Asked,
    source: SourceId,
    patching: &Patching,
) -> Result<(Body, Entry), Instead> {
    if patching.before == Before::Nothing {
        return Err(invalid("a patch is about something that is there").into());
    }
    let (of, aim) = (patching.of, patching.aim.clone());
    let entry = asked.app.store().read(move |view| match &aim {
        Aim::Id(id) => read::read(view, of, id),
        Aim::Criteria(criteria) => sought(view, source, of, criteria),
    });
    let entry = entry.await?.ok_or_else(missing)?;
    if entry.source != source {
        return Err(Stop::from(Refused::plain(refusals::NOT_THE_SOURCE).forbidden()).into());
    }
    if matches!(patching.before, Before::Version(seen) if seen != entry.version) {
        return Err(Stop::from(Refused::plain(refusals::VERSION_MOVED_ON)).into());
    }
    if entry.deleted {
        return Err(outcome(StatusCode::GONE, "deleted", "this entry was deleted").into());
    }
    let (patch, bytes) = (patching.patch.clone(), entry.body.clone());
    let length = bytes.len() + asked.bytes.len();
    let definitions = asked.definitions().await?;
    let applied = asked.work(length, move || {
        let body = Body::parse(bytes).map_err(|fault| unfit(&PatchFault::NoResource(fault)))?;
        right(patch.apply(&body).map_err(|fault| unfit(&fault))?, &definitions)
    });
    Ok((applied.await??, entry))
}

pub(super) fn unfit(fault: &PatchFault) -> Response {
    let status =
        if fault.is_unread() { StatusCode::BAD_REQUEST } else { StatusCode::UNPROCESSABLE_ENTITY };
    outcome(status, if fault.is_unread() { "structure" } else { "processing" }, &fault.to_string())
}
