//! What a program asks of the FHIR API: the bytes it sent, what it prefers, and on which terms.

use super::named;
use super::prefer::wishes;
use crate::answer::{Instead, invalid, issues, outcome};
use crate::held::{Definitions, Held};
use axum::body::{Bytes, to_bytes};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderName, StatusCode, header};
use nabz_fhir::Body;
use nabz_fhir::bundle::{Before, version_of};
use nabz_kernel::visitor::VisitorAddress;
use nabz_store::Stop;
use nabz_web::{App, Problem};
use std::sync::Arc;

/// A transaction of a few hundred entries.
const BODY_BYTES_MAX: usize = 16 * 1024 * 1024;
/// What is looked at within a few milliseconds, where it is.
const SHORT_BYTES_MAX: usize = 64 * 1024;

/// One request.
pub(super) struct Asked {
    pub(super) app: App,
    pub(super) headers: HeaderMap,
    /// The query of the address, as it was sent.
    pub(super) query: String,
    pub(super) bytes: Bytes,
    address: Option<VisitorAddress>,
    held: Held,
}

/// What the answer to a change holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Returned {
    Nothing,
    Representation,
    Outcome,
}

impl FromRequest<App> for Asked {
    type Rejection = Instead;

    async fn from_request(request: Request, app: &App) -> Result<Self, Instead> {
        let (parts, body) = request.into_parts();
        let Ok(bytes) = to_bytes(body, BODY_BYTES_MAX).await else {
            let words = "what is sent is longer than 16 MB, or it broke off";
            return Err(outcome(StatusCode::PAYLOAD_TOO_LARGE, "too-long", words).into());
        };
        let address = parts.extensions.get::<VisitorAddress>().copied();
        let query = parts.uri.query().unwrap_or_default().to_owned();
        let held = parts.extensions.get::<Held>().cloned().unwrap_or_default();
        Ok(Self { app: app.clone(), headers: parts.headers, query, bytes, address, held })
    }
}

impl Asked {
    /// A header in text.
    ///
    /// # Errors
    /// An answer that says so when it is none: a condition is never passed over.
    pub(super) fn text(&self, name: &HeaderName) -> Result<Option<&str>, Instead> {
        let Some(value) = self.headers.get(name) else { return Ok(None) };
        let text = value.to_str();
        text.map(Some).map_err(|_| invalid(&format!("{name} cannot be read")).into())
    }

    /// What `Prefer: return=…` wishes, if anything.
    pub(super) fn returned(&self) -> Option<Returned> {
        let returned = |wish: &str| match wish {
            "return=minimal" => Some(Returned::Nothing),
            "return=representation" => Some(Returned::Representation),
            "return=OperationOutcome" => Some(Returned::Outcome),
            _ => None,
        };
        wishes(&self.headers).find_map(returned)
    }

    /// What has to stand before a change: `If-Match`, or `If-None-Match: *`.
    pub(super) fn before(&self) -> Result<Before, Instead> {
        match (self.text(&header::IF_MATCH)?, self.text(&header::IF_NONE_MATCH)?) {
            (None, None) => Ok(Before::Anything),
            (Some(tag), None) => {
                let version = version_of(tag).map(Before::Version);
                version.ok_or_else(|| invalid("If-Match has to name a version: W/\"3\"").into())
            }
            (None, Some("*")) => Ok(Before::Nothing),
            (_, Some(_)) => {
                Err(invalid("If-None-Match of a change is *, and stands without If-Match").into())
            }
        }
    }

    /// What bodies are held against.
    pub(super) async fn definitions(&self) -> Result<Arc<Definitions>, Stop> {
        self.held.now(self.app.store()).await
    }

    /// The criteria of a conditional change.
    pub(super) fn criteria(&self) -> Result<String, Instead> {
        if self.query.is_empty() {
            let words = "which entry is meant has to be said: Type/id, or Type?criteria";
            return Err(invalid(words).into());
        }
        Ok(self.query.clone())
    }

    /// Does something with what was sent that takes time by its length: a short one where it is, a
    /// long one off the threads that serve others.
    pub(super) async fn work<T: Send + 'static>(
        &self,
        length: usize,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Problem> {
        if length <= SHORT_BYTES_MAX {
            Ok(work())
        } else {
            self.app.look_at(self.address, work).await
        }
    }

    /// What was sent: a resource of this type that can be kept.
    ///
    /// # Errors
    /// An answer that says what is wrong with it.
    pub(super) async fn body(&self, of: &str) -> Result<Body, Instead> {
        let (of, bytes) = (named(of)?, self.bytes.clone());
        let definitions = self.definitions().await?;
        let read = move || {
            let body = Body::parse(bytes.to_vec()).map_err(|fault| {
                Instead::from(outcome(StatusCode::BAD_REQUEST, "structure", &fault.to_string()))
            })?;
            if body.of() != of {
                return Err(invalid("the body is of another type than the address").into());
            }
            right(body, &definitions)
        };
        self.work(self.bytes.len(), read).await?
    }
}

/// The same body, if it is what R4 says, and what the city asks for beyond.
pub(super) fn right(body: Body, definitions: &Definitions) -> Result<Body, Instead> {
    let faults = definitions.faults(&body);
    if faults.is_empty() { Ok(body) } else { Err(issues(faults.into_iter()).into()) }
}
