//! Forms: what was typed is never lost, and every mistake is said where it was made.

use crate::messages::Message;
use crate::problem::Problem;
use axum::extract::{FromRequest, Request};
use nabz_kernel::refusal::Refused;
use nabz_kernel::signs::{cannot_be_kept, cannot_stand_on_a_line};
use serde::de::DeserializeOwned;
use std::fmt;

/// A form read into a struct. Let every field be a `String`, and parse in the capability: a form
/// that cannot be read at all is answered by `WEB-002` and shows nothing of what was typed.
pub struct Form<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = axum::Form::<T>::from_request(request, state).await;
        read.map(|axum::Form(form)| Self(form)).map_err(|refusal| unreadable(refusal.status()))
    }
}

/// A form whose fields repeat or are not known beforehand: the lines of a prescription.
#[derive(Clone, Debug, Default)]
pub struct Fields(Vec<(String, String)>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let read = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
        read.map(|axum::Form(fields)| Self(fields)).map_err(|refusal| unreadable(refusal.status()))
    }
}

impl Fields {
    /// What was typed into a field, without the spaces around it; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.0
            .iter()
            .find_map(|(known, value)| (known == name).then_some(value.trim()))
            .unwrap_or("")
    }

    /// Everything sent under one name, in order.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.0.iter().filter_map(move |(known, value)| (known == name).then_some(value.trim()))
    }

    /// The key that makes a repeated form happen once.
    pub fn once(&self) -> OnceKey {
        OnceKey(self.get("once").to_owned())
    }
}

fn unreadable(status: axum::http::StatusCode) -> Problem {
    let code =
        if status == axum::http::StatusCode::PAYLOAD_TOO_LARGE { "WEB-004" } else { "WEB-002" };
    Refused::plain(code).invalid().into()
}

/// The mistakes of one form, in the order of its fields.
#[derive(Clone, Debug, Default)]
pub struct FormErrors {
    list: Vec<FieldError>,
}

/// One mistake: beside its field, and in the summary on top.
#[derive(Clone, Debug)]
pub struct FieldError {
    /// The `id` and `name` of the field.
    pub field: &'static str,
    /// What is wrong and how to put it right.
    pub message: Message,
}

impl FormErrors {
    /// Notes a mistake. The first one of a field is shown beside it.
    pub fn add(&mut self, field: &'static str, message: impl Into<Message>) {
        self.list.push(FieldError { field, message: message.into() });
    }

    /// Keeps the value, or notes why it cannot be.
    pub fn keep<T, R: Into<Refused>>(
        &mut self,
        field: &'static str,
        parsed: Result<T, R>,
    ) -> Option<T> {
        match parsed {
            Ok(value) => Some(value),
            Err(refusal) => {
                self.add(field, &refusal.into());
                None
            }
        }
    }

    /// A line of text of at most `limit` letters without control characters; `None` when empty
    /// or wrong, and a wrong one is noted. `label` is what the field is called on the page.
    pub fn line(
        &mut self,
        field: &'static str,
        typed: &str,
        limit: usize,
        label: &str,
    ) -> Option<String> {
        self.text(field, typed, limit, (label, cannot_stand_on_a_line))
    }

    /// Text of several lines, otherwise like [`Self::line`].
    pub fn paragraph(
        &mut self,
        field: &'static str,
        typed: &str,
        limit: usize,
        label: &str,
    ) -> Option<String> {
        self.text(field, typed, limit, (label, cannot_be_kept))
    }

    fn text(
        &mut self,
        field: &'static str,
        typed: &str,
        limit: usize,
        (label, unkept): (&str, impl Fn(char) -> bool),
    ) -> Option<String> {
        let typed = typed.trim();
        if typed.contains(unkept) {
            self.add(field, &Refused::plain("WEB-007").with("field", label));
        } else if typed.chars().count() > limit {
            self.add(field, &Refused::plain("WEB-008").with("field", label).with("limit", limit));
        } else if !typed.is_empty() {
            return Some(typed.to_owned());
        }
        None
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// All of them, for the summary.
    pub fn list(&self) -> &[FieldError] {
        &self.list
    }

    /// The one to show beside a field.
    pub fn of(&self, field: &str) -> Option<&Message> {
        self.list.iter().find_map(|error| (error.field == field).then_some(&error.message))
    }
}

/// A key drawn when a form is shown and sent back with it, so that pressing twice does it once.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(transparent)]
pub struct OnceKey(String);

impl OnceKey {
    /// A fresh key for a form about to be shown.
    pub fn draw() -> Self {
        Self(random_hex::<16>())
    }

    /// The key as it was sent.
    pub fn key(&self) -> &str {
        &self.0
    }
}

/// `N` random bytes as hex digits.
pub(crate) fn random_hex<const N: usize>() -> String {
    let mut bytes = [0_u8; N];
    if let Err(fault) = getrandom::fill(&mut bytes) {
        // Such a machine refuses to sign anybody in, so nothing rests on these bytes there.
        tracing::error!("the machine gives no randomness: {fault}");
    }
    hex(&bytes)
}

/// Bytes as hex digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |text, byte| text + &format!("{byte:02x}"))
}

impl fmt::Display for OnceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_trimmed_and_measured_in_letters_and_holds_no_control_characters() {
        let mut errors = FormErrors::default();
        assert_eq!(errors.line("name", " सुनीता ", 10, "Name").as_deref(), Some("सुनीता"));
        assert_eq!(errors.line("name", "  ", 10, "Name"), None);
        assert!(errors.is_empty());
        assert_eq!(errors.line("name", "a\u{0}b", 10, "Name"), None);
        assert_eq!(errors.line("town", "abcdefghijk", 10, "Town"), None);
        assert_eq!(errors.of("name").map(Message::key), Some("WEB-007"));
        assert_eq!(errors.of("town").map(Message::key), Some("WEB-008"));
    }
}
