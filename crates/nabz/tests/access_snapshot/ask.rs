//! One request and what its answer means.

use crate::people::Column;
use crate::table::Try;
use crate::town::{Things, Town};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use tower::ServiceExt;

const BODY_BYTES_MAX: usize = 4 * 1024 * 1024;
const PDF: &str = "application/pdf";

pub(crate) struct Ask {
    router: Router,
}

impl Ask {
    pub(crate) fn of(town: &Town) -> Self {
        Self { router: town.router.clone() }
    }

    /// What a column is answered, in one word.
    pub(crate) async fn answer(&self, one: &Try, column: &Column, things: &Things) -> String {
        let answer = self.send(one, column, things).await;
        meaning(answer, one.method == "GET").await
    }

    /// What a page, a part of one, a paper or an answer for programs says, if there is any.
    pub(crate) async fn said(&self, one: &Try, column: &Column, things: &Things) -> Option<Said> {
        let answer = self.send(one, column, things).await;
        let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|v| v.to_str().ok());
        let kind = kind.unwrap_or_default().to_owned();
        // A stream of events never ends.
        if kind.starts_with("text/event-stream") {
            return None;
        }
        let bytes = to_bytes(answer.into_body(), BODY_BYTES_MAX).await.unwrap();
        let paper = kind.starts_with(PDF);
        let text = || Said::Text(String::from_utf8_lossy(&bytes).into_owned());
        Some(if paper { Said::Paper } else { text() })
    }

    async fn send(&self, one: &Try, column: &Column, things: &Things) -> Response {
        let (path, body) = (things.fill(one.path), things.fill(one.body));
        let fhir = path.starts_with("/fhir/");
        let accept = if fhir { "application/fhir+json" } else { "application/json" };
        self.request((one.method, &path, body), column, &[("accept", accept)]).await
    }

    /// One request of a column, with what it says about itself beside that.
    pub(crate) async fn request(
        &self,
        (method, path, body): (&str, &str, String),
        column: &Column,
        about: &[(&str, &str)],
    ) -> Response {
        let kind = match (path.starts_with("/fhir/"), body.starts_with('{')) {
            (true, true) => "application/fhir+json",
            (false, true) => "application/json",
            (_, false) => "application/x-www-form-urlencoded",
        };
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header(header::HOST, "nabz.test")
            .header(header::CONTENT_TYPE, kind)
            .header("sec-fetch-site", "same-origin");
        if let Some((name, value)) = column.proof() {
            request = request.header(name, value);
        }
        for (name, value) in about {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body)).unwrap();
        self.router.clone().oneshot(request).await.unwrap()
    }
}

/// What came back.
pub(crate) enum Said {
    /// Words.
    Text(String),
    /// A PDF, whose words only a reader sees.
    Paper,
}

/// A form that was taken may lead home, too; a page that does is not for this person.
async fn meaning(response: Response, is_page: bool) -> String {
    let status = response.status();
    let header = |name| {
        response.headers().get(name).and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned()
    };
    // A stream of events never ends, so an answer that went well is not read.
    if status.is_success() || status == StatusCode::NOT_MODIFIED {
        return "yes".to_owned();
    }
    let html = header(header::CONTENT_TYPE).starts_with("text/html");
    let location = header(header::LOCATION);
    if status.is_redirection() {
        return match location.as_str() {
            "/" if is_page => "home".to_owned(),
            door if is_page && door.starts_with("/sign-in?") => "sign-in".to_owned(),
            _ => "yes".to_owned(),
        };
    }
    if status == StatusCode::UNAUTHORIZED {
        return "sign-in".to_owned();
    }
    let bytes = to_bytes(response.into_body(), BODY_BYTES_MAX).await.unwrap();
    let text = String::from_utf8_lossy(&bytes);
    match code_in(&text) {
        Some(code) => code.to_owned(),
        None if html && status == StatusCode::FORBIDDEN => "closed".to_owned(),
        None => status.as_u16().to_string(),
    }
}

/// The first `QUE-002` in a text.
pub(crate) fn code_in(text: &str) -> Option<&str> {
    let code = |at: usize| {
        let code = text.get(at.checked_sub(3)?..at + 4)?;
        let (letters, digits) = code.split_once('-')?;
        let fits = letters.bytes().all(|sign| sign.is_ascii_uppercase())
            && digits.len() == 3
            && digits.bytes().all(|sign| sign.is_ascii_digit());
        fits.then_some(code)
    };
    text.match_indices('-').find_map(|(at, _)| code(at))
}
