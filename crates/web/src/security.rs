//! What every answer carries, and what no request may do.

use crate::app::App;
use crate::origins::LetIn;
use crate::problem::Problem;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use nabz_kernel::refusal::Refused;

/// No inline script or style, no eval, no other origin. A PDF may be framed by our own pages, to
/// be printed from there.
const CONTENT_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' blob: data:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
    manifest-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'self'; \
    base-uri 'none'";
/// The same for a page whose form leads to other places, each as a policy names it: a program that a
/// person lets in is answered at its own address.
pub fn policy_leading_to(places: &[String]) -> Option<HeaderValue> {
    let leading = format!("form-action 'self' {}", places.join(" "));
    HeaderValue::from_str(&CONTENT_POLICY.replace("form-action 'self'", leading.trim_end())).ok()
}

const TWO_YEARS_OF_TLS: &str = "max-age=63072000; includeSubDomains";

const STANDING: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "SAMEORIGIN"),
    // Stricter would blank the Origin header that `refuse_other_sites` rests on.
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(self), microphone=(self), geolocation=(self), payment=(), usb=()",
    ),
];

/// Adds the standing headers. What says nothing about caching is not kept by anybody: a page of
/// one patient must not come back from a disk.
pub(crate) async fn standing_headers(
    State(app): State<App>,
    request: Request,
    next: Next,
) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in STANDING {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if app.config().tls {
        let value = HeaderValue::from_static(TWO_YEARS_OF_TLS);
        headers.insert(header::STRICT_TRANSPORT_SECURITY, value);
    }
    response
}

/// Refuses a write that a browser says comes from another site, unless the page there was let in, whose
/// requests carry no cookie.
pub(crate) async fn refuse_other_sites(request: Request, next: Next) -> Response {
    let is_let_in = request.extensions().get::<LetIn>().is_some();
    if is_write(request.method()) && comes_from_elsewhere(request.headers()) && !is_let_in {
        return Problem::from(Refused::plain("WEB-003").forbidden()).into_response();
    }
    next.run(request).await
}

fn is_write(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Whether a browser says that a page of another site sent it here. Every browser sends one of the
/// two with a write; a program that sends neither holds no cookie that a page could borrow.
pub(crate) fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    if let Some(site) = headers.get("sec-fetch-site") {
        return site != "same-origin" && site != "none";
    }
    let Some(origin) = headers.get(header::ORIGIN) else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    let from = origin.to_str().ok().and_then(|origin| Some(origin.split_once("://")?.1));
    from.is_none() || from != host
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elsewhere(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)));
        comes_from_elsewhere(&headers.collect())
    }

    #[test]
    fn a_write_from_another_site_is_known_by_either_header() {
        assert!(!elsewhere(&[("sec-fetch-site", "same-origin")]));
        assert!(elsewhere(&[("sec-fetch-site", "cross-site")]));
        assert!(elsewhere(&[("sec-fetch-site", "same-site")]));
        assert!(!elsewhere(&[("host", "nabz.example"), ("origin", "https://nabz.example")]));
        assert!(elsewhere(&[("host", "nabz.example"), ("origin", "https://bad.example")]));
        assert!(elsewhere(&[("host", "nabz.example"), ("origin", "null")]));
        assert!(!elsewhere(&[("host", "nabz.example")]));
    }
}
