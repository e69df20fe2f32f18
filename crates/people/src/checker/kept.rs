//! A page that a phone keeps, to work with the network down.

use axum::http::{HeaderName, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use nabz_web::messages::{Message, say};
use nabz_web::{Language, Page, assets};
use serde_json::json;
use xxhash_rust::xxh3::xxh3_64;

/// Paper and action of `web/styles/tokens.css`, for what a phone draws around the page.
const PAPER: &str = "#fbfaf7";
const ACTION: &str = "#0b6b64";

/// What changes when it likes, and is asked for anew each time.
pub(super) const ASK_AGAIN: HeaderValue = HeaderValue::from_static("no-cache");
const SCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
const MANIFEST: HeaderValue = HeaderValue::from_static("application/manifest+json");
const WORKER_SCOPE: HeaderName = HeaderName::from_static("service-worker-allowed");

/// A page that a phone keeps, with what belongs to it.
pub struct KeptPage {
    /// Where it is. Its worker looks after it and what lies below it, and no two pages share one.
    pub path: &'static str,
    /// What it is called on a home screen.
    pub title: fn() -> Message,
}

impl KeptPage {
    /// What lets a phone put the page on its home screen, in both languages.
    pub fn manifest(&self) -> Response {
        let title = (self.title)();
        let [hindi, english] =
            [Language::Hindi, Language::English].map(|language| say(&title, language));
        let body = json!({
            "id": self.path,
            "name": format!("{hindi} · {english}"),
            "short_name": hindi,
            "lang": Language::Hindi.code(),
            "start_url": self.path,
            "scope": self.path,
            "display": "standalone",
            "background_color": PAPER,
            "theme_color": ACTION,
            "icons": [{"src": assets::url("mark.svg"), "type": "image/svg+xml", "sizes": "any"}],
        });
        let headers = [(header::CONTENT_TYPE, MANIFEST), (header::CACHE_CONTROL, ASK_AGAIN)];
        (headers, body.to_string()).into_response()
    }

    /// The worker that keeps the page on the phone. It is told what belongs to the page as it is
    /// now, with the scripts and sheets that it `loads`; when any of that changes the worker is
    /// another one, and keeps the new page as a whole.
    pub fn worker(&self, page: &Page, loads: &[String]) -> Response {
        let mut files = vec![self.path.to_owned(), format!("{}/app.webmanifest", self.path)];
        files.extend_from_slice(loads);
        files.extend(["icons.svg", "mark.svg"].map(assets::url));
        files.extend(assets::fonts());
        let version = format!("{:016x}", xxh3_64(page.html().as_bytes()));
        let kept = json!({"page": self.path, "version": version, "files": files});
        let script = format!("self.nabzKept={kept};\n{}", assets::text("kept-worker.js"));
        let headers = [
            (header::CONTENT_TYPE, SCRIPT),
            (header::CACHE_CONTROL, ASK_AGAIN),
            (WORKER_SCOPE, HeaderValue::from_static(self.path)),
        ];
        (headers, script).into_response()
    }
}
