//! What stories ask of a page, and of the answer to a form.

use crate::Answer;
use axum::http::StatusCode;

/// Where a form leads that was taken.
///
/// # Panics
/// When it was not.
pub fn done(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text());
    answer.location.clone()
}

/// What a form shows that was refused with this code.
///
/// # Panics
/// When it was taken, or refused otherwise.
pub fn refused(answer: &Answer, status: StatusCode, code: &str) -> String {
    let text = answer.text();
    assert_eq!(answer.status, status, "{text}");
    assert!(text.contains(&format!("{code}:")), "no {code}: {text}");
    text
}

/// Each of these stands on the page.
///
/// # Panics
/// When one does not.
pub fn shows(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "{part} is missing in {page}");
    }
}

/// The value of the first field of that name behind a mark.
///
/// # Panics
/// When there is none.
pub fn field(page: &str, mark: &str, name: &str) -> String {
    let begins = format!("name=\"{name}\" value=\"");
    let behind = page.split(mark).nth(1).and_then(|rest| rest.split(&begins).nth(1));
    let value = behind.and_then(|rest| rest.split('"').next());
    assert!(value.is_some(), "no {name} behind {mark} in {page}");
    value.unwrap_or_default().to_owned()
}

/// A text as a form sends it.
pub fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |sent, byte| sent + &format!("%{byte:02X}"))
}
