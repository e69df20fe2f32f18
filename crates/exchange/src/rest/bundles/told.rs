//! What came of one entry, as the answer to its Bundle tells it.

use crate::answer::{WrittenAt, etag, outcome};
use crate::rest::asked::Returned;
use crate::rest::writing::{done, location, status};
use axum::body::to_bytes;
use axum::http::{HeaderName, StatusCode, header};
use axum::response::Response;
use nabz_fhir::bundle::{Bundle, quoted};
use nabz_kernel::clock::Instant;
use nabz_record::Entry;
use nabz_record::receive::Received;

/// The answer to one entry.
pub(super) struct Told {
    status: StatusCode,
    location: Option<String>,
    etag: Option<String>,
    written: Option<Instant>,
    resource: Vec<u8>,
    outcome: Vec<u8>,
}

impl Told {
    /// What a request of its own was answered.
    pub(super) async fn of(response: Response) -> Self {
        let (parts, body) = response.into_parts();
        let text = |name: HeaderName| {
            parts.headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
        };
        let location = text(header::LOCATION).map(|url| match url.split_once("/fhir/R4/") {
            Some((_, place)) => place.to_owned(),
            None => url,
        });
        // The body is in memory already: no answer of these routes is a stream.
        let body = to_bytes(body, usize::MAX).await.unwrap_or_default().to_vec();
        let is_refused = parts.status.is_client_error() || parts.status.is_server_error();
        let (resource, outcome) = if is_refused { (Vec::new(), body) } else { (body, Vec::new()) };
        Self {
            status: parts.status,
            location,
            etag: text(header::ETAG),
            written: parts.extensions.get::<WrittenAt>().map(|written| written.0),
            resource,
            outcome,
        }
    }

    /// An entry that was left out, since the answer is long enough.
    pub(super) async fn not_asked() -> Self {
        let words = "not asked: the answer to this Bundle is too long already";
        Self::of(outcome(StatusCode::PAYLOAD_TOO_LARGE, "too-costly", words)).await
    }

    /// What a transaction kept; `entry` where its source may see it.
    pub(super) fn kept(received: &Received, entry: Option<&Entry>, returned: Returned) -> Self {
        let body = entry.filter(|_| returned == Returned::Representation);
        let is_told = returned == Returned::Outcome;
        Self {
            status: status(received.written),
            location: Some(location(received)),
            etag: Some(etag(received.written.version())),
            written: entry.map(|entry| entry.updated),
            resource: body.map(|entry| entry.body.clone()).unwrap_or_default(),
            outcome: if is_told { done(received.written) } else { Vec::new() },
        }
    }

    /// What a transaction deleted, if anything was there.
    pub(super) fn deleted(entry: Option<&Entry>) -> Self {
        Self {
            status: StatusCode::NO_CONTENT,
            location: None,
            etag: entry.map(|entry| etag(entry.version)),
            written: entry.map(|entry| entry.updated),
            resource: Vec::new(),
            outcome: Vec::new(),
        }
    }

    /// In bytes.
    pub(super) fn length(&self) -> usize {
        self.resource.len() + self.outcome.len()
    }

    pub(super) fn push(&self, answer: &mut Bundle) {
        let mut members = vec![format!(r#""status":"{}""#, self.status.as_u16())];
        let texts = [("location", &self.location), ("etag", &self.etag)];
        for (name, text) in texts {
            members.extend(text.as_deref().map(|text| format!(r#""{name}":{}"#, quoted(text))));
        }
        members.extend(self.written.map(|at| format!(r#""lastModified":"{at}""#)));
        let outcome = str::from_utf8(&self.outcome).unwrap_or_default();
        members.extend((!outcome.is_empty()).then(|| format!(r#""outcome":{outcome}"#)));
        let body = (!self.resource.is_empty()).then_some(self.resource.as_slice());
        answer.push(None, body, &format!(r#""response":{{{}}}"#, members.join(",")));
    }
}
