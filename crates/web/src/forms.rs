//! Forms: what was typed is never lost, and every mistake is said where it was made.

use crate::messages::Message;
use crate::problem::Problem;
use axum::extract::{FromRequest, Request};
use nabz_kernel::refusal::Refused;
use nabz_kernel::signs::{cannot_be_kept, cannot_stand_on_a_line};
use nabz_store::Once;
use serde::de::DeserializeOwned;
use serde::de::value::{Error as NotRead, MapDeserializer};
use sha2::{Digest, Sha256};
use std::fmt;
use uuid::Uuid;

/// The field in which a form carries its key.
const ONCE: &str = "once";
/// A key of ours has 32 signs; a page that shows several forms adds a few to each.
const KEY_SIGNS_MAX: usize = 64;

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
pub struct Fields {
    list: Vec<(String, String)>,
    /// Where it was sent.
    path: String,
}

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let path = request.uri().path().to_owned();
        let read = axum::Form::<Vec<(String, String)>>::from_request(request, state).await;
        let read = read.map(|axum::Form(list)| Self { list, path });
        read.map_err(|refusal| unreadable(refusal.status()))
    }
}

impl Fields {
    /// What came to an address in another way than as a plain form.
    pub(crate) fn sent(list: Vec<(String, String)>, path: String) -> Self {
        Self { list, path }
    }

    /// What was typed into a field, without the spaces around it; empty when it was not sent.
    pub fn get(&self, name: &str) -> &str {
        self.list
            .iter()
            .find_map(|(known, value)| (known == name).then_some(value.trim()))
            .unwrap_or("")
    }

    /// The version of whatever the page had seen; a form that does not say has seen nothing, and is
    /// stale.
    pub fn version(&self) -> u32 {
        self.get("version").parse().unwrap_or(0)
    }

    /// Everything sent under one name, in order.
    pub fn all<'f>(&'f self, name: &'f str) -> impl Iterator<Item = &'f str> {
        self.list.iter().filter_map(move |(known, value)| (known == name).then_some(value.trim()))
    }

    /// The whole of it as a struct, whose fields are best all of text.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Problem> {
        let pairs = self.list.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        T::deserialize(MapDeserializer::<_, NotRead>::new(pairs))
            .map_err(|_| Refused::plain("WEB-002").invalid().into())
    }

    /// The key that makes a repeated form happen once, bound to the rest of the form.
    pub fn once(&self) -> OnceKey {
        let key = self.get(ONCE).to_owned();
        let asked = self.asked(&key);
        OnceKey { key, asked }
    }

    /// What is wished for: where the form was sent and everything in it.
    ///
    /// The key goes in as salt. The database keeps this digest and never the key, so that nobody
    /// who reads it there can try out what a password in the form may have been.
    fn asked(&self, key: &str) -> [u8; 32] {
        let fields = self.list.iter().filter(|(name, _)| name != ONCE);
        let words = fields.flat_map(|(name, value)| [name.as_str(), value.as_str()]);
        let mut digest = Sha256::new();
        for word in [key, self.path.as_str()].into_iter().chain(words) {
            digest.update(word.len().to_le_bytes());
            digest.update(word.as_bytes());
        }
        digest.finalize().into()
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
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OnceKey {
    key: String,
    /// What was wished for with it.
    asked: [u8; 32],
}

impl OnceKey {
    /// A fresh key for a form about to be shown.
    pub fn draw() -> Self {
        Self { key: random_hex::<16>(), ..Self::default() }
    }

    /// The key as it was sent.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// One wish of one person, or about one; `WEB-012` when this is no key.
    pub(crate) fn wish(&self, scope: Uuid, act: &str) -> Result<Once, Problem> {
        let sign = |sign: char| sign.is_ascii_alphanumeric() || sign == '-';
        if !(1..=KEY_SIGNS_MAX).contains(&self.key.len()) || !self.key.chars().all(sign) {
            return Err(Refused::plain("WEB-012").invalid().into());
        }
        Ok(Once::new(scope, &format!("{act} {}", self.key)).asking(self.asked))
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
        f.write_str(&self.key)
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

    #[test]
    fn a_key_is_short_and_plain_and_never_empty() {
        let code = |key: &str| {
            let once = OnceKey { key: key.to_owned(), ..OnceKey::default() };
            let wish = once.wish(Uuid::nil(), "test.act");
            wish.err().and_then(|problem| problem.refused().map(|refused| refused.code))
        };
        for good in ["a", "t-clerk", OnceKey::draw().key(), &"a".repeat(KEY_SIGNS_MAX)] {
            assert_eq!(code(good), None, "{good}");
        }
        for bad in ["", "a b", "a/b", "कुंजी", &"a".repeat(KEY_SIGNS_MAX + 1)] {
            assert_eq!(code(bad), Some("WEB-012"), "{bad}");
        }
    }

    #[test]
    fn a_key_is_bound_to_the_address_and_to_every_field_but_itself() {
        let once = |path: &str, fields: &[(&str, &str)]| {
            let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            Fields { list: fields.iter().map(pair).collect(), path: path.to_owned() }.once()
        };
        let first = once("/give", &[("once", "k"), ("to", "Asha"), ("units", "2")]);
        assert_eq!(first, once("/give", &[("to", "Asha"), ("units", "2"), ("once", "k")]));
        for other in [
            once("/take", &[("once", "k"), ("to", "Asha"), ("units", "2")]),
            once("/give", &[("once", "k"), ("to", "Bela"), ("units", "2")]),
            once("/give", &[("once", "k"), ("to", "Asha")]),
            once("/give", &[("once", "k"), ("to", "Ashaunits"), ("", "2")]),
        ] {
            assert_eq!(other.key(), "k");
            assert_ne!(first, other);
        }
    }
}
