//! A paper itself. Whoever sent it is a stranger: what it holds must not act in the name of whoever
//! opens it.

use crate::scans::actions::{self, LookAtScan};
use crate::scans::model::ScanId;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use nabz_access::{Permit, Reason};
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::Tx;
use nabz_web::{Desk, Problem};
use uuid::Uuid;

/// An origin of its own, no script, no form, nothing loaded, and no page around it. The style is what
/// a browser itself draws a picture with.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox; \
    frame-ancestors 'none'; base-uri 'none'";

/// Shows the file as what its first bytes say that it is, once it is written down who opens it.
pub(super) async fn open(
    desk: Desk,
    Path((person, scan)): Path<(Uuid, Uuid)>,
) -> Result<Response, Problem> {
    let permit = desk.permit::<LookAtScan>()?;
    let (person, scan): (PersonId, ScanId) = (Id::from_uuid(person), Id::from_uuid(scan));
    let look = move |tx: &mut Tx<'_>, permit: &Permit<LookAtScan>| {
        actions::look(tx, permit, (person, scan))
    };
    let (format, bytes) = desk.write(permit.clone(), look).await?;
    desk.shows(&permit, person, Reason::Records).await?;
    let headers = [
        (header::CONTENT_TYPE, format.content_type()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CONTENT_DISPOSITION, "inline"),
        (header::CACHE_CONTROL, "no-store"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
    ];
    Ok((headers, bytes).into_response())
}
