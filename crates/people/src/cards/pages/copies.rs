//! Copies that a bearer takes along as a file, and the keys by which others check them.

use crate::cards::Signing;
use crate::cards::actions::{self, ExportCard};
use crate::cards::model::{CardCopy, CopyForm};
use axum::Json;
use axum::extract::Path;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use nabz_access::Reason;
use nabz_credential::exports::hcert::Certificate;
use nabz_credential::exports::jwk::{JwkSet, published};
use nabz_credential::exports::picture::{png, svg};
use nabz_credential::exports::smart::MEDIA_TYPE;
use nabz_credential::qr::{Modules, modules};
use nabz_kernel::ids::{Id, PersonId};
use nabz_store::Stop;
use nabz_web::{App, Desk, Problem, Visitor};
use uuid::Uuid;

const TEXT: &str = "text/plain; charset=utf-8";
/// Whoever checks a copy fetches the keys from a page of another site.
const ANYBODY: HeaderValue = HeaderValue::from_static("*");
/// A key waits thirty days before it signs, so that an hour loses nobody anything.
const FOR_AN_HOUR: HeaderValue = HeaderValue::from_static("public, max-age=3600");

/// A copy as a file.
pub(super) async fn given(
    desk: Desk,
    Path((id, file)): Path<(Uuid, String)>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (permit, signing) = (desk.permit::<ExportCard>()?, desk.app().part::<Signing>()?);
    let form = CopyForm::of_word(&file).ok_or_else(Problem::missing)?;
    let (person, issuer): (PersonId, _) = (Id::from_uuid(id), address(desk.app(), &headers));
    let copy = desk.write(permit, move |tx, permit| {
        let signer = signing.copier(tx)?;
        actions::export(tx, permit, &*signer, (person, form), &issuer)
    });
    let copy = copy.await?;
    desk.shows(&desk.permit::<ExportCard>()?, person, Reason::Counter).await?;
    let (kind, bytes) = written(form, &copy)?;
    let disposition = format!("attachment; filename=\"{}\"", form.word());
    let named =
        [(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)];
    Ok((named, bytes).into_response())
}

/// What stands in the file, and of what kind it is.
fn written(form: CopyForm, copy: &CardCopy) -> Result<(&'static str, Vec<u8>), Problem> {
    let certificate = match copy {
        CardCopy::HealthCard(card) => return Ok((MEDIA_TYPE, card.file().into_bytes())),
        CardCopy::Certificate(certificate) => certificate,
    };
    Ok(match form {
        CopyForm::HealthCard | CopyForm::Text => (TEXT, certificate.text().as_bytes().to_vec()),
        CopyForm::Picture => ("image/png", png(&code(certificate)?)),
        CopyForm::Drawing => ("image/svg+xml", svg(&code(certificate)?).into_bytes()),
    })
}

fn code(certificate: &Certificate) -> Result<Modules, Problem> {
    modules(certificate.text()).map_err(Problem::fault)
}

/// Under which address others find the city's keys: the one that was set, or else the one by which
/// the desk itself was reached.
fn address(app: &App, headers: &HeaderMap) -> String {
    let reached = || {
        let scheme = if app.config().tls { "https" } else { "http" };
        let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
        format!("{scheme}://{}", host.unwrap_or("localhost"))
    };
    app.config().public_url.clone().unwrap_or_else(reached)
}

/// The keys that sign copies, for everybody.
pub(super) async fn keys(visitor: Visitor) -> Result<Response, Problem> {
    let signing = visitor.app().part::<Signing>()?;
    let keys = visitor.read(move |view| match signing.trust(view) {
        Ok(trust) => Ok(published(&trust, view.today())),
        // Before the first ceremony there are none.
        Err(Stop::Refused(_)) => Ok(JwkSet::default()),
        Err(stop @ (Stop::Fault(_) | Stop::Again)) => Err(stop),
    });
    let mut response = Json(keys.await?).into_response();
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, ANYBODY);
    headers.insert(header::CACHE_CONTROL, FOR_AN_HOUR);
    Ok(response)
}
