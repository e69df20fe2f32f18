//! Assertions: how a program proves to the token endpoint that it is the one that was registered
//! (RFC 7523, as SMART's backend services use it). Pure: the time, the address and the keys are given.

use crate::keys::{Algorithm, Keys};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use nabz_kernel::clock::Instant;
use serde::Deserialize;

/// An assertion with its signature of 8192 bits.
const ASSERTION_BYTES_MAX: usize = 8 * 1024;
/// Signs of the id that an assertion gives itself.
const JTI_BYTES_MAX: usize = 255;
/// An assertion that holds longer could be used by whoever finds it.
const LIVES_SECONDS_MAX: i64 = 5 * 60;
/// Clocks differ.
const CLOCKS_DIFFER_SECONDS_MAX: i64 = 60;
const MICROSECONDS_A_SECOND: i64 = 1_000_000;

/// Why an assertion proves nothing. An answer says no more than that; the log says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unproven {
    /// It is no signed token, or says nothing of what it has to.
    #[error("it is no signed token that says who, to whom, until when and its own id")]
    Unreadable,
    /// It is signed in a way that is not taken, or asks for something that is not understood.
    #[error("it is not signed in a way that is taken")]
    OtherAlgorithm,
    /// The client has no key of that name.
    #[error("there is no key of that name")]
    UnknownKey,
    /// The key did not sign it.
    #[error("the key did not sign it")]
    OtherSignature,
    /// It speaks of another client.
    #[error("it speaks of another client")]
    OtherClient,
    /// It was made for another server.
    #[error("it was made for another address")]
    OtherAudience,
    /// It is over, not yet in force, or holds for longer than five minutes.
    #[error("it is over, not yet in force, or holds for longer than five minutes")]
    OtherTime,
    /// It was used before.
    #[error("it was used before")]
    UsedBefore,
}

/// What is held against an assertion.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'e> {
    /// The client that it has to speak for.
    pub client: &'e str,
    /// The address of the token endpoint.
    pub audience: &'e str,
    /// The moment.
    pub now: Instant,
}

/// An assertion that proves its client, if it was not used before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// The id that it gives itself.
    pub jti: String,
    /// Until when it would be believed, and has to be remembered.
    pub until: Instant,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    /// Extensions that have to be understood; none are.
    crit: Option<serde_json::Value>,
}

#[derive(Deserialize)]
struct Claims {
    iss: String,
    sub: String,
    aud: Audience,
    exp: i64,
    jti: String,
    nbf: Option<i64>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

impl Audience {
    fn names(&self, wanted: &str) -> bool {
        match self {
            Self::One(one) => one == wanted,
            Self::Several(all) => all.iter().any(|one| one == wanted),
        }
    }
}

/// Which client an assertion says it is of. Nothing is proven by that.
pub fn claimed(assertion: &str) -> Option<String> {
    let parts = Parts::of(assertion).ok()?;
    Some(parts.claims.sub)
}

/// Whether an assertion proves who sent it; whether it was used before is for the store to say.
pub fn check(assertion: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Proven, Unproven> {
    let Parts { header, claims, said, signature } = Parts::of(assertion)?;
    let algorithm = Algorithm::named(&header.alg).filter(|_| header.crit.is_none());
    let algorithm = algorithm.ok_or(Unproven::OtherAlgorithm)?;
    let kid = header.kid.ok_or(Unproven::UnknownKey)?;
    let signed = keys.signed((&kid, algorithm), said.as_bytes(), &signature);
    if !signed.ok_or(Unproven::UnknownKey)? {
        return Err(Unproven::OtherSignature);
    }
    if claims.iss != expected.client || claims.sub != expected.client {
        return Err(Unproven::OtherClient);
    }
    if !claims.aud.names(expected.audience) {
        return Err(Unproven::OtherAudience);
    }
    let now = expected.now.microseconds().div_euclid(MICROSECONDS_A_SECOND);
    let latest = now + LIVES_SECONDS_MAX + CLOCKS_DIFFER_SECONDS_MAX;
    let is_over = claims.exp.saturating_add(CLOCKS_DIFFER_SECONDS_MAX) <= now;
    let is_early = claims.nbf.is_some_and(|from| from > now + CLOCKS_DIFFER_SECONDS_MAX);
    if is_over || is_early || claims.exp > latest {
        return Err(Unproven::OtherTime);
    }
    if !(1..=JTI_BYTES_MAX).contains(&claims.jti.len()) {
        return Err(Unproven::Unreadable);
    }
    let until = (claims.exp + CLOCKS_DIFFER_SECONDS_MAX) * MICROSECONDS_A_SECOND;
    Ok(Proven { jti: claims.jti, until: Instant::from_microseconds(until) })
}

struct Parts<'a> {
    header: Header,
    claims: Claims,
    /// What is signed.
    said: &'a str,
    signature: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn of(assertion: &'a str) -> Result<Self, Unproven> {
        if assertion.len() > ASSERTION_BYTES_MAX {
            return Err(Unproven::Unreadable);
        }
        let read = || {
            let (said, signature) = assertion.rsplit_once('.')?;
            let (header, claims) = said.split_once('.')?;
            let decoded = |text: &str| URL_SAFE_NO_PAD.decode(text).ok();
            Some(Self {
                header: serde_json::from_slice(&decoded(header)?).ok()?,
                claims: serde_json::from_slice(&decoded(claims)?).ok()?,
                said,
                signature: decoded(signature)?,
            })
        };
        read().ok_or(Unproven::Unreadable)
    }
}
