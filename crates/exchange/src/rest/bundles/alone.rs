//! An entry of a Bundle as a request of its own, asked of the same routes by the same caller.

use super::told::Told;
use crate::answer::{Instead, http_date, invalid};
use crate::held::Held;
use axum::Router;
use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{Extensions, HeaderMap, HeaderValue, Request, header};
use axum::response::IntoResponse;
use nabz_fhir::bundle::{Entry, Method, Request as Wanted, carried_patch};
use nabz_kernel::visitor::VisitorAddress;
use nabz_web::{App, explained};
use std::sync::OnceLock;
use tower::ServiceExt;

/// What of the caller's headers goes for every entry: who they are, and what they prefer.
const OF_THE_CALLER: [header::HeaderName; 4] = [
    header::AUTHORIZATION,
    header::COOKIE,
    header::HOST,
    header::HeaderName::from_static("prefer"),
];

/// Asks one entry after another.
pub(super) struct Alone {
    app: App,
    /// Made when the first entry is asked: most transactions only write.
    routes: OnceLock<Router>,
    headers: HeaderMap,
    address: Option<VisitorAddress>,
    /// Of the request that brought the Bundle.
    extensions: Extensions,
}

impl Alone {
    /// For the caller of this request.
    pub(super) fn of(app: &App, parts: &Parts) -> Self {
        let mut headers = HeaderMap::new();
        for name in OF_THE_CALLER {
            for value in parts.headers.get_all(&name) {
                headers.append(name.clone(), value.clone());
            }
        }
        let address = parts.extensions.get::<VisitorAddress>().copied();
        let (app, extensions) = (app.clone(), parts.extensions.clone());
        Self { app, routes: OnceLock::new(), headers, address, extensions }
    }

    /// What comes of an entry, whatever that is.
    pub(super) async fn ask(&self, entry: Entry) -> Told {
        let response = match self.request(entry) {
            Ok(request) => match self.routes().clone().oneshot(request).await {
                Ok(response) => response,
                Err(never) => match never {},
            },
            Err(refused) => refused.into_response(),
        };
        Told::of(explained(response, &self.extensions)).await
    }

    fn routes(&self) -> &Router {
        self.routes.get_or_init(|| crate::rest::all().with_state(self.app.clone()))
    }

    fn request(&self, entry: Entry) -> Result<Request<Body>, Instead> {
        let wanted = entry.request.map_err(|what| invalid(&format!("the request: {what}")))?;
        // A Bundle within a Bundle would be one without an end.
        if wanted.url.is_empty() || wanted.url.starts_with('?') {
            return Err(invalid("the URL of an entry names a type").into());
        }
        let (kind, body) = content(wanted.method, entry.resource);
        let mut request = Request::builder()
            .method(wanted.method.name())
            .uri(format!("/fhir/R4/{}", wanted.url))
            .body(Body::from(body))
            .map_err(|_| invalid("the URL of the entry cannot be read"))?;
        *request.headers_mut() = self.headers.clone();
        request.headers_mut().insert(header::CONTENT_TYPE, kind);
        conditions(&wanted, request.headers_mut())?;
        if let Some(address) = self.address {
            request.extensions_mut().insert(address);
        }
        if let Some(held) = self.extensions.get::<Held>() {
            request.extensions_mut().insert(held.clone());
        }
        Ok(request)
    }
}

/// A Binary may carry a JSON Patch; any other resource is sent as it is.
fn content(method: Method, resource: Option<Vec<u8>>) -> (HeaderValue, Vec<u8>) {
    let json = HeaderValue::from_static("application/fhir+json");
    let resource = resource.unwrap_or_default();
    let patch = if method == Method::Patch { carried_patch(&resource) } else { None };
    match patch {
        Some(patch) => (HeaderValue::from_static("application/json-patch+json"), patch),
        None => (json, resource),
    }
}

fn conditions(wanted: &Wanted, headers: &mut HeaderMap) -> Result<(), Instead> {
    let since = match wanted.if_modified_since.as_deref() {
        Some(since) => {
            Some(http_date(since).ok_or_else(|| invalid("ifModifiedSince is no instant"))?)
        }
        None => None,
    };
    let sent = [
        (header::HeaderName::from_static("if-none-exist"), wanted.if_none_exist.clone()),
        (header::IF_MATCH, wanted.if_match.clone()),
        (header::IF_NONE_MATCH, wanted.if_none_match.clone()),
        (header::IF_MODIFIED_SINCE, since),
    ];
    for (name, value) in sent {
        let Some(value) = value else { continue };
        let value = HeaderValue::from_str(&value);
        headers
            .insert(name, value.map_err(|_| invalid("a condition of the entry cannot be read"))?);
    }
    Ok(())
}
