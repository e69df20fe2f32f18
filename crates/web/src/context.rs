//! What is known about a request before anybody looks at who sent it.

use crate::app::App;
use crate::messages::Language;
use crate::shell::Shell;
use axum::http::{HeaderMap, Method, Uri, header};
use std::sync::{Arc, OnceLock};

pub(crate) const LANGUAGE_COOKIE: &str = "__Host-nabz-lang";
pub(crate) const PSEUDO: &str = "qps";

/// In which form the caller can read an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wants {
    /// A browser that shows a whole page.
    Page,
    /// htmx, which swaps a part of one.
    Fragment,
    /// A program.
    Json,
    /// A program that speaks FHIR.
    Fhir,
}

/// Language, form of answer and address of one request.
pub(crate) struct Context {
    pub(crate) language: Language,
    pub(crate) pseudo: bool,
    pub(crate) wants: Wants,
    pub(crate) path: String,
    is_get: bool,
    /// Filled when a desk was found, so that a problem can be shown inside the same frame.
    pub(crate) shell: OnceLock<Shell>,
}

impl Context {
    pub(crate) fn of(app: &App, method: &Method, uri: &Uri, headers: &HeaderMap) -> Arc<Self> {
        let chosen = cookie(headers, LANGUAGE_COOKIE);
        let pseudo = app.config().pseudo_locale && chosen == Some(PSEUDO);
        let otherwise = if pseudo { Language::English } else { Language::Hindi };
        Arc::new(Self {
            // The city's pages are in Hindi first; English is one click away and then remembered.
            language: chosen.and_then(Language::parse).unwrap_or(otherwise),
            pseudo,
            wants: wants(uri, headers),
            path: uri.path().to_owned(),
            is_get: method == Method::GET,
            shell: OnceLock::new(),
        })
    }
}

impl Context {
    /// Where signing in leads, with the way back to the page that asked for it.
    pub(crate) fn return_from(&self, path: &str) -> String {
        if self.is_get && self.path != "/" && is_ours(&self.path) {
            format!("{path}?next={}", self.path)
        } else {
            path.to_owned()
        }
    }
}

/// A path of this site in plain letters, and not the beginning of another site's address.
pub(crate) fn is_ours(path: &str) -> bool {
    let plain = |letter: u8| letter.is_ascii_alphanumeric() || b"/-_.".contains(&letter);
    path.starts_with('/') && !path.starts_with("//") && path.bytes().all(plain)
}

/// The `?lang=` of a page address: which language, and the same address without it. Nobody is led
/// to an address that a browser reads as another site's.
pub(crate) fn language_chosen(app: &App, method: &Method, uri: &Uri) -> Option<(String, String)> {
    let query = uri.query()?;
    let path = uri.path();
    let leads_away = path.starts_with("//") || path.contains('\\');
    if method != Method::GET || path.starts_with("/fhir") || leads_away {
        return None;
    }
    let code = query.split('&').find_map(|pair| pair.strip_prefix("lang="))?;
    let known = Language::parse(code).is_some() || (app.config().pseudo_locale && code == PSEUDO);
    if !known {
        return None;
    }
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.starts_with("lang=")).collect();
    let rest = if rest.is_empty() { String::new() } else { format!("?{}", rest.join("&")) };
    Some((code.to_owned(), format!("{path}{rest}")))
}

/// One cookie of a request.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    cookies(headers).find_map(|(known, value)| (known == name).then_some(value))
}

/// Whether a browser sends a cookie whose name begins so.
pub(crate) fn has_cookie(headers: &HeaderMap, beginning: &str) -> bool {
    cookies(headers).any(|(known, _)| known.starts_with(beginning))
}

/// The names and values of all of them.
fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='))
}

fn wants(uri: &Uri, headers: &HeaderMap) -> Wants {
    let accepts = headers.get(header::ACCEPT).and_then(|a| a.to_str().ok()).unwrap_or_default();
    if uri.path().starts_with("/fhir/") || accepts.contains("fhir+json") {
        Wants::Fhir
    } else if headers.contains_key("hx-request") {
        Wants::Fragment
    } else if uri.path().starts_with("/api/") || accepts.starts_with("application/json") {
        Wants::Json
    } else {
        Wants::Page
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn a_way_back_never_leaves_the_site() {
        assert!(is_ours("/queue/0192"));
        for other in ["//bad.example", "https://bad.example", "/\\bad.example", "/a?b", ""] {
            assert!(!is_ours(other), "{other}");
        }
    }

    #[test]
    fn a_cookie_is_found_by_its_whole_name() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, HeaderValue::from_static("x__Host-a=1; __Host-a=2"));
        assert_eq!(cookie(&headers, "__Host-a"), Some("2"));
        assert_eq!(cookie(&headers, "a"), None);
    }
}
