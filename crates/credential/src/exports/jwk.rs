//! The keys that sign copies, as others fetch them: `/.well-known/jwks.json`.
//!
//! Source: RFC 7517 and RFC 7518, section 6.2; RFC 7638 for the name of a key.

use super::COPY_DAYS_MAX;
use super::letters::base64_url;
use crate::cose::sha256;
use crate::keys::{DIGEST_BYTES, PublicKey};
use crate::trust::{IssuerKey, Purpose, TrustList};
use nabz_calendar::Date;
use serde::Serialize;

/// A key that verifies copies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Jwk {
    kty: &'static str,
    kid: String,
    #[serde(rename = "use")]
    used_for: &'static str,
    alg: &'static str,
    crv: &'static str,
    x: String,
    y: String,
}

/// The document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct JwkSet {
    keys: Vec<Jwk>,
}

impl Jwk {
    fn of(key: PublicKey) -> Self {
        let (x, y) = key.coordinates();
        Self {
            kty: "EC",
            kid: kid(key),
            used_for: "sig",
            alg: "ES256",
            crv: "P-256",
            x: base64_url(&x),
            y: base64_url(&y),
        }
    }
}

impl JwkSet {
    /// The names of its keys.
    pub fn kids(&self) -> impl Iterator<Item = &str> {
        self.keys.iter().map(|key| key.kid.as_str())
    }
}

/// The keys of copies that may still be shown on a day: those that sign, those that wait, and
/// those whose last copy has not ended. A key that was stolen or given up before it began is none
/// of them, and whatever it signed ends with it, for no reader of others asks for the day.
pub fn published(trust: &TrustList, today: Date) -> JwkSet {
    let may_be_shown = |key: &&IssuerKey| {
        key.purpose == Purpose::Exports
            && key.revoked_from.is_none()
            && key.to.days().saturating_add(COPY_DAYS_MAX) >= today.days()
    };
    JwkSet { keys: trust.keys().iter().filter(may_be_shown).map(|key| Jwk::of(key.key)).collect() }
}

/// The name of a key: its thumbprint.
pub fn kid(key: PublicKey) -> String {
    base64_url(&thumbprint(key))
}

/// SHA-256 over the key in the one spelling that RFC 7638 gives it, section 3.2.
pub(super) fn thumbprint(key: PublicKey) -> [u8; DIGEST_BYTES] {
    let (x, y) = key.coordinates();
    let (x, y) = (base64_url(&x), base64_url(&y));
    let spelled = format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#);
    sha256(&[spelled.as_bytes()])
}
