//! Which assertions are believed.

use super::signer::Signer;
use crate::assertion::{Expected, Unproven, check};
use crate::keys::{Keys, NotKeys};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nabz_kernel::clock::Instant;
use serde_json::{Value, json};

const CLIENT: &str = "0197-client";
const AUDIENCE: &str = "https://health.example.org/oauth/token";
const NOW: i64 = 1_795_404_600;

fn claims() -> Value {
    json!({"iss": CLIENT, "sub": CLIENT, "aud": AUDIENCE, "exp": NOW + 240, "jti": "one"})
}

fn held(assertion: &str, keys: &str) -> Result<String, Unproven> {
    let now = Instant::from_microseconds(NOW * 1_000_000);
    let expected = Expected { client: CLIENT, audience: AUDIENCE, now };
    check(assertion, &Keys::parse(keys).unwrap(), &expected).map(|proven| proven.jti)
}

/// What comes of an assertion that differs in one claim.
fn with(name: &str, value: Value) -> Result<String, Unproven> {
    let signer = Signer::new("ES384");
    let mut claims = claims();
    claims[name] = value;
    held(&signer.signs(&signer.header(), &claims), &signer.jwks())
}

#[test]
fn each_algorithm_is_believed_with_a_key_of_its_kind() {
    for alg in ["RS256", "RS384", "ES256", "ES384"] {
        let signer = Signer::new(alg);
        let assertion = signer.signs(&signer.header(), &claims());
        assert_eq!(held(&assertion, &signer.jwks()), Ok("one".to_owned()), "{alg}");
    }
}

#[test]
fn what_it_says_has_to_be_right() {
    let cases = [
        ("aud", json!("https://other.example.org/oauth/token"), Unproven::OtherAudience),
        ("aud", json!([]), Unproven::OtherAudience),
        ("iss", json!("another"), Unproven::OtherClient),
        ("sub", json!("another"), Unproven::OtherClient),
        ("exp", json!(NOW - 60), Unproven::OtherTime),
        ("exp", json!(NOW + 361), Unproven::OtherTime),
        ("exp", json!(i64::MAX), Unproven::OtherTime),
        ("exp", json!(i64::MIN), Unproven::OtherTime),
        ("exp", json!("soon"), Unproven::Unreadable),
        ("nbf", json!(NOW + 61), Unproven::OtherTime),
        ("jti", json!(""), Unproven::Unreadable),
        ("jti", json!("j".repeat(256)), Unproven::Unreadable),
        ("jti", Value::Null, Unproven::Unreadable),
    ];
    for (name, value, why) in cases {
        assert_eq!(with(name, value.clone()), Err(why), "{name} {value}");
    }
    assert!(with("aud", json!(["x", AUDIENCE])).is_ok());
    assert!(with("exp", json!(NOW - 59)).is_ok(), "clocks differ by a minute");
    assert!(with("exp", json!(NOW + 360)).is_ok(), "clocks differ by a minute");
}

#[test]
fn how_it_is_signed_has_to_be_right() {
    let (right, other) = (Signer::new("ES384"), Signer::new("ES384"));
    let rsa = Signer::new("RS384");
    let plain = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let unsigned = |alg: &str| {
        let header = json!({"alg": alg, "kid": right.kid});
        format!("{}.{}.", plain(&header), plain(&claims()))
    };
    let signed = |header: Value| right.signs(&header, &claims());
    let cases = [
        (unsigned("none"), Unproven::OtherAlgorithm),
        // With the public key as a secret that both sides know.
        (unsigned("HS256"), Unproven::OtherAlgorithm),
        (unsigned("ES384"), Unproven::OtherSignature),
        (signed(json!({"alg": "PS384", "kid": right.kid})), Unproven::OtherAlgorithm),
        (signed(json!({"alg": "ES256", "kid": right.kid})), Unproven::OtherSignature),
        (signed(json!({"alg": "RS384", "kid": right.kid})), Unproven::OtherSignature),
        (signed(json!({"alg": "ES384", "kid": "unheard"})), Unproven::UnknownKey),
        (signed(json!({"alg": "ES384"})), Unproven::UnknownKey),
        (
            signed(json!({"alg": "ES384", "kid": right.kid, "crit": ["b64"]})),
            Unproven::OtherAlgorithm,
        ),
        (other.signs(&right.header(), &claims()), Unproven::OtherSignature),
        (
            rsa.signs(&json!({"alg": "RS384", "kid": right.kid}), &claims()),
            Unproven::OtherSignature,
        ),
        ("a.b".to_owned(), Unproven::Unreadable),
        (String::new(), Unproven::Unreadable),
        ("a".repeat(9_000), Unproven::Unreadable),
    ];
    for (assertion, why) in cases {
        assert_eq!(held(&assertion, &right.jwks()), Err(why), "{assertion}");
    }
}

#[test]
fn a_key_that_says_what_it_is_for_is_for_nothing_else() {
    let signer = Signer::new("RS256");
    let mut key = signer.jwk();
    key["alg"] = json!("RS384");
    let keys = json!({"keys": [key]}).to_string();
    let assertion = signer.signs(&signer.header(), &claims());
    assert_eq!(held(&assertion, &keys), Err(Unproven::OtherSignature));
}

#[test]
fn keys_that_cannot_be_used_are_refused_when_they_are_registered() {
    let good = Signer::new("ES256").jwk();
    let with = |name: &str, value: Value| {
        let mut key = good.clone();
        key[name] = value;
        json!({"keys": [key]}).to_string()
    };
    let unusable = || NotKeys::Unusable("e2".to_owned());
    let cases = [
        ("{}".to_owned(), NotKeys::NotASet),
        (json!({"keys": []}).to_string(), NotKeys::Number),
        (with("d", json!("AAAA")), NotKeys::Private("e2".to_owned())),
        (with("kid", Value::Null), NotKeys::Unusable("1".to_owned())),
        (with("crv", json!("P-521")), unusable()),
        (with("kty", json!("oct")), unusable()),
        (with("x", json!("AAAA")), unusable()),
        (with("alg", json!("HS256")), unusable()),
        (json!({"keys": [good, good]}).to_string(), unusable()),
        (
            json!({"keys": [{"kty": "RSA", "kid": "r", "n": "AAAA", "e": "AQAB"}]}).to_string(),
            NotKeys::Unusable("r".to_owned()),
        ),
    ];
    for (text, why) in cases {
        assert_eq!(Keys::parse(&text).err(), Some(why), "{text}");
    }
}
